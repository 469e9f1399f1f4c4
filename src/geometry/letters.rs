//! Orientation letters at the edges of the picture.

/// Where the patient lies along the picture's own axes, before any view rotation or flip.
///
/// `right` holds the letters of the direction in which columns increase (the right edge), `bottom` those in which rows
/// increase; e.g. `L` and `P` for a standard axial slice. From _Image Orientation (Patient)_ (0020,0037), else
/// _Patient Orientation_ (0020,0020).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientDirections {
    /// Letters at the right edge, most important first (`"L"`, `"LA"`, ...).
    pub right: String,
    /// Letters at the bottom edge.
    pub bottom: String,
}

/// The letters as they stand around a viewport.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EdgeLetters {
    /// Letters at the left edge.
    pub left: String,
    /// Letters at the right edge.
    pub right: String,
    /// Letters at the top edge.
    pub top: String,
    /// Letters at the bottom edge.
    pub bottom: String,
}
