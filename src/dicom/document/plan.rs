//! Radiotherapy plans (PS3.3 A.20, A.49): prescription, beams and fractions.

use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet};

use super::{
    page::Page,
    references,
    value::{count, joined},
};

/// Items of one sequence that are read.
const MOST: usize = 10_000;

/// Reads a plan; returns its title.
pub(super) fn read(page: &mut Page, top: &DataSet) -> String {
    page.attributes(
        0,
        top,
        &[
            ("Label", tags::RT_PLAN_LABEL),
            ("Name", tags::RT_PLAN_NAME),
            ("Description", tags::RT_PLAN_DESCRIPTION),
            ("Date", tags::RT_PLAN_DATE),
            ("Time", tags::RT_PLAN_TIME),
            ("Intent", tags::PLAN_INTENT),
            ("Geometry", tags::RT_PLAN_GEOMETRY),
            ("Brachytherapy", tags::BRACHY_TREATMENT_TECHNIQUE),
            ("Prescription", tags::PRESCRIPTION_DESCRIPTION),
        ],
    );
    approval(page, top);
    let setups = top.items(tags::PATIENT_SETUP_SEQUENCE).take(MOST);
    let mut positions: Vec<String> = setups.map(|setup| page.read(&setup, tags::PATIENT_POSITION)).collect();
    positions.dedup();
    page.field(0, "Patient position", &joined(positions.into_iter()));
    page.field(0, "Contours", &references::in_sequence(top, tags::REFERENCED_STRUCTURE_SET_SEQUENCE));
    top.items(tags::DOSE_REFERENCE_SEQUENCE).take(MOST).for_each(|dose| prescription(page, &dose));
    let unit = meterset_unit(top);
    top.items(tags::FRACTION_GROUP_SEQUENCE).take(MOST).for_each(|group| fractions(page, &group, &unit));
    for (sequence, control_points) in [
        (tags::BEAM_SEQUENCE, tags::CONTROL_POINT_SEQUENCE),
        (tags::ION_BEAM_SEQUENCE, tags::ION_CONTROL_POINT_SEQUENCE),
    ] {
        for beam in top.items(sequence).take(MOST) {
            if page.is_full() {
                break;
            }
            describe(page, &beam, beam.item(control_points));
        }
    }
    for setup in top.items(tags::APPLICATION_SETUP_SEQUENCE).take(MOST) {
        let number = page.read(&setup, tags::APPLICATION_SETUP_NUMBER);
        page.heading(0, &format!("Application setup {number}"));
        page.attributes(
            1,
            &setup,
            &[
                ("Name", tags::APPLICATION_SETUP_NAME),
                ("Type", tags::APPLICATION_SETUP_TYPE),
                ("Total reference air kerma, µGy at 1 m", tags::TOTAL_REFERENCE_AIR_KERMA),
            ],
        );
    }
    [tags::RT_PLAN_NAME, tags::RT_PLAN_LABEL]
        .map(|tag| page.read(top, tag))
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// Whether somebody approved it (PS3.3 C.8.8.16).
pub(super) fn approval(page: &mut Page, top: &DataSet) {
    page.attributes(
        0,
        top,
        &[
            ("Approval", tags::APPROVAL_STATUS),
            ("Reviewed on", tags::REVIEW_DATE),
            ("Reviewed by", tags::REVIEWER_NAME),
        ],
    );
}

/// A dose that is wanted or allowed (PS3.3 C.8.8.10), in Gy.
fn prescription(page: &mut Page, dose: &DataSet) {
    let number = page.read(dose, tags::DOSE_REFERENCE_NUMBER);
    page.heading(0, format!("Dose reference {number}").trim());
    page.attributes(
        1,
        dose,
        &[
            ("Description", tags::DOSE_REFERENCE_DESCRIPTION),
            ("Structure", tags::DOSE_REFERENCE_STRUCTURE_TYPE),
            ("Type", tags::DOSE_REFERENCE_TYPE),
            ("Target ROI number", tags::REFERENCED_ROI_NUMBER),
            ("Prescription dose, Gy", tags::TARGET_PRESCRIPTION_DOSE),
            ("Maximum dose delivered, Gy", tags::DELIVERY_MAXIMUM_DOSE),
            ("Maximum dose of organ at risk, Gy", tags::ORGAN_AT_RISK_MAXIMUM_DOSE),
        ],
    );
}

/// How often which beams are given, and how much of each (PS3.3 C.8.8.13).
fn fractions(page: &mut Page, group: &DataSet, unit: &str) {
    let number = page.read(group, tags::FRACTION_GROUP_NUMBER);
    page.heading(0, format!("Fraction group {number}").trim());
    page.attributes(
        1,
        group,
        &[("Fractions planned", tags::NUMBER_OF_FRACTIONS_PLANNED), ("Beams", tags::NUMBER_OF_BEAMS)],
    );
    let stated = group.integer(tags::NUMBER_OF_BEAMS);
    let given = group.item_positions(tags::REFERENCED_BEAM_SEQUENCE).len();
    if stated.is_some_and(|stated| usize::try_from(stated).ok() != Some(given)) {
        let text = "A fraction group names another number of beams than it has.";
        page.found(FindingCode::Content, tags::NUMBER_OF_BEAMS, text);
    }
    for beam in group.items(tags::REFERENCED_BEAM_SEQUENCE).take(MOST) {
        let [number, meterset, dose] =
            [tags::REFERENCED_BEAM_NUMBER, tags::BEAM_METERSET, tags::BEAM_DOSE].map(|tag| page.read(&beam, tag));
        let meterset = if meterset.is_empty() { meterset } else { format!("{meterset} {unit}").trim().to_owned() };
        let dose = if dose.is_empty() { dose } else { format!("{dose} Gy") };
        page.field(1, &format!("Beam {number}"), &joined([meterset, dose].into_iter()));
    }
}

/// The unit of meterset, where all beams have the same one, as they do in most plans.
fn meterset_unit(top: &DataSet) -> String {
    let units = [tags::BEAM_SEQUENCE, tags::ION_BEAM_SEQUENCE].into_iter().flat_map(|sequence| {
        let beams = top.items(sequence).take(MOST);
        beams.map(|beam| beam.code(tags::PRIMARY_DOSIMETER_UNIT).unwrap_or_default())
    });
    let mut units: Vec<String> = units.collect();
    units.dedup();
    units.pop().filter(|_| units.is_empty()).unwrap_or_default()
}

fn describe(page: &mut Page, beam: &DataSet, first_control_point: Option<DataSet>) {
    let [number, name] = [tags::BEAM_NUMBER, tags::BEAM_NAME].map(|tag| page.read(beam, tag));
    page.heading(0, format!("Beam {number} {name}").trim());
    page.attributes(
        1,
        beam,
        &[
            ("Description", tags::BEAM_DESCRIPTION),
            ("Machine", tags::TREATMENT_MACHINE_NAME),
            ("Type", tags::BEAM_TYPE),
            ("Radiation", tags::RADIATION_TYPE),
            ("Delivery", tags::TREATMENT_DELIVERY_TYPE),
        ],
    );
    if let Some(point) = first_control_point {
        let unit = if beam.is(tags::RADIATION_TYPE, "PHOTON") { "MV" } else { "MeV" };
        let energy = page.read(&point, tags::NOMINAL_BEAM_ENERGY);
        page.field(1, "Energy", &if energy.is_empty() { energy } else { format!("{energy} {unit}") });
        let gantry = page.read(&point, tags::GANTRY_ANGLE);
        page.field(1, "Gantry at start", &if gantry.is_empty() { gantry } else { format!("{gantry}°") });
    }
    if let Some(points) = beam.integer(tags::NUMBER_OF_CONTROL_POINTS).and_then(|points| u64::try_from(points).ok()) {
        page.field(1, "Control points", &count(points, "point"));
    }
}
