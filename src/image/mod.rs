//! Frames of stored values and the one display pipeline. Knows no files, no DICOM crates, no threads of its own
//! (rayon is allowed).
//!
//! stored value -> [`ModalityLut`] -> value with a [`Unit`] -> resample -> VOI -> polarity -> invert -> colour map.

mod frame;
mod lookup;
mod modality;
mod model;
mod palette;
mod photometric;
mod presentation;
mod voi;

pub use frame::{Frame, Samples};
pub use lookup::LookupTable;
pub use modality::{ModalityLut, Unit};
pub use model::{ModalityKind, Padding, PixelModel};
pub use palette::Palette;
pub use photometric::PhotometricInterpretation;
pub use presentation::{Interpolation, Presentation, Voi, VoiSource};
pub use voi::{FileWindow, VoiFunction, VoiLut, Window};
