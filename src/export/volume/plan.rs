//! What a volume is made of, and where it lies: known from the facts of a scan, before any pixel is read.

use std::sync::Arc;

use crate::{
    state::moments,
    study::{DisplaySet, Series, SetFrame, SetKind, slice},
    volume::{Blend, Grid, Irregular, Layout, Remedy, Slice, Wish},
};

use super::timing::{SliceTiming, slice_timing};

/// A volume that can be written.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whose objects it is made of.
    pub series: Arc<Series>,
    /// What tells it from other volumes of its series; empty where there is none.
    pub label: Arc<str>,
    /// The grid of each moment, and what its slices are made of.
    pub layout: Layout,
    /// Frames by moment, in the order in which [`Layout`] counts them.
    pub moments: Vec<Vec<SetFrame>>,
    /// From one moment to the next, seconds, where it is even and known.
    pub moment_step_s: Option<f64>,
    /// When the slices of a moment were made, where that is known.
    pub timing: Option<SliceTiming>,
}

/// Why a set is no volume, and what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One sentence.
    pub text: String,
    /// What makes one of it on wish; empty where nothing does.
    pub remedies: Vec<Remedy>,
}

/// Steps between moments that differ by no more than this share are even.
const EVEN: f64 = 0.05;

/// Shares of a slice that differ by no more than this are the same: no value changes by more than that of the difference
/// between two slices.
const SAME_SHARE: f64 = 1e-3;

impl Plan {
    /// The volume of `set`, or of all moments of the same places that it is one of.
    ///
    /// # Errors
    /// Where the pictures make no regular grid and `wish` does not allow what would make one.
    pub fn new(series: &Arc<Series>, set: &Arc<DisplaySet>, wish: Wish) -> Result<Self, Refusal> {
        let sets = moments(series, set);
        let mut planned: Option<Layout> = None;
        let mut frames = Vec::with_capacity(sets.len());
        for moment in &sets {
            let slices = slices(series, moment)?;
            let layout = Layout::new(&slices, wish).map_err(|irregular| refusal(&irregular, &slices))?;
            match &planned {
                None => planned = Some(layout),
                // Moments whose slices are listed the other way round would need a layout each.
                Some(first) if same_grid(&first.grid, &layout.grid) && same_blends(&first.blends, &layout.blends) => {}
                Some(_) => return Err(plain("The moments of this series do not show the same places.")),
            }
            frames.push(moment.frames.clone());
        }
        let Some(layout) = planned else { return Err(plain("There are no slices.")) };
        let moment_step_s = step_s(&sets);
        let timing = slice_timing(&slice_times(series, &layout, frames.first()), frames.len());
        let label = if sets.len() > 1 { Arc::default() } else { set.label.clone() };
        Ok(Self { series: Arc::clone(series), label, layout, moments: frames, moment_step_s, timing })
    }

    /// Slices to be written in all.
    pub fn slices(&self) -> u64 {
        (self.layout.grid.size[2] as u64).saturating_mul(self.moments.len() as u64)
    }

    /// What is said of a volume whose values were not all measured; empty for all others.
    pub fn note(&self) -> String {
        let what = |irregular: &Irregular| match irregular.fault.remedy() {
            Some(Remedy::CorrectTilt) => "slices were shifted back and interpolated",
            _ => "slices were interpolated at even distances",
        };
        let notes: Vec<String> = self
            .layout
            .mended
            .iter()
            .map(|irregular| format!("{} ({})", what(irregular), lower(&irregular.text)))
            .collect();
        notes.join("; ")
    }
}

