//! The hazards of showing DICOM images, each with files of our own making and numbers worked out from PS3.3 and PS3.5.
//!
//! Nothing here is compared with what the program said earlier. Pictures go all the way: bytes of a file, header, frame,
//! `render::native` or the program itself.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

mod hazards {
    mod colour;
    mod colour_tables;
    mod export;
    mod luts;
    mod orientation;
    mod over;
    mod padding;
    mod per_frame;
    mod polarity;
    mod said;
    mod scales;
    mod series;
    mod spacing;
    mod stored;
    mod uptake;
    mod window;
}

use std::path::Path;

use hounsfield::{
    dicom::{Object, open_bytes},
    image::{Histogram, Picture, Pixels8, Presentation, file_voi, render},
};
use support::DicomBuilder;

/// Reads a file that was never on disk.
fn open(file: &DicomBuilder) -> Object {
    open_bytes(Path::new("made-up.dcm"), file.build()).unwrap()
}

/// Frame `index` (0-based) with the way to read it.
fn picture(object: &Object, index: usize) -> Picture {
    let loaded = object.load(index).unwrap();
    Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes)
}

/// Frame `index` as it opens: the file's VOI or the default window.
fn shown_frame(file: &DicomBuilder, index: usize) -> Pixels8 {
    let picture = picture(&open(file), index);
    let presentation = match file_voi(picture.model()) {
        Some(voi) => Presentation::with_voi(voi),
        None if picture.is_colour() => Presentation::for_picture(picture.model(), &Histogram::empty()),
        None => Presentation::for_picture(picture.model(), &Histogram::of(&picture)),
    };
    render::native(&picture, &presentation)
}

/// The bytes of the first frame as it opens.
fn shown(file: &DicomBuilder) -> Vec<u8> {
    shown_frame(file, 0).data
}

/// All values of the first frame after modality.
fn values(file: &DicomBuilder) -> Vec<f64> {
    let picture = picture(&open(file), 0);
    let (rows, columns) = (picture.frame().rows, picture.frame().columns);
    (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (column, row)))
        .map(|(x, y)| picture.value(x, y).unwrap())
        .collect()
}

/// Brightness in 0..=1 as 8 bits: floor(255 y + 0.5).
fn level(brightness: f64) -> u8 {
    (255.0 * brightness + 0.5).floor() as u8
}

/// Numbers from a seed, the same on every machine (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[(self.next() % choices.len() as u64) as usize]
    }
}
