//! What a wall between program and decoder costs: `cargo bench --no-default-features --bench decoding`.
//!
//! Frames are those of the generated clip as JPEG and RLE; with `HOUNSFIELD_CORPUS` set also a 512 x 512 slice in
//! JPEG 2000 of its `ct-series`.

#![allow(clippy::unwrap_used, reason = "a bench without its file measures nothing")]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use divan::{Bencher, black_box};
use hounsfield::{
    dicom::{
        self, Means, Object,
        codec::{Codecs, InProcess},
        write::{DataSetWriter, OffsetTable},
    },
    jobs::DecoderProcesses,
};

fn main() {
    divan::main();
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
