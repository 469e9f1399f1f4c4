//! `scan` through the program itself, and what a scan makes of folders that are not as they should be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use hounsfield::{
    dicom::write::{DataSetWriter, EXPLICIT_LITTLE},
    study::{Found, Scan, ScanOptions, Skipped},
};
use serde_json::Value;

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";

/// One slice; files that differ in nothing else are slices of one series.
struct Slice {
    patient: &'static str,
    series: &'static str,
    uid: u32,
    z: f64,
    rows: u16,
}

impl Default for Slice {
    fn default() -> Self {
        Self { patient: "DOE^JANE", series: "2.25.3", uid: 1, z: 0.0, rows: 4 }
    }
}

impl Slice {
    fn at(uid: u32, z: f64) -> Self {
        Self { uid, z, ..Self::default() }
    }

    fn set(&self) -> DataSetWriter {
        let mut set = DataSetWriter::new();
        set.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL").text((0x0008, 0x0016), "UI", CT);
        set.text((0x0008, 0x0018), "UI", &format!("2.25.1.{}", self.uid)).text((0x0008, 0x0060), "CS", "CT");
        set.text((0x0010, 0x0010), "PN", self.patient).text((0x0010, 0x0020), "LO", self.patient);
        set.text((0x0010, 0x0030), "DA", "19700131").text((0x0008, 0x0020), "DA", "20260102");
        set.text((0x0008, 0x1030), "LO", "Chest").text((0x0008, 0x103E), "LO", "Lung, \"thin\"");
        set.text((0x0020, 0x000D), "UI", "2.25.2").text((0x0020, 0x000E), "UI", self.series);
        set.text((0x0020, 0x0052), "UI", "2.25.4").integers((0x0020, 0x0011), &[7]);
        set.integers((0x0020, 0x0013), &[self.uid as i32]).decimals((0x0028, 0x0030), &[0.5, 0.25]);
        set.decimals((0x0020, 0x0032), &[1.0, 2.0, self.z]).decimals((0x0020, 0x0037), &[1., 0., 0., 0., 1., 0.]);
        set.unsigned((0x0028, 0x0002), &[1]).text((0x0028, 0x0004), "CS", "MONOCHROME2");
        set.unsigned((0x0028, 0x0010), &[self.rows]).unsigned((0x0028, 0x0011), &[4]);
        set.unsigned((0x0028, 0x0100), &[16]).unsigned((0x0028, 0x0101), &[16]).unsigned((0x0028, 0x0102), &[15]);
        set.unsigned((0x0028, 0x0103), &[0]);
        set.bytes((0x7FE0, 0x0010), "OW", vec![0; usize::from(self.rows) * 8]);
        set
    }

    fn file(&self) -> Vec<u8> {
        self.set().file(EXPLICIT_LITTLE)
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hounsfield"));
        command.current_dir(self.0.path()).arg("scan").args(arguments);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Everything that the library's own scan finds.
    fn found(&self, options: ScanOptions) -> Vec<Found> {
        let mut scan = Scan::new(vec![self.0.path().to_owned()], options).unwrap();
        let mut found = Vec::new();
        while let Some(batch) = scan.next_batch() {
            found.extend(batch.found);
        }
        found
    }
}

/// The display sets of the only series.
fn sets(json: &Value) -> &Vec<Value> {
    let [patient] = &json["patients"].as_array().unwrap()[..] else { panic!("{json}") };
    let [study] = &patient["studies"].as_array().unwrap()[..] else { panic!("{json}") };
    let [series] = &study["series"].as_array().unwrap()[..] else { panic!("{json}") };
    series["display_sets"].as_array().unwrap()
}

fn paths(set: &Value) -> Vec<&str> {
    set["instances"].as_array().unwrap().iter().map(|instance| instance["path"].as_str().unwrap()).collect()
}

/// Path and reason of everything that was skipped.
fn skipped(json: &Value) -> Vec<(&str, &str)> {
    let skipped = json["skipped"].as_array().unwrap();
    skipped.iter().map(|entry| (entry["path"].as_str().unwrap(), entry["reason"].as_str().unwrap())).collect()
}

fn left_out(found: &[Found]) -> Vec<(&Path, &str, bool)> {
    let skipped = found.iter().filter_map(|found| match found {
        Found::Skipped(Skipped { path, reason, is_foreign, .. }) => {
            Some((path.as_path(), reason.as_str(), *is_foreign))
        }
        Found::Instance { .. } => None,
    });
    skipped.collect()
}

fn instances(found: &[Found]) -> Vec<&Path> {
    let instances = found.iter().filter_map(|found| match found {
        Found::Instance { location, .. } => Some(&*location.path),
        Found::Skipped(_) => None,
    });
    instances.collect()
}

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
    assert_eq!(rows, [head, &row("./b.dcm", 1, 0), &row("./a.dcm", 2, 5)]);
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
    for set in patients.iter().flat_map(|patient| sets_of(patient)) {
        let sizes: BTreeSet<bool> = paths(&set).iter().map(|path| path.contains("larger")).collect();
        assert_eq!(sizes.len(), 1, "one size in {set}");
    }
    for (code, times) in [("same-uid", 1), ("shared-uid", 2)] {
        let found =
            patients.iter().flat_map(|patient| sets_of(patient)).flat_map(|set| codes(&set)).filter(|at| at == code);
        assert!(found.count() >= times, "{code}: {text}");
    }
}

