//! Which frames: the one on screen, all, or a range.

use egui::{DragValue, Ui};

use crate::{
    export::frames::{Chosen, Which},
    state::ImageState,
};

/// What is chosen. A range begins as the playback's in and out points.
#[derive(Default)]
pub struct FrameChoice {
    kind: Kind,
    from: usize,
    to: usize,
    /// The moments of a 4-D series instead of the slices of one moment.
    moments: bool,
    /// The stack and the points that the range was filled in for.
    filled_for: Option<(usize, usize, Option<(usize, usize)>)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    This,
    All,
    Range,
}

impl FrameChoice {
    /// Draws the choices; nothing where there is but one frame.
    pub fn ui(&mut self, ui: &mut Ui, image: &ImageState) {
        let phases = image.stack.phases();
        self.moments &= phases > 1;
        self.fill_in(image);
        let count = self.count(image);
        if image.stack.len() <= 1 && phases <= 1 {
            self.kind = Kind::This;
            return;
        }
        let what = if self.moments { "moment" } else { "frame" };
        ui.horizontal(|ui| {
            let tip = "What is on screen, and nothing else";
            ui.radio_value(&mut self.kind, Kind::This, format!("This {what}")).on_hover_text(tip);
            let tip = "In the order in which they are scrolled through";
            ui.radio_value(&mut self.kind, Kind::All, format!("All {count} {what}s")).on_hover_text(tip);
            let tip = "From one to another; playback's in and out points, where they are set";
            ui.radio_value(&mut self.kind, Kind::Range, "Range").on_hover_text(tip);
            let (mut from, mut to) = (self.from, self.to);
            let label = ui.label("From");
            let first = ui.add(DragValue::new(&mut from).range(1..=count).speed(0.2)).labelled_by(label.id);
            let label = ui.label("to");
            let last = ui.add(DragValue::new(&mut to).range(1..=count).speed(0.2)).labelled_by(label.id);
            if first.changed() || last.changed() {
                // The end that is set pushes the other one along.
                (self.from, self.to) = if first.changed() { (from, to.max(from)) } else { (from.min(to), to) };
                self.kind = Kind::Range;
            }
        });
        if phases > 1 {
            let tip = "The same slice at every moment, instead of the slices of this moment";
            ui.checkbox(&mut self.moments, "Moments of this slice").on_hover_text(tip);
        }
    }

    /// The frames that it comes to.
    pub fn chosen(&self, image: &ImageState) -> Chosen {
        let which = match self.kind {
            Kind::This => Which::This,
            Kind::All => Which::All,
            Kind::Range => Which::Range(self.from, self.to),
        };
        Chosen::of(image, which, self.moments)
    }

    /// Whether more than what is on screen was asked for.
    pub fn is_several(&self) -> bool {
        self.kind != Kind::This
    }

    /// Asks for all frames, as a clip does.
    pub fn choose_all(&mut self) {
        if self.kind == Kind::This {
            self.kind = Kind::All;
        }
    }

    /// Asks for the moments of a 4-D series, which is what plays.
    pub fn choose_moments(&mut self) {
        self.moments = true;
    }

    fn count(&self, image: &ImageState) -> usize {
        (if self.moments { image.stack.phases() } else { image.stack.len() }).max(1)
    }

    /// Anew where another stack is shown, or other points are set.
    fn fill_in(&mut self, image: &ImageState) {
        let count = self.count(image);
        let is_played = self.moments == (image.stack.phases() > 1);
        let points = image.playback.range.filter(|_| is_played);
        let stack = std::sync::Arc::as_ptr(&image.stack).addr();
        if self.filled_for == Some((stack, count, points)) {
            return;
        }
        self.filled_for = Some((stack, count, points));
        let (first, last) = points.unwrap_or((0, count - 1));
        (self.from, self.to) = (first.min(count - 1) + 1, last.min(count - 1) + 1);
        if points.is_some() {
            self.kind = Kind::Range;
        }
    }
}
