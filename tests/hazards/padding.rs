//! Pixel padding (PS3.3 C.7.5.1.1.2): inclusive, in stored space, in either order; background, and no value anywhere.

use hounsfield::image::{Histogram, Presentation, render};

use crate::{open, picture, shown, support::DicomBuilder};

const VALUE: (u16, u16) = (0x0028, 0x0120);
const LIMIT: (u16, u16) = (0x0028, 0x0121);

/// Full window over -128..=127, so that grey is the value and 128 more.
fn signed(stored: &[i16]) -> DicomBuilder {
    DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4", "MR", 1, stored.len() as u16)
        .with((0x0028, 0x1050), "DS", "0")
        .with((0x0028, 0x1051), "DS", "256")
        .pixels_i16(stored)
}

fn short(value: i16) -> [u8; 2] {
    value.to_le_bytes()
}

#[test]
fn a_range_holds_both_ends_in_either_order() {
    let stored = [-21, -20, -15, -10, -9, 0];
    for (value, limit, expected) in [
        (-20, Some(-10), [107, 0, 0, 0, 119, 128]),
        (-10, Some(-20), [107, 0, 0, 0, 119, 128]),
        (-20, None, [107, 0, 113, 118, 119, 128]),
        (-20, Some(-20), [107, 0, 113, 118, 119, 128]),
        (-9, Some(0), [107, 108, 113, 118, 0, 0]),
    ] {
        let file = signed(&stored).with(VALUE, "SS", short(value));
        let file = match limit {
            Some(limit) => file.with(LIMIT, "SS", short(limit)),
            None => file,
        };
        assert_eq!(shown(&file), expected, "{value} to {limit:?}");
    }
    // A limit without a value is no padding.
    assert_eq!(shown(&signed(&stored).with(LIMIT, "SS", short(-10))), [107, 108, 113, 118, 119, 128]);
}

#[test]
fn us_and_ss_are_often_confused() {
    // 63536 is -2000 in 16 bits.
    let file = signed(&[-2000, -1999, 5]).with(VALUE, "US", 63_536_u16.to_le_bytes());
    assert_eq!(shown(&file), [0, 0, 133]);
    let counted = Histogram::of(&picture(&open(&file), 0)).statistics;
    assert_eq!((counted.count, counted.excluded, counted.min), (2, 1, Some(-1999.0)));
    let unsigned = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.4", "MR", 1, 2).pixels_u16(&[65_535, 7]);
    let counted = Histogram::of(&picture(&open(&unsigned.with(VALUE, "SS", short(-1))), 0)).statistics;
    assert_eq!((counted.count, counted.min, counted.max), (1, Some(7.0), Some(7.0)));
}

#[test]
fn it_is_compared_before_the_rescale_and_is_black_after_polarity() {
    // -1000 is padding as stored value; the same number after rescale is a value.
    let file = |photometric: &str| {
        signed(&[-1000, -900, 0, 40])
            .with((0x0028, 0x0004), "CS", photometric)
            .with((0x0028, 0x1052), "DS", "-100")
            .with((0x0028, 0x1053), "DS", "1")
            .with(VALUE, "SS", short(-1000))
    };
    assert_eq!(shown(&file("MONOCHROME2")), [0, 0, 28, 68]);
    assert_eq!(shown(&file("MONOCHROME1")), [0, 255, 227, 187]);
    let picture = picture(&open(&file("MONOCHROME1")), 0);
    let whole = Histogram::of(&picture);
    assert_eq!((whole.statistics.count, whole.statistics.min, whole.statistics.max), (3, Some(-1000.0), Some(-60.0)));
    // The switch shows it as any value.
    let mut presentation = Presentation::for_picture(picture.model(), &whole);
    presentation.show_padding = true;
    assert_eq!(render::native(&picture, &presentation).data, [255, 255, 227, 187]);
}

#[test]
fn it_is_out_of_the_default_window_and_the_statistics() {
    // 100 values 0..=99 and as many of padding at -2000; 1st to 99th percentile of the hundred: 0.99 to 98.01.
    let mut stored = vec![-2000; 100];
    stored.extend(0..100);
    let file = signed(&stored).without((0x0028, 0x1050)).without((0x0028, 0x1051)).with(VALUE, "SS", short(-2000));
    let greys = shown(&file);
    assert!(greys[..100].iter().all(|&grey| grey == 0));
    assert!(greys[101] <= 1 && greys[198] >= 254 && greys[150].abs_diff(128) <= 3, "{:?}", &greys[100..]);
    let statistics = Histogram::of(&picture(&open(&file), 0)).statistics;
    assert_eq!((statistics.count, statistics.excluded), (100, 100));
    assert_eq!((statistics.mean, statistics.min, statistics.max), (Some(49.5), Some(0.0), Some(99.0)));
    let sd = statistics.sd.unwrap();
    assert!((sd - (9999.0_f64 / 12.0).sqrt()).abs() < 1e-9, "{sd}");
}

#[test]
fn floats_have_padding_of_their_own_and_no_number_is_none() {
    let stored = [-1.0_f32, 0.0, f32::NAN, 3.5, 1e30];
    let bytes: Vec<u8> = stored.iter().flat_map(|value| value.to_le_bytes()).collect();
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.30", "OT", 1, 5)
        .unsigned((0x0028, 0x0100), &[32])
        .with((0x7FE0, 0x0008), "OF", bytes)
        .with((0x0028, 0x0122), "FL", 1e30_f32.to_le_bytes());
    // Without a window: minimum to maximum of what is left, LINEAR_EXACT: -1 to 3.5.
    assert_eq!(shown(&file), [0, 57, 0, 255, 0]);
    let statistics = Histogram::of(&picture(&open(&file), 0)).statistics;
    assert_eq!((statistics.count, statistics.excluded, statistics.max), (3, 2, Some(3.5)));
}

#[test]
fn colour_pictures_have_none() {
    let file = DicomBuilder::rgb(1, 2).pixels_u8(&[0, 0, 0, 9, 9, 9]).with(VALUE, "US", 9_u16.to_le_bytes());
    assert_eq!(shown(&file), [0, 0, 0, 9, 9, 9]);
}
