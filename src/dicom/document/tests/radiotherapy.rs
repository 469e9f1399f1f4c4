//! Plans, structure sets, doses without a grid, records of treatments.

use super::*;

fn named(tag: (u16, u16), vr: &str, text: &str) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.text(tag, vr, text);
    item
}

#[test]
fn plans_tell_prescription_fractions_and_beams() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.481.5");
    set.text((0x300A, 0x0002), "SH", "P1");
    set.text((0x300A, 0x0003), "LO", "Lung left");
    set.text((0x300A, 0x0006), "DA", "20260131");
    set.text((0x300E, 0x0002), "CS", "APPROVED");
    set.text((0x300E, 0x0008), "PN", "Roe^Mary");
    set.sequence((0x300A, 0x0180), vec![named((0x0018, 0x5100), "CS", "HFS"), named((0x0018, 0x5100), "CS", "HFS")]);
    set.sequence((0x300C, 0x0060), vec![reference("1.2.840.10008.5.1.4.1.1.481.3", "1.2.9")]);
    let mut dose = DataSetWriter::new();
    dose.integers((0x300A, 0x0012), &[1]);
    dose.text((0x300A, 0x0014), "CS", "VOLUME");
    dose.text((0x300A, 0x0016), "LO", "PTV");
    dose.text((0x300A, 0x0020), "CS", "TARGET");
    dose.decimals((0x300A, 0x0026), &[60.0]);
    set.sequence((0x300A, 0x0010), vec![dose]);
    let mut given = DataSetWriter::new();
    given.text((0x300A, 0x0084), "DS", "5.0e-1");
    given.decimals((0x300A, 0x0086), &[116.5]);
    given.integers((0x300C, 0x0006), &[1]);
    let mut group = DataSetWriter::new();
    group.integers((0x300A, 0x0071), &[1]);
    group.integers((0x300A, 0x0078), &[30]);
    group.integers((0x300A, 0x0080), &[2]);
    group.sequence((0x300C, 0x0004), vec![given]);
    set.sequence((0x300A, 0x0070), vec![group]);
    let mut point = DataSetWriter::new();
    point.decimals((0x300A, 0x0114), &[6.0]);
    point.decimals((0x300A, 0x011E), &[327.0]);
    let mut beam = DataSetWriter::new();
    beam.text((0x300A, 0x00B2), "SH", "LINAC1");
    beam.text((0x300A, 0x00B3), "CS", "MU");
    beam.integers((0x300A, 0x00C0), &[1]);
    beam.text((0x300A, 0x00C2), "LO", "RAO");
    beam.text((0x300A, 0x00C4), "CS", "STATIC");
    beam.text((0x300A, 0x00C6), "CS", "PHOTON");
    beam.integers((0x300A, 0x0110), &[2]);
    beam.sequence((0x300A, 0x0111), vec![point]);
    set.sequence((0x300A, 0x00B0), vec![beam]);
    let document = document(&set).unwrap();
    assert_eq!(document.title, "Lung left");
    let expected = [
        "Label: P1",
        "Name: Lung left",
        "Date: 2026-01-31",
        "Approval: APPROVED",
        "Reviewed by: Roe^Mary *",
        "Patient position: HFS",
        "Contours: 1 x RT Structure Set",
        "[Dose reference 1]",
        "  Description: PTV",
        "  Structure: VOLUME",
        "  Type: TARGET",
        "  Prescription dose, Gy: 60",
        "[Fraction group 1]",
        "  Fractions planned: 30",
        "  Beams: 2",
        "  Beam 1: 116.5 MU, 0.5 Gy",
        "[Beam 1 RAO]",
        "  Machine: LINAC1",
        "  Type: STATIC",
        "  Radiation: PHOTON",
        "  Energy: 6 MV",
        "  Gantry at start: 327°",
        "  Control points: 2 points",
    ];
    assert_eq!(lines(&document), expected);
    assert_eq!(texts_of_findings(&document), ["A fraction group names another number of beams than it has."]);
}

