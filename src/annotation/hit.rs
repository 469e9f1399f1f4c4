//! What of a shape lies under the pointer.

use super::{Handle, Shape};

/// What was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A handle, to resize by.
    Handle(Handle),
    /// The line, to move by.
    Edge,
    /// The inside.
    Inside,
}

impl Shape {
    /// What of it lies within `reach` of a point; both in columns and rows, which may differ in size on the screen.
    /// Handles count only where they are shown.
    pub fn hit(&self, at: [f64; 2], reach: [f64; 2], shows_handles: bool) -> Option<Part> {
        let extent = self.extent();
        let far = [0, 1].iter().any(|&axis| {
            let out =
                |axis: usize| at[axis] < extent.low[axis] - reach[axis] || at[axis] > extent.high[axis] + reach[axis];
            out(axis)
        });
        if far || !reach.iter().all(|reach| *reach > 0.0) {
            return None;
        }
        // In units of the reach, so that a circle of it on the screen is one here.
        let scaled = |point: [f64; 2]| [(point[0] - at[0]) / reach[0], (point[1] - at[1]) / reach[1]];
        let length = |[x, y]: [f64; 2]| x.hypot(y);
        if shows_handles {
            let distance = |handle: Handle| length(scaled(extent.handle(handle)));
            let nearest = Handle::ALL.into_iter().min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
            if let Some(handle) = nearest.filter(|handle| distance(*handle) <= 1.0) {
                return Some(Part::Handle(handle));
            }
        }
        let outline = self.outline();
        let next = outline.iter().cycle().skip(1);
        let on_edge = outline.iter().zip(next).any(|(&from, &to)| from_origin(scaled(from), scaled(to)) <= 1.0);
        if on_edge {
            return Some(Part::Edge);
        }
        self.contains(at).then_some(Part::Inside)
    }
}

/// Distance of a line's nearest point from the origin.
fn from_origin(from: [f64; 2], to: [f64; 2]) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length > 0.0 { -(from[0] * along[0] + from[1] * along[1]) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    (from[0] + share * along[0]).hypot(from[1] + share * along[1])
}
