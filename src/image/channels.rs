//! The counts of a colour picture, channel by channel.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    Channel, Histogram, Palette, Picture, Run, Samples,
    bins::Lattice,
    channel::luminance,
    colour,
    statistics::LeftOut,
    stored_counts::{Spans, counts_converted, named},
    tally::Tally,
};

/// Histograms of the channels of a colour picture, all on the scale 0 to 255 of [`Picture::rgb`].
#[derive(Clone, Debug, PartialEq)]
pub struct Channels {
    /// Red, green and blue together.
    pub all: Arc<Histogram>,
    /// How bright pixels look: see [`Channel::Luminance`].
    pub luminance: Arc<Histogram>,
    /// Red.
    pub red: Arc<Histogram>,
    /// Green.
    pub green: Arc<Histogram>,
    /// Blue.
    pub blue: Arc<Histogram>,
}

/// Pixels counted by one task.
const CHUNK: usize = 1 << 20;

/// Counts of red, green, blue and luminance.
type Tables = [[u64; 256]; 4];

impl Channels {
    /// Of the pixels of these runs, or of all. `None` for what has no colours, or takes them from a palette.
    pub(super) fn of(picture: &Picture, runs: Option<&[Run]>) -> Option<Self> {
        if !picture.is_colour() || picture.palette().is_some() {
            return None;
        }
        let tables = match &picture.frame().samples {
            // Needs no copy on 8 bits.
            Samples::U8(values) if is_plain(picture) => tables(picture, values.get(..picture.present_len())?, runs),
            _ => tables(picture, picture.rgb(), runs),
        };
        Some(Self::named(&tables))
    }

    /// Of a palette's colours, where it is known how often each index occurs.
    pub(super) fn of_palette(palette: &Palette, indices: &Tally) -> Self {
        let mut tables = [[0; 256]; 4];
        for (index, count) in indices.iter() {
            add(&mut tables, colour::colour(palette, index as i64), count);
        }
        Self::named(&tables)
    }

    /// The histogram of a channel.
    pub fn of_channel(&self, channel: Channel) -> &Arc<Histogram> {
        match channel {
            Channel::All => &self.all,
            Channel::Luminance => &self.luminance,
            Channel::Red => &self.red,
            Channel::Green => &self.green,
            Channel::Blue => &self.blue,
        }
    }

    /// Bytes held in memory.
    pub(super) fn byte_len(&self) -> usize {
        Channel::ALL.iter().map(|channel| self.of_channel(*channel).byte_len()).sum()
    }

    fn named([red, green, blue, luminance]: &Tables) -> Self {
        let histogram = |counts: &mut dyn Iterator<Item = u64>| {
            let tally: Tally = named(0, counts);
            Arc::new(Histogram::new(tally, Some(Lattice::WHOLE), true, LeftOut::default()))
        };
        let all = red.iter().zip(green).zip(blue).map(|((red, green), blue)| red + green + blue);
        Self {
            all: histogram(&mut { all }),
            luminance: histogram(&mut luminance.iter().copied()),
            red: histogram(&mut red.iter().copied()),
            green: histogram(&mut green.iter().copied()),
            blue: histogram(&mut blue.iter().copied()),
        }
    }
}

/// Whether the samples are those of [`Picture::rgb`].
pub(super) fn is_plain(picture: &Picture) -> bool {
    picture.frame().samples_per_pixel == 3
        && matches!(picture.frame().samples, Samples::U8(_))
        && picture.model().bits_stored == 8
        && !counts_converted(picture)
}

/// Counts pixels of red, green and blue.
fn tables(picture: &Picture, rgb: &[u8], runs: Option<&[Run]>) -> Tables {
    let none = || [[0u64; 256]; 4];
    let count = |mut tables: Tables, rgb: &[u8]| {
        for &pixel in rgb.as_chunks::<3>().0 {
            add(&mut tables, pixel, 1);
        }
        tables
    };
    match runs {
        Some(runs) => Spans { picture, runs: runs.iter().cloned() }.slices(rgb).fold(none(), count),
        None => rgb.par_chunks(CHUNK * 3).fold(none, count).reduce(none, |mut one, other| {
            one.as_flattened_mut().iter_mut().zip(other.as_flattened()).for_each(|(one, other)| *one += other);
            one
        }),
    }
}

fn add([red, green, blue, grey]: &mut Tables, rgb: [u8; 3], count: u64) {
    red[usize::from(rgb[0])] += count;
    green[usize::from(rgb[1])] += count;
    blue[usize::from(rgb[2])] += count;
    grey[usize::from(luminance(rgb))] += count;
}

#[cfg(test)]
#[path = "channels_tests.rs"]
mod tests;
