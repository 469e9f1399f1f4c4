//! Where results go: standard output, or a file that is there whole or not at all.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::Result;

use crate::export::{ExportError, NewFile};

/// Bytes on their way out. A reader of standard output that has seen enough (`head`) is no fault: the rest is dropped.
#[derive(Debug)]
pub enum Output {
    /// Standard output.
    Stdout(Stdout),
    /// A file, in its place only after [`Self::finish`].
    File(NewFile),
}

/// Standard output whose reader may leave.
#[derive(Debug)]
pub struct Stdout {
    out: BufWriter<io::Stdout>,
    closed: bool,
}

impl Output {
    /// `-` is standard output.
    pub fn create(target: &Path) -> Result<Self, ExportError> {
        if is_stdout(target) { Ok(Self::Stdout(Stdout::new())) } else { NewFile::create(target).map(Self::File) }
    }

    /// Sends the rest and puts a file in its place.
    pub fn finish(self) -> Result<(), ExportError> {
        match self {
            Self::Stdout(mut out) => Ok(out.flush()?),
            Self::File(file) => file.finish(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

impl Stdout {
    /// Nothing written yet.
    pub fn new() -> Self {
        Self { out: BufWriter::with_capacity(1 << 16, io::stdout()), closed: false }
    }

    /// Whether nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn forgiving<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.out.write(bytes);
        self.forgiving(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.out.flush();
        self.forgiving(result, ())
    }
}

/// Prints a whole text.
pub fn print(text: &str) -> Result<(), ExportError> {
    let mut out = Stdout::new();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes `bytes` to `target`.
pub fn write(target: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let mut output = Output::create(target)?;
    output.write_all(bytes)?;
    output.finish()
}

/// Whether `-` was given.
pub fn is_stdout(target: &Path) -> bool {
    target.as_os_str() == "-"
}
