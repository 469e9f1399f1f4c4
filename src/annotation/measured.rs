//! What is measured inside a region.

use std::sync::Arc;

use crate::{
    geometry::Spacing,
    image::{Counts, Histogram, Picture},
};

use super::{Area, Shape};

/// The figures of one region on one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The region's number.
    pub id: u32,
    /// The shape that was measured: figures of an earlier one are out of date.
    pub shape: Shape,
    /// Pixels of the picture that belong to it, whatever they hold.
    pub pixels: u64,
    /// Their area.
    pub area: Area,
    /// The unit of the figures: `HU`, or empty.
    pub unit: String,
    /// Of a grey picture its values; of a colour one luminance, red, green and blue. Never empty.
    pub channels: Vec<Figures>,
    /// All that was counted.
    pub counts: Arc<Counts>,
}

/// The figures of one kind of value, in f64 from the stored values. `None` where nothing was counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// `Values`, `Luminance`, `Red`, ...
    pub name: &'static str,
    /// Values counted.
    pub count: u64,
    /// Values left out: padding, what is not finite, and pixels whose rows the file does not hold.
    pub excluded: u64,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Population standard deviation: divided by the count.
    pub sd: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// The middle one in ascending order, or the mean of the two in the middle.
    pub median: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
}

impl Measured {
    /// Measures `shape` on `picture`, whose pixels are `spacing` apart inside it.
    pub fn of(id: u32, shape: &Shape, picture: &Picture, spacing: Option<Spacing>) -> Self {
        let frame = picture.frame();
        let pixels = shape.runs(frame.columns, frame.rows).pixels();
        let counts = Counts::of_runs(picture, shape.runs(frame.columns, frame.rows));
        let (unit, channels) = match &counts.channels {
            Some(channels) => {
                let named = [
                    ("Luminance", &channels.luminance),
                    ("Red", &channels.red),
                    ("Green", &channels.green),
                    ("Blue", &channels.blue),
                ];
                (String::new(), named.map(|(name, histogram)| Figures::of(name, histogram, pixels)).into())
            }
            None => {
                let unit = picture.model().unit.symbol().to_owned();
                (unit, vec![Figures::of("Values", &counts.values, pixels)])
            }
        };
        let (shape, area) = (shape.clone(), Area::of(pixels, spacing));
        Self { id, shape, pixels, area, unit, channels, counts: Arc::new(counts) }
    }

    /// The figures that are shown where there is room for one kind: those of grey values, or of luminance.
    pub fn first(&self) -> Option<&Figures> {
        self.channels.first()
    }
}

impl Figures {
    /// Of what was counted of `pixels` pixels.
    fn of(name: &'static str, histogram: &Histogram, pixels: u64) -> Self {
        let statistics = histogram.statistics;
        Self {
            name,
            count: statistics.count,
            excluded: pixels.saturating_sub(statistics.count),
            mean: statistics.mean,
            sd: statistics.sd,
            min: statistics.min,
            median: histogram.percentile(50.0),
            max: statistics.max,
        }
    }
}
