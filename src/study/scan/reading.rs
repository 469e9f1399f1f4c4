//! One file into what is found in it.

use std::{io, path::Path};

use rayon::prelude::*;

use crate::dicom::{Facts, ReadError, Source, contain, read_facts_source};

use super::{
    Found, Location, Order, Skipped,
    collection::{file_set, members},
    walk::ToRead,
};
use crate::study::archive::{HEAD, is_archive};

/// The sentence for what was listed and is not there any more.
pub(super) const VANISHED: &str = "This was there when its folder was listed and is gone now; scan again.";

/// Reads one file, whatever it is.
pub(super) fn read(file: &ToRead, order: &Order) -> Vec<Found> {
    let path = &file.path;
    let options = &order.options;
    if options.avoid.contains(path) {
        return vec![skipped(path, ReadError::Avoided.to_string(), false)];
    }
    let thread = rayon::current_thread_index().unwrap_or(0);
    if let Some(watch) = &options.watch {
        watch(thread, Some(path));
    }
    let broken = ReadError::Damaged { what: "it breaks its reader".into(), at: 0 };
    let found = contain(|| read_uncontained(file, order), broken);
    if let Some(watch) = &options.watch {
        watch(thread, None);
    }
    match found {
        Ok(found) => found,
        Err(ReadError::Io(_)) if is_gone(path) => vec![skipped(path, VANISHED.into(), false)],
        Err(error) => vec![skipped(path, error.to_string(), error == ReadError::NotDicom)],
    }
}

/// Reads several files side by side.
pub(super) fn read_all(files: Vec<ToRead>, order: &Order) -> Vec<Found> {
    let found: Vec<Vec<Found>> =
        files.into_par_iter().map(|file| if order.is_stopped() { Vec::new() } else { read(&file, order) }).collect();
    found.into_iter().flatten().collect()
}

fn read_uncontained(file: &ToRead, order: &Order) -> Result<Vec<Found>, ReadError> {
    let source = Source::open(&file.path)?;
    let mut head = [0; HEAD];
    let count = source.read_into(0, &mut head)?;
    if is_archive(head.get(..count).unwrap_or_default()) {
        return members(&file.path, order);
    }
    let facts = read_facts_source(source, &order.options.limits)?;
    if facts.is_directory() {
        return file_set(file, order);
    }
    Ok(instance(facts, Location::file(file.path.as_path()), order))
}

/// An object, if it is asked for.
pub(super) fn instance(facts: Facts, location: Location, order: &Order) -> Vec<Found> {
    match &order.options.study {
        Some(study) if *study != facts.study.uid => Vec::new(),
        _ => vec![Found::Instance { location, facts: Box::new(facts) }],
    }
}

fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

pub(super) fn skipped(path: &Path, reason: String, is_foreign: bool) -> Found {
    Found::Skipped(Skipped { path: path.to_owned(), member: None, reason, is_foreign })
}
