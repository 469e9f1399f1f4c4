//! The lines around a mask, along the edges of its pixels.

use super::BodyMask;

/// East, south, west, north: a turn to the right is one further.
const STEPS: [[i32; 2]; 4] = [[1, 0], [0, 1], [-1, 0], [0, -1]];

/// Closed lines along the edges between body and not body, as [`super::Body::outlines`] has them. Pixels that touch at a
/// corner alone have lines of their own. `None` where they have more than `most` points: that is noise, and no body.
pub fn outlines(mask: &BodyMask, most: usize) -> Option<Vec<Vec<[u32; 2]>>> {
    let mut edges = Edges::of(mask);
    let mut lines = Vec::new();
    let mut left = most;
    for at in 0..edges.out.len() {
        while let Some(direction) = (0..4).find(|direction| edges.has(at, *direction)) {
            let line = edges.follow(at, direction, left)?;
            left = left.checked_sub(line.len())?;
            lines.push(line);
        }
    }
    Some(lines)
}

/// For each corner of the pixels which edges leave from it, a bit each direction.
struct Edges {
    out: Vec<u8>,
    width: usize,
}

impl Edges {
    fn of(mask: &BodyMask) -> Self {
        let (columns, rows) = (mask.columns as usize, mask.rows as usize);
        let width = columns + 1;
        let mut edges = Self { out: vec![0; width * (rows + 1)], width };
        let inside = |column: Option<usize>, row: Option<usize>| {
            let (Some(column), Some(row)) = (column, row) else { return false };
            column < columns && mask.inside.get(row * columns + column).copied().unwrap_or(false)
        };
        for row in 0..rows {
            for column in 0..columns {
                if !inside(Some(column), Some(row)) {
                    continue;
                }
                let (left, above) = (column.checked_sub(1), row.checked_sub(1));
                if !inside(Some(column), above) {
                    edges.set(column, row, 0);
                }
                if !inside(Some(column + 1), Some(row)) {
                    edges.set(column + 1, row, 1);
                }
                if !inside(Some(column), Some(row + 1)) {
                    edges.set(column + 1, row + 1, 2);
                }
                if !inside(left, Some(row)) {
                    edges.set(column, row + 1, 3);
                }
            }
        }
        edges
    }

    fn set(&mut self, column: usize, row: usize, direction: usize) {
        if let Some(out) = self.out.get_mut(row * self.width + column) {
            *out |= 1 << direction;
        }
    }

    fn has(&self, at: usize, direction: usize) -> bool {
        self.out.get(at).is_some_and(|out| out & (1 << direction) != 0)
    }

    /// Walks one line and takes its edges away; a point for each turn. `None` for
    /// more than `most` of them.
    fn follow(&mut self, start: usize, mut direction: usize, most: usize) -> Option<Vec<[u32; 2]>> {
        let mut line = Vec::new();
        let (mut at, mut came) = (start, None);
        // Each step takes an edge away, so this ends.
        while self.has(at, direction) {
            if let Some(out) = self.out.get_mut(at) {
                *out &= !(1 << direction);
            }
            if came != Some(direction) {
                if line.len() >= most {
                    return None;
                }
                // Corners of an image fit 32 bits.
                line.push([(at % self.width) as u32, (at / self.width) as u32]);
            }
            let [across, down] = STEPS[direction];
            at = at.saturating_add_signed(across as isize).saturating_add_signed(down as isize * self.width as isize);
            came = Some(direction);
            // Right first: where two lines meet each keeps to its own pixel.
            let turns = [1, 0, 3].map(|turn| (direction + turn) % 4);
            let Some(next) = turns.into_iter().find(|turn| self.has(at, *turn)) else { break };
            direction = next;
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(drawn: &str) -> Vec<Vec<[u32; 2]>> {
        let rows: Vec<&str> = drawn.split('/').collect();
        let inside = rows.iter().flat_map(|line| line.chars().map(|pixel| pixel == '#')).collect();
        let mask = BodyMask { columns: rows[0].len() as u32, rows: rows.len() as u32, inside };
        let lines = outlines(&mask, 1000).unwrap_or_default();
        let points: usize = lines.iter().map(Vec::len).sum();
        assert!(outlines(&mask, points).is_some() && (points == 0 || outlines(&mask, points - 1).is_none()));
        lines
    }

    #[test]
    fn a_line_goes_round_with_the_body_on_its_right() {
        assert_eq!(lines("..../.##./...."), [[[1, 1], [3, 1], [3, 2], [1, 2]]]);
        assert_eq!(lines("##/#."), [[[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2]]]);
        assert_eq!(lines(".../..."), [[[0; 2]; 0]; 0]);
    }

    #[test]
    fn holes_have_lines_and_corners_part() {
        let ring = lines("###/#.#/###");
        assert_eq!(ring.len(), 2);
        assert_eq!(ring[0], [[0, 0], [3, 0], [3, 3], [0, 3]]);
        // The other way round: the body is to the right of it as well.
        assert_eq!(ring[1], [[1, 1], [1, 2], [2, 2], [2, 1]]);
        assert_eq!(lines("#./.#"), [[[0, 0], [1, 0], [1, 1], [0, 1]], [[1, 1], [2, 1], [2, 2], [1, 2]]]);
    }
}
