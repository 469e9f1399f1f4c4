//! The image header of a JPEG XL codestream (ISO/IEC 18181-1 Annex D), read before anything is taken for its pixels.

use jxl_bitstream::Bitstream;
use jxl_oxide::{ExtraChannelType, ImageHeader, color::ColourSpace, image::BitDepth};
use jxl_oxide_common::Bundle;

use super::super::damaged;
use crate::dicom::ReadError;

/// Bits that the decoder keeps as integers without loss.
const MOST_BITS: u32 = 24;
/// The most samples of a frame: the decoder holds each in four bytes, more than once.
const MOST_SAMPLES: u64 = 1 << 27;
/// So many samples are believed in any case, since a picture of one colour takes some ten bytes whatever its size; for
/// more there must be a byte for each of these.
const FREE_SAMPLES: u64 = 1 << 24;
const SAMPLES_PER_BYTE: u64 = 4096;
/// The largest colour profile, as it is compressed.
const LARGEST_PROFILE: u64 = 4 << 20;

/// What the image header says.
#[derive(Debug)]
pub(super) struct Header {
    pub rows: u32,
    pub columns: u32,
    /// Colour channels, 1 or 3.
    pub components: usize,
    /// Bits of a sample.
    pub precision: u8,
    /// The colours are coded as XYB.
    pub xyb: bool,
    /// Channels beside the colours.
    pub extra_channels: usize,
}

impl Header {
    /// Reads the header and refuses what is no picture of one frame of integers.
    pub fn read(codestream: &[u8]) -> Result<Self, ReadError> {
        if !codestream.starts_with(&[0xFF, 0x0A]) {
            return Err(damaged(0, "the frame does not start as a JPEG XL codestream"));
        }
        let mut bits = Bitstream::new(codestream);
        let ImageHeader { size, metadata } =
            ImageHeader::parse(&mut bits, ()).map_err(|_| damaged(0, "the JPEG XL header is damaged"))?;
        let colours = &metadata.colour_encoding;
        if colours.want_icc() && bits.read_u64().is_ok_and(|size| size > LARGEST_PROFILE) {
            return Err(ReadError::OverLimit { what: "The colour profile of a JPEG XL frame".into() });
        }
        let components = match colours.colour_space() {
            ColourSpace::Grey => 1,
            _ => 3,
        };
        let precision = match metadata.bit_depth {
            BitDepth::IntegerSample { bits_per_sample } if (1..=MOST_BITS).contains(&bits_per_sample) => {
                bits_per_sample as u8
            }
            BitDepth::IntegerSample { bits_per_sample } => {
                return Err(unsupported(format!("A JPEG XL frame of {bits_per_sample} bits a sample")));
            }
            BitDepth::FloatSample { .. } => {
                return Err(unsupported("A JPEG XL frame of floating-point numbers".into()));
            }
        };
        if metadata.animation.is_some() {
            return Err(unsupported("An animated JPEG XL codestream within one frame".into()));
        }
        if metadata.orientation != 1 {
            return Err(unsupported("A JPEG XL frame that is stored turned or mirrored".into()));
        }
        if metadata.ec_info.iter().any(|channel| matches!(channel.ty, ExtraChannelType::Black)) {
            return Err(unsupported("A JPEG XL frame in the colours of printing".into()));
        }
        let header = Self {
            rows: size.height,
            columns: size.width,
            components,
            precision,
            xyb: metadata.xyb_encoded,
            extra_channels: metadata.ec_info.len(),
        };
        header.check_size(codestream.len())?;
        Ok(header)
    }

    /// Holds the size against the length of the codestream, and against what may be taken.
    fn check_size(&self, length: usize) -> Result<(), ReadError> {
        let channels = (self.components + self.extra_channels) as u64;
        let samples = (u64::from(self.rows) * u64::from(self.columns)).saturating_mul(channels);
        if samples > MOST_SAMPLES {
            let what = format!("A JPEG XL frame of {} x {} pixels", self.columns, self.rows);
            return Err(ReadError::OverLimit { what });
        }
        if samples > FREE_SAMPLES.max(length as u64 * SAMPLES_PER_BYTE) {
            return Err(damaged(0, "the JPEG XL codestream is too short for a picture of its size"));
        }
        Ok(())
    }
}

fn unsupported(what: String) -> ReadError {
    ReadError::Unsupported { what, uid: String::new() }
}
