//! PALETTE COLOR tables, plain and segmented (PS3.3 C.7.6.3.1.5, C.7.9.2).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::{ColourMap, LookupTable, Palette};

use super::{
    Finding, FindingCode,
    header::{DataSet, Header},
    lut::{Descriptor, entries as table_entries},
};

/// The palette of the file, or `None` with a finding.
pub(super) fn palette(header: &Header, findings: &mut Vec<Finding>) -> Option<Palette> {
    let top = header.top();
    let red = channel(
        &top,
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    );
    let green = channel(
        &top,
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    );
    let blue = channel(
        &top,
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    );
    let (Some(red), Some(green), Some(blue)) = (red, green, blue) else {
        if let Some(palette) = well_known(&top) {
            return Some(palette);
        }
        findings.push(Finding::new(
            FindingCode::Palette,
            Some((0x28, 0x1101)),
            "The colour palette is absent or unusable.",
        ));
        return None;
    };
    if red.entries.len() != green.entries.len() || red.entries.len() != blue.entries.len() {
        findings.push(Finding::new(
            FindingCode::Palette,
            Some((0x28, 0x1101)),
            "The three colour tables differ in length.",
        ));
    }
    Some(Palette { red, green, blue })
}

fn channel(top: &DataSet, descriptor: Tag, plain: Tag, segmented: Tag) -> Option<LookupTable> {
    let signed = top.header().signed;
    let mut descriptor = Descriptor::read(top, descriptor, signed)?;
    let entries = match top.bytes(plain).zip(top.element(plain)) {
        Some((bytes, element)) => {
            // One byte an entry is 8 bits an entry, whatever the descriptor says.
            let entries = descriptor.entries;
            if entries > 1 && (entries..=entries.next_multiple_of(2)).contains(&bytes.len()) {
                descriptor.bits = descriptor.bits.min(8);
            }
            table_entries(&bytes, &descriptor, element.encoding.big_endian)
        }
        None => {
            let words = top.words(segmented)?;
            let offsets = if descriptor.bits <= 8 { Offsets::Bytes } else { Offsets::Words };
            expand(&segments(&words, descriptor.bits), descriptor.entries, offsets)?
        }
    };
    let eight_bits_in_words =
        descriptor.bits == 16 && entries.iter().all(|&entry| entry < 256) && entries.iter().any(|&entry| entry > 0);
    let bits = if eight_bits_in_words { 8 } else { descriptor.bits };
    (!entries.is_empty()).then_some(LookupTable { first_mapped: descriptor.first_mapped, bits, entries })
}

/// The palette that _Palette Color Lookup Table UID_ (0028,1199) names, of those that PS3.6 B.1 tabulates.
fn well_known(top: &DataSet) -> Option<Palette> {
    let name = match top.code(tags::PALETTE_COLOR_LOOKUP_TABLE_UID)?.as_str() {
        "1.2.840.10008.1.5.1" => "hot_iron",
        "1.2.840.10008.1.5.2" => "pet",
        "1.2.840.10008.1.5.3" => "hot_metal_blue",
        "1.2.840.10008.1.5.4" => "pet_20_step",
        _ => return None,
    };
    let colours = ColourMap::by_name(name)?.rgb;
    let table = |channel: usize| LookupTable {
        first_mapped: 0,
        bits: 8,
        entries: colours.iter().map(|colour| u16::from(colour[channel])).collect(),
    };
    Some(Palette { red: table(0), green: table(1), blue: table(2) })
}

/// How an indirect segment counts: always in bytes, which are entries of 8-bit data and half entries of 16-bit data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offsets {
    Bytes,
    Words,
}

