#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::image::{
    Counts, Frame, ModalityLut, Padding, PhotometricInterpretation, Run, Samples,
    test_pictures::{Random, colour_picture, model, picture},
};

/// numpy.histogram over given edges, written out.
fn by_hand(values: &[f64], edges: &[f64]) -> Vec<u64> {
    let bins = edges.len() - 1;
    let inside = |bin: usize, value: f64| {
        value >= edges[bin] && (value < edges[bin + 1] || bin + 1 == bins && value <= edges[bins])
    };
    (0..bins).map(|bin| values.iter().filter(|value| inside(bin, **value)).count() as u64).collect()
}

fn of_runs(picture: &Picture, runs: impl IntoIterator<Item = Run>) -> Histogram {
    Histogram::clone(&Counts::of_runs(picture, runs).values)
}

#[test]
fn few_whole_values_get_a_bin_each() {
    let picture = picture(3, Samples::I16(vec![-1, 0, 0, 2, 3, 3]), |model| {
        model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1000.0 };
    });
    let histogram = Histogram::of(&picture);
    assert_eq!((histogram.low, histogram.bin_width), (-1001.0, 1.0));
    assert_eq!(histogram.counts, [1, 2, 0, 1, 2]);
    assert_eq!(histogram.edges(), [-1001.0, -1000.0, -999.0, -998.0, -997.0, -996.0]);
    let Statistics { count, excluded, min, max, mean, sd } = histogram.statistics;
    assert_eq!((count, excluded, min, max), (6, 0, Some(-1001.0), Some(-997.0)));
    assert!((mean.unwrap() + 1000.0 - 7.0 / 6.0).abs() < 1e-9);
    assert!((sd.unwrap() - (89.0f64 / 36.0).sqrt()).abs() < 1e-9);
}

#[test]
fn percentiles_are_interpolated() {
    let tenths = picture(1, Samples::U8((0..=10).collect()), |_| {});
    let histogram = Histogram::of(&tenths);
    assert_eq!([0.0, 25.0, 50.0, 99.0, 100.0].map(|p| histogram.percentile(p).unwrap()), [0.0, 2.5, 5.0, 9.9, 10.0]);
    let two = Histogram::of(&picture(2, Samples::F32(vec![4.0, 1.0]), |_| {}));
    assert_eq!([0.0, 10.0, 75.0].map(|p| two.percentile(p).unwrap()), [1.0, 1.3, 3.25]);
}

#[test]
fn padding_and_what_is_not_finite_is_left_out() {
    let padded = picture(2, Samples::I16(vec![-2000, -1990, 5, 7]), |model| {
        model.padding = Some(Padding::new(-1990.0, -2000.0));
    });
    let statistics = Histogram::of(&padded).statistics;
    assert_eq!((statistics.count, statistics.excluded, statistics.min), (2, 2, Some(5.0)));
    let floats = vec![f32::NAN, f32::INFINITY, 1.0, 2.0, f32::NEG_INFINITY, 9.0];
    let picture = picture(2, Samples::F32(floats), |model| model.padding = Some(Padding::new(9.0, 9.0)));
    let statistics = Histogram::of(&picture).statistics;
    assert_eq!((statistics.count, statistics.excluded, statistics.mean), (2, 4, Some(1.5)));
}

#[test]
fn an_empty_set_has_no_figures() {
    let nothing = picture(2, Samples::U8(vec![3, 3]), |model| model.padding = Some(Padding::new(3.0, 3.0)));
    let histogram = Histogram::of(&nothing);
    assert_eq!(histogram.statistics, Statistics { excluded: 2, ..Statistics::default() });
    assert!(histogram.edges().is_empty() && histogram.counts.is_empty());
    assert_eq!((histogram.percentile(50.0), Histogram::empty().percentile(50.0)), (None, None));
}

#[test]
fn missing_rows_do_not_count() {
    let samples = Samples::U8(vec![4, 5, 0, 0]);
    let model = Arc::new(model(&samples));
    let frame = Frame { rows: 2, columns: 2, samples_per_pixel: 1, samples, rows_present: 1 };
    let histogram = Histogram::of(&Picture::new(Arc::new(frame), model));
    assert_eq!((histogram.statistics.count, histogram.statistics.min), (2, Some(4.0)));
}

