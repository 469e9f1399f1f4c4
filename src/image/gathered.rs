//! Counts of many frames gathered into one, in bounded memory.

use std::sync::Arc;

use super::{Channel, Channels, Counts, Histogram, Statistics, bins::Lattice, statistics::LeftOut, tally::Tally};

/// The counts of any number of frames together.
///
/// Exact as long as at most 2^20 values differ. Where more do, they are rounded to multiples of a power of two, the
/// smallest that leaves as few; [`Histogram::within`] then tells how far a percentile or the edge of a bin may be off.
/// Counts, extremes and moments stay those of the values themselves.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    frames: usize,
    values: Part,
    /// `None` while they are those of `values`.
    stored: Option<Part>,
    with_padding: Option<Part>,
    /// In the order of [`Channel::ALL`]; `None` once a frame had none.
    channels: Option<Vec<Part>>,
}

/// Values that may differ before they are rounded.
const MOST_DISTINCT: usize = 1 << 20;

/// One histogram in the making.
#[derive(Clone, Debug, Default)]
struct Part {
    tally: Tally,
    lattice: Option<Lattice>,
    is_fraction: bool,
    left_out: LeftOut,
    moments: Statistics,
    /// What values are multiples of, once they are rounded.
    rounded_to: Option<f64>,
}

impl Gathered {
    /// Takes in the counts of one more frame, or of several.
    pub fn add(&mut self, counts: &Counts) {
        let Counts { values, stored, with_padding, channels } = counts;
        for (part, histogram) in [(&mut self.stored, stored), (&mut self.with_padding, with_padding)] {
            if part.is_none() && !Arc::ptr_eq(values, histogram) {
                // So far they were the same.
                *part = Some(self.values.clone());
            }
            if let Some(part) = part {
                part.add(histogram);
            }
        }
        self.values.add(values);
        match (channels, &mut self.channels) {
            (Some(channels), parts) if self.frames == 0 || parts.is_some() => {
                let parts = parts.get_or_insert_with(|| Channel::ALL.map(|_| Part::default()).into());
                for (part, channel) in parts.iter_mut().zip(Channel::ALL) {
                    part.add(channels.of_channel(channel));
                }
            }
            (_, parts) => *parts = None,
        }
        self.frames += 1;
    }

    /// All that was taken in.
    pub fn counts(&self) -> Counts {
        let values = Arc::new(self.values.histogram());
        let other = |part: &Option<Part>| part.as_ref().map_or(Arc::clone(&values), |part| Arc::new(part.histogram()));
        let channels = self.channels.as_deref().and_then(|parts| {
            let mut parts = parts.iter().map(|part| Arc::new(part.histogram()));
            Some(Channels {
                all: parts.next()?,
                luminance: parts.next()?,
                red: parts.next()?,
                green: parts.next()?,
                blue: parts.next()?,
            })
        });
        Counts { stored: other(&self.stored), with_padding: other(&self.with_padding), channels, values }
    }
}

impl Part {
    fn add(&mut self, histogram: &Histogram) {
        self.left_out = self.left_out.plus(histogram.left_out);
        self.is_fraction |= !histogram.whole;
        let Some(smallest) = histogram.tally.min() else { return };
        self.lattice = match self.tally.min() {
            Some(ours) => match (self.lattice, histogram.lattice) {
                (Some(one), Some(other)) => Lattice::joined((one, ours), (other, smallest)),
                _ => None,
            },
            None => histogram.lattice,
        };
        self.moments = self.moments.joined(&histogram.statistics);
        self.tally = match self.rounded_to {
            Some(step) => self.tally.merged(&histogram.tally.rounded(step)),
            None => self.tally.merged(&histogram.tally),
        };
        while self.tally.distinct() > MOST_DISTINCT {
            let step = first_step(&self.tally).max(self.rounded_to.map_or(0.0, |step| step * 2.0));
            self.tally = self.tally.rounded(step);
            self.rounded_to = Some(step);
        }
    }

    fn histogram(&self) -> Histogram {
        let lattice = if self.rounded_to.is_some() { None } else { self.lattice };
        let mut histogram = Histogram::new(self.tally.clone(), lattice, !self.is_fraction, self.left_out);
        if let Some(step) = self.rounded_to {
            histogram.within = step / 2.0;
            histogram.statistics = Statistics { excluded: self.left_out.total(), ..self.moments };
        }
        histogram
    }
}

/// The largest power of two that cuts the values into no less than half as many parts as there may be values.
fn first_step(tally: &Tally) -> f64 {
    let (low, high) = (tally.min().unwrap_or(0.0), tally.max().unwrap_or(0.0));
    let step = (high / 2.0 - low / 2.0) / (MOST_DISTINCT as f64 / 4.0);
    // Its own bits without the fraction; the smallest doubles have none left.
    let power = f64::from_bits(step.to_bits() & !((1 << 52) - 1));
    power.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
#[path = "gathered_tests.rs"]
mod tests;
