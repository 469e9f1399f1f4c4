//! What a DICOMDIR names, looked for where it lies: beside it and below, never elsewhere.
//!
//! The names in it are texts that anybody may have written. Each part is checked by itself, compared with what is there,
//! and believed only as far as that: an index may name less than there is, and more.

mod folder;
mod members;
mod part;

use std::{
    collections::{HashSet, VecDeque},
    path::{Path, PathBuf},
};

use crate::dicom::{
    DirectoryRecord, Limits, MEDIA_STORAGE_DIRECTORY, ReadError, Source, charset::shown, read_directory,
};

use super::{
    Location, Skipped,
    archive::{Archive, Member},
};

use folder::Folder;
use members::Members;
use part::Refusal;

/// What a DICOMDIR comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSet {
    /// What it names and what is there, in its order, each once. Nothing of it was opened but further indexes.
    pub files: Vec<Location>,
    /// What it names in vain: a summary, and each.
    pub skipped: Vec<Skipped>,
    /// Names that were looked up or compared.
    pub effort: u64,
}

/// How a DICOMDIR is read.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// Memory that reading it may take.
    pub limits: Limits,
    /// Whether further indexes that it names are read for what they name. Where all files are looked at, these are met by
    /// themselves.
    pub follows: bool,
    /// Asked after each name: whether nobody waits any more. What was found by then is all that there is.
    pub is_stopped: &'a dyn Fn() -> bool,
}

impl Default for Way<'_> {
    /// With all further indexes, to the end.
    fn default() -> Self {
        Self { limits: Limits::default(), follows: true, is_stopped: &|| false }
    }
}

/// Where names are looked for.
trait Place {
    /// What lies there under this name, in the folder of the index at `index` or in that of the first one.
    fn find(&mut self, index: &Location, parts: &[String]) -> Result<Location, Refusal>;
    /// An index that was found.
    fn read(&self, index: &Location, limits: &Limits) -> Result<Source, ReadError>;
    /// Names that were listed to be compared.
    fn compared(&self) -> usize {
        0
    }
}

/// Indexes of one file-set that are read: some have one for each series.
const MOST_INDEXES: usize = 10_000;

/// Reads the DICOMDIR at `path`.
///
/// # Errors
/// As [`read_directory`].
pub fn of_file(path: &Path, way: &Way) -> Result<FileSet, ReadError> {
    file_set(&Location::file(path), &mut Folder::of(path), way)
}

/// Reads the DICOMDIR that is a member of an archive.
///
/// # Errors
/// As [`read_directory`].
pub fn of_member(archive: &Archive, member: &Member, way: &Way) -> Result<FileSet, ReadError> {
    let location = Location::member(archive.path().clone(), member.name.clone());
    file_set(&location, &mut Members::of(archive, member), way)
}

fn file_set(first: &Location, place: &mut dyn Place, way: &Way) -> Result<FileSet, ReadError> {
    let read_index = |place: &dyn Place, index: &Location| {
        place.read(index, &way.limits).and_then(|source| read_directory(source, &way.limits))
    };
    let mut found = FileSet::default();
    let mut seen = HashSet::from([first.clone()]);
    let mut indexes = VecDeque::from([(first.clone(), read_index(place, first)?)]);
    let mut read = 1;
    while let Some((index, records)) = indexes.pop_front() {
        let mut missing = 0;
        let mut in_vain = Vec::new();
        for record in records {
            if (way.is_stopped)() {
                return Ok(found);
            }
            found.effort += 1;
            match place.find(&index, &record.file) {
                Ok(location) if !seen.insert(location.clone()) => {}
                Ok(location) => {
                    let is_index = record.sop_class_uid == MEDIA_STORAGE_DIRECTORY || !names_an_object(&record);
                    let is_read = is_index && way.follows && read < MOST_INDEXES;
                    let inner = is_read.then(|| read_index(place, &location));
                    match inner {
                        Some(Ok(records)) => {
                            read += 1;
                            indexes.push_back((location, records));
                        }
                        _ => found.files.push(location),
                    }
                }
                // What is no longer in use may be gone.
                Err(Refusal::Missing) if !record.is_active => {}
                Err(refusal) => {
                    missing += 1;
                    in_vain.push(said(&index, &record, refusal));
                }
            }
        }
        if missing > 0 {
            let (files, are) = if missing == 1 { ("file", "is") } else { ("files", "are") };
            let reason = format!("It names {missing} {files} that {are} not there; copy all of the disc again.");
            found.skipped.push(skipped(&index, reason));
            found.skipped.append(&mut in_vain);
        }
    }
    found.effort += place.compared() as u64;
    Ok(found)
}

/// Whether a record is one of an object: those of patients, studies and series may refer to further indexes.
fn names_an_object(record: &DirectoryRecord) -> bool {
    !matches!(record.kind.as_str(), "PATIENT" | "STUDY" | "SERIES" | "MRDR")
}

/// The note about one name, which stands in the note's place and not in its sentence.
fn said(index: &Location, record: &DirectoryRecord, refusal: Refusal) -> Skipped {
    let named = |reason: String| {
        let member = Some(shown(&record.file.join("\\")));
        Skipped { path: index.path.to_path_buf(), member, reason, is_foreign: false }
    };
    match refusal {
        Refusal::Missing => match &index.member {
            None => Skipped {
                path: beside(&index.path, &record.file),
                member: None,
                reason: "The DICOMDIR names it, but it is not there; copy all of the disc again.".into(),
                is_foreign: false,
            },
            Some(_) => named("The DICOMDIR names it, but it is not in the archive; make the archive again.".into()),
        },
        Refusal::Unsafe(why) => named(format!("The DICOMDIR names it, {why}; it was not read.")),
    }
}

fn skipped(index: &Location, reason: String) -> Skipped {
    let member = index.member.as_ref().map(|member| (**member).to_owned());
    Skipped { path: index.path.to_path_buf(), member, reason, is_foreign: false }
}

/// Where a file should lie, for the eye. Its parts were found harmless.
fn beside(index: &Path, parts: &[String]) -> PathBuf {
    let mut path = index.parent().unwrap_or(Path::new("")).to_path_buf();
    path.extend(parts);
    path
}
