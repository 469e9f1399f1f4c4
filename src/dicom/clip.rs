//! How a multi-frame object wants to be played (PS3.3 C.7.6.5).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::{Finding, FindingCode, functional_groups::FunctionalGroups, header::Header};

/// Clips that state no time are played at 10 frames a second.
const DEFAULT_MS: f64 = 100.0;

/// Timing of a clip. Only objects whose _Frame Increment Pointer_ names a time (or that state a rate) have one;
/// slice stacks have none.
#[derive(Clone, Debug, PartialEq)]
pub struct ClipTiming {
    /// How long each frame stays, in milliseconds, one entry a frame; every entry is finite and >= 1.
    pub durations_ms: Vec<f64>,
    /// What the durations come from, in words for the tooltip: `Recommended Display Frame Rate`, `Cine Rate`,
    /// `Frame Time`, `Frame Time Vector`, or `default rate`.
    pub source: &'static str,
    /// _Preferred Playback Sequencing_ (0018,1244) is 1: back and forth.
    pub sweep: bool,
    /// _Start Trim_ (0008,2142), 0-based.
    pub first: usize,
    /// _Stop Trim_ (0008,2143), 0-based, inclusive.
    pub last: usize,
}

impl ClipTiming {
    /// The timing of an object with `frames` frames; `None` for single frames and for stacks.
    ///
    /// A stated rate or a _Frame Increment Pointer_ (0028,0009) to a time makes a clip, and so does ultrasound.
    pub(super) fn read(
        header: &Header,
        groups: &FunctionalGroups,
        frames: usize,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let Pace { rate, source } = Pace::read(header, groups, frames, findings)?;
        let durations_ms = match rate {
            Rate::Even(ms) => vec![ms; frames],
            Rate::Uneven(durations) => durations,
        };
        let top = header.top();
        let trim = |tag, otherwise: usize| {
            let number = top.integer(tag).and_then(|number| usize::try_from(number).ok());
            number.filter(|number| (1..=frames).contains(number)).map_or(otherwise, |number| number - 1)
        };
        let (first, last) = (trim(tags::START_TRIM, 0), trim(tags::STOP_TRIM, frames - 1));
        let (first, last) = if first <= last { (first, last) } else { (0, frames - 1) };
        let sweep = top.integer(tags::PREFERRED_PLAYBACK_SEQUENCING) == Some(1);
        Some(Self { durations_ms, source, sweep, first, last })
    }

    /// Whether an object with `frames` frames has a timing, without making one.
    pub(super) fn is_stated(header: &Header, groups: &FunctionalGroups, frames: usize) -> bool {
        Pace::read(header, groups, frames, &mut Vec::new()).is_some()
    }
}

/// How long the frames stay.
enum Rate {
    /// All as long, ms.
    Even(f64),
    /// Each its own time, ms.
    Uneven(Vec<f64>),
}

/// The rate of a clip and what it comes from.
struct Pace {
    rate: Rate,
    source: &'static str,
}

impl Pace {
    /// That of an object with `frames` frames; `None` where it is no clip.
    fn read(header: &Header, groups: &FunctionalGroups, frames: usize, findings: &mut Vec<Finding>) -> Option<Self> {
        if frames < 2 {
            return None;
        }
        let top = header.top();
        let pointer = top.bytes(tags::FRAME_INCREMENT_POINTER).zip(top.element(tags::FRAME_INCREMENT_POINTER));
        let pointer = pointer.map(|(bytes, element)| {
            Tag(element.encoding.u16(&bytes), element.encoding.u16(bytes.get(2..).unwrap_or_default()))
        });
        let points_at_time = matches!(pointer, Some(tags::FRAME_TIME | tags::FRAME_TIME_VECTOR));
        if pointer.is_some() && !points_at_time || !groups.is_empty() && !points_at_time && !has_rate(header) {
            return None;
        }
        let filmed = matches!(
            top.code(tags::MODALITY).as_deref(),
            Some("US" | "IVUS" | "XA" | "RF" | "ES" | "XC" | "GM" | "OP")
        );
        match durations(header, frames, findings) {
            Some((rate, source)) => Some(Self { rate, source }),
            None if points_at_time || filmed => {
                let text = "No usable frame rate is stated; 10 frames a second were taken.";
                findings.push(Finding::new(FindingCode::Timing, Some((0x18, 0x1063)), text));
                Some(Self { rate: Rate::Even(DEFAULT_MS), source: "default rate" })
            }
            None => None,
        }
    }
}

fn has_rate(header: &Header) -> bool {
    let top = header.top();
    [tags::RECOMMENDED_DISPLAY_FRAME_RATE, tags::CINE_RATE, tags::FRAME_TIME, tags::FRAME_TIME_VECTOR]
        .iter()
        .any(|&tag| top.has(tag))
}

/// Durations by the first source that is usable, the one meant for display first.
fn durations(header: &Header, frames: usize, findings: &mut Vec<Finding>) -> Option<(Rate, &'static str)> {
    let top = header.top();
    let mut usable = |ms: f64, tag: Tag| {
        let good = ms.is_finite() && ms >= 1.0;
        if !good {
            findings.push(Finding::new(
                FindingCode::Timing,
                Some((tag.0, tag.1)),
                "A frame time or rate is unusable; it was ignored.",
            ));
        }
        good
    };
    let rates =
        [(tags::RECOMMENDED_DISPLAY_FRAME_RATE, "Recommended Display Frame Rate"), (tags::CINE_RATE, "Cine Rate")];
    for (tag, name) in rates {
        if let Some(&rate) = top.numbers(tag).first()
            && usable(1000.0 / rate, tag)
        {
            return Some((Rate::Even(1000.0 / rate), name));
        }
    }
    if let Some(&time) = top.numbers(tags::FRAME_TIME).first()
        && usable(time, tags::FRAME_TIME)
    {
        return Some((Rate::Even(time), "Frame Time"));
    }
    let vector = top.numbers(tags::FRAME_TIME_VECTOR);
    let steps = vector.get(1..frames)?;
    // Element n is the time between frames n-1 and n: how long frame n-1 stays. The last one stays as long as the
    // one before it.
    let mut durations: Vec<f64> = steps.to_vec();
    durations.push(steps.last().copied()?);
    let all_usable = durations.iter().all(|&ms| usable(ms, tags::FRAME_TIME_VECTOR));
    all_usable.then_some((Rate::Uneven(durations), "Frame Time Vector"))
}
