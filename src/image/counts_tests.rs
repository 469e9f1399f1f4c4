#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::image::{LookupTable, ModalityLut, Padding, Samples, test_pictures::picture};

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
