//! Pictures of one part in order: stacks of slices, moments of them, and what is no stack.
//!
//! Slices go by their position along the normal of the first, ascending; the other way round where all sets of the part
//! have falling numbers in that order, so that scrolling forward is counting up. The numbers have no other say: where they
//! contradict the positions, the positions are believed.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    expected::expects_position,
    explain::{Leaf, explain, surplus},
    parts::{Form, Part},
    picture::{Picture, dot},
    tilt,
};
use crate::{
    study::{DisplaySet, Phase, SetFinding, SetFindingCode, SetKind},
    volume::{Distances, Fault, SAME_SPACING, same_place_mm},
};

/// The sets of `part`, whose pictures come in the order that holds where they have no positions. Numbers of groups of
/// phases are taken from `next_group`.
pub(super) fn arrange(part: Part, next_group: &mut u32) -> Vec<DisplaySet> {
    let kind = match part.form {
        Form::Localizer => SetKind::Localizer,
        Form::Loose => SetKind::Images,
        Form::Parallel => return parallel(part, next_group),
    };
    let mut findings = Vec::new();
    if part.form == Form::Loose
        && part.pictures.iter().any(|picture| picture.plane.is_none() && expects_position(picture))
    {
        let text = "No position is known for these slices; they come in the order of their numbers.";
        findings.push(SetFinding::new(SetFindingCode::NoPositions, text));
    }
    let frames = part.pictures.iter().map(Picture::unplaced).collect();
    vec![DisplaySet { kind, frames, label: part.labels.join(", ").into(), findings, ..DisplaySet::default() }]
}

/// Parallel slices in one space.
fn parallel(part: Part, next_group: &mut u32) -> Vec<DisplaySet> {
    let mut pictures = part.pictures;
    let pixels = pictures.iter().filter_map(|picture| picture.image.spacing_mm).flat_map(|mm| mm.into_iter());
    let same_mm = same_place_mm(pixels);
    let places = place(&mut pictures, same_mm);
    let is_lone = pictures.len() == 1;
    let mut leaves = explain(pictures, next_group);
    for leaf in &mut leaves {
        leaf.labels.splice(0..0, part.labels.iter().cloned());
    }
    if places == 1 && !is_lone {
        return vec![one_place(leaves, part.labels)];
    }
    if leaves.iter().all(falls) {
        // Stable: pictures of one place stay in the order of their numbers.
        leaves.iter_mut().for_each(|leaf| leaf.pictures.sort_by_key(|picture| Reverse(picture.place)));
    }
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for moment in leaves.iter().filter_map(|leaf| leaf.moment) {
        *counts.entry(moment.group).or_default() += 1;
    }
    let mut seen: HashMap<u32, u32> = HashMap::new();
    leaves
        .into_iter()
        .map(|mut leaf| {
            let phase = leaf.moment.map(|moment| {
                let index = seen.entry(moment.group).or_default();
                let of = counts.get(&moment.group).copied().unwrap_or(1);
                let phase = Phase { group: moment.group, index: *index, of, time_ms: moment.time_ms };
                *index += 1;
                leaf.labels.push(format!("{} {} of {of}", moment.noun, *index));
                phase
            });
            DisplaySet { phase, ..stack(leaf, same_mm) }
        })
        .collect()
}

/// Sorts by position, numbers the places and returns how many there are.
fn place(pictures: &mut [Picture], same_mm: f64) -> u32 {
    let Some(normal) = pictures.first().and_then(|first| first.plane).map(|plane| plane.normal()) else { return 0 };
    for picture in pictures.iter_mut() {
        picture.at_mm = picture.plane.map_or(0.0, |plane| dot(plane.position_mm, normal));
    }
    // Stable: pictures of one place stay in the order of their numbers.
    pictures.sort_by(|a, b| a.at_mm.total_cmp(&b.at_mm));
    let mut places = 0;
    let mut start = f64::NEG_INFINITY;
    for picture in pictures {
        if picture.at_mm - start > same_mm {
            places += 1;
            start = picture.at_mm;
        }
        picture.place = places - 1;
    }
    places
}

