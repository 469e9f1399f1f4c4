//! Reading, tried on files that are written here byte by byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod changing;
mod colour;
mod encapsulated;
mod facts;
mod hostile;
mod native;
mod nesting;
mod opening;
mod places;
mod planes;
mod repair;
mod scales;
mod segmentation;
mod storage;
mod structure;
mod tables;
mod texts;
mod ultrasound;
mod uptake;
mod values;
mod video;

use std::path::Path;

use super::{
    FindingCode, LoadedFrame, Means, Object, ReadError, open_bytes, open_bytes_with,
    write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE},
};
use crate::image::Samples;

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";

/// A CT of 4 columns and 3 rows, 16 bits unsigned, whose stored values are 0..12.
fn ct() -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    set.text((0x0008, 0x0016), "UI", CT);
    set.text((0x0008, 0x0018), "UI", "2.25.1");
    set.text((0x0008, 0x0060), "CS", "CT");
    set.text((0x0010, 0x0010), "PN", "Doe^Jane");
    set.decimals((0x0020, 0x0032), &[-10.0, -20.0, 30.0]);
    set.decimals((0x0020, 0x0037), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    set.decimals((0x0028, 0x0030), &[0.5, 0.25]);
    set.decimals((0x0028, 0x1052), &[-1024.0]);
    set.decimals((0x0028, 0x1053), &[1.0]);
    shape(&mut set, 3, 4, 1, [16, 16, 15], 0);
    set.text((0x0028, 0x0004), "CS", "MONOCHROME2");
    words(&mut set, &(0..12).collect::<Vec<u16>>());
    set
}

/// Rows, columns, samples, bits (allocated, stored, high bit) and pixel representation.
fn shape(set: &mut DataSetWriter, rows: u16, columns: u16, samples: u16, bits: [u16; 3], signed: u16) {
    set.unsigned((0x0028, 0x0002), &[samples]);
    set.unsigned((0x0028, 0x0010), &[rows]);
    set.unsigned((0x0028, 0x0011), &[columns]);
    set.unsigned((0x0028, 0x0100), &bits[..1]);
    set.unsigned((0x0028, 0x0101), &bits[1..2]);
    set.unsigned((0x0028, 0x0102), &bits[2..]);
    set.unsigned((0x0028, 0x0103), &[signed]);
}

fn words(set: &mut DataSetWriter, values: &[u16]) {
    set.bytes((0x7FE0, 0x0010), "OW", values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
}

fn read(set: &DataSetWriter, syntax: &str) -> Object {
    read_bytes(set.file(syntax)).unwrap()
}

fn read_bytes(bytes: Vec<u8>) -> Result<Object, ReadError> {
    open_bytes(Path::new("made.dcm"), bytes)
}

fn first_frame(set: &DataSetWriter) -> LoadedFrame {
    read(set, EXPLICIT_LITTLE).load(0).unwrap()
}

fn samples(set: &DataSetWriter, syntax: &str) -> Samples {
    read(set, syntax).load(0).unwrap().frame.samples.clone()
}

fn codes(object: &Object) -> Vec<FindingCode> {
    object.findings.iter().map(|finding| finding.code).collect()
}

/// Tag and offset of the first finding of this kind.
fn found(object: &Object, code: FindingCode) -> (Option<(u16, u16)>, Option<u64>) {
    let finding = object.findings.iter().find(|finding| finding.code == code);
    let finding = finding.unwrap_or_else(|| panic!("no {} among {:?}", code.name(), object.findings));
    (finding.tag, finding.offset)
}

/// Where an element or item of these first bytes stands.
fn place(file: &[u8], start: &[u8]) -> usize {
    file.windows(start.len()).position(|bytes| bytes == start).unwrap()
}

#[test]
fn every_encoding_gives_the_same_picture() {
    let set = ct();
    let expected = Samples::U16((0..12).collect());
    for syntax in [EXPLICIT_LITTLE, super::write::IMPLICIT_LITTLE, EXPLICIT_BIG, super::write::DEFLATED] {
        let object = read(&set, syntax);
        assert_eq!(object.load(0).unwrap().frame.samples, expected, "{syntax}");
        assert_eq!(object.summary.identity.patient_name, "Doe^Jane");
        assert_eq!(object.findings, []);
    }
}
