//! Objects of several frames.

use super::*;
use crate::{
    dicom::FrameFacts,
    study::{SetFrame, SetKind},
};

fn object(number: i64, frames: Vec<FrameFacts>) -> InstanceFacts {
    with(slice(number, 0.0), |image| {
        image.frames = frames.len() as u32;
        image.frame_facts = frames.into();
    })
}

fn frame(z: f64) -> FrameFacts {
    FrameFacts { plane: Some(plane([0.0, 0.0, z], AXIAL)), ..FrameFacts::default() }
}

fn stored(set: &DisplaySet) -> Vec<u32> {
    set.frames.iter().map(|frame| frame.frame).collect()
}

#[test]
fn each_object_stands_on_its_own() {
    let found =
        sets(vec![object(1, vec![frame(0.0), frame(5.0)]), object(2, vec![frame(0.0), frame(5.0)]), slice(3, 0.0)]);
    assert_eq!(
        found.iter().map(|set| set.kind).collect::<Vec<_>>(),
        [SetKind::MultiFrame, SetKind::MultiFrame, SetKind::Stack]
    );
    assert!(found.iter().all(|set| set.findings.is_empty()), "this is no split");
}

#[test]
fn frames_go_by_position() {
    let found = set(vec![object(1, vec![frame(5.0), frame(0.0), frame(15.0), frame(10.0)])]);
    assert_eq!((stored(&found), positions(&found)), (vec![1, 0, 3, 2], vec![0.0, 5.0, 10.0, 15.0]));
    // Frames that run down, run down.
    let found = set(vec![object(1, vec![frame(10.0), frame(5.0), frame(0.0)])]);
    assert_eq!(stored(&found), [0, 1, 2]);
}

#[test]
fn the_number_in_the_stack_gives_the_direction() {
    let numbered = |z: f64, number: u32| FrameFacts { in_stack_position: Some(number), ..frame(z) };
    let found = set(vec![object(1, vec![numbered(0.0, 3), numbered(5.0, 2), numbered(10.0, 1)])]);
    assert_eq!(positions(&found), [10.0, 5.0, 0.0]);
}

#[test]
fn stacks_of_one_object_are_sets() {
    let in_stack = |z: f64, stack: &str| FrameFacts { stack: stack.into(), ..frame(z) };
    let found =
        sets(vec![object(1, vec![in_stack(0.0, "A"), in_stack(0.0, "B"), in_stack(5.0, "A"), in_stack(5.0, "B")])]);
    assert_eq!(labels(&found), ["stack A", "stack B"]);
    assert_eq!((stored(&found[0]), stored(&found[1])), (vec![0, 2], vec![1, 3]));
}

#[test]
fn moments_of_one_object_are_phases() {
    let timed = |z: f64, position: i64| {
        let mut one = frame(z);
        one.contrast.temporal_position = Some(position);
        one
    };
    let found = sets(vec![object(1, vec![timed(0.0, 1), timed(5.0, 1), timed(0.0, 2), timed(5.0, 2)])]);
    assert_eq!(labels(&found), ["phase 1 of 2", "phase 2 of 2"]);
    assert_eq!((stored(&found[0]), stored(&found[1])), (vec![0, 1], vec![2, 3]));
    assert!(found.iter().all(|set| set.kind == SetKind::MultiFrame));
    // A dimension tells as well, whatever it means.
    let indexed = |z: f64, index: [u32; 2]| FrameFacts { dimension_index: index.into(), ..frame(z) };
    let frames = vec![indexed(0.0, [1, 1]), indexed(0.0, [2, 1]), indexed(5.0, [1, 2]), indexed(5.0, [2, 2])];
    let found = sets(vec![object(1, frames)]);
    assert_eq!(labels(&found), ["part 1 of 2", "part 2 of 2"]);
    assert_eq!((stored(&found[0]), stored(&found[1])), (vec![0, 2], vec![1, 3]));
}

#[test]
fn without_planes_dimensions_order_the_frames() {
    let indexed = |index: &[u32]| FrameFacts { dimension_index: index.into(), ..FrameFacts::default() };
    let found = set(vec![object(1, vec![indexed(&[2, 1]), indexed(&[1, 2]), indexed(&[1, 1]), indexed(&[1, 10])])]);
    assert_eq!((found.kind, stored(&found)), (SetKind::MultiFrame, vec![2, 1, 3, 0]));
    // Not all have as many: as stored.
    let found = set(vec![object(1, vec![indexed(&[2, 1]), indexed(&[1]), indexed(&[1, 1])])]);
    assert_eq!(stored(&found), [0, 1, 2]);
    let nothing = with(slice(1, 0.0), |image| image.frames = 3);
    assert_eq!(stored(&set(vec![nothing])), [0, 1, 2]);
}

#[test]
fn a_clip_keeps_its_order() {
    let mut clip = object(1, vec![frame(5.0), frame(0.0)]);
    clip = with(clip, |image| image.is_clip = true);
    let found = set(vec![clip]);
    assert_eq!((found.kind, stored(&found)), (SetKind::Clip, vec![0, 1]));
    assert_eq!(found.frames[0], SetFrame { instance: 0, frame: 0, position_mm: None });
}

