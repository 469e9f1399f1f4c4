//! Folders into files.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
};

/// A file to look at, or a folder that could not be read.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// Named on the command line, not met while walking.
    pub named: bool,
    /// Why the folder at `path` could not be read.
    pub error: Option<io::Error>,
}

/// The files named by `paths` and those in the folders among them, in order of name. Links to folders are not followed,
/// so that no circle is walked; what is no regular file (a pipe, a device) is left out unless named.
pub fn files(paths: &[PathBuf]) -> impl Iterator<Item = Found> {
    let mut waiting: VecDeque<(PathBuf, bool)> = paths.iter().map(|path| (path.clone(), true)).collect();
    std::iter::from_fn(move || {
        while let Some((path, named)) = waiting.pop_front() {
            if !path.is_dir() || (!named && path.is_symlink()) {
                if named || path.is_file() {
                    return Some(Found { path, named, error: None });
                }
                continue;
            }
            match entries(&path) {
                // In front, so that a folder's files follow it at once.
                Ok(entries) => entries.into_iter().rev().for_each(|entry| waiting.push_front((entry, false))),
                Err(error) => return Some(Found { path, named, error: Some(error) }),
            }
        }
        None
    })
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn folders_are_walked_in_order_and_circles_are_not() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("b")).unwrap();
        for name in ["c", "a", "b/x"] {
            fs::write(root.path().join(name), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path(), root.path().join("b/circle")).unwrap();
        let names: Vec<_> = files(&[root.path().to_owned(), root.path().join("missing")])
            .map(|found| (found.path.strip_prefix(root.path()).unwrap().to_owned(), found.named))
            .collect();
        let expected = [("a", false), ("b/x", false), ("c", false), ("missing", true)];
        assert_eq!(names, expected.map(|(name, named)| (PathBuf::from(name), named)));
    }
}
