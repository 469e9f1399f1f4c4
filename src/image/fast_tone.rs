//! A [`Tone`] for f32 values, fast enough to repaint a screen on every mouse move, and equal to it to the bit.

use super::{VoiFunction, Window, curve::Curve, tone::Tone};

/// Grey levels of f32 values by table.
pub(super) struct FastTone<'a> {
    tone: &'a Tone<'a>,
    steps: Steps,
}

/// Equal steps over the part of the curve that is not flat.
enum Steps {
    /// The grey level of each, where there is but one.
    Greys { low: f64, per_step: f64, greys: Vec<u16> },
    /// The first and the last run that reach into each.
    Runs { low: f64, per_step: f64, reach: Vec<(u16, u16)>, runs: Runs },
}

/// A curve that only rises, or only falls, as values from which a grey level holds.
struct Runs {
    /// Ascending; the first is negative infinity.
    starts: Vec<f32>,
    greys: Vec<u8>,
}

const STEPS: usize = 8192;
/// More than one grey level lies in the step: ask the curve itself.
const UNSURE: u16 = 256;
/// How far outside a step its ends are taken, where rounding could place a value of the next one.
const MARGIN: f64 = 0.01;

impl<'a> FastTone<'a> {
    pub(super) fn new(tone: &'a Tone<'a>) -> Self {
        let steps = match &tone.curve {
            // The ends of a step say nothing of what a free curve does between them.
            _ if tone.presentation_lut.is_some() => Steps::unsure(),
            Curve::Lut(_) => Steps::unsure(),
            // A sigmoid two widths away from its center is within a tenth of a grey level of its end.
            Curve::Window(Window { center, width }, VoiFunction::Sigmoid) => {
                Steps::of_greys(tone, center - 2.0 * width, center + 2.0 * width)
            }
            Curve::Window(Window { center, width }, _) => {
                Steps::of_greys(tone, center - width / 2.0 - 1.0, center + width / 2.0 + 1.0)
            }
            // Most pixels lie where it is steepest, so that steps alone would seldom be sure.
            Curve::Equalized(_) => Steps::of_runs(Runs::new(&|value| tone.grey(value.into()))),
        };
        Self { tone, steps }
    }

    pub(super) fn grey(&self, value: f32) -> u8 {
        let wide = f64::from(value);
        match &self.steps {
            Steps::Greys { low, per_step, greys } => {
                // The cast saturates, and the curve is flat outside its steps.
                let step = ((wide - low) * per_step) as usize;
                let grey = greys[step.min(greys.len() - 1)];
                if grey == UNSURE { self.tone.grey(wide) } else { grey as u8 }
            }
            Steps::Runs { low, per_step, reach, runs } => {
                let step = ((wide - low) * per_step) as usize;
                let (first, last) = reach[step.min(reach.len() - 1)];
                let (first, last) = (usize::from(first), usize::from(last));
                if first == last {
                    return runs.greys[first];
                }
                runs.greys[first + runs.starts[first + 1..=last].partition_point(|&start| start <= value)]
            }
        }
    }
}

impl Steps {
    fn unsure() -> Self {
        Self::Greys { low: 0.0, per_step: 0.0, greys: vec![UNSURE] }
    }

    fn of_greys(tone: &Tone<'_>, low: f64, high: f64) -> Self {
        let step = (high - low) / STEPS as f64;
        let at = |position: f64| tone.grey(low + position * step);
        let greys = (0..STEPS).map(|index| {
            let (below, above) = (at(index as f64 - MARGIN), at(index as f64 + 1.0 + MARGIN));
            if below == above { u16::from(below) } else { UNSURE }
        });
        Self::Greys { low, per_step: step.recip(), greys: greys.collect() }
    }

    fn of_runs(runs: Runs) -> Self {
        // At most one run for each of 256 grey levels.
        let last = (runs.starts.len() - 1) as u16;
        let (low, high) = (f64::from(runs.starts[usize::from(last.min(1))]), f64::from(runs.starts[usize::from(last)]));
        let step = (high - low) / STEPS as f64;
        if !(step.is_finite() && step.recip().is_finite()) {
            return Self::Runs { low: 0.0, per_step: 0.0, reach: vec![(0, last)], runs };
        }
        let at = |position: f64| {
            let value = low + position * step;
            (runs.starts.partition_point(|&start| f64::from(start) <= value) as u16).saturating_sub(1)
        };
        let reach = (0..STEPS).map(|index| {
            // All that lies outside the steps is counted to the outermost ones.
            let first = if index == 0 { 0 } else { at(index as f64 - MARGIN) };
            let end = if index == STEPS - 1 { last } else { at(index as f64 + 1.0 + MARGIN) };
            (first, end)
        });
        Self::Runs { low, per_step: step.recip(), reach: reach.collect(), runs }
    }
}

impl Runs {
    /// Finds where the grey level changes by halving, over all f32 there are.
    fn new(grey: &dyn Fn(f32) -> u8) -> Self {
        let (low, high) = (ordinal(f32::NEG_INFINITY), ordinal(f32::INFINITY));
        let at = |ordinal: i32| grey(of_ordinal(ordinal));
        let mut runs = Self { starts: vec![f32::NEG_INFINITY], greys: vec![at(low)] };
        let mut open = vec![(low, at(low), high, at(high))];
        while let Some((low, below, high, above)) = open.pop() {
            if below == above {
                continue;
            }
            // Both lie in the range of an i32; so does what is between them.
            let middle = ((i64::from(low) + i64::from(high)) >> 1) as i32;
            if middle == low {
                runs.starts.push(of_ordinal(high));
                runs.greys.push(above);
                continue;
            }
            let between = at(middle);
            open.push((middle, between, high, above));
            open.push((low, below, middle, between));
        }
        runs
    }
}

/// The place of a float among all floats.
fn ordinal(value: f32) -> i32 {
    let bits = value.to_bits() as i32;
    bits ^ (((bits >> 31) as u32) >> 1) as i32
}

/// The inverse of [`ordinal`].
fn of_ordinal(ordinal: i32) -> f32 {
    f32::from_bits((ordinal ^ (((ordinal >> 31) as u32) >> 1) as i32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_numbered_in_their_order() {
        let floats = [f32::NEG_INFINITY, f32::MIN, -1.0, -f32::MIN_POSITIVE, -0.0, 0.0, 1e-40, 1.0, f32::INFINITY];
        assert!(floats.map(ordinal).is_sorted());
        assert_eq!(floats.map(|float| of_ordinal(ordinal(float)).to_bits()), floats.map(f32::to_bits));
    }

    #[test]
    fn runs_begin_where_the_grey_changes() {
        let runs = Runs::new(&|value| {
            if value < -3.5 {
                9
            } else if value < 1e9 {
                4
            } else {
                0
            }
        });
        assert_eq!((runs.starts, runs.greys), (vec![f32::NEG_INFINITY, -3.5, 1e9], vec![9, 4, 0]));
        assert_eq!(Runs::new(&|_| 7).starts.len(), 1);
    }
}
