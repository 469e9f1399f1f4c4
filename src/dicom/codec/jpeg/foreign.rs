//! The foreign decoder of DCT processes. It is given only what was made sure to be there.

use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::markers::Header;
use crate::dicom::{ReadError, codec::damaged};

/// The components as they are coded, interleaved, chroma brought to full size: `rows` rows of them, which is how many the
/// codestream must name.
pub(super) fn decode(codestream: &[u8], header: &Header, rows: usize) -> Result<Vec<u8>, ReadError> {
    // Asking for the colour space that the decoder takes the input for is how it leaves components alone.
    let as_coded = match header.components.len() {
        1 => ColorSpace::Luma,
        _ if header.adobe_transform == Some(0) || header.names_rgb() => ColorSpace::RGB,
        _ => ColorSpace::YCbCr,
    };
    run(codestream, as_coded, header.columns as usize * rows * header.components.len())
}

/// The one component that the codestream holds, as `length` samples.
pub(super) fn decode_grey(codestream: &[u8], length: usize) -> Result<Vec<u8>, ReadError> {
    run(codestream, ColorSpace::Luma, length)
}

fn run(codestream: &[u8], colours: ColorSpace, length: usize) -> Result<Vec<u8>, ReadError> {
    let options = DecoderOptions::new_fast()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        // Without it, missing blocks come back as grey and nobody is told.
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(colours);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(codestream), options);
    let samples = decoder.decode().map_err(|_| damaged(0, "the JPEG data cannot be decoded"))?;
    if samples.len() == length {
        return Ok(samples);
    }
    Err(damaged(0, "the JPEG decodes to another number of samples than its header says"))
}
