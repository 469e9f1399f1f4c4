//! Every field at the offset that nifti1.h gives it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::sync::Arc;

use crate::{
    export::volume::SliceTiming,
    image::Unit,
    study::{Series, SetFrame},
    volume::Layout,
};

use super::*;

/// A plan of `moments` for a grid.
fn plan(grid: Grid, moments: usize) -> Plan {
    let frame = SetFrame { instance: 0, frame: 0, position_mm: None };
    Plan {
        series: Arc::new(Series::default()),
        label: Arc::default(),
        layout: Layout { grid, blends: Vec::new(), shifts: Vec::new(), mended: Vec::new() },
        moments: vec![vec![frame]; moments],
        moment_step_s: None,
        timing: None,
    }
}

fn encoding(element: Element, slope: f64, intercept: f64) -> Encoding {
    let meaning = Meaning::Stored { slope, intercept };
    Encoding { element, meaning, outside: 0.0, labels: false, unit: Unit::None }
}

/// Across the body: 4 columns 0.5 mm apart, 3 rows 2 mm apart, 2 slices 5 mm apart.
const AXIAL: Grid = Grid {
    size: [4, 3, 2],
    origin_mm: [-100.0, -50.0, 30.0],
    steps_mm: [[0.5, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]],
};

fn i16_at(header: &[u8], at: usize) -> i16 {
    i16::from_le_bytes(header[at..at + 2].try_into().unwrap())
}

fn f32s_at<const N: usize>(header: &[u8], at: usize) -> [f32; N] {
    std::array::from_fn(|index| f32::from_le_bytes(header[at + 4 * index..][..4].try_into().unwrap()))
}

#[test]
fn a_volume_in_space_has_its_fields() {
    let header = header(&plan(AXIAL, 1), &encoding(Element::I16, 1.0, -1024.0), &Acquired::default()).unwrap();
    assert_eq!(header.len(), 352);
    assert_eq!(header[..4], 348_i32.to_le_bytes());
    assert_eq!((header[38], header[39]), (b'r', 0));
    assert_eq!([40, 42, 44, 46, 48, 50, 52, 54].map(|at| i16_at(&header, at)), [3, 4, 3, 2, 1, 1, 1, 1]);
    assert_eq!((i16_at(&header, 70), i16_at(&header, 72)), (4, 16));
    // Left-handed, since columns run to the left and rows to the front: qfac is -1.
    assert_eq!(f32s_at::<5>(&header, 76), [-1.0, 0.5, 2.0, 5.0, 0.0]);
    assert_eq!(f32s_at::<3>(&header, 108), [352.0, 1.0, -1024.0]);
    assert_eq!(header[123], 10);
    assert!(header[148..].starts_with(b"Hounsfield "));
    assert_eq!((i16_at(&header, 252), i16_at(&header, 254)), (1, 1));
    // Half a turn about the axis to the front.
    assert_eq!(f32s_at::<6>(&header, 256), [0.0, 1.0, 0.0, 100.0, 46.0, 30.0]);
    assert_eq!(f32s_at::<4>(&header, 280), [-0.5, 0.0, 0.0, 100.0]);
    assert_eq!(f32s_at::<4>(&header, 296), [0.0, 2.0, 0.0, 46.0]);
    assert_eq!(f32s_at::<4>(&header, 312), [0.0, 0.0, 5.0, 30.0]);
    assert_eq!(header[344..352], *b"n+1\0\0\0\0\0");
}

#[test]
fn moments_have_a_fourth_axis_and_their_times() {
    let mut moving = plan(AXIAL, 7);
    moving.timing = Some(SliceTiming { seconds: vec![0.0, 0.5], code: Some((1, 0.5)) });
    let stated = Acquired { repetition_s: Some(2.0), phase_along_row: Some(false) };
    let made = header(&moving, &encoding(Element::F32, 1.0, 0.0), &stated).unwrap();
    assert_eq!([40, 48].map(|at| i16_at(&made, at)), [4, 7]);
    assert_eq!(f32s_at::<1>(&made, 92), [2.0]);
    assert_eq!((i16_at(&made, 74), i16_at(&made, 120), made[122]), (0, 1, 1));
    assert_eq!(f32s_at::<1>(&made, 132), [0.5]);
    // Frequency 1, phase 2, slice 3.
    assert_eq!(made[39], 0b11_10_01);
    moving.moment_step_s = Some(1.5);
    let made = header(&moving, &encoding(Element::Rgb, 1.0, 0.0), &stated).unwrap();
    assert_eq!((f32s_at::<1>(&made, 92), i16_at(&made, 70), i16_at(&made, 72)), ([1.5], 128, 24));
}

/// b, c and d turn the axes into those of the matrix, by the formula of the format.
#[test]
fn the_quaternion_says_what_the_matrix_says() {
    for (degrees, axis) in [(20.0_f64, 0), (170.0, 1), (95.0, 2), (-130.0, 0), (180.0, 2)] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turn = |[x, y, z]: [f64; 3]| match axis {
            0 => [x, y * cos - z * sin, y * sin + z * cos],
            1 => [x * cos + z * sin, y, z * cos - x * sin],
            _ => [x * cos - y * sin, x * sin + y * cos, z],
        };
        let steps_mm = [turn([0.5, 0.0, 0.0]), turn([0.0, 2.0, 0.0]), turn([0.0, 0.0, 5.0])];
        let made = header(&plan(Grid { steps_mm, ..AXIAL }, 1), &encoding(Element::U8, 1.0, 0.0), &Acquired::default());
        let made = made.unwrap();
        let [b, c, d] = f32s_at::<3>(&made, 256).map(f64::from);
        // What three f32 leave for a half turn is rounding: the format's own reader takes 0 below 1e-7.
        let rest = 1.0 - b * b - c * c - d * d;
        let a = if rest < 1e-7 { 0.0 } else { rest.sqrt() };
        let [qfac, x, y, z] = f32s_at::<4>(&made, 76).map(f64::from);
        let rotation = [
            [a * a + b * b - c * c - d * d, 2.0 * (b * c - a * d), 2.0 * (b * d + a * c)],
            [2.0 * (b * c + a * d), a * a + c * c - b * b - d * d, 2.0 * (c * d - a * b)],
            [2.0 * (b * d - a * c), 2.0 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ];
        for (row, at) in rotation.into_iter().zip([280, 296, 312]) {
            let written = f32s_at::<3>(&made, at).map(f64::from);
            let turned = [row[0] * x, row[1] * y, row[2] * z * qfac];
            for (one, other) in written.into_iter().zip(turned) {
                assert!((one - other).abs() < 1e-5, "{degrees} degrees about {axis}: {one} {other}");
            }
        }
    }
}

#[test]
fn too_many_voxels_along_an_axis_are_refused() {
    let large = Grid { size: [40_000, 1, 1], ..AXIAL };
    let refusal = header(&plan(large, 1), &encoding(Element::U8, 1.0, 0.0), &Acquired::default()).unwrap_err();
    assert!(refusal.contains("NRRD"));
}
