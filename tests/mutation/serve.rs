//! One file served as the program would, with everything checked that must hold whatever is in it.

use std::{path::Path, sync::Arc};

use hounsfield::{
    dicom::{
        Finding, FindingCode, LoadedFrame, Means, Object, ReadError, codec::InProcess, json::dicom_json,
        open_bytes_with,
    },
    image::{EqualizeSettings, Histogram, Picture, Presentation, Voi, render},
};

use super::{memory, panics};
use crate::support::seeds::PLANTED;

/// What became of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// It was opened.
    pub opened: bool,
    /// Frames that were rendered.
    pub pictures: usize,
    /// Frames whose decoder died.
    pub deaths: usize,
    /// Memory that was taken at most, in bytes.
    pub growth: u64,
    /// Bytes of the largest frame.
    pub frame_bytes: u64,
    /// What must not be.
    pub faults: Vec<String>,
    /// Every text for the person: errors and findings.
    pub texts: Vec<String>,
    /// Where panics were contained in this process.
    pub panics: Vec<String>,
    /// Who the patient is, by the file.
    identity: Vec<String>,
}

/// How much memory a file may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// 64 MiB and 4 times the file and a frame.
    Usual,
    /// 512 MiB and twice the file: for files of a million elements, each of which is a row.
    Crowded,
}

/// Elements beyond which no JSON is made: it takes 700 bytes each, and is the command line's alone.
const MOST_IN_JSON: usize = 500_000;

/// Opens `bytes`, reads all that can be read, renders the first, middle and last frame. `stage` is called at the start
/// of each step that has a time limit of its own.
pub fn serve(bytes: Vec<u8>, means: &Means, allowance: Allowance, stage: &dyn Fn()) -> Outcome {
    let size = bytes.len() as u64;
    let again = bytes.clone();
    let mut outcome = Outcome::default();
    let (((), growth), panics) = panics::watched(|| memory::growth(|| outcome.open(bytes, means, stage)));
    outcome.growth = growth;
    let allowed = match allowance {
        Allowance::Usual => (64 << 20) + 4 * (size + outcome.frame_bytes),
        Allowance::Crowded => (512 << 20) + 2 * size,
    };
    if growth > allowed {
        outcome.faults.push(format!("took {growth} bytes where {allowed} are allowed"));
    }
    outcome.panics = panics;
    outcome.judge_panics(again, means);
    for text in &outcome.texts {
        let identity = outcome.identity.iter().map(String::as_str);
        if PLANTED.into_iter().chain(identity).any(|planted| text.contains(planted)) {
            let start: String = text.chars().take(30).collect();
            outcome.faults.push(format!("names the patient: {start} …"));
        }
    }
    outcome
}

/// Panics of foreign code that are known and cost no more than the frame, each with its reason.
const KNOWN_PANICS: [&str; 2] = [
    // Guard bits and exponent of a subband both 0: an addition that wraps, checked in debug builds alone.
    "openjp2-0.6.1/src/t2.rs:1211",
    // A precinct and a level of 32 bits together: a shift that wraps, checked in debug builds alone.
    "openjp2-0.6.1/src/pi.rs:848",
];

impl Outcome {
    /// A contained panic is a fault, unless it is known. Where another process decodes, the place is found by decoding
    /// again in this one.
    fn judge_panics(&mut self, bytes: Vec<u8>, means: &Means) {
        let told = self.texts.iter().any(|text| text.contains("breaks its"));
        if told && self.panics.is_empty() {
            let here = Means { codecs: Arc::new(InProcess), ..means.clone() };
            self.panics = panics::watched(|| Self::default().open(bytes, &here, &|| ())).1;
            self.must(!self.panics.is_empty(), || "says what a contained panic says, and nothing panics".into());
        }
        let unknown = self.panics.iter().filter(|place| !KNOWN_PANICS.contains(&place.as_str()));
        self.faults.extend(unknown.map(|place| format!("a panic at {place} was contained")));
    }

