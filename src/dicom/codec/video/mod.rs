//! Pictures of a video (H.264 and HEVC; PS3.5 8.2.7 to 8.2.11).
//!
//! A picture of a video needs others before it. What is decoded here is therefore a run: a byte stream of access units
//! (annex B of both standards) that begins with a picture which needs none, and the number of the wanted picture in the
//! order of display. Decoders are kept where they stand, with the last pictures that came out of them, so that playing
//! on costs one picture and not the whole run.

mod bits;
mod colour;
mod h264;
mod hevc;
mod kept;
mod run;
pub(in crate::dicom) mod sequence;
pub(in crate::dicom) mod units;

use super::{DecodedFrame, FrameDecoder, FrameShape};
use crate::dicom::ReadError;
use colour::Picture;
pub(super) use kept::forget;
use units::Coding;

/// One group of video transfer syntaxes.
pub(super) struct Video {
    /// How its pictures are coded.
    pub coding: Coding,
    /// Its name.
    pub name: &'static str,
}

/// A decoder of access units.
trait Engine: Send {
    /// Decodes an access unit, with start codes. Pictures that come out by that go to `out`, in the order of display;
    /// also those before an error.
    fn push(&mut self, access_unit: &[u8], wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError>;

    /// Gives away what is left: nothing follows.
    fn finish(&mut self, wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError>;
}

impl FrameDecoder for Video {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, codestream: &[u8], whole: bool, wanted: &FrameShape) -> Result<DecodedFrame, ReadError> {
        self.decode_picture(codestream, whole, 0, wanted)
    }

    fn decode_picture(
        &self,
        run: &[u8],
        whole: bool,
        picture: u32,
        wanted: &FrameShape,
    ) -> Result<DecodedFrame, ReadError> {
        wanted.pixels()?;
        let mut findings = wanted.compare(wanted.rows, wanted.columns, 3, 8)?;
        if wanted.bits_allocated != 8 || wanted.signed {
            return Err(refused("Video whose samples are not unsigned ones of 8 bits"));
        }
        let mut decoder = kept::take(self.coding, run, picture, wanted);
        let result = decoder.picture(run, whole, picture).map(Picture::samples);
        // A decoder that panics is not given back.
        kept::give_back(decoder);
        let (samples, photometric, finding) = result?;
        findings.extend(finding);
        Ok(DecodedFrame { samples, photometric, rows_present: wanted.rows, findings })
    }
}

/// A fault in the run. Places in it are none of the file.
fn damaged(what: &str) -> ReadError {
    ReadError::Damaged { what: what.to_owned(), at: 0 }
}

fn refused(what: &str) -> ReadError {
    ReadError::Unsupported { what: what.to_owned(), uid: String::new() }
}

fn refuse_size((columns, rows): (u32, u32), wanted: &FrameShape) -> ReadError {
    damaged(&format!(
        "the video is {columns} x {rows} pixels where the header says {} x {}",
        wanted.columns, wanted.rows
    ))
}
