#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;

fn list(bands: &str) -> Result<BandList, String> {
    BandList::read(&format!(r#"{{"unit":"HU","bands":[{bands}]}}"#))
}

const FAT: &str = r##"{"name":"Fat","low":-190,"high":-29,"colour":"#f2c94c"}"##;

#[test]
fn the_tissues_that_come_along_are_all_there_with_their_sources() {
    let names: Vec<&str> = tissues().iter().map(Band::name).collect();
    assert_eq!(
        names,
        [
            "Air",
            "Lung",
            "Fat",
            "Soft tissue",
            "Water",
            "Blood, fluid",
            "Blood, clotted",
            "Contrast",
            "Spongy bone",
            "Cortical bone",
            "Metal",
        ]
    );
    for band in tissues() {
        let has_year = band.source().split(['(', ')']).any(|part| part.parse::<u16>().is_ok_and(|year| year > 1970));
        assert!(has_year && !band.remark().is_empty(), "{}", band.name());
    }
    let range = |name: &str| tissues().iter().find(|band| band.name() == name).map(|band| band.bounds(true));
    // The literature’s own numbers; soft tissue ends where spongy bone begins.
    assert_eq!(range("Fat"), Some((-190.0, -30.0)));
    assert_eq!(range("Soft tissue"), Some((-29.0, 149.0)));
    assert_eq!(range("Water"), Some((-9.0, 20.0)));
    assert_eq!(range("Contrast"), Some((85.0, 370.0)));
}

#[test]
fn every_rod_of_the_phantom_lies_in_its_band() {
    for (name, hu) in [
        ("Air", -1000.0),
        ("Lung", -830.0),
        ("Fat", -90.0),
        ("Water", 0.0),
        ("Soft tissue", 45.0),
        ("Spongy bone", 300.0),
        ("Cortical bone", 1000.0),
    ] {
        assert!(tissues().iter().any(|band| band.name() == name && band.range().contains(hu)), "{name}");
    }
}

#[test]
fn a_list_is_written_as_it_is_read() {
    let read = list(FAT).unwrap();
    assert_eq!((read.bands[0].name(), read.bands[0].colour()), ("Fat", [0xf2, 0xc9, 0x4c]));
    assert_eq!(BandList::read(&read.write()), Ok(read));
    let all = BandList { unit: "HU".into(), bands: tissues().to_vec() };
    assert_eq!(BandList::read(&all.write()), Ok(all));
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let swapped = |from: &str, to: &str| list(&FAT.replace(from, to)).unwrap_err();
    assert_eq!(swapped("-29", "-190"), "“Fat” must end above where it begins");
    assert_eq!(swapped("-29", "-500"), "“Fat” must end above where it begins");
    assert_eq!(swapped("Fat", "  "), "A band needs a name");
    assert_eq!(swapped("Fat", "Fat\\u0007"), "The name of a band holds characters that cannot be shown");
    assert_eq!(swapped("Fat", &"F".repeat(41)), "The name of a band is longer than 40 characters");
    for colour in ["yellow", "#f2c9", "#f2c9zz", "#f2c94c00", "#é2c9c"] {
        assert_eq!(swapped("#f2c94c", colour), "The colour of a band is written as #rrggbb");
    }
    assert_eq!(swapped(r#""low":-190,"#, ""), "missing field `low`");
    assert!(list("{").unwrap_err().starts_with("This is no list of bands"));
    assert!(BandList::read("").unwrap_err().starts_with("This is no list of bands"));
    assert!(BandList::read("[1, 2]").is_err());
    // JSON has no word for what is not a number, and what is too large becomes one that is not finite, or an error.
    assert!(list(&FAT.replace("-29", "1e999")).is_err());
    let many = vec![FAT; 65].join(",");
    assert_eq!(list(&many), Err("There are 65 bands; at most 64 can be kept".to_owned()));
    assert_eq!(list(&vec![FAT; 64].join(",")).map(|list| list.bands.len()), Ok(64));
}

#[test]
fn a_changed_range_is_no_longer_the_literatures() {
    let fat = &tissues()[2];
    assert!(!fat.coloured([1, 2, 3]).source().is_empty());
    assert!(fat.over(ValueRange::new(-120.0, -90.0)).unwrap().source().is_empty());
    assert!(fat.renamed("Yellow fat").unwrap().source().is_empty());
    assert!(Band::new("Nothing", ValueRange { low: f64::NAN, high: 1.0 }, [0; 3]).is_err());
    assert!(Band::new("Nothing", ValueRange { low: 0.0, high: f64::INFINITY }, [0; 3]).is_err());
}

#[test]
fn bounds_are_the_values_inside() {
    let band = Band::new("Uptake", ValueRange::new(2.5, 4.0), [0; 3]).unwrap();
    assert_eq!((band.bounds(false), band.bounds(true)), ((2.5, 4.0), (2.5, 3.0)));
    let narrow = Band::new("One", ValueRange::new(7.0, 7.5), [0; 3]).unwrap();
    assert_eq!(narrow.bounds(true), (7.0, 7.0));
    assert!(band.is_painted_by(&band.label(0.3)) && !band.is_painted_by(&narrow.label(0.3)));
}
