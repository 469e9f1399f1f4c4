//! The machine's side: the only place where a report changes the model.

use std::{path::PathBuf, sync::Arc};

use crate::{
    dicom::{Finding, Object, ReadError},
    image::{Histogram, Picture, Presentation},
};

use super::{
    Effect, EntryKind, Event, FrameFault, FrameKey, FramePlace, ImageState, Inspected, Layer, Loaded, LoopMode, Place,
    Playback, Severity, Workspace, workspace::display_name,
};

impl Workspace {
    /// Takes in one report; further work it calls for comes back as data.
    pub fn absorb(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Clock(now_ms) => {
                self.tick(now_ms);
                Vec::new()
            }
            Event::Opened { id, path, result } => self.opened(id, path, result),
            Event::Listed(listing) => self.listed(listing),
            Event::Recognised { path, result } => {
                self.browser.recognised(&path, result);
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
            Event::Frame { key, picture, findings, place } => {
                self.frame_ready(key, &picture, findings, place);
                self.admit_incoming()
            }
            Event::Counted { key, histogram } => {
                self.counted(key, &histogram);
                self.admit_incoming()
            }
            Event::FrameFailed { key, error } => self.frame_failed(key, &error),
            Event::Tags { id, tree } => {
                if self.image().loaded.id == id {
                    self.tags = Some(tree);
                } else if let Some(inspected) = self.inspected.as_mut().filter(|inspected| inspected.id == id) {
                    inspected.tags = Some(tree);
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
        let object = image.loaded.object.clone();
        let clip = object.as_ref().and_then(|object| object.image.as_ref().ok()?.clip.as_ref());
        if let Some(clip) = clip {
            image.frame = image.playback.advance(clip, image.frame, now_ms);
        }
    }

    /// Milliseconds until the clip needs its next frame; `None` when nothing plays.
    pub fn next_tick_in_ms(&self) -> Option<f64> {
        let image = self.image();
        image.playback.due_in_ms(image.clip()?, image.frame, self.now_ms)
    }

    fn opened(&mut self, id: u64, path: PathBuf, result: Result<Arc<Object>, ReadError>) -> Vec<Effect> {
        if self.opening != Some(id) {
            return Vec::new();
        }
        self.opening = None;
        let mut effects = self.follow(&path);
        match result {
            Err(error) => {
                self.incoming = None;
                self.say(Severity::Problem, format!("{}: {error}", display_name(&path)));
            }
            Ok(object) => {
                if let Err(error) = &object.image {
                    self.say(Severity::Problem, format!("{}: {error}", display_name(&path)));
                    self.incoming = None;
                    self.inspected = Some(Inspected { id, object, tags: None });
                    effects.push(Effect::ReadTags { id });
                } else {
                    self.incoming = Some(incoming(id, path, object));
                }
            }
        }
        effects
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
                let shown = self.incoming.as_ref().map_or(self.image(), |incoming| incoming).reference.clone();
                self.browser.fault = None;
                self.browser.place =
                    if listing.folder.as_os_str().is_empty() { Place::Phantom } else { Place::Folder(listing.folder) };
                self.browser.hint = 0;
                self.browser.entries = listing.entries;
                let inspected = self.inspected.as_ref().map(|inspected| inspected.object.path.clone());
                self.browser.selected = inspected.or(shown).and_then(|path| self.browser.position(&path));
                vec![Effect::Recognise(self.browser.unknown())]
            }
        }
    }

    fn frame_ready(&mut self, key: FrameKey, picture: &Arc<Picture>, findings: Vec<Finding>, place: FramePlace) {
        let is_incoming = self.incoming.as_ref().is_some_and(|incoming| incoming.loaded.id == key.id);
        let image = match &mut self.incoming {
            Some(incoming) if is_incoming => incoming,
            _ => &mut self.viewport_mut().image,
        };
        // A clip shows the frame the clock asks for, a scrub the one the hand asks for; late ones stay in the cache.
        if image.loaded.id != key.id || image.frame != key.frame {
            return;
        }
        image.show(key.frame, picture, findings, place);
    }

    fn counted(&mut self, key: FrameKey, histogram: &Arc<Histogram>) {
        let is_incoming = self.incoming.as_ref().is_some_and(|incoming| incoming.loaded.id == key.id);
        let image = match &mut self.incoming {
            Some(incoming) if is_incoming => incoming,
            _ => &mut self.viewport_mut().image,
        };
        if image.loaded.id == key.id && image.loaded.frame == key.frame && image.loaded.picture.is_some() {
            image.count(histogram);
        }
    }

    /// Shows the awaited image once it has its picture and window.
    fn admit_incoming(&mut self) -> Vec<Effect> {
        let Some(image) = self.incoming.take_if(|incoming| !incoming.layers.is_empty()) else { return Vec::new() };
        let id = image.loaded.id;
        let viewport = self.viewport_mut();
        viewport.image = image;
        viewport.history.clear();
        viewport.travel = 1;
        self.tags = None;
        self.inspected = None;
        vec![Effect::ReadTags { id }]
    }

    fn frame_failed(&mut self, key: FrameKey, error: &ReadError) -> Vec<Effect> {
        if let Some(incoming) = self.incoming.take_if(|incoming| incoming.loaded.id == key.id) {
            let name = incoming.file_name().unwrap_or_default();
            self.say(Severity::Problem, format!("{name}: {error}"));
            // What was open stays; the tags of what could not be shown can be read all the same.
            if let Some(object) = incoming.loaded.object.clone() {
                self.inspected = Some(Inspected { id: key.id, object, tags: None });
                return vec![Effect::ReadTags { id: key.id }];
            }
            return Vec::new();
        }
        let image = &mut self.viewport_mut().image;
        if image.loaded.id == key.id && image.frame == key.frame {
            image.loaded.fault = Some(FrameFault { frame: key.frame, text: error.to_string() });
        }
        Vec::new()
    }
}

fn incoming(id: u64, path: PathBuf, object: Arc<Object>) -> ImageState {
    let clip = object.image.as_ref().ok().and_then(|image| image.clip.as_ref());
    let sweep = clip.is_some_and(|clip| clip.sweep);
    let playback = Playback { loop_mode: if sweep { LoopMode::Sweep } else { LoopMode::Loop }, ..Playback::default() };
    let loaded = Loaded { id, findings: object.findings.clone(), object: Some(object), ..Loaded::default() };
    ImageState { reference: Some(path), playback, loaded, ..ImageState::default() }
}

impl ImageState {
    fn show(&mut self, frame: usize, picture: &Arc<Picture>, findings: Vec<Finding>, place: FramePlace) {
        self.loaded.frame = frame;
        self.loaded.place = place;
        self.loaded.fault = None;
        self.loaded.findings = self.loaded.object.as_ref().map_or_else(Vec::new, |object| object.findings_for(frame));
        self.loaded.findings.extend(findings);
        self.loaded.picture = Some(Arc::clone(picture));
        self.follow_frame(picture.model());
        // A window of the file needs no counts: the picture need not wait for them.
        let model = picture.model();
        if picture.is_colour() || !model.windows.is_empty() || !model.voi_luts.is_empty() {
            self.present(&Histogram::empty());
        }
    }

    fn count(&mut self, histogram: &Arc<Histogram>) {
        self.loaded.histogram = Some(Arc::clone(histogram));
        self.loaded.counted = Some(self.loaded.frame);
        self.present(histogram);
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
