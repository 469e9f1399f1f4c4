//! What a viewport scrolls through: the frames of one object, or of a display set with all its moments.

use std::sync::Arc;

use crate::{
    dicom::ClipTiming,
    study::{DisplaySet, InstanceId, Library, Series, SetFinding, SetKind, Study},
};

use super::ImageState;

/// A frame of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameKey {
    /// Which object.
    pub id: InstanceId,
    /// Its frame in stored order, 0-based.
    pub frame: usize,
}

/// One place in a stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StackFrame {
    /// The frame that is shown there.
    pub key: FrameKey,
    /// Position along the normal, mm.
    pub position_mm: Option<f64>,
}

/// Frames in display order. Never changed, but replaced as a whole while a series assembles.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// All moments one after the other, each with [`Self::len`] frames.
    frames: Vec<StackFrame>,
    phases: usize,
    /// How the moments of a 4-D series follow each other.
    pub(super) phase_timing: Option<ClipTiming>,
    /// What was noticed about the set, and about its other moments.
    pub findings: Vec<SetFinding>,
    /// Indices of frames after which slices are missing, of each moment.
    gaps: Vec<Vec<usize>>,
    /// The frames are those of one object, in stored order: its clip timing holds.
    pub is_one_object: bool,
    /// The series that this was made of; `None` for an object that no scan has reached yet.
    source: Option<(Arc<Series>, Arc<DisplaySet>)>,
}

/// Moments further apart than this are not played in true time: nobody would wait.
const SLOWEST_PHASE_MS: f64 = 1000.0;
/// How long each moment of a 4-D series stays that is not played in true time.
const PHASE_MS: f64 = 250.0;

impl Stack {
    /// The frames of one object in stored order.
    pub fn of_object(id: InstanceId, frames: usize) -> Self {
        let frames = (0..frames).map(|frame| StackFrame { key: FrameKey { id, frame }, position_mm: None }).collect();
        Self { frames, phases: 1, is_one_object: true, ..Self::default() }
    }

    /// The frames of a display set; with those of the same places at other moments where there are any. The second
    /// number is the moment that `set` is. Of an object that was found twice, the one in `asked` is shown.
    pub fn of_set(series: &Arc<Series>, set: &Arc<DisplaySet>, asked: Option<FrameKey>) -> (Self, usize) {
        let id_at = |position: u32| series.instances.get(position as usize).map(|instance| instance.id);
        let asked = asked.map(|key| key.id);
        let copy = set.copies.iter().find(|copy| asked.is_some() && id_at(copy.instance) == asked);
        let moments = moments(series, set);
        let phase = moments.iter().position(|moment| Arc::ptr_eq(moment, set)).unwrap_or(0);
        let frames: Vec<StackFrame> = moments
            .iter()
            .flat_map(|moment| &moment.frames)
            .filter_map(|frame| {
                let shown = copy.filter(|copy| copy.of == frame.instance).map_or(frame.instance, |copy| copy.instance);
                let id = id_at(shown)?;
                let key = FrameKey { id, frame: frame.frame as usize };
                Some(StackFrame { key, position_mm: frame.position_mm })
            })
            .collect();
        let in_order = frames.iter().enumerate().all(|(at, frame)| frame.key.frame == at);
        let first = frames.first().map(|frame| frame.key.id);
        let is_one_object =
            in_order && frames.iter().all(|frame| Some(frame.key.id) == first) && set.kind != SetKind::Stack;
        let stack = Self {
            // A set whose objects are not all there cannot be cut into moments.
            phases: if frames.len().is_multiple_of(moments.len()) { moments.len() } else { 1 },
            phase_timing: phase_timing(&moments),
            findings: united(&moments),
            gaps: moments.iter().map(|moment| moment.gaps()).collect(),
            is_one_object,
            frames,
            source: Some((Arc::clone(series), Arc::clone(set))),
        };
        (stack, phase)
    }

    /// The same with the first `count` frames only: a file that holds fewer than it declares.
    fn cut(&self, count: usize) -> Self {
        Self { frames: self.frames.iter().take(count).copied().collect(), ..self.clone() }
    }

