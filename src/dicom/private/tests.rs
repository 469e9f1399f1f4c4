//! Private elements in files that are written here.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use serde_json::json;

use crate::dicom::{
    Object, TagRow,
    json::dicom_json,
    open_bytes,
    write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE},
};

fn read(set: &DataSetWriter, syntax: &str) -> Object {
    open_bytes(Path::new("made.dcm"), set.file(syntax)).unwrap()
}

/// Elements of GE and Siemens, and of no one.
fn vendors() -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0060), "CS", "MR");
    set.text((0x0009, 0x0010), "LO", "GEMS_IDEN_01  ");
    set.text((0x0009, 0x1002), "SH", "S1");
    set.text((0x0019, 0x0010), "LO", "GEMS_ACQU_01");
    set.text((0x0019, 0x00A1), "LO", "SIEMENS MR HEADER");
    set.bytes((0x0019, 0x1002), "SL", 912_i32.to_le_bytes());
    set.text((0x0019, 0x1202), "LO", "no one");
    set.bytes((0x0019, 0x10FD), "OB", *b"\0\x01");
    set.text((0x0019, 0xA10B), "DS", "0.25");
    set.bytes((0x0019, 0xA10E), "FD", (-0.5_f64).to_le_bytes());
    set
}

/// Name, VR and value of a row.
fn shown(rows: &[TagRow], tag: (u16, u16)) -> [String; 3] {
    let row = rows.iter().find(|row| row.tag == tag).unwrap();
    [row.name().into_owned(), row.vr.to_owned(), row.value.clone()]
}

#[test]
fn names_and_vrs_come_by_block() {
    // Names and VRs as pydicom 3.0.2 has them.
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG] {
        let implicit = syntax == IMPLICIT_LITTLE;
        let object = read(&vendors(), syntax);
        let rows = &object.tag_tree().rows;
        assert_eq!(shown(rows, (0x0009, 0x0010)), ["PrivateCreator", "LO", "GEMS_IDEN_01"], "{syntax}");
        assert_eq!(shown(rows, (0x0009, 0x1002)), ["Suite id [GEMS_IDEN_01]", "SH", "S1"], "{syntax}");
        assert_eq!(shown(rows, (0x0019, 0x1002)), ["Detector Channel [GEMS_ACQU_01]", "SL", "912"], "{syntax}");
        let unknown = ["[GEMS_ACQU_01]", if implicit { "UN" } else { "OB" }, "00 01"];
        assert_eq!(shown(rows, (0x0019, 0x10FD)), unknown, "{syntax}");
        let orphan = ["[no private creator]", if implicit { "UN" } else { "LO" }, "no one"];
        assert_eq!(shown(rows, (0x0019, 0x1202)), orphan, "{syntax}");
        let duration = ["SliceMeasurementDuration [SIEMENS MR HEADER]", "DS", "0.25"];
        assert_eq!(shown(rows, (0x0019, 0xA10B)), duration, "{syntax}");
        let direction = ["DiffusionGradientDirection [SIEMENS MR HEADER]", "FD", "-0.5"];
        assert_eq!(shown(rows, (0x0019, 0xA10E)), direction, "{syntax}");
        let json = dicom_json(&object);
        assert_eq!(json["00191002"], json!({"vr": "SL", "Value": [912]}), "{syntax}");
        assert_eq!(json["0019A10E"], json!({"vr": "FD", "Value": [-0.5]}), "{syntax}");
        assert_eq!(json["0019A10B"], json!({"vr": "DS", "Value": [0.25]}), "{syntax}");
    }
}

#[test]
fn what_is_written_as_un_is_little_endian_and_of_the_dictionarys_vr() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0060), "CS", "MR");
    set.text((0x0019, 0x0010), "UN", "SIEMENS MR HEADER");
    set.bytes((0x0019, 0x100A), "UN", 0x0102_u16.to_le_bytes());
    set.bytes((0x0019, 0x100E), "UN", 1.5_f64.to_le_bytes());
    for syntax in [EXPLICIT_LITTLE, EXPLICIT_BIG] {
        let object = read(&set, syntax);
        let rows = &object.tag_tree().rows;
        assert_eq!(shown(rows, (0x0019, 0x100A))[1..], ["US", "258"], "{syntax}");
        assert_eq!(shown(rows, (0x0019, 0x100E))[1..], ["FD", "1.5"], "{syntax}");
        assert_eq!(dicom_json(&object)["0019100A"], json!({"vr": "US", "Value": [258]}), "{syntax}");
    }
}

