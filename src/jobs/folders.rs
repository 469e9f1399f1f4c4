//! Folders of the file system: listing one, walking one by name.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    dicom::charset::shown_path,
    state::{Entry, EntryKind, sort_entries},
};

/// Folders below the opened one are followed this deep.
const DEPTH: usize = 32;
/// Entries of one folder that are listed; more would only be scrolled past.
const MOST_ENTRIES: usize = 100_000;

/// The entries of a folder, unsorted; an empty path means the home folder. Errors are one sentence.
pub fn list(folder: &Path) -> Result<(PathBuf, Vec<Entry>), String> {
    let folder = if folder.as_os_str().is_empty() {
        std::env::home_dir().ok_or("No home folder is set; type a path instead.")?
    } else {
        std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
    };
    // A typed path to a file means the folder it lies in.
    let folder = if folder.is_file() { folder.parent().map(Path::to_path_buf).unwrap_or(folder) } else { folder };
    match entries(&folder) {
        Ok(entries) => Ok((folder, entries)),
        Err(error) => Err(format!("{}: {}", name(&folder), reason(&error))),
    }
}

/// The files below a folder: its own by name first, then those of its folders by name. Links to folders are not
/// followed, so that a walk always ends.
pub fn files_by_name(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let mut waiting = vec![(folder.to_path_buf(), 0)];
    let mut files: Vec<PathBuf> = Vec::new();
    std::iter::from_fn(move || {
        loop {
            if let Some(file) = files.pop() {
                return Some(file);
            }
            let (folder, depth) = waiting.pop()?;
            let mut found = entries(&folder).unwrap_or_default();
            sort_entries(&mut found);
            for entry in found.into_iter().rev() {
                match entry.kind {
                    EntryKind::Folder if depth < DEPTH && !entry.path.is_symlink() => {
                        waiting.push((entry.path, depth + 1));
                    }
                    EntryKind::Folder => {}
                    _ => files.push(entry.path),
                }
            }
        }
    })
}

/// A path's last part as text that is safe to show.
pub fn name(path: &Path) -> String {
    shown_path(path.file_name().unwrap_or(path.as_os_str()))
}

/// Folders and plain files; pipes, sockets and devices are no files of ours.
fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)?.flatten().take(MOST_ENTRIES) {
        let path = entry.path();
        let Ok(metadata) = fs::metadata(&path) else { continue };
        let kind = if metadata.is_dir() {
            EntryKind::Folder
        } else if metadata.is_file() {
            EntryKind::Unknown
        } else {
            continue;
        };
        entries.push(Entry { name: name(&path), path, kind });
    }
    Ok(entries)
}

fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "this folder does not exist; check the path.",
        io::ErrorKind::PermissionDenied => "this folder may not be read; ask for the right to read it.",
        io::ErrorKind::NotADirectory => "this is not a folder; choose one.",
        _ => "this folder cannot be read; check the disk or share it lies on.",
    }
}
