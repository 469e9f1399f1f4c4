//! The person's side: the only place where an action changes the model.

use std::path::PathBuf;

use crate::geometry::{Placement, View};

use super::{
    Action, Effect, EntryKind, ImageState, LoopMode, OpenRequest, OpenWhat, Place, SPEEDS, Severity, Snapshot,
    Workspace,
    workspace::{CornerLevel, Opening},
};

impl Workspace {
    /// Carries out one action; what it asks of the machine comes back as data.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let effects = self.carry_out(action);
        self.note_tour();
        self.relist();
        effects
    }

    pub(super) fn carry_out(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Open(paths) => self.open(paths),
            Action::OpenPhantom => {
                let id = self.take_id();
                self.opening = Some(Opening { id, paths: vec!["Phantom study".into()], from_scan: false });
                vec![Effect::MakePhantom { id }]
            }
            Action::ShowSet(key) => self.show_set(key),
            Action::StepSeries(step) => self.step_series(step),
            Action::CloseStudy(id) => self.close_study(id),
            Action::CloseShownStudy => {
                let shown = self.inspected.as_ref().map(|inspected| inspected.id);
                let shown = shown.or(self.image().key().map(|key| key.id));
                shown.map_or_else(Vec::new, |id| self.close_study(id))
            }
            Action::StopScan => vec![Effect::StopScan],
            Action::StopExport => self.stop_export(),
            Action::ToggleLinked => {
                self.linked = !self.linked;
                Vec::new()
            }
            Action::WantThumbnails(keys) => {
                self.thumbnails = keys;
                Vec::new()
            }
            Action::Peek(frame) => {
                let image = self.image();
                self.peek = frame.and_then(|frame| image.stack.at(image.phase, frame)).map(|frame| frame.key);
                Vec::new()
            }
            Action::OpenEntry(_)
            | Action::StepFile(_)
            | Action::SelectEntry(_)
            | Action::Browse(_)
            | Action::BrowseUp
            | Action::BrowseHome
            | Action::ShowHidden(_)
            | Action::ShowOther(_) => self.browse(action),
            Action::Survey(action) => self.survey_action(action),
            Action::TagCompare(action) => self.tag_compare_action(action),
            Action::Tour(action) => self.guide(action),
            Action::Region(action) => {
                self.edit_regions(action);
                Vec::new()
            }
            Action::Band(action) => self.edit_bands(action),
            Action::Compare(action) => {
                self.compare(action);
                Vec::new()
            }
            Action::Display(_) if self.image().picture().is_some() && !self.image().takes_window() => {
                self.refuse_mode();
                Vec::new()
            }
            Action::Edit(action) => {
                self.edit_tags(action);
                Vec::new()
            }
            Action::Inspect(action) => {
                self.inspect(action);
                Vec::new()
            }
            Action::Why(action) => {
                self.ask_why(action);
                Vec::new()
            }
            Action::Body(action) => {
                self.edit_body(action);
                Vec::new()
            }
            Action::Histogram(action) => {
                self.explore(action);
                Vec::new()
            }
            Action::SetTool(tool) => {
                self.tool = tool;
                Vec::new()
            }
            Action::CycleCornerText => {
                self.corner_text = match self.corner_text {
                    CornerLevel::All => CornerLevel::NoIdentity,
                    CornerLevel::NoIdentity => CornerLevel::None,
                    CornerLevel::None => CornerLevel::All,
                };
                Vec::new()
            }
            Action::SetCornerText(level) => {
                self.corner_text = level;
                Vec::new()
            }
            Action::DismissNotice => {
                self.notice = None;
                Vec::new()
            }
            Action::Notify(text) => {
                self.say(Severity::Info, text);
                Vec::new()
            }
            Action::Complain(text) => {
                self.say(Severity::Problem, text);
                Vec::new()
            }
            Action::InspectPicture => {
                self.inspected = None;
                self.read_tags()
            }
            Action::CancelOpening => {
                let waits_for_scan = self.opening.as_ref().is_some_and(|opening| opening.from_scan);
                (self.opening, self.incoming) = (None, None);
                // A scan that completes the series on screen is none of this opening's.
                let scan = waits_for_scan.then_some(Effect::StopScan);
                std::iter::once(Effect::StopOpening).chain(scan).collect()
            }
            Action::ResizeViewport(size) => {
                self.viewport_mut().size = size;
                Vec::new()
            }
            Action::BeginGesture | Action::EndGesture | Action::CancelGesture | Action::Undo | Action::Redo => {
                self.history_action(&action);
                Vec::new()
            }
            action => {
                self.edit(action);
                Vec::new()
            }
        }
    }

    fn open(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let Some(first) = paths.first().cloned() else { return Vec::new() };
        let mut effects = self.open_paths(paths.clone());
        if paths.len() > 1 {
            // Names and kinds are found by the machine; the list stands at once.
            self.browser.place = Place::Opened;
            (self.browser.fault, self.browser.hint) = (None, 0);
            self.browser.entries = paths
                .iter()
                .map(|path| super::Entry {
                    path: path.clone(),
                    name: super::workspace::display_name(path),
                    kind: EntryKind::Unknown,
                })
                .collect();
            self.browser.selected = None;
            effects.push(Effect::Recognise(paths));
        } else if matches!(self.browser.place, Place::Opened | Place::Phantom)
            && self.browser.position(&first).is_none()
        {
            // What was listed together has nothing to do with it; its folder is listed once it turned out what it is.
            self.browser.place = Place::Nowhere;
            self.browser.entries.clear();
            (self.browser.selected, self.browser.hint) = (None, 0);
        }
        effects
    }

    fn open_paths(&mut self, paths: Vec<PathBuf>) -> Vec<Effect> {
        let id = self.take_id();
        self.opening = Some(Opening { id, paths: paths.clone(), from_scan: false });
        self.notice = None;
        vec![Effect::Open(OpenRequest { id, what: OpenWhat::Paths(paths) })]
    }

    pub(super) fn browse(&mut self, action: Action) -> Vec<Effect> {
        let browser = &mut self.browser;
        match action {
            Action::Browse(folder) => return self.list(folder),
            Action::BrowseUp => {
                let above = match &browser.place {
                    Place::Folder(folder) => folder.parent().map(PathBuf::from),
                    Place::Opened | Place::Phantom | Place::Nowhere => self
                        .image()
                        .loaded
                        .about
                        .as_ref()
                        .and_then(|about| about.path.parent().map(PathBuf::from))
                        .filter(|folder| folder.is_absolute()),
                };
                return above.map_or_else(Vec::new, |folder| self.list(folder));
            }
            // The home folder is the machine's to know: an empty path asks for it.
            Action::BrowseHome => return self.list(PathBuf::new()),
            Action::ShowHidden(show) => browser.show_hidden = show,
            Action::ShowOther(show) => browser.show_other = show,
            Action::SelectEntry(index) => browser.selected = (index < browser.entries.len()).then_some(index),
            Action::StepFile(step) => {
                let next = browser.neighbour(step);
                return next.map_or_else(Vec::new, |index| self.browse(Action::OpenEntry(index)));
            }
            Action::OpenEntry(index) => {
                let Some(entry) = browser.entries.get(index).cloned() else { return Vec::new() };
                browser.selected = Some(index);
                if matches!(entry.kind, EntryKind::Folder) {
                    return self.list(entry.path);
                }
                return self.open_paths(vec![entry.path]);
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn list(&mut self, folder: PathBuf) -> Vec<Effect> {
        self.browser.busy = true;
        vec![Effect::List(folder)]
    }

    fn history_action(&mut self, action: &Action) {
        let viewport = self.viewport_mut();
        let (image, history) = (&mut viewport.image, &mut viewport.history);
        let restored = match action {
            Action::BeginGesture => {
                history.begin(image);
                None
            }
            Action::EndGesture => {
                history.end(image);
                None
            }
            Action::CancelGesture => history.cancel(),
            Action::Undo => history.undo(image),
            Action::Redo => history.redo(image),
            _ => None,
        };
        if let Some(mut snapshot) = restored {
            if image.playback.playing {
                // The clock moves the frame while a clip plays: undo brings back all else.
                snapshot.key = image.key();
            }
            snapshot.restore(image);
        }
    }

    /// Actions on the active image, each one undo step unless a gesture is open.
    fn edit(&mut self, action: Action) {
        if self.notice.as_ref().is_some_and(|notice| notice.severity == Severity::Info) {
            self.notice = None;
        }
        let placement = self.placement();
        let viewport = self.viewport_mut();
        // What is changed is the image's own presentation, and that is what is shown from then on.
        viewport.image.trial = None;
        let before = Snapshot::of(&viewport.image);
        let (key, merge) = history_key(&action);
        match &action {
            Action::DragWindow { right, up } => {
                // Distances count from the press; without one (the image changed under the drag) they mean nothing.
                if let Some(start) = viewport.history.gesture_start().cloned() {
                    viewport.image.drag_window(&start, *right, *up);
                }
            }
            Action::ShowFrame(frame) => viewport.went(*frame < viewport.image.frame),
            Action::StepFrame(step) => viewport.went(*step < 0),
            _ => {}
        }
        edit_image(&mut viewport.image, &action, placement.as_ref());
        // To play or pause changes nothing that could be taken back, though it may begin elsewhere.
        if action != Action::TogglePlay {
            viewport.history.record(before, &viewport.image, key, merge);
        }
    }
}

/// The kind of step for the history, and whether neighbours of it merge.
fn history_key(action: &Action) -> (&'static str, bool) {
    match action {
        Action::ShowFrame(_) | Action::StepFrame(_) => ("frame", true),
        Action::ShowPhase(_) | Action::StepPhase(_) => ("phase", true),
        Action::SetSpeed(_) => ("speed", true),
        Action::ScaleWindow { .. } => ("scale", true),
        // A key that is held is one step.
        Action::SetLevel(_) => ("level", true),
        Action::SetWidth(_) => ("width", true),
        Action::SetBounds { .. } => ("bounds", true),
        Action::ZoomAbout { .. } => ("zoom", true),
        Action::Pan(_) => ("pan", true),
        _ => ("edit", false),
    }
}

fn edit_image(image: &mut ImageState, action: &Action, placement: Option<&Placement>) {
    match action {
        Action::ShowFrame(frame) => image.go_to(*frame),
        Action::StepFrame(step) => {
            let step = isize::try_from(*step).unwrap_or(if *step < 0 { isize::MIN } else { isize::MAX });
            image.go_to(image.frame.saturating_add_signed(step));
        }
        Action::ShowPhase(phase) => image.go_to_phase(*phase),
        Action::StepPhase(step) => {
            let count = i64::try_from(image.stack.phases()).unwrap_or(1);
            let phase = i64::try_from(image.phase).unwrap_or(0).saturating_add(*step).rem_euclid(count);
            image.go_to_phase(usize::try_from(phase).unwrap_or(0));
        }
        Action::SetSpeed(speed) if speed.is_finite() => image.playback.speed = speed.clamp(0.1, 4.0),
        Action::StepSpeed(step) => {
            let at = SPEEDS.iter().position(|speed| *speed >= image.playback.speed).unwrap_or(SPEEDS.len() - 1);
            let to = at.saturating_add_signed(isize::try_from(*step).unwrap_or(0)).min(SPEEDS.len() - 1);
            image.playback.speed = SPEEDS.get(to).copied().unwrap_or(1.0);
        }
        Action::CycleLoopMode => {
            let mode = image.playback.loop_mode;
            let next = LoopMode::ALL.into_iter().cycle().skip_while(|other| *other != mode).nth(1);
            image.playback.loop_mode = next.unwrap_or_default();
            image.playback.backwards = false;
        }
        Action::SetRange(range) => image.set_range(*range),
        Action::SetIn | Action::SetOut => {
            let at = image.time_index();
            if let Some((first, last)) = image.timeline().map(|timeline| (timeline.first, timeline.last)) {
                let from_here = matches!(action, Action::SetIn);
                let range = if from_here { (at, last.max(at)) } else { (first.min(at), at) };
                // A range of one frame would play nothing; what was set stays.
                if range.0 < range.1 {
                    image.set_range(Some(range));
                }
            }
        }
        Action::TogglePlay => image.toggle_play(),
        Action::SetLoopMode(mode) => {
            image.playback.loop_mode = *mode;
            image.playback.backwards = false;
        }
        Action::Fit
        | Action::OneToOne
        | Action::ZoomAbout { .. }
        | Action::Pan(_)
        | Action::Turn { .. }
        | Action::Mirror { .. }
        | Action::ResetView => image.view = changed_view(image.view, action, placement),
        action => edit_presentation(image, action),
    }
}

fn changed_view(view: View, action: &Action, placement: Option<&Placement>) -> View {
    match (action, placement) {
        (Action::Fit, _) => View { zoom: View::default().zoom, pan: View::default().pan, ..view },
        (Action::ResetView, _) => View::default(),
        (Action::OneToOne, _) => view.one_to_one(),
        (Action::Turn { clockwise }, _) => view.turned(*clockwise),
        (Action::Mirror { horizontally }, _) => view.mirrored(*horizontally),
        (Action::ZoomAbout { factor, anchor }, Some(placement)) => view.zoomed_about(*factor, *anchor, placement),
        (Action::Pan(delta), Some(placement)) => view.panned(*delta, placement),
        _ => view,
    }
}

fn edit_presentation(image: &mut ImageState, action: &Action) {
    if image.picture().is_some() && !image.takes_window() && takes_window(action) {
        return;
    }
    match action {
        Action::SetLevel(center) => {
            if let Some(window) = image.window_or_range() {
                image.set_window(crate::image::Window::new(*center, window.width));
            }
        }
        Action::SetWidth(width) => {
            if let Some(window) = image.window_or_range() {
                image.set_window(crate::image::Window::new(window.center, *width));
            }
        }
        Action::SetWindow(window) => image.set_window(*window),
        Action::SetBounds { lower, upper } => {
            if let Some(window) = image.window_from_bounds(*lower, *upper) {
                image.set_window_as_is(window);
            }
        }
        Action::ScaleWindow { factor, about } => image.scale_window(*factor, *about),
        Action::ApplyPreset(index) => image.apply_preset(*index),
        Action::ApplyFileWindow(index) => image.apply_file_window(*index),
        Action::ApplyVoiLut(index) => image.apply_voi_lut(*index),
        Action::CycleFileWindows => image.cycle_file_windows(),
        Action::FullRange => image.apply_full_range(),
        Action::SetFunction(function) => image.set_function(*function),
        Action::SetVoi(voi) => image.set_voi(voi.clone()),
        Action::Display(action) => image.edit_display(action),
        Action::SetColourMap(_)
        | Action::ToggleInvert
        | Action::SetInterpolation(_)
        | Action::ShowPadding(_)
        | Action::ToggleOverlays
        | Action::ToggleShutters
        | Action::ToggleColourProfile => {
            let Some(layer) = image.layers.first_mut() else { return };
            let presentation = &mut layer.presentation;
            match action {
                Action::SetColourMap(name) => presentation.colour_map.clone_from(name),
                Action::ToggleInvert => presentation.invert = !presentation.invert,
                Action::SetInterpolation(interpolation) => presentation.interpolation = *interpolation,
                Action::ShowPadding(show) => presentation.show_padding = *show,
                Action::ToggleOverlays => presentation.overlays = !presentation.overlays,
                Action::ToggleShutters => presentation.shutters = !presentation.shutters,
                Action::ToggleColourProfile => presentation.icc = !presentation.icc,
                _ => {}
            }
        }
        _ => {}
    }
}

/// Whether an action changes the window, which colours and labels do not have.
fn takes_window(action: &Action) -> bool {
    matches!(
        action,
        Action::SetLevel(_)
            | Action::SetWidth(_)
            | Action::SetWindow(_)
            | Action::SetBounds { .. }
            | Action::DragWindow { .. }
            | Action::ScaleWindow { .. }
            | Action::ApplyPreset(_)
            | Action::ApplyFileWindow(_)
            | Action::ApplyVoiLut(_)
            | Action::CycleFileWindows
            | Action::FullRange
            | Action::SetFunction(_)
            | Action::SetVoi(_)
            | Action::Display(_)
    )
}
