//! The chest of the CT phantom: where which tissue lies, by slice.

use std::f32::consts::PI;

use super::{
    PIXEL_SPACING_MM, SLICE_SIZE,
    canvas::{Canvas, Ellipse},
    random,
};

const AIR: f32 = -1000.0;
const LUNG: f32 = -830.0;
const FAT: f32 = -90.0;
const WATER: f32 = 0.0;
const SOFT_TISSUE: f32 = 45.0;
const BLOOD: f32 = 60.0;
const SPONGY_BONE: f32 = 300.0;
const CORTICAL_BONE: f32 = 1000.0;
/// Plastic of the pad that holds the rods.
const PAD: f32 = -60.0;
/// Standard deviation of the noise is about 1.4 times this.
const NOISE: f32 = 7.0;

/// A calibration rod along the body's axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rod {
    /// What it stands for.
    pub name: &'static str,
    /// Its value in HU.
    pub hu: f32,
    /// Centre, in patient coordinates (x to the patient's left).
    pub x_mm: f64,
    /// Centre, in patient coordinates (y to the back).
    pub y_mm: f64,
}

/// Radius of every rod.
pub const ROD_RADIUS_MM: f64 = 8.0;

/// The rods, from the patient's right to left, [`ROD_RADIUS_MM`] thick.
pub const RODS: [Rod; 7] = [
    Rod { name: "air", hu: AIR, x_mm: -84.0, y_mm: 138.0 },
    Rod { name: "lung", hu: LUNG, x_mm: -56.0, y_mm: 138.0 },
    Rod { name: "fat", hu: FAT, x_mm: -28.0, y_mm: 138.0 },
    Rod { name: "water", hu: WATER, x_mm: 0.0, y_mm: 138.0 },
    Rod { name: "soft tissue", hu: SOFT_TISSUE, x_mm: 28.0, y_mm: 138.0 },
    Rod { name: "spongy bone", hu: SPONGY_BONE, x_mm: 56.0, y_mm: 138.0 },
    Rod { name: "cortical bone", hu: CORTICAL_BONE, x_mm: 84.0, y_mm: 138.0 },
];

/// HU of the slice at `z_mm` (0 at the lowest, growing towards the head), row by row from the front.
pub(super) fn slice_hu(z_mm: f64) -> Vec<f32> {
    let z = z_mm as f32;
    let mut canvas = Canvas::new(SLICE_SIZE, PIXEL_SPACING_MM as f32, AIR);
    table(&mut canvas);
    let wall = Ellipse::new(0.0, 0.0, 158.0 - 0.05 * z, 112.0 - 0.06 * z);
    canvas.ellipse(wall, SOFT_TISSUE);
    canvas.ellipse(wall.shrunk(2.0), FAT);
    let muscle = wall.shrunk(16.0);
    canvas.ellipse(muscle, SOFT_TISSUE);
    shoulder_blades(&mut canvas, z);
    let cavity = muscle.shrunk(14.0);
    lungs(&mut canvas, cavity, z);
    heart(&mut canvas, z);
    great_vessels(&mut canvas, z);
    ribs(&mut canvas, cavity, z);
    breastbone(&mut canvas, cavity);
    spine(&mut canvas, z);
    let slice = (z_mm * 16.0).round() as u64;
    canvas.noise(NOISE, |pixel| random::normal(slice << 32 | pixel as u64));
    canvas.values
}

/// The couch with the pad and its rods.
fn table(canvas: &mut Canvas) {
    canvas.ellipse_where(Ellipse::new(0.0, 60.0, 205.0, 112.0), 60.0, |_, y| f32::from(y > 118.0));
    canvas.ellipse_where(Ellipse::new(0.0, 60.0, 203.0, 109.0), -880.0, |_, y| f32::from(y > 118.0));
    canvas.ellipse(Ellipse::new(0.0, 138.0, 112.0, 17.0), PAD);
    for rod in RODS {
        let radius = ROD_RADIUS_MM as f32;
        canvas.ellipse(Ellipse::new(rod.x_mm as f32, rod.y_mm as f32, radius, radius), rod.hu);
    }
}

