//! The visible part of a picture: values resampled once for the screen's pixels, windowed as often as wanted.

use rayon::prelude::*;

use crate::geometry::PixelFromScreen;

use super::{
    FrameSegments, Interpolation, ModalityLut, Picture, Presentation, Samples,
    frame::{wide, with_samples},
    hatch,
    icc::ColourProfile,
    places::Places,
    planes::Paint,
    render::colours_by_table,
    resample::{Cell, Mark, Source, resample},
    supplemental::colours_by_stored as supplemental_colours,
    taps::{Axis, Taps},
    tone::opaque,
    tones::{FastTones, Tones},
};

/// Values after modality for every pixel of a viewport. A new one is needed when view, size or frame change; a window,
/// invert or colour map only repaints it.
#[derive(Debug)]
pub struct ValuePlane {
    size: [usize; 2],
    cells: Cells,
    /// Where screen pixels lie on the image, for what is painted over it.
    places: Option<Places>,
}

#[derive(Debug)]
enum Cells {
    /// Bit patterns of stored values that no resampling has touched, marks above them.
    Stored(Vec<u32>),
    /// Values after modality.
    Values(Vec<Cell<1>>),
    /// Levels of red, green and blue.
    Colours(Vec<Cell<3>>),
    /// Colours that depend on the window and are resampled once it is known.
    Coloured { rows: Taps, columns: Taps, is_sideways: bool },
}

/// First entry past every bit pattern in [`Cells::Stored`].
const MARKS: u32 = 1 << 16;
const BLACK: [u8; 4] = [0, 0, 0, 255];
/// Pixels painted by one task.
const CHUNK: usize = 1 << 17;
/// Pixels that go through a profile in one task.
const PROFILED: usize = 1 << 14;

impl ValuePlane {
    /// Resamples what lies on a screen of `size` (width, height) pixels. When magnified, `interpolation` holds; when
    /// minified, the mean of the area under each screen pixel. 1-bit pictures and labels are never interpolated, and nothing is
    /// across padding or missing rows. The map must be made of scales, quarter turns and mirrors, as a
    /// [`crate::geometry::View`] gives it.
    pub fn new(
        picture: &Picture,
        pixel_from_screen: &PixelFromScreen,
        size: [usize; 2],
        interpolation: Interpolation,
    ) -> Self {
        let frame = picture.frame();
        let present = picture.rows_present() as usize;
        let [[column_x, column_y, column_offset], [row_x, row_y, row_offset]] = pixel_from_screen.m;
        let is_sideways = column_y.abs() > column_x.abs();
        let (column_step, row_step, across, down) =
            if is_sideways { (column_y, row_x, size[1], size[0]) } else { (column_x, row_y, size[0], size[1]) };
        let image = frame.columns as usize;
        let columns = Axis { offset: column_offset, step: column_step, screen: across, image, present: image };
        let image = frame.rows as usize;
        let rows = Axis { offset: row_offset, step: row_step, screen: down, image, present };
        let are_labels = picture.model().segments.as_ref().is_some_and(FrameSegments::are_labels);
        let never_mix = are_labels || (picture.model().bits_stored == 1 && !picture.is_colour());
        let rows = Taps::new(rows, interpolation, never_mix);
        let columns = Taps::new(columns, interpolation, never_mix);
        let places = (!picture.planes().is_empty()).then(|| Places::new(&rows, &columns, is_sideways));
        let cells = if picture.is_colour() {
            Cells::Colours(upright(colours(picture, &rows, &columns), across, is_sideways))
        } else if picture.fits_table() && rows.are_single && columns.are_single {
            Cells::Stored(upright(stored(picture, &rows, &columns), across, is_sideways))
        } else if picture.has_supplemental_colours() {
            Cells::Coloured { rows, columns, is_sideways }
        } else {
            Cells::Values(upright(values(picture, &rows, &columns), across, is_sideways))
        };
        Self { size, cells, places }
    }

    /// Width and height in screen pixels.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Bytes held in memory.
    pub fn byte_len(&self) -> usize {
        match &self.cells {
            Cells::Stored(cells) => size_of_val(cells.as_slice()),
            Cells::Values(cells) => size_of_val(cells.as_slice()),
            Cells::Colours(cells) => size_of_val(cells.as_slice()),
            Cells::Coloured { rows, columns, .. } => {
                size_of_val(rows.taps.as_slice()) + size_of_val(columns.taps.as_slice())
            }
        }
    }

