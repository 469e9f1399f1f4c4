//! What a DICOMDIR comes to: what it names, each once, through further indexes, and what it names in vain.

use hounsfield::{
    dicom::{
        Limits, ReadError, Source, read_directory,
        write::{DataSetWriter, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE},
    },
    study::{
        Location,
        dicomdir::{Way, of_file},
    },
};

use super::{
    Place, index,
    raw_zip::{Entry, zip},
    scanning::found,
    slice,
};

#[test]
fn records_are_read_in_each_encoding() {
    let mut item = DataSetWriter::new();
    item.text((0x0004, 0x1430), "CS", "IMAGE").text((0x0004, 0x1500), "CS", "A\\B \\C");
    item.text((0x0004, 0x1510), "UI", "1.2.840.10008.5.1.4.1.1.2").text((0x0004, 0x1511), "UI", "2.25.1");
    item.text((0x0004, 0x1512), "UI", EXPLICIT_LITTLE).unsigned((0x0004, 0x1410), &[0]);
    let mut patient = DataSetWriter::new();
    patient.text((0x0004, 0x1430), "CS", "PATIENT").text((0x0010, 0x0010), "PN", "Test^Builder");
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0016), "UI", "1.2.840.10008.1.3.10").sequence((0x0004, 0x1220), vec![patient, item]);
    for syntax in [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG] {
        let records = read_directory(Source::memory(set.file(syntax)), &Limits::default()).unwrap();
        let [record] = &records[..] else { panic!("{records:?}") };
        assert_eq!((record.kind.as_str(), &record.file[..]), ("IMAGE", &["A".into(), "B".into(), "C".into()][..]));
        assert_eq!(record.sop_class_uid, "1.2.840.10008.5.1.4.1.1.2");
        assert_eq!(
            (record.sop_instance_uid.as_str(), record.transfer_syntax_uid.as_str()),
            ("2.25.1", EXPLICIT_LITTLE)
        );
        assert!(!record.is_active);
    }
}

#[test]
fn an_image_is_no_index() {
    let error = read_directory(Source::memory(slice(1)), &Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::Missing { .. }), "{error}");
    assert_eq!(read_directory(Source::memory(b"text".to_vec()), &Limits::default()).unwrap_err(), ReadError::NotDicom);
    // Without any record it is one.
    assert_eq!(read_directory(Source::memory(index(&[])), &Limits::default()).unwrap(), []);
}

#[test]
fn each_file_is_named_once_and_what_is_missing_is_said() {
    let place = Place::new();
    let one = place.write("A/IM1", &slice(1));
    let two = place.write("A/IM2", &slice(2));
    let records = [
        ("PATIENT", ""),
        ("IMAGE", "A\\IM2"),
        ("IMAGE", "A\\IM1"),
        ("IMAGE", "A\\IM2"),
        ("IMAGE", "A\\IM3"),
        ("SR DOCUMENT", "B\\SR1"),
    ];
    let path = place.write("DICOMDIR", &index(&records));
    let set = of_file(&path, &Way::default()).unwrap();
    assert_eq!(set.files, [Location::file(two), Location::file(one)]);
    let said: Vec<_> = set.skipped.iter().map(|left| (left.path.clone(), left.reason.as_str())).collect();
    let gone = "The DICOMDIR names it, but it is not there; copy all of the disc again.";
    assert_eq!(
        said,
        [
            (path, "It names 2 files that are not there; copy all of the disc again."),
            (place.path("A/IM3"), gone),
            (place.path("B/SR1"), gone),
        ]
    );
}

/// Some scanners write an index for each study and series, which name from the first one's folder or from their own.
#[test]
fn indexes_of_indexes_are_followed_and_loops_end() {
    let place = Place::new();
    let one = place.write("S1/IM1", &slice(1));
    let two = place.write("S1/SUB/IM2", &slice(2));
    place.write("S1/DIRFILE", &index(&[("IMAGE", "IM1"), ("IMAGE", "S1\\SUB\\IM2"), ("STUDY", "S1\\DIRFILE")]));
    let set =
        of_file(&place.write("DICOMDIR", &index(&[("STUDY", "S1\\DIRFILE"), ("STUDY", "DICOMDIR")])), &Way::default())
            .unwrap();
    assert_eq!((set.files, set.skipped), (vec![Location::file(one), Location::file(two)], vec![]));
}

/// Where all files are looked at, an index that another one names is met by itself: what is missing is said once.
#[test]
fn indexes_that_name_each_other_say_what_is_missing_once() {
    let names: Vec<String> = (0..50).map(|number| format!("INDEX{number}")).collect();
    let files = names.iter().enumerate().map(|(number, name)| {
        let gone = format!("GONE{number}");
        let others = names.iter().map(|other| ("STUDY", other.as_str()));
        (name.as_str(), index(&others.chain([("IMAGE", gone.as_str()), ("IMAGE", "IM1")]).collect::<Vec<_>>()))
    });
    let place = Place::new();
    let mut entries = vec![Entry::deflated("IM1", &slice(1))];
    place.write("disc/IM1", &slice(1));
    for (name, bytes) in files {
        place.write(&format!("disc/{name}"), &bytes);
        entries.push(Entry::deflated(name, &bytes));
    }
    for root in [place.path("disc"), place.write("disc.zip", &zip(&entries))] {
        let (objects, left_out) = found(&root);
        assert_eq!(objects.len(), 1);
        let count = |words: &str| left_out.iter().filter(|left| left.reason.contains(words)).count();
        assert_eq!((count("names 1 file that is not"), count("names it, but it is not")), (50, 50), "{root:?}");
        assert_eq!((count("is the directory of a file-set"), left_out.len()), (50, 150));
    }
}

#[test]
fn a_directory_is_read_within_the_limits_and_until_it_is_stopped() {
    let place = Place::new();
    let records = vec![("IMAGE", "IM1"); 1000];
    let path = place.write("DICOMDIR", &index(&records));
    place.write("IM1", &slice(1));
    let limits = Limits { file_bytes: 512 * 100, ..Limits::default() };
    assert!(read_directory(Source::memory(index(&records)), &limits).unwrap().len() < 100);
    let whole = of_file(&path, &Way::default()).unwrap();
    let small = of_file(&path, &Way { limits, ..Way::default() }).unwrap();
    assert!(whole.effort == 1000 && small.effort < 100, "{}", small.effort);
    let stopped = of_file(&path, &Way { is_stopped: &|| true, ..Way::default() }).unwrap();
    assert_eq!((stopped.files.len(), stopped.effort), (0, 0));
}
