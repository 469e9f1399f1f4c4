//! Texts: their character sets by item, what is noticed about them, and what of them gets to a screen.

use super::*;
use crate::dicom::{Finding, TagRow, json::dicom_json, write::IMPLICIT_LITTLE};

fn charset_findings(object: &Object) -> Vec<&Finding> {
    object.findings.iter().filter(|finding| finding.code == FindingCode::Charset).collect()
}

/// A CT whose _Patient's Name_ is these bytes, under these character sets.
fn named(terms: &str, name: &[u8]) -> Object {
    let mut set = ct();
    set.text((0x0008, 0x0005), "CS", terms);
    set.bytes((0x0010, 0x0010), "PN", name);
    read(&set, EXPLICIT_LITTLE)
}

#[test]
fn opening_notices_what_is_wrong_with_character_sets() {
    for (terms, name, words) in [
        ("ISO_IR 100", &b"J\xe9"[..], ""),
        ("", b"Doe^Jane", ""),
        ("ISO_IR 999", b"Doe^Jane", "unknown"),
        ("ISO-IR 100", b"Doe^Jane", "misspelt"),
        ("utf8", b"Doe^Jane", "common name"),
        ("ISO_IR 192\\ISO 2022 IR 87", b"Doe^Jane", "stand alone"),
        ("", b"J\xe9", "mean nothing"),
        ("ISO_IR 192", b"J\xe9", "mean nothing"),
        ("\\ISO 2022 IR 87", b"Kim^\x1b$)C\xc8\xab", "does not name"),
    ] {
        let object = named(terms, name);
        let findings = charset_findings(&object);
        assert_eq!(findings.len(), usize::from(!words.is_empty()), "{terms}: {findings:?}");
        assert!(findings.iter().all(|finding| finding.text.contains(words)), "{terms}: {findings:?}");
    }
    assert_eq!(named("\\ISO 2022 IR 87", b"Kim^\x1b$)C\xc8\xab").summary.identity.patient_name, "Kim^홍");
}

#[test]
fn items_have_their_own_character_sets() {
    let item = |terms: Option<&str>, bytes: &[u8]| {
        let mut item = DataSetWriter::new();
        if let Some(terms) = terms {
            item.text((0x0008, 0x0005), "CS", terms);
        }
        item.bytes((0x0008, 0x0104), "LO", bytes);
        item
    };
    let mut outer = item(Some("ISO_IR 192"), "é".as_bytes());
    outer.sequence((0x0040, 0xA168), vec![item(None, "é".as_bytes()), item(Some("ISO_IR 144"), b"\xbb")]);
    let mut set = ct();
    set.text((0x0008, 0x0005), "CS", "ISO_IR 100");
    let unknown = item(Some("ISO_IR 999"), b"\xe9");
    set.sequence((0x0008, 0x2218), vec![item(None, b"\xe9"), outer, item(Some(""), b"\xe9"), unknown]);
    set.bytes((0x0008, 0x1030), "LO", *b"\xe9");
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG] {
        let object = read(&set, syntax);
        let tree = object.tag_tree();
        let texts = tree.rows.iter().filter(|row| [(0x0008, 0x0104), (0x0008, 0x1030)].contains(&row.tag));
        let texts: Vec<_> = texts.map(|row| row.value.as_str()).collect();
        assert_eq!(texts, ["é", "é", "é", "é", "Л", "<E9>", "<E9>"], "{syntax}");
        let json = dicom_json(&object);
        assert_eq!(json["00082218"]["Value"][1]["0040A168"]["Value"][1]["00080104"]["Value"][0], "Л");
        assert_eq!(json["00082218"]["Value"][2]["00080104"]["Value"][0], "<E9>");
        assert_eq!(charset_findings(&object).len(), 1, "{syntax}");
    }
}

