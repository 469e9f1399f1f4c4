//! Upright rectangles in pixel coordinates, and the handles on them.

/// An upright rectangle, continuous pixel coordinates `[column, row]`. `low` is at most `high` in both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Left and top.
    pub low: [f64; 2],
    /// Right and bottom.
    pub high: [f64; 2],
}

/// One of the eight places that a shape is resized by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// For columns and rows: -1 the low side, 1 the high side, 0 between them. Never 0 in both.
    pub side: [i8; 2],
}

/// No coordinate lies further out: pictures have at most 65535 columns and rows, and what is drawn stays near them.
const FURTHEST: f64 = 1e6;

impl Handle {
    /// All eight, clockwise from the top left.
    pub const ALL: [Self; 8] = [
        Self { side: [-1, -1] },
        Self { side: [0, -1] },
        Self { side: [1, -1] },
        Self { side: [1, 0] },
        Self { side: [1, 1] },
        Self { side: [0, 1] },
        Self { side: [-1, 1] },
        Self { side: [-1, 0] },
    ];
}

impl Extent {
    /// Between two corners in any order; `None` where a coordinate is no number.
    pub fn new(one: [f64; 2], other: [f64; 2]) -> Option<Self> {
        if !one.iter().chain(&other).all(|at| at.is_finite()) {
            return None;
        }
        let within = |at: [f64; 2]| at.map(|at| at.clamp(-FURTHEST, FURTHEST));
        let (one, other) = (within(one), within(other));
        let low = [one[0].min(other[0]), one[1].min(other[1])];
        Some(Self { low, high: [one[0].max(other[0]), one[1].max(other[1])] })
    }

    /// The middle.
    pub fn centre(&self) -> [f64; 2] {
        [(self.low[0] + self.high[0]) / 2.0, (self.low[1] + self.high[1]) / 2.0]
    }

    /// Width and height in columns and rows.
    pub fn size(&self) -> [f64; 2] {
        [self.high[0] - self.low[0], self.high[1] - self.low[1]]
    }

    /// Where a handle is.
    pub fn handle(&self, handle: Handle) -> [f64; 2] {
        let [column, row] = self.centre();
        let at = |axis: usize, middle: f64| match handle.side[axis] {
            ..0 => self.low[axis],
            0 => middle,
            1.. => self.high[axis],
        };
        [at(0, column), at(1, row)]
    }

    /// With a handle taken to another place; drawn past the side across, the two change places.
    pub fn with_handle_at(&self, handle: Handle, to: [f64; 2]) -> Option<Self> {
        let (mut low, mut high) = (self.low, self.high);
        for axis in 0..2 {
            match handle.side[axis] {
                ..0 => low[axis] = to[axis],
                0 => {}
                1.. => high[axis] = to[axis],
            }
        }
        Self::new(low, high)
    }

    /// Moved by columns and rows.
    pub fn moved(&self, by: [f64; 2]) -> Option<Self> {
        Self::new([self.low[0] + by[0], self.low[1] + by[1]], [self.high[0] + by[0], self.high[1] + by[1]])
    }
}
