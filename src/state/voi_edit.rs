//! Changing the window: one place for sliders, typed numbers, drags, handles, keys and presets.

use crate::image::{
    FrameSegments, Picture, PixelModel, Voi, VoiFunction, VoiSource, Window, file_voi, full_range, preset,
};

use super::{ImageState, Snapshot};

/// Points of a left drag that make one full window.
const POINTS_A_WINDOW: f64 = 80.0;

impl ImageState {
    /// The window in force; `None` while there is none, or without a picture.
    pub fn window(&self) -> Option<(Window, VoiFunction, &VoiSource)> {
        window_of(&self.presentation()?.voi)
    }

    /// The window in force, or the one that comes back when the picture is no longer equalised or shown as channels.
    pub fn kept_window(&self) -> Option<(Window, VoiFunction, &VoiSource)> {
        window_of(self.presentation()?.plain_voi()?)
    }

    /// Lower and upper bound of the window in force.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let (window, function, _) = self.window()?;
        Some(function.bounds(window, self.has_whole_values()))
    }

    /// Whether windows of this image are counted in whole units.
    pub fn has_whole_values(&self) -> bool {
        self.picture().is_some_and(|picture| picture.has_whole_values())
    }

    /// Whether the picture takes no window (colour).
    pub fn is_colour(&self) -> bool {
        self.picture().is_some_and(|picture| picture.is_colour())
    }

    /// Whether a window brings out values: not of colours, nor of what only says which segment a pixel belongs to.
    pub fn takes_window(&self) -> bool {
        let are_labels = |picture: &Picture| picture.model().segments.as_ref().is_some_and(FrameSegments::are_labels);
        self.picture().is_some_and(|picture| !picture.is_colour() && !are_labels(picture))
    }

    /// Whether the bounds of the LINEAR function's whole-number rule hold.
    fn has_whole_bounds(&self, function: VoiFunction) -> bool {
        self.has_whole_values() && function == VoiFunction::Linear
    }

    /// Window from bounds by the same rule.
    pub(super) fn window_from_bounds(&self, lower: f64, upper: f64) -> Option<Window> {
        let function = self.function();
        if function == VoiFunction::Fastai {
            return self.even_window(lower, upper);
        }
        let whole = self.has_whole_bounds(function);
        // A bound that was not touched stays where it is, between whole values too.
        let now = self.bounds();
        let round = |bound: f64, now: Option<f64>| if whole && now != Some(bound) { bound.round() } else { bound };
        let (lower, upper) = (round(lower, now.map(|now| now.0)), round(upper, now.map(|now| now.1)));
        let least = if whole { lower } else { lower + self.least_width() };
        (lower.is_finite() && upper.is_finite()).then(|| Window::from_bounds(lower, upper.max(least), whole))
    }

    /// The window between two bounds whose distance is even, as half a width rounded down has it. The bound that is
    /// touched gives way.
    fn even_window(&self, lower: f64, upper: f64) -> Option<Window> {
        let (lower, upper) = (lower.min(upper), lower.max(upper));
        let width = ((upper - lower) / 2.0).ceil().max(1.0) * 2.0;
        let keeps_lower = self.bounds().is_none_or(|now| now.0 == lower);
        let center = if keeps_lower { lower + width / 2.0 } else { upper - width / 2.0 };
        (center.is_finite() && width.is_finite()).then(|| Window::new(center, width))
    }

    /// The function of the window in force, or of the one that comes back.
    fn function(&self) -> VoiFunction {
        self.kept_window().map_or(VoiFunction::Linear, |(_, function, _)| function)
    }

    /// The smallest width that can be set.
    pub fn least_width(&self) -> f64 {
        if self.has_whole_values() {
            return 1.0;
        }
        let range = self.loaded.histogram.as_ref().and_then(|h| Some(h.statistics.max? - h.statistics.min?));
        range.filter(|range| *range > 0.0).map_or(1e-6, |range| range * 1e-4)
    }

    /// Sets the window by hand, rounded and kept inside what can be shown.
    pub(super) fn set_window(&mut self, window: Window) {
        let whole = self.has_whole_values();
        let round = |value: f64| if whole { value.round() } else { value };
        if !window.center.is_finite() || !window.width.is_finite() {
            return;
        }
        let window = Window::new(round(window.center), round(window.width).max(self.least_width()));
        let function = self.function();
        self.set_voi(Voi::Window { window, function, source: VoiSource::User });
    }

    /// Sets a window that was already brought to whole bounds.
    pub(super) fn set_window_as_is(&mut self, window: Window) {
        if !window.center.is_finite() || !window.width.is_finite() {
            return;
        }
        let function = self.function();
        self.set_voi(Voi::Window { window, function, source: VoiSource::User });
    }

    /// Another function over the window in force.
    pub(super) fn set_function(&mut self, function: VoiFunction) {
        let Some(window) = self.window_or_range() else { return };
        let source = self.kept_window().map_or(VoiSource::User, |(_, _, source)| source.clone());
        self.set_voi(Voi::Window { window, function, source });
    }

    pub(super) fn set_voi(&mut self, voi: Voi) {
        if let Some(layer) = self.layers.first_mut() {
            layer.presentation.set_voi(voi);
        }
    }

    /// The window in force, or what stands in for it: the one that comes back, else the frame's full range.
    pub fn window_or_range(&self) -> Option<Window> {
        match self.kept_window() {
            Some((window, ..)) => Some(window),
            None => Some(full_range(self.loaded.histogram.as_deref()?, self.has_whole_values())),
        }
    }

    /// A drag of `right` and `up` points since `start`.
    pub(super) fn drag_window(&mut self, start: &Snapshot, right: f64, up: f64) {
        let base = start.layers.first().and_then(|layer| window_of(layer.presentation.plain_voi()?));
        let base = base.map(|(window, ..)| window);
        let Some(base) = base.or_else(|| self.window_or_range()) else { return };
        // Up is brighter: the center falls, or rises where high values are dark.
        let sign = if self.shows_high_as_dark() { 1.0 } else { -1.0 };
        let center = base.center + sign * up / POINTS_A_WINDOW * base.width;
        let width = base.width * (right / POINTS_A_WINDOW).clamp(-40.0, 40.0).exp2();
        self.set_window(Window::new(center, width));
    }

    /// Width times `factor`, by one step at least, about a value that stays where it is between the bounds.
    pub(super) fn scale_window(&mut self, factor: f64, about: f64) {
        let Some(window) = self.window_or_range() else { return };
        if !(factor > 0.0 && factor.is_finite() && about.is_finite()) {
            return;
        }
        let whole = self.has_whole_values();
        let least = self.least_width();
        let wanted = window.width * factor;
        let width = match wanted.partial_cmp(&window.width) {
            Some(std::cmp::Ordering::Greater) if whole => wanted.round().max(window.width + 1.0),
            Some(std::cmp::Ordering::Less) if whole => wanted.round().min(window.width - 1.0),
            _ => wanted,
        }
        .max(least);
        self.set_window(Window::new(about + (window.center - about) * (width / window.width), width));
    }

    /// Whether high values are dark on screen, by the file's polarity and the person's inversion.
    pub fn shows_high_as_dark(&self) -> bool {
        let inverse = self.picture().is_some_and(|picture| picture.model().inverse_polarity);
        inverse != self.presentation().is_some_and(|presentation| presentation.invert)
    }

    /// The file's window of `index`, with its function.
    pub(super) fn apply_file_window(&mut self, index: usize) {
        let Some(file) = self.picture().and_then(|picture| picture.model().windows.get(index).cloned()) else { return };
        self.set_voi(Voi::Window { window: file.window, function: file.function, source: VoiSource::File(index) });
    }

    /// The file's VOI LUT of `index`.
    pub(super) fn apply_voi_lut(&mut self, index: usize) {
        if self.picture().is_some_and(|picture| index < picture.model().voi_luts.len()) {
            self.set_voi(Voi::Lut(index));
        }
    }

    /// VOI LUTs and windows of the file in turn, beginning with its preferred one.
    pub(super) fn cycle_file_windows(&mut self) {
        let Some(picture) = self.picture().cloned() else { return };
        let (luts, windows) = (picture.model().voi_luts.len(), picture.model().windows.len());
        let now = match self.presentation().map(|presentation| &presentation.voi) {
            Some(Voi::Lut(index)) => Some(*index),
            Some(Voi::Window { source: VoiSource::File(index) | VoiSource::FileBefore(index), .. }) => {
                Some(luts + index)
            }
            _ => None,
        };
        let total = luts + windows;
        if total == 0 {
            return self.apply_default();
        }
        let next = now.map_or(0, |now| (now + 1) % total);
        if next < luts { self.set_voi(Voi::Lut(next)) } else { self.apply_file_window(next - luts) }
    }

    /// The window an image is opened with.
    pub(super) fn apply_default(&mut self) {
        if let (Some(picture), Some(histogram)) = (self.picture().cloned(), self.loaded.histogram.clone()) {
            self.set_voi(crate::image::default_voi(picture.model(), &histogram));
        }
    }

    /// The preset at `index` of the image's kind.
    pub(super) fn apply_preset(&mut self, index: usize) {
        let Some(picture) = self.picture() else { return };
        let Some(preset) = preset::presets_for(picture.model().kind).get(index) else { return };
        let source = VoiSource::Preset(preset.name.clone());
        self.set_voi(Voi::Window { window: preset.window, function: VoiFunction::Linear, source });
    }

    /// Minimum to maximum of the frame.
    pub(super) fn apply_full_range(&mut self) {
        if let Some(voi) = self.full_range_voi() {
            self.set_voi(voi);
        }
    }

    pub(super) fn full_range_voi(&self) -> Option<Voi> {
        let window = full_range(self.loaded.histogram.as_deref()?, self.has_whole_values());
        let function = if self.has_whole_values() { VoiFunction::Linear } else { VoiFunction::LinearExact };
        Some(Voi::Window { window, function, source: VoiSource::FullRange })
    }

    /// A new frame may carry its own file window: what follows the file goes on following it.
    pub(super) fn follow_frame(&mut self, model: &PixelModel) {
        let keeps = |voi: &mut Voi| follow(voi, model);
        if let Some(layer) = self.layers.first_mut() {
            // What a mode goes back to follows as well; how a picture is equalised does not, its breakpoints do of themselves.
            layer.presentation.modes.window.take_if(|kept| !keeps(kept));
        }
        if self.layers.first_mut().is_some_and(|layer| !keeps(&mut layer.presentation.voi)) {
            // Without its LUT a frame needs its counts before it can be shown.
            self.layers.clear();
        }
        self.trial.take_if(|trial| !keeps(&mut trial.voi));
        self.wipe.take_if(|wipe| !keeps(&mut wipe.other.voi));
    }
}

/// Brings what follows the file to another frame's file windows; false where the frame does not have it.
fn follow(voi: &mut Voi, model: &PixelModel) -> bool {
    match voi {
        Voi::Window { window, function, source } => match source {
            VoiSource::File(index) | VoiSource::FileBefore(index) => match model.windows.get(*index) {
                Some(file) => (*window, *function, *source) = (file.window, file.function, VoiSource::File(*index)),
                // The numbers stay until a frame has such a window again.
                None => *source = VoiSource::FileBefore(*index),
            },
            VoiSource::Default => {
                if let Some(own) = file_voi(model) {
                    *voi = own;
                }
            }
            _ => {}
        },
        Voi::Lut(index) => return *index < model.voi_luts.len(),
        Voi::Equalized(_) | Voi::Channels(_) => {}
    }
    true
}

fn window_of(voi: &Voi) -> Option<(Window, VoiFunction, &VoiSource)> {
    match voi {
        Voi::Window { window, function, source } => Some((*window, *function, source)),
        Voi::Lut(_) | Voi::Equalized(_) | Voi::Channels(_) => None,
    }
}
