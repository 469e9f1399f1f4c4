//! The whole window without a display: every panel by its accessible names, one shared state behind all of them.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "panels/display.rs"]
mod display;
#[path = "panels/edits.rs"]
mod edits;
#[path = "panels/ending.rs"]
mod ending;
#[path = "panels/histogram.rs"]
mod histogram;
#[path = "panels/pictures.rs"]
mod pictures;
#[path = "panels/region_tables.rs"]
mod region_tables;
#[path = "panels/regions.rs"]
mod regions;
#[path = "panels/series.rs"]
mod series;
mod support;
#[path = "panels/tags.rs"]
mod tags;
#[path = "panels/tags_over.rs"]
mod tags_over;
#[path = "panels/teaching.rs"]
mod teaching;
#[path = "panels/volume.rs"]
mod volume;
#[path = "panels/why.rs"]
mod why;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, accesskit::Role, pos2, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use hounsfield::{
    desktop::launch::WindowOptions,
    dicom::phantom,
    gui::app::{App, Surroundings},
    image::{Interpolation, Window},
    session::Session,
    state::{Action, ImageState, Place, corner_text, probe},
};

type Viewer = Harness<'static, App>;

fn viewer(paths: Vec<PathBuf>) -> Viewer {
    viewer_within(paths, Vec::new())
}

/// A window that was told that it did not survive `avoid`.
fn viewer_within(paths: Vec<PathBuf>, avoid: Vec<PathBuf>) -> Viewer {
    let surroundings = move || Surroundings { avoid: avoid.clone(), ..Surroundings::default() };
    let mut options = WindowOptions::new(Instant::now());
    options.phantom = paths.is_empty();
    options.paths = paths;
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_pixels_per_point(1.0)
        .build_eframe(move |creation| App::within(&creation.egui_ctx, options.clone(), surroundings()));
    settle(&mut harness);
    harness
}

/// Steps until nothing is under way.
fn settle(harness: &mut Viewer) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        harness.step();
        if harness.state().session().workspace().is_quiet() {
            break;
        }
        assert!(Instant::now() < until, "the jobs never finish");
        std::thread::sleep(Duration::from_millis(4));
    }
    harness.run_steps(3);
}

fn image(harness: &Viewer) -> &ImageState {
    harness.state().session().workspace().image()
}

fn window(harness: &Viewer) -> (f64, f64) {
    let (window, ..) = image(harness).window().expect("a window");
    (window.center, window.width)
}

fn phantom_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in phantom::study() {
        let path = folder.path().join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.bytes).unwrap();
    }
    folder
}

fn number(harness: &Viewer, role: Role, name: &str) -> f64 {
    harness.get_by_role_and_label(role, name).accesskit_node().numeric_value().expect("a number")
}

/// Slider, numbers, histogram, corner text, accessible viewport, picture and probe all say the same.
fn assert_level(harness: &Viewer, after: &str) {
    let (center, width) = window(harness);
    let (lower, upper) = image(harness).bounds().unwrap();
    for (name, value) in [("Level", center), ("Width", width), ("Min", lower), ("Max", upper)] {
        assert_eq!(number(harness, Role::SpinButton, name), value, "number {name} after {after}");
        assert_eq!(number(harness, Role::Slider, name), value, "slider {name} after {after}");
    }
    let histogram = format!("Histogram, window {lower} to {upper} HU");
    assert!(harness.query_by_label(&histogram).is_some(), "{histogram:?} after {after}");
    let text = image(harness).window_text();
    assert_eq!(text, format!("C {center}  W {width}"), "after {after}");
    assert!(corner_text(harness.state().session().workspace(), 1.0).bottom_left.contains(&text), "after {after}");
    assert!(harness.query_by_label_contains(&text).is_some(), "viewport after {after}");
    let shown = harness.state().shown_image().expect("a picture");
    let state = image(harness);
    let (picture, presentation) = (state.picture().unwrap(), state.presentation().unwrap());
    let placement = harness.state().session().workspace().placement().unwrap();
    let map = state.view.pixel_from_screen(&placement);
    let mut compared = 0;
    for y in (4..shown.size[1]).step_by(37) {
        for x in (4..shown.size[0]).step_by(37) {
            let at = map.apply([x as f64 + 0.5, y as f64 + 0.5]);
            let Some(under) = probe(state, at) else { continue };
            assert_eq!(under.displayed, picture.displayed(presentation, under.column, under.row));
            let grey = shown.pixels[y * shown.size[0] + x].r();
            assert_eq!(grey, under.displayed[0], "picture at {x},{y} after {after}");
            compared += 1;
        }
    }
    assert!(compared > 20, "only {compared} places to compare");
}

fn press(harness: &mut Viewer, key: Key) {
    harness.key_press(key);
    harness.step();
}

