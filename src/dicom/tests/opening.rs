//! The start of a file: preamble, meta group, transfer syntax, and what is wrapped around it.

use std::io::Write;

use super::*;
use crate::dicom::{
    Limits, looks_like_dicom, read_facts,
    write::{DEFLATED, IMPLICIT_LITTLE},
};

fn pixels() -> Samples {
    Samples::U16((0..12).collect())
}

/// A file of `ct` whose meta group is `meta`, byte by byte.
fn with_meta(meta: &[u8]) -> Vec<u8> {
    [&[0; 128][..], b"DICM", meta, &ct().data_set(EXPLICIT_LITTLE)].concat()
}

fn group_length(length: u32) -> Vec<u8> {
    [&b"\x02\0\0\0UL\x04\0"[..], &length.to_le_bytes()].concat()
}

/// Preamble and meta group that name this syntax, without a data set.
fn meta(syntax: &str) -> Vec<u8> {
    let empty = DataSetWriter::new();
    let file = empty.file(syntax);
    // An empty data set has bytes where it is deflated.
    file[..file.len() - empty.data_set(syntax).len()].to_vec()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const SYNTAX: &[u8] = b"\x02\0\x10\0UI\x14\x001.2.840.10008.1.2.1\0";

#[test]
fn a_file_inside_gzip_is_read() {
    let file = ct().file(EXPLICIT_LITTLE);
    let object = read_bytes(gzipped(&file)).unwrap();
    assert_eq!(object.load(0).unwrap().frame.samples, pixels());
    assert_eq!(object.size, gzipped(&file).len() as u64);
    assert_eq!(found(&object, FindingCode::Structure), (None, Some(0)));
    // Two members one after the other are one file (RFC 1952 2.2).
    let (start, rest) = file.split_at(300);
    assert_eq!(read_bytes([gzipped(start), gzipped(rest)].concat()).unwrap().load(0).unwrap().frame.samples, pixels());
}

#[test]
fn gzip_files_are_listed_too() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (folder.path().join("good.gz"), folder.path().join("other.gz"));
    std::fs::write(&good, gzipped(&ct().file(EXPLICIT_LITTLE))).unwrap();
    std::fs::write(&other, gzipped(&[b' '; 5000])).unwrap();
    assert!(looks_like_dicom(&good));
    assert!(!looks_like_dicom(&other));
    assert_eq!(&*read_facts(&good, &Limits::default()).unwrap().series.modality, "CT");
    assert_eq!(read_facts(&other, &Limits::default()), Err(ReadError::NotDicom));
}

#[test]
fn a_cut_gzip_file_gives_what_it_held() {
    let mut set = ct();
    // Bytes that do not compress, so that a cut falls into the pixels.
    let noise: Vec<u16> = (0..4096_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 16) as u16).collect();
    shape(&mut set, 64, 64, 1, [16, 16, 15], 0);
    words(&mut set, &noise);
    let whole = gzipped(&set.file(EXPLICIT_LITTLE));
    let object = read_bytes(whole[..whole.len() / 2].to_vec()).unwrap();
    assert!(codes(&object).contains(&FindingCode::Truncated));
    let rows = object.load(0).unwrap().frame.rows_present;
    assert!((20..40).contains(&rows), "{rows}");
    for length in [3, 12, 18] {
        let error = read_bytes(whole[..length].to_vec()).unwrap_err();
        assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
    }
}

#[test]
fn a_small_gzip_file_cannot_grow_without_end() {
    let bomb = gzipped(&vec![0; 65 << 20]);
    assert!(matches!(read_bytes(bomb), Err(ReadError::OverLimit { .. })));
    let means = Means { limits: Limits { file_bytes: 1 << 10, ..Limits::default() }, ..Means::default() };
    let small = gzipped(&vec![7; 2 << 10]);
    assert!(matches!(open_bytes_with(Path::new("made.gz"), small, &means), Err(ReadError::OverLimit { .. })));
}

