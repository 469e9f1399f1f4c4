//! `scan` through the program itself, and what a scan makes of folders that are not as they should be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "scan/making.rs"]
mod making;
#[cfg(unix)]
#[path = "scan/unix.rs"]
mod unix;
#[path = "scan/way.rs"]
mod way;

use std::{collections::BTreeSet, fs};

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE};
use serde_json::Value;

use making::{CT, Folder, Slice, codes, paths, sets, sets_of, skipped};

#[test]
fn slices_come_in_order_of_position() {
    let folder = Folder::new();
    for (name, uid, z) in [("a", 1, 5.0), ("b", 2, -5.0), ("sub/c", 3, 0.0), ("sub/d", 4, 10.0)] {
        folder.write(&format!("disc/{name}"), Slice::at(uid, z).file());
    }
    folder.write("disc/notes.txt", "no image, however long this may go on");
    let json = folder.json(&["disc"]);
    let set = &sets(&json)[0];
    assert_eq!(paths(set), ["disc/b", "disc/sub/c", "disc/a", "disc/sub/d"]);
    let positions: Vec<f64> =
        set["instances"].as_array().unwrap().iter().map(|at| at["position_mm"].as_f64().unwrap()).collect();
    assert_eq!(positions, [-5.0, 0.0, 5.0, 10.0]);
    assert_eq!((set["kind"].as_str(), set["frames"].as_u64()), (Some("stack"), Some(4)));
    assert_eq!(set["spacing_mm"], serde_json::json!({"row": 0.5, "column": 0.25, "slice": 5.0}));
    let first = &set["instances"][0];
    assert_eq!((first["sop_uid"].as_str(), first["frame_count"].as_u64()), (Some("2.25.1.2"), Some(1)));
    let patient = &json["patients"][0];
    assert_eq!(
        [&patient["name"], &patient["id"], &patient["birth_date"]].map(|text| text.as_str().unwrap()),
        ["DOE^JANE", "DOE^JANE", "1970-01-31"]
    );
    let study = &patient["studies"][0];
    let texts = [&study["study_uid"], &study["date"], &study["description"]].map(|text| text.as_str().unwrap());
    assert_eq!(texts, ["2.25.2", "2026-01-02", "Chest"]);
    let series = &study["series"][0];
    let texts = [&series["series_uid"], &series["modality"], &series["description"]].map(|text| text.as_str().unwrap());
    assert_eq!((texts, series["number"].as_i64()), (["2.25.3", "CT", "Lung, \"thin\""], Some(7)));
    let reason = "This is not a DICOM file; choose a file with DICOM content.";
    assert_eq!(skipped(&json), [("disc/notes.txt", reason)]);
}

