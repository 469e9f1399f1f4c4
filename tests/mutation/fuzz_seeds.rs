//! Seeds for the targets in `fuzz/`, from the generated files. What a target expects before its bytes is written there.

use std::{fs, path::Path};

use hounsfield::{dicom::open_bytes, image::PhotometricInterpretation as Pi};

use super::draft::Draft;
use crate::support::{seeds::generated, walker::Encoding};

/// Codestream targets by the end of the transfer syntax.
const CODECS: [(&str, &str); 18] = [
    ("1.2.5", "rle"),
    ("4.50", "jpeg_baseline"),
    ("4.51", "jpeg_extended"),
    ("4.55", "jpeg_progressive"),
    ("4.57", "jpeg_lossless"),
    ("4.70", "jpeg_lossless"),
    ("4.80", "jpeg_ls"),
    ("4.81", "jpeg_ls"),
    ("4.90", "jpeg_2000"),
    ("4.91", "jpeg_2000"),
    ("4.201", "htj2k"),
    ("4.202", "htj2k"),
    ("4.203", "htj2k"),
    ("4.53", "jpeg_progressive"),
    ("4.92", "jpeg_2000"),
    ("4.110", "jpeg_xl"),
    ("4.111", "jpeg_xl"),
    ("4.112", "jpeg_xl"),
];

/// Writes a folder of seeds for each target and returns how many there are.
pub fn write(folder: &Path) -> usize {
    let mut count = 0;
    let mut put = |target: &str, name: &str, bytes: &[u8]| {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name.replace(['/', '\\', ':'], "-")), bytes).unwrap();
        count += 1;
    };
    for seed in generated().iter().filter(|seed| seed.bytes.len() < 8192) {
        put("index", &seed.name, &seed.bytes);
        let draft = Draft::new(seed.bytes.clone());
        let Some(map) = draft.map() else { continue };
        let choice = match (map.syntax.as_str(), map.encoding) {
            ("1.2.840.10008.1.2.5", _) => 3,
            ("1.2.840.10008.1.2.8.1", _) => 4,
            (_, Encoding { big: true, .. }) => 2,
            (_, Encoding { explicit: false, .. }) => 1,
            _ => 0,
        };
        put("header", &seed.name, &[&[choice], &seed.bytes[map.data_set..]].concat());
        if let Some(name) = map.top((0x0010, 0x0010)) {
            put("charset", &seed.name, &[&[0, 5 + seed.name.len() as u8], &seed.bytes[name.value..name.end]].concat());
        }
        let target = CODECS.iter().find(|(end, _)| map.syntax.ends_with(end)).map(|(_, target)| *target);
        if let (Some(target), Some(header)) = (target, shape(&seed.bytes)) {
            let streams = draft.encapsulated().unwrap().fragments;
            put(target, &seed.name, &[&header[..], &streams[0]].concat());
        }
    }
    count
}

/// The 8 bytes before a codestream.
fn shape(file: &[u8]) -> Option<[u8; 8]> {
    let object = open_bytes("seed.dcm".as_ref(), file.to_vec()).ok()?;
    let image = object.image.as_ref().ok()?;
    let model = object.pixel_model(0)?;
    let kind = match model.photometric {
        Pi::Rgb => 1,
        Pi::YbrFull => 2,
        Pi::YbrFull422 => 3,
        Pi::YbrRct => 4,
        Pi::YbrIct => 5,
        _ => 0,
    };
    let allocated = if model.bits_stored > 8 { 4 } else { 3 };
    let flags = u8::from(model.signed) | 2;
    Some([image.rows as u8, image.columns as u8, kind, allocated, model.bits_stored, model.bits_stored - 1, flags, 0])
}
