//! Colour samples and palette indices to 8-bit RGB (PS3.3 C.7.6.3.1.2 and C.7.6.3.1.5).

use rayon::prelude::*;

use super::{
    LookupTable, Palette, PhotometricInterpretation as Photometric, Picture, Samples,
    frame::{wide, with_samples},
};

/// Pixels converted by one task.
const CHUNK: usize = 1 << 16;

/// Interleaved 8-bit RGB of every pixel in the rows that are there.
pub(super) fn rgb(picture: &Picture) -> Vec<u8> {
    let samples = &picture.frame().samples;
    let end = picture.present_len();
    if let Some(palette) = picture.palette() {
        let colours = Colours::new(palette, picture.stored_range());
        return with_samples!(samples, values => convert(values.get(..end).unwrap_or_default(), 1, |pixel| {
            pixel.first().map_or([0; 3], |&index| colours.of(wide(index)))
        }));
    }
    let per_pixel = usize::from(picture.frame().samples_per_pixel).max(1);
    let photometric = picture.model().photometric;
    if let Samples::U8(values) = samples
        && picture.model().bits_stored == 8
        && per_pixel == 3
    {
        let values = values.get(..end).unwrap_or_default();
        return match photometric {
            Photometric::YbrFull | Photometric::YbrFull422 | Photometric::YbrPartial => convert(values, 3, |pixel| {
                let &[a, b, c] = pixel else { return [0; 3] };
                rgb_of(photometric, [a, b, c].map(f32::from))
            }),
            _ => values.to_vec(),
        };
    }
    // Other depths are scaled to 0..=255 before anything else: every formula is written for 8 bits.
    let scale = 255.0 / (2f64.powi(i32::from(picture.model().bits_stored.clamp(1, 32))) - 1.0);
    with_samples!(samples, values => convert(values.get(..end).unwrap_or_default(), per_pixel, |pixel| {
        let level = |index: usize| pixel.get(index).map_or(0.0, |&value| (wide(value) * scale) as f32);
        rgb_of(photometric, [level(0), level(1), level(2)])
    }))
}

fn convert<T: Copy + Sync>(values: &[T], per_pixel: usize, pixel: impl Fn(&[T]) -> [u8; 3] + Sync) -> Vec<u8> {
    let mut rgb = vec![0; values.len() / per_pixel * 3];
    rgb.par_chunks_mut(CHUNK * 3).zip(values.par_chunks(CHUNK * per_pixel)).for_each(|(out, values)| {
        for (out, values) in out.as_chunks_mut::<3>().0.iter_mut().zip(values.chunks_exact(per_pixel)) {
            *out = pixel(values);
        }
    });
    rgb
}

/// One pixel on the scale 0..=255 as RGB.
fn rgb_of(photometric: Photometric, [a, b, c]: [f32; 3]) -> [u8; 3] {
    let [red, green, blue] = match photometric {
        Photometric::YbrFull | Photometric::YbrFull422 => {
            let (y, cb, cr) = (a, b - 128.0, c - 128.0);
            [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb]
        }
        Photometric::YbrPartial => {
            let (y, cb, cr) = (1.164_384 * (a - 16.0), b - 128.0, c - 128.0);
            [y + 1.596_027 * cr, y - 0.391_762 * cb - 0.812_968 * cr, y + 2.017_232 * cb]
        }
        _ => [a, b, c],
    };
    // The cast saturates.
    [red, green, blue].map(|level| (level + 0.5).floor() as u8)
}

/// The palette's colours for the indices that occur, or the palette itself where they are too many for a table.
struct Colours<'a> {
    palette: &'a Palette,
    first: i64,
    table: Vec<[u8; 3]>,
}

impl<'a> Colours<'a> {
    fn new(palette: &'a Palette, range: Option<(i32, i32)>) -> Self {
        let (low, high) = range.unwrap_or((0, -1));
        let table = (low..=high).map(|index| colour(palette, i64::from(index))).collect();
        Self { palette, first: i64::from(low), table }
    }

    fn of(&self, index: f64) -> [u8; 3] {
        let index = index as i64;
        let offset = usize::try_from(index.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.table.get(offset).copied().unwrap_or_else(|| colour(self.palette, index))
    }
}

/// The colour of an index.
pub(super) fn colour(palette: &Palette, index: i64) -> [u8; 3] {
    let level = |table: &LookupTable| {
        let full = u32::from(table.full_scale());
        let entry = u32::from(table.lookup(index)).min(full);
        ((entry * 510 + full) / (2 * full)) as u8
    };
    [level(&palette.red), level(&palette.green), level(&palette.blue)]
}

#[cfg(test)]
#[path = "colour_tests.rs"]
mod tests;
