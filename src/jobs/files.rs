//! Threads that read headers, folders and tags.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvError, RecvTimeoutError, Sender, TryRecvError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    dicom::{self, Object, ReadError, Source, contain},
    state::{Effect, Entry, EntryKind, Event, Listing, OpenRequest, OpenWhat, sort_entries},
    study::{self, InstanceId},
};

use super::{Journal, Objects, PARSE_STACK, Reader, Wake, folders, scan, scan::StopFlag};

/// The four threads.
pub struct Files {
    open: Sender<Effect>,
    browse: Sender<Effect>,
    tags: Sender<Effect>,
    scan: Sender<Effect>,
    latest: Arc<AtomicU64>,
    stop_scan: StopFlag,
    reading: Arc<AtomicBool>,
}

/// What the threads work with.
pub struct Tools {
    /// Told which file is being read.
    pub journal: Arc<dyn Journal>,
    /// Files that are not read unless the person asks for them by name: they took the program down before.
    pub avoid: Vec<PathBuf>,
}

/// What the threads share.
#[derive(Clone)]
pub(super) struct Desk {
    events: Sender<Event>,
    pub(super) objects: Objects,
    wake: Wake,
    /// Number of the last request to open: work on an older one stops.
    latest: Arc<AtomicU64>,
    pub(super) journal: Arc<dyn Journal>,
    avoid: Arc<Mutex<Vec<PathBuf>>>,
    /// A file is being opened at this moment, asked for or not any more.
    reading: Arc<AtomicBool>,
    stop_scan: StopFlag,
}

/// Tags are read once the hand rests so long: whoever scrolls through slices does not read them.
const REST: Duration = Duration::from_millis(300);

impl Files {
    /// Starts them; they end when `Files` is dropped.
    pub fn new(events: Sender<Event>, objects: Objects, tools: Tools, wake: Wake) -> Self {
        let latest = Arc::new(AtomicU64::new(0));
        let desk = Desk {
            events,
            objects,
            wake,
            latest: Arc::clone(&latest),
            journal: tools.journal,
            avoid: Arc::new(Mutex::new(tools.avoid)),
            reading: Arc::default(),
            stop_scan: StopFlag::default(),
        };
        Self {
            latest,
            stop_scan: desk.stop_scan.clone(),
            reading: Arc::clone(&desk.reading),
            open: start("open", desk.clone(), open_thread),
            browse: start("browse", desk.clone(), browse_thread),
            tags: start("tags", desk.clone(), tags_thread),
            scan: start("scan", desk, scan::thread),
        }
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
            Effect::StopScan => {
                self.stop_scan.stop();
                &self.scan
            }
            // Served by the session itself.
            Effect::StopExport(_) => return,
            Effect::Scan(_) | Effect::CloseStudy { .. } => &self.scan,
        };
        // A closed thread means the program is ending.
        let _ = thread.send(effect);
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.stop_scan.stop();
        self.latest.store(0, Ordering::Release);
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
        let Ok(request) = next_request(requests, pending.is_empty()) else { return };
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
                (desk.wake)(Duration::ZERO);
            }
        }
    }
}

/// The next request: waited for where there is nothing else to do, else `None` if there is none yet. An error means that
/// the program is ending.
pub(super) fn next_request(requests: &Receiver<Effect>, is_idle: bool) -> Result<Option<Effect>, RecvError> {
    if is_idle {
        return requests.recv().map(Some);
    }
    match requests.try_recv() {
        Ok(request) => Ok(Some(request)),
        Err(TryRecvError::Empty) => Ok(None),
        Err(TryRecvError::Disconnected) => Err(RecvError),
    }
}

