//! Guided tours: which lesson is taken, how far it has come, and whether what a step asks for was done.
//!
//! A tour changes nothing but itself: every control stays the person's, and it can be left at any time.

mod check;
mod lesson;

use std::collections::BTreeSet;

use super::{Action, Effect, FrameKey, Workspace};

pub use check::{Check, Comparison, Expected};
pub use lesson::{Lesson, Step, lessons};

/// A lesson that is being taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tour {
    /// Index into [`lessons`].
    pub lesson: usize,
    /// Index into its steps.
    pub step: usize,
    /// What the step asks for was done; it stays so, whatever is done after.
    is_done: bool,
    /// What the faces saw since the step began.
    seen: Seen,
    /// What stood in the search of the tags when the step began: no answer to it until something else stands there.
    stale_search: String,
    /// The frame that was asked for when the step began.
    began_at: Option<FrameKey>,
}

/// What only a face can see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Value after modality under the pointer; not of padding.
    pub value: Option<f64>,
    /// What stands in the search of the tags.
    pub search: String,
}

/// What is done with a tour.
#[derive(Clone, Debug, PartialEq)]
pub enum TourAction {
    /// Begins the lesson of this index.
    Start(usize),
    /// The next step; after the last one the lesson is finished.
    Next,
    /// The step before.
    Back,
    /// Ends it.
    Leave,
    /// Opens the built-in phantom and goes on.
    UsePhantom,
    /// What a face sees now.
    Seen(Seen),
    /// Lessons that were finished in earlier runs, by their names.
    Restore(BTreeSet<String>),
}

impl Workspace {
    /// The step that the person is at.
    pub fn tour_step(&self) -> Option<(&'static Lesson, &'static Step)> {
        let tour = self.tour.as_ref()?;
        let lesson = lessons().get(tour.lesson)?;
        Some((lesson, lesson.steps.get(tour.step)?))
    }

    /// Whether what the step asks for was done; `None` for a step that asks for nothing.
    pub fn tour_is_done(&self) -> Option<bool> {
        let (_, step) = self.tour_step()?;
        let tour = self.tour.as_ref()?;
        step.check.as_ref().map(|check| tour.is_done || check.holds(self, &tour.seen, tour.began_at))
    }

    /// Whether the image is one that the lessons are about: values in HU.
    pub fn tour_has_image(&self) -> bool {
        self.inspected.is_none() && self.band_unit() == Some(crate::image::Unit::Hounsfield.symbol())
    }

    pub(super) fn guide(&mut self, action: TourAction) -> Vec<Effect> {
        match action {
            TourAction::Start(lesson) if lesson < lessons().len() => self.go(lesson, 0),
            TourAction::Start(_) => {}
            TourAction::Next => {
                let Some((lesson, _)) = self.tour_step() else { return Vec::new() };
                let Some((at, step)) = self.tour.as_ref().map(|tour| (tour.lesson, tour.step)) else {
                    return Vec::new();
                };
                if step + 1 < lesson.steps.len() {
                    self.go(at, step + 1);
                } else {
                    self.finished_lessons.insert(lesson.id.clone());
                    self.tour = None;
                }
            }
            TourAction::Back => {
                if let Some((lesson, step)) = self.tour.as_ref().map(|tour| (tour.lesson, tour.step)) {
                    self.go(lesson, step.saturating_sub(1));
                }
            }
            TourAction::Leave => self.tour = None,
            TourAction::UsePhantom => return self.carry_out(Action::OpenPhantom),
            TourAction::Seen(seen) => {
                if let Some(tour) = &mut self.tour {
                    let is_stale = seen.search == tour.stale_search;
                    if !is_stale {
                        tour.stale_search.clear();
                    }
                    let search = if is_stale { String::new() } else { seen.search };
                    tour.seen = Seen { search, ..seen };
                }
            }
            TourAction::Restore(finished) => {
                let known = |id: &String| lessons().iter().any(|lesson| lesson.id == *id);
                self.finished_lessons = finished.into_iter().filter(known).collect();
            }
        }
        Vec::new()
    }

    /// Notes that what the step asks for was done. After every action.
    pub(super) fn note_tour(&mut self) {
        let key = self.image().key();
        let stack = std::sync::Arc::clone(&self.image().stack);
        if let Some(tour) = &mut self.tour
            && tour.began_at.is_none_or(|began| stack.find(began).is_none())
        {
            // Nothing was open then, or something else: frames count from here.
            tour.began_at = key;
        }
        let is_done = self.tour_is_done() == Some(true);
        if let Some(tour) = &mut self.tour {
            tour.is_done |= is_done;
        }
    }

    fn go(&mut self, lesson: usize, step: usize) {
        // What was seen before is no answer to this step.
        let before = self.tour.take().unwrap_or_default();
        let stale_search = if before.seen.search.is_empty() { before.stale_search } else { before.seen.search };
        let (seen, began_at) = (Seen::default(), self.image().key());
        self.tour = Some(Tour { lesson, step, is_done: false, seen, stale_search, began_at });
    }
}
