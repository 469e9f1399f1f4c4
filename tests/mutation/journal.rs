//! Which input each worker had in hand, on disk: a process that dies leaves its last words there.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

/// The journal of one worker, locked for as long as its process lives.
pub struct Journal(File);

impl Journal {
    /// The first journal that no living process holds, and the input that is left in it by one that died.
    pub fn open() -> (Self, Option<u64>) {
        for slot in 0.. {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutation-in-hand-{slot}"));
            let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path).unwrap();
            if file.try_lock().is_ok() {
                let mut left = String::new();
                file.read_to_string(&mut left).unwrap();
                return (Self(file), left.trim().parse().ok());
            }
        }
        unreachable!("a slot is free sooner or later")
    }

    /// Writes down the input in hand.
    pub fn begin(&mut self, number: u64) {
        self.0.seek(SeekFrom::Start(0)).unwrap();
        self.0.write_all(format!("{number:20}").as_bytes()).unwrap();
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A panic of the harness is no death: its text says everything.
        self.0.set_len(0).unwrap();
    }
}