#[test]
fn counts_are_those_of_numpy_for_every_type() {
    let mut random = Random(3);
    let mut whole = |low: f64, high: f64| -> Vec<f64> { (0..999).map(|_| random.between(low, high).floor()).collect() };
    let samples = [
        Samples::U8(whole(0.0, 256.0).iter().map(|&value| value as u8).collect()),
        Samples::I8(whole(-128.0, 128.0).iter().map(|&value| value as i8).collect()),
        Samples::U16(whole(0.0, 65_536.0).iter().map(|&value| value as u16).collect()),
        Samples::I16(whole(-3e4, 3e4).iter().map(|&value| value as i16).collect()),
        Samples::U32(whole(0.0, 4e9).iter().map(|&value| value as u32).collect()),
        Samples::I32(whole(-5e3, 5e3).iter().map(|&value| value as i32).collect()),
        Samples::F32(whole(-1e6, 1e6).iter().map(|&value| value as f32 * 0.37).collect()),
        Samples::F64(whole(-1e6, 1e6).iter().map(|&value| value * 1e-9).collect()),
    ];
    for samples in samples {
        for (slope, intercept) in [(1.0, 0.0), (-2.0, 10.0), (0.1, -0.7), (3.0, 0.0)] {
            let modality = ModalityLut::Rescale { slope, intercept };
            let values: Vec<f64> = (0..999).map(|at| modality.apply(samples.value(at).unwrap())).collect();
            let picture = picture(333, samples.clone(), |model| model.modality = modality);
            for histogram in [Histogram::of(&picture), Histogram::with_bins(&picture, 17)] {
                assert_eq!(histogram.counts, by_hand(&values, &histogram.edges()), "{slope} {:?}", samples.value(0));
                assert_eq!(histogram.counts.iter().sum::<u64>(), 999);
                assert!(histogram.counts.len() <= 513);
                let mean = values.iter().sum::<f64>() / 999.0;
                let scale = histogram.statistics.sd.unwrap();
                assert!((histogram.statistics.mean.unwrap() - mean).abs() <= 1e-9 * scale);
            }
            let of = Histogram::of(&picture);
            assert_eq!(of.whole, picture.has_whole_values());
            assert!(!of.whole || of.bin_width.fract() == 0.0);
        }
    }
}

#[test]
fn degenerate_ranges_have_edges_that_rise() {
    for value in [0.0, 5.5, -1e300, 1e-310, 1e307] {
        let histogram = Histogram::of(&picture(1, Samples::F64(vec![value; 3]), |_| {}));
        assert_eq!(histogram.counts.iter().sum::<u64>(), 3, "{value}");
        assert!(histogram.edges().is_sorted_by(|a, b| a < b), "{value}");
    }
    let extremes = Histogram::of(&picture(1, Samples::F64(vec![f64::MIN, f64::MAX]), |_| {}));
    assert_eq!(extremes.counts.iter().sum::<u64>(), 2);
    let close = Histogram::of(&picture(1, Samples::F64(vec![1.0, 1f64.next_up()]), |_| {}));
    assert_eq!(close.counts.iter().sum::<u64>(), 2);
}

#[test]
fn colour_pictures_count_their_samples() {
    let rgb = colour_picture(1, Samples::U8(vec![1, 2, 2, 9, 9, 9]), |_| {});
    let histogram = Histogram::of(&rgb);
    assert_eq!((histogram.statistics.count, histogram.counts[0], histogram.counts[1]), (6, 1, 2));
    let ybr = colour_picture(1, Samples::U8(vec![50, 128, 128]), |model| {
        model.photometric = PhotometricInterpretation::YbrFull;
    });
    assert_eq!(Histogram::of(&ybr).statistics.mean, Some(50.0));
}

#[test]
fn shares_of_a_range_are_exact() {
    let mut random = Random(11);
    let values: Vec<f32> = (0..2000).map(|_| (random.between(-20.0, 20.0) * 8.0).floor() as f32 / 8.0).collect();
    let histogram = Histogram::of(&picture(20, Samples::F32(values.clone()), |_| {}));
    for (low, high) in [(-3.0, 4.125), (0.0, 0.0), (-50.0, 50.0), (19.0, 60.0), (5.0, -5.0), (f64::NAN, 1.0)] {
        let range = ValueRange { low, high };
        let by_hand = values.iter().filter(|value| range.contains(f64::from(**value))).count() as u64;
        assert_eq!(histogram.count_in(range), by_hand, "{low} {high}");
        assert_eq!(histogram.share_in(range), Some(by_hand as f64 / 2000.0));
    }
    assert_eq!(Histogram::empty().share_in(ValueRange::new(0.0, 1.0)), None);
}

