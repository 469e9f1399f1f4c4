//! How the pictures of a series belong together: what lies in one stack, in which order, and what is wrong with it.
//!
//! The rules, each with its tests in the module that is named:
//!
//! 1. A file that was found twice is shown once; objects that merely share a UID are all shown ([`copies`]).
//! 2. An object without a picture has a set of its own; so has an object of several frames ([`objects`]),
//!    and several of them may be the moments of one series ([`volumes`]).
//! 3. The other pictures are divided into parts that can lie in one stack at all ([`parts`], [`orientation`]).
//! 4. In a part, pictures of one place are divided by what tells them apart, if something does ([`explain`],
//!    [`attribute`], [`counted`]).
//! 5. What is left is ordered by position ([`stack`]), and its distances and shifts are judged
//!    ([`crate::volume::Distances`], [`tilt`]).
//! 6. Sets come in the order of the lowest number in them, the moments of one series side by side; documents last.
//!
//! All are pure functions of the facts of a series. The cost is that of sorting, whatever the facts say.

mod attribute;
mod copies;
mod counted;
mod expected;
mod explain;
mod objects;
mod orientation;
mod parts;
mod picture;
mod stack;
mod tilt;
mod volumes;

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use copies::Copies;
use picture::Picture;

use super::{DisplaySet, Instance, Repeat, SetFinding, SetFindingCode, SetFrame, SetKind};
use crate::volume::Slice;

/// The sets of a series of `modality` with these objects; every object is in one of them, as a picture, as a document or as
/// a copy. At most 2^32 objects are looked at.
pub fn display_sets(modality: &str, instances: &[Arc<Instance>]) -> Vec<DisplaySet> {
    let copies = copies::find(instances);
    let mut objects = Vec::new();
    let mut documents = Vec::new();
    let mut singles = Vec::new();
    let mut next_group = 0;
    for ((index, instance), copy) in (0_u32..).zip(instances).zip(&copies.of) {
        if copy.is_some() {
            continue;
        }
        match instance.facts.image.as_deref() {
            None => documents.push((index, instance)),
            Some(image) if image.frames > 1 => {
                objects.push(objects::sets(index, instance, image, &mut next_group));
            }
            Some(_) => singles.extend(Picture::new(index, instance, 0)),
        }
    }
    let objects = volumes::phases(objects, instances, &mut next_group);
    let mut blocks: Vec<Block> = objects.into_iter().map(|sets| Block::new(sets, instances)).collect();
    singles.sort_by(Picture::by_number);
    let (parts, reasons) = parts::divide(singles, modality);
    for part in parts.into_iter().filter(|part| !part.pictures.is_empty()) {
        let mut sets = stack::arrange(part, &mut next_group);
        sets.iter_mut().for_each(|set| set.findings.extend(split(&reasons)));
        blocks.push(Block::new(sets, instances));
    }
    blocks.sort_by_key(|block| (block.number.is_none(), block.number, block.first));
    let mut sets: Vec<DisplaySet> = blocks.into_iter().flat_map(|block| block.sets).collect();
    documents.sort_by_key(|(_, document)| {
        (document.facts.instance_number.is_none(), document.facts.instance_number, &document.location)
    });
    sets.extend(documents.into_iter().map(|(index, document)| DisplaySet {
        kind: SetKind::Document,
        document: Some(index),
        label: document.facts.title.clone(),
        ..DisplaySet::default()
    }));
    tell_apart(&mut sets);
    name_copies(&mut sets, &copies);
    sets
}

/// A frame of a set of these objects as a slice in the patient; `None` where its plane is not known.
pub fn slice(instances: &[Arc<Instance>], frame: &SetFrame) -> Option<Slice> {
    let instance = instances.get(frame.instance as usize)?;
    let picture = Picture::new(frame.instance, instance, frame.frame)?;
    let image = picture.image;
    Some(Slice {
        plane: *picture.plane?,
        spacing_mm: image.spacing_mm,
        rows: image.rows,
        columns: image.columns,
        thickness_mm: image.thickness_mm,
    })
}

/// Sets that stay side by side.
struct Block {
    sets: Vec<DisplaySet>,
    /// The lowest instance number in them.
    number: Option<i64>,
    /// The first that was found of their objects.
    first: Option<u32>,
}

impl Block {
    fn new(sets: Vec<DisplaySet>, instances: &[Arc<Instance>]) -> Self {
        let frames = sets.iter().flat_map(|set| &set.frames);
        let number = |instance: u32| instances.get(instance as usize)?.facts.instance_number;
        let first = frames.clone().map(|frame| frame.instance).min();
        let number = frames.filter_map(|frame| number(frame.instance)).min();
        Self { sets, number, first }
    }
}

fn split(reasons: &[&str]) -> Option<SetFinding> {
    let (last, others) = reasons.split_last()?;
    let by = if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
    let text = format!("The series was split by {by}: not all of its pictures belong together.");
    Some(SetFinding::new(SetFindingCode::Split, text))
}

/// Equal labels are numbered, but for those of documents, which are names.
fn tell_apart(sets: &mut [DisplaySet]) {
    let mut seen: HashMap<Arc<str>, u32> = HashMap::new();
    for set in sets.iter_mut().filter(|set| set.kind != SetKind::Document && !set.label.is_empty()) {
        let count = seen.entry(set.label.clone()).or_default();
        *count += 1;
        if *count > 1 {
            set.label = format!("{} ({count})", set.label).into();
        }
    }
}

/// Says at each set which of its objects were found again, and which share their UID with others.
fn name_copies(sets: &mut [DisplaySet], copies: &Copies) {
    let mut repeats: HashMap<u32, Vec<Repeat>> = HashMap::new();
    for (instance, of) in (0_u32..).zip(&copies.of) {
        if let Some(of) = *of {
            repeats.entry(of).or_default().push(Repeat { instance, of });
        }
    }
    let is_contested = copies.is_contested.contains(&true);
    if repeats.is_empty() && !is_contested {
        return;
    }
    for set in sets {
        let shown = set.frames.iter().map(|frame| frame.instance).chain(set.document);
        let shown: HashSet<u32> = shown.collect();
        let mut own: Vec<Repeat> = shown.iter().filter_map(|of| repeats.get(of)).flatten().copied().collect();
        own.sort_unstable_by_key(|repeat| repeat.instance);
        let contested = shown.iter().filter(|&&index| copies.is_contested.get(index as usize) == Some(&true)).count();
        if !own.is_empty() {
            let text = match own.len() {
                1 => "One more file has the UID, the facts and the length of an object of this set; it is shown once."
                    .to_owned(),
                more => format!(
                    "{more} more files have the UIDs, the facts and the lengths of objects of this set; each is shown once."
                ),
            };
            set.findings.push(SetFinding::new(SetFindingCode::SameUid, text));
        }
        if contested > 0 {
            let objects = if contested == 1 { "One object shares its" } else { "Several objects share their" };
            let text = format!("{objects} SOP Instance UID with another one that differs; all are shown.");
            set.findings.push(SetFinding::new(SetFindingCode::SameUid, text));
        }
        set.copies = own;
    }
}
