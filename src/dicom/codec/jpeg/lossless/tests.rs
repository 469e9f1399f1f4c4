#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::{
    dicom::codec::{FrameDecoder, jpeg::Jpeg},
    image::PhotometricInterpretation,
};

const LOSSLESS: Jpeg = Jpeg { name: "JPEG Lossless", lossless: true };

/// How a test picture is coded.
#[derive(Clone, Copy)]
struct Coding {
    predictor: u8,
    precision: u8,
    point_transform: u8,
    restart_rows: usize,
    interleaved: bool,
}

const PLAIN: Coding = Coding { predictor: 1, precision: 16, point_transform: 0, restart_rows: 0, interleaved: true };

/// A plain encoder by the text of T.81: category n has the 5-bit code n, so it needs no statistics.
fn encode(values: &[u16], columns: usize, components: usize, coding: Coding) -> Vec<u8> {
    let rows = values.len() / columns / components;
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xC4, 0, 2 + 17 + 17, 0, 0, 0, 0, 0, 17];
    out.extend([0; 11]);
    out.extend(0..17_u8);
    out.extend([0xFF, 0xC3, 0, (8 + 3 * components) as u8, coding.precision, 0, rows as u8, 0, columns as u8]);
    out.push(components as u8);
    (0..components as u8).for_each(|id| out.extend([id + 1, 0x11, 0]));
    if coding.restart_rows > 0 {
        let interval = (coding.restart_rows * columns) as u16;
        out.extend([0xFF, 0xDD, 0, 4, (interval >> 8) as u8, interval as u8]);
    }
    let scans: Vec<Vec<usize>> = if coding.interleaved {
        vec![(0..components).collect()]
    } else {
        (0..components).map(|component| vec![component]).collect()
    };
    for scan in scans {
        out.extend([0xFF, 0xDA, 0, (6 + 2 * scan.len()) as u8, scan.len() as u8]);
        scan.iter().for_each(|component| out.extend([*component as u8 + 1, 0]));
        out.extend([coding.predictor, 0, coding.point_transform]);
        let at = |row: usize, column: usize, component: usize| {
            i32::from(values[(row * columns + column) * components + component] >> coding.point_transform)
        };
        let mut bits = String::new();
        let mut restarts = 0;
        for row in 0..rows {
            let restarted = coding.restart_rows > 0 && row % coding.restart_rows == 0;
            if restarted && row > 0 {
                flush(&mut bits, &mut out);
                out.extend([0xFF, 0xD0 + restarts % 8]);
                restarts += 1;
            }
            for column in 0..columns {
                for &component in &scan {
                    let predicted = match (row == 0 || restarted, column == 0) {
                        (true, true) => 1 << (coding.precision - coding.point_transform - 1),
                        (true, false) => at(row, column - 1, component),
                        (false, true) => at(row - 1, column, component),
                        (false, false) => {
                            let left = at(row, column - 1, component);
                            let up = at(row - 1, column, component);
                            let corner = at(row - 1, column - 1, component);
                            match coding.predictor {
                                1 => left,
                                2 => up,
                                3 => corner,
                                4 => left + up - corner,
                                5 => left + ((up - corner) >> 1),
                                6 => up + ((left - corner) >> 1),
                                _ => (left + up) >> 1,
                            }
                        }
                    };
                    let difference = (at(row, column, component) - predicted) as i16;
                    let category = 16 - difference.unsigned_abs().leading_zeros() as usize;
                    bits.push_str(&format!("{category:05b}"));
                    if (1..16).contains(&category) {
                        let low = if difference < 0 { i32::from(difference) - 1 } else { i32::from(difference) };
                        bits.push_str(&format!("{:0category$b}", low & ((1 << category) - 1)));
                    }
                }
            }
        }
        flush(&mut bits, &mut out);
    }
    out.extend([0xFF, 0xD9]);
    out
}

/// Writes the bits as bytes, filled with ones and stuffed.
fn flush(bits: &mut String, out: &mut Vec<u8>) {
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let byte = byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'));
        out.push(byte);
        if byte == 0xFF {
            out.push(0);
        }
    }
    bits.clear();
}

