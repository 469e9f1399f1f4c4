//! Histogram and statistics of a picture, in modality units.

use super::{
    Picture,
    tally::{PaddingIs, Tally},
};

/// Counts of values after modality; padding and what is not finite left out.
///
/// It depends on frame and model alone: a window never changes it. Colour pictures count their samples, all channels
/// together.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Lower edge of the first bin.
    pub low: f64,
    /// Width of every bin, greater than 0; whole for whole values unless a number of bins was asked for.
    pub bin_width: f64,
    /// Counts; bins are half-open, but the last takes in its upper edge.
    pub counts: Vec<u64>,
    /// Count, extremes and moments.
    pub statistics: Statistics,
    /// Whether values are whole numbers.
    pub whole: bool,
    tally: Tally,
}

/// Figures over all counted values, in f64 from the stored values. `None` where nothing was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Values counted.
    pub count: u64,
    /// Values left out: padding and what is not finite.
    pub excluded: u64,
    /// Smallest.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Population standard deviation.
    pub sd: Option<f64>,
}

/// More bins than this say no more on a screen.
const MOST_BINS: f64 = 512.0;
/// Bins of values with fractions.
const FRACTION_BINS: usize = 256;

impl Histogram {
    /// With bins of whole width (at most 512) for whole values, else 256 bins from smallest to largest value.
    pub fn of(picture: &Picture) -> Self {
        Self::build(picture, None)
    }

    /// With `bins` equal bins from smallest to largest value (at least one, at most 2^20).
    pub fn with_bins(picture: &Picture, bins: usize) -> Self {
        Self::build(picture, Some(bins.clamp(1, 1 << 20)))
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        size_of_val(self.counts.as_slice()).saturating_add(self.tally.byte_len())
    }

    /// The histogram of nothing.
    pub fn empty() -> Self {
        Self {
            low: 0.0,
            bin_width: 1.0,
            counts: Vec::new(),
            statistics: Statistics::default(),
            whole: true,
            tally: Tally::default(),
        }
    }

    /// The edges of the bins: one more than there are bins, none without bins.
    pub fn edges(&self) -> Vec<f64> {
        if self.counts.is_empty() {
            return Vec::new();
        }
        (0..=self.counts.len()).map(|edge| self.low + edge as f64 * self.bin_width).collect()
    }

    /// The value below which `percent` (0..=100) of the counted values lie, interpolated linearly between neighbours.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let position = percent.clamp(0.0, 100.0) / 100.0 * self.tally.count().checked_sub(1)? as f64;
        let (rank, fraction) = (position.floor(), position.fract());
        let below = self.tally.at_rank(rank as u64)?;
        let above = self.tally.at_rank(position.ceil() as u64)?;
        // From the nearer end, so that the ends themselves are exact.
        Some(if fraction < 0.5 {
            below + (above - below) * fraction
        } else {
            above - (above - below) * (1.0 - fraction)
        })
    }

    fn build(picture: &Picture, bins: Option<usize>) -> Self {
        let tally = Tally::of(picture, PaddingIs::LeftOut);
        let whole = picture.is_colour() || picture.has_whole_values();
        let statistics = Statistics::of(&tally);
        let (Some(low), Some(high)) = (statistics.min, statistics.max) else {
            return Self { statistics, whole, ..Self::empty() };
        };
        let (bin_width, bins) = match bins {
            Some(bins) => (dividing_width(low, high, bins), bins),
            None if whole => whole_width(low, high, picture.smallest_step()),
            None => (dividing_width(low, high, FRACTION_BINS), FRACTION_BINS),
        };
        let mut histogram = Self { low, bin_width, counts: vec![0; bins], statistics, whole, tally };
        histogram.fill();
        histogram
    }

    /// Sorts the tally into the bins by the very edges that [`Self::edges`] gives out.
    fn fill(&mut self) {
        let edges = self.edges();
        let inner = edges.get(1..self.counts.len()).unwrap_or_default();
        let mut bin = 0;
        for (value, count) in self.tally.iter() {
            while inner.get(bin).is_some_and(|&edge| value >= edge) {
                bin += 1;
            }
            if let Some(total) = self.counts.get_mut(bin) {
                *total += count;
            }
        }
    }
}

impl Statistics {
    fn of(tally: &Tally) -> Self {
        let count = tally.count();
        let mean = tally.iter().map(|(value, times)| value * (times as f64 / count as f64)).sum::<f64>();
        let variance =
            tally.iter().map(|(value, times)| (value - mean).powi(2) * (times as f64 / count as f64)).sum::<f64>();
        let known = |figure: f64| (count > 0).then_some(figure);
        Self {
            count,
            excluded: tally.excluded,
            min: tally.min(),
            max: tally.max(),
            mean: known(mean),
            sd: known(variance.sqrt()),
        }
    }
}

/// A width that is a multiple of `step`, and how many bins of it reach past `high`.
fn whole_width(low: f64, high: f64, step: f64) -> (f64, usize) {
    let steps = (high - low) / step + 1.0;
    let width = step * (steps / MOST_BINS).ceil();
    (width, ((high - low) / width).floor() as usize + 1)
}

/// The width of `bins` bins that together reach `high`.
fn dividing_width(low: f64, high: f64, bins: usize) -> f64 {
    let count = bins as f64;
    // A single value, or values too close for edges of their own, get bins that can be told apart.
    let smallest = low.abs().max(high.abs()).max(f64::MIN_POSITIVE) * f64::EPSILON * 4.0;
    let mut width = if high > low { (high / count - low / count).max(smallest) } else { 1f64.max(smallest) };
    while low + count * width < high {
        width = width.next_up();
    }
    width
}

#[cfg(test)]
#[path = "histogram_tests.rs"]
mod tests;
