//! Distances between slices.

use super::*;

fn stack(positions: &[f64]) -> DisplaySet {
    set((1..).zip(positions).map(|(number, z)| slice(number, *z)).collect())
}

#[test]
fn missing_slices_are_counted_and_placed() {
    // 5 mm apart; 15 and 20 are missing, and 35.
    let set = stack(&[0.0, 5.0, 10.0, 25.0, 30.0, 40.0, 45.0]);
    assert_eq!(codes(&set), [SetFindingCode::Gaps]);
    let said =
        "Slices seem to be missing: 2 slices between 10.0 mm and 25.0 mm and 1 slice between 30.0 mm and 40.0 mm.";
    assert_eq!(text(&set, SetFindingCode::Gaps), said);
    assert_eq!(set.gaps(), [2, 4]);
    assert_eq!(set.slice_spacing_mm, Some(5.0));
}

#[test]
fn gaps_follow_the_direction_of_the_set() {
    let set = set(vec![slice(1, 30.0), slice(2, 25.0), slice(3, 20.0), slice(4, 5.0), slice(5, 0.0)]);
    assert_eq!(set.gaps(), [2]);
    assert_eq!(text(&set, SetFindingCode::Gaps), "Slices seem to be missing: 2 slices between 20.0 mm and 5.0 mm.");
}

#[test]
fn many_gaps_are_counted() {
    let positions: Vec<f64> = (0..20).filter(|n| n % 4 != 2 || *n > 14).map(f64::from).collect();
    let set = stack(&positions);
    assert_eq!(set.gaps(), [1, 4, 7, 10]);
    let said = text(&set, SetFindingCode::Gaps);
    assert!(said.ends_with("1 slice between 9.0 mm and 11.0 mm and more in 1 other place."), "{said}");
}

#[test]
fn half_of_a_series_is_told_from_a_wide_one() {
    // Every other of 1 mm slices but two pairs: all distances are multiples of the smallest.
    let set = stack(&[0.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 12.0]);
    assert_eq!(set.slice_spacing_mm, Some(1.0));
    assert_eq!(set.gaps(), [1, 2, 3, 4, 5]);
}

#[test]
fn a_gap_of_no_whole_number_is_about() {
    let set = stack(&[0.0, 2.0, 4.0, 9.0, 11.0]);
    assert_eq!(
        text(&set, SetFindingCode::Gaps),
        "Slices seem to be missing: about 2 slices between 4.0 mm and 9.0 mm."
    );
}

#[test]
fn uneven_distances_are_told() {
    let set = stack(&[0.0, 5.0, 10.0, 16.0, 21.0]);
    assert_eq!(codes(&set), [SetFindingCode::Uneven]);
    assert_eq!(text(&set, SetFindingCode::Uneven), "The distance between slices differs: 5.00 mm to 6.00 mm.");
    assert_eq!((set.slice_spacing_mm, set.gaps()), (Some(5.0), vec![]));
}

#[test]
fn rounded_positions_are_even() {
    // 0.625 mm, written with one decimal: distances of 0.6 and 0.7 mm.
    let positions: Vec<f64> = (0..17).map(|n| (f64::from(n) * 6.25).round() / 10.0).collect();
    let set = stack(&positions);
    assert!(set.findings.is_empty(), "{:?}", set.findings);
    assert!((set.slice_spacing_mm.unwrap() - 0.625).abs() < 1e-9, "{:?}", set.slice_spacing_mm);
    // 5 %: 5.25 is even, 5.3 is not.
    assert!(stack(&[0.0, 5.0, 10.0, 15.25]).findings.is_empty());
    assert_eq!(codes(&stack(&[0.0, 5.0, 10.0, 15.3])), [SetFindingCode::Uneven]);
    // Thin slices get no more than a fifth of their distance.
    assert_eq!(codes(&stack(&[0.0, 0.3, 0.6, 0.97])), [SetFindingCode::Uneven]);
}

#[test]
fn thicker_slices_are_farther_apart_on_purpose() {
    // 3 mm slices through the base of the skull, then 6 mm slices.
    let thick = |number: i64, z: f64, mm: f64| with(slice(number, z), |image| image.thickness_mm = Some(mm));
    let slices =
        (0..6).map(|n| thick(n, n as f64 * 3.0, 3.0)).chain((0..4).map(|n| thick(6 + n, 19.5 + n as f64 * 6.0, 6.0)));
    let set = set(slices.collect());
    assert_eq!(codes(&set), [SetFindingCode::Uneven]);
    assert!(set.gaps().is_empty());
}

#[test]
fn one_or_two_slices_have_nothing_to_compare() {
    assert_eq!(stack(&[5.0]).slice_spacing_mm, None);
    let two = stack(&[5.0, 8.0]);
    assert_eq!((two.slice_spacing_mm, two.findings.len()), (Some(3.0), 0));
    // Of two distances, neither is the usual one.
    let three = stack(&[0.0, 5.0, 15.0]);
    assert_eq!((codes(&three), three.gaps()), (vec![SetFindingCode::Uneven], vec![]));
}
