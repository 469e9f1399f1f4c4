//! 3-D grids from planes: whether slices make one, where it lies, and how uneven or leaning slices are brought onto one.
//! Knows no files, no DICOM and no threads.
//!
//! Slices -> [`Layout`] (a [`Grid`], and which slices each slice of it is made of) or [`Irregular`] (why not, in one
//! sentence) -> [`Resampler`], which makes the slices of a grid that is not that of the planes.
//!
//! What is tolerated:
//!
//! | of | within |
//! |---|---|
//! | rows and columns | equal |
//! | directions | 1 degree ([`SAME_DIRECTION`]) |
//! | pixel spacing | a part in a thousand ([`SAME_SPACING`]) |
//! | places | 0.01 mm or a tenth of a pixel: closer slices lie in one place ([`same_place_mm`]) |
//! | distances | 5 %, or the rounding of positions to 0.1 mm ([`Distances`]) |
//! | shift in the plane | half a degree or a pixel over the whole stack ([`Lean`]) |

mod distances;
mod grid;
mod irregular;
mod layout;
mod lean;
mod resampler;

pub use distances::Distances;
pub use grid::Grid;
pub use irregular::{Fault, Irregular, Remedy};
pub use layout::{Blend, Layout, Slice, Wish};
pub use lean::Lean;
pub use resampler::{Blending, Resampler};

/// Cosine of the angle within which directions are the same, 1 degree: more than the rounding of written directions (two
/// decimals: 0.6 degrees) and less than any turn that is meant.
pub const SAME_DIRECTION: f64 = 0.999_848;

/// Pixel spacings whose quotient is at most this are the same: less is rounding.
pub const SAME_SPACING: f64 = 1.001;

/// Positions closer than this are one place, mm: writers round to it, and no slices of patients are so close.
const SAME_PLACE_MM: f64 = 0.01;

/// Of small things (microscopic computed tomography) slices are as close as pixels: a tenth of one is one place.
const SAME_PLACE_PIXELS: f64 = 0.1;

/// Slices of pixels this large (mm, those that are not positive do not count) that are at most so far apart, mm, lie in one
/// place.
pub fn same_place_mm(pixels_mm: impl Iterator<Item = f64>) -> f64 {
    pixels_mm.filter(|mm| *mm > 0.0).fold(SAME_PLACE_MM, |least, mm| least.min(SAME_PLACE_PIXELS * mm))
}

/// The scalar product.
pub(crate) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn sum(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn scaled(vector: [f64; 3], factor: f64) -> [f64; 3] {
    vector.map(|component| component * factor)
}

fn length(vector: [f64; 3]) -> f64 {
    dot(vector, vector).sqrt()
}
