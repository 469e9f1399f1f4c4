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
