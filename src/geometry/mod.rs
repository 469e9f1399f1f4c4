//! Points, planes, spacing, letters and the view transform. Knows no files and no DICOM crates.
//!
//! Spaces: *pixel* coordinates are continuous, pixel (column 0, row 0) covers [0,1) x [0,1) and has its centre at
//! (0.5, 0.5); *patient* coordinates are LPS in millimetres (PS3.3 C.7.6.2.1.1); *screen* coordinates are physical
//! pixels from the top left corner of the viewport.

mod letters;
mod plane;
mod spacing;
mod transform;
mod view;

pub use letters::{Anatomy, EdgeLetters, PatientDirections};
pub use plane::ImagePlane;
pub use spacing::{Spacing, SpacingBasis};
pub use transform::PixelFromScreen;
pub use view::{LARGEST_SCALE, Placement, SMALLEST_SCALE, View, Zoom};
