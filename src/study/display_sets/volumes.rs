//! Volumes that come one object each: several objects of several frames that show the same places at several moments.
//!
//! Objects become phases of one series where each is one set with positions, their first and last frames lie in the same
//! planes, size, SOP class, stack, image type, echo, inversion time, b-value and direction agree, and their moments are all
//! different, by temporal position, else by the moment of acquisition, else by acquisition number. Else each stays by
//! itself; so do objects whose frames are no pictures of a moment ([`TIMELESS`]).

use std::{collections::HashMap, sync::Arc};

use super::{
    attribute::{Attribute, Key},
    picture::Picture,
};
use crate::{
    geometry::ImagePlane,
    study::{DisplaySet, Instance, Phase, SetFrame},
};

/// What volumes of one series have in common.
#[derive(PartialEq, Eq, Hash)]
struct Look<'a> {
    size: (u32, u32, usize),
    sop_class: &'a str,
    frame_of_reference: &'a str,
    stack: &'a str,
    contrast: [Option<Key<'a>>; 6],
    planes: [[i64; 9]; 2],
}

/// What makes other volumes, rather than the same at another time.
const CONTRAST: [Attribute; 6] = [
    Attribute::ImageType,
    Attribute::EchoNumber,
    Attribute::EchoTime,
    Attribute::InversionTime,
    Attribute::BValue,
    Attribute::Gradient,
];

/// Storage classes whose objects are made at different times and still show no moments: parametric maps of what the facts
/// do not name, segmentations, label maps, RT doses (PS3.4 B.5). Nor does a frame of a segment.
const TIMELESS: [&str; 4] = [
    "1.2.840.10008.5.1.4.1.1.30",
    "1.2.840.10008.5.1.4.1.1.66.4",
    "1.2.840.10008.5.1.4.1.1.66.7",
    "1.2.840.10008.5.1.4.1.1.481.2",
];

/// The sets of objects, those side by side that are moments of the same places.
pub(super) fn phases(
    objects: Vec<Vec<DisplaySet>>,
    instances: &[Arc<Instance>],
    next_group: &mut u32,
) -> Vec<Vec<DisplaySet>> {
    let mut blocks = Vec::with_capacity(objects.len());
    let mut volumes: HashMap<Look, Vec<(DisplaySet, Picture)>> = HashMap::new();
    for sets in objects {
        let seen = match sets.as_slice() {
            [only] => look(only, instances),
            _ => None,
        };
        match seen {
            Some((look, first)) => volumes.entry(look).or_default().extend(sets.into_iter().map(|set| (set, first))),
            None => blocks.push(sets),
        }
    }
    // By what was found first, not by chance.
    let mut series: Vec<Vec<(DisplaySet, Picture)>> = volumes.into_values().collect();
    series.sort_by_key(|volumes| volumes.first().map(|(_, first)| first.instance));
    for mut volumes in series {
        let Some(times) = order(&mut volumes).filter(|_| volumes.len() > 1) else {
            blocks.extend(volumes.into_iter().map(|(set, _)| vec![set]));
            continue;
        };
        let group = *next_group;
        *next_group += 1;
        let of = u32::try_from(volumes.len()).unwrap_or(u32::MAX);
        let phase = |(index, (set, _)): (u32, (DisplaySet, Picture))| {
            let time_ms = times.get(index as usize).copied();
            let label = format!("phase {} of {of}", index + 1).into();
            DisplaySet { phase: Some(Phase { group, index, of, time_ms }), label, ..set }
        };
        blocks.push((0..).zip(volumes).map(phase).collect());
    }
    blocks
}

/// Sorts by the first thing that is known of all and different for each; times in ms after the first where they run, else
/// none. `None` where nothing orders them.
fn order(volumes: &mut [(DisplaySet, Picture)]) -> Option<Vec<f64>> {
    let keys: [fn(&Picture) -> Option<f64>; 3] = [
        |first| first.contrast().temporal_position.map(|position| position as f64),
        |first| Attribute::AcquisitionOrder.order_key(first),
        |first| Attribute::AcquisitionNumberOrder.order_key(first),
    ];
    let key = keys.into_iter().find(|key| {
        let values = volumes.iter().map(|(_, first)| key(first)).collect::<Option<Vec<f64>>>();
        values.is_some_and(|mut values| {
            values.sort_unstable_by(f64::total_cmp);
            values.windows(2).all(|pair| matches!(pair, [a, b] if a < b))
        })
    })?;
    volumes.sort_by(|(_, a), (_, b)| key(a).unwrap_or(0.0).total_cmp(&key(b).unwrap_or(0.0)));
    let times = volumes.iter().map(|(_, first)| first.object.acquired_at).collect::<Option<Vec<f64>>>();
    let times = times.unwrap_or_default();
    let runs = times.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    let start = times.first().copied().unwrap_or(0.0);
    Some(if runs { times.iter().map(|time| (time - start) * 1000.0).collect() } else { Vec::new() })
}

/// What the object of `set` looks like, and its first picture; `None` where its frames have no positions.
fn look<'a>(set: &DisplaySet, instances: &'a [Arc<Instance>]) -> Option<(Look<'a>, Picture<'a>)> {
    let picture = |frame: &SetFrame| {
        let instance = instances.get(frame.instance as usize)?;
        Picture::new(frame.instance, instance, frame.frame).filter(|_| frame.position_mm.is_some())
    };
    let (first, last) = (picture(set.frames.first()?)?, picture(set.frames.last()?)?);
    let sop_class = &*first.object.sop_class_uid;
    if TIMELESS.contains(&sop_class) || first.own.is_some_and(|own| own.segment.is_some()) {
        return None;
    }
    let planes = [rounded(first.plane?), rounded(last.plane?)];
    let size = (first.image.rows, first.image.columns, set.frames.len());
    let frame_of_reference = &*first.image.frame_of_reference;
    let stack = first.own.map_or("", |own| &own.stack);
    let contrast = CONTRAST.map(|attribute| attribute.key(&first));
    Some((Look { size, sop_class, frame_of_reference, stack, contrast, planes }, first))
}

/// A plane to a hundredth of a millimetre and half a degree: the same text is the same plane.
fn rounded(plane: &ImagePlane) -> [i64; 9] {
    let [x, y, z] = plane.position_mm.map(|mm| (mm * 100.0).round() as i64);
    let [a, b, c] = plane.row_direction.map(|cosine| (cosine * 100.0).round() as i64);
    let [d, e, f] = plane.column_direction.map(|cosine| (cosine * 100.0).round() as i64);
    [x, y, z, a, b, c, d, e, f]
}
