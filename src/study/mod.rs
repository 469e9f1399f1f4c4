//! Patient > study > series > instance: what lies in folders, archives and file-sets, and how its pictures belong
//! together. May read files, through [`crate::dicom`]; knows no threads of its own but a pool for reading, and no toolkit.
//!
//! The way of a file: `scan` (folders, zip archives, DICOMDIR -> [`Found`]) -> [`Library`] (grouped) -> `display_sets`
//! (split where pictures do not belong together, ordered) -> [`DisplaySet`], which a viewport scrolls through.

pub mod archive;
mod builder;
pub mod dicomdir;
mod display_set;
mod display_sets;
mod identity;
mod instance;
mod joined;
mod library;
mod location;
mod open;
mod scan;

pub use archive::Scratch;
pub use builder::LibraryBuilder;
pub use display_set::{DisplaySet, Phase, Repeat, SetFinding, SetFindingCode, SetFrame, SetKind};
pub use display_sets::{display_sets, slice};
pub use instance::{Instance, InstanceId};
pub use joined::{joined, joined_of};
pub use library::{Library, Patient, Series, SeriesId, Skipped, Study, StudyId};
pub use location::Location;
pub use open::{is_collection, open, source};
pub use scan::{Batch, Files, Found, Scan, ScanOptions, Walked, Watch};