#[test]
fn rows_and_lines_say_the_same() {
    let folder = Folder::new();
    folder.write("b.dcm", Slice::at(1, 0.0).file());
    folder.write("a.dcm", Slice::at(2, 5.0).file());
    folder.write("empty.dcm", "");
    let csv = String::from_utf8(folder.run(&[".", "--csv"]).stdout).unwrap();
    let rows: Vec<&str> = csv.lines().collect();
    let head = "patient_name,patient_id,birth_date,study_uid,study_date,study_description,series_uid,series_number,\
                modality,series_description,display_set,kind,label,path,member,sop_uid,frame_count,position_mm,title";
    let row = |path: &str, uid: u32, z: u32| {
        format!(
            "DOE^JANE,DOE^JANE,1970-01-31,2.25.2,2026-01-02,Chest,2.25.3,7,CT,\"Lung, \"\"thin\"\"\",1,stack,,{path},,\
             2.25.1.{uid},1,{z},"
        )
    };
    let left_out = ",,,,,,,,,,,skipped,The file is empty; copy it again from its source.,./empty.dcm,,,,,";
    assert_eq!(rows, [head, &row("./b.dcm", 1, 0), &row("./a.dcm", 2, 5), left_out]);
    let text = String::from_utf8(folder.run(&["."]).stdout).unwrap();
    for part in ["DOE^JANE", "2026-01-02  Chest", "2 slices, 5 mm apart", "The file is empty", "./empty.dcm"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn identity_is_left_out_on_request() {
    let folder = Folder::new();
    folder.write("a.dcm", Slice::at(1, 5.0).file());
    for format in [&[][..], &["--json"], &["--csv"]] {
        let output = folder.run(&[&["a.dcm", "--hide-identity"], format].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("Chest") && !text.contains("DOE") && !text.contains("1970"), "{text}");
    }
    let mut letter = DataSetWriter::new();
    letter.text((0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.104.2").text((0x0008, 0x0018), "UI", "2.25.8");
    letter.text((0x0042, 0x0010), "ST", "Letter about DOE Jane").text((0x0042, 0x0012), "LO", "text/XML");
    letter.bytes((0x0042, 0x0011), "OB", b"<ClinicalDocument><title>On DOE</title></ClinicalDocument>".to_vec());
    folder.write("letter", letter.file(EXPLICIT_LITTLE));
    for arguments in [&["scan"][..], &["scan", "--json"], &["scan", "--csv"], &["info"], &["info", "--json"]] {
        let texts = [&[][..], &["--hide-identity"]].map(|hide| {
            let output = folder.command(&[arguments, &["letter"], hide].concat());
            String::from_utf8(output.stdout).unwrap()
        });
        assert_eq!(texts.map(|text| text.contains("DOE")), [true, false], "{arguments:?}");
    }
    let json = folder.json(&["a.dcm", "--hide-identity"]);
    assert_eq!(json["patients"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["studies"]);
}

#[test]
fn what_the_person_named_must_be_served() {
    let folder = Folder::new();
    folder.write("a.dcm", Slice::default().file());
    folder.write("notes.txt", "no image");
    folder.write("sub/notes.txt", "no image");
    let status = |arguments: &[&str]| {
        let output = folder.run(arguments);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap().lines().count())
    };
    assert_eq!(status(&["a.dcm", "sub"]), (0, 0), "met on the way");
    assert_eq!(status(&["a.dcm", "notes.txt"]), (1, 1));
    assert_eq!(status(&["missing", "a.dcm", "--json"]), (1, 1));
    let mut archive = zip::ZipWriter::new(fs::File::create(folder.path("letters.zip")).unwrap());
    archive.start_file("letter.txt", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut archive, b"no image").unwrap();
    archive.finish().unwrap();
    let mut archive = zip::ZipWriter::new(fs::File::create(folder.path("empty.zip")).unwrap());
    archive.start_file("a.dcm", zip::write::SimpleFileOptions::default()).unwrap();
    archive.finish().unwrap();
    assert_eq!(status(&["a.dcm", "letters.zip"]), (1, 1), "an archive without images was asked for in vain");
    assert_eq!(status(&["a.dcm", "empty.zip"]), (1, 1), "so was one in which nothing can be read");
    assert_eq!(status(&["."]), (0, 0), "met on the way");
    assert_eq!(status(&[]).0, 2);
    assert_eq!(status(&["a.dcm", "--json", "--csv"]).0, 2);
    // The rest is served all the same.
    let json: Value = serde_json::from_slice(&folder.run(&["missing", "a.dcm", "--json"]).stdout).unwrap();
    assert_eq!((paths(&sets(&json)[0]), skipped(&json)[0].0), (vec!["a.dcm"], "missing"));
}

#[test]
fn equal_uids_and_equal_places_are_all_accounted_for() {
    let folder = Folder::new();
    // Two files of one object, two objects under one UID, two objects in one place, another size, another patient.
    folder.write("1-a", Slice::at(1, 0.0).file());
    folder.write("1-a-again", Slice::at(1, 0.0).file());
    folder.write("1-b", Slice::at(1, 5.0).file());
    folder.write("2", Slice::at(2, 10.0).file());
    folder.write("3-same-place", Slice::at(3, 10.0).file());
    folder.write("4-larger", Slice { rows: 6, ..Slice::at(4, 15.0) }.file());
    folder.write("5-other", Slice { patient: "ROE^RICHARD", ..Slice::at(5, 20.0) }.file());
    let json = folder.json(&["."]);
    let patients = json["patients"].as_array().unwrap();
    assert_eq!(patients.len(), 2, "two patients under one series UID are never stacked");
    let text = json.to_string();
    for name in ["1-a", "1-a-again", "1-b", "2", "3-same-place", "4-larger", "5-other"] {
        assert!(text.contains(&format!("\"path\":\"./{name}\"")), "{name}: {text}");
    }
    for set in patients.iter().flat_map(sets_of) {
        let sizes: BTreeSet<bool> = paths(&set).iter().map(|path| path.contains("larger")).collect();
        assert_eq!(sizes.len(), 1, "one size in {set}");
    }
    for (code, times) in [("same-uid", 1), ("shared-uid", 2)] {
        let found = patients.iter().flat_map(sets_of).flat_map(|set| codes(&set)).filter(|at| at == code);
        assert!(found.count() >= times, "{code}: {text}");
    }
}

#[test]
fn archives_and_directories_of_file_sets_stand_for_others() {
    let folder = Folder::new();
    let mut archive = zip::ZipWriter::new(fs::File::create(folder.path("disc.zip")).unwrap());
    for (name, bytes) in
        [("IM/2", Slice::at(2, 5.0).file()), ("IM/1", Slice::at(1, 0.0).file()), ("x.txt", b"x".to_vec())]
    {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, &bytes).unwrap();
    }
    archive.finish().unwrap();
    let json = folder.json(&["disc.zip"]);
    let shown = sets(&json)[0]["instances"].as_array().unwrap();
    let members: Vec<_> =
        shown.iter().map(|at| (at["path"].as_str().unwrap(), at["member"].as_str().unwrap())).collect();
    assert_eq!(members, [("disc.zip", "IM/1"), ("disc.zip", "IM/2")]);
    let left = &json["skipped"].as_array().unwrap()[..];
    assert_eq!((left.len(), &left[0]["member"]), (1, &Value::from("x.txt")));
    // A DICOMDIR that names one file of two, and one that is not there.
    folder.write("cd/IM1", Slice::at(1, 0.0).file());
    folder.write("cd/IM2", Slice::at(2, 5.0).file());
    let record = |file: &str| {
        let mut record = DataSetWriter::new();
        record.text((0x0004, 0x1430), "CS", "IMAGE").text((0x0004, 0x1500), "CS", file);
        record.unsigned((0x0004, 0x1410), &[0xFFFF]).text((0x0004, 0x1510), "UI", CT);
        record
    };
    let mut directory = DataSetWriter::new();
    directory.text((0x0008, 0x0016), "UI", "1.2.840.10008.1.3.10");
    directory.text((0x0008, 0x0018), "UI", "2.25.77").sequence((0x0004, 0x1220), vec![record("IM1"), record("IM9")]);
    folder.write("cd/DICOMDIR", directory.file(EXPLICIT_LITTLE));
    let json = folder.json(&["cd"]);
    assert_eq!(paths(&sets(&json)[0]), ["cd/IM1", "cd/IM2"], "a folder is walked, whatever its index says");
    assert!(skipped(&json).iter().any(|(path, reason)| *path == "cd/IM9" && reason.contains("not there")), "{json}");
    let output = folder.run(&["cd/DICOMDIR", "--json"]);
    assert_eq!(output.status.code(), Some(1), "not all that it lists could be served");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(paths(&sets(&json)[0]), ["cd/IM1"], "an index stands for what it lists");
    assert!(skipped(&json).iter().any(|(path, _)| *path == "cd/IM9"), "{json}");
    // Met in its folder, an index is no image and no failure either.
    directory.sequence((0x0004, 0x1220), vec![record("IM1")]);
    folder.write("cd/DICOMDIR", directory.file(EXPLICIT_LITTLE));
    assert_eq!(folder.run(&["cd", "cd/DICOMDIR"]).status.code(), Some(0));
}
