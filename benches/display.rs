//! What the display pipeline costs: `cargo bench --no-default-features --bench display`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use hounsfield::{
    export::pictures::png,
    geometry::{Placement, View},
    image::{
        Channel, ChannelSettings, ChannelWindow, Equalization, EqualizeSettings, Frame, Highlight, Histogram,
        Interpolation, Label, ModalityKind, ModalityLut, PhotometricInterpretation, Picture, PixelModel, Presentation,
        Samples, Unit, ValuePlane, ValueRange, Voi, VoiFunction, VoiSource, Window,
        body::{Body, BodySettings},
        render,
    },
};

fn main() {
    divan::main();
}

/// Columns and rows of a CT slice and of a mammogram.
const SIZES: [(u32, u32); 2] = [(512, 512), (3328, 4096)];
const SCREEN: [usize; 2] = [1600, 1000];

#[divan::bench(args = SIZES)]
fn histogram(bencher: Bencher, size: (u32, u32)) {
    let picture = picture(size);
    bencher.bench_local(|| Histogram::of(black_box(&picture)));
}

#[divan::bench(args = SIZES)]
fn render_native(bencher: Bencher, size: (u32, u32)) {
    let frame = picture(size);
    // A fresh picture each time: nothing is remembered from one rendering to the next.
    bencher
        .with_inputs(|| Picture::new(frame.frame().clone(), frame.model().clone()))
        .bench_local_values(|picture| render::native(&picture, &window(VoiFunction::Linear)));
}

#[divan::bench(args = SIZES)]
fn encode_png(bencher: Bencher, size: (u32, u32)) {
    let pixels = render::native(&picture(size), &window(VoiFunction::Linear));
    bencher.bench_local(|| png::encode(black_box(&pixels)));
}

#[divan::bench(args = SIZES)]
fn resample_to_fit(bencher: Bencher, size: (u32, u32)) {
    let (picture, map) = (picture(size), View::default().pixel_from_screen(&placement(size)));
    bencher.bench_local(|| ValuePlane::new(black_box(&picture), &map, SCREEN, Interpolation::Bilinear));
}

#[divan::bench(args = SIZES)]
fn resample_turned_one_to_one(bencher: Bencher, size: (u32, u32)) {
    let view = View::default().one_to_one().turned(true);
    let (picture, map) = (picture(size), view.pixel_from_screen(&placement(size)));
    bencher.bench_local(|| ValuePlane::new(black_box(&picture), &map, SCREEN, Interpolation::Bilinear));
}

#[divan::bench(args = VoiFunction::ALL)]
fn window_resampled_values(bencher: Bencher, function: VoiFunction) {
    paint(bencher, View::default(), function);
}

#[divan::bench(args = VoiFunction::ALL)]
fn window_stored_values(bencher: Bencher, function: VoiFunction) {
    paint(bencher, View::default().one_to_one(), function);
}

fn paint(bencher: Bencher, view: View, function: VoiFunction) {
    paint_as(bencher, view, window(function));
}

fn paint_as(bencher: Bencher, view: View, presentation: Presentation) {
    let size = SIZES[1];
    let picture = picture(size);
    let plane = ValuePlane::new(&picture, &view.pixel_from_screen(&placement(size)), SCREEN, Interpolation::Bilinear);
    let mut rgba = Vec::new();
    plane.paint(&picture, &presentation, &mut rgba);
    bencher.bench_local(|| plane.paint(black_box(&picture), &presentation, &mut rgba));
}

/// What a window repaint costs when the picture is equalised, or three windows are its colours.
#[divan::bench(args = [100, 10_000])]
fn equalised_resampled_values(bencher: Bencher, bins: usize) {
    paint_as(bencher, View::default(), equalised(bins));
}

#[divan::bench(args = [100, 10_000])]
fn equalised_stored_values(bencher: Bencher, bins: usize) {
    paint_as(bencher, View::default().one_to_one(), equalised(bins));
}