fn drag(harness: &mut Viewer, from: egui::Pos2, by: egui::Vec2) {
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from + by * 0.5);
    harness.step();
    harness.hover_at(from + by);
    harness.step();
}

#[test]
fn one_state_behind_slider_number_drag_handle_key_and_preset() {
    let mut harness = viewer(Vec::new());
    let mut session = Session::unattended();
    session.act(Action::OpenPhantom);
    assert!(session.wait(Duration::from_secs(60)));
    let same = |harness: &Viewer, session: &Session, after: &str| {
        assert_level(harness, after);
        assert!(*image(harness) == *session.workspace().image(), "window and session differ after {after}");
    };
    // The nearest pixel's value, so that the screen can be compared with the probe pixel by pixel.
    harness.get_by_label("Smooth").click();
    harness.step();
    session.act(Action::SetInterpolation(Interpolation::Nearest));
    same(&harness, &session, "opening");

    harness.get_by_role_and_label(Role::Slider, "Width").set_value_accesskit(1200.0);
    harness.step();
    session.act(Action::SetWidth(window(&harness).1));
    same(&harness, &session, "the slider");

    harness.get_by_role_and_label(Role::SpinButton, "Level").set_value_accesskit(-120.0);
    harness.step();
    assert_eq!(window(&harness).0, -120.0);
    session.act(Action::SetLevel(-120.0));
    same(&harness, &session, "the typed number");

    let viewport = harness.get_by_label_contains("Image viewport").rect();
    let from = viewport.center() + vec2(10.0, 30.0);
    let (center, width) = window(&harness);
    drag(&mut harness, from, vec2(80.0, -40.0));
    same_after_drag(&harness, (center, width));
    harness.drop_at(from + vec2(80.0, -40.0));
    harness.step();
    session.act(Action::BeginGesture);
    session.act(Action::DragWindow { right: 80.0, up: 40.0 });
    session.act(Action::EndGesture);
    same(&harness, &session, "the left drag");

    let plot = harness.get_by_label_contains("Histogram, window").rect();
    let (lower, upper) = image(&harness).bounds().unwrap();
    let x = handle_x(&harness, plot, upper);
    drag(&mut harness, pos2(x, plot.center().y), vec2(-30.0, 0.0));
    harness.drop_at(pos2(x - 30.0, plot.center().y));
    harness.step();
    let (lower_now, upper_now) = image(&harness).bounds().unwrap();
    assert!(lower_now == lower && upper_now < upper, "{lower_now} {upper_now}, before {lower} {upper}");
    session.act(Action::SetBounds { lower: lower_now, upper: upper_now });
    same(&harness, &session, "the histogram's handle");

    press(&mut harness, Key::Num6);
    assert_eq!(window(&harness), (-600.0, 1500.0));
    session.act(Action::ApplyPreset(5));
    same(&harness, &session, "the key");

    harness.get_by_label("Liver").click();
    harness.step();
    assert_eq!(window(&harness), (30.0, 150.0));
    session.act(Action::ApplyPreset(8));
    same(&harness, &session, "the preset");

    for _ in 0..6 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.step();
        session.act(Action::Undo);
    }
    assert_eq!(window(&harness), (40.0, 400.0), "each was one step of undo");
    same(&harness, &session, "undo");
}

fn same_after_drag(harness: &Viewer, (center, width): (f64, f64)) {
    // While the button is still held: 80 points right double the width, 40 up lower the center by half of it.
    assert_eq!(window(harness), (center - width / 2.0, width * 2.0));
    assert_level(harness, "the drag under way");
}

/// Where a value stands on the plot, by the axis the panel draws: bounds of the data and the window plus a margin.
fn handle_x(harness: &Viewer, plot: egui::Rect, value: f64) -> f32 {
    let histogram = image(harness).loaded.histogram.clone().unwrap();
    let edges = histogram.edges();
    let (first, last) = (edges[0], edges[edges.len() - 1]);
    let (lower, upper) = image(harness).bounds().unwrap();
    let span = last - first;
    let (low, high) = (first.min(lower.max(first - span * 0.5)), last.max(upper.min(last + span * 0.5)));
    let margin = (high - low) * 0.02;
    let at = (value - low + margin) / (high - low + 2.0 * margin);
    plot.left() + plot.width() * at as f32
}

