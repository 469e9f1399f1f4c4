//! What the histogram shows: the counts in force, of what they are, and what was left out of them.

use std::sync::Arc;

use crate::image::{Channel, Counts, Histogram};

use super::{HistogramAxis, Scope, Workspace};

/// Counts in force.
#[derive(Clone, Debug)]
pub struct Plotted<'a> {
    /// All that was counted.
    pub counts: &'a Arc<Counts>,
    /// Of what, as `Frame 3` or `Series, 312 of 500 frames counted`.
    pub of: String,
    /// What was left out, as `1,200 of padding`; `None` where nothing was.
    pub left_out: Option<String>,
    /// Whether no more is to come.
    pub is_complete: bool,
}

impl Plotted<'_> {
    /// Values after modality, in their unit; of colour pictures, those of a channel.
    pub fn values(&self, channel: Channel) -> &Arc<Histogram> {
        self.counts.channels.as_ref().map_or(&self.counts.values, |channels| channels.of_channel(channel))
    }

    /// Values as stored.
    pub fn stored(&self) -> &Arc<Histogram> {
        &self.counts.stored
    }

    /// The histogram on an axis; of both axes that of values.
    pub fn histogram(&self, axis: HistogramAxis, channel: Channel) -> &Arc<Histogram> {
        match axis {
            HistogramAxis::Stored => self.stored(),
            HistogramAxis::Values | HistogramAxis::Both => self.values(channel),
        }
    }
}

impl Workspace {
    /// The counts that the histogram shows by the scope in force; `None` while there are none.
    pub fn plotted(&self) -> Option<Plotted<'_>> {
        let scope = self.effective_scope();
        let image = self.image();
        if image.fault().is_some() {
            return None;
        }
        let series = image.series_counts(self.wants_air_left_out());
        let (counts, of, is_complete) = match scope {
            Scope::Region(id) => {
                let placed = image.regions.get(id)?;
                let measured = image.measured(id)?;
                // Air is left out around a body, and what was drawn is counted as it was drawn.
                let air = if self.wants_air_left_out() { ", with its air" } else { "" };
                let of = format!("{}{air}", placed.region.name);
                (&measured.counts, of, measured.shape == placed.region.shape)
            }
            Scope::Series if let Some(found) = series => (
                &found.counts,
                found.describe(&image.stack),
                found.is_complete() && Arc::ptr_eq(&found.want.stack, &image.stack),
            ),
            // The frame stands in for a series of which nothing is counted yet.
            Scope::Frame | Scope::Series => {
                let loaded = &image.loaded;
                // That of the frame before stays until the new one is there, under its own number.
                let body = loaded.without_air.as_ref().filter(|_| self.wants_air_left_out());
                let whole = loaded.counted.zip(loaded.counts.as_ref());
                let (key, counts) = body.map(|(key, counts)| (*key, counts)).or(whole)?;
                let place = image.stack.find(key).map_or(loaded.frame, |(_, frame)| frame);
                let is_settled = loaded.key == Some(key) && body.is_some() == self.wants_air_left_out();
                (counts, format!("Frame {}", place + 1), is_settled && scope == Scope::Frame)
            }
        };
        Some(Plotted { counts, of, left_out: counts.values.left_out.describe(), is_complete })
    }

    /// Whether air outside the body is to be left out of the picture on screen.
    pub(super) fn wants_air_left_out(&self) -> bool {
        let is_hounsfield = |picture: &Arc<crate::image::Picture>| {
            picture.model().unit == crate::image::Unit::Hounsfield && !picture.is_colour()
        };
        self.explore.leave_out_air && self.image().picture().is_some_and(is_hounsfield)
    }
}
