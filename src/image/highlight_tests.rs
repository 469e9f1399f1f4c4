use std::sync::Arc;

use super::*;
use crate::{
    geometry::{Placement, View, Zoom},
    image::{
        Frame, LookupTable, ModalityLut, Padding, Palette, PhotometricInterpretation, Planes, Shutter, ShutterShape,
        VoiFunction,
        test_pictures::{Random, colour_picture, model, picture, windowed},
    },
};

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BASE: [u8; 3] = [100, 60, 20];

fn label(low: f64, high: f64, colour: [u8; 3]) -> Label {
    Label { range: ValueRange { low, high }, colour, opacity: 1.0 }
}

fn labels(labels: &[Label]) -> Highlight<'_> {
    Highlight { glow: None, accent: [0, 0, 255], channel: Channel::All, labels }
}

fn glow(low: f64, high: f64) -> Highlight<'static> {
    Highlight { glow: Some(ValueRange { low, high }), ..labels(&[]) }
}

/// What becomes of a screen that was [`BASE`] all over.
fn painted(highlight: &Highlight<'_>, picture: &Picture, map: &PixelFromScreen, size: [usize; 2]) -> Vec<[u8; 3]> {
    let mut rgba = [BASE[0], BASE[1], BASE[2], 255].repeat(size[0] * size[1]);
    highlight.paint(picture, &windowed(0.0, 1.0, VoiFunction::Linear), map, size, &mut rgba);
    rgba.as_chunks::<4>()
        .0
        .iter()
        .map(|&[red, green, blue, alpha]| {
            assert_eq!(alpha, 255);
            [red, green, blue]
        })
        .collect()
}

/// At its own size, upright.
fn native(highlight: &Highlight<'_>, picture: &Picture) -> Vec<[u8; 3]> {
    let map = PixelFromScreen { m: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] };
    let size = [picture.frame().columns, picture.frame().rows].map(|length| length as usize);
    painted(highlight, picture, &map, size)
}

#[test]
fn values_in_the_range_take_the_colour() {
    // Stored 1000 to 1005 are -24 to -19 HU.
    let picture = picture(3, Samples::U16((1000..1006).collect()), |model| {
        model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
    });
    let both = [label(-23.0, -20.0, RED), label(-21.0, -19.0, GREEN)];
    // Half-open: -23, -22 red, -21 and -20 green (the later label), -24 and -19 neither.
    assert_eq!(native(&labels(&both), &picture), [BASE, RED, RED, GREEN, GREEN, BASE]);
}

#[test]
fn negative_slopes_and_tables_are_exact() {
    // 0 to 3 by -2 x + 5: 5, 3, 1, -1.
    let falling = picture(4, Samples::I16(vec![0, 1, 2, 3]), |model| {
        model.modality = ModalityLut::Rescale { slope: -2.0, intercept: 5.0 };
    });
    assert_eq!(native(&labels(&[label(1.0, 5.0, RED)]), &falling), [BASE, RED, RED, BASE]);
    // A table that rises and falls: ends hold beyond it.
    let table = LookupTable { first_mapped: 1, bits: 16, entries: vec![7, 900, 7] };
    let by_table = picture(5, Samples::U8(vec![0, 1, 2, 3, 200]), |model| {
        model.modality = ModalityLut::Table(Arc::new(table));
    });
    assert_eq!(native(&labels(&[label(7.0, 8.0, RED)]), &by_table), [RED, RED, BASE, RED, RED]);
}

#[test]
fn padding_and_missing_rows_stay_as_they_are() {
    for samples in [Samples::I16(vec![-5, 0, 1, 2, 0, 0]), Samples::I32(vec![-5, 0, 1, 2, 0, 0])] {
        let mut model = model(&samples);
        model.padding = Some(Padding::new(-5.0, -5.0));
        let frame = Frame { rows: 3, columns: 2, samples_per_pixel: 1, samples, rows_present: 2 };
        let picture = Picture::new(Arc::new(frame), Arc::new(model));
        assert_eq!(
            native(&labels(&[label(-100.0, 100.0, RED)]), &picture),
            [BASE, RED, RED, RED, BASE, BASE],
            "the last row was not in the file"
        );
        let lit = native(&glow(1.0, 2.0), &picture);
        assert_eq!([lit[0], lit[1], lit[4]], [BASE.map(|level| level / 2), BASE.map(|level| level / 2), BASE]);
    }
}

