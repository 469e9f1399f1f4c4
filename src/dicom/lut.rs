//! LUT descriptors and data (PS3.3 C.11.1.1, C.11.2.1.1).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::LookupTable;

use super::{Finding, FindingCode, header::DataSet};

/// The three values of a descriptor.
pub(super) struct Descriptor {
    /// Entries, 1..=65536.
    pub entries: usize,
    /// First stored value mapped, by the sign that the caller knows.
    pub first_mapped: i32,
    /// Bits of an entry, 8..=16 in sound files.
    pub bits: u8,
}

impl Descriptor {
    /// Reads a descriptor; its second value is signed or not whatever VR it is written in.
    pub fn read(set: &DataSet, tag: Tag, signed: bool) -> Option<Self> {
        let words: Vec<u16> = match set.words(tag) {
            Some(words) if words.len() == 3 => words,
            _ => set.numbers(tag).iter().map(|&number| number as i32 as u16).collect(),
        };
        let [entries, first, bits] = words[..] else { return None };
        let entries = if entries == 0 { 65536 } else { usize::from(entries) };
        let first_mapped = if signed { i32::from(first as i16) } else { i32::from(first) };
        let bits = u8::try_from(bits).ok().filter(|bits| (1..=16).contains(bits))?;
        Some(Self { entries, first_mapped, bits })
    }
}

/// A table from _LUT Descriptor_ (0028,3002) and _LUT Data_ (0028,3006) of an item; `None` when unusable.
pub(super) fn table(
    item: &DataSet,
    signed: bool,
    code: FindingCode,
    findings: &mut Vec<Finding>,
) -> Option<LookupTable> {
    let mut note = |text: &str| findings.push(Finding::new(code, Some((0x28, 0x3006)), text));
    let Some(descriptor) = Descriptor::read(item, tags::LUT_DESCRIPTOR, signed) else {
        note("A lookup table has no usable descriptor; it was ignored.");
        return None;
    };
    let data = item.bytes(tags::LUT_DATA).zip(item.element(tags::LUT_DATA));
    let Some(entries) = data
        .map(|(bytes, element)| entries(&bytes, &descriptor, element.encoding.big_endian))
        .filter(|entries| !entries.is_empty())
    else {
        note("A lookup table has no data; it was ignored.");
        return None;
    };
    if entries.len() < descriptor.entries {
        note("A lookup table is shorter than its descriptor says; its last entry holds on.");
    }
    let largest = entries.iter().copied().max().unwrap_or(0);
    let used = (16 - largest.leading_zeros()).max(1) as u8;
    let mut bits = descriptor.bits;
    // The modality's tables give values as they stand; only what is scaled to a brightness needs its bits.
    let is_scaled = code != FindingCode::Modality;
    if is_scaled && (used > bits || (bits == 16 && used < 16)) {
        note("A lookup table's entries contradict its stated bits; their own range was taken.");
        bits = used;
    }
    Some(LookupTable { first_mapped: descriptor.first_mapped, bits, entries })
}

/// Entries as 16-bit numbers: written as words, as single bytes, or as bytes in words.
pub(super) fn entries(bytes: &[u8], descriptor: &Descriptor, big_endian: bool) -> Vec<u16> {
    let words = |bytes: &[u8]| -> Vec<u16> {
        let word = |pair: &[u8; 2]| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
        bytes.as_chunks::<2>().0.iter().map(word).collect()
    };
    let packed_length = descriptor.entries.next_multiple_of(2);
    let mut entries: Vec<u16> =
        if descriptor.bits <= 8 && bytes.len() <= packed_length && bytes.len() >= descriptor.entries {
            // Two entries a word, the first in the low byte.
            match big_endian {
                false => bytes.iter().map(|&byte| u16::from(byte)).collect(),
                true => words(bytes).into_iter().flat_map(|word| [word & 0xFF, word >> 8]).collect(),
            }
        } else {
            words(bytes)
        };
    entries.truncate(descriptor.entries);
    entries
}
