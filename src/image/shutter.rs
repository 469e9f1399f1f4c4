//! Display shutters: what the file wants hidden around the picture (PS3.3 C.7.6.11, C.7.6.15).

use super::Overlay;

/// Shapes that leave a part of the picture visible; several at once leave what lies in all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Shutter {
    /// Rectangle, circle and polygon, at most one of each in a sound file.
    pub shapes: Vec<ShutterShape>,
    /// A bitmap whose set pixels are hidden.
    pub bitmap: Option<Overlay>,
    /// What hides grey pictures: _Shutter Presentation Value_ (0018,1622) as a level; black where the file names none.
    pub grey: u8,
    /// What hides colour pictures: _Shutter Presentation Color CIELab Value_ (0018,1624); the grey where absent.
    pub colour: Option<[u8; 3]>,
}

/// One shape, in pixels counted from 1, the first pixel's middle at (1, 1). What lies on an edge is visible.
#[derive(Clone, Debug, PartialEq)]
pub enum ShutterShape {
    /// Edges as columns and rows.
    Rectangle {
        /// _Shutter Left Vertical Edge_ (0018,1602).
        left: f64,
        /// _Shutter Right Vertical Edge_ (0018,1604).
        right: f64,
        /// _Shutter Upper Horizontal Edge_ (0018,1606).
        upper: f64,
        /// _Shutter Lower Horizontal Edge_ (0018,1608).
        lower: f64,
    },
    /// A circle on the patient; an ellipse of pixels where these are not square.
    Circle {
        /// Row and column of _Center of Circular Shutter_ (0018,1610).
        centre: [f64; 2],
        /// _Radius of Circular Shutter_ (0018,1612): pixels along a row.
        radius: f64,
        /// The same in pixels down a column.
        radius_down: f64,
    },
    /// Row and column of each of _Vertices of the Polygonal Shutter_ (0018,1620); the last is joined to the first.
    Polygon(Vec<[f64; 2]>),
}

impl Shutter {
    /// The level or colour that stands for what is hidden.
    pub fn shown_colour(&self, is_colour: bool) -> [u8; 3] {
        self.colour.filter(|_| is_colour).unwrap_or([self.grey; 3])
    }

    /// Sets `flag` on the pixels of a row (0-based) that are hidden.
    pub(super) fn hide(&self, row: u32, pixels: &mut [u8], flag: u8) {
        let mut spans = Vec::new();
        for shape in &self.shapes {
            spans.clear();
            shape.visible(f64::from(row) + 1.0, &mut spans);
            spans.sort_unstable_by(|a: &[f64; 2], b| a[0].total_cmp(&b[0]));
            // From here on no span has been found that begins further left.
            let mut from = 0;
            for &[first, last] in &spans {
                // Casts saturate; a hundred-thousandth of a pixel is rounding.
                let (first, last) = ((first - 1.0 - 1e-5).ceil().max(0.0), (last - 1.0 + 1e-5).floor());
                if last < 0.0 || last < first {
                    continue;
                }
                let first = (first as usize).min(pixels.len());
                if first > from {
                    pixels[from..first].iter_mut().for_each(|pixel| *pixel |= flag);
                }
                from = from.max((last as usize).saturating_add(1).min(pixels.len()));
            }
            pixels[from..].iter_mut().for_each(|pixel| *pixel |= flag);
        }
        if let Some(bitmap) = &self.bitmap {
            bitmap.draw(row, pixels, flag);
        }
    }
}

impl ShutterShape {
    /// First and last visible position of a row (from 1), in no order; they may overlap.
    fn visible(&self, row: f64, spans: &mut Vec<[f64; 2]>) {
        match self {
            Self::Rectangle { left, right, upper, lower } => {
                if (*upper..=*lower).contains(&row) {
                    spans.push([*left, *right]);
                }
            }
            Self::Circle { centre: [middle, column], radius, radius_down } => {
                let height = (row - middle) / radius_down;
                let rest = 1.0 - height * height;
                if rest >= 0.0 {
                    let half = radius * rest.sqrt();
                    spans.push([column - half, column + half]);
                }
            }
            Self::Polygon(vertices) => polygon(vertices, row, spans),
        }
    }
}

