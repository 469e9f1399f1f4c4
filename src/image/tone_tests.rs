use std::sync::Arc;

use super::*;
use crate::image::{
    LookupTable, Samples, Voi, VoiFunction, VoiLut,
    fast_tone::FastTone,
    test_pictures::{Random, frame, model, picture, windowed},
};

fn tone<'a>(model: &'a PixelModel, presentation: &Presentation) -> Tone<'a> {
    let picture = Picture::new(Arc::new(frame(1, Samples::U8(vec![0]))), Arc::new(model.clone()));
    Tone::new(Curve::all(&picture, &presentation.voi).remove(0), model, presentation)
}

/// The formulas as PS3.3 C.11.2.1.2 writes them, apart from the code under test.
fn written(function: VoiFunction, c: f64, w: f64, x: f64) -> f64 {
    match function {
        VoiFunction::Linear => {
            if x <= c - 0.5 - (w - 1.0) / 2.0 {
                0.0
            } else if x > c - 0.5 + (w - 1.0) / 2.0 {
                1.0
            } else {
                (x - (c - 0.5)) / (w - 1.0) + 0.5
            }
        }
        VoiFunction::LinearExact => {
            if x <= c - w / 2.0 {
                0.0
            } else if x > c + w / 2.0 {
                1.0
            } else {
                (x - c) / w + 0.5
            }
        }
        VoiFunction::Sigmoid => 1.0 / (1.0 + (-4.0 * (x - c) / w).exp()),
        // fastai's `windowed`, worked from its description: half the width by floor division, clamped, scaled.
        VoiFunction::Fastai => {
            let (low, high) = (c - (w / 2.0).floor(), c + (w / 2.0).floor());
            if high > low { (x.clamp(low, high) - low) / (high - low) } else { f64::from(u8::from(x > c)) }
        }
    }
}

#[test]
fn every_grey_is_that_of_the_written_formula() {
    let mut random = Random(1);
    for _ in 0..10_000 {
        let function = VoiFunction::ALL[(random.next() % 4) as usize];
        let (center, width) = (random.between(-2000.0, 3000.0).round(), random.between(1.0, 4000.0).round());
        let value = center + random.between(-0.8, 0.8) * width;
        let tone_of = |reversed: bool| {
            let mut model = model(&Samples::U16(Vec::new()));
            model.inverse_polarity = reversed;
            tone(&model, &windowed(center, width, function)).grey(value)
        };
        let brightness = written(function, center, width, value);
        assert_eq!(tone_of(false), (255.0 * brightness + 0.5).floor() as u8, "{function:?} {center} {width} {value}");
        assert_eq!(tone_of(true), (255.0 * (1.0 - brightness) + 0.5).floor() as u8);
    }
}

#[test]
fn rescale_comes_before_the_window() {
    let mut random = Random(3);
    for _ in 0..10_000 {
        let function = VoiFunction::ALL[(random.next() % 4) as usize];
        let stored = random.between(-32_768.0, 32_767.0).round() as i16;
        // Both signs, and slopes of a PET as of a CT.
        let slope = random.between(-8.0, 8.0).exp2() * if random.next().is_multiple_of(2) { 1.0 } else { -1.0 };
        let intercept = random.between(-2000.0, 2000.0).round();
        let value = slope * f64::from(stored) + intercept;
        let width = random.between(1.0, 4000.0);
        let center = value + random.between(-0.8, 0.8) * width;
        let picture = picture(1, Samples::I16(vec![stored]), |model| {
            model.modality = crate::image::ModalityLut::Rescale { slope, intercept };
        });
        let expected = (255.0 * written(function, center, width, value) + 0.5).floor() as u8;
        let shown = picture.displayed(&windowed(center, width, function), 0, 0);
        assert_eq!(shown, [expected; 3], "{function:?} {center} {width} {slope} {intercept} {stored}");
    }
}

#[test]
fn the_fast_tone_is_the_exact_one() {
    let mut random = Random(2);
    for round in 0..120 {
        let function = VoiFunction::ALL[round % 4];
        let width = [1.0, 0.3, 2.0, 400.0, 65_000.0, 1e-3][round % 6];
        let center = random.between(-1000.0, 1000.0) * width;
        let model = model(&Samples::F32(Vec::new()));
        let mut presentation = windowed(center, width, function);
        presentation.invert = round % 2 == 1;
        let tone = tone(&model, &presentation);
        let fast = FastTone::new(&tone);
        for _ in 0..4000 {
            let value = (center + random.between(-3.0, 3.0) * width) as f32;
            assert_eq!(fast.grey(value), tone.grey(f64::from(value)), "{function:?} {center} {width} {value}");
        }
        for value in [f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0] {
            assert_eq!(fast.grey(value), tone.grey(f64::from(value)), "{function:?} {center} {width} {value}");
        }
    }
}

