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
            // Followed, they could lead back to where they lie.
            Ok(target) if target.is_dir() => Some(skipped(path, LINK_TO_FOLDER.into(), true)),
            Ok(_) => Some(skipped(path, NO_FILE.into(), true)),
            Err(_) => Some(skipped(path, DEAD_LINK.into(), false)),
        }
    }

    fn enter(&mut self, folder: PathBuf, depth: usize) -> Option<Step> {
        match entries(&folder) {
            Ok(entries) => {
                self.waiting.push(Waiting::Rest { folder, entries, depth });
                None
            }
            Err(error) => Some(skipped(folder, folder_fault(&error), false)),
        }
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

/// Last name first.
fn entries(folder: &Path) -> io::Result<Vec<(OsString, Option<FileType>)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        entries.push((entry.file_name(), entry.file_type().ok()));
    }
    entries.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    Ok(entries)
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

fn entry_fault(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => super::reading::VANISHED.into(),
        kind => format!("This cannot be looked at: {kind}; check the disk or share that it lies on."),
    }
}
