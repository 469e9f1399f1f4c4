//! PALETTE COLOR tables, plain and segmented (PS3.3 C.7.6.3.1.5, C.7.9.2).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::image::{LookupTable, Palette};

use super::{
    Finding, FindingCode,
    header::{DataSet, Header},
    lut::{Descriptor, entries},
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
    let descriptor = Descriptor::read(top, descriptor, signed)?;
    let entries = match top.bytes(plain).zip(top.element(plain)) {
        Some((bytes, element)) => entries(&bytes, &descriptor, element.encoding.big_endian),
        None => {
            let words = top.words(segmented)?;
            expand(&segments(&words, descriptor.bits), descriptor.entries)?
        }
    };
    let eight_bits_in_words =
        descriptor.bits == 16 && entries.iter().all(|&entry| entry < 256) && entries.iter().any(|&entry| entry > 0);
    let bits = if eight_bits_in_words { 8 } else { descriptor.bits };
    (!entries.is_empty()).then_some(LookupTable { first_mapped: descriptor.first_mapped, bits, entries })
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
fn expand(data: &[u16], wanted: usize) -> Option<Vec<u16>> {
    let mut out = Vec::new();
    let mut at = 0_usize;
    while out.len() < wanted {
        let Some([operation, length]) = data.get(at..at.checked_add(2)?) else { break };
        match (operation, usize::from(*length)) {
            (2, count) => {
                let [low, high] = data.get(at + 2..at + 4)? else { return None };
                let mut inner = usize::from(*low) | usize::from(*high) << 16;
                for _ in 0..count {
                    inner = plain(data, inner, &mut out, wanted)?;
                    if out.len() >= wanted {
                        break;
                    }
                }
                at += 4;
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
                (1..=length.min(room)).map(|step| (start + (end - start) * step as f64 / length as f64).round() as u16),
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
        assert_eq!(expand(&[0, 2, 10, 20, 1, 4, 60], 6).unwrap(), [10, 20, 30, 40, 50, 60]);
    }

    #[test]
    fn an_indirect_segment_repeats_earlier_ones() {
        assert_eq!(expand(&[0, 2, 1, 2, 1, 2, 4, 2, 2, 0, 0], 8).unwrap(), [1, 2, 3, 4, 1, 2, 3, 4]);
    }

    #[test]
    fn an_indirect_segment_that_names_itself_is_refused() {
        assert_eq!(expand(&[0, 1, 5, 2, 9, 3, 0], 100), None);
    }
}
