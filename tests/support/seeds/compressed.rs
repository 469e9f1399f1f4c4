//! Compressed pictures of every syntax that is served, and some of those that are not.

use std::io::Write;

use hounsfield::dicom::{codec::decoder_for, write::OffsetTable};

use super::{Seed, noise, noise8, shown, tags_only};
use crate::support::{
    DicomBuilder, JPEG_BASELINE, RLE,
    jpeg::{Lossless, Process, flat_blocks, lossless},
    jpeg_frame, jpeg_ls,
    jpeg_xl::{self, in_boxes, jpeg_xl},
    jpeg2000::{Coding, empty_block, high_throughput, jpeg_2000, noisy_block},
    rle_frame,
    video::{Picture, bare, mp4, transport},
};

pub fn seeds() -> Vec<Seed> {
    let mut seeds = rle();
    seeds.extend(baseline());
    seeds.extend(other_dct());
    seeds.extend(jpeg_lossless());
    seeds.extend(jpeg_lss());
    seeds.extend(jpeg_2000s());
    seeds.extend(high_throughputs());
    seeds.extend(jpeg_xls());
    seeds.extend(deflated_frames());
    seeds.extend(in_many_fragments());
    seeds.extend(videos());
    seeds.extend(not_served());
    seeds
}

/// One frame in one fragment.
fn single(frame: Vec<u8>) -> Vec<Vec<Vec<u8>>> {
    vec![vec![frame]]
}

fn rle() -> Vec<Seed> {
    let bytes = noise8(3 * 70);
    let frames: Vec<Vec<Vec<u8>>> = bytes.chunks(70).map(|frame| vec![rle_frame(frame, 1, 1)]).collect();
    let split: Vec<Vec<Vec<u8>>> =
        frames.iter().map(|frame| frame[0].chunks(66).map(<[u8]>::to_vec).collect()).collect();
    let words: Vec<u8> = noise(70, 16).iter().flat_map(|word| word.to_le_bytes()).collect();
    let clip = DicomBuilder::grey(7, 10).frames(3);
    let deep = DicomBuilder::ct(7, 10).encapsulated(RLE, &single(rle_frame(&words, 2, 1)), OffsetTable::Basic);
    let rgb = DicomBuilder::rgb(7, 10).encapsulated(RLE, &single(rle_frame(&bytes, 1, 3)), OffsetTable::None);
    vec![
        shown("rle clip", &clip.clone().encapsulated(RLE, &frames, OffsetTable::None)),
        shown("rle clip with a table", &clip.clone().encapsulated(RLE, &frames, OffsetTable::Basic)),
        shown("rle clip with an extended table", &clip.clone().encapsulated(RLE, &frames, OffsetTable::Extended)),
        shown("rle clip in split frames", &clip.encapsulated(RLE, &split, OffsetTable::Basic)),
        shown("rle of 16 bits", &deep),
        shown("rle rgb", &rgb),
    ]
}

fn baseline() -> Vec<Seed> {
    let grey = jpeg_frame(&noise8(24 * 20), 24, 20, 1);
    let rgb = jpeg_frame(&noise8(16 * 24 * 3), 16, 24, 3);
    let clip: Vec<Vec<Vec<u8>>> = (0..4).map(|shade| vec![jpeg_frame(&vec![shade * 40; 16 * 16], 16, 16, 1)]).collect();
    let split: Vec<Vec<Vec<u8>>> =
        clip.iter().map(|frame| frame[0].chunks(120).map(<[u8]>::to_vec).collect()).collect();
    let colour = DicomBuilder::rgb(16, 24).with((0x0028, 0x0004), "CS", "YBR_FULL_422");
    let moving = DicomBuilder::grey(16, 16).frames(4).with((0x0018, 0x1063), "DS", "33.3");
    vec![
        shown(
            "jpeg baseline",
            &DicomBuilder::grey(24, 20).encapsulated(JPEG_BASELINE, &single(grey), OffsetTable::None),
        ),
        shown("jpeg baseline colour", &colour.encapsulated(JPEG_BASELINE, &single(rgb), OffsetTable::Basic)),
        shown("jpeg baseline clip", &moving.clone().encapsulated(JPEG_BASELINE, &clip, OffsetTable::Extended)),
        shown("jpeg baseline clip without a table", &moving.encapsulated(JPEG_BASELINE, &split, OffsetTable::None)),
    ]
}

