//! The shared model and the jobs together: the one object under window, command line and tests.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    dicom::{Limits, Means},
    export::{Work, table::Opener},
    jobs::{
        CachedFrame, Exports, Files, Frames, Journal, Latest, NoJournal, Objects, Reader, Thumbnail, Tools, Wake, body,
        counting, editing, inspect, measure, strip, survey, tag_compare,
    },
    state::{
        Action, AirlessWant, BodyWant, EditWant, Effect, Event, FrameKey, MeasureWant, SeriesCountsWant, StripWant,
        SurveyWant, TagCompareWant, TagListWant, TagValueWant, Workspace,
    },
};

/// What a session works with.
pub struct Setup {
    /// Memory for each file, and who decodes.
    pub means: Means,
    /// Bytes of decoded frames kept for scrolling back.
    pub cache_bytes: usize,
    /// Told which file is being read.
    pub journal: Arc<dyn Journal>,
    /// Files that took the program down before: not read unless the person asks for them by name.
    pub avoid: Vec<PathBuf>,
}

/// A running viewer without a face.
pub struct Session {
    workspace: Workspace,
    files: Files,
    frames: Frames,
    objects: Objects,
    strip: Latest<StripWant>,
    body: Latest<BodyWant>,
    measure: Latest<MeasureWant>,
    edits: Latest<EditWant>,
    reports: Sender<Event>,
    airless: Latest<AirlessWant>,
    exports: Exports,
    survey: Latest<SurveyWant>,
    tag_compare: Latest<TagCompareWant>,
    tag_list: Latest<TagListWant>,
    tag_value: Latest<TagValueWant>,
    series_counts: Latest<SeriesCountsWant>,
    events: Receiver<Event>,
    journal: Arc<dyn Journal>,
    avoid: Vec<PathBuf>,
    started: Instant,
    seen: u64,
}

impl Default for Setup {
    /// Decodes in this process and keeps no journal.
    fn default() -> Self {
        Self { means: Means::default(), cache_bytes: 512 << 20, journal: Arc::new(NoJournal), avoid: Vec::new() }
    }
}

impl Session {
    /// Starts the job threads; `wake` is called from them when [`Session::poll`] has something to do.
    pub fn new(wake: Wake, setup: Setup) -> Self {
        let (sender, events) = channel();
        let workers = thread::available_parallelism().map_or(1, usize::from).min(8);
        let Setup { means, cache_bytes, journal, avoid } = setup;
        let objects = Objects::new(means);
        let tools = Tools { journal: Arc::clone(&journal), avoid: avoid.clone() };
        let mut workspace = Workspace::default();
        workspace.kept_bytes = cache_bytes as u64;
        let frames = Frames::new(workers, cache_bytes, objects.clone(), Arc::clone(&wake));
        let decoded = frames.decoded_frames();
        Self {
            workspace,
            exports: Exports::new(sender.clone(), Arc::clone(&wake)),
            tag_list: inspect::list_worker(sender.clone(), Arc::clone(&wake)),
            tag_value: inspect::value_worker(sender.clone(), objects.clone(), Arc::clone(&wake)),
            airless: counting::airless_worker(sender.clone(), Arc::clone(&wake)),
            series_counts: counting::series_worker(sender.clone(), objects.clone(), decoded, Arc::clone(&wake)),
            survey: survey::worker(sender.clone(), objects.clone(), Arc::clone(&wake)),
            tag_compare: tag_compare::worker(sender.clone(), objects.clone(), Arc::clone(&wake)),
            strip: strip::worker(sender.clone(), Arc::clone(&wake)),
            body: body::worker(sender.clone(), Arc::clone(&wake)),
            measure: measure::worker(sender.clone(), Arc::clone(&wake)),
            edits: editing::worker(sender.clone(), objects.clone(), Arc::clone(&wake)),
            reports: sender.clone(),
            files: Files::new(sender, objects.clone(), tools, wake),
            frames,
            journal,
            avoid,
            objects,
            events,
            started: Instant::now(),
            seen: 0,
        }
    }

    /// A session that nobody needs to wake: it is polled or waited for.
    pub fn unattended() -> Self {
        Self::new(Arc::new(|_| {}), Setup::default())
    }

