//! Work off the person's thread: reading headers, listing folders, decoding frames. Knows no egui.
//!
//! Frames are a *want-list*: replaced as a whole after every change of state, so that an outdated wish is never worked
//! off. Files are served by four named threads: open, browse and tags let a newer request of their kind overtake, scan finds
//! what lies with what was opened.

pub mod body;
mod cache;
pub mod counting;
pub mod decoder;
pub mod editing;
mod exporting;
mod files;
mod folders;
mod frames;
pub mod inspect;
mod journal;
mod latest;
pub mod measure;
mod objects;
mod phantom;
mod scan;
pub mod strip;
pub mod survey;
pub mod tag_compare;
mod thumbnail;

pub use cache::{CachedFrame, FrameCache};
pub use decoder::DecoderProcesses;
pub use exporting::Exports;
pub use files::{Files, Tools};
pub use frames::Frames;
pub use journal::{Journal, NoJournal, Reader};
pub use latest::Latest;
pub use objects::Objects;
pub use thumbnail::Thumbnail;

use std::{sync::Arc, time::Duration};

/// Called from any thread when there is something to poll, and how long that may wait.
pub type Wake = Arc<dyn Fn(Duration) + Send + Sync>;

/// Stack of threads that parse files: deep nesting that slips through the index must not overflow it.
const PARSE_STACK: usize = 64 << 20;
