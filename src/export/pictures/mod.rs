//! Pictures as files: the frame as `render` and the window show it, alone or as a clip.
//!
//! One engine for the command line and the window. [`draw`](draw()) makes one picture of an image; [`Sequence`] makes many, side
//! by side and never all in memory, into numbered files, an animation or the pages of a TIFF. Stored values go another way:
//! see [`crate::export::values`].

mod annotate;
mod apng;
mod canvas;
mod draw;
mod format;
pub mod gif;
mod glyphs;
pub mod ink;
mod numbered;
mod outline;
pub mod png;
mod regions;
mod sequence;
mod stack;
mod text;

pub use draw::{Annotations, Depth, Drawn, Look, Resolution, Shown, Size, draw};
pub use format::{Encoding, Format};
pub use sequence::{Clip, Failed, Place, Sequence, Written};
pub use stack::{Output, PictureJob};
