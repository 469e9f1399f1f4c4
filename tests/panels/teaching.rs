//! Bands of values and guided tours, by their accessible names.

use egui::{Modifiers, accesskit::Role, pos2};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    dicom::write::{DataSetWriter, EXPLICIT_LITTLE},
    image::ValueRange,
    state::{Action, Workspace, lessons},
};

use super::{Viewer, image, settle, viewer, window};

fn workspace(harness: &Viewer) -> &Workspace {
    harness.state().session().workspace()
}

/// A CT of 4 x 2 pixels: -1000, -700, -100, -100, 0, 0, 0, 500 HU.
fn eight_pixels() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.2").text((0x8, 0x18), "UI", "2.25.7");
    set.text((0x8, 0x8), "CS", "ORIGINAL\\PRIMARY\\AXIAL").text((0x8, 0x60), "CS", "CT");
    set.text((0x20, 0xD), "UI", "2.25.1").text((0x20, 0xE), "UI", "2.25.2");
    set.unsigned((0x28, 0x2), &[1]).text((0x28, 0x4), "CS", "MONOCHROME2");
    for (element, value) in [(0x10, 2), (0x11, 4), (0x100, 16), (0x101, 16), (0x102, 15), (0x103, 0)] {
        set.unsigned((0x28, element), &[value]);
    }
    set.decimals((0x28, 0x1052), &[-1024.0]).decimals((0x28, 0x1053), &[1.0]).text((0x28, 0x1054), "LO", "HU");
    let stored = [-1000i32, -700, -100, -100, 0, 0, 0, 500].map(|hu| (hu + 1024) as u16);
    set.bytes((0x7FE0, 0x10), "OW", stored.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
    std::fs::write(folder.path().join("eight.dcm"), set.file(EXPLICIT_LITTLE)).unwrap();
    folder
}

fn click_at(harness: &mut Viewer, at: egui::Pos2, modifiers: Modifiers) {
    harness.event(egui::Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        harness.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        harness.step();
    }
    harness.run_steps(2);
}

#[test]
fn shares_of_the_pixels_are_those_counted_by_hand() {
    let folder = eight_pixels();
    let harness = viewer(vec![folder.path().join("eight.dcm")]);
    for name in [
        "Air, -1024 to -951 HU, 12.5 % of the frame",
        "Lung, -950 to -501 HU, 12.5 % of the frame",
        "Fat, -190 to -30 HU, 25.0 % of the frame",
        "Water, -9 to 20 HU, 37.5 % of the frame",
        "Soft tissue, -29 to 149 HU, 37.5 % of the frame",
        "Spongy bone, 150 to 849 HU, 12.5 % of the frame",
        "Contrast, 85 to 370 HU, 0 % of the frame",
    ] {
        assert!(harness.query_by_role_and_label(Role::ListBoxOption, name).is_some(), "{name}");
    }
}

