//! Objects with one SOP Instance UID.

use super::*;
use crate::study::{Repeat, SetKind};

fn named(mut facts: InstanceFacts, uid: &str) -> InstanceFacts {
    facts.sop_instance_uid = uid.into();
    facts
}

#[test]
fn a_file_that_was_found_twice_is_shown_once() {
    let facts = vec![named(slice(1, 0.0), "1.1"), named(slice(2, 5.0), "1.2"), named(slice(2, 5.0), "1.2")];
    let set = set(facts);
    assert_eq!(positions(&set), [0.0, 5.0]);
    assert_eq!(set.copies, [Repeat { instance: 2, of: 1 }]);
    assert_eq!(codes(&set), [SetFindingCode::SameUid]);
    let said = "One more file has the UID, the facts and the length of an object of this set; it is shown once.";
    assert_eq!(text(&set, SetFindingCode::SameUid), said);
    // Opening the copy leads to what is shown in its place.
    assert_eq!(set.find(2, 0), Some(1));
}

#[test]
fn different_objects_with_one_uid_are_all_shown() {
    // As a careless de-identification leaves them: one UID for all slices.
    let set = set((0..4).map(|n| named(slice(n, n as f64 * 5.0), "1.1")).collect());
    assert_eq!(positions(&set), [0.0, 5.0, 10.0, 15.0]);
    assert_eq!(codes(&set), [SetFindingCode::SameUid]);
    assert!(set.copies.is_empty());
    let said = "Several objects share their SOP Instance UID with another one that differs; all are shown.";
    assert_eq!(text(&set, SetFindingCode::SameUid), said);
}

#[test]
fn files_of_different_lengths_are_no_copies() {
    // Compressed pictures under one UID; the facts do not tell them apart.
    let long = |bytes: u64| InstanceFacts { bytes, ..named(slice(1, 0.0), "1.1") };
    let found = set(vec![long(5000), long(5002), long(5000)]);
    assert_eq!(order(&found), [0, 1]);
    assert_eq!(found.copies, [Repeat { instance: 2, of: 0 }]);
    let said: Vec<&str> = found.findings.iter().map(|finding| &*finding.text).collect();
    assert!(
        said.contains(&"Several objects share their SOP Instance UID with another one that differs; all are shown.")
    );
}

#[test]
fn missing_uids_are_not_one_uid() {
    let mut instances = instances(vec![slice(1, 0.0), slice(1, 0.0)]);
    for instance in &mut instances {
        Arc::make_mut(instance).facts.sop_instance_uid = "".into();
    }
    let sets = display_sets("CT", &instances);
    assert_eq!((sets.len(), sets[0].frames.len(), sets[0].copies.len()), (1, 2, 0));
    assert_eq!(codes(&sets[0]), [SetFindingCode::Duplicates]);
}

#[test]
fn copies_of_documents_and_clips_stay_with_them() {
    let document = InstanceFacts { title: "Report".into(), ..InstanceFacts::default() };
    let clip = with(slice(2, 0.0), |image| {
        image.frames = 2;
        image.is_clip = true;
    });
    let facts = vec![document.clone(), document, clip.clone(), clip];
    let facts = facts.into_iter().zip(["1.1", "1.1", "1.2", "1.2"]).map(|(facts, uid)| named(facts, uid)).collect();
    let sets = sets(facts);
    assert_eq!(sets.iter().map(|set| set.kind).collect::<Vec<_>>(), [SetKind::Clip, SetKind::Document]);
    assert_eq!(sets[0].copies, [Repeat { instance: 3, of: 2 }]);
    assert_eq!(sets[1].copies, [Repeat { instance: 1, of: 0 }]);
}