#[test]
fn structure_sets_tell_their_regions() {
    let mut set = object("1.2.840.10008.5.1.4.1.1.481.3");
    set.text((0x3006, 0x0002), "SH", "S1");
    let mut roi = DataSetWriter::new();
    roi.integers((0x3006, 0x0022), &[3]);
    roi.text((0x3006, 0x0026), "LO", "Heart");
    roi.text((0x3006, 0x0036), "CS", "MANUAL");
    let mut empty = DataSetWriter::new();
    empty.integers((0x3006, 0x0022), &[4]);
    empty.text((0x3006, 0x0026), "LO", "Cord");
    set.sequence((0x3006, 0x0020), vec![roi, empty]);
    let mut observation = DataSetWriter::new();
    observation.integers((0x3006, 0x0084), &[3]);
    observation.text((0x3006, 0x00A4), "CS", "ORGAN");
    observation.text((0x3006, 0x00A6), "PN", "Roe^Mary");
    set.sequence((0x3006, 0x0080), vec![observation]);
    let contour = |points: &[f64]| {
        let mut contour = DataSetWriter::new();
        contour.text((0x3006, 0x0042), "CS", "CLOSED_PLANAR");
        contour.decimals((0x3006, 0x0050), points);
        contour
    };
    let mut contours = DataSetWriter::new();
    contours.integers((0x3006, 0x002A), &[255, 128, 0]);
    contours.integers((0x3006, 0x0084), &[3]);
    contours.sequence((0x3006, 0x0040), vec![contour(&[0.0; 9]), contour(&[0.0; 12])]);
    let mut stray = DataSetWriter::new();
    stray.integers((0x3006, 0x0084), &[9]);
    set.sequence((0x3006, 0x0039), vec![contours, stray]);
    let document = document(&set).unwrap();
    assert_eq!(document.title, "S1");
    let expected = [
        "Label: S1",
        "[ROI 3 Heart]",
        "  Type: ORGAN",
        "  Colour: 255 128 0",
        "  Drawn by: MANUAL",
        "  Interpreted by: Roe^Mary *",
        "  Contours: 2 contours, 7 points",
        "[ROI 4 Cord]",
        "  Contours: none",
    ];
    assert_eq!(lines(&document), expected);
    let sentence = "Contours or types are given for regions that are not in the list; they are left out.";
    assert_eq!(texts_of_findings(&document), [sentence]);
}

#[test]
fn doses_and_records_tell_what_was_given() {
    let mut histogram = DataSetWriter::new();
    histogram.text((0x3004, 0x0001), "CS", "CUMULATIVE");
    histogram.text((0x3004, 0x0002), "CS", "GY");
    histogram.decimals((0x3004, 0x0074), &[58.5]);
    let mut roi = DataSetWriter::new();
    roi.integers((0x3006, 0x0084), &[3]);
    histogram.sequence((0x3004, 0x0060), vec![roi]);
    let mut dose = object("1.2.840.10008.5.1.4.1.1.481.2");
    dose.text((0x3004, 0x000A), "CS", "PLAN");
    dose.sequence((0x3004, 0x0050), vec![histogram]);
    let expected =
        ["Sum of: PLAN", "[Dose-volume histogram of ROI 3]", "  Type: CUMULATIVE", "  Units: GY", "  Mean dose: 58.5"];
    assert_eq!(lines(&document(&dose).unwrap()), expected);

    let mut beam = DataSetWriter::new();
    beam.text((0x3008, 0x002A), "CS", "NORMAL");
    beam.decimals((0x3008, 0x0032), &[100.0]);
    beam.decimals((0x3008, 0x0036), &[99.5]);
    beam.text((0x300A, 0x00B3), "CS", "MU");
    beam.text((0x300A, 0x00C2), "LO", "RAO");
    beam.integers((0x300C, 0x0006), &[1]);
    beam.integers((0x3008, 0x0022), &[7]);
    let mut record = object("1.2.840.10008.5.1.4.1.1.481.4");
    record.text((0x3008, 0x0250), "DA", "20260131");
    record.sequence((0x3008, 0x0020), vec![beam]);
    let expected = [
        "Date: 2026-01-31",
        "[Delivered 1 RAO]",
        "  Fraction: 7",
        "  Specified: 100 MU",
        "  Delivered: 99.5 MU",
        "  Ended: NORMAL",
    ];
    assert_eq!(lines(&document(&record).unwrap()), expected);
}
