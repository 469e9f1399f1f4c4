//! The machine's side: the only place where a report changes the model.

use std::{path::PathBuf, sync::Arc};

use crate::{
    dicom::{About, Finding, ReadError, TagTree},
    image::{Counts, Histogram, Picture, Presentation},
    study::InstanceId,
};

use super::{
    EditAction, Effect, EntryKind, Event, FrameFault, FrameKey, FramePlace, ImageState, Inspected, Layer, Loaded,
    Place, ScanProgress, ScanRequest, Severity, Stack, Tags, Workspace, series::loop_mode, workspace::display_name,
};

impl Workspace {
    /// Takes in one report; further work it calls for comes back as data.
    pub fn absorb(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.take_in(event);
        self.relist();
        effects
    }

    fn take_in(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Clock(now_ms) => {
                self.tick(now_ms);
                Vec::new()
            }
            Event::Opened { id, path, object, result } => self.opened(id, path, object, result),
            Event::Retried => {
                self.viewport_mut().image.loaded.fault = None;
                Vec::new()
            }
            Event::TagsFailed { id } => {
                let tree = Arc::new(TagTree::default());
                match &mut self.inspected {
                    Some(inspected) if inspected.id == id => inspected.tags = Some(tree),
                    _ => {
                        let shown = self.image().loaded.key.filter(|key| key.id == id);
                        if let Some(about) = shown.and(self.image().loaded.about.clone()) {
                            self.tags = Some(Tags { id, about, tree });
                        }
                    }
                }
                Vec::new()
            }
            Event::Collection { id } => self.collection(id),
            Event::Scanned { id, library, first, seen, progress, ended } => {
                for (path, kind) in seen {
                    self.browser.recognised(&path, kind);
                }
                self.scanned(id, library, first, progress, ended)
            }
            Event::Listed(listing) => self.listed(listing),
            Event::Recognised { path, kind } => {
                self.browser.recognised(&path, kind);
                Vec::new()
            }
            Event::TookDown(paths) => {
                let names: Vec<_> = paths.iter().map(|path| display_name(path)).collect();
                let (them, they) = if names.len() == 1 { ("it", "it is") } else { ("them", "they are") };
                let names = names.join(", ");
                let text = format!(
                    "Hounsfield ended without notice while it was reading {names}, so {they} left alone; open {them} by \
                     hand if you trust {them}."
                );
                self.say(Severity::Problem, text);
                Vec::new()
            }
            Event::IsFolder(path) => {
                if let Some(index) = self.browser.position(&path)
                    && let Some(entry) = self.browser.entries.get_mut(index)
                {
                    entry.kind = EntryKind::Folder;
                }
                Vec::new()
            }
            Event::Frame { key, picture, about, findings, place } => {
                let shown = self.asked_for(key).map(|image| image.show(key, &picture, &about, findings, place));
                let mut effects = self.admit_incoming();
                if shown.is_some() {
                    self.fit_body_settings();
                    self.point_at_file();
                    effects.extend(self.read_tags());
                }
                effects
            }
            Event::Counted { key, counts } => {
                let shown = |image: &&mut ImageState| image.loaded.key == Some(key) && image.picture().is_some();
                if let Some(image) = self.asked_for(key).filter(shown) {
                    image.count(&counts);
                }
                self.admit_incoming()
            }
            Event::BodyFound(found) => {
                // Of a picture that left the screen there is nothing to keep.
                if self.image().picture().is_some_and(|picture| Arc::ptr_eq(picture, &found.want.picture)) {
                    self.body.found = Some(found);
                }
                Vec::new()
            }
            Event::Measured { key, figures } => {
                self.measured(key, figures);
                Vec::new()
            }
            Event::EditsPlanned(answer) => {
                self.edits_planned(*answer);
                Vec::new()
            }
            Event::ValueLookedUp(value) => {
                self.value_looked_up(*value);
                Vec::new()
            }
            Event::EditsSaved { saved, replaced } => {
                self.edit_tags(EditAction::Saved(saved));
                self.renew(&replaced)
            }
            Event::Exporting { id, share } => {
                self.exporting(id, share);
                Vec::new()
            }
            Event::Exported { id, result } => {
                self.exported(id, result);
                Vec::new()
            }
            Event::TagsListed { want, prepared, list } => {
                self.tags_listed(want, prepared, list);
                Vec::new()
            }
            Event::TagValue { want, page } => {
                self.tag_value_read(&want, page);
                Vec::new()
            }
            Event::Strip(strip) => {
                if self.image().stack.find(strip.want.key).is_some() {
                    self.strip = Some(strip);
                }
                Vec::new()
            }
            Event::BodyCounted { key, counts } => {
                let image = &mut self.viewport_mut().image;
                if image.loaded.key == Some(key) {
                    image.loaded.without_air = Some((key, counts));
                }
                Vec::new()
            }
            Event::Surveyed(found) => {
                self.surveyed(found);
                Vec::new()
            }
            Event::TagsCompared(found) => {
                self.tags_compared(found);
                Vec::new()
            }
            Event::SeriesCounted(counts) => {
                self.viewport_mut().image.take_series_counts(&counts);
                Vec::new()
            }
            Event::FrameFailed { key, about, error } => self.frame_failed(key, about, &error),
            Event::Tags { id, about, tree, document } => {
                if let Some(inspected) = self.inspected.as_mut().filter(|inspected| inspected.id == id) {
                    inspected.tags = Some(tree);
                    inspected.document = document;
                } else if self.image().loaded.key.is_some_and(|key| key.id == id) {
                    self.tags = Some(Tags { id, about, tree });
                }
                Vec::new()
            }
        }
    }

    fn tick(&mut self, now_ms: f64) {
        self.now_ms = now_ms;
        let image = &mut self.viewport_mut().image;
        if !image.playback.playing {
            return;
        }
        let mut playback = image.playback.clone();
        if let Some(timeline) = image.timeline() {
            let index = playback.advance(&timeline, image.time_index(), now_ms);
            image.playback = playback;
            image.set_time_index(index);
        }
        self.viewport_mut().has_moved = true;
    }

    /// Milliseconds until the clip needs its next frame; `None` when nothing plays.
    pub fn next_tick_in_ms(&self) -> Option<f64> {
        let image = self.image();
        image.playback.due_in_ms(&image.timeline()?, image.time_index(), self.now_ms)
    }

    fn opened(
        &mut self,
        id: u64,
        path: PathBuf,
        object: InstanceId,
        result: Result<Arc<About>, ReadError>,
    ) -> Vec<Effect> {
        let Some(opening) = self.opening.take_if(|opening| opening.id == id) else { return Vec::new() };
        let mut effects = self.follow(&path);
        self.opened_path = Some(path.clone());
        let named = display_name(&path);
        match result {
            Err(error) => {
                self.incoming = None;
                self.say(Severity::Problem, format!("{named}: {error}"));
            }
            Ok(about) => match &about.image {
                Err(error) => {
                    // What holds no image by its kind is no problem; what was chosen from a list needs no word.
                    match error {
                        ReadError::NoImage { .. } if opening.paths.is_empty() => {}
                        ReadError::NoImage { .. } => self.say(Severity::Info, format!("{named}: {error}")),
                        _ => self.say(Severity::Problem, format!("{named}: {error}")),
                    }
                    self.incoming = None;
                    self.inspected = Some(Inspected { id: object, about, tags: None, document: None });
                    effects.push(Effect::ReadTags { id: object });
                }
                Ok(image) => {
                    let key = FrameKey { id: object, frame: 0 };
                    let known = super::stack::find(&self.library, key).is_some();
                    if known {
                        effects.extend(self.show_object(key));
                    } else {
                        let stack = Stack::of_object(object, image.frames.min(image.frames_present).max(1));
                        self.incoming = Some(ImageState { stack: Arc::new(stack), ..ImageState::default() });
                    }
                }
            },
        }
        // What lies with it is looked for once it is there itself, so that nothing delays it.
        // A file whose series is open needs no second search, unless the first one was stopped.
        let known = opening.paths == [path] && super::stack::find_instance(&self.library, object).is_some();
        if !opening.paths.is_empty() && (!known || self.scan.stopped) {
            effects.push(self.scan(id, opening.paths));
        }
        effects
    }

    /// Nothing to show yet: the scan finds it.
    fn collection(&mut self, id: u64) -> Vec<Effect> {
        let Some(opening) = self.opening.as_mut().filter(|opening| opening.id == id) else { return Vec::new() };
        opening.from_scan = true;
        let roots = opening.paths.clone();
        vec![self.scan(id, roots)]
    }

    fn scan(&mut self, id: u64, roots: Vec<PathBuf>) -> Effect {
        self.scan = ScanProgress { running: true, ..ScanProgress::default() };
        Effect::Scan(ScanRequest { id, roots })
    }

    /// Has the tags read of what is on screen, unless they are there.
    pub(super) fn read_tags(&self) -> Vec<Effect> {
        let Some(key) = self.image().loaded.key.filter(|_| self.inspected.is_none()) else { return Vec::new() };
        let read = self.tags.as_ref().is_some_and(|tags| tags.id == key.id);
        if read { Vec::new() } else { vec![Effect::ReadTags { id: key.id }] }
    }

    /// Has everything read again of objects whose files were replaced by edited ones; what was read stays until then.
    fn renew(&mut self, replaced: &[InstanceId]) -> Vec<Effect> {
        let image = &mut self.viewport_mut().image;
        if image.loaded.key.is_some_and(|key| replaced.contains(&key.id)) {
            // Not settled any more: the frame is asked for once more.
            (image.loaded.counted, image.loaded.fault) = (None, None);
        }
        let shown = self.edited_object().filter(|id| replaced.contains(id));
        shown.map(|id| Effect::ReadTags { id }).into_iter().collect()
    }

    /// Puts the cursor of the files panel on the file of the shown slice, where it is listed.
    fn point_at_file(&mut self) {
        let Some(about) = &self.image().loaded.about else { return };
        let about = Arc::clone(about);
        let selected = self.browser.selected.and_then(|at| self.browser.entries.get(at));
        if selected.is_none_or(|entry| entry.path != about.path)
            && let Some(index) = self.browser.position(&about.path)
        {
            self.browser.selected = Some(index);
            self.browser.hint = index;
        }
    }

    /// Lists the opened file's folder, or puts the cursor on the file where it is listed already.
    fn follow(&mut self, path: &PathBuf) -> Vec<Effect> {
        if let Some(index) = self.browser.position(path) {
            self.browser.selected = Some(index);
            return Vec::new();
        }
        let listed = matches!(&self.browser.place, Place::Folder(folder) if folder == path);
        if listed || matches!(self.browser.place, Place::Opened | Place::Phantom) {
            return Vec::new();
        }
        match path.parent() {
            Some(folder) if path.is_absolute() => self.list(folder.to_path_buf()),
            _ => Vec::new(),
        }
    }

    fn listed(&mut self, listing: Result<super::Listing, String>) -> Vec<Effect> {
        self.browser.busy = false;
        match listing {
            Err(fault) => {
                self.browser.fault = Some(fault.clone());
                self.say(Severity::Problem, fault);
                Vec::new()
            }
            Ok(listing) => {
                let shown = self.image().loaded.about.as_ref().map(|about| about.path.clone());
                self.browser.fault = None;
                self.browser.place =
                    if listing.folder.as_os_str().is_empty() { Place::Phantom } else { Place::Folder(listing.folder) };
                self.browser.hint = 0;
                self.browser.entries = listing.entries;
                let inspected = self.inspected.as_ref().map(|inspected| inspected.about.path.clone());
                let candidates = [self.opened_path.clone(), inspected, shown];
                self.browser.selected = candidates.into_iter().flatten().find_map(|path| self.browser.position(&path));
                // A scan reads the same files and says what they are.
                if self.scan.running { Vec::new() } else { vec![Effect::Recognise(self.browser.unknown())] }
            }
        }
    }

    /// The image that waits for this frame; late ones stay in the cache: a clip shows the frame the clock asks for, a
    /// scrub the one the hand asks for.
    fn asked_for(&mut self, key: FrameKey) -> Option<&mut ImageState> {
        let is_incoming = self.incoming.as_ref().is_some_and(|incoming| incoming.key() == Some(key));
        if is_incoming {
            return self.incoming.as_mut();
        }
        let passed = self.passed().contains(&key);
        Some(&mut self.viewport_mut().image).filter(|image| passed || image.key() == Some(key))
    }

    /// Shows the awaited image once it has its picture and window.
    fn admit_incoming(&mut self) -> Vec<Effect> {
        let Some(mut image) = self.incoming.take_if(|incoming| !incoming.layers.is_empty()) else { return Vec::new() };
        self.remember();
        let history = self.recall(&mut image);
        let viewport = self.viewport_mut();
        viewport.image = image;
        viewport.history = history;
        viewport.travel = 1;
        viewport.has_moved = false;
        self.forget_image();
        self.fit_body_settings();
        self.tags = None;
        self.inspected = None;
        self.peek = None;
        self.read_tags()
    }

    fn frame_failed(&mut self, key: FrameKey, about: Option<Arc<About>>, error: &ReadError) -> Vec<Effect> {
        let fault = || FrameFault { key, text: error.to_string() };
        if let Some(mut incoming) = self.incoming.take_if(|incoming| incoming.key() == Some(key)) {
            // Of a series, the other slices can be shown.
            if incoming.stack.len() > 1 {
                incoming.regions = self.remembered_regions(&incoming);
                incoming.loaded.about = about;
                incoming.loaded.fault = Some(fault());
                self.remember();
                let viewport = self.viewport_mut();
                viewport.image = incoming;
                viewport.history.clear();
                self.forget_image();
                (self.tags, self.inspected) = (None, None);
                return Vec::new();
            }
            // What was open stays; the tags of what could not be shown can be read all the same.
            if let Some(about) = about {
                self.say(Severity::Problem, format!("{}: {error}", display_name(&about.path)));
                self.inspected = Some(Inspected { id: key.id, about, tags: None, document: None });
                return vec![Effect::ReadTags { id: key.id }];
            }
            self.say(Severity::Problem, error.to_string());
            return Vec::new();
        }
        let image = &mut self.viewport_mut().image;
        if image.key() == Some(key) {
            // Nothing of the slice before it stands beside the sentence.
            let (phase, frame) = (image.phase, image.frame);
            image.loaded = Loaded { key: Some(key), about, phase, frame, fault: Some(fault()), ..Loaded::default() };
            return self.read_tags();
        }
        Vec::new()
    }

    /// Shows one frame of a series that is open, where it stands in it.
    fn show_object(&mut self, key: FrameKey) -> Vec<Effect> {
        let Some((series, set)) = super::stack::find(&self.library, key) else { return Vec::new() };
        let (stack, _) = Stack::of_set(series, set, Some(key));
        let Some((phase, frame)) = stack.find(key) else { return Vec::new() };
        if self.image().stack.find(key).is_some() && self.incoming.is_none() {
            let image = &mut self.viewport_mut().image;
            if let Some((phase, frame)) = image.stack.find(key) {
                (image.phase, image.frame) = (phase, frame);
            }
            self.inspected = None;
            return self.read_tags();
        }
        self.incoming = Some(ImageState { stack: Arc::new(stack), phase, frame, ..ImageState::default() });
        Vec::new()
    }
}