fn other_dct() -> Vec<Seed> {
    let differences: Vec<i16> = (0..27).map(|block| block * 7 % 50 - 25).collect();
    let frame = |components, precision, process| flat_blocks(&differences, 18, 21, components, precision, process);
    let grey = DicomBuilder::grey(18, 21);
    let twelve = DicomBuilder::grey(18, 21).pixels_u16(&[]).unsigned((0x0028, 0x0101), &[12]);
    let twelve = twelve.unsigned((0x0028, 0x0102), &[11]);
    let (extended, full) = ("1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.55");
    let rgb = DicomBuilder::rgb(18, 21);
    let progressive = frame(1, 8, Process::Progressive);
    vec![
        shown(
            "jpeg extended",
            &grey.clone().encapsulated(extended, &single(frame(1, 8, Process::Extended)), OffsetTable::None),
        ),
        shown(
            "jpeg extended colour",
            &rgb.encapsulated(extended, &single(frame(3, 8, Process::Extended)), OffsetTable::None),
        ),
        shown(
            "jpeg extended of 12 bits",
            &twelve.clone().encapsulated(extended, &single(frame(1, 12, Process::Extended)), OffsetTable::None),
        ),
        shown(
            "jpeg progressive of 12 bits",
            &twelve.encapsulated(full, &single(frame(1, 12, Process::Progressive)), OffsetTable::None),
        ),
        shown("jpeg progressive", &grey.encapsulated(full, &single(progressive), OffsetTable::None)),
    ]
}

fn jpeg_lossless() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let coding = Lossless { columns: 11, components: 1, precision: 12, predictor: 1, restart_rows: 0 };
    let twelve = DicomBuilder::grey(9, 11).pixels_u16(&[]).unsigned((0x0028, 0x0101), &[12]);
    let twelve = twelve.unsigned((0x0028, 0x0102), &[11]);
    for predictor in 1..=7 {
        let restart_rows = usize::from(predictor % 3);
        let frame = lossless(&noise(9 * 11, 12), Lossless { predictor, restart_rows, ..coding });
        let syntax = if predictor == 1 { "1.2.840.10008.1.2.4.70" } else { "1.2.840.10008.1.2.4.57" };
        let builder = twelve.clone().encapsulated(syntax, &single(frame), OffsetTable::None);
        seeds.push(shown(format!("jpeg lossless, predictor {predictor}"), &builder));
    }
    let frame = lossless(&noise(8 * 11 * 3, 8), Lossless { components: 3, precision: 8, ..coding });
    let rgb = DicomBuilder::rgb(8, 11).encapsulated("1.2.840.10008.1.2.4.70", &single(frame), OffsetTable::None);
    seeds.push(shown("jpeg lossless colour", &rgb));
    let clip: Vec<Vec<Vec<u8>>> = (4..=7)
        .map(|predictor| vec![lossless(&noise(9 * 11, 16), Lossless { predictor, precision: 16, ..coding })])
        .collect();
    let clip = DicomBuilder::ct(9, 11).frames(4).encapsulated("1.2.840.10008.1.2.4.57", &clip, OffsetTable::Basic);
    seeds.push(shown("jpeg lossless clip", &clip));
    seeds
}

fn jpeg_lss() -> Vec<Seed> {
    let plain = jpeg_ls::Coding { columns: 21, components: 1, precision: 8, near: 0, in_turn: false };
    let (lossless, near) = ("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81");
    let grey = DicomBuilder::grey(19, 21);
    let twelve = grey.clone().pixels_u16(&[]).unsigned((0x0028, 0x0101), &[12]).unsigned((0x0028, 0x0102), &[11]);
    let rgb = DicomBuilder::rgb(19, 21);
    let deep = jpeg_ls::Coding { precision: 12, ..plain };
    let colour = jpeg_ls::Coding { components: 3, ..plain };
    [
        ("jpeg-ls", lossless, &grey, plain),
        ("jpeg-ls of 12 bits", lossless, &twelve, deep),
        ("jpeg-ls near-lossless", near, &twelve, jpeg_ls::Coding { near: 3, ..deep }),
        ("jpeg-ls colour in scans", lossless, &rgb, colour),
        ("jpeg-ls colour in lines", lossless, &rgb, jpeg_ls::Coding { in_turn: true, ..colour }),
    ]
    .into_iter()
    .map(|(name, syntax, builder, coding)| {
        let samples = noise(19 * 21 * coding.components, u32::from(coding.precision));
        let frame = single(jpeg_ls::jpeg_ls(&samples, coding));
        let builder = builder.clone().encapsulated(syntax, &frame, OffsetTable::None);
        // A version without a decoder for it shows the tags.
        Seed { shown: decoder_for(syntax).is_some(), ..shown(name, &builder) }
    })
    .collect()
}

