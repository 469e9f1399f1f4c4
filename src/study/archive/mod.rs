//! Zip archives. What one lists is read once; its members are read where they lie, by as many threads as like to.
//!
//! Nothing that an archive declares is believed before it is checked: sizes are limits and never allocations, names are
//! texts and never paths, and what is left out is said. Members that are stored uncompressed are read in place, however
//! large; of the others only the beginning is inflated until one is opened.

mod cache;
mod directory;
mod ending;
mod entries;
mod limits;
mod member;
mod names;
mod scratch;
mod unpack;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, OnceLock},
};

use crate::dicom::{Finding, Limits, ReadError, Source, contain};

use super::Skipped;

pub(super) use cache::opened;
pub use limits::ArchiveLimits;
pub use member::Member;
pub use scratch::Scratch;

/// An archive and what it lists. Cheap to share, usable from any thread.
#[derive(Debug)]
pub struct Archive {
    path: Arc<Path>,
    source: Source,
    members: Vec<Member>,
    by_name: HashMap<Arc<str>, u32>,
    /// Members by names that were made alike.
    by_likeness: OnceLock<HashMap<String, u32>>,
    skipped: Vec<Skipped>,
}

impl Archive {
    /// Opens the archive at `path` and reads what it lists.
    ///
    /// # Errors
    /// [`ReadError::Io`]; [`ReadError::Damaged`] where its list of members cannot be found or read at all.
    pub fn open(path: &Path, limits: &ArchiveLimits) -> Result<Self, ReadError> {
        Self::new(path.into(), Source::open(path)?, limits)
    }

    fn new(path: Arc<Path>, source: Source, limits: &ArchiveLimits) -> Result<Self, ReadError> {
        let broken = ReadError::Damaged { what: "the list of its members breaks its reader".into(), at: 0 };
        let listed = contain(|| directory::read(&source, limits), broken)?;
        let left_out = listed.left_out.into_iter();
        let skipped = left_out
            .map(|left| Skipped {
                path: path.to_path_buf(),
                member: left.member.map(|name| (*name).to_owned()),
                reason: left.reason,
                is_foreign: false,
            })
            .collect();
        let numbered = listed.members.iter().zip(0_u32..);
        let by_name = numbered.map(|(member, number)| (member.name.clone(), number)).collect();
        Ok(Self { path, source, members: listed.members, by_name, by_likeness: OnceLock::new(), skipped })
    }

    /// The archive's file.
    pub fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// What it holds that may be read, in the order in which it is listed; folders are not among it.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// What it lists that is not read, and why.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// The member of this name.
    pub fn find(&self, name: &str) -> Option<&Member> {
        self.members.get(usize::try_from(*self.by_name.get(name)?).ok()?)
    }

    /// The first member whose name `liken` makes into `name`; always asked with the same `liken`, which is tried on all
    /// members once.
    pub(super) fn find_alike(&self, name: &str, liken: fn(&str) -> String) -> Option<&Member> {
        let by_likeness = self.by_likeness.get_or_init(|| {
            let mut by_likeness = HashMap::with_capacity(self.members.len());
            for (member, number) in self.members.iter().zip(0_u32..) {
                by_likeness.entry(liken(&member.name)).or_insert(number);
            }
            by_likeness
        });
        self.members.get(usize::try_from(*by_likeness.get(name)?).ok()?)
    }

    /// What a member begins with, as far as a header reaches, inflated as it is asked for; all of it where it is not
    /// compressed.
    ///
    /// # Errors
    /// What is to be said of a member that is not to be read: it does not lie where the list says, it is an archive
    /// itself, or what a Mac keeps beside a file.
    pub fn beginning(&self, member: &Member) -> Result<Source, Skipped> {
        let failed = |error: ReadError| self.skip(member, error.to_string(), false);
        let source = unpack::beginning(&self.source, member).map_err(failed)?;
        let mut head = [0; HEAD];
        let count = source.read_into(0, &mut head).map_err(failed)?;
        let head = head.get(..count).unwrap_or_default();
        if is_archive(head) {
            let text = "It is an archive inside an archive; unpack it and open it by itself.";
            return Err(self.skip(member, text.into(), false));
        }
        if names::is_side_file(&member.name) && is_side_file(head) {
            return Err(self.skip(member, ReadError::NotDicom.to_string(), true));
        }
        Ok(source)
    }

    /// Whether [`Self::beginning`] may end before the member does.
    pub fn goes_on(&self, member: &Member) -> bool {
        unpack::goes_on(member)
    }

    /// The note that a member was left out.
    pub fn skip(&self, member: &Member, reason: String, is_foreign: bool) -> Skipped {
        Skipped { path: self.path.to_path_buf(), member: Some((*member.name).to_owned()), reason, is_foreign }
    }

    /// All of a member, with what was noticed: in place where it is not compressed, else inflated under
    /// [`Limits::file_bytes`], into memory or, where it is large, into a temporary file without a name.
    ///
    /// # Errors
    /// As [`Self::beginning`]; [`ReadError::OverLimit`] for what is larger.
    pub fn whole(&self, member: &Member, limits: &Limits) -> Result<(Source, Vec<Finding>), ReadError> {
        unpack::whole(&self.source, member, limits)
    }
}

/// Bytes that tell what a file is: to the end of DICOM's mark.
pub const HEAD: usize = 132;

/// Whether a file that begins with these bytes ([`HEAD`] of them, or all) is a zip archive. One that is DICOM as well is
/// none: a preamble may hold anything (PS3.10 7.1).
pub fn is_archive(head: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    marks.iter().any(|mark| head.starts_with(mark)) && head.get(HEAD - 4..HEAD) != Some(b"DICM")
}

/// Whether the file at `path` is an archive, by its first bytes.
pub fn is_archive_at(path: &Path) -> bool {
    let mut head = [0; HEAD];
    let read = Source::open(path).and_then(|source| source.read_into(0, &mut head));
    read.is_ok_and(|count| is_archive(head.get(..count).unwrap_or_default()))
}

/// Whether these are the first bytes of what a Mac keeps beside a file (AppleDouble, RFC 1740).
fn is_side_file(head: &[u8]) -> bool {
    head.starts_with(&[0, 5, 0x16, 7])
}
