//! Which input each worker had in hand, on disk: a process that dies leaves its last words there.

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::PathBuf,
};

pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// The journal of one worker, and the input that it held when the last run died.
    pub fn open(worker: usize) -> (Self, Option<u64>) {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mutation-in-hand-{worker}"));
        let died_over = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
        let file = File::create(&path).unwrap();
        (Self { path, file }, died_over)
    }

    /// Writes down the input in hand.
    pub fn begin(&mut self, number: u64) {
        self.file.seek(SeekFrom::Start(0)).unwrap();
        self.file.write_all(format!("{number:20}").as_bytes()).unwrap();
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A panic of the harness is no death: its text says everything.
        drop(fs::remove_file(&self.path));
    }
}
