use super::*;
use crate::image::{
    Padding, Presentation, Samples, Voi, render,
    test_pictures::{Random, picture},
};

fn bins(bins: usize) -> EqualizeSettings {
    EqualizeSettings { bins, ..EqualizeSettings::default() }
}

fn equalized(picture: &Picture, settings: EqualizeSettings) -> render::Pixels8 {
    render::native(picture, &Presentation::with_voi(Voi::Equalized(settings)))
}

/// The worked numbers of display-pipeline.md: values 0..=9999 and a hundred bins.
#[test]
fn ten_thousand_values_in_a_row() {
    let equalization = Equalization::new(&picture(100, Samples::U16((0..10_000).collect()), |_| {}), &bins(100));
    let at = |value: f64| equalization.apply(value);
    assert_eq!((at(0.0), at(10.0), at(9990.0), at(9999.0)), (0.0, 0.0, 1.0, 1.0));
    assert!((at(30.0) - 0.004_950_5).abs() < 1e-7);
    assert!((at(5000.0) - 0.5).abs() < 1e-12);
    assert_eq!(at(f64::NAN), 0.0);
    let breakpoints = equalization.breakpoints();
    assert_eq!((breakpoints.len(), &breakpoints[..3]), (102, [10.0, 50.0, 150.0].as_slice()));
    assert_eq!(breakpoints[100..], [9950.0, 9990.0]);
}

/// Values 0..=9, four bins: shares 0.001, 1/8, 3/8, 5/8, 7/8, 0.999 are the ranks 0, 1, 3, 6, 8, 9.
#[test]
fn ranks_are_rounded_down() {
    let row = || Samples::I16((0..10).collect());
    let plain = Equalization::new(&picture(10, row(), |_| {}), &bins(4));
    assert_eq!(plain.breakpoints(), [0.0, 1.0, 3.0, 6.0, 8.0, 9.0]);
    // Five steps of 0.2: 2 lies half way from 1 to 3, 7 half way from 6 to 8.
    let near = |value: f64, expected: f64| (plain.apply(value) - expected).abs() < 1e-15;
    assert!(near(1.0, 0.2) && near(2.0, 0.3) && near(7.0, 0.7) && near(8.5, 0.9));
    // Clamped first: 0 and 1 become 2, and the breakpoints that fall together are one.
    let clamped = EqualizeSettings { min_px: Some(2.0), max_px: Some(7.0), ..bins(4) };
    let clamped = Equalization::new(&picture(10, row(), |_| {}), &clamped);
    assert_eq!(clamped.breakpoints(), [2.0, 3.0, 6.0, 7.0]);
    assert_eq!([0.0, 2.0, 3.0, 7.0, 9.0].map(|value| clamped.apply(value)), [0.0, 0.0, 1.0 / 3.0, 1.0, 1.0]);
    // A bin each: the middle, between the two ends.
    let one = Equalization::new(&picture(10, row(), |_| {}), &bins(1));
    assert_eq!(one.breakpoints(), [0.0, 5.0, 9.0]);
}

#[test]
fn padding_takes_part_unless_it_is_left_out() {
    let samples = || Samples::U16((0..1000).collect());
    let padded = picture(10, samples(), |model| model.padding = Some(Padding::new(0.0, 499.0)));
    assert_eq!(Equalization::new(&padded, &bins(10)), Equalization::new(&picture(10, samples(), |_| {}), &bins(10)));
    let without = EqualizeSettings { padding: EqualizePadding::LeftOut, ..bins(10) };
    let rest = picture(10, Samples::U16((500..1000).collect()), |_| {});
    assert_eq!(Equalization::new(&padded, &without), Equalization::new(&rest, &bins(10)));
    assert_eq!(padded.displayed(&Presentation::with_voi(Voi::Equalized(without)), 9, 49), [0; 3]);
}

#[test]
fn what_cannot_be_equalised_is_dark() {
    let flat = picture(2, Samples::U8(vec![9; 4]), |_| {});
    assert_eq!(equalized(&flat, bins(100)).data, [0; 4]);
    let none = picture(2, Samples::F32(vec![f32::NAN; 4]), |_| {});
    assert_eq!(equalized(&none, bins(100)).data, [0; 4]);
    let far = Samples::F32(vec![f32::MIN, -1.0, f32::NAN, 2.0, f32::INFINITY, f32::MAX]);
    let far = equalized(&picture(6, far, |_| {}), bins(3)).data;
    assert_eq!((far[0], far[2], far[4], far[5]), (0, 0, 255, 255));
}

#[test]
fn polarity_and_invert_come_after() {
    for samples in [Samples::U8((0..=255).collect()), Samples::F32((0..=255u8).map(f32::from).collect())] {
        let upright = equalized(&picture(16, samples.clone(), |_| {}), bins(16));
        let reversed = equalized(&picture(16, samples, |model| model.inverse_polarity = true), bins(16));
        assert!(upright.data.is_sorted());
        assert_eq!((upright.data[0], upright.data[255]), (0, 255));
        assert_eq!((reversed.data[0], reversed.data[255]), (255, 0));
    }
}

#[test]
fn settings_are_worked_out_once() {
    let picture = picture(10, Samples::U16((0..1000).collect()), |_| {});
    let first = picture.equalization(&bins(7));
    assert!(Arc::ptr_eq(&first, &picture.equalization(&bins(7))));
    for other in 8..20 {
        picture.equalization(&bins(other));
    }
    let again = picture.equalization(&bins(7));
    assert!(!Arc::ptr_eq(&first, &again) && first == again);
    assert!(picture.byte_len() > picture.frame().byte_len());
    assert_eq!(picture.times_counted(), 1);
}

/// What a screen shows at 1:1, what an export writes and what the probe says are one.
#[test]
fn values_are_shown_alike_everywhere() {
    let mut random = Random(6);
    let many: Vec<i32> = (0..2000).map(|_| (random.between(-9.0, 9.0).powi(5)) as i32).collect();
    let floats = Samples::F32(many.iter().map(|&value| value as f32 / 7.0).collect());
    for samples in [Samples::I32(many.clone()), floats, Samples::I16(many.iter().map(|&value| value as i16).collect())]
    {
        let picture = picture(50, samples, |model| {
            model.modality = crate::image::ModalityLut::Rescale { slope: 0.3, intercept: -7.0 };
        });
        for bins in [1, 100, 5000] {
            let mut presentation = Presentation::with_voi(Voi::Equalized(EqualizeSettings { bins, ..bins_of(-300.0) }));
            presentation.invert = bins == 100;
            crate::image::test_pictures::assert_one_truth(&picture, &presentation);
        }
    }
}

fn bins_of(min_px: f64) -> EqualizeSettings {
    EqualizeSettings { min_px: Some(min_px), ..EqualizeSettings::default() }
}