/// Slices of one place are no stack: one after the other in the order of what tells them apart, else of their numbers.
fn one_place(leaves: Vec<Leaf>, labels: Vec<String>) -> DisplaySet {
    let mut findings = Vec::new();
    let mut is_told_apart = true;
    let mut frames = Vec::new();
    for leaf in leaves {
        let mut numbers: Vec<_> = leaf.pictures.iter().map(Picture::number).collect();
        numbers.sort_unstable();
        is_told_apart &= numbers.windows(2).all(|pair| matches!(pair, [Some(a), Some(b)] if a != b));
        let mut pictures = leaf.pictures;
        pictures.sort_by(Picture::by_number);
        frames.extend(pictures.iter().map(Picture::placed));
    }
    if !is_told_apart {
        findings.push(duplicates(frames.len(), 1));
    }
    DisplaySet { kind: SetKind::Images, frames, label: labels.join(", ").into(), findings, ..DisplaySet::default() }
}

fn stack(leaf: Leaf, same_mm: f64) -> DisplaySet {
    let pictures = &leaf.pictures;
    let positions: Vec<f64> = pictures.iter().map(|picture| picture.at_mm).collect();
    let thicknesses: Vec<_> = pictures.iter().map(|picture| picture.image.thickness_mm).collect();
    // Of a segment only what is filled need be stored (PS3.3 A.51.1): slices that are not there are empty, not missing.
    let is_segment = pictures.iter().any(|picture| picture.own.is_some_and(|own| own.segment.is_some()));
    let distances = if is_segment { Distances::default() } else { Distances::judge(&positions, &thicknesses, same_mm) };
    let mut findings: Vec<SetFinding> =
        distances.faults.into_iter().map(|irregular| SetFinding::new(code(irregular.fault), irregular.text)).collect();
    let surplus = surplus(pictures);
    if surplus > 0 {
        let mut places: Vec<u32> = pictures.iter().map(|picture| picture.place).collect();
        places.sort_unstable();
        let crowded: Vec<usize> =
            places.chunk_by(|a, b| a == b).map(<[u32]>::len).filter(|pictures| *pictures > 1).collect();
        findings.push(duplicates(crowded.iter().sum(), crowded.len()));
    }
    findings.extend((leaf.unsure > 0).then(|| unsure(leaf.unsure)));
    findings.extend(tilt::judge(pictures));
    findings.extend(mixed_spacing(pictures));
    DisplaySet {
        kind: SetKind::Stack,
        frames: pictures.iter().map(Picture::placed).collect(),
        label: leaf.labels.join(", ").into(),
        slice_spacing_mm: distances.spacing_mm,
        gaps: distances.gaps,
        findings,
        ..DisplaySet::default()
    }
}

fn code(fault: Fault) -> SetFindingCode {
    if fault == Fault::Gaps { SetFindingCode::Gaps } else { SetFindingCode::Uneven }
}

fn duplicates(pictures: usize, places: usize) -> SetFinding {
    let place = if places == 1 { "one place".to_owned() } else { format!("{places} places") };
    let text = format!("{pictures} pictures share {place}, and nothing in their headers tells them apart.");
    SetFinding::new(SetFindingCode::Duplicates, text)
}

fn unsure(places: usize) -> SetFinding {
    let place = if places == 1 { "one place".to_owned() } else { format!("{places} places") };
    let text = format!(
        "Pictures of {place} are missing at some of the moments, and nothing tells at which: those that are there are taken \
         for the first ones."
    );
    SetFinding::new(SetFindingCode::Gaps, text)
}

fn mixed_spacing(pictures: &[Picture]) -> Option<SetFinding> {
    let spacings = || pictures.iter().filter_map(|picture| picture.image.spacing_mm);
    let bounds = |axis: usize| {
        let values = spacings().filter_map(|spacing| spacing.get(axis).copied()).filter(|mm| mm.is_finite());
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), mm| (low.min(mm), high.max(mm)))
    };
    let (low, high) = [0, 1].map(bounds).into_iter().find(|(low, high)| *high > *low * SAME_SPACING)?;
    let text = format!("The pixel spacing differs between the pictures: {low} mm to {high} mm.");
    Some(SetFinding::new(SetFindingCode::MixedSpacing, text))
}

/// Numbers fall from place to place; a lone picture contradicts nothing.
fn falls(leaf: &Leaf) -> bool {
    let mut least = None;
    leaf.pictures.chunk_by(|a, b| a.place == b.place).all(|place| {
        let numbers = || place.iter().map(Picture::number);
        let falls = match (numbers().max().flatten(), numbers().min().flatten()) {
            (Some(most), Some(_)) => least.is_none_or(|least| most < least),
            _ => false,
        };
        least = numbers().min().flatten();
        falls
    })
}
