//! What lies over the picture: overlays (PS3.3 C.9.2, PS3.5 8.1.2) and shutters (C.7.6.11), where they belong and no further.

use hounsfield::image::{Histogram, Pixels8, Presentation, render};

use crate::{open, picture, support::DicomBuilder};

/// Frame `index` with or without what lies over it.
fn painted(file: &DicomBuilder, index: usize, over: bool) -> Pixels8 {
    let picture = picture(&open(file), index);
    let mut presentation = Presentation::for_picture(picture.model(), &Histogram::of(&picture));
    (presentation.overlays, presentation.shutters) = (over, over);
    render::native(&picture, &presentation)
}

/// Which pixels of a frame look different with overlays and shutters, as rows of `#` and `.`.
fn changed(file: &DicomBuilder, index: usize) -> Vec<String> {
    let (plain, over) = (painted(file, index, false), painted(file, index, true));
    let columns = plain.columns as usize;
    let (one, other) = (usize::from(plain.channels), usize::from(over.channels));
    let differs =
        |at: usize| (0..3).any(|part| plain.data[at * one + part % one] != over.data[at * other + part % other]);
    let marks: Vec<char> = (0..plain.data.len() / one).map(|at| if differs(at) { '#' } else { '.' }).collect();
    marks.chunks(columns).map(|row| row.iter().collect()).collect()
}

/// A grey of 100 in a full window.
fn plain(rows: u16, columns: u16, frames: usize) -> DicomBuilder {
    DicomBuilder::grey(rows, columns)
        .frames(frames)
        .pixels_u8(&vec![100; usize::from(rows) * usize::from(columns) * frames])
        .with((0x0028, 0x1050), "DS", "128")
        .with((0x0028, 0x1051), "DS", "256")
}

/// An overlay of these bits, row by row, the lowest bit of a byte first.
fn with_overlay(file: DicomBuilder, [rows, columns]: [u16; 2], origin: [i16; 2], bits: &str) -> DicomBuilder {
    let bits: Vec<u8> =
        bits.bytes().filter(|mark| !mark.is_ascii_whitespace()).map(|mark| u8::from(mark == b'#')).collect();
    let mut bytes: Vec<u8> =
        bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| bit << at).sum()).collect();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    file.unsigned((0x6000, 0x0010), &[rows])
        .unsigned((0x6000, 0x0011), &[columns])
        .with((0x6000, 0x0040), "CS", "G")
        .with((0x6000, 0x0050), "SS", origin.map(i16::to_le_bytes).concat())
        .unsigned((0x6000, 0x0100), &[1])
        .unsigned((0x6000, 0x0102), &[0])
        .with((0x6000, 0x3000), "OW", bytes)
}

#[test]
fn an_overlay_lies_where_its_origin_says() {
    // Row first, counted from 1.
    let file = with_overlay(plain(4, 6, 1), [2, 3], [2, 3], "#.# .#.");
    assert_eq!(changed(&file, 0), ["......", "..#.#.", "...#..", "......"]);
    let outside = with_overlay(plain(4, 6, 1), [2, 3], [0, 5], "### ###");
    assert_eq!(changed(&outside, 0), ["....##", "......", "......", "......"]);
    let far = with_overlay(plain(4, 6, 1), [2, 3], [-9, 900], "### ###");
    assert_eq!(changed(&far, 0), ["......"; 4]);
}

#[test]
fn the_overlay_of_another_frame_stays_there() {
    // Three overlay frames of 3 x 3 bits, the second beginning within a byte, for image frames 2 to 4.
    let bits = "#........ ....#.... ........#";
    let file = with_overlay(plain(3, 3, 5), [3, 3], [1, 1], bits)
        .with((0x6000, 0x0015), "IS", "3")
        .unsigned((0x6000, 0x0051), &[2]);
    let nothing = ["..."; 3];
    assert_eq!(changed(&file, 0), nothing);
    assert_eq!(changed(&file, 1), ["#..", "...", "..."]);
    assert_eq!(changed(&file, 2), ["...", ".#.", "..."]);
    assert_eq!(changed(&file, 3), ["...", "...", "..#"]);
    assert_eq!(changed(&file, 4), nothing);
}

#[test]
fn an_overlay_in_unused_bits_is_drawn_and_is_no_value() {
    // 12 bits stored; bit 12 is the overlay, bit 15 garbage.
    let cells = [0x0100_u16, 0x1100, 0x8100, 0x9100];
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4", "MR", 2, 2)
        .pixels_u16(&cells)
        .unsigned((0x0028, 0x0101), &[12])
        .unsigned((0x0028, 0x0102), &[11])
        .with((0x0028, 0x1050), "DS", "512")
        .with((0x0028, 0x1051), "DS", "1024")
        .unsigned((0x6000, 0x0010), &[2])
        .unsigned((0x6000, 0x0011), &[2])
        .with((0x6000, 0x0040), "CS", "G")
        .with((0x6000, 0x0050), "SS", [1, 0, 1, 0])
        .unsigned((0x6000, 0x0100), &[16])
        .unsigned((0x6000, 0x0102), &[12]);
    assert_eq!(crate::values(&file), [256.0; 4]);
    assert_eq!(painted(&file, 0, false).data, [64; 4]);
    assert_eq!(changed(&file, 0), [".#", ".#"]);
}

