//! How an image lies in a viewport: zoom, pan, quarter turns and flips.

use serde::{Deserialize, Serialize};

use super::PixelFromScreen;

/// How large the picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Zoom {
    /// The whole image fits the viewport.
    Fit,
    /// Screen pixels per image column (per column even where pixels are not square).
    Scale(f64),
}

/// The view of one image: small, serialisable, undoable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Zoom.
    pub zoom: Zoom,
    /// The image point in the middle of the viewport, as an offset in pixel coordinates from the image centre.
    pub pan: [f64; 2],
    /// Clockwise quarter turns, 0..=3. Flips come first, then the turn.
    pub quarter_turns: u8,
    /// Mirrored left to right.
    pub flip_horizontal: bool,
    /// Mirrored top to bottom.
    pub flip_vertical: bool,
}

/// What a view needs to know about the image and the viewport to become a transform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Columns and rows of the image.
    pub image: [u32; 2],
    /// Vertical size of a pixel divided by its horizontal size.
    pub pixel_aspect: f64,
    /// Width and height of the viewport in physical pixels.
    pub viewport: [f64; 2],
}

/// The smallest scale that zooming reaches, in screen pixels per column.
pub const SMALLEST_SCALE: f64 = 1.0 / 256.0;
/// The largest scale that zooming reaches, in screen pixels per column.
pub const LARGEST_SCALE: f64 = 256.0;

impl Default for View {
    fn default() -> Self {
        Self { zoom: Zoom::Fit, pan: [0.0; 2], quarter_turns: 0, flip_horizontal: false, flip_vertical: false }
    }
}

impl View {
    /// Screen pixels per image column.
    pub fn scale(&self, placement: &Placement) -> f64 {
        match self.zoom {
            Zoom::Scale(scale) if scale.is_finite() && scale > 0.0 => scale,
            Zoom::Scale(_) | Zoom::Fit => self.fitting_scale(placement),
        }
    }

    /// The map from screen points to pixel coordinates.
    ///
    /// Where pixels are square and a column takes a whole number of screen pixels, the picture is moved by less than
    /// half a screen pixel so that its pixels begin on screen pixels: at 1:1 nothing is blurred.
    pub fn pixel_from_screen(&self, placement: &Placement) -> PixelFromScreen {
        let exact = self.unsnapped(placement);
        let scale = self.scale(placement);
        if scale.fract() != 0.0 || placement.aspect() != 1.0 {
            return exact;
        }
        let corner = exact.inverse().apply([0.0, 0.0]);
        let shift = self.image_from_screen(corner.map(|at| at - at.round()), placement);
        let mut snapped = exact;
        snapped.m[0][2] += shift[0];
        snapped.m[1][2] += shift[1];
        snapped
    }

    /// Zoomed by `factor` so that the image point under `anchor` (screen) stays there. The scale is kept within
    /// [`SMALLEST_SCALE`] and [`LARGEST_SCALE`].
    pub fn zoomed_about(self, factor: f64, anchor: [f64; 2], placement: &Placement) -> Self {
        let wanted = self.scale(placement) * factor;
        if !wanted.is_finite() {
            return self;
        }
        let zoomed = Self { zoom: Zoom::Scale(wanted.clamp(SMALLEST_SCALE, LARGEST_SCALE)), ..self };
        let kept = self.unsnapped(placement).apply(anchor);
        let now = zoomed.unsnapped(placement).apply(anchor);
        let pan = [self.pan[0] + kept[0] - now[0], self.pan[1] + kept[1] - now[1]];
        if pan.iter().all(|at| at.is_finite()) { Self { pan, ..zoomed } } else { self }
    }

    /// The picture moved by `delta` screen pixels.
    pub fn panned(self, delta: [f64; 2], placement: &Placement) -> Self {
        let moved = self.image_from_screen(delta, placement);
        let pan = [self.pan[0] - moved[0], self.pan[1] - moved[1]];
        if pan.iter().all(|at| at.is_finite()) { Self { pan, ..self } } else { self }
    }

    /// A quarter turn of the picture as it stands on screen.
    pub fn turned(self, clockwise: bool) -> Self {
        let step = if clockwise { 1 } else { 3 };
        Self { quarter_turns: (self.quarter_turns % 4 + step) % 4, ..self }
    }

