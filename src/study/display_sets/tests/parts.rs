//! Which pictures can lie in one stack at all.

use super::*;
use crate::study::SetKind;

fn stack(first: i64, orientation: [f64; 6], along: usize, count: i64) -> Vec<InstanceFacts> {
    let place = |n: i64| {
        let mut position = [0.0; 3];
        position[along] = n as f64 * 5.0;
        position
    };
    (0..count).map(|n| at(first + n, place(n), orientation)).collect()
}

#[test]
fn a_localizer_stands_apart_from_its_slices() {
    let scout = with(at(1, [0.0; 3], CORONAL), |image| image.image_type = "ORIGINAL\\PRIMARY\\LOCALIZER".into());
    let other = with(at(2, [0.0; 3], SAGITTAL), |image| image.image_type = "ORIGINAL\\PRIMARY\\LOCALIZER".into());
    let mut facts = vec![scout, other];
    facts.extend(stack(3, AXIAL, 2, 3));
    let sets = sets(facts);
    assert_eq!(labels(&sets), ["localizer", ""]);
    assert_eq!(sets.iter().map(|set| set.kind).collect::<Vec<_>>(), [SetKind::Localizer, SetKind::Stack]);
    assert_eq!((order(&sets[0]), order(&sets[1])), (vec![0, 1], vec![2, 3, 4]));
    assert_eq!(codes(&sets[0]), [SetFindingCode::Split]);
    let said = "The series was split by localizers: not all of its pictures belong together.";
    assert_eq!(text(&sets[1], SetFindingCode::Split), said);
}

#[test]
fn sizes_do_not_mix() {
    let mut facts = stack(1, AXIAL, 2, 4);
    facts[1] = with(facts[1].clone(), |image| image.columns = 8);
    facts[2] = with(facts[2].clone(), |image| image.samples_per_pixel = 3);
    let sets = sets(facts);
    assert_eq!(labels(&sets), ["4 × 3", "8 × 3", "4 × 3 colour"]);
    assert_eq!(order(&sets[0]), [0, 3]);
    assert!(sets.iter().all(|set| codes(set).contains(&SetFindingCode::Split)));
}

#[test]
fn orientations_do_not_mix() {
    let mut facts = stack(1, AXIAL, 2, 3);
    facts.extend(stack(11, CORONAL, 1, 4));
    // 0.6 degrees off is rounding of two decimals.
    facts.push(at(4, [0.0, 0.0, 15.0], [1.0, 0.01, 0.0, -0.01, 1.0, 0.0]));
    let sets = sets(facts);
    assert_eq!(labels(&sets), ["axial", "coronal"]);
    assert_eq!(order(&sets[0]), [0, 1, 2, 7]);
    // The normal of CORONAL points to -y x ... : (1,0,0) x (0,0,-1) = (0,1,0).
    assert_eq!(positions(&sets[1]), [0.0, 5.0, 10.0, 15.0]);
    assert_eq!(
        text(&sets[0], SetFindingCode::Split),
        "The series was split by orientation: not all of its pictures belong together."
    );
}

#[test]
fn a_turning_view_is_no_stack() {
    // Seven views of a projection, 10 degrees apart.
    let view = |n: i64| {
        let (sine, cosine) = (n as f64 * 10.0_f64).to_radians().sin_cos();
        at(8 - n, [0.0; 3], [cosine, sine, 0.0, 0.0, 0.0, -1.0])
    };
    let set = set((0..7).map(view).collect());
    assert_eq!(set.kind, SetKind::Images);
    assert_eq!(order(&set), [6, 5, 4, 3, 2, 1, 0], "by number");
    assert!(set.frames.iter().all(|frame| frame.position_mm.is_none()));
    assert!(set.findings.is_empty(), "{:?}", set.findings);
}

