//! In which order the slices of a moment were made.

/// When the slices of a moment were made, and the order in which they were.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceTiming {
    /// By slice of the grid, seconds after the first that was made.
    pub seconds: Vec<f64>,
    /// The order, as NIfTI-1 numbers it (`slice_code`), with the time of one slice in seconds; `None` where it is none of
    /// these, as when several slices are made at once.
    pub code: Option<(u8, f64)>,
}

/// Orders that NIfTI-1 has names for, with what comes after what: 0-based slices of `count`.
const ORDERS: [(u8, Order); 6] = [
    (1, |count| (0..count).collect()),
    (2, |count| (0..count).rev().collect()),
    (3, |count| (0..count).step_by(2).chain((1..count).step_by(2)).collect()),
    (4, |count| (0..count).rev().step_by(2).chain((0..count.saturating_sub(1)).rev().step_by(2)).collect()),
    (5, |count| (1..count).step_by(2).chain((0..count).step_by(2)).collect()),
    (6, |count| (0..count.saturating_sub(1)).rev().step_by(2).chain((0..count).rev().step_by(2)).collect()),
];

/// What comes after what among so many slices.
type Order = fn(usize) -> Vec<usize>;

/// What `times` (seconds, by slice) say; `None` where they say nothing: one slice, one moment, all at the same time.
pub fn slice_timing(times: &[f64], moments: usize) -> Option<SliceTiming> {
    let first = times.iter().copied().fold(f64::INFINITY, f64::min);
    let last = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if times.len() < 2 || moments < 2 || !(last - first).is_finite() || last <= first {
        return None;
    }
    let seconds: Vec<f64> = times.iter().map(|time| time - first).collect();
    let each = (last - first) / (times.len() - 1) as f64;
    // Within a quarter of a slice: clocks are written to milliseconds, and slices are not all as long.
    let follows = |order: &Order| {
        let made = order(seconds.len());
        made.len() == seconds.len()
            && made.iter().enumerate().all(|(at, &slice)| {
                seconds.get(slice).is_some_and(|time| (time - at as f64 * each).abs() <= each * 0.25)
            })
    };
    let code = ORDERS.iter().find(|(_, order)| follows(order)).map(|&(code, _)| (code, each));
    Some(SliceTiming { seconds, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(times: &[f64]) -> Option<u8> {
        slice_timing(times, 2).and_then(|timing| timing.code).map(|(code, _)| code)
    }

    #[test]
    fn orders_have_the_numbers_of_nifti() {
        assert_eq!(code(&[10.0, 10.5, 11.0, 11.5]), Some(1));
        assert_eq!(code(&[11.5, 11.0, 10.5, 10.0]), Some(2));
        assert_eq!(code(&[0.0, 0.6, 0.2, 0.8, 0.4]), Some(3));
        assert_eq!(code(&[0.4, 0.8, 0.2, 0.6, 0.0]), Some(4));
        assert_eq!(code(&[0.4, 0.0, 0.6, 0.2, 0.8]), Some(5));
        assert_eq!(code(&[0.8, 0.2, 0.6, 0.0, 0.4]), Some(6));
    }

    #[test]
    fn other_orders_have_times_and_no_number() {
        let bands = slice_timing(&[0.0, 0.5, 0.0, 0.5], 4);
        assert_eq!(bands, Some(SliceTiming { seconds: vec![0.0, 0.5, 0.0, 0.5], code: None }));
        assert_eq!(slice_timing(&[1.0, 1.0], 4), None);
        assert_eq!(slice_timing(&[1.0, 2.0], 1), None);
        assert_eq!(slice_timing(&[f64::NAN, 2.0], 2), None);
        assert_eq!(slice_timing(&[], 2), None);
    }

    #[test]
    fn one_slice_takes_its_share() {
        assert_eq!(slice_timing(&[10.0, 10.5, 11.0, 11.5], 2).and_then(|timing| timing.code), Some((1, 0.5)));
    }
}
