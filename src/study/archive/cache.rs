//! Archives that were opened lately, so that each slice of a study does not read the list again.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use crate::dicom::ReadError;

use super::{Archive, ArchiveLimits};

/// How many are remembered; each holds its list and its file open.
const REMEMBERED: usize = 4;

/// Latest first.
static LATELY: Mutex<Vec<(ArchiveLimits, Arc<Archive>)>> = Mutex::new(Vec::new());

/// The archive at `path`, from memory where its file is as it was.
pub(in crate::study) fn opened(path: &Path, limits: &ArchiveLimits) -> Result<Arc<Archive>, ReadError> {
    let lately = || LATELY.lock().unwrap_or_else(PoisonError::into_inner);
    let is_it = |known: &(ArchiveLimits, Arc<Archive>)| known.0 == *limits && **known.1.path() == *path;
    let known = lately().iter().find(|known| is_it(known)).map(|known| known.1.clone());
    if let Some(archive) = known.filter(|archive| archive.source.is_still(path)) {
        return Ok(archive);
    }
    // Without the lock: a disc that does not answer holds up nobody else.
    let archive = Arc::new(Archive::open(path, limits)?);
    let mut lately = lately();
    lately.retain(|known| !is_it(known));
    lately.insert(0, (*limits, archive.clone()));
    lately.truncate(REMEMBERED);
    Ok(archive)
}
