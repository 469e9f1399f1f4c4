//! Count, extremes and moments of counted values.

use super::tally::Tally;

/// Figures over all counted values, in f64 from the stored values. `None` where nothing was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Values counted.
    pub count: u64,
    /// Values left out: padding and what is not finite.
    pub excluded: u64,
    /// Smallest.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Population standard deviation.
    pub sd: Option<f64>,
}

/// Samples that were not counted, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// _Pixel Padding Value_ (0028,0120) to _Pixel Padding Range Limit_ (0028,0121).
    pub padding: u64,
    /// Not a number or infinite, as stored or after modality.
    pub not_finite: u64,
    /// Colours of a supplemental palette.
    pub colours: u64,
    /// Air outside of the body, where that was asked for.
    pub air: u64,
}

impl Statistics {
    pub(super) fn of(tally: &Tally, excluded: u64) -> Self {
        let count = tally.count();
        let one = 1.0 / count as f64;
        let share = |times: u64| times as f64 * one;
        let mean = tally.iter().map(|(value, times)| value * share(times)).sum::<f64>();
        let (min, max) = (tally.min(), tally.max());
        // Squares of the largest doubles are no numbers any more; shares of the widest distance are.
        let widest = min.into_iter().chain(max).map(|end| (end / 2.0 - mean / 2.0).abs()).fold(0.0, f64::max);
        let squares = tally.iter().map(|(value, times)| {
            let distance = (value / 2.0 - mean / 2.0) / widest;
            distance * distance * share(times)
        });
        let sd = if widest > 0.0 { squares.sum::<f64>().sqrt() * widest * 2.0 } else { 0.0 };
        let known = |figure: f64| (count > 0 && figure.is_finite()).then_some(figure);
        Self { count, excluded, min, max, mean: known(mean), sd: known(sd) }
    }
}

impl Statistics {
    /// Of the values of both, from their figures alone.
    pub(super) fn joined(&self, other: &Self) -> Self {
        let (Some(mean), Some(sd), Some(of), Some(by)) = (self.mean, self.sd, other.mean, other.sd) else {
            return if self.count == 0 { *other } else { *self };
        };
        let count = self.count.saturating_add(other.count);
        let share = other.count as f64 / count as f64;
        let apart = of - mean;
        let variance = sd * sd * (1.0 - share) + by * by * share + apart * apart * share * (1.0 - share);
        let known = |figure: f64| figure.is_finite().then_some(figure);
        let extreme = |pick: fn(f64, f64) -> f64, a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| pick(a, b));
        Self {
            count,
            excluded: self.excluded.saturating_add(other.excluded),
            min: extreme(f64::min, self.min, other.min),
            max: extreme(f64::max, self.max, other.max),
            mean: known(mean + apart * share),
            sd: known(variance.sqrt()),
        }
    }
}

impl LeftOut {
    /// All together.
    pub fn total(&self) -> u64 {
        [self.padding, self.not_finite, self.colours, self.air].into_iter().fold(0, u64::saturating_add)
    }

    /// In words, as `1,200 of padding, 3 not finite`; `None` where nothing was left out.
    pub fn describe(&self) -> Option<String> {
        let parts = [
            (self.padding, "of padding"),
            (self.air, "of air outside the body"),
            (self.colours, "in colours of their own"),
            (self.not_finite, "not finite"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{} {kind}", grouped(count)))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            padding: self.padding.saturating_add(other.padding),
            not_finite: self.not_finite.saturating_add(other.not_finite),
            colours: self.colours.saturating_add(other.colours),
            air: self.air.saturating_add(other.air),
        }
    }
}

/// A count with its thousands apart.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_definition() {
        let figures = Statistics::of(&Tally::of_sorted([(2.0, 1), (4.0, 3), (5.0, 2), (7.0, 1), (9.0, 1)]), 0);
        assert_eq!((figures.count, figures.mean, figures.sd), (8, Some(5.0), Some(2.0)));
        let same = Statistics::of(&Tally::of_sorted([(-7.5, 1 << 40)]), 3);
        assert_eq!((same.mean, same.sd, same.excluded), (Some(-7.5), Some(0.0), 3));
        assert_eq!(Statistics::of(&Tally::default(), 0), Statistics::default());
    }

    #[test]
    fn the_largest_numbers_have_moments_too() {
        let ends = Statistics::of(&Tally::of_sorted([(f64::MIN, 1), (f64::MAX, 1)]), 0);
        assert_eq!((ends.mean, ends.sd), (Some(0.0), Some(f64::MAX)));
        let tiny = Statistics::of(&Tally::of_sorted([(1e-300, 1), (3e-300, 1)]), 0);
        assert!((tiny.sd.unwrap_or(0.0) / 1e-300 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_was_left_out_is_said_by_its_reason() {
        let some = LeftOut { padding: 1_234_567, air: 999, ..LeftOut::default() };
        assert_eq!(some.describe().as_deref(), Some("1,234,567 of padding, 999 of air outside the body"));
        assert_eq!((some.total(), LeftOut::default().describe()), (1_235_566, None));
    }
}
