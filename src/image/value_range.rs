//! Part of the axis of values.

use serde::{Deserialize, Serialize};

/// Values from `low`, inclusive, to `high`, exclusive: neighbours share an edge and no value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueRange {
    /// Smallest value inside.
    pub low: f64,
    /// First value above.
    pub high: f64,
}

impl ValueRange {
    /// Between two values, in either order.
    pub fn new(one: f64, other: f64) -> Self {
        Self { low: one.min(other), high: one.max(other) }
    }

    /// Whether a value lies inside; false for what is no number.
    pub fn contains(self, value: f64) -> bool {
        value >= self.low && value < self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_no_value() {
        let (one, next) = (ValueRange::new(10.0, 0.0), ValueRange::new(10.0, 20.0));
        assert_eq!(
            [-0.5, 0.0, 9.5, 10.0, f64::NAN].map(|value| one.contains(value)),
            [false, true, true, false, false]
        );
        assert!(next.contains(10.0) && !next.contains(20.0));
    }
}