#[test]
fn what_is_no_number_takes_no_colour() {
    let values = vec![f32::NAN, f32::INFINITY, -0.5, 0.25];
    let picture = picture(4, Samples::F32(values), |_| {});
    assert_eq!(native(&labels(&[label(-0.5, 0.25, RED)]), &picture), [BASE, BASE, RED, BASE]);
}

#[test]
fn every_view_colours_the_pixels_under_the_screens_middles() {
    let mut random = Random(11);
    let samples: Vec<u16> = (0..37 * 23).map(|_| (random.next() % 100) as u16).collect();
    for samples in [Samples::U16(samples.clone()), Samples::F64(samples.iter().map(|&value| value.into()).collect())] {
        let picture =
            picture(37, samples, |model| model.modality = ModalityLut::Rescale { slope: 3.0, intercept: 1.0 });
        let both = [label(1.0, 90.0, RED), label(60.0, 200.0, GREEN)];
        let size = [61, 40];
        let placement = Placement { image: [37, 23], pixel_aspect: 1.2, viewport: [61.0, 40.0] };
        for scale in [0.21, 0.5, 1.0, 3.7] {
            for turns in 0..4 {
                for [flip_horizontal, flip_vertical] in [[false, false], [true, false], [false, true]] {
                    let view = View {
                        zoom: Zoom::Scale(scale),
                        pan: [2.3, -1.7],
                        quarter_turns: turns,
                        flip_horizontal,
                        flip_vertical,
                    };
                    let map = view.pixel_from_screen(&placement);
                    let shown = painted(&labels(&both), &picture, &map, size);
                    for (index, colour) in shown.into_iter().enumerate() {
                        let [column, row] = map.apply([(index % 61) as f64 + 0.5, (index / 61) as f64 + 0.5]);
                        let inside = (0.0..37.0).contains(&column) && (0.0..23.0).contains(&row);
                        let value = inside.then(|| picture.value(column as u32, row as u32)).flatten();
                        let expected = match value {
                            Some(value) if (60.0..200.0).contains(&value) => GREEN,
                            Some(value) if (1.0..90.0).contains(&value) => RED,
                            _ => BASE,
                        };
                        assert_eq!(colour, expected, "{view:?} at {index}");
                    }
                }
            }
        }
    }
}

#[test]
fn opacity_mixes_and_nothing_is_left_of_what_is_covered() {
    let picture = picture(2, Samples::U8(vec![1, 9]), |_| {});
    let half = [Label { opacity: 0.5, ..label(0.0, 5.0, [255, 0, 200]) }];
    // (100 + 255) / 2 = 177.5, 60 / 2, (20 + 200) / 2; halves round up.
    assert_eq!(native(&labels(&half), &picture), [[178, 30, 110], BASE]);
    for opacity in [0.0, -3.0, f32::NAN] {
        let unseen = [Label { opacity, ..label(0.0, 5.0, RED) }];
        assert_eq!(native(&labels(&unseen), &picture), [BASE, BASE]);
    }
    let over = [Label { opacity: 7.0, ..label(0.0, 5.0, RED) }];
    assert_eq!(native(&labels(&over), &picture), [RED, BASE]);
}

#[test]
fn the_glow_tells_itself_from_white_and_from_black() {
    let picture = picture(2, Samples::U8(vec![1, 9]), |_| {});
    let map = PixelFromScreen { m: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] };
    for around in [0u8, 255] {
        let mut rgba = vec![around; 8];
        let highlight = Highlight { accent: [86, 156, 240], ..glow(0.0, 5.0) };
        highlight.paint(&picture, &windowed(0.0, 1.0, VoiFunction::Linear), &map, [2, 1], &mut rgba);
        let [lit, dim] = [[rgba[0], rgba[1], rgba[2]], [rgba[4], rgba[5], rgba[6]]];
        assert_eq!(dim, [(u16::from(around) / 2 + u16::from(around) % 2) as u8; 3]);
        assert!(lit[2] > lit[0] + 60, "the accent is seen: {lit:?}");
        assert!(i32::from(lit[1]) - i32::from(dim[1]) > 40, "brighter than what lies around: {lit:?} {dim:?}");
    }
}

#[test]
fn glow_lies_over_labels() {
    let picture = picture(3, Samples::U8(vec![1, 2, 9]), |_| {});
    let tissue = [label(0.0, 5.0, [200, 0, 0])];
    let shown = native(&Highlight { glow: Some(ValueRange { low: 2.0, high: 3.0 }), ..labels(&tissue) }, &picture);
    assert_eq!(shown[0], [100, 0, 0]);
    // 0.28 of 200, and 0.72 of the accent's 255.
    assert_eq!(shown[1], [56, 0, 184]);
    assert_eq!(shown[2], BASE.map(|level| level / 2));
}

