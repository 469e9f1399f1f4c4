use std::sync::Arc;

use super::*;
use crate::{
    geometry::{Placement, View, Zoom},
    image::{
        Frame, Padding, VoiFunction, render,
        test_pictures::{Random, colour_picture, model, picture, windowed},
    },
};

fn paint(plane: &ValuePlane, picture: &Picture, presentation: &Presentation) -> Vec<[u8; 4]> {
    let mut rgba = Vec::new();
    plane.paint(picture, presentation, &mut rgba);
    rgba.as_chunks::<4>().0.to_vec()
}

/// The red of every pixel, a row of the screen each.
fn reds(plane: &ValuePlane, picture: &Picture, presentation: &Presentation) -> Vec<Vec<u8>> {
    let pixels: Vec<u8> = paint(plane, picture, presentation).iter().map(|pixel| pixel[0]).collect();
    pixels.chunks(plane.size()[0]).map(<[u8]>::to_vec).collect()
}

fn identity() -> Presentation {
    windowed(128.0, 256.0, VoiFunction::Linear)
}

fn scaled(scale: f64) -> PixelFromScreen {
    PixelFromScreen { m: [[1.0 / scale, 0.0, 0.0], [0.0, 1.0 / scale, 0.0]] }
}

fn noise(len: usize) -> Vec<u16> {
    let mut random = Random(5);
    (0..len).map(|_| random.next() as u16).collect()
}

#[test]
fn one_to_one_is_the_rendered_picture() {
    let samples = noise(61 * 47);
    let all = [
        Samples::U8(samples.iter().map(|&value| value as u8).collect()),
        Samples::I8(samples.iter().map(|&value| value as i8).collect()),
        Samples::U16(samples.clone()),
        Samples::I16(samples.iter().map(|&value| value as i16).collect()),
        Samples::U32(samples.iter().map(|&value| u32::from(value) * 65_537).collect()),
        Samples::I32(samples.iter().map(|&value| i32::from(value) - 30_000).collect()),
        Samples::F32(samples.iter().map(|&value| f32::from(value) * 0.1).collect()),
        Samples::F64(samples.iter().map(|&value| f64::from(value) * 0.1).collect()),
    ];
    for samples in all {
        let mut model = model(&samples);
        model.modality = ModalityLut::Rescale { slope: 0.1, intercept: -7.3 };
        model.padding = Some(Padding::new(100.0, 105.0));
        let frame = Frame { rows: 47, columns: 61, samples_per_pixel: 1, samples, rows_present: 40 };
        let picture = Picture::new(Arc::new(frame), Arc::new(model));
        for interpolation in [Interpolation::Nearest, Interpolation::Bilinear] {
            for (show_padding, colour_map) in [(false, "grey"), (true, "viridis")] {
                let presentation = Presentation {
                    show_padding,
                    colour_map: colour_map.into(),
                    ..windowed(300.0, 5000.0, VoiFunction::Linear)
                };
                let plane = ValuePlane::new(&picture, &scaled(1.0), [61, 47], interpolation);
                let rendered = render::native(&picture, &presentation);
                let painted = paint(&plane, &picture, &presentation);
                for (pixel, expected) in painted.iter().zip(rendered.data.chunks(usize::from(rendered.channels))) {
                    assert_eq!(pixel[3], 255);
                    assert_eq!(&pixel[..expected.len()], expected);
                }
            }
        }
    }
}

#[test]
fn colour_at_one_to_one_is_the_rendered_picture() {
    let samples = Samples::U8(noise(20 * 10 * 3).iter().map(|&value| value as u8).collect());
    let picture = colour_picture(20, samples, |_| {});
    let plane = ValuePlane::new(&picture, &scaled(1.0), [20, 10], Interpolation::Bilinear);
    let painted: Vec<u8> =
        paint(&plane, &picture, &identity()).iter().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    assert_eq!(painted, render::native(&picture, &identity()).data);
}

#[test]
fn values_are_interpolated_before_the_window() {
    let picture = picture(2, Samples::U8(vec![0, 80, 0, 80]), |_| {});
    let plane = ValuePlane::new(&picture, &scaled(4.0), [8, 8], Interpolation::Bilinear);
    // A threshold at 40: the edge is sharp, halfway between the pixels' centres.
    let threshold = windowed(40.5, 1.0, VoiFunction::Linear);
    assert_eq!(reds(&plane, &picture, &threshold)[3], [0, 0, 0, 0, 255, 255, 255, 255]);
    assert_eq!(reds(&plane, &picture, &identity())[3], [0, 0, 10, 30, 50, 70, 80, 80]);
    let nearest = ValuePlane::new(&picture, &scaled(4.0), [8, 8], Interpolation::Nearest);
    assert_eq!(reds(&nearest, &picture, &identity())[0], [0, 0, 0, 0, 80, 80, 80, 80]);
}

