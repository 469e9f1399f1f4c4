//! Pictures of one place, and what tells them apart.

use super::*;
use crate::{
    dicom::Contrast,
    study::{Phase, SetKind},
};

/// `count` slices 5 mm apart for each of `values`, changed by `change`; numbers run on.
fn grid<T: Copy>(count: i64, values: &[T], change: impl Fn(&mut InstanceFacts, T)) -> Vec<InstanceFacts> {
    let mut facts = Vec::new();
    for (block, value) in (0..).zip(values) {
        for n in 0..count {
            let mut one = slice(1 + block * count + n, n as f64 * 5.0);
            change(&mut one, *value);
            facts.push(one);
        }
    }
    facts
}

fn contrast(facts: &mut InstanceFacts) -> &mut Contrast {
    &mut facts.image.as_mut().unwrap().contrast
}

fn phases(sets: &[DisplaySet]) -> Vec<Phase> {
    sets.iter().map(|set| set.phase.unwrap()).collect()
}

#[test]
fn echoes_are_sets() {
    let found = sets(grid(4, &[1, 2], |facts, echo| contrast(facts).echo_number = Some(echo)));
    assert_eq!(labels(&found), ["echo 1", "echo 2"]);
    assert!(found.iter().all(|set| set.phase.is_none() && set.findings.is_empty() && set.kind == SetKind::Stack));
    assert_eq!(order(&found[1]), [4, 5, 6, 7]);
    let found = sets(grid(4, &[2.46, 4.92], |facts, time| contrast(facts).echo_time_ms = Some(time)));
    assert_eq!(labels(&found), ["TE 2.46 ms", "TE 4.92 ms"]);
}

#[test]
fn b_values_are_sets_and_directions_are_steps_through_them() {
    let values = [
        (0.0, None),
        (1000.0, Some([1.0, 0.0, 0.0])),
        (1000.0, Some([0.0, 1.0, 0.0])),
        (1000.0, Some([0.0, 0.0, 1.0])),
    ];
    let found = sets(grid(3, &values, |facts, (b, gradient)| {
        contrast(facts).b_value = Some(b);
        contrast(facts).gradient = gradient;
    }));
    let named = ["b 0", "b 1000, direction 1 of 3", "b 1000, direction 2 of 3", "b 1000, direction 3 of 3"];
    assert_eq!(labels(&found), named);
    assert_eq!(found[0].phase, None);
    assert_eq!(
        phases(&found[1..]).iter().map(|phase| (phase.group, phase.index, phase.of)).collect::<Vec<_>>(),
        [(0, 0, 3), (0, 1, 3), (0, 2, 3)]
    );
}

#[test]
fn inversion_times_image_types_and_thicknesses_are_sets() {
    let found = sets(grid(2, &[100.0, 300.0], |facts, time| contrast(facts).inversion_time_ms = Some(time)));
    assert_eq!(labels(&found), ["TI 100 ms", "TI 300 ms"]);
    let found = sets(grid(2, &["ORIGINAL\\PRIMARY\\M\\FFE", "ORIGINAL\\PRIMARY\\P\\FFE"], |facts, text| {
        facts.image.as_mut().unwrap().image_type = text.into();
    }));
    assert_eq!(labels(&found), ["M", "P"]);
    let found = sets(grid(2, &[1.0, 5.0], |facts, mm| facts.image.as_mut().unwrap().thickness_mm = Some(mm)));
    assert_eq!(labels(&found), ["1 mm slices", "5 mm slices"]);
}

#[test]
fn temporal_positions_are_phases_with_their_times() {
    let found = sets(grid(3, &[(1, 50.0), (2, 52.5), (3, 55.0)], |facts, (position, seconds)| {
        contrast(facts).temporal_position = Some(position);
        facts.acquired_at = Some(seconds);
    }));
    assert_eq!(labels(&found), ["phase 1 of 3", "phase 2 of 3", "phase 3 of 3"]);
    let expected = [0.0, 2500.0, 5000.0].into_iter().zip(0..);
    let expected: Vec<Phase> =
        expected.map(|(ms, index)| Phase { group: 0, index, of: 3, time_ms: Some(ms) }).collect();
    assert_eq!(phases(&found), expected);
    assert!(found.iter().all(|set| positions(set) == [0.0, 5.0, 10.0]));
}

