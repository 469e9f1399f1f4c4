//! What a scan costs: `cargo bench --no-default-features --bench scanning`.

use std::path::{Path, PathBuf};

use divan::{Bencher, black_box, counter::ItemsCount};
use hounsfield::{
    dicom::{self, Limits, phantom},
    study::{Found, Library, LibraryBuilder, Scan, ScanOptions},
};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// Files of a scanned folder.
const FILES: usize = 500;

#[divan::bench]
fn read_facts(bencher: Bencher) {
    let folder = slices(1);
    let path = folder.path().join("00000.dcm");
    bencher.bench_local(|| dicom::read_facts(black_box(&path), &Limits::default()));
}

#[divan::bench]
fn scan(bencher: Bencher) {
    let folder = slices(FILES);
    bencher.counter(ItemsCount::new(FILES)).bench_local(|| found(black_box(folder.path())));
}

#[divan::bench]
fn group(bencher: Bencher) {
    let folder = slices(FILES);
    let found = found(folder.path());
    bencher.counter(ItemsCount::new(FILES)).with_inputs(|| found.clone()).bench_local_values(grouped);
}

fn found(folder: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    let Ok(mut scan) = Scan::new(vec![folder.to_owned()], ScanOptions::default()) else { return found };
    while let Some(batch) = scan.next_batch() {
        found.extend(batch.found);
    }
    found
}

fn grouped(found: Vec<Found>) -> Library {
    let mut library = LibraryBuilder::default();
    for (id, found) in (0..).zip(found) {
        match found {
            Found::Instance { location, facts } => library.insert(*facts, location, id),
            Found::Skipped(skipped) => library.skip(skipped),
        }
    }
    library.snapshot()
}

/// A folder of slices of the generated study, over and over.
#[allow(clippy::unwrap_used, reason = "a bench without its files measures nothing")]
fn slices(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..count {
        let name = PathBuf::from(format!("{number:05}.dcm"));
        std::fs::write(folder.path().join(name), phantom::slice(number % 8).bytes).unwrap();
    }
    folder
}
