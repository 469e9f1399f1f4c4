//! Every element of generated files edited in turn: all others keep their bytes.

use super::*;
use crate::dicom::{index::Kind, phantom};

/// Every way that elements are written, with and without preamble and meta group.
fn files() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for syntax in SYNTAXES {
        for undefined in [false, true] {
            files.push(object(undefined).file(syntax));
            if syntax != "1.2.840.10008.1.2.1.99" {
                files.push(object(undefined).data_set(syntax));
            }
        }
    }
    files.extend(phantom::study().into_iter().step_by(61).map(|file| file.bytes.to_vec()));
    files
}

/// All values of a file by their ways, with VR and bytes.
fn values(bytes: &[u8]) -> Vec<(String, VR, Vec<u8>)> {
    let object = crate::dicom::open_bytes(std::path::Path::new("x"), bytes.to_vec()).unwrap();
    let tree = object.tag_tree();
    let header = object.header();
    let mut out = Vec::new();
    for (row, element) in header.index.elements.iter().enumerate() {
        if let (Kind::Value | Kind::Fragment, path) = (element.kind, tree.path(row)) {
            let path = path.map_or_else(|| format!("fragment {row}"), |path| path.to_string());
            out.push((path, element.vr, header.value_bytes(element, u64::MAX).into_owned()));
        }
    }
    out
}

#[test]
fn unedited_files_are_the_very_bytes() {
    for bytes in files() {
        let editor = editor(bytes.clone());
        let plan = editor.plan(&[], EditOptions::default()).unwrap();
        assert!(!plan.is_edited());
        assert_eq!(written(&plan), bytes);
    }
}

#[test]
fn one_edit_changes_one_element() {
    let follows = ["(0002,0000)", "(0002,0012)", "(0002,0013)", "(0002,0003)", "(0002,0002)"];
    for bytes in files() {
        let before = values(&bytes);
        for (path, vr, old) in &before {
            let Ok(tag_path) = path.parse::<TagPath>() else { continue };
            // One character more, or another number.
            let original = editor(bytes.clone());
            let Some(text) = original.value(&tag_path) else { continue };
            let new = match *vr {
                VR::US | VR::UL | VR::SS | VR::SL | VR::FD => "1\\2\\3".to_owned(),
                VR::UI => "1.2.3.4.5.6.7.8".to_owned(),
                VR::LO | VR::SH | VR::LT | VR::PN | VR::UT | VR::CS if text.len() < 15 => text + "X",
                VR::DA => "19991231".to_owned(),
                VR::DS | VR::IS => "12\\13\\14".to_owned(),
                _ => continue,
            };
            let edits = [set(path, &new)];
            let Ok(plan) = original.plan(&edits, EditOptions { keep_uid: true, to_utf8: false }) else { continue };
            let after = values(&written(&plan));
            assert_eq!(before.len(), after.len());
            for (was, is) in before.iter().zip(&after) {
                assert_eq!((&was.0, was.1), (&is.0, is.1));
                if was.0 != *path && !follows.contains(&was.0.as_str()) {
                    assert_eq!(was.2, is.2, "{} after an edit of {path}", was.0);
                }
            }
            // And back again.
            let written = written(&plan);
            let back = editor(written);
            let bytes_back = Change::Set { vr: None, value: NewValue::Bytes(old.clone()) };
            let plan = back
                .plan(&[Edit { path: tag_path, change: bytes_back }], EditOptions { keep_uid: true, to_utf8: false });
            let restored = values(&self::written(&plan.unwrap()));
            let without = |list: Vec<(String, VR, Vec<u8>)>| {
                list.into_iter().filter(|(path, ..)| !follows.contains(&path.as_str())).collect::<Vec<_>>()
            };
            assert_eq!(without(restored), without(before.clone()));
        }
    }
}

#[test]
fn every_element_can_be_removed_alone() {
    for bytes in files().into_iter().take(14) {
        let before = values(&bytes);
        for (path, ..) in &before {
            let Ok(out) = edited(&bytes, &[remove(path)]) else { continue };
            let after = values(&out);
            let kept = |list: &[(String, VR, Vec<u8>)]| {
                let is_other = |entry: &&(String, VR, Vec<u8>)| entry.0 != *path && !entry.0.starts_with("(0002");
                list.iter().filter(is_other).cloned().collect::<Vec<_>>()
            };
            assert_eq!(kept(&before), kept(&after), "{path}");
        }
    }
}
