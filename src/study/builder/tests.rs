//! Files come, go and come again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

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
fn two_patients_under_one_series_uid_are_kept_apart_and_told() {
    let mut builder = builder(vec![file("A", "1", "1.1", 1), file("A", "1", "1.1", 2)]);
    let before = builder.snapshot();
    assert!(!before.series().any(|series| says_shared(&series.sets[0])));
    builder.insert(file("B", "1", "1.1", 3), place(7), 7);
    let library = builder.snapshot();
    assert_eq!(shape(&library), [vec![vec![2]], vec![vec![1]]]);
    assert!(library.series().all(|series| series.sets.iter().all(|set| says_shared(set))));
    // Another study of the same patient is no less another one.
    builder.insert(file("A", "2", "1.1", 3), place(8), 8);
    assert_eq!(shape(&builder.snapshot()), [vec![vec![2], vec![1]], vec![vec![1]]]);
    // With the others gone there is nothing to tell.
    for name in ["B", "A"] {
        let library = builder.snapshot();
        let patient = library.patients.iter().find(|patient| &*patient.facts.name == name).unwrap();
        assert!(builder.remove_study(patient.studies.last().unwrap().id));
    }
    let library = builder.snapshot();
    assert_eq!(shape(&library), [[[2]]]);
    assert!(!library.series().any(|series| says_shared(&series.sets[0])));
}

#[test]
fn two_people_of_whom_only_the_name_is_known_are_no_stack() {
    let named = |name: &str, number: i64| {
        let mut facts = file(name, "1", "1.1", number);
        facts.patient.id = "".into();
        facts
    };
    let mut builder = builder(vec![named("Doe^Jane", 1), named("Roe^Richard", 2), named("DOE^JANE", 3)]);
    let library = builder.snapshot();
    assert_eq!(shape(&library), [[[2]], [[1]]]);
    assert!(library.series().all(|series| says_shared(&series.sets[0])));
}

