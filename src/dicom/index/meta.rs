//! What the meta group says (PS3.10 7.1), and what is wrong with it.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{Finding, FindingCode, ReadError, source::Window, syntax::Encoding};

use super::{Extent, Index, walk::walk};

/// _File Meta Information Group Length_ (0002,0000).
const GROUP_LENGTH: Tag = Tag(0x0002, 0x0000);
/// More elements than this are no meta group.
const MOST_ELEMENTS: usize = 1024;

/// Indexes the meta group at `start` and returns where the data set begins.
pub(super) fn read(window: &mut Window<'_>, start: u64, index: &mut Index) -> Result<u64, ReadError> {
    // The group must be explicit little endian. Its elements may still lack their VR, which the walk deals with.
    let encoding = if window.get(start, 2)? == [0, 2] { Encoding::EXPLICIT_BIG } else { Encoding::EXPLICIT };
    let end = walk(window, start, encoding, Extent::Meta, MOST_ELEMENTS, index)?;
    let noted = |tag: Tag, at, text: &str| Finding::new(FindingCode::Meta, Some((tag.0, tag.1)), text).at(at);
    if index.elements.is_empty() {
        index.findings.push(noted(GROUP_LENGTH, start, "The file has no meta information group."));
    } else if encoding.big_endian {
        index.findings.push(noted(GROUP_LENGTH, start, "The meta information group is written in big endian."));
    }
    let length = index.elements.first().filter(|element| element.tag == GROUP_LENGTH && element.present >= 4);
    if let Some(element) = length {
        let stated = element.encoding.u32(window.get(element.offset, 4)?);
        if element.offset + element.present + u64::from(stated) != end {
            let text = "The length of the meta information group is wrong; the group was read as far as it goes.";
            index.findings.push(noted(GROUP_LENGTH, element.offset, text));
        }
    }
    Ok(end)
}

/// _Transfer Syntax UID_ (0002,0010) from the indexed meta group, or empty.
pub(super) fn stated_syntax(
    window: &mut Window<'_>,
    index: &Index,
    findings: &mut Vec<Finding>,
) -> Result<String, ReadError> {
    let element = index.find(None, tags::TRANSFER_SYNTAX_UID).and_then(|at| index.elements.get(at));
    let bytes = match element {
        Some(element) => window.get(element.offset, element.present.min(64) as usize)?,
        None => &[],
    };
    // Whatever follows the UID is padding.
    let is_of_uid = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let uid = bytes.iter().skip_while(|byte| **byte == b' ').take_while(|byte| is_of_uid(byte));
    let uid: String = uid.map(|byte| char::from(*byte)).collect();
    if uid.is_empty() {
        let text = "No transfer syntax is stated; it was recognised from the data set.";
        let finding = Finding::new(FindingCode::TransferSyntax, Some((2, 0x10)), text);
        findings.push(Finding { offset: element.map(|element| element.offset), ..finding });
    }
    Ok(uid)
}
