//! The tag inspector by its accessible names.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use hounsfield::state::{Action, Inspect, InspectAction, TagFilter};

use super::{Viewer, press, settle, viewer};

fn inspect(harness: &Viewer) -> &Inspect {
    &harness.state().session().workspace().inspect
}

fn act(harness: &mut Viewer, action: InspectAction) {
    harness.state_mut().session_mut().act(Action::Inspect(action));
    harness.run_steps(3);
}

#[test]
fn a_tag_is_gone_to_by_a_part_of_its_name() {
    let mut harness = viewer(Vec::new());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::J);
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::TextInput, "Go to tag").type_text("ipp");
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("(0020,0032) ImagePositionPatient").is_some());
    press(&mut harness, Key::Enter);
    harness.run_steps(3);
    assert_eq!(inspect(&harness).chosen_row().unwrap().keyword, "ImagePositionPatient");
    assert!(harness.query_by_label_contains("Tag table (0020,0032) ImagePositionPatient DS").is_some());
    assert!(harness.query_all_by_label("ImagePositionPatient").next().is_some(), "it is in sight");
    assert!(inspect(&harness).jump.is_none());
}

#[test]
fn headings_sort_and_filters_filter() {
    let mut harness = viewer(Vec::new());
    let before = inspect(&harness).list.rows.len();
    harness.get_by_label("Sort by Keyword, not sorted").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Sort by Keyword, ascending").is_some());
    let keywords: Vec<String> = {
        let list = &inspect(&harness).list;
        list.rows.iter().map(|listed| list.tree.rows[listed.row as usize].keyword.to_lowercase()).collect()
    };
    assert!(keywords.is_sorted() && keywords.len() == before);
    harness.get_by_label("Filter tags All tags").click();
    harness.run_steps(2);
    harness.get_by_label("Empty").click();
    harness.run_steps(3);
    assert_eq!(inspect(&harness).filter, TagFilter::Empty);
    assert!(inspect(&harness).list.rows.len() < before);
    assert!(harness.query_by_label("Filter tags Empty").is_some());
}

#[test]
fn a_whole_value_is_read_and_shown() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, InspectAction::Search("pixeldata".into()));
    harness.get_by_label_contains("Tag table").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowDown);
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    settle(&mut harness);
    assert!(harness.query_all_by_label_contains("(7FE0,0010) PixelData").next().is_some());
    assert!(harness.query_by_label_contains("00000000  ").is_some(), "bytes with their offsets");
    harness.get_by_label("Next page").click();
    harness.run_steps(2);
    settle(&mut harness);
    assert!(harness.query_by_label_contains("00004000  ").is_some());
    press(&mut harness, Key::Escape);
    harness.run_steps(2);
    assert!(inspect(&harness).value.is_none());
}

#[test]
fn arrows_open_sequences_and_move_in_them() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, InspectAction::OpenAll(true));
    let open = inspect(&harness).list.rows.len();
    act(&mut harness, InspectAction::OpenAll(false));
    let closed = inspect(&harness).list.rows.len();
    let branch = inspect(&harness).list.rows.iter().find(|listed| listed.is_branch).map(|listed| listed.row);
    let Some(branch) = branch else {
        assert_eq!(open, closed, "the phantom has no sequence to open");
        return;
    };
    act(&mut harness, InspectAction::Choose(branch));
    harness.get_by_label_contains("Tag table").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowRight);
    harness.run_steps(2);
    assert!(inspect(&harness).list.rows.len() > closed);
    press(&mut harness, Key::ArrowRight);
    harness.run_steps(2);
    assert_eq!(inspect(&harness).chosen.as_ref().map(|chosen| chosen.row), Some(branch + 1));
    press(&mut harness, Key::ArrowLeft);
    press(&mut harness, Key::ArrowLeft);
    harness.run_steps(2);
    assert_eq!(inspect(&harness).list.rows.len(), closed);
}

#[test]
fn tags_stand_in_a_window_of_their_own() {
    let mut harness = viewer(Vec::new());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::T);
    harness.run_steps(4);
    assert!(harness.query_by_label("Bring the tags back").is_some());
    assert!(harness.query_by_label_contains("Sort by VM").is_some(), "there is room for every column");
    let table = harness.get_by_label_contains("Tag table");
    assert!(table.rect().width() > 500.0);
    let _ = table.accesskit_node();
    harness.get_by_label("Bring the tags back").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Bring the tags back").is_none());
}
