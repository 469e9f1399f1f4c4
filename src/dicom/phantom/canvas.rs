//! Shapes in millimetres painted onto a square grid of values, with soft edges of one pixel.

/// A square picture around the origin; x grows to the right, y downwards.
pub(super) struct Canvas {
    pub values: Vec<f32>,
    size: usize,
    spacing_mm: f32,
}

/// An ellipse.
#[derive(Clone, Copy)]
pub(super) struct Ellipse {
    pub x: f32,
    pub y: f32,
    /// Half-axes.
    pub a: f32,
    pub b: f32,
    /// From the x axis towards y, in radians.
    pub angle: f32,
}

impl Canvas {
    pub fn new(size: usize, spacing_mm: f32, value: f32) -> Self {
        Self { values: vec![value; size * size], size, spacing_mm }
    }

    /// Paints an ellipse over what is there.
    pub fn ellipse(&mut self, ellipse: Ellipse, value: f32) {
        self.ellipse_where(ellipse, value, |_, _| 1.0);
    }

    /// Paints an ellipse as far as `mask` (0..=1, by position) lets it cover.
    pub fn ellipse_where(&mut self, ellipse: Ellipse, value: f32, mask: impl Fn(f32, f32) -> f32) {
        let reach = ellipse.a.max(ellipse.b) + self.spacing_mm;
        let centre = (self.size as f32 - 1.0) / 2.0;
        let last = self.size as f32 - 1.0;
        let span = |at: f32| {
            let from = ((at - reach) / self.spacing_mm + centre).floor().clamp(0.0, last);
            let to = ((at + reach) / self.spacing_mm + centre).ceil().clamp(0.0, last);
            from as usize..to as usize + 1
        };
        let columns = span(ellipse.x);
        let edge = ellipse.edge(self.spacing_mm);
        for row in span(ellipse.y) {
            let y = (row as f32 - centre) * self.spacing_mm;
            let start = row * self.size;
            let Some(line) = self.values.get_mut(start + columns.start..start + columns.end) else { continue };
            for (column, pixel) in columns.clone().zip(line) {
                let x = (column as f32 - centre) * self.spacing_mm;
                let cover = edge.cover(x, y);
                if cover > 0.0 {
                    *pixel += (value - *pixel) * cover * mask(x, y);
                }
            }
        }
    }

    /// Lays noise over everything: one deviate a pixel, then spread over its neighbours as a reconstruction does.
    pub fn noise(&mut self, amplitude: f32, deviate: impl Fn(usize) -> f32) {
        let size = self.size;
        let noise: Vec<f32> = (0..self.values.len()).map(&deviate).collect();
        let rows: Vec<&[f32]> = noise.chunks_exact(size).collect();
        for (row, line) in self.values.chunks_exact_mut(size).enumerate() {
            let above = rows.get(row.saturating_sub(1)).copied().unwrap_or_default();
            let below = rows.get((row + 1).min(size - 1)).copied().unwrap_or_default();
            let here = rows.get(row).copied().unwrap_or_default();
            let spread = here.iter().zip(here.iter().skip(1).chain(here.last())).zip(above).zip(below);
            for (pixel, (((centre, right), up), down)) in line.iter_mut().zip(spread) {
                *pixel += amplitude * (centre + 0.6 * (right + up + down));
            }
        }
    }
}

impl Ellipse {
    pub fn new(x: f32, y: f32, a: f32, b: f32) -> Self {
        Self { x, y, a, b, angle: 0.0 }
    }

    pub fn turned(self, angle: f32) -> Self {
        Self { angle, ..self }
    }

    /// The same shape with its edge moved inwards (mm).
    pub fn shrunk(self, by: f32) -> Self {
        Self { a: (self.a - by).max(0.1), b: (self.b - by).max(0.1), ..self }
    }

    /// How much of a point lies inside, 0..=1, with an edge `softness` wide.
    pub fn edge(self, softness: f32) -> Edge {
        let (sin, cos) = self.angle.sin_cos();
        Edge { ellipse: self, sin, cos, softness }
    }
}

/// An ellipse made ready for many points.
pub(super) struct Edge {
    ellipse: Ellipse,
    sin: f32,
    cos: f32,
    softness: f32,
}

impl Edge {
    pub fn cover(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.ellipse.x, y - self.ellipse.y);
        let u = (dx * self.cos + dy * self.sin) / self.ellipse.a;
        let v = (dy * self.cos - dx * self.sin) / self.ellipse.b;
        let square = u * u + v * v;
        // Well inside and well outside need no distance.
        if square < 0.5 {
            return 1.0;
        }
        if square > 2.5 {
            return 0.0;
        }
        let length = square.sqrt();
        let slope = (u / self.ellipse.a).hypot(v / self.ellipse.b);
        let distance = length * (length - 1.0) / slope;
        (0.5 - distance / self.softness).clamp(0.0, 1.0)
    }
}