#[test]
fn a_series_broken_off_half_way_keeps_its_phases() {
    let mut facts = grid(4, &[1, 2], |facts, position| contrast(facts).temporal_position = Some(position));
    facts.truncate(6);
    let found = sets(facts);
    assert_eq!(found.iter().map(|set| set.frames.len()).collect::<Vec<_>>(), [4, 2]);
    // As does one that only its acquisition numbers tell.
    let mut facts = grid(4, &[1, 2], |facts, number| facts.acquisition_number = Some(number));
    facts.truncate(6);
    assert_eq!(sets(facts).len(), 2);
}

#[test]
fn each_slice_has_its_own_trigger_times() {
    // Three moments of three slices; the heart beat a little faster each time.
    let mut facts = Vec::new();
    for n in 0..3_i64 {
        for moment in 0..3_i64 {
            let mut one = slice(n * 3 + moment, n as f64 * 8.0);
            contrast(&mut one).trigger_time_ms = Some(moment as f64 * (40.0 - n as f64));
            facts.push(one);
        }
    }
    let found = sets(facts);
    assert_eq!(found.iter().map(order).collect::<Vec<_>>(), [[0, 3, 6], [1, 4, 7], [2, 5, 8]]);
    // The medians: 0; 38, 39, 40; 76, 78, 80.
    assert_eq!(phases(&found).iter().map(|phase| phase.time_ms.unwrap()).collect::<Vec<_>>(), [0.0, 39.0, 78.0]);
}

#[test]
fn times_of_acquisition_tell_what_nothing_names() {
    let mut facts = grid(3, &[0.0, 30.0], |facts, seconds| facts.acquired_at = Some(seconds));
    for (n, one) in facts.iter_mut().enumerate() {
        // Each slice a second after the one before.
        one.acquired_at = one.acquired_at.map(|seconds| seconds + (n % 3) as f64);
    }
    let found = sets(facts);
    assert_eq!(labels(&found), ["phase 1 of 2", "phase 2 of 2"]);
    assert_eq!(phases(&found)[1].time_ms, Some(30_000.0));
}

/// Five places at three moments, a slice a second, 10 s from moment to moment; without the pictures `missing`.
fn timed(missing: &[usize]) -> Vec<DisplaySet> {
    let mut facts = grid(5, &[0.0, 10.0, 20.0], |facts, seconds| facts.acquired_at = Some(seconds));
    for (n, one) in facts.iter_mut().enumerate() {
        one.acquired_at = one.acquired_at.map(|seconds| seconds + (n % 5) as f64);
    }
    let left = (0..facts.len()).filter(|n| !missing.contains(n));
    sets(left.map(|n| facts[n].clone()).collect())
}

#[test]
fn a_missing_picture_shifts_no_moment() {
    // Objects 0 to 4 are of the first moment, 5 to 9 of the second. Without number 7, the third slice of the second, what
    // was 10 to 14 is 9 to 13. Its slices at 2 s and 22 s lie in the moments 0 s to 4 s and 20 s to 24 s.
    let found = timed(&[7]);
    assert_eq!(
        found.iter().map(order).collect::<Vec<_>>(),
        [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8], vec![9, 10, 11, 12, 13]]
    );
    assert_eq!(positions(&found[1]), [0.0, 5.0, 15.0, 20.0]);
    assert_eq!(found.iter().map(codes).collect::<Vec<_>>(), [vec![], vec![SetFindingCode::Gaps], vec![]]);
    // Of the first slices of all nothing is known but that they come before 1 s and 11 s: it is told in all sets.
    let found = timed(&[0]);
    assert_eq!(found.iter().map(|set| set.frames.len()).collect::<Vec<_>>(), [5, 5, 4]);
    let said = "Pictures of one place are missing at some of the moments, and nothing tells at which: those that are there \
                are taken for the first ones.";
    assert!(found.iter().all(|set| text(set, SetFindingCode::Gaps) == said));
}

#[test]
fn moments_that_overlap_do_not_tell_which_is_missing() {
    // Each slice has all its moments before the next one begins.
    let mut facts = Vec::new();
    for n in 0..4_i64 {
        for moment in 0..3_i64 {
            let n_th = slice(n * 3 + moment, n as f64 * 8.0);
            facts.push(InstanceFacts { acquired_at: Some((n * 30 + moment * 10) as f64), ..n_th });
        }
    }
    assert!(sets(facts.clone()).iter().all(|set| set.findings.is_empty()));
    facts.remove(4);
    let found = sets(facts);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|set| codes(set).contains(&SetFindingCode::Gaps)));
}

