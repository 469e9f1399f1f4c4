//! Files that change while they are open.

use std::{
    fs::{File, OpenOptions},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use super::*;
use crate::dicom::{open, write::OffsetTable};

/// A file on disk that goes away with the test.
struct OnDisk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    length: u64,
}

impl OnDisk {
    fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.dcm");
        std::fs::write(&path, bytes).unwrap();
        Self { _folder: folder, path, length: bytes.len() as u64 }
    }

    fn edit(&self) -> File {
        OpenOptions::new().write(true).open(&self.path).unwrap()
    }

    fn shrink(&self, by: u64) {
        self.edit().set_len(self.length - by).unwrap();
    }
}

fn has_changed(loaded: &LoadedFrame) -> bool {
    loaded.findings.iter().any(|finding| finding.code == FindingCode::Changed)
}

/// Two frames of 3 rows of 4 pixels of 16 bits: rows of 8 bytes, frames of 24.
fn cine() -> OnDisk {
    let mut set = ct();
    set.integers((0x0028, 0x0008), &[2]);
    words(&mut set, &(0..24).collect::<Vec<u16>>());
    OnDisk::new(&set.file(EXPLICIT_LITTLE))
}

#[test]
fn an_untouched_file_has_not_changed() {
    let file = cine();
    let object = open(&file.path).unwrap();
    let loaded = object.load(1).unwrap();
    assert_eq!((loaded.findings, loaded.frame.rows_present), (Vec::new(), 3));
}

#[test]
fn rows_that_are_gone_are_not_shown_as_zeros_that_are_there() {
    let file = cine();
    let object = open(&file.path).unwrap();
    file.shrink(10);
    let loaded = object.load(1).unwrap();
    assert!(has_changed(&loaded));
    assert_eq!(loaded.frame.rows_present, 1);
    assert_eq!(loaded.frame.samples, Samples::U16(vec![12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert!(loaded.findings.iter().any(|finding| finding.code == FindingCode::Truncated));
    // What is still there is shown, with a word.
    let first = object.load(0).unwrap();
    assert!(has_changed(&first));
    assert_eq!((first.frame.rows_present, &first.frame.samples), (3, &Samples::U16((0..12).collect())));
    file.shrink(25);
    let error = object.load(1).unwrap_err();
    assert_eq!(error, ReadError::Io("it changed after it was opened".into()));
    file.shrink(file.length);
    assert!(object.load(0).is_err());
    object.tag_tree();
}

#[test]
fn planes_and_bits_that_are_gone_count_too() {
    let mut planes = ct();
    shape(&mut planes, 2, 2, 3, [8, 8, 7], 0);
    planes.text((0x0028, 0x0004), "CS", "RGB").unsigned((0x0028, 0x0006), &[1]);
    planes.bytes((0x7FE0, 0x0010), "OB", (1..=12).collect::<Vec<u8>>());
    let mut bits = ct();
    shape(&mut bits, 8, 4, 1, [1, 1, 0], 0);
    bits.bytes((0x7FE0, 0x0010), "OB", [0xFF; 4]);
    for (set, by, rows) in [(planes, 2, 1), (bits, 1, 6)] {
        let file = OnDisk::new(&set.file(EXPLICIT_LITTLE));
        let object = open(&file.path).unwrap();
        assert_eq!(object.load(0).unwrap().frame.rows_present, set_rows(&object));
        file.shrink(by);
        assert_eq!(object.load(0).unwrap().frame.rows_present, rows);
    }
}

fn set_rows(object: &Object) -> u32 {
    object.image.as_ref().unwrap().rows
}

#[test]
fn a_fragment_that_is_gone_does_not_count_as_whole() {
    let mut set = ct();
    shape(&mut set, 2, 2, 1, [8, 8, 7], 0);
    let mut frame = vec![0; 64];
    (frame[0], frame[4]) = (1, 64);
    frame.extend([3, 1, 2, 3, 4, 128]);
    set.encapsulated(&[vec![frame]], OffsetTable::None);
    let file = OnDisk::new(&set.file("1.2.840.10008.1.2.5"));
    let object = open(&file.path).unwrap();
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U8(vec![1, 2, 3, 4]));
    // The end mark, the padding and the last two pixels.
    file.shrink(11);
    match object.load(0) {
        Ok(loaded) => {
            assert!(loaded.frame.rows_present < 2);
            assert!(loaded.findings.iter().any(|finding| finding.code == FindingCode::Truncated));
        }
        Err(error) => assert!(matches!(error, ReadError::Io(_)), "{error}"),
    }
}

#[test]
fn a_file_that_grew_or_was_rewritten_has_changed() {
    let file = cine();
    let object = open(&file.path).unwrap();
    let then = SystemTime::now() - Duration::from_secs(60);
    file.edit().set_modified(then).unwrap();
    assert!(has_changed(&object.load(0).unwrap()));
    let object = open(&file.path).unwrap();
    assert!(!has_changed(&object.load(0).unwrap()));
    file.edit().set_len(file.length + 2).unwrap();
    file.edit().set_modified(then).unwrap();
    assert!(has_changed(&object.load(0).unwrap()));
}

#[cfg(unix)]
#[test]
fn a_deleted_or_replaced_file_is_read_on() {
    let file = cine();
    let object = open(&file.path).unwrap();
    std::fs::remove_file(&file.path).unwrap();
    std::fs::write(&file.path, b"something else").unwrap();
    let loaded = object.load(1).unwrap();
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.frame.samples, Samples::U16((12..24).collect()));
}
