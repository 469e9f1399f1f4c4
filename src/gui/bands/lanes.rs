//! Which row of the ruler each band lies in: bands that overlap stand above each other.

use crate::image::{Band, ValueRange};

/// Rows at most; what overlaps still more shares the last one.
pub const MOST_LANES: usize = 3;

/// The row of each band, in the bands' own order: the first, from below, that is free at its low end.
pub fn lanes(bands: &[Band]) -> Vec<usize> {
    let mut order: Vec<(usize, ValueRange)> = bands.iter().map(Band::range).enumerate().collect();
    // The wider of two that begin together goes first, so that the row of tissues is the fuller one.
    order.sort_by(|(_, a), (_, b)| a.low.total_cmp(&b.low).then(b.high.total_cmp(&a.high)));
    let mut ends = [f64::NEG_INFINITY; MOST_LANES];
    let mut lanes = vec![0; bands.len()];
    for (index, range) in order {
        let free = ends.iter().position(|end| *end <= range.low).unwrap_or(MOST_LANES - 1);
        if let (Some(end), Some(lane)) = (ends.get_mut(free), lanes.get_mut(index)) {
            *end = end.max(range.high);
            *lane = free;
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::image::tissue;

    #[test]
    fn the_tissues_take_two_rows() {
        let lanes = lanes(tissue::tissues());
        let upper: Vec<&str> =
            tissue::tissues().iter().zip(&lanes).filter(|(_, lane)| **lane == 1).map(|(band, _)| band.name()).collect();
        assert_eq!(upper, ["Water", "Blood, fluid", "Blood, clotted", "Contrast"]);
        assert_eq!(lanes.iter().max(), Some(&1));
    }

    #[test]
    fn neighbours_share_a_row_and_many_at_one_place_share_the_last() {
        let band = |low: f64, high: f64| Band::new("B", ValueRange { low, high }, [0; 3]).unwrap();
        assert_eq!(lanes(&[band(10.0, 20.0), band(0.0, 10.0), band(5.0, 12.0)]), [0, 0, 1]);
        assert_eq!(lanes(&vec![band(0.0, 1.0); 5]), [0, 1, 2, 2, 2]);
        assert!(lanes(&[]).is_empty());
    }
}
