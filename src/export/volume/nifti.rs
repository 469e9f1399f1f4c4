//! NIfTI-1: the header of a `.nii` file, of one piece with its data ("n+1").
//!
//! Rows are written from the bottom up, so that the first axis points to the right or left, the second to the front and
//! the third to the head for slices across the body, as most tools expect; the matrix says so in any case.

use crate::volume::Grid;

use super::{Encoding, Meaning, Plan, encoding::Element};

/// Bytes before the data: the header and the word that says that no extension follows.
pub const DATA_OFFSET: usize = 352;

/// `NIFTI_XFORM_SCANNER_ANAT`: coordinates of the scanner.
const SCANNER: i16 = 1;

/// `NIFTI_UNITS_MM` and `NIFTI_UNITS_SEC`.
const MILLIMETRES_AND_SECONDS: u8 = 2 | 8;

/// What the header needs to know beside the plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acquired {
    /// _Repetition Time_ (0018,0080), seconds.
    pub repetition_s: Option<f64>,
    /// _In-plane Phase Encoding Direction_ (0018,1312): whether phase runs along the rows' index (`ROW`).
    pub phase_along_row: Option<bool>,
}

/// The header, or a sentence that says why the volume does not fit the format.
pub fn header(plan: &Plan, encoding: &Encoding, acquired: &Acquired) -> Result<[u8; DATA_OFFSET], String> {
    // Steps as the file holds them: so the first row of the slices stays where it is, though counted from the other end.
    let steps_mm = plan.layout.grid.steps_mm.map(|step| step.map(|mm| f64::from(mm as f32)));
    let grid = Grid { steps_mm, ..plan.layout.grid }.with_rows_reversed();
    let mut header = Header([0; DATA_OFFSET]);
    header.i32(0, 348);
    header.bytes(38, b"r");
    let moments = plan.moments.len();
    let is_moving = moments > 1;
    header.i16(40, if is_moving { 4 } else { 3 });
    let [columns, rows, slices] = grid.size;
    for (at, along) in [columns, rows, slices, moments, 1, 1, 1].into_iter().enumerate() {
        let along = i16::try_from(along).map_err(|_| {
            format!("NIfTI-1 holds at most 32767 voxels along an axis, not {along}; choose NRRD instead.")
        })?;
        header.i16(42 + 2 * at, along);
    }
    let (code, bits) = type_of(encoding.element);
    header.i16(70, code);
    header.i16(72, bits);
    let (matrix, turn) = (grid.ras_from_voxel(), Turn::of(&grid));
    header.f32(76, turn.handedness);
    for (at, step) in grid.spacing_mm().into_iter().enumerate() {
        header.f32(80 + 4 * at, step);
    }
    header.f32(92, plan.moment_step_s.or(acquired.repetition_s).unwrap_or(0.0));
    header.f32(108, DATA_OFFSET as f64);
    let (slope, intercept) = match encoding.meaning {
        Meaning::Stored { slope, intercept } => (slope, intercept),
        _ => (1.0, 0.0),
    };
    header.f32(112, slope);
    header.f32(116, intercept);
    header.bytes(123, &[MILLIMETRES_AND_SECONDS]);
    if let Some(along_row) = acquired.phase_along_row {
        // Frequency, phase and slice axis, two bits each, counted from 1.
        header.bytes(39, &[if along_row { 2 | 1 << 2 | 3 << 4 } else { 1 | 2 << 2 | 3 << 4 }]);
    }
    if let Some((order, each)) = plan.timing.as_ref().and_then(|timing| timing.code) {
        // The first of them, slice_start, is 0.
        header.i16(120, i16::try_from(slices.saturating_sub(1)).unwrap_or(i16::MAX));
        header.bytes(122, &[order]);
        header.f32(132, each);
        header.bytes(39, &[header.0[39] | 3 << 4]);
    }
    header.bytes(148, concat!("Hounsfield ", env!("CARGO_PKG_VERSION")).as_bytes());
    header.i16(252, SCANNER);
    header.i16(254, SCANNER);
    for (at, part) in turn.quaternion.into_iter().enumerate() {
        header.f32(256 + 4 * at, part);
    }
    for (axis, row) in matrix.into_iter().enumerate() {
        header.f32(268 + 4 * axis, row[3]);
        for (at, value) in row.into_iter().enumerate() {
            header.f32(280 + 16 * axis + 4 * at, value);
        }
    }
    header.bytes(344, b"n+1\0");
    Ok(header.0)
}

