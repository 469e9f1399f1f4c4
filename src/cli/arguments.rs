//! What can be asked for, as clap reads it.

use std::{path::PathBuf, time::Instant};

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};

use crate::{
    desktop::{
        launch::{Renderer, WindowOptions},
        memory::{MemoryLimits, MemoryWish},
    },
    export::{pictures::Format, values::FileKind},
    image::{ColourMap, ModalityKind, VoiFunction, Window, preset},
};

use super::{
    body::BodyArguments,
    convert::Convert,
    display::{Channels, EqualizeArguments, parse_channels},
    output::is_stdout,
    pictures::PictureArguments,
    spans::{Span, parse_span},
};

/// See a DICOM file truly and at once. Not for diagnostic use.
#[derive(Debug, Parser)]
#[command(name = "hounsfield", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "A file named like a sub-command is reached as ./NAME. Frames are numbered from 1.")]
pub struct Arguments {
    #[command(flatten)]
    pub window: WindowArguments,
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command and of the window.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Leave out what names the patient
    #[arg(long, global = true)]
    pub hide_identity: bool,
    /// Print one JSON line a milestone to standard error
    #[arg(long, global = true)]
    pub timings: bool,
    #[command(flatten)]
    pub memory: MemoryArguments,
}

/// How much memory may be used, in MiB; without any of these, as set in the window, or 1024, 1024 and 512.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct MemoryArguments {
    /// Memory for one frame
    #[arg(long, global = true, value_name = "MIB", hide_short_help = true, value_parser = mebibytes())]
    pub max_frame: Option<u32>,
    /// Memory for the structure of one file, inflated if it is compressed
    #[arg(long, global = true, value_name = "MIB", hide_short_help = true, value_parser = mebibytes())]
    pub max_file: Option<u32>,
    /// Memory for the decoded frames that the window keeps
    #[arg(long, global = true, value_name = "MIB", hide_short_help = true, value_parser = mebibytes())]
    pub max_memory: Option<u32>,
}

fn mebibytes() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=i64::from(MemoryLimits::LARGEST_MIB))
}

impl MemoryArguments {
    /// The same for those who grant it.
    pub fn wish(self) -> MemoryWish {
        MemoryWish { frame_mib: self.max_frame, file_mib: self.max_file, cache_mib: self.max_memory }
    }
}

/// Options of the window.
#[derive(Debug, Args)]
pub struct WindowArguments {
    /// Files and folders to open in the window; the first is shown
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Open the built-in phantom
    #[arg(long, conflicts_with = "paths")]
    pub phantom: bool,
    /// What draws the window
    #[arg(long, value_enum, default_value = "auto")]
    pub renderer: RendererName,
    /// Use Wayland even where X11 is there (files cannot be dropped on the window then)
    #[arg(long)]
    pub wayland: bool,
    /// Keep FILE equal to the shown state, for tests of the real window
    #[arg(long, value_name = "FILE", hide = true)]
    pub report: Option<PathBuf>,
}

/// The sub-commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write frames as pictures
    Render(Render),
    /// Write the values of frames as an array or as TIFF
    Pixels(Pixels),
    /// Say what files hold
    Info(Info),
    /// Print every element of a file
    Tags(Tags),
    /// Change elements of files, and nothing else of them
    Edit(super::edit::Edit),
    /// Count the values of a frame
    Histogram(Histogram),
    /// List patients, studies, series and their images in order
    Scan(Scan),
    /// Tell what differs between two files
    Compare(super::compare::Compare),
    /// Write the metadata of files and folders as a table, one row an instance
    Table(super::table::Table),
    /// Write series as NIfTI or NRRD volumes
    Convert(Convert),
    /// Write the built-in phantom study as DICOM files
    Phantom(Phantom),
    /// Open DICOM files with this program by a double-click, for the present user
    Integrate(Integrate),
}

/// Which frames.
#[derive(Clone, Debug, Args)]
pub struct Frames {
    /// Frame number, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), default_value_t = 1, conflicts_with = "all")]
    pub frame: u32,
    /// Every frame
    #[arg(long)]
    pub all: bool,
    /// Frames A to B, both among them
    #[arg(long, value_name = "A-B", value_parser = parse_span, conflicts_with_all = ["frame", "all"])]
    pub range: Option<Span>,
}

