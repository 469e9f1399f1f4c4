//! Second scales beside the modality's own: real world values and SUV.

use std::{fmt, sync::Arc};

use super::{ModalityLut, PixelModel};

/// A further meaning of the stored values: an item of _Real World Value Mapping Sequence_ (0040,9096), or an SUV.
///
/// It maps *stored* values (PS3.3 C.7.6.16.2.11), not those after the modality transformation.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueScale {
    /// Short name: _LUT Label_ (0040,9210), or `SUVbw`; safe for a screen.
    pub label: String,
    /// What it is in words, or empty; safe for a screen.
    pub explanation: String,
    /// The unit as a UCUM code, or empty for plain numbers; safe for a screen.
    pub unit: String,
    /// How a stored value becomes one of this scale.
    pub map: ScaleMap,
    /// Smallest stored value that has a meaning here; may be negative infinity.
    pub first: f64,
    /// Largest stored value that has a meaning here, inclusive; may be infinity.
    pub last: f64,
}

/// From stored values to those of a [`ValueScale`].
#[derive(Clone, Debug, PartialEq)]
pub enum ScaleMap {
    /// value = slope * stored + intercept. Both are finite.
    Linear {
        /// _Real World Value Slope_ (0040,9225).
        slope: f64,
        /// _Real World Value Intercept_ (0040,9224).
        intercept: f64,
    },
    /// _Real World Value LUT Data_ (0040,9212): one value for each stored value from [`ValueScale::first`] on.
    Table(Arc<[f64]>),
}

/// A value of one scale with its name and unit. Displays as `SUVbw 3.21 g/ml`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleValue<'a> {
    /// [`ValueScale::label`].
    pub label: &'a str,
    /// The value.
    pub value: f64,
    /// [`ValueScale::unit`].
    pub unit: &'a str,
}

impl ValueScale {
    /// The value of a stored value; `None` outside the mapped range, or where a table gives no number.
    pub fn value(&self, stored: f64) -> Option<f64> {
        if !(self.first..=self.last).contains(&stored) {
            return None;
        }
        let value = match &self.map {
            ScaleMap::Linear { slope, intercept } => slope * stored + intercept,
            // Inside the range, so the difference is not negative; the cast saturates.
            ScaleMap::Table(values) => *values.get((stored - self.first).round() as usize)?,
        };
        value.is_finite().then_some(value)
    }

    /// The value of this scale where the value after modality is `value`; `None` for tables on either side.
    pub fn of_modality(&self, model: &PixelModel, value: f64) -> Option<f64> {
        let (ScaleMap::Linear { slope, intercept }, ModalityLut::Rescale { slope: by, intercept: from }) =
            (&self.map, &model.modality)
        else {
            return None;
        };
        let found = slope * ((value - from) / by) + intercept;
        found.is_finite().then_some(found)
    }

    /// The value after modality at which this scale reads `value`; `None` for tables and flat lines.
    pub(super) fn modality_value(&self, model: &PixelModel, value: f64) -> Option<f64> {
        let ScaleMap::Linear { slope, intercept } = self.map else { return None };
        let found = model.modality.apply((value - intercept) / slope);
        found.is_finite().then_some(found)
    }
}

impl PixelModel {
    /// What a stored value is on each further scale that maps it, SUV first, then in the file's order. Padding has none.
    pub fn scale_values(&self, stored: f64) -> impl Iterator<Item = ScaleValue<'_>> {
        let is_padding = self.padding.is_some_and(|padding| padding.contains(stored));
        let scales = if is_padding { &[] } else { self.scales.as_slice() };
        scales.iter().filter_map(move |scale| {
            Some(ScaleValue { label: &scale.label, value: scale.value(stored)?, unit: &scale.unit })
        })
    }
}

impl fmt::Display for ScaleValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Some files label a scale by its unit.
        if self.label != self.unit {
            write!(f, "{} ", self.label)?;
        }
        f.write_str(&significant(self.value))?;
        if self.unit.is_empty() { Ok(()) } else { write!(f, " {}", self.unit) }
    }
}

/// A number with three significant digits, all digits before the point, and no zeros that say nothing.
pub fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    if !(-5.0..15.0).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    // -5..15, so it fits.
    let digits = (2 - magnitude as i32).max(0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{ModalityLut, Padding, Samples, test_pictures::model};

    fn scale(map: ScaleMap, first: f64, last: f64) -> ValueScale {
        ValueScale { label: "T1".into(), explanation: String::new(), unit: "ms".into(), map, first, last }
    }

    #[test]
    fn only_the_mapped_range_has_values() {
        let line = scale(ScaleMap::Linear { slope: 0.5, intercept: -10.0 }, -2.0, 100.0);
        let found: Vec<_> = [-3.0, -2.0, 0.0, 100.0, 101.0, f64::NAN].map(|stored| line.value(stored)).into();
        assert_eq!(found, [None, Some(-11.0), Some(-10.0), Some(40.0), None, None]);
        let table = scale(ScaleMap::Table(vec![1.5, f64::NAN, 9.0].into()), 10.0, 13.0);
        let found: Vec<_> = [9.0, 10.0, 11.0, 12.0, 13.0].map(|stored| table.value(stored)).into();
        assert_eq!(found, [None, Some(1.5), None, Some(9.0), None]);
    }

    #[test]
    fn a_pixel_may_lie_on_several_scales() {
        let mut model = model(&Samples::U16(vec![0]));
        model.padding = Some(Padding::new(0.0, 0.0));
        model.scales = vec![
            scale(ScaleMap::Linear { slope: 2.0, intercept: 0.0 }, 0.0, 9.0),
            scale(ScaleMap::Linear { slope: 0.01, intercept: 0.0 }, 5.0, 20.0),
        ];
        let read = |stored| model.scale_values(stored).map(|value| value.to_string()).collect::<Vec<_>>();
        assert_eq!(read(4.0), ["T1 8 ms"]);
        assert_eq!(read(7.0), ["T1 14 ms", "T1 0.07 ms"]);
        assert_eq!(read(0.0), [""; 0]);
    }

    #[test]
    fn a_scale_is_found_back_on_the_modality_s_own() {
        let mut model = model(&Samples::U16(vec![0]));
        model.modality = ModalityLut::Rescale { slope: 4.0, intercept: 100.0 };
        let line = scale(ScaleMap::Linear { slope: 0.5, intercept: 1.0 }, 0.0, 9.0);
        // 0.5 * 18 + 1 = 10, and 4 * 18 + 100 = 172.
        assert_eq!(line.modality_value(&model, 10.0), Some(172.0));
        let flat = scale(ScaleMap::Linear { slope: 0.0, intercept: 1.0 }, 0.0, 9.0);
        assert_eq!(flat.modality_value(&model, 10.0), None);
    }

    #[test]
    fn a_label_that_is_the_unit_is_written_once() {
        let value = |label| ScaleValue { label, value: 2.5, unit: "{SUVbw}g/ml" }.to_string();
        assert_eq!((value("SUV"), value("{SUVbw}g/ml")), ("SUV 2.5 {SUVbw}g/ml".into(), "2.5 {SUVbw}g/ml".into()));
    }

    #[test]
    fn numbers_are_written_with_three_digits() {
        for (value, text) in [
            (3.2149, "3.21"),
            (0.0, "0"),
            (-0.012_345, "-0.0123"),
            (12.0, "12"),
            (123_456.7, "123457"),
            (9.999, "10"),
            (1e-9, "1.00e-9"),
            (5e20, "5.00e20"),
        ] {
            assert_eq!(significant(value), text);
        }
    }
}
