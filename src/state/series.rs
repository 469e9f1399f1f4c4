//! The series panel's side of the model: showing sets, stepping through them, what is remembered of each, closing.

use std::{collections::HashSet, path::Path, sync::Arc};

use crate::{
    geometry::View,
    image::{Presentation, Voi, VoiSource},
    study::{DisplaySet, InstanceId, Library, Series, SetKind},
};

use super::{
    Effect, FrameKey, History, ImageState, Layer, LoopMode, OpenRequest, OpenWhat, Playback, Regions, Stack, Workspace,
    stack::{find, find_instance, listed_sets},
};

/// What is remembered of a series while it is open and not shown.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    /// The frame that was shown; it tells which set this is of, however sets are cut and grow.
    key: FrameKey,
    view: View,
    layers: Vec<Layer>,
    regions: Regions,
    playback: Playback,
    history: History,
}

/// How far a scan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanProgress {
    /// It is under way.
    pub running: bool,
    /// Files looked at.
    pub files: usize,
    /// Objects found.
    pub found: usize,
    /// It was ended by the person: there may be more.
    pub stopped: bool,
}

/// Series whose view and window are remembered at most.
const MOST_REMEMBERED: usize = 500;

impl Workspace {
    /// All sets in the order of the panel.
    pub fn sets(&self) -> impl Iterator<Item = (&Arc<Series>, &Arc<DisplaySet>)> {
        let studies = self.library.patients.iter().flat_map(|patient| &patient.studies);
        let series = studies.flat_map(|study| &study.series);
        series.flat_map(|series| listed_sets(series).map(move |set| (series, set)))
    }

    /// Whether the picture on screen, or the one awaited, or the object whose tags are shown is of this set.
    pub fn is_shown(&self, series: &Series, set: &DisplaySet) -> bool {
        let asked = match &self.inspected {
            Some(inspected) => Some(FrameKey { id: inspected.id, frame: 0 }),
            None => self.incoming.as_ref().unwrap_or(self.image()).key(),
        };
        let Some(key) = asked else { return false };
        if document_key(series, set).is_some_and(|document| document.id == key.id) {
            return true;
        }
        set_keys(series, set).any(|of_set| of_set == key)
            || set.phase.is_some_and(|phase| {
                let of_group = |other: &&Arc<DisplaySet>| other.phase.is_some_and(|other| other.group == phase.group);
                series.sets.iter().filter(of_group).any(|other| set_keys(series, other).any(|of_set| of_set == key))
            })
    }

    /// Shows the set that holds `key`: where it was left, or from its first frame.
    pub(super) fn show_set(&mut self, key: FrameKey) -> Vec<Effect> {
        let Some((series, set)) = find(&self.library, key) else { return Vec::new() };
        if set.kind == SetKind::Document {
            let id = self.take_id();
            self.opening = Some(super::workspace::Opening { id, paths: Vec::new(), from_scan: false });
            return vec![Effect::Open(OpenRequest { id, what: OpenWhat::Object(key.id) })];
        }
        let (stack, phase) = Stack::of_set(series, set, Some(key));
        (self.notice, self.opening) = (None, None);
        if self.image().stack.find(key).is_some() && self.image().stack.len() == stack.len() {
            // It is on screen already, if only under something that lies over it or is awaited.
            (self.incoming, self.inspected) = (None, None);
            return self.read_tags();
        }
        let mut image = ImageState { stack: Arc::new(stack), phase, ..ImageState::default() };
        if let Some(remembered) = self.remembered.iter().find(|remembered| image.stack.find(remembered.key).is_some()) {
            (image.phase, image.frame) = image.stack.find(remembered.key).unwrap_or_default();
        }
        self.incoming = Some(image);
        Vec::new()
    }

    /// Shows the set `step` places on in the panel, or before.
    pub(super) fn step_series(&mut self, step: i64) -> Vec<Effect> {
        let sets: Vec<FrameKey> = self
            .sets()
            .filter_map(|(series, set)| set_keys(series, set).next().or_else(|| document_key(series, set)))
            .collect();
        if sets.len() < 2 {
            return self.browse(super::Action::StepFile(step));
        }
        let at = self.sets().position(|(series, set)| self.is_shown(series, set));
        let to = match at {
            Some(at) => isize::try_from(step).ok().and_then(|step| at.checked_add_signed(step)),
            None => Some(0),
        };
        to.and_then(|to| sets.get(to).copied()).map_or_else(Vec::new, |key| self.show_set(key))
    }