    /// The shared model.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Opens what the program was started with, but for what took it down before: that is named and left alone.
    pub fn start(&mut self, paths: Vec<PathBuf>) {
        let avoid = std::mem::take(&mut self.avoid);
        let (left, wanted): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| avoid.contains(path));
        match (wanted.is_empty(), left.first().and_then(|path| path.parent())) {
            (true, Some(folder)) => self.act(Action::Browse(folder.to_path_buf())),
            (true, None) => self.act(Action::BrowseHome),
            (false, _) => self.act(Action::Open(wanted)),
        }
        if !avoid.is_empty() {
            let effects = self.workspace.absorb(Event::TookDown(avoid));
            self.perform(effects);
        }
    }

    /// Grants other amounts of memory: to files opened from now on, and to the frames that are kept.
    pub fn limit(&mut self, limits: Limits, cache_bytes: usize) {
        self.objects.limit(limits);
        self.retry();
        self.frames.set_budget(cache_bytes);
        self.workspace.kept_bytes = cache_bytes as u64;
        self.refresh();
    }

    /// What was opened last has been shown, so it cannot take the program down by being opened.
    pub fn survived(&self) {
        if !self.workspace.is_opening() && !self.files.is_reading() {
            self.journal.note(Reader::Opening, None);
        }
    }

    /// Carries out one action of the person; what is already decoded is shown before this returns.
    pub fn act(&mut self, action: Action) {
        let effects = self.workspace.apply(action);
        self.perform(effects);
        // A clip that was just started begins now, not at the next poll.
        self.tick();
        self.refresh();
    }

    /// Has something written in the background, after what is being written already; `what` names it in the status line.
    /// How it ended comes as the workspace's notice.
    pub fn export(&mut self, what: &str, work: Work) {
        let id = self.exports.begin(work);
        self.workspace.export_begun(id, what.to_owned());
    }

    /// What opens the objects that are listed, for exports in the background.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// What writes edited files, once it is known where: to a file for one, into a folder for several.
    pub fn saving(&self, saving: editing::Saving) -> impl FnOnce(PathBuf) -> Work + Send + use<> {
        let (objects, sender) = (self.objects.clone(), self.reports.clone());
        move |target| editing::saving(saving, target, objects, sender)
    }

    /// Opens objects by their numbers, for work in the background: those of the generated study as well.
    pub fn opener(&self) -> Opener {
        let objects = self.objects.clone();
        Arc::new(move |id| objects.open(id))
    }

    /// What files are opened with.
    pub fn means(&self) -> Means {
        self.objects.means()
    }

    /// Takes in what the jobs finished and moves the clock. True if anything changed.
    pub fn poll(&mut self) -> bool {
        let mut changed = false;
        while let Ok(event) = self.events.try_recv() {
            if let Event::EditsSaved { replaced, .. } = &event {
                self.frames.forget(replaced);
            }
            let effects = self.workspace.absorb(event);
            self.perform(effects);
            changed = true;
        }
        changed |= self.tick();
        let finished = self.frames.finished();
        changed |= finished != self.seen;
        self.seen = finished;
        if changed {
            self.refresh();
        }
        changed
    }

    /// Polls until nothing is under way or `limit` has passed; true if it is quiet. A playing clip is never quiet in
    /// itself but does not hold this up.
    pub fn wait(&mut self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        loop {
            self.poll();
            if self.workspace.is_quiet() {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Places of the shown stack whose frames are decoded, for the scrubber's bar.
    pub fn decoded_frames(&self) -> Vec<usize> {
        let image = self.workspace.image();
        self.frames.decoded(image.stack.phase(image.phase).iter().map(|frame| frame.key))
    }

    /// The small picture of a frame: `None` while it was not tried, `Some(None)` where there is none.
    pub fn thumbnail(&self, key: FrameKey) -> Option<Option<Arc<Thumbnail>>> {
        self.frames.thumbnail(key)
    }

    /// Whether the series that is shown is whole: nothing is being looked for, and all that is wanted is decoded and
    /// drawn.
    pub fn is_complete(&self) -> bool {
        self.workspace.is_quiet() && self.frames.is_idle()
    }

    /// Moves the clock of a playing clip; true when that changed the frame.
    fn tick(&mut self) -> bool {
        if !self.workspace.image().playback.playing {
            return false;
        }
        let before = self.workspace.image().key();
        let now_ms = self.started.elapsed().as_secs_f64() * 1000.0;
        self.workspace.absorb(Event::Clock(now_ms));
        before != self.workspace.image().key()
    }

    /// What failed is tried once more when it is wanted.
    fn retry(&mut self) {
        self.objects.forget_failures();
        self.frames.forget_failures();
        self.workspace.absorb(Event::Retried);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if matches!(effect, Effect::Open(_)) {
                // The person asks again: what failed may have been mended.
                self.retry();
            }
            if let Effect::CloseStudy { objects, .. } = &effect {
                self.frames.forget(objects);
                self.objects.forget(objects);
            }
            match effect {
                Effect::StopExport(id) => self.exports.stop(id),
                effect => self.files.perform(effect),
            }
        }
    }

    /// Shows what the cache holds already and sends the rest to the workers.
    fn refresh(&mut self) {
        for key in self.workspace.missing() {
            if let Some(frame) = self.showable(key) {
                self.absorb_frame(key, frame);
            }
        }
        // A clip that decodes slower than it plays shows the newest frame there is, under its own number.
        let newest = self.workspace.passed().into_iter().find_map(|key| Some((key, self.showable(key)?)));
        if let Some((key, frame)) = newest {
            self.absorb_frame(key, frame);
        }
        let wants = self.workspace.wants();
        self.strip.ask(wants.strip.clone());
        self.body.ask(wants.body.clone());
        self.measure.ask(wants.measure.clone());
        self.edits.ask(wants.edits.clone());
        self.airless.ask(wants.airless.clone());
        self.tag_list.ask(wants.tag_list.clone());
        self.tag_value.ask(wants.tag_value.clone());
        self.series_counts.ask(wants.series_counts.clone());
        self.survey.ask(wants.survey.clone());
        self.tag_compare.ask(wants.tag_compare.clone());
        self.frames.want(wants);
    }

    /// A frame from the cache that can be shown at once, or why it never can.
    fn showable(&self, key: FrameKey) -> Option<CachedFrame> {
        let is_uncounted = |frame: &CachedFrame| matches!(frame, CachedFrame::Decoded { counts: None, .. });
        self.frames.get(key).filter(|frame| !(is_uncounted(frame) && self.workspace.waits_for_counts(key)))
    }

    fn absorb_frame(&mut self, key: FrameKey, frame: CachedFrame) {
        let events = match frame {
            CachedFrame::Failed { about, error } => vec![Event::FrameFailed { key, about, error }],
            CachedFrame::Decoded { picture, about, findings, place, counts } => {
                let shown = Event::Frame { key, picture, about, findings, place };
                let counted = counts.map(|counts| Event::Counted { key, counts });
                std::iter::once(shown).chain(counted).collect()
            }
        };
        for event in events {
            let effects = self.workspace.absorb(event);
            self.perform(effects);
        }
    }
}

#[cfg(test)]
mod editing_tests;
#[cfg(test)]
mod tests;
