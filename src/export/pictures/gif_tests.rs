#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::io::Cursor;

use image::{AnimationDecoder, codecs::gif::GifDecoder};

use super::*;

fn grey(level: u8) -> Pixels8 {
    Pixels8 { columns: 4, rows: 3, channels: 1, data: (0..12).map(|at| level + at).collect() }
}

fn gif(frames: &[(Pixels8, f64)], once: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut animation = Animation::new(&mut bytes, [4, 3], once).unwrap();
    for (pixels, duration_ms) in frames {
        animation.push(encode(pixels).unwrap(), *duration_ms).unwrap();
    }
    animation.finish().unwrap();
    bytes
}

#[test]
fn thirty_frames_a_second_last_a_second() {
    let mut pace = Pace::default();
    let delays: Vec<u16> = (0..30).map(|_| pace.next_hundredths(1000.0 / 30.0)).collect();
    assert_eq!(delays.iter().sum::<u16>(), 100);
    assert_eq!(delays[..6], [3, 4, 3, 3, 4, 3]);
}

#[test]
fn no_delay_is_zero_and_nonsense_is_short() {
    let mut pace = Pace::default();
    assert_eq!([f64::NAN, -5.0, f64::INFINITY, 0.0, 1.0].map(|duration| pace.next_hundredths(duration)), [1; 5]);
    assert_eq!(Pace::default().next_hundredths(1e30), u16::MAX);
}

#[test]
fn greys_colours_and_times_are_read_back() {
    let colours = Pixels8 { columns: 4, rows: 3, channels: 3, data: (0..36).map(|at| at * 7).collect() };
    let frames = [(grey(10), 25.0), (colours.clone(), 25.0), (grey(200), 25.0)];
    let bytes = gif(&frames, false);
    let read = GifDecoder::new(Cursor::new(&bytes)).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!(read.iter().map(|frame| frame.delay().numer_denom_ms().0).collect::<Vec<_>>(), [30, 20, 30]);
    for (at, level) in [(0, 10), (2, 200)] {
        let greys: Vec<u8> = read[at].buffer().pixels().map(|pixel| pixel.0[0]).collect();
        assert_eq!(greys, grey(level).data);
    }
    let rgb: Vec<u8> = read[1].buffer().pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    assert_eq!(rgb, colours.data);
    let repeats = |bytes: &[u8]| bytes.windows(11).any(|window| window == b"NETSCAPE2.0");
    assert!(repeats(&bytes) && !repeats(&gif(&frames, true)));
}

#[test]
fn many_colours_come_near() {
    let data: Vec<u8> = (0..64 * 64u32).flat_map(|at| [(at % 64 * 4) as u8, (at / 64 * 4) as u8, 128]).collect();
    let pixels = Pixels8 { columns: 64, rows: 64, channels: 3, data: data.clone() };
    let mut bytes = Vec::new();
    let mut animation = Animation::new(&mut bytes, [64, 64], true).unwrap();
    animation.push(encode(&pixels).unwrap(), 10.0).unwrap();
    animation.finish().unwrap();
    let read = image::load_from_memory(&bytes).unwrap().into_rgb8().into_raw();
    let sum: u64 = read.iter().zip(&data).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    assert!(sum / (data.len() as u64) < 8, "{sum}");
}

#[test]
fn other_sizes_and_no_frames_are_refused() {
    let mut animation = Animation::new(Vec::new(), [5, 3], true).unwrap();
    assert!(animation.push(encode(&grey(1)).unwrap(), 40.0).is_err());
    assert!(animation.finish().is_err());
    assert!(Animation::new(Vec::new(), [70_000, 3], true).is_err());
    assert!(encode(&Pixels8 { columns: 4, rows: 3, channels: 1, data: vec![0; 5] }).is_err());
}
