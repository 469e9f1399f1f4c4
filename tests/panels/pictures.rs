//! The pictures and values of the export sheet, by their accessible names, down to the files.

use std::{fs, io::Cursor, path::Path, time::Instant};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::{dicom::phantom, export::pictures::Look};
use image_reader::AnimationDecoder;

use super::{Viewer, image, phantom_folder, settle, viewer};

use ::image as image_reader;

/// A window on the phantom's clip.
fn clip() -> (tempfile::TempDir, Viewer) {
    let folder = phantom_folder();
    let name = phantom::study().into_iter().map(|file| file.name).find(|name| name.contains("us")).unwrap();
    let harness = viewer(vec![folder.path().join(name)]);
    (folder, harness)
}

/// Presses the sheet's button, types the path, and waits until it is written.
fn export_to(harness: &mut Viewer, path: &Path) -> String {
    harness.get_by_label("Export…").click();
    let until = Instant::now() + std::time::Duration::from_secs(60);
    while harness.query_by_role_and_label(Role::TextInput, "Path of the new file").is_none() {
        assert!(Instant::now() < until, "no path is asked for");
        harness.run_steps(2);
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Path of the new file").type_text(&path.to_string_lossy());
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    let saved = format!("Saved {}", path.file_name().unwrap().to_string_lossy());
    loop {
        harness.run_steps(2);
        let workspace = harness.state().session().workspace();
        if let Some(notice) =
            // What was said of the file before this one does not count.
            workspace
                .notice
                .as_ref()
                .filter(|notice| workspace.exports.is_empty() && notice.text.contains(&saved))
        {
            return notice.text.clone();
        }
        assert!(Instant::now() < until, "nothing is written: {:?}", workspace.notice);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn a_clip_is_written_as_it_plays_and_its_range_follows_the_points() {
    let (_study, mut harness) = clip();
    let frames = image(&harness).frames();
    let out = tempfile::tempdir().unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    assert!(harness.query_by_label("One picture").is_some());
    harness.get_by_label("GIF").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains(&format!("{frames} frames in")).is_some());
    let said = export_to(&mut harness, &out.path().join("clip.gif"));
    assert_eq!(said, format!("Saved clip.gif, {frames} frames"));
    let bytes = fs::read(out.path().join("clip.gif")).unwrap();
    let decoder = image_reader::codecs::gif::GifDecoder::new(Cursor::new(bytes)).unwrap();
    assert_eq!(decoder.into_frames().collect_frames().unwrap().len(), frames);

    harness.state_mut().session_mut().act(hounsfield::state::Action::SetRange(Some((2, 5))));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    harness.get_by_label("PNG").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("4 files, frame-0001.png").is_some());
    let folder = out.path().join("frames");
    assert_eq!(export_to(&mut harness, &folder), "Saved frames with 4 files");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["frame-0003.png", "frame-0004.png", "frame-0005.png", "frame-0006.png"]);
}

#[test]
fn the_picture_is_the_engine_s_and_identity_is_a_choice_of_its_own() {
    let mut harness = viewer(Vec::new());
    let out = tempfile::tempdir().unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    assert!(harness.query_by_label("Who it is").is_none());
    export_to(&mut harness, &out.path().join("plain.png"));
    let shown = hounsfield::export::pictures::draw(image(&harness), &Look::PLAIN).unwrap();
    let hounsfield::export::pictures::Drawn::Eight(pixels) = shown.drawn else { panic!("8 bits") };
    assert_eq!(image_reader::open(out.path().join("plain.png")).unwrap().into_luma8().into_raw(), pixels.data);

    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    assert!(harness.query_by_label("16 bits").is_some());
    harness.get_by_label("Annotations").click();
    harness.run_steps(3);
    // A choice that has no meaning now is not shown.
    assert!(harness.query_by_label("16 bits").is_none() && harness.query_by_label("Who it is").is_some());
    harness.get_by_label_contains("As on screen").click();
    harness.run_steps(3);
    let size = harness.state().session().workspace().viewport().size;
    export_to(&mut harness, &out.path().join("noted.png"));
    let noted = image_reader::open(out.path().join("noted.png")).unwrap();
    assert_eq!([f64::from(noted.width()), f64::from(noted.height())], size);
}

#[test]
fn values_go_out_as_they_are() {
    let mut harness = viewer(Vec::new());
    let out = tempfile::tempdir().unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    // The histogram has an axis of that name.
    harness.query_all_by_label("Values").last().unwrap().click();
    harness.run_steps(3);
    for name in ["Values in HU", "As stored", "Equalised", "NumPy .npz"] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    assert!(harness.query_by_label("Unsigned samples").is_none());
    export_to(&mut harness, &out.path().join("values.npy"));
    let bytes = fs::read(out.path().join("values.npy")).unwrap();
    let picture = image(&harness).picture().unwrap();
    let (columns, rows) = (picture.frame().columns, picture.frame().rows);
    let data = &bytes[bytes.len() - 4 * (columns * rows) as usize..];
    for (column, row) in [(0, 0), (256, 256), (100, 300)] {
        let at = ((row * columns + column) * 4) as usize;
        let value = f32::from_le_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]]);
        assert_eq!(Some(f64::from(value)), picture.value(column, row));
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    harness.query_all_by_label("Values").last().unwrap().click();
    harness.run_steps(2);
    harness.get_by_label("TIFF").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Unsigned samples").is_some());
    settle(&mut harness);
}
