//! Documents made to kill or to mislead: rows 41 and 42 of the recipes.

use super::{
    reports::{item, report},
    *,
};

const REPORT: &str = "1.2.840.10008.5.1.4.1.1.88.33";

#[test]
fn references_in_a_loop_end_at_once() {
    let mut back = DataSetWriter::new();
    back.text((0x0040, 0xA010), "CS", "INFERRED FROM");
    back.unsigned_long((0x0040, 0xDB73), &[1, 1]);
    let mut far = DataSetWriter::new();
    far.text((0x0040, 0xA010), "CS", "INFERRED FROM");
    far.unsigned_long((0x0040, 0xDB73), &[1, 7, u32::MAX]);
    let mut text = item("CONTAINS", "TEXT", "Finding");
    text.text((0x0040, 0xA160), "UT", "mass");
    text.sequence((0x0040, 0xA730), vec![back, far]);
    let document = document(&report(REPORT, "Report", vec![text])).unwrap();
    let expected =
        ["Finding: mass", "  Inferred from: see item 1.1 (Finding)", "  Inferred from: see item 1.7.4294967295"];
    assert_eq!(lines(&document), expected);
    let sentence = "A content item refers to one that holds it; the reference was not followed.";
    assert_eq!(texts_of_findings(&document), [sentence]);
}

#[test]
fn unstated_relations_and_unknown_kinds_are_said() {
    let mut text = item("", "TEXT", "Finding");
    text.text((0x0040, 0xA160), "UT", "mass");
    let items = vec![text, item("CONTAINS", "SPELL", "Odd"), item("CONTAINS", "TEXT", "")];
    let document = document(&report(REPORT, "Report", items)).unwrap();
    assert_eq!(lines(&document), ["Finding: mass", "Odd: value of an unknown kind", "Text: no value"]);
    let expected = [
        "A content item does not say how it relates to the one that holds it; it was read as a part of it.",
        "A content item is of a kind that PS3.3 C.17.3 does not know; its value is among the tags.",
    ];
    assert_eq!(texts_of_findings(&document), expected);
}

#[test]
fn a_report_of_a_hundred_thousand_items_is_cut_and_says_so() {
    let items = (0..100_000).map(|_| item("CONTAINS", "CONTAINER", "")).collect();
    let document = document(&report(REPORT, "Report", items)).unwrap();
    assert_eq!(document.lines.len(), 10_001);
    let sentence = "The document is longer than what is shown; the rest of it is among the tags.";
    assert_eq!(document.lines.last().map(|line| line.text.as_str()), Some(sentence));
    assert_eq!(texts_of_findings(&document), [sentence]);
}

#[test]
fn deep_reports_are_read_as_far_as_the_index_goes() {
    let mut deep = item("CONTAINS", "CONTAINER", "Level");
    for _ in 0..200 {
        let mut outer = item("CONTAINS", "CONTAINER", "Level");
        outer.sequence((0x0040, 0xA730), vec![deep]);
        deep = outer;
    }
    let document = document(&report(REPORT, "Report", vec![deep])).unwrap();
    assert!((20..=32).contains(&document.lines.len()), "{}", document.lines.len());
}

#[test]
fn texts_cannot_act_on_the_screen_or_grow_without_end() {
    let mut text = item("CONTAINS", "TEXT", "a\u{1B}[2Jb\u{202E}c");
    text.text((0x0040, 0xA160), "UT", &format!("x\u{7}{}", "y".repeat(1 << 20)));
    let mut set = report(REPORT, "Title\nwith \u{202E}break", vec![text]);
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    let document = document(&set).unwrap();
    assert_eq!(document.title, "Title ¶ with <U+202E>break");
    assert_eq!(document.lines.first().map(|line| line.label.as_str()), Some("a<U+001B>[2Jb<U+202E>c"));
    assert!(document.lines.iter().all(|line| line.text.chars().count() <= 1025));
    let shown: usize = document.lines.iter().map(|line| line.text.len()).sum();
    assert!((60_000..70_000).contains(&shown), "64 KiB of one text are read, {shown} shown");
    assert!(document.lines.last().is_some_and(|line| line.text.ends_with('…')));
}

