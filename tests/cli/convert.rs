//! Volumes, by the program itself: what is in the files is computed here from the positions and values that went in.

use std::{fs, io::Read};

use flate2::read::GzDecoder;
use hounsfield::dicom::write::EXPLICIT_LITTLE;

use super::{Folder, SIDE, grid, patient, text};

/// Slices of 16 x 16 pixels, 0.25 mm across and 0.5 mm down, at these places along the body, shifted by so many
/// millimetres to the front for each millimetre upwards. Pixel `index` of slice `n` is stored as `12 index + n`.
fn series(folder: &Folder, name: &str, places: &[f64], shift: f64, intercepts: &[f64]) {
    fs::create_dir_all(folder.path(name)).unwrap();
    for (n, (&z, &intercept)) in places.iter().zip(intercepts.iter().cycle()).enumerate() {
        let mut data = patient("1.2.840.10008.5.1.4.1.1.2", "CT");
        data.text((0x0008, 0x0018), "UI", &format!("2.25.{}", 100 + n)).text((0x0020, 0x000D), "UI", "2.25.7");
        data.text((0x0020, 0x000E), "UI", &format!("2.25.8{}", name.len())).integers((0x0020, 0x0011), &[5]);
        data.text((0x0008, 0x0008), "CS", "ORIGINAL\\PRIMARY\\AXIAL").text((0x0008, 0x103E), "LO", "Head");
        data.integers((0x0020, 0x0013), &[n as i32 + 1]).decimals((0x0018, 0x0060), &[120.0]);
        data.decimals((0x0028, 0x1052), &[intercept]).decimals((0x0028, 0x1053), &[2.0]);
        data.decimals((0x0028, 0x0030), &[0.5, 0.25]);
        data.decimals((0x0020, 0x0032), &[-10.0, -20.0 - z * shift, z]);
        data.decimals((0x0020, 0x0037), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        grid(&mut data, 1, "MONOCHROME2", 16, 12);
        let values = (0..SIDE * SIDE).flat_map(|index| stored(n, index).to_le_bytes());
        data.bytes((0x7FE0, 0x0010), "OW", values.collect::<Vec<u8>>());
        folder.write(&format!("{name}/{n}.dcm"), &data.file(EXPLICIT_LITTLE));
    }
}

fn stored(slice: usize, index: usize) -> i16 {
    (index * 12 + slice) as i16
}

fn i16s(bytes: &[u8]) -> Vec<i16> {
    bytes.as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect()
}

fn f32s(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut all).unwrap();
    all
}

const EVEN: [f64; 4] = [30.0, 33.0, 36.0, 39.0];

#[test]
fn a_series_becomes_one_volume_with_its_place() {
    let folder = Folder::new();
    series(&folder, "even", &EVEN, 0.0, &[-1024.0]);
    let said = text(&folder.served("convert even -o out.nii"));
    assert!(said.contains("16 × 16 × 4"), "{said}");
    let file = fs::read(folder.path("out.nii")).unwrap();
    assert_eq!(file.len(), 352 + SIDE * SIDE * 4 * 2);
    assert_eq!(i16s(&file[40..50]), [3, 16, 16, 4, 1]);
    assert_eq!(i16s(&file[70..74]), [4, 16]);
    assert_eq!(f32s(&file[108..120]), [352.0, 2.0, -1024.0]);
    // RAS: x and y of LPS with the other sign; the first row written is the last one, 15 rows of 0.5 mm to the back.
    let matrix = [[-0.25, 0.0, 0.0, 10.0], [0.0, 0.5, 0.0, 12.5], [0.0, 0.0, 3.0, 30.0]];
    assert_eq!(f32s(&file[280..328]), matrix.concat());
    let values = i16s(&file[352..]);
    for (at, value) in values.iter().enumerate() {
        let (slice, row, column) = (at / 256, 15 - at / 16 % 16, at % 16);
        assert_eq!(*value, stored(slice, row * 16 + column));
    }

    let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.path("out.json")).unwrap()).unwrap();
    assert_eq!((json["Modality"].as_str(), json["SeriesDescription"].as_str()), (Some("CT"), Some("Head")));
    assert_eq!((json["KVP"].as_i64(), json["ConversionSoftware"].as_str()), (Some(120), Some("Hounsfield")));
    assert_eq!(json["ImageOrientationPatientDICOM"], serde_json::json!([1, 0, 0, 0, 1, 0]));
    assert!(!json.to_string().contains("DOE") && !json.to_string().contains("4711"));

    folder.served("convert even -o out2.nii.gz --no-sidecar");
    assert!(inflated(&fs::read(folder.path("out2.nii.gz")).unwrap()) == file);
    assert!(!folder.path("out2.json").exists());

    folder.served("convert even -o out.nrrd");
    let nrrd = fs::read(folder.path("out.nrrd")).unwrap();
    let end = nrrd.windows(2).position(|pair| pair == b"\n\n").unwrap() + 2;
    let header = text(&nrrd[..end]);
    assert!(header.contains("space origin: (-10,-20,30)\n"), "{header}");
    assert!(header.contains("space directions: (0.25,0,0) (0,0.5,0) (0,0,3)\n"), "{header}");
    // Without a slope in the header, the values are in HU; rows are as they were.
    assert!(header.contains("type: int16\n"), "{header}");
    let expected: Vec<i16> =
        (0..4).flat_map(|slice| (0..256).map(move |index| 2 * stored(slice, index) - 1024)).collect();
    assert_eq!(i16s(&inflated(&nrrd[end..])), expected);
}

