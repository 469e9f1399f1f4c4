//! Scans of archives and file-sets: the same objects as from a folder, and a note for everything else.

use std::path::{Path, PathBuf};

use hounsfield::{
    dicom::{Facts, Means},
    study::{self, Found, Location, Scan, ScanOptions, Skipped},
};

use super::{
    Place, index, opening,
    raw_zip::{Entry, zip},
    slice,
    support::DicomBuilder,
};

/// Objects with their places, and what was left out.
pub fn found(root: &Path) -> (Vec<(Location, Box<Facts>)>, Vec<Skipped>) {
    let mut scan = Scan::new(vec![root.to_path_buf()], ScanOptions::default()).unwrap();
    let (mut objects, mut left_out) = (Vec::new(), Vec::new());
    while let Some(batch) = scan.next_batch() {
        for found in batch.found {
            match found {
                Found::Instance { location, facts } => objects.push((location, facts)),
                Found::Skipped(skipped) => left_out.push(skipped),
            }
        }
    }
    (objects, left_out)
}

/// Objects as place and SOP Instance UID, and what was left out.
fn scan(root: &Path) -> (Vec<(Location, String)>, Vec<Skipped>) {
    let (objects, left_out) = found(root);
    let uid = |(location, facts): (Location, Box<Facts>)| (location, facts.instance.sop_instance_uid.to_string());
    (objects.into_iter().map(uid).collect(), left_out)
}

fn uids(objects: &[(Location, String)]) -> Vec<&str> {
    let mut uids: Vec<&str> = objects.iter().map(|(_, uid)| uid.as_str()).collect();
    uids.sort_unstable();
    uids
}

/// A disc: an index that names two of three slices and one that is not there, and a text.
fn disc() -> Vec<(&'static str, Vec<u8>)> {
    let records = [("PATIENT", ""), ("IMAGE", "IMAGES\\IM1"), ("IMAGE", "IMAGES\\IM2"), ("IMAGE", "IMAGES\\IM4")];
    vec![
        ("DICOMDIR", index(&records)),
        ("IMAGES/IM1", slice(1)),
        ("IMAGES/IM2", slice(2)),
        ("IMAGES/IM3", slice(3)),
        ("README.TXT", b"not an image".to_vec()),
    ]
}

fn folder(place: &Place) -> PathBuf {
    for (name, bytes) in disc() {
        place.write(&format!("disc/{name}"), &bytes);
    }
    place.path("disc")
}

fn reason<'a>(left_out: &'a [Skipped], words: &str) -> &'a Skipped {
    left_out.iter().find(|left| left.reason.contains(words)).unwrap_or_else(|| panic!("{words}: {left_out:?}"))
}

#[test]
fn an_archive_holds_what_its_folder_held() {
    let place = Place::new();
    let (of_folder, left_of_folder) = scan(&folder(&place));
    assert_eq!(uids(&of_folder), ["2.25.1.1", "2.25.1.2", "2.25.1.3"]);
    for pack in [Entry::stored, Entry::deflated] {
        let entries: Vec<_> = disc().iter().map(|(name, bytes)| pack(name, bytes)).collect();
        let path = place.write("disc.zip", &zip(&entries));
        let (objects, left_out) = scan(&path);
        assert_eq!(uids(&objects), uids(&of_folder));
        assert_eq!(left_out.len(), left_of_folder.len(), "{left_out:?} {left_of_folder:?}");
        // Every place can be opened.
        for (location, uid) in &objects {
            let object = study::open(location, &Means::default()).unwrap();
            let number = opening::first_pixel(&object);
            assert_eq!(format!("2.25.1.{number}"), *uid);
        }
        assert!(reason(&left_out, "not a DICOM file").is_foreign);
        assert!(reason(&left_out, "names 1 file that is not there").member.as_deref() == Some("DICOMDIR"));
    }
}

#[test]
fn an_index_that_was_opened_gives_what_it_names() {
    let place = Place::new();
    let folder = folder(&place);
    let (objects, left_out) = scan(&folder.join("DICOMDIR"));
    assert_eq!(uids(&objects), ["2.25.1.1", "2.25.1.2"]);
    assert_eq!(reason(&left_out, "names it, but it is not there").path, folder.join("IMAGES/IM4"));
    assert_eq!(left_out.len(), 2, "{left_out:?}");
}

#[test]
fn an_index_that_leads_nowhere_gives_its_folder() {
    let place = Place::new();
    let folder = folder(&place);
    let path = place.write("disc/DICOMDIR", &index(&[("IMAGE", "..\\disc\\IMAGES\\IM1")]));
    let (objects, left_out) = scan(&path);
    assert_eq!(uids(&objects), ["2.25.1.1", "2.25.1.2", "2.25.1.3"]);
    assert_eq!(reason(&left_out, "its folder was scanned instead").path, path);
    let leads_out = reason(&left_out, "leads out of its folder");
    assert!(leads_out.path.starts_with(folder));
    assert_eq!(
        leads_out.member.as_deref(),
        Some("..\\disc\\IMAGES\\IM1"),
        "the name stands in its place, not in words"
    );
}

