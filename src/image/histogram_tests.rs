#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::image::{
    Frame, ModalityLut, Padding, PhotometricInterpretation, Samples,
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
