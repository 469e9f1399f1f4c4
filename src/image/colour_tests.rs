use std::sync::Arc;

use super::*;
use crate::image::test_pictures::{colour_picture, picture};

#[test]
fn rgb_of_eight_bits_stands_as_it_is() {
    let picture = colour_picture(2, Samples::U8(vec![1, 2, 3, 4, 5, 6]), |_| {});
    assert_eq!(picture.rgb(), [1, 2, 3, 4, 5, 6]);
    assert!(picture.is_colour());
}

#[test]
fn deeper_rgb_is_scaled_by_its_bits() {
    let samples = Samples::U16(vec![0, 2048, 4095, 4095, 8, 9]);
    let picture = colour_picture(1, samples, |model| model.bits_stored = 12);
    assert_eq!(picture.rgb(), [0, 128, 255, 255, 0, 1]);
}

#[test]
fn ybr_full_follows_the_standard() {
    let samples = Samples::U8(vec![128, 128, 128, 76, 85, 255, 150, 44, 21, 29, 255, 107]);
    let picture = colour_picture(4, samples, |model| model.photometric = Photometric::YbrFull);
    // The last three are red, green and blue at full brightness as 8 bits can say it.
    assert_eq!(picture.rgb(), [128, 128, 128, 254, 0, 0, 0, 255, 1, 0, 0, 254]);
}

#[test]
fn ybr_partial_is_stretched() {
    let samples = Samples::U8(vec![16, 128, 128, 235, 128, 128]);
    let picture = colour_picture(2, samples, |model| model.photometric = Photometric::YbrPartial);
    assert_eq!(picture.rgb(), [0, 0, 0, 255, 255, 255]);
}

#[test]
fn palette_indices_are_clamped_and_entries_scaled() {
    let table = |entries: [u16; 3], bits| LookupTable { first_mapped: 10, bits, entries: entries.to_vec() };
    let palette =
        Palette { red: table([0, 32_768, 65_535], 16), green: table([255, 128, 0], 8), blue: table([1, 2, 3], 8) };
    let palette = Some(Arc::new(palette));
    for samples in [Samples::U8(vec![0, 10, 11, 12, 200]), Samples::U32(vec![0, 10, 11, 12, u32::MAX])] {
        let picture = picture(5, samples, |model| {
            model.photometric = Photometric::PaletteColor;
            model.palette = palette.clone();
        });
        assert_eq!(picture.rgb(), [0, 255, 1, 0, 255, 1, 128, 128, 2, 255, 0, 3, 255, 0, 3]);
    }
}

#[test]
fn a_palette_picture_without_palette_is_monochrome() {
    let picture = picture(1, Samples::U8(vec![7]), |model| model.photometric = Photometric::PaletteColor);
    assert!(!picture.is_colour());
    assert!(picture.rgb().is_empty());
}
