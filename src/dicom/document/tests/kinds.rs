//! Presentation states, documents in another format, waveforms and all else.

use super::*;

#[test]
fn presentation_states_tell_what_they_do_to_which_images() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.11.1");
    set.text((0x0070, 0x0080), "CS", "MARKED");
    set.text((0x0070, 0x0081), "LO", "left lung");
    set.text((0x0070, 0x0082), "DA", "20260131");
    set.text((0x0070, 0x0083), "TM", "101500");
    set.text((0x0070, 0x0084), "PN", "Roe^Mary");
    let mut series = DataSetWriter::new();
    series.sequence((0x0008, 0x1140), vec![reference(CT, "1.2.1"), reference(CT, "1.2.2")]);
    set.sequence((0x0008, 0x1115), vec![series]);
    set.decimals((0x0028, 0x1052), &[-1024.0]);
    set.decimals((0x0028, 0x1053), &[1.0]);
    let mut window = DataSetWriter::new();
    window.decimals((0x0028, 0x1050), &[40.0]);
    window.decimals((0x0028, 0x1051), &[400.0]);
    window.text((0x0028, 0x1055), "LO", "soft");
    set.sequence((0x0028, 0x3110), vec![window]);
    set.text((0x2050, 0x0020), "CS", "INVERSE");
    set.text((0x0018, 0x1600), "CS", "CIRCULAR");
    set.unsigned((0x0070, 0x0042), &[90]);
    set.text((0x0070, 0x0041), "CS", "Y");
    let mut area = DataSetWriter::new();
    area.bytes((0x0070, 0x0052), "SL", [1_i32, 2].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>());
    area.bytes((0x0070, 0x0053), "SL", [512_i32, 256].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>());
    area.text((0x0070, 0x0100), "CS", "MAGNIFY");
    area.bytes((0x0070, 0x0103), "FL", 0_f32.to_le_bytes().to_vec());
    set.sequence((0x0070, 0x005A), vec![area]);
    let mut layer = DataSetWriter::new();
    layer.text((0x0070, 0x0002), "CS", "L1");
    layer.text((0x0070, 0x0068), "LO", "notes");
    set.sequence((0x0070, 0x0060), vec![layer]);
    let mut text = DataSetWriter::new();
    text.text((0x0070, 0x0006), "ST", "nodule?");
    let mut graphic = DataSetWriter::new();
    graphic.unsigned((0x0070, 0x0021), &[1]);
    graphic.text((0x0070, 0x0023), "CS", "POLYLINE");
    let mut group = DataSetWriter::new();
    group.text((0x0070, 0x0002), "CS", "L1");
    group.sequence((0x0008, 0x1140), vec![reference(CT, "1.2.1")]);
    group.sequence((0x0070, 0x0008), vec![text]);
    group.sequence((0x0070, 0x0009), vec![graphic]);
    set.sequence((0x0070, 0x0001), vec![group]);
    let document = document(&set).unwrap();
    assert_eq!(document.title, "MARKED");
    let expected = [
        "Description: left lung",
        "Created by: Roe^Mary *",
        "Created on: 2026-01-31 10:15:00",
        "Applies to: 2 x CT Image of 1 series",
        "Modality: 1 x stored - 1024",
        "Window: center 40, width 400, soft",
        "Polarity: INVERSE",
        "Shutter: CIRCULAR",
        "Rotation: 90°",
        "Flipped: left to right",
        "Displayed area: columns 1 to 512, rows 2 to 256, magnify, magnified 0 times",
        "Layer: L1, notes",
        "[Annotation on layer L1]",
        "  On: 1 image",
        "  Text: nodule?",
        "  Graphic: polyline, 1 point",
    ];
    assert_eq!(lines(&document), expected);
    let expected = [
        "The magnification of a displayed area is not above zero; it has no meaning.",
        "A graphic has fewer points than its shape needs; it cannot be drawn.",
    ];
    assert_eq!(texts_of_findings(&document), expected);
}

/// An encapsulated document of the class that ends with `class`.
fn encapsulated(class: &str, mime: &str, payload: &[u8], length: u32) -> Document {
    let mut set = object(&format!("1.2.840.10008.5.1.4.1.1.104.{class}"));
    set.text((0x0042, 0x0010), "ST", "Letter");
    set.text((0x0042, 0x0012), "LO", mime);
    set.bytes((0x0042, 0x0011), "OB", payload.to_vec());
    set.unsigned_long((0x0042, 0x0015), &[length]);
    set.sequence((0x0042, 0x0013), vec![reference(CT, "1.2.1")]);
    document(&set).unwrap()
}

#[test]
fn documents_in_other_formats_are_named_by_their_bytes() {
    let triangle = [&[0; 80][..], &1_u32.to_le_bytes(), &[0; 50]].concat();
    for (class, mime, payload, expected) in [
        ("1", "application/pdf", &b"%PDF-1.4\n.."[..], "Inside: PDF of 11 bytes"),
        ("2", "text/XML", b"<?xml ?><ClinicalDocument/>", "Inside: XML of 27 bytes"),
        ("3", "model/stl", &triangle, "Inside: STL model of 134 bytes"),
        ("4", "model/obj", b"v 0 0 0\nv 1 1 1\n", "Inside: plain text of 16 bytes"),
    ] {
        let document = encapsulated(class, mime, payload, payload.len() as u32);
        assert_eq!(document.title, "Letter");
        assert_eq!(document.findings, [], "{class}");
        let lines = lines(&document);
        assert_eq!(lines.first(), Some(&format!("Format as stated: {mime}")));
        assert_eq!(lines.get(1).map(String::as_str), Some(expected));
        assert_eq!(lines.contains(&"Triangles: 1".to_owned()), class == "3");
        assert!(lines.contains(&"Made from: 1 x CT Image".to_owned()));
    }
}

