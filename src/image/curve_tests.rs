use super::*;
use crate::image::{
    ChannelSettings, ChannelWindow, EqualizeSettings, LookupTable, Samples, VoiSource, render,
    test_pictures::{assert_one_truth, picture, windowed},
};

fn row() -> Picture {
    picture(10, Samples::I16((0..10).collect()), |_| {})
}

fn three() -> ChannelSettings {
    let window = |center, width| ChannelWindow::by_hand(Window::new(center, width), true);
    let equalised = Some(EqualizeSettings { bins: 4, ..EqualizeSettings::default() });
    ChannelSettings { windows: vec![window(4.0, 4.0), window(8.0, 3.0)], equalised }
}

#[test]
fn curves_bend_at_their_breakpoints() {
    let curve = TransferCurve::new(&row(), &windowed(4.0, 4.0, VoiFunction::Linear));
    assert_eq!((curve.breakpoints(), curve.brightness(2.0), curve.brightness(5.0)), (&[2.0, 5.0][..], 0.0, 1.0));
    let exact = TransferCurve::new(&row(), &windowed(4.0, 4.0, VoiFunction::LinearExact));
    assert_eq!((exact.breakpoints(), exact.brightness(3.0)), (&[2.0, 6.0][..], 0.25));
    let equalised = Presentation::with_voi(Voi::Equalized(three().equalised.unwrap_or_default()));
    let equalised = TransferCurve::new(&row(), &equalised);
    assert_eq!(equalised.breakpoints(), [0.0, 1.0, 3.0, 6.0, 8.0, 9.0]);
    assert!((equalised.brightness(2.0) - 0.3).abs() < 1e-15 && equalised.channels().is_empty());
    let table = LookupTable { first_mapped: 0, bits: 2, entries: vec![0, 3] };
    let with_lut = picture(10, Samples::I16((0..10).collect()), |model| {
        model.voi_luts = vec![Arc::new(VoiLut { table: table.clone(), explanation: None })];
    });
    let lut = TransferCurve::new(&with_lut, &Presentation::with_voi(Voi::Lut(0)));
    assert_eq!((lut.breakpoints().len(), lut.brightness(0.4), lut.brightness(0.6)), (0, 0.0, 1.0));
}

#[test]
fn channels_have_a_curve_each() {
    let curve = TransferCurve::new(&row(), &Presentation::with_voi(Voi::Channels(three())));
    let at = |value: f64| -> Vec<f64> { curve.channels().iter().map(|channel| channel.brightness(value)).collect() };
    // 4 // 2 = 2: from 2 to 6. 3 // 2 = 1: from 7 to 9. Equalised: 3 is the third of six breakpoints.
    assert_eq!(at(3.0), [0.25, 0.0, 0.4]);
    assert_eq!(at(8.0), [1.0, 0.5, 0.8]);
    assert_eq!(curve.breakpoints().len(), 0);
    assert_eq!(curve.channels()[1].breakpoints(), [7.0, 9.0]);
}

#[test]
fn windows_are_red_green_and_blue() {
    let shown = render::native(&row(), &Presentation::with_voi(Voi::Channels(three())));
    assert_eq!((shown.channels, &shown.data[9..12], &shown.data[24..27]), (3, &[64, 0, 102][..], &[255, 128, 204][..]));
    // A channel that is not there stays black; the others are inverted.
    let two = ChannelSettings { equalised: None, ..three() };
    let inverted = Presentation { invert: true, ..Presentation::with_voi(Voi::Channels(two)) };
    assert_eq!(row().displayed(&inverted, 3, 0), [191, 255, 0]);
    let none = Presentation::with_voi(Voi::Channels(ChannelSettings::default()));
    assert_eq!(row().displayed(&none, 3, 0), [0; 3]);
    assert_eq!(TransferCurve::new(&row(), &none).brightness(3.0), 0.0);
}

#[test]
fn channels_are_one_truth_for_every_kind_of_value() {
    let values = || (0..600).map(|value| (value * 37 % 211) - 60);
    let all = [
        Samples::I16(values().collect()),
        Samples::I32(values().map(i32::from).collect()),
        Samples::F32(values().map(|value| f32::from(value) * 0.37).chain([f32::NAN; 10]).collect()),
    ];
    for samples in all {
        let picture = picture(10, samples, |model| {
            model.inverse_polarity = true;
            model.padding = Some(crate::image::Padding::new(0.0, 3.0));
        });
        assert_one_truth(&picture, &Presentation::with_voi(Voi::Channels(three())));
        let shown = Presentation { show_padding: true, ..Presentation::with_voi(Voi::Channels(three())) };
        assert_one_truth(&picture, &shown);
    }
}

#[test]
fn brightness_is_exported_as_planes() {
    let mut frame = crate::image::test_pictures::frame(5, Samples::I16((0..10).collect()));
    frame.rows_present = 1;
    let model = crate::image::test_pictures::model(&frame.samples);
    let picture = Picture::new(Arc::new(frame), Arc::new(model));
    let planes = render::brightness(&picture, &Presentation::with_voi(Voi::Channels(three())));
    assert_eq!(planes.len(), 30);
    assert_eq!(planes[..5], [0.0, 0.0, 0.0, 0.25, 0.5]);
    assert!(planes[5..10].iter().all(|value| value.is_nan()) && planes[10] == 0.0);
    let window = Voi::Window { window: Window::new(4.0, 4.0), function: VoiFunction::Fastai, source: VoiSource::User };
    assert_eq!(render::brightness(&picture, &Presentation::with_voi(window))[..5], planes[..5]);
}