#[test]
fn nothing_that_a_screen_acts_upon_gets_to_it() {
    let mut set = ct();
    let hostile = "a\u{1B}]0;b\u{7}\u{9B}2J\u{202E}c\r\nd\0e";
    let harmless = "a<U+001B>]0;b<U+0007><U+009B>2J<U+202E>c ¶ d<U+0000>e";
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    for (tag, vr) in [
        ((0x0010, 0x0010), "PN"),
        ((0x0010, 0x0020), "LO"),
        ((0x0008, 0x0080), "LO"),
        ((0x0008, 0x1030), "LO"),
        ((0x0008, 0x103E), "LO"),
        ((0x0018, 0x0010), "LO"),
        ((0x0020, 0x0011), "IS"),
        ((0x0008, 0x0060), "CS"),
        ((0x0019, 0x0010), "LO"),
        ((0x0028, 0x1054), "LO"),
        ((0x0028, 0x1055), "LO"),
    ] {
        set.text(tag, vr, hostile);
    }
    set.text((0x0019, 0x1001), "LT", hostile);
    set.decimals((0x0028, 0x1050), &[40.0]);
    set.decimals((0x0028, 0x1051), &[400.0]);
    let object = read(&set, EXPLICIT_LITTLE);
    let summary = &object.summary;
    let identity = &summary.identity;
    for text in [
        &identity.patient_name,
        &identity.patient_id,
        &identity.institution,
        &identity.study_description,
        &identity.series_description,
        &identity.contrast,
        &summary.description,
    ] {
        assert_eq!(text, harmless);
    }
    let model = object.pixel_model(0).unwrap();
    assert_eq!(model.unit.symbol(), harmless);
    assert_eq!(model.windows[0].explanation.as_deref(), Some(harmless));
    let tree = object.tag_tree();
    let row = tree.rows.iter().find(|row| row.tag == (0x0019, 0x1001)).unwrap();
    assert_eq!((row.value.as_str(), row.creator.as_deref()), (harmless, Some(harmless)));
    // No text of any row, and none of the rest.
    let all = format!("{:?} {:?} {:?}", summary, object.findings, object.image.as_ref().map(|image| &image.banners));
    let shown = tree.rows.iter().flat_map(|row| [row.name().into_owned(), row.value.clone()]).chain([all]);
    for text in shown {
        assert!(!text.contains(crate::dicom::charset::acts_on_screen), "{text:?}");
    }
    // DICOM JSON is the file's own word.
    assert_eq!(dicom_json(&object)["00100020"]["Value"][0], hostile);
}

#[test]
fn uids_get_to_the_screen_harmless() {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2\u{1B}[2J");
    let object = read(&set, EXPLICIT_LITTLE);
    assert_eq!(object.summary.sop_class_name, "1.2<U+001B>[2J");
    assert!(!object.image.as_ref().unwrap_err().to_string().contains('\u{1B}'));
    let mut file = DataSetWriter::new().file("1.2.\u{1B}[2J");
    file.extend(ct().data_set(EXPLICIT_LITTLE));
    let object = read_bytes(file).unwrap();
    let said = format!("{}{}", object.summary.transfer_syntax_name, object.findings[0]);
    assert!(!object.findings.is_empty() && !said.contains('\u{1B}'), "{said}");
}

#[test]
fn huge_texts_are_shown_by_their_start() {
    for (name, start) in [("^".repeat(10 << 20), "^^^^"), ("\0".repeat(10 << 20), ""), ("é".repeat(10 << 20), "éé")]
    {
        let mut set = ct();
        set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
        set.text((0x0010, 0x0010), "UT", &name);
        set.text((0x0008, 0x0060), "UT", &"\\".repeat(1 << 20));
        let object = read(&set, EXPLICIT_LITTLE);
        let shown = &object.summary.identity.patient_name;
        assert!(shown.starts_with(start) && shown.chars().count() <= 1025, "{}", shown.len());
        let tree = object.tag_tree();
        let row = tree.rows.iter().find(|row| row.tag == (0x0010, 0x0010)).unwrap();
        assert!(row.value.chars().count() <= 4097 && row.value.ends_with('…'));
        assert_eq!(charset_findings(&object).len(), 0);
    }
}

#[test]
fn a_million_elements_are_rows_at_once() {
    // Empty private elements without creators, in 16 groups of 65,000: 8 bytes each.
    let mut bytes = ct().file(IMPLICIT_LITTLE);
    for group in 0..16_u16 {
        for number in 0x0100..0xFFFF_u16 {
            bytes.extend((0x7001 + 2 * group).to_le_bytes());
            bytes.extend(number.to_le_bytes());
            bytes.extend([0; 4]);
        }
    }
    let size = bytes.len();
    let tree = read_bytes(bytes).unwrap().tag_tree();
    // The index takes its share of 64 MiB and four times the file; the rows have the rest.
    let most = ((64 << 20) + 4 * size) / size_of::<TagRow>();
    assert!((100_000..most).contains(&tree.rows.len()), "{}", tree.rows.len());
    assert!(tree.rows.iter().filter(|row| row.tag.0 & 0xFF01 == 0x7001).all(|row| row.is_orphan()));
    assert!(tree.rows.last().unwrap().value.ends_with("more elements are left out"));
}
