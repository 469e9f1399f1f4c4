#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::image::{
    LookupTable, ModalityLut, Padding, Samples,
    test_pictures::{Random, picture},
};

fn found(histogram: &Histogram) -> Vec<(f64, u64)> {
    histogram.values().collect()
}

#[test]
fn stored_values_and_values_are_of_the_same_pixels() {
    let picture = picture(3, Samples::I16(vec![-2000, 5, 5, 7, 9, -2000]), |model| {
        model.modality = ModalityLut::Rescale { slope: -2.0, intercept: 1.0 };
        model.padding = Some(Padding::new(-2000.0, -2000.0));
    });
    let counts = picture.counts();
    assert_eq!(found(&counts.stored), [(5.0, 2), (7.0, 1), (9.0, 1)]);
    assert_eq!(found(&counts.values), [(-17.0, 1), (-13.0, 1), (-9.0, 2)]);
    assert_eq!(found(&counts.with_padding), [(-17.0, 1), (-13.0, 1), (-9.0, 2), (4001.0, 2)]);
    assert_eq!((counts.values.left_out.padding, counts.with_padding.left_out.padding), (2, 0));
    assert_eq!(counts.stored.bin_width, 1.0);
    assert_eq!(*counts.stored, Histogram::stored(&picture));
}

#[test]
fn all_of_it_comes_from_one_pass() {
    let once = picture(2, Samples::U16(vec![1, 2, 3, 4]), |model| model.padding = Some(Padding::new(1.0, 1.0)));
    assert_eq!(once.times_counted(), 0);
    let counts = Arc::clone(once.counts());
    assert!(Arc::ptr_eq(&counts, once.counts()) && once.times_counted() == 1);
    assert!(Arc::ptr_eq(&counts.values, &counts.stored), "the same without modality");
}

#[test]
fn a_table_may_turn_the_order_of_values() {
    let table = LookupTable { first_mapped: 0, bits: 8, entries: vec![7, 3, 9, 3] };
    let picture =
        picture(2, Samples::U8(vec![0, 1, 2, 3]), |model| model.modality = ModalityLut::Table(Arc::new(table)));
    assert_eq!(found(&Counts::of(&picture).values), [(3.0, 2), (7.0, 1), (9.0, 1)]);
}

#[test]
fn slices_with_different_slopes_merge_by_value() {
    let slice = |slope, samples: Vec<u16>| {
        let samples = Samples::U16(samples);
        Counts::of(&picture(1, samples, |model| model.modality = ModalityLut::Rescale { slope, intercept: 0.0 }))
    };
    let both = slice(2.0, vec![1, 2, 3]).merged(&slice(3.0, vec![0, 2, 2]));
    assert_eq!(found(&both.values), [(0.0, 1), (2.0, 1), (4.0, 1), (6.0, 3)]);
    assert_eq!(found(&both.stored), [(0.0, 1), (1.0, 1), (2.0, 3), (3.0, 1)]);
    assert_eq!((both.values.bin_width, both.values.whole, both.values.counts.len()), (1.0, true, 7));
    assert_eq!(both.values.statistics.mean, Some(4.0));
    // Two slices of one slope keep its steps; of two fractions none is left.
    assert_eq!(slice(4.0, vec![1, 3]).merged(&slice(4.0, vec![7])).values.bin_width, 4.0);
    let fractions = slice(0.5, vec![1, 3]).merged(&slice(0.3, vec![7]));
    assert_eq!((fractions.values.counts.len(), fractions.values.whole), (256, false));
    assert_eq!(slice(0.5, vec![1, 3]).merged(&slice(0.5, vec![8])).values.bin_width, 0.5);
    let empty = slice(4.0, vec![1]).merged(&Counts::empty());
    assert_eq!((found(&empty.values), empty.values.bin_width), (vec![(4.0, 1)], 4.0));
}

#[test]
fn merging_many_is_counting_all_at_once() {
    let mut random = Random(5);
    let samples: Vec<i16> = (0..4000).map(|_| random.between(-50.0, 400.0) as i16).collect();
    let of = |samples: &[i16]| {
        let samples = Samples::I16(samples.to_vec());
        Counts::of(&picture(1, samples, |model| {
            model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
            model.padding = Some(Padding::new(7.0, 9.0));
        }))
    };
    let merged = samples.chunks(100).map(of).fold(Counts::empty(), |all, slice| all.merged(&slice));
    assert_eq!(merged, of(&samples));
}
