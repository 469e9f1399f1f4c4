//! The command line through the program itself: every command, every exit status, every kind of bad input.
//!
//! What is expected is computed here from the formulas of the standard, not by the library.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/convert.rs"]
mod convert;
#[path = "cli/display.rs"]
mod display;
#[path = "cli/edit.rs"]
mod edit;
#[path = "cli/pictures.rs"]
mod pictures;
#[path = "cli/table.rs"]
mod table;
#[path = "cli/tags.rs"]
mod tags;

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use hounsfield::dicom::write::{DataSetWriter, EXPLICIT_LITTLE};
use serde_json::Value;

const SIDE: usize = 16;
const INTERCEPT: f64 = -1024.0;

/// A folder with a CT, a clip, a colour picture, a report without pixels, and files that are no DICOM.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("ct.dcm", &ct(1));
        folder.write("clip.dcm", &ct(3));
        folder.write("colour.dcm", &colour());
        folder.write("report.dcm", &report());
        folder.write("notes.txt", b"This is no image, however long it may go on.\n");
        folder.write("empty.dcm", b"");
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Runs the program in the folder, without a display.
    fn run(&self, arguments: &str) -> Output {
        self.command(arguments.split_whitespace()).output().unwrap()
    }

    fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hounsfield"));
        command.current_dir(self.0.path()).args(arguments);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command
    }

    /// What the program prints when all goes well.
    fn served(&self, arguments: &str) -> Vec<u8> {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        output.stdout
    }

    fn json(&self, arguments: &str) -> Value {
        serde_json::from_slice(&self.served(arguments)).unwrap()
    }

    /// Asserts on the exit status and on one line of standard error for each failure.
    fn refused(&self, arguments: &str, status: i32, lines: usize) -> String {
        let output = self.run(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments}: {said}");
        assert_eq!(said.lines().count(), lines, "{arguments}: {said}");
        said
    }
}

/// Stored value of pixel `index` of frame `frame`: air to metal, with a step from pixel to pixel.
fn stored(frame: usize, index: usize) -> u16 {
    (index * 12 + frame) as u16
}

fn hounsfield(frame: usize, index: usize) -> f64 {
    f64::from(stored(frame, index)) + INTERCEPT
}

