//! Files come, go and come again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod lists;
mod people;

use std::mem::size_of;

use super::*;
use crate::{
    dicom::ImageFacts,
    geometry::ImagePlane,
    study::{DisplaySet, Series, SetFindingCode, SetFrame, Study},
};

/// A file of patient, study, series with the number of its slice.
fn file(patient: &str, study: &str, series: &str, number: i64) -> Facts {
    let mut facts = Facts::default();
    facts.patient.name = patient.into();
    facts.patient.id = format!("id of {patient}").into();
    facts.study.uid = study.into();
    facts.series.uid = series.into();
    facts.series.modality = "CT".into();
    facts.instance.sop_class_uid = "1.2.840.10008.5.1.4.1.1.2".into();
    facts.instance.sop_instance_uid = format!("1.2.826.0.1.3680043.2.1125.{patient}.{study}.{series}.{number}").into();
    facts.instance.instance_number = Some(number);
    let orientation = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
    facts.instance.image = Some(Box::new(ImageFacts {
        rows: 512,
        columns: 512,
        frames: 1,
        samples_per_pixel: 1,
        image_type: "ORIGINAL\\PRIMARY\\AXIAL".into(),
        spacing_mm: Some([0.5, 0.5]),
        plane: ImagePlane::from_attributes(&[0.0, 0.0, number as f64], &orientation),
        frame_of_reference: format!("1.2.826.0.1.3680043.2.1125.{study}").into(),
        ..ImageFacts::default()
    }));
    facts
}

/// The files, each at a place of its own.
fn builder(files: Vec<Facts>) -> LibraryBuilder {
    let mut builder = LibraryBuilder::default();
    for (id, facts) in (0..).zip(files) {
        builder.insert(facts, place(id), id);
    }
    builder
}

fn place(id: InstanceId) -> Location {
    Location::file(format!("folder of a usual length/another/{id:08}.dcm"))
}

/// Numbers of instances by patient, study and series.
fn shape(library: &Library) -> Vec<Vec<Vec<usize>>> {
    let study = |study: &Arc<Study>| study.series.iter().map(|series| series.instances.len()).collect();
    library.patients.iter().map(|patient| patient.studies.iter().map(study).collect()).collect()
}

fn says_shared(set: &DisplaySet) -> bool {
    set.findings.iter().any(|finding| finding.code == SetFindingCode::SharedSeriesUid)
}

#[test]
fn files_are_grouped() {
    let mut builder = builder(vec![
        file("A", "1", "1.1", 1),
        file("B", "2", "2.1", 1),
        file("A", "1", "1.1", 2),
        file("A", "1", "1.2", 1),
        file("A", "3", "3.1", 1),
    ]);
    let library = builder.snapshot();
    assert_eq!(shape(&library), [vec![vec![2, 1], vec![1]], vec![vec![1]]]);
    assert_eq!((builder.len(), library.series().count()), (5, 4));
    let series = library.series().next().unwrap();
    assert_eq!(series.sets.len(), 1);
    assert_eq!(series.find(2, 0), Some((0, 1)), "the second slice");
    assert_eq!((series.find(2, 1), series.find(1, 0)), (None, None));
}

#[test]
fn a_place_holds_one_file() {
    let mut builder = builder(vec![file("A", "1", "1.1", 1), file("A", "1", "1.1", 2), file("A", "1", "1.1", 3)]);
    builder.insert(file("A", "1", "1.1", 20), place(1), 11);
    let ids = |library: &Library| {
        library.series().map(|series| series.instances.iter().map(|one| one.id).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&builder.snapshot()), [[0, 11, 2]], "in the same place");
    // What became another series leaves the one where it was.
    builder.insert(file("A", "1", "1.2", 1), place(0), 12);
    assert_eq!(ids(&builder.snapshot()), [vec![11, 2], vec![12]]);
    builder.insert(file("A", "1", "1.1", 3), place(2), 13);
    assert_eq!(ids(&builder.snapshot()), [vec![11, 13], vec![12]]);
    assert!(builder.remove(&place(0)) && !builder.remove(&place(0)));
    assert_eq!(ids(&builder.snapshot()), [[11, 13]], "the empty series is gone");
    assert!(builder.remove(&place(1)) && builder.remove(&place(2)) && builder.is_empty());
    assert_eq!(builder.snapshot(), Library::default());
}

#[test]
fn a_study_closes() {
    let mut builder = builder(vec![file("A", "1", "1.1", 1), file("A", "1", "1.2", 1), file("B", "2", "2.1", 1)]);
    let study = builder.snapshot().patients[0].studies[0].id;
    assert!(builder.remove_study(study) && !builder.remove_study(study));
    assert_eq!(shape(&builder.snapshot()), [[[1]]]);
    assert_eq!(builder.len(), 1);
    // It can be opened again.
    builder.insert(file("A", "1", "1.1", 1), place(0), 9);
    assert_eq!(builder.snapshot().patients.len(), 2);
}

