//! Whether a pixel is to be explained, and which one.

use super::super::Workspace;

/// What is asked about pixels. Small, not undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WhyAsked {
    /// The explanation is shown.
    pub shown: bool,
    /// The column and row that stay while the pointer moves on, 0-based.
    pub pinned: Option<[u32; 2]>,
}

/// What a person asks about pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyAction {
    /// Explains the pixel under the pointer, or no longer.
    Toggle,
    /// Stays with this column and row; the same once more lets it go.
    Pin([u32; 2]),
    /// The pinned pixel so many columns and rows on, as far as the picture reaches.
    MovePin([i32; 2]),
    /// Follows the pointer again.
    Unpin,
}

impl Workspace {
    pub(in crate::state) fn ask_why(&mut self, action: WhyAction) {
        let size = self.image().picture().map(|picture| [picture.frame().columns, picture.frame().rows]);
        let asked = &mut self.why;
        match action {
            WhyAction::MovePin(by) => {
                if let (Some(pinned), Some(size)) = (&mut asked.pinned, size) {
                    for ((at, by), size) in pinned.iter_mut().zip(by).zip(size) {
                        *at = at.saturating_add_signed(by).min(size.saturating_sub(1));
                    }
                }
            }
            WhyAction::Toggle => *asked = WhyAsked { shown: !asked.shown, pinned: None },
            WhyAction::Pin(pixel) if asked.pinned == Some(pixel) => asked.pinned = None,
            WhyAction::Pin(pixel) => *asked = WhyAsked { shown: true, pinned: Some(pixel) },
            WhyAction::Unpin => asked.pinned = None,
        }
    }
}
