//! The 8-bit DCT processes: baseline, extended sequential, progressive.

use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::markers::{EOI, Header};
use crate::{
    dicom::{
        Finding, FindingCode, ReadError,
        codec::{FrameShape, damaged},
    },
    image::Samples,
};

/// Decodes to the components as they are coded, chroma brought to full size, without any colour transform.
pub(super) fn decode(
    codestream: &[u8],
    header: &Header,
    wanted: &FrameShape,
    findings: &mut Vec<Finding>,
) -> Result<Samples, ReadError> {
    // A block of 64 samples takes one bit at least, so a short stream cannot ask for a large frame.
    if (codestream.len() as u64) * 8 < wanted.pixels()? as u64 / 64 {
        return Err(damaged(0, "the JPEG is shorter than one bit a block"));
    }
    // Asking for the colour space that the decoder takes the input for is how it leaves components alone.
    let as_coded = match header.components.len() {
        1 => ColorSpace::Luma,
        _ if header.adobe_transform == Some(0) || header.names_rgb() => ColorSpace::RGB,
        _ => ColorSpace::YCbCr,
    };
    let options = DecoderOptions::new_fast()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        // Without it, missing blocks come back as grey and nobody is told.
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(as_coded);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(codestream), options);
    let cells = decoder.decode().map_err(|_| damaged(0, "the JPEG data cannot be decoded"))?;
    if cells.len() != wanted.pixels()? * header.components.len() {
        return Err(damaged(0, "the JPEG decodes to another number of samples than its header says"));
    }
    if !codestream.windows(2).rev().any(|pair| pair == [0xFF, EOI]) {
        let text = "The JPEG ends without its end marker; the last rows may be missing.";
        findings.push(Finding::new(FindingCode::Truncated, Some((0x7FE0, 0x0010)), text));
    }
    let shape = wanted.of_precision(header.precision);
    Ok(match wanted.bits_allocated {
        1..=8 => shape.samples_from_u8(cells),
        9..=16 => shape.samples_from_u16(cells.into_iter().map(u16::from).collect()),
        _ => shape.samples_from_u32(cells.into_iter().map(u32::from).collect()),
    })
}
