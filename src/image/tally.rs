//! How often each value occurs: what histogram, percentiles and equalisation are read from.

use rayon::prelude::*;

use super::{PhotometricInterpretation as Photometric, Picture, Samples};

/// Samples counted by one task.
const CHUNK: usize = 1 << 21;

/// The distinct values of a picture in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    values: Vec<f64>,
    /// For each value, how many samples are at most as large.
    upto: Vec<u64>,
    /// Samples left out: padding and what is not finite.
    pub(super) excluded: u64,
}

/// Whether padding takes part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PaddingIs {
    Counted,
    LeftOut,
}

impl Tally {
    /// Bytes held in memory.
    pub(super) fn byte_len(&self) -> usize {
        size_of_val(self.values.as_slice()) + size_of_val(self.upto.as_slice())
    }

    /// Counts the values after modality of the rows that are there, but for those that a supplemental palette makes
    /// colours of. Colour pictures: all samples of the pixels as they
    /// are stored (a palette's indices; YBR once it is red, green and blue).
    pub(super) fn of(picture: &Picture, padding: PaddingIs) -> Self {
        let end = picture.present_len();
        let frame = picture.frame();
        if picture.is_colour() && !is_stored_as_rgb(picture) {
            return Self::of_counts(&count(picture.rgb(), |value| value.into()), picture, padding);
        }
        let counts = match &frame.samples {
            Samples::U8(values) => count(values.get(..end).unwrap_or_default(), |value| value.into()),
            Samples::I8(values) => count(values.get(..end).unwrap_or_default(), |value| value as u16),
            Samples::U16(values) => count(values.get(..end).unwrap_or_default(), |value| value),
            Samples::I16(values) => count(values.get(..end).unwrap_or_default(), |value| value as u16),
            _ => return Self::of_values(picture, padding),
        };
        Self::of_counts(&counts, picture, padding)
    }

    /// How many samples were counted.
    pub(super) fn count(&self) -> u64 {
        self.upto.last().copied().unwrap_or(0)
    }

    pub(super) fn min(&self) -> Option<f64> {
        self.values.first().copied()
    }

    pub(super) fn max(&self) -> Option<f64> {
        self.values.last().copied()
    }

    /// The value at a 0-based rank of all samples in ascending order.
    pub(super) fn at_rank(&self, rank: u64) -> Option<f64> {
        self.values.get(self.upto.partition_point(|&upto| upto <= rank)).copied()
    }

    /// Each distinct value with how often it occurs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, u64)> {
        let before = std::iter::once(0).chain(self.upto.iter().copied());
        self.values.iter().zip(self.upto.iter().zip(before)).map(|(&value, (upto, before))| (value, upto - before))
    }

    /// From how often each bit pattern of a stored value occurs.
    fn of_counts(counts: &[u64], picture: &Picture, padding: PaddingIs) -> Self {
        let is_signed = matches!(picture.frame().samples, Samples::I8(_) | Samples::I16(_));
        let is_plain = picture.is_colour();
        let mut excluded = 0;
        let mut found = Vec::new();
        for (pattern, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let stored = if is_signed { f64::from(pattern as u16 as i16) } else { pattern as f64 };
            let value = if is_plain { stored } else { picture.model().modality.apply(stored) };
            let is_gap = padding == PaddingIs::LeftOut && picture.is_gap(stored);
            let is_left_out = !is_plain && (is_gap || picture.is_supplemental(stored));
            if is_left_out || !value.is_finite() { excluded += count } else { found.push((value, count)) }
        }
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        Self::of_sorted(found, excluded)
    }

    /// For values that are too many for a table: sorts them.
    fn of_values(picture: &Picture, padding: PaddingIs) -> Self {
        let mut values = picture.stored_values();
        let all = values.len();
        values.retain(|&stored| padding == PaddingIs::Counted || !picture.is_gap(stored));
        if !picture.is_colour() {
            values.par_iter_mut().for_each(|value| *value = picture.model().modality.apply(*value));
        }
        values.retain(|value| value.is_finite());
        let excluded = (all - values.len()) as u64;
        values.par_sort_unstable_by(f64::total_cmp);
        Self::of_sorted(values.into_iter().map(|value| (value, 1)), excluded)
    }

    fn of_sorted(sorted: impl IntoIterator<Item = (f64, u64)>, excluded: u64) -> Self {
        let mut tally = Self { excluded, ..Self::default() };
        let mut total = 0;
        for (value, count) in sorted {
            total += count;
            match tally.upto.last_mut() {
                Some(upto) if tally.values.last() == Some(&value) => *upto = total,
                _ => {
                    tally.values.push(value);
                    tally.upto.push(total);
                }
            }
        }
        tally
    }
}

/// Whether the stored samples of a colour picture can be counted as they stand.
fn is_stored_as_rgb(picture: &Picture) -> bool {
    let photometric = picture.model().photometric;
    picture.palette().is_some()
        || !matches!(photometric, Photometric::YbrFull | Photometric::YbrFull422 | Photometric::YbrPartial)
}

fn count<T: Copy + Sync>(values: &[T], pattern: impl Fn(T) -> u16 + Sync) -> Vec<u64> {
    let counted = values.par_chunks(CHUNK).map(|values| {
        // Two tables: runs of one value would otherwise wait for their own last addition.
        let mut counts = [vec![0u32; 1 << 16], vec![0u32; 1 << 16]];
        let [even, odd] = &mut counts;
        let (pairs, rest) = values.as_chunks::<2>();
        for &[a, b] in pairs {
            even[usize::from(pattern(a))] += 1;
            odd[usize::from(pattern(b))] += 1;
        }
        for &value in rest {
            even[usize::from(pattern(value))] += 1;
        }
        counts
    });
    let add = |mut total: Vec<u64>, [even, odd]: [Vec<u32>; 2]| {
        for (total, (even, odd)) in total.iter_mut().zip(even.into_iter().zip(odd)) {
            *total += u64::from(even) + u64::from(odd);
        }
        total
    };
    let both = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let none = || vec![0u64; 1 << 16];
    counted.fold(none, add).reduce(none, both)
}
