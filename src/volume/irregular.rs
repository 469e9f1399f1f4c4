//! Why slices make no grid.

use std::fmt;

/// Why slices make no grid, or why they make one only on wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Irregular {
    /// What is wrong.
    pub fault: Fault,
    /// One sentence that says it, without the remedy.
    pub text: String,
}

/// What an [`Irregular`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There are no slices, or one that has no thickness.
    TooFew,
    /// Slices have different numbers of rows or columns.
    MixedSize,
    /// Slices are turned against each other.
    MixedOrientation,
    /// The size of a pixel differs between slices, or is not known.
    MixedSpacing,
    /// Several slices lie in one place.
    Duplicates,
    /// Slices are missing.
    Gaps,
    /// Distances between slices differ.
    Uneven,
    /// The slices are shifted against each other evenly: a tilted gantry.
    Tilt,
    /// The slices are shifted against each other in no order.
    Shifted,
    /// The grid would be too large.
    TooLarge,
}

/// What makes a grid of irregular slices, at the price of values that were not measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Shift the slices back: [`super::Wish::correct_tilt`].
    CorrectTilt,
    /// Interpolate slices at even distances: [`super::Wish::resample`].
    Resample,
}

impl Irregular {
    /// A fault with the sentence that says it.
    pub fn new(fault: Fault, text: impl Into<String>) -> Self {
        Self { fault, text: text.into() }
    }
}

impl Fault {
    /// What helps, where anything does.
    pub fn remedy(self) -> Option<Remedy> {
        match self {
            Self::Gaps | Self::Uneven => Some(Remedy::Resample),
            Self::Tilt => Some(Remedy::CorrectTilt),
            _ => None,
        }
    }
}

impl fmt::Display for Irregular {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
