//! From a value to a brightness: what the VOI of a presentation does, and the curve that a plot draws of it.

use std::sync::Arc;

use super::{Equalization, Picture, PixelModel, Presentation, Voi, VoiFunction, VoiLut, Window};

/// What a presentation makes of values, before polarity and invert: the curve over a histogram.
#[derive(Clone, Debug)]
pub struct TransferCurve {
    curve: Option<Curve>,
    /// Bounds of a window.
    bounds: Vec<f64>,
    channels: Vec<Self>,
}

/// One VOI transformation, ready to be applied to values of one picture.
#[derive(Clone, Debug)]
pub(super) enum Curve {
    Window(Window, VoiFunction),
    Lut(Arc<VoiLut>),
    Equalized(Arc<Equalization>),
}

impl TransferCurve {
    /// The curve of `presentation` for the values of `picture` after modality.
    pub fn new(picture: &Picture, presentation: &Presentation) -> Self {
        let curves = Curve::all(picture, &presentation.voi);
        let whole = picture.has_whole_values();
        let channels = match presentation.voi {
            Voi::Channels(_) => curves.iter().map(|curve| Self::of(Some(curve.clone()), whole, Vec::new())).collect(),
            _ => Vec::new(),
        };
        Self::of(curves.into_iter().next(), whole, channels)
    }

    /// Brightness of a value, 0..=1; of channels, the first one's. 0 for what is no number.
    pub fn brightness(&self, value: f64) -> f64 {
        self.curve.as_ref().map_or(0.0, |curve| curve.brightness(value))
    }

    /// Where the curve bends, ascending: the two bounds of a window, the breakpoints of an equalised picture. None of a
    /// LUT, nor of channels, which have their own.
    pub fn breakpoints(&self) -> &[f64] {
        match &self.curve {
            Some(Curve::Equalized(equalization)) if self.channels.is_empty() => equalization.breakpoints(),
            _ => &self.bounds,
        }
    }

    /// The channels' curves in order; empty unless the presentation shows channels.
    pub fn channels(&self) -> &[Self] {
        &self.channels
    }

    fn of(curve: Option<Curve>, whole: bool, channels: Vec<Self>) -> Self {
        let bounds = match &curve {
            _ if !channels.is_empty() => Vec::new(),
            Some(Curve::Window(window, function)) => {
                let (lower, upper) = function.bounds(*window, whole);
                vec![lower, upper]
            }
            Some(Curve::Equalized(_) | Curve::Lut(_)) | None => Vec::new(),
        };
        Self { curve, bounds, channels }
    }
}

impl Curve {
    /// The curves of a VOI: one, or one for each channel. A LUT that is not there is everything that the bits can say.
    pub(super) fn all(picture: &Picture, voi: &Voi) -> Vec<Self> {
        match voi {
            Voi::Window { window, function, .. } => vec![Self::Window(*window, *function)],
            Voi::Lut(index) => {
                let model = picture.model();
                let lut = model.voi_luts.get(*index).map(|lut| Self::Lut(Arc::clone(lut)));
                vec![lut.unwrap_or_else(|| Self::Window(stored_range(model), VoiFunction::LinearExact))]
            }
            Voi::Equalized(settings) => vec![Self::Equalized(picture.equalization(settings))],
            Voi::Channels(settings) => {
                let windows = settings.windows.iter().map(|channel| Self::Window(channel.window, channel.function));
                let equalised = settings.equalised.iter();
                windows.chain(equalised.map(|settings| Self::Equalized(picture.equalization(settings)))).collect()
            }
        }
    }

    /// Brightness of a value after modality, in 0..=1.
    pub(super) fn brightness(&self, value: f64) -> f64 {
        match self {
            Self::Window(window, function) => function.apply(*window, value),
            Self::Lut(lut) => {
                let entry = lut.table.lookup(value.round() as i64);
                (f64::from(entry) / f64::from(lut.table.full_scale())).min(1.0)
            }
            Self::Equalized(equalization) => equalization.apply(value),
        }
    }
}

/// Everything the stored bits can say, after modality: what is shown where a VOI LUT was asked for that is not there.
fn stored_range(model: &PixelModel) -> Window {
    let span = 2f64.powi(i32::from(model.bits_stored.min(32)));
    let low = if model.signed { -span / 2.0 } else { 0.0 };
    Window::from_bounds(model.modality.apply(low), model.modality.apply(low + span - 1.0), false)
}

#[cfg(test)]
#[path = "curve_tests.rs"]
mod tests;
