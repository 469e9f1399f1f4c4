//! Which point of a text stands at its place.

/// Shares of the text's width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Align {
    /// 0 puts the left edge there, 1 the right one.
    pub across: f64,
    /// 0 puts the top edge there, 1 the bottom one.
    pub down: f64,
}

impl Align {
    /// The left end of the top edge.
    pub const LEFT_TOP: Self = Self { across: 0.0, down: 0.0 };
    /// The right end of the top edge.
    pub const RIGHT_TOP: Self = Self { across: 1.0, down: 0.0 };
    /// The left end of the bottom edge.
    pub const LEFT_BOTTOM: Self = Self { across: 0.0, down: 1.0 };
    /// The right end of the bottom edge.
    pub const RIGHT_BOTTOM: Self = Self { across: 1.0, down: 1.0 };
    /// The middle of the top edge.
    pub const CENTRE_TOP: Self = Self { across: 0.5, down: 0.0 };
    /// The middle of the bottom edge.
    pub const CENTRE_BOTTOM: Self = Self { across: 0.5, down: 1.0 };
    /// The middle of the left edge.
    pub const LEFT_CENTRE: Self = Self { across: 0.0, down: 0.5 };
    /// The middle of the right edge.
    pub const RIGHT_CENTRE: Self = Self { across: 1.0, down: 0.5 };
}