#[divan::bench]
fn channels_resampled_values(bencher: Bencher) {
    let window = |center| ChannelWindow::by_hand(Window::new(center, 1500.0), true);
    let windows = vec![window(700.0), window(2000.0)];
    let settings = ChannelSettings { windows, equalised: Some(EqualizeSettings::default()) };
    paint_as(bencher, View::default(), Presentation::with_voi(Voi::Channels(settings)));
}

/// Breakpoints of a frame that was not counted for them yet.
#[divan::bench(args = SIZES)]
fn equalise_a_frame(bencher: Bencher, size: (u32, u32)) {
    let frame = picture(size);
    bencher
        .with_inputs(|| Picture::new(frame.frame().clone(), frame.model().clone()))
        .bench_local_values(|picture| Equalization::new(&picture, &EqualizeSettings::default()));
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn find_the_body(bencher: Bencher, size: (u32, u32)) {
    let picture = picture(size);
    let settings = BodySettings::for_picture(&picture, Window::new(2000.0, 3000.0));
    bencher.bench_local(|| Body::find(black_box(&picture), &settings, &|| false));
}

fn equalised(bins: usize) -> Presentation {
    Presentation::with_voi(Voi::Equalized(EqualizeSettings { bins, ..EqualizeSettings::default() }))
}

/// What each move of the pointer over the plot costs, with and without tissues in colour.
#[divan::bench(args = [0, 10])]
fn glow_at_fit(bencher: Bencher, tissues: usize) {
    glow(bencher, View::default(), tissues);
}

#[divan::bench(args = [0, 10])]
fn glow_turned_one_to_one(bencher: Bencher, tissues: usize) {
    glow(bencher, View::default().one_to_one().turned(true), tissues);
}

fn glow(bencher: Bencher, view: View, tissues: usize) {
    let size = SIZES[1];
    let (picture, map) = (picture(size), view.pixel_from_screen(&placement(size)));
    let presentation = window(VoiFunction::Linear);
    let range = |index: usize| ValueRange::new(index as f64 * 400.0, index as f64 * 400.0 + 300.0);
    let labels: Vec<Label> =
        (0..tissues).map(|index| Label { range: range(index), colour: [200, 90, 30], opacity: 0.5 }).collect();
    let highlight = Highlight { glow: Some(range(3)), accent: [86, 156, 240], channel: Channel::All, labels: &labels };
    let mut rgba = vec![255; SCREEN[0] * SCREEN[1] * 4];
    bencher.bench_local(|| highlight.paint(black_box(&picture), &presentation, &map, SCREEN, &mut rgba));
}

fn placement((columns, rows): (u32, u32)) -> Placement {
    Placement { image: [columns, rows], pixel_aspect: 1.0, viewport: SCREEN.map(|length| length as f64) }
}

fn window(function: VoiFunction) -> Presentation {
    let window = Window::new(2000.0, 3000.0);
    Presentation::with_voi(Voi::Window { window, function, source: VoiSource::User })
}

/// A noisy ramp of 12 bits.
fn picture((columns, rows): (u32, u32)) -> Picture {
    let mut state = 1u32;
    let samples = (0..columns * rows).map(|at| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (at % columns * 3800 / columns + (state >> 24)) as u16
    });
    let frame =
        Frame { rows, columns, samples_per_pixel: 1, samples: Samples::U16(samples.collect()), rows_present: rows };
    let model = PixelModel {
        photometric: PhotometricInterpretation::Monochrome2,
        bits_stored: 12,
        signed: false,
        modality: ModalityLut::Rescale { slope: 1.0, intercept: 0.0 },
        unit: Unit::None,
        padding: None,
        inverse_polarity: false,
        windows: Vec::new(),
        voi_luts: Vec::new(),
        palette: None,
        profile: None,
        segments: None,
        kind: ModalityKind::Percentile,
        pixel_aspect: 1.0,
        presentation_lut: None,
        scales: Vec::new(),
        suv_reason: None,
    };
    Picture::new(Arc::new(frame), Arc::new(model))
}
