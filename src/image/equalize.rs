//! Equalised brightness: equal shares of the pixels get equal shares of the greys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{EqualizePadding, EqualizeSettings, Picture};

/// A piecewise linear map from values to brightness whose breakpoints are quantiles of the frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Equalization {
    /// Ascending, each once.
    breakpoints: Vec<f64>,
}

/// Equalisations of one picture that were asked for last.
#[derive(Debug, Default)]
pub(super) struct Equalizations {
    made: Mutex<Vec<(EqualizeSettings, Arc<Equalization>)>>,
}

/// Equalisations kept: those of the channels, of the viewport and of a comparison.
const MOST_KEPT: usize = 4;

impl Equalization {
    /// From the quantiles 0.001, the middles of as many equal shares as there are bins, and 0.999 of the values after
    /// modality, brought between the bounds. Values that are no finite number are left out. Read from
    /// [`Picture::counts`]: the samples are passed over once for all.
    pub fn new(picture: &Picture, settings: &EqualizeSettings) -> Self {
        let settings = settings.clone().checked();
        let counts = picture.counts();
        let counted = match settings.padding {
            EqualizePadding::Counted => &counts.with_padding,
            EqualizePadding::LeftOut => &counts.values,
        };
        let bins = settings.bins;
        let mut shares: Vec<f64> = (0..bins).map(|bin| (bin as f64 + 0.5) / bins as f64).collect();
        shares.extend([0.001, 0.999]);
        shares.sort_unstable_by(f64::total_cmp);
        let count = counted.statistics.count;
        let rank = |share: f64| ((count as f64 * share) as u64).min(count.saturating_sub(1));
        // Bounds keep the order, so that the value at a rank may be brought between them after it is found.
        let at = |share: f64| counted.at_rank(rank(share)).map(|value| settings.clamp(value));
        let mut breakpoints: Vec<f64> = shares.into_iter().filter_map(at).collect();
        breakpoints.dedup();
        Self { breakpoints }
    }

    /// Where the map bends, ascending, in modality units: as many as bins and two, fewer where values are frequent.
    pub fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    /// Brightness of a value, in 0..=1; 0 for what is no number, and for all where there is but one breakpoint.
    pub fn apply(&self, value: f64) -> f64 {
        let last = self.breakpoints.len().saturating_sub(1);
        let above = self.breakpoints.partition_point(|&breakpoint| breakpoint <= value);
        if above == 0 || last == 0 {
            return 0.0;
        }
        let (Some(&lower), Some(&upper)) = (self.breakpoints.get(above - 1), self.breakpoints.get(above)) else {
            return 1.0;
        };
        let step = 1.0 / last as f64;
        let dark = (above - 1) as f64 * step;
        let bright = if above == last { 1.0 } else { above as f64 * step };
        // No more than the next breakpoint's own, so that no rounding turns the order of two values.
        ((bright - dark) / (upper - lower) * (value - lower) + dark).min(bright)
    }
}

impl Equalizations {
    /// The equalisation of these settings; worked out when it is first asked for.
    pub(super) fn get(&self, picture: &Picture, settings: &EqualizeSettings) -> Arc<Equalization> {
        if let Some(found) = self.made().iter().find(|(other, _)| other == settings) {
            return Arc::clone(&found.1);
        }
        // Not under the lock: a thread that helps out with counting may come here for the same picture.
        let equalization = Arc::new(Equalization::new(picture, settings));
        let mut made = self.made();
        if made.len() >= MOST_KEPT {
            made.remove(0);
        }
        made.push((settings.clone(), Arc::clone(&equalization)));
        equalization
    }

    /// Bytes held in memory.
    pub(super) fn byte_len(&self) -> usize {
        self.made().iter().map(|(_, made)| size_of_val(made.breakpoints())).sum()
    }

    fn made(&self) -> MutexGuard<'_, Vec<(EqualizeSettings, Arc<Equalization>)>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "equalize_tests.rs"]
mod tests;
