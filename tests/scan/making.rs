//! Files and folders to scan, and what a scan says of them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use hounsfield::{
    dicom::write::{DataSetWriter, EXPLICIT_LITTLE},
    study::{Found, Scan, ScanOptions, Skipped},
};
use serde_json::Value;

pub const CT: &str = "1.2.840.10008.5.1.4.1.1.2";

/// One slice; files that differ in nothing else are slices of one series.
pub struct Slice {
    pub patient: &'static str,
    pub series: &'static str,
    pub uid: u32,
    pub z: f64,
    pub rows: u16,
}

impl Default for Slice {
    fn default() -> Self {
        Self { patient: "DOE^JANE", series: "2.25.3", uid: 1, z: 0.0, rows: 4 }
    }
}

impl Slice {
    pub fn at(uid: u32, z: f64) -> Self {
        Self { uid, z, ..Self::default() }
    }

    pub fn set(&self) -> DataSetWriter {
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

    pub fn file(&self) -> Vec<u8> {
        self.set().file(EXPLICIT_LITTLE)
    }
}

pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(&[&["scan"], arguments].concat())
    }

    pub fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hounsfield"));
        command.current_dir(self.0.path()).args(arguments);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").output().unwrap()
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Everything that the library's own scan finds.
    pub fn found(&self, options: ScanOptions) -> Vec<Found> {
        let mut scan = Scan::new(vec![self.0.path().to_owned()], options).unwrap();
        let mut found = Vec::new();
        while let Some(batch) = scan.next_batch() {
            found.extend(batch.found);
        }
        found
    }
}

/// The display sets of the only series.
pub fn sets(json: &Value) -> &Vec<Value> {
    let [patient] = &json["patients"].as_array().unwrap()[..] else { panic!("{json}") };
    let [study] = &patient["studies"].as_array().unwrap()[..] else { panic!("{json}") };
    let [series] = &study["series"].as_array().unwrap()[..] else { panic!("{json}") };
    series["display_sets"].as_array().unwrap()
}

pub fn paths(set: &Value) -> Vec<&str> {
    set["instances"].as_array().unwrap().iter().map(|instance| instance["path"].as_str().unwrap()).collect()
}

/// Path and reason of everything that was skipped.
pub fn skipped(json: &Value) -> Vec<(&str, &str)> {
    let skipped = json["skipped"].as_array().unwrap();
    skipped.iter().map(|entry| (entry["path"].as_str().unwrap(), entry["reason"].as_str().unwrap())).collect()
}

pub fn left_out(found: &[Found]) -> Vec<(&Path, &str, bool)> {
    let skipped = found.iter().filter_map(|found| match found {
        Found::Skipped(Skipped { path, reason, is_foreign, .. }) => {
            Some((path.as_path(), reason.as_str(), *is_foreign))
        }
        Found::Instance { .. } => None,
    });
    skipped.collect()
}

pub fn instances(found: &[Found]) -> Vec<&Path> {
    let instances = found.iter().filter_map(|found| match found {
        Found::Instance { location, .. } => Some(&*location.path),
        Found::Skipped(_) => None,
    });
    instances.collect()
}

pub fn sets_of(patient: &Value) -> Vec<Value> {
    let studies = patient["studies"].as_array().unwrap();
    let series = studies.iter().flat_map(|study| study["series"].as_array().unwrap());
    series.flat_map(|series| series["display_sets"].as_array().unwrap().clone()).collect()
}

pub fn codes(set: &Value) -> Vec<String> {
    set["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}
