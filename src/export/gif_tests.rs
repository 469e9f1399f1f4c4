#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{fs::File, io::BufReader};

use image::{AnimationDecoder, codecs::gif::GifDecoder};

use super::*;

fn grey(level: u8) -> Pixels8 {
    Pixels8 { columns: 4, rows: 3, channels: 1, data: (0..12).map(|at| level + at).collect() }
}

#[test]
fn thirty_frames_a_second_last_a_second() {
    let mut pace = Pace::default();
    let delays: Vec<u32> = (0..30).map(|_| pace.next_hundredths(1000.0 / 30.0)).collect();
    assert_eq!(delays.iter().sum::<u32>(), 100);
    assert_eq!(delays[..6], [3, 4, 3, 3, 4, 3]);
}

#[test]
fn no_delay_is_zero_and_nonsense_is_short() {
    let mut pace = Pace::default();
    assert_eq!([f64::NAN, -5.0, f64::INFINITY, 0.0, 1.0].map(|duration| pace.next_hundredths(duration)), [1; 5]);
    assert_eq!(Pace::default().next_hundredths(1e30), u32::from(u16::MAX));
}

#[test]
fn greys_and_times_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.gif");
    let frames = [10, 100, 200].map(|level| Ok::<_, ExportError>((grey(level), 25.0)));
    write(&path, frames).unwrap();
    let decoder = GifDecoder::new(BufReader::new(File::open(&path).unwrap())).unwrap();
    let read = decoder.into_frames().collect_frames().unwrap();
    assert_eq!(read.iter().map(|frame| frame.delay().numer_denom_ms().0).collect::<Vec<_>>(), [30, 20, 30]);
    for (frame, level) in read.iter().zip([10, 100, 200]) {
        let greys: Vec<u8> = frame.buffer().pixels().map(|pixel| pixel.0[0]).collect();
        assert_eq!(greys, grey(level).data);
    }
}

#[test]
fn a_failing_frame_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.gif");
    let failure = || ExportError::DoesNotFit("no".into());
    assert!(write(&path, [Ok((grey(1), 40.0)), Err(failure())]).is_err());
    assert!(write(&path, std::iter::empty::<Result<_, ExportError>>()).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