/// A sentence within another one.
fn lower(sentence: &str) -> String {
    let mut characters = sentence.trim_end_matches('.').chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn slices(series: &Series, set: &DisplaySet) -> Result<Vec<Slice>, Refusal> {
    match set.kind {
        // Views of a localizer cross each other mostly, and a lone one is a slice like any other.
        SetKind::Stack | SetKind::MultiFrame | SetKind::Localizer => {}
        SetKind::Document => return Err(plain("It is a document without pictures.")),
        SetKind::Clip => return Err(plain("The frames of a clip follow each other in time and make no volume.")),
        SetKind::Images => return Err(plain("These pictures are no stack of slices and make no volume.")),
    }
    let placed = set.frames.iter().map(|frame| slice(&series.instances, frame)).collect::<Option<Vec<Slice>>>();
    placed.ok_or_else(|| plain("Where the pictures lie in the patient is not known, so they make no volume."))
}

fn plain(text: &str) -> Refusal {
    Refusal { text: text.to_owned(), remedies: Vec::new() }
}

fn refusal(irregular: &Irregular, slices: &[Slice]) -> Refusal {
    let remedies = Layout::remedies(slices).unwrap_or_default();
    Refusal { text: irregular.text.clone(), remedies: remedies.into_iter().map(|(remedy, _)| remedy).collect() }
}

/// Within a tenth of a millimetre at the first voxel and the last.
fn same_grid(a: &Grid, b: &Grid) -> bool {
    let last = |grid: &Grid| grid.patient_from_voxel(grid.size.map(|along| along.saturating_sub(1) as f64));
    let close = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 0.1);
    a.size == b.size && close(a.origin_mm, b.origin_mm) && close(last(a), last(b))
}

/// Whether slices are made of the same slices, to a thousandth of each: positions of moments are rounded as they come.
fn same_blends(a: &[Blend], b: &[Blend]) -> bool {
    let share = |blend: &Blend, slice: usize| {
        let of = |at: usize, share: f64| if at == slice { share } else { 0.0 };
        of(blend.near, 1.0 - blend.share) + of(blend.far, blend.share)
    };
    let same = |a: &Blend, b: &Blend| {
        [a.near, a.far].into_iter().all(|slice| (share(a, slice) - share(b, slice)).abs() <= SAME_SHARE)
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// The time between moments, where all are as far apart.
fn step_s(sets: &[&Arc<DisplaySet>]) -> Option<f64> {
    let times = sets.iter().map(|set| set.phase?.time_ms).collect::<Option<Vec<f64>>>()?;
    let steps: Vec<f64> = times.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect();
    let mean = steps.iter().sum::<f64>() / steps.len().max(1) as f64;
    let is_even = steps.iter().all(|step| (step - mean).abs() <= EVEN * mean);
    (!steps.is_empty() && mean > 0.0 && is_even).then_some(mean / 1000.0)
}

/// When each slice of the grid was made, seconds; empty where that is not known of each by itself.
fn slice_times(series: &Series, layout: &Layout, frames: Option<&Vec<SetFrame>>) -> Vec<f64> {
    let time = |frame: &SetFrame| {
        let facts = &series.instances.get(frame.instance as usize)?.facts;
        facts.image.as_ref().filter(|image| image.frames == 1)?;
        facts.acquired_at
    };
    let of = |near: usize| time(frames?.get(near)?);
    let is_mr = &*series.facts.modality == "MR";
    let known = layout.blends.iter().map(|blend| of(blend.near)).collect::<Option<Vec<f64>>>();
    known.filter(|_| is_mr && layout.is_exact()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_positions_make_the_same_slices() {
        let blend = |near, far, share| vec![Blend { near, far, share }];
        assert!(same_blends(&blend(1, 2, 0.5), &blend(1, 2, 0.5004)));
        // Just before a slice, and just behind it.
        assert!(same_blends(&blend(1, 1, 0.0), &blend(0, 1, 0.9996)));
        assert!(same_blends(&blend(0, 1, 0.9996), &blend(1, 2, 0.0004)));
        assert!(!same_blends(&blend(1, 2, 0.5), &blend(1, 2, 0.6)));
        assert!(!same_blends(&blend(1, 2, 0.5), &blend(2, 1, 0.4)));
        assert!(!same_blends(&blend(1, 2, 0.5), &[]));
    }
}
