//! Archives and file-set indexes: what they hold opens as it does from a folder, and what they declare is not believed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "archives/bombs.rs"]
mod bombs;
#[path = "archives/file_ids.rs"]
mod file_ids;
#[path = "archives/file_sets.rs"]
mod file_sets;
#[path = "archives/listing.rs"]
mod listing;
#[path = "mutation/memory.rs"]
#[allow(dead_code, reason = "shared with another test binary")]
mod memory;
#[path = "archives/mutated.rs"]
mod mutated;
#[path = "archives/opening.rs"]
mod opening;
#[path = "mutation/random.rs"]
#[allow(dead_code, reason = "shared with another test binary")]
mod random;
#[path = "archives/raw_zip.rs"]
mod raw_zip;
#[path = "archives/scanning.rs"]
mod scanning;
mod support;

use std::{fs, path::PathBuf};

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE};
use support::DicomBuilder;
use tempfile::TempDir;

/// A folder of its own for each test, gone when it ends.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with its folders.
    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// A CT slice whose first pixel and instance are told apart by `number`.
fn slice(number: i16) -> Vec<u8> {
    let mut pixels = vec![24; 64];
    pixels[0] = number;
    DicomBuilder::ct(8, 8)
        .with((0x0008, 0x0018), "UI", format!("2.25.1.{number}"))
        .with((0x0020, 0x0013), "IS", number.to_string())
        .pixels_i16(&pixels)
        .build()
}

/// A DICOMDIR of flat records: type and file, as written.
fn index(records: &[(&str, &str)]) -> Vec<u8> {
    let items = records.iter().map(|(kind, file)| {
        let mut item = DataSetWriter::new();
        item.unsigned_long((0x0004, 0x1400), &[0]).unsigned((0x0004, 0x1410), &[0xFFFF]);
        item.unsigned_long((0x0004, 0x1420), &[0]).text((0x0004, 0x1430), "CS", kind);
        if !file.is_empty() {
            item.text((0x0004, 0x1500), "CS", file).text((0x0004, 0x1511), "UI", "2.25.1.1");
        }
        item
    });
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.1.3.10").text((0x0008, 0x0018), "UI", "2.25.9");
    set.text((0x0004, 0x1130), "CS", "TEST").sequence((0x0004, 0x1220), items.collect());
    set.file(EXPLICIT_LITTLE)
}
