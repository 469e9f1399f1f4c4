//! Files that end too early: every whole frame before the cut is shown, and none is shown as complete that is not.
//!
//! Made files are cut at every byte, real ones (`HOUNSFIELD_CORPUS`) at every element of the top level and at some
//! points by chance. All points:
//!
//! ```text
//! HOUNSFIELD_CUTS=1000 cargo test --release --test cuts -- --nocapture
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "cuts/frames.rs"]
mod frames;
mod support;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use frames::FrameEnds;
use hounsfield::{
    dicom::{FindingCode, Object, open_bytes},
    image::Frame,
};
use rayon::prelude::*;
use support::seeds;

/// Real files that are cut, and what one may weigh.
const FILES: usize = 120;
const LARGEST: u64 = 4 << 20;
/// Points by chance in an ordinary run.
const POINTS: usize = 100;
/// Faults of one file that are told.
const FAULTS_TOLD: usize = 3;

/// A whole file, with the frames that were asked for so far.
struct Whole {
    name: String,
    bytes: Vec<u8>,
    object: Object,
    ends: FrameEnds,
    frames: Mutex<HashMap<usize, Arc<Frame>>>,
}

impl Whole {
    /// `None` where the file has no picture that is shown, or where it is open how many frames it holds.
    fn new(name: String, bytes: Vec<u8>) -> Option<Self> {
        let object = open_bytes(Path::new("whole.dcm"), bytes.clone()).ok()?;
        let image = object.image.as_ref().ok()?;
        let ends = FrameEnds::of(&bytes).filter(|ends| ends.frames() == image.frames)?;
        object.load(0).ok()?;
        Some(Self { name, bytes, object, ends, frames: Mutex::default() })
    }

    fn frame(&self, index: usize) -> Arc<Frame> {
        let mut frames = self.frames.lock().unwrap();
        frames.entry(index).or_insert_with(|| self.object.load(index).unwrap().frame).clone()
    }

    /// What is wrong with the first `length` bytes.
    fn check(&self, length: usize) -> Result<(), String> {
        let cut = &self.bytes[..length];
        let (frames, whole) = (self.ends.frames(), self.ends.whole(cut));
        let Some(object) = open_bytes(Path::new("cut.dcm"), cut.to_vec()).ok().filter(|object| object.image.is_ok())
        else {
            return (whole == 0).then_some(()).ok_or(format!("not shown, with {whole} whole frames"));
        };
        let image = object.image.as_ref().unwrap();
        if image.frames == frames && !(whole..=whole + 1).contains(&image.frames_present) {
            return Err(format!("{} frames are said to be there, {whole} are whole", image.frames_present));
        }
        if let Some(last) = whole.checked_sub(1) {
            let loaded = object.load(last).map_err(|error| format!("whole frame {last}: {error}"))?;
            if loaded.frame.rows_present < loaded.frame.rows || *loaded.frame != *self.frame(last) {
                return Err(format!("whole frame {last} is another"));
            }
        }
        self.check_partial(&object, whole, length)?;
        for beyond in [whole + 1, frames - 1] {
            if beyond > whole && beyond < image.frames && object.load(beyond).is_ok() {
                return Err(format!("frame {beyond} is shown, of which nothing is there"));
            }
        }
        Ok(())
    }

    /// The frame that the cut goes through is refused or marked, and the rows that count as there are its own.
    fn check_partial(&self, object: &Object, index: usize, length: usize) -> Result<(), String> {
        let loaded = object.load(index);
        let (there, shown) =
            (self.ends.rows(&self.bytes[..length]), loaded.as_ref().map_or(0, |loaded| loaded.frame.rows_present));
        if there.is_some_and(|there| there != shown) {
            return Err(format!("{shown} rows of partial frame {index} are shown, {there:?} are there"));
        }
        let Ok(loaded) = loaded else { return Ok(()) };
        let frame = &loaded.frame;
        let mut findings = loaded.findings.iter().chain(&object.findings);
        let told = findings.any(|finding| finding.code == FindingCode::Truncated);
        if frame.rows_present == frame.rows && !told {
            return Err(format!("partial frame {index} is shown as complete"));
        }
        let (Some(tolerance), true) = (self.tolerance(), frame.rows_present < frame.rows) else { return Ok(()) };
        let whole = self.frame(index);
        let values = frame.rows_present as usize * frame.columns as usize * usize::from(frame.samples_per_pixel);
        let differs = |at: &usize| match (frame.samples.value(*at), whole.samples.value(*at)) {
            (Some(cut), Some(whole)) => {
                let near = (cut - whole).abs() <= tolerance;
                // Values that are no numbers are never near, but may be the same.
                !near && cut.to_bits() != whole.to_bits()
            }
            (cut, whole) => cut.is_some() || whole.is_some(),
        };
        match (0..values).find(differs) {
            Some(at) => Err(format!("value {at} of {values} of partial frame {index} is another")),
            None => Ok(()),
        }
    }