#[test]
fn a_document_with_a_harmful_name_is_named_and_left_closed() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.104.1");
    set.text((0x0042, 0x0010), "ST", "..\\..\\run.exe\u{202E}fdp.");
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    set.text((0x0042, 0x0012), "LO", "application/x-msdownload");
    set.text((0x0008, 0x1190), "UR", "http://example.invalid/x");
    set.bytes((0x0042, 0x0011), "OB", b"MZ\x90\0\x03\0\0\0".to_vec());
    let document = document(&set).unwrap();
    assert_eq!(document.title, "..\\..\\run.exe<U+202E>fdp.");
    let expected = [
        "Format as stated: application/x-msdownload",
        "Inside: unknown format of 8 bytes",
        "(The file names an address on a network, which is never fetched.)",
        "(The document inside is not opened here.)",
    ];
    assert_eq!(lines(&document), expected);
    let sentence =
        "The document inside is not of the format that its class or its MIME type says; do not trust its name.";
    assert_eq!(texts_of_findings(&document), [sentence]);
}

#[test]
fn addresses_of_pixels_are_never_fetched() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.66");
    set.text((0x0028, 0x7FE0), "UR", "http://example.invalid/pixels");
    let document = document(&set).unwrap();
    assert_eq!(lines(&document), ["(The file names an address on a network, which is never fetched.)"]);
}

#[test]
fn contours_that_are_none_are_counted_and_said() {
    let contour = |kind: &str, data: &str| {
        let mut contour = DataSetWriter::new();
        contour.text((0x3006, 0x0042), "CS", kind);
        contour.text((0x3006, 0x0050), "DS", data);
        contour
    };
    let told = |contour: DataSetWriter| {
        let mut contours = DataSetWriter::new();
        contours.integers((0x3006, 0x0084), &[1]);
        contours.sequence((0x3006, 0x0040), vec![contour]);
        let mut roi = DataSetWriter::new();
        roi.integers((0x3006, 0x0022), &[1]);
        let mut set = object("1.2.840.10008.5.1.4.1.1.481.3");
        set.sequence((0x3006, 0x0020), vec![roi]);
        set.sequence((0x3006, 0x0039), vec![contours]);
        let document = document(&set).unwrap();
        let text = texts_of_findings(&document).first().map(|text| (*text).to_owned());
        (lines(&document).pop().unwrap(), text)
    };
    let broken = Some("The coordinates of a contour are not whole points of three numbers; it cannot be drawn.".into());
    let open = Some("A closed contour has fewer than three points; it encloses nothing.".into());
    let one = "  Contours: 1 contour, 1 point".to_owned();
    assert_eq!(told(contour("POINT", "1\\2\\3")), (one.clone(), None));
    assert_eq!(told(contour("CLOSED_PLANAR", "1\\2\\3")), (one.clone(), open));
    assert_eq!(told(contour("POINT", "1\\2\\3\\4")), (one.clone(), broken.clone()));
    assert_eq!(told(contour("POINT", "1\\NaN\\3")), (one, broken));
    let many = "1\\2\\3\\".repeat(1_000_000) + "1\\2\\3";
    assert_eq!(told(contour("CLOSED_PLANAR", &many)), ("  Contours: 1 contour, 1000001 points".into(), None));
}

