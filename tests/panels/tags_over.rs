//! One tag over the series, what differs, and the tags of two objects, by their accessible names.

use egui::{Key, accesskit::Role};
use egui_kittest::kittest::Queryable;
use hounsfield::{
    dicom::{TagPath, phantom},
    state::{Action, InspectAction, OtherObject, SurveyAction, TagCompareAction, TagFilter},
};

use super::{Viewer, image, settle, viewer};

fn act(harness: &mut Viewer, action: Action) {
    harness.state_mut().session_mut().act(action);
    settle(harness);
}

fn path(text: &str) -> TagPath {
    text.parse().unwrap()
}

#[test]
fn a_tag_is_listed_over_the_series_and_a_row_leads_to_its_image() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, Action::Survey(SurveyAction::Show(path("SliceLocation"))));
    let survey = &harness.state().session().workspace().survey;
    let rows = &survey.found.as_ref().unwrap().rows;
    assert_eq!(rows.len(), phantom::SLICES);
    let numbers: Vec<f64> = rows.iter().map(|row| row.value.as_ref().unwrap().number.unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| (pair[1] - pair[0]).abs() == phantom::SLICE_SPACING_MM), "{numbers:?}");
    assert_eq!(survey.differs(&path("SliceLocation")), Some(true));
    assert_eq!(survey.differs(&path("PatientID")), Some(false));
    assert_eq!(survey.differs(&path("BurnedInAnnotation")), None);
    assert!(harness.query_by_label_contains("24 instances; 24 different values").is_some());
    harness.get_by_role_and_label(Role::Button, &format!("Image 3, {}", numbers[2])).click();
    settle(&mut harness);
    assert_eq!(image(&harness).frame, 2);
    act(&mut harness, Action::Survey(SurveyAction::Close));
    assert!(harness.query_by_label_contains("different values").is_none());
}

#[test]
fn the_tag_can_be_typed() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, Action::Survey(SurveyAction::Open));
    let typed = |harness: &mut Viewer, text: &str| {
        let field = harness.get_by_role_and_label(Role::TextInput, "Tag over the series");
        field.focus();
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::TextInput, "Tag over the series").type_text(text);
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::Button, "Show").click();
        settle(harness);
    };
    typed(&mut harness, "NoSuchTag");
    assert!(harness.query_by_label_contains("is no tag").is_some());
}

#[test]
fn the_inspector_keeps_what_differs() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, Action::Inspect(InspectAction::Filter(TagFilter::Differing)));
    let workspace = harness.state().session().workspace();
    let list = &workspace.inspect.list;
    let keywords: Vec<&str> = list.rows.iter().map(|row| &*list.tree.rows[row.row as usize].keyword).collect();
    assert!(keywords.contains(&"InstanceNumber") && keywords.contains(&"SOPInstanceUID"), "{keywords:?}");
    assert!(!keywords.contains(&"PatientID"), "{keywords:?}");
}

#[test]
fn what_differs_is_offered_and_stays_while_another_tag_is_read() {
    let mut harness = viewer(Vec::new());
    let workspace = harness.state().session().workspace();
    assert!(workspace.offers_filter(TagFilter::Differing) && !workspace.offers_filter(TagFilter::Changed));
    let rows = &workspace.inspect.list.tree.rows;
    let row = rows.iter().position(|row| row.keyword == "SliceLocation").unwrap();
    act(&mut harness, Action::Inspect(InspectAction::OverSeries(row.try_into().unwrap())));
    let survey = &harness.state().session().workspace().survey;
    assert!(survey.shown && survey.path == Some(path("SliceLocation")));
    assert_eq!(survey.differs(&path("SliceLocation")), Some(true));
    harness.state_mut().session_mut().act(Action::Survey(SurveyAction::Show(path("PatientID"))));
    assert_eq!(harness.state().session().workspace().survey.differs(&path("SliceLocation")), Some(true));
}

#[test]
fn the_survey_is_gone_through_by_keys() {
    let mut harness = viewer(Vec::new());
    act(&mut harness, Action::ShowFrame(3));
    act(&mut harness, Action::Survey(SurveyAction::Show(path("InstanceNumber"))));
    harness.get_by_label_contains("Values over the series Image 4").focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    assert_eq!(image(&harness).frame, 4);
    harness.key_press(Key::End);
    settle(&mut harness);
    assert_eq!(image(&harness).frame, phantom::SLICES - 1);
}

#[test]
fn two_slices_are_compared() {
    let mut harness = viewer(Vec::new());
    let other = image(&harness).stack.at(0, 5).unwrap().key.id;
    act(&mut harness, Action::TagCompare(TagCompareAction::With(OtherObject::Instance(other))));
    assert!(harness.query_by_label_contains("(0020,0013) IS InstanceNumber").is_some());
    let mut options = harness.state().session().workspace().tag_compare.options.clone();
    options.ignore = vec![path("InstanceNumber")];
    act(&mut harness, Action::TagCompare(TagCompareAction::SetOptions(options)));
    assert!(harness.query_by_label_contains("(0020,0013) IS InstanceNumber").is_none());
    let file = OtherObject::File("no/such/file".into());
    act(&mut harness, Action::TagCompare(TagCompareAction::With(file)));
    let found = harness.state().session().workspace().tag_compare.found.clone().unwrap();
    assert!(found.result.is_err());
}
