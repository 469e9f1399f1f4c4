//! Frames of stored values and the one display pipeline. Knows no files, no DICOM crates, no threads of its own
//! (rayon is allowed).
//!
//! stored value -> [`ModalityLut`] -> value with a [`Unit`] -> resample -> VOI -> polarity -> invert -> colour map.
//! Colours: stored samples -> RGB -> resample -> [`ColourProfile`] -> invert. [`Planes`] are painted over the result.

mod air;
mod bins;
pub mod body;
mod channel;
mod channels;
mod colour;
mod colour_map;
mod counts;
mod curve;
mod default_voi;
mod display_mode;
mod equalize;
mod fast_tone;
mod frame;
mod gathered;
mod hatch;
mod highlight;
mod histogram;
mod icc;
mod lookup;
mod modality;
mod model;
mod palette;
mod photometric;
mod picture;
mod places;
mod planes;
mod presentation;
pub mod preset;
pub mod render;
mod resample;
mod scale;
mod segments;
mod shutter;
mod statistics;
mod stored_counts;
mod supplemental;
mod tally;
mod taps;
#[cfg(test)]
pub(crate) mod test_pictures;
pub mod tissue;
mod tone;
mod tones;
mod value_plane;
mod value_range;
mod voi;

pub use air::AIR_BELOW_HU;
pub use bins::Bars;
pub use channel::Channel;
pub use channels::Channels;
pub use colour_map::ColourMap;
pub use counts::Counts;
pub use curve::TransferCurve;
pub use default_voi::{default_voi, file_voi, full_range};
pub use display_mode::{ChannelSettings, ChannelWindow, EqualizePadding, EqualizeSettings, Modes};
pub use equalize::Equalization;
pub use frame::{Frame, Samples};
pub use gathered::Gathered;
pub use highlight::{Highlight, Label};
pub use histogram::Histogram;
pub use icc::ColourProfile;
pub use lookup::LookupTable;
pub use modality::{ModalityLut, Unit};
pub use model::{ModalityKind, Padding, PixelModel};
pub use palette::Palette;
pub use photometric::PhotometricInterpretation;
pub use picture::Picture;
pub use planes::{Overlay, OverlayKind, Planes};
pub use presentation::{Interpolation, Presentation, Voi, VoiSource};
pub use preset::Preset;
pub use render::Pixels8;
pub use scale::{ScaleMap, ScaleValue, ValueScale, significant};
pub use segments::{FrameSegments, Segment, Segmentation, SegmentationKind, srgb_of_cielab};
pub use shutter::{Shutter, ShutterShape};
pub use statistics::{LeftOut, Statistics};
pub use stored_counts::Run;
pub use tissue::{Band, BandList};
pub use value_plane::ValuePlane;
pub use value_range::ValueRange;
pub use voi::{FileWindow, VoiFunction, VoiLut, Window};
