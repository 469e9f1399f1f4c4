//! Presentation states (PS3.3 C.11): what they do to which images, and the texts that they lay over them.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet};

use super::{
    page::Page,
    references,
    value::{count, joined},
};

/// Items of one sequence that are looked at.
const MOST: usize = 10_000;

/// Reads a presentation state; returns its title.
pub(super) fn read(page: &mut Page, top: &DataSet) -> String {
    page.attribute(0, "Description", top, tags::CONTENT_DESCRIPTION);
    page.attribute(0, "Created by", top, tags::CONTENT_CREATOR_NAME);
    let moment = [tags::PRESENTATION_CREATION_DATE, tags::PRESENTATION_CREATION_TIME].map(|tag| page.read(top, tag));
    page.field(0, "Created on", moment.join(" ").trim());
    applies_to(page, top);
    for input in top.items(tags::BLENDING_SEQUENCE).take(MOST) {
        page.heading(0, "Blended");
        applies_to_at(page, &input, 1);
        tables(page, &input, 1);
    }
    tables(page, top, 0);
    page.attribute(0, "Shutter", top, tags::SHUTTER_SHAPE);
    let quarter_turns = page.read(top, tags::IMAGE_ROTATION);
    page.field(0, "Rotation", &if quarter_turns.is_empty() { quarter_turns } else { format!("{quarter_turns}°") });
    if top.is(tags::IMAGE_HORIZONTAL_FLIP, "Y") {
        page.field(0, "Flipped", "left to right");
    }
    top.items(tags::DISPLAYED_AREA_SELECTION_SEQUENCE).take(MOST).for_each(|area| displayed(page, &area));
    layers(page, top);
    top.items(tags::GRAPHIC_ANNOTATION_SEQUENCE).take(MOST).for_each(|group| annotation(page, &group));
    page.read(top, tags::CONTENT_LABEL)
}

fn applies_to(page: &mut Page, top: &DataSet) {
    if !applies_to_at(page, top, 0) && !top.has(tags::BLENDING_SEQUENCE) {
        page.note(0, "It names no image that it applies to.");
    }
}

fn applies_to_at(page: &mut Page, set: &DataSet, indent: usize) -> bool {
    let series = set.item_positions(tags::REFERENCED_SERIES_SEQUENCE).len() as u64;
    let images = references::in_sequence(set, tags::REFERENCED_SERIES_SEQUENCE);
    let is_some = !images.is_empty();
    if is_some {
        page.field(indent, "Applies to", &format!("{images} of {series} series"));
    }
    is_some
}

/// The three steps from stored values to greys (PS3.3 C.11.1, C.11.8, C.11.6).
fn tables(page: &mut Page, set: &DataSet, indent: usize) {
    if set.has(tags::MODALITY_LUT_SEQUENCE) {
        page.field(indent, "Modality", "look-up table");
    }
    let [slope, intercept] = [tags::RESCALE_SLOPE, tags::RESCALE_INTERCEPT].map(|tag| page.read(set, tag));
    if !slope.is_empty() {
        let intercept = match intercept.strip_prefix('-') {
            Some(number) => format!("- {number}"),
            None => format!("+ {intercept}"),
        };
        page.field(indent, "Modality", &format!("{slope} x stored {intercept}"));
    }
    for voi in set.items(tags::SOFTCOPY_VOILUT_SEQUENCE).take(MOST) {
        let images = voi.item_positions(tags::REFERENCED_IMAGE_SEQUENCE).len() as u64;
        let of = if images > 0 { format!("for {}", count(images, "image")) } else { String::new() };
        let [center, width, name] = [tags::WINDOW_CENTER, tags::WINDOW_WIDTH, tags::WINDOW_CENTER_WIDTH_EXPLANATION]
            .map(|tag| page.read(&voi, tag));
        if !center.is_empty() {
            let window = format!("center {center}, width {width}");
            page.field(indent, "Window", &joined([window, name, of.clone()].into_iter()));
        }
        for table in voi.items(tags::VOILUT_SEQUENCE).take(MOST) {
            let name = page.read(&table, tags::LUT_EXPLANATION);
            page.field(indent, "Window", &joined(["look-up table".into(), name, of.clone()].into_iter()));
        }
    }
    page.attribute(indent, "Polarity", set, tags::PRESENTATION_LUT_SHAPE);
    if set.has(tags::PRESENTATION_LUT_SEQUENCE) {
        page.field(indent, "Polarity", "look-up table");
    }
    page.attribute(indent, "Opacity", set, tags::RELATIVE_OPACITY);
}

