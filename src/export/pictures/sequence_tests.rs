#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::{fs, io::BufReader};

use image::{AnimationDecoder, codecs::gif::GifDecoder, codecs::png::PngDecoder};

use super::*;

fn places(count: usize) -> Vec<Place> {
    (1..=count).map(|number| Place { number, duration_ms: 1000.0 / 30.0 }).collect()
}

fn grey(index: usize) -> Shown {
    let drawn = Drawn::Eight(Pixels8 { columns: 4, rows: 3, channels: 1, data: vec![index as u8 * 10; 12] });
    Shown { drawn, resolution: None }
}

fn sequence<'a>(frames: &'a [Place], make: &'a (dyn Fn(usize) -> Result<Shown, String> + Sync)) -> Sequence<'a> {
    Sequence { frames, size: [4, 3], depth: Depth::Eight, make, batch: 3 }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const PNG: Encoding = Encoding { format: Format::Png, quality: 92 };

#[test]
fn numbered_files_are_all_there_and_never_over_others() {
    let folder = tempfile::tempdir().unwrap();
    let (out, frames) = (folder.path().join("out"), places(7));
    let make = |index: usize| Ok(grey(index));
    let written = sequence(&frames, &make).files(&out, PNG, false, &Progress::silent()).unwrap();
    assert_eq!((written.frames, written.failed.len()), (7, 0));
    assert_eq!(names(&out).first().unwrap(), "frame-0001.png");
    assert_eq!(image::open(out.join("frame-0007.png")).unwrap().into_luma8().into_raw(), [60; 12]);
    // A second time only with consent; what was there stays.
    fs::write(out.join("frame-0003.png"), "mine").unwrap();
    let refused = sequence(&frames, &make).files(&out, PNG, false, &Progress::silent());
    assert!(matches!(refused, Err(ExportError::Taken(name)) if name == "frame-0001.png"));
    assert_eq!(fs::read(out.join("frame-0003.png")).unwrap(), b"mine");
    sequence(&frames, &make).files(&out, PNG, true, &Progress::silent()).unwrap();
    assert_ne!(fs::read(out.join("frame-0003.png")).unwrap(), b"mine");
    assert_eq!(names(&out).len(), 7);
}

#[test]
fn stopped_work_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (out, frames, progress) = (folder.path().join("new"), places(9), Progress::silent());
    let make = |index: usize| {
        if index == 4 {
            progress.stop();
        }
        Ok(grey(index))
    };
    let frames_of = sequence(&frames, &make);
    assert!(matches!(frames_of.files(&out, PNG, false, &progress), Err(ExportError::Stopped)));
    assert!(!out.exists());
    for format in [Format::Gif, Format::Apng, Format::Tiff] {
        let path = folder.path().join("clip");
        assert!(matches!(frames_of.clip(&path, Clip { format, once: false }, &progress), Err(ExportError::Stopped)));
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_frame_that_fails_is_left_out_of_files_and_striped_in_clips() {
    let folder = tempfile::tempdir().unwrap();
    let frames = places(3);
    let make = |index: usize| if index == 1 { Err("It is cut.".to_owned()) } else { Ok(grey(index)) };
    let out = folder.path().join("out");
    let failed = vec![Failed { number: 2, why: "It is cut.".into() }];
    let written = sequence(&frames, &make).files(&out, PNG, false, &Progress::silent()).unwrap();
    assert_eq!(written, Written { frames: 2, failed: failed.clone() });
    assert_eq!(names(&out), ["frame-0001.png", "frame-0003.png"]);
    let path = folder.path().join("clip.gif");
    let gif = Clip { format: Format::Gif, once: false };
    assert_eq!(sequence(&frames, &make).clip(&path, gif, &Progress::silent()).unwrap(), Written { frames: 2, failed });
    let decoder = GifDecoder::new(BufReader::new(fs::File::open(&path).unwrap())).unwrap();
    let read = decoder.into_frames().collect_frames().unwrap();
    assert_eq!(read.iter().map(|frame| frame.delay().numer_denom_ms().0).sum::<u32>(), 100);
    assert!(read[1].buffer().pixels().all(|pixel| [0x30, 0x60].contains(&pixel.0[0])));
    // Nothing but failures is no clip.
    let never = |_: usize| Err("It is cut.".to_owned());
    let error = sequence(&frames, &never).clip(&folder.path().join("no.gif"), gif, &Progress::silent());
    assert_eq!(error.unwrap_err().to_string(), "Frame 1: It is cut.");
    assert!(!folder.path().join("no.gif").exists());
}

#[test]
fn greys_and_colours_go_into_one_apng() {
    let folder = tempfile::tempdir().unwrap();
    let (path, frames) = (folder.path().join("clip.apng"), places(3));
    let make = |index: usize| {
        let shown = grey(index);
        Ok(if index == 2 { Shown { drawn: shown.drawn.in_colour(), ..shown } } else { shown })
    };
    let clip = Clip { format: Format::Apng, once: false };
    assert_eq!(sequence(&frames, &make).clip(&path, clip, &Progress::silent()).unwrap().frames, 3);
    let decoder = PngDecoder::new(BufReader::new(fs::File::open(&path).unwrap())).unwrap();
    let read = decoder.apng().unwrap().into_frames().collect_frames().unwrap();
    for (index, frame) in read.iter().enumerate() {
        assert!(frame.buffer().pixels().all(|pixel| pixel.0[..3] == [index as u8 * 10; 3]));
    }
    // Frames of another size do not go in.
    let other = |index: usize| {
        let drawn = Drawn::Eight(Pixels8 { columns: 2 + index as u32, rows: 1, channels: 1, data: vec![0; 2 + index] });
        Ok(Shown { drawn, resolution: None })
    };
    for format in [Format::Apng, Format::Gif] {
        let refused = sequence(&frames, &other).clip(&path, Clip { format, once: false }, &Progress::silent());
        assert!(refused.unwrap_err().to_string().contains("differ in size"));
    }
}
