use super::*;
use crate::image::{Padding, Samples, render, test_pictures::picture};

#[test]
fn ten_thousand_values_in_a_row() {
    let equalization = Equalization::new(&picture(100, Samples::U16((0..10_000).collect()), |_| {}), 100);
    let at = |value: f64| equalization.apply(value);
    assert_eq!((at(0.0), at(10.0), at(9990.0), at(9999.0)), (0.0, 0.0, 1.0, 1.0));
    assert!((at(30.0) - 0.5 / 101.0).abs() < 1e-12);
    assert!((at(5000.0) - 0.5).abs() < 1e-12);
    assert_eq!(at(f64::NAN), 0.0);
}

#[test]
fn padding_takes_part() {
    let samples = || Samples::U16((0..1000).collect());
    let padded = picture(10, samples(), |model| model.padding = Some(Padding::new(0.0, 499.0)));
    assert_eq!(Equalization::new(&padded, 10), Equalization::new(&picture(10, samples(), |_| {}), 10));
}

#[test]
fn flat_pictures_and_polarity() {
    let flat = picture(2, Samples::U8(vec![9; 4]), |_| {});
    assert_eq!(render::equalized(&flat, 100).data, [0; 4]);
    for samples in [Samples::U8((0..=255).collect()), Samples::F32((0..=255u8).map(f32::from).collect())] {
        let upright = render::equalized(&picture(16, samples.clone(), |_| {}), 16);
        let reversed = render::equalized(&picture(16, samples, |model| model.inverse_polarity = true), 16);
        assert!(upright.data.is_sorted());
        assert_eq!((upright.data[0], upright.data[255]), (0, 255));
        assert_eq!((reversed.data[0], reversed.data[255]), (255, 0));
    }
}