/// Values that jump over the whole range, from a fixed linear congruence.
fn noise(count: usize, precision: u8) -> Vec<u16> {
    let mut state = 12345_u32;
    let step = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 16) as u16) >> (16 - precision)
    };
    (0..count).map(step).collect()
}

fn shape(rows: u32, columns: u32, samples_per_pixel: u8, bits: u16) -> FrameShape {
    FrameShape {
        rows,
        columns,
        samples_per_pixel,
        bits_allocated: if bits > 8 { 16 } else { 8 },
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric: PhotometricInterpretation::Monochrome2,
        limit_bytes: 1 << 30,
    }
}

#[test]
fn every_predictor_gives_the_values_back() {
    for predictor in 1..=7 {
        for precision in [9, 12, 16] {
            let values = noise(9 * 11, precision);
            let stream = encode(&values, 11, 1, Coding { predictor, precision, ..PLAIN });
            let decoded = LOSSLESS.decode(&stream, true, &shape(9, 11, 1, u16::from(precision))).unwrap();
            assert_eq!(decoded.samples, Samples::U16(values), "predictor {predictor}, {precision} bits");
            assert!(decoded.findings.is_empty());
        }
    }
}

#[test]
fn a_point_transform_drops_only_the_lowest_bits() {
    let values = noise(8 * 8, 12);
    let stream = encode(&values, 8, 1, Coding { predictor: 4, precision: 12, point_transform: 3, ..PLAIN });
    let kept = values.iter().map(|value| value & !7).collect();
    assert_eq!(LOSSLESS.decode(&stream, true, &shape(8, 8, 1, 12)).unwrap().samples, Samples::U16(kept));
}

#[test]
fn restarts_and_scans_of_their_own_are_read() {
    let values = noise(10 * 6 * 3, 8);
    let as_bytes = Samples::U8(values.iter().map(|value| *value as u8).collect());
    for (restart_rows, interleaved) in [(0, true), (0, false), (2, true), (3, false), (1, true)] {
        let coding = Coding { predictor: 6, precision: 8, restart_rows, interleaved, ..PLAIN };
        let decoded = LOSSLESS.decode(&encode(&values, 6, 3, coding), true, &shape(10, 6, 3, 8)).unwrap();
        assert_eq!(decoded.samples, as_bytes, "restart every {restart_rows} rows, interleaved {interleaved}");
    }
}

#[test]
fn negative_values_come_back_signed() {
    let values: Vec<u16> = [-1000_i16, 24, -1, 0].map(|value| value as u16).to_vec();
    let stream = encode(&values, 2, 1, PLAIN);
    let wanted = FrameShape { signed: true, ..shape(2, 2, 1, 16) };
    assert_eq!(LOSSLESS.decode(&stream, true, &wanted).unwrap().samples, Samples::I16(vec![-1000, 24, -1, 0]));
}

#[test]
fn what_does_not_fit_the_header_is_refused() {
    let stream = encode(&noise(16, 12), 4, 1, Coding { precision: 12, ..PLAIN });
    let whole = shape(4, 4, 1, 12);
    assert!(LOSSLESS.decode(&stream, true, &whole).is_ok());
    for wrong in [
        FrameShape { rows: 5, ..whole },
        FrameShape { columns: 3, ..whole },
        FrameShape { samples_per_pixel: 3, ..whole },
        FrameShape { bits_allocated: 8, bits_stored: 8, high_bit: 7, ..whole },
    ] {
        assert!(matches!(LOSSLESS.decode(&stream, true, &wrong), Err(ReadError::Damaged { .. })), "{wrong:?}");
    }
    let other = FrameShape { bits_stored: 16, high_bit: 15, ..whole };
    assert_eq!(LOSSLESS.decode(&stream, true, &other).unwrap().findings.len(), 1);
}

