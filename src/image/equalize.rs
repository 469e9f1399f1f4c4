//! Equalised brightness: equal shares of the pixels get equal shares of the greys.

use super::{
    Picture,
    tally::{PaddingIs, Tally},
};

/// A piecewise linear map from values to brightness whose breakpoints are quantiles of the frame, padding included.
#[derive(Clone, Debug, PartialEq)]
pub struct Equalization {
    /// Ascending, each once.
    breakpoints: Vec<f64>,
}

impl Equalization {
    /// From the quantiles 0.001, the middles of `bins` equal shares (at least 1, at most 65536), and 0.999.
    pub fn new(picture: &Picture, bins: usize) -> Self {
        let tally = Tally::of(picture, PaddingIs::Counted);
        let bins = bins.clamp(1, 1 << 16);
        let mut shares: Vec<f64> = (0..bins).map(|bin| (bin as f64 + 0.5) / bins as f64).collect();
        shares.extend([0.001, 0.999]);
        shares.sort_unstable_by(f64::total_cmp);
        let count = tally.count();
        let rank = |share: f64| ((count as f64 * share) as u64).min(count.saturating_sub(1));
        let mut breakpoints: Vec<f64> = shares.into_iter().filter_map(|share| tally.at_rank(rank(share))).collect();
        breakpoints.dedup();
        Self { breakpoints }
    }

    /// Brightness of a value, in 0..=1; 0 for what is no number.
    pub fn apply(&self, value: f64) -> f64 {
        let last = self.breakpoints.len().saturating_sub(1);
        let above = self.breakpoints.partition_point(|&breakpoint| breakpoint <= value);
        if above == 0 || last == 0 {
            return 0.0;
        }
        let (Some(&lower), Some(&upper)) = (self.breakpoints.get(above - 1), self.breakpoints.get(above)) else {
            return 1.0;
        };
        ((above - 1) as f64 + (value - lower) / (upper - lower)) / last as f64
    }
}

#[cfg(test)]
#[path = "equalize_tests.rs"]
mod tests;
