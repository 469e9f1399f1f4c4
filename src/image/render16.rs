//! A grey picture at its own size with 65536 levels.

use rayon::prelude::*;

use super::{Picture, Presentation, hatch, planes::Paint, tones::Tones};

/// A 16-bit picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels16 {
    /// Pixels in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// 1 (grey) or 3 (red, green, blue).
    pub channels: u8,
    /// Rows from the top, channels interleaved: `rows * columns * channels` levels.
    pub data: Vec<u16>,
}

/// What [`super::render::native`] shows, with floor(65535 y + 0.5) for the level where that has floor(255 y + 0.5). Padding,
/// missing rows, overlays and shutters are as there.
///
/// `None` where the presentation gives colours: those have 8 bits.
pub fn native16(picture: &Picture, presentation: &Presentation) -> Option<Pixels16> {
    if picture.is_colour() || picture.has_supplemental_colours() {
        return None;
    }
    let tones = Tones::new(picture, presentation);
    let tone = tones.only().filter(|tone| tone.is_grey())?;
    let frame = picture.frame();
    let modality = &picture.model().modality;
    let level = |&stored: &f64| {
        if stored.is_nan() || (!tone.shows_padding() && picture.is_gap(stored)) {
            return u16::from(tone.background()) * 257;
        }
        (65535.0 * tone.shown(modality.apply(stored)) + 0.5).floor() as u16
    };
    let mut data: Vec<u16> = picture.stored_values().par_iter().map(level).collect();
    for row in picture.rows_present()..frame.rows {
        data.extend((0..frame.columns).map(|column| u16::from(hatch::grey(frame.columns, column, row)) * 257));
    }
    let pixels = Pixels16 { columns: frame.columns, rows: frame.rows, channels: 1, data };
    Some(match Paint::new(picture, presentation) {
        Some(paint) => painted(&paint, pixels),
        None => pixels,
    })
}

/// It takes on colours where there is one that is no grey.
fn painted(paint: &Paint<'_>, mut pixels: Pixels16) -> Pixels16 {
    if paint.has_colours() {
        pixels.data = pixels.data.into_iter().flat_map(|grey| [grey; 3]).collect();
        pixels.channels = 3;
    }
    let channels = usize::from(pixels.channels);
    for (at, pixel) in pixels.data.chunks_exact_mut(channels).enumerate() {
        if let Some(colour) = paint.over(at) {
            for (level, colour) in pixel.iter_mut().zip(colour) {
                *level = u16::from(colour) * 257;
            }
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::image::{Samples, Voi, VoiFunction, VoiSource, Window, render, test_pictures};

    fn window(center: f64, width: f64) -> Presentation {
        let (window, function) = (Window { center, width }, VoiFunction::Linear);
        Presentation::with_voi(Voi::Window { window, function, source: VoiSource::User })
    }

    fn picture(values: Vec<u16>) -> Picture {
        let columns = u32::try_from(values.len()).unwrap();
        test_pictures::picture(columns, Samples::U16(values), |_| {})
    }

    #[test]
    fn levels_are_the_formula_s_at_16_bits() {
        // C 2048 W 4096: ((x - 2047.5) / 4095 + 0.5) * 65535 + 0.5, so that 4095 steps are spread over 65535.
        let picture = picture(vec![0, 1, 2048, 4095, 4096, 60000]);
        let pixels = native16(&picture, &window(2048.0, 4096.0)).unwrap();
        assert_eq!(pixels.data, [0, 16, 32776, 65535, 65535, 65535]);
        let inverted = Presentation { invert: true, ..window(2048.0, 4096.0) };
        assert_eq!(native16(&picture, &inverted).unwrap().data, [65535, 65519, 32759, 0, 0, 0]);
        let eight = render::native(&picture, &window(2048.0, 4096.0));
        for (deep, shallow) in pixels.data.iter().zip(eight.data) {
            assert!((f64::from(*deep) / 257.0 - f64::from(shallow)).abs() <= 0.51);
        }
    }

    #[test]
    fn colours_have_eight_bits() {
        let hot = Presentation { colour_map: "hot".into(), ..window(2048.0, 4096.0) };
        assert_eq!(native16(&picture(vec![1, 2]), &hot), None);
    }
}
