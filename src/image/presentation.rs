//! What the person chose for showing a layer: small, serialisable, undoable.

use serde::{Deserialize, Serialize};

use super::{VoiFunction, Window};

/// Presentation of one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presentation {
    /// Window or VOI LUT. Ignored by colour images.
    pub voi: Voi,
    /// Inverted by the person, on top of the file's polarity.
    pub invert: bool,
    /// Name of a colour map in `assets/colormaps`; `"grey"` is the plain one.
    pub colour_map: String,
    /// How values are resampled when magnified.
    pub interpolation: Interpolation,
    /// Padding is windowed like any value instead of shown as background.
    pub show_padding: bool,
}

/// One VOI transformation out of the alternatives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Voi {
    /// A window.
    Window {
        /// Center and width in modality units.
        window: Window,
        /// Function.
        function: VoiFunction,
        /// Where it came from.
        source: VoiSource,
    },
    /// The file's VOI LUT of this index.
    Lut(usize),
}

/// Where a window came from; names the choice in the window panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VoiSource {
    /// The file's window of this index.
    File(usize),
    /// A preset of this name.
    Preset(String),
    /// The rule for images without a window.
    Default,
    /// Minimum to maximum of the frame.
    FullRange,
    /// Set by hand.
    User,
}

/// How values between pixels are found. When minified the area mean is always taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Interpolation {
    /// The nearest pixel's value.
    Nearest,
    /// Bilinear on values, then window.
    #[default]
    Bilinear,
}
