//! Structure that is wrong, and what is made of it.

use super::*;
use crate::dicom::write::IMPLICIT_LITTLE;

const META: fn() -> Vec<u8> = || DataSetWriter::new().file(EXPLICIT_LITTLE);

/// One element in Explicit VR Little Endian, of any length and VR.
fn element((group, number): (u16, u16), vr: &str, value: &[u8]) -> Vec<u8> {
    let long = ["OB", "OW", "SQ", "UN", "UT"].contains(&vr);
    let mut bytes = [group.to_le_bytes(), number.to_le_bytes()].concat();
    bytes.extend(vr.as_bytes());
    if long {
        bytes.extend([0, 0]);
        bytes.extend((value.len() as u32).to_le_bytes());
    } else {
        bytes.extend((value.len() as u16).to_le_bytes());
    }
    bytes.extend(value);
    bytes
}

fn item(contents: &[u8]) -> Vec<u8> {
    [b"\xfe\xff\0\xe0", &(contents.len() as u32).to_le_bytes()[..], contents].concat()
}

/// A CT with these bytes in front of its group 0028.
fn ct_with(inserted: &[u8]) -> Vec<u8> {
    let whole = ct().file(EXPLICIT_LITTLE);
    let split = place(&whole, &[0x28, 0, 2, 0]);
    [&whole[..split], inserted, &whole[split..]].concat()
}

/// The CT's picture and its row of this tag come out; returns the row's value.
fn value_of(object: &Object, tag: (u16, u16), what: &str) -> String {
    let loaded = object.load(0).map(|loaded| loaded.frame.samples.clone());
    assert_eq!(loaded, Ok(Samples::U16((0..12).collect())), "{what}: {:?}", object.findings);
    let tree = object.tag_tree();
    let rows: Vec<_> = tree.rows.iter().map(|row| (row.depth, row.tag)).collect();
    let row = tree.rows.iter().find(|row| row.tag == tag).unwrap_or_else(|| panic!("{what}: no {tag:?} in {rows:X?}"));
    row.value.clone()
}

const ROWS_7: [u8; 10] = *b"\x28\0\x10\0US\x02\0\x07\0";
const IMPLICIT_ROWS_7: [u8; 10] = *b"\x28\0\x10\0\x02\0\0\0\x07\0";

#[test]
fn unknown_elements_of_defined_length_that_hold_items_are_opened() {
    let private = (0x0021, 0x1001);
    for (what, contents) in [
        ("implicit", item(&IMPLICIT_ROWS_7)),
        ("explicit", item(&ROWS_7)),
        ("two items", [item(&IMPLICIT_ROWS_7), item(&IMPLICIT_ROWS_7)].concat()),
        ("an item of undefined length", {
            [b"\xfe\xff\0\xe0\xff\xff\xff\xff", &IMPLICIT_ROWS_7[..], b"\xfe\xff\x0d\xe0\0\0\0\0"].concat()
        }),
    ] {
        for vr in ["UN", "??"] {
            let mut bytes = element(private, "UN", &contents);
            if vr == "??" {
                // In an implicit data set nothing says what a private element is.
                let mut set = ct();
                set.bytes(private, "UN", contents.clone());
                bytes = set.file(IMPLICIT_LITTLE);
            } else {
                bytes = ct_with(&bytes);
            }
            let object = read_bytes(bytes).unwrap();
            assert_eq!(value_of(&object, private, what), "");
            let tree = object.tag_tree();
            let inside =
                tree.rows.iter().filter(|row| row.depth == 2).map(|row| (row.keyword.clone(), row.value.clone()));
            let inside: Vec<_> = inside.collect();
            assert!(
                !inside.is_empty() && inside.iter().all(|row| *row == ("Rows".into(), "7".into())),
                "{what}: {inside:?}"
            );
            assert_eq!(object.findings, [], "{what}");
        }
    }
}

