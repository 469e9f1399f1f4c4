//! The thread that finds what lies with what was opened, and groups it.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    time::{Duration, Instant},
};

use crate::{
    dicom::{Facts, Source, read_facts, read_facts_source},
    state::{Effect, EntryKind, Event, ScanProgress, ScanRequest},
    study::{self, Found, InstanceId, LibraryBuilder, Location, Scan, ScanOptions, Watch},
};

use super::{
    Reader,
    files::{Desk, listed, next_request},
};

/// Reports are sent no oftener: each costs the window a pass.
const PAUSE: Duration = Duration::from_millis(100);

/// Everything found so far, and the scans that go on.
struct Finder<'a> {
    desk: &'a Desk,
    library: LibraryBuilder,
    /// The newest at the end: it is served first.
    active: Vec<Active>,
    seen: Vec<(PathBuf, EntryKind)>,
    /// Studies that were closed while scans go on: those do not bring them back.
    closed: HashSet<Arc<str>>,
    reported: Option<Instant>,
}

/// One scan under way.
struct Active {
    id: u64,
    scan: Scan,
    first: Option<InstanceId>,
    /// Of files that merely lie beside the one that was opened, those that are no DICOM are nobody's concern.
    is_around: bool,
    files: usize,
    found: usize,
}

/// Serves scans until the program ends.
pub(super) fn thread(desk: &Desk, requests: &Receiver<Effect>) {
    let mut finder = Finder {
        desk,
        library: LibraryBuilder::default(),
        active: Vec::new(),
        seen: Vec::new(),
        closed: HashSet::new(),
        reported: None,
    };
    loop {
        let Ok(request) = next_request(requests, finder.active.is_empty()) else { return };
        match request {
            Some(Effect::Scan(request)) => finder.begin(request),
            Some(Effect::StopScan) => {
                while let Some(last) = finder.active.pop() {
                    finder.report(&last, true);
                }
                finder.rest();
            }
            Some(Effect::CloseStudy { study, uid, .. }) => {
                finder.library.remove_study(study);
                if !finder.active.is_empty() {
                    finder.closed.insert(uid);
                }
            }
            Some(_) => {}
            None => finder.proceed(),
        }
    }
}