/// `datatype` and `bitpix`.
fn type_of(element: Element) -> (i16, i16) {
    match element {
        Element::U8 => (2, 8),
        Element::I16 => (4, 16),
        Element::I32 => (8, 32),
        Element::F32 => (16, 32),
        Element::F64 => (64, 64),
        Element::Rgb => (128, 24),
        Element::U16 => (512, 16),
        Element::U32 => (768, 32),
    }
}

/// Fields by their offsets, little endian.
struct Header([u8; DATA_OFFSET]);

impl Header {
    fn bytes(&mut self, at: usize, bytes: &[u8]) {
        if let Some(field) = self.0.get_mut(at..at + bytes.len()) {
            field.copy_from_slice(bytes);
        }
    }

    fn i16(&mut self, at: usize, value: i16) {
        self.bytes(at, &value.to_le_bytes());
    }

    fn i32(&mut self, at: usize, value: i32) {
        self.bytes(at, &value.to_le_bytes());
    }

    fn f32(&mut self, at: usize, value: f64) {
        self.bytes(at, &(value as f32).to_le_bytes());
    }
}

/// A rotation and, before it, a mirror across the slices where the axes are left-handed (method 2 of the format).
struct Turn {
    /// b, c and d of the quaternion, whose a is not negative.
    quaternion: [f64; 3],
    /// `qfac`: 1, or -1 with the mirror.
    handedness: f64,
}

impl Turn {
    fn of(grid: &Grid) -> Self {
        let spacing = grid.spacing_mm();
        let matrix = grid.ras_from_voxel();
        let axis = |at: usize| {
            let along = spacing.get(at).copied().filter(|along| *along > 0.0).unwrap_or(1.0);
            matrix.map(|row| row.get(at).copied().unwrap_or(0.0) / along)
        };
        let [first, second, third] = [axis(0), axis(1), axis(2)];
        let upright = cross(first, second);
        let handedness = if crate::volume::dot(upright, third) < 0.0 { -1.0 } else { 1.0 };
        // Exactly a rotation, whatever rounding the directions were written with.
        let second = unit(cross(upright, first));
        let upright = unit(upright);
        Self { quaternion: quaternion([first, second, upright]), handedness }
    }
}

/// Of a rotation with these columns; the largest of the four parts is found first, so that nothing is divided by next to
/// nothing.
fn quaternion([x, y, z]: [[f64; 3]; 3]) -> [f64; 3] {
    let squares =
        [1.0 + x[0] + y[1] + z[2], 1.0 + x[0] - y[1] - z[2], 1.0 - x[0] + y[1] - z[2], 1.0 - x[0] - y[1] + z[2]];
    let (largest, square) =
        squares.into_iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap_or((0, squares[0]));
    let part = 0.5 * square.max(f64::MIN_POSITIVE).sqrt();
    let by = 0.25 / part;
    let [a, b, c, d] = match largest {
        0 => [part, (y[2] - z[1]) * by, (z[0] - x[2]) * by, (x[1] - y[0]) * by],
        1 => [(y[2] - z[1]) * by, part, (x[1] + y[0]) * by, (z[0] + x[2]) * by],
        2 => [(z[0] - x[2]) * by, (x[1] + y[0]) * by, part, (y[2] + z[1]) * by],
        _ => [(x[1] - y[0]) * by, (z[0] + x[2]) * by, (y[2] + z[1]) * by, part],
    };
    // A quaternion and its negative are the same turn; a is left out of the file and taken to be positive.
    if a < 0.0 { [-b, -c, -d] } else { [b, c, d] }
}

fn cross([a, b, c]: [f64; 3], [d, e, f]: [f64; 3]) -> [f64; 3] {
    [b * f - c * e, c * d - a * f, a * e - b * d]
}

fn unit(vector: [f64; 3]) -> [f64; 3] {
    let length = crate::volume::dot(vector, vector).sqrt();
    if length > 0.0 { vector.map(|part| part / length) } else { vector }
}

#[cfg(test)]
#[path = "nifti_tests.rs"]
mod tests;
