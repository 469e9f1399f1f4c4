//! Radiotherapy structure sets (PS3.3 A.19): the regions, and how many contours each has.

use std::collections::HashMap;

use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet};

use super::{
    page::Page,
    plan, references,
    value::{count, joined},
};

/// Bytes of contour coordinates that are checked in one file.
const MOST_BYTES: u64 = 64 << 20;

/// What the other two sequences say about a region.
#[derive(Default)]
struct Region {
    kind: String,
    interpreter: String,
    colour: String,
    contours: u64,
    points: u64,
}

/// Reads a structure set; returns its title.
pub(super) fn read(page: &mut Page, top: &DataSet) -> String {
    page.attributes(
        0,
        top,
        &[
            ("Label", tags::STRUCTURE_SET_LABEL),
            ("Name", tags::STRUCTURE_SET_NAME),
            ("Description", tags::STRUCTURE_SET_DESCRIPTION),
            ("Date", tags::STRUCTURE_SET_DATE),
            ("Time", tags::STRUCTURE_SET_TIME),
        ],
    );
    plan::approval(page, top);
    page.field(0, "Drawn on", &references::in_sequence(top, tags::REFERENCED_FRAME_OF_REFERENCE_SEQUENCE));
    let mut regions: HashMap<i64, Region> = HashMap::new();
    for observation in top.items(tags::RTROI_OBSERVATIONS_SEQUENCE) {
        let Some(number) = observation.integer(tags::REFERENCED_ROI_NUMBER) else { continue };
        let region = regions.entry(number).or_default();
        region.kind = page.read(&observation, tags::RTROI_INTERPRETED_TYPE);
        region.interpreter = page.read(&observation, tags::ROI_INTERPRETER);
    }
    let mut bytes = MOST_BYTES;
    for contours in top.items(tags::ROI_CONTOUR_SEQUENCE) {
        let Some(number) = contours.integer(tags::REFERENCED_ROI_NUMBER) else { continue };
        let region = regions.entry(number).or_default();
        region.colour = page.read(&contours, tags::ROI_DISPLAY_COLOR).replace(", ", " ");
        for contour in contours.items(tags::CONTOUR_SEQUENCE) {
            region.contours += 1;
            region.points += points(page, &contour, &mut bytes);
        }
    }
    if bytes == 0 {
        page.note(0, "There are more coordinates than were checked.");
    }
    let mut known = 0;
    for roi in top.items(tags::STRUCTURE_SET_ROI_SEQUENCE) {
        if page.is_full() {
            break;
        }
        let number = roi.integer(tags::ROI_NUMBER);
        known += usize::from(number.is_some_and(|number| regions.contains_key(&number)));
        describe(page, &roi, number.and_then(|number| regions.get(&number)).unwrap_or(&Region::default()));
    }
    if known < regions.len() && !page.is_full() {
        let text = "Contours or types are given for regions that are not in the list; they are left out.";
        page.found(FindingCode::Content, tags::REFERENCED_ROI_NUMBER, text);
    }
    [tags::STRUCTURE_SET_NAME, tags::STRUCTURE_SET_LABEL]
        .map(|tag| page.read(top, tag))
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn describe(page: &mut Page, roi: &DataSet, region: &Region) {
    let [number, name] = [tags::ROI_NUMBER, tags::ROI_NAME].map(|tag| page.read(roi, tag));
    page.heading(0, format!("ROI {number} {name}").trim());
    page.attribute(1, "Description", roi, tags::ROI_DESCRIPTION);
    page.field(1, "Type", &region.kind);
    page.field(1, "Colour", &region.colour);
    page.attributes(1, roi, &[("Volume, cm³", tags::ROI_VOLUME), ("Drawn by", tags::ROI_GENERATION_ALGORITHM)]);
    page.person(1, "Interpreted by", &region.interpreter);
    let contours = [count(region.contours, "contour"), count(region.points, "point")];
    page.field(1, "Contours", &if region.contours == 0 { "none".into() } else { joined(contours.into_iter()) });
}

/// How many points a contour has (PS3.3 C.8.8.6); what is wrong with it is noted. `left` bytes are still to be read.
fn points(page: &mut Page, contour: &DataSet, left: &mut u64) -> u64 {
    let Some(element) = contour.element(tags::CONTOUR_DATA) else { return 0 };
    if element.present > *left {
        *left = 0;
        return contour
            .integer(tags::NUMBER_OF_CONTOUR_POINTS)
            .and_then(|points| u64::try_from(points).ok())
            .unwrap_or(0);
    }
    *left -= element.present;
    let bytes = contour.header().value_bytes(element, element.present);
    let numbers = if bytes.is_empty() { 0 } else { bytes.iter().filter(|byte| **byte == b'\\').count() as u64 + 1 };
    let is_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E' | b'\\' | b' ' | 0);
    if !numbers.is_multiple_of(3) || !bytes.iter().all(is_number) {
        let text = "The coordinates of a contour are not whole points of three numbers; it cannot be drawn.";
        page.found(FindingCode::Content, tags::CONTOUR_DATA, text);
    } else if numbers < 9 && contour.code(tags::CONTOUR_GEOMETRIC_TYPE).is_some_and(|kind| kind.starts_with("CLOSED")) {
        let text = "A closed contour has fewer than three points; it encloses nothing.";
        page.found(FindingCode::Content, tags::CONTOUR_DATA, text);
    }
    numbers / 3
}
