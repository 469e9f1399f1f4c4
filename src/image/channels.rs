//! The counts of a colour picture, channel by channel.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    Histogram, Picture, Run, Samples,
    bins::Lattice,
    colour,
    statistics::LeftOut,
    stored_counts::{Spans, StoredCounts, counts_converted, named},
    tally::Tally,
};

/// Histograms of red, green, blue and luminance, all on one axis.
///
/// Of pictures stored as red, green and blue, the samples as they are stored; of palettes and of luminance and chrominance,
/// what they become on 8 bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Channels {
    /// Red.
    pub red: Arc<Histogram>,
    /// Green.
    pub green: Arc<Histogram>,
    /// Blue.
    pub blue: Arc<Histogram>,
    /// 0.299 red + 0.587 green + 0.114 blue, rounded to a whole number (ITU-R BT.601).
    pub luminance: Arc<Histogram>,
}

/// Pixels counted by one task.
const CHUNK: usize = 1 << 20;

/// Counts of red, green, blue and luminance.
type Tables = [Vec<u64>; 4];

impl Channels {
    /// Of the pixels of these runs, or of all; with the counts of all samples together. `None` for what has no colours.
    pub(super) fn of(picture: &Picture, runs: Option<Vec<Run>>) -> Option<(Self, StoredCounts)> {
        if !picture.is_colour() {
            return None;
        }
        if let Some(palette) = picture.palette() {
            let indices = match runs {
                Some(runs) => StoredCounts::of_runs(picture, runs),
                None => StoredCounts::of(picture),
            };
            let mut tables = [(); 4].map(|()| vec![0; 256]);
            for (index, count) in indices.tally.iter() {
                let [red, green, blue] = colour::colour(palette, index as i64).map(u32::from);
                add(&mut tables, [red, green, blue], count);
            }
            return Some((Self::named(&tables), indices));
        }
        let is_plain = picture.frame().samples_per_pixel == 3 && !counts_converted(picture);
        let end = picture.present_len();
        picture.note_count();
        let tables = match &picture.frame().samples {
            Samples::U8(values) if is_plain => tables(picture, values.get(..end)?, runs, 1 << 8),
            Samples::U16(values) if is_plain => tables(picture, values.get(..end)?, runs, 1 << 16),
            _ => tables(picture, picture.rgb(), runs, 1 << 8),
        };
        let [red, green, blue, _] = &tables;
        let all = red.iter().zip(green).zip(blue).map(|((red, green), blue)| red + green + blue);
        let all = StoredCounts { tally: named(0, all), not_finite: 0 };
        Some((Self::named(&tables), all))
    }

    /// In the order of the tutorials: red, green, blue, luminance, each with its name.
    pub fn all(&self) -> [(&'static str, &Arc<Histogram>); 4] {
        let Self { red, green, blue, luminance } = self;
        [("red", red), ("green", green), ("blue", blue), ("luminance", luminance)]
    }

    /// The values of both.
    pub(super) fn merged(&self, other: &Self) -> Self {
        let merged = |ours: &Arc<Histogram>, theirs: &Arc<Histogram>| Arc::new(ours.merged(theirs));
        Self {
            red: merged(&self.red, &other.red),
            green: merged(&self.green, &other.green),
            blue: merged(&self.blue, &other.blue),
            luminance: merged(&self.luminance, &other.luminance),
        }
    }

    fn named(tables: &Tables) -> Self {
        let [red, green, blue, luminance] = tables.each_ref().map(|counts| {
            let tally: Tally = named(0, counts.iter().copied());
            Arc::new(Histogram::new(tally, Some(Lattice::WHOLE), true, LeftOut::default()))
        });
        Self { red, green, blue, luminance }
    }
}

/// Counts pixels of three samples, each below `size`.
fn tables<T: Copy + Sync + Into<u32>>(picture: &Picture, values: &[T], runs: Option<Vec<Run>>, size: usize) -> Tables {
    let none = || [(); 4].map(|()| vec![0u64; size]);
    let count = |mut tables: Tables, values: &[T]| {
        for &pixel in values.as_chunks::<3>().0 {
            add(&mut tables, pixel.map(Into::into), 1);
        }
        tables
    };
    match runs {
        Some(runs) => Spans { picture, runs: runs.into_iter() }.slices(values).fold(none(), count),
        None => values.par_chunks(CHUNK * 3).fold(none, count).reduce(none, |mut one, other| {
            one.iter_mut().flatten().zip(other.into_iter().flatten()).for_each(|(one, other)| *one += other);
            one
        }),
    }
}

fn add(tables: &mut Tables, [red, green, blue]: [u32; 3], count: u64) {
    let luminance = (299 * red + 587 * green + 114 * blue + 500) / 1000;
    for (table, level) in tables.iter_mut().zip([red, green, blue, luminance]) {
        if let Some(total) = table.get_mut(level as usize) {
            *total += count;
        }
    }
}

#[cfg(test)]
#[path = "channels_tests.rs"]
mod tests;
