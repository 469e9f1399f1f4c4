//! Everything that turns one frame's stored values into a picture, apart from what the person chooses.

use std::sync::Arc;

use super::{
    ColourProfile, FileWindow, FrameSegments, LookupTable, ModalityLut, Palette, PhotometricInterpretation, Unit,
    ValueScale, VoiLut,
};

/// How the stored values of one frame are to be read. Frames of an enhanced object may differ; equal ones share an `Arc`.
#[derive(Clone, Debug, PartialEq)]
pub struct PixelModel {
    /// As the decoded samples stand: after a codec's own colour transform this may differ from the header's word.
    pub photometric: PhotometricInterpretation,
    /// _Bits Stored_ (0028,0101), 1..=32; 32 or 64 for float pixel data.
    pub bits_stored: u8,
    /// _Pixel Representation_ (0028,0103) is 1.
    pub signed: bool,
    /// Stored value to value with a unit.
    pub modality: ModalityLut,
    /// Unit of those values.
    pub unit: Unit,
    /// Stored values that are no picture.
    pub padding: Option<Padding>,
    /// Shown dark-for-high: _Presentation LUT Shape_ (2050,0020) if present, else MONOCHROME1.
    pub inverse_polarity: bool,
    /// Windows of the file, first is the default.
    pub windows: Vec<FileWindow>,
    /// VOI LUTs of the file; the first is preferred over windows.
    pub voi_luts: Vec<Arc<VoiLut>>,
    /// Colour tables: of PALETTE COLOR, of a label map, or supplemental to a monochrome picture, whose stored values
    /// from the first mapped one on are colours.
    pub palette: Option<Arc<Palette>>,
    /// What turns the colours into sRGB.
    pub profile: Option<Arc<ColourProfile>>,
    /// What values stand for, in a segmentation.
    pub segments: Option<FrameSegments>,
    /// Chooses the default window and the presets.
    pub kind: ModalityKind,
    /// Vertical size of a pixel divided by its horizontal size; 1.0 when square or unknown.
    pub pixel_aspect: f64,
    /// _Presentation LUT Sequence_ (2050,0010): from the VOI's whole range to P-values, before polarity.
    pub presentation_lut: Option<Arc<LookupTable>>,
    /// Further scales of the stored values: real world values and SUV.
    pub scales: Vec<ValueScale>,
    /// Why a PET picture has no SUV, or not all kinds of it, in one sentence.
    pub suv_reason: Option<String>,
}

/// _Pixel Padding Value_ (0028,0120) to _Pixel Padding Range Limit_ (0028,0121), inclusive, in stored space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Padding {
    /// The smaller end.
    pub low: f64,
    /// The larger end; equal to `low` without a range limit.
    pub high: f64,
}

/// Families of modalities that share a default window rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModalityKind {
    /// Values in HU: default window 400/40.
    Ct,
    /// Values without a scale of their own (MR, CR, DX, MG, XA, RF, IO, NM, OT, CT localizers): 1st to 99th percentile.
    Percentile,
    /// PET: 0 to the 99.5th percentile.
    Pet,
    /// RT dose: 0 to the maximum.
    Dose,
    /// US, SC and other 8-bit pictures: the full stored range.
    FullRange,
    /// Float pixel data: minimum to maximum of the finite values.
    Float,
}

impl Padding {
    /// Between two stored values, in either order.
    pub fn new(one: f64, other: f64) -> Self {
        Self { low: one.min(other), high: one.max(other) }
    }

    /// Whether a stored value is padding.
    pub fn contains(&self, stored: f64) -> bool {
        (self.low..=self.high).contains(&stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_inclusive_and_takes_either_order() {
        for padding in [Padding::new(-2000.0, -1990.0), Padding::new(-1990.0, -2000.0)] {
            assert_eq!(
                [-2001.0, -2000.0, -1995.0, -1990.0, -1989.0].map(|stored| padding.contains(stored)),
                [false, true, true, true, false]
            );
        }
        assert!(!Padding::new(0.0, 0.0).contains(f64::NAN));
    }
}
