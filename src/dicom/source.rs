//! Bytes by position: a file or a part of one, what was inflated into memory, or what is inflated as it is asked for. No
//! memory map, so that a file which shrinks or vanishes costs an error and not the program.

use std::{
    fmt,
    fs::{File, Metadata},
    io::{self, Read},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use super::ReadError;

/// Something that can be read at any position, from any thread.
#[derive(Debug)]
pub struct Source {
    bytes: Bytes,
    size: u64,
}

#[derive(Debug)]
enum Bytes {
    /// `start` is where the part begins that counts.
    File {
        file: Arc<File>,
        start: u64,
        opened: Opened,
    },
    Memory(Vec<u8>),
    Stream(Mutex<Stream>),
}

/// The file as it was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Opened {
    size: u64,
    modified: Option<SystemTime>,
}

/// What comes from front to back, kept as far as it was asked for.
struct Stream {
    rest: Box<dyn Read + Send>,
    held: Vec<u8>,
    most: usize,
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
    ///
    /// # Errors
    /// [`ReadError::Io`].
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let metadata = std::fs::metadata(path).map_err(|error| io_error(&error))?;
        if metadata.is_dir() {
            return Err(ReadError::Io("it is a folder".into()));
        }
        if !metadata.is_file() {
            return Err(ReadError::Io("it is no regular file".into()));
        }
        let file = File::open(path).map_err(|error| io_error(&error))?;
        Self::file(file)
    }

    /// All of a file that is open.
    ///
    /// # Errors
    /// [`ReadError::Io`].
    pub fn file(file: File) -> Result<Self, ReadError> {
        // Of the file that was opened, should another one have taken its place meanwhile.
        let opened = Opened::of(&file).map_err(|error| io_error(&error))?;
        Ok(Self { size: opened.size, bytes: Bytes::File { file: Arc::new(file), start: 0, opened } })
    }

    /// A source over bytes in memory.
    pub fn memory(bytes: Vec<u8>) -> Self {
        Self { size: bytes.len() as u64, bytes: Bytes::Memory(bytes) }
    }

    /// What `reader` gives, held as far as it was asked for, at most `most` bytes: beyond them the source ends. `size` is
    /// what its length is said to be; nothing is allocated from it.
    pub fn stream(reader: impl Read + Send + 'static, size: u64, most: usize) -> Self {
        Self { size, bytes: Bytes::Stream(Mutex::new(Stream { rest: Box::new(reader), held: Vec::new(), most })) }
    }

    /// The `length` bytes from `start` on, without a copy. `None` where they do not all lie in it, or it is no file.
    pub fn part(&self, start: u64, length: u64) -> Option<Self> {
        let Bytes::File { file, start: before, opened } = &self.bytes else { return None };
        if start.checked_add(length).is_none_or(|end| end > self.size) {
            return None;
        }
        let opened = *opened;
        let bytes = Bytes::File { file: file.clone(), start: before.checked_add(start)?, opened };
        Some(Self { size: length, bytes })
    }

    /// The same bytes once more: of a file without a copy.
    ///
    /// # Errors
    /// [`ReadError::Io`]; [`ReadError::OverLimit`] for more than this machine can address.
    pub fn again(&self) -> Result<Self, ReadError> {
        match self.part(0, self.size) {
            Some(part) => Ok(part),
            None => self.read(0, self.size).map(Self::memory),
        }
    }

    /// Length in bytes when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes of it that are held in memory.
    pub fn held(&self) -> u64 {
        match &self.bytes {
            Bytes::File { .. } => 0,
            Bytes::Memory(bytes) => bytes.len() as u64,
            Bytes::Stream(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).held.len() as u64,
        }
    }

    /// Whether the file was written to or cut since. One call to the system. A file that can no longer be asked counts
    /// as it was: reading it says what is wrong.
    pub fn has_changed(&self) -> bool {
        match &self.bytes {
            Bytes::Memory(_) | Bytes::Stream(_) => false,
            Bytes::File { file, opened, .. } => Opened::of(file).is_ok_and(|now| now != *opened),
        }
    }

    /// Whether the file at `path` is, by size and time, the one that was opened.
    pub fn is_still(&self, path: &Path) -> bool {
        match &self.bytes {
            Bytes::Memory(_) | Bytes::Stream(_) => false,
            Bytes::File { opened, .. } => std::fs::metadata(path).is_ok_and(|now| Opened::by(&now) == *opened),
        }
    }

    /// Fills `buffer` from position `at` and returns how much of it there was.
    ///
    /// # Errors
    /// [`ReadError::Io`].
    pub fn read_into(&self, at: u64, buffer: &mut [u8]) -> Result<usize, ReadError> {
        let left = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = &mut buffer[..left];
        match &self.bytes {
            Bytes::Memory(bytes) => Ok(copy_from(bytes, at, buffer)),
            Bytes::Stream(stream) => {
                let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
                stream.advance(at.saturating_add(left as u64));
                Ok(copy_from(&stream.held, at, buffer))
            }
            Bytes::File { file, start, .. } => {
                let at = start.saturating_add(at);
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
    ///
    /// # Errors
    /// [`ReadError::Io`]; [`ReadError::OverLimit`] for more than this machine can address.
    pub fn read(&self, at: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        let mut length = length.min(self.size.saturating_sub(at));
        if let Bytes::Stream(stream) = &self.bytes {
            // Its size is only said to be so.
            let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
            stream.advance(at.saturating_add(length));
            length = length.min((stream.held.len() as u64).saturating_sub(at));
        }
        let mut buffer = vec![0; usize::try_from(length).map_err(|_| too_large(length))?];
        let count = self.read_into(at, &mut buffer)?;
        buffer.truncate(count);
        Ok(buffer)
    }
}

impl Opened {
    fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| Self::by(&metadata))
    }

    fn by(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl Stream {
    /// What is taken from the reader at once.
    const PIECE: u64 = 16 << 10;

    /// Holds everything before `end` that there is. A fault ends the stream: what came before it stays.
    fn advance(&mut self, end: u64) {
        let end = usize::try_from(end).unwrap_or(usize::MAX).min(self.most);
        let missing = end.saturating_sub(self.held.len()) as u64;
        if missing == 0 {
            return;
        }
        let room = self.most.saturating_sub(self.held.len()) as u64;
        let wanted = missing.checked_next_multiple_of(Self::PIECE).unwrap_or(missing).min(room);
        let before = self.held.len();
        let result = self.rest.by_ref().take(wanted).read_to_end(&mut self.held);
        if result.is_err() || ((self.held.len() - before) as u64) < wanted {
            self.most = self.held.len();
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("held", &self.held.len()).field("most", &self.most).finish_non_exhaustive()
    }
}

fn copy_from(bytes: &[u8], at: u64, buffer: &mut [u8]) -> usize {
    let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
    let count = rest.len().min(buffer.len());
    buffer[..count].copy_from_slice(&rest[..count]);
    count
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_stream_is_read_as_far_as_it_is_asked_for() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|number| number as u8).collect();
        let stream = Source::stream(io::Cursor::new(bytes.clone()), 100_000, 60_000);
        assert_eq!((stream.size(), stream.held()), (100_000, 0));
        assert_eq!(stream.read(300, 4).unwrap(), bytes[300..304]);
        assert_eq!(stream.held(), Stream::PIECE);
        assert_eq!(stream.read(20_000, 4).unwrap(), bytes[20_000..20_004]);
        // Beyond what may be held it ends.
        assert_eq!(stream.read(59_990, 100).unwrap(), bytes[59_990..60_000]);
        assert_eq!((stream.read(70_000, 100).unwrap(), stream.held()), (vec![], 60_000));
    }

    #[test]
    fn a_stream_that_says_it_is_longer_takes_no_memory_for_it() {
        let stream = Source::stream(&b"four"[..], u64::MAX, usize::MAX);
        assert_eq!(stream.read(0, u64::MAX).unwrap(), b"four");
        assert_eq!(stream.read(u64::MAX - 1, u64::MAX).unwrap(), b"");
        assert_eq!(Source::stream(&b"four"[..], 2, 100).read(0, 9).unwrap(), b"fo");
    }

    #[test]
    fn a_part_is_a_source_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"0123456789").unwrap();
        let whole = Source::open(&path).unwrap();
        let part = whole.part(2, 6).unwrap();
        assert_eq!((part.size(), part.read(0, 99).unwrap()), (6, b"234567".to_vec()));
        assert_eq!(part.read(4, 99).unwrap(), b"67");
        assert_eq!(part.part(1, 2).unwrap().read(0, 9).unwrap(), b"34");
        assert!(whole.part(5, 6).is_none() && part.part(0, 7).is_none() && whole.part(u64::MAX, 1).is_none());
        assert!(Source::memory(vec![0; 9]).part(0, 1).is_none());
        assert!(whole.is_still(&path) && !part.has_changed());
        std::fs::write(&path, b"another").unwrap();
        assert!(!whole.is_still(&path) && part.has_changed());
    }
}
