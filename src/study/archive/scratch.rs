//! A temporary file without a name: nobody else can open it, and nothing is left of it, however the program ends.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::dicom::{ReadError, Source};

/// The file.
pub struct Scratch(File);

impl Scratch {
    /// A new one in the system's folder for such files.
    ///
    /// # Errors
    /// What the system says.
    pub fn new() -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let create = || {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("hounsfield-{}-{number}", std::process::id()));
            let mut options = OpenOptions::new();
            // A file that is there already, or a link, is never opened.
            options.read(true).write(true).create_new(true);
            private(&mut options);
            let file = options.open(&path)?;
            #[cfg(unix)]
            std::fs::remove_file(&path)?;
            Ok(file)
        };
        let mut result: io::Result<File> = create();
        for _ in 0..16 {
            if result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
                result = create();
            }
        }
        result.map(Self)
    }

    /// What was written, to be read and written on.
    pub fn into_file(self) -> File {
        self.0
    }

    /// What was written, to be read.
    ///
    /// # Errors
    /// [`ReadError::Io`].
    pub fn into_source(self) -> Result<Source, ReadError> {
        Source::file(self.0)
    }
}

impl Write for Scratch {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// The system removes it when it is closed; until then nobody else can open it.
#[cfg(windows)]
fn private(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_ATTRIBUTE_TEMPORARY: u32 = 0x100;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    options.share_mode(0).attributes(FILE_ATTRIBUTE_TEMPORARY).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
}
