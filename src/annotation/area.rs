//! Areas, always with what they are measured on.

use crate::geometry::{Spacing, SpacingBasis};

/// The area of whole pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// In mm², or in pixels without a basis.
    pub value: f64,
    /// What the millimetres are measured on; `None` where the picture has none.
    pub basis: Option<SpacingBasis>,
}

impl Area {
    /// Of so many pixels, each `row_mm` high and `column_mm` wide.
    pub fn of(pixels: u64, spacing: Option<Spacing>) -> Self {
        let pixels = pixels as f64;
        match spacing {
            Some(Spacing { row_mm, column_mm, basis }) => {
                Self { value: pixels * row_mm * column_mm, basis: Some(basis) }
            }
            None => Self { value: pixels, basis: None },
        }
    }

    /// `mm²`, or `px`.
    pub fn unit(&self) -> &'static str {
        if self.basis.is_some() { "mm²" } else { "px" }
    }

    /// What it is measured on in words; empty where there is nothing to add.
    pub fn basis_label(&self) -> &'static str {
        self.basis.map_or("", SpacingBasis::label)
    }
}
