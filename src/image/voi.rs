//! Values of interest: windows and VOI LUTs (PS3.3 C.11.2).

use serde::{Deserialize, Serialize};

use super::LookupTable;

/// _Window Center_ (0028,1050) and _Window Width_ (0028,1051), in modality units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Level.
    pub center: f64,
    /// Width, greater than 0.
    pub width: f64,
}

/// _VOI LUT Function_ (0028,1056).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum VoiFunction {
    /// C.11.2.1.2.1.
    #[default]
    Linear,
    /// C.11.2.1.3.2.
    LinearExact,
    /// C.11.2.1.3.1.
    Sigmoid,
    /// fastai's `windowed`, which no file can ask for: from center - w to center + w, where w is half the width
    /// rounded down.
    Fastai,
}

/// A window of the file with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct FileWindow {
    /// Center and width; the width is finite and greater than 0.
    pub window: Window,
    /// _Window Center & Width Explanation_ (0028,1055), safe for a screen.
    pub explanation: Option<String>,
    /// Function that goes with it.
    pub function: VoiFunction,
}

/// An item of _VOI LUT Sequence_ (0028,3010).
#[derive(Clone, Debug, PartialEq)]
pub struct VoiLut {
    /// The table, applied to values after modality, rounded to integers.
    pub table: LookupTable,
    /// _LUT Explanation_ (0028,3003), safe for a screen.
    pub explanation: Option<String>,
}

impl Window {
    /// From _Window Center_ and _Window Width_.
    pub fn new(center: f64, width: f64) -> Self {
        Self { center, width }
    }

    /// Lower and upper bound. For `whole` values (HU) the upper one is the last value inside: center - width / 2 and
    /// center + width / 2 - 1 (PS3.3 C.11.2.1.2, note 4); else both lie half a width from the center.
    pub fn bounds(self, whole: bool) -> (f64, f64) {
        let lower = self.center - self.width / 2.0;
        (lower, lower + self.width - if whole { 1.0 } else { 0.0 })
    }

    /// The window between two bounds, in either order; the inverse of [`Self::bounds`]. Bounds that leave no width
    /// give the narrowest window there is.
    pub fn from_bounds(lower: f64, upper: f64, whole: bool) -> Self {
        let (lower, upper) = (lower.min(upper), lower.max(upper));
        let width = upper - lower + if whole { 1.0 } else { 0.0 };
        let smallest = lower.abs().max(1.0) * f64::EPSILON * 4.0;
        let width = if width > smallest { width } else { smallest };
        Self { center: lower + width / 2.0, width }
    }
}

impl VoiFunction {
    /// All functions, in the order of a list.
    pub const ALL: [Self; 4] = [Self::Linear, Self::LinearExact, Self::Sigmoid, Self::Fastai];

    /// Value to brightness in 0..=1 (PS3.3 C.11.2.1.2 and C.11.2.1.3). A linear width below 1 is undefined in the
    /// standard and read as linear exact. A value or window that is no number gives 0.
    pub fn apply(self, window: Window, value: f64) -> f64 {
        let Window { center, width } = window;
        let brightness = match self {
            Self::Linear if width >= 1.0 => ramp(value, center - 0.5, width - 1.0),
            Self::Linear | Self::LinearExact => ramp(value, center, width),
            Self::Sigmoid => 1.0 / (1.0 + (-4.0 * (value - center) / width).exp()),
            Self::Fastai => {
                let (lower, upper) = self.bounds(window, true);
                between(value, lower, upper)
            }
        };
        if brightness.is_nan() { 0.0 } else { brightness }
    }

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::LinearExact => "linear-exact",
            Self::Sigmoid => "sigmoid",
            Self::Fastai => "fastai",
        }
    }

    /// The name for the person.
    pub fn label(self) -> &'static str {
        match self {
            Self::Linear => "Linear",
            Self::LinearExact => "Linear exact",
            Self::Sigmoid => "Sigmoid",
            Self::Fastai => "fastai",
        }
    }

    /// Lower and upper bound of a window. `whole`: values are whole numbers, so that what is linear ends at the last
    /// value inside, as [`Window::bounds`] has it.
    pub fn bounds(self, window: Window, whole: bool) -> (f64, f64) {
        match self {
            Self::Fastai => {
                let half = (window.width / 2.0).floor();
                (window.center - half, window.center + half)
            }
            _ => window.bounds(whole && self == Self::Linear),
        }
    }

    /// From [`Self::name`], or a defined term of _VOI LUT Function_ (0028,1056), in any case. What a file says is read
    /// elsewhere: it knows the defined terms alone.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.trim().to_ascii_lowercase().replace('_', "-");
        Self::ALL.into_iter().find(|function| function.name() == name)
    }
}