#[test]
fn every_value_is_found_in_the_bin_that_counts_it() {
    let mut random = Random(4);
    for slope in [1.0, 0.1, -0.3, 7.0, 1e-9] {
        let samples = Samples::U16((0..500).map(|_| random.between(0.0, 3000.0) as u16).collect());
        let modality = ModalityLut::Rescale { slope, intercept: 0.7 };
        let histogram = Histogram::of(&picture(50, samples, |model| model.modality = modality));
        let mut counts = vec![0; histogram.counts.len()];
        for (value, count) in histogram.values() {
            counts[histogram.bin_at(value).unwrap()] += count;
        }
        assert_eq!(counts, histogram.counts);
        assert_eq!(histogram.bin_at(histogram.low - 1.0), None);
        assert_eq!((histogram.bin_at(f64::NAN), histogram.bin_at(1e12)), (None, None));
    }
}

#[test]
fn what_lies_steps_apart_is_never_shared_out_unevenly() {
    // One pixel of each stored value: bins of whole steps are equally full, but for the last one.
    for slope in [1.0, 0.1, -0.1, 1.0 / 3.0, 2.5, 3.0, 1e-7] {
        for intercept in [0.0, -1024.0, 0.123] {
            let modality = ModalityLut::Rescale { slope, intercept };
            let samples = Samples::U16((0..4000).collect());
            let histogram = Histogram::of(&picture(40, samples, |model| model.modality = modality));
            let (last, all) = histogram.counts.split_last().unwrap();
            assert!(all.iter().all(|count| *count == 8) && *last == 8, "{slope} {intercept} {:?}", histogram.counts);
            let span = histogram.statistics.max.unwrap() - histogram.statistics.min.unwrap();
            let third = ValueRange::new(histogram.statistics.min.unwrap() + span / 3.0, f64::INFINITY);
            for most in [4, 7, 100, 5000] {
                let bars = histogram.rebinned(third, most);
                let [_, inner @ .., _] = bars.counts.as_slice() else { panic!("too few") };
                assert!(inner.iter().all(|count| *count == bars.counts[0]), "{slope} {most} {bars:?}");
                assert!(bars.counts.len() <= most);
            }
        }
    }
}

#[test]
fn finer_bins_are_counted_as_numpy_counts_them() {
    let mut random = Random(8);
    let whole = Samples::I16((0..3000).map(|_| random.between(-900.0, 2000.0) as i16).collect());
    let free = Samples::F64((0..3000).map(|_| random.between(-1.0, 1.0)).collect());
    for samples in [whole, free] {
        let values: Vec<f64> = (0..3000).map(|at| samples.value(at).unwrap()).collect();
        let histogram = Histogram::of(&picture(30, samples, |_| {}));
        let (low, high) = (histogram.statistics.min.unwrap(), histogram.statistics.max.unwrap());
        for (from, to, most) in [(0.0, 1.0, 300), (0.2, 0.3, 64), (0.5, 0.5, 64), (-9.0, 9.0, 1000), (0.9, 3.0, 10)] {
            let range = ValueRange::new(low + (high - low) * from, low + (high - low) * to);
            let bars = histogram.rebinned(range, most);
            assert!(!bars.counts.is_empty() && bars.counts.len() <= most);
            let edges = bars.edges();
            let end = edges[edges.len() - 1];
            let takes_end = |value: f64| end >= high && value == end;
            let by_hand: Vec<u64> = edges
                .windows(2)
                .map(|edge| {
                    let inside =
                        |value: f64| value >= edge[0] && (value < edge[1] || edge[1] == end && takes_end(value));
                    values.iter().filter(|value| inside(**value)).count() as u64
                })
                .collect();
            for (bin, (count, by_hand)) in bars.counts.iter().zip(&by_hand).enumerate() {
                assert_eq!(count, by_hand, "bin {bin} of {} from {} to {}", edges.len(), edges[bin], edges[bin + 1]);
            }
            assert!(edges[0] <= range.low.max(low) && edges[edges.len() - 1] >= range.high.min(high));
        }
        for beside in [ValueRange::new(high + 1.0, high + 2.0), ValueRange { low: f64::NAN, high: 0.0 }] {
            assert!(histogram.rebinned(beside, 100).counts.is_empty());
        }
    }
}

#[test]
fn bins_stand_still_while_the_part_moves() {
    let histogram = Histogram::of(&picture(100, Samples::U16((0..10_000).collect()), |_| {}));
    let width = histogram.rebinned(ValueRange::new(1000.0, 3000.0), 100).bin_width;
    for shift in [0.0, 1.0, 17.5, 333.3] {
        let bars = histogram.rebinned(ValueRange::new(1000.0 + shift, 3000.0 + shift), 100);
        assert_eq!((bars.bin_width, bars.low % width), (width, 0.0));
    }
}

