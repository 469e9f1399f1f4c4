//! Where an object lies.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A file, or a member of a zip archive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file, or the archive.
    pub path: Arc<Path>,
    /// Name of the member, as the archive writes it: shown, never used as a path.
    pub member: Option<Arc<str>>,
}

impl Location {
    /// A file of its own.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into(), member: None }
    }

    /// A member of the archive at `path`.
    pub fn member(path: impl Into<Arc<Path>>, member: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), member: Some(member.into()) }
    }
}
