//! Polarity: Presentation LUT Shape decides alone where it stands, MONOCHROME1 elsewhere, once (PS3.3 C.11.6, C.7.6.3.1.2).

use hounsfield::dicom::FindingCode;

use crate::{open, shown, support::DicomBuilder};

fn file(photometric: &str, shape: Option<&str>) -> DicomBuilder {
    let file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.1.1", "DX", 1, 4)
        .with((0x0028, 0x0004), "CS", photometric)
        .with((0x0028, 0x1050), "DS", "128")
        .with((0x0028, 0x1051), "DS", "256")
        .pixels_u16(&[0, 64, 254, 255]);
    match shape {
        Some(shape) => file.with((0x2050, 0x0020), "CS", shape),
        None => file,
    }
}

#[test]
fn all_pairs() {
    let (plain, inverse) = ([0, 64, 254, 255], [255, 191, 1, 0]);
    for (photometric, shape, expected, conflict) in [
        ("MONOCHROME2", None, plain, false),
        ("MONOCHROME2", Some("IDENTITY"), plain, false),
        ("MONOCHROME2", Some("INVERSE"), inverse, true),
        ("MONOCHROME1", None, inverse, false),
        ("MONOCHROME1", Some("IDENTITY"), plain, true),
        ("MONOCHROME1", Some("INVERSE"), inverse, false),
    ] {
        let file = file(photometric, shape);
        assert_eq!(shown(&file), expected, "{photometric} {shape:?}");
        let said = open(&file).findings.iter().any(|finding| finding.code == FindingCode::Polarity);
        assert_eq!(said, conflict, "{photometric} {shape:?}");
    }
}

#[test]
fn windows_work_on_values_and_polarity_after_them() {
    // Width 1 at 65: values up to 64 are black before polarity, so white after it.
    let threshold = file("MONOCHROME1", None).with((0x0028, 0x1050), "DS", "65").with((0x0028, 0x1051), "DS", "1");
    assert_eq!(shown(&threshold), [255, 255, 0, 0]);
    // A negative slope has turned the values already: MONOCHROME2 stays as it is.
    let negative = file("MONOCHROME2", None)
        .with((0x0028, 0x1052), "DS", "255")
        .with((0x0028, 0x1053), "DS", "-1")
        .with((0x0028, 0x1054), "LO", "OD");
    assert_eq!(shown(&negative), [255, 191, 1, 0]);
}

#[test]
fn colour_knows_no_polarity() {
    let file = DicomBuilder::rgb(1, 1).pixels_u8(&[10, 20, 30]).with((0x2050, 0x0020), "CS", "INVERSE");
    assert_eq!(shown(&file), [10, 20, 30]);
}