impl Offsets {
    /// Where an indirect segment's offset, which starts at `at`, leads, and where the next segment stands.
    fn read(self, data: &[u16], at: usize) -> Option<(usize, usize)> {
        match self {
            Self::Bytes => {
                let bytes = data.get(at..at.checked_add(4)?)?;
                // Each byte of the 32-bit number is an entry of its own.
                Some((bytes.iter().rev().fold(0, |offset, &byte| offset << 8 | usize::from(byte & 0xFF)), at + 4))
            }
            Self::Words => {
                let [low, high] = data.get(at..at.checked_add(2)?)? else { return None };
                let offset = usize::from(*low) | usize::from(*high) << 16;
                (offset % 2 == 0).then_some((offset / 2, at + 2))
            }
        }
    }
}

/// Segment data as numbers: with 8-bit entries they are bytes in words.
fn segments(words: &[u16], bits: u8) -> Vec<u16> {
    match bits {
        ..=8 => words.iter().flat_map(|word| [word & 0xFF, word >> 8]).collect(),
        _ => words.to_vec(),
    }
}

/// Expands discrete, linear and indirect segments (C.7.9.2). Indirect ones may name only plain ones, so that the work
/// is bounded by `wanted` entries and by the length of the data.
fn expand(data: &[u16], wanted: usize, offsets: Offsets) -> Option<Vec<u16>> {
    let mut out = Vec::new();
    let mut at = 0_usize;
    while out.len() < wanted {
        let Some([operation, length]) = data.get(at..at.checked_add(2)?) else { break };
        match (operation, usize::from(*length)) {
            (2, count) => {
                let (mut inner, next) = offsets.read(data, at + 2)?;
                for _ in 0..count {
                    inner = plain(data, inner, &mut out, wanted)?;
                    if out.len() >= wanted {
                        break;
                    }
                }
                at = next;
            }
            _ => at = plain(data, at, &mut out, wanted)?,
        }
    }
    out.truncate(wanted);
    Some(out)
}

/// Expands the discrete or linear segment at `at` and returns where the next begins.
fn plain(data: &[u16], at: usize, out: &mut Vec<u16>, wanted: usize) -> Option<usize> {
    let [operation, length] = data.get(at..at.checked_add(2)?)? else { return None };
    let length = usize::from(*length);
    match operation {
        0 => {
            out.extend_from_slice(data.get(at + 2..at + 2 + length)?);
            Some(at + 2 + length)
        }
        1 => {
            let end = f64::from(*data.get(at + 2)?);
            let start = f64::from(*out.last()?);
            let room = wanted.saturating_sub(out.len());
            out.extend(
                (1..=length.min(room))
                    .map(|step| (start + (end - start) * step as f64 / length as f64).round_ties_even() as u16),
            );
            Some(at + 3)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn discrete_and_linear_segments_expand() {
        assert_eq!(expand(&[0, 2, 10, 20, 1, 4, 60], 6, Offsets::Words).unwrap(), [10, 20, 30, 40, 50, 60]);
        // 0 to 5 in four steps: 1.25, 2.5, 3.75, 5; halves go to the even neighbour.
        assert_eq!(expand(&[0, 1, 0, 1, 4, 5], 5, Offsets::Words).unwrap(), [0, 1, 2, 4, 5]);
    }

    #[test]
    fn an_indirect_segment_repeats_earlier_ones() {
        assert_eq!(expand(&[0, 2, 1, 2, 1, 2, 4, 2, 2, 0, 0], 8, Offsets::Words).unwrap(), [1, 2, 3, 4, 1, 2, 3, 4]);
        // The second segment, which stands 8 bytes from the start.
        let words = [0, 2, 1, 2, 1, 2, 4, 2, 1, 8, 0];
        assert_eq!(expand(&words, 6, Offsets::Words).unwrap(), [1, 2, 3, 4, 4, 4]);
        let bytes = [0, 2, 1, 2, 1, 2, 4, 2, 1, 4, 0, 0, 0];
        assert_eq!(expand(&bytes, 6, Offsets::Bytes).unwrap(), [1, 2, 3, 4, 4, 4]);
    }

    #[test]
    fn an_indirect_segment_that_names_itself_is_refused() {
        assert_eq!(expand(&[0, 1, 5, 2, 9, 6, 0], 100, Offsets::Words), None);
    }
}
