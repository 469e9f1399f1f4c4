//! Ways of showing values other than one window: equalised, and as colour channels.

use serde::{Deserialize, Serialize};

use super::{Picture, Presentation, Unit, Voi, VoiFunction, Window};

/// How a picture is equalised: as fastai's `freqhist_bins` and `hist_scaled` do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EqualizeSettings {
    /// Shares of equal size that the pixels are divided into, [`Self::LEAST_BINS`]..=[`Self::MOST_BINS`].
    pub bins: usize,
    /// Smaller values, in modality units, count as this one.
    pub min_px: Option<f64>,
    /// Larger values, in modality units, count as this one.
    pub max_px: Option<f64>,
    /// Whether padding takes part.
    pub padding: EqualizePadding,
}

/// Whether pixels that are padding take part when a picture is equalised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EqualizePadding {
    /// All pixels are counted, as fastai does.
    #[default]
    Counted,
    /// Pixels that are padding are left out.
    LeftOut,
}

/// Windows shown as colour channels, with an equalised one behind them: fastai's `to_nchan` and `to_3chan`.
///
/// On screen the first three channels are red, green and blue, and those that are not there are black.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelSettings {
    /// One channel each.
    pub windows: Vec<ChannelWindow>,
    /// The last channel.
    pub equalised: Option<EqualizeSettings>,
}

/// A window that makes a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelWindow {
    /// Center and width in modality units.
    pub window: Window,
    /// Function; fastai's own for whole values.
    pub function: VoiFunction,
    /// Name of the preset that it is.
    pub preset: Option<String>,
}

/// What is taken up again when another way of showing is chosen, or left. Part of a presentation, so undo has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Modes {
    /// The window or LUT that was in force before the picture was equalised or shown as channels.
    pub window: Option<Voi>,
    /// How it was equalised last.
    pub equalize: Option<EqualizeSettings>,
    /// How it was shown as channels last.
    pub channels: Option<ChannelSettings>,
}

impl EqualizeSettings {
    /// Fewest bins.
    pub const LEAST_BINS: usize = 1;
    /// Most bins.
    pub const MOST_BINS: usize = 100_000;
    /// Below this many HU all is air around the patient, or no picture at all.
    pub const LEAST_HU: f64 = -1100.0;

    /// As a picture is equalised unless the person says otherwise: values in HU from -1100 on, others all.
    pub fn for_unit(unit: &Unit) -> Self {
        Self { min_px: (*unit == Unit::Hounsfield).then_some(Self::LEAST_HU), ..Self::default() }
    }

    /// The same within their ranges: bins that can be, bounds that are numbers and in order.
    #[must_use]
    pub fn checked(self) -> Self {
        let finite = |bound: Option<f64>| bound.filter(|bound| bound.is_finite());
        let (min_px, max_px) = match (finite(self.min_px), finite(self.max_px)) {
            (Some(min), Some(max)) => (Some(min.min(max)), Some(max.max(min))),
            bounds => bounds,
        };
        Self { bins: self.bins.clamp(Self::LEAST_BINS, Self::MOST_BINS), min_px, max_px, padding: self.padding }
    }

    /// A value between the bounds.
    pub fn clamp(&self, value: f64) -> f64 {
        let value = self.min_px.map_or(value, |min| value.max(min));
        self.max_px.map_or(value, |max| value.min(max))
    }
}

impl Default for EqualizeSettings {
    /// A hundred bins over all values.
    fn default() -> Self {
        Self { bins: 100, min_px: None, max_px: None, padding: EqualizePadding::default() }
    }
}

impl ChannelSettings {
    /// Channels that a screen can show.
    pub const SHOWN: usize = 3;

    /// As a picture is shown as channels unless the person says otherwise: two windows and the picture equalised, as
    /// fastai's `to_3chan`. The windows are lungs and soft tissue for HU; else `window` and one of twice its width.
    pub fn for_picture(picture: &Picture, window: Window) -> Self {
        let unit = &picture.model().unit;
        let windows = if *unit == Unit::Hounsfield {
            ["lungs", "abdomen_soft"].into_iter().filter_map(ChannelWindow::preset).collect()
        } else {
            let wide = Window::new(window.center, window.width * 2.0);
            [window, wide].map(|window| ChannelWindow::by_hand(window, picture.has_whole_values())).into()
        };
        // Of all values: `to_3chan` knows no bounds.
        Self { windows, equalised: Some(EqualizeSettings::default()) }
    }

    /// How many channels there are.
    pub fn count(&self) -> usize {
        self.windows.len() + usize::from(self.equalised.is_some())
    }
}

impl Voi {
    /// Whether it is a window or a LUT: one curve that does not depend on the frame's values.
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::Window { .. } | Self::Lut(_))
    }
}

impl Presentation {
    /// Shows values another way, and remembers what there is to go back to.
    pub fn set_voi(&mut self, voi: Voi) {
        match &voi {
            Voi::Equalized(settings) => self.modes.equalize = Some(settings.clone()),
            Voi::Channels(settings) => self.modes.channels = Some(settings.clone()),
            Voi::Window { .. } | Voi::Lut(_) => self.modes.window = None,
        }
        let before = std::mem::replace(&mut self.voi, voi);
        if before.is_plain() && !self.voi.is_plain() {
            self.modes.window = Some(before);
        }
    }

    /// The window or LUT in force, or the one that comes back when this way of showing is left.
    pub fn plain_voi(&self) -> Option<&Voi> {
        if self.voi.is_plain() { Some(&self.voi) } else { self.modes.window.as_ref() }
    }
}

impl ChannelWindow {
    /// The preset of this name.
    pub fn preset(name: &str) -> Option<Self> {
        let preset = super::preset::by_name(name)?;
        Some(Self { window: preset.window, function: VoiFunction::Fastai, preset: Some(preset.name.clone()) })
    }

    /// A window of no name: of fastai's function for `whole` values, else linear exact.
    pub fn by_hand(window: Window, whole: bool) -> Self {
        let function = if whole { VoiFunction::Fastai } else { VoiFunction::LinearExact };
        Self { window, function, preset: None }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn settings_are_brought_into_their_ranges() {
        let odd =
            EqualizeSettings { bins: 0, min_px: Some(50.0), max_px: Some(-50.0), padding: EqualizePadding::LeftOut };
        let checked = odd.checked();
        assert_eq!((checked.bins, checked.min_px, checked.max_px), (1, Some(-50.0), Some(50.0)));
        let many = EqualizeSettings { bins: usize::MAX, min_px: Some(f64::NAN), ..EqualizeSettings::default() };
        assert_eq!((many.clone().checked().bins, many.checked().min_px), (100_000, None));
        assert_eq!([-60.0, 0.0, 60.0].map(|value| checked.clamp(value)), [-50.0, 0.0, 50.0]);
        assert_eq!(EqualizeSettings::for_unit(&Unit::Hounsfield).min_px, Some(-1100.0));
        assert_eq!(EqualizeSettings::for_unit(&Unit::None), EqualizeSettings::default());
    }

    #[test]
    fn settings_with_fewer_fields_still_load() {
        let read: EqualizeSettings = serde_json::from_str(r#"{"bins":7}"#).unwrap();
        assert_eq!(read, EqualizeSettings { bins: 7, ..EqualizeSettings::default() });
        assert_eq!(serde_json::from_str::<ChannelSettings>("{}").unwrap().count(), 0);
    }
}
