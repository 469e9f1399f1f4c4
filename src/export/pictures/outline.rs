//! Lines and filled shapes as coverage: how much of each pixel they take, 0 to 1.

/// Coverage of a rectangle of a picture.
#[derive(Debug)]
pub struct Cover {
    /// Left and top, pixels of the picture.
    pub at: [usize; 2],
    /// Pixels in a row.
    pub width: usize,
    /// Row by row from the top.
    pub shares: Vec<f32>,
}

/// Lines in a pixel row that are looked at.
const SCANS: usize = 8;

impl Cover {
    /// Nothing covered yet of the part of a picture of `size` between two corners; `None` where that is empty.
    fn within(low: [f64; 2], high: [f64; 2], size: [usize; 2]) -> Option<Self> {
        let edge = |at: f64, most: usize| at.clamp(0.0, most as f64) as usize;
        let at = [edge(low[0].floor(), size[0]), edge(low[1].floor(), size[1])];
        let end = [edge(high[0].ceil(), size[0]), edge(high[1].ceil(), size[1])];
        let [width, height] = [end[0].checked_sub(at[0])?, end[1].checked_sub(at[1])?];
        (width > 0 && height > 0).then(|| Self { at, width, shares: vec![0.0; width * height] })
    }

    /// A line through `points`, closed or open, `width` pixels wide. Points that are no numbers are left out.
    pub fn line(points: &[[f64; 2]], is_closed: bool, width: f64, size: [usize; 2]) -> Option<Self> {
        let points: Vec<[f64; 2]> = points.iter().copied().filter(|at| at.iter().all(|at| at.is_finite())).collect();
        let reach = width / 2.0 + 1.0;
        let (low, high) = bounds(&points, reach)?;
        let mut cover = Self::within(low, high, size)?;
        let last = points.last().filter(|_| is_closed && points.len() > 2).copied();
        let starts = last.into_iter().chain(points.iter().copied());
        let ends = points.iter().copied().skip(usize::from(last.is_none()));
        for (from, to) in starts.zip(ends) {
            cover.segment(from, to, width / 2.0);
        }
        Some(cover)
    }

    /// A closed shape, filled where lines wind around a pixel.
    pub fn fill(contours: &[Vec<[f64; 2]>], size: [usize; 2]) -> Option<Self> {
        let all: Vec<[f64; 2]> = contours.iter().flatten().copied().collect();
        if all.iter().flatten().any(|at| !at.is_finite()) {
            return None;
        }
        let (low, high) = bounds(&all, 0.0)?;
        let mut cover = Self::within(low, high, size)?;
        let (left, width) = (cover.at[0] as f64, cover.width);
        let top = cover.at[1] as f64;
        for (row, shares) in cover.shares.chunks_exact_mut(width).enumerate() {
            for scan in 0..SCANS {
                let y = top + row as f64 + (scan as f64 + 0.5) / SCANS as f64;
                let mut crossings = crossings(contours, y);
                crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut winding = 0;
                for pair in crossings.windows(2) {
                    let [(from, turn), (to, _)] = pair else { continue };
                    winding += turn;
                    if winding != 0 {
                        span(shares, from - left, to - left);
                    }
                }
            }
        }
        Some(cover)
    }

    fn segment(&mut self, from: [f64; 2], to: [f64; 2], half: f64) {
        let reach = half + 1.0;
        let low = |axis: usize| (from[axis].min(to[axis]) - reach - self.at[axis] as f64).floor().max(0.0) as usize;
        let high = |axis: usize| (from[axis].max(to[axis]) + reach - self.at[axis] as f64).ceil().max(0.0) as usize;
        let (columns, rows) = (low(0)..high(0).min(self.width), low(1)..high(1).min(self.shares.len() / self.width));
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = along[0] * along[0] + along[1] * along[1];
        for row in rows {
            for column in columns.clone() {
                let centre = [(self.at[0] + column) as f64 + 0.5, (self.at[1] + row) as f64 + 0.5];
                let off = [centre[0] - from[0], centre[1] - from[1]];
                let share = if length > 0.0 { (off[0] * along[0] + off[1] * along[1]) / length } else { 0.0 };
                let share = share.clamp(0.0, 1.0);
                let distance = (off[0] - share * along[0]).hypot(off[1] - share * along[1]);
                let covered = (half + 0.5 - distance).clamp(0.0, 1.0) as f32;
                if let Some(there) = self.shares.get_mut(row * self.width + column) {
                    *there = there.max(covered);
                }
            }
        }
    }
}

fn bounds(points: &[[f64; 2]], reach: f64) -> Option<([f64; 2], [f64; 2])> {
    let first = *points.first()?;
    let (low, high) = points.iter().fold((first, first), |(low, high), at| {
        ([low[0].min(at[0]), low[1].min(at[1])], [high[0].max(at[0]), high[1].max(at[1])])
    });
    Some((low.map(|at| at - reach), high.map(|at| at + reach)))
}

/// Where the lines of closed contours cross a height, and whether downwards (1) or upwards (-1).
fn crossings(contours: &[Vec<[f64; 2]>], y: f64) -> Vec<(f64, i32)> {
    let mut found = Vec::new();
    for contour in contours {
        let ends = contour.iter().skip(1).chain(contour.first());
        for (from, to) in contour.iter().zip(ends) {
            if (from[1] <= y) != (to[1] <= y) {
                let x = from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
                found.push((x, if from[1] <= y { 1 } else { -1 }));
            }
        }
    }
    found
}

/// Adds one scan's share of what lies between two places of a row.
fn span(shares: &mut [f32], from: f64, to: f64) {
    let (from, to) = (from.clamp(0.0, shares.len() as f64), to.clamp(0.0, shares.len() as f64));
    for column in from.floor() as usize..to.ceil() as usize {
        let covered = (to.min(column as f64 + 1.0) - from.max(column as f64)).max(0.0);
        if let Some(share) = shares.get_mut(column) {
            *share = (*share + (covered / SCANS as f64) as f32).min(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn shapes_cover_their_area_and_holes_stay_open() {
        let square = |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high]];
        let cover = Cover::fill(&[square(1.25, 5.75)], [10, 10]).unwrap();
        assert_eq!((cover.at, cover.width), ([1, 1], 5));
        assert!((cover.shares.iter().sum::<f32>() - 20.25).abs() < 0.01);
        let mut hole = square(2.0, 4.0);
        hole.reverse();
        let ring = Cover::fill(&[square(1.0, 5.0), hole], [10, 10]).unwrap();
        assert!((ring.shares.iter().sum::<f32>() - 12.0).abs() < 0.01);
    }

    #[test]
    fn lines_are_as_wide_as_asked_and_stay_inside() {
        let cover = Cover::line(&[[2.0, 5.0], [18.0, 5.0]], false, 2.0, [20, 10]).unwrap();
        let column: f32 = cover.shares.iter().skip(10).step_by(cover.width).sum();
        assert!((column - 2.0).abs() < 0.01, "{column}");
        let far = Cover::line(&[[-1e9, 5.0], [1e9, 5.0], [f64::NAN, 1.0]], true, 1.0, [20, 10]).unwrap();
        assert!(far.shares.len() <= 200);
        assert!(Cover::line(&[[30.0, 30.0], [40.0, 40.0]], false, 1.0, [20, 10]).is_none());
        assert!(Cover::line(&[], true, 1.0, [20, 10]).is_none() && Cover::fill(&[], [20, 10]).is_none());
        assert!(Cover::fill(&[vec![[f64::INFINITY, 0.0]; 3]], [20, 10]).is_none());
    }
}
