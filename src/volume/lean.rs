//! Slices that are shifted against each other in their plane.

use crate::geometry::ImagePlane;

use super::{difference, dot, length, scaled};

/// How a stack leans: the way from its first slice to its last against the normal of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lean {
    /// By no more than half a degree or a pixel: rounding of what is written.
    None,
    /// Evenly, by so many degrees: a block of slices is sheared.
    Even {
        /// Between the way and the normal, 0 to 90.
        degrees: f64,
    },
    /// Slices lie off that way, by so many millimetres at most.
    Uneven {
        /// Farthest distance, mm.
        shift_mm: f64,
    },
}

/// A lean below this is rounding of the written directions.
const SMALLEST_DEGREES: f64 = 0.5;

/// Where pixel spacing is unknown, a shift below this is not worth a word, mm.
const PIXEL_MM: f64 = 1.0;

impl Lean {
    /// Judges slices in the order of their positions along the normal of the first; `pixels_mm` are distances between
    /// pixels where they are known.
    pub fn judge(planes: &[&ImagePlane], pixels_mm: impl Iterator<Item = f64>) -> Self {
        let (Some(first), Some(last)) = (planes.first(), planes.last()) else { return Self::None };
        let normal = first.normal();
        let pixel = pixels_mm.filter(|mm| *mm > 0.0).fold(f64::INFINITY, f64::min);
        let pixel = if pixel.is_finite() { pixel } else { PIXEL_MM };
        let way = difference(last.position_mm, first.position_mm);
        let along = dot(way, normal);
        if along == 0.0 {
            return Self::None;
        }
        let across = |way: [f64; 3]| difference(way, scaled(normal, dot(way, normal)));
        let shift = length(across(way));
        let farthest = planes.iter().fold(0.0_f64, |farthest, plane| {
            let own = difference(plane.position_mm, first.position_mm);
            let share = dot(own, normal) / along;
            farthest.max(length(difference(across(own), scaled(across(way), share))))
        });
        if farthest > pixel {
            return Self::Uneven { shift_mm: farthest };
        }
        let degrees = shift.atan2(along.abs()).to_degrees();
        if degrees < SMALLEST_DEGREES || shift < pixel { Self::None } else { Self::Even { degrees } }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

    use super::*;

    fn planes(positions: &[[f64; 3]]) -> Vec<ImagePlane> {
        let plane = |at: &[f64; 3]| ImagePlane::from_attributes(at, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]).unwrap();
        positions.iter().map(plane).collect()
    }

    fn judged(positions: &[[f64; 3]]) -> Lean {
        let planes = planes(positions);
        Lean::judge(&planes.iter().collect::<Vec<_>>(), [0.5, 0.5].into_iter())
    }

    #[test]
    fn a_stack_leans_by_the_angle_of_its_way() {
        // 30 mm up and 30 mm across.
        let Lean::Even { degrees } = judged(&[[0.0; 3], [0.0, 15.0, 15.0], [0.0, 30.0, 30.0]]) else { panic!() };
        assert!((degrees - 45.0).abs() < 1e-9);
        assert_eq!(judged(&[[0.0; 3], [0.0, 0.1, 15.0], [0.0, 0.2, 30.0]]), Lean::None);
        // A pixel is 0.5 mm: 0.8 degrees over so short a way are less.
        assert_eq!(judged(&[[0.0; 3], [0.0, 0.42, 30.0]]), Lean::None);
    }

    #[test]
    fn a_slice_off_the_way_is_uneven() {
        assert_eq!(judged(&[[0.0; 3], [3.0, 0.0, 15.0], [0.0, 0.0, 30.0]]), Lean::Uneven { shift_mm: 3.0 });
        assert_eq!(judged(&[]), Lean::None);
        assert_eq!(judged(&[[0.0; 3], [5.0, 0.0, 0.0]]), Lean::None);
    }
}
