//! What a file states about its values: VRs, character sets, and who they are about.

use super::*;

fn set_as(path: &str, vr: &str, value: &str) -> Edit {
    let change = Change::Set { vr: vr_named(vr), value: NewValue::Text(value.to_owned()) };
    Edit { path: at(path), change }
}

fn lines(bytes: Vec<u8>, edits: &[Edit], options: EditOptions, hide: bool) -> Vec<String> {
    let editor = editor(bytes);
    let plan = editor.plan(edits, options).unwrap();
    plan.differences().iter().map(|difference| difference.line(hide)).collect()
}

#[test]
fn a_new_vr_stays_for_the_next_edit() {
    let bytes = object(false).file(EXPLICIT);
    let out = edited(&bytes, &[set_as("(0009,1001)", "LO", "one"), set("(0009,1001)", "three")]).unwrap();
    assert!(out.windows(14).any(|part| part == b"\x09\0\x01\x10LO\x06\0three "), "its VR is LO");
    assert_eq!(editor(out).vr(&at("(0009,1001)")), Some("LO"));
    // Back to the VR that is written, with the same value: nothing is left to do.
    let back = [set_as("PatientName", "LO", "Doe^Jane"), set_as("PatientName", "PN", "Doe^Jane")];
    assert_eq!(edited(&bytes, &back), Ok(bytes.clone()));
    // The value of before in another VR is another value.
    let other = [set_as("PatientName", "LO", "x"), set("PatientName", "Doe^Jane")];
    assert_eq!(editor(edited(&bytes, &other).unwrap()).vr(&at("PatientName")), Some("LO"));
    // UT has a length of four bytes: what was too long for LT is not.
    let long = "a".repeat(70_000);
    assert!(edited(&bytes, &[set_as("(0010,4000)", "UT", "x"), set("(0010,4000)", &long)]).is_ok());
}

#[test]
fn the_same_value_in_an_item_is_no_edit() {
    let bytes = object(false).file(EXPLICIT);
    let original = editor(bytes.clone());
    let plan = original.plan(&[set("(0008,2112)[1].(0008,0100)", "ONE")], EditOptions::default()).unwrap();
    assert!(!plan.is_edited() && plan.differences().is_empty());
    assert_eq!(written(&plan), bytes);
}

#[test]
fn another_set_may_not_change_what_texts_say() {
    let mut with_set = object(false);
    with_set.text((0x0008, 0x0005), "CS", "ISO_IR 100").bytes((0x0008, 0x0080), "LO", *b"Universit\xe4t");
    let bytes = with_set.file(EXPLICIT);
    let no = |bytes: &[u8], edit: Edit| edited(bytes, &[edit]).unwrap_err().to_string();
    assert!(no(&bytes, set("(0008,0005)", "ISO_IR 192")).contains("UTF-8"));
    assert!(no(&bytes, remove("(0008,0005)")).contains("read otherwise"));
    // The code extension with the same set reads the same, and nothing but ASCII reads the same in all.
    assert!(edited(&bytes, &[set("(0008,0005)", "ISO 2022 IR 100")]).is_ok());
    assert!(edited(&bytes, &[set("(0008,0080)", "University"), set("(0008,0005)", "ISO_IR 192")]).is_ok());
    // A text that an edit brought counts too.
    let plain = object(false).file(EXPLICIT);
    assert!(edited(&plain, &[add("(0008,0005)", "", "ISO_IR 144"), set("PatientName", "Ж")]).is_ok());
    let both = [add("(0008,0005)", "", "ISO_IR 144"), set("PatientName", "Ж"), set("(0008,0005)", "ISO_IR 100")];
    assert!(matches!(edited(&plain, &both), Err(EditError::Refused { .. })));
    // Texts that mean nothing in the set that holds show that it is the wrong one.
    let mut unstated = object(false);
    unstated.bytes((0x0008, 0x0080), "LO", *b"Universit\xe4t");
    let mended = edited(&unstated.file(EXPLICIT), &[add("(0008,0005)", "", "ISO_IR 100")]).unwrap();
    assert_eq!(editor(mended).value(&at("(0008,0080)")).unwrap(), "Universität");
}

#[test]
fn what_speaks_of_the_patient_is_hidden_in_private_elements_and_in_items_too() {
    let mut set_ = object(false);
    set_.text((0x0021, 0x0010), "LO", "BRIT Systems, Inc.").text((0x0021, 0x1011), "LO", "mine");
    let private = lines(set_.file(EXPLICIT), &[set("(0021,1011)", "other")], EditOptions::default(), true);
    assert!(private[0].contains("(hidden) → (hidden)"), "{private:?}");
    let removed = lines(set_.file(EXPLICIT), &[remove("(0021,1011)")], EditOptions::default(), true);
    assert!(removed[0].contains("(hidden) → (removed)"), "{removed:?}");
    let mut item = DataSetWriter::new();
    item.bytes((0x0040, 0x0032), "LT", *b"secret\xe4\xe4");
    set_.text((0x0008, 0x0005), "CS", "ISO_IR 100").sequence((0x0010, 0x0024), vec![item]);
    let way = "(0010,0024)[1].(0040,0032)";
    let hidden = lines(set_.file(EXPLICIT), &[set(way, "other")], EditOptions::default(), true);
    assert!(hidden[0].contains("(hidden) → (hidden)"), "{hidden:?}");
    let to_utf8 = EditOptions { to_utf8: true, keep_uid: true };
    let hidden = lines(set_.file(EXPLICIT), &[], to_utf8, true);
    assert!(hidden.iter().any(|line| line.starts_with(way)) && !hidden.concat().contains("secret"), "{hidden:?}");
    let shown = lines(set_.file(EXPLICIT), &[], to_utf8, false);
    assert!(shown.concat().contains("secretää"), "{shown:?}");
}

#[test]
fn binary_values_are_told_apart_by_their_first_bytes() {
    let bytes = object(false).file(EXPLICIT);
    let keep = EditOptions { keep_uid: true, to_utf8: false };
    let lines = lines(bytes, &[set("PixelData", "01020304")], keep, false);
    assert_eq!(lines[0], "(7FE0,0010) OB PixelData: 4 bytes 09 08 07 06 → 4 bytes 01 02 03 04");
}
