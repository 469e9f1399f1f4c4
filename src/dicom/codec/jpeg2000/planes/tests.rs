//! Both decoders against what the encoder of the OpenJPEG port was given.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../../../tests/support/jpeg2000.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod encoder;

use super::*;
use encoder::{Coding, jpeg_2000};

/// Values over the whole range that change as much as they can, so that wavelet coefficients grow as far as they can:
/// noise, a chessboard of the extremes, and stripes of them.
fn pictures(coding: &Coding) -> Vec<Vec<i32>> {
    let most = ((1_u64 << coding.precision) - 1) as i32;
    let least = if coding.signed { -(most / 2) - 1 } else { 0 };
    let (rows, columns, components) = (coding.rows as i32, coding.columns as i32, coding.components as i32);
    let of = |high: &dyn Fn(i32, i32, i32) -> i32| {
        let mut values = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                values.extend((0..components).map(|component| least + high(row, column, component)));
            }
        }
        values
    };
    let noise = |row: i32, column: i32, component: i32| {
        let state =
            (row * 7919 + column * 104_729 + component * 31).wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((i64::from(state as u32) * (i64::from(most) + 1)) >> 32) as i32
    };
    vec![
        of(&noise),
        of(&|row, column, component| if (row + column + component) % 2 == 0 { 0 } else { most }),
        of(&|row, _, component| if (row / 2 + component) % 2 == 0 { most } else { 0 }),
    ]
}

fn decoded(samples: &[i32], coding: Coding) -> (Vec<i32>, Header, Vec<u8>) {
    let stream = jpeg_2000(samples, coding);
    let header = Header::read(&stream).unwrap();
    let planes = planes(&stream, &header, header.coding.reversible(), coding.rows).unwrap();
    let interleaved = (0..planes[0].len()).flat_map(|at| planes.iter().map(move |plane| plane[at])).collect();
    (interleaved, header, stream)
}

#[test]
fn reversible_pictures_of_every_depth_come_out_as_they_went_in() {
    for precision in 1..=16 {
        for (signed, components) in [(false, 1), (true, 1), (false, 3)] {
            let transform = components == 3;
            let coding = Coding { signed, transform, resolutions: 5, ..Coding::plain(33, 35, components, precision) };
            for picture in pictures(&coding) {
                assert!(decoded(&picture, coding).0 == picture, "{coding:?}");
            }
        }
    }
}

#[test]
fn deeper_pictures_and_those_of_many_layers_are_decoded_too() {
    for coding in [Coding::plain(16, 18, 1, 20), Coding { layers: 40, ..Coding::plain(16, 18, 1, 12) }] {
        for picture in pictures(&coding) {
            let (values, header, stream) = decoded(&picture, coding);
            assert!(values == picture, "{coding:?}");
            assert_eq!(by_hayro(&stream, &header, 16).is_some(), coding.layers == 1);
        }
    }
}

#[test]
fn irreversible_pictures_are_near_and_as_other_viewers_show_them() {
    let coding = Coding { reversible: false, ..Coding::plain(40, 40, 1, 12) };
    let picture = vec![1000; 1600];
    let (values, header, stream) = decoded(&picture, coding);
    assert!(!header.coding.reversible());
    assert!(values == by_openjpeg(&stream, &header, 40).unwrap().concat());
    assert!(values.iter().all(|value| (value - 1000).abs() <= 2));
}
