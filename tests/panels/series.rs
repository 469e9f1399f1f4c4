//! The series panel, documents and the scrubber of series, by their accessible names.

use std::path::PathBuf;

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::dicom::{
    phantom,
    write::{DataSetWriter, EXPLICIT_LITTLE},
};

use super::{Viewer, image, phantom_folder, settle, viewer, window};

/// Steps until the panel says that so many sets are listed.
fn sets(harness: &Viewer) -> usize {
    harness.state().session().workspace().sets().count()
}

/// Three moments of four slices of 2 x 2 pixels.
fn folder_of_moments() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (time, z) in (1..=3).flat_map(|time| (0..4).map(move |z| (time, z))) {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.4").text((0x8, 0x18), "UI", &format!("2.25.3{time}{z}"));
        set.text((0x8, 0x60), "CS", "MR").text((0x10, 0x20), "LO", "1");
        set.text((0x20, 0xD), "UI", "2.25.1").text((0x20, 0xE), "UI", "2.25.2");
        set.integers((0x20, 0x13), &[time * 10 + z]).integers((0x20, 0x100), &[time]);
        set.decimals((0x20, 0x32), &[0.0, 0.0, f64::from(z)]);
        set.decimals((0x20, 0x37), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]).decimals((0x28, 0x30), &[1.0, 1.0]);
        set.unsigned((0x28, 0x2), &[1]).text((0x28, 0x4), "CS", "MONOCHROME2");
        for (element, value) in [(0x10, 2), (0x11, 2), (0x100, 16), (0x101, 16), (0x102, 15), (0x103, 0)] {
            set.unsigned((0x28, element), &[value]);
        }
        set.bytes((0x7FE0, 0x10), "OW", [time as u8, 0, 2, 0, 3, 0, z as u8, 0]);
        std::fs::write(folder.path().join(format!("{time}-{z}.dcm")), set.file(EXPLICIT_LITTLE)).unwrap();
    }
    folder
}

/// The phantom's series and a report about it.
fn folder_with_report() -> tempfile::TempDir {
    let folder = phantom_folder();
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.88.11");
    set.text((0x8, 0x18), "UI", "2.25.99");
    set.text((0x8, 0x60), "CS", "SR");
    set.text((0x10, 0x10), "PN", "Phantom^Hounsfield");
    set.text((0x10, 0x20), "LO", "PHANTOM-1");
    set.text((0x20, 0xD), "UI", "2.25.98");
    set.text((0x20, 0xE), "UI", "2.25.97");
    set.text((0x40, 0xA040), "CS", "CONTAINER");
    let concept = |meaning: &str| {
        let mut code = DataSetWriter::new();
        code.text((0x8, 0x100), "SH", "1").text((0x8, 0x102), "SH", "99X").text((0x8, 0x104), "LO", meaning);
        code
    };
    let mut finding = DataSetWriter::new();
    finding.text((0x40, 0xA010), "CS", "CONTAINS").text((0x40, 0xA040), "CS", "TEXT");
    finding.text((0x40, 0xA160), "UT", "Seven rods of plastic");
    finding.sequence((0x40, 0xA043), vec![concept("Finding")]);
    set.sequence((0x40, 0xA043), vec![concept("Phantom report")]);
    set.sequence((0x40, 0xA730), vec![finding]);
    std::fs::write(folder.path().join("report.dcm"), set.file(EXPLICIT_LITTLE)).unwrap();
    folder
}

#[test]
fn a_folder_is_listed_as_series_that_open_by_click_and_key() {
    let folder = folder_with_report();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    assert_eq!((sets(&harness), image(&harness).frames()), (3, phantom::SLICES));
    harness.get_by_role_and_label(Role::ListBoxOption, "US Ultrasound clip phantom, 60 frames").click();
    settle(&mut harness);
    assert_eq!((image(&harness).frames(), image(&harness).timeline().is_some()), (60, true));
    harness.get_by_role_and_label(Role::ListBox, "Series list").focus();
    harness.run_steps(2);
    harness.key_press(Key::Home);
    harness.step();
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(image(&harness).frames(), phantom::SLICES);
    harness.key_press(Key::Escape);
    harness.step();
}

#[test]
fn one_file_grows_into_its_series_and_stays_where_it_was() {
    let folder = folder_with_report();
    let harness = viewer(vec![folder.path().join("ct-07.dcm")]);
    assert_eq!((image(&harness).frames(), image(&harness).frame), (phantom::SLICES, 6));
    assert_eq!(image(&harness).file_name().as_deref(), Some("ct-07.dcm"));
    assert!(harness.query_by_label_contains("Frame scrubber, frame 7 of 24").is_some());
    assert_eq!(sets(&harness), 2, "the report is of another study");
}

