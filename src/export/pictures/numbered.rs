//! Several files that appear together or not at all.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::export::ExportError;

/// Files on their way into a folder: they lie in one beside them until all are there. Dropped before
/// [`Self::finish`], they leave nothing behind, and older files as they were.
#[derive(Debug)]
pub struct Staged<'a> {
    folder: &'a Path,
    /// Where they lie until then.
    stage: PathBuf,
    names: &'a [String],
    /// The folder was not there before.
    is_new: bool,
}

/// Tells stages of one process apart.
static STAGES: AtomicU64 = AtomicU64::new(0);

impl<'a> Staged<'a> {
    /// Makes room for files of these names. Fails where one of them is there and may not be replaced.
    pub fn new(folder: &'a Path, names: &'a [String], may_replace: bool) -> Result<Self, ExportError> {
        let is_new = !folder.exists();
        if !is_new && !may_replace {
            refuse_existing(folder, names)?;
        }
        fs::create_dir_all(folder)?;
        sweep(folder);
        let number = STAGES.fetch_add(1, Ordering::Relaxed);
        let stage = folder.join(format!(".frames.{}-{number}.part", process::id()));
        let staged = Self { folder, stage, names, is_new };
        fs::create_dir(&staged.stage)?;
        Ok(staged)
    }

    /// Where the file of this name is written.
    pub fn path(&self, name: &str) -> PathBuf {
        self.stage.join(name)
    }

    /// Puts every file that was written in its place.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let mut placed = Vec::new();
        for name in self.names {
            let (from, to) = (self.path(name), self.folder.join(name));
            if !from.exists() {
                continue;
            }
            let is_there = to.exists();
            if let Err(error) = fs::rename(&from, &to) {
                for path in placed {
                    // The error that led here is the one to report.
                    let _ = fs::remove_file(path);
                }
                return Err(error.into());
            }
            if !is_there {
                placed.push(to);
            }
        }
        self.is_new = false;
        Ok(())
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // What cannot be taken away stays; the error that led here is the one to report.
        let _ = fs::remove_dir_all(&self.stage);
        if self.is_new {
            let _ = fs::remove_dir(self.folder);
        }
    }
}

/// Takes away what a process left behind when it was killed: where nothing was put for an hour.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_old = |metadata: fs::Metadata| {
            let age = metadata.modified().ok().and_then(|time| time.elapsed().ok());
            metadata.is_dir() && age.is_some_and(|age| age.as_secs() > 3600)
        };
        if is_stage(&entry.file_name().to_string_lossy()) && entry.metadata().is_ok_and(is_old) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder of this name is one that files are gathered in.
fn is_stage(name: &str) -> bool {
    let number = name.strip_prefix(".frames.").and_then(|rest| rest.strip_suffix(".part"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number
        .and_then(|number| number.split_once('-'))
        .is_some_and(|(process, count)| is_number(process) && is_number(count))
}

fn refuse_existing(folder: &Path, names: &[String]) -> Result<(), ExportError> {
    match names.iter().find(|name| folder.join(name).exists()) {
        Some(name) => Err(ExportError::Taken(name.clone())),
        None => Ok(()),
    }
}
