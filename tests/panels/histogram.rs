//! The histogram as the window's control, brushing, the filmstrip and the divider, by their accessible names.

use egui::{Key, Modifiers, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    image::{VoiSource, Window},
    state::{Action, CompareAction, HistogramAxis, Scope},
};

use crate::support::DicomBuilder;

use super::{Viewer, image, press, settle, viewer, window};

fn bounds(harness: &Viewer) -> (f64, f64) {
    image(harness).bounds().expect("a window")
}

fn modified(harness: &mut Viewer, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

#[test]
fn handles_move_by_keyboard() {
    let mut harness = viewer(Vec::new());
    assert_eq!(bounds(&harness), (-160.0, 239.0));
    harness.get_by_label_contains("Window minimum").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowRight);
    modified(&mut harness, Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(bounds(&harness), (-169.0, 239.0), "one to the right, ten to the left");
    harness.get_by_label_contains("Window maximum").focus();
    harness.run_steps(2);
    modified(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(bounds(&harness), (-169.0, 249.0));
    press(&mut harness, Key::Home);
    let (lower, upper) = bounds(&harness);
    assert!(lower == upper, "the upper bound stops at the lower one: {lower} {upper}");
    harness.get_by_label_contains("Histogram, window").focus();
    harness.run_steps(2);
    let before = window(&harness);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowUp);
    let after = window(&harness);
    assert_eq!(after.1, before.1 + 1.0);
    assert!(after.0 > before.0);
}

#[test]
fn the_wheel_sets_the_width_about_the_pointer() {
    let mut harness = viewer(Vec::new());
    let plot = harness.get_by_label_contains("Histogram, window").rect();
    let before = window(&harness);
    harness.hover_at(plot.center());
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, -3.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(3);
    let (center, width) = window(&harness);
    assert!(width > before.1 * 1.2 && width < before.1 * 1.5, "{width}");
    // The value under the pointer keeps its place between the bounds.
    let pointed = harness.state().session().workspace().explore.glow;
    assert!(pointed.is_some() || center != before.0);
    modified(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(window(&harness), before, "one step of undo");
}

#[test]
fn a_bar_under_the_pointer_glows_and_a_range_stays_until_it_is_taken_away() {
    let mut harness = viewer(Vec::new());
    let glow = |harness: &Viewer| harness.state().session().workspace().explore.glow;
    let plot = harness.get_by_label_contains("Histogram, window").rect();
    assert_eq!(glow(&harness), None);
    // Bars follow each other; somewhere along the axis there is one that is not empty.
    let mut found = None;
    for step in 1..40 {
        harness.hover_at(plot.left_center() + vec2(plot.width() * step as f32 / 40.0, 0.0));
        harness.run_steps(2);
        found = found.or(glow(&harness));
    }
    let found = found.expect("something glows");
    let histogram = image(&harness).loaded.histogram.clone().unwrap();
    assert!(histogram.count_in(found) > 0);
    harness.hover_at(harness.get_by_label_contains("Image viewport").rect().center());
    harness.run_steps(3);
    assert_eq!(glow(&harness), None, "what the pointer left is dark again");
    harness.get_by_label_contains("Histogram, window").focus();
    harness.run_steps(2);
    for _ in 0..3 {
        modified(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowRight);
    }
    harness.run_steps(3);
    let kept = glow(&harness);
    for _ in 0..200 {
        if glow(&harness).is_some() {
            break;
        }
        modified(&mut harness, Modifiers::ALT | Modifiers::SHIFT, Key::ArrowRight);
    }
    assert!(glow(&harness).is_some(), "a range by keyboard glows: {kept:?}");
    press(&mut harness, Key::Escape);
    harness.run_steps(3);
    assert_eq!(glow(&harness), None);
}

#[test]
fn the_filmstrip_adopts_shows_while_held_and_puts_beside() {
    let mut harness = viewer(Vec::new());
    modified(&mut harness, Modifiers::SHIFT, Key::P);
    settle(&mut harness);
    let before = window(&harness);
    let lungs = harness.get_by_label("Preset Lungs").rect().center();
    harness.get_by_label("Preset Lungs").click();
    harness.run_steps(3);
    assert_eq!(window(&harness), (-600.0, 1500.0));
    modified(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(window(&harness), before);

    harness.drag_at(lungs);
    for _ in 0..40 {
        harness.step();
    }
    assert!(image(&harness).trial.is_some(), "a held button shows it");
    assert_eq!(window(&harness), (-600.0, 1500.0));
    harness.drop_at(lungs);
    harness.run_steps(3);
    assert!(image(&harness).trial.is_none());
    assert_eq!(window(&harness), before, "and only for as long as it is held");

    harness.get_by_label("Preset Lungs").click_modifiers(Modifiers::SHIFT);
    harness.run_steps(3);
    let wipe = image(&harness).wipe.clone().expect("a divider");
    assert_eq!(wipe.at, 0.5);
    assert_eq!(window(&harness), before);
    let at = |across: f64| image(&harness).presentation_at(across).unwrap().voi.clone();
    assert!(at(0.4) != at(0.6));
    harness.get_by_label_contains("Divider, ").focus();
    harness.run_steps(2);
    modified(&mut harness, Modifiers::SHIFT, Key::ArrowLeft);
    assert!((image(&harness).wipe.as_ref().unwrap().at - 0.4).abs() < 1e-9);
    modified(&mut harness, Modifiers::SHIFT, Key::X);
    assert_eq!(window(&harness), (-600.0, 1500.0), "the sides change places");
    press(&mut harness, Key::X);
    assert!(image(&harness).wipe.is_none());
}

#[test]
fn stored_values_stand_beside_values() {
    let mut harness = viewer(Vec::new());
    harness.get_by_label("Both").click();
    harness.run_steps(3);
    assert_eq!(harness.state().session().workspace().explore.axis, HistogramAxis::Both);
    assert!(harness.query_by_label("Histogram of stored values").is_some());
    harness.get_by_label("Stored").click();
    harness.run_steps(3);
    // The window can be set on the axis of stored values as well.
    let (lower, upper) = bounds(&harness);
    harness.get_by_label_contains("Window maximum").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(bounds(&harness), (lower, upper + 1.0));
}

#[test]
fn what_is_no_grey_picture_has_a_calm_plot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("colour.dcm");
    DicomBuilder::rgb(2, 2).pixels_u8(&[0, 0, 0, 255, 255, 255, 255, 0, 0, 10, 20, 30]).write(&path);
    let mut harness = viewer(vec![path]);
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::Image, "Histogram").is_some());
    assert!(harness.query_by_role_and_label(Role::ComboBox, "Channel").is_some());
    assert!(harness.query_by_label_contains("Window minimum").is_none());

    for (name, values) in [("constant", [7i16; 4]), ("padding", [0; 4])] {
        let path = folder.path().join(format!("{name}.dcm"));
        let mut builder = DicomBuilder::ct(2, 2).pixels_i16(&values);
        if name == "padding" {
            builder = builder.with((0x28, 0x120), "SS", [0u8, 0]);
        }
        builder.write(&path);
        harness.state_mut().session_mut().act(Action::Open(vec![path]));
        settle(&mut harness);
        assert_eq!(image(&harness).file_name().as_deref(), Some(format!("{name}.dcm").as_str()));
        let says = harness.query_by_label_contains("Nothing to count").is_some();
        assert_eq!(says, name == "padding", "{name}");
    }
}

#[test]
fn a_trial_ends_with_the_next_change() {
    let mut harness = viewer(Vec::new());
    let opened = image(&harness).presentation().unwrap().voi.clone();
    let trial = hounsfield::image::Voi::Window {
        window: Window::new(0.0, 10.0),
        function: Default::default(),
        source: VoiSource::User,
    };
    let session = harness.state_mut().session_mut();
    session.act(Action::Compare(CompareAction::Try(trial)));
    assert_eq!(session.workspace().image().window().unwrap().0, Window::new(0.0, 10.0));
    session.act(Action::SetLevel(60.0));
    let image = session.workspace().image();
    assert!(image.trial.is_none() && image.presentation().unwrap().voi != opened);
    assert_eq!(image.window().unwrap().0, Window::new(60.0, 400.0));
    assert_eq!(session.workspace().explore.scope, Scope::Frame);
}
