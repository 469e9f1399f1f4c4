//! Modality and VOI LUTs (PS3.3 C.11.1.1, C.11.2.1.1): where they start, what they hold, how deep they are.

use hounsfield::dicom::write::DataSetWriter;

use crate::{open, shown, support::DicomBuilder, values};

const MODALITY_LUT: (u16, u16) = (0x0028, 0x3000);
const VOI_LUT: (u16, u16) = (0x0028, 0x3010);

/// An item with a descriptor of three words, whatever their sign, and its data.
fn lut(entries: u16, first: i32, bits: u16, vr: &str, data: Vec<u8>) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    let words = [entries, first as u16, bits];
    item.bytes((0x0028, 0x3002), if first < 0 { "SS" } else { "US" }, words.map(u16::to_le_bytes).concat());
    item.text((0x0028, 0x3004), "LO", "US").bytes((0x0028, 0x3006), vr, data);
    item
}

fn words(entries: &[u16]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.to_le_bytes()).collect()
}

fn unsigned(stored: &[u16]) -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7", "OT", 1, stored.len() as u16).pixels_u16(stored)
}

fn signed(stored: &[i16]) -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7", "OT", 1, stored.len() as u16).pixels_i16(stored)
}

#[test]
fn a_modality_lut_starts_where_the_sign_of_the_pixels_says() {
    let table = || words(&[1000, 2000, 40_000]);
    // Below the first mapped value the first entry holds, above the last the last.
    let plain = unsigned(&[0, 9, 10, 11, 12, 13, 65_535]).sequence(MODALITY_LUT, vec![lut(3, 10, 16, "US", table())]);
    assert_eq!(values(&plain), [1000.0, 1000.0, 1000.0, 2000.0, 40_000.0, 40_000.0, 40_000.0]);
    let negative =
        signed(&[-32_768, -3, -2, -1, 0, 1, 32_767]).sequence(MODALITY_LUT, vec![lut(3, -2, 16, "OW", table())]);
    assert_eq!(values(&negative), [1000.0, 1000.0, 1000.0, 2000.0, 40_000.0, 40_000.0, 40_000.0]);
    // 65534 under signed pixels is -2, under unsigned ones 65534: the VR does not decide.
    let confused = signed(&[-3, -2, -1, 0, 5]).sequence(MODALITY_LUT, vec![lut(3, 65_534, 16, "US", table())]);
    assert_eq!(values(&confused), [1000.0, 1000.0, 2000.0, 40_000.0, 40_000.0]);
    let high = unsigned(&[0, 65_534, 65_535]).sequence(MODALITY_LUT, vec![lut(3, -2, 16, "SS", table())]);
    assert_eq!(values(&high), [1000.0, 1000.0, 2000.0]);
}

#[test]
fn a_modality_lut_is_taken_over_a_rescale_and_said() {
    let both = unsigned(&[0, 1])
        .sequence(MODALITY_LUT, vec![lut(2, 0, 16, "US", words(&[500, 65_000]))])
        .with((0x0028, 0x1052), "DS", "7")
        .with((0x0028, 0x1053), "DS", "3");
    assert_eq!(values(&both), [500.0, 65_000.0]);
    assert!(!open(&both).findings.is_empty());
}

#[test]
fn a_lut_for_the_detector_is_not_for_the_screen() {
    // C.8.7.1.1.2: with LOG or DISP the table of an XA or XRF image says how values came about.
    for (modality, relationship, applies) in
        [("XA", "LOG", false), ("XA", "DISP", false), ("RF", "LOG", false), ("XA", "LIN", true), ("DX", "LOG", true)]
    {
        let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.12.1", modality, 1, 2)
            .pixels_u16(&[0, 1])
            .with((0x0028, 0x1040), "CS", relationship)
            .sequence(MODALITY_LUT, vec![lut(2, 0, 16, "US", words(&[500, 65_000]))]);
        assert_eq!(values(&file), if applies { [500.0, 65_000.0] } else { [0.0, 1.0] }, "{modality} {relationship}");
    }
}

#[test]
fn sixty_five_thousand_entries_are_written_as_none() {
    let all: Vec<u16> = (0..=65_535).rev().collect();
    let file = unsigned(&[0, 1, 40_000, 65_535]).sequence(MODALITY_LUT, vec![lut(0, 0, 16, "OW", words(&all))]);
    assert_eq!(values(&file), [65_535.0, 65_534.0, 25_535.0, 0.0]);
}