fn lungs(canvas: &mut Canvas, cavity: Ellipse, z: f32) {
    // The diaphragm takes room at the bottom, the chest narrows at the top.
    let fullness = (0.80 + z / 400.0 - (z / 118.0).powi(4) * 0.16).min(1.0);
    let inside = cavity.edge(1.0);
    for side in [-1.0_f32, 1.0] {
        let lung = Ellipse::new(side * 68.0, 4.0, 50.0 * fullness.sqrt(), 76.0 * fullness).turned(side * 0.10);
        canvas.ellipse_where(lung, LUNG, |x, y| inside.cover(x, y));
        let within = lung.shrunk(4.0).edge(2.0);
        // Vessels and airways run outwards from the root of the lung and up or down.
        for branch in 0..46_u64 {
            let draw = |what: u64| random::uniform((branch << 8 | what) * 2 + u64::from(side > 0.0));
            let turn = (draw(1) - 0.5) * 2.0 * PI;
            let slant = (draw(2) - 0.5) * 1.1;
            let length = 10.0 + 62.0 * draw(3).sqrt();
            let reach = length + slant * (z - 55.0) * 0.6;
            let radius = (3.9 - reach.abs() / 24.0).max(0.75) * (0.75 + 0.5 * draw(4));
            let (x, y) = (side * 34.0 + side * reach * turn.cos().abs() * 0.95, 8.0 + reach * turn.sin() * 1.05);
            let vessel = Ellipse::new(x, y, radius * (1.0 + 1.6 * draw(5)), radius).turned(turn * side);
            canvas.ellipse_where(vessel, SOFT_TISSUE, |x, y| within.cover(x, y));
        }
    }
}

fn heart(canvas: &mut Canvas, z: f32) {
    // Largest at a third of the way up; gone where the great vessels begin.
    let size = (1.0 - ((z - 35.0) / 62.0).powi(2)).max(0.0).sqrt();
    canvas.ellipse(Ellipse::new(2.0, -14.0, 34.0, 54.0), FAT);
    canvas.ellipse(Ellipse::new(2.0, 34.0, 30.0, 30.0), SOFT_TISSUE);
    if size < 0.2 {
        return;
    }
    let muscle = Ellipse::new(20.0, -26.0, 60.0 * size, 43.0 * size).turned(0.55);
    canvas.ellipse(Ellipse { a: muscle.a + 4.0, b: muscle.b + 4.0, ..muscle }, FAT);
    canvas.ellipse(muscle, SOFT_TISSUE + 35.0);
    let chamber = |x, y, a, b| Ellipse::new(x, y, a * size, b * size).turned(0.55);
    canvas.ellipse(chamber(40.0, -24.0, 29.0, 16.0), BLOOD + 90.0);
    canvas.ellipse(chamber(10.0, -42.0, 29.0, 14.0), BLOOD + 70.0);
    canvas.ellipse(chamber(-16.0, -32.0, 15.0, 20.0), BLOOD + 70.0);
    canvas.ellipse(chamber(10.0, 2.0, 24.0, 13.0), BLOOD + 90.0);
    // A little fluid behind the heart.
    canvas.ellipse_where(muscle.shrunk(-2.5), WATER, |x, y| f32::from(y - 0.3 * x > 9.0 * size) * 0.8);
    canvas.ellipse_where(muscle, SOFT_TISSUE + 35.0, |x, y| f32::from(y - 0.3 * x > 9.0 * size && y > 6.0));
}

