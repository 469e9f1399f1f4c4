//! Files that are saved without an edit: not a byte may change.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use hounsfield::dicom::{
    Limits, Source,
    edit::{EditOptions, Editor},
};

/// Everything in a folder and below.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(self::files(&path)),
            path => files.push(path),
        }
    }
    files
}

/// Whether a file can be read and its copy is the file, byte for byte; a fault where it differs, or where it has to be read
/// and is not.
pub fn check(path: &Path, is_known: bool) -> Result<bool, String> {
    let opened = Source::open(path);
    let editor = match opened.and_then(|source| Editor::open(source, &Limits::default())) {
        Ok(editor) => editor,
        Err(error) if is_known => return Err(format!("{}: {error}", path.display())),
        Err(_) => return Ok(false),
    };
    copy(path, &editor).map(|()| true).map_err(|error| format!("{}: {error}", path.display()))
}

fn copy(path: &Path, editor: &Editor) -> Result<(), Box<dyn std::error::Error>> {
    let plan = editor.plan(&[], EditOptions::default())?;
    if plan.is_edited() || !plan.differences().is_empty() {
        return Err("something counts as edited".into());
    }
    let mut same = Same { original: BufReader::new(File::open(path)?), at: 0 };
    plan.write(&mut same, &mut |_| Ok(()))?;
    match same.original.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(format!("the copy ends at byte {}", same.at).into()),
    }
}

/// Takes only what the original holds.
struct Same {
    original: BufReader<File>,
    at: u64,
}

impl Write for Same {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut expected = vec![0; bytes.len()];
        self.original.read_exact(&mut expected)?;
        if expected != bytes {
            return Err(io::Error::other(format!("the copy differs within {} bytes from {}", bytes.len(), self.at)));
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
