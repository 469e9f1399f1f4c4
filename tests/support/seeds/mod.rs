//! The files that are mutated: one of every kind, written by the crate's own writer, small, and the same in every run.

mod compressed;
mod native;
mod structure;

use std::sync::OnceLock;

use crate::support::DicomBuilder;

/// A good file.
pub struct Seed {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Whether it holds a picture that this version shows.
    pub shown: bool,
}

/// What stands in the seeds for who the patient is; no error and no finding may hold a part of it.
pub const PLANTED: [&str; 4] = ["QUORRIN", "quorrin", "774411", "Zembla"];

/// Every seed, in a fixed order.
pub fn generated() -> &'static [Seed] {
    static SEEDS: OnceLock<Vec<Seed>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut seeds = native::seeds();
        seeds.extend(compressed::seeds());
        seeds.extend(structure::seeds());
        seeds
    })
}

/// The seed of this name.
pub fn named(name: &str) -> &'static Seed {
    generated().iter().find(|seed| seed.name == name).unwrap()
}

/// A file whose picture is shown.
fn shown(name: impl Into<String>, builder: &DicomBuilder) -> Seed {
    Seed { name: name.into(), bytes: planted(builder).build(), shown: true }
}

/// A file that has no picture, or none that this version shows.
fn tags_only(name: impl Into<String>, builder: &DicomBuilder) -> Seed {
    Seed { name: name.into(), bytes: planted(builder).build(), shown: false }
}

/// The same with a patient who can be recognised.
fn planted(builder: &DicomBuilder) -> DicomBuilder {
    builder
        .clone()
        .with((0x0008, 0x0080), "LO", "Zembla Hospital")
        .with((0x0010, 0x0010), "PN", "QUORRINAX^VELM")
        .with((0x0010, 0x0020), "LO", "QRX-774411")
        .with((0x0010, 0x4000), "LT", "quorrinax was here")
}

/// Values that go up and down, from a fixed congruence; `bits` bits each.
fn noise(count: usize, bits: u32) -> Vec<u16> {
    let mut state = 1_u32;
    let mut step = |index: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Half ramp, half noise: runs for RLE, work for the others.
        if (index / 16).is_multiple_of(2) { (index as u32 * 3) & ((1 << bits) - 1) } else { state >> (32 - bits) }
    };
    (0..count).map(|index| step(index) as u16).collect()
}

fn noise8(count: usize) -> Vec<u8> {
    noise(count, 8).into_iter().map(|value| value as u8).collect()
}
