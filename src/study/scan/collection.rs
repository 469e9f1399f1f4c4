//! Files that stand for others: archives, and directories of file-sets.

use std::path::Path;

use rayon::prelude::*;

use crate::{
    dicom::{ReadError, read_facts_source},
    study::{
        archive::{Archive, ArchiveLimits, Member},
        dicomdir,
    },
};

use super::{
    Found, Location, Order,
    reading::{instance, read_all, skipped},
    walk::ToRead,
};

/// The sentence for an archive of other things.
const NO_DICOM_INSIDE: &str = "This archive holds no DICOM files.";
/// The sentence for a directory of a file-set that was met on the way.
const DIRECTORY_MET: &str =
    "This is the directory of a file-set; the files that it lists were looked at by themselves.";

/// What the archive at `path` holds, each member for itself.
pub(super) fn members(path: &Path, order: &Order) -> Result<Vec<Found>, ReadError> {
    let archive = Archive::open(path, &ArchiveLimits::for_files(&order.options.limits))?;
    let read: Vec<Vec<Found>> =
        archive.members().par_iter().map(|member| read_member(&archive, member, order)).collect();
    let mut found: Vec<Found> = read.into_iter().flatten().collect();
    found.extend(archive.skipped().iter().cloned().map(Found::Skipped));
    let is_foreign = |found: &Found| matches!(found, Found::Skipped(skipped) if skipped.is_foreign);
    if order.options.study.is_none() && !order.is_stopped() && found.iter().all(is_foreign) {
        return Ok(vec![skipped(path, NO_DICOM_INSIDE.into(), true)]);
    }
    Ok(found)
}

fn read_member(archive: &Archive, member: &Member, order: &Order) -> Vec<Found> {
    if order.is_stopped() {
        return Vec::new();
    }
    let source = match archive.beginning(member) {
        Ok(source) => source,
        Err(skipped) => return vec![Found::Skipped(skipped)],
    };
    let left_out = |reason: String, is_foreign| Found::Skipped(archive.skip(member, reason, is_foreign));
    match read_facts_source(source, &order.options.limits) {
        Ok(facts) if facts.is_directory() => {
            let mut found = vec![left_out(DIRECTORY_MET.into(), true)];
            found.extend(in_vain(
                dicomdir::of_member(archive, member),
                |error| left_out(error.to_string(), false),
                order,
            ));
            found
        }
        Ok(facts) => instance(facts, Location::member(archive.path().clone(), member.name.clone()), order),
        Err(error) => vec![left_out(error.to_string(), error == ReadError::NotDicom)],
    }
}

/// What the DICOMDIR `file` lists, where it was asked for by itself; else only what it lists in vain, since the walk comes
/// by everything that is there.
pub(super) fn file_set(file: &ToRead, order: &Order) -> Result<Vec<Found>, ReadError> {
    let path = file.path.as_path();
    if !file.named {
        let mut found = vec![skipped(path, DIRECTORY_MET.into(), true)];
        let failed = |error: ReadError| skipped(path, error.to_string(), false);
        found.extend(in_vain(dicomdir::of_file(path), failed, order));
        return Ok(found);
    }
    let listed = dicomdir::of_file(path)?;
    let files = listed.files.into_iter().filter(|location| location.member.is_none());
    let files = files.map(|location| ToRead { path: location.path.to_path_buf(), named: false }).collect();
    let mut found = read_all(files, order);
    found.extend(listed.skipped.into_iter().map(Found::Skipped));
    Ok(found)
}

/// What a directory lists in vain; nobody asks for it where one study is wanted.
fn in_vain(
    listed: Result<dicomdir::FileSet, ReadError>,
    failed: impl FnOnce(ReadError) -> Found,
    order: &Order,
) -> Vec<Found> {
    match listed {
        _ if order.options.study.is_some() => Vec::new(),
        Ok(listed) => listed.skipped.into_iter().map(Found::Skipped).collect::<Vec<Found>>(),
        Err(error) => vec![failed(error)],
    }
}
