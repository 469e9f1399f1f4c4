//! Histogram and statistics of values.

use super::{
    Picture, Statistics, ValueRange, Window,
    bins::{Bars, Lattice},
    statistics::LeftOut,
    stored_counts::StoredCounts,
    tally::{PaddingIs, Tally},
};

/// Counts of values; padding and what is not finite left out.
///
/// It depends on frame and model alone: a window never changes it. Colour pictures count their samples, all channels
/// together.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Lower edge of the first bin.
    pub low: f64,
    /// Width of every bin, greater than 0. Values that lie whole steps apart, integers above all, are never shared out
    /// unevenly: the width is a multiple of the step unless a number of bins was asked for.
    pub bin_width: f64,
    /// Counts; bins are half-open, but the last takes in its upper edge.
    pub counts: Vec<u64>,
    /// Count, extremes and moments.
    pub statistics: Statistics,
    /// What was not counted, by the reason.
    pub left_out: LeftOut,
    /// Whether values are whole numbers.
    pub whole: bool,
    /// How far a value may lie from what it is counted as: 0 but for very many values of many frames together.
    pub within: f64,
    pub(super) lattice: Option<Lattice>,
    pub(super) tally: Tally,
}

impl Histogram {
    /// Of values after modality, with at most 512 bins.
    pub fn of(picture: &Picture) -> Self {
        Self::of_values(picture, &StoredCounts::of(picture), PaddingIs::LeftOut)
    }

    /// Of stored values: those that [`Self::of`] counts, before modality.
    pub fn stored(picture: &Picture) -> Self {
        Self::of_stored(picture, &StoredCounts::of(picture))
    }

    /// With `bins` equal bins from smallest to largest value (at least one, at most 2^20).
    pub fn with_bins(picture: &Picture, bins: usize) -> Self {
        Self::of(picture).divided(bins)
    }

    /// The same values in `bins` equal bins from smallest to largest (at least one, at most 2^20).
    #[must_use]
    pub fn divided(self, bins: usize) -> Self {
        let Bars { low, bin_width, counts } = Bars::dividing(&self.tally, bins.clamp(1, 1 << 20));
        Self { low, bin_width, counts, ..self }
    }

    /// The histogram of nothing.
    pub fn empty() -> Self {
        Self::new(Tally::default(), None, true, LeftOut::default())
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        size_of_val(self.counts.as_slice()).saturating_add(self.tally.byte_len())
    }

    /// The edges of the bins: one more than there are bins, none without bins.
    pub fn edges(&self) -> Vec<f64> {
        if self.counts.is_empty() {
            return Vec::new();
        }
        (0..=self.counts.len()).map(|edge| self.low + edge as f64 * self.bin_width).collect()
    }

    /// The bin that a value lies in; `None` outside of all bins.
    pub fn bin_at(&self, value: f64) -> Option<usize> {
        super::bins::bin_at(self.low, self.bin_width, self.counts.len(), value)
    }

    /// Exactly how many values lie in a range. Costs two binary searches.
    pub fn count_in(&self, range: ValueRange) -> u64 {
        self.tally.count_in(range)
    }

    /// The share of the counted values that lie in a range, 0..=1; `None` where nothing was counted.
    pub fn share_in(&self, range: ValueRange) -> Option<f64> {
        let count = self.tally.count();
        (count > 0).then(|| self.count_in(range) as f64 / count as f64)
    }

    /// The share of the counted values that lie in a window, 0..=1: strictly between center - w and center + w, where w
    /// is half the width rounded down. fastai's `pct_in_window`, but that padding is no value here
    /// ([`Picture::share_in_window`] has it). `None` where nothing was counted.
    pub fn share_in_window(&self, window: Window) -> Option<f64> {
        self.tally.share_in_window(window)
    }

    /// The value below which `percent` (0..=100) of the counted values lie, interpolated linearly between neighbours.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        let position = percent.clamp(0.0, 100.0) / 100.0 * self.tally.count().checked_sub(1)? as f64;
        let (rank, fraction) = (position.floor(), position.fract());
        let below = self.tally.at_rank(rank as u64)?;
        let above = self.tally.at_rank(position.ceil() as u64)?;
        // Each by its own share where their distance is no number; else from the nearer end, so that the ends
        // themselves are exact.
        let distance = above - below;
        Some(match fraction < 0.5 {
            _ if !distance.is_finite() => below * (1.0 - fraction) + above * fraction,
            true => below + distance * fraction,
            false => above - distance * (1.0 - fraction),
        })
    }

    /// The value at a 0-based rank of the values in ascending order.
    pub fn at_rank(&self, rank: u64) -> Option<f64> {
        self.tally.at_rank(rank)
    }

    /// Each value that occurs, in ascending order, with how often.
    pub fn values(&self) -> impl Iterator<Item = (f64, u64)> {
        self.tally.iter()
    }

    /// How many values differ.
    pub fn distinct(&self) -> usize {
        self.tally.distinct()
    }

    /// Bins over a part of the axis, at most `most_bins` (4..=65536) and as fine as values allow, by the same rules as
    /// the bins of the whole. Where they begin does not depend on the part: they stand still while it moves. Costs one
    /// binary search a bin.
    pub fn rebinned(&self, range: ValueRange, most_bins: usize) -> Bars {
        Bars::within(&self.tally, self.lattice, range, most_bins)
    }

    pub(super) fn of_values(picture: &Picture, counted: &StoredCounts, padding: PaddingIs) -> Self {
        let (tally, left_out) = counted.values(picture, padding);
        let whole = picture.is_colour() || picture.has_whole_values();
        Self::new(tally, Lattice::of_values(picture), whole, left_out)
    }

    pub(super) fn of_stored(picture: &Picture, counted: &StoredCounts) -> Self {
        let (tally, left_out) = counted.stored(picture, PaddingIs::LeftOut);
        Self::new(tally, Lattice::of_stored(picture), picture.frame().samples.is_integer(), left_out)
    }

    pub(super) fn new(tally: Tally, lattice: Option<Lattice>, whole: bool, left_out: LeftOut) -> Self {
        let statistics = Statistics::of(&tally, left_out.total());
        let Bars { low, bin_width, counts } = Bars::new(&tally, lattice);
        Self { low, bin_width, counts, statistics, left_out, whole, within: 0.0, lattice, tally }
    }
}

#[cfg(test)]
#[path = "histogram_tests.rs"]
mod tests;
