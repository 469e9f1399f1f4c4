//! Rows worked by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;

use super::*;
use crate::dicom::{
    open_bytes,
    write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE},
};

fn data() -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x8, 0x8), "CS", "ORIGINAL\\PRIMARY\\AXIAL").text((0x8, 0x16), "UI", "1.2.3");
    set.text((0x8, 0x18), "UI", "1.2.3.4").text((0x8, 0x60), "CS", "CT");
    set.text((0x10, 0x10), "PN", "Doe^Jane").text((0x10, 0x40), "CS", "F");
    set.text((0x18, 0x50), "DS", "2.50").text((0x18, 0x60), "DS", "");
    set.text((0x20, 0x13), "IS", "7").text((0x20, 0x32), "DS", "-1\\0.5\\+3e1");
    set.text((0x20, 0x4000), "LT", "two\r\nlines\u{1B}[2J ");
    set.unsigned((0x28, 0x10), &[512]).bytes((0x28, 0x9), "AT", [0x18, 0, 0x63, 0x10]);
    set
}

fn row(set: &DataSetWriter, syntax: &str, options: RecordOptions) -> Vec<(String, Cell)> {
    let object = open_bytes(Path::new("a"), set.file(syntax)).unwrap();
    let record = record_of(&object, options).unwrap();
    record.fields.into_iter().map(|field| (field.name.to_string(), field.cell)).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn several_values_are_several_columns() {
    let expected = [
        ("MultiImageType", Cell::Integer(1)),
        ("ImageType", text("ORIGINAL")),
        ("ImageType1", text("PRIMARY")),
        ("ImageType2", text("AXIAL")),
        ("SOPClassUID", text("1.2.3")),
        ("SOPInstanceUID", text("1.2.3.4")),
        ("Modality", text("CT")),
        ("PatientName", text("Doe^Jane")),
        ("PatientSex", text("F")),
        ("SliceThickness", Cell::Number(2.5)),
        ("KVP", Cell::Empty(CellKind::Number)),
        ("InstanceNumber", Cell::Integer(7)),
        ("MultiImagePositionPatient", Cell::Integer(1)),
        ("ImagePositionPatient", Cell::Number(-1.0)),
        ("ImagePositionPatient1", Cell::Number(0.5)),
        ("ImagePositionPatient2", Cell::Number(30.0)),
        ("ImageComments", text("two\r\nlines<U+001B>[2J")),
        ("FrameIncrementPointer", Cell::Integer(0x0018_1063)),
        ("Rows", Cell::Integer(512)),
    ]
    .map(|(name, cell)| (name.to_owned(), cell));
    let mut sorted = expected.to_vec();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE] {
        let mut row = row(&data(), syntax, RecordOptions::default());
        row.sort_by(|(a, _), (b, _)| a.cmp(b));
        assert_eq!(row, sorted, "{syntax}");
    }
    let mut big = DataSetWriter::new();
    big.text((0x8, 0x60), "CS", "MR").unsigned((0x28, 0x10), &[258]);
    let row = row(&big, EXPLICIT_BIG, RecordOptions::default());
    assert_eq!(row.last(), Some(&("Rows".to_owned(), Cell::Integer(258))));
}

#[test]
fn what_is_no_number_stays_a_text() {
    let mut set = DataSetWriter::new();
    set.text((0x18, 0x50), "DS", "about 3").text((0x20, 0x11), "IS", "12.0").text((0x20, 0x13), "IS", "1.5");
    set.text((0x28, 0x30), "DS", "1\\\\2");
    assert_eq!(
        row(&set, EXPLICIT_LITTLE, RecordOptions::default()),
        [
            ("SliceThickness", text("about 3")),
            ("SeriesNumber", Cell::Integer(12)),
            ("InstanceNumber", text("1.5")),
            ("MultiPixelSpacing", Cell::Integer(1)),
            ("PixelSpacing", Cell::Number(1.0)),
            ("PixelSpacing1", Cell::Empty(CellKind::Number)),
            ("PixelSpacing2", Cell::Number(2.0)),
        ]
        .map(|(name, cell)| (name.to_owned(), cell))
    );
}

#[test]
fn identity_and_private_elements_are_left_out_unless_asked_for() {
    let mut set = data();
    let mut item = DataSetWriter::new();
    item.text((0x8, 0x100), "SH", "CODE").text((0x10, 0x10), "PN", "Doe^Jane");
    set.sequence((0x40, 0x275), vec![item]);
    set.text((0x9, 0x10), "LO", "MAKER. INC").text((0x9, 0x1042), "LO", "mine").bytes((0x9, 0x1043), "UN", [1, 0xAB]);
    let plain = row(&set, EXPLICIT_LITTLE, RecordOptions { hide_identity: true, all: false });
    assert!(
        !plain
            .iter()
            .any(|(name, _)| name.contains("PatientName") || name.contains("Request") || name.contains("MAKER"))
    );
    let all = row(&set, EXPLICIT_LITTLE, RecordOptions { all: true, hide_identity: false });
    let has = |name: &str, cell: Cell| assert!(all.contains(&(name.to_owned(), cell)), "{name} of {all:#?}");
    has("TransferSyntaxUID", text(EXPLICIT_LITTLE));
    has("RequestAttributesSequence", Cell::Integer(1));
    has("RequestAttributesSequence[1].CodeValue", text("CODE"));
    has("RequestAttributesSequence[1].PatientName", text("Doe^Jane"));
    has("PrivateCreator(0009,0010)", text("MAKER. INC"));
    has("(0009,\"MAKER. INC\",42)", text("mine"));
    has("(0009,\"MAKER. INC\",43)", text("01AB"));
    let hidden = row(&set, EXPLICIT_LITTLE, RecordOptions { all: true, hide_identity: true });
    assert!(!hidden.iter().any(|(_, cell)| *cell == text("Doe^Jane")));
}

#[test]
fn long_values_are_cut_and_counted() {
    let mut set = DataSetWriter::new();
    set.text((0x20, 0x4000), "LT", &"x".repeat(100_000));
    set.text((0x28, 0x6020), "US", "").text((0x3004, 0xC), "DS", &"1\\".repeat(5000));
    let object = open_bytes(Path::new("a"), set.file(EXPLICIT_LITTLE)).unwrap();
    let record = record_of(&object, RecordOptions::default()).unwrap();
    // Of the 5000 values and the empty one after them, 1024 have cells; one text is shortened.
    assert_eq!(record.cut, 1 + 5001 - 1024);
    let longest =
        record.fields.iter().map(|field| if let Cell::Text(text) = &field.cell { text.len() } else { 0 }).max();
    assert_eq!(longest, Some(LONGEST_TEXT + '…'.len_utf8()));
}
