//! Threads that read headers, folders and tags.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, Sender, TryRecvError, channel},
    },
    thread,
};

use crate::{
    dicom::{self, Limits, Means, Object, ReadError, codec::Codecs, contain},
    state::{Effect, Entry, EntryKind, Event, Listing, OpenRequest, sort_entries},
};

use super::{Journal, PARSE_STACK, Reader, Wake, folders, phantom::Phantom};

/// Opened objects by the number of their opening; shared with the frame workers.
#[derive(Clone, Debug, Default)]
pub struct Objects(Arc<Mutex<HashMap<u64, Arc<Object>>>>);

impl Objects {
    /// The object of an opening.
    pub fn get(&self, id: u64) -> Option<Arc<Object>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Closes all openings but `ids`.
    pub fn retain(&self, ids: &[u64]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| ids.contains(id));
    }

    fn put(&self, id: u64, object: Arc<Object>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, object);
    }
}

/// The three threads.
pub struct Files {
    open: Sender<Effect>,
    browse: Sender<Effect>,
    tags: Sender<Effect>,
    latest: Arc<AtomicU64>,
    limits: Arc<Mutex<Limits>>,
    reading: Arc<AtomicBool>,
}

/// What the threads work with.
pub struct Tools {
    /// Memory and decoders for opened files.
    pub means: Means,
    /// Told which file is being read.
    pub journal: Arc<dyn Journal>,
    /// Files that are not read unless the person asks for them by name: they took the program down before.
    pub avoid: Vec<PathBuf>,
}

#[derive(Clone)]
struct Desk {
    events: Sender<Event>,
    objects: Objects,
    phantom: Phantom,
    wake: Wake,
    /// Number of the last request to open: work on an older one stops.
    latest: Arc<AtomicU64>,
    limits: Arc<Mutex<Limits>>,
    codecs: Arc<dyn Codecs>,
    journal: Arc<dyn Journal>,
    avoid: Arc<Mutex<Vec<PathBuf>>>,
    /// A file is being opened at this moment, asked for or not any more.
    reading: Arc<AtomicBool>,
}

impl Files {
    /// Starts them; they end when `Files` is dropped.
    pub fn new(events: Sender<Event>, objects: Objects, tools: Tools, wake: Wake) -> Self {
        let latest = Arc::new(AtomicU64::new(0));
        let limits = Arc::new(Mutex::new(tools.means.limits));
        let desk = Desk {
            events,
            objects,
            phantom: Phantom::default(),
            wake,
            latest: Arc::clone(&latest),
            limits: Arc::clone(&limits),
            codecs: tools.means.codecs,
            journal: tools.journal,
            avoid: Arc::new(Mutex::new(tools.avoid)),
            reading: Arc::default(),
        };
        let reading = Arc::clone(&desk.reading);
        Self {
            latest,
            limits,
            reading,
            open: start("open", desk.clone(), open_thread),
            browse: start("browse", desk.clone(), browse_thread),
            tags: start("tags", desk, tags_thread),
        }
    }

    /// Grants files that are opened from now on so much memory.
    pub fn limit(&self, limits: Limits) {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner) = limits;
    }

    /// Whether a file is being opened at this moment, be it one that nobody waits for any more.
    pub fn is_reading(&self) -> bool {
        self.reading.load(Ordering::Acquire)
    }

    /// Hands an effect to its thread.
    pub fn perform(&self, effect: Effect) {
        let thread = match &effect {
            Effect::Open(OpenRequest { id, .. }) | Effect::MakePhantom { id } => {
                self.latest.store(*id, Ordering::Release);
                &self.open
            }
            Effect::StopOpening => return self.latest.store(0, Ordering::Release),
            Effect::List(_) | Effect::Recognise(_) => &self.browse,
            Effect::ReadTags { .. } => &self.tags,
        };
        // A closed thread means the program is ending.
        let _ = thread.send(effect);
    }
}

fn start(name: &str, desk: Desk, work: fn(&Desk, &Receiver<Effect>)) -> Sender<Effect> {
    let (sender, receiver) = channel();
    let _ = thread::Builder::new().name(name.to_owned()).stack_size(PARSE_STACK).spawn(move || work(&desk, &receiver));
    sender
}

fn open_thread(desk: &Desk, requests: &Receiver<Effect>) {
    while let Ok(mut request) = requests.recv() {
        // Only the latest wish counts.
        while let Ok(newer) = requests.try_recv() {
            request = newer;
        }
        match request {
            Effect::Open(request) => desk.open(&request),
            Effect::MakePhantom { id } => desk.open_phantom(id),
            _ => {}
        }
    }
}

fn browse_thread(desk: &Desk, requests: &Receiver<Effect>) {
    let mut pending: Vec<PathBuf> = Vec::new();
    loop {
        let request = if pending.is_empty() {
            match requests.recv() {
                Ok(request) => Some(request),
                Err(_) => return,
            }
        } else {
            match requests.try_recv() {
                Ok(request) => Some(request),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => return,
            }
        };
        match request {
            Some(Effect::List(folder)) => {
                pending.clear();
                desk.journal.note(Reader::Listing, None);
                desk.list(&folder);
            }
            Some(Effect::Recognise(paths)) => {
                pending = paths;
                pending.reverse();
            }
            Some(_) => {}
            None => {
                // A few at a time, so that a newer request never waits for a large folder.
                let rest = pending.len().saturating_sub(8);
                for path in pending.split_off(rest).into_iter().rev() {
                    desk.recognise(path);
                }
                if pending.is_empty() {
                    desk.journal.note(Reader::Listing, None);
                }
                (desk.wake)();
            }
        }
    }
}