impl Frames {
    /// Whether several were asked for, even where that comes to one.
    pub fn are_several(&self) -> bool {
        self.all || self.range.is_some()
    }
}

/// `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// DICOM file
    pub file: PathBuf,
    /// Picture to write: .png, .jpg, .tif or .gif, - for PNG to standard output; with --all or --range a folder, or a .gif,
    /// .apng, .png (animated) or .tif (pages) with all frames
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub frames: Frames,
    #[command(flatten)]
    pub voi: VoiChoice,
    #[command(flatten)]
    pub equalizing: EqualizeArguments,
    #[command(flatten)]
    pub body: BodyArguments,
    #[command(flatten)]
    pub picture: PictureArguments,
    /// VOI function for the window
    #[arg(long, value_name = "NAME", value_parser = parse_function, conflicts_with_all = ["equalize", "channels"])]
    pub function: Option<VoiFunction>,
    /// Colour map
    #[arg(long, value_name = "NAME", value_parser = parse_colour_map, conflicts_with = "channels")]
    pub colormap: Option<String>,
    /// Swap dark and bright
    #[arg(long)]
    pub invert: bool,
    /// Draw the file's overlays and display shutters, as the viewer shows them
    #[arg(long)]
    pub planes: bool,
    /// Show colours through the file's ICC profile, as sRGB
    #[arg(long)]
    pub icc: bool,
    /// Write a Python script that draws the same picture, instead of the picture
    #[arg(long, value_enum, value_name = "LIBRARY", conflicts_with_all = ["all", "range", "crop_body"])]
    pub code: Option<CodeName>,
}

/// The libraries of `render --code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CodeName {
    /// pydicom, NumPy and matplotlib
    Pydicom,
    /// fastai, as far as it can say it
    Fastai,
}

/// Where the window comes from; without any of these, as in the viewer.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct VoiChoice {
    /// Window center and width in the image's unit
    #[arg(long, value_name = "CENTER,WIDTH", value_parser = parse_window, allow_hyphen_values = true)]
    pub window: Option<Window>,
    /// Window by name
    #[arg(long, value_name = "NAME", value_parser = parse_preset)]
    pub preset: Option<String>,
    /// The file's own window K, from 1
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub file_window: Option<u32>,
    /// Smallest to largest value of the frame
    #[arg(long)]
    pub full_range: bool,
    /// Equalise the frequency of greys, with so many bins
    #[arg(long, value_name = "BINS", num_args = 0..=1, default_missing_value = "100",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub equalize: Option<u32>,
    /// Windows as red, green and blue, by name or numbers, e.g. lungs:40,400
    #[arg(long, value_name = "NAME|C,W[:..]", value_parser = parse_channels, allow_hyphen_values = true)]
    pub channels: Option<Channels>,
}

impl Render {
    /// Whether the output fits what is to be written: several frames need a folder or a GIF, one a known format.
    fn checked(&self) -> Result<(), String> {
        let VoiChoice { equalize, channels, .. } = &self.voi;
        if self.equalizing.are_given() && equalize.is_none() && channels.is_none() {
            return Err("--min-px, --max-px and --without-padding go with --equalize or --channels".into());
        }
        if self.body.are_stray(false) {
            return Err("--body-window and its like go with --crop-body".into());
        }
        if self.code.is_some() {
            return Ok(());
        }
        let several = self.frames.are_several();
        match (is_stdout(&self.output), several, Format::from_path(&self.output)) {
            (true, true, _) => {
                return Err("--all and --range write several pictures; give a folder or a .gif with -o".into());
            }
            (false, false, Err(fault)) => return Err(fault.to_string()),
            _ => {}
        }
        self.picture.checked(&self.output, several)
    }
}

impl Pixels {
    fn checked(&self) -> Result<(), String> {
        let ValueChoice { equalized, channels, .. } = &self.values;
        if self.equalizing.are_given() && equalized.is_none() && channels.is_none() {
            return Err("--min-px, --max-px and --without-padding go with --equalized or --channels".into());
        }
        if self.body.are_stray(self.values.body_mask) {
            return Err("--body-window and its like go with --body-mask or --crop-body".into());
        }
        if self.unsigned && !matches!(FileKind::from_path(&self.output), FileKind::Tiff { .. }) {
            return Err("--unsigned goes with a .tif".into());
        }
        if self.body.crop_body.is_some()
            && (self.values.stored || self.values.rgb || self.values.body_mask || self.values.on_scale.is_some())
        {
            return Err(
                "--crop-body writes values in the image's unit, or brightness; leave the other choice out".into()
            );
        }
        Ok(())
    }
}

