//! The boxes that a JPEG XL codestream may lie in (ISO/IEC 18181-2).

use std::borrow::Cow;

use super::super::damaged;
use crate::dicom::ReadError;

/// The first box of the container.
const SIGNATURE: &[u8] = &[0, 0, 0, 12, b'J', b'X', b'L', b' ', 13, 10, 0x87, 10];
/// The codestream in one piece.
const WHOLE: &[u8; 4] = b"jxlc";
/// A part of it, behind four bytes that number it.
const PART: &[u8; 4] = b"jxlp";

/// The codestream: `bytes` themselves, or the parts in their boxes joined.
pub(super) fn unwrap(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ReadError> {
    if !bytes.starts_with(SIGNATURE) {
        return Ok(bytes.into());
    }
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut rest = bytes;
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [l3, l2, l1, l0, kind @ ..] = *head;
        let length = u32::from_be_bytes([l3, l2, l1, l0]);
        // A length of 1 stands before a 64-bit one, and 0 reaches to the end.
        let (body, header) = match (length, after.split_first_chunk::<8>()) {
            (1, Some((long, after))) => {
                (after, usize::try_from(u64::from_be_bytes(*long)).unwrap_or(usize::MAX).checked_sub(16))
            }
            (0, _) => (after, Some(after.len())),
            _ => (after, (length as usize).checked_sub(8)),
        };
        let Some(size) = header else {
            return Err(damaged(bytes.len() - rest.len(), "a box of the JPEG XL container has no valid length"));
        };
        // The last box may be cut, like the file.
        let (body, after) = body.split_at_checked(size).unwrap_or((body, &[]));
        match &kind {
            WHOLE => return Ok(body.into()),
            PART => parts.push(body.get(4..).unwrap_or_default()),
            _ => {}
        }
        rest = after;
    }
    if parts.is_empty() {
        return Err(damaged(0, "the JPEG XL container holds no codestream"));
    }
    Ok(parts.concat().into())
}
