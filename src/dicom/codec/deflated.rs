//! Deflated Image Frame Compression (PS3.5 A.4.13, RFC 1951): each frame is an uncompressed one, deflated by itself.
//!
//! No [`FrameDecoder`](super::FrameDecoder): what comes out is bytes of native pixel data, which only their layout can
//! read. The inflater is written in Rust and does not outgrow the frame, so it runs where the bytes are read.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

use super::damaged;
use crate::dicom::ReadError;

/// A byte of deflated data makes at most 1032 bytes.
const MOST_EXPANSION: u64 = 1032;

/// One frame, inflated.
#[derive(Debug, PartialEq)]
pub(in crate::dicom) struct Inflated {
    /// At most the bytes of a native frame; fewer only of a frame that the file ends in.
    pub bytes: Vec<u8>,
    /// More came out than a frame needs and a byte of padding, or more stands behind it.
    pub surplus: bool,
}

/// Inflates `deflated` to the `needed` bytes of a native frame. `whole` is false when the file ends inside of it.
pub(in crate::dicom) fn inflate(deflated: &[u8], whole: bool, needed: u64) -> Result<Inflated, ReadError> {
    let possible = (deflated.len() as u64).saturating_mul(MOST_EXPANSION);
    if whole && possible < needed {
        return Err(short(possible, needed));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(possible.min(needed + 2)).unwrap_or(0));
    let mut inflater = DeflateDecoder::new(deflated);
    // An odd frame may have been made even before it was deflated.
    let result = inflater.by_ref().take(needed + 2).read_to_end(&mut bytes);
    let made = bytes.len() as u64;
    if made < needed && whole {
        return Err(match result {
            Ok(_) => short(made, needed),
            Err(_) => damaged(inflater.total_in() as usize, "the deflated data of this frame are damaged"),
        });
    }
    let longer = made > needed + needed % 2;
    let behind = result.is_ok() && !longer && deflated.len() as u64 > inflater.total_in() + 1;
    bytes.truncate(usize::try_from(needed).unwrap_or(usize::MAX));
    Ok(Inflated { bytes, surplus: longer || behind })
}

fn short(made: u64, needed: u64) -> ReadError {
    damaged(0, format!("the deflated frame holds {made} of the {needed} bytes of a frame"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::Write;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn noise(count: u32) -> Vec<u8> {
        (0..count).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
    }

    #[test]
    fn a_frame_comes_out_as_it_went_in() {
        // A stored block written by hand (RFC 1951 3.2.4): last, of 3 bytes.
        let stored = [1, 3, 0, 0xFC, 0xFF, 7, 8, 9];
        assert_eq!(inflate(&stored, true, 3).unwrap(), Inflated { bytes: vec![7, 8, 9], surplus: false });
        let bytes = noise(5000);
        for length in [1, 2, 777, 5000] {
            let bytes = &bytes[..length];
            let deflated = deflate(bytes);
            for padding in [&[][..], &[0]] {
                let padded = [&deflated, padding].concat();
                let inflated = inflate(&padded, true, length as u64).unwrap();
                assert_eq!((inflated.bytes.as_slice(), inflated.surplus), (bytes, false), "{length}");
            }
        }
    }

    #[test]
    fn more_than_a_frame_is_said_and_left_out() {
        let bytes = noise(101);
        // One byte of padding makes an odd frame even; a second one, or one behind an even frame, is too much.
        for (made, needed, surplus) in [(101, 101, false), (100, 99, false), (101, 99, true), (101, 100, true)] {
            let inflated = inflate(&deflate(&bytes[..made]), true, needed).unwrap();
            assert_eq!((inflated.bytes.as_slice(), inflated.surplus), (&bytes[..needed as usize], surplus));
        }
        let followed = [deflate(&bytes), vec![1, 2]].concat();
        assert!(inflate(&followed, true, 101).unwrap().surplus);
    }

    #[test]
    fn a_bomb_takes_no_more_than_a_frame() {
        let bomb = deflate(&vec![0; 64 << 20]);
        let inflated = inflate(&bomb, true, 1000).unwrap();
        assert!(inflated.surplus && inflated.bytes.len() == 1000 && inflated.bytes.capacity() <= 1024);
        // A frame that so few bytes cannot make is refused before it is begun.
        assert!(matches!(inflate(&[3, 0], true, 1 << 30), Err(ReadError::Damaged { .. })));
    }

    #[test]
    fn a_cut_frame_gives_what_it_held() {
        let bytes = noise(3000);
        let deflated = deflate(&bytes);
        for length in 0..deflated.len() {
            let cut = &deflated[..length];
            let inflated = inflate(cut, false, 3000).unwrap();
            assert!(bytes.starts_with(&inflated.bytes), "cut at {length}");
            // A whole frame may lack only the mark of its end.
            assert_eq!(inflate(cut, true, 3000).is_ok(), inflated.bytes.len() == 3000, "cut at {length}");
        }
    }

    #[test]
    fn damage_is_placed() {
        // The third kind of block does not exist.
        assert!(matches!(inflate(&[0xFF; 40], true, 10), Err(ReadError::Damaged { .. })));
        assert!(matches!(inflate(&deflate(&[1, 2, 3]), true, 4), Err(ReadError::Damaged { at: 0, .. })));
    }
}
