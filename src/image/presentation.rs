//! What the person chose for showing a layer: small, serialisable, undoable.

use serde::{Deserialize, Serialize};

use super::{ChannelSettings, EqualizeSettings, Label, Modes, VoiFunction, Window};

/// Presentation of one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presentation {
    /// How values become brightness. Ignored by colour images.
    pub voi: Voi,
    /// Inverted by the person, on top of the file's polarity.
    pub invert: bool,
    /// Name of a colour map in `assets/colormaps`; `"grey"` is the plain one.
    pub colour_map: String,
    /// How values are resampled when magnified.
    pub interpolation: Interpolation,
    /// Padding is windowed like any value instead of shown as background.
    pub show_padding: bool,
    /// The file's overlays are drawn.
    #[serde(default = "yes")]
    pub overlays: bool,
    /// The file's display shutters hide what is outside of them.
    #[serde(default = "yes")]
    pub shutters: bool,
    /// Colours go through the file's profile. Greys never do.
    #[serde(default = "yes")]
    pub icc: bool,
    /// Values painted over in colours, a later label over an earlier one.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// What [`Self::voi`] goes back to.
    #[serde(default)]
    pub modes: Modes,
}

/// As an image opens; settings written before these fields were there have them on.
fn yes() -> bool {
    true
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
    /// Equal shares of the frame's pixels get equal shares of the greys.
    Equalized(EqualizeSettings),
    /// Several windows at once as red, green and blue.
    Channels(ChannelSettings),
}

/// Where a window came from; names the choice in the window panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum VoiSource {
    /// The file's window of this index.
    File(usize),
    /// The file's window of this index, of an earlier frame: the shown one has none.
    FileBefore(usize),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn settings_without_the_newer_fields_still_load() {
        let old =
            r#"{"voi":{"Lut":0},"invert":true,"colour_map":"grey","interpolation":"Nearest","show_padding":false}"#;
        let read: Presentation = serde_json::from_str(old).unwrap();
        assert!(read.invert && read.overlays && read.shutters && read.icc && read.labels.is_empty());
        assert_eq!(read.modes, Modes::default());
        let off = Presentation { overlays: false, icc: false, ..read };
        assert_eq!(serde_json::from_str::<Presentation>(&serde_json::to_string(&off).unwrap()).unwrap(), off);
    }
}