#[test]
fn a_value_that_cannot_have_the_dictionarys_vr_stays_unknown() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0060), "CS", "MR");
    set.text((0x0019, 0x0010), "LO", "SIEMENS MR HEADER");
    set.bytes((0x0019, 0x100B), "OB", *b"\x01\x02\x03\x04"); // DS
    set.bytes((0x0019, 0x100E), "OB", *b"\x01\x02\x03\x04"); // FD
    set.bytes((0x0019, 0x1008), "OB", *b"IMAGE NUM 4 "); // CS
    set.bytes((0x0019, 0x1009), "OB", *b"1.\x010"); // LO
    set.bytes((0x0019, 0x1015), "OB", *b""); // FD
    // FD in block 10, DS in any other: what the value can be.
    set.text((0x01F1, 0x0010), "LO", "ELSCINT1");
    set.text((0x01F1, 0x1026), "DS", "0.75");
    let object = read(&set, IMPLICIT_LITTLE);
    let rows = &object.tag_tree().rows;
    assert_eq!(shown(rows, (0x01F1, 0x1026)), ["Pitch [ELSCINT1]", "DS", "0.75"]);
    let vrs = [0x100B, 0x100E, 0x1008, 0x1009, 0x1015].map(|number| shown(rows, (0x0019, number))[1].clone());
    assert_eq!(vrs, ["UN", "UN", "CS", "UN", "FD"]);
    assert_eq!(dicom_json(&object)["0019100B"], json!({"vr": "UN"}));
    // The name is the vendor's all the same.
    assert_eq!(shown(rows, (0x0019, 0x100B)), ["SliceMeasurementDuration [SIEMENS MR HEADER]", "UN", "01 02 03 04"]);
}

#[test]
fn creators_of_groups_like_those_of_overlays_are_creators() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0060), "CS", "US");
    set.text((0x6003, 0x0010), "LO", "PAPYRUS 3.0 ");
    set.unsigned((0x6003, 0x1010), &[7]);
    set.text((0x7FDF, 0x0010), "LO", "ACUSON:1.2.840.113680.1.0:0921");
    let rows = &read(&set, IMPLICIT_LITTLE).tag_tree().rows;
    assert_eq!(shown(rows, (0x6003, 0x1010)), ["Overlay Rows [PAPYRUS 3.0]", "US", "7"]);
    assert_eq!(shown(rows, (0x7FDF, 0x0010))[..2], ["PrivateCreator", "LO"]);
}

#[test]
fn each_item_has_its_own_creators() {
    let item = |creator: Option<&str>| {
        let mut item = DataSetWriter::new();
        if let Some(creator) = creator {
            item.text((0x0019, 0x0010), "LO", creator);
        }
        item.text((0x0019, 0x1008), "CS", "A");
        item
    };
    let mut set = item(Some("SIEMENS MR HEADER"));
    set.text((0x0008, 0x0060), "CS", "MR");
    set.sequence((0x0028, 0x9110), vec![item(Some("MAKER\u{202E}")), item(None), item(Some("SIEMENS MR HEADER"))]);
    let rows = &read(&set, EXPLICIT_LITTLE).tag_tree().rows;
    let names: Vec<_> = rows.iter().filter(|row| row.tag == (0x0019, 0x1008)).map(TagRow::name).collect();
    let known = "CSA Image Header Type [SIEMENS MR HEADER]";
    // The override's bytes are no ASCII, and no character set is declared.
    assert_eq!(names, [known, "[MAKER<E2><80><AE>]", "[no private creator]", known]);
}

#[test]
fn names_of_the_patient_are_hidden_under_private_names_too() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0060), "CS", "MR");
    set.text((0x0011, 0x0010), "LO", "SIEMENS RIS");
    set.text((0x0011, 0x1011), "LO", "ID-1"); // Patient ID
    set.text((0x0011, 0x1030), "PN", "Doe^Jane"); // Patient NameRIS
    set.text((0x0011, 0x1040), "LO", "x"); // unknown
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE] {
        let rows = &read(&set, syntax).tag_tree().rows;
        let hidden: Vec<_> = rows.iter().filter(|row| row.identifying).map(|row| row.tag).collect();
        assert_eq!(hidden, [(0x0011, 0x1011), (0x0011, 0x1030)], "{syntax}");
    }
}

#[test]
fn a_file_of_creators_is_read_at_once() {
    // Every block of 400 groups reserved by another name: 96,000 look-ups. Were each a search through all creators, the
    // suite would stand still here for an hour.
    let mut set = DataSetWriter::new();
    for group in (0x0009..0x0329).step_by(2) {
        for block in 0x10..0x100 {
            set.text((group, block), "LO", &format!("M{group}_{block}"));
            set.text((group, block << 8), "LO", "x");
        }
    }
    let tree = read(&set, IMPLICIT_LITTLE).tag_tree();
    assert_eq!(tree.rows.iter().filter(|row| row.creator.is_some()).count(), 400 * 240);
}