#[test]
fn a_part_of_the_picture_is_cut_to_the_picture() {
    let samples = Samples::I16((0..12).collect());
    let model = Arc::new(model(&samples));
    let frame = Frame { rows: 3, columns: 4, samples_per_pixel: 1, samples, rows_present: 2 };
    let picture = Picture::new(Arc::new(frame), model);
    let runs = vec![(0, 1..3), (1, 3..99), (1, 9..99), (2, 0..4), (u32::MAX, 0..u32::MAX), (0, 3..3)];
    let histogram = of_runs(&picture, runs);
    assert_eq!(histogram.values().collect::<Vec<_>>(), [(1.0, 1), (2.0, 1), (7.0, 1)]);
    #[allow(clippy::reversed_empty_ranges, reason = "the case under test")]
    let backwards = of_runs(&picture, [(0, 3..1)]);
    assert_eq!(backwards.statistics.count, 0);
    let all = (0..3).map(|row| (row, 0..4));
    assert_eq!(of_runs(&picture, all), Histogram::of(&picture));
    for samples in [Samples::U32((0..12).collect()), Samples::F32((0..12).map(|value| value as f32).collect())] {
        let picture = crate::image::test_pictures::picture(4, samples, |_| {});
        assert_eq!(of_runs(&picture, [(1, 1..3)]).percentile(50.0), Some(5.5));
    }
}

#[test]
fn one_bit_and_the_widest_integers_are_calm() {
    let bits = Histogram::of(&picture(2, Samples::U8(vec![0, 1, 1, 1]), |model| model.bits_stored = 1));
    assert_eq!((bits.counts.as_slice(), bits.bin_width, bits.percentile(50.0)), ([1, 3].as_slice(), 1.0, Some(1.0)));
    let wide = Histogram::of(&picture(3, Samples::I32(vec![i32::MIN, 0, i32::MAX]), |_| {}));
    assert_eq!(wide.counts.iter().sum::<u64>(), 3);
    assert!(wide.counts.len() <= 512 && wide.bin_width.fract() == 0.0);
    let unsigned = Histogram::of(&picture(2, Samples::U32(vec![0, u32::MAX]), |_| {}));
    assert_eq!((unsigned.statistics.mean, unsigned.counts.len()), (Some(2_147_483_647.5), 512));
}

#[test]
fn absurd_slopes_are_calm() {
    for (slope, intercept) in [(1e-300, 1.0), (1e300, 0.0), (-1e304, 1e300), (1e-320, 0.0), (1e308, -1e308)] {
        let samples = Samples::U16(vec![0, 1, 2, 60_000]);
        let modality = ModalityLut::Rescale { slope, intercept };
        let histogram = Histogram::of(&picture(2, samples, |model| model.modality = modality));
        assert_eq!(histogram.counts.iter().sum::<u64>(), histogram.statistics.count, "{slope}");
        assert_eq!(histogram.statistics.count + histogram.left_out.not_finite, 4);
        assert!(histogram.edges().is_sorted_by(|a, b| a < b), "{slope} {:?}", histogram.low);
        assert!(histogram.percentile(33.0).is_some_and(f64::is_finite));
        assert!(histogram.counts.len() <= 512);
        let part = histogram.rebinned(ValueRange::new(f64::NEG_INFINITY, f64::INFINITY), 100);
        assert!(part.counts.len() <= 100 && part.counts.iter().sum::<u64>() == histogram.statistics.count, "{slope}");
    }
    let ends = Histogram::of(&picture(1, Samples::F64(vec![f64::MIN, 0.0, f64::MAX]), |_| {}));
    assert_eq!((ends.percentile(50.0), ends.statistics.mean), (Some(0.0), Some(0.0)));
    assert_eq!(ends.percentile(25.0), Some(f64::MIN / 2.0));
    let part = ends.rebinned(ValueRange::new(f64::NEG_INFINITY, f64::INFINITY), 100);
    assert_eq!(part.counts.iter().sum::<u64>(), 3);
    let nothing = Histogram::of(&picture(1, Samples::F32(vec![f32::NAN, f32::INFINITY]), |_| {}));
    assert_eq!((nothing.statistics.count, nothing.left_out.not_finite, nothing.percentile(50.0)), (0, 2, None));
    assert!(nothing.rebinned(ValueRange::new(0.0, 1.0), 10).counts.is_empty());
    let zeros = Histogram::of(&picture(1, Samples::F32(vec![-0.0, 0.0]), |_| {}));
    assert!(zeros.distinct() == 1 && zeros.low.is_sign_positive());
}
