//! The files below some roots without a look into them.

use std::path::PathBuf;

use super::{
    ScanOptions, Skipped,
    walk::{Step, Walk},
};

/// Files as a scan comes by them, in order of name: links to folders, pipes and the like are left alone. Archives and
/// directories of file-sets are files here.
pub struct Files(Walk);

/// What [`Files`] comes by.
#[derive(Debug)]
pub enum Walked {
    /// A regular file.
    File {
        /// Where.
        path: PathBuf,
        /// Given by the person, not met on the way.
        named: bool,
    },
    /// Something else, or what cannot be looked at.
    Skipped(Skipped),
}

impl Files {
    /// Below `roots`, which may be files themselves.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self(Walk::new(roots, ScanOptions::MOST_DEPTH))
    }
}

impl Iterator for Files {
    type Item = Walked;

    fn next(&mut self) -> Option<Walked> {
        self.0.find_map(|step| match step {
            Step::File(file) => Some(Walked::File { path: file.path, named: file.named }),
            Step::Skipped(skipped) => Some(Walked::Skipped(skipped)),
            Step::Member(..) => None,
        })
    }
}