#[test]
fn a_smaller_picture_is_the_mean_of_its_areas() {
    let samples = vec![0, 10, 20, 30, 40, 50, 60, 70, 1, 1, 2, 2, 1, 1, 2, 2];
    let picture = picture(4, Samples::U8(samples), |_| {});
    for interpolation in [Interpolation::Nearest, Interpolation::Bilinear] {
        let plane = ValuePlane::new(&picture, &scaled(0.5), [2, 2], interpolation);
        assert_eq!(reds(&plane, &picture, &identity()), [[25, 45], [1, 2]]);
    }
}

#[test]
fn padding_is_never_mixed_in() {
    for samples in [Samples::I16(vec![100, -2000, 100, -2000]), Samples::F32(vec![100.0, -2000.0, 100.0, f32::NAN])] {
        let picture = picture(2, samples, |model| model.padding = Some(Padding::new(-2000.0, -2000.0)));
        let plane = ValuePlane::new(&picture, &scaled(8.0), [16, 16], Interpolation::Bilinear);
        for row in reds(&plane, &picture, &identity()) {
            assert!(row.iter().all(|&grey| grey == 0 || grey == 100), "{row:?}");
            assert_eq!((row[0], row[7], row[9], row[15]), (100, 100, 0, 0));
        }
        let smaller = ValuePlane::new(&picture, &scaled(0.5), [1, 1], Interpolation::Bilinear);
        assert_eq!(reds(&smaller, &picture, &identity()), [[100]]);
    }
}

#[test]
fn missing_rows_are_hatched_and_never_mixed_in() {
    let samples = Samples::U8([vec![100; 16], vec![0; 16]].concat());
    let model = Arc::new(model(&samples));
    let frame = Frame { rows: 8, columns: 4, samples_per_pixel: 1, samples, rows_present: 4 };
    let picture = Picture::new(Arc::new(frame), model);
    for scale in [3.0, 0.7, 1.0] {
        let rows = (8.0 * scale) as usize;
        let plane = ValuePlane::new(&picture, &scaled(scale), [2, rows], Interpolation::Bilinear);
        for (y, row) in reds(&plane, &picture, &identity()).iter().enumerate() {
            let is_there = (y as f64 + 0.5) / scale < 4.0;
            assert!(
                row.iter().all(|grey| if is_there { *grey == 100 } else { hatch::GREYS.contains(grey) }),
                "{row:?}"
            );
        }
    }
}

#[test]
fn bits_are_never_interpolated() {
    let picture = picture(2, Samples::U8(vec![0, 1, 1, 0]), |model| model.bits_stored = 1);
    for scale in [0.6, 1.0, 7.3] {
        let side = (2.0 * scale) as usize;
        let plane = ValuePlane::new(&picture, &scaled(scale), [side, side], Interpolation::Bilinear);
        let window = windowed(0.5, 1.0, VoiFunction::LinearExact);
        assert!(reds(&plane, &picture, &window).concat().iter().all(|grey| [0, 255].contains(grey)));
    }
}

#[test]
fn every_view_shows_the_pixels_where_the_transform_says() {
    let picture = picture(5, Samples::U8((0..35).map(|value| value * 7).collect()), |_| {});
    let colour = colour_picture(5, Samples::U8((0..105).collect()), |_| {});
    let placement = Placement { image: [5, 7], pixel_aspect: 1.0, viewport: [23.0, 18.0] };
    for quarter_turns in 0..4 {
        for (flip_horizontal, flip_vertical) in [(false, false), (true, false), (false, true), (true, true)] {
            let view = View { zoom: Zoom::Scale(2.0), pan: [1.0, -1.0], quarter_turns, flip_horizontal, flip_vertical };
            let map = view.pixel_from_screen(&placement);
            for picture in [&picture, &colour] {
                let plane = ValuePlane::new(picture, &map, [23, 18], Interpolation::Nearest);
                for (index, pixel) in paint(&plane, picture, &identity()).iter().enumerate() {
                    let [column, row] = map.apply([(index % 23) as f64 + 0.5, (index / 23) as f64 + 0.5]);
                    let is_inside = (0.0..5.0).contains(&column) && (0.0..7.0).contains(&row);
                    let expected =
                        if is_inside { picture.displayed(&identity(), column as u32, row as u32) } else { [0; 3] };
                    assert_eq!(pixel[..3], expected, "{view:?} {index}");
                }
            }
        }
    }
}

#[test]
fn empty_and_senseless_screens_are_no_trouble() {
    let picture = picture(2, Samples::U16(vec![1, 2, 3, 4]), |_| {});
    for size in [[0, 0], [0, 5], [5, 0]] {
        let plane = ValuePlane::new(&picture, &scaled(1.0), size, Interpolation::Bilinear);
        assert!(paint(&plane, &picture, &identity()).is_empty());
    }
    let broken = PixelFromScreen { m: [[f64::NAN; 3]; 2] };
    let plane = ValuePlane::new(&picture, &broken, [3, 3], Interpolation::Bilinear);
    assert!(paint(&plane, &picture, &identity()).iter().all(|pixel| *pixel == BLACK));
}
