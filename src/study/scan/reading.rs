//! One file into what is found in it.

use std::{io, path::Path};

use crate::dicom::{ReadError, contain, read_facts};

use super::{Found, Location, ScanOptions, Skipped, walk::ToRead};

/// The sentence for what was listed and is not there any more.
pub(super) const VANISHED: &str = "This was there when its folder was listed and is gone now; scan again.";
/// The sentence for a directory of a file-set that was met on the way.
const DIRECTORY: &str = "This is the directory of a file-set; the files that it lists were found by themselves.";

/// Reads one file, whatever it is.
pub(super) fn read(file: ToRead, options: &ScanOptions) -> Vec<Found> {
    let ToRead { path, named } = file;
    if options.avoid.contains(&path) {
        return vec![skipped(&path, ReadError::Avoided.to_string(), false)];
    }
    let thread = rayon::current_thread_index().unwrap_or(0);
    if let Some(watch) = &options.watch {
        watch(thread, Some(&path));
    }
    let broken = ReadError::Damaged { what: "it breaks its reader".into(), at: 0 };
    let read = contain(|| Ok(read_watched(&path, named, options)), broken);
    let found = read.unwrap_or_else(|error| vec![skipped(&path, error.to_string(), false)]);
    if let Some(watch) = &options.watch {
        watch(thread, None);
    }
    found
}

fn read_watched(path: &Path, _named: bool, options: &ScanOptions) -> Vec<Found> {
    match read_facts(path, &options.limits) {
        Ok(facts) if facts.is_directory() => vec![skipped(path, DIRECTORY.into(), true)],
        Ok(facts) if options.study.as_ref().is_some_and(|study| *study != facts.study.uid) => Vec::new(),
        Ok(facts) => vec![Found::Instance { location: Location::file(path), facts: Box::new(facts) }],
        Err(ReadError::Io(_)) if is_gone(path) => vec![skipped(path, VANISHED.into(), false)],
        Err(error) => vec![skipped(path, error.to_string(), error == ReadError::NotDicom)],
    }
}

fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn skipped(path: &Path, reason: String, is_foreign: bool) -> Found {
    Found::Skipped(Skipped { path: path.to_owned(), member: None, reason, is_foreign })
}
