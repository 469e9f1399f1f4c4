use std::sync::Arc;

use super::*;
use crate::{
    geometry::PixelFromScreen,
    image::{
        ColourProfile, EqualizeSettings, Histogram, Interpolation, LookupTable, PixelModel, Samples, ValuePlane, Voi,
        VoiFunction, render,
        test_pictures::{picture, windowed},
    },
};

/// Greys below 100, three colours from there on.
fn supplemental(model: &mut PixelModel) {
    let table = |entries: [u16; 3]| LookupTable { first_mapped: 100, bits: 8, entries: entries.to_vec() };
    let palette = Palette { red: table([255, 0, 10]), green: table([0, 255, 20]), blue: table([0, 0, 30]) };
    model.palette = Some(Arc::new(palette));
}

fn small() -> Picture {
    picture(3, Samples::U16(vec![0, 50, 99, 100, 101, 5000]), supplemental)
}

#[test]
fn the_window_is_about_the_greys_alone() {
    let picture = small();
    assert!(picture.has_supplemental_colours() && !picture.is_colour());
    let shown = render::native(&picture, &windowed(50.0, 100.0, VoiFunction::LinearExact));
    // 255 x/100, rounded; then the palette, its last entry holding on.
    let expected = [[0; 3], [128; 3], [252; 3], [255, 0, 0], [0, 255, 0], [10, 20, 30]];
    assert_eq!((shown.channels, shown.data.as_chunks::<3>().0), (3, &expected[..]));
    let narrow = Presentation { invert: true, ..windowed(25.0, 50.0, VoiFunction::LinearExact) };
    let expected = [[255; 3], [0; 3], [0; 3], [0, 255, 255], [255, 0, 255], [245, 235, 225]];
    assert_eq!(render::native(&picture, &narrow).data.as_chunks::<3>().0, expected);
    let single: Vec<[u8; 3]> = (0..6).map(|at| picture.displayed(&narrow, at % 3, at / 3)).collect();
    assert_eq!(single, expected);
}

#[test]
fn histogram_and_equalisation_count_greys_alone() {
    let statistics = Histogram::of(&small()).statistics;
    assert_eq!((statistics.count, statistics.excluded, statistics.max), (3, 3, Some(99.0)));
    let settings = EqualizeSettings { bins: 3, ..EqualizeSettings::default() };
    let equalized = render::native(&small(), &Presentation::with_voi(Voi::Equalized(settings)));
    assert_eq!(equalized.channels, 3);
    assert_eq!(equalized.data.as_chunks::<3>().0[3..], [[255, 0, 0], [0, 255, 0], [10, 20, 30]]);
    assert_eq!(equalized.data.as_chunks::<3>().0[2], [255; 3]);
}

#[test]
fn colours_are_resampled_as_colours() {
    let picture = picture(2, Samples::U16(vec![50, 100, 50, 100]), supplemental);
    let presentation = windowed(50.0, 100.0, VoiFunction::LinearExact);
    let map = |scale: f64| PixelFromScreen { m: [[scale, 0.0, 0.0], [0.0, scale, 0.0]] };
    let painted = |scale: f64, size: [usize; 2]| {
        let plane = ValuePlane::new(&picture, &map(scale), size, Interpolation::Bilinear);
        let mut rgba = Vec::new();
        plane.paint(&picture, &presentation, &mut rgba);
        rgba.as_chunks::<4>().0.to_vec()
    };
    assert_eq!(painted(1.0, [2, 1]), [[128, 128, 128, 255], [255, 0, 0, 255]]);
    // Between grey 128 and red at a quarter and three quarters: no stored value lies between them.
    let wide = painted(0.5, [4, 1]);
    assert_eq!(wide, [[128, 128, 128, 255], [160, 96, 96, 255], [223, 32, 32, 255], [255, 0, 0, 255]]);
    assert_eq!(painted(2.0, [1, 1]), [[192, 64, 64, 255]]);
}

#[test]
fn the_profile_is_for_the_colours_alone() {
    let swap = ColourProfile::new(|from, to| {
        let pixels = from.as_chunks::<3>().0.iter().zip(to.as_chunks_mut::<3>().0);
        pixels.for_each(|(from, to)| *to = [from[2], from[1], from[0]]);
        true
    });
    let picture = picture(2, Samples::I16(vec![-5, 100]), |model| {
        supplemental(model);
        model.profile = Some(Arc::new(swap));
    });
    let on = windowed(-5.0, 10.0, VoiFunction::LinearExact);
    assert!(picture.has_icc());
    assert_eq!(render::native(&picture, &on).data, [128, 128, 128, 0, 0, 255]);
    assert_eq!(picture.displayed(&on, 1, 0), [0, 0, 255]);
    let off = Presentation { icc: false, ..on };
    assert_eq!(render::native(&picture, &off).data, [128, 128, 128, 255, 0, 0]);
}
