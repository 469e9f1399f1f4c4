//! Bytes to structure index to header to frames. The only floor that names DICOM crates; knows no egui, no threads.
//!
//! [`open`] reads a header through positioned reads and never the pixel data; [`Object::decode_frame`] reads and
//! decodes one frame. Every call into foreign code is contained: a panic costs one [`ReadError`], nothing else.

pub mod charset;
mod clip;
pub mod codec;
mod describe;
mod error;
mod object;
pub mod phantom;
mod tags;
pub mod write;

pub use clip::ClipTiming;
pub use describe::{Identity, ImageDescription, Summary, UltrasoundRegion};
pub use error::{Finding, FindingCode, ReadError};
pub use object::{Object, open};
pub use tags::{TagRow, TagTree};
