//! One picture in the format its name asks for.

use std::{
    io::{self, Cursor, Write},
    path::Path,
};

use image::{ExtendedColorType, ImageEncoder, ImageError, codecs};

use crate::{
    export::{ExportError, NewFile, png},
    image::Pixels8,
};

/// A picture format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lossless.
    Png,
    /// Lossy, at quality 95.
    Jpeg,
    /// Lossless, uncompressed.
    Tiff,
    /// Lossless for greys; colours are reduced to 256.
    Gif,
}

/// The quality of JPEG, 1..=100: no visible loss.
const JPEG_QUALITY: u8 = 95;

impl Format {
    /// By the extension of a file name, in any case.
    pub fn from_path(path: &Path) -> Result<Self, ExportError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match extension.as_str() {
            "png" => Ok(Self::Png),
            "jpg" | "jpeg" => Ok(Self::Jpeg),
            "tif" | "tiff" => Ok(Self::Tiff),
            "gif" => Ok(Self::Gif),
            _ => Err(ExportError::UnknownFormat(extension)),
        }
    }
}

/// Writes a picture to `path`, in the format of its extension. The file appears whole or not at all.
pub fn write(path: &Path, pixels: &Pixels8) -> Result<(), ExportError> {
    let format = Format::from_path(path)?;
    let mut file = NewFile::create(path)?;
    write_to(&mut file, format, pixels)?;
    file.finish()
}

/// Writes a picture to a stream.
pub fn write_to(mut out: impl Write, format: Format, pixels: &Pixels8) -> Result<(), ExportError> {
    let color = if pixels.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    let (data, columns, rows) = (&pixels.data, pixels.columns, pixels.rows);
    let expected = u64::from(columns) * u64::from(rows) * u64::from(pixels.channels);
    if data.len() as u64 != expected || data.is_empty() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    }
    match format {
        Format::Png => png::write(out, pixels),
        Format::Jpeg => {
            if columns > u32::from(u16::MAX) || rows > u32::from(u16::MAX) {
                return Err(ExportError::DoesNotFit("The picture is too large for JPEG; use png or tif.".into()));
            }
            let mut encoder = codecs::jpeg::JpegEncoder::new_with_quality(out, JPEG_QUALITY);
            encoder.encode(data, columns, rows, color).map_err(image_error)
        }
        Format::Tiff => {
            // TIFF goes back to write its directory, which a stream cannot.
            let mut bytes = Cursor::new(Vec::with_capacity(data.len() + 512));
            codecs::tiff::TiffEncoder::new(&mut bytes).write_image(data, columns, rows, color).map_err(image_error)?;
            Ok(out.write_all(bytes.get_ref())?)
        }
        Format::Gif => {
            let mut animation = super::gif::Animation::new(out);
            animation.push(pixels, 0.0)?;
            animation.finish()
        }
    }
}

pub(super) fn image_error(error: ImageError) -> ExportError {
    match error {
        ImageError::IoError(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn pixels(channels: u8) -> Pixels8 {
        let data = (0..32 * 20 * usize::from(channels)).map(|at| (at / 5) as u8).collect();
        Pixels8 { columns: 32, rows: 20, channels, data }
    }

    #[test]
    fn every_format_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", "a.tif", "a.TIFF", "a.jpg", "a.gif"] {
            let path = folder.path().join(name);
            write(&path, &pixels(1)).unwrap();
            let read = image::open(&path).unwrap().into_luma8().into_raw();
            let furthest = read.iter().zip(&pixels(1).data).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(furthest <= Some(if name == "a.jpg" { 3 } else { 0 }), "{name} {furthest:?}");
        }
        let path = folder.path().join("colour.tif");
        write(&path, &pixels(3)).unwrap();
        assert_eq!(image::open(&path).unwrap().into_rgb8().into_raw(), pixels(3).data);
    }

    #[test]
    fn unknown_formats_and_broken_pictures_leave_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(write(&folder.path().join("a.xyz"), &pixels(1)), Err(ExportError::UnknownFormat(_))));
        let broken = Pixels8 { data: vec![0; 3], ..pixels(1) };
        for name in ["a.png", "a.tif", "a.jpg", "a.gif"] {
            assert!(write(&folder.path().join(name), &broken).is_err());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
