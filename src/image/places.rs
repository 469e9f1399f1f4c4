//! Where the pixels of a screen lie on the image, for what is painted over it without being resampled.

use rayon::prelude::*;

use super::{planes::Paint, taps::Taps, tone::opaque};

/// The image row and column under the middle of each screen pixel, `None` outside.
#[derive(Debug)]
pub(super) struct Places {
    columns: Vec<Option<usize>>,
    rows: Vec<Option<usize>>,
    is_sideways: bool,
}

impl Places {
    pub(super) fn new(rows: &Taps, columns: &Taps, is_sideways: bool) -> Self {
        let nearest = |taps: &Taps| taps.taps.iter().map(|tap| tap.as_ref().map(|tap| tap.nearest)).collect();
        Self { columns: nearest(columns), rows: nearest(rows), is_sideways }
    }

    /// Paints over a screen of `width` pixels whose image has `row_len` columns.
    pub(super) fn paint(&self, rgba: &mut [u8], width: usize, row_len: usize, paint: &Paint<'_>) {
        let (across, down) = if self.is_sideways { (&self.rows, &self.columns) } else { (&self.columns, &self.rows) };
        rgba.par_chunks_mut((width * 4).max(4)).zip(down).for_each(|(line, &down)| {
            let Some(down) = down else { return };
            for (pixel, &across) in line.as_chunks_mut::<4>().0.iter_mut().zip(across) {
                let Some(across) = across else { continue };
                let at = if self.is_sideways { across * row_len + down } else { down * row_len + across };
                if let Some(colour) = paint.over(at) {
                    *pixel = opaque(colour);
                }
            }
        });
    }
}
