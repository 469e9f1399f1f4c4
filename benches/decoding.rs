//! What a frame of each codec costs, and the wall between program and decoder:
//! `cargo bench --no-default-features --bench decoding`.
//!
//! Frames of the codecs are made by the encoders of the tests; those behind the wall are those of the generated clip as JPEG and RLE; with `HOUNSFIELD_CORPUS` set also a 512 x 512 slice in
//! JPEG 2000 of its `ct-series`.

#![allow(clippy::unwrap_used, reason = "a bench without its file measures nothing")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use divan::{Bencher, black_box};
use hounsfield::{
    dicom::{
        self, Means, Object,
        codec::{Codecs, FrameShape, InProcess, decoder_for},
        write::{DataSetWriter, OffsetTable},
    },
    image::PhotometricInterpretation,
    jobs::DecoderProcesses,
};
use support::{
    jpeg::{Lossless, Process, flat_blocks, lossless},
    jpeg_frame,
    jpeg_ls::{self, jpeg_ls},
    jpeg2000::{self, jpeg_2000},
    rle_frame,
};

fn main() {
    divan::main();
}

/// Rows and columns of the frames of [`codec`].
const SIDE: usize = 512;
/// A name, samples per pixel and bits stored.
const CODECS: [(&str, usize, u16); 12] = [
    ("rle", 1, 16),
    ("rle", 3, 8),
    ("jpeg-baseline", 1, 8),
    ("jpeg-baseline", 3, 8),
    ("jpeg-extended", 1, 12),
    ("jpeg-progressive", 1, 12),
    ("jpeg-lossless-sv1", 1, 16),
    ("jpeg-lossless-sv6", 1, 16),
    ("jpeg-lossless-sv1", 3, 8),
    ("jpeg-ls", 1, 12),
    ("jpeg-ls", 3, 8),
    ("jpeg-2000", 1, 12),
];

#[divan::bench(args = CODECS)]
fn codec(bencher: Bencher, (name, samples, bits): (&str, usize, u16)) {
    let (uid, frame) = frame(name, samples, bits);
    let bits_allocated = bits.next_multiple_of(8);
    let shape = FrameShape {
        rows: SIDE as u32,
        columns: SIDE as u32,
        samples_per_pixel: samples as u8,
        bits_allocated,
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        photometric: if samples == 1 { PhotometricInterpretation::Monochrome2 } else { PhotometricInterpretation::Rgb },
        limit_bytes: 1 << 30,
    };
    let decoder = decoder_for(uid).unwrap();
    bencher.bench_local(|| decoder.decode(black_box(&frame), true, &shape).unwrap());
}

/// The transfer syntax of a codec and a frame in it.
fn frame(name: &str, components: usize, bits: u16) -> (&'static str, Vec<u8>) {
    let (columns, precision) = (SIDE, bits as u8);
    let samples = slice_like(components, bits);
    let bytes = || samples.iter().map(|value| *value as u8).collect::<Vec<u8>>();
    let predicted = |predictor| Lossless { columns, components, precision, predictor, restart_rows: 0 };
    // Differences of the first coefficients: flat blocks that wander.
    let steps: Vec<i16> = samples.iter().step_by(64).map(|value| (value % 64) as i16 - 32).collect();
    let flat = |process| flat_blocks(&steps, SIDE, SIDE, components, precision, process);
    match name {
        "rle" if bits > 8 => {
            let cells: Vec<u8> = samples.iter().flat_map(|value| value.to_le_bytes()).collect();
            ("1.2.840.10008.1.2.5", rle_frame(&cells, 2, components))
        }
        "rle" => ("1.2.840.10008.1.2.5", rle_frame(&bytes(), 1, components)),
        "jpeg-baseline" => ("1.2.840.10008.1.2.4.50", jpeg_frame(&bytes(), SIDE as u32, SIDE as u32, components)),
        "jpeg-extended" => ("1.2.840.10008.1.2.4.51", flat(Process::Extended)),
        "jpeg-progressive" => ("1.2.840.10008.1.2.4.55", flat(Process::Progressive)),
        "jpeg-lossless-sv1" => ("1.2.840.10008.1.2.4.70", lossless(&samples, predicted(1))),
        "jpeg-lossless-sv6" => ("1.2.840.10008.1.2.4.57", lossless(&samples, predicted(6))),
        "jpeg-ls" => {
            let coding = jpeg_ls::Coding { columns, components, precision, near: 0, in_turn: true };
            ("1.2.840.10008.1.2.4.80", jpeg_ls(&samples, coding))
        }
        _ => {
            let samples: Vec<i32> = samples.iter().map(|value| i32::from(*value)).collect();
            let coding = jpeg2000::Coding::plain(SIDE as u32, SIDE as u32, components as u32, bits.into());
            ("1.2.840.10008.1.2.4.90", jpeg_2000(&samples, coding))
        }
    }
}

