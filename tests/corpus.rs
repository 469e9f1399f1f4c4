//! Every frame of a corpus against its reference hashes, and the names of its character sets.
//!
//! Runs where `HOUNSFIELD_CORPUS` names a folder with a `REFERENCE.tsv` of the columns `path`, `frame`,
//! `sha256_int32le`, `agreement`, `min`, `max` and `mean`; passes with a line otherwise.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Write},
    path::Path,
};

use hounsfield::{
    dicom::{FindingCode, LoadedFrame, ReadError, open},
    image::{Frame, ModalityKind, Samples},
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Files that this version does not read rightly, each with the reason.
const EXCEPTED: &[(&str, &str)] = &[(
    "derived/pixel-cases/highbit15-stored12.dcm",
    "the reference drops the low bits a second time; the values here are those of the picture it was made from",
)];

/// Transfer syntaxes of later versions, by the start of the UID.
const LATER: &[&str] = &[
    "1.2.840.10008.1.2.4.10", // MPEG
    "1.2.840.10008.1.2.4.11", // JPEG XL
    "1.2.840.10008.1.2.8.1",  // deflated image frame
];

/// Lossy syntaxes, on whose last bits decoders differ, and by how many levels.
const LOSSY: &[(&str, f64)] = &[
    ("1.2.840.10008.1.2.4.50", 8.0),
    ("1.2.840.10008.1.2.4.51", 8.0),
    ("1.2.840.10008.1.2.4.53", 8.0),
    ("1.2.840.10008.1.2.4.55", 8.0),
    ("1.2.840.10008.1.2.4.91", 1.0),
    ("1.2.840.10008.1.2.4.203", 1.0),
];

/// A line of the reference.
struct Reference<'a> {
    path: &'a str,
    frame: usize,
    hashes: &'a str,
    /// After modality: minimum, maximum, mean.
    statistics: [f64; 3],
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Exact,
    Within,
    /// In a syntax that a later version brings.
    Later,
    Wrong(String),
}

#[test]
fn every_frame_is_right() {
    let Some(folder) = std::env::var_os("HOUNSFIELD_CORPUS") else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let folder = Path::new(&folder);
    let table = std::fs::read_to_string(folder.join("REFERENCE.tsv")).unwrap();
    let references = references(&table);
    assert!(!references.is_empty(), "the reference holds no frame");
    let verdicts: Vec<Verdict> = references.par_iter().map(|reference| check(folder, reference)).collect();

    let mut counts = BTreeMap::from([("exact", 0), ("within", 0), ("excepted", 0), ("wrong", 0), ("later", 0)]);
    let mut faults = Vec::new();
    let mut excepted_wrong: HashMap<&str, bool> = EXCEPTED.iter().map(|(path, _)| (*path, false)).collect();
    for (reference, verdict) in references.iter().zip(&verdicts) {
        let name = match (verdict, excepted_wrong.get_mut(reference.path)) {
            (Verdict::Wrong(_), Some(seen)) => {
                *seen = true;
                "excepted"
            }
            (Verdict::Wrong(why), None) => {
                faults.push(format!("{} frame {}: {why}", reference.path, reference.frame));
                "wrong"
            }
            (Verdict::Exact, _) => "exact",
            (Verdict::Within, _) => "within",
            (Verdict::Later, _) => "later",
        };
        *counts.entry(name).or_default() += 1;
    }
    let needless = excepted_wrong.iter().filter(|(path, wrong)| !**wrong && folder.join(path).exists());
    faults.extend(needless.map(|(path, _)| format!("{path}: excepted, but right")));
    for (path, why) in EXCEPTED {
        say(&format!("excepted: {path}: {why}"));
    }
    say(&format!("{} frames of later syntaxes", counts["later"]));
    let [exact, within, excepted, wrong] = ["exact", "within", "excepted", "wrong"].map(|name| counts[name]);
    say(&format!("{exact} exact, {within} within, {excepted} excepted, {wrong} wrong"));
    assert!(EXCEPTED.len() <= 15, "at most 15 files may be excepted");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// _Patient's Name_ of the files of each character set, by `CHARSET_EXPECTED.tsv` with the columns `path`,
/// `SpecificCharacterSet`, `PatientName` and `checked_by`.
#[test]
fn names_in_every_character_set_are_right() {
    let Some(folder) = std::env::var_os("HOUNSFIELD_CORPUS") else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let table = std::fs::read_to_string(Path::new(&folder).join("CHARSET_EXPECTED.tsv")).unwrap();
    let mut read = 0;
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let object = open(&Path::new(&folder).join(cells[0])).unwrap();
        let findings: Vec<_> = object.findings.iter().filter(|finding| finding.code == FindingCode::Charset).collect();
        // Groups without anything at the end say nothing (PS3.5 6.2.1.1).
        let name = object.summary.identity.patient_name.trim_end_matches('=');
        assert_eq!((name, findings.as_slice()), (cells[2], &[][..]), "{line}");
        read += 1;
    }
    assert!(read > 0, "the table holds no file");
    say(&format!("{read} names in {read} files read as expected"));
}

