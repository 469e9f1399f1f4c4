//! Where results go: standard output, or a file that is there whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Text for standard output. A reader that has seen enough (`head`) ends it quietly.
#[derive(Debug)]
pub struct Text {
    out: BufWriter<io::Stdout>,
    fault: Option<io::Error>,
}

impl Text {
    /// An empty text.
    pub fn stdout() -> Self {
        Self { out: BufWriter::with_capacity(1 << 16, io::stdout()), fault: None }
    }

    /// Appends `text`; after a fault it does nothing.
    pub fn push(&mut self, text: &str) {
        if self.fault.is_none() {
            self.fault = self.out.write_all(text.as_bytes()).err();
        }
    }

    /// Whether nobody reads any more.
    pub fn closed(&self) -> bool {
        self.fault.is_some()
    }

    /// Sends the rest. A closed pipe is no fault.
    pub fn finish(mut self) -> Result<()> {
        let result = match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.out.flush(),
        };
        // What could not be sent is not tried again on drop.
        drop(self.out.into_parts());
        forgive_closed_pipe(result)
    }
}

/// Prints a whole text.
pub fn print(text: &str) -> Result<()> {
    let mut out = Text::stdout();
    out.push(text);
    out.finish()
}

/// Bytes on their way to a file or to standard output.
#[derive(Debug)]
pub struct Output {
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Stdout(BufWriter<io::Stdout>),
    File { beside: PathBuf, target: PathBuf, out: Option<BufWriter<File>> },
}

impl Output {
    /// `-` is standard output. A file is written beside its place and moved there by [`Self::commit`]; a target that is
    /// no regular file (a device, a pipe) is written directly.
    pub fn create(target: &Path) -> Result<Self> {
        if is_stdout(target) {
            return Ok(Self { sink: Sink::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())) });
        }
        let special = fs::metadata(target).is_ok_and(|meta| !meta.is_file());
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let mut name = target.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let beside = if special { target.clone() } else { PathBuf::from(name) };
        let file = File::options()
            .write(true)
            .create(!special)
            .truncate(!special)
            .open(&beside)
            .context("The output cannot be written; check that its folder exists and may be written")?;
        Ok(Self { sink: Sink::File { beside, target, out: Some(BufWriter::with_capacity(1 << 18, file)) } })
    }

    /// Ends the writing; only now is the file in its place.
    pub fn commit(mut self) -> Result<()> {
        match &mut self.sink {
            Sink::Stdout(out) => forgive_closed_pipe(out.flush()),
            Sink::File { beside, target, out } => {
                let Some(mut file) = out.take() else { return Ok(()) };
                let written = file.flush().and_then(|()| {
                    drop(file);
                    if beside == target { Ok(()) } else { fs::rename(&*beside, &*target) }
                });
                if written.is_err() && beside != target {
                    drop(fs::remove_file(&*beside));
                }
                written.context("The output cannot be written; check the space left and the permissions")
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(out) => out.write(bytes),
            Sink::File { out: Some(out), .. } => out.write(bytes),
            Sink::File { out: None, .. } => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(out) => out.flush(),
            Sink::File { out, .. } => out.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Not committed: nothing half-written stays.
        if let Sink::File { beside, target, out } = &mut self.sink
            && out.take().is_some()
            && beside != target
        {
            drop(fs::remove_file(beside));
        }
    }
}

/// Writes `bytes` to `target` or to standard output.
pub fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let mut output = Output::create(target)?;
    forgive_closed_pipe(output.write_all(bytes))?;
    output.commit()
}

/// Whether `-` was given.
pub fn is_stdout(target: &Path) -> bool {
    target.as_os_str() == "-"
}

/// A closed pipe means that the reader has all it wanted.
pub fn forgive_closed_pipe(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("The output cannot be written; check the space left and the permissions"),
    }
}
