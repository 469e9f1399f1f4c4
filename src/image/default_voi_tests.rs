use std::sync::Arc;

use super::*;
use crate::image::{
    FileWindow, LookupTable, ModalityLut, Picture, Samples, ScaleMap, ValueScale, VoiLut, test_pictures::picture,
};

fn window_of(picture: &Picture) -> (Window, VoiFunction) {
    match default_voi(picture.model(), &Histogram::of(picture)) {
        Voi::Window { window, function, source: VoiSource::Default } => (window, function),
        other => unreachable!("{other:?}"),
    }
}

fn of_kind(kind: ModalityKind, samples: Samples) -> (Window, VoiFunction) {
    window_of(&picture(1, samples, |model| model.kind = kind))
}

#[test]
fn the_file_comes_first() {
    let asked = picture(1, Samples::U8(vec![0]), |model| {
        let window = Window::new(3.0, 7.0);
        model.windows = vec![FileWindow { window, explanation: None, function: VoiFunction::Sigmoid }];
    });
    let voi = default_voi(asked.model(), &Histogram::empty());
    let expected =
        Voi::Window { window: Window::new(3.0, 7.0), function: VoiFunction::Sigmoid, source: VoiSource::File(0) };
    assert_eq!(voi, expected);
    let table = LookupTable { first_mapped: 0, bits: 8, entries: vec![0] };
    let both = picture(1, Samples::U8(vec![0]), |model| {
        model.windows.clone_from(&asked.model().windows);
        model.voi_luts = vec![Arc::new(VoiLut { table, explanation: None })];
    });
    assert_eq!(Presentation::for_picture(both.model(), &Histogram::empty()).voi, Voi::Lut(0));
}

#[test]
fn each_kind_has_its_rule() {
    let ramp = || Samples::U16((0..=1000).collect());
    let linear = |center, width| (Window::new(center, width), VoiFunction::Linear);
    assert_eq!(of_kind(ModalityKind::Ct, ramp()), linear(40.0, 400.0));
    assert_eq!(of_kind(ModalityKind::Percentile, ramp()), linear(500.5, 981.0));
    assert_eq!(of_kind(ModalityKind::Pet, ramp()), linear(498.0, 996.0));
    assert_eq!(of_kind(ModalityKind::Dose, ramp()), linear(500.5, 1001.0));
    assert_eq!(of_kind(ModalityKind::FullRange, ramp()), linear(500.5, 1001.0));
    assert_eq!(of_kind(ModalityKind::FullRange, Samples::U8(vec![7, 9])), linear(128.0, 256.0));
    assert_eq!(of_kind(ModalityKind::FullRange, Samples::I8(vec![7, 9])), linear(0.0, 256.0));
    let floats = Samples::F32(vec![-1.0, f32::NAN, 3.0]);
    assert_eq!(of_kind(ModalityKind::Float, floats), (Window::new(1.0, 4.0), VoiFunction::LinearExact));
}

#[test]
fn fractions_are_windowed_exactly() {
    let dose = picture(1, Samples::U16(vec![0, 10, 20]), |model| {
        model.kind = ModalityKind::Dose;
        model.modality = ModalityLut::Rescale { slope: 0.25, intercept: 0.0 };
    });
    assert_eq!(window_of(&dose), (Window::new(2.5, 5.0), VoiFunction::LinearExact));
}

#[test]
fn a_pet_with_suv_opens_from_0_to_10() {
    let pet = picture(1, Samples::U16((0..=1000).collect()), |model| {
        model.kind = ModalityKind::Pet;
        model.modality = ModalityLut::Rescale { slope: 2.5, intercept: 0.0 };
        model.scales = vec![ValueScale {
            label: "SUVbw".into(),
            explanation: String::new(),
            unit: "g/ml".into(),
            // SUV 10 is stored as 4000, which is 10000 on the modality's own scale.
            map: ScaleMap::Linear { slope: 0.0025, intercept: 0.0 },
            first: f64::NEG_INFINITY,
            last: f64::INFINITY,
        }];
    });
    assert_eq!(window_of(&pet), (Window::new(5000.0, 10_000.0), VoiFunction::LinearExact));
}

#[test]
fn a_flat_or_empty_image_has_a_window_too() {
    for kind in [ModalityKind::Percentile, ModalityKind::Pet, ModalityKind::Dose, ModalityKind::Float] {
        for samples in [Samples::U16(vec![0; 4]), Samples::F64(vec![-2.5; 4]), Samples::F32(vec![f32::NAN])] {
            let (window, _) = of_kind(kind, samples);
            assert!(window.width > 0.0 && window.center.is_finite());
        }
    }
}
