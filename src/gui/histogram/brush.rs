//! Linked brushing: the bar under the pointer, or a range drawn over the plot, glows in the picture.

use std::sync::Arc;

use egui::{Event, Key, PointerButton, Response, Stroke, StrokeKind, Ui};

use crate::{
    image::{Bars, ValueRange},
    state::{Action, FrameKey, HistogramAction, Stack},
};

use super::{super::theme, axis::Axis};

/// On which axis of which image values are brushed.
#[derive(Clone, Copy)]
pub struct On<'a> {
    /// Unit of the axis, in words.
    pub unit: &'a str,
    /// The axis shows stored values.
    pub is_stored: bool,
    /// What the frame belongs to.
    pub stack: &'a Arc<Stack>,
}

/// What glows in the picture, and what can.
pub struct Glow<'a> {
    /// Values that glow now.
    pub now: Option<ValueRange>,
    /// Whether the frame on screen has any values of a range of the axis.
    pub seen: &'a dyn Fn(ValueRange) -> bool,
}

/// What is brushed.
#[derive(Default)]
pub struct Brush {
    /// Unit, axis and first frame of what was brushed: on another, the same numbers are other values.
    on: Option<(String, bool, Option<FrameKey>)>,
    /// Where a drag with the right button began, as a number of the axis.
    from: Option<f64>,
    /// A range that stays until it is taken away, in numbers of the axis.
    kept: Option<ValueRange>,
    /// What glows was asked for here.
    is_ours: bool,
}

impl Brush {
    /// Follows pointer and keys; the range under the pointer or kept, in numbers of the axis, and what that asks for.
    /// `starts_at`: where keys begin on the axis.
    #[allow(clippy::too_many_arguments, reason = "one plot and what is on it")]
    pub fn ui(
        &mut self,
        ui: &Ui,
        body: &Response,
        axis: &Axis,
        bars: &Bars,
        is_held: bool,
        starts_at: Option<f64>,
        on: On<'_>,
        glow: &Glow<'_>,
    ) -> (Option<ValueRange>, Vec<Action>) {
        self.stay_on(on);
        self.follow(ui, body, axis, bars);
        if body.has_focus() {
            self.keys(ui, bars, starts_at);
        }
        let pointed = body.hover_pos().filter(|_| !is_held && self.kept.is_none());
        let range = self.kept.or_else(|| bar(bars, axis.number(pointed?.x)));
        if let Some(kept) = self.kept {
            let span = axis.x(axis.map.value(kept.low))..=axis.x(axis.map.value(kept.high));
            let (left, right) = (span.start().min(*span.end()), span.start().max(*span.end()));
            let rect = egui::Rect::from_x_y_ranges(left..=right.max(left + 1.0), axis.rect.y_range());
            let painter = ui.painter_at(axis.rect);
            painter.rect_filled(rect, 0.0, theme::ACCENT.gamma_multiply(0.22));
            painter.rect_stroke(rect, 0.0, Stroke::new(1.0, theme::ACCENT), StrokeKind::Inside);
        }
        // What no pixel has would only dim the picture.
        let now = glow.now;
        let glow = range.filter(|range| (glow.seen)(*range)).map(|range| values(axis, range));
        let mut actions = Vec::new();
        // Others make values glow too: only what was lit here is put out here.
        if glow != now && (glow.is_some() || self.is_ours) {
            actions.push(Action::Histogram(HistogramAction::Glow(glow)));
        }
        self.is_ours = glow.is_some();
        (range, actions)
    }

    /// Takes the kept range away; true if there was one.
    pub fn clear(&mut self) -> bool {
        self.kept.take().is_some()
    }

    /// The plot is not drawn: nothing glows from here.
    pub fn put_out(&mut self) {
        self.from = None;
        self.is_ours = false;
    }

    /// What was brushed on another axis or image is not brushed here.
    fn stay_on(&mut self, on: On<'_>) {
        let is_same = self.on.as_ref().is_some_and(|(unit, is_stored, key)| {
            // Frames may come before it while a series is read.
            let is_in = key.is_some_and(|key| on.stack.find(key).is_some());
            unit == on.unit && *is_stored == on.is_stored && is_in
        });
        if !is_same {
            self.on = Some((on.unit.to_owned(), on.is_stored, on.stack.at(0, 0).map(|frame| frame.key)));
            self.kept = None;
            self.from = None;
        }
    }

    fn follow(&mut self, ui: &Ui, body: &Response, axis: &Axis, bars: &Bars) {
        if body.drag_started_by(PointerButton::Secondary) {
            self.from = ui.input(|input| input.pointer.press_origin()).map(|press| axis.number(press.x));
        }
        if let (Some(from), Some(position)) = (self.from, body.interact_pointer_pos()) {
            self.kept = whole_bars(bars, from, axis.number(position.x));
        }
        if body.drag_stopped() {
            self.from = None;
        }
        if body.secondary_clicked() {
            self.kept = None;
        }
    }

