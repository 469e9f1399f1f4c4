//! Where the list of an archive's members lies, by the record at its end (APPNOTE 4.3.14 to 4.3.16).

use crate::dicom::{ReadError, Source};

use super::entries::{u16_at, u32_at, u64_at};

/// What the end of an archive says of its list, checked against the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Where the list begins, in the file.
    pub list_at: u64,
    /// Where it ends.
    pub list_end: u64,
    /// Members that it is said to have; small archives count modulo 65536.
    pub declared: u64,
    /// Bytes that stand before the archive: what it says of places is to be moved by these.
    pub shift: u64,
}

/// Bytes of the last record without its comment, of the one that points at the larger record, and of that one.
const RECORD: usize = 22;
const POINTER: usize = 20;
const LARGE_RECORD: usize = 56;
/// The comment has at most this many.
const COMMENT: u64 = 0xFFFF;
/// Marks that are looked at: a comment may be full of them.
const MARKS: usize = 64;

impl Ending {
    /// Finds it.
    pub fn find(source: &Source) -> Result<Self, ReadError> {
        let tail_at = source.size().saturating_sub(COMMENT + (RECORD + POINTER) as u64);
        let tail = source.read(tail_at, COMMENT + (RECORD + POINTER) as u64)?;
        let marks = tail.windows(4).enumerate().rev().filter(|(_, four)| four == b"PK\x05\x06").take(MARKS);
        for (skip, _) in marks {
            let at = tail_at.saturating_add(skip as u64);
            let record = tail.get(skip..).unwrap_or_default();
            let pointer = skip.checked_sub(POINTER).and_then(|skip| tail.get(skip..)).unwrap_or_default();
            if let Some(ending) = Self::of_record(source, at, record, pointer)? {
                return Ok(ending);
            }
        }
        Err(ReadError::Damaged {
            what: "the list of the archive's members is missing or unreadable".into(),
            at: tail_at,
        })
    }

    /// By the record at `at`, if it is one: the list must lie before it, and begin as lists do.
    fn of_record(source: &Source, at: u64, record: &[u8], pointer: &[u8]) -> Result<Option<Self>, ReadError> {
        if record.len() < RECORD {
            return Ok(None);
        }
        let (mut declared, mut size, mut offset) =
            (u64::from(u16_at(record, 10)), u64::from(u32_at(record, 12)), u64::from(u32_at(record, 16)));
        let mut list_end = at;
        if pointer.starts_with(b"PK\x06\x07") {
            let pointer_at = at.saturating_sub(POINTER as u64);
            // Where it points to, or right before it, should bytes stand before the archive.
            for large_at in [u64_at(pointer, 8), pointer_at.saturating_sub(LARGE_RECORD as u64)] {
                let large = source.read(large_at, LARGE_RECORD as u64)?;
                if large.starts_with(b"PK\x06\x06") && large.len() == LARGE_RECORD && large_at < pointer_at {
                    (declared, size, offset) = (u64_at(&large, 32), u64_at(&large, 40), u64_at(&large, 48));
                    list_end = large_at;
                    break;
                }
            }
        }
        let Some(list_at) = list_end.checked_sub(size) else { return Ok(None) };
        let Some(shift) = list_at.checked_sub(offset) else { return Ok(None) };
        let begins = source.read(list_at, 4)? == b"PK\x01\x02";
        Ok((begins || size == 0 && declared == 0).then_some(Self { list_at, list_end, declared, shift }))
    }
}
