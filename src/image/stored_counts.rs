//! One pass over a frame's samples: how often each stored value occurs.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    ModalityLut, PhotometricInterpretation as Photometric, Picture, Samples,
    frame::{wide, with_samples},
    statistics::LeftOut,
    tally::{PaddingIs, Tally},
};

/// Pixels of one row: the row and its columns, both 0-based.
pub type Run = (u32, Range<u32>);

/// Samples counted by one task.
const CHUNK: usize = 1 << 21;

/// How often each stored value occurs, padding included.
pub(super) struct StoredCounts {
    /// The finite ones.
    pub(super) tally: Tally,
    /// Those that are not.
    pub(super) not_finite: u64,
}

impl StoredCounts {
    /// Of the pixels of these runs, or of all.
    pub(super) fn new(picture: &Picture, runs: Option<&[Run]>) -> Self {
        match runs {
            Some(runs) => Self::of_runs(picture, runs.iter().cloned()),
            None => Self::of(picture),
        }
    }

    /// Of all rows that are there.
    pub(super) fn of(picture: &Picture) -> Self {
        picture.note_count();
        let end = picture.present_len();
        if counts_converted(picture) {
            return Self::of_whole(tally(picture.rgb(), (0, 255), u16::from));
        }
        // Found faster than counted, and needed for the screen all the same.
        let range = picture.stored_range().unwrap_or_default();
        Self::of_whole(match &picture.frame().samples {
            Samples::U8(values) => tally(head(values, end), range, u16::from),
            Samples::I8(values) => tally(head(values, end), range, |value| value as u16),
            Samples::U16(values) => tally(head(values, end), range, |value| value),
            Samples::I16(values) => tally(head(values, end), range, |value| value as u16),
            _ => return Self::of_many(picture.stored_values()),
        })
    }

    /// Of the pixels of these runs, as far as they lie in the rows that are there. Runs that overlap count twice.
    pub(super) fn of_runs(picture: &Picture, runs: impl IntoIterator<Item = Run>) -> Self {
        let spans = Spans { picture, runs: runs.into_iter() };
        if counts_converted(picture) {
            return Self::of_whole(spans.tally(picture.rgb(), (0, 255), u16::from));
        }
        let range = picture.stored_range().unwrap_or_default();
        Self::of_whole(match &picture.frame().samples {
            Samples::U8(values) => spans.tally(values, range, u16::from),
            Samples::I8(values) => spans.tally(values, range, |value| value as u16),
            Samples::U16(values) => spans.tally(values, range, |value| value),
            Samples::I16(values) => spans.tally(values, range, |value| value as u16),
            samples => {
                return Self::of_many(with_samples!(samples, values => {
                    spans.slices(values).flat_map(|values| values.iter().map(|&value| wide(value))).collect()
                }));
            }
        })
    }

    /// The values after modality, with what is left out of them. Those of colours are the stored ones.
    pub(super) fn values(&self, picture: &Picture, padding: PaddingIs) -> (Tally, LeftOut) {
        let modality = &picture.model().modality;
        let (kept, left_out) = self.kept(picture, padding, |stored| modality.apply(stored));
        let mut kept = kept;
        match modality {
            _ if picture.is_colour() => {}
            ModalityLut::Rescale { slope, .. } if *slope < 0.0 => kept.reverse(),
            ModalityLut::Rescale { .. } => {}
            ModalityLut::Table(_) => kept.sort_unstable_by(|a, b| a.0.total_cmp(&b.0)),
        }
        (Tally::of_sorted(kept), left_out)
    }

    /// The stored values, with what is left out of them: the same as is left out of [`Self::values`], so that both count
    /// the same pixels.
    pub(super) fn stored(&self, picture: &Picture, padding: PaddingIs) -> (Tally, LeftOut) {
        let modality = &picture.model().modality;
        let keep = |stored: f64| if modality.apply(stored).is_finite() { stored } else { f64::NAN };
        let (kept, left_out) = self.kept(picture, padding, keep);
        (Tally::of_sorted(kept), left_out)
    }

    fn kept(&self, picture: &Picture, padding: PaddingIs, value: impl Fn(f64) -> f64) -> (Vec<(f64, u64)>, LeftOut) {
        let is_plain = picture.is_colour();
        // Asked once and not for each value.
        let padding = picture.model().padding.filter(|_| !is_plain && padding == PaddingIs::LeftOut);
        let first_colour = picture.supplemental().filter(|_| !is_plain).map(|palette| palette.red.first_mapped);
        let mut left_out = LeftOut { not_finite: self.not_finite, ..LeftOut::default() };
        let mut kept = Vec::with_capacity(self.tally.distinct());
        for (stored, count) in self.tally.iter() {
            let value = if is_plain { stored } else { value(stored) };
            if padding.is_some_and(|padding| padding.contains(stored)) {
                left_out.padding += count;
            } else if first_colour.is_some_and(|first| stored >= f64::from(first)) {
                left_out.colours += count;
            } else if value.is_finite() {
                kept.push((value, count));
            } else {
                left_out.not_finite += count;
            }
        }
        (kept, left_out)
    }

