//! One picture in the format its name asks for.

use std::{
    io::{self, Cursor, Write},
    path::Path,
};

use image::{ExtendedColorType, ImageError, codecs};

use crate::export::{
    ExportError,
    tiff::{self, Page, Samples},
};

use super::{Drawn, Shown, gif, png};

/// A picture format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lossless, of 8 or 16 bits.
    Png,
    /// Lossy.
    Jpeg,
    /// Lossless and uncompressed, of 8 or 16 bits; several frames are its pages.
    Tiff,
    /// Lossless for greys and up to 256 colours a frame; more are reduced to 256. A clip with delays of 1/100 s.
    Gif,
    /// Lossless, a clip with its own times; players that know PNG alone show the first frame.
    Apng,
}

/// How a picture becomes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The format.
    pub format: Format,
    /// Quality of JPEG, 1..=100.
    pub quality: u8,
}

impl Format {
    /// All of them, as a list shows them.
    pub const ALL: [Self; 5] = [Self::Png, Self::Jpeg, Self::Tiff, Self::Gif, Self::Apng];

    /// By the extension of a file name, in any case.
    pub fn from_path(path: &Path) -> Result<Self, ExportError> {
        Self::by_name(&path.extension().unwrap_or_default().to_string_lossy())
    }

    /// By its extension, in any case.
    pub fn by_name(extension: &str) -> Result<Self, ExportError> {
        match extension.to_lowercase().as_str() {
            "png" => Ok(Self::Png),
            "jpg" | "jpeg" => Ok(Self::Jpeg),
            "tif" | "tiff" => Ok(Self::Tiff),
            "gif" => Ok(Self::Gif),
            "apng" => Ok(Self::Apng),
            other => Err(ExportError::UnknownFormat(other.to_owned())),
        }
    }

    /// The extension that files of it get.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Gif => "gif",
            Self::Apng => "apng",
        }
    }

    /// Its name in a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Tiff => "TIFF",
            Self::Gif => "GIF",
            Self::Apng => "APNG",
        }
    }

    /// Whether it can hold 16 bits a sample.
    pub fn is_deep(self) -> bool {
        matches!(self, Self::Png | Self::Tiff | Self::Apng)
    }

    /// Whether it holds frames that move.
    pub fn is_clip(self) -> bool {
        matches!(self, Self::Gif | Self::Apng)
    }
}

impl Encoding {
    /// The quality of JPEG without a choice: no loss that shows.
    pub const QUALITY: u8 = 92;

    /// This format, all else as usual.
    pub fn new(format: Format) -> Self {
        Self { format, quality: Self::QUALITY }
    }

    /// Writes one picture to a stream.
    pub fn write(self, mut out: impl Write, shown: &Shown) -> Result<(), ExportError> {
        let [columns, rows] = shown.drawn.size();
        shown.drawn.check()?;
        match (self.format, &shown.drawn) {
            (Format::Png | Format::Apng, _) => png::write(out, &shown.drawn, shown.resolution),
            (Format::Jpeg, Drawn::Eight(pixels)) => {
                if columns > u32::from(u16::MAX) || rows > u32::from(u16::MAX) {
                    return Err(ExportError::DoesNotFit("The picture is too large for JPEG; use png or tif.".into()));
                }
                let colour = if pixels.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
                let mut encoder = codecs::jpeg::JpegEncoder::new_with_quality(out, self.quality.clamp(1, 100));
                if let Some(density) = shown.resolution.and_then(|resolution| resolution.per_cm()) {
                    encoder.set_pixel_density(codecs::jpeg::PixelDensity {
                        density,
                        unit: codecs::jpeg::PixelDensityUnit::Centimeters,
                    });
                }
                encoder.encode(&pixels.data, columns, rows, colour).map_err(image_error)
            }
            (Format::Tiff, _) => {
                // TIFF goes back to write its directory, which a stream cannot.
                let mut bytes = Cursor::new(Vec::new());
                tiff::Pages::new(&mut bytes, shown.drawn.byte_len())?.write(&page(shown))?;
                Ok(out.write_all(bytes.get_ref())?)
            }
            (Format::Gif, Drawn::Eight(pixels)) => {
                let mut animation = gif::Animation::new(out, [columns, rows], true)?;
                animation.push(gif::encode(pixels)?, 0.0)?;
                animation.finish()
            }
            (Format::Jpeg | Format::Gif, Drawn::Sixteen(_)) => {
                Err(ExportError::DoesNotFit("JPEG and GIF hold 8 bits; choose png or tif, or 8 bits.".into()))
            }
        }
    }
}

/// A picture as a page of a TIFF.
pub(super) fn page(shown: &Shown) -> Page<'_> {
    let [columns, rows] = shown.drawn.size();
    let (samples, channels) = match &shown.drawn {
        Drawn::Eight(pixels) => (Samples::U8(&pixels.data), pixels.channels),
        Drawn::Sixteen(pixels) => (Samples::U16(&pixels.data), pixels.channels),
    };
    Page { columns, rows, channels, samples, description: "", resolution: shown.resolution }
}

fn image_error(error: ImageError) -> ExportError {
    match error {
        ImageError::IoError(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