impl VoiChoice {
    /// Whether any of them was given.
    pub fn is_chosen(&self) -> bool {
        let Self { window, preset, file_window, full_range, equalize, channels } = self;
        let is_window = window.is_some() || preset.is_some() || file_window.is_some() || *full_range;
        is_window || equalize.is_some() || channels.is_some()
    }
}

/// `pixels`.
#[derive(Debug, Args)]
pub struct Pixels {
    /// DICOM file
    pub file: PathBuf,
    /// Array to write: .npy, .npz with spacing and positions, or .tif with a page for each frame; - for .npy to standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub frames: Frames,
    #[command(flatten)]
    pub values: ValueChoice,
    #[command(flatten)]
    pub equalizing: EqualizeArguments,
    #[command(flatten)]
    pub body: BodyArguments,
    /// Take colours through the file's ICC profile, as sRGB
    #[arg(long, requires = "rgb")]
    pub icc: bool,
    /// In a .tif, raise values that may be negative by 32768 instead of writing signed samples
    #[arg(long)]
    pub unsigned: bool,
}

/// Which values; without any of these, `--modality`.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
pub struct ValueChoice {
    /// Integers as stored, before rescale, palette and colour conversion
    #[arg(long)]
    pub stored: bool,
    /// Values in the image's unit, as float32 (the default)
    #[arg(long)]
    pub modality: bool,
    /// Values on a further scale of the file, as float32, e.g. SUVbw
    #[arg(long, value_name = "LABEL")]
    pub on_scale: Option<String>,
    /// 8-bit red, green and blue of a colour image
    #[arg(long)]
    pub rgb: bool,
    /// Brightness 0 to 1 of the equalised image, as float32, with so many bins
    #[arg(long, value_name = "BINS", num_args = 0..=1, default_missing_value = "100",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub equalized: Option<u32>,
    /// Brightness 0 to 1 through each window, as float32 with a leading axis, e.g. lungs:40,400
    #[arg(long, value_name = "NAME|C,W[:..]", value_parser = parse_channels, allow_hyphen_values = true)]
    pub channels: Option<Channels>,
    /// 1 for each pixel of the body and 0 for all others, as bytes
    #[arg(long)]
    pub body_mask: bool,
}

/// `info`.
#[derive(Debug, Args)]
pub struct Info {
    /// Files and folders; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// As a JSON array
    #[arg(long)]
    pub json: bool,
}

/// `tags`.
#[derive(Debug, Args)]
pub struct Tags {
    /// DICOM file
    pub file: PathBuf,
    #[command(flatten)]
    pub format: TagFormat,
    /// Only the functional groups in force for frame N, from 1, and whether they are its own or shared
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["json", "csv", "python"])]
    pub frame: Option<u32>,
    /// Only elements in which every word of TEXT occurs, with the sequences that hold them; "words in quotes" together,
    /// vr:ds, value:ct or length:8 in one column
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,
    /// Do not shorten values to the line; of a text up to 8 MiB, as CSV always has it
    #[arg(long)]
    pub all: bool,
}

/// How the elements are written; without any of these, as text.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub struct TagFormat {
    /// As the DICOM JSON Model (PS3.18 F), without bulk data
    #[arg(long)]
    pub json: bool,
    /// As comma-separated values, one element a line
    #[arg(long)]
    pub csv: bool,
    /// As pydicom expressions
    #[arg(long)]
    pub python: bool,
}