    fn of_whole(tally: Tally) -> Self {
        Self { tally, not_finite: 0 }
    }

    /// For values that are too many for a table: sorts them.
    fn of_many(mut values: Vec<f64>) -> Self {
        let all = values.len();
        values.retain(|value| value.is_finite());
        let not_finite = (all - values.len()) as u64;
        values.par_sort_unstable_by(f64::total_cmp);
        Self { tally: Tally::of_sorted(values.into_iter().map(|value| (value, 1))), not_finite }
    }
}

/// Whether the samples of a colour picture are counted once they are red, green and blue.
pub(super) fn counts_converted(picture: &Picture) -> bool {
    let photometric = picture.model().photometric;
    picture.is_colour()
        && picture.palette().is_none()
        && matches!(photometric, Photometric::YbrFull | Photometric::YbrFull422 | Photometric::YbrPartial)
}

/// The parts of a picture's samples that runs name.
pub(super) struct Spans<'a, R> {
    pub(super) picture: &'a Picture,
    pub(super) runs: R,
}

impl<R: Iterator<Item = Run>> Spans<'_, R> {
    /// The samples inside, run by run; `values` are those of whole rows.
    pub(super) fn slices<T>(self, values: &[T]) -> impl Iterator<Item = &[T]> {
        let frame = self.picture.frame();
        let (columns, rows) = (frame.columns as usize, self.picture.rows_present());
        let per_pixel = values.len().checked_div(columns * frame.rows as usize).unwrap_or(0);
        self.runs.filter_map(move |(row, range)| {
            let (start, end) = ((range.start as usize).min(columns), (range.end as usize).min(columns));
            let first = (row < rows).then_some(row as usize * columns)?;
            values.get((first + start) * per_pixel..(first + end) * per_pixel)
        })
    }

    fn tally<T: Copy>(self, values: &[T], range: (i32, i32), pattern: impl Fn(T) -> u16) -> Tally {
        let (low, high) = range;
        let mut counts = vec![0u64; usize::try_from(high - low + 1).unwrap_or(0)];
        for &value in self.slices(values).flatten() {
            if let Some(count) = counts.get_mut(usize::from(pattern(value).wrapping_sub(low as u16))) {
                *count += 1;
            }
        }
        named(low, counts)
    }
}

fn head<T>(values: &[T], end: usize) -> &[T] {
    values.get(..end).unwrap_or(values)
}

/// The values from `low` on that occur.
pub(super) fn named(low: i32, counts: impl IntoIterator<Item = u64>) -> Tally {
    Tally::of_sorted((low..).map(f64::from).zip(counts).filter(|(_, count)| *count > 0))
}

/// How often each value of a range of at most 65536 occurs; all values lie in it. `pattern` is the low half of a value.
fn tally<T: Copy + Sync>(values: &[T], (low, high): (i32, i32), pattern: impl Fn(T) -> u16 + Copy + Sync) -> Tally {
    // Tables that the processor keeps close at hand, and whose size is known, so that no place in them is checked.
    let counts = match high - low {
        ..256 => sum(values, |values| table::<256, T>(values, low, pattern)),
        256..4096 => sum(values, |values| table::<4096, T>(values, low, pattern)),
        _ => sum(values, |values| table::<65_536, T>(values, low, pattern)),
    };
    named(low, counts)
}

fn sum<T: Sync>(values: &[T], count: impl Fn(&[T]) -> Vec<u64> + Send + Sync) -> Vec<u64> {
    if values.len() <= CHUNK {
        return count(values);
    }
    let both = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    values.par_chunks(CHUNK).map(count).reduce_with(both).unwrap_or_default()
}

/// Counts by the distance from `low`, which is less than `N`, a power of two.
fn table<const N: usize, T: Copy>(values: &[T], low: i32, pattern: impl Fn(T) -> u16) -> Vec<u64> {
    let place = |value: T| usize::from(pattern(value).wrapping_sub(low as u16)) & (N - 1);
    // Two tables: runs of one value would otherwise wait for their own last addition.
    let mut tables = vec![[0u32; N]; 2];
    let [even, odd] = tables.as_mut_slice() else { return Vec::new() };
    let (pairs, rest) = values.as_chunks::<2>();
    for &[a, b] in pairs {
        even[place(a)] += 1;
        odd[place(b)] += 1;
    }
    for &value in rest {
        even[place(value)] += 1;
    }
    even.iter().zip(odd.iter()).map(|(&even, &odd)| u64::from(even) + u64::from(odd)).collect()
}