/// Which part of the image fills the screen (PS3.3 C.10.4).
fn displayed(page: &mut Page, area: &DataSet) {
    let corner = |tag: Tag| area.numbers(tag);
    let (first, last) =
        (corner(tags::DISPLAYED_AREA_TOP_LEFT_HAND_CORNER), corner(tags::DISPLAYED_AREA_BOTTOM_RIGHT_HAND_CORNER));
    let mode = area.code(tags::PRESENTATION_SIZE_MODE).unwrap_or_default().to_lowercase();
    let ratio = page.read(area, tags::PRESENTATION_PIXEL_MAGNIFICATION_RATIO);
    if ratio.split(", ").any(|number| number.parse::<f64>().is_ok_and(|number| number <= 0.0)) {
        let text = "The magnification of a displayed area is not above zero; it has no meaning.";
        page.found(FindingCode::Content, tags::PRESENTATION_PIXEL_MAGNIFICATION_RATIO, text);
    }
    let extent = match (first.as_slice(), last.as_slice()) {
        ([left, top, ..], [right, bottom, ..]) => format!("columns {left} to {right}, rows {top} to {bottom}"),
        _ => String::new(),
    };
    let ratio = if ratio.is_empty() { ratio } else { format!("magnified {ratio} times") };
    page.field(0, "Displayed area", &joined([extent, mode, ratio].into_iter()));
}

fn layers(page: &mut Page, top: &DataSet) {
    for layer in top.items(tags::GRAPHIC_LAYER_SEQUENCE).take(MOST) {
        let [name, description] =
            [tags::GRAPHIC_LAYER, tags::GRAPHIC_LAYER_DESCRIPTION].map(|tag| page.read(&layer, tag));
        page.field(0, "Layer", &joined([name, description].into_iter()));
    }
}

/// What is written and drawn over the images (PS3.3 C.10.5).
fn annotation(page: &mut Page, group: &DataSet) {
    let layer = page.read(group, tags::GRAPHIC_LAYER);
    page.heading(0, &if layer.is_empty() { "Annotation".into() } else { format!("Annotation on layer {layer}") });
    let images = group.item_positions(tags::REFERENCED_IMAGE_SEQUENCE).len() as u64;
    if images > 0 {
        page.field(1, "On", &count(images, "image"));
    }
    for text in group.items(tags::TEXT_OBJECT_SEQUENCE).take(MOST) {
        page.attribute(1, "Text", &text, tags::UNFORMATTED_TEXT_VALUE);
    }
    for graphic in group.items(tags::GRAPHIC_OBJECT_SEQUENCE).take(MOST) {
        let kind = graphic.code(tags::GRAPHIC_TYPE).unwrap_or_default();
        let points = graphic.integer(tags::NUMBER_OF_GRAPHIC_POINTS).and_then(|number| u64::try_from(number).ok());
        let points = points.unwrap_or_default();
        if points < 2 && kind != "POINT" {
            let text = "A graphic has fewer points than its shape needs; it cannot be drawn.";
            page.found(FindingCode::Content, tags::NUMBER_OF_GRAPHIC_POINTS, text);
        }
        page.field(1, "Graphic", &joined([kind.to_lowercase(), count(points, "point")].into_iter()));
    }
    for graphic in group.items(tags::COMPOUND_GRAPHIC_SEQUENCE).take(MOST) {
        page.attribute(1, "Graphic", &graphic, tags::COMPOUND_GRAPHIC_TYPE);
    }
}