fn ct(frames: usize) -> Vec<u8> {
    let mut data = patient("1.2.840.10008.5.1.4.1.1.2", "CT");
    data.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    data.decimals((0x0028, 0x1052), &[INTERCEPT]).decimals((0x0028, 0x1053), &[1.0]);
    data.decimals((0x0028, 0x1050), &[40.0, -600.0]).decimals((0x0028, 0x1051), &[400.0, 1500.0]);
    data.text((0x0028, 0x1055), "LO", "SOFT\\LUNG");
    data.decimals((0x0028, 0x0030), &[0.5, 0.25]);
    data.decimals((0x0020, 0x0032), &[0.0, 0.0, 0.0]).decimals((0x0020, 0x0037), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    grid(&mut data, 1, "MONOCHROME2", 16, 12);
    if frames > 1 {
        data.integers((0x0028, 0x0008), &[frames as i32]).decimals((0x0018, 0x1063), &[40.0]);
        data.bytes((0x0028, 0x0009), "AT", [0x18, 0, 0x63, 0x10]);
    }
    let values = (0..frames).flat_map(|frame| (0..SIDE * SIDE).flat_map(move |i| stored(frame, i).to_le_bytes()));
    data.bytes((0x7FE0, 0x0010), "OW", values.collect::<Vec<u8>>());
    data.file(EXPLICIT_LITTLE)
}

fn colour() -> Vec<u8> {
    let mut data = patient("1.2.840.10008.5.1.4.1.1.7", "OT");
    grid(&mut data, 3, "RGB", 8, 8);
    data.unsigned((0x0028, 0x0006), &[0]);
    data.bytes(
        (0x7FE0, 0x0010),
        "OB",
        (0..SIDE * SIDE * 3).map(|i| (i / 3) as u8 ^ (i % 3) as u8).collect::<Vec<u8>>(),
    );
    data.file(EXPLICIT_LITTLE)
}

fn report() -> Vec<u8> {
    let mut item = DataSetWriter::new();
    item.text((0x0008, 0x0100), "SH", "121071").text((0x0008, 0x0104), "LO", "A finding, \"quoted\"");
    let mut data = patient("1.2.840.10008.5.1.4.1.1.88.11", "SR");
    data.sequence((0x0040, 0xA043), vec![item]);
    data.file(EXPLICIT_LITTLE)
}

fn patient(sop_class: &str, modality: &str) -> DataSetWriter {
    let mut data = DataSetWriter::new();
    data.text((0x0008, 0x0016), "UI", sop_class).text((0x0008, 0x0018), "UI", "2.25.1");
    data.text((0x0008, 0x0060), "CS", modality).text((0x0010, 0x0010), "PN", "DOE^JANE").text(
        (0x0010, 0x0020),
        "LO",
        "4711",
    );
    data
}

fn grid(data: &mut DataSetWriter, samples: u16, photometric: &str, allocated: u16, bits: u16) {
    data.unsigned((0x0028, 0x0002), &[samples]).text((0x0028, 0x0004), "CS", photometric);
    data.unsigned((0x0028, 0x0010), &[SIDE as u16]).unsigned((0x0028, 0x0011), &[SIDE as u16]);
    data.unsigned((0x0028, 0x0100), &[allocated]).unsigned((0x0028, 0x0101), &[bits]);
    data.unsigned((0x0028, 0x0102), &[bits - 1]).unsigned((0x0028, 0x0103), &[0]);
}

/// PS3.3 C.11.2.1.2.1, to a grey of 0..=255.
fn linear(x: f64, center: f64, width: f64) -> u8 {
    let y = if x <= center - 0.5 - (width - 1.0) / 2.0 {
        0.0
    } else if x > center - 0.5 + (width - 1.0) / 2.0 {
        1.0
    } else {
        (x - (center - 0.5)) / (width - 1.0) + 0.5
    };
    (255.0 * y + 0.5).floor() as u8
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Header and elements of an `.npy`.
fn array(bytes: &[u8]) -> (String, &[u8]) {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let end = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!(end % 64, 0);
    (text(&bytes[10..end]), &bytes[end..])
}

#[test]
fn render_follows_the_standard_s_formula() {
    let folder = Folder::new();
    for (options, center, width) in [
        ("", 40.0, 400.0),
        ("--window 100,80", 100.0, 80.0),
        ("--window=-600,1500", -600.0, 1500.0),
        ("--file-window 2", -600.0, 1500.0),
        ("--preset brain", 40.0, 80.0),
        // From -1024 to 2036: a window of whole values is one wider than their distance.
        ("--full-range", 506.5, 3061.0),
    ] {
        let png = folder.served(&format!("render ct.dcm -o - {options}"));
        let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap();
        let image::DynamicImage::ImageLuma8(picture) = picture else { panic!("{options}: not grey") };
        assert_eq!(picture.dimensions(), (SIDE as u32, SIDE as u32));
        let expected: Vec<u8> = (0..SIDE * SIDE).map(|i| linear(hounsfield(0, i), center, width)).collect();
        assert_eq!(picture.into_raw(), expected, "{options}");
    }
    folder.served("render ct.dcm -o plain.png");
    folder.served("render ct.dcm -o inverted.png --invert");
    folder.served("render ct.dcm -o hot.tif --colormap hot --function sigmoid");
    folder.served("render ct.dcm -o equal.jpg --equalize 64");
    let grey = |name: &str| image::open(folder.path(name)).unwrap().into_luma8().into_raw();
    assert!(grey("plain.png").iter().zip(grey("inverted.png")).all(|(plain, inverted)| plain + inverted == 255));
    assert!(matches!(image::open(folder.path("hot.tif")).unwrap(), image::DynamicImage::ImageRgb8(_)));
    folder.served("render clip.dcm --all -o frames");
    assert!(folder.path("frames/frame-0003.png").is_file());
    folder.served("render clip.dcm --all -o clip.gif");
    assert!(fs::read(folder.path("clip.gif")).unwrap().starts_with(b"GIF89a"));
}

#[test]
fn overlays_shutters_and_profiles_are_shown_where_they_are_asked_for() {
    let folder = Folder::new();
    let mut grey = patient("1.2.840.10008.5.1.4.1.1.7", "OT");
    grid(&mut grey, 1, "MONOCHROME2", 8, 8);
    grey.bytes((0x7FE0, 0x0010), "OB", vec![100; SIDE * SIDE]);
    // One pixel of an overlay at column 3 of row 2, and a shutter that leaves the first four rows.
    grey.unsigned((0x6000, 0x0010), &[1]).unsigned((0x6000, 0x0011), &[1]);
    grey.bytes((0x6000, 0x0050), "SS", [2, 0, 3, 0]).bytes((0x6000, 0x3000), "OW", [1, 0]);
    grey.text((0x0018, 0x1600), "CS", "RECTANGULAR");
    grey.integers((0x0018, 0x1602), &[1]).integers((0x0018, 0x1604), &[16]);
    grey.integers((0x0018, 0x1606), &[1]).integers((0x0018, 0x1608), &[4]);
    folder.write("planes.dcm", &grey.file(EXPLICIT_LITTLE));
    let rendered = |options: &str| {
        let png = folder.served(&format!("render planes.dcm -o - --window 128,256 {options}"));
        image::load_from_memory_with_format(&png, image::ImageFormat::Png).unwrap()
    };
    let plain = rendered("");
    assert!(plain.as_luma8().unwrap().pixels().all(|pixel| pixel.0 == [100]));
    let planes = rendered("--planes").into_rgb8();
    let found = [(0, 0), (2, 1), (0, 3), (0, 4), (15, 15)].map(|(x, y)| planes.get_pixel(x, y).0);
    assert_eq!(found, [[100; 3], [255, 214, 0], [100; 3], [0; 3], [0; 3]]);

    // Without a profile nothing changes; it is only for colours.
    let plain = folder.served("pixels colour.dcm -o - --rgb");
    assert_eq!(folder.served("pixels colour.dcm -o - --rgb --icc"), plain);
    assert_eq!(folder.run("pixels colour.dcm -o - --icc").status.code(), Some(2));
    assert_eq!(folder.served("render colour.dcm -o - --icc"), folder.served("render colour.dcm -o -"));
}

#[test]
fn pixels_are_numpy_arrays() {
    let folder = Folder::new();
    let bytes = folder.served("pixels ct.dcm -o -");
    let (header, values) = array(&bytes);
    assert!(header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (16, 16), "), "{header}");
    let read: Vec<f64> = values.chunks(4).map(|v| f64::from(f32::from_le_bytes(v.try_into().unwrap()))).collect();
    assert_eq!(read, (0..SIDE * SIDE).map(|i| hounsfield(0, i)).collect::<Vec<_>>());

    folder.served("pixels clip.dcm -o clip.npy --stored --all");
    let bytes = fs::read(folder.path("clip.npy")).unwrap();
    let (header, values) = array(&bytes);
    assert!(header.contains("'<u2'") && header.contains("(3, 16, 16)"), "{header}");
    let read: Vec<u16> = values.chunks(2).map(|v| u16::from_le_bytes(v.try_into().unwrap())).collect();
    assert_eq!(read, (0..3).flat_map(|f| (0..SIDE * SIDE).map(move |i| stored(f, i))).collect::<Vec<_>>());

    let bytes = folder.served("pixels clip.dcm --frame 3 --stored -o -");
    assert_eq!(array(&bytes).1[..2], stored(2, 0).to_le_bytes());
    let bytes = folder.served("pixels colour.dcm --rgb -o -");
    let (header, values) = array(&bytes);
    assert!(header.contains("'|u1'") && header.contains("(16, 16, 3)"), "{header}");
    assert_eq!(values[..6], [0, 1, 2, 1, 0, 3]);

    // A cut picture keeps its shape; the last row is gone.
    let whole = colour();
    folder.write("cut.dcm", &whole[..whole.len() - SIDE * 3]);
    let cut = folder.served("pixels cut.dcm --rgb -o -");
    assert_eq!(cut.len(), bytes.len());
    assert_eq!(array(&cut).1[values.len() - SIDE * 3..], [0; SIDE * 3]);
}

#[test]
fn info_says_what_files_hold() {
    let folder = Folder::new();
    let entries = folder.json("info ct.dcm report.dcm --json");
    let (ct, report) = (&entries[0], &entries[1]);
    for (field, value) in [
        ("ok", Value::from(true)),
        ("error", Value::Null),
        ("modality", "CT".into()),
        ("photometric", "MONOCHROME2".into()),
        ("rows", 16.into()),
        ("columns", 16.into()),
        ("frames", 1.into()),
        ("frames_present", 1.into()),
        ("bits_allocated", 16.into()),
        ("bits_stored", 12.into()),
        ("signed", false.into()),
        ("samples", 1.into()),
        ("unit", "HU".into()),
    ] {
        assert_eq!(ct[field], value, "{field}");
    }
    assert_eq!(ct["spacing_mm"], serde_json::json!({ "row": 0.5, "column": 0.25, "basis": "patient-plane" }));
    let lung = serde_json::json!({
        "center": -600.0, "width": 1500.0, "explanation": "LUNG", "function": "linear", "frame": null,
    });
    assert_eq!(ct["windows"][1], lung);
    assert!(ct["findings"].is_array() && ct["voi_luts"].is_array() && ct["sop_class"].is_string());
    assert_eq!((&report["ok"], &report["rows"], &report["windows"]), (&true.into(), &Value::Null, &Value::Null));

    let entries = folder.json("info . --json");
    let named = |name: &str| entries.as_array().unwrap().iter().find(|e| e["path"].as_str().unwrap().ends_with(name));
    assert_eq!(entries.as_array().unwrap().len(), 6);
    assert_eq!(named("notes.txt").unwrap()["ok"], false);
    assert!(named("empty.dcm").unwrap()["error"].as_str().unwrap().contains("empty"));

    let lines = text(&folder.served("info ct.dcm"));
    assert!(lines.contains("DOE^JANE") && lines.contains("16 columns x 16 rows"), "{lines}");
    for arguments in
        ["info ct.dcm --hide-identity", "info ct.dcm --json --hide-identity", "--hide-identity info ct.dcm"]
    {
        let lines = text(&folder.served(arguments));
        assert!(!lines.contains("DOE") && !lines.contains("4711"), "{lines}");
    }
}

#[test]
fn info_tells_what_reports_say() {
    let folder = Folder::new();
    let item = |kind: &str, name: &str, tag, vr, value: &str| {
        let mut concept = DataSetWriter::new();
        concept.text((0x0008, 0x0104), "LO", name);
        let mut item = DataSetWriter::new();
        item.text((0x0040, 0xA010), "CS", "CONTAINS").text((0x0040, 0xA040), "CS", kind).text(tag, vr, value);
        item.sequence((0x0040, 0xA043), vec![concept]);
        item
    };
    let mut concept = DataSetWriter::new();
    concept.text((0x0008, 0x0104), "LO", "Chest report");
    let mut report = patient("1.2.840.10008.5.1.4.1.1.88.11", "SR");
    report.text((0x0040, 0xA040), "CS", "CONTAINER").sequence((0x0040, 0xA043), vec![concept]);
    let reader = item("PNAME", "Reader", (0x0040, 0xA123), "PN", "ROE^MARY");
    let finding = item("TEXT", "Finding", (0x0040, 0xA160), "UT", "no nodule");
    report.sequence((0x0040, 0xA730), vec![reader, finding]);
    folder.write("chest.dcm", &report.file(EXPLICIT_LITTLE));
    let lines = text(&folder.served("info chest.dcm"));
    assert!(lines.ends_with("Chest report\n    Reader: ROE^MARY\n    Finding: no nodule\n"), "{lines}");
    let lines = text(&folder.served("info chest.dcm --hide-identity"));
    assert!(lines.ends_with("Chest report\n    Finding: no nodule\n"), "{lines}");
    let line =
        |label: &str, text: &str| serde_json::json!({ "indent": 0, "kind": "field", "label": label, "text": text });
    let entries = folder.json("info chest.dcm ct.dcm --json");
    let expected = [line("Reader", "ROE^MARY"), line("Finding", "no nodule")];
    assert_eq!(entries[0]["document"], serde_json::json!({ "title": "Chest report", "lines": expected }));
    assert_eq!(entries[1]["document"], Value::Null);
    let entries = folder.json("info chest.dcm --json --hide-identity");
    assert_eq!(entries[0]["document"]["lines"], serde_json::json!([line("Finding", "no nodule")]));
}

#[test]
fn info_says_what_values_mean_besides() {
    let folder = Folder::new();
    // 2.5 Bq/ml a step, 70 kg, 350 MBq at the scan: 2.5 * 70000 / 350e6 = 0.0005.
    let mut drug = DataSetWriter::new();
    drug.decimals((0x0018, 0x1074), &[350e6]);
    let mut pet = patient("1.2.840.10008.5.1.4.1.1.128", "PT");
    pet.decimals((0x0010, 0x1030), &[70.0]).text((0x0028, 0x0051), "CS", "ATTN\\DECY");
    pet.decimals((0x0028, 0x1052), &[0.0]).decimals((0x0028, 0x1053), &[2.5]);
    pet.sequence((0x0054, 0x0016), vec![drug]);
    pet.text((0x0054, 0x1001), "CS", "BQML").text((0x0054, 0x1102), "CS", "ADMIN");
    grid(&mut pet, 1, "MONOCHROME2", 16, 16);
    pet.bytes((0x7FE0, 0x0010), "OW", vec![1; 2 * SIDE * SIDE]);
    folder.write("pet.dcm", &pet.file(EXPLICIT_LITTLE));
    let entry = &folder.json("info pet.dcm --json")[0];
    let scale = serde_json::json!({
        "label": "SUVbw", "explanation": "By body weight", "unit": "g/ml", "slope": 0.0005, "intercept": 0.0,
        "first": null, "last": null,
    });
    assert_eq!(entry["scales"], serde_json::json!([scale]));
    assert!(entry["suv_reason"].as_str().unwrap().contains("height"), "{entry}");
    assert_eq!(entry["unit"], "BQML");
    assert!(text(&folder.served("info pet.dcm")).contains("SUVbw = 0.0005 x stored + 0 g/ml"));
    let ct = &folder.json("info ct.dcm --json")[0];
    assert_eq!((&ct["scales"], &ct["suv_reason"]), (&serde_json::json!([]), &Value::Null));
    assert_eq!(ct["orientation"], serde_json::json!({ "right": "L", "bottom": "P" }));
}

#[test]
fn tags_in_every_form() {
    let folder = Folder::new();
    let lines = text(&folder.served("tags ct.dcm"));
    assert!(
        lines.lines().any(|line| line.starts_with("(0010,0010) PN PatientName") && line.ends_with("DOE^JANE")),
        "{lines}"
    );
    let lines = text(&folder.served("tags report.dcm --find codeval"));
    assert!(lines.contains("ConceptNameCodeSequence") && lines.contains("CodeValue") && !lines.contains("CodeMeaning"));
    let lines = text(&folder.served("tags report.dcm --csv"));
    assert!(lines.starts_with("depth,tag,keyword,vr,length,vm,value,creator\r\n"));
    assert!(lines.contains("\"A finding, \"\"quoted\"\"\""), "{lines}");
    let lines = text(&folder.served("tags report.dcm --python"));
    assert!(lines.contains("ds.ConceptNameCodeSequence[0].CodeValue  # SH \"121071\""), "{lines}");
    let model = folder.json("tags report.dcm --json");
    assert_eq!(model["0040A043"]["Value"][0]["00080100"]["Value"][0], "121071");
    assert_eq!(model["00100010"]["Value"][0]["Alphabetic"], "DOE^JANE");
    assert_eq!(folder.json("tags ct.dcm --json --find modality").as_object().unwrap().len(), 1);
    for form in ["", "--json", "--csv", "--python"] {
        let lines = text(&folder.served(&format!("tags ct.dcm --hide-identity {form}")));
        assert!(!lines.contains("DOE") && !lines.contains("4711"), "{lines}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_is_given_nothing_to_act_upon() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = Folder::new();
    let mut set = DataSetWriter::new();
    set.text((0x0008, 0x0005), "CS", "ISO_IR 192");
    set.text((0x0008, 0x103E), "LO", "a\u{1B}[2J\u{9B}1m\u{202E}b");
    let name = OsStr::from_bytes(b"\x1b]0;x\x07\xe9\xe2\x80\xae.dcm");
    fs::write(folder.0.path().join(name), set.file(EXPLICIT_LITTLE)).unwrap();
    let acts = |text: &str| text.contains(|c: char| c.is_control() && c != '\n' && c != '\r' || c == '\u{202E}');
    for words in
        [&["info"][..], &["info", "--json"], &["tags"], &["tags", "--json"], &["tags", "--python"], &["pixels"]]
    {
        let output = folder.command(words.iter().map(OsStr::new).chain([name])).output().unwrap();
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!acts(&said), "{words:?}: {said:?}");
    }
    let said = text(&folder.command([OsStr::new("info"), name]).output().unwrap().stdout);
    assert!(said.starts_with("<U+001B>]0;x<U+0007><E9><U+202E>.dcm\n"), "{said}");
    let output = folder.command([OsStr::new("tags"), OsStr::new("--json"), name]).output().unwrap();
    let model: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    assert_eq!(model["0008103E"]["Value"][0], "a\u{1B}[2J\u{9B}1m\u{202E}b");
}

#[test]
fn histogram_counts_every_value_once() {
    let folder = Folder::new();
    let values: Vec<f64> = (0..SIDE * SIDE).map(|i| hounsfield(0, i)).collect();
    let counted = folder.json("histogram ct.dcm --json --bins 10");
    assert_eq!(counted["unit"], "HU");
    assert_eq!((counted["min"].as_f64(), counted["max"].as_f64()), (Some(values[0]), Some(values[SIDE * SIDE - 1])));
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
    assert!((counted["mean"].as_f64().unwrap() - mean).abs() < 1e-9);
    assert!((counted["sd"].as_f64().unwrap() - sd).abs() < 1e-9);
    assert!((counted["percentiles"]["50"].as_f64().unwrap() - (values[127] + values[128]) / 2.0).abs() < 1e-9);
    let numbers =
        |field: &str| -> Vec<f64> { counted[field].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect() };
    let (edges, counts) = (numbers("edges"), numbers("counts"));
    assert_eq!((edges.len(), counts.len()), (11, 10));
    for (bin, count) in counts.iter().enumerate() {
        let last = bin == 9;
        let inside = |v: &&f64| **v >= edges[bin] && (**v < edges[bin + 1] || last && **v <= edges[bin + 1]);
        assert_eq!(values.iter().filter(inside).count() as f64, *count, "bin {bin}");
    }
    assert!(text(&folder.served("histogram clip.dcm --frame 2 --csv")).starts_with("lower,upper,count\r\n"));
    assert!(text(&folder.served("histogram ct.dcm")).contains("mean"));
}

#[test]
fn what_cannot_be_served_is_said_in_one_sentence() {
    let folder = Folder::new();
    folder.write("cut.dcm", &ct(1)[..300]);
    for file in ["notes.txt", "empty.dcm", "missing.dcm", "."] {
        for command in ["render {} -o out.png", "pixels {} -o out.npy", "histogram {}", "tags {}"] {
            let said = folder.refused(&command.replace("{}", file), 1, 1);
            assert!(said.contains(&format!("hounsfield: {file}: ")), "{said}");
        }
    }
    for file in ["report.dcm", "cut.dcm"] {
        for command in ["render {} -o out.png", "pixels {} -o out.npy", "histogram {}"] {
            folder.refused(&command.replace("{}", file), 1, 1);
        }
        folder.served(&format!("tags {file}"));
    }
    folder.served("info report.dcm");
    folder.refused("info notes.txt ct.dcm empty.dcm", 1, 2);
    assert!(text(&folder.run("info notes.txt ct.dcm").stdout).contains("CT"), "the rest is still served");
    for command in [
        "render ct.dcm -o out.png --frame 2",
        "render ct.dcm -o out.png --file-window 3",
        "render ct.dcm -o no/such/folder/out.png",
        "render colour.dcm -o out.png --window 40,400",
        "pixels ct.dcm -o out.npy --rgb",
        "pixels clip.dcm -o out.npy --frame 4",
        "histogram ct.dcm --frame 9",
    ] {
        folder.refused(command, 1, 1);
    }
    assert!(!folder.path("out.png").exists() && !folder.path("out.npy").exists(), "nothing half-written stays");
}

#[test]
fn wrong_usage_is_status_two() {
    let folder = Folder::new();
    for arguments in [
        "render ct.dcm",
        "render ct.dcm -o out.bmp",
        "render ct.dcm -o out.png --window 40",
        "render ct.dcm -o out.png --window 40,0",
        "render ct.dcm -o out.png --window 40,400 --full-range",
        "render ct.dcm -o out.png --preset nonsense",
        "render ct.dcm -o out.png --colormap nonsense",
        "render ct.dcm -o out.png --frame 0",
        "render clip.dcm -o - --all",
        "pixels ct.dcm -o out.npy --stored --rgb",
        "info",
        "tags ct.dcm --json --csv",
        "histogram ct.dcm --bins 0",
        "ct.dcm info ct.dcm",
        "--phantom info ct.dcm",
        "--renderer nonsense",
    ] {
        assert_eq!(folder.run(arguments).status.code(), Some(2), "{arguments}");
    }
    assert!(folder.run("--version").status.success());
    assert!(text(&folder.served("--help")).contains("Not for diagnostic use"));
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_display_the_window_says_so() {
    let folder = Folder::new();
    fs::copy(folder.path("ct.dcm"), folder.path("info")).unwrap();
    for arguments in ["", "ct.dcm", "./info", "--phantom"] {
        folder.refused(arguments, 2, 1);
    }
}

#[test]
fn the_phantom_is_readable() {
    let folder = Folder::new();
    folder.served("phantom -o study");
    let entries = folder.json("info --json study");
    let entries = entries.as_array().unwrap();
    assert!(entries.len() > 10 && entries.iter().all(|entry| entry["ok"] == true));
    assert!(entries.iter().any(|entry| entry["frames"].as_u64() > Some(1)), "a clip is among them");
    folder.refused("phantom -o ct.dcm", 1, 1);
}

#[test]
fn milestones_are_json_lines() {
    let folder = Folder::new();
    let output = folder.run("render ct.dcm -o out.png --timings");
    let lines: Vec<Value> = text(&output.stderr).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["event"], "start");
    assert!(lines.iter().any(|line| line["event"] == "first-image"));
    assert!(lines.windows(2).all(|pair| pair[0]["ms"].as_f64() <= pair[1]["ms"].as_f64()));
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let folder = Folder::new();
    for arguments in
        ["tags ct.dcm", "info . --json", "histogram ct.dcm", "render ct.dcm -o -", "pixels ct.dcm -o -", "--help"]
    {
        let mut child =
            folder.command(arguments.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{arguments}: {}", text(&output.stderr));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn integrate_leaves_nothing_when_it_is_taken_back() {
    let folder = Folder::new();
    let home = folder.path("home");
    fs::create_dir_all(home.join(".config")).unwrap();
    fs::write(home.join(".config/mimeapps.list"), "[Default Applications]\ntext/plain=editor.desktop\n").unwrap();
    let before = tree(&home);
    let integrate = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.env("HOME", &home).env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
        assert!(command.output().unwrap().status.success());
    };
    integrate(&["integrate"]);
    let list = fs::read_to_string(home.join(".config/mimeapps.list")).unwrap();
    assert!(list.contains("application/dicom=hounsfield.desktop"), "{list}");
    let entry = fs::read_to_string(home.join(".local/share/applications/hounsfield.desktop")).unwrap();
    assert!(entry.lines().any(|line| line.starts_with("Exec=") && line.ends_with(" %F")), "{entry}");
    integrate(&["integrate", "--remove"]);
    assert_eq!(tree(&home), before);
}

/// Every file under `folder` with its content, and every folder.
fn tree(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            found.push((path.clone(), fs::read(&path).ok()));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}
