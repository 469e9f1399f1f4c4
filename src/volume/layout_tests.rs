#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;

const AXIAL: [f64; 6] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0];

fn slice(position: [f64; 3], orientation: [f64; 6]) -> Slice {
    let plane = ImagePlane::from_attributes(&position, &orientation).unwrap();
    Slice { plane, spacing_mm: Some([2.0, 0.5]), rows: 3, columns: 4, thickness_mm: None }
}

fn stack(positions: &[f64]) -> Vec<Slice> {
    positions.iter().map(|&z| slice([-100.0, -50.0, z], AXIAL)).collect()
}

fn refused(slices: &[Slice]) -> Fault {
    Layout::new(slices, Wish::default()).unwrap_err().fault
}

#[test]
fn slices_in_any_order_make_a_grid() {
    let layout = Layout::new(&stack(&[40.0, 30.0, 35.0]), Wish::default()).unwrap();
    assert_eq!(layout.grid.size, [4, 3, 3]);
    assert_eq!(layout.grid.origin_mm, [-100.0, -50.0, 30.0]);
    assert_eq!(layout.grid.steps_mm, [[0.5, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]]);
    assert_eq!(layout.blends.iter().map(|blend| blend.near).collect::<Vec<_>>(), [1, 2, 0]);
    assert!(layout.is_exact() && layout.blends.iter().all(|blend| blend.share == 0.0));
}

/// PS3.3 C.7.6.2.1.1 with rows to the back and columns to the feet: the normal points to the right.
#[test]
fn sagittal_slices_ascend_to_the_right() {
    let sagittal = [0.0, 1.0, 0.0, 0.0, 0.0, -1.0];
    let slices: Vec<Slice> = [10.0, 7.0, 4.0].iter().map(|&x| slice([x, 5.0, 7.0], sagittal)).collect();
    let grid = Layout::new(&slices, Wish::default()).unwrap().grid;
    assert_eq!(grid.patient_from_voxel([1.0, 1.0, 0.0]), [10.0, 5.5, 5.0]);
    assert_eq!(grid.patient_from_voxel([0.0, 0.0, 2.0]), [4.0, 5.0, 7.0]);
}

#[test]
fn an_oblique_slice_steps_along_its_normal() {
    // Rows 30 degrees from left towards the head: cos 30 = 0.8660254, sin 30 = 0.5; the normal is (-0.5, 0, 0.8660254).
    let (cos, sin) = (30_f64.to_radians().cos(), 0.5);
    let oblique = [cos, 0.0, sin, 0.0, 1.0, 0.0];
    let slices: Vec<Slice> =
        (0..3).map(f64::from).map(|n| slice([-sin * 4.0 * n, 0.0, cos * 4.0 * n], oblique)).collect();
    let grid = Layout::new(&slices, Wish::default()).unwrap().grid;
    for (found, wanted) in grid.steps_mm[2].iter().zip([-2.0, 0.0, 3.464_101_615]) {
        assert!((found - wanted).abs() < 1e-9);
    }
    assert!((grid.spacing_mm()[2] - 4.0).abs() < 1e-12);
}

#[test]
fn one_slice_needs_a_thickness() {
    let mut one = stack(&[5.0]);
    assert_eq!(refused(&one), Fault::TooFew);
    assert_eq!(refused(&[]), Fault::TooFew);
    one[0].thickness_mm = Some(2.5);
    let layout = Layout::new(&one, Wish::default()).unwrap();
    assert_eq!((layout.grid.size[2], layout.grid.steps_mm[2]), (1, [0.0, 0.0, 2.5]));
    one[0].thickness_mm = Some(f64::NAN);
    assert_eq!(refused(&one), Fault::TooFew);
}

