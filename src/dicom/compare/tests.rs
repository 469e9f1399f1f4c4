//! Differences worked by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;

use super::*;
use crate::dicom::{
    Object, open_bytes,
    write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE},
};

fn data(thickness: &str, codes: &[&str]) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x18), "UI", "1.2.3.4").text((0x8, 0x60), "CS", "CT").text((0x8, 0x20), "DA", "20260102");
    set.text((0x18, 0x50), "DS", thickness);
    set.unsigned((0x28, 0x10), &[512]).doubles((0x18, 0x9310), &[0.5]);
    let item = |code: &&str| {
        let mut item = DataSetWriter::new();
        item.text((0x8, 0x100), "SH", code);
        item
    };
    set.sequence((0x40, 0x275), codes.iter().map(item).collect());
    set.bytes((0x28, 0x1201), "OW", [1, 2, 3, 4]);
    set
}

fn open(set: &DataSetWriter, syntax: &str) -> Object {
    open_bytes(Path::new("a"), set.file(syntax)).unwrap()
}

fn found(a: &Object, b: &Object, options: &CompareOptions) -> Vec<(String, Change)> {
    let comparison = compare(a, b, options, &|| false).unwrap();
    comparison.differences.iter().map(|one| (one.path.to_string(), one.change)).collect()
}

#[test]
fn another_encoding_is_no_difference() {
    let set = data("2.5", &["A", "B"]);
    let options = CompareOptions { meta: true, ..CompareOptions::default() };
    let plain = open(&set, EXPLICIT_LITTLE);
    assert_eq!(found(&plain, &open(&set, IMPLICIT_LITTLE), &options), []);
    assert_eq!(found(&plain, &plain, &CompareOptions::default()), []);
    let mut padded = set.clone();
    padded.text((0x18, 0x50), "DS", "2.5   ").undefined_lengths(true);
    assert_eq!(found(&plain, &open(&padded, EXPLICIT_LITTLE), &options), []);
    // The writer turns no bytes of OW round, so that its words are others in big endian.
    let big = found(&plain, &open(&set, EXPLICIT_BIG), &options);
    assert!(big.iter().all(|(path, _)| path == "(0028,1201)"), "{big:?}");
    let meta = found(&plain, &open(&set, IMPLICIT_LITTLE), &CompareOptions::default());
    assert_eq!(meta, [("(0002,0010)".to_owned(), Change::Changed)]);
}

#[test]
fn what_was_added_removed_and_changed_is_told() {
    let mut after = data("5", &["A", "C", "D"]);
    after.remove((0x8, 0x20)).text((0x10, 0x10), "PN", "Doe^Jane");
    let (before, after) = (open(&data("2.5", &["A", "B"]), EXPLICIT_LITTLE), open(&after, EXPLICIT_LITTLE));
    let all = [
        ("(0008,0020)", Change::Removed),
        ("(0010,0010)", Change::Added),
        ("(0018,0050)", Change::Changed),
        ("(0040,0275)[2].(0008,0100)", Change::Changed),
        ("(0040,0275)[3]", Change::Added),
    ]
    .map(|(path, change)| (path.to_owned(), change));
    let options = CompareOptions { meta: true, ..CompareOptions::default() };
    assert_eq!(found(&before, &after, &options), all);
    let comparison = compare(&before, &after, &options, &|| false).unwrap();
    let thickness = comparison.differences.iter().find(|one| one.name == "SliceThickness").unwrap();
    assert_eq!((thickness.before.as_deref(), thickness.after.as_deref()), (Some("2.5"), Some("5")));
    assert!(comparison.differences.iter().any(|one| one.identifying && one.name == "PatientName"));
    assert_eq!(comparison.sentence(), "5 differences: 2 added, 1 removed, 2 changed");
    // The second item is a heading of its own below its sequence; the third stands for itself.
    let depths: Vec<_> = comparison
        .lines()
        .iter()
        .map(|line| match line {
            CompareLine::Holder(depth, path) => (*depth, path.to_string()),
            CompareLine::Difference(depth, at) => (*depth, comparison.differences[*at].path.to_string()),
        })
        .collect();
    let tail = [(0, "(0040,0275)"), (1, "(0040,0275)[2]"), (2, "(0040,0275)[2].(0008,0100)"), (1, "(0040,0275)[3]")];
    assert!(depths.ends_with(&tail.map(|(depth, path)| (depth, path.to_owned()))), "{depths:?}");
}