fn jpeg_2000s() -> Vec<Seed> {
    let grey = |coding: Coding| {
        let bits = coding.precision;
        let samples: Vec<i32> =
            noise((coding.rows * coding.columns) as usize, bits).into_iter().map(i32::from).collect();
        jpeg_2000(&samples, coding)
    };
    let twelve = DicomBuilder::grey(20, 18).pixels_u16(&[]).unsigned((0x0028, 0x0101), &[12]);
    let twelve = twelve.unsigned((0x0028, 0x0102), &[11]);
    let plain = Coding::plain(20, 18, 1, 12);
    let mut seeds = Vec::new();
    for (name, syntax, coding) in [
        ("lossless", "90", plain),
        ("lossy", "91", Coding { reversible: false, layers: 3, ..plain }),
        ("in tiles", "90", Coding { tile: 8, progression: 3, ..plain }),
        ("without wavelet", "90", Coding { resolutions: 1, progression: 4, ..plain }),
        ("in layers", "90", Coding { layers: 4, progression: 1, ..plain }),
        ("in a jp2 file", "90", Coding { jp2: true, ..plain }),
    ] {
        let frame = single(grey(coding));
        let builder = twelve.clone().encapsulated(&format!("1.2.840.10008.1.2.4.{syntax}"), &frame, OffsetTable::None);
        seeds.push(shown(format!("jpeg 2000 {name}"), &builder));
    }
    let samples: Vec<i32> = noise(17 * 19 * 3, 8).into_iter().map(i32::from).collect();
    let frame = jpeg_2000(&samples, Coding { transform: true, ..Coding::plain(17, 19, 3, 8) });
    let rgb = DicomBuilder::rgb(17, 19).with((0x0028, 0x0004), "CS", "YBR_RCT");
    let rgb = rgb.encapsulated("1.2.840.10008.1.2.4.90", &single(frame), OffsetTable::Basic);
    seeds.push(shown("jpeg 2000 colour", &rgb));
    let clip: Vec<Vec<Vec<u8>>> =
        (1..=3).map(|resolutions| vec![grey(Coding { resolutions, ..Coding::plain(16, 16, 1, 8) })]).collect();
    let clip = DicomBuilder::grey(16, 16).frames(3).encapsulated("1.2.840.10008.1.2.4.90", &clip, OffsetTable::Basic);
    seeds.push(shown("jpeg 2000 clip", &clip));
    seeds
}

fn high_throughputs() -> Vec<Seed> {
    let grey = DicomBuilder::grey(16, 24);
    let mut seeds = Vec::new();
    for (number, block) in [(201, empty_block()), (202, noisy_block(226)), (203, noisy_block(289))] {
        let frame = single(high_throughput(16, 24, 1, 8, &block));
        let builder = grey.clone().encapsulated(&format!("1.2.840.10008.1.2.4.{number}"), &frame, OffsetTable::None);
        seeds.push(shown(format!("high-throughput {number}"), &builder));
    }
    let colour = single(high_throughput(16, 24, 3, 8, &noisy_block(255)));
    let rgb = DicomBuilder::rgb(16, 24).encapsulated("1.2.840.10008.1.2.4.201", &colour, OffsetTable::None);
    seeds.push(shown("high-throughput colour", &rgb));
    seeds
}

fn jpeg_xls() -> Vec<Seed> {
    let plain = |components, precision| jpeg_xl::Coding::plain(9, 11, components, precision);
    let (lossless, lossy) = ("1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.112");
    let grey = DicomBuilder::grey(9, 11);
    let twelve = grey.clone().pixels_u16(&[]).unsigned((0x0028, 0x0101), &[12]).unsigned((0x0028, 0x0102), &[11]);
    let frame = |coding: jpeg_xl::Coding| {
        let channels = coding.components + u32::from(coding.alpha);
        jpeg_xl(&noise((99 * channels) as usize, coding.precision), coding)
    };
    let clip: Vec<Vec<Vec<u8>>> = (0..3).map(|_| vec![frame(plain(1, 8))]).collect();
    let boxes = in_boxes(&frame(plain(1, 8)), &[20, 60]);
    let alpha = jpeg_xl::Coding { alpha: true, ..plain(1, 8) };
    vec![
        shown("jpeg xl", &grey.clone().encapsulated(lossless, &single(frame(plain(1, 8))), OffsetTable::None)),
        shown("jpeg xl of 12 bits", &twelve.encapsulated(lossless, &single(frame(plain(1, 12))), OffsetTable::Basic)),
        shown("jpeg xl in boxes", &grey.clone().encapsulated(lossy, &single(boxes), OffsetTable::None)),
        shown("jpeg xl with transparency", &grey.clone().encapsulated(lossy, &single(frame(alpha)), OffsetTable::None)),
        shown(
            "jpeg xl colour",
            &DicomBuilder::rgb(9, 11).encapsulated(lossless, &single(frame(plain(3, 8))), OffsetTable::Basic),
        ),
        shown("jpeg xl clip", &grey.frames(3).encapsulated(lossless, &clip, OffsetTable::Extended)),
    ]
}