    /// How far values before the cut may be from those of the whole frame; `None` where a transform spans all rows.
    fn tolerance(&self) -> Option<f64> {
        let syntax = self.object.summary.transfer_syntax_uid.as_str();
        match syntax.strip_prefix("1.2.840.10008.1.2.4.") {
            None | Some("57" | "70") => Some(0.0),
            // Chroma is interpolated over the edge of the last blocks.
            Some("50" | "51" | "53" | "55") => Some(8.0),
            Some(_) => None,
        }
    }

    /// Cuts at all these lengths and tells what was wrong, the first few times.
    fn check_all(&self, lengths: impl IntoIterator<Item = usize>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut count = 0;
        for length in lengths.into_iter().filter(|length| *length < self.bytes.len()) {
            if let Err(fault) = self.check(length) {
                count += 1;
                if count <= FAULTS_TOLD {
                    faults.push(format!("{} cut at {length} of {}: {fault}", self.name, self.bytes.len()));
                }
            }
        }
        if count > FAULTS_TOLD {
            faults.push(format!("{}: {count} cuts in all", self.name));
        }
        faults
    }
}

#[test]
fn made_files_cut_at_every_byte() {
    let seeds: Vec<&seeds::Seed> =
        seeds::generated().iter().filter(|seed| seed.shown && seed.bytes.len() < 8192).collect();
    let wholes: Vec<Whole> =
        seeds.iter().filter_map(|seed| Whole::new(seed.name.clone(), seed.bytes.clone())).collect();
    assert!(wholes.len() > 60, "only {} of {} made files can be judged", wholes.len(), seeds.len());
    let faults: Vec<String> = wholes.par_iter().flat_map_iter(|whole| whole.check_all(0..whole.bytes.len())).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn real_files_cut_at_elements_and_by_chance() {
    let Some(root) = std::env::var_os("HOUNSFIELD_CORPUS").map(PathBuf::from) else {
        say("skipped: HOUNSFIELD_CORPUS names no corpus");
        return;
    };
    let points = std::env::var("HOUNSFIELD_CUTS").map_or(POINTS, |points| points.parse().unwrap());
    let wholes = chosen(&root);
    let mut syntaxes: BTreeMap<&str, usize> = BTreeMap::new();
    wholes.iter().for_each(|whole| *syntaxes.entry(&whole.object.summary.transfer_syntax_name).or_default() += 1);
    say(&format!("{} files at every element and {points} points: {syntaxes:?}", wholes.len()));
    assert_eq!(wholes.len(), FILES, "the corpus has too few files that can be judged");
    let cut = |(number, whole): (usize, &Whole)| {
        let mut state = number as u64 + 1;
        let by_chance = (0..points).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % whole.bytes.len()
        });
        whole.check_all(whole.ends.boundaries.iter().copied().chain(by_chance))
    };
    let faults: Vec<String> = wholes.par_iter().enumerate().flat_map_iter(cut).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Files of all folders in turn, as far as they can be judged.
fn chosen(root: &Path) -> Vec<Whole> {
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if fs::metadata(&path).unwrap().len() <= LARGEST {
                folders.entry(folder.clone()).or_default().push(path);
            }
        }
    }
    folders.values_mut().for_each(|files| files.sort_by(|a, b| b.cmp(a)));
    let mut wholes = Vec::new();
    while wholes.len() < FILES && folders.values().any(|files| !files.is_empty()) {
        let turn: Vec<PathBuf> = folders.values_mut().filter_map(Vec::pop).collect();
        let judged: Vec<Option<Whole>> = turn
            .par_iter()
            .map(|path| {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                Whole::new(name, fs::read(path).unwrap())
            })
            .collect();
        wholes.extend(judged.into_iter().flatten());
    }
    wholes.truncate(FILES);
    wholes
}

/// Writes past the harness, which keeps the output of passing tests to itself.
fn say(line: &str) {
    drop(std::io::stderr().write_all(format!("{line}\n").as_bytes()));
}
