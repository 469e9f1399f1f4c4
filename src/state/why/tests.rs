#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::image::{
    ChannelSettings, ChannelWindow, EqualizeSettings, LookupTable, ModalityLut, Overlay, Padding, Palette,
    PhotometricInterpretation as Photometric, PixelModel, Planes, Unit, Voi, VoiFunction, VoiLut, VoiSource, Window,
    test_pictures::{colour_picture, picture},
};

fn windowed(center: f64, width: f64, function: VoiFunction) -> Presentation {
    Presentation::with_voi(Voi::Window { window: Window::new(center, width), function, source: VoiSource::User })
}

/// The last step of every pixel is what is displayed there.
fn assert_explained(picture: &Picture, presentation: &Presentation) {
    for row in 0..picture.frame().rows {
        for column in 0..picture.frame().columns {
            let why = explain(picture, presentation, None, column, row).unwrap();
            let displayed = picture.displayed(presentation, column, row);
            assert_eq!(why.displayed, displayed, "{:?} at {column},{row}: {:#?}", presentation.voi, why.steps);
            assert!(!why.steps.is_empty() && why.steps.iter().all(|step| !step.arithmetic.contains("NaN -")));
        }
    }
    assert_eq!(explain(picture, presentation, None, picture.frame().columns, 0), None);
}

fn presentations() -> Vec<Presentation> {
    let window = |center, width, function| ChannelWindow { window: Window::new(center, width), function, preset: None };
    let three = ChannelSettings {
        windows: vec![window(0.0, 100.0, VoiFunction::Linear), window(50.0, 60.0, VoiFunction::Fastai)],
        equalised: Some(EqualizeSettings { bins: 7, ..EqualizeSettings::default() }),
    };
    let mut all: Vec<Presentation> = VoiFunction::ALL.map(|function| windowed(40.0, 173.0, function)).into();
    all.extend([windowed(10.0, 1.0, VoiFunction::Linear), windowed(3.5, 0.5, VoiFunction::Linear)]);
    all.extend([Presentation::with_voi(Voi::Lut(0)), Presentation::with_voi(Voi::Lut(9))]);
    all.push(Presentation::with_voi(Voi::Equalized(EqualizeSettings { bins: 10, ..EqualizeSettings::default() })));
    all.push(Presentation::with_voi(Voi::Channels(three)));
    let inverted = all.clone().into_iter().map(|presentation| Presentation { invert: true, ..presentation });
    let mapped = all.clone().into_iter().map(|presentation| Presentation {
        colour_map: "bone".to_owned(),
        show_padding: true,
        ..presentation
    });
    let all: Vec<_> = all.clone().into_iter().chain(inverted).chain(mapped).collect();
    all
}

fn change(model: &mut PixelModel) {
    model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -60.0 };
    model.padding = Some(Padding::new(3.0, 5.0));
    let entries = (0..200).map(|entry| entry * 300).collect();
    let table = LookupTable { first_mapped: -50, bits: 16, entries };
    model.voi_luts = vec![Arc::new(VoiLut { table, explanation: None })];
}

#[test]
fn every_step_together_is_what_is_displayed() {
    let values = || (0..120).map(|value| value * 37 % 211);
    let lut = LookupTable { first_mapped: 0, bits: 12, entries: (0..256).map(|entry| entry * entry / 16).collect() };
    let floats = values().map(|value| value as f32 * 0.37).chain([f32::NAN, f32::INFINITY]).collect();
    type Changed = (Samples, fn(&mut PixelModel));
    let plain: [Changed; 5] = [
        (Samples::U8(values().map(|value| value as u8).collect()), change),
        (Samples::I16(values().map(|value| value as i16 - 60).collect()), |model| {
            change(model);
            model.modality = ModalityLut::Rescale { slope: -0.7, intercept: 33.3 };
            model.inverse_polarity = true;
        }),
        (Samples::I32(values().map(|value| value * 1001).collect()), |model| {
            change(model);
            model.modality = ModalityLut::Rescale { slope: 0.001, intercept: 0.0 };
        }),
        (Samples::F32(floats), change),
        (Samples::U16(values().map(|value| value as u16).collect()), |model| {
            change(model);
            let table =
                LookupTable { first_mapped: 4, bits: 8, entries: (0..100).map(|entry| 255 - entry * 2).collect() };
            model.modality = ModalityLut::Table(Arc::new(table));
            model.unit = Unit::Named("OD".into());
        }),
    ];
    for (samples, change) in plain {
        for with_lut in [false, true] {
            let picture = picture(2, samples.clone(), |model| {
                change(model);
                model.presentation_lut = with_lut.then(|| Arc::new(lut.clone()));
            });
            presentations().iter().for_each(|presentation| assert_explained(&picture, presentation));
        }
    }
}