#[test]
fn a_band_glows_sets_the_window_and_is_painted() {
    let folder = eight_pixels();
    let mut harness = viewer(vec![folder.path().join("eight.dcm")]);
    let fat = harness.get_by_role_and_label(Role::ListBoxOption, "Fat, -190 to -30 HU, 25.0 % of the frame").rect();
    harness.hover_at(fat.center());
    harness.run_steps(3);
    assert_eq!(workspace(&harness).explore.glow, Some(ValueRange::new(-190.0, -29.0)));
    let shown = harness.state().shown_image().expect("a picture");
    // The accent is bluish where fat is: the third and fourth pixel of the first row.
    let place = |column: f64, row: f64| {
        let placement = workspace(&harness).placement().unwrap();
        let map = image(&harness).view.pixel_from_screen(&placement).inverse();
        let [x, y] = map.apply([column + 0.5, row + 0.5]);
        shown.pixels[y as usize * shown.size[0] + x as usize]
    };
    let is_blue = |pixel: egui::Color32| pixel.b() > pixel.r().saturating_add(40);
    let row: Vec<bool> = (0..4).map(|column| is_blue(place(f64::from(column), 0.0))).collect();
    assert_eq!(row, [false, false, true, true]);
    assert!((0..4).all(|column| !is_blue(place(f64::from(column), 1.0))));
    click_at(&mut harness, fat.center(), Modifiers::NONE);
    assert_eq!(image(&harness).bounds(), Some((-190.0, -30.0)));
    assert_eq!(window(&harness), (-109.5, 161.0));
    let fat = harness.get_by_role_and_label(Role::ListBoxOption, "Fat, -190 to -30 HU, 25.0 % of the frame").rect();
    click_at(&mut harness, fat.center(), Modifiers::SHIFT);
    assert_eq!(workspace(&harness).labels().len(), 1);
    assert_eq!(image(&harness).bounds(), Some((-190.0, -30.0)), "the window stays");
    harness.hover_at(pos2(700.0, 400.0));
    harness.run_steps(2);
    assert_eq!(workspace(&harness).explore.glow, None);
    harness.get_by_role_and_label(Role::Slider, "Opacity of Fat").set_value_accesskit(80.0);
    harness.run_steps(2);
    assert!((workspace(&harness).labels()[0].opacity - 0.8).abs() < 1e-3);
    harness.get_by_label("Clear overlays").click_accesskit();
    harness.run_steps(2);
    assert!(workspace(&harness).labels().is_empty());
}

#[test]
fn the_ruler_is_worked_by_the_keyboard() {
    let folder = eight_pixels();
    let mut harness = viewer(vec![folder.path().join("eight.dcm")]);
    harness.get_by_role_and_label(Role::ListBox, "Bands of values").focus();
    harness.run_steps(3);
    harness.key_press(egui::Key::Home);
    harness.run_steps(2);
    assert_eq!(workspace(&harness).explore.glow, Some(ValueRange::new(-1024.0, -950.0)), "air glows");
    harness.key_press(egui::Key::ArrowRight);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("Bands of values, Lung, -950 to -501 HU").is_some());
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(image(&harness).bounds(), Some((-950.0, -501.0)));
    harness.key_press_modifiers(Modifiers::SHIFT, egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(workspace(&harness).labels().len(), 1);
}

#[test]
fn bands_are_edited_and_bad_lists_said_in_a_sentence() {
    let folder = eight_pixels();
    let mut harness = viewer(vec![folder.path().join("eight.dcm")]);
    harness.get_by_label("Edit the bands").click_accesskit();
    harness.run_steps(2);
    harness.get_by_label("Remove Metal").click();
    harness.run_steps(2);
    assert_eq!(workspace(&harness).image_bands().len(), 10);
    harness.get_by_role_and_label(Role::Button, "Add").click();
    harness.run_steps(2);
    assert_eq!(workspace(&harness).image_bands()[10].name(), "Band 11");
    harness.get_by_role_and_label(Role::Button, "Reset").click();
    harness.run_steps(2);
    assert_eq!(workspace(&harness).image_bands().len(), 11);
    // No dialog can be shown here: a path is asked for.
    let list = folder.path().join("bands.json");
    let bad = r##"{"unit":"HU","bands":[{"name":"Fat","low":5,"high":-5,"colour":"#000000"}]}"##;
    std::fs::write(&list, bad).unwrap();
    let import = |harness: &mut Viewer| {
        harness.get_by_role_and_label(Role::Button, "Import…").click();
        answer(harness, |harness| harness.query_by_label("Path of the list").is_some());
        harness.get_by_label("Path of the list").focus();
        harness.run_steps(2);
        harness.get_by_label("Path of the list").type_text(list.to_str().unwrap());
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::Button, "Read").click();
    };
    import(&mut harness);
    answer(&mut harness, |harness| harness.query_by_label("“Fat” must end above where it begins").is_some());
    assert_eq!(workspace(&harness).image_bands().len(), 11);
    std::fs::write(&list, bad.replace("-5", "50")).unwrap();
    import(&mut harness);
    answer(&mut harness, |harness| workspace(harness).image_bands().len() == 1);
}

/// Steps until a thread has answered.
fn answer(harness: &mut Viewer, is_there: impl Fn(&Viewer) -> bool) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !is_there(harness) {
        assert!(std::time::Instant::now() < until, "no answer");
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(4));
    }
}

