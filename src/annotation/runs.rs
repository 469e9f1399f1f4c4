//! The pixels of a shape, line by line.

use std::{iter::FusedIterator, ops::Range};

use super::Shape;

/// Runs of neighbouring pixels that belong to a shape: row and columns, from the top and from the left. Only pixels of the
/// picture; no pixel twice; no run empty.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    shape: &'a Shape,
    columns: u32,
    rows: Range<u32>,
    /// Sides of a freehand line that are still to come, the topmost last.
    sides: Vec<Side>,
    /// Those that the present row may cross.
    active: Vec<Side>,
    /// Runs of the present row that were not given out, the leftmost last.
    waiting: Vec<Range<u32>>,
    row: u32,
    crossings: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Side {
    ends: [[f64; 2]; 2],
    top: f64,
    bottom: f64,
}

/// The column at which a side crosses a row. Its upper end belongs to it, its lower one does not: a corner is crossed once.
pub(super) fn crossing([from, to]: [[f64; 2]; 2], row: f64) -> Option<f64> {
    if (from[1] <= row) == (to[1] <= row) {
        return None;
    }
    // Divided last: between corners on whole or half pixels, a centre on the line is found to be on it.
    Some(from[0] + (row - from[1]) * (to[0] - from[0]) / (to[1] - from[1]))
}

impl<'a> Runs<'a> {
    pub(super) fn new(shape: &'a Shape, columns: u32, rows: u32) -> Self {
        let extent = shape.extent();
        let mut sides: Vec<Side> = match shape {
            Shape::Freehand(path) => path.sides().map(Side::new).collect(),
            Shape::Ellipse(_) | Shape::Box(_) => Vec::new(),
        };
        sides.sort_by(|a, b| b.top.total_cmp(&a.top));
        // One row more on either side: which centres lie inside is for the shape to say.
        let rows = pixel(extent.low[1] - 1.0, rows)..pixel(extent.high[1] + 1.0, rows);
        let (active, waiting, crossings) = (Vec::new(), Vec::new(), Vec::new());
        Self { shape, columns, rows, sides, active, waiting, row: 0, crossings }
    }

    /// How many pixels they hold.
    pub fn pixels(self) -> u64 {
        self.map(|(_, columns)| u64::from(columns.end - columns.start)).sum()
    }

    fn begin_row(&mut self, row: u32) {
        self.row = row;
        let centre = f64::from(row) + 0.5;
        match self.shape {
            Shape::Ellipse(extent) => {
                let (x, size) = (extent.centre()[0], extent.size());
                let down = (centre - extent.centre()[1]) / (size[1] / 2.0);
                let half = size[0] / 2.0 * (1.0 - down * down).max(0.0).sqrt();
                let (mut first, mut last) = ((x - half - 0.5).ceil(), (x + half - 0.5).floor());
                // The root rounds: the pixels at both ends are asked themselves.
                let inside = |column: f64| self.shape.contains([column + 0.5, centre]);
                first -= f64::from(inside(first - 1.0));
                last += f64::from(inside(last + 1.0));
                first += f64::from(!inside(first));
                last -= f64::from(!inside(last));
                self.wait_for(first, last + 1.0);
            }
            Shape::Box(extent) => {
                if (extent.low[1]..extent.high[1]).contains(&centre) {
                    self.wait_for((extent.low[0] - 0.5).ceil(), (extent.high[0] - 0.5).ceil());
                }
            }
            Shape::Freehand(_) => {
                while let Some(side) = self.sides.pop_if(|side| side.top <= centre) {
                    self.active.push(side);
                }
                self.active.retain(|side| side.bottom > centre);
                let mut crossings = std::mem::take(&mut self.crossings);
                crossings.clear();
                crossings.extend(self.active.iter().filter_map(|side| crossing(side.ends, centre)));
                crossings.sort_by(f64::total_cmp);
                for pair in crossings.as_chunks::<2>().0.iter().rev() {
                    self.wait_for((pair[0] - 0.5).ceil(), (pair[1] - 0.5).ceil());
                }
                self.crossings = crossings;
            }
        }
    }

    fn wait_for(&mut self, from: f64, to: f64) {
        let run = pixel(from, self.columns)..pixel(to, self.columns);
        if !run.is_empty() {
            self.waiting.push(run);
        }
    }
}

/// A coordinate as the number of a pixel, kept within the picture.
fn pixel(at: f64, most: u32) -> u32 {
    // The cast saturates, and takes what is no number for 0.
    (at.floor() as u32).min(most)
}

impl Side {
    fn new(ends: [[f64; 2]; 2]) -> Self {
        let [from, to] = ends;
        Self { ends, top: from[1].min(to[1]), bottom: from[1].max(to[1]) }
    }
}

impl Iterator for Runs<'_> {
    type Item = (u32, Range<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(run) = self.waiting.pop() {
                return Some((self.row, run));
            }
            let row = self.rows.next()?;
            self.begin_row(row);
        }
    }
}

impl FusedIterator for Runs<'_> {}
