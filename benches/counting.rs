//! What it costs to count a frame: `cargo bench --no-default-features --bench counting`. `plain` is the loop that a person
//! would write, to compare with.

use std::sync::Arc;

use divan::{Bencher, black_box};
use hounsfield::image::{
    Counts, Frame, Histogram, ModalityKind, ModalityLut, PhotometricInterpretation, Picture, PixelModel, Samples, Unit,
    ValueRange,
};

fn main() {
    divan::main();
}

/// Columns and rows of a CT slice and of a mammogram.
const SIZES: [(u32, u32); 2] = [(512, 512), (3328, 4096)];

#[divan::bench(args = SIZES)]
fn plain(bencher: Bencher, size: (u32, u32)) {
    let values = samples(size);
    bencher.bench_local(|| {
        let mut counts = vec![0u64; 1 << 16];
        for &value in black_box(&values) {
            counts[usize::from(value)] += 1;
        }
        counts
    });
}

/// With statistics, bins, and all that percentiles are read from.
#[divan::bench(args = SIZES)]
fn histogram(bencher: Bencher, size: (u32, u32)) {
    let frame = Arc::new(frame(size));
    // A fresh picture each time: nothing is remembered from one count to the next.
    bencher.with_inputs(|| picture(&frame)).bench_local_values(|picture| Histogram::of(&picture));
}

/// Stored values too.
#[divan::bench(args = SIZES)]
fn all_of_a_frame(bencher: Bencher, size: (u32, u32)) {
    let frame = Arc::new(frame(size));
    bencher.with_inputs(|| picture(&frame)).bench_local_values(|picture| Counts::of(&picture));
}

#[divan::bench]
fn without_air(bencher: Bencher) {
    let frame = Arc::new(frame(SIZES[0]));
    bencher.with_inputs(|| picture(&frame)).bench_local_values(|picture| Counts::without_air(&picture));
}

#[divan::bench]
fn finer_bins(bencher: Bencher) {
    let histogram = Histogram::of(&picture(&Arc::new(frame(SIZES[1]))));
    bencher.bench_local(|| black_box(&histogram).rebinned(ValueRange::new(0.0, 1000.0), 400));
}

/// A noisy ramp of 12 bits.
fn samples((columns, rows): (u32, u32)) -> Vec<u16> {
    let mut state = 1u32;
    let sample = |at: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (at % columns * 3800 / columns + (state >> 24)) as u16
    };
    (0..columns * rows).map(sample).collect()
}

fn frame(size: (u32, u32)) -> Frame {
    let (columns, rows) = size;
    Frame { rows, columns, samples_per_pixel: 1, samples: Samples::U16(samples(size)), rows_present: rows }
}

fn picture(frame: &Arc<Frame>) -> Picture {
    let model = PixelModel {
        photometric: PhotometricInterpretation::Monochrome2,
        bits_stored: 12,
        signed: false,
        modality: ModalityLut::Rescale { slope: 1.0, intercept: -1024.0 },
        unit: Unit::Hounsfield,
        padding: None,
        inverse_polarity: false,
        windows: Vec::new(),
        voi_luts: Vec::new(),
        palette: None,
        profile: None,
        segments: None,
        kind: ModalityKind::Ct,
        pixel_aspect: 1.0,
        presentation_lut: None,
        scales: Vec::new(),
        suv_reason: None,
    };
    Picture::new(Arc::clone(frame), Arc::new(model))
}