#[test]
fn waveforms_without_channels_values_or_data_are_said() {
    let told = |channels: u16, sensitivity: &str, bytes: usize| {
        let mut channel = DataSetWriter::new();
        channel.text((0x003A, 0x0210), "DS", sensitivity);
        let mut group = DataSetWriter::new();
        group.unsigned((0x003A, 0x0005), &[channels]);
        group.unsigned_long((0x003A, 0x0010), &[4]);
        group.decimals((0x003A, 0x001A), &[500.0]);
        group.unsigned((0x5400, 0x1004), &[16]);
        group.sequence((0x003A, 0x0200), vec![channel; channels.into()]);
        group.bytes((0x5400, 0x1010), "OW", vec![0; bytes]);
        let mut set = object("1.2.840.10008.5.1.4.1.1.9.1.1");
        set.sequence((0x5400, 0x0100), vec![group]);
        let document = document(&set).unwrap();
        texts_of_findings(&document).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told(1, "2.5", 8), Vec::<String>::new());
    assert_eq!(told(0, "2.5", 8), ["A waveform has no channels or no samples; there is nothing to show of it."]);
    assert_eq!(told(1, "0", 8), ["A channel's sensitivity is zero; its values have no unit."]);
    assert_eq!(told(2, "2.5", 8), ["A waveform is shorter than its channels and samples say; it is not whole."]);
}

/// An object with something of every kind of document in it; its class decides how it is read.
fn of_every_kind(class: &str) -> DataSetWriter {
    let one = |tag: (u16, u16), vr: &str, value: &str| {
        let mut item = DataSetWriter::new();
        item.text(tag, vr, value);
        item
    };
    let mut text = item("CONTAINS", "TEXT", "Finding");
    text.text((0x0040, 0xA160), "UT", "mass");
    let mut image = item("INFERRED FROM", "IMAGE", "");
    image.sequence((0x0008, 0x1199), vec![reference(CT, "1.2.3")]);
    let mut back = DataSetWriter::new();
    back.unsigned_long((0x0040, 0xDB73), &[1, 1]);
    let mut set = report(class, "Report", vec![text, image, back]);
    let mut group = DataSetWriter::new();
    group.unsigned((0x003A, 0x0005), &[1]).unsigned_long((0x003A, 0x0010), &[4]);
    group.sequence((0x003A, 0x0200), vec![one((0x003A, 0x0203), "SH", "Lead")]);
    set.sequence((0x5400, 0x0100), vec![group]);
    set.text((0x3004, 0x000A), "CS", "PLAN");
    set.sequence((0x3006, 0x0020), vec![one((0x3006, 0x0022), "IS", "1")]);
    let mut contours = one((0x3006, 0x0084), "IS", "1");
    contours.sequence((0x3006, 0x0040), vec![one((0x3006, 0x0050), "DS", "1\\2\\3")]);
    set.sequence((0x3006, 0x0039), vec![contours]);
    set.sequence((0x300A, 0x00B0), vec![one((0x300A, 0x00C2), "LO", "Beam")]);
    set.sequence((0x300A, 0x0070), vec![one((0x300A, 0x0080), "IS", "1")]);
    set.sequence((0x3008, 0x0020), vec![one((0x300A, 0x00C2), "LO", "Beam")]);
    set.sequence((0x0070, 0x005A), vec![one((0x0070, 0x0100), "CS", "SCALE TO FIT")]);
    set.sequence((0x0070, 0x0001), vec![one((0x0070, 0x0002), "CS", "LAYER")]);
    set.bytes((0x0042, 0x0011), "OB", b"<ClinicalDocument><title>A&amp;B</title></ClinicalDocument>".to_vec());
    set
}

#[test]
fn documents_cut_or_spoilt_anywhere_break_nothing() {
    for kind in ["88.33", "11.1", "104.2", "9.1.1", "481.5", "481.3", "481.4", "481.2", "66"] {
        let whole = of_every_kind(&format!("1.2.840.10008.5.1.4.1.1.{kind}")).file(EXPLICIT_LITTLE);
        let read = |bytes: Vec<u8>| {
            let Some(document) = open_bytes(Path::new("made.dcm"), bytes).ok().and_then(|object| object.document())
            else {
                return 0;
            };
            assert!(!document.findings.iter().any(|finding| finding.text.contains("breaks")), "a panic was contained");
            document.lines.len()
        };
        assert!(read(whole.clone()) > 0, "{kind}");
        for at in 0..whole.len() {
            let mut spoilt = whole.clone();
            spoilt[at] = if at % 2 == 0 { 0xFF } else { !spoilt[at] };
            read(spoilt);
            if at % 5 == 0 {
                read(whole[..at].to_vec());
            }
        }
    }
}