#[test]
fn files_open_from_the_panel_by_keyboard() {
    let folder = phantom_folder();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    assert_eq!(image(&harness).loaded.frame, 0);
    let browser = &harness.state().session().workspace().browser;
    let selected = browser.selected.expect("the opened file has the cursor");
    let first = image(&harness).file_name();
    harness.get_by_role_and_label(Role::ListBox, "File list").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().session().workspace().browser.selected, Some(selected + 1));
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert_ne!(image(&harness).file_name(), first, "{:?}", harness.state().session().workspace().notice);
    let second = image(&harness).file_name();
    harness.state_mut().session_mut().act(Action::StepFile(-1));
    settle(&mut harness);
    assert_eq!(image(&harness).file_name(), first);
    harness.state_mut().session_mut().act(Action::StepFile(1));
    settle(&mut harness);
    assert_eq!(image(&harness).file_name(), second);
}

#[test]
fn a_clip_scrubs_plays_and_takes_typed_frames() {
    let folder = phantom_folder();
    let clip = phantom::study().into_iter().map(|file| file.name).find(|name| name.contains("us")).unwrap();
    let mut harness = viewer(vec![folder.path().join(clip)]);
    let frames = image(&harness).frames();
    assert!(frames > 10);
    harness.get_by_role_and_label(Role::SpinButton, "Frame number").set_value_accesskit(8.0);
    settle(&mut harness);
    assert_eq!((image(&harness).frame, image(&harness).loaded.frame), (7, 7));
    harness.get_by_label("Last frame").click();
    settle(&mut harness);
    assert_eq!(image(&harness).loaded.frame, frames - 1);
    let scrubber = harness.get_by_label_contains("Frame scrubber").rect();
    drag(&mut harness, scrubber.center(), vec2(-scrubber.width() / 4.0, 0.0));
    harness.drop_at(scrubber.center() - vec2(scrubber.width() / 4.0, 0.0));
    settle(&mut harness);
    let quarter = image(&harness).loaded.frame as f64 / frames as f64;
    assert!((quarter - 0.25).abs() < 0.04, "{quarter}");
    press(&mut harness, Key::Home);
    assert_eq!(image(&harness).frame, 0);
    harness.key_press(Key::Space);
    harness.step();
    assert!(image(&harness).playback.playing);
    std::thread::sleep(Duration::from_millis(300));
    harness.run_steps(3);
    assert!(image(&harness).frame > 0, "the clip plays: {:?}", image(&harness).playback);
    harness.get_by_label("Pause").click();
    harness.step();
    assert!(!image(&harness).playback.playing);
}

#[test]
fn tags_are_found_with_their_parents() {
    let mut harness = viewer(Vec::new());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Find tag").type_text("windowcenter");
    harness.run_steps(3);
    assert!(harness.query_by_label("WindowCenter").is_some());
    assert!(harness.query_by_label("PatientID").is_none());
    harness.get_by_label_contains("Tag table").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowDown);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("Tag table (0028,1050) WindowCenter DS 40\\-600").is_some());
}

#[test]
fn bad_files_say_so_and_the_picture_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (letter, empty) = (folder.path().join("letter.dcm"), folder.path().join("empty.dcm"));
    std::fs::write(&letter, "Dear colleague, please find enclosed no image at all.").unwrap();
    std::fs::write(&empty, "").unwrap();
    let mut harness = viewer(Vec::new());
    let before = image(&harness).clone();
    for (path, name) in [(letter, "letter.dcm"), (empty, "empty.dcm"), (folder.path().join("gone.dcm"), "gone.dcm")] {
        harness.state_mut().session_mut().act(Action::Open(vec![path]));
        settle(&mut harness);
        let notice = harness.state().session().workspace().notice.clone().expect("a sentence");
        assert!(notice.text.starts_with(name), "{}", notice.text);
        assert!(harness.query_all_by_label_contains(name).next().is_some(), "{name} is named on screen");
        assert!(*image(&harness) == before);
    }
}

#[test]
fn help_palette_and_about_open_by_key_and_name() {
    let mut harness = viewer(Vec::new());
    press(&mut harness, Key::F1);
    harness.run_steps(2);
    assert!(harness.query_all_by_label_contains("Middle drag").next().is_some());
    press(&mut harness, Key::Escape);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Find command").type_text("about");
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    harness.run_steps(2);
    assert!(harness.query_all_by_label_contains("Not for diagnostic use").next().is_some());
}

#[test]
fn every_key_of_the_table_is_a_key() {
    for command in hounsfield::state::COMMANDS {
        for keys in command.keys {
            assert!(hounsfield::gui::shortcuts::parse(keys).is_some(), "{keys}");
        }
    }
}

#[test]
fn a_window_set_by_hand_stays_while_frames_change() {
    let folder = phantom_folder();
    let clip = phantom::study().into_iter().map(|file| file.name).find(|name| name.contains("us")).unwrap();
    let mut harness = viewer(vec![folder.path().join(clip)]);
    if image(&harness).is_colour() {
        return;
    }
    harness.state_mut().session_mut().act(Action::SetWindow(Window::new(90.0, 60.0)));
    press(&mut harness, Key::ArrowDown);
    settle(&mut harness);
    assert_eq!(window(&harness), (90.0, 60.0));
}

