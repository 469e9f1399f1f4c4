//! The order of slices, and of sets.

use super::*;
use crate::study::SetKind;

#[test]
fn slices_go_by_position_not_by_name_or_number() {
    // Numbers contradict the positions: 0, 5, 10, 15 mm have the numbers 2, 4, 1, 3.
    let set = set(vec![slice(1, 10.0), slice(2, 0.0), slice(3, 15.0), slice(4, 5.0)]);
    assert_eq!(positions(&set), [0.0, 5.0, 10.0, 15.0]);
    assert_eq!(order(&set), [1, 3, 0, 2]);
    assert_eq!((set.kind, set.slice_spacing_mm), (SetKind::Stack, Some(5.0)));
    assert!(set.findings.is_empty(), "{:?}", set.findings);
}

#[test]
fn forward_is_counting_up_where_numbers_run_with_the_positions() {
    let up = set(vec![slice(1, 0.0), slice(2, 5.0), slice(3, 10.0)]);
    assert_eq!(positions(&up), [0.0, 5.0, 10.0]);
    let down = set(vec![slice(1, 10.0), slice(2, 5.0), slice(3, 0.0)]);
    assert_eq!(positions(&down), [10.0, 5.0, 0.0]);
    let mut unnumbered = vec![slice(1, 10.0), slice(2, 5.0), slice(3, 0.0)];
    unnumbered[1].instance_number = None;
    assert_eq!(positions(&set(unnumbered)), [0.0, 5.0, 10.0], "ascending where the numbers do not tell");
}

#[test]
fn two_acquisitions_along_the_body_are_one_stack() {
    let slices = (0..6).map(|n| InstanceFacts {
        acquisition_number: Some(1 + n / 3),
        acquired_at: Some(n as f64),
        ..slice(n, n as f64)
    });
    let set = set(slices.collect());
    assert_eq!(positions(&set), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert!(set.findings.is_empty(), "{:?}", set.findings);
}

#[test]
fn oblique_slices_go_along_their_normal() {
    // Turned by 30 degrees about x: normal (0, -1/2, cos 30); slices 2 mm apart along it.
    let (sine, cosine) = 30.0_f64.to_radians().sin_cos();
    let orientation = [1.0, 0.0, 0.0, 0.0, cosine, sine];
    let place = |n: f64| [7.0, -sine * 2.0 * n, cosine * 2.0 * n];
    let set = set([2.0, 0.0, 1.0].into_iter().map(|n| at(n as i64, place(n), orientation)).collect());
    for (found, expected) in positions(&set).into_iter().zip([0.0, 2.0, 4.0]) {
        assert!((found - expected).abs() < 1e-12, "{found}");
    }
    assert!(set.findings.is_empty(), "{:?}", set.findings);
}

#[test]
fn without_positions_numbers_order() {
    let bare = |number: Option<i64>| {
        let facts = with(slice(0, 0.0), |image| image.plane = None);
        InstanceFacts { instance_number: number, ..facts }
    };
    let set = set(vec![bare(Some(10)), bare(None), bare(Some(9))]);
    assert_eq!((set.kind, order(&set)), (SetKind::Images, vec![2, 0, 1]));
    assert_eq!(codes(&set), [SetFindingCode::NoPositions]);
    // A radiograph has none to miss.
    let radiograph = |number| InstanceFacts { sop_class_uid: "1.2.840.10008.5.1.4.1.1.1".into(), ..bare(Some(number)) };
    let sets = sets(vec![radiograph(2), radiograph(1)]);
    assert_eq!(order(&sets[0]), [1, 0]);
    assert!(sets[0].findings.is_empty());
}

#[test]
fn the_order_does_not_depend_on_which_file_came_first() {
    let facts = vec![slice(3, 5.0), slice(3, 5.0), slice(1, 0.0), slice(2, 0.0)];
    let there = instances(facts);
    let back: Vec<_> = there.iter().rev().cloned().collect();
    let ids = |instances: &[Arc<Instance>]| {
        let sets = display_sets("CT", instances);
        let ids = sets.iter().flat_map(|set| &set.frames).map(|frame| instances[frame.instance as usize].id);
        ids.collect::<Vec<u64>>()
    };
    assert_eq!(ids(&there), ids(&back));
    assert_eq!(ids(&there), [2, 3, 0, 1]);
}

#[test]
fn sets_come_by_their_lowest_number() {
    let facts = vec![
        with(slice(7, 0.0), |image| image.rows = 5),
        slice(3, 0.0),
        slice(9, 1.0),
        with(slice(1, 0.0), |image| image.frames = 2),
        with(slice(8, 5.0), |image| image.rows = 5),
    ];
    let sets = sets(facts);
    assert_eq!(sets.iter().map(order).collect::<Vec<_>>(), [vec![3, 3], vec![1, 2], vec![0, 4]]);
}

#[test]
fn an_empty_series_has_no_sets() {
    assert!(sets(Vec::new()).is_empty());
}

#[test]
fn twenty_thousand_alike_are_not_compared_pair_by_pair() {
    // Not timed: pair by pair, this would not end while anybody waits for it.
    let same = |n: i64| InstanceFacts { sop_instance_uid: "1.1".into(), ..slice(n, 0.0) };
    let set = set((0..20_000).map(same).collect());
    assert_eq!(set.frames.len(), 20_000);
    let turned = |n: i64| {
        let (sine, cosine) = (n as f64 * 0.001).sin_cos();
        at(n, [0.0; 3], [cosine, sine, 0.0, -sine, cosine, 0.0])
    };
    assert!(sets((0..20_000).map(turned).collect()).iter().map(|set| set.frames.len()).sum::<usize>() == 20_000);
}

#[test]
fn twenty_thousand_image_types_are_not_compared_pair_by_pair() {
    // Not timed either. Two places, so that the names of the sets are seen.
    let common: String = (0..40).map(|n| format!("A{n}\\")).collect();
    let typed = |n: i64| {
        let facts = slice(n, (n % 2) as f64 * 5.0);
        with(facts, |image| image.image_type = format!("{common}B{:05}", n / 2).into())
    };
    let found = display_sets("MR", &instances((0..20_000).map(typed).collect()));
    assert_eq!(found.len(), 10_000);
    assert_eq!((&*found[0].label, &*found[9_999].label), ("B00000", "B09999"));
    assert!(found.iter().all(|set| positions(set) == [0.0, 5.0]));
}
