//! Values of interest: windows and VOI LUTs (PS3.3 C.11.2).

use serde::{Deserialize, Serialize};

use super::LookupTable;

/// _Window Center_ (0028,1050) and _Window Width_ (0028,1051), in modality units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Level.
    pub center: f64,
    /// Width, greater than 0.
    pub width: f64,
}

/// _VOI LUT Function_ (0028,1056).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum VoiFunction {
    /// C.11.2.1.2.1.
    #[default]
    Linear,
    /// C.11.2.1.3.2.
    LinearExact,
    /// C.11.2.1.3.1.
    Sigmoid,
}

/// A window of the file with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct FileWindow {
    /// Center and width; the width is finite and greater than 0.
    pub window: Window,
    /// _Window Center & Width Explanation_ (0028,1055).
    pub explanation: Option<String>,
    /// Function that goes with it.
    pub function: VoiFunction,
}

/// An item of _VOI LUT Sequence_ (0028,3010).
#[derive(Clone, Debug, PartialEq)]
pub struct VoiLut {
    /// The table, applied to values after modality, rounded to integers.
    pub table: LookupTable,
    /// _LUT Explanation_ (0028,3003).
    pub explanation: Option<String>,
}
