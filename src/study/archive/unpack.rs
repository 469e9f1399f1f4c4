//! The bytes of one member: in place where they are stored as they are, else inflated.

use std::io::{Read, Write};

use flate2::{Crc, read::DeflateDecoder};

use crate::dicom::{Finding, FindingCode, Limits, ReadError, Source};

use super::{Member, directory::LOCAL_HEADER, scratch::Scratch};

/// What is inflated where only the beginning is wanted: the header of the largest multi-frame objects.
const BEGINNING: usize = 8 << 20;
/// What is inflated into memory; larger members go into a file.
const IN_MEMORY: u64 = 256 << 20;
/// Bytes of the archive that are read at once: for a beginning, and for all of a member.
const LITTLE: usize = 8 << 10;
const MUCH: usize = 64 << 10;
/// How many times larger a member is taken to be than what it is packed in before it has shown more.
const USUAL_RATIO: u64 = 4;

/// What a member begins with, inflated as it is asked for.
pub(super) fn beginning(archive: &Source, member: &Member) -> Result<Source, ReadError> {
    let packed = packed(archive, member)?;
    if !member.is_deflated {
        return Ok(packed);
    }
    Ok(Source::stream(decoder(packed, LITTLE), member.size, BEGINNING))
}

/// Whether a member goes on where its beginning ends.
pub(super) fn goes_on(member: &Member) -> bool {
    member.is_deflated && member.size > BEGINNING as u64
}

/// All of a member, with what was noticed.
pub(super) fn whole(archive: &Source, member: &Member, limits: &Limits) -> Result<(Source, Vec<Finding>), ReadError> {
    let packed = packed(archive, member)?;
    if !member.is_deflated {
        return Ok((packed, Vec::new()));
    }
    if member.size > limits.file_bytes {
        return Err(ReadError::OverLimit { what: format!("A member of {} bytes in an archive", member.size) });
    }
    let mut decoder = decoder(packed, MUCH);
    let (source, poured) = if member.size <= IN_MEMORY {
        let expected = member.size.min(member.packed.saturating_mul(USUAL_RATIO));
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        let poured = pour(&mut decoder, member.size, &mut bytes)?;
        (Source::memory(bytes), poured)
    } else {
        let mut scratch = Scratch::new()
            .map_err(|error| ReadError::Io(format!("there is no place to unpack it: {}", error.kind())))?;
        let poured = pour(&mut decoder, member.size, &mut scratch)?;
        (scratch.into_source()?, poured)
    };
    if poured.bytes == 0 && member.size > 0 {
        let what = "this member of the archive cannot be inflated".into();
        return Err(ReadError::Damaged { what, at: member.header_at });
    }
    Ok((source, poured.findings(member)))
}

/// The bytes of the archive that are the member's.
fn packed(archive: &Source, member: &Member) -> Result<Source, ReadError> {
    let damaged = || ReadError::Damaged {
        what: "this member of the archive does not lie where the list says".into(),
        at: member.header_at,
    };
    let mut header = [0; LOCAL_HEADER as usize];
    let count = archive.read_into(member.header_at, &mut header)?;
    if count < header.len() || !header.starts_with(b"PK\x03\x04") {
        return Err(damaged());
    }
    let [.., name_low, name_high, extra_low, extra_high] = header;
    let name = u64::from(u16::from_le_bytes([name_low, name_high]));
    let extra = u64::from(u16::from_le_bytes([extra_low, extra_high]));
    let start = member.header_at.checked_add(LOCAL_HEADER + name + extra).ok_or_else(damaged)?;
    archive.part(start, member.packed).ok_or_else(damaged)
}

fn decoder(packed: Source, buffer: usize) -> DeflateDecoder<FrontToBack> {
    DeflateDecoder::new_with_buf(FrontToBack { source: packed, position: 0 }, vec![0; buffer])
}

/// A source read from front to back.
struct FrontToBack {
    source: Source,
    position: u64,
}

impl Read for FrontToBack {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.source.read_into(self.position, buffer).map_err(std::io::Error::other)?;
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}

/// What came of inflating a member.
struct Poured {
    bytes: u64,
    crc: u32,
    /// There was more than it declares.
    is_cut: bool,
}

/// Inflates at most `most` bytes into `sink`. A fault in the stream ends it.
fn pour(decoder: &mut impl Read, most: u64, sink: &mut impl Write) -> Result<Poured, ReadError> {
    let mut buffer = vec![0; MUCH];
    let mut crc = Crc::new();
    let mut poured = Poured { bytes: 0, crc: 0, is_cut: false };
    while let Ok(count) = decoder.read(&mut buffer)
        && count > 0
    {
        let left = usize::try_from(most.saturating_sub(poured.bytes)).unwrap_or(usize::MAX);
        let piece = buffer.get(..count.min(left)).unwrap_or_default();
        crc.update(piece);
        sink.write_all(piece).map_err(|error| ReadError::Io(format!("it cannot be unpacked: {}", error.kind())))?;
        poured.bytes = poured.bytes.saturating_add(piece.len() as u64);
        if count > left {
            poured.is_cut = true;
            break;
        }
    }
    poured.crc = crc.sum();
    Ok(poured)
}

impl Poured {
    fn findings(&self, member: &Member) -> Vec<Finding> {
        let finding = if self.is_cut {
            let text =
                format!("The archive declares {} bytes for this file; what it holds beyond was left out.", member.size);
            Finding::new(FindingCode::Structure, None, text)
        } else if self.bytes < member.size {
            let text = format!(
                "In the archive this file breaks off after {} of {} bytes; what it held was read.",
                self.bytes, member.size
            );
            Finding::new(FindingCode::Truncated, None, text)
        } else if self.crc != member.crc {
            let text = "The file does not fit its checksum in the archive: it was changed or damaged.";
            Finding::new(FindingCode::Structure, None, text)
        } else {
            return Vec::new();
        };
        vec![finding]
    }
}
