//! Files that appear whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use super::ExportError;

/// A file that is being written beside its target and takes its place with [`Self::finish`]. Dropped before that, it
/// leaves nothing behind and an older file under the name as it was.
#[derive(Debug)]
pub struct NewFile {
    out: Option<BufWriter<File>>,
    /// Where the bytes go until they are whole; `None` where the target is a device or a pipe, which cannot be replaced.
    draft: Option<PathBuf>,
    target: PathBuf,
}

/// Tells drafts of one process apart.
static DRAFTS: AtomicU64 = AtomicU64::new(0);

impl NewFile {
    /// Starts a file that will be called `target`.
    pub fn create(target: &Path) -> Result<Self, ExportError> {
        // What is behind a link is replaced, not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory).into()),
            Ok(found) if !found.is_file() => {
                let out = Some(BufWriter::new(OpenOptions::new().write(true).open(&target)?));
                Ok(Self { out, draft: None, target })
            }
            _ => {
                let draft = draft_path(&target)?;
                let out = Some(BufWriter::new(OpenOptions::new().write(true).create_new(true).open(&draft)?));
                Ok(Self { out, draft: Some(draft), target })
            }
        }
    }

    /// Writes what is left and puts the file under its name.
    pub fn finish(mut self) -> Result<(), ExportError> {
        if let Some(out) = self.out.take() {
            // Closed before it is renamed: some systems refuse to rename an open file.
            drop(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        }
        if let Some(draft) = &self.draft {
            fs::rename(draft, &self.target)?;
        }
        self.draft = None;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// Back to what was written, for formats whose beginning tells what comes. Not on pipes.
impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.out.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |out| out.seek(to))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.out = None;
            // The error that led here is the one to report.
            let _ = fs::remove_file(draft);
        }
    }
}

/// A name beside the target that no other draft has.
fn draft_path(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut draft = OsString::from(".");
    draft.push(name);
    draft.push(format!(".{}-{}.part", process::id(), DRAFTS.fetch_add(1, Ordering::Relaxed)));
    Ok(target.with_file_name(draft))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_finished_file_replaces_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture.png");
        fs::write(&path, "old").unwrap();
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn an_abandoned_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = NewFile::create(&folder.path().join("picture.png")).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn folders_that_are_not_there_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(NewFile::create(&folder.path().join("no/picture.png")).is_err());
        assert!(NewFile::create(folder.path()).is_err());
        assert!(NewFile::create(Path::new("/")).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn devices_are_written_to_and_not_replaced() {
        let mut file = NewFile::create(Path::new("/dev/null")).unwrap();
        file.write_all(b"gone").unwrap();
        file.finish().unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
