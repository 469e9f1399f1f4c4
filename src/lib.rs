//! Hounsfield shows DICOM images: one pipeline from stored value to pixel, one shared state, two thin faces.
//!
//! The floors, lowest first; a module names only modules to its left (`tests/floors.rs` checks it):
//!
//! `geometry · image · volume · annotation · dicom · study · state · export · jobs · session · desktop · (cli | gui)`
//!
//! | floor | what lives there |
//! |---|---|
//! | [`geometry`] | points, planes, spacing with its basis, orientation letters, the screen-to-pixel transform |
//! | [`image`] | frames of stored values and the display pipeline: modality, VOI, colour, resampling, histogram |
//! | [`volume`] | 3-D grids from planes: whether slices make one, tilt correction, even spacing |
//! | [`annotation`] | regions that a person draws: shapes, the pixels they hold, hit test, figures with their basis |
//! | [`dicom`] | bytes to structure index to header to frames; tag rows; the only floor that names DICOM crates |
//! | [`study`] | patient, study, series, instance; display sets; scanning folders, archives and file-sets |
//! | [`state`] | the one shared model: `Workspace`, `ImageState`, `Action`, `apply`, `Event`, `absorb`, undo, commands |
//! | [`export`] | pictures, arrays and volumes as files |
//! | [`jobs`] | the want-list, worker threads, decoder processes and byte-budget caches |
//! | [`session`] | the model and the jobs together: `act`, `poll`, `wait` |
//! | [`desktop`] | file association, paths, memory granted, the crash journal, whether a dialog service exists |
//! | [`cli`], [`gui`] | two thin faces; neither names the other |
//!
//! `gpu` joins when its first feature does.

pub mod annotation;
pub mod cli;
pub mod desktop;
pub mod dicom;
pub mod export;
pub mod geometry;
#[cfg(feature = "gui")]
pub mod gui;
pub mod image;
pub mod jobs;
pub mod session;
pub mod state;
pub mod study;
pub mod volume;
