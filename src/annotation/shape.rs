//! The shapes of regions.

use std::f64::consts::TAU;

use super::{Extent, Handle, Path, Runs, runs::crossing};

/// A closed shape in continuous pixel coordinates.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// The ellipse that touches all sides of the rectangle. Points on its line lie inside.
    Ellipse(Extent),
    /// An upright rectangle. Its left and top sides lie inside, its right and bottom sides do not, so that neighbours
    /// share no pixel.
    Box(Extent),
    /// A closed line by the even-odd rule: what it runs round twice lies outside. Of a pixel's centre that lies right on
    /// the line, what holds for boxes does.
    Freehand(Path),
}

/// Corners of an ellipse's outline: at 4000 pixels across it is half a pixel off at most.
const ELLIPSE_CORNERS: u32 = 144;
/// No side is made smaller than this by hand: a shape that cannot be grasped cannot be mended.
const LEAST_SIDE: f64 = 0.5;

impl Shape {
    /// Its kind in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Ellipse(_) => "ellipse",
            Self::Box(_) => "box",
            Self::Freehand(_) => "freehand",
        }
    }

    /// The upright rectangle around it.
    pub fn extent(&self) -> Extent {
        match self {
            Self::Ellipse(extent) | Self::Box(extent) => *extent,
            Self::Freehand(path) => path.extent(),
        }
    }

    /// The points that describe it: top left and bottom right corner of the rectangle, or all corners of the path.
    pub fn points(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Ellipse(extent) | Self::Box(extent) => vec![extent.low, extent.high],
            Self::Freehand(path) => path.points().to_vec(),
        }
    }

    /// Whether a point lies inside. A shape without an inside holds none.
    pub fn contains(&self, [column, row]: [f64; 2]) -> bool {
        match self {
            Self::Ellipse(extent) => {
                let ([x, y], [width, height]) = (extent.centre(), extent.size());
                // Without an area the divisions are by zero, and no comparison holds.
                let (across, down) = ((column - x) / (width / 2.0), (row - y) / (height / 2.0));
                width > 0.0 && height > 0.0 && across * across + down * down <= 1.0
            }
            Self::Box(Extent { low, high }) => (low[0]..high[0]).contains(&column) && (low[1]..high[1]).contains(&row),
            Self::Freehand(path) => {
                let left = path.sides().filter_map(|side| crossing(side, row)).filter(|at| *at <= column);
                left.count() % 2 == 1
            }
        }
    }

    /// The pixels of a picture of this size that belong to it, line by line from the top.
    pub fn runs(&self, columns: u32, rows: u32) -> Runs<'_> {
        Runs::new(self, columns, rows)
    }

    /// Its line as a closed polygon.
    pub fn outline(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Ellipse(extent) => {
                let ([x, y], [width, height]) = (extent.centre(), extent.size());
                let angles = (0..ELLIPSE_CORNERS).map(|at| f64::from(at) / f64::from(ELLIPSE_CORNERS) * TAU);
                angles.map(|angle| [x + width / 2.0 * angle.cos(), y + height / 2.0 * angle.sin()]).collect()
            }
            Self::Box(Extent { low, high }) => vec![*low, [high[0], low[1]], *high, [low[0], high[1]]],
            Self::Freehand(path) => path.points().to_vec(),
        }
    }

    /// Moved by columns and rows; unchanged where that leads nowhere.
    #[must_use]
    pub fn moved(&self, by: [f64; 2]) -> Self {
        let moved = match self {
            Self::Ellipse(extent) => extent.moved(by).map(Self::Ellipse),
            Self::Box(extent) => extent.moved(by).map(Self::Box),
            Self::Freehand(path) => path.moved(by).map(Self::Freehand),
        };
        moved.unwrap_or_else(|| self.clone())
    }

    /// With a handle taken to another place; unchanged where nothing would be left.
    #[must_use]
    pub fn with_handle_at(&self, handle: Handle, to: [f64; 2]) -> Self {
        self.extent().with_handle_at(handle, to).map_or_else(|| self.clone(), |extent| self.fitted(extent))
    }

    /// Filling another rectangle; unchanged where that is smaller than a hand can grasp.
    #[must_use]
    pub fn fitted(&self, to: Extent) -> Self {
        if to.size().iter().any(|side| *side < LEAST_SIDE) {
            return self.clone();
        }
        match self {
            Self::Ellipse(_) => Self::Ellipse(to),
            Self::Box(_) => Self::Box(to),
            Self::Freehand(path) => path.fitted(to).map_or_else(|| self.clone(), Self::Freehand),
        }
    }

    /// Moved so far that its middle lies on a picture of this size.
    #[must_use]
    pub fn kept_on(&self, columns: u32, rows: u32) -> Self {
        let [x, y] = self.extent().centre();
        let by = [x.clamp(0.0, f64::from(columns)) - x, y.clamp(0.0, f64::from(rows)) - y];
        if by == [0.0; 2] { self.clone() } else { self.moved(by) }
    }

    /// Whether it is large enough to be meant: not the trace of a click.
    pub fn is_meant(&self) -> bool {
        self.extent().size().iter().all(|side| *side >= LEAST_SIDE)
    }
}
