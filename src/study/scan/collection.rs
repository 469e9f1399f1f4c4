//! Files that stand for others: archives and the directories of file-sets.

use std::{path::Path, sync::Arc};

use crate::{
    dicom::{ReadError, read_facts_source},
    study::{
        archive::{Archive, ArchiveLimits, Member},
        dicomdir::{self, FileSet},
    },
};

use super::{
    Found, Location, ScanOptions, Skipped,
    reading::{Taken, is_wanted, skipped},
    walk::{Step, ToRead},
};

/// The sentence for a directory of a file-set that was met on the way.
const DIRECTORY: &str = "This is the directory of a file-set; the files that it lists were found by themselves.";
/// The sentence for one that was opened itself.
const OPENED: &str = "This is the directory of a file-set; the files that it lists were read.";
/// The sentence for one that leads nowhere.
const EMPTY: &str = "This directory of a file-set names no file that is there, so its folder was scanned instead.";

/// What an archive holds, to be read next.
pub(super) fn read_archive(path: &Path, options: &ScanOptions) -> Taken {
    let archive = match Archive::open(path, &ArchiveLimits::for_files(&options.limits)) {
        Ok(archive) => Arc::new(archive),
        Err(error) => return skipped(path, error.to_string(), false).into(),
    };
    if archive.is_document() {
        return skipped(path, ReadError::NotDicom.to_string(), true).into();
    }
    let found = archive.skipped().iter().cloned().map(Found::Skipped).collect();
    let more = (0..archive.members().len()).map(|number| Step::Member(archive.clone(), number)).collect();
    Taken { found, more, folder: None }
}

/// One member of an archive. What its DICOMDIR names lies in it as well, and is found by itself.
pub(super) fn read_member(archive: &Archive, number: usize, options: &ScanOptions) -> Taken {
    let Some(member) = archive.members().get(number) else { return Taken::default() };
    let source = match archive.beginning(member) {
        Ok(source) => source,
        Err(left_out) => return Found::Skipped(left_out).into(),
    };
    match read_facts_source(source, &options.limits) {
        Ok(facts) if facts.is_directory() => {
            let note = |reason: &str, is_foreign| archive.skip(member, reason.to_owned(), is_foreign);
            met(dicomdir::of_member(archive, member), note)
        }
        Ok(facts) if !is_wanted(&facts, options) => Taken::default(),
        Ok(facts) => Found::Instance { location: location(archive, member), facts: Box::new(facts) }.into(),
        Err(error) => Found::Skipped(archive.skip(member, error.to_string(), error == ReadError::NotDicom)).into(),
    }
}

/// A DICOMDIR: what it names, where it was opened itself, and what it names in vain.
pub(super) fn read_directory(path: &Path, named: bool) -> Taken {
    let note =
        |reason: &str, is_foreign| Skipped { path: path.into(), member: None, reason: reason.into(), is_foreign };
    let set = dicomdir::of_file(path);
    if !named {
        return met(set, note);
    }
    match set {
        Ok(set) if !set.files.is_empty() => {
            let file = |location: &Location| Step::File(ToRead { path: location.path.to_path_buf(), named: false });
            let more = set.files.iter().map(file).collect();
            let said = [note(OPENED, true)].into_iter().chain(set.skipped);
            Taken { found: said.map(Found::Skipped).collect(), more, folder: None }
        }
        // Met again in its folder, it says what it names in vain.
        _ => {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Taken { folder: Some(folder.into()), ..Found::Skipped(note(EMPTY, false)).into() }
        }
    }
}

/// A DICOMDIR among other files, which are found by themselves.
fn met(set: Result<FileSet, ReadError>, note: impl Fn(&str, bool) -> Skipped) -> Taken {
    let found = match set {
        Ok(set) => [note(DIRECTORY, true)].into_iter().chain(set.skipped).collect(),
        Err(error) => vec![note(&error.to_string(), false)],
    };
    Taken { found: found.into_iter().map(Found::Skipped).collect(), ..Taken::default() }
}

fn location(archive: &Archive, member: &Member) -> Location {
    Location::member(archive.path().clone(), member.name.clone())
}
