//! What opening a file costs: `cargo bench --no-default-features --bench reading`.

use std::path::PathBuf;

use divan::{Bencher, black_box};
use hounsfield::dicom::{self, phantom};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A CT slice and a clip of the generated study, on disk.
const FILES: [&str; 2] = ["slice", "clip"];

#[divan::bench(args = FILES)]
fn open(bencher: Bencher, which: &str) {
    let (_folder, path) = on_disk(which);
    bencher.bench_local(|| dicom::open(black_box(&path)));
}

#[divan::bench(args = FILES)]
fn read_facts(bencher: Bencher, which: &str) {
    let (_folder, path) = on_disk(which);
    bencher.bench_local(|| dicom::read_facts(black_box(&path), &dicom::Limits::default()));
}

#[divan::bench(args = FILES)]
fn tag_rows(bencher: Bencher, which: &str) {
    let (_folder, path) = on_disk(which);
    // Rows are kept once built: each round opens the file anew.
    bencher.with_inputs(|| dicom::open(&path)).bench_local_values(|object| object.map(|object| object.tag_tree()));
}

#[divan::bench(args = FILES)]
fn load_one_frame(bencher: Bencher, which: &str) {
    let (_folder, path) = on_disk(which);
    let object = dicom::open(&path);
    bencher.bench_local(|| object.as_ref().map(|object| object.load(0)));
}

#[allow(clippy::unwrap_used, reason = "a bench without its file measures nothing")]
fn on_disk(which: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = if which == "clip" { phantom::clip() } else { phantom::slice(0) };
    let path = folder.path().join("file.dcm");
    std::fs::write(&path, file.bytes).unwrap();
    (folder, path)
}