    /// Keeps in mind how the shown set is looked at, before another one takes its place.
    pub(super) fn remember(&mut self) {
        let Some(key) = self.image().key().filter(|_| !self.image().layers.is_empty()) else { return };
        let viewport = self.viewport();
        let image = &viewport.image;
        let remembered = Remembered {
            key,
            view: image.view,
            layers: image.layers.clone(),
            regions: image.regions.clone(),
            playback: image.playback.clone(),
            history: viewport.history.clone(),
        };
        let stack = Arc::clone(&image.stack);
        self.remembered.retain(|other| stack.find(other.key).is_none());
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push(remembered);
    }

    /// What a set that comes on screen takes over: what is remembered of it, or, linked, what is on screen.
    pub(super) fn recall(&self, image: &mut ImageState) -> History {
        let remembered = self.remembered.iter().find(|remembered| image.stack.find(remembered.key).is_some());
        let mut history = History::default();
        if let Some(remembered) = remembered {
            (image.view, image.layers) = (remembered.view, remembered.layers.clone());
            image.regions = remembered.regions.clone();
            image.playback = Playback { playing: false, since_ms: None, ..remembered.playback.clone() };
            history = remembered.history.clone();
        }
        let shown = self.image();
        if self.linked && shown.picture().is_some() {
            image.view = shown.view;
            if let (Some(from), Some(to)) = (shown.presentation(), image.layers.first_mut())
                && comparable(shown, image.loaded.picture.as_deref())
            {
                match &from.voi {
                    Voi::Window { window, function, .. } => {
                        // Under its own name: the numbers of another series are no window of this file.
                        let voi = Voi::Window { window: *window, function: *function, source: VoiSource::User };
                        to.presentation = Presentation { voi, ..from.clone() };
                    }
                    Voi::Lut(_) => {}
                    Voi::Equalized(_) | Voi::Channels(_) => {
                        // What it goes back to is its own.
                        let window = to.presentation.plain_voi().cloned();
                        to.presentation = from.clone();
                        to.presentation.modes.window = window;
                    }
                }
            }
        }
        // Its file's windows are those of the frame that is shown now.
        if let Some(picture) = image.loaded.picture.clone() {
            image.follow_frame(picture.model());
        }
        history
    }

    /// How a set that comes on screen was shown.
    pub(super) fn remembered_layers(&self, image: &ImageState) -> &[Layer] {
        let remembered = self.remembered.iter().find(|remembered| image.stack.find(remembered.key).is_some());
        remembered.map_or(&[], |remembered| &remembered.layers)
    }

    /// What was drawn on a set that comes on screen.
    pub(super) fn remembered_regions(&self, image: &ImageState) -> Regions {
        let remembered = self.remembered.iter().find(|remembered| image.stack.find(remembered.key).is_some());
        remembered.map(|remembered| remembered.regions.clone()).unwrap_or_default()
    }

    /// Closes the study that holds an object, with all that is shown and remembered of it.
    pub(super) fn close_study(&mut self, id: InstanceId) -> Vec<Effect> {
        let Some((study, ..)) = find_instance(&self.library, id) else { return Vec::new() };
        let study = Arc::clone(study);
        let ids: HashSet<InstanceId> =
            study.series.iter().flat_map(|series| series.instances.iter().map(|instance| instance.id)).collect();
        if self.warns_of_edits(ids.iter().copied()) {
            return Vec::new();
        }
        let gone = |id: Option<FrameKey>| id.is_some_and(|key| ids.contains(&key.id));
        for patient in &mut self.library.patients {
            if patient.studies.iter().any(|other| Arc::ptr_eq(other, &study)) {
                Arc::make_mut(patient).studies.retain(|other| !Arc::ptr_eq(other, &study));
            }
        }
        self.library.patients.retain(|patient| !patient.studies.is_empty());
        self.remembered.retain(|remembered| !gone(Some(remembered.key)));
        self.inspected.take_if(|inspected| ids.contains(&inspected.id));
        self.incoming.take_if(|incoming| gone(incoming.key()));
        self.thumbnails.retain(|key| !gone(Some(*key)));
        if gone(self.image().key()) {
            let viewport = self.viewport_mut();
            viewport.image = ImageState::default();
            viewport.history.clear();
            self.forget_image();
            self.tags = None;
        }
        self.closed.push(study.id);
        vec![Effect::CloseStudy {
            study: study.id,
            uid: Arc::clone(&study.facts.uid),
            objects: ids.into_iter().collect(),
        }]
    }

