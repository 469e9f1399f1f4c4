//! Find the body: what is left of a window once it is blurred, as fastai's `mask_from_blur`, `mask2bbox` and
//! `crop_resize` find and cut it out.

mod blur;
mod bounds;
mod crop;
mod mask;
mod outline;

use serde::{Deserialize, Serialize};

use super::{ChannelWindow, Picture, Unit, Window};

pub use blur::{gauss_blur2d, gaussian_kernel};
pub use bounds::{BodyBox, mask2bbox};
pub use crop::{crop_resize, cropped};
pub use mask::{BodyMask, mask_from_blur};
pub use outline::outlines;

/// How the body is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BodySettings {
    /// What is bright in this window is body.
    pub window: ChannelWindow,
    /// Standard deviation of the blur as a share of the image's columns, 0.001..=1.
    pub sigma: f64,
    /// Blurred brightness above which a pixel is body, 0..=1.
    pub threshold: f64,
    /// What the window shows white counts as black: bone and metal, where the window is one of soft tissue.
    pub remove_max: bool,
}

/// The body on one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Pixels that belong to it.
    pub pixels: u64,
    /// Its share of the frame, 0..=1.
    pub share: f64,
    /// First and last row and column; `None` where nothing was found.
    pub bounds: Option<BodyBox>,
    /// Closed lines along the edges of pixels, in pixel coordinates: column and row of corners, from 0 at the left and
    /// upper edge of the image. The body lies to the right of them; the first point is not repeated.
    pub outlines: Vec<Vec<[u32; 2]>>,
    /// The lines have more than 200,000 points: there are none in `outlines`.
    pub has_too_many_points: bool,
}

/// Points of all lines that are kept: more are noise.
const MOST_POINTS: usize = 200_000;
/// Pixels of the largest picture that is looked at: the blur takes 12 bytes for each, and time that grows with the
/// columns besides.
pub const MOST_PIXELS: u64 = 1 << 26;

/// Why a picture is not looked at, if it is too large.
pub fn refusal(picture: &Picture) -> Option<&'static str> {
    let pixels = u64::from(picture.frame().columns) * u64::from(picture.frame().rows);
    let text = "The body is looked for in images of at most 67 million pixels; this one is larger.";
    (pixels > MOST_PIXELS).then_some(text)
}

impl BodySettings {
    /// fastai's own parameters, which has no window of its own: its one for soft tissue where values are HU, else `window`.
    pub fn for_picture(picture: &Picture, window: Window) -> Self {
        let preset =
            (picture.model().unit == Unit::Hounsfield).then(|| ChannelWindow::preset("abdomen_soft")).flatten();
        let window = preset.unwrap_or_else(|| ChannelWindow::by_hand(window, picture.has_whole_values()));
        Self { window, sigma: 0.3, threshold: 0.05, remove_max: true }
    }

    /// The same within their ranges.
    #[must_use]
    pub fn checked(self) -> Self {
        let within = |value: f64, low: f64, high: f64| if value.is_nan() { low } else { value.clamp(low, high) };
        Self { sigma: within(self.sigma, 0.001, 1.0), threshold: within(self.threshold, 0.0, 1.0), ..self }
    }
}

impl Body {
    /// Looks for the body of a grey picture. Gives up, with `None`, once `is_outdated`; for pictures in colour and those
    /// of a [`refusal`] too.
    pub fn find(picture: &Picture, settings: &BodySettings, is_outdated: &dyn Fn() -> bool) -> Option<Self> {
        let mask = mask_from_blur(picture, settings, is_outdated)?;
        let pixels = mask.inside.iter().filter(|inside| **inside).count() as u64;
        let share = pixels as f64 / (mask.inside.len().max(1)) as f64;
        let lines = outlines(&mask, MOST_POINTS);
        let has_too_many_points = lines.is_none();
        let outlines = lines.unwrap_or_default();
        Some(Self { pixels, share, bounds: mask2bbox(&mask), outlines, has_too_many_points })
    }
}
