//! Who is told which file is being read, so that it can be named should the program not survive it.

use std::path::Path;

/// The part of the program that reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Opening a file and showing its first frame.
    Opening,
    /// Looking into the files of a listed folder.
    Listing,
    /// Reading tags.
    Tags,
    /// Finding what lies with what was opened; the number of the thread that reads, below [`Reader::SCANNING`].
    Scanning(u8),
}

impl Reader {
    /// Threads that scan side by side at most.
    pub const SCANNING: u8 = 8;
}

/// Keeps in mind what each [`Reader`] has in hand. Called from several threads.
pub trait Journal: Send + Sync {
    /// `reader` begins with this file, or is done with what it had.
    fn note(&self, reader: Reader, path: Option<&Path>);
}

/// Keeps nothing: for sessions without a person before them.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoJournal;

impl Journal for NoJournal {
    fn note(&self, _reader: Reader, _path: Option<&Path>) {}
}
