//! The plane of one image in the patient.

/// Position and directions of an image in patient coordinates (PS3.3 C.7.6.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImagePlane {
    /// _Image Position (Patient)_ (0020,0032): the centre of the first pixel, LPS, mm.
    pub position_mm: [f64; 3],
    /// Unit vector along a row (columns increasing): the first three values of (0020,0037).
    pub row_direction: [f64; 3],
    /// Unit vector along a column (rows increasing): the last three values of (0020,0037).
    pub column_direction: [f64; 3],
}
