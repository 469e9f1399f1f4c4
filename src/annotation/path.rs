//! A closed line drawn by hand.

use std::sync::Arc;

use super::Extent;

/// Corners of a closed polygon in pixel coordinates; the last one joins the first. Cheap to copy.
#[derive(Clone, Debug)]
pub struct Path {
    points: Arc<[[f64; 2]]>,
    extent: Extent,
}

/// More corners than this say nothing that a hand could mean.
pub const MOST_POINTS: usize = 2000;

impl Path {
    /// Through these points. Points that are no numbers or repeat the one before are left out, and where there are more
    /// than [`MOST_POINTS`] every so manieth is kept. `None` of fewer than three.
    pub fn new(points: impl IntoIterator<Item = [f64; 2]>) -> Option<Self> {
        let mut kept: Vec<[f64; 2]> = Vec::new();
        for point in points {
            // The same bounds as every other coordinate.
            let Some(Extent { low: point, .. }) = Extent::new(point, point) else { continue };
            if kept.last() != Some(&point) {
                kept.push(point);
            }
        }
        if kept.len() > 1 && kept.first() == kept.last() {
            kept.pop();
        }
        if kept.len() > MOST_POINTS {
            let every = kept.len();
            kept = (0..MOST_POINTS).filter_map(|at| kept.get(at * every / MOST_POINTS).copied()).collect();
        }
        if kept.len() < 3 {
            return None;
        }
        let extent =
            kept.iter().skip(1).try_fold(Extent::new(*kept.first()?, *kept.first()?)?, |extent, &[x, y]| {
                let (low, high) = (extent.low, extent.high);
                Extent::new([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)])
            })?;
        Some(Self { points: kept.into(), extent })
    }

    /// The corners.
    pub fn points(&self) -> &[[f64; 2]] {
        &self.points
    }

    /// The upright rectangle around them.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The sides, each from one corner to the next.
    pub fn sides(&self) -> impl Iterator<Item = [[f64; 2]; 2]> {
        let next = self.points.iter().cycle().skip(1);
        self.points.iter().zip(next).map(|(&from, &to)| [from, to])
    }

    /// Stretched and moved so that it fills another rectangle.
    pub fn fitted(&self, to: Extent) -> Option<Self> {
        let (from, size) = (self.extent, self.extent.size());
        let fitted = |point: [f64; 2], axis: usize| {
            let share = if size[axis] > 0.0 { (point[axis] - from.low[axis]) / size[axis] } else { 0.5 };
            to.low[axis] + share * (to.high[axis] - to.low[axis])
        };
        Self::new(self.points.iter().map(|&point| [fitted(point, 0), fitted(point, 1)]))
    }

    /// Moved by columns and rows.
    pub fn moved(&self, by: [f64; 2]) -> Option<Self> {
        Self::new(self.points.iter().map(|[column, row]| [column + by[0], row + by[1]]))
    }
}

impl PartialEq for Path {
    /// Copies of one path are equal without a look at their corners.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.points, &other.points) || self.points == other.points
    }
}
