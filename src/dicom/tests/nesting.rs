//! Nesting without bounds: cut at the limit, in no time, and what follows is found all the same.

use super::*;

const LEVELS: usize = 1_000_000;
const SEQUENCE: &[u8] = b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff";
const ITEM: &[u8] = b"\xfe\xff\0\xe0\xff\xff\xff\xff";
const ENDS: &[u8] = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0";

/// A CT with this in front of its pixel data, from which both must come out.
fn check(what: &str, nested: &[u8]) {
    let whole = ct().file(EXPLICIT_LITTLE);
    let split = place(&whole, &[0x28, 0, 2, 0]);
    let file = [&whole[..split], nested, &whole[split..]].concat();
    let object = read_bytes(file).unwrap();
    let rows = object.tag_tree().rows.len();
    crate::dicom::json::dicom_json(&object);
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()), "{what}");
    assert!((60..120).contains(&rows), "{what}: {rows} rows");
    let (tag, offset) = found(&object, FindingCode::Depth);
    assert!(tag.is_some() && offset.is_some_and(|offset| offset > split as u64), "{what}");
}

/// Sequences and items of defined length around each other.
fn defined(levels: usize, header: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    let size = header(0).len() + 8;
    let mut nested = Vec::with_capacity(levels * size);
    for level in (0..levels).rev() {
        let inside = (level * size) as u32;
        nested.extend(header(inside + 8));
        nested.extend(b"\xfe\xff\0\xe0");
        nested.extend(inside.to_le_bytes());
    }
    nested
}

fn explicit(vr: &[u8], length: u32) -> Vec<u8> {
    [b"\x08\0\x40\x11", vr, &[0, 0], &length.to_le_bytes()].concat()
}

#[test]
fn undefined_lengths() {
    let nested = [SEQUENCE, ITEM].concat().repeat(LEVELS);
    check("closed", &[&nested[..], &ENDS.repeat(LEVELS)].concat());
}

#[test]
fn defined_lengths() {
    check("explicit", &defined(LEVELS, |length| explicit(b"SQ", length)));
}

#[test]
fn inside_unknown_elements() {
    // Private, of unknown VR: the contents show that they are items, in implicit VR from there on.
    let creator = b"\x09\0\x10\0LO\x06\0MAKER ";
    let inner = defined(LEVELS, |length| [&b"\x09\0\x01\x10"[..], &length.to_le_bytes()].concat());
    let header = [&b"\x09\0\x01\x10UN\0\0"[..], &inner[4..8]].concat();
    check("defined", &[&creator[..], &header, &inner[8..]].concat());
    let inner = b"\x09\0\x01\x10\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff".repeat(LEVELS);
    let header = b"\x09\0\x01\x10UN\0\0\xff\xff\xff\xff";
    check("undefined", &[&creator[..], header, &inner[8..], &ENDS.repeat(LEVELS)].concat());
}

#[test]
fn alternating_lengths() {
    // Sequences of undefined length with items of defined length, and the other way round.
    let levels = LEVELS / 10;
    let mut nested = Vec::new();
    for level in (0..levels).rev() {
        nested.extend(SEQUENCE);
        nested.extend(b"\xfe\xff\0\xe0");
        nested.extend(((level * 28) as u32).to_le_bytes());
    }
    nested.extend(ENDS[8..].repeat(levels));
    check("items defined", &nested);
    let mut nested = Vec::new();
    for level in (0..levels).rev() {
        nested.extend(explicit(b"SQ", (level * 28 + 16) as u32));
        nested.extend(ITEM);
    }
    nested.extend(ENDS[..8].repeat(levels));
    check("sequences defined", &nested);
}

#[test]
fn no_end_marks_at_all() {
    let file = [DataSetWriter::new().file(EXPLICIT_LITTLE), [SEQUENCE, ITEM].concat().repeat(LEVELS)].concat();
    let object = read_bytes(file).unwrap();
    assert!(object.tag_tree().rows.len() < 100);
    assert!(codes(&object).contains(&FindingCode::Depth));
}

#[test]
fn the_deepest_level_that_is_kept() {
    // 32 sequences with their items reach depth 63; a value inside lies at 64, the last that is shown.
    let at_depth = |levels: usize| {
        let value = b"\x08\0\x60\0CS\x02\0CT";
        let nested = [&[SEQUENCE, ITEM].concat().repeat(levels)[..], value, &ENDS.repeat(levels)].concat();
        read_bytes([DataSetWriter::new().file(EXPLICIT_LITTLE), nested].concat()).unwrap()
    };
    let kept = at_depth(32);
    assert_eq!(kept.findings, []);
    assert_eq!(kept.tag_tree().rows.iter().map(|row| row.depth).max(), Some(64));
    assert!(codes(&at_depth(33)).contains(&FindingCode::Depth));
}
