//! Rules of VRs, character sets, and what is refused.

use super::*;

#[test]
fn values_are_held_to_their_vr() {
    let good = [
        ("AE", "STORE_1"),
        ("AS", "042Y"),
        ("CS", "HEAD_1\\X"),
        ("DA", "20240229"),
        ("DS", "-1.5\\2.5E-3\\"),
        ("IS", "-12"),
        ("LO", "Müller & Söhne"),
        ("PN", "Doe^Jane^^Dr^MD=山=や"),
        ("TM", "0730"),
        ("DT", "2024+0100"),
        ("UI", "1.2.840.0.1"),
        ("UR", "https://example.org/a"),
        ("US", "0\\65535"),
        ("SS", "-32768"),
        ("FL", "1e3"),
        ("AT", "PatientID"),
        ("OW", "00ff 1A2b"),
        ("UT", "a\\b\r\n"),
        ("LO", ""),
    ];
    for (vr, value) in good {
        assert!(judge(vr, value).is_ok(), "{vr} {value} {:?}", judge(vr, value));
    }
    let bad = [
        ("AE", "SEVENTEEN_LETTERS"),
        ("AE", "  "),
        ("AS", "42Y"),
        ("CS", "head"),
        ("CS", "SEVENTEEN LETTERS"),
        ("DA", "20230229"),
        ("DA", "2024-02-29"),
        ("DS", "12345678901234567"),
        ("DS", "1,5"),
        ("DS", "inf"),
        ("IS", "2147483648"),
        ("IS", "1.0"),
        ("LO", "a\nb"),
        ("PN", "a=b=c=d"),
        ("PN", "a^b^c^d^e^f"),
        ("TM", "7:30"),
        ("UI", "1.02.3"),
        ("UI", "1..2"),
        ("UI", "1.2."),
        ("UR", "a b"),
        ("US", "65536"),
        ("US", "-1"),
        ("SS", "32768"),
        ("FL", "1e39"),
        ("FD", "nan"),
        ("AT", "Nobody"),
        ("OW", "00 ff 1a"),
        ("OB", "0"),
        ("UT", "\u{7}"),
        ("SQ", "x"),
        ("XX", "x"),
        ("SH", "seventeen letters"),
    ];
    for (vr, value) in bad {
        assert!(judge(vr, value).is_err(), "{vr} {value}");
    }
    let long = "9".repeat(65);
    assert!(judge("LO", &long).is_err() && judge("PN", &long).is_err() && judge("UI", &long).is_err());
    assert_eq!(judge("PN", "ab^c=defgh\\x"), Ok(Room { used: 5, most: Some(64), values: 2 }));
}

#[test]
fn characters_that_do_not_fit_are_never_replaced() {
    let mut set_ = object(false);
    set_.text((0x0008, 0x0005), "CS", "ISO_IR 100");
    set_.bytes((0x0008, 0x0080), "LO", *b"Universit\xe4t");
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x0005), "CS", "ISO_IR 144").bytes((0x0008, 0x0104), "LO", vec![0xB6]);
    let mut plain = DataSetWriter::new();
    plain.bytes((0x0008, 0x0104), "LO", *b"\xe9t\xe9");
    set_.sequence((0x0040, 0x0275), vec![item, plain]);
    for syntax in SYNTAXES {
        let bytes = set_.file(syntax);
        let original = editor(bytes.clone());
        let wish = [set("PatientName", "山田")];
        let refused = original.plan(&wish, EditOptions::default()).unwrap_err();
        assert_eq!(refused, EditError::NeedsCharacterSet { path: at("PatientName") });
        let latin = edited(&bytes, &[set("PatientName", "Müller")]).unwrap();
        assert_eq!(editor(latin).value(&at("PatientName")).unwrap(), "Müller");
        // In its item, Cyrillic fits and Latin does not.
        let inner = "(0040,0275)[1].(0008,0104)";
        assert!(edited(&bytes, &[set(inner, "Ж!")]).is_ok());
        assert!(matches!(edited(&bytes, &[set(inner, "é")]), Err(EditError::NeedsCharacterSet { .. })));
        let plan = original.plan(&wish, EditOptions { to_utf8: true, keep_uid: true }).unwrap();
        let again = editor(written(&plan));
        let value = |path: &str| again.value(&at(path)).unwrap();
        assert_eq!((value("PatientName"), value("(0008,0080)")), ("山田".into(), "Universität".into()));
        assert_eq!((value(inner), value("(0040,0275)[2].(0008,0104)")), ("Ж".into(), "été".into()));
        assert_eq!(
            (value("(0008,0005)"), value("(0040,0275)[1].(0008,0005)")),
            ("ISO_IR 192".into(), "ISO_IR 192".into())
        );
    }
}