    /// Mirrored as it stands on screen, left to right or top to bottom. The image point in the middle stays.
    pub fn mirrored(self, horizontally: bool) -> Self {
        // A mirror after an odd number of quarter turns is the other mirror before them.
        if horizontally == self.is_sideways() {
            Self { flip_vertical: !self.flip_vertical, ..self }
        } else {
            Self { flip_horizontal: !self.flip_horizontal, ..self }
        }
    }

    /// As large as a box of the image (left, top, right, bottom in pixel coordinates) fits the viewport, in its middle.
    pub fn showing(self, [left, top, right, bottom]: [f64; 4], placement: &Placement) -> Self {
        let (width, height) = (right - left, (bottom - top) * placement.aspect());
        let [width, height] = if self.is_sideways() { [height, width] } else { [width, height] };
        let scale = (placement.viewport[0] / width).min(placement.viewport[1] / height);
        if !(scale.is_finite() && scale > 0.0) {
            return self;
        }
        let middle = |axis: usize, low: f64, high: f64| (low + high) / 2.0 - f64::from(placement.image[axis]) / 2.0;
        let pan = [middle(0, left, right), middle(1, top, bottom)];
        let zoom = Zoom::Scale(scale.clamp(SMALLEST_SCALE, LARGEST_SCALE));
        if pan.iter().all(|at| at.is_finite()) { Self { zoom, pan, ..self } } else { self }
    }

    /// One screen pixel per column, around the same image point.
    pub fn one_to_one(self) -> Self {
        Self { zoom: Zoom::Scale(1.0), ..self }
    }

    /// Whether the image's rows run up or down the screen.
    pub fn is_sideways(&self) -> bool {
        self.quarter_turns % 2 == 1
    }

    fn fitting_scale(&self, placement: &Placement) -> f64 {
        let columns = f64::from(placement.image[0].max(1));
        let rows = f64::from(placement.image[1].max(1)) * placement.aspect();
        let [width, height] = if self.is_sideways() { [rows, columns] } else { [columns, rows] };
        let fit = (placement.viewport[0] / width).min(placement.viewport[1] / height);
        if fit.is_finite() && fit > 0.0 { fit } else { 1.0 }
    }

    fn unsnapped(&self, placement: &Placement) -> PixelFromScreen {
        let right = self.image_from_screen([1.0, 0.0], placement);
        let down = self.image_from_screen([0.0, 1.0], placement);
        let middle = [placement.viewport[0] / 2.0, placement.viewport[1] / 2.0];
        let row = |axis: usize| {
            let centre = f64::from(placement.image[axis]) / 2.0 + self.pan[axis];
            [right[axis], down[axis], centre - right[axis] * middle[0] - down[axis] * middle[1]]
        };
        PixelFromScreen { m: [row(0), row(1)] }
    }

    /// A screen vector in pixel coordinates: unturned, unflipped, unscaled.
    fn image_from_screen(&self, [x, y]: [f64; 2], placement: &Placement) -> [f64; 2] {
        let [x, y] = match self.quarter_turns % 4 {
            0 => [x, y],
            1 => [y, -x],
            2 => [-x, -y],
            _ => [-y, x],
        };
        let scale = self.scale(placement);
        let column = if self.flip_horizontal { -x } else { x } / scale;
        let row = if self.flip_vertical { -y } else { y } / (scale * placement.aspect());
        [column, row]
    }
}

