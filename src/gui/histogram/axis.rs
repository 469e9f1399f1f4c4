//! The horizontal axis: which values it covers, and where they stand on screen.

use egui::Rect;

use crate::image::{Histogram, ModalityLut, ValueRange};

/// An axis on screen. Its numbers are values after modality, or stored values that `map` makes such values of.
#[derive(Clone, Copy)]
pub struct Axis {
    /// Where the bars are drawn, points.
    pub rect: Rect,
    /// What it covers.
    pub range: ValueRange,
    /// From numbers on the axis to values after modality.
    pub map: AxisMap,
}

/// value = slope * number + intercept.
#[derive(Clone, Copy, PartialEq)]
pub struct AxisMap {
    /// Not 0.
    pub slope: f64,
    /// In modality units.
    pub intercept: f64,
}

impl AxisMap {
    /// The axis shows values after modality.
    pub const VALUES: Self = Self { slope: 1.0, intercept: 0.0 };

    /// The axis shows stored values; `None` where they become values by a table.
    pub fn stored(modality: &ModalityLut) -> Option<Self> {
        match *modality {
            ModalityLut::Rescale { slope, intercept } if slope != 0.0 => Some(Self { slope, intercept }),
            _ => None,
        }
    }

    /// The value after modality at a number of the axis.
    pub fn value(self, number: f64) -> f64 {
        self.slope * number + self.intercept
    }

    /// The number of the axis at a value after modality.
    pub fn number(self, value: f64) -> f64 {
        (value - self.intercept) / self.slope
    }

    /// The values between two numbers of the axis.
    pub fn values(self, numbers: ValueRange) -> ValueRange {
        ValueRange::new(self.value(numbers.low), self.value(numbers.high))
    }
}

impl Axis {
    /// Where a value after modality stands, points; it may lie outside of `rect`.
    #[allow(clippy::cast_possible_truncation, reason = "a place on screen")]
    pub fn x(&self, value: f64) -> f32 {
        let at = (self.map.number(value) - self.range.low) / (self.range.high - self.range.low);
        // Far outside is as good as just outside, and fits the screen's numbers.
        self.rect.left() + self.rect.width() * at.clamp(-4.0, 5.0) as f32
    }

    /// The value after modality at a place on screen.
    pub fn value(&self, x: f32) -> f64 {
        self.map.value(self.number(x))
    }

    /// The number of the axis at a place on screen.
    pub fn number(&self, x: f32) -> f64 {
        let at = f64::from((x - self.rect.left()) / self.rect.width());
        self.range.low + at * (self.range.high - self.range.low)
    }
}

/// All of the data, and the window's bounds where they reach a little beyond.
pub fn whole(histogram: &Histogram, bounds: Option<(f64, f64)>) -> ValueRange {
    let edges = histogram.edges();
    let (first, last) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(1.0));
    let span = (last - first).max(f64::MIN_POSITIVE);
    let (lower, upper) = bounds.map_or((first, last), |(one, other)| (one.min(other), one.max(other)));
    let (low, high) = (first.min(lower.max(first - span * 0.5)), last.max(upper.min(last + span * 0.5)));
    let margin = (high - low) * 0.02;
    ValueRange::new(low - margin, high + margin)
}

/// `range` made larger by `factor` about a number that stays in place; never beyond four times `whole`, never so small
/// that numbers can no longer be told apart.
pub fn zoomed(range: ValueRange, factor: f64, about: f64, whole: ValueRange) -> ValueRange {
    let widest = (whole.high - whole.low) * 4.0;
    let least = widest * 1e-5;
    let span = range.high - range.low;
    let factor = (span * factor).clamp(least, widest) / span;
    ValueRange::new(about + (range.low - about) * factor, about + (range.high - about) * factor)
}

/// `range` moved, as long as some of `whole` stays in sight.
pub fn panned(range: ValueRange, by: f64, whole: ValueRange) -> ValueRange {
    let half = (range.high - range.low) / 2.0;
    let by = by.clamp(whole.low - half - range.low, whole.high + half - range.high);
    ValueRange::new(range.low + by, range.high + by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_axis_counts_in_values_all_the_same() {
        let map = AxisMap { slope: -2.0, intercept: 100.0 };
        let rect = Rect::from_min_max(egui::pos2(10.0, 0.0), egui::pos2(110.0, 50.0));
        let axis = Axis { rect, range: ValueRange::new(0.0, 200.0), map };
        assert_eq!((axis.x(100.0), axis.x(0.0), axis.x(-300.0)), (10.0, 35.0, 110.0));
        assert_eq!((axis.value(35.0), axis.number(35.0)), (0.0, 50.0));
        assert_eq!(map.values(ValueRange::new(0.0, 50.0)), ValueRange::new(0.0, 100.0));
    }

    #[test]
    fn zoom_and_pan_keep_the_data_in_sight() {
        let whole = ValueRange::new(0.0, 100.0);
        assert_eq!(zoomed(whole, 0.5, 20.0, whole), ValueRange::new(10.0, 60.0));
        assert_eq!(zoomed(whole, 100.0, 50.0, whole), ValueRange::new(-150.0, 250.0));
        let smallest = zoomed(whole, 0.0, 50.0, whole);
        assert!(smallest.high > smallest.low);
        assert_eq!(panned(ValueRange::new(40.0, 60.0), 1000.0, whole), ValueRange::new(90.0, 110.0));
        assert_eq!(panned(ValueRange::new(40.0, 60.0), -5.0, whole), ValueRange::new(35.0, 55.0));
    }
}