#[test]
fn irregular_slices_are_refused_for_what_is_wrong() {
    let even = [0.0, 5.0, 10.0, 15.0];
    let changed = |change: fn(&mut Slice)| {
        let mut slices = stack(&even);
        change(&mut slices[2]);
        refused(&slices)
    };
    assert_eq!(changed(|slice| slice.rows = 4), Fault::MixedSize);
    assert_eq!(changed(|slice| slice.spacing_mm = Some([2.0, 0.6])), Fault::MixedSpacing);
    assert_eq!(changed(|slice| slice.spacing_mm = None), Fault::MixedSpacing);
    assert_eq!(changed(|slice| slice.spacing_mm = Some([0.0, f64::NAN])), Fault::MixedSpacing);
    assert_eq!(changed(|slice| slice.plane.row_direction = [0.999, 0.0447, 0.0]), Fault::MixedOrientation);
    assert_eq!(changed(|slice| slice.plane.position_mm[0] += 9.0), Fault::Shifted);
    assert_eq!(refused(&stack(&[0.0, 5.0, 5.0, 10.0])), Fault::Duplicates);
    assert_eq!(refused(&stack(&[0.0, 5.0, 15.0, 20.0])), Fault::Gaps);
    assert_eq!(refused(&stack(&[0.0, 5.0, 11.0, 16.0])), Fault::Uneven);
    let leaning: Vec<Slice> = even.iter().map(|&z| slice([0.0, z * 20_f64.to_radians().tan(), z], AXIAL)).collect();
    let tilt = Layout::new(&leaning, Wish::default()).unwrap_err();
    assert_eq!((tilt.fault, tilt.fault.remedy()), (Fault::Tilt, Some(Remedy::CorrectTilt)));
    assert!(tilt.text.contains("20.0 degrees"), "{tilt}");
}

#[test]
fn rounded_positions_are_even_and_drifting_ones_are_not() {
    let rounded: Vec<f64> = (0..30).map(|n| (f64::from(n) * 1.25 * 10.0).round() / 10.0).collect();
    let layout = Layout::new(&stack(&rounded), Wish::default()).unwrap();
    assert!((layout.grid.spacing_mm()[2] - 1.25).abs() < 0.002);
    let drifting: Vec<f64> = (0..200).map(|n| if n < 100 { f64::from(n) } else { f64::from(n) * 1.05 - 5.0 }).collect();
    assert_eq!(refused(&stack(&drifting)), Fault::Uneven);
}

#[test]
fn uneven_slices_are_interpolated_on_wish() {
    let wish = Wish { correct_tilt: false, resample: true };
    let layout = Layout::new(&stack(&[0.0, 5.0, 15.0, 20.0]), wish).unwrap();
    assert_eq!((layout.grid.size[2], layout.grid.spacing_mm()[2]), (5, 5.0));
    assert_eq!(layout.blends[2], Blend { near: 1, far: 2, share: 0.5 });
    assert_eq!(layout.blends[4], Blend { near: 3, far: 3, share: 0.0 });
    assert_eq!(layout.mended.iter().map(|irregular| irregular.fault).collect::<Vec<_>>(), [Fault::Gaps]);
    // 18 mm are 3.6 times the usual 5 mm: four steps of 4.5 mm, and the last slice is the last that was made.
    let layout = Layout::new(&stack(&[0.0, 5.0, 10.0, 18.0]), wish).unwrap();
    assert_eq!((layout.grid.size[2], layout.grid.spacing_mm()[2]), (5, 4.5));
    assert_eq!(layout.blends[1], Blend { near: 0, far: 1, share: 0.9 });
    assert_eq!(layout.blends[4], Blend { near: 3, far: 3, share: 0.0 });
    // One slice a kilometre away costs no memory.
    let far = Layout::new(&stack(&[0.0, 1.0, 2.0, 1e6]), wish).unwrap_err();
    assert_eq!(far.fault, Fault::TooLarge);
}

#[test]
fn remedies_are_named_with_their_reasons() {
    let lean = |z: f64| slice([0.0, z * 0.5, z], AXIAL);
    let remedies = Layout::remedies(&[0.0, 5.0, 15.0, 20.0, 25.0].map(lean)).unwrap();
    assert_eq!(
        remedies.into_iter().map(|(remedy, _)| remedy).collect::<Vec<_>>(),
        [Remedy::Resample, Remedy::CorrectTilt]
    );
    assert!(Layout::remedies(&stack(&[0.0, 0.0])).is_none());
    assert!(Layout::remedies(&stack(&[0.0, 1.0])).unwrap().is_empty());
}