impl Finder<'_> {
    fn begin(&mut self, request: ScanRequest) {
        let ScanRequest { id, roots } = request;
        if let Some(root) = roots.first().filter(|root| self.desk.objects.phantom.is_root(root)) {
            return self.take_phantom(id, root);
        }
        let mut options = ScanOptions {
            limits: self.desk.objects.means().limits,
            avoid: Arc::new(self.avoided(&roots)),
            stop: self.desk.stop_flag(),
            watch: Some(self.watch()),
            ..ScanOptions::default()
        };
        let around = around(&roots);
        let roots = match &around {
            Some((file, folder)) => {
                // Its folder holds its series; what else lies there is of no concern.
                match read_facts(file, &options.limits) {
                    Ok(facts) if !facts.study.uid.is_empty() => {
                        options.depth = 1;
                        options.study = Some(Arc::clone(&facts.study.uid));
                        vec![folder.clone()]
                    }
                    _ => roots,
                }
            }
            None => roots,
        };
        let Ok(scan) = Scan::new(roots, options) else {
            // Without threads nothing more is found; what is open stays.
            let (library, seen) = (self.library.snapshot(), Vec::new());
            let progress = ScanProgress { running: !self.active.is_empty(), ..ScanProgress::default() };
            return self.desk.send(Event::Scanned { id, library, first: None, seen, progress, ended: true });
        };
        let active = Active { id, scan, first: None, is_around: around.is_some(), files: 0, found: 0 };
        self.active.push(active);
        self.reported = Some(Instant::now());
    }

    /// Takes in one batch of the newest scan.
    fn proceed(&mut self) {
        let Some(mut active) = self.active.pop() else { return };
        match active.scan.next_batch() {
            None => {
                self.report(&active, false);
                if self.active.is_empty() {
                    self.rest();
                    self.closed.clear();
                }
            }
            Some(batch) => {
                let first_before = active.first.is_some();
                active.files = batch.files;
                for found in batch.found {
                    match found {
                        Found::Instance { location, facts } => {
                            let id = self.take(location, *facts, active.first.is_none());
                            active.found += 1;
                            active.first = active.first.or(id);
                        }
                        Found::Skipped(skipped) => {
                            let kind = if skipped.is_foreign {
                                EntryKind::Other
                            } else {
                                EntryKind::Faulty(skipped.reason.clone())
                            };
                            if skipped.member.is_none() {
                                self.seen.push((skipped.path.clone(), kind));
                            }
                            if !(active.is_around && skipped.is_foreign) {
                                self.library.skip(skipped);
                            }
                        }
                    }
                }
                let due = self.reported.is_none_or(|reported| reported.elapsed() >= PAUSE);
                let shows_something = !first_before && active.first.is_some();
                self.active.push(active);
                if due || shows_something {
                    self.report_running();
                }
            }
        }
    }

    /// Puts an object into the library; its number if it holds a picture and that is of interest.
    fn take(&mut self, location: Location, facts: Facts, wants_picture: bool) -> Option<InstanceId> {
        if self.closed.contains(&facts.study.uid) {
            return None;
        }
        let id = self.desk.objects.number_on_disk(&location);
        if location.member.is_none() {
            self.seen.push((location.path.to_path_buf(), listed(&facts.series, &facts.instance)));
        }
        let has_picture = facts.instance.image.is_some();
        self.library.insert(facts, location, id);
        (wants_picture && has_picture).then_some(id)
    }

    fn take_phantom(&mut self, id: u64, root: &Path) {
        let objects = &self.desk.objects;
        let limits = objects.means().limits;
        let files: Vec<(PathBuf, Facts)> = objects
            .phantom
            .make()
            .into_iter()
            .filter(|path| path.starts_with(root))
            .filter_map(|path| {
                let facts = read_facts_source(Source::memory(objects.phantom.bytes(&path)?.to_vec()), &limits).ok()?;
                Some((path, facts))
            })
            .collect();
        for (path, facts) in files {
            self.take(Location::file(path), facts, false);
        }
        let (seen, library) = (std::mem::take(&mut self.seen), self.library.snapshot());
        let progress = ScanProgress { running: !self.active.is_empty(), ..ScanProgress::default() };
        self.desk.send(Event::Scanned { id, library, first: None, seen, progress, ended: true });
    }

    /// Says how far it is, with as much as is cheap to say.
    fn report_running(&mut self) {
        let library = self.library.glance();
        let Some(active) = self.active.last() else { return };
        let progress = ScanProgress { running: true, files: active.files, found: active.found, stopped: false };
        let (seen, ended) = (std::mem::take(&mut self.seen), false);
        self.desk.send(Event::Scanned { id: active.id, library, first: active.first, seen, progress, ended });
        self.reported = Some(Instant::now());
    }

    /// Says that a scan has ended.
    fn report(&mut self, active: &Active, stopped: bool) {
        let library = self.library.snapshot();
        let running = !self.active.is_empty();
        let progress = ScanProgress { running, files: active.files, found: active.found, stopped };
        let (seen, ended) = (std::mem::take(&mut self.seen), true);
        self.desk.send(Event::Scanned { id: active.id, library, first: active.first, seen, progress, ended });
        self.reported = Some(Instant::now());
    }

    /// Nothing is being read any more.
    fn rest(&self) {
        for thread in 0..Reader::SCANNING {
            self.desk.journal.note(Reader::Scanning(thread), None);
        }
    }

    /// What took the program down before, but for what the person named.
    fn avoided(&self, roots: &[PathBuf]) -> HashSet<PathBuf> {
        self.desk.avoided().iter().filter(|path| !roots.contains(path)).cloned().collect()
    }

    fn watch(&self) -> Watch {
        let journal = Arc::clone(&self.desk.journal);
        Arc::new(move |thread, path| {
            // What is read next takes the place of what was read.
            if let (Some(path), Ok(thread)) = (path, u8::try_from(thread)) {
                journal.note(Reader::Scanning(thread), Some(path));
            }
        })
    }
}

/// The one file that was opened, and its folder; `None` where anything else was.
fn around(roots: &[PathBuf]) -> Option<(PathBuf, PathBuf)> {
    let [root] = roots else { return None };
    if !root.is_file() || study::is_collection(root) {
        return None;
    }
    Some((root.clone(), root.parent()?.to_path_buf()))
}

/// The flag that ends the scans under way; those that begin later have another one.
#[derive(Clone, Default)]
pub(super) struct StopFlag(Arc<std::sync::Mutex<Arc<AtomicBool>>>);

impl StopFlag {
    /// The present flag.
    pub fn get(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Ends what goes on.
    pub fn stop(&self) {
        let mut flag = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        flag.store(true, Ordering::Release);
        *flag = Arc::default();
    }
}
