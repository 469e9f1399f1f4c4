//! Radiotherapy doses without a grid, and records of treatments (PS3.3 A.18, A.29 to A.31).

use dicom_dictionary_std::tags;

use crate::dicom::header::DataSet;

use super::{page::Page, value::joined};

/// Items of one sequence that are read.
const MOST: usize = 10_000;

/// Reads a dose; it has no title.
pub(super) fn dose(page: &mut Page, top: &DataSet) -> String {
    page.attributes(
        0,
        top,
        &[
            ("Comment", tags::DOSE_COMMENT),
            ("Units", tags::DOSE_UNITS),
            ("Type", tags::DOSE_TYPE),
            ("Sum of", tags::DOSE_SUMMATION_TYPE),
        ],
    );
    for histogram in top.items(tags::DVH_SEQUENCE).take(MOST) {
        let regions: Vec<String> = histogram
            .items(tags::DVH_REFERENCED_ROI_SEQUENCE)
            .take(MOST)
            .map(|roi| page.read(&roi, tags::REFERENCED_ROI_NUMBER))
            .collect();
        page.heading(0, &format!("Dose-volume histogram of ROI {}", joined(regions.into_iter())));
        page.attributes(
            1,
            &histogram,
            &[
                ("Type", tags::DVH_TYPE),
                ("Units", tags::DOSE_UNITS),
                ("Minimum dose", tags::DVH_MINIMUM_DOSE),
                ("Mean dose", tags::DVH_MEAN_DOSE),
                ("Maximum dose", tags::DVH_MAXIMUM_DOSE),
            ],
        );
    }
    String::new()
}

/// Reads a record of a treatment; it has no title.
pub(super) fn record(page: &mut Page, top: &DataSet) -> String {
    page.attributes(
        0,
        top,
        &[
            ("Date", tags::TREATMENT_DATE),
            ("Time", tags::TREATMENT_TIME),
            ("Status", tags::CURRENT_TREATMENT_STATUS),
            ("Comment", tags::TREATMENT_STATUS_COMMENT),
            ("First treatment", tags::FIRST_TREATMENT_DATE),
            ("Last treatment", tags::MOST_RECENT_TREATMENT_DATE),
        ],
    );
    for machine in top.items(tags::TREATMENT_MACHINE_SEQUENCE).take(MOST) {
        page.attribute(0, "Machine", &machine, tags::TREATMENT_MACHINE_NAME);
    }
    for group in top.items(tags::FRACTION_GROUP_SUMMARY_SEQUENCE).take(MOST) {
        let number = page.read(&group, tags::FRACTION_GROUP_NUMBER);
        page.heading(0, format!("Fraction group {number}").trim());
        page.attributes(
            1,
            &group,
            &[
                ("Fractions planned", tags::NUMBER_OF_FRACTIONS_PLANNED),
                ("Fractions delivered", tags::NUMBER_OF_FRACTIONS_DELIVERED),
            ],
        );
    }
    for sequence in [
        tags::TREATMENT_SESSION_BEAM_SEQUENCE,
        tags::TREATMENT_SESSION_ION_BEAM_SEQUENCE,
        tags::TREATMENT_SESSION_APPLICATION_SETUP_SEQUENCE,
    ] {
        top.items(sequence).take(MOST).for_each(|beam| delivered(page, &beam));
    }
    String::new()
}

/// One beam or application of a session (PS3.3 C.8.8.21).
fn delivered(page: &mut Page, beam: &DataSet) {
    let numbers = [tags::REFERENCED_BEAM_NUMBER, tags::APPLICATION_SETUP_NUMBER].map(|tag| page.read(beam, tag));
    let name = page.read(beam, tags::BEAM_NAME);
    let number = joined(numbers.into_iter());
    page.heading(0, format!("Delivered {number} {name}").trim());
    let unit = beam.code(tags::PRIMARY_DOSIMETER_UNIT).unwrap_or_default();
    page.attribute(1, "Fraction", beam, tags::CURRENT_FRACTION_NUMBER);
    for (label, tag) in
        [("Specified", tags::SPECIFIED_PRIMARY_METERSET), ("Delivered", tags::DELIVERED_PRIMARY_METERSET)]
    {
        let meterset = page.read(beam, tag);
        page.field(1, label, &if meterset.is_empty() { meterset } else { format!("{meterset} {unit}") });
    }
    page.attributes(
        1,
        beam,
        &[
            ("Ended", tags::TREATMENT_TERMINATION_STATUS),
            ("Verification", tags::TREATMENT_VERIFICATION_STATUS),
            ("Type", tags::BEAM_TYPE),
            ("Radiation", tags::RADIATION_TYPE),
        ],
    );
}