/// 0 at and below half a width under the middle, 1 above half a width over it, linear between.
fn ramp(value: f64, middle: f64, width: f64) -> f64 {
    if value <= middle - width / 2.0 {
        0.0
    } else if value > middle + width / 2.0 {
        1.0
    } else {
        (value - middle) / width + 0.5
    }
}

/// 0 at and below `lower`, 1 at and above `upper`, linear between; of bounds that are one, 0 up to it and 1 above.
fn between(value: f64, lower: f64, upper: f64) -> f64 {
    if value <= lower {
        0.0
    } else if value >= upper {
        1.0
    } else {
        (value - lower) / (upper - lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_follows_the_standard() {
        // The note of C.11.2.1.2.1: width 4096 at center 2048 maps 0..=4095 onto the whole range.
        let full = Window::new(2048.0, 4096.0);
        let linear = |value| VoiFunction::Linear.apply(full, value);
        assert_eq!((linear(0.0), linear(4095.0)), (0.0, 1.0));
        assert_eq!(linear(2047.5), 0.5);
        // Width 1 is a threshold.
        let threshold = Window::new(100.0, 1.0);
        assert_eq!([99.0, 99.5, 100.0].map(|value| VoiFunction::Linear.apply(threshold, value)), [0.0, 0.0, 1.0]);
        // Width 2 has one step between.
        let narrow = Window::new(100.0, 2.0);
        assert_eq!([98.0, 99.0, 99.5, 100.0].map(|value| VoiFunction::Linear.apply(narrow, value)), [0., 0., 0.5, 1.]);
    }

    #[test]
    fn linear_exact_and_sigmoid_follow_the_standard() {
        let window = Window::new(0.0, 100.0);
        let exact = [-51.0, -50.0, 0.0, 25.0, 50.0, 51.0].map(|value| VoiFunction::LinearExact.apply(window, value));
        assert_eq!(exact, [0.0, 0.0, 0.5, 0.75, 1.0, 1.0]);
        assert_eq!(VoiFunction::Sigmoid.apply(window, 0.0), 0.5);
        assert!((VoiFunction::Sigmoid.apply(window, 50.0) - 1.0 / (1.0 + (-2.0f64).exp())).abs() < 1e-15);
        // Below width 1 linear is linear exact.
        let slim = Window::new(0.5, 0.5);
        assert_eq!(VoiFunction::Linear.apply(slim, 0.5), VoiFunction::LinearExact.apply(slim, 0.5));
        for function in VoiFunction::ALL {
            assert_eq!(function.apply(window, f64::NAN), 0.0);
            assert_eq!(function.apply(window, f64::INFINITY), 1.0);
            assert_eq!(VoiFunction::parse(function.name()), Some(function));
        }
        assert_eq!(VoiFunction::parse(" LINEAR_EXACT"), Some(VoiFunction::LinearExact));
        assert_eq!(VoiFunction::parse("cubic"), None);
    }

    #[test]
    fn fastai_rounds_half_the_width_down() {
        let windowed = |center, width, value| VoiFunction::Fastai.apply(Window::new(center, width), value);
        // brain_soft, 375 at 40: 375 // 2 = 187, so -147 to 227.
        assert_eq!(VoiFunction::Fastai.bounds(Window::new(40.0, 375.0), true), (-147.0, 227.0));
        assert_eq!([-147.0, 40.0, 226.0, 227.0, 300.0].map(|value| windowed(40.0, 375.0, value))[..2], [0.0, 0.5]);
        assert_eq!(windowed(40.0, 375.0, 226.0), 373.0 / 374.0);
        assert_eq!((windowed(40.0, 375.0, 227.0), windowed(40.0, 375.0, 300.0)), (1.0, 1.0));
        // One unit wider at white than the standard's linear: brain, 80 at 40, ends at 80 and not at 79.
        assert_eq!((windowed(40.0, 80.0, 79.0), windowed(40.0, 80.0, 80.0)), (79.0 / 80.0, 1.0));
        assert_eq!(VoiFunction::Linear.apply(Window::new(40.0, 80.0), 79.0), 1.0);
        // Half of a width below 2 is nothing: a threshold.
        assert_eq!([9.0, 10.0, 10.5].map(|value| windowed(10.0, 1.0, value)), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn bounds_and_center_are_one_thing() {
        let brain = Window::new(40.0, 80.0);
        assert_eq!(brain.bounds(true), (0.0, 79.0));
        assert_eq!(brain.bounds(false), (0.0, 80.0));
        for whole in [true, false] {
            let (lower, upper) = brain.bounds(whole);
            assert_eq!(Window::from_bounds(lower, upper, whole), brain);
            assert_eq!(Window::from_bounds(upper, lower, whole), brain);
        }
        assert_eq!(Window::from_bounds(5.0, 5.0, true), Window::new(5.5, 1.0));
        assert!(Window::from_bounds(1e9, 1e9, false).width > 0.0);
        assert!(Window::from_bounds(0.0, 0.0, false).width > 0.0);
    }
}
