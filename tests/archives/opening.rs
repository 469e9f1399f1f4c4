//! Members opened as objects: the pixels of the file, in place or inflated, and what is said of those that lie.

use std::path::Path;

use hounsfield::{
    dicom::{self, FindingCode, Limits, Means, Object, ReadError},
    image::Samples,
    study::{self, Location},
};

use super::{
    Place, index,
    raw_zip::{Entry, zip},
    slice,
};

fn open(place: &Place, entries: &[Entry], name: &str) -> Result<Object, ReadError> {
    let path = place.write("a.zip", &zip(entries));
    study::open(&Location::member(path, name), &Means::default())
}

pub fn first_pixel(object: &Object) -> i16 {
    let Samples::I16(samples) = &object.load(0).unwrap().frame.samples else { panic!() };
    samples[0]
}

#[test]
fn members_show_what_the_files_show() {
    let place = Place::new();
    let entries = [Entry::stored("stored/IM1", &slice(7)), Entry::deflated("IM2", &slice(8))];
    let stored = open(&place, &entries, "stored/IM1").unwrap();
    let deflated = open(&place, &entries, "IM2").unwrap();
    assert_eq!((first_pixel(&stored), first_pixel(&deflated)), (7, 8));
    // In place, and in memory.
    assert_eq!((stored.held_bytes(), deflated.held_bytes()), (0, slice(8).len() as u64));
    assert_eq!(stored.path, place.path("a.zip/stored/IM1"));
    let file = dicom::open(&place.write("IM1", &slice(7))).unwrap();
    assert_eq!((&stored.summary, &stored.image, &stored.findings), (&file.summary, &file.image, &file.findings));
    assert_eq!(stored.size, file.size);
}

#[test]
fn a_file_is_opened_as_ever() {
    let place = Place::new();
    let path = place.write("IM1", &slice(3));
    assert_eq!(first_pixel(&study::open(&Location::file(path), &Means::default()).unwrap()), 3);
}

#[test]
fn an_archive_that_changed_is_read_anew() {
    let place = Place::new();
    let before = open(&place, &[Entry::stored("IM1", &slice(1))], "IM1").unwrap();
    let longer = [Entry::stored("other", b"1234"), Entry::stored("IM1", &slice(2))];
    std::fs::remove_file(place.path("a.zip")).unwrap();
    assert_eq!(first_pixel(&open(&place, &longer, "IM1").unwrap()), 2);
    // What was opened stays what it was.
    assert_eq!(first_pixel(&before), 1);
}

#[test]
fn a_member_that_is_gone_is_an_error() {
    let error = open(&Place::new(), &[Entry::stored("IM1", &slice(1))], "IM2").unwrap_err();
    assert!(error.to_string().contains("no such member"), "{error}");
}

#[test]
fn sizes_and_checksums_that_lie_are_said() {
    let whole = slice(5);
    let mut more = Entry::deflated("IM", &[&whole[..], b"and more that is not declared"].concat());
    more.size = whole.len() as u64;
    let mut less = Entry::deflated("IM", &whole);
    less.size += 1000;
    let mut changed = Entry::deflated("IM", &whole);
    changed.crc ^= 1;
    let mut cut = Entry::deflated("IM", &whole);
    cut.packed.truncate(cut.packed.len() - 3);
    for (entry, code, words) in [
        (more, FindingCode::Structure, "what it holds beyond was left out"),
        (less, FindingCode::Truncated, "breaks off after"),
        (changed, FindingCode::Structure, "does not fit its checksum"),
        (cut, FindingCode::Truncated, "breaks off after"),
    ] {
        let object = open(&Place::new(), &[entry], "IM").unwrap();
        let finding = &object.findings[0];
        assert!(finding.code == code && finding.text.contains(words), "{words}: {finding:?}");
        assert_eq!(object.summary.modality, "CT");
    }
}

#[test]
fn a_member_that_does_not_inflate_is_an_error() {
    let mut entry = Entry::deflated("IM", &slice(1));
    entry.packed.fill(0xFF);
    let error = open(&Place::new(), &[entry], "IM").unwrap_err();
    assert!(matches!(&error, ReadError::Damaged { what, .. } if what.contains("cannot be inflated")), "{error}");
    // Nothing where its local header should be.
    let mut bytes = zip(&[Entry::stored("IM", &slice(1))]);
    bytes[0] = 0;
    let place = Place::new();
    let path = place.write("a.zip", &bytes);
    let error = study::open(&Location::member(path, "IM"), &Means::default()).unwrap_err();
    assert!(error.to_string().contains("does not lie where the list says"), "{error}");
}

#[test]
fn the_limit_of_a_file_holds_for_what_is_inflated() {
    let place = Place::new();
    let path = place.write("a.zip", &zip(&[Entry::deflated("IM", &slice(1)), Entry::stored("IM2", &slice(1))]));
    let limits = Limits { file_bytes: 500, ..Limits::default() };
    let means = Means { limits, ..Means::default() };
    // It is left out of the list already.
    assert!(study::open(&Location::member(Path::new(&path), "IM"), &means).is_err());
    assert!(study::open(&Location::member(Path::new(&path), "IM2"), &means).is_ok());
}

#[test]
fn archives_and_indexes_stand_for_other_files() {
    let place = Place::new();
    for (bytes, expected) in [
        (zip(&[Entry::stored("IM1", b"")]), true),
        (index(&[("IMAGE", "IM1")]), true),
        (slice(1), false),
        (b"PK".to_vec(), false),
        (Vec::new(), false),
    ] {
        assert_eq!(study::is_collection(&place.write("file", &bytes)), expected);
    }
    assert!(!study::is_collection(&place.path("gone")) && !study::is_collection(&place.path("")));
}
