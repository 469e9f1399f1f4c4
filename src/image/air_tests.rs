#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::sync::Arc;

use super::*;
use crate::image::{Counts, Frame, LeftOut, ModalityLut, Padding, PixelModel, Samples, test_pictures};

/// `.` is air, `o` lung (air to look at), `#` tissue, `p` padding.
fn picture(rows: &[&str], change: impl FnOnce(&mut PixelModel)) -> Picture {
    let stored = |letter| match letter {
        '.' => 24,
        'o' => 224,
        'p' => -2000,
        _ => 1064,
    };
    let samples = Samples::I16(rows.iter().flat_map(|row| row.chars().map(stored)).collect());
    test_pictures::picture(rows[0].len() as u32, samples, |model| {
        model.unit = Unit::Hounsfield;
        model.modality = ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 };
        model.padding = Some(Padding::new(-2000.0, -2000.0));
        change(model);
    })
}

/// The picture's body as `#`, the rest as `.`.
fn drawn(picture: &Picture) -> Vec<String> {
    let columns = picture.frame().columns as usize;
    let mut rows = vec![".".repeat(columns); picture.frame().rows as usize];
    for (row, range) in body(picture).unwrap().runs {
        let range = range.start as usize..range.end as usize;
        rows[row as usize].replace_range(range.clone(), &"#".repeat(range.len()));
    }
    rows
}

#[test]
fn air_that_reaches_the_border_is_outside_and_lung_is_not() {
    let chest = picture(&["........", ".######.", ".#oo#o#.", ".#oo###.", ".######.", "........"], |_| {});
    assert_eq!(drawn(&chest), ["........", ".######.", ".######.", ".######.", ".######.", "........"]);
    let counts = Counts::without_air(&chest).unwrap();
    assert_eq!((counts.values.statistics.count, counts.values.left_out.air), (24, 24));
    assert_eq!((counts.values.statistics.min, counts.stored.statistics.min), (Some(-800.0), Some(224.0)));
    assert_eq!((counts.stored.left_out.air, counts.values.statistics.excluded), (24, 24));
}

#[test]
fn a_way_out_goes_across_and_down_but_not_by_corners() {
    let open = picture(&["####", "#.##", "#..#", "##.#"], |_| {});
    assert_eq!(drawn(&open), ["####", "#.##", "#..#", "##.#"]);
    let closed = picture(&["####", "#.##", "##.#", "####"], |_| {});
    assert_eq!(drawn(&closed), ["####"; 4]);
    // A corner of the picture lies on its border.
    assert_eq!(drawn(&picture(&["###", "##.", "###"], |_| {})), ["###", "##.", "###"]);
}

#[test]
fn regions_that_meet_late_are_one() {
    let comb = picture(&["#########", "#.#.#.#.#", "#.#.#.#.#", "#.......#", "####.####"], |_| {});
    assert_eq!(drawn(&comb), ["#########", "#.#.#.#.#", "#.#.#.#.#", "#.......#", "####.####"]);
    let hook = picture(&["#######", "#.....#", "#.###.#", "#.#...#", "#.#####"], |_| {});
    assert_eq!(drawn(&hook), ["#######", "#.....#", "#.###.#", "#.#...#", "#.#####"]);
    let shut = picture(&["#######", "#.....#", "#.###.#", "#.#...#", "#######"], |_| {});
    assert_eq!(drawn(&shut), ["#######"; 5]);
}

#[test]
fn padding_around_the_field_of_view_is_a_way_out() {
    let round = picture(&["ppppp", "p...p", "p.#.p", "p...p", "ppppp"], |_| {});
    assert_eq!(drawn(&round), [".....", ".....", "..#..", ".....", "....."]);
    let left_out = Counts::without_air(&round).unwrap().values.left_out;
    assert_eq!(left_out, LeftOut { air: 8, padding: 16, ..LeftOut::default() });
    // Padding inside of the body is padding all the same.
    let inside = Counts::without_air(&picture(&["###", "#p#", "###"], |_| {})).unwrap();
    assert_eq!((inside.values.statistics.count, inside.values.left_out.padding, inside.values.left_out.air), (8, 1, 0));
    assert_eq!(inside.with_padding.statistics.count, 9);
}

#[test]
fn only_hounsfield_units_know_air() {
    assert!(Counts::without_air(&picture(&["#."], |model| model.unit = Unit::None)).is_none());
    assert!(Counts::without_air(&picture(&["#."], |model| model.unit = Unit::Named("US".into()))).is_none());
    // The threshold is a value after modality, whatever the slope.
    let turned = picture(&[".#."], |model| model.modality = ModalityLut::Rescale { slope: -1.0, intercept: 100.0 });
    assert_eq!(drawn(&turned), ["#.#"]);
    let at = |stored| {
        let samples = Samples::I32(vec![stored, 0, stored]);
        test_pictures::picture(3, samples, |model| model.unit = Unit::Hounsfield)
    };
    assert_eq!((drawn(&at(-300)), drawn(&at(-301))), (vec!["###".to_owned()], vec![".#.".to_owned()]));
}

#[test]
fn nothing_but_air_and_missing_rows_leave_nothing() {
    let air = Counts::without_air(&picture(&["...", "..."], |_| {})).unwrap();
    assert_eq!((air.values.statistics.count, air.values.left_out.air), (0, 6));
    assert!(air.values.counts.is_empty() && air.values.percentile(50.0).is_none());
    let whole = picture(&["###", "#.#", "###"], |_| {});
    let cut = Frame { rows_present: 2, ..Frame::clone(whole.frame()) };
    // The last row that is there is a border.
    let cut = Picture::new(Arc::new(cut), Arc::clone(whole.model()));
    let counts = Counts::without_air(&cut).unwrap();
    assert_eq!((counts.values.statistics.count, counts.values.left_out.air), (5, 1));
}
