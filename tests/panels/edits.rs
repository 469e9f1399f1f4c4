//! Tags edited in the window: typed, listed, taken back, saved; nothing lost unasked.

use std::time::{Duration, Instant};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    dicom::{
        Limits, Source,
        edit::{Editor, NewValue},
    },
    state::{Action, EditAction, InspectAction},
};

use super::{Viewer, phantom_folder, press, settle, viewer};

fn act(harness: &mut Viewer, action: Action) {
    harness.state_mut().session_mut().act(action);
    settle(harness);
}

/// Puts the cursor on a tag.
fn choose(harness: &mut Viewer, path: &str) {
    let tree = harness.state().session().workspace().inspect.list.tree.clone();
    let row = tree.row_at(&path.parse().unwrap(), &tree.ends()).unwrap();
    act(harness, Action::Inspect(InspectAction::Jump(row.try_into().unwrap())));
}

fn lists(harness: &Viewer) -> Vec<usize> {
    harness.state().session().workspace().edits.pending().map(|(_, edits)| edits.len()).collect()
}

#[test]
fn a_value_is_edited_listed_and_taken_back() {
    let mut harness = viewer(Vec::new());
    choose(&mut harness, "(0010,0020)");
    harness.key_press(Key::F2);
    settle(&mut harness);
    let field = harness.get_by_role_and_label(Role::TextInput, "Value");
    let before = field.value().unwrap();
    assert!(!before.is_empty(), "the value of the file is there to be changed");
    field.focus();
    field.type_text("-X");
    settle(&mut harness);
    harness.get_by_label("Accept").click();
    settle(&mut harness);
    assert_eq!(lists(&harness), [1]);
    let edits = &harness.state().session().workspace().edits;
    let (_, list) = edits.pending().next().unwrap();
    let hounsfield::dicom::edit::Change::Set { value: NewValue::Text(text), .. } = &list[0].change else {
        panic!("{list:?}")
    };
    assert!(text.contains("-X") && text.len() == before.len() + 2, "{text}");
    // What follows is shown before anything is written.
    let answer = edits.answer.as_ref().unwrap();
    let lines: Vec<String> = answer.files[0].result.as_ref().unwrap().iter().map(|it| it.line(false)).collect();
    assert!(lines.iter().any(|line| line.contains("SOPInstanceUID")), "{lines:?}");
    assert!(harness.query_by_label("1 edit is not saved").is_some());
    harness.get_by_label("Take all back").click();
    settle(&mut harness);
    assert!(lists(&harness).is_empty());
    act(&mut harness, Action::Edit(EditAction::Undo));
    assert_eq!(lists(&harness), [1]);
}

#[test]
fn a_wrong_value_cannot_be_accepted() {
    let mut harness = viewer(Vec::new());
    choose(&mut harness, "(0008,0060)");
    harness.key_press(Key::F2);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::TextInput, "Value").focus();
    harness.get_by_role_and_label(Role::TextInput, "Value").type_text("small letters");
    settle(&mut harness);
    assert!(harness.query_by_label_contains("capital letters").is_some());
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(lists(&harness).is_empty());
    harness.key_press(Key::Escape);
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert!(harness.state().session().workspace().edits.begun.is_none());
}

#[test]
fn enter_accepts_from_a_field_and_never_from_cancel() {
    let mut harness = viewer(Vec::new());
    choose(&mut harness, "(0010,0020)");
    harness.key_press(Key::F2);
    settle(&mut harness);
    harness.get_by_label("Cancel").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(lists(&harness).is_empty());
    assert!(harness.state().session().workspace().edits.begun.is_none());
    harness.key_press(Key::F2);
    settle(&mut harness);
    harness.get_by_role_and_label(Role::TextInput, "Value").focus();
    harness.get_by_role_and_label(Role::TextInput, "Value").type_text("-X");
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(lists(&harness), [1]);
}

#[test]
fn a_value_that_cannot_be_shown_is_not_emptied_by_accepting_it() {
    let mut harness = viewer(Vec::new());
    choose(&mut harness, "(7FE0,0010)");
    harness.key_press(Key::F2);
    settle(&mut harness);
    assert!(harness.query_by_label_contains("is no text").is_some());
    harness.get_by_role_and_label(Role::TextInput, "Value").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert!(lists(&harness).is_empty());
    // What is typed is taken.
    harness.get_by_role_and_label(Role::TextInput, "Value").focus();
    harness.get_by_role_and_label(Role::TextInput, "Value").type_text("00FF");
    settle(&mut harness);
    harness.key_press(Key::Enter);
    settle(&mut harness);
    assert_eq!(lists(&harness), [1]);
}

#[test]
fn edited_files_are_saved_beside_the_originals_and_closing_asks() {
    let folder = phantom_folder();
    let mut harness = viewer(vec![folder.path().to_path_buf()]);
    choose(&mut harness, "(0010,0010)");
    act(&mut harness, Action::Edit(EditAction::Begin { adds: true }));
    harness.get_by_role_and_label(Role::TextInput, "Tag").focus();
    harness.get_by_role_and_label(Role::TextInput, "Tag").type_text("InstitutionalDepartmentName");
    settle(&mut harness);
    harness.get_by_role_and_label(Role::TextInput, "Value").focus();
    harness.get_by_role_and_label(Role::TextInput, "Value").type_text("Seen");
    settle(&mut harness);
    harness.get_by_label("Accept").click();
    settle(&mut harness);
    act(&mut harness, Action::Edit(EditAction::RemoveChosen));
    assert_eq!(lists(&harness), [2]);
    // Closing asks first.
    act(&mut harness, Action::CloseShownStudy);
    assert_eq!(lists(&harness), [2]);
    assert!(harness.state().session().workspace().notice.as_ref().unwrap().text.contains("not saved"));
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let until = Instant::now() + Duration::from_secs(20);
    while harness.query_by_role_and_label(Role::TextInput, "Path of the new file").is_none() {
        assert!(Instant::now() < until, "no sheet asks for a path");
        harness.step();
    }
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    let target = folder.path().join("edited.dcm");
    let path = target.to_string_lossy();
    harness.get_by_role_and_label(Role::TextInput, "Path of the new file").type_text(&path);
    harness.step();
    press(&mut harness, Key::Enter);
    while !lists(&harness).is_empty() {
        assert!(Instant::now() < until, "nothing is written");
        harness.step();
    }
    let written = Editor::open(Source::open(&target).unwrap(), &Limits::default()).unwrap();
    assert_eq!(written.value(&"PatientName".parse().unwrap()), None);
    assert_eq!(written.value(&"InstitutionalDepartmentName".parse().unwrap()).as_deref(), Some("Seen"));
}
