//! Bytes before and after, worked by hand from PS3.5.

use super::*;

/// A data set without preamble and meta group: nothing but the edit may change.
fn bare() -> Vec<u8> {
    let mut bytes = b"\x08\0\x00\0UL\x04\0\x2e\0\0\0".to_vec();
    bytes.extend(b"\x08\0\x60\0CS\x02\0CT");
    bytes.extend(b"\x08\0\x40\x11SQ\0\0\x18\0\0\0");
    bytes.extend(b"\xfe\xff\0\xe0\x10\0\0\0");
    bytes.extend(b"\x08\0\x50\x11UI\x08\x001.2.3.4\0");
    // What was 36 bytes of group 0008 behind its length: 10 + 12 + 24.
    bytes.extend(b"\x10\0\x10\0PN\x04\0A^B ");
    bytes.extend(b"\x10\0\x20\0LO\x02\0ID");
    bytes
}

#[test]
fn defined_lengths_and_lengths_of_groups_follow() {
    let bytes = bare();
    let out = edited(&bytes, &[set("(0008,1140)[1].(0008,1150)", "1.2.3.4.5.6")]).unwrap();
    let mut expected = b"\x08\0\x00\0UL\x04\0\x32\0\0\0".to_vec();
    expected.extend(b"\x08\0\x60\0CS\x02\0CT");
    expected.extend(b"\x08\0\x40\x11SQ\0\0\x1c\0\0\0");
    expected.extend(b"\xfe\xff\0\xe0\x14\0\0\0");
    expected.extend(b"\x08\0\x50\x11UI\x0c\x001.2.3.4.5.6\0");
    expected.extend(b"\x10\0\x10\0PN\x04\0A^B ");
    expected.extend(b"\x10\0\x20\0LO\x02\0ID");
    assert_eq!(out, expected);
}

#[test]
fn an_element_is_added_in_its_place_and_one_removed() {
    let bytes = bare();
    let out = edited(&bytes, &[add("(0010,0030)", "DA", "20240229"), remove("(0010,0010)")]).unwrap();
    let mut expected = bytes[..bytes.len() - 22].to_vec();
    expected.extend(b"\x10\0\x20\0LO\x02\0ID\x10\0\x30\0DA\x08\x0020240229");
    assert_eq!(out, expected);
    let out = edited(&bytes, &[add("(0008,0070)", "", "Maker")]).unwrap();
    assert_eq!(out[8..12], [0x2e + 14, 0, 0, 0]);
    assert_eq!(out[22..36], *b"\x08\0\x70\0LO\x06\0Maker ");
    assert_eq!(out[36..], bytes[22..]);
}

#[test]
fn items_are_added_and_removed() {
    let bytes = bare();
    let add_item = Edit { path: at("(0008,1140)"), change: Change::AddItem };
    let out = edited(&bytes, &[add_item, add("(0008,1140)[2].(0008,1155)", "UI", "1.2")]).unwrap();
    assert_eq!(out[30..34], [0x18 + 8 + 12, 0, 0, 0]);
    assert_eq!(out[58..78], *b"\xfe\xff\0\xe0\x0c\0\0\0\x08\0\x55\x11UI\x04\x001.2\0");
    let out = edited(&bytes, &[remove("(0008,1140)[1]")]).unwrap();
    assert_eq!((&out[8..12], &out[30..34]), (&[0x2e - 24, 0, 0, 0][..], &[0; 4][..]));
}

#[test]
fn big_endian_numbers_and_lengths() {
    let mut set_ = DataSetWriter::new();
    set_.text((0x0008, 0x0060), "CS", "CT").unsigned((0x0028, 0x0010), &[2]);
    let bytes = set_.data_set("1.2.840.10008.1.2.2");
    let out = edited(&bytes, &[set("Rows", "258"), add("(0028,0009)", "AT", "(0018,1063)")]).unwrap();
    let tail = b"\0\x28\0\x09AT\0\x04\0\x18\x10\x63\0\x28\0\x10US\0\x02\x01\x02";
    assert_eq!(out[bytes.len() - 10..], *tail);
}

#[test]
fn the_meta_group_follows_the_data_set() {
    let bytes = object(false).file(EXPLICIT);
    let original = editor(bytes.clone());
    // A comment changes no meaning.
    let plan = original.plan(&[set("(0010,4000)", "Another")], EditOptions::default()).unwrap();
    let out = written(&plan);
    assert_eq!(editor(out).value(&at("SOPInstanceUID")).unwrap(), "1.2.3.4");
    // A name does.
    let plan = original.plan(&[set("PatientName", "Roe^Richard")], EditOptions::default()).unwrap();
    let out = written(&plan);
    let again = editor(out.clone());
    let uid = again.value(&at("SOPInstanceUID")).unwrap();
    assert!(uid.starts_with("2.25.") && again.value(&at("(0002,0003)")).unwrap() == uid);
    let length = u32::from_le_bytes([out[140], out[141], out[142], out[143]]) as usize;
    assert_eq!(&out[144 + length..144 + length + 4], &[8, 0, 0x16, 0], "(0002,0000) leads to the data set");
    let kept = original.plan(&[set("PatientName", "Roe")], EditOptions { keep_uid: true, to_utf8: false }).unwrap();
    assert_eq!(editor(written(&kept)).value(&at("SOPInstanceUID")).unwrap(), "1.2.3.4");
    // Asked for by hand.
    let plan = original.plan(&[set("SOPInstanceUID", "1.2.9"), set("PatientName", "Roe")], EditOptions::default());
    let again = editor(written(&plan.unwrap()));
    assert_eq!(
        (again.value(&at("(0008,0018)")), again.value(&at("(0002,0003)"))),
        (Some("1.2.9".into()), Some("1.2.9".into()))
    );
}

#[test]
fn long_values_of_short_vrs_are_refused() {
    let bytes = bare();
    let long = "A\\".repeat(40_000);
    assert!(matches!(edited(&bytes, &[set("(0010,0020)", &long)]), Err(EditError::BadValue { .. })));
    let implicit = object(false).file("1.2.840.10008.1.2");
    assert!(edited(&implicit, &[set("PatientID", "x")]).is_err(), "it is not there");
    let many = vec!["1"; 40_000].join("\\");
    assert!(edited(&implicit, &[add("(0028,1052)", "DS", &many)]).is_ok(), "implicit lengths have 32 bits");
}
