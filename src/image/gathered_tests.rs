use super::*;
use crate::image::{
    ModalityLut, Padding, Samples,
    test_pictures::{Random, colour_picture, picture},
};

fn gathered<'a>(counts: impl IntoIterator<Item = &'a Counts>) -> Counts {
    let mut gathered = Gathered::default();
    counts.into_iter().for_each(|counts| gathered.add(counts));
    gathered.counts()
}

fn found(histogram: &Histogram) -> Vec<(f64, u64)> {
    histogram.values().collect()
}

#[test]
fn gathering_adds_up() {
    let mut random = Random(21);
    let mut slice = |slope: f64, padding: bool| {
        let samples = Samples::I16((0..200).map(|_| random.between(-30.0, 90.0) as i16).collect());
        Counts::of(&picture(20, samples, |model| {
            model.modality = ModalityLut::Rescale { slope, intercept: 0.0 };
            model.padding = padding.then(|| Padding::new(0.0, 3.0));
        }))
    };
    let mixes = [
        vec![slice(1.0, false), slice(1.0, false)],
        vec![slice(1.0, false), slice(2.0, true), slice(-3.0, false)],
        vec![slice(0.5, true), slice(0.25, false), slice(1.0, true)],
        vec![slice(0.5, true), slice(0.5, true)],
    ];
    for slices in mixes {
        let together = gathered(&slices);
        for part in [
            |c: &Counts| Arc::clone(&c.values),
            |c: &Counts| Arc::clone(&c.stored),
            |c: &Counts| Arc::clone(&c.with_padding),
        ] {
            // Added up value by value; all are whole halves of halves.
            let mut sums = std::collections::BTreeMap::new();
            for (value, count) in slices.iter().flat_map(|slice| part(slice).values().collect::<Vec<_>>()) {
                *sums.entry((value * 4.0) as i64).or_insert(0) += count;
            }
            let expected: Vec<_> = sums.into_iter().map(|(value, count)| (value as f64 / 4.0, count)).collect();
            assert_eq!(found(&part(&together)), expected);
            let left_out = slices.iter().map(|slice| part(slice).left_out.total()).sum::<u64>();
            assert_eq!(part(&together).left_out.total(), left_out);
        }
    }
    assert_eq!(gathered(&[]), Counts::empty());
}

#[test]
fn channels_are_gathered_while_all_frames_have_them() {
    let colour = |level: u8| Counts::of(&colour_picture(1, Samples::U8(vec![level, 2, 3]), |_| {}));
    let both = gathered(&[colour(1), colour(9)]).channels;
    let red: Vec<_> = both.iter().flat_map(|channels| channels.red.values()).collect();
    assert_eq!(red, [(1.0, 1), (9.0, 1)]);
    let grey = Counts::of(&picture(1, Samples::U8(vec![5]), |_| {}));
    assert!(gathered(&[colour(1), grey.clone()]).channels.is_none());
    assert!(gathered(&[grey, colour(1)]).channels.is_none());
}

#[test]
fn too_many_values_are_rounded_and_it_is_said() {
    let mut random = Random(2);
    let mut all = Vec::new();
    let mut gathered = Gathered::default();
    for slice in 0..5 {
        let values: Vec<f64> = (0..300_000).map(|_| random.between(-1.0, 1.0) * f64::from(slice + 1)).collect();
        all.extend_from_slice(&values);
        gathered.add(&Counts::of(&picture(1000, Samples::F64(values), |_| {})));
    }
    let (found, exact) = (gathered.counts(), Histogram::of(&picture(1000, Samples::F64(all), |_| {})));
    let found = &found.values;
    assert!(found.distinct() <= MOST_DISTINCT && found.within > 0.0 && found.within < 1e-4, "{}", found.within);
    for percent in [0.0, 1.0, 25.0, 50.0, 99.0, 100.0] {
        let apart = found.percentile(percent).zip(exact.percentile(percent)).map(|(a, b)| (a - b).abs());
        assert!(apart.is_some_and(|apart| apart <= found.within), "{percent} {apart:?}");
    }
    let (ours, theirs) = (found.statistics, exact.statistics);
    assert_eq!((ours.count, ours.min, ours.max), (theirs.count, theirs.min, theirs.max));
    let close = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-9);
    assert!(close(ours.mean, theirs.mean) && close(ours.sd, theirs.sd));
    assert_eq!((exact.within, found.counts.iter().sum::<u64>()), (0.0, 1_500_000));
}