    /// Paints the plane of `picture` as opaque RGBA, `width * height * 4` bytes. Padding is background, missing rows
    /// are hatched, what lies outside the image is black. Overlays and shutters lie over all of it, by the nearest pixel.
    pub fn paint(&self, picture: &Picture, presentation: &Presentation, rgba: &mut Vec<u8>) {
        rgba.resize(self.size[0] * self.size[1] * 4, 0);
        let tones = Tones::new(picture, presentation);
        match &self.cells {
            Cells::Stored(cells) => {
                let colours = colours_by_stored(picture, &tones, presentation);
                fill(rgba, cells, |&cell| colours.get(cell as usize).copied().unwrap_or(BLACK));
            }
            Cells::Values(cells) => {
                let fast = FastTones::new(&tones);
                let background = opaque(tones.background());
                let shows_gaps = tones.shows_padding();
                fill(rgba, cells, |cell| match cell.mark {
                    Mark::Value => fast.rgba(cell.value[0]),
                    Mark::Gap if shows_gaps && !cell.value[0].is_nan() => fast.rgba(cell.value[0]),
                    Mark::Gap => background,
                    other => plain(other),
                });
            }
            Cells::Colours(cells) => paint_colours(rgba, cells, picture.profile(presentation), presentation.invert),
            Cells::Coloured { rows, columns, is_sideways } => {
                let Some(palette) = picture.supplemental() else { return };
                let table = supplemental_colours(picture, palette, &tones, presentation);
                let cells = resample_colours(picture, &colours_by_table(picture, &table), rows, columns);
                // The table has been through profile and invert.
                paint_colours(rgba, &upright(cells, columns.taps.len(), *is_sideways), None, false);
            }
        }
        if let Some((places, paint)) = self.places.as_ref().zip(Paint::new(picture, presentation)) {
            places.paint(rgba, self.size[0], picture.frame().columns as usize, &paint);
        }
    }
}

fn paint_colours(rgba: &mut [u8], cells: &[Cell<3>], profile: Option<&ColourProfile>, invert: bool) {
    // The cast saturates.
    let levels = |cell: &Cell<3>| cell.value.map(|value| (value + 0.5) as u8);
    let shown = |mark: Mark, levels: [u8; 3]| match mark {
        Mark::Value | Mark::Gap => opaque(levels.map(|level| if invert { 255 - level } else { level })),
        other => plain(other),
    };
    let Some(profile) = profile else {
        return fill(rgba, cells, |cell| shown(cell.mark, levels(cell)));
    };
    let chunks = rgba.par_chunks_mut(PROFILED * 4).zip(cells.par_chunks(PROFILED));
    chunks.for_each_init(Default::default, |(from, to): &mut (Vec<u8>, Vec<u8>), (rgba, cells)| {
        from.clear();
        from.extend(cells.iter().flat_map(levels));
        profile.convert(from, to);
        for ((out, cell), &levels) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(cells).zip(to.as_chunks::<3>().0) {
            *out = shown(cell.mark, levels);
        }
    });
}

fn fill<T: Sync>(rgba: &mut [u8], cells: &[T], colour: impl Fn(&T) -> [u8; 4] + Sync) {
    rgba.par_chunks_mut(CHUNK * 4).zip(cells.par_chunks(CHUNK)).for_each(|(rgba, cells)| {
        for (out, cell) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(cells) {
            *out = colour(cell);
        }
    });
}

/// The colour of what is no value and no gap.
fn plain(mark: Mark) -> [u8; 4] {
    match mark {
        Mark::MissingDark => opaque([hatch::GREYS[0]; 3]),
        Mark::MissingLight => opaque([hatch::GREYS[1]; 3]),
        Mark::Value | Mark::Gap | Mark::Outside => BLACK,
    }
}

fn colours_by_stored(picture: &Picture, tones: &Tones<'_>, presentation: &Presentation) -> Vec<[u8; 4]> {
    let marks = [Mark::Value, Mark::Gap, Mark::MissingDark, Mark::MissingLight, Mark::Outside].map(plain);
    if let Some(palette) = picture.supplemental() {
        let colours = supplemental_colours(picture, palette, tones, presentation);
        return colours.into_iter().map(opaque).chain(marks).collect();
    }
    tones.colours_by_stored(picture).into_iter().map(opaque).chain(marks).collect()
}

