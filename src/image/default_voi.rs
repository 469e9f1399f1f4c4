//! The window an image opens with.

use super::{
    Histogram, Interpolation, ModalityKind, Modes, PixelModel, Presentation, SegmentationKind, Voi, VoiFunction,
    VoiSource, Window,
};

/// What the file itself asks for: its first VOI LUT, else its first window. Needs no histogram.
pub fn file_voi(model: &PixelModel) -> Option<Voi> {
    if !model.voi_luts.is_empty() {
        return Some(Voi::Lut(0));
    }
    let first = model.windows.first()?;
    Some(Voi::Window { window: first.window, function: first.function, source: VoiSource::File(0) })
}

/// [`file_voi`], else the rule for the kind of image.
pub fn default_voi(model: &PixelModel, histogram: &Histogram) -> Voi {
    file_voi(model).unwrap_or_else(|| {
        let function = if histogram.whole { VoiFunction::Linear } else { VoiFunction::LinearExact };
        Voi::Window { window: default_window(model, histogram), function, source: VoiSource::Default }
    })
}

/// Smallest to largest value. `whole` as in [`Window::bounds`].
pub fn full_range(histogram: &Histogram, whole: bool) -> Window {
    match (histogram.statistics.min, histogram.statistics.max) {
        (Some(min), Some(max)) => Window::from_bounds(min, max, whole),
        _ => Window::new(128.0, 256.0),
    }
}

impl Presentation {
    /// How an image opens: [`default_voi`], nothing inverted, grey.
    pub fn for_picture(model: &PixelModel, histogram: &Histogram) -> Self {
        Self::with_voi(default_voi(model, histogram))
    }

    /// This VOI, all else as an image opens.
    pub fn with_voi(voi: Voi) -> Self {
        Self {
            voi,
            invert: false,
            colour_map: "grey".to_owned(),
            interpolation: Interpolation::default(),
            show_padding: false,
            overlays: true,
            shutters: true,
            icc: true,
            labels: Vec::new(),
            modes: Modes::default(),
        }
    }
}

fn default_window(model: &PixelModel, histogram: &Histogram) -> Window {
    let whole = histogram.whole;
    let between = |lower: Option<f64>, upper: Option<f64>| {
        let (lower, upper) = (lower?, upper?);
        (lower < upper).then(|| Window::from_bounds(lower, upper, whole))
    };
    let percentile = |percent: f64| {
        let value = histogram.percentile(percent);
        if whole { value.map(f64::round) } else { value }
    };
    let window = match model.kind {
        ModalityKind::Ct => Some(Window::new(40.0, 400.0)),
        ModalityKind::Percentile => between(percentile(1.0), percentile(99.0)),
        ModalityKind::Pet => suv_window(model, whole).or_else(|| between(Some(0.0), percentile(99.5))),
        ModalityKind::Dose => between(Some(0.0), histogram.statistics.max),
        ModalityKind::FullRange => stored_range(model).map(|(lower, upper)| Window::from_bounds(lower, upper, whole)),
        ModalityKind::Float => None,
    };
    window.unwrap_or_else(|| full_range(histogram, whole))
}

/// SUVbw 0 to 10 in the values of the modality, where it is known what they are.
fn suv_window(model: &PixelModel, whole: bool) -> Option<Window> {
    // UCUM has the word in the unit: {SUVbw}g/ml.
    let scale = model.scales.iter().find(|scale| scale.label == "SUVbw" || scale.unit.starts_with("{SUVbw}"))?;
    let (lower, upper) = (scale.modality_value(model, 0.0)?, scale.modality_value(model, 10.0)?);
    (lower < upper).then(|| Window::from_bounds(lower, upper, whole))
}

/// The values that up to 8 bits, or fractions, can say. Deeper pictures seldom use all their bits and would be dark.
fn stored_range(model: &PixelModel) -> Option<(f64, f64)> {
    if let Some(SegmentationKind::Fractional { maximum, .. }) =
        model.segments.as_ref().map(|segments| segments.all.kind)
    {
        return Some((0.0, maximum.into()));
    }
    if model.bits_stored > 8 {
        return None;
    }
    let span = 2f64.powi(i32::from(model.bits_stored.max(1)));
    let low = if model.signed { -span / 2.0 } else { 0.0 };
    Some((model.modality.apply(low), model.modality.apply(low + span - 1.0)))
}

#[cfg(test)]
#[path = "default_voi_tests.rs"]
mod tests;
