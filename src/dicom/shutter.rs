//! Display shutters (PS3.3 C.7.6.11 and C.7.6.15, per frame C.7.6.16.2.16).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::{Shutter, ShutterShape, srgb_of_cielab};

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

/// Corners of a polygon that are looked at; outlines of collimators have a handful.
const MOST_VERTICES: usize = 4096;

/// The shutter of a frame, its bitmap's group beside it; `None` where the file names none that can be used.
pub(super) fn shutter(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    pixel_aspect: f64,
    findings: &mut Vec<Finding>,
) -> Option<(Shutter, Option<u16>)> {
    let set = groups.group_or_top(header, index, tags::FRAME_DISPLAY_SHUTTER_SEQUENCE);
    if !set.has(tags::SHUTTER_SHAPE) {
        return None;
    }
    let (mut shapes, mut bitmap) = (Vec::new(), None);
    for name in set.texts(tags::SHUTTER_SHAPE).iter().take(8) {
        let shape = match name.as_str() {
            "RECTANGULAR" => rectangle(&set),
            "CIRCULAR" => circle(&set, pixel_aspect),
            "POLYGONAL" => polygon(&set),
            "BITMAP" => {
                let group = set.integer(tags::SHUTTER_OVERLAY_GROUP).and_then(|group| u16::try_from(group).ok());
                if group.is_some() {
                    bitmap = group;
                    continue;
                }
                None
            }
            _ => None,
        };
        match shape {
            Some(shape) => shapes.push(shape),
            None => {
                let text = "A display shutter is incomplete; it was ignored.";
                findings.push(set.finding(FindingCode::Shutter, tags::SHUTTER_SHAPE, text));
            }
        }
    }
    if shapes.is_empty() && bitmap.is_none() {
        return None;
    }
    let value = set.number(tags::SHUTTER_PRESENTATION_VALUE).unwrap_or(0.0).clamp(0.0, 65535.0);
    let colour = match set.numbers(tags::SHUTTER_PRESENTATION_COLOR_CIE_LAB_VALUE)[..] {
        [l, a, b] => Some(srgb_of_cielab([l, a, b].map(|number| number as u16))),
        _ => None,
    };
    let grey = (value / 65535.0 * 255.0 + 0.5).floor() as u8;
    Some((Shutter { shapes, bitmap: None, grey, colour }, bitmap))
}

fn rectangle(set: &DataSet) -> Option<ShutterShape> {
    Some(ShutterShape::Rectangle {
        left: set.number(tags::SHUTTER_LEFT_VERTICAL_EDGE)?,
        right: set.number(tags::SHUTTER_RIGHT_VERTICAL_EDGE)?,
        upper: set.number(tags::SHUTTER_UPPER_HORIZONTAL_EDGE)?,
        lower: set.number(tags::SHUTTER_LOWER_HORIZONTAL_EDGE)?,
    })
}

fn circle(set: &DataSet, pixel_aspect: f64) -> Option<ShutterShape> {
    let [row, column] = finite(set, tags::CENTER_OF_CIRCULAR_SHUTTER)?[..] else { return None };
    let radius = set.number(tags::RADIUS_OF_CIRCULAR_SHUTTER).filter(|radius| *radius > 0.0)?;
    Some(ShutterShape::Circle { centre: [row, column], radius, radius_down: radius / pixel_aspect })
}

fn polygon(set: &DataSet) -> Option<ShutterShape> {
    let numbers = finite(set, tags::VERTICES_OF_THE_POLYGONAL_SHUTTER)?;
    let (vertices, rest) = numbers.as_chunks::<2>();
    let sound = rest.is_empty() && (3..=MOST_VERTICES).contains(&vertices.len());
    sound.then(|| ShutterShape::Polygon(vertices.to_vec()))
}

fn finite(set: &DataSet, tag: Tag) -> Option<Vec<f64>> {
    Some(set.numbers(tag)).filter(|numbers| numbers.iter().all(|number| number.is_finite()))
}
