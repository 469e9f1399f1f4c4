//! Where results go: standard output, or a file that is there whole or not at all.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::Result;
use serde_json::Value;

use crate::{
    dicom::charset::acts_on_screen,
    export::{ExportError, NewFile, sweep_drafts},
};

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
        if is_stdout(target) {
            return Ok(Self::Stdout(Stdout::new()));
        }
        sweep_drafts(&[target.to_owned()]);
        NewFile::create(target).map(Self::File)
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

/// JSON on one line. Strings keep their characters; those that a terminal would act upon are written as `\u009B`.
pub fn json_text(value: &Value) -> String {
    let text = value.to_string();
    if text.bytes().all(|byte| byte < 0x7F) || !text.contains(acts_on_screen) {
        return text;
    }
    // Outside of strings JSON is ASCII that can be seen.
    let mut escaped = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        if acts_on_screen(character) {
            let units =
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<String>();
            escaped.push_str(&units);
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Whether `-` was given.
pub fn is_stdout(target: &Path) -> bool {
    target.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn json_keeps_its_characters_and_shows_them() {
        let value = serde_json::json!({"a": "x\u{1B}[2J\u{9B}\u{202E}\u{E0041}\u{7F}é山"});
        let text = json_text(&value);
        assert_eq!(text, "{\"a\":\"x\\u001b[2J\\u009B\\u202E\\uDB40\\uDC41\\u007Fé山\"}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
