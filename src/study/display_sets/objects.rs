//! Objects of several frames: each stands on its own.
//!
//! - A clip ([`crate::dicom::ImageFacts::is_clip`]) keeps the order of its frames.
//! - Frames whose planes are known go by stack, orientation and position, and pictures of one place by what tells them
//!   apart, as the slices of a series do; then by their dimensions (PS3.3 C.7.6.17). Several moments of the same places
//!   become phases. Frames of such an object without a plane have a set of their own.
//! - Other frames go by their _Dimension Index Values_ (0020,9157) where all have as many, else as they are stored.

use super::{parts, picture::Picture, stack};
use crate::{
    dicom::ImageFacts,
    study::{DisplaySet, Instance, SetFinding, SetFindingCode, SetKind},
};

/// Frames that are listed of one object, at most: a count is only declared, and listing costs memory.
const FRAMES: u32 = 1 << 18;

/// The sets of the object at position `index` of its series.
pub(super) fn sets(index: u32, instance: &Instance, image: &ImageFacts, next_group: &mut u32) -> Vec<DisplaySet> {
    let listed = image.frames.min(FRAMES);
    let has_own = !image.is_clip && !image.frame_facts.is_empty();
    let pictures = (0..listed).filter_map(|frame| Picture::new(index, instance, frame));
    let mut sets = if has_own {
        own_order(pictures.collect(), next_group)
    } else {
        let frames = pictures.map(|picture| picture.unplaced()).collect();
        let kind = if image.is_clip { SetKind::Clip } else { SetKind::MultiFrame };
        vec![DisplaySet { kind, frames, ..DisplaySet::default() }]
    };
    if image.frames > listed {
        let text = format!("The header declares {} frames; the first {listed} are listed.", image.frames);
        let finding = SetFinding::new(SetFindingCode::FrameCount, text);
        sets.iter_mut().for_each(|set| set.findings.push(finding.clone()));
    }
    sets
}

/// Frames with facts of their own.
fn own_order(mut pictures: Vec<Picture>, next_group: &mut u32) -> Vec<DisplaySet> {
    let length = |picture: &Picture| picture.own.map_or(0, |own| own.dimension_index.len());
    let is_indexed = pictures
        .first()
        .map(length)
        .is_some_and(|first| first > 0 && pictures.iter().all(|picture| length(picture) == first));
    if is_indexed {
        // Stable: frames with the same values stay as they are stored.
        pictures.sort_by_key(|picture| picture.own.map(|own| &own.dimension_index));
    }
    let (parts, _) = parts::divide(pictures, "");
    let mut sets: Vec<DisplaySet> = parts.into_iter().flat_map(|part| stack::arrange(part, next_group)).collect();
    sets.iter_mut().for_each(|set| set.kind = SetKind::MultiFrame);
    sets
}