#[test]
fn declared_frames_cost_no_memory_without_bound() {
    let found = set(vec![with(slice(1, 0.0), |image| image.frames = u32::MAX)]);
    assert_eq!(found.frames.len(), 1 << 18);
    let said = "The header declares 4294967295 frames; the first 262144 are listed.";
    assert_eq!(text(&found, SetFindingCode::FrameCount), said);
}

#[test]
fn objects_of_one_frame_make_stacks() {
    // As converted ones do: functional groups, one frame a file.
    let found = set((0..3).map(|n| object(n, vec![frame(n as f64 * 4.0)])).collect());
    assert_eq!((found.kind, positions(&found)), (SetKind::Stack, vec![0.0, 4.0, 8.0]));
}

#[test]
fn volumes_of_one_object_each_are_phases() {
    let volume = |n: i64| InstanceFacts {
        acquired_at: Some(100.0 - n as f64 * 2.5),
        ..object(n, vec![frame(0.0), frame(4.0), frame(8.0)])
    };
    let found = sets((0..3).map(volume).collect());
    assert_eq!(labels(&found), ["phase 1 of 3", "phase 2 of 3", "phase 3 of 3"]);
    assert_eq!(found.iter().map(|set| set.frames[0].instance).collect::<Vec<_>>(), [2, 1, 0], "by time");
    let times: Vec<_> = found.iter().map(|set| set.phase.unwrap().time_ms.unwrap()).collect();
    assert_eq!(times, [0.0, 2500.0, 5000.0]);
    // Without anything that orders them they stay by themselves; so do other places and other echoes.
    let still = |n: i64| InstanceFacts { acquired_at: None, ..volume(n) };
    assert!(sets((0..3).map(still).collect()).iter().all(|set| set.phase.is_none() && set.label.is_empty()));
    let aside =
        |n: i64| InstanceFacts { acquired_at: Some(n as f64), ..object(n, vec![frame(0.0), frame(4.0 + n as f64)]) };
    assert!(sets((0..3).map(aside).collect()).iter().all(|set| set.phase.is_none()));
    let echo = |n: i64| {
        let mut one = frame(0.0);
        one.contrast.echo_number = Some(n);
        InstanceFacts { acquired_at: Some(n as f64), ..object(n, vec![one.clone(), one]) }
    };
    assert!(sets((0..3).map(echo).collect()).iter().all(|set| set.phase.is_none()));
}

#[test]
fn objects_of_other_kinds_are_no_phases() {
    let changed = |n: i64, class: &str, change: &dyn Fn(&mut FrameFacts)| {
        let frames = [0.0, 4.0].map(|z| {
            let mut one = frame(z);
            change(&mut one);
            one
        });
        InstanceFacts { acquired_at: Some(n as f64), sop_class_uid: class.into(), ..object(n, frames.to_vec()) }
    };
    let is_series = |facts: Vec<InstanceFacts>| sets(facts).iter().all(|set| set.phase.is_some());
    let enhanced = "1.2.840.10008.5.1.4.1.1.4.1";
    assert!(is_series(vec![changed(1, enhanced, &|_| ()), changed(2, enhanced, &|_| ())]));
    // Two of each, and a CT beside an MR: segmentations, label maps, RT doses, parametric maps.
    for class in ["66.4", "66.7", "481.2", "30"].map(|tail| format!("1.2.840.10008.5.1.4.1.1.{tail}")) {
        assert!(!is_series(vec![changed(1, &class, &|_| ()), changed(2, &class, &|_| ())]), "{class}");
    }
    assert!(!is_series(vec![changed(1, enhanced, &|_| ()), changed(2, "1.2.840.10008.5.1.4.1.1.2.1", &|_| ())]));
    let apart: [&dyn Fn(&mut FrameFacts); 3] = [&|one| one.stack = "B".into(), &|one| one.segment = Some(1), &|one| {
        one.contrast.gradient = Some([0.0, 1.0, 0.0])
    }];
    for change in apart {
        assert!(!is_series(vec![changed(1, enhanced, &|_| ()), changed(2, enhanced, change)]));
    }
    let segment: &dyn Fn(&mut FrameFacts) = &|one| one.segment = Some(1);
    assert!(!is_series(vec![changed(1, enhanced, segment), changed(2, enhanced, segment)]));
}

#[test]
fn segments_are_sets() {
    // The second covers one place only: what is empty need not be stored (PS3.3 A.51.1).
    let filled = |z: f64, segment: u32| FrameFacts { segment: Some(segment), ..frame(z) };
    let first = [0.0, 5.0, 10.0, 30.0].map(|z| filled(z, 1));
    let found = sets(vec![object(1, first.into_iter().chain([filled(5.0, 2), filled(10.0, 4)]).collect())]);
    assert_eq!(labels(&found), ["segment 1", "segment 2", "segment 4"]);
    assert_eq!(found.iter().map(stored).collect::<Vec<_>>(), [vec![0, 1, 2, 3], vec![4], vec![5]]);
    assert!(found[0].gaps().is_empty(), "where nothing is stored, the segment is not");
    assert!(found.iter().all(|set| set.findings.is_empty() && set.phase.is_none()));
}