    fn open(&mut self, bytes: Vec<u8>, means: &Means, stage: &dyn Fn()) {
        stage();
        let object = match open_bytes_with(Path::new("mutated.dcm"), bytes, means) {
            Ok(object) => object,
            Err(error) => return self.error(&error),
        };
        self.opened = true;
        let identity = &object.summary.identity;
        let words = [&identity.patient_name, &identity.patient_id, &identity.institution];
        // Shorter ones may stand in any sentence.
        self.identity = words.into_iter().filter(|word| word.len() > 5).cloned().collect();
        self.findings(&object.findings);
        stage();
        if let Some(document) = object.document() {
            self.findings(&document.findings);
        }
        stage();
        let tree = object.tag_tree();
        let rows = tree.rows.len();
        // The last row of too many stands for the rest, and has no tag of its own.
        let all = tree.rows.last().is_none_or(|row| row.tag != (0xFFFF, 0xFFFF));
        drop(tree);
        if all && rows <= MOST_IN_JSON {
            stage();
            let json = serde_json::to_string(&dicom_json(&object)).unwrap();
            self.must(rows > 0 || json.len() <= 2, || "a file with elements has no rows".into());
        }
        let image = match &object.image {
            Ok(image) => image,
            Err(error) => return self.error(error),
        };
        let (frames, present) = (image.frames, image.frames_present);
        self.must(present <= frames, || format!("{present} frames of {frames} are said to be there"));
        let tells = |finding: &Finding| matches!(finding.code, FindingCode::FrameCount | FindingCode::Truncated);
        let told = object.findings.iter().any(tells);
        self.must(present == frames || told, || format!("nothing says that {present} of {frames} frames are there"));
        let mut wanted = vec![0, frames / 2, frames.saturating_sub(1), present.saturating_sub(1)];
        wanted.sort_unstable();
        wanted.dedup();
        for frame in wanted {
            stage();
            self.frame(&object, frame);
        }
        self.must(object.load(frames).is_err(), || "a frame beyond the last is shown".into());
    }

    fn frame(&mut self, object: &Object, index: usize) {
        object.plane(index);
        object.directions(index);
        object.spacing(index);
        object.pixel_model(index);
        match object.load(index) {
            Err(error) => self.error(&error),
            Ok(loaded) => {
                self.findings(&loaded.findings);
                self.shape(object, &loaded);
                self.render(&loaded);
            }
        }
    }

    /// A frame is as large as it says, and says what it lacks.
    fn shape(&mut self, object: &Object, loaded: &LoadedFrame) {
        let frame = &loaded.frame;
        self.frame_bytes = self.frame_bytes.max(frame.byte_len() as u64);
        let values = u64::from(frame.rows) * u64::from(frame.columns) * u64::from(frame.samples_per_pixel);
        let (length, present) = (frame.samples.len(), frame.rows_present);
        self.must(length as u64 == values, || format!("a frame has {length} values, not {values}"));
        self.must(present <= frame.rows, || format!("{present} of {} rows are there", frame.rows));
        let told = !loaded.findings.is_empty() || !object.findings.is_empty();
        self.must(present == frame.rows || told, || "nothing says that rows are missing".into());
        let image = object.image.as_ref();
        let as_declared = image.is_ok_and(|image| (image.rows, image.columns) == (frame.rows, frame.columns));
        self.must(as_declared, || "a frame is not of the image's size".into());
    }

    /// Everything that the window does with a frame.
    fn render(&mut self, loaded: &LoadedFrame) {
        let picture = Picture::new(loaded.frame.clone(), loaded.model.clone());
        let histogram = Histogram::of(&picture);
        let counted: u64 = histogram.counts.iter().sum();
        let (count, excluded) = (histogram.statistics.count, histogram.statistics.excluded);
        self.must(counted == count, || format!("the histogram counts {counted} of {count} values"));
        let mut presentation = Presentation::for_picture(&loaded.model, &histogram);
        let pixels = render::native(&picture, &presentation);
        let expected = u64::from(pixels.rows) * u64::from(pixels.columns) * u64::from(pixels.channels);
        self.must(pixels.data.len() as u64 == expected, || {
            format!("a picture of {expected} bytes has {}", pixels.data.len())
        });
        if count + excluded <= 1 << 16 {
            presentation.invert = true;
            "hot".clone_into(&mut presentation.colour_map);
            render::native(&picture, &presentation);
            let voi = Voi::Equalized(EqualizeSettings { bins: 256, ..EqualizeSettings::default() });
            render::native(&picture, &Presentation::with_voi(voi));
        }
        for (column, row) in [(0, 0), (pixels.columns - 1, pixels.rows - 1), (pixels.columns, pixels.rows)] {
            picture.value(column, row);
            picture.displayed(&presentation, column, row);
        }
        self.pictures += 1;
    }

    fn error(&mut self, error: &ReadError) {
        if matches!(error, ReadError::DecoderDied { .. }) {
            self.deaths += 1;
        }
        self.texts.push(error.to_string());
    }

    fn findings(&mut self, findings: &[Finding]) {
        self.texts.extend(findings.iter().map(|finding| finding.text.clone()));
    }

    fn must(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(fault());
        }
    }
}