/// `histogram`.
#[derive(Debug, Args)]
pub struct Histogram {
    /// DICOM file
    pub file: PathBuf,
    /// Frame number, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), default_value_t = 1)]
    pub frame: u32,
    /// Number of bins
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub bins: Option<u32>,
    /// Count stored values, before modality
    #[arg(long)]
    pub stored: bool,
    /// Count the channels of a colour picture, red, green, blue and luminance, on 8 bits; in JSON as `channels`
    #[arg(long, conflicts_with_all = ["csv", "stored"])]
    pub channels: bool,
    /// Say which share of the pixels lies strictly inside this window, padding included
    #[arg(long, value_name = "CENTER,WIDTH", value_parser = parse_window, allow_hyphen_values = true)]
    pub in_window: Option<Window>,
    /// As JSON
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// As comma-separated values, one bin a line
    #[arg(long, conflicts_with = "in_window")]
    pub csv: bool,
}

/// `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files, folders, zip archives and DICOMDIR files; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// As JSON
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// As comma-separated values, one instance a line
    #[arg(long)]
    pub csv: bool,
}

/// `phantom`.
#[derive(Debug, Args)]
pub struct Phantom {
    /// Folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
}

/// `integrate`.
#[derive(Debug, Args)]
pub struct Integrate {
    /// Take it back
    #[arg(long, action = ArgAction::SetTrue)]
    pub remove: bool,
}

/// [`Renderer`] as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RendererName {
    /// wgpu on a graphics card, else glow
    Auto,
    /// wgpu, even in software
    Wgpu,
    /// OpenGL
    Glow,
}

impl Arguments {
    /// Refuses what clap lets pass: options of the window together with a sub-command, and outputs that cannot be.
    pub fn checked(self) -> Result<Self, clap::Error> {
        let window = &self.window;
        let asked = !window.paths.is_empty()
            || window.phantom
            || window.wayland
            || window.report.is_some()
            || window.renderer != RendererName::Auto;
        if self.command.is_some() && asked {
            let text = "paths and options of the window cannot stand before a sub-command";
            return Err(Self::command().error(ErrorKind::ArgumentConflict, text));
        }
        let checked = match &self.command {
            Some(Command::Render(render)) if self.common.hide_identity && render.picture.with_identity => {
                Err("--with-identity says who it is, and --hide-identity forbids that; leave one of them out".into())
            }
            Some(Command::Render(render)) => render.checked(),
            Some(Command::Pixels(pixels)) => pixels.checked(),
            Some(Command::Convert(convert)) => convert.checked(),
            _ => Ok(()),
        };
        if let Err(text) = checked {
            return Err(Self::command().error(ErrorKind::ValueValidation, text));
        }
        Ok(self)
    }
}

impl WindowArguments {
    /// The same for the window.
    pub fn options(self, common: &Common, process_start: Instant) -> WindowOptions {
        WindowOptions {
            paths: self.paths,
            phantom: self.phantom,
            renderer: match self.renderer {
                RendererName::Auto => Renderer::Auto,
                RendererName::Wgpu => Renderer::Wgpu,
                RendererName::Glow => Renderer::Glow,
            },
            wayland: self.wayland,
            hide_identity: common.hide_identity,
            timings: common.timings,
            process_start,
            memory: common.memory.wish(),
            // Through the environment as well, for windows that a file manager starts.
            report: self.report.or_else(|| std::env::var_os("HOUNSFIELD_REPORT").map(PathBuf::from)),
        }
    }
}

pub(super) fn parse_window(text: &str) -> Result<Window, String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([center, width]) if center.is_finite() && width.is_finite() && *width > 0.0 => {
            Ok(Window { center: *center, width: *width })
        }
        _ => Err("give center and width as two numbers, the width greater than 0, e.g. 40,400".into()),
    }
}

fn parse_function(text: &str) -> Result<VoiFunction, String> {
    VoiFunction::parse(text)
        .ok_or_else(|| format!("choose one of {}", VoiFunction::ALL.map(VoiFunction::name).join(", ")))
}

fn parse_colour_map(text: &str) -> Result<String, String> {
    ColourMap::by_name(text).map(|map| map.name.to_owned()).ok_or_else(|| {
        let names: Vec<_> = ColourMap::all().iter().map(|map| map.name).collect();
        format!("choose one of {}", names.join(", "))
    })
}

pub(super) fn parse_preset(text: &str) -> Result<String, String> {
    preset::by_name(text).map(|preset| preset.name.clone()).ok_or_else(|| {
        let names: Vec<_> = preset::presets_for(ModalityKind::Ct).iter().map(|preset| preset.name.as_str()).collect();
        format!("choose one of {}", names.join(", "))
    })
}
