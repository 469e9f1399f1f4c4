//! Slices that are shifted against each other.

use super::*;

/// Axial slices 5 mm apart, each `shift` mm further in y.
fn leaning(shift: f64, tilt_degrees: Option<f64>) -> DisplaySet {
    let one = |n: i64| at(n, [0.0, n as f64 * shift, n as f64 * 5.0], AXIAL);
    set((0..5).map(|n| with(one(n), |image| image.tilt_degrees = tilt_degrees)).collect())
}

#[test]
fn a_tilted_gantry_shifts_each_slice() {
    // tan 15 degrees x 5 mm = 1.3397 mm.
    let shift = 15.0_f64.to_radians().tan() * 5.0;
    let said = |tilt| text(&leaning(shift, tilt), SetFindingCode::Tilt).to_owned();
    let lean = "The stack leans by 15.0 degrees against the normal of its slices";
    assert_eq!(said(Some(-15.2)), format!("{lean}, as the gantry tilt in the header."));
    assert_eq!(said(Some(0.0)), format!("{lean}; the gantry tilt in the header is 0.0 degrees."));
    assert_eq!(said(None), format!("{lean}; the header states no gantry tilt."));
    assert_eq!(leaning(shift, None).slice_spacing_mm, Some(5.0), "along the normal");
}

#[test]
fn rounding_is_no_tilt() {
    assert!(leaning(0.0, Some(15.0)).findings.is_empty(), "what the positions do not show is not claimed");
    // 0.04 mm of 5 mm is 0.46 degrees.
    assert!(leaning(0.04, None).findings.is_empty());
    // 4 x 0.1 mm are less than a pixel of 0.5 mm.
    assert!(leaning(0.1, None).findings.is_empty());
    assert_eq!(codes(&leaning(0.13, None)), [SetFindingCode::Tilt]);
}

#[test]
fn slices_off_the_line_are_told() {
    let aside = [0.0, 0.0, 3.0, 0.0, 0.0];
    let set = set((0..5).map(|n| at(n, [aside[n as usize], 0.0, n as f64 * 5.0], AXIAL)).collect());
    let said = "The slices are shifted against each other in their plane, by 3.0 mm and unevenly.";
    assert_eq!(text(&set, SetFindingCode::Tilt), said);
}