#[test]
fn a_typed_path_replaces_the_old_one_and_the_panel_keeps_its_place() {
    let folder = phantom_folder();
    let below = folder.path().join("below");
    std::fs::create_dir(&below).unwrap();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    let place = |harness: &Viewer| harness.state().session().workspace().browser.place.clone();
    let opened = place(&harness);
    assert_eq!(opened, Place::Folder(std::path::absolute(folder.path()).unwrap()));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::L);
    harness.run_steps(3);
    harness.event(egui::Event::Text(below.to_string_lossy().into_owned()));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert_eq!(place(&harness), Place::Folder(std::path::absolute(&below).unwrap()));
    // Opening what lies in the listed folder, or what cannot be opened, leaves the list where it is.
    harness.get_by_label("Folder above").click();
    settle(&mut harness);
    for path in [folder.path().to_path_buf(), folder.path().join("nothing.dcm")] {
        harness.state_mut().session_mut().act(Action::Open(vec![path]));
        settle(&mut harness);
        assert_eq!(place(&harness), opened);
    }
}

#[test]
fn a_file_that_took_the_program_down_waits_for_the_person() {
    let folder = phantom_folder();
    let path = folder.path().join("ct-12.dcm");
    let mut harness = viewer_within(vec![path.clone()], vec![path]);
    assert!(image(&harness).picture().is_none());
    let notice = harness.state().session().workspace().notice.clone().unwrap();
    assert!(notice.text.contains("ct-12.dcm"), "{}", notice.text);
    // Files are looked into behind the window's back.
    let until = Instant::now() + Duration::from_secs(60);
    while harness.query_by_role_and_label(Role::ListBoxOption, "ct-12.dcm left alone").is_none() {
        assert!(Instant::now() < until, "the file is never looked into");
        std::thread::sleep(Duration::from_millis(4));
        harness.step();
    }
    harness.get_by_role_and_label(Role::ListBoxOption, "ct-12.dcm left alone").click();
    settle(&mut harness);
    assert_eq!(image(&harness).file_name().as_deref(), Some("ct-12.dcm"));
}

#[test]
fn a_frame_over_the_memory_limit_opens_once_the_limit_is_raised() {
    let folder = phantom_folder();
    let path = folder.path().join("ct-01.dcm");
    let pixels: Vec<u8> = vec![7; 1100 * 1000];
    support::DicomBuilder::grey(1100, 1000).pixels_u8(&pixels).write(&path);
    let mut harness = viewer(vec![folder.path().join("ct-02.dcm")]);
    let wanted = [("One frame", 1.0), ("One frame", 2.0)];
    for (at, (name, mebibytes)) in wanted.into_iter().enumerate() {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        harness.run_steps(3);
        harness.event(egui::Event::Text("memory".to_owned()));
        harness.run_steps(2);
        press(&mut harness, Key::Enter);
        harness.run_steps(3);
        harness.get_by_role_and_label(Role::SpinButton, name).click();
        harness.run_steps(2);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.event(egui::Event::Text(mebibytes.to_string()));
        press(&mut harness, Key::Enter);
        harness.run_steps(2);
        press(&mut harness, Key::Escape);
        harness.state_mut().session_mut().act(Action::Open(vec![path.clone()]));
        settle(&mut harness);
        let opened = image(&harness).file_name();
        assert_eq!(opened.as_deref() == Some("ct-01.dcm"), at == 1, "with {mebibytes} MiB {opened:?} is shown");
    }
}

#[test]
fn a_cut_clip_says_how_much_of_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.dcm");
    let frames: Vec<u8> = vec![90; 10 * 64 * 64];
    let file = support::DicomBuilder::grey(64, 64).frames(10).with((0x0018, 0x1063), "DS", "50").pixels_u8(&frames);
    let file = file.build();
    // Three frames and twenty rows of the fourth.
    std::fs::write(&path, &file[..file.len() - 7 * 4096 + 20 * 64]).unwrap();
    let mut harness = viewer(vec![path]);
    assert!(harness.query_by_label("INCOMPLETE 4 of 10").is_some());
    assert!(harness.query_by_label_contains("Frame scrubber, frame 1 of 10, 6 missing").is_some());
    press(&mut harness, Key::End);
    settle(&mut harness);
    assert_eq!(image(&harness).picture().unwrap().frame().rows_present, 20);
    let corner = corner_text(harness.state().session().workspace(), 1.0);
    assert!(corner.bottom_right.contains(&"Frame 4 / 10".to_owned()), "{:?}", corner.bottom_right);
    assert!(corner.warnings.contains(&"INCOMPLETE 20 of 64 rows".to_owned()), "{:?}", corner.warnings);
}
