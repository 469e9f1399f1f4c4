//! PNG.

use std::io::{self, Write};

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter, PixelDimensions, Unit};

use crate::{export::ExportError, image::Pixels8};

use super::{Drawn, Resolution};

/// An 8-bit picture as PNG: grey or RGB.
pub fn encode(pixels: &Pixels8) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::with_capacity(pixels.data.len() / 2);
    write_bytes(&mut bytes, [pixels.columns, pixels.rows], pixels.channels, BitDepth::Eight, &pixels.data, None)?;
    Ok(bytes)
}

/// Writes a picture of 8 or 16 bits as PNG.
pub fn write(out: impl Write, drawn: &Drawn, resolution: Option<Resolution>) -> Result<(), ExportError> {
    match drawn {
        Drawn::Eight(pixels) => {
            let size = [pixels.columns, pixels.rows];
            write_bytes(out, size, pixels.channels, BitDepth::Eight, &pixels.data, resolution)
        }
        Drawn::Sixteen(pixels) => {
            let bytes: Vec<u8> = pixels.data.iter().flat_map(|level| level.to_be_bytes()).collect();
            write_bytes(out, [pixels.columns, pixels.rows], pixels.channels, BitDepth::Sixteen, &bytes, resolution)
        }
    }
}

/// The encoder made for PNG with the filter chosen row by row: measured against zlib at every level and every fixed
/// filter, nothing else came within 5 % of dcmtk's size on CT and on noisy mammograms in so little time.
fn write_bytes(
    out: impl Write,
    [columns, rows]: [u32; 2],
    channels: u8,
    depth: BitDepth,
    bytes: &[u8],
    resolution: Option<Resolution>,
) -> Result<(), ExportError> {
    let mut encoder = Encoder::new(out, columns, rows);
    encoder.set_color(if channels == 1 { ColorType::Grayscale } else { ColorType::Rgb });
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Adaptive);
    let per_metre = resolution.and_then(|resolution| resolution.per_metre());
    encoder.set_pixel_dims(per_metre.map(|[xppu, yppu]| PixelDimensions { xppu, yppu, unit: Unit::Meter }));
    let mut writer = encoder.write_header().map_err(error)?;
    writer.write_image_data(bytes).map_err(error)?;
    writer.finish().map_err(error)
}

fn error(error: EncodingError) -> ExportError {
    match error {
        EncodingError::IoError(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn decode(bytes: &[u8]) -> Pixels8 {
        let mut reader = png::Decoder::new(io::Cursor::new(bytes)).read_info().unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut data).unwrap();
        let channels = info.color_type.samples() as u8;
        Pixels8 { columns: info.width, rows: info.height, channels, data }
    }

    #[test]
    fn what_is_written_can_be_read() {
        for channels in [1, 3] {
            let data = (0..61 * 37 * u32::from(channels)).map(|at| (at * at / 7) as u8).collect();
            let pixels = Pixels8 { columns: 61, rows: 37, channels, data };
            assert_eq!(decode(&encode(&pixels).unwrap()), pixels);
        }
    }

    #[test]
    fn a_picture_with_too_few_bytes_is_refused() {
        assert!(encode(&Pixels8 { columns: 10, rows: 10, channels: 1, data: vec![0; 99] }).is_err());
        assert!(encode(&Pixels8 { columns: 0, rows: 0, channels: 1, data: Vec::new() }).is_err());
    }
}
