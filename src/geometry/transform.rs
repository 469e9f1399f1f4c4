//! The affine map between screen and image.

/// The affine map from screen points (physical pixels from the viewport's top left) to continuous pixel coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelFromScreen {
    /// column = m\[0\]\[0\] sx + m\[0\]\[1\] sy + m\[0\]\[2\]; row likewise with m\[1\].
    pub m: [[f64; 3]; 2],
}

impl PixelFromScreen {
    /// The pixel coordinates of a screen point.
    pub fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        self.m.map(|[a, b, c]| a * x + b * y + c)
    }

    /// The map the other way, from pixel coordinates to screen points. A map that flattens the plane has none; its
    /// result is then not finite.
    pub fn inverse(&self) -> Self {
        let [[a, b, c], [d, e, f]] = self.m;
        let determinant = a * e - b * d;
        let [p, q, r, s] = [e, -b, -d, a].map(|entry| entry / determinant);
        Self { m: [[p, q, -(p * c + q * f)], [r, s, -(r * c + s * f)]] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_undoes() {
        let map = PixelFromScreen { m: [[0.0, -0.5, 300.0], [0.4, 0.0, -17.0]] };
        assert_eq!(map.apply([10.0, 20.0]), [290.0, -13.0]);
        let back = map.inverse().apply(map.apply([123.0, 45.0]));
        assert!((back[0] - 123.0).abs() < 1e-9 && (back[1] - 45.0).abs() < 1e-9);
    }
}
