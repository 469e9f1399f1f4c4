//! Two presentations of one picture: tried for as long as a button is held, or side by side with a divider between.

use crate::image::{Presentation, Voi};

use super::{ImageState, Snapshot, Workspace};

/// A divider over the viewport: left of it the image's own presentation, right of it another.
#[derive(Clone, Debug, PartialEq)]
pub struct Wipe {
    /// Where the divider stands, 0 (left edge of the viewport) to 1.
    pub at: f64,
    /// The presentation on the right.
    pub other: Presentation,
}

/// What a person does to compare.
#[derive(Clone, Debug, PartialEq)]
pub enum CompareAction {
    /// Shows this until [`Self::EndTrial`], without a step of undo.
    Try(Voi),
    /// Back to what was shown.
    EndTrial,
    /// This on the right of a divider.
    Beside(Voi),
    /// A divider with what the image opened with on the right, or none.
    Toggle,
    /// The divider, 0 to 1.
    Move(f64),
    /// The VOIs on the left and right change places: one step of undo.
    Swap,
}

impl Workspace {
    pub(super) fn compare(&mut self, action: CompareAction) {
        let viewport = self.viewport_mut();
        let image = &mut viewport.image;
        // What is over can be ended on any picture.
        match action {
            CompareAction::EndTrial => image.trial = None,
            CompareAction::Toggle if image.wipe.is_some() => {
                image.wipe = None;
                return;
            }
            _ => {}
        }
        let Some(own) = image.layers.first().map(|layer| layer.presentation.clone()).filter(|_| image.takes_window())
        else {
            return;
        };
        match action {
            CompareAction::Try(voi) => image.trial = Some(Presentation { voi, ..own }),
            CompareAction::EndTrial => {}
            CompareAction::Beside(voi) => {
                let at = image.wipe.as_ref().map_or(0.5, |wipe| wipe.at);
                image.wipe = Some(Wipe { at, other: Presentation { voi, ..own } });
            }
            CompareAction::Toggle => {
                let beside = image.voi_beside(&own.voi);
                image.wipe = beside.map(|voi| Wipe { at: 0.5, other: Presentation { voi, ..own } });
            }
            CompareAction::Move(at) if at.is_finite() => {
                if let Some(wipe) = &mut image.wipe {
                    wipe.at = at.clamp(0.0, 1.0);
                }
            }
            CompareAction::Move(_) => {}
            CompareAction::Swap => {
                let before = Snapshot::of(image).with_beside(image);
                if let (Some(wipe), Some(layer)) = (&mut image.wipe, image.layers.first_mut()) {
                    // Colours, labels and the like are the image's, on whichever side.
                    std::mem::swap(&mut wipe.other.voi, &mut layer.presentation.voi);
                    std::mem::swap(&mut wipe.other.modes.window, &mut layer.presentation.modes.window);
                }
                image.trial = None;
                viewport.history.record(before, &viewport.image, "edit", false);
            }
        }
    }
}

impl ImageState {
    /// The presentation at a place of the viewport, 0 (left edge) to 1.
    pub fn presentation_at(&self, across: f64) -> Option<&Presentation> {
        let beside = self.wipe.as_ref().filter(|wipe| across >= wipe.at).map(|wipe| &wipe.other);
        beside.or_else(|| self.presentation())
    }

    /// What is put beside a VOI when nothing else is asked for: what the image opened with; beside that, the full range.
    fn voi_beside(&self, shown: &Voi) -> Option<Voi> {
        let (picture, histogram) = (self.picture()?, self.loaded.histogram.as_deref()?);
        let opened = crate::image::default_voi(picture.model(), histogram);
        if opened == *shown { self.full_range_voi() } else { Some(opened) }
    }
}
