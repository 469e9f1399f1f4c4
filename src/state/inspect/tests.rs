//! Lists worked out by hand, and what actions make of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::{collections::HashSet, sync::Arc};

use crate::dicom::{PathStep, TagPath, TagRow, TagTree};

use super::*;

fn row(
    parent: Option<u32>,
    depth: u16,
    tag: (u16, u16),
    keyword: &'static str,
    vr: &'static str,
    value: &str,
) -> TagRow {
    TagRow {
        depth,
        parent,
        tag,
        keyword: keyword.into(),
        vr,
        value: value.into(),
        length: Some(value.len() as u64),
        vm: u32::from(!value.is_empty()),
        has_children: vr == "SQ" || vr.is_empty(),
        identifying: vr == "PN",
        ..TagRow::default()
    }
}

const ITEM: (u16, u16) = (0xFFFE, 0xE000);

/// Rows 0 to 8: a sequence of two items, a name, a private element with its creator.
fn tree() -> Arc<TagTree> {
    Arc::new(TagTree {
        rows: vec![
            row(None, 0, (0x0008, 0x1140), "ReferencedImageSequence", "SQ", ""),
            row(Some(0), 1, ITEM, "Item 1", "", ""),
            row(Some(1), 2, (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.10"),
            row(Some(0), 1, ITEM, "Item 2", "", ""),
            row(Some(3), 2, (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.9"),
            row(None, 0, (0x0010, 0x0010), "PatientName", "PN", "Doe^Jane"),
            row(None, 0, (0x0019, 0x0010), "PrivateCreator", "LO", "ACME"),
            row(None, 0, (0x0028, 0x0010), "Rows", "US", "512"),
            row(None, 0, (0x0028, 0x0011), "Columns", "US", "64"),
        ],
    })
}

fn listed(choices: &Choices, marks: &Marks) -> Vec<u32> {
    let prepared = Prepared::new(tree(), choices.hide_identity);
    list(&prepared, choices, marks).rows.iter().map(|listed| listed.row).collect()
}

fn way(text: &str) -> TagPath {
    text.parse().unwrap()
}

#[test]
fn folds_show_what_lies_in_open_branches() {
    let with = |folds: Folds| listed(&Choices { folds: Arc::new(folds), ..Choices::default() }, &Marks::default());
    assert_eq!(with(Folds::default()), [0, 5, 6, 7, 8]);
    assert_eq!(with(Folds::all(true)), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    let mut folds = Folds::default();
    folds.toggle(way("(0008,1140)"));
    assert_eq!(with(folds.clone()), [0, 1, 3, 5, 6, 7, 8]);
    folds.reveal(&way("(0008,1140)[2].(0008,1155)"));
    assert_eq!(with(folds.clone()), [0, 1, 3, 4, 5, 6, 7, 8]);
    folds.toggle(way("(0008,1140)"));
    assert_eq!(with(folds.clone()), [0, 5, 6, 7, 8]);
    assert_eq!(with(folds.level(true)).len(), 9, "a sequence and its items are one level");
    assert_eq!(with(folds.level(true).level(false)).len(), 5);
}

#[test]
fn what_is_found_keeps_what_holds_it() {
    let choices =
        |query: &str| Choices { query: query.to_owned(), folds: Arc::new(Folds::of_search()), ..Choices::default() };
    let prepared = Prepared::new(tree(), false);
    let found = list(&prepared, &choices("1.2.9"), &Marks::default());
    assert_eq!(found.rows.iter().map(|listed| listed.row).collect::<Vec<_>>(), [0, 3, 4]);
    assert_eq!(found.found, Some(1));
    assert_eq!(listed(&choices("rows"), &Marks::default()), [7]);
    // A found branch is closed, and opens to all that it holds.
    let mut of_sequence = choices("referencedimage");
    assert_eq!(listed(&of_sequence, &Marks::default()), [0]);
    Arc::make_mut(&mut of_sequence.folds).toggle(way("(0008,1140)"));
    assert_eq!(listed(&of_sequence, &Marks::default()), [0, 1, 3]);
    // What is hidden is not found.
    let hidden = Choices { hide_identity: true, ..choices("jane") };
    assert!(listed(&hidden, &Marks::default()).is_empty());
    assert_eq!(listed(&choices("jane"), &Marks::default()), [5]);
}

#[test]
fn filters_take_what_others_know() {
    let with = |filter, marks: Marks| {
        listed(&Choices { filter, folds: Arc::new(Folds::of_search()), ..Choices::default() }, &marks)
    };
    assert_eq!(with(TagFilter::Private, Marks::default()), [6]);
    assert!(with(TagFilter::Empty, Marks::default()).is_empty());
    let found = Marks { found: [(0x0008, 0x1155), (0x0028, 0x0010)].into(), ..Marks::default() };
    assert_eq!(with(TagFilter::Findings, found), [0, 1, 2, 3, 4, 7]);
    let ways: Arc<HashSet<TagPath>> = Arc::new([way("(0008,1140)[1].(0008,1155)"), way("Columns")].into());
    let changed = Marks { changed: Arc::clone(&ways), ..Marks::default() };
    assert_eq!(with(TagFilter::Changed, changed), [0, 1, 2, 8]);
    assert_eq!(with(TagFilter::Differing, Marks { differing: ways, ..Marks::default() }), [0, 1, 2, 8]);
}

#[test]
fn siblings_are_sorted_and_items_stay() {
    let with = |by, descending, hide_identity| {
        let sort = Some(TagSort { by, descending });
        let choices = Choices { sort, folds: Arc::new(Folds::all(true)), hide_identity, ..Choices::default() };
        listed(&choices, &Marks::default())
    };
    assert_eq!(with(TagColumn::Keyword, false, false), [8, 5, 6, 0, 1, 2, 3, 4, 7]);
    assert_eq!(with(TagColumn::Tag, true, false), [8, 7, 6, 5, 0, 1, 2, 3, 4]);
    // Numbers by their size, then texts; the sequence has none.
    assert_eq!(with(TagColumn::Value, false, false), [8, 7, 0, 1, 2, 3, 4, 6, 5]);
    // A hidden value is told by its place neither.
    assert_eq!(with(TagColumn::Value, false, true), [5, 8, 7, 0, 1, 2, 3, 4, 6]);
}

#[test]
fn places_are_offered_by_number_and_name() {
    let prepared = Prepared::new(tree(), false);
    for (typed, expected) in [
        ("rows", vec![7]),
        ("ROW", vec![7]),
        ("0028,0010", vec![7]),
        ("00280010", vec![7]),
        ("(0028", vec![7, 8]),
        ("ris", vec![0, 2]),
        ("name", vec![5]),
        ("refuid", vec![2]),
        ("nowhere", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(candidates(&prepared, typed), expected, "{typed}");
    }
}

/// A multi-frame file of three frames: what is shared, and what the second and third have of their own.
fn multi_frame() -> Arc<TagTree> {
    let rows = vec![
        row(None, 0, (0x5200, 0x9229), "SharedFunctionalGroupsSequence", "SQ", ""),
        row(Some(0), 1, ITEM, "Item 1", "", ""),
        row(Some(1), 2, (0x0028, 0x9110), "PixelMeasuresSequence", "SQ", ""),
        row(Some(2), 3, ITEM, "Item 1", "", ""),
        row(Some(3), 4, (0x0028, 0x0030), "PixelSpacing", "DS", "1\\1"),
        row(Some(1), 2, (0x0028, 0x9145), "PixelValueTransformationSequence", "SQ", ""),
        row(Some(5), 3, ITEM, "Item 1", "", ""),
        row(Some(6), 4, (0x0028, 0x1053), "RescaleSlope", "DS", "1"),
        row(None, 0, (0x5200, 0x9230), "PerFrameFunctionalGroupsSequence", "SQ", ""),
        row(Some(8), 1, ITEM, "Item 1", "", ""),
        row(Some(8), 1, ITEM, "Item 2", "", ""),
        row(Some(10), 2, (0x0028, 0x9145), "PixelValueTransformationSequence", "SQ", ""),
        row(Some(11), 3, ITEM, "Item 1", "", ""),
        row(Some(12), 4, (0x0028, 0x1053), "RescaleSlope", "DS", "2"),
    ];
    Arc::new(TagTree { rows })
}

#[test]
fn a_frame_has_its_own_groups_before_the_shared_ones() {
    let prepared = Prepared::new(multi_frame(), false);
    let of = |frame| {
        let choices = Choices { frame: Some(frame), folds: Arc::new(Folds::all(true)), ..Choices::default() };
        let list = list(&prepared, &choices, &Marks::default());
        list.rows.iter().map(|listed| (listed.row, listed.depth, listed.origin)).collect::<Vec<_>>()
    };
    let shared = Some(Origin::Shared);
    assert_eq!(of(0), [(2, 0, shared), (4, 1, None), (5, 0, shared), (7, 1, None)]);
    assert_eq!(of(1), [(2, 0, shared), (4, 1, None), (11, 0, Some(Origin::Frame)), (13, 1, None)]);
    assert_eq!(of(2), of(0), "never those of another frame");
}

fn inspecting() -> Workspace {
    let about = crate::dicom::About {
        path: "made.dcm".into(),
        size: 0,
        preamble: Default::default(),
        summary: Default::default(),
        image: Err(crate::dicom::ReadError::NotDicom),
        findings: Vec::new(),
    };
    let mut workspace = Workspace::default();
    let inspected = crate::state::Inspected { id: 1, about: Arc::new(about), tags: Some(tree()), document: None };
    workspace.inspected = Some(inspected);
    workspace.relist();
    workspace
}

fn rows(workspace: &Workspace) -> Vec<u32> {
    workspace.inspect.list.rows.iter().map(|listed| listed.row).collect()
}

fn act(workspace: &mut Workspace, action: InspectAction) {
    assert!(workspace.apply(crate::state::Action::Inspect(action)).is_empty());
}

#[test]
fn going_to_a_tag_opens_what_it_lies_in() {
    let mut workspace = inspecting();
    assert_eq!(rows(&workspace), [0, 5, 6, 7, 8]);
    act(&mut workspace, InspectAction::Search("rows".into()));
    assert_eq!(rows(&workspace), [7]);
    act(&mut workspace, InspectAction::TypeJump(Some("referencedsop".into())));
    assert_eq!(*workspace.inspect.jumps, [2]);
    act(&mut workspace, InspectAction::Jump(4));
    assert_eq!((rows(&workspace), &*workspace.inspect.query), (vec![0, 1, 3, 4, 5, 6, 7, 8], ""));
    assert_eq!(workspace.inspect.chosen.as_ref().map(|chosen| chosen.row), Some(4));
    assert_eq!((workspace.inspect.revealed, workspace.inspect.jump.is_none()), (1, true));
    act(&mut workspace, InspectAction::Toggle(0));
    assert_eq!(rows(&workspace), [0, 5, 6, 7, 8]);
}

#[test]
fn folds_and_cursor_stay_from_slice_to_slice() {
    let mut workspace = inspecting();
    act(&mut workspace, InspectAction::Toggle(0));
    act(&mut workspace, InspectAction::Choose(7));
    // In the next slice an element stands before.
    let mut rows_of_next = vec![row(None, 0, (0x0008, 0x0005), "SpecificCharacterSet", "CS", "ISO_IR 100")];
    rows_of_next.extend(tree().rows.iter().map(|old| TagRow { parent: old.parent.map(|at| at + 1), ..old.clone() }));
    workspace.inspected.as_mut().unwrap().tags = Some(Arc::new(TagTree { rows: rows_of_next }));
    workspace.relist();
    assert_eq!(rows(&workspace), [0, 1, 2, 4, 6, 7, 8, 9]);
    assert_eq!(workspace.inspect.chosen_row().unwrap().keyword, "Rows");
    let path = workspace.inspect.chosen.as_ref().unwrap().path.clone().unwrap();
    assert_eq!(path.steps, [PathStep::Element((0x0028, 0x0010))]);
}

#[test]
fn headings_sort_up_down_and_not() {
    let mut workspace = inspecting();
    let by_value = |workspace: &mut Workspace| {
        act(workspace, InspectAction::Sort(TagColumn::Value));
        rows(workspace)
    };
    assert_eq!(by_value(&mut workspace), [8, 7, 0, 6, 5]);
    assert_eq!(by_value(&mut workspace), [5, 6, 0, 7, 8]);
    assert_eq!(by_value(&mut workspace), [0, 5, 6, 7, 8]);
}

#[test]
fn hidden_values_are_not_shown_whole() {
    let mut workspace = inspecting();
    act(&mut workspace, InspectAction::HideIdentity(true));
    act(&mut workspace, InspectAction::ShowValue(5));
    assert_eq!(workspace.inspect.value, None);
    act(&mut workspace, InspectAction::ShowValue(7));
    assert!(workspace.wants().tag_value.is_some());
    act(&mut workspace, InspectAction::CloseValue);
    assert_eq!(workspace.wants().tag_value, None);
}

#[test]
fn a_large_file_is_listed_by_a_worker() {
    let mut workspace = inspecting();
    let one = row(None, 0, (0x0028, 0x0010), "Rows", "US", "512");
    workspace.inspected.as_mut().unwrap().tags = Some(Arc::new(TagTree { rows: vec![one; AT_ONCE + 1] }));
    act(&mut workspace, InspectAction::Search("512".into()));
    // What is drawn is whole until then.
    assert_eq!(rows(&workspace), [0, 5, 6, 7, 8]);
    let want = workspace.wants().tag_list.unwrap();
    let (prepared, list) = want.list();
    workspace.absorb(crate::state::Event::TagsListed { want, prepared, list });
    assert_eq!(workspace.inspect.list.rows.len(), AT_ONCE + 1);
    assert!(workspace.wants().tag_list.is_none());
}

#[test]
fn a_value_of_the_file_before_is_not_shown_of_this_one() {
    let mut workspace = inspecting();
    // The rows of the next file are not listed yet.
    workspace.inspected.as_mut().unwrap().tags = Some(tree());
    act(&mut workspace, InspectAction::ShowValue(7));
    assert!(workspace.inspect.value.is_none());
    act(&mut workspace, InspectAction::ShowValue(7));
    assert!(workspace.inspect.value.is_some());
}

#[test]
fn ways_are_found_in_one_walk() {
    let changed = [way("(0008,1140)[2].(0008,1155)"), way("(0028,0010)"), way("(0028,0030)")];
    let marks = Marks { changed: Arc::new(changed.into()), ..Marks::default() };
    let choices = Choices { filter: TagFilter::Changed, folds: Arc::new(Folds::of_search()), ..Choices::default() };
    assert_eq!(listed(&choices, &marks), [0, 3, 4, 7]);
}
