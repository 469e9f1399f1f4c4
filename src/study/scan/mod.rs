//! Everything below some folders, read as far as grouping needs it: in the background, in order of name, batch by batch.
//!
//! [`Scan`] owns a few threads of its own, which walk and read ahead while its owner deals with what was found. It ends
//! with the files in hand when it is dropped or its stop flag is set.

mod batch;
mod collection;
mod files;
mod options;
mod reading;
mod walk;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, sync_channel},
    },
};

use crate::dicom::{Facts, ReadError};

use super::{Location, SetFrame, Skipped};

pub use files::{Files, Walked};
pub use options::{ScanOptions, Watch};

use batch::Driver;

/// Threads that read at most: more would wait for one disk.
const MOST_THREADS: usize = 8;
/// Stack of a thread that reads.
const STACK: usize = 64 << 20;
/// Batches that are read ahead.
const AHEAD: usize = 4;

/// Something that a scan came by. Every file is in one of these, unless another study was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// An object.
    Instance {
        /// Where it lies.
        location: Location,
        /// What it is.
        facts: Box<Facts>,
    },
    /// Something that is left out, and why.
    Skipped(Skipped),
}

/// What was found since the last batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// In order of name; files of one folder before those of the next.
    pub found: Vec<Found>,
    /// Files that the scan has looked at so far, those of earlier batches included.
    pub files: usize,
    /// Where the last of them lies, for those who wait.
    pub at: Option<PathBuf>,
}

/// A scan that is under way.
#[derive(Debug)]
pub struct Scan {
    batches: Receiver<Batch>,
    order: Arc<Order>,
}

/// What is asked for, as long as anybody waits for it.
#[derive(Debug)]
struct Order {
    options: ScanOptions,
    is_dropped: AtomicBool,
    /// Bytes that the frames of what was found take.
    taken_by_frames: AtomicU64,
    /// Names of directories of file-sets that were looked up.
    names_looked_up: AtomicU64,
}

impl Order {
    fn new(options: ScanOptions) -> Self {
        let (taken_by_frames, names_looked_up) = Default::default();
        Self { options, is_dropped: AtomicBool::new(false), taken_by_frames, names_looked_up }
    }

    fn is_stopped(&self) -> bool {
        self.is_dropped.load(Ordering::Relaxed) || self.options.stop.load(Ordering::Relaxed)
    }

    /// Whether what is known of the frames of one more object fits in as well. Single frames cost next to nothing.
    fn has_room_for(&self, facts: &Facts) -> bool {
        let Some(image) = facts.instance.image.as_deref().filter(|image| image.frames > 1) else { return true };
        let listed = u64::from(image.frames).saturating_mul(size_of::<SetFrame>() as u64);
        let bytes = listed.saturating_add(size_of_val(&*image.frame_facts) as u64);
        let taken = self.taken_by_frames.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if taken > self.options.frames_bytes {
            self.taken_by_frames.fetch_sub(bytes, Ordering::Relaxed);
            return false;
        }
        true
    }
}

impl Scan {
    /// Begins to look at `roots`: files, folders, archives, file-sets.
    ///
    /// # Errors
    /// [`ReadError::Io`] where the system grants no threads.
    pub fn new(roots: Vec<PathBuf>, options: ScanOptions) -> Result<Self, ReadError> {
        let order = Arc::new(Order::new(options));
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK)
            // Files are contained one by one, and the driver as a whole; this keeps the program whatever happens.
            .panic_handler(|_| {})
            .thread_name(|number| format!("scan-{number}"))
            .build()
            .map_err(|_| ReadError::Io("the system grants no threads".into()))?;
        let (sender, batches) = sync_channel(AHEAD);
        let driver = Driver::new(roots, order.clone());
        pool.spawn(move || driver.run(&sender));
        Ok(Self { batches, order })
    }

    /// Waits for what comes next; `None` once everything was looked at, or the scan was stopped.
    pub fn next_batch(&mut self) -> Option<Batch> {
        self.batches.recv().ok()
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        self.order.is_dropped.store(true, Ordering::Relaxed);
    }
}