fn sets_of(patient: &Value) -> Vec<Value> {
    let studies = patient["studies"].as_array().unwrap();
    let series = studies.iter().flat_map(|study| study["series"].as_array().unwrap());
    series.flat_map(|series| series["display_sets"].as_array().unwrap().clone()).collect()
}

fn codes(set: &Value) -> Vec<String> {
    set["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_that_vanish_are_said_and_the_rest_is_found() {
    let folder = Folder::new();
    for number in 0..50 {
        folder.write(&format!("{number:02}"), Slice::at(number, f64::from(number)).file());
    }
    let gone = folder.path("31");
    let watched = Arc::new(Mutex::new(Vec::new()));
    let (seen, doomed) = (watched.clone(), gone.clone());
    let options = ScanOptions {
        watch: Some(Arc::new(move |_, path| {
            if let Some(path) = path {
                seen.lock().unwrap().push(path.to_owned());
                if path == doomed {
                    fs::remove_file(path).unwrap();
                }
            }
        })),
        ..ScanOptions::default()
    };
    let found = folder.found(options);
    let reason = "This was there when its folder was listed and is gone now; scan again.";
    assert_eq!(left_out(&found), [(gone.as_path(), reason, false)]);
    let names: Vec<_> = instances(&found).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names.len(), 49);
    assert!(names.is_sorted(), "in order of name, whichever thread read it");
    assert_eq!(watched.lock().unwrap().len(), 50, "every file is told before it is read");
}

#[test]
fn files_to_avoid_are_not_read() {
    let folder = Folder::new();
    folder.write("a", Slice::at(1, 0.0).file());
    folder.write("b", Slice::at(2, 0.0).file());
    let watched = Arc::new(AtomicUsize::new(0));
    let count = watched.clone();
    let options = ScanOptions {
        avoid: Arc::new([folder.path("a")].into()),
        watch: Some(Arc::new(move |_, path| {
            count.fetch_add(usize::from(path.is_some()), Ordering::Relaxed);
        })),
        ..ScanOptions::default()
    };
    let found = folder.found(options);
    assert_eq!((instances(&found), watched.load(Ordering::Relaxed)), (vec![folder.path("b").as_path()], 1));
    assert!(left_out(&found)[0].1.starts_with("The program ended while it was reading this file"));
}

