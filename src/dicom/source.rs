//! Bytes by position: a file, or a data set that was inflated into memory. No memory map, so that a file which
//! shrinks or vanishes costs an error and not the program.

use std::{fs::File, io, path::Path, time::SystemTime};

use super::ReadError;

/// Something that can be read at any position, from any thread.
#[derive(Debug)]
pub(super) struct Source {
    bytes: Bytes,
    size: u64,
}

#[derive(Debug)]
enum Bytes {
    File { file: File, modified: Option<SystemTime> },
    Memory(Vec<u8>),
}

/// Sequential reading through pieces that grow from 4 to 64 KiB and start small again after each jump.
pub(super) struct Window<'a> {
    source: &'a Source,
    start: u64,
    bytes: Vec<u8>,
    piece: usize,
    /// What the source begins with is kept as far as it is read, up to this many bytes.
    most_kept: usize,
    kept: Vec<u8>,
}

impl Source {
    /// Opens a regular file for reading. Folders, pipes and devices are refused without being opened.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let metadata = std::fs::metadata(path).map_err(|error| io_error(&error))?;
        if metadata.is_dir() {
            return Err(ReadError::Io("it is a folder".into()));
        }
        if !metadata.is_file() {
            return Err(ReadError::Io("it is no regular file".into()));
        }
        let file = File::open(path).map_err(|error| io_error(&error))?;
        // Of the file that was opened, should another one have taken its place meanwhile.
        let metadata = file.metadata().map_err(|error| io_error(&error))?;
        Ok(Self { size: metadata.len(), bytes: Bytes::File { file, modified: metadata.modified().ok() } })
    }

    /// A source over bytes in memory.
    pub fn memory(bytes: Vec<u8>) -> Self {
        Self { size: bytes.len() as u64, bytes: Bytes::Memory(bytes) }
    }

    /// Length in bytes when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file was written to or cut since. One call to the system. A file that can no longer be asked counts
    /// as it was: reading it says what is wrong.
    pub fn has_changed(&self) -> bool {
        match &self.bytes {
            Bytes::Memory(_) => false,
            Bytes::File { file, modified } => {
                file.metadata().is_ok_and(|now| now.len() != self.size || now.modified().ok() != *modified)
            }
        }
    }

    /// Fills `buffer` from position `at` and returns how much of it there was.
    pub fn read_into(&self, at: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        match &self.bytes {
            Bytes::Memory(bytes) => {
                let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                Ok(count)
            }
            Bytes::File { file, .. } => {
                let mut filled = 0;
                while filled < buffer.len() {
                    match read_at(file, &mut buffer[filled..], at.saturating_add(filled as u64)) {
                        Ok(0) => break,
                        Ok(count) => filled += count,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(io_error(&error)),
                    }
                }
                Ok(filled)
            }
        }
    }

    /// Reads at most `length` bytes from `at`; never allocates more than the source holds from there.
    pub fn read(&self, at: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        let length = length.min(self.size.saturating_sub(at));
        let mut buffer = vec![0; usize::try_from(length).map_err(|_| too_large(length))?];
        let count = self.read_into(at, &mut buffer)?;
        buffer.truncate(count);
        Ok(buffer)
    }
}

impl<'a> Window<'a> {
    const FIRST_PIECE: usize = 4 << 10;
    /// Holds an element's header, and what tells one codestream from another.
    const PIECE_AFTER_JUMP: usize = 128;
    const LARGEST_PIECE: usize = 64 << 10;
    /// Headers of a thousand frames have a few megabytes.
    const MOST_KEPT: usize = 8 << 20;

    /// A window at the start of `source`.
    pub fn new(source: &'a Source) -> Self {
        Self { source, start: 0, bytes: Vec::new(), piece: Self::FIRST_PIECE, most_kept: 0, kept: Vec::new() }
    }

    /// The same, which keeps what the source begins with, for [`Self::into_kept`].
    pub fn keeping(source: &'a Source) -> Self {
        Self { most_kept: Self::MOST_KEPT, ..Self::new(source) }
    }

    /// The bytes from the start of the source that were kept.
    pub fn into_kept(self) -> Vec<u8> {
        self.kept
    }

    /// Length of the source in bytes.
    pub fn size(&self) -> u64 {
        self.source.size
    }

    /// The `count` bytes at `at`, or the fewer that there are.
    pub fn get(&mut self, at: u64, count: usize) -> Result<&[u8], ReadError> {
        if self.keeps(at, count)? {
            let rest = usize::try_from(at).ok().and_then(|at| self.kept.get(at..)).unwrap_or_default();
            return Ok(&rest[..count.min(rest.len())]);
        }
        let inside = at.checked_sub(self.start).and_then(|skip| usize::try_from(skip).ok());
        let held = inside.is_some_and(|skip| skip.saturating_add(count) <= self.bytes.len());
        if !held {
            let sequential = inside.is_some_and(|skip| skip <= self.bytes.len());
            self.piece = if sequential || self.bytes.is_empty() {
                (self.piece * 2).clamp(Self::FIRST_PIECE, Self::LARGEST_PIECE)
            } else {
                Self::PIECE_AFTER_JUMP
            };
            let wanted = self.piece.max(count) as u64;
            self.bytes.resize(usize::try_from(wanted.min(self.source.size.saturating_sub(at))).unwrap_or(0), 0);
            let count = self.source.read_into(at, &mut self.bytes)?;
            self.bytes.truncate(count);
            self.start = at;
        }
        let skip = usize::try_from(at - self.start).unwrap_or(usize::MAX);
        let rest = self.bytes.get(skip..).unwrap_or_default();
        Ok(&rest[..count.min(rest.len())])
    }

    /// Whether the `count` bytes at `at` are among those kept, once what follows these has been read as far as needed.
    fn keeps(&mut self, at: u64, count: usize) -> Result<bool, ReadError> {
        let Ok(at) = usize::try_from(at) else { return Ok(false) };
        let end = at.saturating_add(count);
        if at > self.kept.len() || end > self.most_kept {
            return Ok(false);
        }
        if end > self.kept.len() {
            let before = self.kept.len();
            let piece = before.clamp(2 * Self::FIRST_PIECE, Self::LARGEST_PIECE).max(end - before);
            let left = self.source.size.saturating_sub(before as u64);
            self.kept.resize(before + usize::try_from(left).unwrap_or(piece).min(piece), 0);
            let count = self.source.read_into(before as u64, &mut self.kept[before..])?;
            self.kept.truncate(before + count);
        }
        Ok(true)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// The operating system's reason in words, never with the path.
fn io_error(error: &io::Error) -> ReadError {
    ReadError::Io(match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission is denied".into(),
        kind => kind.to_string(),
    })
}

fn too_large(length: u64) -> ReadError {
    ReadError::OverLimit { what: format!("A value of {length} bytes") }
}
