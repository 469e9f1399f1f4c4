//! What documents say, tried on objects that are written here; the expected texts are worked from the standard.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod hostile;
mod kinds;
mod radiotherapy;
mod reports;

use std::path::Path;

use super::{Document, LineKind};
use crate::dicom::{
    open_bytes,
    write::{DataSetWriter, EXPLICIT_LITTLE},
};

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";

/// An object of this class.
fn object(class: &str) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", class);
    set.text((0x0008, 0x0018), "UI", "2.25.1");
    set.text((0x0010, 0x0010), "PN", "Doe^Jane");
    set
}

fn document(set: &DataSetWriter) -> Option<Document> {
    open_bytes(Path::new("made.dcm"), set.file(EXPLICIT_LITTLE)).unwrap().document()
}

/// The lines with two spaces a level; those that name a person end with an asterisk.
fn lines(document: &Document) -> Vec<String> {
    let line = |line: &super::DocumentLine| {
        let margin = "  ".repeat(line.indent.into());
        let person = if line.identifying { " *" } else { "" };
        match line.kind {
            LineKind::Heading => format!("{margin}[{}]{person}", line.label),
            LineKind::Note => format!("{margin}({})", line.text),
            LineKind::Field if line.label.is_empty() => format!("{margin}{}{person}", line.text),
            LineKind::Field => format!("{margin}{}: {}{person}", line.label, line.text),
        }
    };
    document.lines.iter().map(line).collect()
}

fn texts_of_findings(document: &Document) -> Vec<&str> {
    document.findings.iter().map(|finding| finding.text.as_str()).collect()
}

/// A sequence with one code (PS3.3 8.8).
fn code(set: &mut DataSetWriter, tag: (u16, u16), value: &str, scheme: &str, meaning: &str) {
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x0100), "SH", value);
    item.text((0x0008, 0x0102), "SH", scheme);
    item.text((0x0008, 0x0104), "LO", meaning);
    set.sequence(tag, vec![item]);
}

/// An item of _Referenced SOP Sequence_ (0008,1199) and its like.
fn reference(class: &str, instance: &str) -> DataSetWriter {
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x1150), "UI", class);
    item.text((0x0008, 0x1155), "UI", instance);
    item
}

#[test]
fn pictures_and_empty_objects_are_no_documents() {
    let mut image = object(CT);
    for (element, value) in [(0x0002, 1), (0x0010, 1), (0x0011, 2), (0x0100, 8), (0x0101, 8), (0x0102, 7), (0x0103, 0)]
    {
        image.unsigned((0x0028, element), &[value]);
    }
    image.text((0x0028, 0x0004), "CS", "MONOCHROME2");
    image.text((0x0070, 0x0081), "LO", "not shown");
    image.bytes((0x7FE0, 0x0010), "OB", vec![1, 2]);
    assert_eq!(document(&image), None);
    image.remove((0x0028, 0x0010));
    assert_eq!(document(&image), None, "a picture that cannot be shown is no document either");
    assert_eq!(document(&object("1.2.840.10008.5.1.4.1.1.66")), None);
}
