//! What the walk notices, bounded: a file that is broken everywhere need not say it everywhere.

use dicom_core::Tag;

use crate::dicom::{Finding, FindingCode};

/// Findings of one walk.
const LIMIT: usize = 20;

/// Adds a finding, unless the same was already said of another place.
pub(super) fn note(findings: &mut Vec<Finding>, code: FindingCode, tag: Option<Tag>, at: u64, text: &str) {
    if findings.len() < LIMIT && !findings.iter().any(|known| known.text == text) {
        findings.push(Finding::new(code, tag.map(|tag| (tag.0, tag.1)), text).at(at));
    }
}
