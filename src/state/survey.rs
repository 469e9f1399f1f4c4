//! One tag over all instances of the shown series, and which tags differ across it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    dicom::{TagPath, compare::ElementValue},
    study::InstanceId,
};

use super::{Effect, FrameKey, Stack, TagFilter, Workspace};

/// What is asked over the series, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The sheet of one tag is open.
    pub shown: bool,
    /// Somebody wants to know which tags differ.
    pub spread_wanted: bool,
    /// The tag of the sheet.
    pub path: Option<TagPath>,
    /// The values of one tag, as far as they were read.
    pub found: Option<Arc<Surveyed>>,
    /// What differs: it stays while the values of other tags are read.
    known: Option<Known>,
}

/// What is known about all elements of a series.
#[derive(Clone, Debug)]
struct Known {
    stack: Arc<Stack>,
    spread: Arc<HashMap<TagPath, Spread>>,
    /// Instances that were read for that.
    instances: u32,
    differing: Arc<HashSet<TagPath>>,
}

/// What a person does with it.
#[derive(Clone, Debug, PartialEq)]
pub enum SurveyAction {
    /// Shows this tag over the series.
    Show(TagPath),
    /// Shows the sheet without a tag yet.
    Open,
    /// Puts the sheet away.
    Close,
    /// Begins or ends telling which tags differ.
    WantSpread(bool),
}

/// What the machine is to find.
#[derive(Clone, Debug)]
pub struct SurveyWant {
    /// The series.
    pub stack: Arc<Stack>,
    /// The tag whose values are wanted.
    pub path: Option<TagPath>,
}

/// What it found.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// In what.
    pub want: SurveyWant,
    /// Each element of the series.
    pub spread: Arc<HashMap<TagPath, Spread>>,
    /// Instances that were read.
    pub instances: u32,
    /// Instances that cannot be read.
    pub failed: u32,
    /// The values of the wanted tag, in order of the stack; of an object with functional groups for each frame.
    pub rows: Arc<[SurveyRow]>,
    /// Nothing is left to be read.
    pub is_complete: bool,
}

/// How the values of one element are spread over a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Instances that have it.
    pub present: u32,
    /// Distinct values that were counted.
    pub distinct: u32,
    /// There may be more: beyond [`MOST_DISTINCT`] of an element, and beyond [`MOST_VALUES`] of a series, only one and two
    /// are told apart.
    pub is_least: bool,
}

impl Spread {
    /// Whether not all of so many instances have the same value.
    fn differs(self, instances: u32) -> bool {
        self.distinct > 1 || self.present < instances
    }

    /// How many distinct values there are, as `12` or `at least 1024`.
    pub fn count_text(self) -> String {
        if self.is_least { format!("at least {}", self.distinct) } else { self.distinct.to_string() }
    }
}

/// Distinct values of one element that are told apart.
pub const MOST_DISTINCT: usize = 1024;
/// Distinct values of all elements of a series that are told apart, 16 bytes each.
pub const MOST_VALUES: usize = 4 << 20;
/// Elements of a series that are followed; further ones are said not to be known.
pub const MOST_SURVEYED: usize = 100_000;

/// The value of the tag in one instance, or in one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyRow {
    /// The frame that it belongs to.
    pub key: FrameKey,
    /// _Instance Number_ (0020,0013).
    pub number: Option<String>,
    /// Position along the normal, mm.
    pub position_mm: Option<f64>,
    /// The value; `None` where there is none such.
    pub value: Option<ElementValue>,
}

impl PartialEq for SurveyWant {
    /// Stacks are told apart by identity.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.stack, &other.stack) && self.path == other.path
    }
}

impl SurveyWant {
    /// The objects, each once, with the first of their frames in the stack and its position.
    pub fn objects(&self) -> Vec<(InstanceId, FrameKey, Option<f64>)> {
        let mut seen = HashSet::new();
        let frames = (0..self.stack.phases()).flat_map(|phase| self.stack.phase(phase));
        frames
            .filter(|frame| seen.insert(frame.key.id))
            .map(|frame| (frame.key.id, frame.key, frame.position_mm))
            .collect()
    }
}