#[test]
fn the_filter_keeps_what_matches() {
    let folder = folder_with_report();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    harness.get_by_role_and_label(Role::TextInput, "Filter series").focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Filter series").type_text("ultra clip");
    harness.run_steps(2);
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "CT Chest CT phantom, 24 images").is_none());
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "US Ultrasound clip phantom, 60 frames").is_some());
    assert_eq!(sets(&harness), 3, "nothing is closed by it");
}

#[test]
fn a_report_is_shown_as_text_and_the_picture_comes_back() {
    let folder = folder_with_report();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    harness.get_by_role_and_label(Role::ListBoxOption, "SR Phantom report, ").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("Seven rods of plastic").is_some());
    harness.get_by_label("Back to the picture").click();
    settle(&mut harness);
    assert!(harness.query_by_label_contains("Image viewport").is_some());
}

#[test]
fn small_pictures_are_drawn_and_left_out_where_labels_are_enough() {
    let folder = folder_with_report();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    let wanted = harness.state().session().workspace().thumbnails.clone();
    assert_eq!(wanted.len(), 2, "one for each set with pictures");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !harness.state().session().is_complete() {
        assert!(std::time::Instant::now() < until, "the small pictures are never drawn");
        harness.step();
    }
    for key in wanted {
        let small = harness.state().session().thumbnail(key).flatten().expect("drawn");
        assert!(small.rgba.chunks_exact(4).any(|pixel| pixel[0] > 100), "it shows something");
    }
    harness.get_by_label("Labels only").click();
    harness.run_steps(2);
    assert!(harness.state().session().workspace().thumbnails.is_empty());
}

#[test]
fn a_closed_study_is_gone_from_every_panel() {
    let folder = folder_with_report();
    let mut harness = viewer(vec![folder.path().join("ct-01.dcm")]);
    harness.get_by_label("Close study").click();
    settle(&mut harness);
    assert!(image(&harness).picture().is_none() && sets(&harness) == 0);
    assert!(harness.query_by_label_contains("Drop DICOM files").is_some());
}

#[test]
fn what_was_left_out_can_be_read() {
    let folder = folder_with_report();
    std::fs::write(folder.path().join("letter.txt"), "Dear colleague").unwrap();
    std::fs::write(folder.path().join("empty.dcm"), "").unwrap();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    let link = harness.get_by_label_contains("left out");
    link.click();
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("letter.txt").is_some());
    assert!(harness.query_by_label_contains("empty.dcm").is_some());
}

#[test]
fn a_series_is_scrubbed_and_the_pointer_shows_what_is_there() {
    let folder = phantom_folder();
    let mut harness = viewer(vec![PathBuf::from(folder.path())]);
    let scrubber = harness.get_by_label_contains("Frame scrubber").rect();
    harness.hover_at(egui::pos2(scrubber.center().x, scrubber.center().y));
    harness.run_steps(2);
    let peek = harness.state().session().workspace().peek.expect("the frame under the pointer");
    let stack = image(&harness).stack.clone();
    let (_, at) = stack.find(peek).unwrap();
    assert!((10..=13).contains(&at), "{at} of 24 in the middle");
    let before = window(&harness);
    harness.drag_at(egui::pos2(scrubber.left() + 9.0, scrubber.center().y));
    harness.step();
    harness.drop_at(egui::pos2(scrubber.right() - 9.0, scrubber.center().y));
    settle(&mut harness);
    assert_eq!(image(&harness).frame, 23);
    assert_eq!(image(&harness).position_mm(), Some(115.0), "24 slices of 5 mm from 0");
    assert_eq!(window(&harness), before);
}

#[test]
fn a_series_of_moments_plays_through_time_at_one_slice() {
    let folder = folder_of_moments();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "MR Series, 4 × 3").is_some());
    harness.get_by_role_and_label(Role::SpinButton, "Frame number").set_value_accesskit(3.0);
    settle(&mut harness);
    // Every moment is decoded before it plays: the clock alone has to move the picture.
    for _ in 0..3 {
        harness.get_by_label("Next phase").click();
        settle(&mut harness);
    }
    assert_eq!((image(&harness).loaded.phase, image(&harness).loaded.frame), (0, 2));
    harness.get_by_label("Play").click();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while image(&harness).loaded.phase == 0 {
        assert!(std::time::Instant::now() < until, "time stands still");
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(image(&harness).loaded.frame, 2, "the slice stays");
}
