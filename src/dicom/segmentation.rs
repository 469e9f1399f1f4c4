//! Segmentation objects as images: names and colours of their segments (PS3.3 C.8.20, A.51, A.92).

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};

use crate::image::{FrameSegments, LookupTable, Palette, Segment, Segmentation, SegmentationKind, srgb_of_cielab};

use super::{
    Finding, FindingCode,
    charset::neutral,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

const LABEL_MAP_STORAGE: &str = "1.2.840.10008.5.1.4.1.1.66.7";
const SEGMENT_SEQUENCE: Tag = tags::SEGMENT_SEQUENCE;
/// Segments read at most: numbers have 16 bits.
const MOST_SEGMENTS: usize = 1 << 16;
/// LO has 64 characters.
const LONGEST_LABEL: usize = 64;
/// What a label map shows where it names no segment: neither black nor a hue.
const UNNAMED: [u8; 3] = [96; 3];

/// The segments of a file, or `None` where it is no segmentation.
pub(super) fn segmentation(header: &Header, findings: &mut Vec<Finding>) -> Option<Arc<Segmentation>> {
    let top = header.top();
    let class = top.code(tags::SOP_CLASS_UID)?;
    if !matches!(class.as_str(), uids::SEGMENTATION_STORAGE | LABEL_MAP_STORAGE) {
        return None;
    }
    let kind = kind(&top, class == LABEL_MAP_STORAGE, findings);
    let segments: Vec<Segment> =
        top.items(SEGMENT_SEQUENCE).take(MOST_SEGMENTS).filter_map(|item| segment(&item)).collect();
    if segments.is_empty() {
        note(findings, SEGMENT_SEQUENCE, "The segmentation describes no segment; its values have no names.");
    }
    let background = top.integer(tags::PIXEL_PADDING_VALUE).and_then(|value| u16::try_from(value).ok()).unwrap_or(0);
    Some(Arc::new(Segmentation { kind, segments, background }))
}

fn kind(top: &DataSet, of_label_map_class: bool, findings: &mut Vec<Finding>) -> SegmentationKind {
    match top.code(tags::SEGMENTATION_TYPE).as_deref() {
        Some("FRACTIONAL") => {
            let of = match top.code(tags::SEGMENTATION_FRACTIONAL_TYPE).as_deref() {
                Some("OCCUPANCY") => "occupancy",
                _ => "probability",
            };
            let maximum = top.integer(tags::MAXIMUM_FRACTIONAL_VALUE).and_then(|value| u16::try_from(value).ok());
            let maximum = maximum.filter(|&value| value > 0).unwrap_or_else(|| {
                note(
                    findings,
                    tags::MAXIMUM_FRACTIONAL_VALUE,
                    "The maximum fractional value is absent or unusable; 255 was taken.",
                );
                255
            });
            SegmentationKind::Fractional { of, maximum }
        }
        Some("LABELMAP") => SegmentationKind::LabelMap,
        _ if of_label_map_class => SegmentationKind::LabelMap,
        _ => SegmentationKind::Binary,
    }
}

fn segment(item: &DataSet) -> Option<Segment> {
    let number = item.integer(tags::SEGMENT_NUMBER).and_then(|number| u16::try_from(number).ok())?;
    let label = item.text(tags::SEGMENT_LABEL).map(|label| neutral(&label, LONGEST_LABEL)).unwrap_or_default();
    let colour = match item.numbers(tags::RECOMMENDED_DISPLAY_CIE_LAB_VALUE)[..] {
        [l, a, b] if [l, a, b].iter().all(|value| (0.0..=65535.0).contains(value)) => {
            Some(srgb_of_cielab([l, a, b].map(|value| value as u16)))
        }
        _ => None,
    };
    Some(Segment { number, label, colour })
}

/// The segmentation as frame `index` sees it.
pub(super) fn frame_segments(
    all: &Arc<Segmentation>,
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    frames: usize,
    findings: &mut Vec<Finding>,
) -> FrameSegments {
    if all.kind == SegmentationKind::LabelMap {
        return FrameSegments { all: all.clone(), of_frame: None };
    }
    let referenced = groups
        .group(header, index, tags::SEGMENT_IDENTIFICATION_SEQUENCE)
        .and_then(|item| item.integer(tags::REFERENCED_SEGMENT_NUMBER))
        .and_then(|number| u16::try_from(number).ok());
    let of_frame = referenced.or_else(|| tiled_full(all, header, index, frames));
    if of_frame.is_none_or(|number| all.segment(number).is_none()) {
        note(
            findings,
            tags::REFERENCED_SEGMENT_NUMBER,
            "This frame does not say which of the described segments it shows.",
        );
    }
    FrameSegments { all: all.clone(), of_frame }
}

/// In a TILED_FULL object frames have no items of their own: all tiles of the first segment come first, and so on (PS3.3
/// C.7.6.17.3).
fn tiled_full(all: &Segmentation, header: &Header, index: usize, frames: usize) -> Option<u16> {
    if !header.top().is(tags::DIMENSION_ORGANIZATION_TYPE, "TILED_FULL") {
        return None;
    }
    let segments = all.segments.len();
    let tiles = frames.checked_div(segments).filter(|tiles| tiles * segments == frames)?;
    all.segments.get(index.checked_div(tiles)?).map(|segment| segment.number)
}

/// The colours of a label map's values: those of its segments, black for the background, grey for what no item names.
pub(super) fn label_palette(all: &Segmentation) -> Palette {
    let last = all.segments.iter().map(|segment| segment.number).max().unwrap_or(0).max(all.background);
    // One entry more, for all values beyond.
    let mut colours = vec![UNNAMED; usize::from(last).saturating_add(2).min(1 << 16)];
    if let Some(colour) = colours.get_mut(usize::from(all.background)) {
        *colour = [0; 3];
    }
    for segment in &all.segments {
        if let Some(colour) = colours.get_mut(usize::from(segment.number)) {
            *colour = all.colour(segment);
        }
    }
    let channel = |at: usize| LookupTable {
        first_mapped: 0,
        bits: 8,
        entries: colours.iter().map(|colour| u16::from(colour[at])).collect(),
    };
    Palette { red: channel(0), green: channel(1), blue: channel(2) }
}

fn note(findings: &mut Vec<Finding>, tag: Tag, text: &str) {
    findings.push(Finding::new(FindingCode::Structure, Some((tag.0, tag.1)), text));
}