impl Survey {
    /// Whether the values of this element differ across the series, or some instances lack it; `None` while that is not
    /// known.
    pub fn differs(&self, path: &TagPath) -> Option<bool> {
        let known = self.known.as_ref()?;
        known.spread.get(path).map(|spread| spread.differs(known.instances))
    }

    /// Whether it is known what differs across this series.
    pub fn is_known(&self, stack: &Arc<Stack>) -> bool {
        self.known.as_ref().is_some_and(|known| Arc::ptr_eq(&known.stack, stack))
    }

    /// The elements that differ across this series; none while that is not known.
    pub(super) fn differing(&self, stack: &Arc<Stack>) -> Arc<HashSet<TagPath>> {
        let known = self.known.as_ref().filter(|known| Arc::ptr_eq(&known.stack, stack));
        known.map_or_else(Arc::default, |known| Arc::clone(&known.differing))
    }

    /// How its values are spread; `None` while that is not known.
    pub fn spread(&self, path: &TagPath) -> Option<Spread> {
        self.known.as_ref()?.spread.get(path).copied()
    }
}

impl Workspace {
    pub(super) fn survey_action(&mut self, action: SurveyAction) -> Vec<Effect> {
        match action {
            SurveyAction::Show(path) => {
                self.survey.shown = true;
                self.survey.path = Some(path);
            }
            SurveyAction::Open => self.survey.shown = true,
            SurveyAction::Close => self.survey.shown = false,
            SurveyAction::WantSpread(wanted) => self.survey.spread_wanted = wanted,
        }
        Vec::new()
    }

    pub(super) fn surveyed(&mut self, found: Arc<Surveyed>) {
        // Of a series that left the screen there is nothing to keep.
        if Arc::ptr_eq(&found.want.stack, &self.image().stack) {
            // What differs is the same however many tags are looked at.
            let known = self.survey.known.as_ref();
            if found.is_complete && known.is_none_or(|known| !Arc::ptr_eq(&known.spread, &found.spread)) {
                let differing = found.spread.iter().filter(|(_, spread)| spread.differs(found.instances));
                self.survey.known = Some(Known {
                    stack: Arc::clone(&found.want.stack),
                    spread: Arc::clone(&found.spread),
                    instances: found.instances,
                    differing: Arc::new(differing.map(|(path, _)| path.clone()).collect()),
                });
            }
            self.survey.found = Some(found);
        }
    }

    /// What was found in another series says nothing about this one.
    pub(super) fn forget_other_survey(&mut self) {
        let stack = &Arc::clone(&self.image().stack);
        if self.survey.found.as_ref().is_some_and(|found| !Arc::ptr_eq(&found.want.stack, stack)) {
            self.survey.found = None;
        }
        if self.survey.known.as_ref().is_some_and(|known| !Arc::ptr_eq(&known.stack, stack)) {
            self.survey.known = None;
        }
    }

    /// Whether the inspector has a column or a filter for what differs.
    fn wants_spread(&self) -> bool {
        self.survey.spread_wanted || self.inspect.filter == TagFilter::Differing
    }

    /// What is still to be found.
    pub(super) fn survey_want(&self) -> Option<SurveyWant> {
        let survey = &self.survey;
        let is_asked = survey.shown && survey.path.is_some() || self.wants_spread();
        let stack = &self.image().stack;
        if !is_asked || stack.is_empty() {
            return None;
        }
        let path = survey.path.clone().filter(|_| survey.shown);
        let want = SurveyWant { stack: Arc::clone(stack), path };
        let is_done = |found: &Surveyed| {
            // The values of a tag that nobody looks at any more do no harm.
            let fits = found.want == want || want.path.is_none() && Arc::ptr_eq(&found.want.stack, &want.stack);
            found.is_complete && fits
        };
        (!survey.found.as_ref().is_some_and(|found| is_done(found))).then_some(want)
    }
}
