//! All that is counted of a frame, from one pass over its samples.

use std::sync::Arc;

use super::{
    Channels, Histogram, Picture, Run, air, channels,
    stored_counts::{StoredCounts, counts_converted},
    tally::PaddingIs,
};

/// The histograms of a frame, of a part of it, or of several frames together. Those that are equal share their memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Values after modality.
    pub values: Arc<Histogram>,
    /// Stored values: of the same pixels, before modality. Of colours, the same as `values`.
    pub stored: Arc<Histogram>,
    /// Values after modality, padding among them.
    pub with_padding: Arc<Histogram>,
    /// Of colour pictures.
    pub channels: Option<Channels>,
}

impl Counts {
    /// Of all rows that are there.
    pub fn of(picture: &Picture) -> Self {
        Self::new(picture, None)
    }

    /// Of a part of the picture: `runs` of pixels, of which only those in the rows that are there count. Runs that overlap
    /// count twice.
    pub fn of_runs(picture: &Picture, runs: impl IntoIterator<Item = Run>) -> Self {
        Self::new(picture, Some(&runs.into_iter().collect::<Vec<_>>()))
    }

    /// Without the air outside of the body; `None` where values are not in HU, so that nobody knows what air is.
    ///
    /// That air is every pixel below [`super::AIR_BELOW_HU`] from which a way of such pixels and of padding leads to the
    /// border of the picture, from pixel to pixel across and down. Air inside of the body has no such way and counts; so do the couch
    /// and what is wrapped around the body. [`super::LeftOut::air`] tells how much was left out.
    pub fn without_air(picture: &Picture) -> Option<Self> {
        let body = air::body(picture)?;
        let mut counts = Self::of_runs(picture, body.runs);
        for histogram in [&mut counts.values, &mut counts.stored, &mut counts.with_padding] {
            let mut changed = Histogram::clone(histogram);
            changed.left_out.air = body.air;
            changed.left_out.padding += body.padding;
            changed.statistics.excluded = changed.left_out.total();
            *histogram = Arc::new(changed);
        }
        Some(counts)
    }

    /// The counts of nothing.
    pub fn empty() -> Self {
        let empty = Arc::new(Histogram::empty());
        Self { values: Arc::clone(&empty), stored: Arc::clone(&empty), with_padding: empty, channels: None }
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        let own = |histogram: &Arc<Histogram>| {
            if Arc::ptr_eq(histogram, &self.values) { 0 } else { histogram.byte_len() }
        };
        let channels = self.channels.as_ref().map_or(0, Channels::byte_len);
        self.values.byte_len() + own(&self.stored) + own(&self.with_padding) + channels
    }

    fn new(picture: &Picture, runs: Option<&[Run]>) -> Self {
        if let Some(channels) = Channels::of(picture, runs) {
            // Deeper samples are passed over a second time, for the sake of their own values.
            let is_the_same = channels::is_plain(picture) || counts_converted(picture);
            let values = if is_the_same {
                if runs.is_none() {
                    picture.note_count();
                }
                Arc::clone(&channels.all)
            } else {
                Arc::new(Histogram::of_values(picture, &StoredCounts::new(picture, runs), PaddingIs::LeftOut))
            };
            let (stored, with_padding) = (Arc::clone(&values), Arc::clone(&values));
            return Self { values, stored, with_padding, channels: Some(channels) };
        }
        let counted = StoredCounts::new(picture, runs);
        let values = Arc::new(Histogram::of_values(picture, &counted, PaddingIs::LeftOut));
        let stored = if picture.is_colour() || picture.model().modality.is_identity() {
            Arc::clone(&values)
        } else {
            Arc::new(Histogram::of_stored(picture, &counted))
        };
        let with_padding = if values.left_out.padding == 0 {
            Arc::clone(&values)
        } else {
            Arc::new(Histogram::of_values(picture, &counted, PaddingIs::Counted))
        };
        let channels = picture.palette().map(|palette| Channels::of_palette(palette, &counted.tally));
        Self { values, stored, with_padding, channels }
    }
}

#[cfg(test)]
#[path = "counts_tests.rs"]
mod tests;