#[test]
fn a_scout_in_three_planes_is_one_localizer() {
    let facts = || {
        let mut facts = stack(1, AXIAL, 2, 3);
        facts.extend(stack(4, CORONAL, 1, 3));
        facts.extend(stack(7, SAGITTAL, 0, 3));
        facts
    };
    let sets = sets_of("MR", facts());
    assert_eq!((sets.len(), sets[0].kind), (1, SetKind::Localizer));
    assert_eq!(order(&sets[0]), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // CT has a term for it, and has to use it.
    assert_eq!(labels(&sets_of("CT", facts())), ["axial", "coronal", "sagittal"]);
    // Slices that are many are stacks.
    let mut many = facts();
    many.extend(stack(11, AXIAL, 2, 9).into_iter().skip(3));
    assert_eq!(sets_of("MR", many).len(), 3);
}

#[test]
fn spaces_and_missing_positions_do_not_mix() {
    let mut facts = stack(1, AXIAL, 2, 5);
    facts[2] = with(facts[2].clone(), |image| image.frame_of_reference = "1.10".into());
    facts[3] = with(facts[3].clone(), |image| image.plane = None);
    let sets = sets(facts);
    assert_eq!(labels(&sets), ["space 1", "space 2", "without position"]);
    assert_eq!(positions(&sets[0]), [0.0, 5.0, 20.0]);
    assert_eq!(sets[2].kind, SetKind::Images);
    assert!(codes(&sets[2]).contains(&SetFindingCode::NoPositions));
    assert!(!codes(&sets[0]).contains(&SetFindingCode::NoPositions));
}

#[test]
fn kinds_of_objects_do_not_mix() {
    // CT, PET and what does not say, in the same places under one series UID; number 5 is a capture without a position.
    let classes =
        [CT, "1.2.840.10008.5.1.4.1.1.128", CT, "1.2.840.10008.5.1.4.1.1.128", "1.2.840.10008.5.1.4.1.1.7", ""];
    let mut facts = stack(1, AXIAL, 2, 6);
    for ((one, class), z) in facts.iter_mut().zip(classes).zip([0.0, 0.0, 5.0, 5.0, 0.0, 0.0]) {
        one.sop_class_uid = class.into();
        *one = with(one.clone(), |image| image.plane.as_mut().unwrap().position_mm[2] = z);
    }
    facts[4] = with(facts[4].clone(), |image| image.plane = None);
    let found = sets(facts);
    let named = ["CT Image", "Positron Emission Tomography Image", "without position", "of no known kind"];
    assert_eq!(labels(&found), named);
    assert_eq!(found.iter().map(order).collect::<Vec<_>>(), [vec![0, 2], vec![1, 3], vec![4], vec![5]]);
    let said = "The series was split by missing positions and kind of object: not all of its pictures belong together.";
    assert_eq!(text(&found[0], SetFindingCode::Split), said);
    // Without positions there is no stack to keep clean.
    let mut loose = stack(1, AXIAL, 2, 2).into_iter().map(|one| with(one, |image| image.plane = None));
    let capture = |one| InstanceFacts { sop_class_uid: "1.2.840.10008.5.1.4.1.1.7".into(), ..one };
    let loose = vec![loose.next().unwrap(), capture(loose.next().unwrap())];
    assert_eq!(sets(loose).len(), 1);
}

#[test]
fn a_position_that_cannot_be_reckoned_with_spoils_nothing() {
    for bad in [f64::NAN, f64::INFINITY, 1e300, -2e6] {
        let mut facts = stack(1, AXIAL, 2, 4);
        facts[1] = with(facts[1].clone(), |image| image.plane.as_mut().unwrap().position_mm[2] = bad);
        let sets = sets(facts);
        assert_eq!((sets.len(), positions(&sets[0])), (2, vec![0.0, 10.0, 15.0]), "{bad}");
        assert_eq!(order(&sets[1]), [1]);
    }
    let mut facts = stack(1, AXIAL, 2, 3);
    facts[1] = with(facts[1].clone(), |image| image.plane.as_mut().unwrap().row_direction = [0.0; 3]);
    assert_eq!(order(&sets(facts)[0]), [0, 2]);
}

#[test]
fn more_orientations_than_are_compared_are_no_stack() {
    // 300 orientations, 1.1 degrees apart, two pictures each: those beyond the limit come by number.
    let view = |n: i64| {
        let (sine, cosine) = ((n / 2) as f64 * 1.1_f64).to_radians().sin_cos();
        at(n, [0.0, 0.0, n as f64], [cosine, sine, 0.0, -sine, cosine, 0.0])
    };
    let sets = sets((0..600).map(view).collect());
    assert_eq!(sets.len(), 129);
    let rest = sets.iter().find(|set| set.kind == SetKind::Images).unwrap();
    assert_eq!(order(rest), (256..600).collect::<Vec<u32>>());
}

#[test]
fn documents_come_last_one_by_one() {
    let document = |number: Option<i64>, title: &str| InstanceFacts {
        instance_number: number,
        title: title.into(),
        ..InstanceFacts::default()
    };
    let mut facts = vec![document(None, "Plan"), document(Some(1), "Report")];
    facts.extend(stack(5, AXIAL, 2, 2));
    let sets = sets(facts);
    assert_eq!(labels(&sets), ["", "Report", "Plan"]);
    assert_eq!(sets.iter().map(|set| set.document).collect::<Vec<_>>(), [None, Some(1), Some(0)]);
    assert!(sets.iter().all(|set| set.findings.is_empty()), "nothing was split");
    assert!(sets[1].frames.is_empty() && sets[1].kind == SetKind::Document);
}
