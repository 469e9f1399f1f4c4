//! Objects by number: where each lies, and the few that are open.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::SystemTime,
};

use crate::{
    dicom::{self, Limits, Means, Object, ReadError, Source, codec::Codecs},
    export::save::is_same_file,
    study::{self, InstanceId, Location},
};

use super::phantom::Phantom;

/// Numbers places, and opens them when a frame or tags are wanted. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Objects {
    shelf: Arc<Mutex<Shelf>>,
    codecs: Arc<dyn Codecs>,
    /// The generated study.
    pub(super) phantom: Phantom,
}

/// What is known and what is open.
struct Shelf {
    places: HashMap<InstanceId, Location>,
    numbers: HashMap<Location, (InstanceId, Option<Stamp>)>,
    last: InstanceId,
    /// The most recently used at the end.
    open: Vec<(InstanceId, Slot)>,
    limits: Limits,
}

/// Opened once, however many ask at the same time.
type Slot = Arc<OnceLock<Result<Arc<Object>, ReadError>>>;
/// Length and time of change, by which a file is seen to be another one.
pub(super) type Stamp = (u64, Option<SystemTime>);

/// Objects that stay open. Each holds a file handle, of which a process is often given 256 at most.
const MOST_OPEN: usize = 64;
/// Bytes of inflated files that stay.
const MOST_HELD: u64 = 256 << 20;

impl Objects {
    /// Nothing known yet.
    pub fn new(means: Means) -> Self {
        let shelf =
            Shelf { places: HashMap::new(), numbers: HashMap::new(), last: 0, open: Vec::new(), limits: means.limits };
        Self { shelf: Arc::new(Mutex::new(shelf)), codecs: means.codecs, phantom: Phantom::default() }
    }

    /// Grants files that are opened from now on so much memory.
    pub fn limit(&self, limits: Limits) {
        let mut shelf = self.shelf();
        shelf.limits = limits;
        // What was opened under the old limits may be refused or granted now.
        shelf.open.clear();
    }

    /// What files are opened with.
    pub fn means(&self) -> Means {
        Means { limits: self.shelf().limits, codecs: Arc::clone(&self.codecs) }
    }

    /// The number of a place: the same as before unless the file is another one now.
    pub fn number_on_disk(&self, location: &Location) -> InstanceId {
        self.shelf().number(location, stamp(&location.path))
    }

    /// Opens an object, or takes it from those that are open. Not for the window's thread.
    ///
    /// # Errors
    /// As [`dicom::open`]; the fault of an earlier attempt again.
    pub fn open(&self, id: InstanceId) -> Result<Arc<Object>, ReadError> {
        let (location, known, slot) = {
            let mut shelf = self.shelf();
            let Some(location) = shelf.places.get(&id).cloned() else {
                return Err(ReadError::Missing { what: "The file is no longer open".to_owned() });
            };
            let known = shelf.numbers.get(&location).filter(|(number, _)| *number == id).and_then(|(_, stamp)| *stamp);
            (location, known, shelf.slot(id))
        };
        let opened = slot
            .get_or_init(|| {
                // Another file under the old name does not belong into the series that the old one was found in.
                if known.is_some() && stamp(&location.path) != known && location.path.exists() {
                    return Err(ReadError::Io("it changed after it was opened; open it again".into()));
                }
                self.read(&location).map(Arc::new)
            })
            .clone();
        self.shelf().shrink();
        opened
    }

    /// Opens what a person named: under a new number if it is not what it was before.
    ///
    /// # Errors
    /// As [`dicom::open`].
    pub fn open_by_name(&self, path: &Path) -> (InstanceId, Result<Arc<Object>, ReadError>) {
        let location = Location::file(path);
        let id = self.shelf().number(&location, stamp(path));
        (id, self.open(id))
    }

    /// Tries to open what could not be opened once more.
    pub fn forget_failures(&self) {
        self.shelf().open.retain(|(_, slot)| !slot.get().is_some_and(Result::is_err));
    }

    /// Where an object lies.
    pub fn location(&self, id: InstanceId) -> Option<Location> {
        self.shelf().places.get(&id).cloned()
    }

    /// Where an object lies, and its bytes, to be read anew.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn source(&self, id: InstanceId) -> Result<(Location, Source), ReadError> {
        let missing = || ReadError::Missing { what: "The file is no longer open".to_owned() };
        let location = self.location(id).ok_or_else(missing)?;
        let source = match self.phantom.bytes(&location.path) {
            Some(bytes) => Source::memory(bytes.to_vec()),
            None => study::source(&location, &self.means().limits)?,
        };
        Ok((location, source))
    }

    /// What its file is told from another one by, as it is now; `None` where there is none.
    pub(super) fn stamp_of(&self, id: InstanceId) -> Option<Stamp> {
        stamp(&self.location(id)?.path)
    }

    /// Takes what lies at an object's place now for the object: this program replaced its file by an edited one. True where
    /// `path` is that place.
    pub fn renew(&self, id: InstanceId, path: &Path) -> bool {
        let own = self.location(id).filter(|own| own.member.is_none() && is_same_file(&own.path, path));
        let Some(location) = own else { return false };
        let mut shelf = self.shelf();
        shelf.open.retain(|(open, _)| *open != id);
        if let Some((_, known)) = shelf.numbers.get_mut(&location).filter(|(number, _)| *number == id) {
            *known = stamp(&location.path);
        }
        true
    }

    /// Closes objects for good.
    pub fn forget(&self, ids: &[InstanceId]) {
        let mut shelf = self.shelf();
        for id in ids {
            if let Some(location) = shelf.places.remove(id)
                && shelf.numbers.get(&location).is_some_and(|(number, _)| number == id)
            {
                shelf.numbers.remove(&location);
            }
        }
        shelf.open.retain(|(id, _)| !ids.contains(id));
    }

    fn read(&self, location: &Location) -> Result<Object, ReadError> {
        let means = self.means();
        match self.phantom.bytes(&location.path) {
            Some(bytes) => dicom::open_bytes_with(&location.path, bytes.to_vec(), &means),
            None => study::open(location, &means),
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn number(&mut self, location: &Location, stamp: Option<Stamp>) -> InstanceId {
        if let Some((id, known)) = self.numbers.get_mut(location)
            && (known.is_none() || stamp.is_none() || *known == stamp)
        {
            *known = stamp.or(*known);
            return *id;
        }
        self.last += 1;
        self.numbers.insert(location.clone(), (self.last, stamp));
        self.places.insert(self.last, location.clone());
        self.last
    }

    /// The slot of an object, marked as used now.
    fn slot(&mut self, id: InstanceId) -> Slot {
        let known = self.open.iter().position(|(open, _)| *open == id).map(|at| self.open.remove(at).1);
        let slot = known.unwrap_or_default();
        self.open.push((id, Arc::clone(&slot)));
        slot
    }

    /// Closes what was not used for longest.
    fn shrink(&mut self) {
        let held = |(_, slot): &(InstanceId, Slot)| {
            slot.get().and_then(|opened| opened.as_ref().ok()).map_or(0, |object| object.held_bytes())
        };
        let mut bytes: u64 = self.open.iter().map(held).sum();
        while self.open.len() > 1 && (self.open.len() > MOST_OPEN || bytes > MOST_HELD) {
            bytes = bytes.saturating_sub(held(&self.open.remove(0)));
        }
    }
}

/// What a file is told from an earlier one by; `None` where there is none.
fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}
