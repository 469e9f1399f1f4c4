//! gzip with all cores: blocks are deflated side by side and joined into one member (RFC 1951, RFC 1952).

use std::io::{self, Write};

use flate2::{Compress, Compression, Crc, FlushCompress};
use rayon::prelude::*;

/// What stands before the deflated data: no name, no time, an unknown system.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

/// The block that ends deflated data: the last one, with fixed codes, empty.
const END: [u8; 2] = [3, 0];

/// Deflated by itself; of so many bytes it is hardly longer than as a part of the whole.
const BLOCK: usize = 512 << 10;

/// A gzip file that is being written.
pub struct Gzip<W: Write> {
    out: W,
    crc: Crc,
    bytes: u64,
}

/// Deflated pieces with the sum over what they were.
struct Block {
    deflated: Vec<u8>,
    crc: Crc,
    bytes: u64,
}

impl<W: Write> Gzip<W> {
    /// Writes the header.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&HEADER)?;
        Ok(Self { out, crc: Crc::new(), bytes: 0 })
    }

    /// Adds pieces, one after the other.
    pub fn write<'p>(&mut self, pieces: impl Iterator<Item = &'p [u8]>) -> io::Result<()> {
        let mut groups: Vec<Vec<&'p [u8]>> = Vec::new();
        let mut filled = BLOCK;
        // Pieces far longer than a block are cut, so that all cores have something to do.
        for piece in pieces.flat_map(|piece| piece.chunks(2 * BLOCK)) {
            if filled >= BLOCK {
                groups.push(Vec::new());
                filled = 0;
            }
            filled += piece.len();
            if let Some(group) = groups.last_mut() {
                group.push(piece);
            }
        }
        let blocks: Vec<io::Result<Block>> = groups.par_iter().map(|group| Block::new(group)).collect();
        for block in blocks {
            let block = block?;
            self.out.write_all(&block.deflated)?;
            self.crc.combine(&block.crc);
            self.bytes = self.bytes.wrapping_add(block.bytes);
        }
        Ok(())
    }

    /// Ends it; gives back where it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&END)?;
        self.out.write_all(&self.crc.sum().to_le_bytes())?;
        // The length modulo 2^32 (RFC 1952 2.3.1).
        self.out.write_all(&(self.bytes as u32).to_le_bytes())?;
        Ok(self.out)
    }
}

impl Block {
    fn new(pieces: &[&[u8]]) -> io::Result<Self> {
        let bytes: usize = pieces.iter().map(|piece| piece.len()).sum();
        let mut deflated = Vec::with_capacity(bytes / 2 + 64);
        let mut crc = Crc::new();
        let mut compress = Compress::new(Compression::new(6), false);
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.iter().enumerate() {
            crc.update(piece);
            // The end of a block falls on a byte, and nothing is taken over from it into the next.
            let flush = if at == last { FlushCompress::Sync } else { FlushCompress::None };
            let mut rest = *piece;
            loop {
                let (taken, made) = (compress.total_in(), compress.total_out());
                compress.compress_vec(rest, &mut deflated, flush).map_err(io::Error::other)?;
                let taken = usize::try_from(compress.total_in() - taken).unwrap_or(usize::MAX);
                rest = rest.get(taken..).unwrap_or_default();
                let is_full = deflated.len() == deflated.capacity();
                if rest.is_empty() && !is_full {
                    break;
                }
                if taken == 0 && compress.total_out() == made && !is_full {
                    return Err(io::Error::other("the data cannot be deflated"));
                }
                deflated.reserve(deflated.capacity().max(1 << 12));
            }
        }
        Ok(Self { deflated, crc, bytes: bytes as u64 })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::io::Read;

    use flate2::read::{GzDecoder, MultiGzDecoder};

    use super::*;

    fn gzipped(batches: &[Vec<Vec<u8>>]) -> Vec<u8> {
        let mut gzip = Gzip::new(Vec::new()).unwrap();
        batches.iter().for_each(|batch| gzip.write(batch.iter().map(Vec::as_slice)).unwrap());
        gzip.finish().unwrap()
    }

    /// Neither all alike nor without a pattern.
    fn noise(count: usize, seed: u64) -> Vec<u8> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 60) as u8
            })
            .collect()
    }

    #[test]
    fn one_member_holds_all_blocks() {
        let batches = vec![
            vec![vec![0; 352]],
            vec![noise(3_000_000, 1), noise(10, 2), Vec::new(), noise(700_000, 3)],
            Vec::new(),
            vec![vec![7; 600_000]; 3],
        ];
        let whole: Vec<u8> = batches.iter().flatten().flatten().copied().collect();
        let file = gzipped(&batches);
        assert!(file.len() < whole.len() * 6 / 10, "{} of {}", file.len(), whole.len());
        let (mut one, mut several) = (Vec::new(), Vec::new());
        // The first reads one member and checks its sum and length; the second would read more.
        GzDecoder::new(file.as_slice()).read_to_end(&mut one).unwrap();
        MultiGzDecoder::new(file.as_slice()).read_to_end(&mut several).unwrap();
        assert!(one == whole && several == whole);
    }

    #[test]
    fn nothing_is_a_file_too() {
        let mut none = Vec::new();
        GzDecoder::new(gzipped(&[]).as_slice()).read_to_end(&mut none).unwrap();
        assert!(none.is_empty());
    }

    #[test]
    fn what_does_not_shrink_fits() {
        let bytes: Vec<u8> =
            noise(900_001, 4).chunks(2).map(|pair| pair.iter().fold(0, |all, four| all << 4 | four)).collect();
        let mut read = Vec::new();
        GzDecoder::new(gzipped(&[vec![bytes.clone()]]).as_slice()).read_to_end(&mut read).unwrap();
        assert!(read == bytes);
    }
}
