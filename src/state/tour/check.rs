//! What a step asks for, as data, and whether it was done: pure questions to the shared model.

use serde::Deserialize;

use crate::image::{TransferCurve, ValueRange, Voi, VoiSource};

use super::{
    super::{FrameKey, HistogramAxis, Workspace},
    Seen,
};

/// Something that a person is asked to do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// The search of the tags holds one of these texts, whatever the case.
    Search(Vec<String>),
    /// Another frame is asked for than when the step began.
    FrameMoved,
    /// A value of this range was under the pointer.
    Probed(ValueRange),
    /// The histogram counts stored values.
    StoredAxis,
    /// The width of the window lies in this range.
    Width(ValueRange),
    /// All of these hold for the greys of values.
    Greys(Vec<Expected>),
    /// The window is the file's own, or the one that the image opened with.
    FileWindow,
    /// Some values glow in the picture.
    Glow,
    /// The window takes in the band of this name and nothing else.
    BandWindow(String),
    /// The bands of these names are painted over the picture.
    Painted(Vec<String>),
    /// None is.
    PaintedNone,
    /// The picture is equalised.
    Equalised,
    /// It is, with as many bins as this range holds.
    Bins(ValueRange),
    /// A plain window, or a LUT of the file, is in force.
    Plain,
}

/// Something about how values are shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expected {
    /// This value is black.
    Black(f64),
    /// This value is white.
    White(f64),
    /// This value is neither.
    Grey(f64),
    /// The one value is darker than the other.
    Darker(Comparison),
}

/// Two values.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The darker one.
    pub value: f64,
    /// The brighter one.
    pub than: f64,
}

impl Check {
    /// Whether it was done. `began_at`: the frame that was asked for when the step began.
    pub fn holds(&self, workspace: &Workspace, seen: &Seen, began_at: Option<FrameKey>) -> bool {
        let image = workspace.image();
        let voi = image.presentation().map(|presentation| &presentation.voi);
        match self {
            Self::Search(texts) => {
                let search = seen.search.to_lowercase();
                texts.iter().any(|text| search.contains(&text.to_lowercase()))
            }
            Self::FrameMoved => image.key().is_some() && image.key() != began_at,
            Self::Probed(range) => seen.value.is_some_and(|value| range.contains(value)),
            Self::StoredAxis => workspace.explore.axis != HistogramAxis::Values,
            Self::Width(range) => image.window().is_some_and(|(window, ..)| range.contains(window.width)),
            Self::Greys(expected) => {
                let (Some(picture), Some(presentation)) = (image.picture(), image.presentation()) else {
                    return false;
                };
                if !image.takes_window() {
                    return false;
                }
                let curve = TransferCurve::new(picture, presentation);
                let turned = image.shows_high_as_dark();
                let level = |value: f64| {
                    let brightness = curve.brightness(value);
                    // As on screen, where a grey is one of 256.
                    (255.0 * if turned { 1.0 - brightness } else { brightness } + 0.5).floor()
                };
                expected.iter().all(|expected| match *expected {
                    Expected::Black(value) => level(value) <= 0.0,
                    Expected::White(value) => level(value) >= 255.0,
                    Expected::Grey(value) => level(value) > 0.0 && level(value) < 255.0,
                    Expected::Darker(Comparison { value, than }) => level(value) < level(than),
                })
            }
            Self::FileWindow => match voi {
                Some(Voi::Window { source, .. }) => matches!(source, VoiSource::File(_) | VoiSource::Default),
                Some(Voi::Lut(_)) => true,
                _ => false,
            },
            Self::Glow => workspace.explore.glow.is_some(),
            Self::BandWindow(name) => {
                let band = workspace.image_bands().iter().find(|band| band.name() == name);
                band.is_some_and(|band| image.bounds() == Some(band.bounds(image.has_whole_values())))
            }
            Self::Painted(names) => names.iter().all(|name| {
                let mut bands = workspace.image_bands().iter().filter(|band| band.name() == name);
                bands.any(|band| workspace.overlay_of(band).is_some())
            }),
            Self::PaintedNone => workspace.labels().is_empty(),
            Self::Equalised => matches!(voi, Some(Voi::Equalized(_))),
            Self::Bins(range) => {
                matches!(voi, Some(Voi::Equalized(settings)) if range.contains(settings.bins as f64))
            }
            Self::Plain => matches!(voi, Some(Voi::Window { .. } | Voi::Lut(_))),
        }
    }
}
