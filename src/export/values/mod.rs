//! Values as files, never pictures of them: NumPy arrays and TIFF.
//!
//! [`Values`] are those of one frame; [`Series`] writes one frame or many, decoding a few at a time, so that a clip never lies in
//! memory as a whole.

mod made;
pub mod npy;
mod npz;
mod series;
mod stack;
mod tiff;

pub use made::{Made, Values, modality_values};
pub use series::{FileKind, Series};
pub use stack::{Meaning, ValueJob};
