//! Opening what a scan found.

use std::path::{Path, PathBuf};

use crate::dicom::{self, Limits, Means, Object, ReadError, Source};

use super::{
    Location,
    archive::{self, ArchiveLimits},
};

/// Opens the object at `location`, be it a file or a member of an archive. The `path` of a member's object is made for
/// the eye: `archive.zip/name`.
///
/// A compressed member is inflated wholly: [`Object::held_bytes`] says what it takes for as long as the object lives.
///
/// # Errors
/// As [`dicom::open`]; [`ReadError::OverLimit`] for members that [`dicom::Limits::file_bytes`] does not hold;
/// [`ReadError::Io`] where the archive has no such member any more.
pub fn open(location: &Location, means: &Means) -> Result<Object, ReadError> {
    let Some(name) = &location.member else { return dicom::open_with(&location.path, means) };
    let archive = archive::opened(&location.path, &ArchiveLimits::for_files(&means.limits))?;
    let member = archive.find(name).ok_or_else(|| ReadError::Io("the archive holds no such member".into()))?;
    let (source, findings) = archive.whole(member, &means.limits)?;
    dicom::open_source(&shown_path(location, name), source, findings, means)
}

/// The bytes of the object at `location`.
///
/// # Errors
/// As [`open`].
pub fn source(location: &Location, limits: &Limits) -> Result<Source, ReadError> {
    let Some(name) = &location.member else { return Source::open(&location.path) };
    let archive = archive::opened(&location.path, &ArchiveLimits::for_files(limits))?;
    let member = archive.find(name).ok_or_else(|| ReadError::Io("the archive holds no such member".into()))?;
    Ok(archive.whole(member, limits)?.0)
}

/// Whether a file stands for others: an archive, or a DICOMDIR. Cheap.
pub fn is_collection(path: &Path) -> bool {
    archive::is_archive_at(path) || dicom::is_directory(path)
}

/// A path to be read by people. The member's name is one text, whatever it holds.
fn shown_path(location: &Location, name: &str) -> PathBuf {
    let mut shown = location.path.as_os_str().to_owned();
    shown.push("/");
    shown.push(name);
    shown.into()
}