#[test]
fn a_colour_picture_glows_by_channel_and_has_no_tissue() {
    let pixels = vec![255, 0, 0, 0, 255, 0, 0, 0, 255, 76, 76, 76];
    let picture = colour_picture(4, Samples::U8(pixels), |_| {});
    assert_eq!(native(&labels(&[label(0.0, 256.0, RED)]), &picture), [BASE; 4]);
    let lit = |channel: Channel, low: f64, high: f64| -> Vec<bool> {
        let shown = native(&Highlight { channel, ..glow(low, high) }, &picture);
        shown.into_iter().map(|[.., blue]| blue > 100).collect()
    };
    assert_eq!(lit(Channel::Red, 200.0, 256.0), [true, false, false, false]);
    assert_eq!(lit(Channel::Green, 200.0, 256.0), [false, true, false, false]);
    assert_eq!(lit(Channel::Blue, 200.0, 256.0), [false, false, true, false]);
    assert_eq!(lit(Channel::All, 200.0, 256.0), [true, true, true, false]);
    assert_eq!(lit(Channel::Luminance, 76.0, 77.0), [true, false, false, true]);
}

#[test]
fn a_palette_glows_by_the_levels_of_its_colours() {
    let table = |entries: &[u16]| LookupTable { first_mapped: 0, bits: 8, entries: entries.to_vec() };
    for samples in [Samples::U8(vec![0, 1, 2]), Samples::U32(vec![0, 1, 2])] {
        let picture = picture(3, samples, |model| {
            model.photometric = PhotometricInterpretation::PaletteColor;
            let [red, green, blue] = [[0, 90, 0], [0, 0, 90], [9, 9, 1]].map(|entries| table(&entries));
            model.palette = Some(Arc::new(Palette { red, green, blue }));
        });
        let lit = |channel: Channel, low: f64, high: f64| {
            native(&Highlight { channel, ..glow(low, high) }, &picture).map_blue().map(|blue| blue == 189)
        };
        // Colours are (0, 0, 9), (90, 0, 9) and (0, 90, 1); 1 is an index as well, and no index counts.
        assert_eq!(lit(Channel::Red, 90.0, 91.0), [false, true, false]);
        assert_eq!(lit(Channel::Blue, 1.0, 2.0), [false, false, true]);
        assert_eq!(lit(Channel::All, 90.0, 91.0), [false, true, true]);
        assert_eq!(lit(Channel::All, 2.0, 3.0), [false; 3]);
        // 0.299 of 90 is 26.91, and 0.114 of 9 is 1.03.
        assert_eq!(lit(Channel::Luminance, 28.0, 29.0), [false, true, false]);
        assert_eq!(native(&labels(&[label(0.0, 3.0, RED)]), &picture), [BASE; 3]);
    }
}

#[test]
fn what_a_shutter_hides_stays_hidden() {
    let shape = ShutterShape::Rectangle { left: 1.0, right: 1.0, upper: 1.0, lower: 1.0 };
    let shutter = Some(Shutter { shapes: vec![shape], bitmap: None, grey: 0, colour: None });
    let picture = picture(2, Samples::U8(vec![7, 7]), |_| {});
    let picture = picture.with_planes(Arc::new(Planes { overlays: Vec::new(), shutter }));
    assert_eq!(native(&labels(&[label(0.0, 9.0, RED)]), &picture), [RED, BASE]);
}

#[test]
fn odd_screens_and_maps_do_no_harm() {
    let picture = picture(2, Samples::U8(vec![1, 2]), |_| {});
    let nonsense = PixelFromScreen { m: [[f64::NAN, 0.0, 0.0], [0.0, f64::INFINITY, 0.0]] };
    assert_eq!(painted(&glow(0.0, 9.0), &picture, &nonsense, [3, 2]), [BASE; 6]);
    for size in [[0, 0], [0, 4], [4, 0]] {
        assert!(painted(&glow(0.0, 9.0), &picture, &nonsense, size).is_empty());
    }
    let many: Vec<Label> = (0..300).map(|_| label(0.0, 9.0, RED)).collect();
    assert_eq!(native(&labels(&many), &picture), [RED; 2]);
}

trait Blues {
    fn map_blue(&self) -> [u8; 3];
}

impl Blues for Vec<[u8; 3]> {
    fn map_blue(&self) -> [u8; 3] {
        std::array::from_fn(|at| self[at][2])
    }
}
