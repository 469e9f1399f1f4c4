//! How an image lies in a viewport: zoom, pan, quarter turns and flips.

use serde::{Deserialize, Serialize};

/// How large the picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Zoom {
    /// The whole image fits the viewport.
    Fit,
    /// Screen pixels per image column (per column even where pixels are not square).
    Scale(f64),
}

/// The view of one image: small, serialisable, undoable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Zoom.
    pub zoom: Zoom,
    /// The image point in the middle of the viewport, as an offset in pixel coordinates from the image centre.
    pub pan: [f64; 2],
    /// Clockwise quarter turns, 0..=3. Flips come first, then the turn.
    pub quarter_turns: u8,
    /// Mirrored left to right.
    pub flip_horizontal: bool,
    /// Mirrored top to bottom.
    pub flip_vertical: bool,
}

/// The affine map from screen points (physical pixels from the viewport's top left) to continuous pixel coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelFromScreen {
    /// column = m\[0\]\[0\] sx + m\[0\]\[1\] sy + m\[0\]\[2\]; row likewise with m\[1\].
    pub m: [[f64; 3]; 2],
}
