//! Pictures of H.264, in the order of display.

use rusty_h264_decoder::{DecodeError, Decoder};

use super::{
    Engine,
    colour::Picture,
    damaged, refuse_size, refused,
    sequence::Sequence,
    units::{Coding, Unit, units},
};
use crate::dicom::{ReadError, codec::FrameShape};

/// A decoder with what it has decoded and not yet given away.
#[derive(Default)]
pub(super) struct H264 {
    decoder: Decoder,
    sequence: Option<Sequence>,
    /// Pictures with their place in the order of display.
    waiting: Vec<(i32, Picture)>,
}

impl Engine for H264 {
    fn push(&mut self, access_unit: &[u8], wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError> {
        let mut alone = false;
        for unit in units(access_unit) {
            alone |= unit.first().is_some_and(|byte| byte & 31 == 5);
            match (Coding::H264.unit(unit), unit.first().map(|byte| byte & 31)) {
                (Unit::Parameters, Some(7)) => self.sequence = Some(checked(unit, wanted)?),
                (Unit::First(_) | Unit::Rest, Some(2..=4)) => {
                    return Err(refused("H.264 video with data partitioning"));
                }
                _ => {}
            }
        }
        let Some(sequence) = self.sequence else {
            return Err(damaged("the video lacks the parameters of its pictures"));
        };
        if alone {
            self.finish(wanted, out)?;
        }
        let frame = self.decoder.decode(access_unit).map_err(|error| match error {
            DecodeError::Unsupported(what) if what.contains("interlace") => refused("Interlaced H.264 video"),
            DecodeError::Unsupported(_) => {
                damaged("this picture uses a tool of H.264 that is not served, or is damaged")
            }
            _ => damaged("this picture of the video cannot be decoded"),
        })?;
        let frame = frame.ok_or_else(|| damaged("a picture of the video is not complete"))?;
        let picture = cropped([&frame.y, &frame.u, &frame.v], (frame.width, frame.height), &sequence, wanted)?;
        self.waiting.push((self.decoder.last_poc(), picture));
        while self.waiting.len() > sequence.reorder() {
            self.bump(out);
        }
        Ok(())
    }

    fn finish(&mut self, _wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError> {
        while !self.waiting.is_empty() {
            self.bump(out);
        }
        Ok(())
    }
}

impl H264 {
    /// Gives away the next picture in the order of display.
    fn bump(&mut self, out: &mut Vec<Picture>) {
        let next = (0..self.waiting.len()).min_by_key(|&at| self.waiting.get(at).map(|(order, _)| *order));
        if let Some(next) = next {
            out.push(self.waiting.remove(next).1);
        }
    }
}

/// A sequence parameter set whose pictures can be decoded and have the size that is wanted.
fn checked(unit: &[u8], wanted: &FrameShape) -> Result<Sequence, ReadError> {
    let sequence = Sequence::read(unit).ok_or_else(|| damaged("the parameters of the video end early"))?;
    if sequence.chroma_format != 1 || sequence.depth != 8 {
        return Err(refused("H.264 video other than 4:2:0 with 8 bits"));
    }
    if sequence.mixed {
        return Err(refused("Interlaced H.264 video"));
    }
    if sequence.order_kind == 1 && sequence.reorder() > 0 {
        return Err(refused("H.264 video with picture order count type 1"));
    }
    if sequence.is_over_limit() {
        return Err(damaged("the video asks for more reference pictures than there may be"));
    }
    match sequence.shown() {
        Some(shown) if shown == (wanted.columns, wanted.rows) => Ok(sequence),
        shown => Err(refuse_size(shown.unwrap_or_default(), wanted)),
    }
}

/// The part of a decoded frame that is shown. The decoder has cut off the right and lower edges, not the others.
fn cropped(
    planes: [&[u8]; 3],
    (width, height): (usize, usize),
    sequence: &Sequence,
    wanted: &FrameShape,
) -> Result<Picture, ReadError> {
    let (left, top) = sequence.corner();
    let (left, top) = (left as usize, top as usize);
    let (columns, rows) = (wanted.columns as usize, wanted.rows as usize);
    if (width, height) != (left + columns, top + rows) {
        return Err(damaged("a picture of the video has another size than its parameters say"));
    }
    let cut = |plane: &[u8], half: usize| {
        let stride = width / half;
        let (x, y) = (left / half, top / half);
        let (columns, rows) = (columns.div_ceil(half), rows.div_ceil(half));
        let mut part = Vec::with_capacity(columns * rows);
        for row in plane.chunks_exact(stride.max(1)).skip(y).take(rows) {
            part.extend_from_slice(row.get(x..x + columns)?);
        }
        (part.len() == columns * rows).then_some(part)
    };
    let [luma, blue, red] = planes;
    match (cut(luma, 1), cut(blue, 2), cut(red, 2)) {
        (Some(luma), Some(blue), Some(red)) => {
            Ok(Picture { luma, chroma: [blue, red], columns, rows, colour: sequence.colour })
        }
        _ => Err(damaged("a picture of the video is not complete")),
    }
}
