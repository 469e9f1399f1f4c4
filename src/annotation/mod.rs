//! What a person draws on a picture, and what is measured inside it. Knows no files, no window, no DICOM.
//!
//! A [`Region`] is a named [`Shape`] in continuous pixel coordinates of a frame: pixel (column c, row r) covers
//! `[c, c+1) x [r, r+1)`. A pixel belongs to a shape when its centre lies inside, so that each pixel counts wholly or not
//! at all, whatever the zoom it was drawn at.

mod area;
mod extent;
mod hit;
mod measured;
mod path;
mod region;
mod runs;
mod shape;

#[cfg(test)]
mod tests;

pub use area::Area;
pub use extent::{Extent, Handle};
pub use hit::Part;
pub use measured::{Figures, Measured};
pub use path::{MOST_POINTS, Path};
pub use region::{COLOURS, Region};
pub use runs::Runs;
pub use shape::Shape;