/// What a tap is that hits no value: outside, or a stripe of the hatch.
fn unheld(picture: &Picture, at: Option<(usize, usize)>) -> Mark {
    let Some((column, row)) = at else { return Mark::Outside };
    match hatch::stripe(picture.frame().columns, column as u32, row as u32) {
        0 => Mark::MissingDark,
        _ => Mark::MissingLight,
    }
}

fn stored(picture: &Picture, rows: &Taps, columns: &Taps) -> Vec<u32> {
    let mark = |mark: Mark| MARKS + mark as u32;
    let row_len = picture.frame().columns as usize;
    let width = columns.taps.len();
    let mut cells = vec![mark(Mark::Outside); width * rows.taps.len()];
    let pattern: Box<dyn Fn(usize) -> Option<u16> + Sync> = match &picture.frame().samples {
        Samples::U8(values) => Box::new(|at| values.get(at).map(|&value| value.into())),
        Samples::I8(values) => Box::new(|at| values.get(at).map(|&value| value as u16)),
        Samples::U16(values) => Box::new(|at| values.get(at).copied()),
        Samples::I16(values) => Box::new(|at| values.get(at).map(|&value| value as u16)),
        _ => Box::new(|_| None),
    };
    cells.par_chunks_mut(width.max(1)).zip(&rows.taps).for_each(|(out, row)| {
        let Some(row) = row else { return };
        for (cell, column) in out.iter_mut().zip(&columns.taps) {
            let Some(column) = column else { continue };
            *cell = if row.weights.is_empty() {
                mark(unheld(picture, Some((column.nearest, row.nearest))))
            } else {
                pattern(row.first * row_len + column.first).map_or(mark(Mark::Outside), u32::from)
            };
        }
    });
    cells
}

fn values(picture: &Picture, rows: &Taps, columns: &Taps) -> Vec<Cell<1>> {
    let other = |at| unheld(picture, at);
    let width = picture.frame().columns as usize;
    let modality = &picture.model().modality;
    // A straight line may be applied after the mean; a table may not.
    let is_table = matches!(modality, ModalityLut::Table(_));
    let mut cells = with_samples!(&picture.frame().samples, values => {
        let is_gap = picture.may_have_gaps().then_some(|sample| picture.is_gap(wide(sample)));
        if is_table {
            let load = |sample| modality.apply(wide(sample)) as f32;
            resample(&Source { values, columns: width, load, is_gap }, rows, columns, other)
        } else {
            let load = |sample| wide(sample) as f32;
            resample(&Source { values, columns: width, load, is_gap }, rows, columns, other)
        }
    });
    if !is_table && !modality.is_identity() {
        cells.par_iter_mut().for_each(|cell| cell.value[0] = modality.apply(f64::from(cell.value[0])) as f32);
    }
    cells
}

fn colours(picture: &Picture, rows: &Taps, columns: &Taps) -> Vec<Cell<3>> {
    resample_colours(picture, picture.rgb(), rows, columns)
}

fn resample_colours(picture: &Picture, rgb: &[u8], rows: &Taps, columns: &Taps) -> Vec<Cell<3>> {
    let source = Source {
        values: rgb,
        columns: picture.frame().columns as usize,
        load: f32::from,
        is_gap: None::<fn(u8) -> bool>,
    };
    resample(&source, rows, columns, |at| unheld(picture, at))
}

/// Cells in screen order: lines of the image run down the screen after an odd number of quarter turns.
fn upright<T: Copy + Send + Sync>(cells: Vec<T>, across: usize, is_sideways: bool) -> Vec<T> {
    let Some(&first) = cells.first() else { return cells };
    if !is_sideways {
        return cells;
    }
    let down = cells.len() / across;
    let mut turned = vec![first; cells.len()];
    turned.par_chunks_mut(down).enumerate().for_each(|(position, out)| {
        for (line, cell) in out.iter_mut().enumerate() {
            *cell = cells[line * across + position];
        }
    });
    turned
}

#[cfg(test)]
#[path = "value_plane_tests.rs"]
mod tests;