#[test]
fn slices_of_different_rescale_become_values() {
    let folder = Folder::new();
    series(&folder, "pet", &EVEN, 0.0, &[0.0, 100.0]);
    folder.served("convert pet -o out.nii");
    let file = fs::read(folder.path("out.nii")).unwrap();
    assert_eq!((i16s(&file[70..74]), f32s(&file[112..120])), (vec![16, 32], vec![1.0, 0.0]));
    let values = f32s(&file[352..]);
    // The first row that is written is row 15 of the slice.
    assert_eq!(values[0], 2.0 * f32::from(stored(0, 240)));
    assert_eq!(values[256 + 255], 2.0 * f32::from(stored(1, 15)) + 100.0);
}

#[test]
fn irregular_series_are_refused_with_reason_and_remedy() {
    let folder = Folder::new();
    series(&folder, "gap", &[30.0, 33.0, 39.0, 42.0, 45.0], 0.0, &[0.0]);
    let said = folder.refused("convert gap -o out.nii", 1, 1);
    assert!(said.contains("missing") && said.contains("--resample"), "{said}");
    assert!(!folder.path("out.nii").exists() && !folder.path("out.json").exists());

    folder.served("convert gap -o out.nii --resample");
    let file = fs::read(folder.path("out.nii")).unwrap();
    assert_eq!(i16s(&file[42..48]), [16, 16, 6]);
    let values = i16s(&file[352..]);
    // Half way between slices 1 and 2 lies 1.5, rounded away from zero.
    assert_eq!((values[2 * 256 + 240], values[3 * 256 + 240]), (2, 2));
    let json = text(&fs::read(folder.path("out.json")).unwrap());
    assert!(json.contains("ConversionComments"), "{json}");

    series(&folder, "tilted", &EVEN, 0.5, &[0.0]);
    let said = folder.refused("convert tilted -o tilted.nii", 1, 1);
    assert!(said.contains("26.6 degrees") && said.contains("--correct-tilt"), "{said}");
    folder.served("convert tilted -o tilted.nii --correct-tilt");
    let file = fs::read(folder.path("tilted.nii")).unwrap();
    // Of 30 mm upwards the first slice starts 35 mm to the front and the last one 39.5 mm. 9 mm upwards lean 4.5 mm: nine rows more.
    assert_eq!(i16s(&file[42..48]), [16, 25, 4]);
    assert_eq!(f32s(&file[280..328])[4..8], [0.0, 0.5, 0.0, 27.5]);
    let values = i16s(&file[352..]);
    // Slice 3 was shifted by nine rows: its first row is the first of the volume, the last one of the file.
    assert_eq!(values[3 * 400 + 24 * 16], stored(3, 0));
    assert_eq!(values[24 * 16 + 5], 0, "outside of slice 0");
    assert_eq!(values[15 * 16 + 5], stored(0, 5));
}

