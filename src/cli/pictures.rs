//! How pictures are written, as the command line names it.

use std::path::Path;

use clap::{Args, ValueEnum};

use crate::export::pictures::{Annotations, Depth, Encoding, Format, Look, Size};

use super::output::is_stdout;

/// Options of `render` about files and what is drawn over the picture.
#[derive(Clone, Debug, Default, Args)]
pub struct PictureArguments {
    /// Draw letters of the directions, scale bar, window, place and warnings over the picture
    #[arg(long)]
    pub annotate: bool,
    /// Draw who it is, where and when as well
    #[arg(long, requires = "annotate")]
    pub with_identity: bool,
    /// Bits of a grey picture: 16 spreads the window over 65536 levels (.png, .apng, .tif)
    #[arg(long, value_name = "8|16", value_parser = parse_bits, conflicts_with_all = ["annotate", "scale"])]
    pub bits: Option<u8>,
    /// Quality of JPEG, 1 to 100 [default: 92]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub quality: Option<u8>,
    /// So many pixels for each column, interpolated, and in true proportion where pixels are not square
    #[arg(long, value_name = "FACTOR", value_parser = parse_scale)]
    pub scale: Option<f64>,
    /// Format of numbered files in a folder
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub files_as: Option<FileFormat>,
    /// A clip stops at its end instead of beginning again
    #[arg(long)]
    pub once: bool,
    /// Numbered files may replace those of the same names
    #[arg(long)]
    pub overwrite: bool,
}

/// Formats of numbered files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// PNG (the default)
    Png,
    /// JPEG
    Jpg,
    /// TIFF
    Tif,
}

/// Where several frames go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// Numbered files in a folder.
    Folder,
    /// One file.
    File(Format),
}

impl PictureArguments {
    /// Refuses what does not fit the output.
    pub fn checked(&self, output: &Path, several: bool) -> Result<(), String> {
        let target = several_in(output);
        if several && target == Several::File(Format::Jpeg) {
            return Err("JPEG holds one picture; give a folder with --as jpg, or a .gif".into());
        }
        let is_folder = several && target == Several::Folder;
        if !is_folder && (self.overwrite || self.files_as.is_some()) {
            return Err("--as and --overwrite go with --all or --range into a folder".into());
        }
        let format = match (several, target) {
            (true, Several::Folder) => self.files_as.map_or(Format::Png, FileFormat::format),
            (true, Several::File(format)) => format,
            (false, _) if is_stdout(output) => Format::Png,
            (false, _) => Format::from_path(output).unwrap_or(Format::Png),
        };
        if self.once && !(several && target != Several::Folder && format != Format::Tiff) {
            return Err("--once goes with --all or --range into a .gif or .apng".into());
        }
        if self.bits == Some(16) && !format.is_deep() {
            return Err("JPEG and GIF hold 8 bits; --bits 16 goes with .png, .apng and .tif".into());
        }
        if self.quality.is_some() && format != Format::Jpeg {
            return Err("--quality goes with JPEG".into());
        }
        Ok(())
    }

    /// How a frame is drawn.
    pub fn look(&self) -> Look {
        Look {
            size: self.scale.map_or(Size::Native, Size::Scaled),
            depth: if self.bits == Some(16) { Depth::Sixteen } else { Depth::Eight },
            annotations: self.annotate.then_some(Annotations { identity: self.with_identity }),
        }
    }

    /// How it becomes bytes of a format.
    pub fn encoding(&self, format: Format) -> Encoding {
        Encoding { format, quality: self.quality.unwrap_or(Encoding::QUALITY) }
    }

    /// How numbered files become bytes.
    pub fn files(&self) -> Encoding {
        self.encoding(self.files_as.map_or(Format::Png, FileFormat::format))
    }
}

impl FileFormat {
    fn format(self) -> Format {
        match self {
            Self::Png => Format::Png,
            Self::Jpg => Format::Jpeg,
            Self::Tif => Format::Tiff,
        }
    }
}

/// A name with the extension of a format is a file, unless there is a folder of that name.
pub fn several_in(output: &Path) -> Several {
    match Format::from_path(output) {
        Ok(format) if !output.is_dir() => Several::File(format),
        _ => Several::Folder,
    }
}

fn parse_bits(text: &str) -> Result<u8, String> {
    match text {
        "8" => Ok(8),
        "16" => Ok(16),
        _ => Err("choose 8 or 16".into()),
    }
}

fn parse_scale(text: &str) -> Result<f64, String> {
    let scale: Option<f64> = text.parse().ok();
    scale.filter(|scale| (0.01..=64.0).contains(scale)).ok_or_else(|| "give a number from 0.01 to 64".into())
}
