//! Where the voxels of a volume lie.

use super::{scaled, sum};

/// A regular grid of voxels in the patient (LPS, mm; PS3.3 C.7.6.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Columns, rows, slices; each at least 1.
    pub size: [usize; 3],
    /// Centre of the first voxel: column 0, row 0, slice 0.
    pub origin_mm: [f64; 3],
    /// From a voxel to the next one of its row, of its column, and of the next slice.
    pub steps_mm: [[f64; 3]; 3],
}

impl Grid {
    /// Distances between voxels along the columns' index, the rows' index and the slices.
    pub fn spacing_mm(&self) -> [f64; 3] {
        self.steps_mm.map(super::length)
    }

    /// Where the centre of a voxel lies (column, row, slice, 0-based; fractions lie between voxels).
    pub fn patient_from_voxel(&self, voxel: [f64; 3]) -> [f64; 3] {
        let [column, row, slice] = voxel;
        let [columns, rows, slices] = self.steps_mm;
        sum(sum(self.origin_mm, scaled(columns, column)), sum(scaled(rows, row), scaled(slices, slice)))
    }

    /// The same places with the rows counted from the bottom.
    pub fn with_rows_reversed(&self) -> Self {
        let [columns, rows, slices] = self.steps_mm;
        let origin_mm = self.patient_from_voxel([0.0, self.size[1].saturating_sub(1) as f64, 0.0]);
        Self { origin_mm, steps_mm: [columns, scaled(rows, -1.0), slices], ..*self }
    }

    /// The first three rows of the matrix from voxel to patient in RAS, mm: x and y of LPS with the other sign.
    pub fn ras_from_voxel(&self) -> [[f64; 4]; 3] {
        let [columns, rows, slices] = self.steps_mm;
        let row = |axis: usize, sign: f64| {
            let of = |vector: [f64; 3]| vector.get(axis).map_or(0.0, |component| plain(sign * component));
            [of(columns), of(rows), of(slices), of(self.origin_mm)]
        };
        [row(0, -1.0), row(1, -1.0), row(2, 1.0)]
    }

    /// Voxels in all.
    pub fn voxels(&self) -> Option<u64> {
        self.size.iter().try_fold(1_u64, |voxels, &along| voxels.checked_mul(along as u64))
    }
}

/// No minus before a zero.
fn plain(value: f64) -> f64 {
    value + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of 4 voxels 0.5 mm apart to the left, 3 rows 2 mm apart to the back, 2 slices 5 mm apart to the head.
    const AXIAL: Grid = Grid {
        size: [4, 3, 2],
        origin_mm: [-100.0, -50.0, 30.0],
        steps_mm: [[0.5, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]],
    };

    #[test]
    fn a_voxel_has_its_place() {
        assert_eq!(AXIAL.patient_from_voxel([3.0, 2.0, 1.0]), [-98.5, -46.0, 35.0]);
        assert_eq!((AXIAL.spacing_mm(), AXIAL.voxels()), ([0.5, 2.0, 5.0], Some(24)));
    }

    #[test]
    fn reversed_rows_start_at_the_bottom() {
        let reversed = AXIAL.with_rows_reversed();
        assert_eq!(reversed.origin_mm, [-100.0, -46.0, 30.0]);
        assert_eq!(reversed.patient_from_voxel([1.0, 2.0, 1.0]), AXIAL.patient_from_voxel([1.0, 0.0, 1.0]));
    }

    #[test]
    fn left_and_back_become_right_and_front() {
        assert_eq!(AXIAL.ras_from_voxel(), [[-0.5, 0.0, 0.0, 100.0], [0.0, -2.0, 0.0, 50.0], [0.0, 0.0, 5.0, 30.0]]);
    }
}
