//! Named regions.

use super::Shape;

/// A shape with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its number, never given to another one of the same picture.
    pub id: u32,
    /// As the person calls it.
    pub name: String,
    /// Where it lies.
    pub shape: Shape,
    /// Which of the [`COLOURS`] it is drawn in.
    pub colour: u8,
    /// Whether it is drawn. It is measured all the same.
    pub visible: bool,
}

/// So many colours are told apart; which ones is for a face to say.
pub const COLOURS: u8 = 6;
