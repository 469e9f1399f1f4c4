//! `tags`: what is found, what holds for one frame, and elements that stand twice.

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE};

use super::{Folder, text};

/// A sequence of one item with one number.
fn group(parent: &mut DataSetWriter, sequence: (u16, u16), element: (u16, u16), value: f64) {
    let mut item = DataSetWriter::new();
    item.decimals(element, &[value]);
    parent.sequence(sequence, vec![item]);
}

#[test]
fn the_groups_of_a_frame_are_its_own_before_the_shared_ones() {
    const TRANSFORMATION: (u16, u16) = (0x0028, 0x9145);
    const SLOPE: (u16, u16) = (0x0028, 0x1053);
    let mut shared = DataSetWriter::new();
    group(&mut shared, TRANSFORMATION, SLOPE, 1.0);
    group(&mut shared, (0x0018, 0x9006), (0x0018, 0x9074), 7.0);
    let mut second = DataSetWriter::new();
    group(&mut second, TRANSFORMATION, SLOPE, 2.0);
    let mut data = DataSetWriter::new();
    data.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.2.1");
    data.sequence((0x5200, 0x9229), vec![shared]);
    data.sequence((0x5200, 0x9230), vec![DataSetWriter::new(), second]);
    let folder = Folder::new();
    folder.write("enhanced.dcm", &data.file(EXPLICIT_LITTLE));
    let lines = |frame: u32| {
        let said = text(&folder.served(&format!("tags enhanced.dcm --frame {frame}")));
        let words = |line: &str| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
        said.lines().map(words).collect::<Vec<_>>()
    };
    let (first, second) = (lines(1), lines(2));
    assert!(first[0].ends_with("shared") && first[1].starts_with("DS") && first[1].ends_with(" 7"), "{first:?}");
    assert!(first[2].contains("PixelValueTransformationSequence") && first[2].ends_with("shared"), "{first:?}");
    assert!(first[3].starts_with("DS RescaleSlope") && first[3].ends_with(" 1"), "{first:?}");
    assert!(second[0].ends_with("shared") && second[2].ends_with("this frame"), "{second:?}");
    assert!(second[3].ends_with(" 2") && second.len() == 4, "{second:?}");
}

#[test]
fn words_are_found_in_any_column() {
    let folder = Folder::new();
    let found = |find: &str| {
        let said = folder.command(["tags", "ct.dcm", "--find", find]).output().unwrap();
        text(&said.stdout).lines().map(|line| line[..11].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("vr:ds windowwidth"), ["(0028,1051)"]);
    assert_eq!(found("soft"), ["(0028,1055)"]);
    assert_eq!(found("keyword:soft"), [""; 0]);
    assert_eq!(found("00281050"), ["(0028,1050)"]);
    let json = folder.json("tags ct.dcm --json --find windowwidth");
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["00281051"]);
}

#[test]
fn of_an_element_that_stands_twice_the_first_is_written() {
    let folder = Folder::new();
    let mut bytes = std::fs::read(folder.path("ct.dcm")).unwrap();
    // Behind the pixels, where no order is kept any more.
    bytes.extend(b"\x08\0\x60\0CS\x02\0MR\x08\0\x61\0CS\x02\0US");
    folder.write("twice.dcm", &bytes);
    let json = folder.json("tags twice.dcm --json");
    assert_eq!((&json["00080060"]["Value"][0], &json["00080061"]["Value"][0]), (&"CT".into(), &"US".into()));
    let said = text(&folder.served("tags twice.dcm --json"));
    assert_eq!(said.matches("\"00080060\"").count(), 1);
}