/// Samples like those of a slice: a round object with a slope and noise in it, nothing around it.
fn slice_like(components: usize, bits: u16) -> Vec<u16> {
    let mut state = 1_u32;
    let sample = |place: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (row, column) = (place / components / SIDE, place / components % SIDE);
        let outside = row.abs_diff(SIDE / 2).pow(2) + column.abs_diff(SIDE / 2).pow(2) > (SIDE / 2 - 40).pow(2);
        if outside { 0 } else { ((row + column) as u32 / 8 + (state >> 27)).min((1 << bits) - 1) as u16 }
    };
    (0..SIDE * SIDE * components).map(sample).collect()
}

const KINDS: [&str; 2] = ["jpeg-320x240-rgb", "j2k-512x512"];

#[divan::bench(args = KINDS)]
fn in_process(bencher: Bencher, kind: &str) {
    load(bencher, kind, Arc::new(InProcess));
}

#[divan::bench(args = KINDS)]
fn in_another_process(bencher: Bencher, kind: &str) {
    load(bencher, kind, Arc::new(DecoderProcesses::new(env!("CARGO_BIN_EXE_hounsfield").into(), 1)));
}

#[divan::bench]
fn start_a_process(bencher: Bencher) {
    let object = |codecs: Arc<dyn Codecs>| open(jpeg(), codecs);
    bencher
        .with_inputs(|| object(Arc::new(DecoderProcesses::new(env!("CARGO_BIN_EXE_hounsfield").into(), 1))))
        .bench_local_refs(|object| object.load(0).is_ok());
}

fn load(bencher: Bencher, kind: &str, codecs: Arc<dyn Codecs>) {
    let bytes = match kind {
        "j2k-512x512" => match slice() {
            Some(path) => std::fs::read(path).unwrap(),
            None => return,
        },
        _ => jpeg(),
    };
    let object = open(bytes, codecs);
    bencher.bench_local(|| black_box(object.load(0)).unwrap());
}

fn open(bytes: Vec<u8>, codecs: Arc<dyn Codecs>) -> Object {
    dicom::open_bytes_with(Path::new("bench.dcm"), bytes, &Means { codecs, ..Means::default() }).unwrap()
}

/// A slice of the corpus in JPEG 2000.
fn slice() -> Option<PathBuf> {
    let mut folders = vec![PathBuf::from(std::env::var_os("HOUNSFIELD_CORPUS")?).join("ct-series")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if dicom::open(&path).is_ok_and(|object| object.summary.transfer_syntax_name.contains("2000")) {
                return Some(path);
            }
        }
    }
    None
}

/// One frame of 320 x 240 in JPEG.
fn jpeg() -> Vec<u8> {
    let pixels: Vec<u8> = (0..240_u32)
        .flat_map(|row| (0..320_u32).flat_map(move |column| [row, column, row * column / 64].map(|v| v as u8)))
        .collect();
    let mut frame = Vec::new();
    let kind = image::ExtendedColorType::Rgb8;
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut frame, 85).encode(&pixels, 320, 240, kind).unwrap();
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.7").text((0x0028, 0x0004), "CS", "YBR_FULL_422");
    for (element, value) in [(2, 3), (6, 0), (0x10, 240), (0x11, 320), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0)] {
        set.unsigned((0x0028, element), &[value]);
    }
    set.encapsulated(&[vec![frame]], OffsetTable::None);
    set.file("1.2.840.10008.1.2.4.50")
}
