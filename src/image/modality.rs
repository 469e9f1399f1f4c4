//! From stored values to values with a unit (PS3.3 C.11.1).

use std::sync::Arc;

use super::LookupTable;

/// The modality transformation of a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum ModalityLut {
    /// value = slope * stored + intercept; the identity is slope 1, intercept 0. The slope is finite and not zero.
    Rescale {
        /// _Rescale Slope_ (0028,1053); negative is valid.
        slope: f64,
        /// _Rescale Intercept_ (0028,1052).
        intercept: f64,
    },
    /// _Modality LUT Sequence_ (0028,3000).
    Table(Arc<LookupTable>),
}

/// The unit of values after the modality transformation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Hounsfield units, by the rule of PS3.3 C.8.2.1 / C.11.1.1.2.
    Hounsfield,
    /// Another named unit as the file writes it: `BQML`, `OD`, `US`, `GY`, ...
    Named(String),
    /// None is stated.
    None,
}

impl ModalityLut {
    /// Slope 1, intercept 0.
    pub fn identity() -> Self {
        Self::Rescale { slope: 1.0, intercept: 0.0 }
    }

    /// Whether values are the stored values.
    pub fn is_identity(&self) -> bool {
        *self == Self::identity()
    }

    /// The value of a stored value. A table takes the nearest whole number.
    pub fn apply(&self, stored: f64) -> f64 {
        match self {
            Self::Rescale { slope, intercept } => slope * stored + intercept,
            Self::Table(table) => f64::from(table.lookup(stored.round() as i64)),
        }
    }

    /// Whether whole stored values give whole values.
    pub fn keeps_whole_values(&self) -> bool {
        match self {
            Self::Rescale { slope, intercept } => slope.fract() == 0.0 && intercept.fract() == 0.0,
            Self::Table(_) => true,
        }
    }
}

impl Unit {
    /// `HU`, the file's own name, or nothing.
    pub fn symbol(&self) -> &str {
        match self {
            Self::Hounsfield => "HU",
            Self::Named(name) => name,
            Self::None => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rescale_is_slope_times_stored_plus_intercept() {
        let hounsfield = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
        assert_eq!(hounsfield.apply(1074.0), 50.0);
        assert_eq!(ModalityLut::Rescale { slope: -2.0, intercept: 10.0 }.apply(7.0), -4.0);
        assert!(ModalityLut::identity().is_identity() && !hounsfield.is_identity());
        assert!(hounsfield.keeps_whole_values());
        assert!(!ModalityLut::Rescale { slope: 0.5, intercept: 0.0 }.keeps_whole_values());
    }

    #[test]
    fn a_modality_table_replaces_rescale() {
        let table = LookupTable { first_mapped: 100, bits: 16, entries: vec![7, 900] };
        let lut = ModalityLut::Table(Arc::new(table));
        assert_eq!([99.0, 100.0, 101.0, 5000.0].map(|stored| lut.apply(stored)), [7.0, 7.0, 900.0, 900.0]);
    }

    #[test]
    fn units_have_symbols() {
        assert_eq!(Unit::Hounsfield.symbol(), "HU");
        assert_eq!(Unit::Named("BQML".into()).symbol(), "BQML");
        assert_eq!(Unit::None.symbol(), "");
    }
}
