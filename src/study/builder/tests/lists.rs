//! The lists: their order, and what of them is put together anew.

use super::*;

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

#[test]
fn what_was_left_out_is_shared() {
    const FILES: usize = 20_000;
    let mut builder = LibraryBuilder::default();
    let (mut spent, mut last) = (0, Arc::default());
    for batch in 1..=FILES / 100 {
        for number in 0..100 {
            let reason = "This is no DICOM file.".to_owned();
            builder.skip(Skipped {
                path: format!("{batch}/{number}.txt").into(),
                member: None,
                reason,
                is_foreign: true,
            });
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
