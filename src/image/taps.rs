//! Which source pixels make up each screen pixel along one axis.

use super::Interpolation;

/// The source pixels of one screen position and their weights, which sum to 1.
#[derive(Debug, PartialEq)]
pub(super) struct Tap {
    /// The pixel under the middle of the screen pixel.
    pub(super) nearest: usize,
    /// The first pixel with a weight.
    pub(super) first: usize,
    /// Weights of `first` and the pixels after it. Empty where the file held no pixels.
    pub(super) weights: Vec<f32>,
}

/// One axis of a screen: for each position its tap, `None` outside the image.
#[derive(Debug)]
pub(super) struct Taps {
    pub(super) taps: Vec<Option<Tap>>,
    /// Every tap is one pixel.
    pub(super) are_single: bool,
}

/// How an axis of the screen lies on an axis of the image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// Image coordinate at the screen's edge.
    pub(super) offset: f64,
    /// Image pixels per screen pixel; negative when mirrored.
    pub(super) step: f64,
    /// Screen pixels.
    pub(super) screen: usize,
    /// Image pixels.
    pub(super) image: usize,
    /// Image pixels from the start that the file held.
    pub(super) present: usize,
}

impl Taps {
    /// Area means where the image is made smaller, else nearest or linear. `never_mix` keeps to the nearest pixel
    /// everywhere: for values that are labels.
    pub(super) fn new(axis: Axis, interpolation: Interpolation, never_mix: bool) -> Self {
        // A scale of 1 that rounding made a little smaller must not blur.
        let is_minified = axis.step.abs() > 1.0 + 1e-9;
        let taps: Vec<Option<Tap>> = (0..axis.screen)
            .map(|position| {
                let at = axis.offset + axis.step * (position as f64 + 0.5);
                if !(0.0..axis.image as f64).contains(&at) {
                    return None;
                }
                let nearest = at.floor() as usize;
                let (first, weights) = if nearest >= axis.present {
                    (nearest, Vec::new())
                } else if never_mix {
                    (nearest, vec![1.0])
                } else if is_minified {
                    area(at, axis.step.abs(), axis.present)
                } else if interpolation == Interpolation::Nearest {
                    (nearest, vec![1.0])
                } else {
                    linear(at - 0.5, axis.present)
                };
                Some(Tap { nearest, first, weights })
            })
            .collect();
        let are_single = taps.iter().flatten().all(|tap| tap.weights.len() <= 1);
        Self { taps, are_single }
    }

    /// First source pixel of all taps, and one past the last.
    pub(super) fn span(&self) -> (usize, usize) {
        let of_taps = self.taps.iter().flatten();
        let first = of_taps.clone().map(|tap| tap.first.min(tap.nearest)).min().unwrap_or(0);
        let end = of_taps.map(|tap| (tap.first + tap.weights.len()).max(tap.nearest + 1)).max().unwrap_or(0);
        (first, end)
    }
}

/// The share of each pixel in a stretch of `width` pixels around `at`, cut to the pixels that are there.
fn area(at: f64, width: f64, present: usize) -> (usize, Vec<f32>) {
    let start = (at - width / 2.0).max(0.0);
    let end = (at + width / 2.0).min(present as f64);
    let first = start.floor() as usize;
    let last = (end.ceil() as usize).clamp(first + 1, present.max(first + 1));
    let share = |pixel: usize| (end.min((pixel + 1) as f64) - start.max(pixel as f64)).max(0.0) / (end - start);
    (first, (first..last).map(|pixel| share(pixel) as f32).collect())
}

/// The two pixels around `at`, given in distances from pixel centres; one at the edges and on a centre.
fn linear(at: f64, present: usize) -> (usize, Vec<f32>) {
    let below = at.floor();
    let fraction = (at - below) as f32;
    if below < 0.0 {
        return (0, vec![1.0]);
    }
    let below = below as usize;
    if fraction < 1e-6 || below + 1 >= present {
        return (below.min(present.saturating_sub(1)), vec![1.0]);
    }
    if fraction > 1.0 - 1e-6 { (below + 1, vec![1.0]) } else { (below, vec![1.0 - fraction, fraction]) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn taps(offset: f64, step: f64, screen: usize, image: usize, interpolation: Interpolation) -> Vec<Option<Tap>> {
        Taps::new(Axis { offset, step, screen, image, present: image }, interpolation, false).taps
    }

    fn tap(nearest: usize, first: usize, weights: &[f32]) -> Option<Tap> {
        Some(Tap { nearest, first, weights: weights.to_vec() })
    }

    #[test]
    fn one_to_one_takes_each_pixel_once() {
        for interpolation in [Interpolation::Nearest, Interpolation::Bilinear] {
            let found = taps(-1.0, 1.0, 4, 2, interpolation);
            assert_eq!(found, [None, tap(0, 0, &[1.0]), tap(1, 1, &[1.0]), None]);
        }
        let mirrored = taps(2.0, -1.0, 2, 2, Interpolation::Bilinear);
        assert_eq!(mirrored, [tap(1, 1, &[1.0]), tap(0, 0, &[1.0])]);
    }

    #[test]
    fn twice_as_large_is_interpolated() {
        let found = taps(0.0, 0.5, 4, 2, Interpolation::Bilinear);
        let expected = [tap(0, 0, &[1.0]), tap(0, 0, &[0.75, 0.25]), tap(1, 0, &[0.25, 0.75]), tap(1, 1, &[1.0])];
        assert_eq!(found, expected);
        let nearest = taps(0.0, 0.5, 4, 2, Interpolation::Nearest);
        assert_eq!(nearest.iter().flatten().map(|tap| tap.first).collect::<Vec<_>>(), [0, 0, 1, 1]);
    }

    #[test]
    fn smaller_takes_the_area() {
        assert_eq!(taps(0.0, 2.0, 2, 4, Interpolation::Nearest), [tap(1, 0, &[0.5, 0.5]), tap(3, 2, &[0.5, 0.5])]);
        let found = taps(0.0, 1.5, 2, 3, Interpolation::Bilinear);
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.first, first.weights.len()), (0, 2));
        assert!((first.weights[0] - 2.0 / 3.0).abs() < 1e-6 && (first.weights[1] - 1.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn weights_always_sum_to_one() {
        for step in [0.013, 0.5, 0.99, 1.0, 1.01, 1.7, 3.0, 19.5, 700.0, -0.3, -2.6] {
            let axis = Axis { offset: 41.3, step, screen: 300, image: 97, present: 60 };
            for tap in Taps::new(axis, Interpolation::Bilinear, false).taps.into_iter().flatten() {
                let sum: f32 = tap.weights.iter().sum();
                assert_eq!(tap.weights.is_empty(), tap.nearest >= 60);
                assert!(tap.weights.is_empty() || (sum - 1.0).abs() < 1e-4, "{step} {tap:?}");
                assert!(tap.first + tap.weights.len() <= 60 || tap.weights.is_empty());
            }
        }
    }

    #[test]
    fn labels_are_never_mixed_and_nonsense_is_outside() {
        let axis = Axis { offset: 0.0, step: 5.0, screen: 4, image: 20, present: 20 };
        assert!(Taps::new(axis, Interpolation::Bilinear, true).are_single);
        assert!(taps(f64::NAN, 1.0, 3, 3, Interpolation::Nearest).iter().all(Option::is_none));
        assert!(taps(0.0, f64::INFINITY, 3, 3, Interpolation::Nearest).iter().all(Option::is_none));
    }
}