#[test]
fn elements_are_found_wherever_the_file_begins() {
    let file = ct().file(EXPLICIT_LITTLE);
    let bare = ct().data_set(EXPLICIT_LITTLE);
    for (what, bytes, at) in [
        ("no preamble", file[128..].to_vec(), 4),
        ("no preamble and no mark", file[132..].to_vec(), 0),
        ("a preamble without mark", [&[0; 128][..], &file[132..]].concat(), 128),
        ("a preamble and a damaged mark", [&[0; 128][..], b"DIXM", &file[132..]].concat(), 132),
        ("one byte too many", [b" ", &bare[..]].concat(), 1),
        ("bytes before the preamble", [&[b'x'; 512], &file[..]].concat(), 644),
    ] {
        let object = read_bytes(bytes).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, pixels(), "{what}");
        assert_eq!(object.summary.identity.patient_name, "Doe^Jane");
        assert_eq!(found(&object, FindingCode::Meta), (None, Some(at)), "{what}");
    }
}

#[test]
fn other_files_are_no_dicom() {
    let mut nifti = vec![0; 400];
    nifti[..4].copy_from_slice(&348_i32.to_le_bytes());
    nifti[344..348].copy_from_slice(b"n+1\0");
    let mut noise = 1_u64;
    let mut random = || {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (noise >> 33) as u8
    };
    let mut others = vec![
        nifti,
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0\0\0\x02\0\x08\0\0\0\0".to_vec(),
        [b"PK\x03\x04\x14\0\0\0\x08\0", &[7; 300][..]].concat(),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0".repeat(20),
        b"II*\0\x08\0\0\0\x10\0\xfe\0\x04\0\x01\0\0\0\0\0\0\0\0\x01\x03\0\x01\0\0\0\0\x02\0\0".repeat(10),
        b"A text that speaks of DICM and of DICM again, and of nothing else. ".repeat(40),
        b"\x08\0".repeat(300),
    ];
    others.extend((0..500).map(|_| (0..600).map(|_| random()).collect::<Vec<u8>>()));
    for (which, other) in others.into_iter().enumerate() {
        assert_eq!(read_bytes(other).unwrap_err(), ReadError::NotDicom, "number {which}");
    }
}

#[test]
fn wrong_meta_group_lengths_are_ignored() {
    let unknown = [&b"\x02\0\0\0UN\0\0\x04\0\0\0"[..], &28_u32.to_le_bytes()].concat();
    let short = [&b"\x02\0\0\0UN\x04\0"[..], &28_u32.to_le_bytes()].concat();
    for (length, noted) in [
        (group_length(28), false),
        (unknown, false),
        (short, false),
        (group_length(0), true),
        (group_length(27), true),
        (group_length(u32::MAX), true),
    ] {
        let object = read_bytes(with_meta(&[&length, SYNTAX].concat())).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, pixels(), "{length:?}");
        assert_eq!(object.summary.transfer_syntax_uid, EXPLICIT_LITTLE, "{length:?}");
        assert_eq!(codes(&object).contains(&FindingCode::Meta), noted, "{length:?}");
    }
}

#[test]
fn a_meta_group_in_another_encoding_is_read() {
    let mut meta = DataSetWriter::new();
    meta.text((0x0002, 0x0010), "UI", EXPLICIT_LITTLE);
    meta.text((0x0002, 0x0012), "UI", "2.25.7");
    for syntax in [IMPLICIT_LITTLE, EXPLICIT_BIG] {
        let object = read_bytes(with_meta(&meta.data_set(syntax))).unwrap();
        assert_eq!(object.load(0).unwrap().frame.samples, pixels(), "{syntax}");
        assert_eq!(object.summary.transfer_syntax_uid, EXPLICIT_LITTLE, "{syntax}");
        assert_ne!(object.findings, [], "{syntax}");
    }
}

#[test]
fn long_meta_texts_are_no_fault() {
    let version = [&b"\x02\0\x13\0SH\x28\0"[..], &[b'V'; 40]].concat();
    let object = read_bytes(with_meta(&[SYNTAX, &version].concat())).unwrap();
    assert_eq!(object.findings, []);
    assert_eq!(object.load(0).unwrap().frame.samples, pixels());
}

