//! Volumes as files: NIfTI-1 and NRRD, of a stack of slices or of one multi-frame object, in space and in time.
//!
//! [`Plan`] (what a volume is made of, and where it lies) -> `slices` (decoded on all cores, a few at a time) ->
//! [`Encoding`] -> a file that appears whole or not at all ([`Target`]), with a JSON file beside it that says how it was acquired.

mod encoding;
mod format;
mod gzip;
mod names;
mod nifti;
mod nrrd;
mod plan;
mod sidecar;
mod slices;
mod target;
mod timing;
mod write;

pub use encoding::{Element, Encoding, Meaning, Misfit};
pub use format::Format;
pub use names::Naming;
pub use plan::{Plan, Refusal};
pub use slices::Open;
pub use target::{Replaces, Target};
pub use timing::SliceTiming;
pub use write::{Written, write};