#[test]
fn what_later_files_know_is_filled_in() {
    let mut bare = file("A", "1", "1.1", 1);
    bare.series.date_time = "2020-01-01 10:15:00".into();
    let mut full = file("A", "1", "1.1", 2);
    full.patient.sex = "F".into();
    full.study.date = "2020-01-01".into();
    full.series.number = Some(3);
    full.series.description = "Head".into();
    full.series.date_time = "2020-01-01 10:14:00".into();
    let mut builder = builder(vec![bare]);
    builder.snapshot();
    builder.insert(full, place(1), 1);
    let library = builder.snapshot();
    let (patient, study) = (&library.patients[0], &library.patients[0].studies[0]);
    assert_eq!((&*patient.facts.sex, &*study.facts.date), ("F", "2020-01-01"));
    let facts = &study.series[0].facts;
    assert_eq!((facts.number, &*facts.description, &*facts.date_time), (Some(3), "Head", "2020-01-01 10:14:00"));
}

/// Objects that were put into sets, over all libraries that were given out.
fn work(libraries: impl Iterator<Item = Library>) -> usize {
    let mut seen: HashMap<SeriesId, Arc<Series>> = HashMap::new();
    let mut work = 0;
    for library in libraries {
        for series in library.series() {
            let old = seen.insert(series.id, series.clone());
            work += if old.is_some_and(|old| Arc::ptr_eq(&old, series)) { 0 } else { series.instances.len() };
        }
    }
    work
}

#[test]
fn many_batches_are_not_quadratic() {
    const FILES: usize = 20_000;
    const BATCH: usize = 200;
    // A hundred series of 200: each is built once or twice, however often the library is asked for.
    let mut builder = LibraryBuilder::default();
    let batch = |builder: &mut LibraryBuilder, first: usize, per_series: usize| {
        for n in first..first + BATCH {
            let series = format!("1.{}", n / per_series);
            builder.insert(file("A", "1", &series, (n % per_series) as i64), place(n as u64), n as u64);
        }
    };
    let batches = || (0..FILES).step_by(BATCH);
    let spent = work(batches().map(|first| {
        batch(&mut builder, first, BATCH);
        builder.snapshot()
    }));
    assert_eq!(spent, FILES);
    // One series of 20,000: glances are behind by a ninth at most, and together cost a few times the whole.
    let mut builder = LibraryBuilder::default();
    let spent = work(batches().map(|first| {
        batch(&mut builder, first, FILES);
        let library = builder.glance();
        let shown = library.series().next().unwrap().instances.len();
        assert!(shown * 9 >= (first + BATCH) * 8, "{shown} of {}", first + BATCH);
        library
    }));
    assert!(spent < 9 * FILES, "{spent}");
    assert_eq!(builder.snapshot().series().next().unwrap().instances.len(), FILES);
    assert_eq!(builder.glance(), builder.snapshot());
}

#[test]
fn an_object_takes_less_than_two_kilobytes() {
    // What is kept for one file: counts of shared values (two words each) and room that grows by doubling included.
    let facts = file("A", "1", "1.1", 1);
    let location = place(1);
    let shared = 2 * size_of::<usize>();
    let texts = facts.instance.sop_instance_uid.len() + location.path.as_os_str().len() + 2 * shared;
    let own = shared + size_of::<Instance>() + size_of::<ImageFacts>() + texts;
    let lists = 2 * (2 * size_of::<Arc<Instance>>() + size_of::<SetFrame>());
    let index = 2 * size_of::<(Location, (SeriesId, usize))>() + 1;
    let all = own + lists + index;
    assert!(all <= 1024, "{all}: half of it is left to what the allocator rounds up and to the facts of frames");
}

#[test]
fn what_was_left_out_is_kept() {
    let mut builder = LibraryBuilder::default();
    let reason = "This is no DICOM file.".to_owned();
    builder.skip(Skipped { path: "a.txt".into(), member: None, reason, is_foreign: true });
    assert_eq!(builder.snapshot().skipped.len(), 1);
}

#[test]
fn what_is_met_again_is_listed_once_and_what_was_mended_not_at_all() {
    let mut builder = LibraryBuilder::default();
    let at = place(1).path.to_path_buf();
    let skipped = |path: &std::path::Path, reason: &str| Skipped {
        path: path.to_path_buf(),
        member: None,
        reason: reason.to_owned(),
        is_foreign: false,
    };
    builder.skip(skipped(&at, "The file is empty."));
    builder.skip(skipped("b".as_ref(), "The file is empty."));
    builder.snapshot();
    builder.skip(skipped(&at, "The file cannot be read."));
    let reasons: Vec<String> = builder.snapshot().skipped.iter().map(|one| one.reason.clone()).collect();
    assert_eq!(reasons, ["The file cannot be read.", "The file is empty."]);
    builder.insert(file("a", "1", "1.1", 1), place(1), 1);
    builder.skip(skipped("b".as_ref(), "The file is damaged."));
    let reasons: Vec<String> = builder.snapshot().skipped.iter().map(|one| one.reason.clone()).collect();
    assert_eq!(reasons, ["The file is damaged."]);
}
