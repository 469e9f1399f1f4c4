//! An edited DICOM file on disk: written beside its name, read again, and only then called by it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::dicom::{
    Limits, Source,
    edit::{EditError, Plan},
};

use super::{Existing, ExportError, NewFile, Progress};

/// Where a file is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub path: PathBuf,
    /// Another file of that name may go.
    pub replace: bool,
}

/// Writes what is planned to `target`; `original` is the file that it was read from, where it is one. The bytes go into a
/// draft in the same folder, which is flushed to the disk, read again by the reader and compared with the plan
/// ([`Plan::check`]) before it gets the name: whenever it ends, there is the old file or the new one, whole.
///
/// The original is replaced only where [`Target::replace`] says so, and stays as `NAME.bak`: its new name is returned.
///
/// # Errors
/// [`ExportError`]; what was there stays.
pub fn save(
    plan: &Plan<'_>,
    target: &Target,
    original: Option<&Path>,
    limits: &Limits,
    progress: &Progress,
) -> Result<Option<PathBuf>, ExportError> {
    let is_there = target.path.symlink_metadata().is_ok();
    if is_there && !target.replace && fs::metadata(&target.path).is_ok_and(|found| found.is_file()) {
        return Err(ExportError::Exists);
    }
    let is_original = original.is_some_and(|original| is_same_file(original, &target.path));
    let existing = match (target.replace, is_original) {
        (false, _) => Existing::Refuse,
        (true, true) => Existing::Keep,
        (true, false) => Existing::Replace,
    };
    let mut file = NewFile::create(&target.path)?;
    let mut step = |bytes: u64| progress.advance(bytes).map_err(io::Error::other);
    if let Err(error) = plan.write(&mut file, &mut step) {
        return Err(if progress.is_stopped() { ExportError::Stopped } else { error.into() });
    }
    file.finish_checked(existing, |draft| {
        let written = Source::open(draft).map_err(|error| not_read(&error.into()))?;
        plan.check(written, limits).map_err(|error| not_read(&error))?;
        progress.check()
    })
}

/// Whether two paths lead to one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn not_read(error: &EditError) -> ExportError {
    ExportError::DoesNotFit(error.to_string())
}
