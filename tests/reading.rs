//! One picture in every encoding that the crate can write, opened through the front door.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::path::PathBuf;

use hounsfield::{
    dicom::{
        Object, ReadError, open, phantom,
        write::{DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, OffsetTable},
    },
    image::{PhotometricInterpretation, Samples},
};
use support::{DicomBuilder, JPEG_BASELINE, RLE, jpeg_frame, rle_frame};

/// A file that goes away with the test.
struct Fixture {
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn open(&self, bytes: &[u8]) -> Result<Object, ReadError> {
        let path: PathBuf = self.folder.path().join("image");
        std::fs::write(&path, bytes).unwrap();
        open(&path)
    }

    fn frame(&self, builder: &DicomBuilder, index: usize) -> Samples {
        let object = self.open(&builder.build()).unwrap();
        object.load(index).unwrap().frame.samples.clone()
    }
}

fn ramp(count: usize) -> Vec<i16> {
    (0..count).map(|index| (index as i16).wrapping_mul(711).wrapping_sub(9000)).collect()
}

fn cells(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn every_uncompressed_syntax_gives_the_same_values() {
    let fixture = Fixture::new();
    let values = ramp(7 * 5);
    for syntax in [IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED] {
        let builder = DicomBuilder::ct(7, 5).pixels_i16(&values).transfer_syntax(syntax);
        assert_eq!(fixture.frame(&builder, 0), Samples::I16(values.clone()), "{syntax}");
    }
}

#[test]
fn rle_frames_are_found_by_every_kind_of_offset_table() {
    let fixture = Fixture::new();
    let values: Vec<Vec<i16>> =
        (0..3).map(|frame| ramp(6 * 6).iter().map(|value| value / 16 + frame).collect()).collect();
    let whole: Vec<Vec<Vec<u8>>> = values.iter().map(|frame| vec![rle_frame(&cells(frame), 2, 1)]).collect();
    for table in [OffsetTable::None, OffsetTable::Basic, OffsetTable::Extended] {
        let builder = DicomBuilder::ct(6, 6).frames(3).encapsulated(RLE, &whole, table);
        for (index, expected) in values.iter().enumerate() {
            assert_eq!(fixture.frame(&builder, index), Samples::I16(expected.clone()), "{table:?}, frame {index}");
        }
    }
    // A frame in several fragments needs the table.
    let split: Vec<Vec<Vec<u8>>> =
        whole.iter().map(|frame| frame[0].chunks(70).map(<[u8]>::to_vec).collect()).collect();
    let builder = DicomBuilder::ct(6, 6).frames(3).encapsulated(RLE, &split, OffsetTable::Basic);
    assert_eq!(fixture.frame(&builder, 2), Samples::I16(values[2].clone()));
}

#[test]
fn jpeg_frames_come_back_near_their_values() {
    let fixture = Fixture::new();
    let grey: Vec<u8> = (0..32 * 48_u32).map(|index| (index % 48 * 5) as u8).collect();
    let frame = vec![vec![jpeg_frame(&grey, 32, 48, 1)]];
    let builder = DicomBuilder::grey(32, 48).encapsulated(JPEG_BASELINE, &frame, OffsetTable::None);
    let Samples::U8(decoded) = fixture.frame(&builder, 0) else { panic!("8 bits come back as 8 bits") };
    assert!(decoded.iter().zip(&grey).all(|(decoded, value)| decoded.abs_diff(*value) <= 4));
}

#[test]
fn a_jfif_frame_is_ycbcr_even_if_the_header_says_rgb() {
    let fixture = Fixture::new();
    let green: Vec<u8> = [0, 200, 0].repeat(16 * 16);
    let frame = vec![vec![jpeg_frame(&green, 16, 16, 3)]];
    let builder = DicomBuilder::rgb(16, 16).encapsulated(JPEG_BASELINE, &frame, OffsetTable::Basic);
    let loaded = fixture.open(&builder.build()).unwrap().load(0).unwrap();
    assert_eq!(loaded.model.photometric, PhotometricInterpretation::YbrFull);
    let Samples::U8(samples) = &loaded.frame.samples else { panic!("8 bits come back as 8 bits") };
    // T.871: Y = 0.587 G, Cb = 128 - 0.3313 G, Cr = 128 - 0.4187 G.
    assert!(
        samples
            .chunks_exact(3)
            .all(|pixel| { pixel[0].abs_diff(117) <= 2 && pixel[1].abs_diff(62) <= 2 && pixel[2].abs_diff(44) <= 2 })
    );
}

#[test]
fn a_compressed_frame_of_another_size_is_refused() {
    let fixture = Fixture::new();
    let frame = vec![vec![jpeg_frame(&[9; 16 * 16], 16, 16, 1)]];
    let builder = DicomBuilder::grey(16, 15).encapsulated(JPEG_BASELINE, &frame, OffsetTable::None);
    let error = fixture.open(&builder.build()).unwrap().load(0).unwrap_err().to_string();
    assert!(error.contains("16 x 16") && error.contains("15 x 16"), "{error}");
}

#[test]
fn the_phantom_opens_as_what_it_is() {
    let fixture = Fixture::new();
    let slice = fixture.open(&phantom::slice(9).bytes).unwrap();
    let image = slice.image.as_ref().unwrap();
    assert_eq!((image.rows, image.columns, slice.findings.len()), (512, 512, 0));
    assert_eq!(slice.summary.identity.patient_name, "Phantom^Hounsfield");
    let model = slice.load(0).unwrap().model.clone();
    assert_eq!(model.windows.len(), 2);
    assert_eq!(model.unit, hounsfield::image::Unit::Hounsfield);
    let clip = fixture.open(&phantom::clip().bytes).unwrap();
    let image = clip.image.as_ref().unwrap();
    assert_eq!((image.frames, image.regions.len(), clip.findings.len()), (60, 1, 0));
    assert_eq!(image.clip.as_ref().unwrap().durations_ms, vec![40.0; 60]);
    assert!(clip.load(59).is_ok());
}

#[test]
fn no_cut_file_panics_or_passes_for_whole() {
    let fixture = Fixture::new();
    let values = ramp(8 * 8);
    let rle = vec![vec![rle_frame(&cells(&values), 2, 1)]];
    let jpeg = vec![vec![jpeg_frame(&[77; 64], 8, 8, 1)]];
    for builder in [
        DicomBuilder::ct(8, 8).pixels_i16(&values),
        DicomBuilder::ct(8, 8).pixels_i16(&values).transfer_syntax(DEFLATED),
        DicomBuilder::ct(8, 8).encapsulated(RLE, &rle, OffsetTable::Basic),
        DicomBuilder::grey(8, 8).encapsulated(JPEG_BASELINE, &jpeg, OffsetTable::None),
    ] {
        let whole = builder.build();
        let loaded = fixture.open(&whole).unwrap().load(0).unwrap();
        for length in 0..whole.len() {
            let Ok(object) = fixture.open(&whole[..length]) else { continue };
            object.tag_tree();
            let Ok(cut) = object.load(0) else { continue };
            let same = cut.frame.samples == loaded.frame.samples && cut.frame.rows_present == cut.frame.rows;
            let told =
                !object.findings.is_empty() || !cut.findings.is_empty() || cut.frame.rows_present < cut.frame.rows;
            assert!(same || told, "cut at {length} of {}", whole.len());
        }
    }
}
