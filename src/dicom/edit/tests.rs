#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

//! Edits of files that our own writer makes, and of bytes worked by hand.

mod bytes;
mod every;
mod stated;
mod values;

use super::*;
use crate::dicom::write::DataSetWriter;

pub(super) const EXPLICIT: &str = "1.2.840.10008.1.2.1";
pub(super) const SYNTAXES: [&str; 4] = [EXPLICIT, "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];

/// A small object with nesting, private elements, a group length and pixels.
pub(super) fn object(undefined: bool) -> DataSetWriter {
    let mut inner = DataSetWriter::new();
    inner.text((0x0008, 0x0100), "SH", "CODE").text((0x0008, 0x0104), "LO", "A meaning");
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x0100), "SH", "ONE").sequence((0x0040, 0xA168), vec![inner]);
    item.undefined_lengths(undefined);
    let mut other = DataSetWriter::new();
    other.text((0x0008, 0x0100), "SH", "TWO");
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.7");
    set.text((0x0008, 0x0018), "UI", "1.2.3.4");
    set.text((0x0008, 0x0060), "CS", "OT");
    set.sequence((0x0008, 0x2112), vec![item, other]);
    set.text((0x0009, 0x0010), "LO", "NOBODY 1.0");
    set.bytes((0x0009, 0x1001), "UN", [1, 2, 3, 4]);
    set.text((0x0010, 0x0010), "PN", "Doe^Jane");
    set.text((0x0010, 0x4000), "LT", "A comment");
    set.unsigned((0x0028, 0x0010), &[2]).unsigned((0x0028, 0x0011), &[2]).unsigned((0x0028, 0x0100), &[8]);
    set.bytes((0x7FE0, 0x0010), "OB", [9, 8, 7, 6]);
    set.undefined_lengths(undefined);
    set
}

pub(super) fn editor(bytes: Vec<u8>) -> Editor {
    Editor::open(Source::memory(bytes), &Limits::default()).unwrap()
}

pub(super) fn at(path: &str) -> TagPath {
    path.parse().unwrap()
}

pub(super) fn set(path: &str, value: &str) -> Edit {
    Edit { path: at(path), change: Change::Set { vr: None, value: NewValue::Text(value.to_owned()) } }
}

pub(super) fn add(path: &str, vr: &str, value: &str) -> Edit {
    let change = Change::Add { vr: vr_named(vr), value: NewValue::Text(value.to_owned()) };
    Edit { path: at(path), change }
}

pub(super) fn remove(path: &str) -> Edit {
    Edit { path: at(path), change: Change::Remove }
}

/// Writes the plan and holds it against itself.
pub(super) fn written(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    plan.write(&mut out, &mut |_| Ok(())).unwrap();
    plan.check(Source::memory(out.clone()), &Limits::default()).unwrap();
    out
}

/// Edits without a new UID.
pub(super) fn edited(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let editor = editor(bytes.to_vec());
    let plan = editor.plan(edits, EditOptions { keep_uid: true, to_utf8: false })?;
    Ok(written(&plan))
}
