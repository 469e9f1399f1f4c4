#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::image::{
    ChannelSettings, ChannelWindow, EqualizeSettings, Padding, Voi, VoiFunction, VoiSource, Window,
    test_pictures::picture,
};

fn ct() -> Picture {
    picture(2, Samples::I16(vec![0, 1, 2, 3]), |model| {
        model.modality = crate::image::ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
        model.padding = Some(Padding::new(-2000.0, -2000.0));
    })
}

fn window(center: f64, width: f64, function: VoiFunction) -> Presentation {
    let window = Window::new(center, width);
    Presentation::with_voi(Voi::Window { window, function, source: VoiSource::User })
}

fn view<'a>(picture: &'a Picture, presentation: &'a Presentation) -> CodeView<'a> {
    CodeView { file_name: "a.dcm", frame: 0, frames: 1, picture, presentation, view: View::default(), visible: None }
}

#[test]
fn a_file_name_cannot_leave_its_literal() {
    assert_eq!(python::string("a\"b\\c\n\u{e9}\u{4e2d}\u{1f600}"), r#""a\"b\\c\x0a\xe9\u4e2d\U0001f600""#);
    let (picture, presentation) = (ct(), window(40.0, 400.0, VoiFunction::Linear));
    let hostile = CodeView { file_name: "x\"); import os; (\"", ..view(&picture, &presentation) };
    for script in [pydicom(&hostile), fastai(&hostile)] {
        assert!(script.contains(r#""x\"); import os; (\"""#), "{script}");
    }
}

#[test]
fn numbers_come_back_to_the_bit() {
    for value in [0.0, -1024.0, 0.1, 1e300, 5e-324, -2.5, 123_456_789_012_345_680.0] {
        assert_eq!(python::number(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
    }
    assert_eq!((python::number(40.0), python::operand(-3.5)), ("40".to_owned(), "(-3.5)".to_owned()));
}

#[test]
fn the_view_is_written_step_by_step() {
    let picture = ct();
    let shown = Presentation { colour_map: "bone".into(), invert: true, ..window(40.0, 400.0, VoiFunction::Linear) };
    let turned = View { quarter_turns: 1, flip_horizontal: true, ..View::default() };
    let code = CodeView { frame: 4, frames: 9, view: turned, visible: Some([0, 1, 2, 2]), ..view(&picture, &shown) };
    let script = pydicom(&code);
    let expected = "ds = pydicom.dcmread(\"a.dcm\", force=True)\n\
        stored = pixel_array(ds, index=4)\n\
        values = 1 * stored.astype(np.float64) + (-1024)  # Rescale Slope and Intercept\n\
        # Linear window, center 40, width 400\n\
        grey = np.clip((values - (40 - 0.5)) / (400 - 1) + 0.5, 0, 1)  # PS3.3 C.11.2.1.2\n\
        grey = 1 - grey  # inverted\n\
        grey = np.floor(255 * grey + 0.5).astype(np.uint8)\n\
        grey[(stored >= -2000) & (stored <= -2000)] = 255  # Pixel Padding Value\n\
        shown = matplotlib.colormaps[\"bone\"](grey, bytes=True)[..., :3]\n\
        shown = shown[1:2, 0:2]  # the part on screen\n\
        shown = shown[:, ::-1]\n\
        shown = np.rot90(shown, -1)  # clockwise\n";
    assert!(script.contains(expected), "{script}");
}

#[test]
fn fastai_is_told_what_it_can_say() {
    let picture = ct();
    let said = |presentation: &Presentation| fastai(&view(&picture, presentation));
    // 375 // 2 = 187: the same bounds by an even width.
    assert!(said(&window(40.0, 375.0, VoiFunction::Fastai)).contains("px.windowed(374, 40)"));
    // 401 from -160.5 to 239.5 in the standard's linear: 200 on both sides of 39.5.
    assert!(said(&window(40.0, 401.0, VoiFunction::Linear)).contains("px.windowed(400, 39.5)"));
    let near = said(&window(40.0, 400.0, VoiFunction::Linear));
    assert!(near.contains("from -160 to 239;") && near.contains("px.windowed(400, 40)"), "{near}");
    assert!(said(&window(40.0, 400.0, VoiFunction::Sigmoid)).contains("no sigmoid"));
    let equalized = EqualizeSettings { min_px: Some(-1100.0), ..EqualizeSettings::default() };
    let equalized = Presentation::with_voi(Voi::Equalized(equalized));
    assert!(said(&equalized).contains("shown = px.clamp(-1100, None).hist_scaled()"));
    let windows = ["brain", "lungs"].into_iter().filter_map(ChannelWindow::preset).collect();
    let channels = ChannelSettings { windows, equalised: Some(EqualizeSettings::default()) };
    let channels = Presentation::with_voi(Voi::Channels(channels));
    assert!(said(&channels).contains("shown = px.to_3chan((80, 40), (1500, -600))"));
}

#[test]
fn maps_of_our_own_are_written_out() {
    let picture = ct();
    let shown = Presentation { colour_map: "hot_iron".into(), ..window(40.0, 400.0, VoiFunction::Linear) };
    let script = pydicom(&view(&picture, &shown));
    assert!(script.contains("bytes.fromhex(\"000000020000040000"), "{script}");
    let picture = Picture::new(Arc::clone(picture.frame()), Arc::clone(picture.model()));
    assert!(fastai(&view(&picture, &shown)).contains("matplotlib has no colour map hot_iron"));
}

#[test]
fn no_channels_at_all_are_black_and_what_lies_over_the_picture_is_named() {
    let picture = ct();
    let none = ChannelSettings { windows: Vec::new(), equalised: None };
    let none = Presentation::with_voi(Voi::Channels(none));
    let script = fastai(&view(&picture, &none));
    assert!(script.contains("shown = torch.zeros(0, *px.shape)") && script.contains("torch.zeros(3, "), "{script}");
    let settings = EqualizeSettings { bins: 10, ..EqualizeSettings::default() };
    let last =
        Presentation::with_voi(Voi::Channels(ChannelSettings { windows: Vec::new(), equalised: Some(settings) }));
    assert!(fastai(&view(&picture, &last)).contains("torch.stack([last])"));
    let label =
        crate::image::Label { range: crate::image::ValueRange::new(0.0, 1.0), colour: [255, 0, 0], opacity: 1.0 };
    let painted = Presentation { labels: vec![label], ..window(40.0, 400.0, VoiFunction::Linear) };
    for script in [pydicom(&view(&picture, &painted)), fastai(&view(&picture, &painted))] {
        assert!(script.contains("# The bands of values painted over the picture are left out."), "{script}");
    }
}
