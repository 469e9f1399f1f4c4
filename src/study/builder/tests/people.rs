//! Who is who.

use super::*;

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
