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

use crate::dicom::{DirectoryRecord, MEDIA_STORAGE_DIRECTORY, ReadError, Source, charset::shown, read_directory};

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
}

/// Where names are looked for.
trait Place {
    /// What lies there under this name, in the folder of the index at `index` or in that of the first one.
    fn find(&mut self, index: &Location, parts: &[String]) -> Result<Location, Refusal>;
    /// An index that was found.
    fn read(&self, index: &Location) -> Result<Source, ReadError>;
}

/// Indexes of one file-set that are read: some have one for each series.
const MOST_INDEXES: usize = 10_000;

/// Reads the DICOMDIR at `path`.
///
/// # Errors
/// As [`read_directory`].
pub fn of_file(path: &Path) -> Result<FileSet, ReadError> {
    file_set(&Location::file(path), &mut Folder::of(path))
}

/// Reads the DICOMDIR that is a member of an archive.
///
/// # Errors
/// As [`read_directory`].
pub fn of_member(archive: &Archive, member: &Member) -> Result<FileSet, ReadError> {
    file_set(&Location::member(archive.path().clone(), member.name.clone()), &mut Members::of(archive, member))
}

fn file_set(first: &Location, place: &mut dyn Place) -> Result<FileSet, ReadError> {
    let mut found = FileSet::default();
    let mut seen = HashSet::from([first.clone()]);
    let mut indexes = VecDeque::from([(first.clone(), read_directory(place.read(first)?)?)]);
    let mut read = 1;
    while let Some((index, records)) = indexes.pop_front() {
        let mut missing = 0;
        let mut in_vain = Vec::new();
        for record in records {
            match place.find(&index, &record.file) {
                Ok(location) if !seen.insert(location.clone()) => {}
                Ok(location) => {
                    let is_index = record.sop_class_uid == MEDIA_STORAGE_DIRECTORY || !names_an_object(&record);
                    let inner =
                        (is_index && read < MOST_INDEXES).then(|| place.read(&location).and_then(read_directory));
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
    Ok(found)
}

/// Whether a record is one of an object: those of patients, studies and series may refer to further indexes.
fn names_an_object(record: &DirectoryRecord) -> bool {
    !matches!(record.kind.as_str(), "PATIENT" | "STUDY" | "SERIES" | "MRDR")
}

/// The note about one name.
fn said(index: &Location, record: &DirectoryRecord, refusal: Refusal) -> Skipped {
    let name = shown(&record.file.join("\\"));
    match refusal {
        Refusal::Missing => match &index.member {
            None => Skipped {
                path: beside(&index.path, &record.file),
                member: None,
                reason: "The DICOMDIR names it, but it is not there; copy all of the disc again.".into(),
                is_foreign: false,
            },
            Some(_) => skipped(index, format!("It names {name}, which is not in the archive; make the archive again.")),
        },
        Refusal::Unsafe(why) => skipped(index, format!("It names {name}, {why}; it was not read.")),
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
