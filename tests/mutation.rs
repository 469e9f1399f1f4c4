//! Spoilt files: a million of them must not hurt.
//!
//! `cargo test --test mutation` serves 20,000 inputs. Before a release, and whenever a decoder changes:
//!
//! ```text
//! HOUNSFIELD_MUTATIONS=1000000 cargo test --release --test mutation -- --nocapture
//! ```
//!
//! With `HOUNSFIELD_CORPUS` every second input is made from a real file. A fault names the number of its input;
//! `HOUNSFIELD_MUTATION=<number>` serves that one alone, and `HOUNSFIELD_MUTATION_FILE=<path>` keeps it as a file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "mutation/mod.rs"]
mod suite;
mod support;

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use hounsfield::{
    dicom::{FindingCode, Means, Object, ReadError, open_bytes, write::EXPLICIT_LITTLE},
    jobs::DecoderProcesses,
};
use suite::{
    corpus::Corpus,
    elements::element,
    input, memory,
    nesting::{Nest, nested},
    recipes::{Expected, RECIPES},
    run::{run, say},
    serve::{Allowance, serve},
};
use support::{DicomBuilder, seeds, walker::Encoding};

/// Inputs of an ordinary run.
const INPUTS: u64 = 20_000;

/// What the files are opened with, as the program would.
fn means() -> &'static Means {
    static MEANS: OnceLock<Means> = OnceLock::new();
    MEANS.get_or_init(|| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let decoders = DecoderProcesses::new(env!("CARGO_BIN_EXE_hounsfield").into(), threads);
        Means { codecs: Arc::new(decoders), ..Means::default() }
    })
}

fn open(bytes: Vec<u8>) -> Result<Object, ReadError> {
    open_bytes("mutated.dcm".as_ref(), bytes)
}

#[test]
fn no_spoilt_file_hurts() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    if let Some(number) = number("HOUNSFIELD_MUTATION") {
        let made = input(number, Corpus::from_environment().as_ref());
        say(&format!("input {number}, {} bytes, {}", made.bytes.len(), made.recipe));
        if let Some(path) = std::env::var_os("HOUNSFIELD_MUTATION_FILE") {
            std::fs::write(path, &made.bytes).unwrap();
        }
        let start = Instant::now();
        let outcome = serve(made.bytes, means(), Allowance::Usual, &|| ());
        panic!("in {:?}: {outcome:#?}", start.elapsed());
    }
    let tally = run(0..number("HOUNSFIELD_MUTATIONS").unwrap_or(INPUTS), means());
    assert!(tally.faults.is_empty(), "\n{}", tally.faults());
    assert!(tally.opened > tally.inputs / 2 && tally.pictures > tally.inputs / 4, "the files are spoilt beyond use");
}

#[test]
fn files_that_are_not_spoilt_are_served_in_full() {
    let mut wrong = Vec::new();
    for seed in seeds::generated() {
        let outcome = serve(seed.bytes.clone(), means(), Allowance::Usual, &|| ());
        if !outcome.opened || !outcome.faults.is_empty() || seed.shown && outcome.pictures == 0 {
            wrong.push(format!("{}: {:?} {:?}", seed.name, outcome.faults, outcome.texts));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_recipe_comes_out_as_it_must() {
    let mut faults = Vec::new();
    for recipe in RECIPES {
        for variant in 0.. {
            let Some((bytes, expected)) = (recipe.variant)(variant) else { break };
            let start = Instant::now();
            let crowded = recipe.number == 36 && variant >= recipe.light;
            let allowance = if crowded { Allowance::Crowded } else { Allowance::Usual };
            let outcome = serve(bytes, means(), allowance, &|| ());
            let wrong = match expected {
                Expected::Picture => outcome.pictures == 0,
                Expected::NoPicture => outcome.pictures > 0,
                Expected::Anything => false,
            };
            let slow = !crowded && start.elapsed() > suite::watchdog::LIMIT;
            if wrong || slow || !outcome.faults.is_empty() {
                let name = format!("recipe {}, variant {variant}", recipe.number);
                faults.push(format!("{name}: {expected:?} in {:?}, but {outcome:?}", start.elapsed()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Files of 348 bytes that declare 3.5 GB took readers 3.3 GiB and seconds.
#[test]
fn small_files_with_large_lengths_take_nothing() {
    for vr in [b"OB", b"OW", b"OF", b"OD", b"OL", b"OV", b"UT", b"UC", b"UR", b"UN", b"SQ"] {
        let explicit = Encoding { explicit: true, big: false };
        let mut file = [&[0; 128][..], b"DICM"].concat();
        file.extend(element((0x0002, 0x0010), *b"UI", EXPLICIT_LITTLE.as_bytes(), explicit));
        file.extend(element((0x0008, 0x0060), *b"CS", b"OT", explicit));
        file.extend([0x77, 0, 0x10, 0x10]);
        file.extend(vr);
        file.extend([0, 0]);
        file.extend(3_500_000_000_u32.to_le_bytes());
        file.resize(348, b' ');
        let start = Instant::now();
        let (object, growth) = memory::growth(|| open(file));
        let time = start.elapsed();
        let object = object.unwrap();
        say(&format!("{}: {growth} bytes, {} us", String::from_utf8_lossy(vr), time.as_micros()));
        assert!(growth < 1 << 20, "{}: took {growth} bytes", String::from_utf8_lossy(vr));
        assert!(object.findings.iter().any(|finding| finding.code == FindingCode::Truncated));
        assert_eq!(object.summary.modality, "OT");
    }
}

#[test]
fn a_million_levels_are_cut_at_the_limit() {
    for (defined, unknown) in [(false, false), (true, false), (false, true), (true, true)] {
        let nest = Nest { levels: 1_000_000, defined, closed: true, unknown };
        let mut file = DicomBuilder::image("1.2.840.10008.5.1.4.1.1.7", "OT", 1, 1).build();
        file.extend(nested(nest, Encoding { explicit: true, big: false }));
        let start = Instant::now();
        let object = open(file).unwrap();
        let rows = object.tag_tree().rows.len();
        say(&format!("{nest:?}: {rows} rows in {} ms", start.elapsed().as_millis()));
        assert!(rows < 200, "{nest:?}: {rows} rows");
        // An unknown private element with a length may pass for a plain value.
        let plain = defined && unknown;
        assert!(plain || object.findings.iter().any(|finding| finding.code == FindingCode::Depth), "{nest:?}");
    }
}

/// Not a test: writes what the targets in `fuzz/` start from into the folder that the environment names.
#[test]
fn seeds_for_the_fuzzers() {
    match std::env::var_os("HOUNSFIELD_FUZZ_SEEDS") {
        Some(folder) => say(&format!("{} seeds written", suite::fuzz_seeds::write(folder.as_ref()))),
        None => say("skipped: HOUNSFIELD_FUZZ_SEEDS names no folder"),
    }
}