#[test]
fn echoes_of_several_moments_have_phases_each() {
    let values = [(1, 1), (2, 1), (1, 2), (2, 2)];
    let found = sets(grid(3, &values, |facts, (echo, moment)| {
        contrast(facts).echo_number = Some(echo);
        contrast(facts).temporal_position = Some(moment);
    }));
    let named = ["echo 1, phase 1 of 2", "echo 1, phase 2 of 2", "echo 2, phase 1 of 2", "echo 2, phase 2 of 2"];
    assert_eq!(labels(&found), named);
    assert_eq!(phases(&found).iter().map(|phase| phase.group).collect::<Vec<_>>(), [0, 0, 1, 1]);
}

#[test]
fn two_acquisitions_that_overlap_in_a_slice_stay_one_stack() {
    let part = |number: i64| {
        (0..5).map(move |n| InstanceFacts {
            acquisition_number: Some(number),
            ..slice((number - 1) * 5 + n, ((number - 1) * 4 + n) as f64)
        })
    };
    let set = set(part(1).chain(part(2)).collect());
    assert_eq!(positions(&set), [0.0, 1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    assert_eq!(codes(&set), [SetFindingCode::Duplicates]);
    let said = "2 pictures share one place, and nothing in their headers tells them apart.";
    assert_eq!(text(&set, SetFindingCode::Duplicates), said);
}

#[test]
fn what_nothing_explains_stays_one_stack_and_is_told() {
    let set = set(grid(3, &[(), ()], |_, ()| {}));
    assert_eq!(positions(&set), [0.0, 0.0, 5.0, 5.0, 10.0, 10.0]);
    assert_eq!((set.kind, set.slice_spacing_mm), (SetKind::Stack, Some(5.0)));
    assert_eq!(
        text(&set, SetFindingCode::Duplicates),
        "6 pictures share 3 places, and nothing in their headers tells them apart."
    );
}

#[test]
fn two_fields_of_view_are_sets_where_they_overlap_and_one_where_they_follow() {
    let wide = |facts: &mut InstanceFacts, mm: f64| facts.image.as_mut().unwrap().spacing_mm = Some([mm, mm]);
    assert_eq!(labels(&sets(grid(3, &[0.5, 0.75], wide))), ["0.5 mm pixels", "0.75 mm pixels"]);
    let mut slices: Vec<_> = (0..6).map(|n| slice(n, n as f64)).collect();
    slices.iter_mut().skip(3).for_each(|one| wide(one, 0.75));
    let set = set(slices);
    assert_eq!(codes(&set), [SetFindingCode::MixedSpacing]);
    let said = "The pixel spacing differs between the pictures: 0.5 mm to 0.75 mm.";
    assert_eq!(text(&set, SetFindingCode::MixedSpacing), said);
}

#[test]
fn two_wrists_side_by_side_are_two_stacks() {
    let found = sets(grid(4, &[0.0, 120.0], |facts, x| {
        facts.image.as_mut().unwrap().plane.as_mut().unwrap().position_mm[0] = x;
    }));
    assert_eq!(labels(&found), ["part 1", "part 2"]);
    assert!(found.iter().all(|set| set.findings.is_empty()));
}

#[test]
fn one_place_is_no_stack() {
    // A cine of one slice: by time, whatever the numbers say.
    let cine = [3, 1, 2].map(|moment| {
        let mut one = slice(4 - moment, 7.0);
        contrast(&mut one).trigger_time_ms = Some(moment as f64 * 30.0);
        one
    });
    let found = set(cine.to_vec());
    assert_eq!((found.kind, order(&found)), (SetKind::Images, vec![1, 2, 0]));
    assert!(found.findings.is_empty() && found.phase.is_none() && found.gaps().is_empty());
    assert_eq!(positions(&found), [7.0; 3]);
    // Numbers alone are enough to go by; without them nothing is.
    assert!(set(vec![slice(2, 7.0), slice(1, 7.0)]).findings.is_empty());
    assert_eq!(codes(&set(vec![slice(1, 7.0), slice(1, 7.0)])), [SetFindingCode::Duplicates]);
}

#[test]
fn small_things_have_close_slices() {
    // Microscopic computed tomography: pixels and slices of 5 micrometres.
    let small = |n: i64| with(slice(n, n as f64 * 0.005), |image| image.spacing_mm = Some([0.005, 0.005]));
    let set = set((0..4).map(small).collect());
    assert!(set.findings.is_empty(), "{:?}", set.findings);
    assert!((set.slice_spacing_mm.unwrap() - 0.005).abs() < 1e-12);
}
