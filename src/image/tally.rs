//! How often each value occurs: what histogram, percentiles and equalisation are read from.

use super::{ValueRange, VoiFunction, Window};

/// Distinct values in ascending order, each with how many are at most as large. All are finite, and zero is not negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    values: Vec<f64>,
    upto: Vec<u64>,
}

/// Whether padding takes part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PaddingIs {
    Counted,
    LeftOut,
}

impl Tally {
    /// From values in ascending order; equal neighbours become one.
    pub(super) fn of_sorted(sorted: impl IntoIterator<Item = (f64, u64)>) -> Self {
        let mut tally = Self::default();
        let mut total = 0u64;
        for (value, count) in sorted {
            total = total.saturating_add(count);
            match tally.upto.last_mut() {
                Some(upto) if tally.values.last() == Some(&value) => *upto = total,
                _ => {
                    tally.values.push(value + 0.0);
                    tally.upto.push(total);
                }
            }
        }
        tally
    }

    /// All values of both.
    pub(super) fn merged(&self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        Self::of_sorted(std::iter::from_fn(|| match (ours.peek(), theirs.peek()) {
            (Some((a, _)), Some((b, _))) if a <= b => ours.next(),
            (_, Some(_)) => theirs.next(),
            (_, None) => ours.next(),
        }))
    }

    /// With each value rounded to the nearest multiple of `step`.
    pub(super) fn rounded(&self, step: f64) -> Self {
        Self::of_sorted(self.iter().map(|(value, count)| {
            let rounded = (value / step).round() * step;
            (if rounded.is_finite() { rounded } else { value }, count)
        }))
    }

    /// Bytes held in memory.
    pub(super) fn byte_len(&self) -> usize {
        size_of_val(self.values.as_slice()) + size_of_val(self.upto.as_slice())
    }

    /// How many values were counted.
    pub(super) fn count(&self) -> u64 {
        self.upto.last().copied().unwrap_or(0)
    }

    /// How many of them differ.
    pub(super) fn distinct(&self) -> usize {
        self.values.len()
    }

    pub(super) fn min(&self) -> Option<f64> {
        self.values.first().copied()
    }

    pub(super) fn max(&self) -> Option<f64> {
        self.values.last().copied()
    }

    /// The value at a 0-based rank of all values in ascending order.
    pub(super) fn at_rank(&self, rank: u64) -> Option<f64> {
        self.values.get(self.upto.partition_point(|&upto| upto <= rank)).copied()
    }

    /// How many are smaller than `edge`; none where that is no number.
    pub(super) fn below(&self, edge: f64) -> u64 {
        let smaller = self.values.partition_point(|&value| value < edge);
        smaller.checked_sub(1).and_then(|last| self.upto.get(last)).copied().unwrap_or(0)
    }

    /// How many lie in a range; the bounds are as those of [`ValueRange`].
    pub(super) fn count_in(&self, range: ValueRange) -> u64 {
        // False as well where an end is no number.
        if range.low < range.high { self.below(range.high) - self.below(range.low) } else { 0 }
    }

    /// The share of all values that lie strictly between the bounds of fastai's `windowed`, 0..=1; `None` of none.
    pub(super) fn share_in_window(&self, window: Window) -> Option<f64> {
        let (lower, upper) = VoiFunction::Fastai.bounds(window, true);
        let inside = self.count_in(ValueRange { low: lower.next_up(), high: upper });
        let count = self.count();
        (count > 0).then(|| inside as f64 / count as f64)
    }

    /// Each distinct value with how often it occurs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, u64)> {
        let before = std::iter::once(0).chain(self.upto.iter().copied());
        self.values.iter().zip(self.upto.iter().zip(before)).map(|(&value, (upto, before))| (value, upto - before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_and_ranges_are_read_off() {
        let tally = Tally::of_sorted([(-3.0, 2), (-0.0, 1), (0.0, 4), (7.0, 3)]);
        assert_eq!((tally.count(), tally.distinct(), tally.min(), tally.max()), (10, 3, Some(-3.0), Some(7.0)));
        assert_eq!([0, 1, 2, 6, 7, 9].map(|rank| tally.at_rank(rank)), [-3., -3., 0., 0., 7., 7.].map(Some));
        assert_eq!(tally.at_rank(10), None);
        let inside = |low, high| tally.count_in(ValueRange { low, high });
        assert_eq!((inside(-3.0, 0.0), inside(-3.0, 0.5), inside(0.0, 7.0), inside(0.0, 7.5)), (2, 7, 5, 8));
        assert_eq!((inside(9.0, -9.0), inside(f64::NAN, 9.0), inside(f64::NEG_INFINITY, f64::INFINITY)), (0, 0, 10));
        assert!(tally.values.iter().all(|value| value.is_sign_positive() || *value < 0.0));
    }

    #[test]
    fn merging_adds_up() {
        let (one, other) = (Tally::of_sorted([(1.0, 2), (3.0, 1)]), Tally::of_sorted([(0.5, 1), (3.0, 4), (9.0, 1)]));
        let both: Vec<_> = one.merged(&other).iter().collect();
        assert_eq!(both, [(0.5, 1), (1.0, 2), (3.0, 5), (9.0, 1)]);
        assert_eq!(one.merged(&other), other.merged(&one));
        assert_eq!(one.merged(&Tally::default()), one);
    }
}
