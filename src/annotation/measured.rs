//! What is measured inside a region.

use std::sync::Arc;

use crate::{
    geometry::Spacing,
    image::{Counts, Histogram, Picture, PixelModel, Statistics, ValueScale},
};

use super::{Area, Shape};

/// Further scales that are measured; files hold one or two.
const MOST_SCALES: usize = 8;

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
    /// Of a grey picture its values, then its further scales, as SUV; of a colour one luminance, red, green and blue.
    pub figures: Vec<Figures>,
    /// All that was counted.
    pub counts: Arc<Counts>,
}

/// The figures of one kind of value, in f64 from the stored values. `None` where nothing was counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// `Values`, `Luminance`, `SUVbw`, ...
    pub name: String,
    /// `HU`, ... or empty.
    pub unit: String,
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
        let figures = match &counts.channels {
            Some(channels) => [
                ("Luminance", &channels.luminance),
                ("Red", &channels.red),
                ("Green", &channels.green),
                ("Blue", &channels.blue),
            ]
            .map(|(name, histogram)| Figures::of(name, "", histogram, pixels))
            .into(),
            None => {
                let model = picture.model();
                let values = Figures::of("Values", model.unit.symbol(), &counts.values, pixels);
                let stored = counts.stored.statistics;
                let scales = model.scales.iter().filter_map(|scale| values.on(scale, model, stored));
                let scales: Vec<Figures> = scales.take(MOST_SCALES).collect();
                std::iter::once(values).chain(scales).collect()
            }
        };
        let (shape, area) = (shape.clone(), Area::of(pixels, spacing));
        Self { id, shape, pixels, area, figures, counts: Arc::new(counts) }
    }

    /// The figures that are shown where there is room for one kind: those of grey values, or of luminance.
    pub fn first(&self) -> Option<&Figures> {
        self.figures.first()
    }
}

impl Figures {
    /// Of what was counted of `pixels` pixels.
    fn of(name: &str, unit: &str, histogram: &Histogram, pixels: u64) -> Self {
        let statistics = histogram.statistics;
        Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            count: statistics.count,
            excluded: pixels.saturating_sub(statistics.count),
            mean: statistics.mean,
            sd: statistics.sd,
            min: statistics.min,
            median: histogram.percentile(50.0),
            max: statistics.max,
        }
    }

    /// The same on another scale; `None` where it is no straight line from one to the other, or holds for some of the
    /// values only.
    fn on(&self, scale: &ValueScale, model: &PixelModel, stored: Statistics) -> Option<Self> {
        let holds = |value: f64| (scale.first..=scale.last).contains(&value);
        if !holds(stored.min?) || !holds(stored.max?) {
            return None;
        }
        let value = |value: Option<f64>| scale.of_modality(model, value?);
        let [one, other] = [value(self.min)?, value(self.max)?];
        let slope = value(Some(1.0))? - value(Some(0.0))?;
        Some(Self {
            name: scale.label.clone(),
            unit: scale.unit.clone(),
            mean: value(self.mean),
            sd: self.sd.map(|sd| sd * slope.abs()),
            min: Some(one.min(other)),
            median: value(self.median),
            max: Some(one.max(other)),
            ..self.clone()
        })
    }
}