#[test]
fn polarity_and_invert_cancel() {
    let presentation = |invert| Presentation { invert, ..windowed(128.0, 256.0, VoiFunction::Linear) };
    let greys = [(false, false), (false, true), (true, false), (true, true)].map(|(inverse, invert)| {
        let picture = picture(1, Samples::U8(vec![10]), |model| model.inverse_polarity = inverse);
        picture.displayed(&presentation(invert), 0, 0)[0]
    });
    assert_eq!(greys, [10, 245, 245, 10]);
}

#[test]
fn padding_is_black_after_polarity() {
    let padded = |inverse| {
        picture(2, Samples::U8(vec![200, 250]), |model| {
            model.padding = Some(crate::image::Padding::new(250.0, 250.0));
            model.inverse_polarity = inverse;
        })
    };
    let plain = windowed(128.0, 256.0, VoiFunction::Linear);
    for inverse in [false, true] {
        assert_eq!(padded(inverse).displayed(&plain, 1, 0), [0; 3]);
    }
    let inverted = Presentation { invert: true, ..plain.clone() };
    assert_eq!(padded(false).displayed(&inverted, 1, 0), [255; 3]);
    let shown = Presentation { show_padding: true, ..plain };
    assert_eq!(padded(false).displayed(&shown, 1, 0), [250; 3]);
}

#[test]
fn a_voi_lut_is_scaled_by_its_bits() {
    let lut = |bits, entries: &[u16]| VoiLut {
        table: LookupTable { first_mapped: -1, bits, entries: entries.to_vec() },
        explanation: None,
    };
    let mut model = model(&Samples::I16(Vec::new()));
    model.voi_luts = vec![Arc::new(lut(12, &[0, 2048, 4095])), Arc::new(lut(8, &[100, 101, 102]))];
    let greys = |index| {
        let presentation = Presentation::with_voi(Voi::Lut(index));
        let tone = tone(&model, &presentation);
        let fast = FastTone::new(&tone);
        [-7.0, -1.0, 0.4, 0.6, 900.0].map(|value: f64| {
            assert_eq!(fast.grey(value as f32), tone.grey(value));
            tone.grey(value)
        })
    };
    assert_eq!(greys(0), [0, 0, 128, 255, 255]);
    assert_eq!(greys(1), [100, 100, 101, 102, 102]);
    // A table that is not there: all that the bits can say.
    assert_eq!(greys(9), [127, 127, 128, 128, 131]);
}

#[test]
fn a_presentation_lut_stands_between_voi_and_polarity() {
    // Five entries over the whole of the VOI: 0, 64, 128, 191 and 255 of 255 each meet one; first mapped says nothing.
    let table = LookupTable { first_mapped: 900, bits: 10, entries: vec![1023, 0, 512, 256, 1023] };
    for inverse in [false, true] {
        let mut model = model(&Samples::U8(Vec::new()));
        model.presentation_lut = Some(Arc::new(table.clone()));
        model.inverse_polarity = inverse;
        let presentation = windowed(50.0, 100.0, VoiFunction::LinearExact);
        let tone = tone(&model, &presentation);
        let fast = FastTone::new(&tone);
        let greys = [-5.0, 12.0, 13.0, 25.0, 50.0, 75.0, 100.0, 1e6].map(|value: f64| {
            assert_eq!(fast.grey(value as f32), tone.grey(value));
            tone.grey(value)
        });
        // 512 / 1023 * 255 = 127.6 and 256 / 1023 * 255 = 63.8; inverted 127.4 and 191.2.
        let expected: [u8; 8] =
            if inverse { [0, 0, 255, 255, 127, 191, 0, 0] } else { [255, 255, 0, 0, 128, 64, 255, 255] };
        assert_eq!(greys, expected);
    }
}

#[test]
fn a_presentation_lut_takes_a_voi_lut_entry_by_entry() {
    let mut model = model(&Samples::U8(Vec::new()));
    let entries = (0..=255).rev().collect();
    model.presentation_lut = Some(Arc::new(LookupTable { first_mapped: 0, bits: 8, entries }));
    let table = LookupTable { first_mapped: 0, bits: 8, entries: (0..=255).collect() };
    model.voi_luts = vec![Arc::new(VoiLut { table, explanation: None })];
    let presentation = Presentation::with_voi(Voi::Lut(0));
    let tone = tone(&model, &presentation);
    for value in 0..=255u8 {
        assert_eq!(tone.grey(f64::from(value)), 255 - value);
    }
}

#[test]
fn a_colour_map_colours_the_grey() {
    let picture = picture(1, Samples::U8(vec![64]), |_| {});
    let presentation = Presentation { colour_map: "hot_iron".into(), ..windowed(128.0, 256.0, VoiFunction::Linear) };
    assert_eq!(picture.displayed(&presentation, 0, 0), [128, 0, 0]);
    let unknown = Presentation { colour_map: "plaid".into(), ..presentation };
    assert_eq!(picture.displayed(&unknown, 0, 0), [64; 3]);
}
