//! One member of an archive.

use std::sync::Arc;

/// What the archive's list says of a member that may be read. Small: an archive has thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, safe to show and unique in the archive: of several alike the later ones are numbered, `IM1 (2)`. Never a
    /// path.
    pub name: Arc<str>,
    /// Bytes that it declares to have.
    pub size: u64,
    /// Bytes that it takes in the archive.
    pub(super) packed: u64,
    /// Where its local header lies.
    pub(super) header_at: u64,
    /// Checksum of what it holds.
    pub(super) crc: u32,
    /// Whether it is compressed (deflate), or stored as it is.
    pub(super) is_deflated: bool,
}

/// A member that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Its name; `None` where the archive as a whole is meant.
    pub member: Option<Arc<str>>,
    /// One sentence.
    pub reason: String,
}
