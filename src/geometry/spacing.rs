//! Pixel spacing, always with the basis that makes it trustworthy or not.

/// Distance between pixel centres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Vertical distance between rows, mm (the first value of _Pixel Spacing_ (0028,0030)).
    pub row_mm: f64,
    /// Horizontal distance between columns, mm.
    pub column_mm: f64,
    /// What the distance is measured on.
    pub basis: SpacingBasis,
}

/// What a spacing is measured on (PS3.3 10.7.1.1, 10.7.1.3, C.8.5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpacingBasis {
    /// Cross-sectional image: true in the image plane.
    Patient,
    /// Projection image calibrated by geometry, fiducial, or by differing from the detector's spacing.
    Calibrated,
    /// Projection image whose Pixel Spacing equals the detector's: not calibrated.
    Detector,
    /// Projection image with Pixel Spacing alone: cannot be determined.
    Undetermined,
    /// Imager Pixel Spacing divided by the estimated magnification.
    Estimated,
    /// _Nominal Scanned Pixel Spacing_ (0018,2010).
    Nominal,
    /// A region of _Sequence of Ultrasound Regions_ (0018,6011) that covers the whole picture.
    UltrasoundRegion,
}

impl SpacingBasis {
    /// Short words beside the scale bar; empty where millimetres are plainly true.
    pub fn label(self) -> &'static str {
        match self {
            Self::Patient => "",
            Self::Calibrated => "calibrated",
            Self::Detector => "uncalibrated (detector)",
            Self::Undetermined => "cannot be determined",
            Self::Estimated => "estimated",
            Self::Nominal => "nominal",
            Self::UltrasoundRegion => "ultrasound region",
        }
    }

    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient-plane",
            Self::Calibrated => "calibrated",
            Self::Detector => "detector",
            Self::Undetermined => "undetermined",
            Self::Estimated => "estimated",
            Self::Nominal => "nominal",
            Self::UltrasoundRegion => "ultrasound-region",
        }
    }
}