#[test]
fn colours_and_palettes_are_explained() {
    let samples: Vec<u8> = (0..240).map(|value| (value * 97 % 256) as u8).collect();
    let deep = samples.iter().map(|&value| u16::from(value) * 16).collect();
    let table =
        |factor: u16| LookupTable { first_mapped: 10, bits: 16, entries: (0..90).map(|at| at * factor).collect() };
    let palette = Arc::new(Palette { red: table(700), green: table(500), blue: table(30) });
    let pictures = [
        colour_picture(4, Samples::U8(samples.clone()), |_| {}),
        colour_picture(4, Samples::U8(samples.clone()), |model| model.photometric = Photometric::YbrFull),
        colour_picture(4, Samples::U8(samples.clone()), |model| model.photometric = Photometric::YbrPartial),
        colour_picture(4, Samples::U16(deep), |model| model.bits_stored = 12),
        picture(8, Samples::U8(samples.clone()), |model| {
            model.photometric = Photometric::PaletteColor;
            model.palette = Some(Arc::clone(&palette));
        }),
        picture(8, Samples::U8(samples), |model| model.palette = Some(Arc::clone(&palette))),
    ];
    for picture in pictures {
        presentations().iter().for_each(|presentation| assert_explained(&picture, presentation));
    }
}

#[test]
fn what_lies_over_the_picture_is_the_last_step() {
    let overlay = Overlay {
        group: 0x6002,
        label: String::new(),
        description: String::new(),
        kind: OverlayKind::Region,
        origin: [1, 2],
        rows: 2,
        columns: 2,
        bits: vec![0b1001],
    };
    let planes = Planes { overlays: vec![overlay], shutter: None };
    let picture = picture(3, Samples::U8((0..9).collect()), |_| {}).with_planes(Arc::new(planes));
    let shown = windowed(4.0, 9.0, VoiFunction::Linear);
    assert_explained(&picture, &shown);
    assert_explained(&picture, &Presentation { overlays: false, ..shown.clone() });
    let last = explain(&picture, &shown, None, 1, 0).unwrap().steps.pop().unwrap();
    assert_eq!((last.title, last.tags[0].tag), ("Overlay", (0x6002, 0x3000)));
}

#[test]
fn the_arithmetic_is_that_of_the_standard() {
    // Stored 1074, slope 1, intercept -1024: 50 HU. Window 400 at 40: (50 - 39.5) / 399 + 0.5 = 0.526316;
    // 255 * 0.526316 + 0.5 = 134.71.
    let ct = picture(1, Samples::U16(vec![1074]), |model| {
        model.bits_stored = 12;
        model.unit = Unit::Hounsfield;
        model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
    });
    let layout = Layout { allocated: 16, high_bit: 11 };
    let why = explain(&ct, &windowed(40.0, 400.0, VoiFunction::Linear), Some(layout), 0, 0).unwrap();
    let said: Vec<(&str, &str)> = why.steps.iter().map(|step| (step.title, step.arithmetic.as_str())).collect();
    assert_eq!(
        said,
        [
            ("Stored bits", "0100 0011 0010, bits 0 to 11 of 16, unsigned"),
            ("Stored value", "1074"),
            ("Modality", "1 × 1074 − 1024 = 50 HU"),
            (
                "Window",
                "set by hand; c = 40, w = 400, x = 50: -160 < x ≤ 239, so y = (x − (c − 0.5)) / (w − 1) + 0.5 = \
                 (50 − 39.5) / 399 + 0.5 = 0.526316"
            ),
            ("Polarity", "Low values are dark: as it is"),
            ("Grey level", "floor(255 × 0.526316 + 0.5) = floor(134.710526) = 134"),
            ("Colour", "Grey: red, green and blue 134"),
        ]
    );
    assert_eq!(why.steps[2].tags[0], WhyTag { tag: (0x28, 0x1053), keyword: "RescaleSlope" });
}
