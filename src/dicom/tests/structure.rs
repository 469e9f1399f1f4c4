//! Structure: meta group, sequences, what is damaged and mended.

use super::*;
use crate::dicom::write::IMPLICIT_LITTLE;

#[test]
fn bare_data_sets_are_recognised() {
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG] {
        let object = read_bytes(ct().data_set(syntax)).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()), "{syntax}");
        assert!(codes(&object).contains(&FindingCode::Meta));
    }
}

#[test]
fn a_syntax_that_contradicts_the_data_set_is_overruled() {
    for (named, written) in
        [(IMPLICIT_LITTLE, EXPLICIT_LITTLE), (EXPLICIT_LITTLE, IMPLICIT_LITTLE), (EXPLICIT_BIG, EXPLICIT_LITTLE)]
    {
        let mut file = DataSetWriter::new().file(named);
        file.extend(ct().data_set(written));
        let object = read_bytes(file).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()), "{named}");
        assert!(codes(&object).contains(&FindingCode::TransferSyntax));
    }
}

#[test]
fn what_is_no_dicom_is_said_so() {
    assert_eq!(read_bytes(Vec::new()).unwrap_err(), ReadError::Empty);
    assert_eq!(
        read_bytes(b"%PDF-1.7 and so on, for long enough to be looked at".to_vec()).unwrap_err(),
        ReadError::NotDicom
    );
    assert_eq!(read_bytes(vec![0; 4096]).unwrap_err(), ReadError::NotDicom);
}

#[test]
fn objects_without_pixels_say_what_they_are() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.88.33");
    let object = read(&set, EXPLICIT_LITTLE);
    let words = object.image.as_ref().unwrap_err().to_string();
    assert_eq!(words, "An object of the class Comprehensive SR Storage holds no image; its tags are shown.");
    assert!(!object.tag_tree().rows.is_empty());
}

#[test]
fn sequences_are_rows_with_their_items() {
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x1150), "UI", CT);
    for undefined in [false, true] {
        let mut set = ct();
        set.sequence((0x0008, 0x1140), vec![item.clone(), item.clone()]).undefined_lengths(undefined);
        let tree = read(&set, EXPLICIT_LITTLE).tag_tree();
        let at = tree.rows.iter().position(|row| row.tag == (0x0008, 0x1140)).unwrap();
        let rows: Vec<_> =
            tree.rows[at..at + 5].iter().map(|row| (row.depth, &*row.keyword, row.value.as_str())).collect();
        let uid = "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)";
        let expected = [
            (0, "ReferencedImageSequence", ""),
            (1, "Item 1", ""),
            (2, "ReferencedSOPClassUID", uid),
            (1, "Item 2", ""),
            (2, "ReferencedSOPClassUID", uid),
        ];
        assert_eq!(rows, expected);
        assert_eq!(tree.rows[at].length.is_none(), undefined);
        assert_eq!(tree.rows[at + 2].parent, Some(at as u32 + 1));
    }
}

#[test]
fn unknown_elements_of_undefined_length_hold_implicit_items() {
    let mut inner = DataSetWriter::new();
    inner.sequence((0x0009, 0x1001), vec![ct()]).undefined_lengths(true);
    let implicit = inner.data_set(IMPLICIT_LITTLE);
    let mut unknown = b"\x09\0\x01\x10UN\0\0".to_vec();
    unknown.extend_from_slice(&implicit[4..]);
    let mut set = ct();
    set.remove((0x0008, 0x0008));
    let whole = set.data_set(EXPLICIT_LITTLE);
    let split = whole.windows(4).position(|tag| tag == [0x10, 0, 0x10, 0]).unwrap();
    let mut file = DataSetWriter::new().file(EXPLICIT_LITTLE);
    file.extend([&whole[..split], &unknown, &whole[split..]].concat());
    let object = read_bytes(file).unwrap();
    assert!(object.tag_tree().rows.iter().any(|row| row.depth == 2 && row.keyword == "Rows" && row.value == "3"));
    assert_eq!(object.load(0).unwrap().frame.samples, Samples::U16((0..12).collect()));
}

#[test]
fn private_elements_bear_their_creator_and_names_are_marked() {
    let mut set = ct();
    set.text((0x0019, 0x0010), "LO", "MAKER");
    set.text((0x0019, 0x1001), "LO", "value");
    let tree = read(&set, EXPLICIT_LITTLE).tag_tree();
    let row = |tag| tree.rows.iter().find(|row| row.tag == tag).unwrap();
    assert_eq!(row((0x0019, 0x1001)).creator.as_deref(), Some("MAKER"));
    assert!(row((0x0010, 0x0010)).identifying);
    assert!(!row((0x0028, 0x0010)).identifying);
    assert_eq!((row((0x0020, 0x0032)).value.as_str(), row((0x0020, 0x0032)).vm), ("-10\\-20\\30", 3));
}

#[test]
fn json_is_the_dicom_model_without_bulk_data() {
    let mut set = ct();
    let mut item = DataSetWriter::new();
    item.unsigned((0x0028, 0x0010), &[7]);
    set.sequence((0x0008, 0x1140), vec![item]);
    let json = crate::dicom::json::dicom_json(&read(&set, EXPLICIT_LITTLE));
    assert_eq!(json["00100010"], serde_json::json!({"vr": "PN", "Value": [{"Alphabetic": "Doe^Jane"}]}));
    assert_eq!(json["00280030"], serde_json::json!({"vr": "DS", "Value": [0.5, 0.25]}));
    assert_eq!(json["00081140"], serde_json::json!({"vr": "SQ", "Value": [{"00280010": {"vr": "US", "Value": [7]}}]}));
    assert_eq!(json["7FE00010"], serde_json::json!({"vr": "OW"}));
    assert!(json.get("00020010").is_none());
}
