//! Why a pixel looks as it does, by the accessible names of its steps.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::{Viewer, image, press, viewer};

fn why(harness: &Viewer) -> hounsfield::state::WhyAsked {
    harness.state().session().workspace().why
}

#[test]
fn a_pixel_is_explained_pinned_and_its_tags_are_found() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::Y);
    let centre = harness.get_by_label_contains("Image viewport").rect().center();
    harness.hover_at(centre);
    harness.run_steps(3);
    assert!(why(&harness).shown);
    let value = image(&harness).picture().unwrap().value(256, 256);
    assert!(value.is_some());
    for step in ["1 Stored bits", "Modality", "Window"] {
        assert!(harness.query_all_by_label_contains(step).next().is_some(), "{step}");
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Y);
    harness.run_steps(2);
    let pinned = why(&harness).pinned.expect("a pinned pixel");

    // The panel keeps explaining it while the pointer is elsewhere, and its tags lead to the inspector.
    let link = harness.query_all_by_label_contains("(0028,1053)").next().expect("a link").rect().center();
    harness.hover_at(link);
    harness.run_steps(3);
    assert_eq!(why(&harness).pinned, Some(pinned));
    harness.query_all_by_label_contains("(0028,1053)").next().expect("a link").click();
    harness.run_steps(3);
    let rows = harness.query_all_by_label_contains("RescaleSlope").count();
    assert!(rows > 0, "the inspector shows the tag");
    press(&mut harness, Key::Escape);
    harness.run_steps(2);
    assert_eq!(why(&harness).pinned, None);
}
