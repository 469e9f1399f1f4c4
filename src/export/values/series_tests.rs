#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::{
    io::{Cursor, Read},
    sync::Arc,
};

use ::tiff::{
    decoder::{Decoder, DecodingResult},
    tags::Tag,
};

use super::*;
use crate::{
    geometry::{ImagePlane, Spacing, SpacingBasis},
    image::{Frame, ModalityLut, Samples},
};

/// Frames of 2 x 1 signed values: the first -1024 and -1023, the next 1 more each.
fn ct(slope: f64) -> impl Fn(usize) -> Result<Made, String> + Sync {
    move |index| {
        let values = vec![index as i16, index as i16 + 1];
        let frame = Frame { rows: 1, columns: 2, samples_per_pixel: 1, samples: Samples::I16(values), rows_present: 1 };
        let modality = ModalityLut::Rescale { slope, intercept: -1024.0 };
        Ok(Made {
            values: Values::modality(&Arc::new(frame), &modality),
            unit: "HU".into(),
            plane: ImagePlane::from_attributes(&[0.0, 0.0, index as f64], &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
            spacing: Some(Spacing { row_mm: 2.0, column_mm: 0.5, basis: SpacingBasis::Patient }),
        })
    }
}

fn written(kind: FileKind, numbers: &[usize], make: &(dyn Fn(usize) -> Result<Made, String> + Sync)) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let series = Series { numbers, durations_ms: &[], has_axis: numbers.len() > 1, make, batch: 2 };
    series.write(&mut bytes, kind, &Progress::silent()).unwrap();
    bytes.into_inner()
}

#[test]
fn an_npz_holds_the_pixels_and_what_is_known_of_them() {
    let bytes = written(FileKind::Npz, &[1, 2, 3, 4, 5], &ct(1.0));
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entry = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        (String::from_utf8_lossy(&bytes[10..start]).into_owned(), bytes.split_off(start))
    };
    let (header, pixels) = entry("pixels.npy");
    assert!(header.contains("'<f4'") && header.contains("(5, 1, 2)"), "{header}");
    assert_eq!(pixels[16..20], (-1022f32).to_le_bytes());
    assert_eq!(entry("unit.npy").1, [b'H', 0, 0, 0, b'U', 0, 0, 0]);
    assert_eq!(entry("frames.npy").1[16..], 5i32.to_le_bytes());
    assert_eq!(entry("spacing.npy").1, [2.0f64, 0.5].map(f64::to_le_bytes).concat());
    let (header, positions) = entry("position.npy");
    assert!(header.contains("(5, 3)") && positions.ends_with(&4f64.to_le_bytes()));
    assert!(entry("orientation.npy").0.contains("(5, 6)") && entry("duration.npy").0.contains("(0,)"));
}

#[test]
fn whole_values_are_sixteen_bits_and_the_page_says_how_to_read_them() {
    let read = |kind, slope| {
        let mut decoder = Decoder::new(Cursor::new(written(kind, &[1, 2, 3], &ct(slope)))).unwrap();
        let said = decoder.get_tag_ascii_string(Tag::ImageDescription).unwrap();
        let first = decoder.read_image().unwrap();
        let mut pages = 1;
        while decoder.more_images() {
            decoder.next_image().unwrap();
            pages += 1;
        }
        (said, first, pages)
    };
    let (said, first, pages) = read(FileKind::Tiff { unsigned: false }, 1.0);
    assert_eq!((said.as_str(), pages), ("value = sample; unit HU", 3));
    assert!(matches!(first, DecodingResult::I16(values) if values == [-1024, -1023]));
    let (said, first, _) = read(FileKind::Tiff { unsigned: true }, 1.0);
    assert_eq!(said, "value = sample - 32768; unit HU");
    assert!(matches!(first, DecodingResult::U16(values) if values == [31744, 31745]));
    let (said, first, _) = read(FileKind::Tiff { unsigned: true }, 0.5);
    assert_eq!(said, "value = sample; unit HU");
    assert!(matches!(first, DecodingResult::F32(values) if values == [-1024.0, -1023.5]));
}

#[test]
fn white_is_the_last_level_and_not_black() {
    let frame = Frame { rows: 1, columns: 4, samples_per_pixel: 1, samples: Samples::U8(vec![0; 4]), rows_present: 1 };
    let planes = vec![0.0, 0.5, 1.0, f32::NAN];
    let make = move |_| {
        let values = Values::Brightness { frame: Arc::new(frame.clone()), channels: None, planes: planes.clone() };
        Ok(Made { values, unit: String::new(), plane: None, spacing: None })
    };
    let bytes = written(FileKind::Tiff { unsigned: false }, &[1], &make);
    let mut decoder = Decoder::new(Cursor::new(bytes)).unwrap();
    assert!(matches!(decoder.read_image().unwrap(), DecodingResult::U16(levels) if levels == [0, 32768, 65535, 0]));
}

#[test]
fn frames_that_differ_or_fail_are_named() {
    let make = |index: usize| if index == 2 { Err("It is cut.".to_owned()) } else { ct(1.0)(index) };
    let series = Series { numbers: &[4, 5, 6], durations_ms: &[], has_axis: true, make: &make, batch: 8 };
    for kind in [FileKind::Npy, FileKind::Npz, FileKind::Tiff { unsigned: false }] {
        let error = series.write(Cursor::new(Vec::new()), kind, &Progress::silent()).unwrap_err();
        assert_eq!(error.to_string(), "Frame 6: It is cut.");
    }
    let differ = |index: usize| {
        let samples = Samples::U8(vec![0; index + 1]);
        let columns = index as u32 + 1;
        let frame = Frame { rows: 1, columns, samples_per_pixel: 1, samples, rows_present: 1 };
        Ok(Made { values: Values::Stored(Arc::new(frame)), unit: String::new(), plane: None, spacing: None })
    };
    let series = Series { numbers: &[1, 2], durations_ms: &[], has_axis: true, make: &differ, batch: 8 };
    let error = series.npy(Vec::new(), &Progress::silent()).unwrap_err();
    assert!(error.to_string().contains("differ in size"));
}