/// By itself a mark within an archive would make its first member stand for all.
#[test]
fn an_archive_is_never_taken_for_its_first_member() {
    let place = Place::new();
    let path = place.write("a.dcm", &zip(&[Entry::stored("1", &slice(1)), Entry::stored("2", &slice(2))]));
    assert!(hounsfield::dicom::open(&path).is_err());
    assert!(!hounsfield::dicom::looks_like_dicom(&path));
    assert_eq!(uids(&scan(&path).0), ["2.25.1.1", "2.25.1.2"]);
}

#[test]
fn archives_on_the_way_are_read_and_those_of_other_things_get_one_note() {
    let place = Place::new();
    place.write("all/IM1", &slice(1));
    place.write("all/more.zip", &zip(&[Entry::deflated("IM2", &slice(2))]));
    place.write("all/letter.docx", &zip(&[Entry::stored("1.xml", b"<xml>"), Entry::deflated("2.xml", b"<xml>")]));
    place.write("all/broken.zip", &zip(&[Entry::deflated("IM4", &slice(4))])[..200]);
    let (objects, left_out) = scan(&place.path("all"));
    assert_eq!(uids(&objects), ["2.25.1.1", "2.25.1.2"]);
    let letter = reason(&left_out, "holds no DICOM files");
    assert!(letter.path == place.path("all/letter.docx") && letter.is_foreign);
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    let broken = reason(&left_out, "list of the archive's members is missing");
    assert!(broken.path == place.path("all/broken.zip") && !broken.is_foreign);
}

#[test]
fn what_an_archive_leaves_out_is_noted() {
    let place = Place::new();
    let mut encrypted = Entry::stored("secret", &slice(2));
    encrypted.flags = 1;
    let inner = Entry::deflated("inner.zip", &zip(&[Entry::stored("IM3", &slice(3))]));
    let path = place.write("a.zip", &zip(&[Entry::deflated("IM1", &slice(1)), encrypted, inner]));
    let (objects, left_out) = scan(&path);
    assert_eq!(objects, [(Location::member(path.as_path(), "IM1"), "2.25.1.1".to_owned())]);
    assert_eq!(reason(&left_out, "is encrypted").member.as_deref(), Some("secret"));
    assert_eq!(reason(&left_out, "archive inside an archive").member.as_deref(), Some("inner.zip"));
}

/// Of a compressed member no more than the beginning is inflated, unless the picture lies behind it.
#[test]
fn a_picture_behind_a_long_header_is_found() {
    let place = Place::new();
    let long = DicomBuilder::ct(8, 8)
        .with((0x0008, 0x0018), "UI", "2.25.1.7")
        .with((0x0009, 0x0010), "LO", "MAKER")
        .with((0x0009, 0x1001), "OB", vec![7; 9 << 20])
        .pixels_i16(&[1; 64])
        .build();
    for pack in [Entry::stored, Entry::deflated] {
        let path = place.write("a.zip", &zip(&[pack("IM7", &long)]));
        let (objects, left_out) = found(&path);
        assert_eq!((objects.len(), left_out.len()), (1, 0), "{left_out:?}");
        let image = objects[0].1.instance.image.as_deref().unwrap();
        assert_eq!((image.rows, image.columns, image.frames), (8, 8, 1));
        assert_eq!(&*objects[0].1.instance.sop_instance_uid, "2.25.1.7");
    }
}

/// What holds bytes is no folder, and what is left out is told in the archive's order, with or without a readable member.
#[test]
fn all_that_an_archive_lists_is_told_in_order() {
    let place = Place::new();
    let mut encrypted = Entry::stored("0", &slice(2));
    encrypted.flags = 1;
    let link = Entry { mode: 0o120_777, ..Entry::stored("link", b"IM1") };
    let texts: Vec<_> = (10..60).map(|number| Entry::deflated(&format!("{number}.txt"), b"text")).collect();
    let folder = Entry::stored("folder/", b"");
    let all =
        [&[Entry::stored("IM1/", &slice(1)), folder.clone(), encrypted.clone(), link.clone()], &texts[..]].concat();
    let (objects, left_out) = scan(&place.write("a.zip", &zip(&all)));
    assert_eq!(objects.len(), 1);
    let members: Vec<_> = left_out.iter().map(|left| left.member.clone().unwrap()).collect();
    let expected = ["0", "link"].map(String::from).into_iter().chain((10..60).map(|number| format!("{number}.txt")));
    assert_eq!(members, expected.collect::<Vec<_>>());
    let linked = left_out.iter().find(|left| left.member.as_deref() == Some("link")).unwrap();
    assert!(!linked.is_foreign, "a study may lie behind it");
    let (_, left_out) = scan(&place.write("b.zip", &zip(&[folder, encrypted, link])));
    assert_eq!(left_out.len(), 2, "{left_out:?}");
}
