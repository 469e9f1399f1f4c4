//! A whole picture at its own size: one pixel out for each pixel in.

use rayon::prelude::*;

use super::{
    Picture, Presentation, Samples, TransferCurve, Voi,
    fast_tone::FastTone,
    hatch,
    planes::Paint,
    supplemental,
    tone::Tone,
    tones::{FastTones, Tones},
};

/// An 8-bit picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels8 {
    /// Pixels in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// 1 (grey) or 3 (red, green, blue).
    pub channels: u8,
    /// Rows from the top, channels interleaved: `rows * columns * channels` bytes.
    pub data: Vec<u8>,
}

/// Pixels painted by one task.
const CHUNK: usize = 1 << 18;

/// The picture as the viewport shows it at 1:1: grey for monochrome pictures with the grey map, else RGB. Rows the file
/// did not hold are hatched.
///
/// Overlays, shutters and the colour profile go by the presentation. A grey picture becomes RGB where an overlay lies on
/// it.
pub fn native(picture: &Picture, presentation: &Presentation) -> Pixels8 {
    let pixels = values(picture, presentation);
    match Paint::new(picture, presentation) {
        Some(paint) => paint.paint(pixels),
        None => pixels,
    }
}

fn values(picture: &Picture, presentation: &Presentation) -> Pixels8 {
    if picture.is_colour() {
        let mut rgb = picture.rgb().to_vec();
        if let Some(profile) = picture.profile(presentation) {
            profile.apply(&mut rgb);
        }
        return finish(picture, 3, inverted(rgb, presentation.invert));
    }
    let tones = Tones::new(picture, presentation);
    if let Some(palette) = picture.supplemental() {
        let table = supplemental::colours_by_stored(picture, palette, &tones, presentation);
        return finish(picture, 3, colours_by_table(picture, &table));
    }
    let Some(tone) = tones.only() else { return finish(picture, 3, channels(picture, &tones)) };
    let greys = greys(picture, tone);
    if tone.is_grey() {
        return finish(picture, 1, greys);
    }
    let mut colours = vec![0; greys.len() * 3];
    colours.par_chunks_mut(CHUNK * 3).zip(greys.par_chunks(CHUNK)).for_each(|(colours, greys)| {
        for (colour, &grey) in colours.as_chunks_mut::<3>().0.iter_mut().zip(greys) {
            *colour = tone.colour(grey);
        }
    });
    finish(picture, 3, colours)
}

/// Brightness after the VOI, 0..=1, of each pixel of a grey picture, padding like any value: one plane, or one for each
/// channel, one after another. Rows the file did not hold are NaN.
pub fn brightness(picture: &Picture, presentation: &Presentation) -> Vec<f32> {
    let curve = TransferCurve::new(picture, presentation);
    let curves = match presentation.voi {
        Voi::Channels(_) => curve.channels(),
        _ => std::slice::from_ref(&curve),
    };
    let missing = (picture.frame().rows - picture.rows_present()) as usize * picture.frame().columns as usize;
    let values = picture.stored_values();
    let modality = &picture.model().modality;
    let mut planes = Vec::new();
    for curve in curves {
        let bright = |&stored: &f64| curve.brightness(modality.apply(stored)) as f32;
        planes.extend(values.par_iter().map(bright).collect::<Vec<_>>());
        planes.extend(std::iter::repeat_n(f32::NAN, missing));
    }
    planes
}

/// Grey levels of the rows that are there.
fn greys(picture: &Picture, tone: &Tone<'_>) -> Vec<u8> {
    if picture.fits_table() {
        return greys_by_table(picture, &tone.greys_by_stored(picture));
    }
    let fast = FastTone::new(tone);
    values_by(picture, tone.shows_padding(), tone.background(), |value| fast.grey(value))
}

/// Red, green and blue of the rows that are there, a window each.
fn channels(picture: &Picture, tones: &Tones<'_>) -> Vec<u8> {
    if picture.fits_table() {
        return colours_by_table(picture, &tones.colours_by_stored(picture));
    }
    let fast = FastTones::new(tones);
    let colours = values_by(picture, tones.shows_padding(), tones.background(), |value| fast.rgb(value));
    colours.into_flattened()
}