#[test]
fn unknown_elements_that_only_begin_like_items_stay_closed() {
    let too_long = [b"\xfe\xff\0\xe0\xff\0\0\0", &ROWS_7[..]].concat();
    let trailing = [&item(&IMPLICIT_ROWS_7)[..], &[1; 8]].concat();
    let no_element = item(&[0xEE; 16]);
    for contents in [too_long, trailing, no_element] {
        let object = read_bytes(ct_with(&element((0x0021, 0x1001), "UN", &contents))).unwrap();
        value_of(&object, (0x0021, 0x1001), "closed");
        assert!(object.tag_tree().rows.iter().all(|row| row.depth == 0));
    }
}

#[test]
fn sequences_in_another_encoding_are_read() {
    let sequence = (0x0008, 0x1140);
    let tag = |bytes: &[u8]| [b"\x21\0\x40\x11SQ\0\0", &(bytes.len() as u32).to_le_bytes()[..], bytes].concat();
    let big = {
        let mut set = DataSetWriter::new();
        let mut inner = DataSetWriter::new();
        inner.unsigned((0x0028, 0x0010), &[7]);
        set.sequence(sequence, vec![inner]);
        set.data_set(EXPLICIT_BIG)[12..].to_vec()
    };
    for (what, contents) in [("implicit", item(&IMPLICIT_ROWS_7)), ("big endian", big)] {
        let object = read_bytes(ct_with(&tag(&contents))).unwrap();
        value_of(&object, (0x0021, 0x1140), what);
        let tree = object.tag_tree();
        let rows: Vec<_> = tree.rows.iter().filter(|row| row.depth == 2).map(|row| row.value.as_str()).collect();
        assert_eq!(rows, ["7"], "{what}");
        assert!(found(&object, FindingCode::Structure).1.is_some(), "{what}");
    }
    // Explicit elements within an implicit data set.
    let mut set = ct();
    let mut inner = DataSetWriter::new();
    inner.unsigned((0x0028, 0x0010), &[7]);
    set.sequence(sequence, vec![inner]);
    let mut file = set.file(IMPLICIT_LITTLE);
    let at = place(&file, &IMPLICIT_ROWS_7);
    file[at..at + 10].copy_from_slice(&ROWS_7);
    let object = read_bytes(file).unwrap();
    value_of(&object, sequence, "explicit");
    let tree = object.tag_tree();
    assert!(tree.rows.iter().any(|row| row.depth == 2 && row.vr == "US" && row.value == "7"));
    assert_eq!(found(&object, FindingCode::Structure), (Some((0x28, 0x10)), Some(at as u64)));
}

#[test]
fn lengths_in_the_wrong_form_are_read() {
    // OB with a length of 16 bits, and LO with letters that no VR has.
    let short = b"\x21\0\x01\x10OB\x04\0\x01\x02\x03\x04";
    let odd = b"\x21\0\x02\x10ZZ\x04\0TEXT";
    let object = read_bytes(ct_with(&[&short[..], odd].concat())).unwrap();
    assert_eq!(value_of(&object, (0x21, 0x1001), "short form"), "01 02 03 04");
    assert_eq!(value_of(&object, (0x21, 0x1002), "unknown VR"), "TEXT");
    assert_eq!(codes(&object), [FindingCode::Structure, FindingCode::Structure]);
    // Reserved bytes that are not zero stand before a length all the same.
    let reserved = b"\x21\0\x01\x10OB\x63\x21\x04\0\0\0\x01\x02\x03\x04";
    let object = read_bytes(ct_with(reserved)).unwrap();
    assert_eq!(value_of(&object, (0x21, 0x1001), "reserved"), "01 02 03 04");
}

