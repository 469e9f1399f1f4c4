//! What is measured inside a region.

use crate::{geometry::Spacing, image::Picture};

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
    /// Of a grey picture its values; of a colour one luminance, red, green and blue.
    pub channels: Vec<Figures>,
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
        let unit = if picture.is_colour() { String::new() } else { picture.model().unit.symbol().to_owned() };
        let channels = if picture.is_colour() {
            [("Luminance", None), ("Red", Some(0)), ("Green", Some(1)), ("Blue", Some(2))]
                .map(|(name, channel)| colours(name, channel, shape, picture, pixels))
                .into()
        } else {
            vec![values(shape, picture, pixels)]
        };
        Self { id, shape: shape.clone(), pixels, area: Area::of(pixels, spacing), unit, channels }
    }
}

fn values(shape: &Shape, picture: &Picture, pixels: u64) -> Figures {
    let padding = picture.model().padding;
    let runs = shape.runs(picture.frame().columns, picture.frame().rows_present);
    let values = runs.flat_map(|(row, columns)| columns.filter_map(move |column| picture.stored(column, row)));
    let values = values.filter(|stored| !padding.is_some_and(|padding| padding.contains(*stored)));
    Figures::of("Values", values.map(|stored| picture.model().modality.apply(stored)), pixels)
}

/// 8-bit levels of one channel, or luminance by ITU-R BT.601.
fn colours(name: &'static str, channel: Option<usize>, shape: &Shape, picture: &Picture, pixels: u64) -> Figures {
    let (rgb, columns) = (picture.rgb(), u64::from(picture.frame().columns));
    let runs = shape.runs(picture.frame().columns, picture.frame().rows_present);
    let places = runs.flat_map(|(row, run)| run.map(move |column| u64::from(row) * columns + u64::from(column)));
    let pixel = |place: u64| {
        let at = usize::try_from(place.checked_mul(3)?).ok()?;
        rgb.get(at..).and_then(|rest| rest.first_chunk::<3>()).map(|rgb| rgb.map(f64::from))
    };
    let level = |[red, green, blue]: [f64; 3]| match channel {
        Some(0) => red,
        Some(1) => green,
        Some(_) => blue,
        // Rounded to a whole level; the sum itself is exact.
        None => ((299.0 * red + 587.0 * green + 114.0 * blue + 500.0) / 1000.0).floor(),
    };
    Figures::of(name, places.filter_map(pixel).map(level), pixels)
}

impl Figures {
    /// Of those of `pixels` values that are there and finite.
    fn of(name: &'static str, values: impl Iterator<Item = f64>, pixels: u64) -> Self {
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let count = values.len();
        let counted = count as f64;
        let known = |figure: f64| (count > 0).then_some(figure);
        let mean = values.iter().sum::<f64>() / counted;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / counted;
        let middle = |rank: usize| values.get(rank).copied();
        let median = match count {
            0 => None,
            odd if odd % 2 == 1 => middle(odd / 2),
            even => middle(even / 2 - 1).zip(middle(even / 2)).map(|(below, above)| f64::midpoint(below, above)),
        };
        Self {
            name,
            count: count as u64,
            excluded: pixels.saturating_sub(count as u64),
            mean: known(mean),
            sd: known(variance.sqrt()),
            min: values.first().copied(),
            median,
            max: values.last().copied(),
        }
    }
}