#[test]
fn letters_in_xml_are_read_and_others_are_not() {
    let letter = b"<ClinicalDocument><title>Letter</title><component><section><title>Course</title><text>Mrs Doe \
        went <br/>home</text></section></component></ClinicalDocument>";
    let letter = encapsulated("2", "text/XML", letter, letter.len() as u32);
    let expected = [
        "[Letter] *",
        "[Course] *",
        "  Text: Mrs Doe went *",
        "  home *",
        "(Only the written text of the document inside is shown.)",
    ];
    assert_eq!(lines(&letter).get(3..), Some(&expected.map(str::to_owned)[..]));
    assert!(letter.title_is_identifying, "letters are called after whom they are about");
    let bomb = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><ClinicalDocument>&b;</ClinicalDocument>";
    let bomb = encapsulated("2", "text/XML", bomb, bomb.len() as u32);
    assert_eq!(lines(&bomb).last().map(String::as_str), Some("(The document inside is not opened here.)"));
}

#[test]
fn documents_that_are_cut_say_so() {
    let document = encapsulated("1", "application/pdf", b"%PDF-1.4", 4000);
    assert_eq!(texts_of_findings(&document), ["The document inside is shorter than the file says; it is not whole."]);
}

#[test]
fn waveforms_tell_their_channels_and_their_length() {
    let mut channel = DataSetWriter::new();
    code(&mut channel, (0x003A, 0x0208), "2:1", "MDC", "Lead I");
    channel.decimals((0x003A, 0x0210), &[1.25]);
    code(&mut channel, (0x003A, 0x0211), "uV", "UCUM", "microvolt");
    channel.decimals((0x003A, 0x0220), &[0.05]);
    channel.decimals((0x003A, 0x0221), &[300.0]);
    let mut group = DataSetWriter::new();
    group.text((0x003A, 0x0004), "CS", "ORIGINAL");
    group.text((0x003A, 0x0020), "SH", "RHYTHM");
    group.unsigned((0x003A, 0x0005), &[1]);
    group.unsigned_long((0x003A, 0x0010), &[1250]);
    group.decimals((0x003A, 0x001A), &[500.0]);
    group.unsigned((0x5400, 0x1004), &[16]);
    group.sequence((0x003A, 0x0200), vec![channel]);
    group.bytes((0x5400, 0x1010), "OW", vec![0; 2500]);
    let mut text = DataSetWriter::new();
    text.text((0x0070, 0x0006), "ST", "sinus rhythm");
    let mut rate = DataSetWriter::new();
    code(&mut rate, (0x0040, 0xA043), "2:16770", "MDC", "Heart rate");
    rate.decimals((0x0040, 0xA30A), &[69.0]);
    code(&mut rate, (0x0040, 0x08EA), "{H.B.}/min", "UCUM", "beats per minute");
    rate.unsigned((0x0040, 0xA0B0), &[1, 1]);
    let mut set = object("1.2.840.10008.5.1.4.1.1.9.1.1");
    set.text((0x0008, 0x002A), "DT", "20260131101500");
    set.sequence((0x5400, 0x0100), vec![group]);
    set.sequence((0x0040, 0xB020), vec![text, rate]);
    let document = document(&set).unwrap();
    let expected = [
        "Acquired on: 2026-01-31 10:15:00",
        "[Group 1, RHYTHM]",
        "  Originality: ORIGINAL",
        "  Channels: 1",
        "  Sampling: 1250 samples at 500 Hz",
        "  Duration: 2.5 s",
        "    Channel 1: Lead I, 1.25 uV a step, from 0.05 Hz, to 300 Hz",
        "Annotation: sinus rhythm",
        "Heart rate: 69 beats per minute (channel 1 of group 1)",
    ];
    assert_eq!(document.title, "12-lead ECG Waveform Storage");
    assert_eq!(lines(&document), expected);
    assert_eq!(document.findings, []);
}

#[test]
fn all_other_objects_tell_their_labels_where_they_stand() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.67");
    set.text((0x0070, 0x0080), "CS", "SUV");
    set.text((0x0070, 0x0081), "LO", "uptake maps");
    set.text((0x0070, 0x0084), "PN", "Roe^Mary");
    set.text((0x0009, 0x0010), "LO", "MAKER");
    set.text((0x0009, 0x1001), "LO", "private label");
    let map = |label: &str, meaning: &str| {
        let mut map = DataSetWriter::new();
        map.text((0x0040, 0x9210), "SH", label);
        code(&mut map, (0x0040, 0x08EA), "g/ml", "UCUM", meaning);
        map
    };
    let mut images = DataSetWriter::new();
    images.sequence((0x0008, 0x1140), vec![reference(CT, "1.2.1")]);
    images.sequence((0x0040, 0x9096), vec![map("A", "grams"), map("B", "pounds")]);
    set.sequence((0x0040, 0x9094), vec![images]);
    let document = document(&set).unwrap();
    assert_eq!(document.title, "SUV");
    let expected = [
        "Refers to: 1 x CT Image",
        "[Referenced Image Real World Value Mapping 1]",
        "  [Real World Value Mapping 1]",
        "    Measurement Units: grams",
        "    LUT Label: A",
        "  [Real World Value Mapping 2]",
        "    Measurement Units: pounds",
        "    LUT Label: B",
        "Content Description: uptake maps",
        "Content Creator Name: Roe^Mary *",
    ];
    assert_eq!(lines(&document), expected);
}