#[test]
fn what_cannot_be_is_refused_in_a_sentence() {
    let bytes = object(false).file(EXPLICIT);
    let no = |edit: Edit| edited(&bytes, &[edit]).unwrap_err().to_string();
    assert!(no(set("PatientID", "1")).contains("not in the file"));
    assert!(no(add("PatientName", "", "X")).contains("already"));
    assert!(no(add("(0009,1101)", "LO", "X")).contains("creator"));
    assert!(no(add("(0009,1002)", "", "X")).contains("say its VR"));
    assert!(no(remove("(0009,0010)")).contains("block"));
    assert!(no(set("(0002,0010)", "1.2")).contains("how the data are written"));
    assert!(no(set("(0008,0000)", "1")).contains("by themselves"));
    assert!(no(set("(0008,2112)", "1")).contains("items"));
    assert!(no(set("(0008,2112)[3].(0008,0100)", "1")).contains("not in the file"));
    assert!(no(set("PixelData", "00")).contains("length of pixel data"));
    assert!(no(set("Modality", "ct")).contains("capital"));
    let secret = no(set("Modality", "secret value"));
    assert!(!secret.contains("secret"), "{secret}");
    let bare = object(false).data_set(EXPLICIT);
    assert!(edited(&bare, &[add("(0002,0016)", "AE", "ME")]).unwrap_err().to_string().contains("no meta group"));
}

#[test]
fn directories_are_copied_but_not_edited() {
    let mut record = DataSetWriter::new();
    record.unsigned_long((0x0004, 0x1400), &[0]).text((0x0004, 0x1430), "CS", "PATIENT");
    let mut directory = DataSetWriter::new();
    directory.text((0x0004, 0x1130), "CS", "SET").sequence((0x0004, 0x1220), vec![record]);
    let bytes = directory.file(EXPLICIT);
    assert_eq!(edited(&bytes, &[]), Ok(bytes.clone()));
    assert!(matches!(edited(&bytes, &[set("(0004,1130)", "OTHER")]), Err(EditError::File { .. })));
}

#[test]
fn differences_say_what_it_was_and_what_follows() {
    let original = editor(object(false).file(EXPLICIT));
    let plan = original.plan(&[set("PatientName", "Roe"), remove("(0010,4000)")], EditOptions::default()).unwrap();
    let lines: Vec<String> = plan.differences().iter().map(|difference| difference.line(false)).collect();
    assert_eq!(lines[0], "(0010,0010) PN PatientName: Doe^Jane → Roe");
    assert_eq!(lines[1], "(0010,4000) LT PatientComments: A comment → (removed)");
    assert!(
        lines.contains(&"(0008,0018) UI SOPInstanceUID: 1.2.3.4 → (a new UID) (the meaning changes)".to_owned())
            && lines.iter().any(|line| line.starts_with("(0002,0003)") && line.contains("(a new UID)")),
        "{lines:?}"
    );
    assert!(plan.differences()[0].line(true).contains("(hidden) → (hidden)"));
    let same = original.plan(&[set("PatientName", "Doe^Jane")], EditOptions::default()).unwrap();
    assert!(!same.is_edited() && same.differences().is_empty());
}