#[test]
fn one_id_and_name_with_two_birth_dates_are_two_patients() {
    let born = |date: &str, number: i64| {
        let mut facts = file("ANON", "1", "1.1", number);
        facts.patient.birth_date = date.into();
        facts
    };
    let dates = |library: &Library| {
        let date = |patient: &Arc<Patient>| (patient.facts.birth_date.to_string(), patient.studies[0].series.clone());
        let mut dates: Vec<_> = library.patients.iter().map(date).collect();
        dates.sort_by(|a, b| a.0.cmp(&b.0));
        dates.into_iter().map(|(date, series)| (date, series[0].instances.len())).collect::<Vec<_>>()
    };
    let said =
        |found: &[(&str, usize)]| found.iter().map(|(date, files)| ((*date).to_owned(), *files)).collect::<Vec<_>>();
    // One known date is that of all; the patient who had none keeps the series.
    let mut growing = builder(vec![born("", 1), born("", 2)]);
    let before = growing.snapshot().series().next().unwrap().id;
    growing.insert(born("1970-01-01", 3), place(2), 2);
    growing.insert(born("", 4), place(3), 3);
    let library = growing.snapshot();
    assert_eq!(dates(&library), said(&[("1970-01-01", 4)]));
    assert_eq!(library.series().next().unwrap().id, before);
    // With a second one nobody knows whose the others are, whatever comes first.
    let five = [("", 1), ("1970-01-01", 2), ("", 3), ("1980-02-02", 4), ("", 5)];
    for first in 0..five.len() {
        let turned = five.iter().cycle().skip(first).take(five.len());
        let mut builder = builder(turned.map(|(date, number)| born(date, *number)).collect());
        let library = builder.snapshot();
        assert_eq!(dates(&library), said(&[("", 3), ("1970-01-01", 1), ("1980-02-02", 1)]), "{first}");
        assert!(library.series().all(|series| says_shared(&series.sets[0])));
        for id in 0..5 {
            assert!(builder.remove(&place(id)), "{first}");
        }
        assert_eq!(builder.snapshot(), Library::default());
        assert!(builder.persons.is_empty() && builder.places.is_empty());
    }
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
fn patients_studies_and_series_are_in_order() {
    let mut builder = LibraryBuilder::default();
    let mut id = 0;
    let mut insert = |name: &str, study: &str, date: &str, series: &str, number: Option<i64>, moment: &str| {
        let mut facts = file(name, study, series, 1);
        facts.study.date = date.into();
        facts.series.number = number;
        facts.series.date_time = moment.into();
        builder.insert(facts, place(id), id);
        id += 1;
    };
    insert("b^x", "1", "2020-01-01", "1.1", None, "");
    insert("b^x", "1", "2020-01-01", "1.2", Some(10), "");
    insert("b^x", "1", "2020-01-01", "1.4", Some(9), "2020-01-01 11:00:00");
    insert("b^x", "1", "2020-01-01", "1.3", Some(9), "2020-01-01 12:00:00");
    insert("b^x", "2", "2024-06-01", "2.1", None, "");
    insert("b^x", "3", "", "3.1", None, "");
    insert("A^z", "4", "2000-01-01", "4.1", None, "");
    let library = builder.snapshot();
    assert_eq!(library.patients.iter().map(|patient| &*patient.facts.name).collect::<Vec<_>>(), ["A^z", "b^x"]);
    let studies = &library.patients[1].studies;
    assert_eq!(studies.iter().map(|study| &*study.facts.uid).collect::<Vec<_>>(), ["2", "1", "3"]);
    let series = &studies[1].series;
    assert_eq!(series.iter().map(|series| &*series.facts.uid).collect::<Vec<_>>(), ["1.4", "1.3", "1.2", "1.1"]);
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

#[test]
fn what_did_not_change_is_shared() {
    let mut builder = builder(vec![file("A", "1", "1.1", 1), file("A", "1", "1.2", 1), file("B", "2", "2.1", 1)]);
    let before = builder.snapshot();
    builder.insert(file("A", "1", "1.2", 2), place(9), 9);
    let after = builder.snapshot();
    assert!(Arc::ptr_eq(&before.patients[1], &after.patients[1]));
    let series = |library: &Library, index: usize| library.series().nth(index).unwrap().clone();
    assert!(Arc::ptr_eq(&series(&before, 0), &series(&after, 0)));
    assert_eq!((series(&before, 1).instances.len(), series(&after, 1).instances.len()), (1, 2));
    assert!(Arc::ptr_eq(&series(&before, 1).instances[0], &series(&after, 1).instances[0]));
    assert!(Arc::ptr_eq(&after.patients[0], &builder.snapshot().patients[0]), "nothing happened since");
    // Texts that many have are kept once.
    let look = |index: usize| series(&after, index).instances[0].facts.image.as_ref().unwrap().image_type.clone();
    assert!(Arc::ptr_eq(&look(0), &look(1)));
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
fn what_was_left_out_is_shared() {
    const FILES: usize = 20_000;
    let mut builder = LibraryBuilder::default();
    let (mut spent, mut last) = (0, Arc::default());
    for batch in 1..=FILES / 100 {
        for _ in 0..100 {
            let reason = "This is no DICOM file.".to_owned();
            builder.skip(Skipped { path: "a.txt".into(), member: None, reason, is_foreign: true });
        }
        let skipped = builder.glance().skipped;
        assert!(skipped.len() * 9 >= batch * 100 * 8, "{} of {}", skipped.len(), batch * 100);
        spent += if Arc::ptr_eq(&skipped, &last) { 0 } else { skipped.len() };
        last = skipped;
    }
    // Cloned after each batch: 100 + 200 + ... + 20,000 = 2,010,000.
    assert!(spent < 10 * FILES, "{spent}");
    let all = builder.snapshot().skipped;
    assert_eq!(all.len(), FILES);
    assert!(Arc::ptr_eq(&all, &builder.snapshot().skipped));
    assert!(Arc::ptr_eq(&all, &builder.glance().skipped));
}

#[test]
fn the_order_of_the_lists_does_not_depend_on_when_they_were_asked_for() {
    // Names, dates and numbers that come late move patients, studies and series.
    let mut files = Vec::new();
    for n in 0..60_i64 {
        let mut facts = file(["C", "A", "B"][n as usize % 3], &format!("{}", n % 5), &format!("1.{}", n % 15), n);
        facts.patient.id = format!("{}", n % 3).into();
        facts.study.date = if n < 30 { "" } else { ["2020-01-01", "2021-01-01"][n as usize % 2] }.into();
        facts.series.number = (n >= 40).then_some(100 - n);
        facts.series.date_time = format!("2020-01-01 10:{:02}", 59 - n).into();
        files.push(facts);
    }
    let names = |library: &Library| {
        let series = |study: &Arc<Study>| study.series.iter().map(|one| one.facts.uid.clone()).collect::<Vec<_>>();
        let studies = |patient: &Arc<Patient>| {
            (
                patient.facts.name.clone(),
                patient.studies.iter().map(|one| (one.facts.uid.clone(), series(one))).collect(),
            )
        };
        library.patients.iter().map(studies).collect::<Vec<(Arc<str>, Vec<_>)>>()
    };
    let mut often = LibraryBuilder::default();
    for (id, facts) in (0..).zip(files.clone()) {
        often.insert(facts, place(id), id);
        often.glance();
    }
    let mut once = builder(files);
    assert_eq!(names(&often.snapshot()), names(&once.snapshot()));
    assert_eq!(
        once.snapshot().patients.iter().map(|patient| &*patient.facts.name).collect::<Vec<_>>(),
        ["A", "B", "C"]
    );
    for id in 0..60 {
        assert!(often.remove(&place(id)));
        often.glance();
    }
    assert_eq!(often.snapshot(), Library::default());
    assert!(often.listed.is_empty() && often.stale.is_empty());
}