impl ImageState {
    /// Shows a frame that was read.
    pub(super) fn show(
        &mut self,
        key: FrameKey,
        picture: &Arc<Picture>,
        about: &Arc<About>,
        findings: Vec<Finding>,
        place: FramePlace,
    ) {
        if self.layers.is_empty() {
            let clip = about.image.as_ref().ok().and_then(|image| image.clip.as_ref());
            self.playback.loop_mode = loop_mode(clip.is_some_and(|clip| clip.sweep));
        }
        self.loaded.key = Some(key);
        (self.loaded.phase, self.loaded.frame) = self.stack.find(key).unwrap_or((self.phase, self.frame));
        self.loaded.about = Some(Arc::clone(about));
        self.fit_stack();
        self.loaded.place = place;
        self.loaded.fault = None;
        self.loaded.findings = findings;
        self.loaded.picture = Some(Arc::clone(picture));
        self.follow_frame(picture.model());
        // A window of the file needs no counts: the picture need not wait for them.
        let model = picture.model();
        if picture.is_colour() || !model.windows.is_empty() || !model.voi_luts.is_empty() {
            self.present(&Histogram::empty());
        }
    }

    /// Takes in what was counted of the frame that is shown.
    pub(super) fn count(&mut self, counts: &Arc<Counts>) {
        self.loaded.counts = Some(Arc::clone(counts));
        self.loaded.histogram = Some(Arc::clone(&counts.values));
        self.loaded.counted = self.loaded.key;
        self.present(&counts.values);
    }

    /// Gives the image its first presentation.
    fn present(&mut self, histogram: &Histogram) {
        if self.layers.is_empty()
            && let Some(picture) = &self.loaded.picture
        {
            self.layers.push(Layer { presentation: Presentation::for_picture(picture.model(), histogram) });
        }
    }
}
