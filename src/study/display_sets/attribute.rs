//! What can tell apart pictures of one place.

use std::collections::HashSet;

use super::picture::{Picture, dot};

/// One such thing. [`ORDER`] is the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// _Pixel Spacing_ (0028,0030).
    Spacing,
    /// Where in the plane the picture lies: two wrists side by side.
    Offset,
    /// _Slice Thickness_ (0018,0050).
    Thickness,
    /// _Image Type_ (0008,0008): magnitude and phase, water and fat.
    ImageType,
    /// _Echo Number(s)_ (0018,0086).
    EchoNumber,
    /// _Echo Time_ (0018,0081).
    EchoTime,
    /// _Inversion Time_ (0018,0082).
    InversionTime,
    /// _Diffusion b-value_ (0018,9087).
    BValue,
    /// _Diffusion Gradient Orientation_ (0018,9089).
    Gradient,
    /// _Temporal Position Identifier_ (0020,0100).
    TemporalPosition,
    /// _Trigger Time_ (0018,1060).
    TriggerTime,
    /// The how-manieth of its place by trigger time: each slice has its own times.
    TriggerOrder,
    /// _Acquisition Number_ (0020,0012).
    Acquisition,
    /// The how-manieth of its place by the moment of acquisition.
    AcquisitionOrder,
    /// The how-manieth of its place by acquisition number.
    AcquisitionNumberOrder,
    /// One of the _Dimension Index Values_ (0020,9157), 0-based.
    Dimension(usize),
}

/// What makes other pictures comes before what makes the same picture at another time; what names the difference before
/// what only counts.
pub(super) const ORDER: [Attribute; 15] = [
    Attribute::Spacing,
    Attribute::Offset,
    Attribute::Thickness,
    Attribute::ImageType,
    Attribute::EchoNumber,
    Attribute::EchoTime,
    Attribute::InversionTime,
    Attribute::BValue,
    Attribute::Gradient,
    Attribute::TemporalPosition,
    Attribute::TriggerTime,
    Attribute::TriggerOrder,
    Attribute::Acquisition,
    Attribute::AcquisitionOrder,
    Attribute::AcquisitionNumberOrder,
];

/// Dimensions that are looked at, at most.
pub(super) const DIMENSIONS: usize = 16;

/// A value that pictures can have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key<'a> {
    Number(i64),
    Numbers([i64; 3]),
    Text(&'a str),
}