fn deflated_frames() -> Vec<Seed> {
    let deflate = |bytes: &[u8]| {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let syntax = "1.2.840.10008.1.2.8.1";
    let frames: Vec<Vec<Vec<u8>>> = noise8(3 * 70).chunks(70).map(|frame| vec![deflate(frame)]).collect();
    let clip = DicomBuilder::grey(7, 10).frames(3);
    let words: Vec<u8> = noise(70, 16).iter().flat_map(|word| word.to_le_bytes()).collect();
    let bits = DicomBuilder::grey(7, 10).unsigned((0x0028, 0x0100), &[1]).unsigned((0x0028, 0x0101), &[1]);
    let bits = bits.unsigned((0x0028, 0x0102), &[0]);
    vec![
        shown("deflated frames", &clip.encapsulated(syntax, &frames, OffsetTable::Basic)),
        shown(
            "deflated frame of 16 bits",
            &DicomBuilder::ct(7, 10).encapsulated(syntax, &single(deflate(&words)), OffsetTable::None),
        ),
        shown("deflated frame of 1 bit", &bits.encapsulated(syntax, &single(deflate(&noise8(9))), OffsetTable::None)),
    ]
}

/// Single frames in pieces of 64 bytes, which no table tells apart: the frame ends where they end.
fn in_many_fragments() -> Vec<Seed> {
    let samples = noise(24 * 20, 8);
    let bytes = noise8(24 * 20);
    let coding = Lossless { columns: 20, components: 1, precision: 8, predictor: 1, restart_rows: 0 };
    let wide: Vec<i32> = samples.iter().map(|sample| i32::from(*sample)).collect();
    [
        ("rle", RLE, rle_frame(&bytes, 1, 1)),
        ("jpeg baseline", JPEG_BASELINE, jpeg_frame(&bytes, 24, 20, 1)),
        ("jpeg lossless", "1.2.840.10008.1.2.4.70", lossless(&samples, coding)),
        ("jpeg 2000", "1.2.840.10008.1.2.4.90", jpeg_2000(&wide, Coding::plain(24, 20, 1, 8))),
    ]
    .into_iter()
    .map(|(name, syntax, frame)| {
        let pieces = vec![frame.chunks(64).map(<[u8]>::to_vec).collect()];
        let builder = DicomBuilder::grey(24, 20).encapsulated(syntax, &pieces, OffsetTable::None);
        shown(format!("{name} in many fragments"), &builder)
    })
    .collect()
}

fn videos() -> Vec<Seed> {
    let clip = [Picture::Alone(20), Picture::Same, Picture::Own(40), Picture::Alone(60)];
    let shape = DicomBuilder::rgb(16, 32).with((0x0028, 0x0004), "CS", "YBR_PARTIAL_420").frames(4);
    [("transport", transport(&clip)), ("mp4", mp4(&clip)), ("units", bare(&clip))]
        .map(|(name, stream)| {
            let file = shape.clone().encapsulated("1.2.840.10008.1.2.4.102", &single(stream), OffsetTable::None);
            shown(format!("video in {name}"), &file)
        })
        .into()
}

fn not_served() -> Vec<Seed> {
    let stream = vec![vec![vec![0xFF, 0xD8, 0xFF, 0xF7, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0, 0xFF, 0xD9]]];
    ["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.110", "1.2.3.4"]
        .map(|syntax| {
            let builder = DicomBuilder::grey(16, 16).encapsulated(syntax, &stream, OffsetTable::None);
            tags_only(format!("syntax {syntax}"), &builder)
        })
        .into()
}
