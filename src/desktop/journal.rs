//! The crash journal: which files were being read when the program last ended without notice.
//!
//! One small file for each running program, held under a lock as long as it runs, so that a file nobody holds is one
//! of a program that is gone. It says which files are being read at this moment and nothing else; it is emptied when
//! they are read and removed when the program ends in order.

use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::jobs::{Journal, Reader};

const PREFIX: &str = "reading-";
/// Parts of the program that read.
const READERS: usize = 3 + Reader::SCANNING as usize;
/// A journal names so many files at most; longer ones are not ours.
const LARGEST: u64 = 64 << 10;

/// The journal of this program. Without a folder that can be written to it keeps nothing.
#[derive(Debug)]
pub struct CrashJournal {
    folder: Option<PathBuf>,
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    /// Made with the first entry, and where it lies.
    file: Option<(File, PathBuf)>,
    in_hand: [Option<PathBuf>; READERS],
    closed: bool,
}

impl CrashJournal {
    /// The journal of this program in `folder`, and the files that programs which are gone had in hand. Theirs are
    /// cleared away.
    pub fn begin(folder: Option<&Path>) -> (Self, Vec<PathBuf>) {
        let left = folder.map(left_behind).unwrap_or_default();
        (Self { folder: folder.map(Path::to_path_buf), desk: Mutex::default() }, left)
    }

    /// The program ends in order.
    pub fn close(&self) {
        let mut desk = self.desk();
        desk.closed = true;
        if let Some((file, path)) = desk.file.take() {
            drop(file);
            // What cannot be removed is empty or outdated, and cleared away at the next start.
            let _ = fs::remove_file(path);
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A journal that is locked before it bears the name under which others look for it. Names of files often name
    /// patients, so it is nobody else's to read.
    fn create(&self) -> Option<(File, PathBuf)> {
        let folder = self.folder.as_ref()?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{}-{}", std::process::id(), since.as_nanos());
        let (hidden, path) = (folder.join(format!(".{name}")), folder.join(format!("{PREFIX}{name}")));
        let (mut folders, mut options) = (DirBuilder::new(), OpenOptions::new());
        folders.recursive(true);
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
            folders.mode(0o700);
            options.mode(0o600);
        }
        folders.create(folder).ok()?;
        let file = options.open(&hidden).ok()?;
        let locked = file.lock().and_then(|()| fs::rename(&hidden, &path));
        if locked.is_err() {
            // Without a lock it would accuse a running program.
            let _ = fs::remove_file(&hidden);
            return None;
        }
        Some((file, path))
    }
}

impl Journal for CrashJournal {
    fn note(&self, reader: Reader, path: Option<&Path>) {
        let mut desk = self.desk();
        let Desk { file, in_hand, closed } = &mut *desk;
        let slot = match reader {
            Reader::Opening => &mut in_hand[0],
            Reader::Listing => &mut in_hand[1],
            Reader::Tags => &mut in_hand[2],
            Reader::Scanning(thread) => &mut in_hand[3 + usize::from(thread % Reader::SCANNING)],
        };
        if *closed || slot.as_deref() == path {
            return;
        }
        *slot = path.map(Path::to_path_buf);
        if file.is_none() {
            *file = self.create();
        }
        if let Some((file, _)) = file {
            let text = in_hand.iter().flatten().flat_map(|path| path.as_os_str().as_encoded_bytes().iter().chain(&[0]));
            let text: Vec<u8> = text.copied().collect();
            // A journal that cannot be written costs a warning after a crash, nothing now.
            let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&text));
        }
    }
}

/// The files named by journals that nobody holds any more; those journals are removed.
fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let small = entry.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
        if !ours || !small {
            continue;
        }
        let Ok(mut file) = File::open(entry.path()) else { continue };
        let mut bytes = Vec::new();
        // Through the very handle that holds the lock: to others it is locked on some systems.
        if file.try_lock().is_err() || file.read_to_end(&mut bytes).is_err() {
            continue;
        }
        left.extend(bytes.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(path_of));
        let _ = fs::remove_file(entry.path());
    }
    left.sort();
    left.dedup();
    left
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec()).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    OsString::from(String::from_utf8_lossy(bytes).into_owned()).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_a_lost_program_had_in_hand_is_named_once() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, left) = CrashJournal::begin(Some(folder.path()));
        assert!(left.is_empty());
        journal.note(Reader::Listing, Some(Path::new("/a/listed")));
        journal.note(Reader::Opening, Some(Path::new("/a/first.dcm")));
        journal.note(Reader::Listing, None);
        assert!(CrashJournal::begin(Some(folder.path())).1.is_empty(), "a running program is left alone");
        // As when a program is killed: the lock goes with it, the file stays.
        drop(journal);
        assert_eq!(CrashJournal::begin(Some(folder.path())).1, [Path::new("/a/first.dcm")]);
        assert!(CrashJournal::begin(Some(folder.path())).1.is_empty());
    }

    #[test]
    fn nothing_stays_after_an_end_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = CrashJournal::begin(Some(folder.path()));
        journal.note(Reader::Opening, Some(Path::new("/a/first.dcm")));
        journal.close();
        journal.note(Reader::Tags, Some(Path::new("/a/first.dcm")));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_program_that_read_everything_accuses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = CrashJournal::begin(Some(folder.path()));
        journal.note(Reader::Opening, Some(Path::new("/a/first.dcm")));
        journal.note(Reader::Opening, None);
        drop(journal);
        assert!(CrashJournal::begin(Some(folder.path())).1.is_empty());
    }
}
