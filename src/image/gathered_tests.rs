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

#[test]
fn gathering_is_merging() {
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
        let merged = slices.iter().skip(1).fold(slices[0].clone(), |all, slice| all.merged(slice));
        assert_eq!(gathered(&slices), merged);
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
