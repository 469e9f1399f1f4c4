//! Slices of a grid that is not that of the planes: shifted in their plane, blended between planes.

use super::{Blend, Layout};

/// How values between pixels are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blending {
    /// By their share of the neighbours.
    Linear,
    /// That of the nearest: for labels, between which nothing lies.
    Nearest,
}

/// Makes the slices of a [`Layout`].
#[derive(Clone, Copy, Debug)]
pub struct Resampler<'a> {
    layout: &'a Layout,
    /// Columns and rows of a slice that was given.
    from: [usize; 2],
    /// Values of a pixel, beside each other.
    channels: usize,
    blending: Blending,
    /// The value outside of the slices.
    outside: f64,
}

impl<'a> Resampler<'a> {
    /// For slices of so many columns and rows, `channels` values a pixel; what lies outside of them has the value
    /// `outside`.
    pub fn new(layout: &'a Layout, from: [usize; 2], channels: usize, blending: Blending, outside: f64) -> Self {
        Self { layout, from, channels, blending, outside }
    }

    /// The values of a slice made of `blend`, row by row; `given` has those of a slice that was given. `None` where one of
    /// them is not there.
    pub fn slice<'v>(&self, blend: &Blend, given: impl Fn(usize) -> Option<&'v [f64]>) -> Option<Vec<f64>> {
        let mut near = self.shifted(blend.near, given(blend.near)?);
        if blend.share == 0.0 {
            return Some(near);
        }
        let far = self.shifted(blend.far, given(blend.far)?);
        match self.blending {
            Blending::Nearest if blend.share > 0.5 => return Some(far),
            Blending::Nearest => {}
            Blending::Linear => {
                for (value, far) in near.iter_mut().zip(far) {
                    *value = mixed(*value, far, blend.share);
                }
            }
        }
        Some(near)
    }

    /// Slice `index`, moved to its place in the grid.
    fn shifted(&self, index: usize, values: &[f64]) -> Vec<f64> {
        let [across, down] = self.layout.shifts.get(index).copied().unwrap_or_default();
        let [columns, rows, _] = self.layout.grid.size;
        let taps = |count: usize, shift: f64, of: usize| -> Vec<Option<Tap>> {
            (0..count).map(|at| self.tap(at as f64 + shift, of)).collect()
        };
        let [from_columns, from_rows] = self.from;
        let (columns, rows) = (taps(columns, across, from_columns), taps(rows, down, from_rows));
        let mut made = Vec::with_capacity(columns.len() * rows.len() * self.channels);
        let value = |column: usize, row: usize, channel: usize| {
            values.get((row * from_columns + column) * self.channels + channel).copied().unwrap_or(self.outside)
        };
        for row in &rows {
            for column in &columns {
                for channel in 0..self.channels {
                    let (Some(row), Some(column)) = (row, column) else {
                        made.push(self.outside);
                        continue;
                    };
                    let along = |row| {
                        let first = value(column.first, row, channel);
                        mixed(first, value(column.second, row, channel), column.share)
                    };
                    made.push(if row.share == 0.0 {
                        along(row.first)
                    } else {
                        mixed(along(row.first), along(row.second), row.share)
                    });
                }
            }
        }
        made
    }

    /// The pixels on both sides of `at`; `None` outside of `count` pixels, whose edges reach half a pixel beyond their
    /// centres.
    fn tap(&self, at: f64, count: usize) -> Option<Tap> {
        let last = count.checked_sub(1)? as f64;
        if !(-0.5..=last + 0.5).contains(&at) {
            return None;
        }
        let at = if self.blending == Blending::Nearest { at.round() } else { at }.clamp(0.0, last);
        let first = at.floor();
        let share = at - first;
        Some(Tap { first: first as usize, second: (first + 1.0).min(last) as usize, share })
    }
}

/// Two neighbours and the share of the second.
#[derive(Clone, Copy)]
struct Tap {
    first: usize,
    second: usize,
    share: f64,
}

/// Exactly `a` where `b` has no share, be it what it may.
fn mixed(a: f64, b: f64, share: f64) -> f64 {
    if share == 0.0 { a } else { a + (b - a) * share }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use crate::geometry::ImagePlane;

    use super::{
        super::{Slice, Wish},
        *,
    };

    /// Four slices 3 mm apart, each moved 1.5 mm to the front: 1.5 rows of 1 mm, 26.6 degrees.
    fn leaning() -> Layout {
        let slices: Vec<Slice> = (0..4)
            .map(|index| {
                let at = [0.0, -1.5 * f64::from(index), 3.0 * f64::from(index)];
                let plane = ImagePlane::from_attributes(&at, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]).unwrap();
                Slice { plane, spacing_mm: Some([1.0, 1.0]), rows: 40, columns: 2, thickness_mm: None }
            })
            .collect();
        Layout::new(&slices, Wish { correct_tilt: true, resample: false }).unwrap()
    }

    /// What a slice sees of an object whose value is `10 y + z`, mm, at its own places.
    fn seen(index: usize) -> Vec<f64> {
        (0..40_i32)
            .flat_map(|row| {
                let y = f64::from(row) - 1.5 * index as f64;
                [10.0 * y + 3.0 * index as f64; 2]
            })
            .collect()
    }

    #[test]
    fn a_sheared_object_is_straight_again() {
        let layout = leaning();
        // 4.5 mm more at the front.
        assert_eq!((layout.grid.size, layout.grid.origin_mm), ([2, 45, 4], [0.0, -5.0, 0.0]));
        let slices: Vec<Vec<f64>> = (0..4).map(seen).collect();
        let resampler = Resampler::new(&layout, [2, 40], 1, Blending::Linear, -1000.0);
        for (index, blend) in layout.blends.iter().enumerate() {
            let made = resampler.slice(blend, |at| slices.get(at).map(Vec::as_slice)).unwrap();
            for (row, value) in made.iter().step_by(2).enumerate() {
                let [_, y, z] = layout.grid.patient_from_voxel([0.0, row as f64, index as f64]);
                let (top, bottom) = (-1.5 * index as f64, 39.0 - 1.5 * index as f64);
                if y < top - 0.5 || y > bottom + 0.5 {
                    assert_eq!(*value, -1000.0, "slice {index}, row {row}");
                } else {
                    assert!(
                        (value - (10.0 * y.clamp(top, bottom) + z)).abs() < 1e-9,
                        "slice {index}, row {row}: {value}"
                    );
                }
            }
        }
    }

    #[test]
    fn labels_are_not_mixed() {
        let layout = leaning();
        let slices: Vec<Vec<f64>> = (0..4).map(|_| (0..80).map(|at| f64::from(at / 40 * 7)).collect()).collect();
        let resampler = Resampler::new(&layout, [2, 40], 1, Blending::Nearest, 0.0);
        for blend in &layout.blends {
            let made = resampler.slice(blend, |at| slices.get(at).map(Vec::as_slice)).unwrap();
            assert!(made.iter().all(|value| [0.0, 7.0].contains(value)));
        }
    }

    #[test]
    fn what_is_not_there_is_not_made_up() {
        let layout = leaning();
        let resampler = Resampler::new(&layout, [2, 40], 1, Blending::Linear, 0.0);
        assert!(resampler.slice(&Blend { near: 0, far: 9, share: 0.5 }, |_| None).is_none());
    }
}
