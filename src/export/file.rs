//! Files that appear whole or not at all.

use std::{
    collections::{BTreeSet, HashSet},
    ffi::{OsStr, OsString},
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

impl NewFile {
    /// The same as [`Self::finish`], but a file that has the name already stays.
    ///
    /// # Errors
    /// [`ExportError::Exists`] then, and those of the system.
    pub fn finish_new(mut self) -> Result<(), ExportError> {
        if let Some(out) = self.out.take() {
            drop(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        }
        if let Some(draft) = &self.draft {
            put_beside(draft, &self.target)?;
        }
        self.draft = None;
        Ok(())
    }
}

/// What becomes of a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Refuse,
    /// It is replaced.
    Replace,
    /// It is replaced and stays beside the new one as `NAME.bak`, or `NAME.bak2` and so on where that is taken.
    Keep,
}

impl NewFile {
    /// The same as [`Self::finish`], to stay through a loss of power, and only where `check`, given the draft's path, finds
    /// it right. Returns what the file before is called now, where it was kept.
    ///
    /// # Errors
    /// [`ExportError::Exists`], those of `check` and of the system; what was there is as it was then.
    pub fn finish_checked(
        mut self,
        existing: Existing,
        check: impl FnOnce(&Path) -> Result<(), ExportError>,
    ) -> Result<Option<PathBuf>, ExportError> {
        if let Some(out) = self.out.take() {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            if self.draft.is_some() {
                file.sync_all()?;
            }
        }
        let Some(draft) = self.draft.clone() else { return Ok(None) };
        check(&draft)?;
        let mut kept = None;
        let is_there = self.target.symlink_metadata().is_ok();
        match existing {
            Existing::Refuse => put_beside(&draft, &self.target)?,
            Existing::Keep if is_there => {
                // Whoever may read and write the one may do so with the other.
                fs::set_permissions(&draft, fs::metadata(&self.target)?.permissions())?;
                kept = Some(keep(&self.target)?);
                fs::rename(&draft, &self.target)?;
            }
            Existing::Keep | Existing::Replace => fs::rename(&draft, &self.target)?,
        }
        self.draft = None;
        sync_folder(&self.target);
        Ok(kept)
    }
}

/// Gives a draft its name, unless something has that name.
fn put_beside(draft: &Path, target: &Path) -> Result<(), ExportError> {
    // A second name fails where it is taken, in the same step; a rename would replace what came meanwhile.
    match fs::hard_link(draft, target) {
        Ok(()) => {
            let _ = fs::remove_file(draft);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(ExportError::Exists),
        // Some file systems give no file two names.
        Err(_) if target.symlink_metadata().is_ok() => Err(ExportError::Exists),
        Err(_) => Ok(fs::rename(draft, target)?),
    }
}

/// Gives the file another name besides its own, so that it stays when its own goes to another.
fn keep(target: &Path) -> Result<PathBuf, ExportError> {
    let name = target.file_name().ok_or(io::Error::from(io::ErrorKind::InvalidInput))?;
    for number in 1..1000 {
        let mut other = name.to_owned();
        other.push(if number == 1 { ".bak".to_owned() } else { format!(".bak{number}") });
        let other = target.with_file_name(other);
        if other.symlink_metadata().is_ok() {
            continue;
        }
        match fs::hard_link(target, &other) {
            Ok(()) => return Ok(other),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) => {
                let mut copy = NewFile::create(&other)?;
                io::copy(&mut File::open(target)?, &mut copy)?;
                copy.finish_checked(Existing::Refuse, |_| Ok(()))?;
                return Ok(other);
            }
        }
    }
    Err(ExportError::Exists)
}

/// Makes the new name last. Where the system cannot do that, the name is there all the same.
fn sync_folder(target: &Path) {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

/// Takes away drafts of these files that a process left behind when it was killed: those that nobody has written to for an
/// hour. No draft is ever under a file's own name.
pub fn sweep_drafts(targets: &[PathBuf]) {
    let folders: BTreeSet<&Path> = targets.iter().filter_map(|target| target.parent()).collect();
    let names: HashSet<&OsStr> = targets.iter().filter_map(|target| target.file_name()).collect();
    for folder in folders {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_old = |metadata: fs::Metadata| {
                let age = metadata.modified().ok().and_then(|time| time.elapsed().ok());
                metadata.is_file() && age.is_some_and(|age| age.as_secs() > 3600)
            };
            if drafted(&entry.file_name()).is_some_and(|name| names.contains(OsStr::new(name)))
                && entry.metadata().is_ok_and(is_old)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Work that writes `target`, and takes away before it what was left behind there.
pub fn swept(target: PathBuf, work: super::Work) -> super::Work {
    Box::new(move |progress| {
        sweep_drafts(&[target]);
        work(progress)
    })
}

/// Whether a path is that of a draft, and not of a file that anybody meant to keep.
pub fn is_draft(path: &Path) -> bool {
    path.file_name().is_some_and(|name| drafted(name).is_some())
}

/// What a draft of this name is a draft of.
fn drafted(name: &OsStr) -> Option<&str> {
    let (name, number) = name.to_str()?.strip_prefix('.')?.strip_suffix(".part")?.rsplit_once('.')?;
    let (process, count) = number.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(process) && is_number(count)).then_some(name)
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
    fn a_name_that_is_taken_is_left_alone_unless_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.dcm");
        let write = |text: &str, existing, is_right: bool| {
            let mut file = NewFile::create(&path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let check = |draft: &Path| {
                assert_eq!(fs::read(draft).unwrap(), text.as_bytes());
                if is_right { Ok(()) } else { Err(ExportError::DoesNotFit("wrong".to_owned())) }
            };
            file.finish_checked(existing, check)
        };
        assert!(write("wrong", Existing::Refuse, false).is_err() && names(folder.path()).is_empty());
        assert_eq!(write("one", Existing::Refuse, true).unwrap(), None);
        assert!(matches!(NewFile::create(&path).unwrap().finish_new(), Err(ExportError::Exists)));
        assert!(matches!(write("two", Existing::Refuse, true), Err(ExportError::Exists)));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(write("three", Existing::Keep, true).unwrap().unwrap(), folder.path().join("a.dcm.bak"));
        assert_eq!(write("four", Existing::Keep, true).unwrap().unwrap(), folder.path().join("a.dcm.bak2"));
        assert_eq!(write("five", Existing::Replace, true).unwrap(), None);
        let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(
            (read("a.dcm"), read("a.dcm.bak"), read("a.dcm.bak2")),
            (b"five".to_vec(), b"one".to_vec(), b"three".to_vec())
        );
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn only_old_drafts_of_the_same_file_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let draft = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age)).unwrap();
        };
        draft(".a.dcm.12-0.part", 9000);
        draft(".a.dcm.13-0.part", 10);
        draft(".b.dcm.12-0.part", 9000);
        draft(".a.dcm.part", 9000);
        sweep_drafts(&[folder.path().join("a.dcm")]);
        let mut left = names(folder.path());
        left.sort();
        assert_eq!(left, [".a.dcm.13-0.part", ".a.dcm.part", ".b.dcm.12-0.part"]);
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
