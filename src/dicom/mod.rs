//! Bytes to structure index to header to frames. The only floor that names DICOM crates; knows no egui, no threads.
//!
//! [`open`] reads a header through positioned reads and never the pixel data (but those of a video once, to count and find
//! its pictures); [`Object::load`] reads and decodes one frame. Every call into foreign code is contained: a panic costs one
//! [`ReadError`], nothing else.
//!
//! The way of a file: `source` (bytes by position) -> `index` (where each element lies) -> `header` (typed access) ->
//! `pixel_layout`, `functional_groups` -> `storage` (native, fragments or video, by what the bytes show) -> `frames` (native,
//! codec) and `pixel_model`, `image_description`.
//!
//! Values are read straight from the indexed bytes, not through an object model of the whole data set: that keeps a
//! file's header out of memory, and what the index has vouched for is not parsed a second time by other rules.

mod about;
mod acquisition;
pub mod charset;
mod clip;
pub mod codec;
mod codestream;
pub mod compare;
mod contain;
mod describe;
mod directory;
mod document;
pub mod edit;
mod error;
mod facts;
mod facts_frames;
mod facts_reading;
mod fragments;
mod frames;
mod functional_groups;
mod header;
mod icc;
mod identifying;
mod image_description;
mod index;
pub mod json;
mod lut;
mod means;
mod modality;
mod moment;
mod names;
mod native;
mod numbers;
mod object;
mod offset_table;
mod overlay;
mod palette;
mod path;
pub mod phantom;
mod pixel_layout;
mod pixel_model;
mod plane;
mod preamble;
mod precision;
mod private;
mod read_out;
mod real_world;
mod recognise;
mod record;
mod regions;
mod segmentation;
mod shutter;
mod source;
mod spacing;
mod storage;
mod summary;
mod supplemental;
mod suv;
mod syntax;
mod tag_page;
mod tag_reader;
mod tag_search;
mod tag_values;
mod tags;
mod value_reader;
mod video;
mod voi;
pub mod write;

pub use about::About;
pub use clip::ClipTiming;
pub use contain::contain;
pub use describe::{Identity, ImageDescription, Summary};
pub use directory::{DirectoryRecord, MEDIA_STORAGE_DIRECTORY, is_directory, read_directory};
pub use document::{Document, DocumentLine, LineKind};
pub use error::{Finding, FindingCode, ReadError};
pub use facts::{Contrast, Facts, FrameFacts, ImageFacts, InstanceFacts, PatientFacts, SeriesFacts, StudyFacts};
pub use facts_reading::{read_facts, read_facts_source};
pub use means::{Limits, Means};
pub use names::sop_class as sop_class_name;
pub use object::{LoadedFrame, Object, open, open_bytes, open_bytes_with, open_source, open_with};
pub use path::{PathStep, TagPath, tag_named};
pub use preamble::Preamble;
pub use read_out::read_out;
pub use recognise::looks_like_dicom;
pub use record::{
    Cell, CellKind, ElementName, Field, FieldName, LARGEST_RECORD, LONGEST_TEXT, MOST_VALUES, Part, Record,
    RecordOptions, read_record, record_of,
};
pub use regions::UltrasoundRegion;
pub use source::Source;
pub use tag_page::{TagPage, TagPageWant};
pub use tag_search::{SearchText, TagQuery};
pub use tags::{TagRow, TagTree};

#[cfg(test)]
mod tests;