    /// Alt with left and right walks from bar to bar, with Shift the range grows; Delete takes it away.
    fn keys(&mut self, ui: &Ui, bars: &Bars, starts_at: Option<f64>) {
        let keys: Vec<(Key, bool, bool)> = ui.input(|input| {
            let keys = input.events.iter().filter_map(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. } => Some((*key, modifiers.alt, modifiers.shift)),
                _ => None,
            });
            keys.collect()
        });
        for (key, alt, grow) in keys {
            let by = match key {
                Key::ArrowRight if alt => bars.bin_width,
                Key::ArrowLeft if alt => -bars.bin_width,
                Key::Delete | Key::Backspace => {
                    self.kept = None;
                    continue;
                }
                _ => continue,
            };
            let Some(now) = self.kept.or_else(|| first_bar(bars, starts_at)) else { continue };
            let first = if self.kept.is_none() { 0.0 } else { by };
            let half = bars.bin_width / 2.0;
            // From the middles of bars, so that rounding cannot take in a neighbour.
            let (low, high) = (now.low + half, now.high - half);
            let moved = if grow { (low, high + first) } else { (low + first, high + first) };
            self.kept = whole_bars(bars, moved.0, moved.1.max(moved.0)).or(self.kept);
        }
    }
}

/// Values after modality of a range of the axis. Where a negative slope turns the axis round, its ends change their part.
fn values(axis: &Axis, range: ValueRange) -> ValueRange {
    let turned = axis.map.values(range);
    if axis.map.slope > 0.0 { turned } else { ValueRange::new(turned.low.next_up(), turned.high.next_up()) }
}

/// Where keys begin: the first bar that holds anything from a number of the axis on, or of all.
fn first_bar(bars: &Bars, from: Option<f64>) -> Option<ValueRange> {
    let from = from.map_or(0.0, |number| ((number - bars.low) / bars.bin_width).floor());
    let filled = || bars.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(index, _)| index as f64);
    let index = filled().find(|index| *index >= from).or_else(|| filled().next())?;
    bar(bars, bars.low + (index + 0.5) * bars.bin_width)
}

/// The bar over a number of the axis; the last one takes in its upper edge.
pub fn bar(bars: &Bars, number: f64) -> Option<ValueRange> {
    let at = (number - bars.low) / bars.bin_width;
    if !(at >= 0.0 && at < bars.counts.len() as f64) {
        return None;
    }
    let low = bars.low + at.floor() * bars.bin_width;
    let high = low + bars.bin_width;
    let is_last = at.floor() as usize + 1 == bars.counts.len();
    Some(ValueRange::new(low, if is_last { high.next_up() } else { high }))
}

/// All bars from one number to another, in either order; `None` where both lie outside on the same side.
fn whole_bars(bars: &Bars, one: f64, other: f64) -> Option<ValueRange> {
    let last = bars.low + bars.counts.len() as f64 * bars.bin_width;
    let inside = |number: f64| number.clamp(bars.low, last - bars.bin_width / 2.0);
    let (low, high) = (one.min(other), one.max(other));
    if high < bars.low || low > last {
        return None;
    }
    let (first, end) = (bar(bars, inside(low))?, bar(bars, inside(high))?);
    Some(ValueRange::new(first.low, end.high))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn ten() -> Bars {
        Bars { low: -10.0, bin_width: 2.0, counts: vec![1; 10] }
    }

    #[test]
    fn a_brushed_range_is_made_of_whole_bars() {
        let bars = ten();
        assert_eq!(bar(&bars, -9.5), Some(ValueRange::new(-10.0, -8.0)));
        assert_eq!(bar(&bars, 9.9).unwrap().low, 8.0);
        assert!(bar(&bars, 9.9).unwrap().contains(10.0), "the last bar takes in its upper edge");
        assert_eq!((bar(&bars, -10.1), bar(&bars, 10.0)), (None, None));
        assert_eq!(whole_bars(&bars, 3.0, -3.0), Some(ValueRange::new(-4.0, 4.0)));
        assert_eq!(whole_bars(&bars, -50.0, -9.0), Some(ValueRange::new(-10.0, -8.0)));
        assert!(whole_bars(&bars, 5.0, 500.0).unwrap().contains(10.0));
        assert_eq!(whole_bars(&bars, 20.0, 30.0), None);
    }

    #[test]
    fn keys_begin_at_the_window_and_never_at_nothing() {
        let bars = Bars { low: 0.0, bin_width: 1.0, counts: vec![0, 3, 0, 0, 2, 0] };
        let low = |from| first_bar(&bars, from).map(|range| range.low);
        assert_eq!(
            (low(None), low(Some(2.0)), low(Some(4.5)), low(Some(5.0))),
            (Some(1.0), Some(4.0), Some(4.0), Some(1.0))
        );
        assert_eq!(first_bar(&Bars { low: 0.0, bin_width: 1.0, counts: vec![0; 3] }, None), None);
    }
}
