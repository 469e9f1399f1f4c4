//! Objects with one SOP Instance UID.
//!
//! The same UID, the same facts and the same length: the file was found twice. It is shown once (the first that was found,
//! so that nothing moves while a scan runs), and the set names the others. Else a fault of the maker; all are shown, and the
//! sets say so. Pixels are not compared: uncompressed pictures of one length may differ, so the set says what is the same. A
//! missing UID is no common one.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use crate::{dicom::InstanceFacts, study::Instance};

/// What is known about the objects of a series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Copies {
    /// By object: which one is shown in its place.
    pub of: Vec<Option<u32>>,
    /// By object: another one with the same UID and different facts or another length is in the series.
    pub is_contested: Vec<bool>,
}

/// Objects of one UID and number that are compared with each other, at most: the cost stays bounded.
const COMPARED: usize = 16;

/// What tells objects of one UID apart at once.
#[derive(PartialEq, Eq, Hash)]
struct Look {
    number: Option<i64>,
    bytes: u64,
    size: Option<(u32, u32, u32)>,
    position: Option<[u64; 3]>,
}

pub(super) fn find(instances: &[Arc<Instance>]) -> Copies {
    let mut of = vec![None; instances.len()];
    let mut is_contested = vec![false; instances.len()];
    let mut firsts: HashMap<&str, usize> = HashMap::with_capacity(instances.len());
    let mut crowds: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, instance) in instances.iter().enumerate() {
        let uid = &*instance.facts.sop_instance_uid;
        match firsts.entry(uid) {
            _ if uid.is_empty() => {}
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(first) => crowds.entry(uid).or_insert_with(|| vec![*first.get()]).push(index),
        }
    }
    for members in crowds.into_values() {
        let mut shown: HashMap<Look, Vec<(usize, &InstanceFacts)>> = HashMap::new();
        let mut kept = 0;
        for &index in &members {
            let (Some(instance), Some(of)) = (instances.get(index), of.get_mut(index)) else { continue };
            let alike = shown.entry(look(&instance.facts)).or_default();
            let original = alike.iter().take(COMPARED).find(|(_, facts)| **facts == instance.facts);
            *of = original.and_then(|&(original, _)| u32::try_from(original).ok());
            if of.is_none() {
                kept += 1;
                alike.push((index, &instance.facts));
            }
        }
        for &index in members.iter().filter(|_| kept > 1) {
            if let Some(contested) = is_contested.get_mut(index) {
                *contested = true;
            }
        }
    }
    Copies { of, is_contested }
}

fn look(facts: &InstanceFacts) -> Look {
    let image = facts.image.as_ref();
    Look {
        number: facts.instance_number,
        bytes: facts.bytes,
        size: image.map(|image| (image.rows, image.columns, image.frames)),
        position: image.and_then(|image| image.plane).map(|plane| plane.position_mm.map(f64::to_bits)),
    }
}
