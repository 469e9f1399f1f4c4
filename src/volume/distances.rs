//! Distances between the slices of a stack: even, with gaps, uneven.

use super::{Fault, Irregular};

/// What the distances say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distances {
    /// The even distance, else the usual one, mm; `None` where there are no two places.
    pub spacing_mm: Option<f64>,
    /// Slices, 0-based, after which others seem to be missing.
    pub gaps: Vec<u32>,
    /// What is wrong with them: [`Fault::Gaps`], [`Fault::Uneven`].
    pub faults: Vec<Irregular>,
}

/// A distance is even within 5 % of the usual one: less changes no measurement across slices by more than their thickness
/// blurs it anyway.
const EVEN: f64 = 0.05;

/// Writers that round positions to 0.1 mm put distances off by as much, which is no unevenness of the slices...
const ROUNDING_MM: f64 = 0.11;

/// ...as long as the slices are far apart in comparison.
const ROUNDING_SHARE: f64 = 0.2;

/// A distance this many times the usual one holds another slice; no rounding comes near.
const GAP: f64 = 1.75;

/// A slice this many times as thick as usual was meant to be farther from its neighbour.
const THICKER: f64 = 1.5;

/// Gaps that are named with their places; of the others the number is said.
const NAMED: usize = 3;

impl Distances {
    /// Judges slices at `positions` (mm, monotone; those at most `same_mm` apart are one place), `thicknesses` beside them
    /// where they are known.
    pub fn judge(positions: &[f64], thicknesses: &[Option<f64>], same_mm: f64) -> Self {
        let mut steps: Vec<Step> = Vec::with_capacity(positions.len());
        for (index, pair) in positions.windows(2).enumerate() {
            let &[from, to] = pair else { continue };
            let length = (to - from).abs();
            if length > same_mm {
                steps.push(Step { after: index, from, to, length });
            }
        }
        let Some(usual) = usual_mm(&steps) else { return Self::default() };
        let even = (EVEN * usual).max(ROUNDING_MM.min(ROUNDING_SHARE * usual));
        let usual_thickness = median(thicknesses.iter().flatten().copied().collect());
        // What occurs but once is not usual.
        let is_usual = steps.iter().filter(|step| (step.length - usual).abs() <= even).count() > 1;
        let (wide, close): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| {
            is_usual && step.length >= GAP * usual && !is_between_thick(step, thicknesses, usual_thickness)
        });
        let (narrowest, widest) =
            close.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), step| (a.min(step.length), b.max(step.length)));
        let is_even = close.iter().all(|step| (step.length - usual).abs() <= even);
        let mut faults = Vec::new();
        if !wide.is_empty() {
            faults.push(Irregular::new(Fault::Gaps, gaps_text(&wide, usual)));
        }
        if !is_even {
            let text = format!("The distance between slices differs: {narrowest:.2} mm to {widest:.2} mm.");
            faults.push(Irregular::new(Fault::Uneven, text));
        }
        // Over many slices the rounding of their positions averages out.
        let mean = close.iter().map(|step| step.length).sum::<f64>() / close.len().max(1) as f64;
        let spacing_mm = Some(if is_even { mean } else { usual });
        let gaps = wide.iter().filter_map(|step| u32::try_from(step.after).ok()).collect();
        Self { spacing_mm, gaps, faults }
    }
}

/// From one slice to the next.
#[derive(Clone, Copy, Debug)]
struct Step {
    after: usize,
    from: f64,
    to: f64,
    length: f64,
}

impl Step {
    /// Slices that would fit between, and whether they fit exactly.
    fn missing(&self, usual: f64) -> (f64, bool) {
        let times = self.length / usual;
        (times.round() - 1.0, (times - times.round()).abs() <= 0.15)
    }
}

/// The distance that most have: the median, but where all are multiples of the smallest, which occurs more than once, that
/// one (as when half of the slices of a series are there).
fn usual_mm(steps: &[Step]) -> Option<f64> {
    let mut lengths: Vec<f64> = steps.iter().map(|step| step.length).collect();
    lengths.sort_unstable_by(f64::total_cmp);
    let smallest = *lengths.first()?;
    let near = |length: &f64| {
        let times = length / smallest;
        (times - times.round()).abs() <= 0.05
    };
    let twice = lengths.get(1).is_some_and(|second| *second <= smallest * (1.0 + EVEN));
    if twice && lengths.iter().all(near) { Some(smallest) } else { median(lengths) }
}

/// The lower median.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

/// Slices of different thickness lie at different distances on purpose.
fn is_between_thick(step: &Step, thicknesses: &[Option<f64>], usual: Option<f64>) -> bool {
    let thickness = |index: usize| thicknesses.get(index).copied().flatten();
    match (thickness(step.after), thickness(step.after + 1), usual) {
        (Some(a), Some(b), Some(usual)) => a.max(b) >= THICKER * usual,
        _ => false,
    }
}

fn gaps_text(wide: &[Step], usual: f64) -> String {
    let place = |step: &Step| {
        let (missing, fits) = step.missing(usual);
        let about = if fits { "" } else { "about " };
        let slices = if missing == 1.0 { "slice" } else { "slices" };
        format!("{about}{missing:.0} {slices} between {:.1} mm and {:.1} mm", step.from, step.to)
    };
    let mut places: Vec<String> = wide.iter().take(NAMED).map(place).collect();
    let others = wide.len().saturating_sub(NAMED);
    if others > 0 {
        places.push(format!("more in {others} other {}", if others == 1 { "place" } else { "places" }));
    }
    let last = places.pop().unwrap_or_default();
    let list = if places.is_empty() { last } else { format!("{} and {last}", places.join(", ")) };
    format!("Slices seem to be missing: {list}.")
}