#[test]
fn one_refusal_stops_no_others_and_names_tell_them_apart() {
    let folder = Folder::new();
    series(&folder, "all/even", &EVEN, 0.0, &[0.0]);
    series(&folder, "all/second", &EVEN, 0.0, &[0.0]);
    series(&folder, "all/gaps-in-it", &[0.0, 3.0, 9.0, 12.0], 0.0, &[0.0]);
    let said = folder.refused("convert all -o out.nii.gz", 1, 1);
    assert!(said.contains("series 5"), "{said}");
    for name in ["out_5.nii.gz", "out_5.json", "out_5_2.nii.gz", "out_5_2.json"] {
        assert!(folder.path(name).exists(), "{name}");
    }
    assert!(!folder.path("out.nii.gz").exists());
    folder.served("convert all -o one.nii --series 2.25.88");
    assert!(folder.path("one.nii").exists());
    folder.refused("convert all -o none.nii --series 77", 1, 1);
}

#[test]
fn nothing_is_replaced_unasked() {
    let folder = Folder::new();
    series(&folder, "even", &EVEN, 0.0, &[0.0]);
    folder.write("out.json", b"mine");
    let said = folder.refused("convert even -o out.nii", 1, 1);
    assert!(said.contains("out.json") && said.contains("--overwrite"), "{said}");
    assert!(!folder.path("out.nii").exists());
    folder.served("convert even -o out.nii --no-sidecar");
    let before = fs::read(folder.path("out.nii")).unwrap();
    folder.write("out.nii", b"mine too");
    let said = folder.refused("convert even -o out.nii --no-sidecar", 1, 1);
    assert!(said.contains("out.nii") && said.contains("--overwrite"), "{said}");
    assert_eq!(fs::read(folder.path("out.nii")).unwrap(), b"mine too");
    assert_eq!(fs::read(folder.path("out.json")).unwrap(), b"mine");
    folder.served("convert even -o out.nii --overwrite");
    assert!(fs::read(folder.path("out.nii")).unwrap() == before);
    assert!(text(&fs::read(folder.path("out.json")).unwrap()).contains("Hounsfield"));
}

#[test]
fn usage_faults_and_what_is_no_volume() {
    let folder = Folder::new();
    for wrong in ["convert ct.dcm -o out.img", "convert ct.dcm -o -", "convert -o out.nii", "convert ct.dcm"] {
        assert_eq!(folder.run(wrong).status.code(), Some(2), "{wrong}");
    }
    // One slice without a thickness, a clip, a colour picture without a place, a report.
    let said = folder.refused("convert ct.dcm -o out.nii", 1, 1);
    assert!(said.contains("thickness"), "{said}");
    folder.refused("convert clip.dcm -o out.nii", 1, 1);
    folder.refused("convert colour.dcm -o out.nii", 1, 1);
    folder.refused("convert report.dcm -o out.nii", 1, 1);
    folder.refused("convert missing -o out.nii", 1, 1);
    assert!(!folder.path("out.nii").exists());
}

#[test]
fn a_damaged_slice_leaves_no_file() {
    let folder = Folder::new();
    series(&folder, "cut", &EVEN, 0.0, &[0.0]);
    let whole = fs::read(folder.path("cut/2.dcm")).unwrap();
    folder.write("cut/2.dcm", &whole[..whole.len() - 100]);
    let said = folder.refused("convert cut -o out.nii.gz", 1, 1);
    assert!(said.contains("cut short"), "{said}");
    let left: Vec<_> = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("out")), "{left:?}");
}

#[test]
fn the_phantom_comes_back_from_its_volume() {
    let folder = Folder::new();
    folder.served("phantom -o phantom");
    folder.served("convert phantom -o chest.nii.gz --series 1");
    let file = inflated(&fs::read(folder.path("chest.nii.gz")).unwrap());
    assert_eq!(i16s(&file[42..48]), [512, 512, 24]);
    assert_eq!(f32s(&file[80..92]), [0.703_125, 0.703_125, 5.0]);
    // The pixel data end each uncompressed file.
    let slice = fs::read(folder.path("phantom/ct-07.dcm")).unwrap();
    let stored = &slice[slice.len() - 512 * 512 * 2..];
    let written = &file[352 + 6 * stored.len()..][..stored.len()];
    assert!(stored.chunks(1024).rev().eq(written.chunks(1024)));
}
