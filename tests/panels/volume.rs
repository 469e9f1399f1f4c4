//! The volume part of the sheet of exports, by its accessible names.

use std::time::{Duration, Instant};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::state::Workspace;

use super::{Viewer, settle, viewer};

fn workspace(harness: &Viewer) -> &Workspace {
    harness.state().session().workspace()
}

/// Opens the sheet at its part for volumes.
fn open_sheet(harness: &mut Viewer) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run_steps(3);
    harness.get_by_label("Volume").click();
    harness.run_steps(3);
}

#[test]
fn the_sheet_names_what_comes_out() {
    let mut harness = viewer(Vec::new());
    open_sheet(&mut harness);
    harness.get_by_label_contains("512 × 512 × 24 voxels of 0.703 × 0.703 × 5 mm");
    harness.get_by_label_contains("16-bit whole numbers with a sign, with slope 1 and intercept -1024");
    harness.get_by_label("JSON file beside it");
    harness.get_by_label("NRRD").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("JSON file beside it").is_none(), "NRRD has none");
    assert!(harness.query_by_label_contains("interpolate").is_none(), "nothing is wrong with the phantom");
}

#[test]
fn the_phantom_is_written_in_the_background() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = viewer(Vec::new());
    open_sheet(&mut harness);
    harness.get_by_label("Export…").click();
    harness.run_steps(3);
    // Without a dialog service the path is typed.
    let path = folder.path().join("chest.nii.gz");
    let until = Instant::now() + Duration::from_secs(60);
    while harness.query_by_role_and_label(Role::TextInput, "Path of the new file").is_none() {
        harness.step();
        assert!(Instant::now() < until, "nobody asks for the path");
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Path of the new file").type_text(&path.to_string_lossy());
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    let until = Instant::now() + Duration::from_secs(60);
    while !(path.exists() && workspace(&harness).exports.is_empty()) {
        harness.step();
        assert!(Instant::now() < until, "never written: {:?}", workspace(&harness).notice);
        std::thread::sleep(Duration::from_millis(10));
    }
    settle(&mut harness);
    assert!(folder.path().join("chest.json").exists());
}
