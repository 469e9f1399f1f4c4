//! Writes archives that lie: every field can be set to what it should not be (APPNOTE 4.3).

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

/// One member.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub packed: Vec<u8>,
    pub size: u64,
    pub crc: u32,
    pub method: u16,
    pub flags: u16,
    /// The upper half of the external attributes: mode bits of Unix.
    pub mode: u16,
    /// Where its local header is said to be, if not where it is.
    pub at: Option<u32>,
    /// It is listed only.
    pub is_hollow: bool,
}

impl Entry {
    pub fn deflated(name: &str, bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        Self { packed: encoder.finish().unwrap(), method: 8, ..Self::stored(name, bytes) }
    }

    pub fn stored(name: &str, bytes: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        Self {
            name: name.into(),
            packed: bytes.to_vec(),
            size: bytes.len() as u64,
            crc: crc.sum(),
            method: 0,
            flags: 0,
            mode: 0,
            at: None,
            is_hollow: false,
        }
    }
}

/// An archive of these members.
pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for entry in entries {
        let at = entry.at.unwrap_or(out.len() as u32);
        let size = u32::try_from(entry.size).unwrap_or(u32::MAX);
        // Sizes of four bytes do not hold all: the extra field has it then.
        let extra = if size == u32::MAX { [&[1, 0, 8, 0][..], &entry.size.to_le_bytes()].concat() } else { Vec::new() };
        let mut common = [entry.flags, entry.method, 0, 0].map(u16::to_le_bytes).concat();
        common.extend([entry.crc, entry.packed.len() as u32, size].map(u32::to_le_bytes).concat());
        common.extend([entry.name.len() as u16, extra.len() as u16].map(u16::to_le_bytes).concat());
        if !entry.is_hollow {
            out.extend([&b"PK\x03\x04\x14\0"[..], &common, &entry.name, &extra, &entry.packed].concat());
        }
        list.extend([&b"PK\x01\x02\x14\x03\x14\0"[..], &common, &[0; 8], &entry.mode.to_le_bytes()].concat());
        list.extend([&at.to_le_bytes()[..], &entry.name, &extra].concat());
    }
    let at = out.len() as u32;
    out.extend(&list);
    let count = entries.len() as u16;
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count.to_le_bytes(), &count.to_le_bytes()].concat());
    out.extend([&(list.len() as u32).to_le_bytes()[..], &at.to_le_bytes(), &[0, 0]].concat());
    out
}

/// What inflates to `zeros` zeros, a multiple of 64 MiB.
pub fn deflated_zeros(zeros: u64) -> Vec<u8> {
    let piece = vec![0; 64 << 20];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&piece).unwrap();
    // Ends on a byte, and the last block is still to come: it can follow itself.
    encoder.flush().unwrap();
    let once = encoder.get_ref().clone();
    let end = [3, 0];
    [once.repeat((zeros / piece.len() as u64) as usize), end.to_vec()].concat()
}
