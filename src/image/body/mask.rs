//! Which pixels are body.

use rayon::prelude::*;

use super::{
    super::{
        Picture,
        frame::{wide, with_samples},
    },
    BodySettings, gauss_blur2d,
};

/// One answer a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyMask {
    /// Pixels in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// Whether each pixel is body, row by row from the top.
    pub inside: Vec<bool>,
}

/// fastai's `mask_from_blur`: brightness in the window, white taken as black if asked for, blurred, and above the
/// threshold. Padding is a value like any other; what is no number, and rows the file did not hold, are black. `None` for
/// a picture in colour, one of a [`super::refusal`], or once `is_outdated`.
pub fn mask_from_blur(picture: &Picture, settings: &BodySettings, is_outdated: &dyn Fn() -> bool) -> Option<BodyMask> {
    if picture.is_colour() || super::refusal(picture).is_some() {
        return None;
    }
    let settings = settings.clone().checked();
    let frame = picture.frame();
    let (columns, rows) = (frame.columns as usize, frame.rows as usize);
    let (window, modality) = (&settings.window, &picture.model().modality);
    let bright = |stored: f64| {
        let brightness = window.function.apply(window.window, modality.apply(stored)) as f32;
        if settings.remove_max && brightness >= 1.0 { 0.0 } else { brightness }
    };
    let end = picture.present_len();
    let mut shown: Vec<f32> = with_samples!(&frame.samples, values => {
        values.get(..end)?.par_iter().map(|&value| bright(wide(value))).collect()
    });
    shown.resize(columns.checked_mul(rows)?, 0.0);
    let blurred = gauss_blur2d(&shown, columns, settings.sigma * columns as f64, is_outdated)?;
    let inside = blurred.into_par_iter().map(|value| f64::from(value) > settings.threshold).collect();
    Some(BodyMask { columns: frame.columns, rows: frame.rows, inside })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::image::{
        ChannelWindow, Samples, Window,
        test_pictures::{colour_picture, picture},
    };

    fn settings(remove_max: bool) -> BodySettings {
        let window = ChannelWindow::by_hand(Window::new(50.0, 100.0), true);
        // 0.5 x 8 columns: a deviation of 4 pixels, and a kernel of 3.
        BodySettings { window, sigma: 0.5, threshold: 0.3, remove_max }
    }

    #[test]
    fn what_is_grey_in_the_window_is_body() {
        let mut values = vec![0; 64];
        // A grey square of 3 x 3 and a white one of 2 x 2.
        for (row, column) in (1..4).flat_map(|row| (1..4).map(move |column| (row, column))) {
            values[row * 8 + column] = 90;
        }
        for at in [45, 46, 53, 54] {
            values[at] = 3000;
        }
        let picture = picture(8, Samples::U16(values), |_| {});
        let found = |remove_max| {
            let mask = mask_from_blur(&picture, &settings(remove_max), &|| false).unwrap();
            (0..64).filter(|&at| mask.inside[at]).collect::<Vec<_>>()
        };
        // Of 0.9: the middle keeps all of it, the sides 0.67, the corners 0.449 of it; beside a side it is 0.33 x 0.9.
        assert_eq!(found(true), [9, 10, 11, 17, 18, 19, 25, 26, 27]);
        // Two of three pixels each way: 0.449 of 1 inside, 0.33 x 0.67 = 0.22 beside.
        assert_eq!(found(false), [9, 10, 11, 17, 18, 19, 25, 26, 27, 45, 46, 53, 54]);
        assert_eq!(mask_from_blur(&picture, &settings(true), &|| true), None);
    }

    #[test]
    fn nothing_that_is_no_value_is_body() {
        let none = picture(2, Samples::F32(vec![f32::NAN; 4]), |_| {});
        assert_eq!(mask_from_blur(&none, &settings(true), &|| false).unwrap().inside, [false; 4]);
        let colours = colour_picture(1, Samples::U8(vec![50; 3]), |_| {});
        assert_eq!(mask_from_blur(&colours, &settings(true), &|| false), None);
    }
}
