//! Rates and times that hold for a clip as a whole (PS3.3 C.7.6.5).

use std::borrow::Cow;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{Finding, FindingCode, header::DataSet};

use super::Axis;

/// Rates that differ by less than this part are one: _Cine Rate_ (0018,0040) is a whole number, and times are rounded.
const ALIKE: f64 = 0.01;

/// Whether anything is said of the rate.
pub(super) fn is_stated(top: &DataSet) -> bool {
    [tags::RECOMMENDED_DISPLAY_FRAME_RATE, tags::CINE_RATE, tags::FRAME_TIME, tags::FRAME_TIME_VECTOR]
        .iter()
        .any(|&tag| top.has(tag))
}

/// Durations by the first source that is usable, those meant for display first; with the name of the source.
pub(super) fn durations(
    top: &DataSet,
    axis: Axis,
    frames: usize,
    findings: &mut Vec<Finding>,
) -> Option<(Vec<f64>, Cow<'static, str>)> {
    let rates =
        [(tags::RECOMMENDED_DISPLAY_FRAME_RATE, "Recommended Display Frame Rate"), (tags::CINE_RATE, "Cine Rate")];
    for (tag, name) in rates {
        let Some(&rate) = top.numbers(tag).first() else { continue };
        if !is_usable(1000.0 / rate, tag, findings) {
            continue;
        }
        // What is wrong with a time that is not used is nobody's concern.
        let recorded = recorded(top, axis, frames, &mut Vec::new());
        let recorded = recorded.map(|(times, _)| 1000.0 * frames as f64 / times.iter().sum::<f64>());
        let source = match recorded.filter(|recorded| (recorded - rate).abs() > ALIKE * rate) {
            Some(recorded) => format!("{name} {}/s; recorded at {}/s", rounded(rate), rounded(recorded)).into(),
            None => name.into(),
        };
        return Some((vec![1000.0 / rate; frames], source));
    }
    recorded(top, axis, frames, findings).map(|(times, source)| (times, source.into()))
}

/// The time of recording: the one that is pointed at, else whichever is there.
fn recorded(top: &DataSet, axis: Axis, frames: usize, findings: &mut Vec<Finding>) -> Option<(Vec<f64>, &'static str)> {
    match axis {
        Axis::FrameTimeVector => vector(top, frames, findings).or_else(|| frame_time(top, frames, findings)),
        _ => frame_time(top, frames, findings).or_else(|| vector(top, frames, findings)),
    }
}

fn frame_time(top: &DataSet, frames: usize, findings: &mut Vec<Finding>) -> Option<(Vec<f64>, &'static str)> {
    let &time = top.numbers(tags::FRAME_TIME).first()?;
    is_usable(time, tags::FRAME_TIME, findings).then(|| (vec![time; frames], "Frame Time"))
}

/// Element 1 is 0, element n the time between frames n-1 and n (C.7.6.5.1.2): how long frame n-1 stays. The last frame
/// stays as long as the one before it, and so do frames that the vector does not reach.
fn vector(top: &DataSet, frames: usize, findings: &mut Vec<Finding>) -> Option<(Vec<f64>, &'static str)> {
    let vector = top.numbers(tags::FRAME_TIME_VECTOR);
    let steps = vector.get(1..vector.len().min(frames))?;
    let last = *steps.last()?;
    if !steps.iter().all(|&ms| is_usable(ms, tags::FRAME_TIME_VECTOR, findings)) {
        return None;
    }
    if vector.len() < frames {
        let text = format!(
            "The frame times are {} for {frames} frames; the frames without stay as long as the last one with.",
            vector.len()
        );
        findings.push(Finding::new(FindingCode::Timing, Some((0x18, 0x1065)), text));
    }
    let mut durations = steps.to_vec();
    durations.resize(frames, last);
    Some((durations, "Frame Time Vector"))
}

/// Whether a frame can stay so long; slow clips are none the worse for it.
fn is_usable(ms: f64, tag: Tag, findings: &mut Vec<Finding>) -> bool {
    let good = ms.is_finite() && ms >= 1.0;
    if !good {
        let text = "A frame time or rate is unusable; it was ignored.";
        findings.push(Finding::new(FindingCode::Timing, Some((tag.0, tag.1)), text));
    }
    good
}

/// A rate with two decimals at most.
fn rounded(rate: f64) -> f64 {
    (rate * 100.0).round() / 100.0
}
