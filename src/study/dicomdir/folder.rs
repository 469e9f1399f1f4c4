//! Names looked for in a folder of the file system.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    dicom::{Limits, ReadError, Source},
    study::Location,
};

use super::{
    Place,
    part::{Refusal, check, folded},
};

/// The folder of the first index.
pub(super) struct Folder {
    root: PathBuf,
    /// What lies in the folders where a name was not found as it is written.
    lists: HashMap<PathBuf, HashMap<String, OsString>>,
}

/// Names in one folder that are compared.
const MOST_NAMES: usize = 1 << 20;

impl Folder {
    /// That of the index at `path`.
    pub fn of(path: &Path) -> Self {
        Self { root: folder_of(path), lists: HashMap::new() }
    }

    fn find_in(&mut self, root: &Path, parts: &[String]) -> Result<PathBuf, Refusal> {
        let mut path = root.to_path_buf();
        let mut is_linked = false;
        for part in parts {
            let as_written = path.join(part);
            let (next, metadata) = match fs::symlink_metadata(&as_written) {
                Ok(metadata) => (as_written, metadata),
                Err(_) => {
                    let next = self.spelt_otherwise(&path, part).ok_or(Refusal::Missing)?;
                    let metadata = fs::symlink_metadata(&next).map_err(|_| Refusal::Missing)?;
                    (next, metadata)
                }
            };
            is_linked |= metadata.is_symlink();
            path = next;
        }
        if is_linked && !is_below(root, &path).map_err(|_| Refusal::Missing)? {
            return Err(Refusal::Unsafe("which is a link that leads out of its folder"));
        }
        let metadata = fs::metadata(&path).map_err(|_| Refusal::Missing)?;
        if metadata.is_file() { Ok(path) } else { Err(Refusal::Unsafe("which is no regular file")) }
    }

    /// What lies in `folder` under another spelling of `part`.
    fn spelt_otherwise(&mut self, folder: &Path, part: &str) -> Option<PathBuf> {
        let list = self.lists.entry(folder.to_path_buf()).or_insert_with(|| {
            let mut names: Vec<OsString> = fs::read_dir(folder).map_or_else(
                |_| Vec::new(),
                |entries| entries.filter_map(Result::ok).take(MOST_NAMES).map(|entry| entry.file_name()).collect(),
            );
            // Of several spellings the first one counts, whatever order the system gives them in.
            names.sort_unstable_by(|a, b| b.cmp(a));
            names.into_iter().filter_map(|name| Some((folded(name.to_str()?), name))).collect()
        });
        list.get(&folded(part)).map(|name| folder.join(name))
    }
}

impl Place for Folder {
    fn find(&mut self, index: &Location, parts: &[String]) -> Result<Location, Refusal> {
        check(parts)?;
        let root = self.root.clone();
        let found = self.find_in(&root, parts).or_else(|refusal| {
            // An index in a folder of its own may name what lies beside it.
            let own = folder_of(&index.path);
            if refusal == Refusal::Missing && own != root { self.find_in(&own, parts) } else { Err(refusal) }
        });
        found.map(Location::file)
    }

    fn compared(&self) -> usize {
        self.lists.values().map(HashMap::len).sum()
    }

    fn read(&self, index: &Location, _: &Limits) -> Result<Source, ReadError> {
        Source::open(&index.path)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Whether `path`, its links followed, lies below `root`.
fn is_below(root: &Path, path: &Path) -> io::Result<bool> {
    Ok(fs::canonicalize(path)?.starts_with(fs::canonicalize(root)?))
}
