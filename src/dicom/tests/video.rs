//! Videos: streams of our own making in each container, whole, cut and hostile.

#[path = "../../../tests/support/video.rs"]
mod streams;

use super::*;
use crate::dicom::write::OffsetTable;
use streams::{Picture, bare, mp4, transport};

const H264: &str = "1.2.840.10008.1.2.4.102";

/// Two runs: pictures of their own and such that repeat the one before.
const CLIP: [Picture; 7] = [
    Picture::Alone(20),
    Picture::Same,
    Picture::Own(40),
    Picture::Same,
    Picture::Alone(60),
    Picture::Own(80),
    Picture::Same,
];
const LUMA: [u8; 7] = [20, 20, 40, 40, 60, 80, 80];

fn video(stream: &[u8], parts: usize, frames: i32) -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 16, 32, 3, [8, 8, 7], 0);
    set.text((0x0028, 0x0004), "CS", "YBR_PARTIAL_420");
    set.unsigned((0x0028, 0x0006), &[0]);
    set.integers((0x0028, 0x0008), &[frames]);
    let fragments = stream.chunks(stream.len().div_ceil(parts).next_multiple_of(2)).map(<[u8]>::to_vec).collect();
    set.encapsulated(&[fragments], OffsetTable::None);
    set
}

/// The first sample of each frame, `None` where there is no picture; all of its pixels must be alike.
fn luma(object: &Object) -> Vec<Option<u8>> {
    let frames = object.image.as_ref().unwrap().frames;
    (0..frames).map(|index| first(object, index)).collect()
}

fn first(object: &Object, index: usize) -> Option<u8> {
    let loaded = object.load(index).ok()?;
    let Samples::U8(samples) = &loaded.frame.samples else { panic!("not 8 bits") };
    let luma = samples[0];
    assert!(samples.chunks(3).all(|pixel| pixel == [luma, 128, 128]), "{samples:?}");
    assert_eq!(loaded.model.photometric, crate::image::PhotometricInterpretation::YbrPartial);
    Some(luma)
}

#[test]
fn every_container_gives_the_same_pictures() {
    let expected = LUMA.map(Some).to_vec();
    for (name, stream) in [("bare", bare(&CLIP)), ("transport", transport(&CLIP)), ("mp4", mp4(&CLIP))] {
        for parts in [1, 3] {
            let object = read(&video(&stream, parts, 7), H264);
            assert_eq!(luma(&object), expected, "{name} in {parts} fragments");
            assert_eq!(object.findings, [], "{name}");
        }
    }
}

#[test]
fn pictures_can_be_had_in_any_order() {
    let object = read(&video(&transport(&CLIP), 1, 7), H264);
    for index in [6, 0, 5, 3, 3, 1, 4, 2, 6, 0] {
        assert_eq!(first(&object, index), Some(LUMA[index]), "{index}");
    }
}

#[test]
fn the_order_is_that_of_display() {
    let clip = [Picture::At(0, 20), Picture::At(4, 60), Picture::At(2, 40), Picture::At(6, 80)];
    for stream in [bare(&clip), transport(&clip), mp4(&clip)] {
        let object = read(&video(&stream, 1, 4), H264);
        assert_eq!(luma(&object), [Some(20), Some(40), Some(60), Some(80)]);
    }
}

#[test]
fn the_number_of_frames_is_held_against_the_stream() {
    let object = read(&video(&bare(&CLIP), 1, 9), H264);
    assert!(codes(&object).contains(&FindingCode::FrameCount));
    assert_eq!(object.image.as_ref().unwrap().frames_present, 7);
    assert_eq!(first(&object, 6), Some(80));
    assert!(matches!(object.load(8), Err(ReadError::Damaged { .. })));
}

#[test]
fn another_size_than_the_header_says_is_refused() {
    let mut set = video(&bare(&CLIP), 1, 7);
    set.unsigned((0x0028, 0x0010), &[18]);
    let error = read(&set, H264).load(0).unwrap_err().to_string();
    assert!(error.contains("the video is 32 x 16 pixels where the header says 32 x 18"), "{error}");
}

#[test]
fn a_lost_packet_costs_its_run_and_no_other() {
    let mut stream = transport(&CLIP);
    // The third packet of the third picture. Two packets are tables, a picture of its own samples takes five, others one.
    let lost = (2 + 5 + 1 + 2) * 188;
    stream.drain(lost..lost + 188);
    let found = luma(&read(&video(&stream, 1, 7), H264));
    assert_eq!(found[..2], [Some(20), Some(20)]);
    assert_eq!(found[2..4], [None, None]);
    assert_eq!(found[4..], [Some(60), Some(80), Some(80)]);
}

#[test]
fn a_cut_stream_shows_what_is_there() {
    for stream in [bare(&CLIP), transport(&CLIP)] {
        let file = video(&stream, 1, 7).file(H264);
        let begins = file.len() - stream.len();
        for end in (begins..file.len()).step_by(37) {
            let Ok(object) = read_bytes(file[..end].to_vec()) else { continue };
            if object.image.is_err() {
                continue;
            }
            for (index, found) in luma(&object).into_iter().enumerate() {
                assert!(found.is_none_or(|found| found == LUMA[index]), "{index} of a file cut at {end}");
            }
        }
        let object = read_bytes(file[..file.len() - 40].to_vec()).unwrap();
        assert!(luma(&object).iter().flatten().count() >= 5);
    }
}

/// Every byte of the containers set to what lengths and counts are worst at, and every stretch of them left out.
#[test]
fn what_lies_costs_no_more_than_its_pictures() {
    for stream in [bare(&CLIP[..3]), transport(&CLIP[..3]), mp4(&CLIP[..3])] {
        let tables = stream.len().saturating_sub(560)..stream.len();
        for at in (0..stream.len().min(400)).chain(tables) {
            for value in [0, 0xFF] {
                let mut changed = stream.clone();
                changed[at] = value;
                let object = read(&video(&changed, 1, 3), H264);
                if object.image.is_ok() {
                    drop([object.load(0), object.load(2)]);
                }
            }
        }
        for at in (0..stream.len()).step_by(61) {
            let mut cut = stream.clone();
            cut.drain(at..(at + 8).min(stream.len()));
            let object = read(&video(&cut, 1, 3), H264);
            if object.image.is_ok() {
                drop(object.load(1));
            }
        }
    }
}

#[test]
fn what_holds_no_video_is_said_to_be_one() {
    let error = read(&video(&[1, 2, 3, 4], 1, 3), H264).image.as_ref().unwrap_err().to_string();
    assert!(error.starts_with("MPEG-4 AVC/H.264 High Profile / Level 4.1 video of 32 x 16 pixels"), "{error}");
}
