//! The folders of the corpus as studies: what belongs together, in which order, and that no file is lost.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use hounsfield::study::{DisplaySet, Found, Library, LibraryBuilder, Scan, ScanOptions, SetKind};

use crate::say;

/// All that lies below a folder, grouped.
fn library(folder: &Path) -> Library {
    let mut scan = Scan::new(vec![folder.to_owned()], ScanOptions::default()).unwrap();
    let (mut library, mut id) = (LibraryBuilder::default(), 0);
    while let Some(batch) = scan.next_batch() {
        for found in batch.found {
            id += 1;
            match found {
                Found::Instance { location, facts } => library.insert(*facts, location, id),
                Found::Skipped(skipped) => library.skip(skipped),
            }
        }
    }
    library.snapshot()
}

/// Kind and number of frames of every set.
fn sets(library: &Library) -> Vec<(SetKind, usize)> {
    let sets = library.series().flat_map(|series| &series.sets);
    sets.inspect(|set| assert!(set.kind != SetKind::Stack || is_strictly_monotone(set), "{set:?}"))
        .map(|set| (set.kind, set.frames.len()))
        .collect()
}

fn is_strictly_monotone(set: &DisplaySet) -> bool {
    let positions: Vec<f64> = set.frames.iter().map(|frame| frame.position_mm.unwrap()).collect();
    positions.is_sorted_by(|a, b| a < b) || positions.is_sorted_by(|a, b| a > b)
}

#[test]
fn series_are_whole_and_in_order() {
    let Some(corpus) = std::env::var_os("HOUNSFIELD_CORPUS").map(PathBuf::from) else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let ct = sets(&library(&corpus.join("ct-series")));
    let expected = [(SetKind::Localizer, 1), (SetKind::Stack, 28), (SetKind::Stack, 140), (SetKind::Images, 2)];
    assert_eq!(ct, expected, "a localizer, two stacks, the captures of the dose");
    assert_eq!(sets(&library(&corpus.join("mr-series"))), [(SetKind::Stack, 384)]);
}

#[test]
fn every_file_is_accounted_for() {
    let Some(corpus) = std::env::var_os("HOUNSFIELD_CORPUS").map(PathBuf::from) else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let library = library(&corpus);
    let instances: Vec<_> = library.series().flat_map(|series| &series.instances).collect();
    let skipped: Vec<_> = library.skipped.iter().collect();
    let shown: BTreeSet<PathBuf> = instances.iter().map(|instance| instance.location.path.to_path_buf()).collect();
    let left_out: BTreeSet<PathBuf> = skipped.iter().map(|skipped| skipped.path.clone()).collect();
    let lost: Vec<PathBuf> = files(&corpus).filter(|path| !shown.contains(path) && !left_out.contains(path)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for series in library.series() {
        for (at, instance) in (0..).zip(&series.instances) {
            let holders = series.sets.iter().filter(|set| set.holds(at)).count();
            let frames = instance.facts.image.as_ref().map_or(1, |image| image.frames);
            assert!((1..=frames as usize).contains(&holders), "{holders} sets hold {:?}", instance.location);
        }
    }
    say(&format!("{} objects in {} files, {} left out with a reason", instances.len(), shown.len(), skipped.len()));
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut waiting = vec![folder.to_owned()];
    std::iter::from_fn(move || {
        loop {
            let path = waiting.pop()?;
            if !path.is_dir() {
                return Some(path);
            }
            waiting.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        }
    })
}
