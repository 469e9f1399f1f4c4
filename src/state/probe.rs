//! What lies under the pointer.

use crate::image::{Channel, Picture, Presentation};

use super::ImageState;

/// One pixel's values, all from the stored integers and never from the 8-bit picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// 0-based.
    pub column: u32,
    /// 0-based.
    pub row: u32,
    /// Stored samples: one, or three for colour.
    pub stored: Vec<f64>,
    /// After modality; `None` for colour.
    pub value: Option<f64>,
    /// Red, green and blue of a colour picture as its histogram counts them, 0 to 255; `None` of a grey one.
    pub rgb: Option<[u8; 3]>,
    /// Unit of `value`: `HU`, ... or empty.
    pub unit: String,
    /// What the stored value is on each further scale, as `SUVbw 3.21 g/ml`.
    pub scales: Vec<String>,
    /// What the value stands for: the segment of a segmentation.
    pub name: Option<String>,
    /// Padding, not a value of the picture.
    pub padding: bool,
    /// As displayed, red, green, blue.
    pub displayed: [u8; 3],
    /// Patient coordinates of the pixel's centre, LPS, mm.
    pub patient_mm: Option<[f64; 3]>,
}

impl Probe {
    /// The level of a colour picture on the axis of a channel; of all channels together, how bright it looks.
    pub fn level(&self, channel: Channel) -> Option<u8> {
        let one = if channel == Channel::All { Channel::Luminance } else { channel };
        one.levels(self.rgb?).next()
    }
}

/// The pixel that covers the continuous coordinates `at`; `None` outside the picture or where its rows are missing.
pub fn probe(image: &ImageState, at: [f64; 2]) -> Option<Probe> {
    probe_under(image, image.presentation(), at)
}

/// The same under one of several presentations on screen.
pub fn probe_under(image: &ImageState, presentation: Option<&Presentation>, at: [f64; 2]) -> Option<Probe> {
    let picture = image.picture()?;
    let frame = picture.frame();
    if !(at[0] >= 0.0 && at[1] >= 0.0 && at[0] < f64::from(frame.columns) && at[1] < f64::from(frame.rows)) {
        return None;
    }
    // Inside the picture, so both fit.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the size above")]
    let (column, row) = (at[0] as u32, at[1] as u32);
    if row >= frame.rows_present {
        return None;
    }
    let stored: Vec<f64> = (0..frame.samples_per_pixel).filter_map(|sample| frame.value(column, row, sample)).collect();
    let model = picture.model();
    let padding = !picture.is_colour()
        && model.padding.is_some_and(|padding| stored.first().is_some_and(|value| padding.contains(*value)));
    let place = &image.loaded.place;
    Some(Probe {
        column,
        row,
        value: if picture.is_colour() { None } else { picture.value(column, row) },
        rgb: picture.is_colour().then(|| levels(picture, column, row)).flatten(),
        unit: model.unit.symbol().to_owned(),
        scales: stored
            .first()
            .filter(|_| !picture.is_colour())
            .into_iter()
            .flat_map(|&stored| model.scale_values(stored).map(|value| value.to_string()))
            .collect(),
        name: model.segments.as_ref().zip(stored.first()).and_then(|(segments, &stored)| segments.describe(stored)),
        padding,
        displayed: presentation.map_or([0; 3], |presentation| picture.displayed(presentation, column, row)),
        patient_mm: place
            .plane
            .zip(place.spacing)
            .map(|(plane, spacing)| plane.patient_from_pixel(&spacing, column.into(), row.into())),
        stored,
    })
}

fn levels(picture: &Picture, column: u32, row: u32) -> Option<[u8; 3]> {
    let at = row as usize * picture.frame().columns as usize + column as usize;
    picture.rgb().as_chunks::<3>().0.get(at).copied()
}
