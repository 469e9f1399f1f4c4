//! Equalising, channels and the body, by their accessible names.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::image::Voi;

use super::{Viewer, image, press, settle, viewer, window};

fn text(harness: &Viewer) -> String {
    image(harness).window_text()
}

#[test]
fn a_picture_is_equalised_by_key_panel_and_number_and_put_back() {
    let mut harness = viewer(Vec::new());
    let before = window(&harness);
    press(&mut harness, Key::Q);
    assert_eq!(text(&harness), "Equalised, 100 bins, from -1100");
    harness.get_by_role_and_label(Role::SpinButton, "Bins").set_value_accesskit(12.0);
    harness.run_steps(3);
    assert_eq!(text(&harness), "Equalised, 12 bins, from -1100");
    harness.get_by_role_and_label(Role::CheckBox, "Smallest").click();
    harness.run_steps(3);
    assert_eq!(text(&harness), "Equalised, 12 bins");
    assert!(harness.query_by_label_contains("breakpoints from").is_some());
    harness.get_by_label("One window").click();
    harness.run_steps(3);
    assert_eq!(window(&harness), before);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    assert_eq!(text(&harness), "Equalised, 12 bins");
}

#[test]
fn channels_are_picked_and_left() {
    let mut harness = viewer(Vec::new());
    harness.get_by_label("Channels").click();
    harness.run_steps(3);
    assert!(text(&harness).starts_with("Red Lungs  Green "), "{}", text(&harness));
    harness.get_by_role_and_label(Role::ComboBox, "Blue").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "Off").scroll_to_me();
    harness.run_steps(6);
    harness.get_by_role_and_label(Role::Button, "Off").click();
    harness.run_steps(3);
    let Some(Voi::Channels(settings)) = image(&harness).presentation().map(|shown| shown.voi.clone()) else {
        panic!("no channels")
    };
    assert_eq!((settings.windows.len(), settings.equalised), (2, None));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Q);
    harness.run_steps(3);
    assert!(text(&harness).starts_with("C "), "{}", text(&harness));
}

#[test]
fn the_body_is_found_and_shown_near() {
    let mut harness = viewer(Vec::new());
    let before = image(&harness).view;
    press(&mut harness, Key::J);
    for _ in 0..600 {
        settle(&mut harness);
        if harness.state().session().workspace().body().is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let body = harness.state().session().workspace().body().expect("a body");
    assert!(body.bounds.is_some() && !body.outlines.is_empty() && body.share > 0.05);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::J);
    harness.run_steps(3);
    assert_ne!(image(&harness).view, before);
    assert!(harness.query_by_role_and_label(Role::Slider, "Threshold").is_some());
    press(&mut harness, Key::J);
    assert!(harness.state().session().workspace().shown_body().is_none());
}
