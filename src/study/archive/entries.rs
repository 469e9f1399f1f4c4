//! The entries of an archive's list, one after the other: what each says, and nothing believed yet (APPNOTE 4.3.12).

use crate::dicom::{ReadError, Source};

use super::{ending::Ending, names::decoded};

/// What one entry says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// As text; it may hold anything.
    pub name: String,
    pub size: u64,
    pub packed: u64,
    /// Where the local header lies, in the file.
    pub header_at: u64,
    pub crc: u32,
    pub method: u16,
    pub is_encrypted: bool,
    pub is_folder: bool,
    pub is_link: bool,
}

/// The entries between two positions. Stops at the first that is none.
pub(super) struct Entries<'a> {
    source: &'a Source,
    ending: Ending,
    /// Where the next one begins.
    pub at: u64,
    piece: Vec<u8>,
    piece_at: u64,
}

/// Bytes of an entry without its name, extra fields and comment.
pub(super) const ENTRY: usize = 46;
/// What stands for a number that is given in an extra field (4.5.3).
const ELSEWHERE: u64 = 0xFFFF_FFFF;
/// Hosts whose attributes are those of Unix: Unix itself, and Macs.
const UNIX: [u8; 2] = [3, 19];

impl<'a> Entries<'a> {
    const PIECE: u64 = 64 << 10;

    pub fn new(source: &'a Source, ending: Ending) -> Self {
        Self { source, ending, at: ending.list_at, piece: Vec::new(), piece_at: 0 }
    }

    /// The next one; `None` at the end of the list, or where there is none though the list goes on.
    pub fn next(&mut self) -> Result<Option<Entry>, ReadError> {
        let shift = self.ending.shift;
        let end = self.ending.list_end;
        let Some((head, after)) = self.bytes(ENTRY)?.split_first_chunk::<ENTRY>() else { return Ok(None) };
        if !head.starts_with(b"PK\x01\x02") || !after.is_empty() {
            return Ok(None);
        }
        let head = *head;
        let field = |at: usize| usize::from(u16_at(&head, at));
        let (name, extra, comment) = (field(28), field(30), field(32));
        let length = (ENTRY + name + extra + comment) as u64;
        let bytes = self.bytes(ENTRY + name + extra)?;
        let (Some(name), Some(extra)) = (bytes.get(ENTRY..ENTRY + name), bytes.get(ENTRY + name..)) else {
            return Ok(None);
        };
        let flags = u16_at(&head, 8);
        let extra = Extra::read(extra);
        let name = extra.name(name).unwrap_or_else(|| decoded(name, flags & 1 << 11 != 0));
        let mut large = extra.large;
        let mut number = |at: usize| match u64::from(u32_at(&head, at)) {
            ELSEWHERE => take_u64(&mut large).unwrap_or(ELSEWHERE),
            number => number,
        };
        // In the order in which the extra field has them.
        let (size, packed, header_at) = (number(24), number(20), number(42));
        let is_unix = UNIX.contains(&head[5]);
        let entry = Entry {
            // What holds something is no folder, whatever its name ends in.
            is_folder: name.ends_with(['/', '\\']) && size == 0,
            name,
            size,
            packed,
            header_at: header_at.saturating_add(shift),
            crc: u32_at(&head, 16),
            method: u16_at(&head, 10),
            is_encrypted: flags & 1 != 0,
            is_link: is_unix && u32_at(&head, 38) >> 28 == 0xA,
        };
        self.at = self.at.saturating_add(length).min(end);
        Ok(Some(entry))
    }

    /// The next `count` bytes of the list, or the fewer that it has.
    fn bytes(&mut self, count: usize) -> Result<&[u8], ReadError> {
        let left = self.ending.list_end.saturating_sub(self.at);
        let count = count.min(usize::try_from(left).unwrap_or(usize::MAX));
        let skip = self.at.checked_sub(self.piece_at).and_then(|skip| usize::try_from(skip).ok());
        let mut skip = skip.unwrap_or(usize::MAX);
        if skip.saturating_add(count) > self.piece.len() {
            self.piece = self.source.read(self.at, Self::PIECE.max(count as u64))?;
            self.piece_at = self.at;
            skip = 0;
        }
        let rest = self.piece.get(skip..).unwrap_or_default();
        Ok(rest.get(..count).unwrap_or(rest))
    }
}

/// What the extra fields of an entry say that matters here.
#[derive(Default)]
struct Extra<'a> {
    /// Numbers that four bytes do not hold (4.5.3).
    large: &'a [u8],
    /// Checksum of the name that it replaces, then the name in UTF-8 (4.6.9).
    unicode_name: &'a [u8],
}

impl<'a> Extra<'a> {
    fn read(mut fields: &'a [u8]) -> Self {
        let mut extra = Self::default();
        while let Some((head, rest)) = fields.split_first_chunk::<4>() {
            let length = usize::from(u16_at(head, 2)).min(rest.len());
            let (value, rest) = rest.split_at(length);
            match u16_at(head, 0) {
                0x0001 => extra.large = value,
                0x7075 => extra.unicode_name = value.get(1..).unwrap_or_default(),
                _ => {}
            }
            fields = rest;
        }
        extra
    }

    /// The name in UTF-8 that stands for `name`, where it was made for that one.
    fn name(&self, name: &[u8]) -> Option<String> {
        let (crc, text) = self.unicode_name.split_first_chunk::<4>()?;
        let mut sum = flate2::Crc::new();
        sum.update(name);
        let text = std::str::from_utf8(text).ok().filter(|text| !text.is_empty())?;
        (sum.sum() == u32::from_le_bytes(*crc)).then(|| text.to_owned())
    }
}

/// The next number of eight bytes.
fn take_u64(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

/// The number at `at`; 0 beyond the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |two| u16::from_le_bytes(*two))
}

/// The number at `at`; 0 beyond the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |four| u32::from_le_bytes(*four))
}

/// The number at `at`; 0 beyond the end.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_le_bytes(*eight))
}