/// By crossings of the row with the edges; edges and corners that only touch the row are visible too.
fn polygon(vertices: &[[f64; 2]], row: f64, spans: &mut Vec<[f64; 2]>) {
    let mut crossings = Vec::new();
    let next = vertices.iter().skip(1).chain(vertices.first());
    for (&[from_row, from_column], &[to_row, to_column]) in vertices.iter().zip(next) {
        if from_row == to_row {
            if from_row == row {
                spans.push([from_column.min(to_column), from_column.max(to_column)]);
            }
            continue;
        }
        if to_row == row {
            spans.push([to_column; 2]);
        }
        // Half open, so that a corner on the row counts once.
        if (from_row.min(to_row)..from_row.max(to_row)).contains(&row) {
            crossings.push(from_column + (row - from_row) / (to_row - from_row) * (to_column - from_column));
        }
    }
    crossings.sort_unstable_by(f64::total_cmp);
    spans.extend(crossings.as_chunks::<2>().0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The visible pixels of a picture as `#`, row by row.
    fn shown(shapes: Vec<ShutterShape>, columns: usize, rows: u32) -> Vec<String> {
        let shutter = Shutter { shapes, bitmap: None, grey: 0, colour: None };
        let row = |row| {
            let mut pixels = vec![0; columns];
            shutter.hide(row, &mut pixels, 4);
            pixels.iter().map(|&pixel| if pixel == 0 { '#' } else { '.' }).collect()
        };
        (0..rows).map(row).collect()
    }

    #[test]
    fn edges_belong_to_what_is_visible() {
        let rectangle = ShutterShape::Rectangle { left: 2.0, right: 4.0, upper: 2.0, lower: 3.0 };
        assert_eq!(shown(vec![rectangle], 6, 4), ["......", ".###..", ".###..", "......"]);
        let circle = ShutterShape::Circle { centre: [3.0, 3.0], radius: 2.0, radius_down: 2.0 };
        assert_eq!(shown(vec![circle], 6, 5), ["..#...", ".###..", "#####.", ".###..", "..#..."]);
        let corners = vec![[1.0, 1.0], [1.0, 5.0], [5.0, 1.0]];
        assert_eq!(
            shown(vec![ShutterShape::Polygon(corners)], 6, 5),
            ["#####.", "####..", "###...", "##....", "#....."]
        );
        let square = vec![[2.0, 2.0], [2.0, 4.0], [4.0, 4.0], [4.0, 2.0]];
        assert_eq!(
            shown(vec![ShutterShape::Polygon(square)], 6, 5),
            ["......", ".###..", ".###..", ".###..", "......"]
        );
    }

    #[test]
    fn a_circle_is_round_on_the_patient() {
        // Pixels twice as high as wide: half as many down as along.
        let circle = ShutterShape::Circle { centre: [2.0, 4.0], radius: 2.0, radius_down: 1.0 };
        assert_eq!(shown(vec![circle], 7, 3), ["...#...", ".#####.", "...#..."]);
    }

    #[test]
    fn several_shapes_leave_what_lies_in_all_and_nonsense_hides_everything() {
        let rectangle = ShutterShape::Rectangle { left: 1.0, right: 3.0, upper: 1.0, lower: 9.0 };
        let circle = ShutterShape::Circle { centre: [1.0, 4.0], radius: 2.0, radius_down: 2.0 };
        assert_eq!(shown(vec![rectangle, circle], 6, 2), [".##...", "..#..."]);
        let reversed = ShutterShape::Rectangle { left: 5.0, right: 2.0, upper: 1.0, lower: 9.0 };
        assert_eq!(shown(vec![reversed], 4, 1), ["...."]);
        let far = ShutterShape::Rectangle { left: -9e9, right: 9e9, upper: -9e9, lower: 9e9 };
        assert_eq!(shown(vec![far], 4, 1), ["####"]);
    }

    #[test]
    fn a_polygon_may_fold_back_on_itself() {
        let vertices =
            vec![[1.0, 1.0], [5.0, 1.0], [5.0, 3.0], [3.0, 3.0], [3.0, 5.0], [5.0, 5.0], [5.0, 7.0], [1.0, 7.0]];
        assert_eq!(
            shown(vec![ShutterShape::Polygon(vertices)], 8, 5),
            ["#######.", "#######.", "#######.", "###.###.", "###.###."]
        );
    }
}
