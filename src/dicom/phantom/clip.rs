//! The ultrasound clip: a sector with speckle, in it a chamber that beats once in twenty frames.

use std::f32::consts::{FRAC_PI_4, TAU};

use super::{canvas::Ellipse, random};
use crate::dicom::write::DataSetWriter;

pub(super) const ROWS: usize = 240;
pub(super) const COLUMNS: usize = 320;
pub(super) const FRAMES: usize = 60;
/// _Frame Time_ (0018,1063).
pub(super) const FRAME_TIME_MS: f64 = 40.0;

/// Frames of a heart beat.
const BEAT: usize = 20;
/// Millimetres a pixel, both ways.
const MM_PER_PIXEL: f64 = 0.6;
/// Where the sector starts and ends, in pixels from its apex.
const DEPTH: std::ops::Range<f32> = 14.0..222.0;
const APEX: (f32, f32) = (160.0, 8.0);

/// The item of _Sequence of Ultrasound Regions_ (0018,6011) for the sector.
pub(super) fn region() -> DataSetWriter {
    const CENTIMETRES: u16 = 3;
    let mut item = DataSetWriter::new();
    // 2D, tissue, opaque.
    item.unsigned((0x0018, 0x6012), &[1]);
    item.unsigned((0x0018, 0x6014), &[1]);
    item.unsigned_long((0x0018, 0x6016), &[0]);
    item.unsigned_long((0x0018, 0x6018), &[0]);
    item.unsigned_long((0x0018, 0x601A), &[8]);
    item.unsigned_long((0x0018, 0x601C), &[COLUMNS as u32 - 1]);
    item.unsigned_long((0x0018, 0x601E), &[ROWS as u32 - 1]);
    item.unsigned((0x0018, 0x6024), &[CENTIMETRES]);
    item.unsigned((0x0018, 0x6026), &[CENTIMETRES]);
    item.doubles((0x0018, 0x602C), &[MM_PER_PIXEL / 10.0]);
    item.doubles((0x0018, 0x602E), &[MM_PER_PIXEL / 10.0]);
    item
}

/// All frames, one after the other, 8 bits a pixel.
pub(super) fn frames() -> Vec<u8> {
    let sector = sector();
    let mut pixels = Vec::with_capacity(FRAMES * ROWS * COLUMNS);
    for frame in 0..FRAMES {
        let phase = TAU * (frame % BEAT) as f32 / BEAT as f32;
        let squeeze = 1.0 - 0.17 * (1.0 - phase.cos()) / 2.0;
        let muscle = Ellipse::new(166.0, 128.0, 58.0 * (0.5 + squeeze / 2.0), 70.0 * (0.6 + squeeze * 0.4)).turned(0.2);
        let chamber = Ellipse::new(166.0, 126.0, 36.0 * squeeze * squeeze, 52.0 * squeeze).turned(0.2);
        let leaf = Ellipse::new(166.0 + 9.0 * phase.sin(), 158.0, 15.0, 2.2).turned(0.9 * (phase.sin() - 0.4));
        let (muscle, chamber, leaf) = (muscle.edge(9.0), chamber.edge(5.0), leaf.edge(3.0));
        for (index, seen) in sector.iter().enumerate() {
            let Some((gain, speckle)) = seen else {
                pixels.push(0);
                continue;
            };
            let (x, y) = ((index % COLUMNS) as f32, (index / COLUMNS) as f32);
            let tissue = 62.0 + 70.0 * muscle.cover(x, y);
            let filled = tissue + (9.0 - tissue) * chamber.cover(x, y);
            let bright = filled + (215.0 - filled) * leaf.cover(x, y);
            let electronic = random::normal((frame as u64) << 32 | index as u64);
            pixels.push((bright * gain * speckle + 4.0 * electronic).round().clamp(0.0, 255.0) as u8);
        }
    }
    pixels
}

/// For each pixel inside the sector its gain and its speckle, which stays with the place.
fn sector() -> Vec<Option<(f32, f32)>> {
    let seen = |index: usize| {
        let (x, y) = ((index % COLUMNS) as f32 - APEX.0, (index / COLUMNS) as f32 - APEX.1);
        let depth = x.hypot(y);
        let angle = x.atan2(y);
        if !DEPTH.contains(&depth) || angle.abs() > FRAC_PI_4 {
            return None;
        }
        // Speckle grains are short along the beam and wide across it.
        let grain = |scale: f32| {
            let (ring, beam) = ((depth * scale) as u64, ((angle + 2.0) * 70.0 * scale) as u64);
            random::normal(ring << 20 | beam)
        };
        let speckle = (1.0 + 0.33 * grain(0.5) + 0.22 * grain(1.0)).max(0.05);
        Some((1.15 - 0.0028 * depth, speckle))
    };
    (0..ROWS * COLUMNS).map(seen).collect()
}