#[test]
fn stray_marks_are_skipped() {
    let marks: [(&str, &[u8]); 5] = [
        ("an item's end", b"\xfe\xff\x0d\xe0\0\0\0\0"),
        ("a sequence's end", b"\xfe\xff\xdd\xe0\0\0\0\0"),
        ("a sequence's end of undefined length", b"\xfe\xff\xdd\xe0\xff\xff\xff\xff"),
        ("an item", b"\xfe\xff\0\xe0\x0a\0\0\0"),
        ("an item of undefined length", b"\xfe\xff\0\xe0\xff\xff\xff\xff"),
    ];
    for (what, mark) in marks {
        let file = ct_with(&[mark, &element((0x0021, 0x1001), "LO", b"AB")].concat());
        let at = place(&file, mark) as u64;
        let object = read_bytes(file).unwrap();
        assert_eq!(value_of(&object, (0x0021, 0x1001), what), "AB");
        assert_eq!(found(&object, FindingCode::Structure).1, Some(at), "{what}");
    }
}

#[test]
fn missing_end_marks_are_made_up_for() {
    let start = b"\x21\0\x40\x11SQ\0\0\xff\xff\xff\xff";
    let open = b"\xfe\xff\0\xe0\xff\xff\xff\xff";
    let (item_end, end) = (b"\xfe\xff\x0d\xe0\0\0\0\0", b"\xfe\xff\xdd\xe0\0\0\0\0");
    let rows = &ROWS_7[..];
    for (what, bytes) in [
        ("of an item before the next", [start, &open[..], rows, open, rows, item_end, end].concat()),
        ("of the last item", [start, &open[..], rows, end].concat()),
    ] {
        let object = read_bytes(ct_with(&bytes)).unwrap();
        value_of(&object, (0x0021, 0x1140), what);
        assert!(object.tag_tree().rows.iter().any(|row| row.depth == 2 && row.value == "7"), "{what}");
        assert!(codes(&object).contains(&FindingCode::Structure), "{what}");
    }
}

#[test]
fn an_element_whose_length_is_wrong_ends_where_the_next_begins() {
    let tag = (0x0020, 0x4000);
    for (vr, value) in [("LO", &b"SIXTEEN LETTERS."[..]), ("US", &[1, 0, 2, 0, 3, 0]), ("UI", b"1.2.840.10008.1\0")] {
        let good = ct_with(&element(tag, vr, value));
        let at = place(&good, &[0x20, 0, 0, 0x40]);
        // Shorter and longer, to within the pixel data, past the end of the file.
        for length in [2, value.len() - 4, value.len() + 3, value.len() + 43, 150, 0xFFF0] {
            let mut file = good.clone();
            file[at + 6..at + 8].copy_from_slice(&(length as u16).to_le_bytes());
            let what = format!("{vr} of length {length}");
            let object = read_bytes(file).unwrap();
            let shown = value_of(&object, tag, &what);
            let expected =
                if vr == "US" { "1\\2\\3" } else { std::str::from_utf8(value).unwrap().trim_end_matches('\0') };
            assert!(shown.starts_with(expected), "{what}: {shown}");
            assert_eq!(found(&object, FindingCode::Structure).0, Some(tag), "{what}");
        }
    }
}

#[test]
fn the_same_in_implicit_data_sets() {
    let mut set = ct();
    set.text((0x0020, 0x4000), "LT", "SIXTEEN LETTERS.");
    let good = set.file(IMPLICIT_LITTLE);
    let at = place(&good, &[0x20, 0, 0, 0x40]);
    for length in [2_u32, 19, 0x1000, 0xFFFF_FF00] {
        let mut file = good.clone();
        file[at + 4..at + 8].copy_from_slice(&length.to_le_bytes());
        let object = read_bytes(file).unwrap();
        assert_eq!(value_of(&object, (0x20, 0x4000), &length.to_string()), "SIXTEEN LETTERS.");
    }
}

#[test]
fn a_cut_text_is_kept_as_far_as_it_goes() {
    let mut file = ct_with(&element((0x0020, 0x4000), "LT", &[b'T'; 100]));
    file.truncate(place(&file, &[b'T'; 100]) + 40);
    let object = read_bytes(file).unwrap();
    let tree = object.tag_tree();
    let row = tree.rows.last().unwrap();
    assert_eq!((row.tag, row.value.as_str()), ((0x20, 0x4000), "T".repeat(40).as_str()));
    assert_eq!(codes(&object), [FindingCode::Truncated]);
}

