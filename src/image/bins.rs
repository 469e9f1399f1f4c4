//! How an axis of values is cut into bins of equal width.

use super::{ModalityLut, Picture, ValueRange, tally::Tally};

/// Counts in bins of equal width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    /// Lower edge of the first bin.
    pub low: f64,
    /// Width of every bin, greater than 0.
    pub bin_width: f64,
    /// Counts; bins are half-open, but the one that ends at the largest value takes it in.
    pub counts: Vec<u64>,
}

/// Values that lie a whole number of steps apart: integers, or what a rescale makes of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lattice {
    /// Distance between neighbours, greater than 0.
    pub(super) step: f64,
    /// Values are whole numbers, so that edges may lie on them without rounding.
    pub(super) whole: bool,
}

/// More bins than this say no more on a screen.
const MOST_BINS: f64 = 512.0;
/// Bins of values that lie anywhere.
const FREE_BINS: usize = 256;

impl Lattice {
    /// Of integers.
    pub(super) const WHOLE: Self = Self { step: 1.0, whole: true };

    /// Of values after modality.
    pub(super) fn of_values(picture: &Picture) -> Option<Self> {
        if !picture.frame().samples.is_integer() {
            return None;
        }
        match picture.model().modality {
            ModalityLut::Rescale { slope, .. } if !picture.is_colour() => {
                let whole = picture.has_whole_values();
                Some(Self { step: if whole { slope.abs().max(1.0) } else { slope.abs() }, whole })
            }
            _ => Some(Self::WHOLE),
        }
    }

    /// Of stored values.
    pub(super) fn of_stored(picture: &Picture) -> Option<Self> {
        picture.frame().samples.is_integer().then_some(Self::WHOLE)
    }

    /// Of the values of two pictures together, the smallest of which are given.
    pub(super) fn joined(one: (Self, f64), other: (Self, f64)) -> Option<Self> {
        let ((a, from), (b, to)) = (one, other);
        let apart = (to - from) / a.step;
        // As far as rounding lets a distance be told: 0.3 - 0.1 is two steps of 0.1.
        let rounding = (from.abs() + to.abs()) / a.step * f64::EPSILON * 4.0;
        let is_on = (apart - apart.round()).abs() <= rounding && rounding < 1e-3;
        match (a == b && (apart.fract() == 0.0 || is_on), a.whole && b.whole) {
            (true, _) => Some(a),
            (false, true) => Some(Self::WHOLE),
            (false, false) => None,
        }
    }

    /// How many steps lie between two values of the lattice, where rounding leaves any and they can be counted.
    fn steps(self, low: f64, high: f64) -> Option<f64> {
        let steps = ((high - low) / self.step).round();
        let smallest = low.abs().max(high.abs()) * f64::EPSILON * 8.0;
        (steps.is_finite() && steps < 2f64.powi(52) && self.step > smallest).then_some(steps)
    }

    /// Where the first bin begins whose first value is `low`: edges lie on whole values, and else half way between two,
    /// where rounding cannot carry a value into the next bin.
    fn edge(self, low: f64) -> f64 {
        if self.whole { low } else { low - self.step / 2.0 }
    }
}

impl Bars {
    /// Bins over all values, none of which is empty for want of a value that could lie in it.
    pub(super) fn new(tally: &Tally, lattice: Option<Lattice>) -> Self {
        let (Some(low), Some(high)) = (tally.min(), tally.max()) else { return Self::empty() };
        if let Some((lattice, steps)) = lattice.and_then(|lattice| Some((lattice, lattice.steps(low, high)?))) {
            let per_bin = ((steps + 1.0) / MOST_BINS).ceil();
            let bins = (steps / per_bin).floor() as usize + 1;
            return Self::filled(tally, lattice.edge(low), lattice.step * per_bin, bins);
        }
        Self::dividing(tally, FREE_BINS)
    }

    /// `bins` equal bins from smallest to largest value.
    pub(super) fn dividing(tally: &Tally, bins: usize) -> Self {
        let (Some(low), Some(high)) = (tally.min(), tally.max()) else { return Self::empty() };
        Self::filled(tally, low, dividing_width(low, high, bins), bins)
    }