fn great_vessels(canvas: &mut Canvas, z: f32) {
    let wall = |canvas: &mut Canvas, x: f32, y: f32, radius: f32| {
        canvas.ellipse(Ellipse::new(x, y, radius + 1.5, radius + 1.5), SOFT_TISSUE);
        canvas.ellipse(Ellipse::new(x, y, radius, radius), BLOOD + 90.0);
    };
    // Descending aorta, left in front of the spine.
    wall(canvas, 24.0, 44.0, 11.5);
    if z > 62.0 {
        // Ascending aorta, upper vena cava and, lower down, the pulmonary trunk.
        wall(canvas, -10.0, -22.0, 14.0);
        wall(canvas, -34.0, -10.0, 8.5);
        if z < 95.0 {
            let trunk = Ellipse::new(20.0, -14.0, 24.0, 10.5).turned(0.5);
            canvas.ellipse(trunk.shrunk(-1.5), SOFT_TISSUE);
            canvas.ellipse(trunk, BLOOD + 90.0);
        }
    }
    // Airway: one windpipe above, two main bronchi below.
    let fork = ((78.0 - z) / 40.0).clamp(0.0, 1.0);
    for side in [-1.0_f32, 1.0] {
        let (x, radius) = (side * (1.0 + fork * 26.0), 9.0 - 3.0 * fork);
        canvas.ellipse(Ellipse::new(x, 16.0, radius + 1.6, radius + 1.2), SOFT_TISSUE);
    }
    for side in [-1.0_f32, 1.0] {
        let (x, radius) = (side * (1.0 + fork * 26.0), 9.0 - 3.0 * fork);
        canvas.ellipse(Ellipse::new(x, 16.0, radius, radius * 0.9), AIR);
    }
    // Gullet with a trace of air.
    canvas.ellipse(Ellipse::new(6.0, 33.0, 9.0, 6.0), SOFT_TISSUE - 5.0);
    canvas.ellipse(Ellipse::new(7.0, 33.0, 2.4, 1.4), AIR);
}

/// Ribs slope: each slice cuts another part of each.
fn ribs(canvas: &mut Canvas, cavity: Ellipse, z: f32) {
    let (a, b) = (cavity.a + 5.5, cavity.b + 5.5);
    for side in [-1.0_f32, 1.0] {
        for rib in 0..6 {
            let along = (rib as f32 * 0.45 + 0.30 + z / 120.0 * 0.85) % 2.7 - 1.25;
            if !(-1.2..1.15).contains(&along) {
                continue;
            }
            let (sin, cos) = along.sin_cos();
            // The long axis lies along the wall.
            let tangent = (-b * cos).atan2(-side * a * sin);
            let shape = Ellipse::new(side * a * cos, -b * sin, 14.0, 5.2).turned(tangent);
            bone(canvas, shape, 2.0);
        }
    }
}

fn shoulder_blades(canvas: &mut Canvas, z: f32) {
    if z < 30.0 {
        return;
    }
    let length = 10.0 + (z - 30.0) * 0.36;
    for side in [-1.0_f32, 1.0] {
        bone(canvas, Ellipse::new(side * 92.0, 72.0, length, 3.6).turned(side * -0.62), 1.7);
    }
}

fn breastbone(canvas: &mut Canvas, cavity: Ellipse) {
    bone(canvas, Ellipse::new(0.0, -cavity.b - 5.0, 17.0, 6.0), 1.6);
}

fn spine(canvas: &mut Canvas, z: f32) {
    let (back, y) = (4.0, 58.0);
    let disc = (z / 26.0).fract() < 0.2;
    for side in [-1.0_f32, 1.0] {
        canvas.ellipse(Ellipse::new(side * 30.0, y + 34.0, 24.0, 14.0).turned(side * -0.25), SOFT_TISSUE + 8.0);
    }
    if disc {
        canvas.ellipse(Ellipse::new(0.0, y, 20.0, 16.0), SOFT_TISSUE + 40.0);
    } else {
        bone(canvas, Ellipse::new(0.0, y, 20.0, 16.0), 1.6);
        for side in [-1.0_f32, 1.0] {
            bone(canvas, Ellipse::new(side * 27.0, y + 21.0, 17.0, 4.6).turned(side * 0.35), 1.8);
            bone(canvas, Ellipse::new(side * 13.0, y + 16.0, 5.0, 8.0), 2.2);
        }
    }
    bone(canvas, Ellipse::new(0.0, y + 39.0, 4.0, 13.0), 1.8);
    for side in [-1.0_f32, 1.0] {
        bone(canvas, Ellipse::new(side * 8.5, y + 29.0, 11.0, 4.2).turned(side * -0.75), 2.0);
    }
    canvas.ellipse(Ellipse::new(0.0, y + 20.0 + back * 0.25, 9.5, 8.5), WATER + 8.0);
    canvas.ellipse(Ellipse::new(0.0, y + 21.0, 5.2, 4.4), SOFT_TISSUE);
}

/// A cortical shell (mm) around spongy bone.
fn bone(canvas: &mut Canvas, shape: Ellipse, shell: f32) {
    canvas.ellipse(shape, CORTICAL_BONE);
    canvas.ellipse(shape.shrunk(shell), SPONGY_BONE);
}
