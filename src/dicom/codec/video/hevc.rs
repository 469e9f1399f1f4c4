//! Pictures of HEVC, in the order of display.

use rusty_h265::{Decoder, Error, Frame, Plane, nal::unescape, ps::parse_sps};

use super::{
    Engine,
    colour::{Colour, Picture},
    damaged, refuse_size, refused,
    units::units,
};
use crate::dicom::{ReadError, codec::FrameShape};

/// Pixels that a coded picture may have beyond the shown ones, in each direction: less than the largest coding block.
const MOST_CUT_OFF: u32 = 64;
const SEQUENCE_PARAMETERS: u8 = 33;

/// A decoder with the colours of what it decodes.
#[derive(Default)]
pub(super) struct Hevc {
    decoder: Decoder,
    colour: Colour,
}

impl Engine for Hevc {
    fn push(&mut self, access_unit: &[u8], wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError> {
        let made_up = self.decoder.stats.generated_refs;
        for unit in units(access_unit) {
            // The decoder takes the two bytes of the unit's header for granted.
            let (Some(kind), true) = (unit.first().map(|byte| byte >> 1 & 63), unit.len() > 2) else { continue };
            let layer =
                unit.first().is_some_and(|byte| byte & 1 != 0) || unit.get(1).is_some_and(|byte| byte >> 3 != 0);
            if kind == SEQUENCE_PARAMETERS && !layer {
                self.colour = checked(unit, wanted)?;
            }
            self.decoder.push_nal(unit, None).map_err(|error| match error {
                Error::Unsupported(_) => refused("HEVC video other than Main and Main 10"),
                _ => damaged("this picture of the video cannot be decoded"),
            })?;
        }
        if self.decoder.stats.generated_refs > made_up {
            return Err(damaged("this picture of the video needs others that are not there"));
        }
        self.take(wanted, out)
    }

    fn finish(&mut self, wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError> {
        self.decoder.flush();
        self.take(wanted, out)
    }
}

impl Hevc {
    /// Takes the pictures that are out.
    fn take(&mut self, wanted: &FrameShape, out: &mut Vec<Picture>) -> Result<(), ReadError> {
        while let Ok(frame) = self.decoder.next_frame() {
            out.push(picture(&frame, wanted, self.colour)?);
        }
        Ok(())
    }
}

/// The colours that a sequence parameter set names, if its pictures can be decoded and have the size that is wanted.
fn checked(unit: &[u8], wanted: &FrameShape) -> Result<Colour, ReadError> {
    let payload = unescape(unit.get(2..).unwrap_or_default());
    let sequence =
        parse_sps(&payload.data).map_err(|_| damaged("the parameters of the video contradict themselves"))?;
    if sequence.chroma_format_idc != 1 || (sequence.bit_depth_luma, sequence.bit_depth_chroma) != (8, 8) {
        return Err(refused("HEVC video other than 4:2:0 with 8 bits"));
    }
    let shown = sequence.output_size();
    if shown != (wanted.columns, wanted.rows) {
        return Err(refuse_size(shown, wanted));
    }
    if sequence.width > wanted.columns + MOST_CUT_OFF || sequence.height > wanted.rows + MOST_CUT_OFF {
        return Err(damaged("the video cuts off more of its pictures than makes sense"));
    }
    Ok(sequence.vui.map_or_else(Colour::default, |usability| Colour {
        // 0 is also what stands there where nothing does: it means RGB, which has no halved chroma.
        matrix: if usability.matrix_coeffs == 0 { 2 } else { usability.matrix_coeffs },
        full_range: usability.video_full_range_flag,
    }))
}

fn picture(frame: &Frame, wanted: &FrameShape, colour: Colour) -> Result<Picture, ReadError> {
    let (columns, rows) = (wanted.columns as usize, wanted.rows as usize);
    let (left, top, ..) = frame.picture.crop;
    let cut = |plane: &Plane, half: usize| {
        let (x, y) = (left / half, top / half);
        let (columns, rows) = (columns.div_ceil(half), rows.div_ceil(half));
        let mut part = Vec::with_capacity(columns * rows);
        for row in plane.data.chunks_exact(plane.stride.max(1)).skip(y).take(rows) {
            part.extend(row.get(x..x + columns)?.iter().map(|sample| *sample as u8));
        }
        (part.len() == columns * rows).then_some(part)
    };
    let [luma, blue, red] = &frame.picture.planes;
    match (cut(luma, 1), cut(blue, 2), cut(red, 2)) {
        (Some(luma), Some(blue), Some(red)) if (frame.width, frame.height) == (columns, rows) => {
            Ok(Picture { luma, chroma: [blue, red], columns, rows, colour })
        }
        _ => Err(damaged("a picture of the video has another size than its parameters say")),
    }
}