    /// Frames that are scrolled through: those of one moment.
    pub fn len(&self) -> usize {
        self.frames.len() / self.phases.max(1)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether the frames are those of more than one object.
    pub fn has_several_instances(&self) -> bool {
        let first = self.frames.first().map(|frame| frame.key.id);
        self.frames.iter().any(|frame| Some(frame.key.id) != first)
    }

    /// Moments that can be stepped through at each place; 1 for all but 4-D series.
    pub fn phases(&self) -> usize {
        self.phases.max(1)
    }

    /// What is shown at a place and moment.
    pub fn at(&self, phase: usize, frame: usize) -> Option<&StackFrame> {
        (frame < self.len()).then(|| self.frames.get(phase.checked_mul(self.len())?.checked_add(frame)?)).flatten()
    }

    /// Moment and place of a frame.
    pub fn find(&self, key: FrameKey) -> Option<(usize, usize)> {
        let at = self.frames.iter().position(|frame| frame.key == key)?;
        Some((at / self.len().max(1), at % self.len().max(1)))
    }

    /// Indices of frames after which slices are missing.
    pub fn gaps(&self, phase: usize) -> &[usize] {
        self.gaps.get(phase).map_or(&[], Vec::as_slice)
    }

    /// The frames of one moment.
    pub fn phase(&self, phase: usize) -> &[StackFrame] {
        let length = self.len();
        phase
            .checked_mul(length)
            .and_then(|start| self.frames.get(start..start.checked_add(length)?))
            .unwrap_or_default()
    }

    /// The series and set it was made of.
    pub fn source(&self) -> Option<(&Arc<Series>, &Arc<DisplaySet>)> {
        self.source.as_ref().map(|(series, set)| (series, set))
    }
}

impl ImageState {
    /// Leaves out the frames that a file declares and does not hold, once that is known.
    pub(super) fn fit_stack(&mut self) {
        let image = self.loaded.about.as_ref().and_then(|about| about.image.as_ref().ok());
        let Some(image) = image.filter(|_| self.stack.is_one_object && self.stack.phases() == 1) else { return };
        let present = image.frames.min(image.frames_present).max(1);
        if present < self.stack.len() {
            self.stack = Arc::new(self.stack.cut(present));
            self.frame = self.frame.min(present - 1);
        }
    }
}

/// The sets of the same places as `set`, by time; `set` alone where there are none or their frames do not match.
pub fn moments<'a>(series: &'a Series, set: &'a Arc<DisplaySet>) -> Vec<&'a Arc<DisplaySet>> {
    let Some(phase) = set.phase else { return vec![set] };
    let of_group = |other: &&Arc<DisplaySet>| other.phase.is_some_and(|other| other.group == phase.group);
    let mut moments: Vec<_> = series.sets.iter().filter(of_group).collect();
    moments.sort_by_key(|moment| moment.phase.map(|phase| phase.index));
    let same_places = moments.iter().all(|moment| same_places(moment, set));
    if same_places && moments.iter().any(|moment| Arc::ptr_eq(moment, set)) { moments } else { vec![set] }
}

/// Slices closer than this lie in one place, mm.
const SAME_PLACE_MM: f64 = 0.05;

/// Whether two sets show the same places one by one: only then does the next moment show the same slice.
fn same_places(one: &DisplaySet, other: &DisplaySet) -> bool {
    one.frames.len() == other.frames.len()
        && one.frames.iter().zip(&other.frames).all(|(a, b)| match (a.position_mm, b.position_mm) {
            (Some(a), Some(b)) => (a - b).abs() < SAME_PLACE_MM,
            (None, None) => true,
            _ => false,
        })
}

/// The sets of a series as a list shows them: moments of the same places once, anything else each by itself.
pub fn listed_sets(series: &Series) -> impl Iterator<Item = &Arc<DisplaySet>> {
    let first = |group: u32| {
        let mut of_group = series.sets.iter().filter(move |set| set.phase.is_some_and(|phase| phase.group == group));
        of_group.clone().find(|set| set.phase.is_some_and(|phase| phase.index == 0)).or_else(|| of_group.next())
    };
    let mut known: Vec<(u32, bool)> = Vec::new();
    series.sets.iter().filter(move |set| {
        let Some(phase) = set.phase else { return true };
        let played = match known.iter().find(|(group, _)| *group == phase.group) {
            Some((_, played)) => *played,
            None => {
                let played = first(phase.group).is_some_and(|first| moments(series, first).len() > 1);
                known.push((phase.group, played));
                played
            }
        };
        !played || first(phase.group).is_some_and(|first| Arc::ptr_eq(first, set))
    })
}

/// How many moments of the same places a set stands for in a list.
pub fn listed_moments(series: &Series, set: &Arc<DisplaySet>) -> usize {
    moments(series, set).len()
}

/// What was noticed about any of the moments, each said once.
fn united(moments: &[&Arc<DisplaySet>]) -> Vec<SetFinding> {
    let mut findings: Vec<SetFinding> = Vec::new();
    for finding in moments.iter().flat_map(|moment| &moment.findings) {
        if !findings.contains(finding) {
            findings.push(finding.clone());
        }
    }
    findings
}

/// True time where it is known and bearable, else four moments a second.
fn phase_timing(moments: &[&Arc<DisplaySet>]) -> Option<ClipTiming> {
    let count = moments.len();
    if count < 2 {
        return None;
    }
    let times: Option<Vec<f64>> = moments.iter().map(|moment| moment.phase?.time_ms).collect();
    let mut steps: Vec<f64> = times
        .iter()
        .flat_map(|times| times.windows(2).map(|pair| pair.last().unwrap_or(&0.0) - pair.first().unwrap_or(&0.0)))
        .collect();
    let bearable = |ms: &f64| ms.is_finite() && (1.0..=SLOWEST_PHASE_MS).contains(ms);
    let true_time = !steps.is_empty() && steps.iter().all(bearable);
    if true_time {
        // The last moment stays as long as the one before it.
        steps.extend(steps.last().copied());
    }
    let (durations_ms, source) =
        if true_time { (steps, "the times of the phases") } else { (vec![PHASE_MS; count], "four phases a second") };
    let total_ms = durations_ms.iter().sum();
    let source = source.into();
    Some(ClipTiming { durations_ms, uniform: !true_time, total_ms, source, sweep: false, first: 0, last: count - 1 })
}

/// The set that holds a frame, with its series.
pub(super) fn find(library: &Library, key: FrameKey) -> Option<(&Arc<Series>, &Arc<DisplaySet>)> {
    let (_, series, position) = find_instance(library, key.id)?;
    // A copy that no set shows leads to the set that shows its twin.
    let frame = u32::try_from(key.frame).ok()?;
    let holds = |set: &&Arc<DisplaySet>| set.document == Some(position) || set.find(position, frame).is_some();
    Some((series, series.sets.iter().find(holds)?))
}

/// The study and series of an object, and its position among the objects of the series.
pub(super) fn find_instance(library: &Library, id: InstanceId) -> Option<(&Arc<Study>, &Arc<Series>, u32)> {
    let studies = library.patients.iter().flat_map(|patient| &patient.studies);
    let mut series = studies.flat_map(|study| study.series.iter().map(move |series| (study, series)));
    series.find_map(|(study, series)| {
        let position = series.instances.iter().position(|instance| instance.id == id)?;
        Some((study, series, u32::try_from(position).ok()?))
    })
}