#[test]
fn a_meta_element_that_runs_on_is_ended_where_the_next_begins() {
    let title = b"\x02\0\x16\0AE\x04\0STORE";
    // Into the next meta element, into the data set, and past the end of the file.
    for length in [20_u16, 36, 200, 60_000] {
        let mut version = b"\x02\0\x13\0SH\x06\0MAKER1".to_vec();
        version[6..8].copy_from_slice(&length.to_le_bytes());
        for meta in [[SYNTAX, &version].concat(), [SYNTAX, &version, &title[..12]].concat()] {
            let object = read_bytes(with_meta(&meta)).unwrap();
            assert_eq!(object.load(0).unwrap().frame.samples, pixels(), "{length}");
            assert_eq!(object.summary.identity.patient_name, "Doe^Jane", "{length}");
            let tree = object.tag_tree();
            let row = tree.rows.iter().find(|row| row.tag == (2, 0x13)).unwrap();
            assert_eq!(row.value, "MAKER1");
            assert_eq!(found(&object, FindingCode::Structure), (Some((2, 0x13)), Some(132 + SYNTAX.len() as u64)));
        }
    }
    let object = read_bytes(with_meta(&[b"\x02\0\x01\0OB\0\0\x90\x01\0\0\0\x01", SYNTAX].concat())).unwrap();
    assert_eq!(object.load(0).unwrap().frame.samples, pixels());
    assert_eq!(object.summary.transfer_syntax_uid, EXPLICIT_LITTLE);
}

#[test]
fn the_syntax_is_recognised_whatever_is_stated() {
    // Large enough for a VR to pass for a part of a believable length.
    let mut set = ct();
    shape(&mut set, 1000, 1000, 1, [16, 16, 15], 0);
    let values: Vec<u16> = (0..1_000_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u16).collect();
    words(&mut set, &values);
    let private = "1.2.3.4.5";
    for named in ["", IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED, private] {
        for written in [IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED] {
            let file = [meta(named), set.data_set(written)].concat();
            let object = read_bytes(file).unwrap();
            let what = format!("{named} named, {written} written");
            assert_eq!(object.summary.identity.patient_name, "Doe^Jane", "{what}");
            let loaded = object.load(0).unwrap();
            assert!(loaded.frame.samples == Samples::U16(values.clone()), "{what}");
            assert_eq!(codes(&object).contains(&FindingCode::TransferSyntax), named != written, "{what}");
        }
    }
}

#[test]
fn what_was_stated_and_what_was_found_are_said() {
    let after_meta = meta(EXPLICIT_LITTLE).len() as u64;
    let object = read_bytes([meta(EXPLICIT_LITTLE), ct().data_set(IMPLICIT_LITTLE)].concat()).unwrap();
    let finding = object.findings.iter().find(|finding| finding.code == FindingCode::TransferSyntax).unwrap();
    assert_eq!(
        finding.text,
        "The data set is implicit VR little endian, not Explicit VR Little Endian; it was read as it is written."
    );
    assert_eq!((finding.tag, finding.offset), (Some((2, 0x10)), Some(after_meta)));
    assert_eq!(object.summary.transfer_syntax_name, "Implicit VR Little Endian");
    assert_eq!(object.summary.transfer_syntax_uid, EXPLICIT_LITTLE);
}

#[test]
fn a_zlib_header_around_a_deflated_data_set_is_taken_off() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&ct().data_set(EXPLICIT_LITTLE)).unwrap();
    let file = [meta(DEFLATED), encoder.finish().unwrap()].concat();
    assert_eq!(read_bytes(file).unwrap().load(0).unwrap().frame.samples, pixels());
}

#[test]
fn a_deflated_data_set_that_breaks_off_gives_what_it_held() {
    let mut set = ct();
    set.text((0x0020, 0x4000), "LT", &(0..2000).map(|n| n.to_string()).collect::<String>());
    let file = set.file(DEFLATED);
    let start = 144 + u64::from(u32::from_le_bytes([file[140], file[141], file[142], file[143]]));
    let object = read_bytes(file[..file.len() - 200].to_vec()).unwrap();
    assert_eq!(object.summary.identity.patient_name, "Doe^Jane");
    let cut = object.findings.iter().find(|finding| finding.text.contains("breaks off")).unwrap();
    assert_eq!((cut.code, cut.offset), (FindingCode::Truncated, Some(start)));
}