#[test]
fn a_voi_lut_starts_below_zero_where_values_do() {
    let table = || vec![lut(4, -2, 8, "OW", words(&[0, 64, 128, 255]))];
    // Rescaled by -2: stored 0 is -2.
    let rescaled = unsigned(&[0, 1, 2, 3, 4, 900])
        .with((0x0028, 0x1052), "DS", "-2")
        .with((0x0028, 0x1053), "DS", "1")
        .sequence(VOI_LUT, table());
    assert_eq!(shown(&rescaled), [0, 64, 128, 255, 255, 255]);
    assert_eq!(shown(&signed(&[-9, -2, -1, 0, 1, 9]).sequence(VOI_LUT, table())), [0, 0, 64, 128, 255, 255]);
    // Unsigned and never negative: 65534 is 65534.
    assert_eq!(shown(&unsigned(&[0, 65_533, 65_534, 65_535]).sequence(VOI_LUT, table())), [0, 0, 0, 64]);
    // Signed pixels whose rescale lifts them all above zero.
    let lifted = signed(&[-32_768, 32_767])
        .with((0x0028, 0x1052), "DS", "32768")
        .with((0x0028, 0x1053), "DS", "1")
        .sequence(VOI_LUT, vec![lut(2, 65_534, 8, "OW", words(&[7, 250]))]);
    assert_eq!(shown(&lifted), [7, 250]);
}

#[test]
fn a_voi_lut_is_scaled_by_the_bits_it_states() {
    let with = |item| shown(&unsigned(&[0, 1, 2, 3]).sequence(VOI_LUT, vec![item]));
    // 255 * entry / (2^bits - 1), rounded half up.
    assert_eq!(with(lut(4, 0, 8, "OW", words(&[0, 1, 128, 255]))), [0, 1, 128, 255]);
    assert_eq!(with(lut(4, 0, 10, "US", words(&[0, 512, 1022, 1023]))), [0, 128, 255, 255]);
    assert_eq!(with(lut(4, 0, 12, "US", words(&[0, 2048, 4000, 4095]))), [0, 128, 249, 255]);
    assert_eq!(with(lut(4, 0, 16, "OW", words(&[0, 32_768, 65_000, 65_535]))), [0, 128, 253, 255]);
    // A table that stops short of white is meant so.
    assert_eq!(with(lut(4, 0, 12, "US", words(&[0, 1000, 2000, 2048]))), [0, 62, 125, 128]);
    // Bytes, not words: two entries a word, the first in the low byte.
    assert_eq!(with(lut(4, 0, 8, "OW", vec![0, 1, 128, 255])), [0, 1, 128, 255]);
    // Agfa: 16 bits stated, 12 used; and entries above what is stated.
    assert_eq!(with(lut(4, 0, 16, "OW", words(&[0, 2048, 4000, 4095]))), [0, 128, 249, 255]);
    assert_eq!(with(lut(4, 0, 8, "OW", words(&[0, 2048, 4000, 4095]))), [0, 128, 249, 255]);
}

#[test]
fn a_table_shorter_than_it_says_ends_with_its_last_entry() {
    let short = unsigned(&[0, 1, 2, 3, 4]).sequence(VOI_LUT, vec![lut(9, 0, 8, "OW", words(&[10, 20, 255]))]);
    assert_eq!(shown(&short), [10, 20, 255, 255, 255]);
    assert!(!open(&short).findings.is_empty());
    // Longer: what is beyond is no part of it.
    let long = unsigned(&[0, 1, 2, 3, 4]).sequence(VOI_LUT, vec![lut(3, 0, 8, "OW", words(&[10, 20, 255, 1, 2]))]);
    assert_eq!(shown(&long), [10, 20, 255, 255, 255]);
}

#[test]
fn a_voi_lut_is_preferred_to_a_window_and_rounds_what_it_looks_up() {
    let file = unsigned(&[0, 1, 2, 3])
        .with((0x0028, 0x1050), "DS", "1")
        .with((0x0028, 0x1051), "DS", "1")
        .with((0x0028, 0x1052), "DS", "0")
        .with((0x0028, 0x1053), "DS", "0.75")
        .sequence(VOI_LUT, vec![lut(3, 0, 8, "OW", words(&[5, 100, 200]))]);
    // 0, 0.75, 1.5, 2.25: entries 0, 1, 2, 2.
    assert_eq!(shown(&file), [5, 100, 200, 200]);
}

#[test]
fn inverse_polarity_turns_a_voi_lut_as_well() {
    let file = unsigned(&[0, 1, 2]).with((0x0028, 0x0004), "CS", "MONOCHROME1");
    assert_eq!(shown(&file.sequence(VOI_LUT, vec![lut(3, 0, 8, "OW", words(&[0, 55, 255]))])), [255, 200, 0]);
}