    /// Bins over a part of the axis, at most `most`, as fine as values allow. They stand still while the part moves.
    pub(super) fn within(tally: &Tally, lattice: Option<Lattice>, range: ValueRange, most: usize) -> Self {
        let (Some(min), Some(max)) = (tally.min(), tally.max()) else { return Self::empty() };
        let (low, high) = (range.low.max(min), range.high.min(max));
        // Also where an end is no number.
        if !(range.low <= range.high && low <= high) {
            return Self { low: min, bin_width: 1.0, counts: Vec::new() };
        }
        // One bin more may be cut by either end.
        let most = most.clamp(4, MOST_WITHIN) as f64 - 2.0;
        if let Some(lattice) = lattice.filter(|lattice| lattice.steps(min, max).is_some()) {
            let per_bin = ((high - low) / lattice.step + 1.0) / most;
            let (start, width) = (lattice.edge(min), lattice.step * per_bin.ceil());
            let first = ((low - start) / width).floor().max(0.0);
            let last = ((high - start) / width).floor().max(first);
            return Self::filled(tally, start + first * width, width, (last - first) as usize + 1);
        }
        // Halves of halves of the whole axis: those of one zoom hold those of the next. Of the extremes of f64 only half
        // the distance is a number.
        let (span, smallest) = (high / 2.0 - low / 2.0, smallest(min, max));
        let mut width = dividing_width(min, max, 2);
        while width / 4.0 * most > span && width / 2.0 > smallest {
            width /= 2.0;
        }
        let first = (low / width - min / width).floor().max(0.0);
        let mut last = (high / width - min / width).floor().max(first);
        if last > first && min + last * width >= max {
            last -= 1.0;
        }
        Self::filled(tally, min + first * width, width, ((last - first) as usize).min(MOST_WITHIN) + 1)
    }

    /// The histogram of nothing.
    pub(super) fn empty() -> Self {
        Self { low: 0.0, bin_width: 1.0, counts: Vec::new() }
    }

    /// Edge `index`: the lower one of that bin, or the upper one of the bin before.
    pub fn edge(&self, index: usize) -> f64 {
        self.low + index as f64 * self.bin_width
    }

    /// The edges of the bins: one more than there are bins, none without bins.
    pub fn edges(&self) -> Vec<f64> {
        if self.counts.is_empty() {
            return Vec::new();
        }
        (0..=self.counts.len()).map(|edge| self.edge(edge)).collect()
    }

    /// The bin that a value lies in.
    pub fn bin_at(&self, value: f64) -> Option<usize> {
        bin_at(self.low, self.bin_width, self.counts.len(), value)
    }

    /// Sorts values into bins by the very edges that [`Self::edges`] gives out.
    fn filled(tally: &Tally, low: f64, bin_width: f64, bins: usize) -> Self {
        let mut bars = Self { low, bin_width, counts: vec![0; bins] };
        let max = tally.max().unwrap_or(low);
        let mut before = tally.below(low);
        for bin in 0..bins {
            let edge = bars.edge(bin + 1);
            // The last bin of all takes in its upper edge.
            let upto = if bin + 1 == bins && edge >= max { tally.count() } else { tally.below(edge) };
            if let Some(count) = bars.counts.get_mut(bin) {
                *count = upto.saturating_sub(before);
            }
            before = upto;
        }
        bars
    }
}

/// Which of the bins from `low` on a value lies in. The last one takes in its upper edge.
pub(super) fn bin_at(low: f64, width: f64, bins: usize, value: f64) -> Option<usize> {
    let edge = |index: usize| low + index as f64 * width;
    if bins == 0 || !(value >= low && value <= edge(bins)) {
        return None;
    }
    let mut bin = ((value / width - low / width) as usize).min(bins - 1);
    // The quotient is rounded; the edges are what counts.
    while bin > 0 && value < edge(bin) {
        bin -= 1;
    }
    while bin + 1 < bins && value >= edge(bin + 1) {
        bin += 1;
    }
    Some(bin)
}

/// Bins that a part of the axis is cut into at most.
const MOST_WITHIN: usize = 1 << 16;

/// The width of `bins` bins that together reach `high`.
fn dividing_width(low: f64, high: f64, bins: usize) -> f64 {
    let count = bins as f64;
    let smallest = smallest(low, high);
    // A single value, or values too close for edges of their own, get bins that can be told apart.
    let mut width = if high > low { (high / count - low / count).max(smallest) } else { 1f64.max(smallest) };
    while low + count * width < high {
        width = width.next_up();
    }
    width
}

/// The narrowest bin whose edges can be told apart.
fn smallest(low: f64, high: f64) -> f64 {
    low.abs().max(high.abs()).max(f64::MIN_POSITIVE) * f64::EPSILON * 4.0
}
