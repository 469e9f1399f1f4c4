//! Structured reports and key objects (PS3.3 C.17).

use super::*;

const COMPREHENSIVE: &str = "1.2.840.10008.5.1.4.1.1.88.33";

/// A content item (PS3.3 table C.17-5).
pub(super) fn item(relation: &str, kind: &str, name: &str) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    if !relation.is_empty() {
        item.text((0x0040, 0xA010), "CS", relation);
    }
    item.text((0x0040, 0xA040), "CS", kind);
    if !name.is_empty() {
        code(&mut item, (0x0040, 0xA043), "1", "99TEST", name);
    }
    item
}

/// A report with these items below its root.
pub(super) fn report(class: &str, title: &str, items: Vec<DataSetWriter>) -> DataSetWriter {
    let mut set = object(class);
    set.text((0x0040, 0xA040), "CS", "CONTAINER");
    code(&mut set, (0x0040, 0xA043), "126000", "DCM", title);
    set.sequence((0x0040, 0xA730), items);
    set
}

fn measured(name: &str, number: &str, unit: [&str; 3]) -> DataSetWriter {
    let mut value = DataSetWriter::new();
    value.text((0x0040, 0xA30A), "DS", number);
    code(&mut value, (0x0040, 0x08EA), unit[0], unit[1], unit[2]);
    let mut item = item("CONTAINS", "NUM", name);
    item.sequence((0x0040, 0xA300), vec![value]);
    item
}

#[test]
fn every_kind_of_content_is_told() {
    let mut section = item("CONTAINS", "CONTAINER", "Findings");
    let mut text = item("CONTAINS", "TEXT", "Finding");
    text.text((0x0040, 0xA160), "UT", "First line\r\nSecond line");
    let mut site = item("HAS CONCEPT MOD", "CODE", "Finding Site");
    code(&mut site, (0x0040, 0xA168), "39607008", "SCT", "Lung");
    text.sequence((0x0040, 0xA730), vec![site]);
    let mut unmeasured = item("CONTAINS", "NUM", "Volume");
    code(&mut unmeasured, (0x0040, 0xA301), "114000", "DCM", "Not a number");
    let mut person = item("HAS OBS CONTEXT", "PNAME", "Reader");
    person.text((0x0040, 0xA123), "PN", "Roe^Mary");
    let mut subject = item("HAS OBS CONTEXT", "TEXT", "");
    code(&mut subject, (0x0040, 0xA043), "121030", "DCM", "Kennung");
    subject.text((0x0040, 0xA160), "UT", "P-17");
    let mut date = item("CONTAINS", "DATE", "Day");
    date.text((0x0040, 0xA121), "DA", "20260131");
    let mut time = item("CONTAINS", "TIME", "Hour");
    time.text((0x0040, 0xA122), "TM", "101500.25");
    let mut both = item("CONTAINS", "DATETIME", "Moment");
    both.text((0x0040, 0xA120), "DT", "20260131101500+0100");
    let mut uid = item("CONTAINS", "UIDREF", "Tracking");
    uid.text((0x0040, 0xA124), "UI", "1.2.3.4.5.6.7.8.9.10.11.12.13");
    let mut image = item("INFERRED FROM", "IMAGE", "");
    let mut target = reference(CT, "1.2.3.4");
    target.text((0x0008, 0x1160), "IS", "2\\5");
    image.sequence((0x0008, 0x1199), vec![target]);
    let mut wave = item("CONTAINS", "WAVEFORM", "Beat");
    let mut target = reference("1.2.840.10008.5.1.4.1.1.9.1.1", "1.2.3.5");
    target.unsigned((0x0040, 0xA0B0), &[1, 2, 2, 0]);
    wave.sequence((0x0008, 0x1199), vec![target]);
    let mut region = item("CONTAINS", "SCOORD", "");
    region.text((0x0070, 0x0023), "CS", "POLYLINE");
    region.bytes((0x0070, 0x0022), "FL", vec![0; 3 * 8]);
    let mut solid = item("CONTAINS", "SCOORD3D", "Edge");
    solid.text((0x0070, 0x0023), "CS", "POINT");
    solid.bytes((0x0070, 0x0022), "FL", vec![0; 12]);
    let mut range = item("CONTAINS", "TCOORD", "Systole");
    range.text((0x0040, 0xA130), "CS", "SEGMENT");
    range.unsigned_long((0x0040, 0xA132), &[10, 20]);
    let mut table = item("CONTAINS", "TABLE", "Grid");
    table.unsigned_long((0x0040, 0xA802), &[3]);
    table.unsigned_long((0x0040, 0xA803), &[1]);
    section
        .sequence((0x0040, 0xA730), vec![text, measured("Length", "12.5", ["mm", "UCUM", "millimeter"]), unmeasured]);
    let numbers = [
        measured("Ratio", "0.5", ["1", "UCUM", "no units"]),
        measured("Count", "7", ["{nodules}", "UCUM", "nodules"]),
        measured("Old", "3", ["G-A22A", "SRT", "Length in cm"]),
    ];
    let mut items = vec![person, subject, section, date, time, both, uid, image, wave, region, solid, range, table];
    items.extend(numbers);
    let document = document(&report(COMPREHENSIVE, "Chest report", items)).unwrap();
    assert_eq!(document.title, "Chest report");
    assert_eq!(document.findings, []);
    let expected = [
        "Reader: Roe^Mary *",
        "Kennung: P-17 *",
        "[Findings]",
        "  Finding: First line",
        "  Second line",
        "    Finding Site: Lung",
        "  Length: 12.5 mm",
        "  Volume: Not a number",
        "Day: 2026-01-31",
        "Hour: 10:15:00",
        "Moment: 2026-01-31 10:15:00 +0100",
        "Tracking: ….10.11.12.13",
        "Inferred from: CT Image 1.2.3.4, frames 2, 5",
        "Beat: 12-lead ECG Waveform 1.2.3.5, channel 2 of group 1, all channels of group 2",
        "Region: polyline, 3 points",
        "Edge: point, 1 point",
        "Systole: segment, 2 sample positions",
        "Grid: table of 3 rows and 1 column",
        "Ratio: 0.5",
        "Count: 7 nodules",
        "Old: 3 Length in cm (G-A22A)",
    ];
    assert_eq!(lines(&document), expected);
}