/// What each value of the rows that are there becomes, where values are too many for a table.
fn values_by<T: Copy + Send + Sync>(
    picture: &Picture,
    shows_padding: bool,
    background: T,
    shown: impl Fn(f32) -> T + Sync,
) -> Vec<T> {
    let modality = &picture.model().modality;
    let one = |&stored: &f64| {
        if stored.is_nan() || (!shows_padding && picture.is_gap(stored)) {
            background
        } else {
            shown(modality.apply(stored) as f32)
        }
    };
    picture.stored_values().par_iter().map(one).collect()
}

fn greys_by_table(picture: &Picture, table: &[u8; 1 << 16]) -> Vec<u8> {
    let end = picture.present_len();
    match &picture.frame().samples {
        Samples::U8(values) => look_up(values.get(..end).unwrap_or_default(), |value| table[usize::from(value)]),
        Samples::I8(values) => look_up(values.get(..end).unwrap_or_default(), |value| table[usize::from(value as u16)]),
        Samples::U16(values) => look_up(values.get(..end).unwrap_or_default(), |value| table[usize::from(value)]),
        Samples::I16(values) => {
            look_up(values.get(..end).unwrap_or_default(), |value| table[usize::from(value as u16)])
        }
        _ => Vec::new(),
    }
}

fn look_up<T: Copy + Sync>(values: &[T], grey: impl Fn(T) -> u8 + Sync) -> Vec<u8> {
    let mut greys = vec![0; values.len()];
    greys.par_chunks_mut(CHUNK).zip(values.par_chunks(CHUNK)).for_each(|(greys, values)| {
        for (out, &value) in greys.iter_mut().zip(values) {
            *out = grey(value);
        }
    });
    greys
}

/// Red, green and blue of each pixel of the rows that are there, by a table for bit patterns of stored values.
pub(super) fn colours_by_table(picture: &Picture, table: &[[u8; 3]]) -> Vec<u8> {
    let end = picture.present_len();
    let mut rgb = vec![0; end * 3];
    let colour = |stored: u16| table.get(usize::from(stored)).copied().unwrap_or_default();
    match &picture.frame().samples {
        Samples::U8(values) => fill(&mut rgb, &values[..end], |value| colour(value.into())),
        Samples::I8(values) => fill(&mut rgb, &values[..end], |value| colour(value as u16)),
        Samples::U16(values) => fill(&mut rgb, &values[..end], colour),
        Samples::I16(values) => fill(&mut rgb, &values[..end], |value| colour(value as u16)),
        _ => {}
    }
    rgb
}

fn fill<T: Copy + Sync>(rgb: &mut [u8], values: &[T], colour: impl Fn(T) -> [u8; 3] + Sync) {
    rgb.par_chunks_mut(CHUNK * 3).zip(values.par_chunks(CHUNK)).for_each(|(rgb, values)| {
        for (out, &value) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(values) {
            *out = colour(value);
        }
    });
}

fn inverted(mut levels: Vec<u8>, invert: bool) -> Vec<u8> {
    if invert {
        levels.iter_mut().for_each(|level| *level = 255 - *level);
    }
    levels
}

/// Adds the hatch where rows are missing.
fn finish(picture: &Picture, channels: u8, mut data: Vec<u8>) -> Pixels8 {
    let (columns, rows) = (picture.frame().columns, picture.frame().rows);
    let missing = (rows - picture.rows_present()) as usize * columns as usize * usize::from(channels);
    // Growing by doubling would take as much again for a large picture.
    data.reserve_exact(missing);
    for row in picture.rows_present()..rows {
        for column in 0..columns {
            data.extend(std::iter::repeat_n(hatch::grey(columns, column, row), usize::from(channels)));
        }
    }
    Pixels8 { columns, rows, channels, data }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