impl Attribute {
    /// The value by which pictures belong together; rounded where writers round. `None` where it is absent.
    pub fn key<'a>(self, picture: &Picture<'a>) -> Option<Key<'a>> {
        let contrast = picture.contrast();
        match self {
            Self::Spacing => {
                let [rows, columns] = picture.image.spacing_mm?;
                Some(Key::Numbers([rounded(rows, 1000.0)?, rounded(columns, 1000.0)?, 0]))
            }
            Self::Offset => {
                let plane = picture.plane?;
                let normal = plane.normal();
                let along = dot(plane.position_mm, normal);
                let [x, y, z] = [0, 1, 2].map(|axis: usize| {
                    let (at, n) = (plane.position_mm.get(axis), normal.get(axis));
                    at.zip(n).and_then(|(at, n)| rounded(at - along * n, 1.0))
                });
                Some(Key::Numbers([x?, y?, z?]))
            }
            Self::Thickness => rounded(picture.image.thickness_mm?, 1000.0).map(Key::Number),
            Self::ImageType => Some(Key::Text(&picture.image.image_type)),
            Self::EchoNumber => contrast.echo_number.map(Key::Number),
            Self::EchoTime => rounded(contrast.echo_time_ms?, 100.0).map(Key::Number),
            Self::InversionTime => rounded(contrast.inversion_time_ms?, 1.0).map(Key::Number),
            Self::BValue => rounded(contrast.b_value?, 1.0).map(Key::Number),
            Self::Gradient => {
                let [x, y, z] = contrast.gradient?.map(|component| rounded(component, 1000.0));
                Some(Key::Numbers([x?, y?, z?]))
            }
            Self::TemporalPosition => contrast.temporal_position.map(Key::Number),
            Self::TriggerTime => rounded(contrast.trigger_time_ms?, 10.0).map(Key::Number),
            Self::Acquisition => picture.object.acquisition_number.map(Key::Number),
            Self::Dimension(index) => {
                picture.own?.dimension_index.get(index).map(|&value| Key::Number(i64::from(value)))
            }
            Self::TriggerOrder | Self::AcquisitionOrder | Self::AcquisitionNumberOrder => None,
        }
    }

    /// What orders the pictures of one place, where it is their order that counts and not the value.
    pub fn order_key(self, picture: &Picture) -> Option<f64> {
        match self {
            Self::TriggerOrder => picture.contrast().trigger_time_ms,
            Self::AcquisitionOrder => picture.object.acquired_at,
            Self::AcquisitionNumberOrder => picture.object.acquisition_number.map(|number| number as f64),
            _ => return None,
        }
        .filter(|value| value.is_finite())
    }

    /// It goes by the order within each place.
    pub fn is_order(self) -> bool {
        matches!(self, Self::TriggerOrder | Self::AcquisitionOrder | Self::AcquisitionNumberOrder)
    }

    /// It names no difference by itself, and is believed only where it fills a grid of values and places.
    pub fn needs_grid(self) -> bool {
        self.is_order() || matches!(self, Self::Offset | Self::Acquisition | Self::Dimension(_))
    }

    /// What one of its values is called where the results are moments (or directions) of one 4-D series; `None` where they
    /// are sets in their own right.
    pub fn moment(self) -> Option<&'static str> {
        match self {
            Self::Gradient => Some("direction"),
            Self::TemporalPosition
            | Self::TriggerTime
            | Self::TriggerOrder
            | Self::Acquisition
            | Self::AcquisitionOrder
            | Self::AcquisitionNumberOrder => Some("phase"),
            Self::Dimension(_) => Some("part"),
            _ => None,
        }
    }

    /// When the picture was made by this attribute, ms.
    pub fn time_ms(self, picture: &Picture) -> Option<f64> {
        match self {
            Self::Gradient | Self::Dimension(_) => None,
            Self::TriggerTime | Self::TriggerOrder => picture.contrast().trigger_time_ms,
            _ => picture.object.acquired_at.map(|seconds| seconds * 1000.0),
        }
    }

    /// What [`Self::label`] leaves out, since all of `keys` have it.
    pub fn common<'a>(self, keys: &[Option<Key<'a>>]) -> HashSet<&'a str> {
        if self == Self::ImageType { common_words(keys) } else { HashSet::new() }
    }

    /// The label of a set whose pictures have `key`, the number `index` (0-based) of its values; `common` is of all values.
    pub fn label(self, index: usize, key: Option<Key>, common: &HashSet<&str>) -> String {
        let Some(key) = key else { return format!("no {}", self.noun()) };
        match (self, key) {
            (Self::Spacing, Key::Numbers([rows, columns, _])) if rows == columns => {
                format!("{} mm pixels", columns as f64 / 1000.0)
            }
            (Self::Spacing, Key::Numbers([rows, columns, _])) => {
                format!("{} × {} mm pixels", columns as f64 / 1000.0, rows as f64 / 1000.0)
            }
            (Self::Thickness, Key::Number(value)) => format!("{} mm slices", value as f64 / 1000.0),
            (Self::ImageType, Key::Text(text)) => own_words(text, common),
            (Self::EchoTime, Key::Number(value)) => format!("TE {} ms", value as f64 / 100.0),
            (Self::InversionTime, Key::Number(value)) => format!("TI {value} ms"),
            (Self::EchoNumber | Self::BValue, Key::Number(value)) => format!("{} {value}", self.noun()),
            _ => format!("{} {}", self.noun(), index + 1),
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Spacing => "pixel spacing",
            Self::Offset => "part",
            Self::Thickness => "slice thickness",
            Self::ImageType => "image type",
            Self::EchoNumber => "echo",
            Self::EchoTime => "TE",
            Self::InversionTime => "TI",
            Self::BValue => "b",
            _ => "value",
        }
    }
}

/// The values that each _Image Type_ of `keys` has. Costs as much as the texts are long.
fn common_words<'a>(keys: &[Option<Key<'a>>]) -> HashSet<&'a str> {
    let words = |key: &Option<Key<'a>>| -> HashSet<&'a str> {
        let Some(Key::Text(text)) = key else { return HashSet::new() };
        text.split('\\').collect()
    };
    let Some((first, others)) = keys.split_first() else { return HashSet::new() };
    let mut common = words(first);
    for other in others {
        if common.is_empty() {
            break;
        }
        let own = words(other);
        common.retain(|word| own.contains(word));
    }
    common
}

/// The values of an _Image Type_ that not all others have.
fn own_words(text: &str, common: &HashSet<&str>) -> String {
    let own: Vec<&str> = text.split('\\').filter(|word| !common.contains(word)).map(str::trim).collect();
    if own.is_empty() { "plain".to_owned() } else { own.join(" ") }
}

fn rounded(value: f64, per_unit: f64) -> Option<i64> {
    value.is_finite().then(|| (value * per_unit).round() as i64)
}
