//! TIFF 6.0, and BigTIFF where a file may grow beyond 4 GiB: pages of integers or floats, uncompressed, so that every reader
//! takes them.

use std::io::{self, Seek, Write};

use ::tiff::{
    TiffError,
    encoder::{Rational, TiffEncoder, TiffKind, TiffKindBig, TiffKindStandard, colortype},
    tags::{ResolutionUnit, Tag},
};

use super::{ExportError, pictures::Resolution};

/// Samples of one page, rows from the top, channels interleaved.
#[derive(Clone, Copy, Debug)]
pub enum Samples<'a> {
    /// 8 bits, unsigned.
    U8(&'a [u8]),
    /// 16 bits, unsigned.
    U16(&'a [u16]),
    /// 16 bits, signed (_SampleFormat_ 2).
    I16(&'a [i16]),
    /// 32 bits, unsigned.
    U32(&'a [u32]),
    /// 32 bits, signed.
    I32(&'a [i32]),
    /// 32-bit floats (_SampleFormat_ 3).
    F32(&'a [f32]),
    /// 64-bit floats.
    F64(&'a [f64]),
}

/// One page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Pixels in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// 1 (grey) or 3 (red, green, blue, of 8 or 16 bits).
    pub channels: u8,
    /// The samples.
    pub samples: Samples<'a>,
    /// _ImageDescription_: ASCII, or empty for none.
    pub description: &'a str,
    /// Pixels a length.
    pub resolution: Option<Resolution>,
}

/// A file that takes one page after the other.
pub enum Pages<W: Write + Seek> {
    /// Offsets of 32 bits.
    Small(TiffEncoder<W, TiffKindStandard>),
    /// Offsets of 64 bits.
    Big(TiffEncoder<W, TiffKindBig>),
}

/// Bytes of samples up to which offsets of 32 bits reach everything, directories included.
const SMALL: u64 = u32::MAX as u64 - (64 << 20);

impl<W: Write + Seek> Pages<W> {
    /// A file for pages of so many bytes together.
    pub fn new(out: W, bytes: u64) -> Result<Self, ExportError> {
        Ok(if bytes <= SMALL {
            Self::Small(TiffEncoder::new(out).map_err(error)?)
        } else {
            Self::Big(TiffEncoder::new_big(out).map_err(error)?)
        })
    }

    /// Adds a page.
    pub fn write(&mut self, page: &Page<'_>) -> Result<(), ExportError> {
        match self {
            Self::Small(encoder) => write(encoder, page),
            Self::Big(encoder) => write(encoder, page),
        }
    }
}

fn write<W: Write + Seek, K: TiffKind>(encoder: &mut TiffEncoder<W, K>, page: &Page<'_>) -> Result<(), ExportError> {
    match (page.samples, page.channels) {
        (Samples::U8(samples), 1) => write_as::<_, _, colortype::Gray8>(encoder, page, samples),
        (Samples::U8(samples), 3) => write_as::<_, _, colortype::RGB8>(encoder, page, samples),
        (Samples::U16(samples), 1) => write_as::<_, _, colortype::Gray16>(encoder, page, samples),
        (Samples::U16(samples), 3) => write_as::<_, _, colortype::RGB16>(encoder, page, samples),
        (Samples::I16(samples), 1) => write_as::<_, _, colortype::GrayI16>(encoder, page, samples),
        (Samples::U32(samples), 1) => write_as::<_, _, colortype::Gray32>(encoder, page, samples),
        (Samples::I32(samples), 1) => write_as::<_, _, colortype::GrayI32>(encoder, page, samples),
        (Samples::F32(samples), 1) => write_as::<_, _, colortype::Gray32Float>(encoder, page, samples),
        (Samples::F64(samples), 1) => write_as::<_, _, colortype::Gray64Float>(encoder, page, samples),
        _ => Err(ExportError::DoesNotFit("Colours of this depth do not fit TIFF here; use npy.".into())),
    }
}

fn write_as<W: Write + Seek, K: TiffKind, C: colortype::ColorType>(
    encoder: &mut TiffEncoder<W, K>,
    page: &Page<'_>,
    samples: &[C::Inner],
) -> Result<(), ExportError>
where
    [C::Inner]: ::tiff::encoder::TiffValue,
{
    let expected = u64::from(page.columns) * u64::from(page.rows) * u64::from(page.channels);
    if samples.is_empty() || samples.len() as u64 != expected {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    }
    let mut image = encoder.new_image::<C>(page.columns, page.rows).map_err(error)?;
    let directory = image.encoder();
    if !page.description.is_empty() {
        directory.write_tag(Tag::ImageDescription, page.description).map_err(error)?;
    }
    if let Some([x, y]) = page.resolution.and_then(per_cm) {
        directory.write_tag(Tag::ResolutionUnit, ResolutionUnit::Centimeter.to_u16()).map_err(error)?;
        directory.write_tag(Tag::XResolution, x).map_err(error)?;
        directory.write_tag(Tag::YResolution, y).map_err(error)?;
    }
    image.write_data(samples).map_err(error)
}

/// Pixels a centimetre to four decimals; `None` beyond what the format can say.
fn per_cm(resolution: Resolution) -> Option<[Rational; 2]> {
    let rational = |per_mm: f64| {
        let numerator = (per_mm * 10.0 * 10_000.0).round();
        (numerator >= 1.0 && numerator <= f64::from(u32::MAX)).then_some(Rational { n: numerator as u32, d: 10_000 })
    };
    Some([rational(resolution.columns_per_mm)?, rational(resolution.rows_per_mm)?])
}

fn error(error: TiffError) -> ExportError {
    match error {
        TiffError::IoError(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::io::Cursor;

    use ::tiff::decoder::{Decoder, DecodingResult};

    use super::*;

    fn page<'a>(samples: Samples<'a>, description: &'a str) -> Page<'a> {
        Page { columns: 3, rows: 1, channels: 1, samples, description, resolution: None }
    }

    #[test]
    fn pages_of_every_kind_are_read_back() {
        for bytes in [0, 1 << 40] {
            let mut file = Cursor::new(Vec::new());
            let mut pages = Pages::new(&mut file, bytes).unwrap();
            let resolution = Some(Resolution { columns_per_mm: 0.5, rows_per_mm: 2.0 });
            let first = Page { resolution, ..page(Samples::I16(&[-1024, 0, 3071]), "Value = sample (HU)") };
            pages.write(&first).unwrap();
            pages.write(&page(Samples::F32(&[0.5, f32::NAN, -2.25]), "")).unwrap();
            pages.write(&page(Samples::U32(&[0, 1, u32::MAX]), "")).unwrap();
            let mut decoder = Decoder::new(Cursor::new(file.into_inner())).unwrap();
            assert_eq!(decoder.get_tag_ascii_string(Tag::ImageDescription).unwrap(), "Value = sample (HU)");
            assert_eq!(decoder.get_tag_u32(Tag::ResolutionUnit).unwrap(), 3);
            assert_eq!(decoder.get_tag_u32_vec(Tag::XResolution).unwrap(), [50_000, 10_000]);
            assert_eq!(decoder.get_tag_u32_vec(Tag::YResolution).unwrap(), [200_000, 10_000]);
            assert!(matches!(decoder.read_image().unwrap(), DecodingResult::I16(read) if read == [-1024, 0, 3071]));
            decoder.next_image().unwrap();
            let DecodingResult::F32(read) = decoder.read_image().unwrap() else { unreachable!() };
            assert!(read[0] == 0.5 && read[1].is_nan() && read[2] == -2.25);
            decoder.next_image().unwrap();
            assert!(matches!(decoder.read_image().unwrap(), DecodingResult::U32(read) if read == [0, 1, u32::MAX]));
            assert!(!decoder.more_images());
        }
    }

    #[test]
    fn wrong_lengths_and_deep_colours_are_refused() {
        let mut pages = Pages::new(Cursor::new(Vec::new()), 0).unwrap();
        assert!(pages.write(&page(Samples::U8(&[1, 2]), "")).is_err());
        assert!(pages.write(&Page { channels: 3, ..page(Samples::F32(&[0.0; 9]), "") }).is_err());
    }
}
