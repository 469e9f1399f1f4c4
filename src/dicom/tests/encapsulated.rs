//! Fragments and offset tables, with the uncompressed encapsulated syntax so that bytes speak for themselves.

use super::*;
use crate::dicom::{syntax::ENCAPSULATED_UNCOMPRESSED, write::OffsetTable};

/// Frames of one row of two 8-bit pixels.
fn cine(frames: &[Vec<Vec<u8>>], table: OffsetTable) -> DataSetWriter {
    let mut set = ct();
    shape(&mut set, 1, 2, 1, [8, 8, 7], 0);
    set.integers((0x0028, 0x0008), &[frames.len() as i32]);
    set.encapsulated(frames, table);
    set
}

fn all(object: &Object) -> Vec<Samples> {
    let frames = object.image.as_ref().unwrap().frames;
    (0..frames).map(|index| object.load(index).unwrap().frame.samples.clone()).collect()
}

#[test]
fn one_fragment_is_one_frame() {
    for table in [OffsetTable::None, OffsetTable::Basic, OffsetTable::Extended] {
        let object = read(&cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], table), ENCAPSULATED_UNCOMPRESSED);
        assert_eq!(all(&object), [Samples::U8(vec![1, 2]), Samples::U8(vec![3, 4])]);
        assert_eq!(object.findings, []);
    }
}

#[test]
fn a_single_frame_may_be_in_many_fragments() {
    let mut set = cine(&[vec![vec![1, 2], vec![3, 4]]], OffsetTable::None);
    shape(&mut set, 1, 4, 1, [8, 8, 7], 0);
    assert_eq!(all(&read(&set, ENCAPSULATED_UNCOMPRESSED)), [Samples::U8(vec![1, 2, 3, 4])]);
}

#[test]
fn tables_tell_fragments_apart() {
    let frames = [vec![vec![1, 2], vec![3, 4]], vec![vec![5, 6], vec![7, 8]]];
    for table in [OffsetTable::Basic, OffsetTable::Extended] {
        let mut set = cine(&frames, table);
        shape(&mut set, 1, 4, 1, [8, 8, 7], 0);
        assert_eq!(
            all(&read(&set, ENCAPSULATED_UNCOMPRESSED)),
            [Samples::U8(vec![1, 2, 3, 4]), Samples::U8(vec![5, 6, 7, 8])]
        );
    }
}

#[test]
fn a_table_that_contradicts_the_fragments_is_ignored() {
    let set = cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], OffsetTable::Basic);
    let mut file = set.file(ENCAPSULATED_UNCOMPRESSED);
    let at = file.windows(8).rposition(|bytes| bytes == [0, 0, 0, 0, 10, 0, 0, 0]).unwrap();
    file[at + 4] = 11;
    let object = read_bytes(file).unwrap();
    assert_eq!(all(&object), [Samples::U8(vec![1, 2]), Samples::U8(vec![3, 4])]);
    assert!(codes(&object).contains(&FindingCode::OffsetTable));
}

#[test]
fn fewer_fragments_than_frames_are_counted() {
    let mut set = cine(&[vec![vec![1, 2]], vec![vec![3, 4]]], OffsetTable::None);
    set.integers((0x0028, 0x0008), &[3]);
    let object = read(&set, ENCAPSULATED_UNCOMPRESSED);
    assert_eq!(object.image.as_ref().unwrap().frames_present, 2);
    assert!(object.load(1).is_ok());
    assert!(matches!(object.load(2), Err(ReadError::Damaged { .. })));
}

#[test]
fn syntaxes_without_a_decoder_are_named() {
    let object = read(&cine(&[vec![vec![1, 2]]], OffsetTable::None), "1.2.840.10008.1.2.4.100");
    let Err(ReadError::Unsupported { what, uid }) = &object.image else { panic!("{:?}", object.image) };
    assert_eq!(uid, "1.2.840.10008.1.2.4.100");
    assert!(what.contains("MPEG2"), "{what}");
}
