//! One frame against its reference.

use std::path::Path;

use hounsfield::{
    dicom::{LoadedFrame, Object, ReadError, open},
    image::{Frame, ModalityKind, Samples},
};
use sha2::{Digest, Sha256};

use super::reference::Reference;

/// Lossy syntaxes, on whose last bits decoders differ, and by how many levels.
const LOSSY: &[(&str, f64)] = &[
    ("1.2.840.10008.1.2.4.50", 8.0),
    ("1.2.840.10008.1.2.4.51", 8.0),
    ("1.2.840.10008.1.2.4.53", 8.0),
    ("1.2.840.10008.1.2.4.55", 8.0),
    ("1.2.840.10008.1.2.4.91", 1.0),
    ("1.2.840.10008.1.2.4.111", 8.0),
    ("1.2.840.10008.1.2.4.112", 2.0),
    ("1.2.840.10008.1.2.4.203", 1.0),
];

/// Files that no decoder of the reference reads, and those with the same pixels in another syntax.
const TWINS: &[(&str, &str)] = &[("seg/liver_deflate.dcm", "seg/liver.dcm"), ("seg/liver_rle.dcm", "seg/liver.dcm")];

/// Frames that differ from the reference, and why the reference is wrong.
///
/// `highbit15-stored12.dcm` has Bits Allocated 16, Bits Stored 12, High Bit 15 and is unsigned. By PS3.5 8.1.1 High Bit is
/// the bit of the cell that the most significant stored bit lies in, so that a sample is bits 4 to 15. Its brightest cell
/// is F0 88, the word 88F0: the sample is 88F, or 2191. So bright is the picture that it was made from
/// (`ct-single/CT_small.dcm`: 128 to 2191), and all its other values agree as well. The reference has 8F, or 143, there
/// and no value above 255: it drops the four highest bits as if the sample were bits 0 to 11, and then the four lowest.
const ARGUED: &[(&str, &str)] = &[(
    "derived/pixel-cases/highbit15-stored12.dcm",
    "the reference drops four high bits that High Bit 15 says are stored (PS3.5 8.1.1)",
)];

pub enum Verdict {
    Exact,
    /// Lossy, and as near as decoders are to each other.
    Within,
    /// Refused in words, or without a reference.
    Explained(String),
    Wrong(String),
}

pub struct Checked {
    /// The name of the transfer syntax.
    pub syntax: String,
    pub verdict: Verdict,
}

pub fn check(folder: &Path, reference: &Reference<'_>) -> Checked {
    let object = match open(&folder.join(reference.path)) {
        Ok(object) => object,
        Err(error) => return Checked { syntax: "not opened".into(), verdict: without(reference, &error) },
    };
    let verdict = match object.load(reference.frame) {
        Ok(loaded) => compare(folder, reference, &object, &loaded),
        Err(error) => without(reference, &error),
    };
    Checked { syntax: object.summary.transfer_syntax_name.clone(), verdict }
}

/// No picture: right only where the reference has none either.
fn without(reference: &Reference<'_>, error: &ReadError) -> Verdict {
    if reference.hashes.is_empty() && twin(reference).is_none() {
        Verdict::Explained(format!("refused: {error}"))
    } else {
        Verdict::Wrong(error.to_string())
    }
}

fn twin(reference: &Reference<'_>) -> Option<&'static str> {
    TWINS.iter().find(|(path, _)| *path == reference.path).map(|(_, twin)| *twin)
}

fn compare(folder: &Path, reference: &Reference<'_>, object: &Object, loaded: &LoadedFrame) -> Verdict {
    let found = hash(&loaded.as_declared());
    if let Some(twin) = twin(reference) {
        let twin = open(&folder.join(twin)).unwrap().load(reference.frame).unwrap();
        let same = hash(&twin.as_declared()) == found;
        return if same { Verdict::Exact } else { Verdict::Wrong("not the pixels of its twin".into()) };
    }
    let Some(first) = reference.hashes.first() else {
        let frame = &loaded.frame;
        return Verdict::Explained(format!(
            "no reference; {} of {} rows shown, {} findings",
            frame.rows_present,
            frame.rows,
            object.findings.len() + loaded.findings.len()
        ));
    };
    let tolerance = LOSSY.iter().find(|(syntax, _)| *syntax == object.summary.transfer_syntax_uid);
    let tolerance = tolerance.filter(|_| !reference.lossless).map(|(_, levels)| *levels);
    let exact = found == *first || tolerance.is_some() && reference.hashes.contains(&found.as_str());
    let argued = ARGUED.iter().find(|(path, _)| *path == reference.path);
    match (exact, tolerance, argued) {
        (true, _, Some(_)) => Verdict::Wrong("equals the reference that is argued to be wrong".into()),
        (false, _, Some((_, why))) => Verdict::Explained((*why).into()),
        (true, ..) => statistics(loaded, reference, 0.0).map_or_else(Verdict::Wrong, |()| Verdict::Exact),
        (false, Some(levels), _) => {
            statistics(loaded, reference, levels).map_or_else(Verdict::Wrong, |()| Verdict::Within)
        }
        (false, None, _) => Verdict::Wrong("other values".into()),
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

/// Minimum, maximum and mean after modality against the reference: within 1e-4 of the range of values, the extremes
/// within `levels` more, the mean of a frame that is not exact within half a level more.
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
    let slack = 1e-4 * (most - least).max(1e-9);
    let level = (loaded.model.modality.apply(1.0) - loaded.model.modality.apply(0.0)).abs();
    let near = |index: usize, slack: f64| (found[index] - reference.statistics[index]).abs() <= slack;
    let (extreme, mean) = (slack + level * levels, slack + if levels > 0.0 { level / 2.0 } else { 0.0 });
    if near(0, extreme) && near(1, extreme) && near(2, mean) {
        return Ok(());
    }
    Err(format!("minimum, maximum, mean {found:?}, reference {:?}", reference.statistics))
}