/// The lines with a hash.
fn references(table: &str) -> Vec<Reference<'_>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| names.iter().position(|column| *column == name).unwrap();
    let [path, frame, hashes] = ["path", "frame", "sha256_int32le"].map(column);
    let statistics = ["min", "max", "mean"].map(column);
    let read = |line| {
        let cells: Vec<&str> = str::split(line, '\t').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        (!cell(hashes).is_empty()).then(|| Reference {
            path: cell(path),
            frame: cell(frame).parse().unwrap(),
            hashes: cell(hashes),
            statistics: statistics.map(|index| cell(index).parse().unwrap_or(f64::NAN)),
        })
    };
    lines.filter_map(read).collect()
}

fn check(folder: &Path, reference: &Reference<'_>) -> Verdict {
    let object = match open(&folder.join(reference.path)) {
        Ok(object) => object,
        Err(error) => return Verdict::Wrong(error.to_string()),
    };
    let syntax = object.summary.transfer_syntax_uid.as_str();
    if LATER.iter().any(|later| syntax.starts_with(later)) {
        return Verdict::Later;
    }
    let loaded = match object.load(reference.frame) {
        Ok(loaded) => loaded,
        Err(ReadError::Unsupported { what, .. }) if what.contains("lossy JPEG image of 12 bits") => {
            return Verdict::Later;
        }
        Err(error) => return Verdict::Wrong(error.to_string()),
    };
    let exact = reference.hashes.contains(&hash(&loaded.as_declared()));
    let tolerance = LOSSY.iter().find(|(lossy, _)| *lossy == syntax).map(|(_, levels)| *levels);
    match (exact, tolerance) {
        (true, _) => statistics(&loaded, reference, 0.0).map_or_else(Verdict::Wrong, |()| Verdict::Exact),
        (false, Some(levels)) => {
            statistics(&loaded, reference, levels).map_or_else(Verdict::Wrong, |()| Verdict::Within)
        }
        (false, None) => Verdict::Wrong("other values".into()),
    }
}

/// SHA-256 of the frame as little-endian 32-bit integers, or of floats as they are with their kind in front.
fn hash(frame: &Frame) -> String {
    fn wide<T: Copy + Into<i32>>(values: &[T]) -> Vec<u8> {
        values.iter().flat_map(|value| (*value).into().to_le_bytes()).collect()
    }
    let (kind, bytes) = match &frame.samples {
        Samples::U8(values) => ("", wide(values)),
        Samples::I8(values) => ("", wide(values)),
        Samples::U16(values) => ("", wide(values)),
        Samples::I16(values) => ("", wide(values)),
        Samples::U32(values) => ("", values.iter().flat_map(|value| value.to_le_bytes()).collect()),
        Samples::I32(values) => ("", wide(values)),
        Samples::F32(values) => ("f32:", values.iter().flat_map(|value| value.to_le_bytes()).collect()),
        Samples::F64(values) => ("f64:", values.iter().flat_map(|value| value.to_le_bytes()).collect()),
    };
    let digest = Sha256::digest(bytes);
    format!("{kind}{}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Minimum, maximum and mean after modality against the reference: within 1e-3 of the range of values, the extremes
/// within `levels` more.
fn statistics(loaded: &LoadedFrame, reference: &Reference<'_>, levels: f64) -> Result<(), String> {
    let frame = loaded.as_declared();
    let (mut low, mut high, mut sum, mut count) = (f64::INFINITY, f64::NEG_INFINITY, 0.0, 0_u64);
    for value in (0..frame.samples.len()).filter_map(|index| frame.samples.value(index)) {
        // The reference's figures for doses are of stored values.
        let is_dose = loaded.model.kind == ModalityKind::Dose;
        let value = if is_dose { value } else { loaded.model.modality.apply(value) };
        low = low.min(value);
        high = high.max(value);
        sum += value;
        count += 1;
    }
    let found = [low, high, sum / count as f64];
    let [least, most, _] = reference.statistics;
    let slack = 1e-3 * (most - least).max(1e-9);
    let level = (loaded.model.modality.apply(1.0) - loaded.model.modality.apply(0.0)).abs() * levels;
    let near = |index: usize, slack: f64| (found[index] - reference.statistics[index]).abs() <= slack;
    if near(0, slack + level) && near(1, slack + level) && near(2, slack) {
        return Ok(());
    }
    Err(format!("minimum, maximum, mean {found:?}, reference {:?}", reference.statistics))
}

/// Writes past the harness, which keeps the output of passing tests to itself: the counts belong in every log.
fn say(line: &str) {
    drop(io::stderr().write_all(format!("{line}\n").as_bytes()));
}
