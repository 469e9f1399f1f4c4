//! Every frame of a corpus against its reference hashes, every file saved without an edit, the names of its character sets,
//! and its folders as studies.
//!
//! Runs where `HOUNSFIELD_CORPUS` names a folder with a `REFERENCE.tsv` of the columns `path`, `frame`,
//! `sha256_int32le`, `agreement`, `min`, `max`, `mean` and `notes`; passes with a line otherwise.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "corpus/check.rs"]
mod check;
#[path = "corpus/reference.rs"]
mod reference;
#[path = "corpus/studies.rs"]
mod studies;
#[path = "corpus/unedited.rs"]
mod unedited;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::{Path, PathBuf},
};

use hounsfield::dicom::{FindingCode, open};
use rayon::prelude::*;

use check::{Checked, Verdict, check};
use reference::references;

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
    let checked: Vec<Checked> = references.par_iter().map(|reference| check(folder, reference)).collect();

    let mut rows: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let (mut explained, mut wrong) = (Vec::new(), Vec::new());
    for (reference, checked) in references.iter().zip(&checked) {
        let column = match &checked.verdict {
            Verdict::Exact => 0,
            Verdict::Within => 1,
            Verdict::Explained(why) => {
                explained.push(format!("{} frame {}: {why}", reference.path, reference.frame));
                2
            }
            Verdict::Wrong(why) => {
                wrong.push(format!("{} frame {}: {why}", reference.path, reference.frame));
                3
            }
        };
        rows.entry(&checked.syntax).or_default()[column] += 1;
    }
    say(&format!("{:<72} {:>6} {:>6} {:>9} {:>5}", "transfer syntax", "exact", "within", "explained", "wrong"));
    let mut all = [0; 4];
    for (syntax, counts) in &rows {
        let [exact, within, explained, wrong] = counts;
        say(&format!("{syntax:<72} {exact:>6} {within:>6} {explained:>9} {wrong:>5}"));
        all.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    explained.iter().chain(&wrong).for_each(|line| say(line));
    let [exact, within, explained, _] = all;
    say(&format!("{exact} exact, {within} within, {explained} explained, {} wrong", wrong.len()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_saved_without_an_edit_is_identical() {
    let Some(folder) = std::env::var_os("HOUNSFIELD_CORPUS") else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let folder = Path::new(&folder);
    let table = std::fs::read_to_string(folder.join("REFERENCE.tsv")).unwrap();
    let known: BTreeSet<PathBuf> = references(&table).iter().map(|reference| folder.join(reference.path)).collect();
    assert!(!known.is_empty(), "the reference holds no file");
    let files = unedited::files(folder);
    let checked: Vec<_> = files.par_iter().map(|file| unedited::check(file, known.contains(file))).collect();
    let faults: Vec<&str> = checked.iter().filter_map(|checked| checked.as_ref().err()).map(String::as_str).collect();
    let same = checked.iter().filter(|checked| **checked == Ok(true)).count();
    say(&format!("{same} files saved without an edit are identical, {} are not", faults.len()));
    assert!(faults.is_empty() && same >= known.len(), "{}", faults.join("\n"));
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

/// Writes past the harness, which keeps the output of passing tests to itself: the counts belong in every log.
fn say(line: &str) {
    drop(io::stderr().write_all(format!("{line}\n").as_bytes()));
}