#[test]
fn who_vouches_for_a_report_stands_above_it() {
    let mut set = report(COMPREHENSIVE, "Report", Vec::new());
    set.text((0x0040, 0xA491), "CS", "COMPLETE");
    set.text((0x0040, 0xA492), "LO", "all done");
    set.text((0x0040, 0xA493), "CS", "VERIFIED");
    let mut observer = DataSetWriter::new();
    observer.text((0x0040, 0xA027), "LO", "Clinic");
    observer.text((0x0040, 0xA030), "DT", "20260131101500");
    observer.text((0x0040, 0xA075), "PN", "Roe^Mary");
    set.sequence((0x0040, 0xA073), vec![observer]);
    set.text((0x0008, 0x0023), "DA", "20260130");
    set.text((0x0008, 0x0033), "TM", "0915");
    let expected = [
        "Completion: Complete, all done",
        "Verification: Verified",
        "Verified by: Roe^Mary, Clinic *",
        "  Verified on: 2026-01-31 10:15:00",
        "Date: 2026-01-30 09:15",
    ];
    assert_eq!(lines(&document(&set).unwrap()), expected);
}

#[test]
fn key_objects_are_listed_and_long_lists_counted() {
    let image = |number: usize| {
        let mut image = item("CONTAINS", "IMAGE", "");
        image.sequence((0x0008, 0x1199), vec![reference(CT, &format!("1.2.{number}"))]);
        image
    };
    let mut note = item("CONTAINS", "TEXT", "Key Object Description");
    note.text((0x0040, 0xA160), "UT", "see the left lung");
    let mut items = vec![note];
    items.extend((1..=10).map(image));
    let mut set = report("1.2.840.10008.5.1.4.1.1.88.59", "Of Interest", items);
    let mut series = DataSetWriter::new();
    series.sequence((0x0008, 0x1199), (1..=10).map(|number| reference(CT, &format!("1.2.{number}"))).collect());
    let mut study = DataSetWriter::new();
    study.sequence((0x0008, 0x1115), vec![series]);
    set.sequence((0x0040, 0xA375), vec![study]);
    let document = document(&set).unwrap();
    let mut expected =
        vec!["Evidence: 10 x CT Image".to_owned(), "Key Object Description: see the left lung".to_owned()];
    expected.extend((1..=8).map(|number| format!("Image: CT Image 1.2.{number}")));
    expected.push("(and 2 more: CT Image)".to_owned());
    assert_eq!(document.title, "Of Interest");
    assert_eq!(lines(&document), expected);
}
