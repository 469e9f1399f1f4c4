//! Names in a DICOMDIR that lead elsewhere (hostile-input row 38): nothing outside of its folder is read, and each is said.

use std::fs;

use hounsfield::study::{
    Location, Skipped,
    archive::{Archive, ArchiveLimits},
    dicomdir::{FileSet, Way, of_file, of_member},
};

use super::{
    Place, index,
    raw_zip::{Entry, zip},
    slice,
};

/// The set of a DICOMDIR that names `file` and IM1, of which the latter is there; a secret lies beside the folder.
fn naming(place: &Place, file: &str) -> FileSet {
    place.write("secret", &slice(9));
    place.write("disc/IM1", &slice(1));
    of_file(&place.write("disc/DICOMDIR", &index(&[("IMAGE", file), ("IMAGE", "IM1")])), &Way::default()).unwrap()
}

fn reasons(skipped: &[Skipped]) -> Vec<&str> {
    skipped.iter().map(|left| left.reason.as_str()).collect()
}

#[test]
fn names_that_lead_elsewhere_are_refused_with_a_sentence() {
    let many = vec!["A"; 10_000].join("\\");
    let long = "A".repeat(300);
    for (file, why) in [
        ("..\\secret", "which leads out of its folder"),
        ("SUB\\..\\..\\secret", "which leads out of its folder"),
        (".\\IM1", "which leads out of its folder"),
        ("\\secret", "which is absolute or has empty parts"),
        ("/etc/passwd", "which is absolute or has empty parts"),
        ("../secret", "which leads out of its folder"),
        ("A\\\\B", "which is absolute or has empty parts"),
        ("C:\\secret", "which is no name of a file"),
        ("IM1:stream", "which is no name of a file"),
        ("IM1.", "which is no name of a file"),
        ("A\u{1}B", "which is no name of a file"),
        ("CON", "which is the name of a device"),
        ("SUB\\nul.dcm", "which is the name of a device"),
        ("COM1", "which is the name of a device"),
        ("Lpt9.txt", "which is the name of a device"),
        (&many, "which has too many parts"),
        (&long, "which is no name of a file"),
        ("DICOMDIR\\IM1", "not there"),
        ("SUB\\IM1", "not there"),
    ] {
        let place = Place::new();
        fs::create_dir_all(place.path("disc/SUB")).unwrap();
        let set = naming(&place, file);
        assert_eq!(set.files, [Location::file(place.path("disc/IM1"))], "{file}");
        let said = reasons(&set.skipped);
        assert_eq!(said[0], "It names 1 file that is not there; copy all of the disc again.", "{file}");
        assert!(said.len() == 2 && said[1].contains(why), "{file:.99}: {said:?}");
        assert!(said[1].len() < 4000);
    }
}

#[test]
fn names_of_folders_are_no_files() {
    let place = Place::new();
    fs::create_dir_all(place.path("disc/SUB")).unwrap();
    let set = naming(&place, "SUB");
    assert!(set.skipped[1].reason.contains("which is no regular file"), "{:?}", set.skipped);
}

#[cfg(unix)]
#[test]
fn links_may_not_leave_the_folder_and_pipes_are_not_opened() {
    use std::os::unix::fs::symlink;
    for (target, is_followed) in [("../secret", false), ("/dev/zero", false), ("IM1", true), ("loop", false)] {
        let place = Place::new();
        place.write("disc/IM1", &slice(1));
        symlink(target, place.path("disc/loop")).unwrap();
        let set = naming(&place, "loop");
        assert_eq!(set.files.len(), 1 + usize::from(is_followed), "{target}: {set:?}");
        assert_eq!(set.skipped.is_empty(), is_followed, "{target}");
    }
    let place = Place::new();
    place.write("disc/IM1", &slice(1));
    place.write("outside/IM2", &slice(2));
    symlink("../outside", place.path("disc/SUB")).unwrap();
    let set = naming(&place, "SUB\\IM2");
    assert!(set.skipped[1].reason.contains("a link that leads out of its folder"), "{:?}", set.skipped);
    let fifo = place.path("disc/PIPE");
    if std::process::Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()) {
        assert!(naming(&place, "PIPE").skipped[1].reason.contains("no regular file"));
    }
}

