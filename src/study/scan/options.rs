//! What a scan is asked for.

use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use crate::dicom::Limits;

/// Is told which file each reading thread (by number, from 0) has in hand, and that it is done with it. Called from
/// those threads.
pub type Watch = Arc<dyn Fn(usize, Option<&Path>) + Send + Sync>;

/// How far to look, and what to leave alone.
#[derive(Clone)]
pub struct ScanOptions {
    /// Folders below the given ones: 1 is their own files only.
    pub depth: usize,
    /// Only objects with this _Study Instance UID_ (0020,000D).
    pub study: Option<Arc<str>>,
    /// Memory that reading one file may take.
    pub limits: Limits,
    /// Bytes that what is known of the single frames of all objects may take: a small file may declare many.
    pub frames_bytes: u64,
    /// Files that are left alone: the program did not survive them once.
    pub avoid: Arc<HashSet<PathBuf>>,
    /// Is told about every file before it is read.
    pub watch: Option<Watch>,
    /// Set from anywhere, it ends the scan.
    pub stop: Arc<AtomicBool>,
}

impl ScanOptions {
    /// Folders are followed this deep whatever is asked for.
    pub const MOST_DEPTH: usize = 64;
}

impl Default for ScanOptions {
    /// Everything below, as deep as it goes; eight million frames with facts of their own.
    fn default() -> Self {
        Self {
            depth: Self::MOST_DEPTH,
            study: None,
            limits: Limits::default(),
            frames_bytes: 2 << 30,
            avoid: Arc::default(),
            watch: None,
            stop: Arc::default(),
        }
    }
}

impl fmt::Debug for ScanOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScanOptions").field("depth", &self.depth).field("study", &self.study).finish_non_exhaustive()
    }
}