fn tags_thread(desk: &Desk, requests: &Receiver<Effect>) {
    let mut last = Instant::now().checked_sub(REST);
    while let Ok(mut request) = requests.recv() {
        // The first wish is served at once; of those that follow each other only what the hand rests on.
        while last.is_some_and(|last| last.elapsed() < REST) {
            match requests.recv_timeout(REST) {
                Ok(newer) => request = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        last = Some(Instant::now());
        let Effect::ReadTags { id } = request else { continue };
        let Ok(object) = desk.objects.open(id) else {
            desk.send(Event::TagsFailed { id });
            continue;
        };
        let broken = ReadError::Damaged { what: "the tags break their reader".to_owned(), at: 0 };
        desk.journal.note(Reader::Tags, Some(&object.path));
        let tree = contain(|| Ok(object.tag_tree()), broken).unwrap_or_default();
        let document = object.document().map(Arc::new);
        desk.journal.note(Reader::Tags, None);
        desk.send(Event::Tags { id, about: object.about(), tree, document });
    }
}

impl Desk {
    pub(super) fn send(&self, event: Event) {
        let _ = self.events.send(event);
        (self.wake)(Duration::ZERO);
    }

    fn open(&self, request: &OpenRequest) {
        match &request.what {
            OpenWhat::Paths(paths) => self.open_first(request.id, paths),
            OpenWhat::Object(object) => {
                let result = self.objects.open(*object);
                let location = self.objects.location(*object);
                let path = location.map(|location| location.path.to_path_buf()).unwrap_or_default();
                let result = result.map(|object| object.about());
                self.send(Event::Opened { id: request.id, path, object: *object, result });
            }
        }
    }

    /// Opens the first candidate that holds an image; without one, reports the first candidate.
    fn open_first(&self, id: u64, paths: &[PathBuf]) {
        let single = paths.len() == 1;
        let mut first: Option<(PathBuf, InstanceId, Result<Arc<Object>, ReadError>)> = None;
        let mut collection = false;
        for path in paths.iter().flat_map(|path| self.candidates(path)) {
            if self.latest.load(Ordering::Acquire) != id {
                return;
            }
            if paths.contains(&path) {
                // Asked for by name: the person decides.
                self.avoided().retain(|avoided| *avoided != path);
            } else if self.avoided().contains(&path) {
                continue;
            }
            if study::is_collection(&path) {
                collection = true;
                continue;
            }
            // Told to be done by the session, once the first frame has been shown.
            self.journal.note(Reader::Opening, Some(&path));
            self.reading.store(true, Ordering::Release);
            let (object, result) = self.objects.open_by_name(&path);
            self.reading.store(false, Ordering::Release);
            let good = result.as_ref().is_ok_and(|object| object.image.is_ok());
            if good || first.is_none() {
                first = Some((path, object, result));
            }
            if good {
                break;
            }
        }
        let found = first.as_ref().is_some_and(|(.., result)| result.as_ref().is_ok_and(|object| object.image.is_ok()));
        let folder = paths.iter().any(|path| path.is_dir());
        if !found && (collection || folder) {
            if let Some(folder) = paths.first().filter(|path| single && path.is_dir()) {
                // What lies there is listed, whatever the scan finds in it.
                self.list(folder);
            }
            return self.send(Event::Collection { id });
        }
        let Some((path, object, result)) = first else {
            let path = paths.first().cloned().unwrap_or_default();
            return self.send(Event::Opened { id, path, object: 0, result: Err(ReadError::NotDicom) });
        };
        self.send(Event::Opened { id, path, object, result: result.map(|object| object.about()) });
    }

    /// The files to try for a path: itself, or a folder's files by name.
    fn candidates(&self, path: &Path) -> Box<dyn Iterator<Item = PathBuf>> {
        if self.objects.phantom.bytes(path).is_none() && path.is_dir() {
            Box::new(folders::files_by_name(path).filter(|file| dicom::looks_like_dicom(file)))
        } else {
            Box::new(std::iter::once(path.to_path_buf()))
        }
    }

    fn open_phantom(&self, id: u64) {
        let paths = self.objects.phantom.make();
        let entries = paths
            .iter()
            .map(|path| Entry { path: path.clone(), name: folders::name(path), kind: EntryKind::Unknown })
            .collect();
        if self.latest.load(Ordering::Acquire) != id {
            return;
        }
        self.send(Event::Listed(Ok(Listing { folder: PathBuf::new(), entries })));
        let middle = paths.get(paths.len() / 2).or(paths.first()).cloned();
        self.open_first(id, &middle.into_iter().collect::<Vec<_>>());
    }

    /// Ends the scans that begin with it.
    pub(super) fn stop_flag(&self) -> Arc<AtomicBool> {
        self.stop_scan.get()
    }

    pub(super) fn avoided(&self) -> MutexGuard<'_, Vec<PathBuf>> {
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
        let kind = if self.objects.phantom.bytes(&path).is_some() {
            let means = self.objects.means();
            let bytes = self.objects.phantom.bytes(&path).unwrap_or_default();
            entry_kind(dicom::read_facts_source(Source::memory(bytes.to_vec()), &means.limits).as_ref())
        } else if path.is_dir() {
            let _ = self.events.send(Event::IsFolder(path));
            return;
        } else if self.avoided().contains(&path) {
            EntryKind::Avoided
        } else if study::is_collection(&path) {
            EntryKind::Collection
        } else {
            self.journal.note(Reader::Listing, Some(&path));
            entry_kind(dicom::read_facts(&path, &self.objects.means().limits).as_ref())
        };
        let _ = self.events.send(Event::Recognised { path, kind });
    }
}

/// What a list shows of a file.
pub(super) fn entry_kind(facts: Result<&dicom::Facts, &ReadError>) -> EntryKind {
    match facts {
        Ok(facts) => listed(&facts.series, &facts.instance),
        Err(ReadError::NotDicom) => EntryKind::Other,
        Err(ReadError::Avoided) => EntryKind::Avoided,
        Err(error) => EntryKind::Faulty(error.to_string()),
    }
}

/// The line of a DICOM file.
pub(super) fn listed(series: &dicom::SeriesFacts, instance: &dicom::InstanceFacts) -> EntryKind {
    let description = if series.description.is_empty() { &instance.title } else { &series.description };
    EntryKind::Dicom {
        modality: Arc::clone(&series.modality),
        description: Arc::clone(description),
        frames: instance.image.as_ref().map_or(0, |image| image.frames as usize),
    }
}
