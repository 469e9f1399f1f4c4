//! Which other objects a document refers to.

use std::collections::BTreeMap;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{
    header::{DataSet, Header},
    index::Element,
    value_reader::ValueReader,
};

use super::value::{class_name, joined, short_uid};

/// References that are read; more are only counted.
const MOST_READ: usize = 20_000;
/// Frames and segments of one reference that are named.
const MOST_NUMBERS: usize = 8;
/// Retired classes of studies and procedure steps: no objects.
const MANAGEMENT: &str = "1.2.840.10008.3.1.";
/// A UID has 64 characters.
const LONGEST_UID: usize = 64;

/// How many objects of which classes lie in a sequence, as `140 x CT Image, 1 x PET Image`.
pub(super) fn in_sequence(set: &DataSet, sequence: Tag) -> String {
    let Some(element) = set.element(sequence) else { return String::new() };
    let Some(first) = set.item_positions(sequence).first().copied() else { return String::new() };
    tally(set.header(), set.header().index.elements.get(first..element.end as usize).unwrap_or_default())
}

/// The same for the whole object.
pub(super) fn in_all(header: &Header) -> String {
    tally(header, &header.index.elements)
}

fn tally(header: &Header, elements: &[Element]) -> String {
    let mut values = ValueReader::new(header);
    let mut classes: BTreeMap<String, u64> = BTreeMap::new();
    let mut others = 0_u64;
    let named = elements.iter().filter(|element| element.tag == tags::REFERENCED_SOP_CLASS_UID);
    for (number, element) in named.enumerate() {
        if number >= MOST_READ {
            others += 1;
            continue;
        }
        let uid = String::from_utf8_lossy(values.start(element, LONGEST_UID)).trim_matches(['\0', ' ']).to_owned();
        if !uid.starts_with(MANAGEMENT) {
            *classes.entry(class_name(&uid)).or_default() += 1;
        }
    }
    // A file may name thousands of classes; nobody reads them.
    let texts = classes.into_iter().take(MOST_NUMBERS).map(|(class, number)| format!("{number} x {class}"));
    let more = if others > 0 { format!("{others} more") } else { String::new() };
    joined(texts.chain([more]))
}

/// One reference as `CT Image …1.2.17, frames 2, 3`, from the items of _Referenced SOP Sequence_ (0008,1199).
pub(super) fn one(set: &DataSet) -> String {
    let one = |item: DataSet| {
        let class = item.code(tags::REFERENCED_SOP_CLASS_UID).unwrap_or_default();
        let instance = item.code(tags::REFERENCED_SOP_INSTANCE_UID).unwrap_or_default();
        let mut text = format!("{} {}", class_name(&class), short_uid(&instance)).trim().to_owned();
        let presented = item.item(tags::REFERENCED_SOP_SEQUENCE);
        let parts = [
            numbered(&item, tags::REFERENCED_FRAME_NUMBER, "frame"),
            numbered(&item, tags::REFERENCED_SEGMENT_NUMBER, "segment"),
            channels(&item),
            presented.map_or_else(String::new, |_| "with a presentation state".into()),
        ];
        for part in parts.iter().filter(|part| !part.is_empty()) {
            text.push_str(", ");
            text.push_str(part);
        }
        text
    };
    joined(set.items(tags::REFERENCED_SOP_SEQUENCE).take(MOST_NUMBERS).map(one))
}

/// _Referenced Waveform Channels_ (0040,A0B0): pairs of multiplex group and channel; channel 0 means all.
pub(super) fn channels(set: &DataSet) -> String {
    let numbers = set.numbers(tags::REFERENCED_WAVEFORM_CHANNELS);
    let pairs = numbers.chunks_exact(2).map(|pair| match pair {
        [group, 0.0] => format!("all channels of group {group}"),
        [group, channel] => format!("channel {channel} of group {group}"),
        _ => String::new(),
    });
    let more = if numbers.len() / 2 > MOST_NUMBERS { "…" } else { "" };
    joined(pairs.take(MOST_NUMBERS).chain([more.to_owned()]))
}

fn numbered(set: &DataSet, tag: Tag, thing: &str) -> String {
    let numbers = set.numbers(tag);
    let plural = if numbers.len() == 1 { "" } else { "s" };
    let more = match numbers.len().checked_sub(MOST_NUMBERS) {
        Some(more @ 1..) => format!("{more} more"),
        _ => String::new(),
    };
    let text = joined(numbers.iter().take(MOST_NUMBERS).map(f64::to_string).chain([more]));
    if text.is_empty() { text } else { format!("{thing}{plural} {text}") }
}
