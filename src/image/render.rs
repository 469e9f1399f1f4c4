//! A whole picture at its own size: one pixel out for each pixel in.

use rayon::prelude::*;

use super::{
    Equalization, Picture, Presentation, Samples, Voi, hatch,
    planes::Paint,
    supplemental::{self, overlay_palette},
    tone::{FastTone, Tone, level},
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
    let tone = Tone::new(picture.model(), presentation);
    if let Some(palette) = picture.supplemental() {
        let table = supplemental::colours_by_stored(picture, palette, &tone, presentation);
        return finish(picture, 3, colours_by_table(picture, &table));
    }
    let greys = greys(picture, &tone);
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

/// The picture with its greys equalised over `bins` bins; the file's polarity holds. Colours stay as they are.
pub fn equalized(picture: &Picture, bins: usize) -> Pixels8 {
    if picture.is_colour() {
        return finish(picture, 3, picture.rgb().to_vec());
    }
    let equalization = Equalization::new(picture, bins);
    let model = picture.model();
    let grey = |stored: f64| {
        let brightness = equalization.apply(model.modality.apply(stored));
        level(if model.inverse_polarity { 1.0 - brightness } else { brightness })
    };
    let greys = if picture.fits_table() {
        let mut table = Box::new([0; 1 << 16]);
        for stored in picture.stored_range().into_iter().flat_map(|(low, high)| low..=high) {
            table[usize::from(stored as u16)] = grey(f64::from(stored));
        }
        if let Some(palette) = picture.supplemental() {
            let plain = Presentation::with_voi(Voi::Lut(0));
            let mut table: Vec<[u8; 3]> = table.iter().map(|&grey| [grey; 3]).collect();
            overlay_palette(picture, palette, &Presentation { icc: false, ..plain }, &mut table);
            return finish(picture, 3, colours_by_table(picture, &table));
        }
        greys_by_table(picture, &table)
    } else {
        picture.stored_values().par_iter().map(|&stored| grey(stored)).collect()
    };
    finish(picture, 1, greys)
}

/// Grey levels of the rows that are there.
fn greys(picture: &Picture, tone: &Tone<'_>) -> Vec<u8> {
    if picture.fits_table() {
        return greys_by_table(picture, &tone.greys_by_stored(picture));
    }
    let fast = FastTone::new(tone);
    let modality = &picture.model().modality;
    let shows_padding = tone.shows_padding();
    let grey = |&stored: &f64| {
        if stored.is_nan() || (!shows_padding && picture.is_gap(stored)) {
            tone.background()
        } else {
            fast.grey(modality.apply(stored) as f32)
        }
    };
    picture.stored_values().par_iter().map(grey).collect()
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