#[test]
fn a_cut_frame_gives_the_rows_it_holds() {
    for (components, restart_rows, interleaved) in
        [(1, 0, true), (1, 2, true), (3, 0, true), (3, 1, true), (3, 0, false), (3, 3, false)]
    {
        let coding = Coding { predictor: 4, precision: 12, restart_rows, interleaved, ..PLAIN };
        let (rows, row) = (7, 5 * components);
        let values = noise(rows * row, 12);
        let stream = encode(&values, 5, components, coding);
        // A picture of the first rows alone ends where these rows end, but that other bytes may be stuffed.
        let end = |rows: usize| {
            let alone = encode(&values[..rows * row], 5, components, coding);
            let end = alone.len() - 2 - usize::from(alone[alone.len() - 4..].starts_with(&[0xFF, 0]));
            end + usize::from(stream[end - 1] == 0xFF)
        };
        let ends: Vec<usize> = (1..=rows).map(end).collect();
        let wanted = shape(7, 5, components as u8, 12);
        for length in 0..stream.len() {
            let named = format!("{components} components, restart every {restart_rows} rows, cut at {length}");
            let decoded = LOSSLESS.decode(&stream[..length], false, &wanted);
            let present = decoded.as_ref().map_or(0, |decoded| decoded.rows_present as usize);
            if interleaved {
                assert_eq!(present, ends.iter().filter(|end| **end <= length).count(), "{named}");
            } else {
                assert_eq!(present == rows, length >= ends[rows - 1], "{named}");
            }
            if let Ok(decoded) = decoded {
                let mut kept = values[..present * row].to_vec();
                kept.resize(rows * row, 0);
                assert_eq!(decoded.samples, Samples::U16(kept), "{named}");
            }
            let whole = LOSSLESS.decode(&stream[..length], true, &wanted);
            assert_eq!(whole.is_ok(), present == rows, "{named}");
        }
    }
}

#[test]
fn an_interval_that_is_short_or_lost_is_no_cut() {
    let coding = Coding { precision: 12, restart_rows: 2, ..PLAIN };
    let stream = encode(&noise(8 * 5, 12), 5, 1, coding);
    let wanted = shape(8, 5, 1, 12);
    let marks: Vec<usize> =
        (0..stream.len() - 1).filter(|at| stream[*at] == 0xFF && (0xD0..=0xD7).contains(&stream[at + 1])).collect();
    let lost = [&stream[..marks[0]], &stream[marks[1]..]].concat();
    let short = [&stream[..marks[1] - 3], &stream[marks[1]..]].concat();
    let early = [&stream[..marks[1]], &[0xFF, 0xD9]].concat();
    for wrong in [lost, short, early] {
        assert!(LOSSLESS.decode(&wrong, true, &wanted).is_err());
        assert!(LOSSLESS.decode(&wrong, false, &wanted).is_err());
    }
}

#[test]
fn more_than_the_frame_is_a_finding() {
    let coding = Coding { precision: 12, ..PLAIN };
    let values = noise(8 * 5, 12);
    let mut taller = encode(&values, 5, 1, coding);
    let frame = taller.windows(2).position(|pair| pair == [0xFF, 0xC3]).unwrap();
    taller[frame + 6] = 6;
    let decoded = LOSSLESS.decode(&taller, true, &shape(6, 5, 1, 12)).unwrap();
    assert_eq!((decoded.samples, decoded.findings.len()), (Samples::U16(values[..30].to_vec()), 1));
    let stream = encode(&values, 5, 1, coding);
    let twice = LOSSLESS.decode(&[&stream[..], &stream[..]].concat(), true, &shape(8, 5, 1, 12)).unwrap();
    assert_eq!(twice.findings.len(), 1);
    let mut reversed = encode(&noise(24, 8), 4, 3, Coding { precision: 8, ..PLAIN });
    let scan = reversed.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    reversed.swap(scan + 5, scan + 9);
    let error = LOSSLESS.decode(&reversed, true, &shape(2, 4, 3, 8)).unwrap_err().to_string();
    assert!(error.contains("out of order"), "{error}");
}

#[test]
fn no_cut_and_no_changed_byte_panics() {
    let coding = Coding { predictor: 7, restart_rows: 2, interleaved: false, ..PLAIN };
    let stream = encode(&noise(6 * 5 * 3, 16), 5, 3, coding);
    let wanted = shape(6, 5, 3, 16);
    // The end marker alone may be missing.
    for length in 0..stream.len() - 2 {
        assert!(LOSSLESS.decode(&stream[..length], true, &wanted).is_err(), "cut at {length}");
    }
    for at in 0..stream.len() {
        for value in [0, 1, 0x7F, 0x80, 0xFF] {
            let mut changed = stream.clone();
            changed[at] = value;
            drop(LOSSLESS.decode(&changed, true, &wanted));
        }
    }
}