#[test]
fn odd_lengths_are_taken_with_and_without_padding() {
    for padding in [&b""[..], b" ", b"\0"] {
        let file = ct_with(&[&element((0x0020, 0x4000), "LT", b"ODD")[..], padding].concat());
        let object = read_bytes(file).unwrap();
        assert_eq!(value_of(&object, (0x20, 0x4000), "odd"), "ODD", "{padding:?}");
        assert_eq!(codes(&object).len(), padding.len());
    }
}

#[test]
fn a_sequence_that_runs_on_is_ended_with_its_items() {
    let mut sequence = element((0x0021, 0x1140), "SQ", &item(&ROWS_7));
    for length in [30_u32, 60, 0xFFF0] {
        sequence[8..12].copy_from_slice(&length.to_le_bytes());
        let object = read_bytes(ct_with(&sequence)).unwrap();
        value_of(&object, (0x0021, 0x1140), "runs on");
        assert_eq!(object.image.as_ref().unwrap().rows, 3);
    }
}

#[test]
fn bytes_behind_the_last_element_are_no_elements() {
    let whole = ct().file(EXPLICIT_LITTLE);
    let rows = read_bytes(whole.clone()).unwrap().tag_tree().rows.len();
    let noise: Vec<u8> = (0..3000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (trailing, noted) in [(&noise[..], true), (&[0; 3000], false), (&[0; 3], true), (b"trailing words", true)] {
        let object = read_bytes([&whole[..], trailing].concat()).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()));
        assert_eq!(object.tag_tree().rows.len(), rows, "{trailing:?}");
        assert_eq!(object.findings.len(), usize::from(noted), "{:?}", object.findings);
        if noted {
            assert_eq!(found(&object, FindingCode::Structure).1, Some(whole.len() as u64));
        }
    }
}

#[test]
fn a_copy_that_ends_in_zeros_says_so() {
    let mut file = ct().file(EXPLICIT_LITTLE);
    let at = place(&file, &[0x28, 0, 0x10, 0]);
    file[at..].fill(0);
    let object = read_bytes(file).unwrap();
    assert_eq!(found(&object, FindingCode::Structure), (Some((0, 0)), Some(at as u64)));
    assert!(object.image.is_err());
}

#[test]
fn pixel_data_inside_items_are_not_the_picture() {
    let mut icon = DataSetWriter::new();
    shape(&mut icon, 1, 1, 1, [8, 8, 7], 0);
    icon.encapsulated(&[vec![vec![0xFF, 0xD8, 0xFF, 0xD9]]], crate::dicom::write::OffsetTable::None);
    let mut set = ct();
    set.sequence((0x0009, 0x1140), vec![icon.clone()]);
    set.sequence((0x0088, 0x0200), vec![icon]);
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()));
    assert_eq!(object.findings, []);
    set.remove((0x7FE0, 0x0010));
    assert!(matches!(read(&set, EXPLICIT_LITTLE).image, Err(ReadError::Missing { .. })));
}

#[test]
fn the_first_of_two_pixel_data_counts() {
    let file = [ct().file(EXPLICIT_LITTLE), element((0x7FE0, 0x0010), "OW", &[9; 24])].concat();
    let second = file.len() as u64 - 36;
    let object = read_bytes(file).unwrap();
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()));
    assert_eq!(found(&object, FindingCode::Structure), (Some((0x7FE0, 0x10)), Some(second)));
}

#[test]
fn nothing_is_made_up_from_noise() {
    // No element is invented where nothing can be told.
    let file = [META(), element((0x0008, 0x0060), "CS", b"CT"), vec![0xAA; 500]].concat();
    let object = read_bytes(file).unwrap();
    let tags: Vec<_> = object.tag_tree().rows.iter().map(|row| row.tag).filter(|tag| tag.0 > 2).collect();
    assert_eq!(tags, [(8, 0x60)]);
}