    /// Takes over what a scan has found so far.
    pub(super) fn scanned(
        &mut self,
        id: u64,
        library: Library,
        first: Option<InstanceId>,
        progress: ScanProgress,
        ended: bool,
    ) -> Vec<Effect> {
        self.library = library;
        self.scan = ScanProgress { stopped: progress.stopped || self.scan.stopped && progress.running, ..progress };
        // What was closed meanwhile does not come back with a report that was on its way.
        for patient in &mut self.library.patients {
            if patient.studies.iter().any(|study| self.closed.contains(&study.id)) {
                Arc::make_mut(patient).studies.retain(|study| !self.closed.contains(&study.id));
            }
        }
        self.library.patients.retain(|patient| !patient.studies.is_empty());
        let library = &self.library;
        let active = self.active;
        let images = self.viewports.get_mut(active).map(|viewport| &mut viewport.image).into_iter();
        for image in images.chain(&mut self.incoming) {
            let Some(key) = image.key() else { continue };
            let Some((series, set)) = find(library, key) else { continue };
            let same = image.stack.source().is_some_and(|(old, _)| Arc::ptr_eq(old, series));
            if !same && set.kind != SetKind::Document {
                image.restack(Arc::new(Stack::of_set(series, set, Some(key)).0));
            }
        }
        let mut effects = Vec::new();
        let waits = self.opening.as_ref().is_some_and(|opening| opening.from_scan && opening.id == id);
        let first = first.map(|id| FrameKey { id, frame: 0 }).filter(|key| find(&self.library, *key).is_some());
        match first {
            Some(key) if waits => effects.extend(self.show_set(key)),
            None if waits && ended => effects.extend(self.nothing_to_show()),
            _ => {}
        }
        if !progress.running {
            let unknown = self.browser.unknown();
            if !unknown.is_empty() {
                effects.push(Effect::Recognise(unknown));
            }
        }
        effects
    }

    /// A scan that was to show something has ended without a picture: its first document is shown, or it is said why.
    fn nothing_to_show(&mut self) -> Vec<Effect> {
        let Some(opening) = self.opening.take() else { return Vec::new() };
        let asked = |path: &Path| opening.paths.iter().any(|root| path.starts_with(root));
        let document = self.sets().find_map(|(series, set)| {
            let instance = series.instances.get(set.document? as usize)?;
            asked(&instance.location.path).then_some(FrameKey { id: instance.id, frame: 0 })
        });
        if let Some(key) = document {
            return self.show_set(key);
        }
        let named = opening.paths.first().map(|path| super::workspace::display_name(path)).unwrap_or_default();
        let left_out: Vec<_> = self.library.skipped.iter().filter(|skipped| asked(&skipped.path)).collect();
        let faulty = left_out.iter().find(|skipped| !skipped.is_foreign).or(left_out.first());
        let text = match (faulty, left_out.len()) {
            _ if self.scan.stopped => "The search was stopped before a picture was found; open it again.".to_owned(),
            (None, _) => "No DICOM image was found in it; choose another file or folder.".to_owned(),
            (Some(one), 1) => one.reason.clone(),
            (Some(one), count) => format!("Nothing in it can be shown; of {count} left out, the first: {}", one.reason),
        };
        self.say(super::Severity::Problem, format!("{named}: {text}"));
        Vec::new()
    }
}

/// Whether a window for one picture means the same on another: values of one unit.
fn comparable(shown: &ImageState, picture: Option<&crate::image::Picture>) -> bool {
    match (shown.picture(), picture) {
        (Some(from), Some(to)) => from.is_colour() == to.is_colour() && from.model().unit == to.model().unit,
        _ => false,
    }
}

/// The frames of a set.
pub fn set_keys<'a>(series: &'a Series, set: &'a DisplaySet) -> impl Iterator<Item = FrameKey> + 'a {
    set.frames.iter().filter_map(|frame| {
        let instance = series.instances.get(frame.instance as usize)?;
        Some(FrameKey { id: instance.id, frame: frame.frame as usize })
    })
}

/// The object of a set without pictures.
pub fn document_key(series: &Series, set: &DisplaySet) -> Option<FrameKey> {
    let instance = series.instances.get(set.document? as usize)?;
    Some(FrameKey { id: instance.id, frame: 0 })
}

/// The loop mode that a clip asks for.
pub(super) fn loop_mode(sweep: bool) -> LoopMode {
    if sweep { LoopMode::Sweep } else { LoopMode::Loop }
}