#[test]
fn a_lesson_runs_from_start_to_end() {
    let mut harness = viewer(Vec::new());
    harness.state_mut().session_mut().act(Action::Tour(hounsfield::state::TourAction::Leave));
    choose(&mut harness, "Guided tours…");
    harness.get_by_role_and_label(Role::Button, "Start lesson Window and level").click();
    harness.run_steps(3);
    let card = |harness: &Viewer, text: &str| harness.query_by_label_contains(text).is_some();
    assert!(card(&harness, "A CT has thousands of values"));
    press(&mut harness, "Next");
    assert!(card(&harness, "set Width below 150"));
    assert!(harness.query_by_label("Skip").is_some() && harness.query_by_label("Next").is_none());
    harness.get_by_role_and_label(Role::Slider, "Width").set_value_accesskit(100.0);
    harness.run_steps(3);
    assert!(harness.query_by_label("Done.").is_some());
    press(&mut harness, "Next");
    press(&mut harness, "Skip");
    assert!(card(&harness, "lung (−800 HU) is black"));
    harness.state_mut().session_mut().act(Action::SetBounds { lower: -200.0, upper: 300.0 });
    harness.run_steps(3);
    press(&mut harness, "Next");
    harness.get_by_role_and_label(Role::Button, "Lungs").click();
    harness.run_steps(3);
    press(&mut harness, "Next");
    harness.key_press(egui::Key::Backtick);
    harness.run_steps(3);
    press(&mut harness, "Finish");
    assert!(workspace(&harness).tour.is_none());
    assert!(workspace(&harness).finished_lessons.contains("window"));
}

#[test]
fn a_search_and_a_pointed_value_are_seen_and_esc_leaves() {
    let mut harness = viewer(Vec::new());
    harness.state_mut().session_mut().act(Action::Tour(hounsfield::state::TourAction::Start(1)));
    harness.run_steps(3);
    assert_eq!(workspace(&harness).tour_is_done(), Some(false));
    let viewport = harness.get_by_label_contains("Image viewport").rect();
    harness.hover_at(viewport.center());
    harness.run_steps(3);
    assert_eq!(workspace(&harness).tour_is_done(), Some(true));
    press(&mut harness, "Next");
    harness.get_by_role_and_label(Role::TextInput, "Find tag").focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Find tag").type_text("0028,1052");
    harness.run_steps(3);
    assert_eq!(workspace(&harness).tour_is_done(), Some(true));
    harness.get_by_label_contains("Image viewport").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(2);
    assert!(workspace(&harness).tour.is_none());
}

#[test]
fn the_card_lies_in_the_viewport_and_every_control_pointed_at_is_there() {
    let mut harness = viewer(Vec::new());
    for (index, lesson) in lessons().iter().enumerate() {
        harness.state_mut().session_mut().act(Action::Tour(hounsfield::state::TourAction::Start(index)));
        for step in 0..lesson.steps.len() {
            if lesson.id == "equalise" && step == 1 {
                let toggle = hounsfield::state::DisplayAction::ToggleEqualize;
                harness.state_mut().session_mut().act(Action::Display(toggle));
            }
            harness.run_steps(4);
            assert!(harness.query_by_label_contains("The control is hidden").is_none(), "{} step {step}", lesson.id);
            let viewport = harness.get_by_label_contains("Image viewport").rect();
            let leave = harness.get_by_label("Leave").rect();
            assert!(viewport.contains_rect(leave) && leave.left() < viewport.center().x, "{} {step}", lesson.id);
            harness.state_mut().session_mut().act(Action::Tour(hounsfield::state::TourAction::Next));
        }
    }
    settle(&mut harness);
}

fn press(harness: &mut Viewer, name: &str) {
    harness.get_by_role_and_label(Role::Button, name).click();
    harness.run_steps(3);
}

/// Runs a command of the table by its name.
fn choose(harness: &mut Viewer, name: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, egui::Key::K);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Find command").type_text(name);
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
}
