#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::image::{
    Counts, LookupTable, PhotometricInterpretation as Photometric,
    test_pictures::{Random, colour_picture, picture},
};

fn found(histogram: &Histogram) -> Vec<(f64, u64)> {
    histogram.values().collect()
}

#[test]
fn each_channel_is_counted_and_luminance_by_its_weights() {
    // 0.299 * 255 = 76.2, 0.587 * 255 = 149.7, 0.114 * 255 = 29.1.
    let picture = colour_picture(2, Samples::U8(vec![255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]), |_| {});
    let counts = Counts::of(&picture);
    let channels = counts.channels.as_ref().unwrap();
    for channel in [&channels.red, &channels.green, &channels.blue] {
        assert_eq!(found(channel), [(0.0, 2), (255.0, 2)]);
    }
    assert_eq!(found(&channels.luminance), [(29.0, 1), (76.0, 1), (150.0, 1), (255.0, 1)]);
    assert_eq!(found(&channels.all), [(0.0, 6), (255.0, 6)]);
    assert!(Arc::ptr_eq(&channels.all, &counts.values), "counted once");
    assert_eq!(picture.times_counted(), 1);
}

#[test]
fn channels_are_those_of_the_rgb_that_is_shown() {
    let mut random = Random(9);
    let samples: Vec<u8> = (0..3 * 64).map(|_| random.next() as u8).collect();
    let deep = samples.iter().map(|&value| u16::from(value) * 257).collect();
    let pictures = [
        colour_picture(8, Samples::U8(samples.clone()), |_| {}),
        colour_picture(8, Samples::U8(samples.clone()), |model| model.photometric = Photometric::YbrFull),
        colour_picture(8, Samples::U8(samples), |model| model.bits_stored = 7),
        colour_picture(8, Samples::U16(deep), |_| {}),
    ];
    for picture in pictures {
        let channels = Counts::of(&picture).channels.unwrap();
        for channel in Channel::ALL {
            let mut by_hand = [0u64; 256];
            for pixel in picture.rgb().as_chunks::<3>().0 {
                channel.levels(*pixel).for_each(|level| by_hand[usize::from(level)] += 1);
            }
            let by_hand = (0..).map(f64::from).zip(by_hand).filter(|(_, count)| *count > 0);
            assert_eq!(found(channels.of_channel(channel)), by_hand.collect::<Vec<_>>(), "{channel:?}");
        }
    }
}

#[test]
fn a_palette_is_counted_by_its_indices() {
    let table = |entries: [u16; 3]| LookupTable { first_mapped: 0, bits: 8, entries: entries.into() };
    let indexed = picture(3, Samples::U8(vec![0, 1, 1, 2, 2, 2]), |model| {
        model.photometric = Photometric::PaletteColor;
        let palette = Palette { red: table([9, 8, 7]), green: table([0, 0, 255]), blue: table([1, 1, 1]) };
        model.palette = Some(Arc::new(palette));
    });
    let counts = Counts::of(&indexed);
    assert_eq!(found(&counts.values), [(0.0, 1), (1.0, 2), (2.0, 3)]);
    let channels = counts.channels.unwrap();
    assert_eq!(found(&channels.red), [(7.0, 3), (8.0, 2), (9.0, 1)]);
    assert_eq!(found(&channels.green), [(0.0, 3), (255.0, 3)]);
    assert_eq!(found(&channels.blue), [(1.0, 6)]);
    assert_eq!(indexed.times_counted(), 1);
}

#[test]
fn a_part_is_counted_like_the_whole() {
    let rgb = colour_picture(2, Samples::U8(vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), |_| {});
    let part = Counts::of_runs(&rgb, [(0, 1..9), (1, 0..1), (7, 0..2)]);
    let channels = part.channels.unwrap();
    assert_eq!(found(&channels.red), [(4.0, 1), (7.0, 1)]);
    assert_eq!((part.values.statistics.count, rgb.times_counted()), (6, 0));
}

#[test]
fn greys_have_no_channels() {
    assert!(Counts::of(&picture(2, Samples::U8(vec![1, 2]), |_| {})).channels.is_none());
}