#[test]
fn slices_with_different_slopes_are_gathered_by_value() {
    let slice = |slope, samples: Vec<u16>| {
        let samples = Samples::U16(samples);
        Counts::of(&picture(1, samples, |model| model.modality = ModalityLut::Rescale { slope, intercept: 0.0 }))
    };
    let both = gathered(&[slice(2.0, vec![1, 2, 3]), slice(3.0, vec![0, 2, 2])]);
    assert_eq!(found(&both.values), [(0.0, 1), (2.0, 1), (4.0, 1), (6.0, 3)]);
    assert_eq!(found(&both.stored), [(0.0, 1), (1.0, 1), (2.0, 3), (3.0, 1)]);
    assert_eq!((both.values.bin_width, both.values.whole, both.values.counts.len()), (1.0, true, 7));
    assert_eq!(both.values.statistics.mean, Some(4.0));
    // Two slices of one slope keep its steps; of two fractions none is left.
    assert_eq!(gathered(&[slice(4.0, vec![1, 3]), slice(4.0, vec![7])]).values.bin_width, 4.0);
    let fractions = gathered(&[slice(0.5, vec![1, 3]), slice(0.3, vec![7])]);
    assert_eq!((fractions.values.counts.len(), fractions.values.whole), (256, false));
    assert_eq!(gathered(&[slice(0.5, vec![1, 3]), slice(0.5, vec![8])]).values.bin_width, 0.5);
    let empty = gathered(&[slice(4.0, vec![1]), Counts::empty()]);
    assert_eq!((found(&empty.values), empty.values.bin_width), (vec![(4.0, 1)], 4.0));
}

#[test]
fn gathering_many_is_counting_all_at_once() {
    let mut random = Random(5);
    let samples: Vec<i16> = (0..4000).map(|_| random.between(-50.0, 400.0) as i16).collect();
    let of = |samples: &[i16]| {
        let samples = Samples::I16(samples.to_vec());
        Counts::of(&picture(1, samples, |model| {
            model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
            model.padding = Some(Padding::new(7.0, 9.0));
        }))
    };
    let slices: Vec<Counts> = samples.chunks(100).map(of).collect();
    assert_eq!(gathered(&slices), of(&samples));
}

#[test]
fn rounded_distances_are_whole_steps_all_the_same() {
    let slice = |samples: Vec<u16>| {
        Counts::of(&picture(1, Samples::U16(samples), |model| {
            model.modality = ModalityLut::Rescale { slope: 0.1, intercept: 0.0 };
        }))
    };
    // (0.3 - 0.1) / 0.1 is a little more than 2 in doubles.
    let both = gathered(&[slice(vec![1, 5]), slice(vec![3, 9])]);
    assert_eq!((both.values.counts.len(), both.values.bin_width), (9, 0.1));
    let between = gathered(&[
        slice(vec![1, 5]),
        Counts::of(&picture(1, Samples::U16(vec![3]), |model| {
            model.modality = ModalityLut::Rescale { slope: 0.1, intercept: 0.05 };
        })),
    ]);
    assert_eq!(between.values.counts.len(), 256);
}

#[test]
fn very_different_frames_are_rounded_in_few_steps() {
    let mut random = Random(4);
    let mut frames = Gathered::default();
    for scale in [1e-300, 1.0, 1e300] {
        let values: Vec<f64> = (0..600_000).map(|_| random.between(-1.0, 1.0) * scale).collect();
        frames.add(&Counts::of(&picture(1000, Samples::F64(values), |_| {})));
    }
    assert!(frames.counts().values.distinct() <= MOST_DISTINCT);
}
