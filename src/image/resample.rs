//! Separable resampling of stored values: first down the rows, then along them.

use rayon::prelude::*;

use super::taps::{Tap, Taps};

/// What a resampled pixel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Mark {
    /// A value.
    Value,
    /// Mostly padding, or no number.
    Gap,
    /// A row the file did not hold: the darker stripe of the hatch.
    MissingDark,
    /// The lighter stripe.
    MissingLight,
    /// Not on the image.
    Outside,
}

/// A resampled pixel of `N` channels. A [`Mark::Gap`] carries the mean of its padding, NaN where that holds what
/// is no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell<const N: usize> {
    pub(super) value: [f32; N],
    pub(super) mark: Mark,
}

impl<const N: usize> Cell<N> {
    pub(super) fn marked(mark: Mark) -> Self {
        Self { value: [0.0; N], mark }
    }
}

/// How to read the source: pixels of `N` samples, `columns` of them a row.
pub(super) struct Source<'a, T, L, G> {
    pub(super) values: &'a [T],
    pub(super) columns: usize,
    /// Sample to number.
    pub(super) load: L,
    /// Whether a number is no value; `None` if all are.
    pub(super) is_gap: Option<G>,
}

/// Resamples to one line of cells for each tap of `rows`, one cell for each tap of `columns`. Taps outside and in
/// missing rows get what `other` says. Values and gaps are never mixed: a cell is the mean of the kind that has the
/// larger share of it.
pub(super) fn resample<T, L, G, const N: usize>(
    source: &Source<'_, T, L, G>,
    rows: &Taps,
    columns: &Taps,
    other: impl Fn(Option<(usize, usize)>) -> Mark + Sync,
) -> Vec<Cell<N>>
where
    T: Copy + Sync,
    L: Fn(T) -> f32 + Sync,
    G: Fn(T) -> bool + Sync,
{
    let width = columns.taps.len();
    let mut cells = vec![Cell::marked(Mark::Outside); width * rows.taps.len()];
    if width == 0 {
        return cells;
    }
    let (low, high) = columns.span();
    cells.par_chunks_mut(width).zip(&rows.taps).for_each_init(Line::default, |line, (out, row)| {
        let Some(row) = row else { return };
        if row.weights.is_empty() {
            for (cell, column) in out.iter_mut().zip(&columns.taps) {
                *cell = Cell::marked(other(column.as_ref().map(|column| (column.nearest, row.nearest))));
            }
            return;
        }
        line.gather::<T, L, G, N>(source, row, low, high);
        for (cell, column) in out.iter_mut().zip(&columns.taps) {
            if let Some(column) = column {
                *cell = line.cell(column, low, source.is_gap.is_some());
            }
        }
    });
    cells
}

/// The weighted sums down the columns for one line of the screen.
#[derive(Default)]
struct Line {
    values: Vec<f32>,
    /// Sums over gaps, and the weight of the values; only where there may be gaps.
    gaps: Vec<f32>,
    weights: Vec<f32>,
}

impl Line {
    fn gather<T, L, G, const N: usize>(&mut self, source: &Source<'_, T, L, G>, row: &Tap, low: usize, high: usize)
    where
        T: Copy,
        L: Fn(T) -> f32,
        G: Fn(T) -> bool,
    {
        let len = (high - low) * N;
        for sums in [&mut self.values, &mut self.gaps, &mut self.weights] {
            sums.clear();
        }
        self.values.resize(len, 0.0);
        if source.is_gap.is_some() {
            self.gaps.resize(len, 0.0);
            self.weights.resize(len, 0.0);
        }
        for (index, &weight) in row.weights.iter().enumerate() {
            let start = (row.first + index) * source.columns * N;
            let Some(samples) = source.values.get(start + low * N..start + high * N) else { continue };
            let Some(is_gap) = &source.is_gap else {
                for (sum, &sample) in self.values.iter_mut().zip(samples) {
                    *sum += weight * (source.load)(sample);
                }
                continue;
            };
            let sums = self.values.iter_mut().zip(&mut self.gaps).zip(&mut self.weights);
            for (((value, gap), total), &sample) in sums.zip(samples) {
                let loaded = (source.load)(sample);
                if is_gap(sample) {
                    // What is no number leaves the mean without one, and is shown as background.
                    *gap += weight * loaded;
                } else {
                    *value += weight * loaded;
                    *total += weight;
                }
            }
        }
    }

    fn cell<const N: usize>(&self, column: &Tap, low: usize, may_have_gaps: bool) -> Cell<N> {
        let start = (column.first - low) * N;
        let sum = |sums: &[f32], channel: usize| -> f32 {
            let sums = sums.get(start + channel..).unwrap_or_default().iter().step_by(N);
            column.weights.iter().zip(sums).map(|(weight, sum)| weight * sum).sum()
        };
        if !may_have_gaps {
            return Cell { value: std::array::from_fn(|channel| sum(&self.values, channel)), mark: Mark::Value };
        }
        let weight = sum(&self.weights, 0);
        if weight >= 0.5 {
            Cell { value: std::array::from_fn(|channel| sum(&self.values, channel) / weight), mark: Mark::Value }
        } else {
            let rest = (1.0 - weight).max(f32::MIN_POSITIVE);
            Cell { value: std::array::from_fn(|channel| sum(&self.gaps, channel) / rest), mark: Mark::Gap }
        }
    }
}
