//! How a multi-frame object wants to be played (PS3.3 C.7.6.5, C.7.6.6, C.7.6.16).

mod frame_times;
mod rate;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{
    Finding, FindingCode,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

/// Clips that state no time are played at 10 frames a second.
const DEFAULT_MS: f64 = 100.0;

/// Timing of a clip. Only objects whose frames follow each other in time have one; slice stacks have none.
#[derive(Clone, Debug, PartialEq)]
pub struct ClipTiming {
    /// How long each frame stays, in milliseconds, one entry a frame; every entry is finite and >= 1.
    pub durations_ms: Vec<f64>,
    /// All frames stay equally long.
    pub uniform: bool,
    /// How long all frames take together, without regard to trims, in milliseconds.
    pub total_ms: f64,
    /// What the durations come from, in words for the tooltip: `Recommended Display Frame Rate`, `Cine Rate`,
    /// `Frame Time`, `Frame Time Vector`, the name of a frame's own time, or `default rate`. Where the rate of display
    /// is not that of recording, both: `Cine Rate 30/s; recorded at 25/s`.
    pub source: Cow<'static, str>,
    /// _Preferred Playback Sequencing_ (0018,1244) is 1: back and forth.
    pub sweep: bool,
    /// _Start Trim_ (0008,2142), 0-based.
    pub first: usize,
    /// _Stop Trim_ (0008,2143), 0-based, inclusive.
    pub last: usize,
}

/// What the frames follow each other in, by _Frame Increment Pointer_ (0028,0009).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    /// A time that is the same for all frames.
    FrameTime,
    /// A time of each frame's own.
    FrameTimeVector,
    /// Slices, detectors, energy windows, grids, ...
    Other,
    /// It is not said.
    Unstated,
}

impl ClipTiming {
    /// The timing of an object with `frames` frames; `None` for single frames and for stacks.
    ///
    /// A stated rate or a _Frame Increment Pointer_ (0028,0009) to a time makes a clip, and so does ultrasound.
    /// _Actual Frame Duration_ (0018,1242) is how long a frame was exposed and has no say.
    pub(super) fn read(
        header: &Header,
        groups: &FunctionalGroups,
        frames: usize,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let top = header.top();
        let axis = Axis::of(&top);
        if frames < 2 || axis == Axis::Other {
            return None;
        }
        let points_at_time = axis != Axis::Unstated;
        let (durations_ms, source) = if is_told_by_frames(&top, groups, axis) {
            let (times, source) = frame_times::read(header, groups, frames)?;
            times.map_or_else(|| by_default(frames, findings), |times| (times, Cow::Borrowed(source)))
        } else {
            let filmed = matches!(
                top.code(tags::MODALITY).as_deref(),
                Some("US" | "IVUS" | "XA" | "RF" | "ES" | "XC" | "GM" | "OP")
            );
            match rate::durations(&top, axis, frames, findings) {
                Some(timing) => timing,
                None if points_at_time || filmed => by_default(frames, findings),
                None => return None,
            }
        };
        let (first, last) = trims(&top, frames, findings);
        let uniform = durations_ms.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
        let total_ms = durations_ms.iter().sum();
        let sweep = top.integer(tags::PREFERRED_PLAYBACK_SEQUENCING) == Some(1);
        Some(Self { durations_ms, uniform, total_ms, source, sweep, first, last })
    }

    /// Whether an object that declares `frames` frames has a timing. A scan asks this of files that may declare any
    /// number: durations are made for the first ones only, and what tells the frames apart is looked at to the last.
    pub(super) fn is_stated(header: &Header, groups: &FunctionalGroups, frames: usize) -> bool {
        const LOOKED_AT: usize = 1 << 12;
        let top = header.top();
        let axis = Axis::of(&top);
        if frames >= 2 && axis != Axis::Other && is_told_by_frames(&top, groups, axis) {
            return frame_times::follow_in_time(header, groups, frames);
        }
        Self::read(header, groups, frames.min(LOOKED_AT), &mut Vec::new()).is_some()
    }
}

/// Whether nothing but the frames' own functional groups can say how they follow each other.
fn is_told_by_frames(top: &DataSet, groups: &FunctionalGroups, axis: Axis) -> bool {
    !groups.is_empty() && axis == Axis::Unstated && !rate::is_stated(top)
}

impl Axis {
    fn of(top: &DataSet) -> Self {
        let pointer = top.bytes(tags::FRAME_INCREMENT_POINTER).zip(top.element(tags::FRAME_INCREMENT_POINTER));
        let pointer = pointer.map(|(bytes, element)| {
            Tag(element.encoding.u16(&bytes), element.encoding.u16(bytes.get(2..).unwrap_or_default()))
        });
        match pointer {
            None => Self::Unstated,
            Some(tags::FRAME_TIME) => Self::FrameTime,
            Some(tags::FRAME_TIME_VECTOR) => Self::FrameTimeVector,
            Some(_) => Self::Other,
        }
    }
}

fn by_default(frames: usize, findings: &mut Vec<Finding>) -> (Vec<f64>, Cow<'static, str>) {
    let text = "No usable frame rate is stated; 10 frames a second were taken.";
    findings.push(Finding::new(FindingCode::Timing, Some((0x18, 0x1063)), text));
    (vec![DEFAULT_MS; frames], "default rate".into())
}

/// The first and the last frame that are played, 0-based. Where the file ends early, the last one that is there.
fn trims(top: &DataSet, frames: usize, findings: &mut Vec<Finding>) -> (usize, usize) {
    let declared =
        top.integer(tags::NUMBER_OF_FRAMES).and_then(|frames| usize::try_from(frames).ok()).unwrap_or(frames);
    let mut at_fault = None;
    let mut trim = |tag: Tag, otherwise: usize| {
        if !top.has(tag) || top.bytes(tag).is_none() {
            return otherwise;
        }
        let number = top.integer(tag).and_then(|number| usize::try_from(number).ok());
        match number.filter(|number| (1..=declared.max(frames)).contains(number)) {
            Some(number) => (number - 1).min(frames - 1),
            None => {
                at_fault = Some(tag);
                otherwise
            }
        }
    };
    let (first, last) = (trim(tags::START_TRIM, 0), trim(tags::STOP_TRIM, frames - 1));
    let swapped = first > last;
    if let Some(tag) = at_fault.or_else(|| swapped.then_some(tags::START_TRIM)) {
        let text = match swapped {
            true => "The clip's first frame to be played comes after its last; all frames are played.",
            false => "The first or last frame to be played is not one of the clip; it was ignored.",
        };
        findings.push(Finding::new(FindingCode::Timing, Some((tag.0, tag.1)), text));
    }
    if swapped { (0, frames - 1) } else { (first, last) }
}
