//! Folders into files, in order of name. What lies in them is never taken on trust: links may go in circles, pipes may
//! wait for ever, and anything may be gone by the time it is looked at.

use std::{
    ffi::OsString,
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{ScanOptions, Skipped, collection::Unpacking};

/// What the walk comes by.
#[derive(Debug)]
pub(super) enum Step {
    /// A regular file.
    File(ToRead),
    /// A member of an archive, by its number.
    Member(Arc<Unpacking>, usize),
    /// Something else.
    Skipped(Skipped),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ToRead {
    pub path: PathBuf,
    /// Given by the person, not met on the way.
    pub named: bool,
}

/// The walk below some roots.
pub(super) struct Walk {
    /// What is still to be looked at, next last.
    waiting: Vec<Waiting>,
    depth: usize,
}

enum Waiting {
    Root(PathBuf),
    /// The rest of a folder, next entry last, and how many folders it is below its root.
    Rest {
        folder: PathBuf,
        entries: Vec<(OsString, Option<FileType>)>,
        depth: usize,
    },
}

impl Walk {
    /// Begins with the first of `roots`; no deeper than `depth` folders.
    pub fn new(roots: Vec<PathBuf>, depth: usize) -> Self {
        Self { waiting: roots.into_iter().rev().map(Waiting::Root).collect(), depth }
    }

    /// Goes on with a folder, before what is still to be looked at.
    pub fn turn_to(&mut self, folder: PathBuf) {
        self.waiting.push(Waiting::Root(folder));
    }

    /// A root may be a link; it was asked for.
    fn root(&mut self, path: PathBuf) -> Option<Step> {
        match fs::metadata(&path) {
            Err(error) => Some(skipped(path, root_fault(&error), false)),
            Ok(metadata) if metadata.is_dir() => self.enter(path, 1),
            Ok(metadata) if metadata.is_file() => Some(Step::File(ToRead { path, named: true })),
            Ok(_) => Some(skipped(path, NO_FILE.into(), false)),
        }
    }

    fn entry(&mut self, path: PathBuf, kind: Option<FileType>, depth: usize) -> Option<Step> {
        // Some file systems do not say of what kind an entry is.
        let kind = match kind.map_or_else(|| fs::symlink_metadata(&path).map(|found| found.file_type()), Ok) {
            Ok(kind) => kind,
            Err(error) => return Some(skipped(path, entry_fault(&error), false)),
        };
        if kind.is_file() {
            return Some(Step::File(ToRead { path, named: false }));
        }
        if kind.is_dir() {
            return match depth {
                _ if depth >= ScanOptions::MOST_DEPTH => Some(skipped(path, TOO_DEEP.into(), false)),
                _ if depth >= self.depth => None,
                _ => self.enter(path, depth + 1),
            };
        }
        if !kind.is_symlink() {
            return Some(skipped(path, NO_FILE.into(), true));
        }
        match fs::metadata(&path) {
            Ok(target) if target.is_file() => Some(Step::File(ToRead { path, named: false })),
            // Followed, they could lead back to where they lie; images may lie behind them, so it is no small matter.
            Ok(target) if target.is_dir() => Some(skipped(path, LINK_TO_FOLDER.into(), false)),
            Ok(_) => Some(skipped(path, NO_FILE.into(), true)),
            Err(_) => Some(skipped(path, DEAD_LINK.into(), false)),
        }
    }

    /// What could be listed of a folder is looked at, whatever went wrong then.
    fn enter(&mut self, folder: PathBuf, depth: usize) -> Option<Step> {
        let (entries, fault) = entries(&folder);
        let fault = fault.map(|error| {
            let text = if entries.is_empty() { folder_fault(&error) } else { list_fault(&error) };
            skipped(folder.clone(), text, false)
        });
        self.waiting.push(Waiting::Rest { folder, entries, depth });
        fault
    }
}

impl Step {
    /// Where it leads.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(file) => &file.path,
            Self::Member(unpacking, _) => unpacking.path(),
            Self::Skipped(skipped) => &skipped.path,
        }
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let step = match self.waiting.pop()? {
                Waiting::Root(path) => self.root(path),
                Waiting::Rest { folder, mut entries, depth } => {
                    let Some((name, kind)) = entries.pop() else { continue };
                    let path = folder.join(name);
                    self.waiting.push(Waiting::Rest { folder, entries, depth });
                    self.entry(path, kind, depth)
                }
            };
            if step.is_some() {
                return step;
            }
        }
    }
}

/// What lies in a folder.
type Entries = Vec<(OsString, Option<FileType>)>;

fn entries(folder: &Path) -> (Entries, Option<io::Error>) {
    match fs::read_dir(folder) {
        Ok(listed) => sorted(listed.map(|entry| entry.map(|entry| (entry.file_name(), entry.file_type().ok())))),
        Err(error) => (Vec::new(), Some(error)),
    }
}

/// Last name first, with what ended the list: after a fault some systems give the same one for ever.
fn sorted(listed: impl Iterator<Item = io::Result<(OsString, Option<FileType>)>>) -> (Entries, Option<io::Error>) {
    let mut entries = Vec::new();
    let mut fault = None;
    for entry in listed {
        match entry {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    entries.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    (entries, fault)
}

fn skipped(path: PathBuf, reason: String, is_foreign: bool) -> Step {
    Step::Skipped(Skipped { path, member: None, reason, is_foreign })
}

const NO_FILE: &str = "This is a pipe, socket or device and holds no files; it was left alone.";
const LINK_TO_FOLDER: &str =
    "This is a link to a folder and was not followed, so that no circle is walked; scan that folder itself.";
const DEAD_LINK: &str = "This link leads to no file that can be reached; check what it points to.";
const TOO_DEEP: &str = "Folders are nested more than 64 deep here; scan this folder by itself.";

fn root_fault(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "There is no such file or folder; check the path.".into(),
        io::ErrorKind::PermissionDenied => "This may not be looked at; ask for the right to read it.".into(),
        kind => format!("This cannot be looked at: {kind}; check the path and the disk or share."),
    }
}

fn folder_fault(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => super::reading::VANISHED.into(),
        io::ErrorKind::PermissionDenied => "This folder may not be read; ask for the right to read it.".into(),
        kind => format!("This folder cannot be read: {kind}; check the disk or share that it lies on."),
    }
}

fn list_fault(error: &io::Error) -> String {
    let kind = error.kind();
    format!("This folder could be listed in part only: {kind}; check the disk or share that it lies on and scan again.")
}

fn entry_fault(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => super::reading::VANISHED.into(),
        kind => format!("This cannot be looked at: {kind}; check the disk or share that it lies on."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_listed_before_a_fault_is_kept() {
        let fault = || Err(io::Error::from(io::ErrorKind::TimedOut));
        let (entries, error) = sorted([Ok(("a".into(), None)), Ok(("b".into(), None)), fault(), fault()].into_iter());
        let names: Vec<_> = entries.iter().map(|(name, _)| name.to_str()).collect();
        assert_eq!(
            (names, error.map(|error| error.kind())),
            (vec![Some("b"), Some("a")], Some(io::ErrorKind::TimedOut))
        );
    }
}