#[test]
fn offsets_do_not_matter() {
    use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE};
    // Each record is its own next and lower one; the last points outside of the file.
    for offset in [1, 200, 396, u32::MAX] {
        let items = ["IM1", "IM2"].map(|file| {
            let mut item = DataSetWriter::new();
            item.unsigned_long((0x0004, 0x1400), &[offset]).unsigned_long((0x0004, 0x1420), &[offset]);
            item.text((0x0004, 0x1430), "CS", "IMAGE").text((0x0004, 0x1500), "CS", file);
            item
        });
        let mut set = DataSetWriter::new();
        set.text((0x0008, 0x0016), "UI", "1.2.840.10008.1.3.10").unsigned_long((0x0004, 0x1200), &[offset]);
        set.sequence((0x0004, 0x1220), items.to_vec());
        let place = Place::new();
        place.write("IM1", &slice(1));
        place.write("IM2", &slice(2));
        let found = of_file(&place.write("DICOMDIR", &set.file(EXPLICIT_LITTLE)), &Way::default()).unwrap();
        assert_eq!((found.files.len(), found.skipped.len()), (2, 0));
    }
}

/// Discs give upper or lower case, versions and extensions.
#[test]
fn other_spellings_are_found() {
    for (named, lies) in [
        ("IMAGES\\IM1", "images/im1"),
        ("images\\im1", "IMAGES/IM1"),
        ("IMAGES\\IM1", "Images/IM1.;1"),
        ("IMAGES\\IM1", "IMAGES/IM1;1"),
        ("IMAGES\\IM1", "IMAGES/IM1.dcm"),
        ("IMAGES\\IM1.DCM", "IMAGES/im1"),
        ("IMAGES/IM1", "IMAGES/IM1"),
    ] {
        let place = Place::new();
        let path = place.write(&format!("disc/{lies}"), &slice(1));
        let set = of_file(&place.write("disc/DICOMDIR", &index(&[("IMAGE", named)])), &Way::default()).unwrap();
        assert_eq!((set.files, set.skipped), (vec![Location::file(path)], vec![]), "{named} {lies}");
        let entries =
            [Entry::stored("top/DICOMDIR", &index(&[("IMAGE", named)])), Entry::stored(&format!("top/{lies}"), b"")];
        let (set, path) = of_archive(&place, &entries, "top/DICOMDIR");
        assert_eq!((set.files, set.skipped), (vec![Location::member(path, format!("top/{lies}"))], vec![]), "{lies}");
    }
}

fn of_archive(place: &Place, entries: &[Entry], name: &str) -> (FileSet, std::path::PathBuf) {
    let path = place.write("a.zip", &zip(entries));
    let archive = Archive::open(&path, &ArchiveLimits::default()).unwrap();
    (of_member(&archive, archive.find(name).unwrap(), &Way::default()).unwrap(), path)
}

#[test]
fn in_an_archive_names_are_only_compared() {
    let records = [("IMAGE", "IM1"), ("IMAGE", "..\\secret"), ("IMAGE", "GONE"), ("IMAGE", "CON")];
    let entries = [
        Entry::deflated("DICOMDIR", &index(&records)),
        Entry::deflated("IM1", &slice(1)),
        Entry::deflated("../secret", &slice(2)),
        Entry::deflated("CON", &slice(3)),
    ];
    let (set, path) = of_archive(&Place::new(), &entries, "DICOMDIR");
    assert_eq!(set.files, [Location::member(path, "IM1")]);
    assert_eq!(
        reasons(&set.skipped),
        [
            "It names 3 files that are not there; copy all of the disc again.",
            "The DICOMDIR names it, which leads out of its folder; it was not read.",
            "The DICOMDIR names it, but it is not in the archive; make the archive again.",
            "The DICOMDIR names it, which is the name of a device; it was not read.",
        ]
    );
    let members: Vec<_> = set.skipped.iter().map(|left| left.member.as_deref().unwrap()).collect();
    assert_eq!(members, ["DICOMDIR", "..\\secret", "GONE", "CON"]);
}