impl Placement {
    /// The pixel aspect, 1 where it is no usable number.
    fn aspect(&self) -> f64 {
        if self.pixel_aspect.is_finite() && self.pixel_aspect > 0.0 { self.pixel_aspect } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACEMENT: Placement = Placement { image: [512, 300], pixel_aspect: 1.25, viewport: [801.0, 633.0] };

    fn views() -> impl Iterator<Item = View> {
        (0..4u8).flat_map(|quarter_turns| {
            [(false, false), (true, false), (false, true), (true, true)].map(|(flip_horizontal, flip_vertical)| View {
                zoom: Zoom::Scale(1.7),
                pan: [12.5, -40.25],
                quarter_turns,
                flip_horizontal,
                flip_vertical,
            })
        })
    }

    fn near(a: [f64; 2], b: [f64; 2]) -> bool {
        (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9
    }

    #[test]
    fn a_box_is_shown_whole_in_the_middle() {
        for view in views() {
            let shown = view.showing([100.0, 40.0, 300.0, 120.0], &PLACEMENT);
            let map = shown.unsnapped(&PLACEMENT);
            assert!(near(map.apply([400.5, 316.5]), [200.0, 80.0]));
            let corners = [[100.0, 40.0], [300.0, 120.0]].map(|corner| map.inverse().apply(corner));
            let (width, height) = ((corners[0][0] - corners[1][0]).abs(), (corners[0][1] - corners[1][1]).abs());
            // One of the two fills the viewport, the other fits.
            assert!(width < 801.001 && height < 633.001 && (width > 800.999 || height > 632.999));
            assert_eq!(view.showing([f64::NAN; 4], &PLACEMENT), view);
        }
    }

    #[test]
    fn four_turns_and_two_mirrors_are_nothing() {
        for view in views() {
            assert_eq!(view.turned(true).turned(true).turned(true).turned(true), view);
            assert_eq!(view.turned(true).turned(false), view);
            assert_eq!(view.mirrored(true).mirrored(true), view);
            assert_eq!(view.mirrored(false).mirrored(false), view);
        }
    }

    #[test]
    fn a_mirror_mirrors_the_screen() {
        for view in views() {
            let before = view.pixel_from_screen(&PLACEMENT);
            let across = view.mirrored(true).pixel_from_screen(&PLACEMENT);
            let over = view.mirrored(false).pixel_from_screen(&PLACEMENT);
            let [width, height] = PLACEMENT.viewport;
            assert!(near(before.apply([100.0, 50.0]), across.apply([width - 100.0, 50.0])));
            assert!(near(before.apply([100.0, 50.0]), over.apply([100.0, height - 50.0])));
        }
    }

    #[test]
    fn a_clockwise_turn_moves_the_top_to_the_right() {
        for view in views() {
            let middle = [PLACEMENT.viewport[0] / 2.0, PLACEMENT.viewport[1] / 2.0];
            let before = view.pixel_from_screen(&PLACEMENT).apply([middle[0], middle[1] - 80.0]);
            let after = view.turned(true).pixel_from_screen(&PLACEMENT).apply([middle[0] + 80.0, middle[1]]);
            assert!(near(before, after), "{view:?}");
        }
    }

    #[test]
    fn zooming_keeps_the_anchor() {
        for view in views().chain([View::default()]) {
            let anchor = [170.0, 420.5];
            let before = view.pixel_from_screen(&PLACEMENT).apply(anchor);
            let zoomed = view.zoomed_about(1.37, anchor, &PLACEMENT);
            assert!(near(before, zoomed.pixel_from_screen(&PLACEMENT).apply(anchor)), "{view:?}");
        }
    }

    #[test]
    fn panning_moves_the_picture_with_the_hand() {
        for view in views() {
            let before = view.pixel_from_screen(&PLACEMENT).apply([200.0, 100.0]);
            let after = view.panned([31.0, -7.0], &PLACEMENT).pixel_from_screen(&PLACEMENT).apply([231.0, 93.0]);
            assert!(near(before, after), "{view:?}");
        }
    }

    #[test]
    fn fit_shows_the_whole_image_in_true_proportion() {
        let upright = View::default();
        assert_eq!(upright.scale(&PLACEMENT), 801.0 / 512.0);
        assert_eq!(upright.turned(true).scale(&PLACEMENT), 633.0 / 512.0);
        let screen_from_pixel = upright.pixel_from_screen(&PLACEMENT).inverse();
        let [left, top] = screen_from_pixel.apply([0.0, 0.0]);
        let [right, bottom] = screen_from_pixel.apply([512.0, 300.0]);
        assert!(near([left, right], [0.0, 801.0]));
        assert!((((bottom - top) / 300.0) / ((right - left) / 512.0) - 1.25).abs() < 1e-12);
    }

    #[test]
    fn one_to_one_lies_on_screen_pixels() {
        let placement = Placement { image: [512, 301], pixel_aspect: 1.0, viewport: [801.0, 640.0] };
        for view in views() {
            let corner = view.one_to_one().pixel_from_screen(&placement).inverse().apply([0.0, 0.0]);
            assert!(near(corner, corner.map(f64::round)), "{view:?} {corner:?}");
        }
    }

    #[test]
    fn unusable_numbers_fall_back_to_fit() {
        let broken = View { zoom: Zoom::Scale(f64::NAN), ..View::default() };
        assert_eq!(broken.scale(&PLACEMENT), View::default().scale(&PLACEMENT));
        let empty = Placement { image: [0, 0], pixel_aspect: f64::NAN, viewport: [0.0, 0.0] };
        assert_eq!(View::default().scale(&empty), 1.0);
        assert_eq!(View::default().zoomed_about(f64::INFINITY, [0.0; 2], &PLACEMENT), View::default());
    }
}