#[test]
fn depth_study_and_stop_bound_a_scan() {
    let folder = Folder::new();
    folder.write("a", Slice::at(1, 0.0).file());
    let mut other = Slice::at(2, 0.0).set();
    folder.write("b", other.text((0x0020, 0x000D), "UI", "2.25.99").file(EXPLICIT_LITTLE));
    folder.write("sub/c", Slice::at(3, 0.0).file());
    folder.write("sub/notes.txt", "no image");
    let names = |options| {
        let found = folder.found(options);
        instances(&found)
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect::<String>()
    };
    assert_eq!(names(ScanOptions::default()), "abc");
    assert_eq!(names(ScanOptions { depth: 1, ..ScanOptions::default() }), "ab");
    assert_eq!(names(ScanOptions { study: Some("2.25.2".into()), ..ScanOptions::default() }), "ac");
    let options = ScanOptions::default();
    options.stop.store(true, Ordering::Relaxed);
    assert_eq!(names(options), "");
    // Stopped by what it finds first.
    for number in 0..3000 {
        folder.write(&format!("many/{number}"), "no image");
    }
    let (options, read) = (ScanOptions::default(), Arc::new(AtomicUsize::new(0)));
    let (stop, count) = (options.stop.clone(), read.clone());
    let watch: hounsfield::study::Watch = Arc::new(move |_, path| {
        count.fetch_add(usize::from(path.is_some()), Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
    });
    folder.found(ScanOptions { watch: Some(watch), ..options });
    assert!(read.load(Ordering::Relaxed) <= 8, "each thread ends with the file in hand");
}

#[test]
fn folders_too_deep_are_said() {
    let folder = Folder::new();
    let deep = vec!["d"; 80].join("/");
    folder.write(&format!("{deep}/a"), Slice::default().file());
    let found = folder.found(ScanOptions::default());
    assert_eq!(instances(&found), [] as [&Path; 0]);
    let [(path, reason, false)] = left_out(&found)[..] else { panic!("{found:?}") };
    assert_eq!(path.strip_prefix(folder.0.path()).unwrap().components().count(), 64);
    assert!(reason.contains("64 deep"));
}

#[cfg(unix)]
mod unix {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _, fs::symlink},
    };

    use super::*;

    #[test]
    fn links_pipes_and_strange_names_do_no_harm() {
        let folder = Folder::new();
        folder.write("a/1", Slice::at(1, 0.0).file());
        folder.write("b/2", Slice::at(2, 5.0).file());
        symlink(folder.path("a"), folder.path("b/circle-1")).unwrap();
        symlink(folder.path("b"), folder.path("a/circle-2")).unwrap();
        symlink(folder.0.path(), folder.path("a/up")).unwrap();
        symlink(folder.path("nowhere"), folder.path("dead")).unwrap();
        symlink("self", folder.path("self")).unwrap();
        symlink(folder.path("b/2"), folder.path("z-link")).unwrap();
        symlink("/dev/zero", folder.path("zero")).unwrap();
        fs::write(folder.0.path().join(OsStr::from_bytes(b"caf\xE9.dcm")), Slice::at(3, 10.0).file()).unwrap();
        assert!(Command::new("mkfifo").arg(folder.path("pipe")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket")).unwrap();
        let json = folder.json(&["."]);
        let set = &sets(&json)[0];
        assert_eq!(set["frames"], 3);
        assert_eq!(paths(set)[..2], ["./a/1", "./b/2"]);
        assert!(paths(set)[2].starts_with("./caf") && paths(set)[2].ends_with(".dcm"));
        assert_eq!(set["copies"][0]["path"], "./z-link");
        let reasons: Vec<(&str, &str)> =
            skipped(&json).into_iter().map(|(path, reason)| (path, reason.split([';', ',']).next().unwrap())).collect();
        let pipe = "This is a pipe";
        let expected = [
            ("./a/circle-2", "This is a link to a folder and was not followed"),
            ("./a/up", "This is a link to a folder and was not followed"),
            ("./b/circle-1", "This is a link to a folder and was not followed"),
            ("./dead", "This link leads to no file that can be reached"),
            ("./pipe", pipe),
            ("./self", "This link leads to no file that can be reached"),
            ("./socket", pipe),
            ("./zero", pipe),
        ];
        assert_eq!(reasons, expected);
        // Named by the person, a pipe is a failure and is not waited for.
        assert_eq!(folder.run(&["pipe"]).status.code(), Some(1));
        // A link to a folder is followed where it was asked for.
        assert_eq!(folder.json(&["b/circle-1"])["patients"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn unreadable_folders_and_files_are_said() {
        let folder = Folder::new();
        folder.write("a", Slice::at(1, 0.0).file());
        folder.write("closed/b", Slice::at(2, 0.0).file());
        folder.write("secret", Slice::at(3, 0.0).file());
        let set = |name: &str, mode| fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
        set("closed", 0o000);
        set("secret", 0o000);
        let is_bound = fs::read_dir(folder.path("closed")).is_err();
        let json = folder.json(&["."]);
        let status = folder.run(&["closed"]).status.code();
        set("closed", 0o700);
        if !is_bound {
            // An administrator may read everything.
            return;
        }
        let expected = [
            ("./closed", "This folder may not be read; ask for the right to read it."),
            ("./secret", "The file cannot be read: permission is denied; check that it exists and may be read."),
        ];
        assert_eq!(skipped(&json), expected);
        assert_eq!((paths(&sets(&json)[0]), status), (vec!["./a"], Some(1)));
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
}