fn shuttered(shape: &str) -> DicomBuilder {
    plain(5, 6, 1).with((0x0018, 0x1600), "CS", shape)
}

#[test]
fn shutters_hide_what_is_outside() {
    let rectangle = |file: DicomBuilder| {
        file.with((0x0018, 0x1602), "IS", "2").with((0x0018, 0x1604), "IS", "5").with((0x0018, 0x1606), "IS", "2").with(
            (0x0018, 0x1608),
            "IS",
            "4",
        )
    };
    // Left and right are columns, upper and lower rows.
    let hidden = rectangle(shuttered("RECTANGULAR"));
    assert_eq!(changed(&hidden, 0), ["######", "#....#", "#....#", "#....#", "######"]);
    // The centre is a row and a column.
    let circle = shuttered("CIRCULAR").with((0x0018, 0x1610), "IS", "3\\4").with((0x0018, 0x1612), "IS", "2");
    assert_eq!(changed(&circle, 0), ["###.##", "##...#", "#.....", "##...#", "###.##"]);
    let polygon = shuttered("POLYGONAL").with((0x0018, 0x1620), "IS", "1\\1\\1\\5\\5\\1");
    assert_eq!(changed(&polygon, 0), [".....#", "....##", "...###", "..####", ".#####"]);
    // Several shapes leave what all leave.
    let both = rectangle(shuttered("RECTANGULAR\\CIRCULAR"));
    let both = both.with((0x0018, 0x1610), "IS", "3\\4").with((0x0018, 0x1612), "IS", "2");
    assert_eq!(changed(&both, 0), ["######", "##...#", "#....#", "##...#", "######"]);
}

#[test]
fn a_shutter_has_the_brightness_it_states_whatever_the_polarity() {
    let corner = |value: Option<u16>, photometric: &str| {
        let file = shuttered("CIRCULAR").with((0x0018, 0x1610), "IS", "3\\4").with((0x0018, 0x1612), "IS", "1").with(
            (0x0028, 0x0004),
            "CS",
            photometric,
        );
        let file = match value {
            Some(value) => file.unsigned((0x0018, 0x1622), &[value]),
            None => file,
        };
        painted(&file, 0, true).data[0]
    };
    for photometric in ["MONOCHROME1", "MONOCHROME2"] {
        assert_eq!(corner(None, photometric), 0);
        assert_eq!(corner(Some(0), photometric), 0);
        assert_eq!(corner(Some(32_768), photometric), 128);
        assert_eq!(corner(Some(65_535), photometric), 255);
    }
}

#[test]
fn what_lies_over_the_picture_is_no_value() {
    let file = with_overlay(shuttered("CIRCULAR"), [5, 6], [1, 1], &"#".repeat(30))
        .with((0x0018, 0x1610), "IS", "3\\4")
        .with((0x0018, 0x1612), "IS", "1");
    let picture = picture(&open(&file), 0);
    let statistics = Histogram::of(&picture).statistics;
    assert_eq!((statistics.count, statistics.min, statistics.max), (30, Some(100.0), Some(100.0)));
    assert_eq!(picture.value(0, 0), Some(100.0));
}

#[test]
fn a_supplemental_palette_colours_what_is_above_its_first_value() {
    // C.8.16.2.1.1.1: 0..=999 are grey through the window, 1000 and above have the palette's colours.
    let descriptor = [3_u16, 1000, 16].map(u16::to_le_bytes).concat();
    let table = |entries: [u16; 3]| entries.map(u16::to_le_bytes).concat();
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4.1", "MR", 2, 3)
        .pixels_u16(&[0, 500, 999, 1000, 1001, 4000])
        .with((0x0008, 0x9205), "CS", "COLOR")
        .with((0x0028, 0x1050), "DS", "500")
        .with((0x0028, 0x1051), "DS", "1000")
        .with((0x0028, 0x1101), "US", descriptor.clone())
        .with((0x0028, 0x1102), "US", descriptor.clone())
        .with((0x0028, 0x1103), "US", descriptor)
        .with((0x0028, 0x1201), "OW", table([65_535, 0, 257 * 9]))
        .with((0x0028, 0x1202), "OW", table([0, 65_535, 257 * 8]))
        .with((0x0028, 0x1203), "OW", table([257, 0, 257 * 7]));
    let grey = |value: f64| [crate::level((value - 499.5) / 999.0 + 0.5); 3];
    let expected = [[0; 3], grey(500.0), [255; 3], [255, 0, 1], [0, 255, 0], [9, 8, 7]];
    assert_eq!(painted(&file, 0, false).data, expected.concat());
    // Without a word that it is in colour, the tables are not for display.
    let plain = painted(&file.with((0x0008, 0x9205), "CS", "MONOCHROME"), 0, false);
    assert_eq!(plain.channels, 1);
    assert_eq!(plain.data, [0, grey(500.0)[0], 255, 255, 255, 255]);
}