fn tags_thread(desk: &Desk, requests: &Receiver<Effect>) {
    while let Ok(request) = requests.recv() {
        // What was closed meanwhile is skipped.
        if let Effect::ReadTags { id } = request
            && let Some(object) = desk.objects.get(id)
        {
            let broken = ReadError::Damaged { what: "the tags break their reader".to_owned(), at: 0 };
            desk.journal.note(Reader::Tags, Some(&object.path));
            let tree = contain(|| Ok(object.tag_tree()), broken).unwrap_or_default();
            desk.journal.note(Reader::Tags, None);
            desk.send(Event::Tags { id, tree });
        }
    }
}

impl Desk {
    fn send(&self, event: Event) {
        let _ = self.events.send(event);
        (self.wake)();
    }

    /// Opens the first candidate that holds an image; without one, reports the first candidate.
    fn open(&self, request: &OpenRequest) {
        let single = request.paths.len() == 1;
        let mut first: Option<(PathBuf, Result<Arc<Object>, ReadError>)> = None;
        for path in request.paths.iter().flat_map(|path| self.candidates(path)) {
            if self.latest.load(Ordering::Acquire) != request.id {
                return;
            }
            if request.paths.contains(&path) {
                // Asked for by name: the person decides.
                self.avoided().retain(|avoided| *avoided != path);
            } else if self.avoided().contains(&path) {
                continue;
            }
            // Told to be done by the session, once the first frame has been shown.
            self.journal.note(Reader::Opening, Some(&path));
            self.reading.store(true, Ordering::Release);
            let result = self.open_one(&path);
            self.reading.store(false, Ordering::Release);
            let good = result.as_ref().is_ok_and(|object| object.image.is_ok());
            if good || first.is_none() {
                first = Some((path, result));
            }
            if good {
                break;
            }
        }
        let (path, result) = first.unwrap_or_else(|| {
            let path = request.paths.first().cloned().unwrap_or_default();
            let fault = ReadError::Missing { what: "No DICOM image was found in this folder".to_owned() };
            (path, Err(if single { fault } else { ReadError::NotDicom }))
        });
        if single && result.is_err() && path.is_dir() {
            // A folder without an image is listed, so that the person sees what there is instead.
            self.list(&path);
        }
        if let Ok(object) = &result {
            self.objects.put(request.id, Arc::clone(object));
        }
        self.send(Event::Opened { id: request.id, path, result });
    }

    /// The files to try for a path: itself, or a folder's files by name.
    fn candidates(&self, path: &Path) -> Box<dyn Iterator<Item = PathBuf>> {
        if self.phantom.bytes(path).is_none() && path.is_dir() {
            Box::new(folders::files_by_name(path).filter(|file| dicom::looks_like_dicom(file)))
        } else {
            Box::new(std::iter::once(path.to_path_buf()))
        }
    }

    fn open_one(&self, path: &Path) -> Result<Arc<Object>, ReadError> {
        let limits = *self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let means = Means { limits, codecs: Arc::clone(&self.codecs) };
        match self.phantom.bytes(path) {
            Some(bytes) => dicom::open_bytes_with(path, bytes.to_vec(), &means).map(Arc::new),
            None => dicom::open_with(path, &means).map(Arc::new),
        }
    }

    fn open_phantom(&self, id: u64) {
        let paths = self.phantom.make();
        let entries = paths
            .iter()
            .map(|path| Entry { path: path.clone(), name: folders::name(path), kind: EntryKind::Unknown })
            .collect();
        if self.latest.load(Ordering::Acquire) != id {
            return;
        }
        self.send(Event::Listed(Ok(Listing { folder: PathBuf::new(), entries })));
        let middle = paths.get(paths.len() / 2).or(paths.first()).cloned();
        self.open(&OpenRequest { id, paths: middle.into_iter().collect() });
    }

    fn avoided(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.avoid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self, folder: &Path) {
        let listed = folders::list(folder).map(|(folder, mut entries)| {
            sort_entries(&mut entries);
            Listing { folder, entries }
        });
        self.send(Event::Listed(listed));
    }

    fn recognise(&self, path: PathBuf) {
        let result = match self.phantom.bytes(&path) {
            Some(bytes) => dicom::open_bytes(&path, bytes.to_vec()).map(|object| {
                let frames = object.image.as_ref().map_or(0, |image| image.frames);
                (object.summary, frames)
            }),
            None if path.is_dir() => {
                let _ = self.events.send(Event::IsFolder(path));
                return;
            }
            None if self.avoided().contains(&path) => Err(ReadError::Avoided),
            None => {
                self.journal.note(Reader::Listing, Some(&path));
                dicom::recognise(&path).map(|seen| (seen.summary, seen.frames))
            }
        };
        let _ = self.events.send(Event::Recognised { path, result });
    }
}
