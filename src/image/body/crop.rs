//! The body cut out and brought to one size.

use std::sync::Arc;

use super::{
    super::{Frame, ModalityLut, Picture, PixelModel, Samples},
    BodyBox,
};

/// fastai's `crop_resize`: `size` x `size` values after modality from a square that begins at the first row and column
/// of `bounds` and is as long as the longer distance from first to last, moved back where it would leave the image.
/// Bilinear between centres of pixels, as an affine grid without aligned corners; 0 beyond the border. fastai takes the
/// image for square; where it is not, the square is one of pixels here.
pub fn crop_resize(picture: &Picture, bounds: BodyBox, size: u32) -> Vec<f32> {
    let frame = picture.frame();
    let long = |first: u32, last: u32| f64::from(last.saturating_sub(first));
    let side = long(bounds.first_column, bounds.last_column).max(long(bounds.first_row, bounds.last_row));
    let start = |first: u32, all: u32| f64::from(first).min(f64::from(all) - side);
    let (left, top) = (start(bounds.first_column, frame.columns), start(bounds.first_row, frame.rows));
    let place = |index: u32, start: f64| (f64::from(index) + 0.5) / f64::from(size.max(1)) * side + start - 0.5;
    let mut values = Vec::with_capacity(size as usize * size as usize);
    for row in 0..size {
        let y = place(row, top);
        values.extend((0..size).map(|column| between(picture, place(column, left), y) as f32));
    }
    values
}

/// A picture of [`crop_resize`], read like the whole one.
pub fn cropped(picture: &Picture, bounds: BodyBox, size: u32) -> Picture {
    let samples = Samples::F32(crop_resize(picture, bounds, size));
    let frame = Frame { rows: size, columns: size, samples_per_pixel: 1, samples, rows_present: size };
    // Values stand for themselves now, and none of them is padding.
    let model = PixelModel {
        modality: ModalityLut::identity(),
        padding: None,
        palette: None,
        scales: Vec::new(),
        ..PixelModel::clone(picture.model())
    };
    Picture::new(Arc::new(frame), Arc::new(model))
}

fn between(picture: &Picture, x: f64, y: f64) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let mut sum = 0.0;
    for (column, across) in [(left, 1.0 - (x - left)), (left + 1.0, x - left)] {
        for (row, down) in [(top, 1.0 - (y - top)), (top + 1.0, y - top)] {
            if column >= 0.0 && row >= 0.0 && across * down > 0.0 {
                // The casts saturate, and nothing lies there.
                sum += picture.value(column as u32, row as u32).unwrap_or(0.0) * across * down;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::test_pictures::picture;

    fn ramp() -> Picture {
        // Row times 10 and column.
        let values = (0..64).map(|at| at / 8 * 10 + at % 8).collect();
        picture(8, Samples::I16(values), |_| {})
    }

    #[test]
    fn a_square_is_taken_from_the_corner_on() {
        // Columns 2 to 4 and rows 1 to 5: 4 long, from column 2 and row 1. Two points each way: a quarter and three
        // quarters of it, half a pixel back: columns 2.5 and 4.5, rows 1.5 and 3.5.
        let bounds = BodyBox { first_column: 2, first_row: 1, last_column: 4, last_row: 5 };
        assert_eq!(crop_resize(&ramp(), bounds, 2), [17.5, 19.5, 37.5, 39.5]);
        // Moved back: 7 long from column 1, as there are but 8 columns; the middle is 1 + 3.5 - 0.5.
        let wide = BodyBox { first_column: 6, first_row: 0, last_column: 7, last_row: 7 };
        assert_eq!(crop_resize(&ramp(), wide, 1), [34.0]);
    }

    #[test]
    fn beyond_the_border_there_is_nothing() {
        // A quarter of a pixel wide steps from the corner: -0.25 and 0.25 pixels.
        let corner = BodyBox { first_column: 0, first_row: 0, last_column: 1, last_row: 1 };
        let found = crop_resize(&ramp(), corner, 2);
        // At 0.25, 0.25: 0.25 x 1 + 0.25 x 10. At -0.25: three quarters of what is there.
        assert_eq!((found[3], found[2], found[1]), (2.75, 0.75 * 2.5, 0.75 * 0.25));
        let one = BodyBox { first_column: 3, first_row: 3, last_column: 3, last_row: 3 };
        assert_eq!(crop_resize(&ramp(), one, 1), [(22.0 + 23.0 + 32.0 + 33.0) / 4.0]);
        assert_eq!(cropped(&ramp(), corner, 2).value(1, 1), Some(2.75));
    }
}
