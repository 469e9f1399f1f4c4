//! The values of one frame.

use std::sync::Arc;

use crate::{
    geometry::{ImagePlane, Spacing},
    image::{Frame, ModalityLut, Picture, Presentation, Samples, ValueScale, Voi, render},
};

use super::npy::Element;

/// Values of one frame, with what is known about them.
#[derive(Clone, Debug)]
pub struct Made {
    /// The values.
    pub values: Values,
    /// Their unit; empty for plain numbers and brightness.
    pub unit: String,
    /// Where the frame lies in the patient.
    pub plane: Option<ImagePlane>,
    /// The distance of its pixels.
    pub spacing: Option<Spacing>,
}

/// The values of one frame, ready to be written.
#[derive(Clone, Debug)]
pub enum Values {
    /// Integers or floats as they are stored, before any transformation.
    Stored(Arc<Frame>),
    /// In the image's unit, or on one of its further scales, as SUV.
    Modality(Arc<Frame>, Vec<f32>),
    /// 8-bit red, green and blue.
    Rgb(Arc<Frame>, Vec<u8>),
    /// 1 for each pixel of something, 0 for all others.
    Mask(Arc<Frame>, Vec<u8>),
    /// Brightness 0 to 1: one plane, or one for each of so many channels.
    Brightness {
        /// What was shown.
        frame: Arc<Frame>,
        /// `None` for one plane without an axis for it.
        channels: Option<usize>,
        /// Plane after plane.
        planes: Vec<f32>,
    },
}

impl Values {
    /// In the image's unit.
    pub fn modality(frame: &Arc<Frame>, modality: &ModalityLut) -> Self {
        Self::Modality(Arc::clone(frame), modality_values(frame, modality))
    }

    /// On a further scale of the stored values; NaN where that says nothing, and where padding is.
    pub fn on_scale(picture: &Picture, scale: &ValueScale) -> Self {
        let padding = picture.model().padding;
        let value = |stored: f64| {
            let is_padding = padding.is_some_and(|padding| padding.contains(stored));
            if is_padding { f32::NAN } else { scale.value(stored).map_or(f32::NAN, |value| value as f32) }
        };
        Self::Modality(Arc::clone(picture.frame()), values_by(picture.frame(), value))
    }

    /// The colours of a picture in colour, through its profile if that is wanted. `None` for grey ones.
    pub fn rgb(picture: &Picture, icc: bool) -> Option<Self> {
        if !picture.is_colour() {
            return None;
        }
        let mut rgb = if icc { picture.srgb() } else { picture.rgb().to_vec() };
        let frame = picture.frame();
        // Rows the file did not hold are black; a finding says so.
        let pixels = u64::from(frame.rows) * u64::from(frame.columns) * 3;
        rgb.resize(usize::try_from(pixels).ok()?, 0);
        Some(Self::Rgb(Arc::clone(frame), rgb))
    }

    /// Brightness of a grey picture after the VOI; `None` for one in colour.
    pub fn brightness(picture: &Picture, presentation: &Presentation) -> Option<Self> {
        if picture.is_colour() {
            return None;
        }
        let channels = match &presentation.voi {
            Voi::Channels(settings) => Some(settings.count()),
            _ => None,
        };
        let planes = render::brightness(picture, presentation);
        Some(Self::Brightness { frame: Arc::clone(picture.frame()), channels, planes })
    }

    /// Lengths of the axes, slowest first: `[channels,] rows, columns [, samples]`.
    pub fn shape(&self) -> Vec<u64> {
        if let Self::Brightness { frame, channels, .. } = self {
            let channels = channels.map(|channels| channels as u64);
            return channels.into_iter().chain([frame.rows, frame.columns].map(u64::from)).collect();
        }
        let (frame, samples) = (self.frame(), self.samples());
        let mut shape = vec![u64::from(frame.rows), u64::from(frame.columns)];
        if samples > 1 {
            shape.push(samples);
        }
        shape
    }

    /// The type of the elements.
    pub fn element(&self) -> Element {
        match self {
            Self::Stored(frame) => Element::of(&frame.samples),
            Self::Modality(..) | Self::Brightness { .. } => Element::F32,
            Self::Rgb(..) | Self::Mask(..) => Element::U8,
        }
    }

    /// The frame that they are of: rows and columns.
    pub fn frame(&self) -> &Frame {
        match self {
            Self::Stored(frame) | Self::Modality(frame, _) | Self::Rgb(frame, _) | Self::Mask(frame, _) => frame,
            Self::Brightness { frame, .. } => frame,
        }
    }

    /// Values of each pixel.
    pub(super) fn samples(&self) -> u64 {
        match self {
            Self::Stored(frame) | Self::Modality(frame, _) => u64::from(frame.samples_per_pixel),
            Self::Rgb(..) => 3,
            Self::Mask(..) | Self::Brightness { .. } => 1,
        }
    }
}

/// Values after modality, as near as float32 comes. Rows the file did not hold are NaN: they are no values.
pub fn modality_values(frame: &Frame, modality: &ModalityLut) -> Vec<f32> {
    values_by(frame, |stored| modality.apply(stored) as f32)
}

fn values_by(frame: &Frame, value: impl Fn(f64) -> f32) -> Vec<f32> {
    let mut values: Vec<f32> = match &frame.samples {
        Samples::U8(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::I8(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::U16(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::I16(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::U32(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::I32(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::F32(stored) => stored.iter().map(|&v| value(v.into())).collect(),
        Samples::F64(stored) => stored.iter().map(|&v| value(v)).collect(),
    };
    let row = usize::try_from(u64::from(frame.columns) * u64::from(frame.samples_per_pixel)).unwrap_or(usize::MAX);
    let present = usize::try_from(frame.rows_present).unwrap_or(usize::MAX).saturating_mul(row);
    values.iter_mut().skip(present).for_each(|value| *value = f32::NAN);
    values
}