#[test]
fn what_the_person_ignores_makes_no_difference() {
    let mut after = data("5", &["A", "C"]);
    after.text((0x8, 0x18), "UI", "1.2.3.5").text((0x8, 0x20), "DA", "20260103").text((0x9, 0x10), "LO", "MAKER");
    let (before, after) = (open(&data("2.5", &["A", "B"]), EXPLICIT_LITTLE), open(&after, EXPLICIT_LITTLE));
    let ignore = ["SliceThickness", "(0008,0100)"].map(|path| path.parse().unwrap()).to_vec();
    let mut options =
        CompareOptions { ignore, private: true, meta: true, uids: true, dates: true, ..Default::default() };
    assert_eq!(found(&before, &after, &options), []);
    options.ignore = vec!["RequestAttributesSequence[2].CodeValue".parse().unwrap()];
    assert_eq!(found(&before, &after, &options), [("(0018,0050)".to_owned(), Change::Changed)]);
}

#[test]
fn the_class_of_an_object_is_no_uid_to_be_ignored() {
    let class = |uid| {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x16), "UI", uid).text((0x8, 0x18), "UI", "1.2.3");
        open(&set, EXPLICIT_LITTLE)
    };
    let options = CompareOptions { meta: true, uids: true, ..CompareOptions::default() };
    let (ct, mr) = (class("1.2.840.10008.5.1.4.1.1.2"), class("1.2.840.10008.5.1.4.1.1.4"));
    assert_eq!(found(&ct, &mr, &options), [("(0008,0016)".to_owned(), Change::Changed)]);
}

#[test]
fn pixels_are_compared_by_bytes_or_decoded_or_not_at_all() {
    let picture = |value: u8| {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.7").text((0x28, 0x4), "CS", "MONOCHROME2");
        set.unsigned((0x28, 0x2), &[1]);
        for (element, value) in [(0x10, 2), (0x11, 2), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)] {
            set.unsigned((0x28, element), &[value]);
        }
        set.bytes((0x7FE0, 0x10), "OB", [1, 2, 3, value]);
        open(&set, EXPLICIT_LITTLE)
    };
    let (a, b) = (picture(4), picture(9));
    let with = |pixels| compare(&a, &b, &CompareOptions { pixels, ..Default::default() }, &|| false).unwrap();
    assert_eq!(with(PixelComparison::Bytes).differences.len(), 1);
    assert!(with(PixelComparison::Ignored).is_equal());
    let decoded = with(PixelComparison::Decoded);
    assert_eq!(decoded.differences[0].note, "1 of 4 decoded values differ, by at most 5, in 1 frames");
    // What cannot be decoded differs where its bytes do, and all else is still compared.
    let broken = |last: u8, thickness: &str| {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x18), "UI", "1.2.3").text((0x18, 0x50), "DS", thickness);
        open(set.bytes((0x7FE0, 0x10), "OB", [1, last]), EXPLICIT_LITTLE)
    };
    let options = CompareOptions { pixels: PixelComparison::Decoded, ..Default::default() };
    assert_eq!(found(&broken(2, "1"), &broken(2, "2"), &options), [("(0018,0050)".to_owned(), Change::Changed)]);
    let comparison = compare(&broken(2, "1"), &broken(3, "1"), &options, &|| false).unwrap();
    assert!(comparison.differences[0].note.starts_with("the bytes differ; the pixels of the first object"));
}

#[test]
fn fingerprints_tell_values_apart_and_not_their_encoding() {
    let of = |object: &Object| {
        let mut all = Vec::new();
        fingerprints(object, &mut |path, print| {
            if path.steps.first() != Some(&PathStep::Element((0x2, 0x10))) {
                all.push((path, print));
            }
        });
        all.retain(|(path, _)| path.tag().is_none_or(|(group, _)| group != 2));
        all
    };
    let set = data("2.5", &["A", "B"]);
    assert_eq!(of(&open(&set, EXPLICIT_LITTLE)), of(&open(&set, IMPLICIT_LITTLE)));
    assert_ne!(of(&open(&set, EXPLICIT_LITTLE)), of(&open(&data("3", &["A", "B"]), EXPLICIT_LITTLE)));
    let values = ElementValues::of(&open(&set, EXPLICIT_LITTLE));
    let value = values.get(&"(0040,0275)[2].(0008,0100)".parse().unwrap()).unwrap();
    assert_eq!((value.text.as_str(), value.number), ("B", None));
    assert_eq!(values.get(&"SliceThickness".parse().unwrap()).unwrap().number, Some(2.5));
    let rest = [PathStep::Element((0x8, 0x100))];
    let codes: Vec<_> = values.in_items((0x40, 0x275), &rest).map(|value| value.unwrap().text).collect();
    assert_eq!(codes, ["A", "B"]);
    assert_eq!(values.in_items((0x40, 0x276), &rest).count(), 0);
    assert!(values.get(&"(0040,0275)[3].(0008,0100)".parse().unwrap()).is_none());
}
