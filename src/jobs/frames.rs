//! Worker threads that decode what is wanted now.

use std::{
    collections::HashSet,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::AtomicU64, atomic::Ordering},
    thread,
    time::Duration,
};

use crate::{
    dicom::{ReadError, contain},
    image::Picture,
    state::{FrameKey, FramePlace, Wants},
    study::InstanceId,
};

use super::{
    CachedFrame, FrameCache, Objects, PARSE_STACK, Wake,
    thumbnail::{Thumbnail, Thumbnails},
};

/// The want-list, its workers and the cache they fill.
pub struct Frames {
    shared: Arc<Shared>,
}

/// What other jobs may know of the frames: looking changes nothing.
#[derive(Clone)]
pub struct Decoded {
    shared: Arc<Shared>,
}

struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
    objects: Objects,
    wake: Wake,
    /// Counts finished frames, so that a poller knows when to look.
    finished: AtomicU64,
}

struct Desk {
    wants: Wants,
    in_hand: HashSet<FrameKey>,
    cache: FrameCache,
    thumbnails: Thumbnails,
    /// Workers that draw small pictures at this moment.
    drawing: HashSet<FrameKey>,
    workers: usize,
    closing: bool,
}

/// What was decoded ahead is told to the window so late: a pass for the scrubber's bar alone must not stand in the way of
/// the next step.
const LEISURE: Duration = Duration::from_millis(300);

/// What a worker does next.
enum Task {
    Frame(FrameKey),
    Thumbnail(FrameKey),
}

impl Frames {
    /// Starts `workers` threads over a cache of `budget` bytes.
    pub fn new(workers: usize, budget: usize, objects: Objects, wake: Wake) -> Self {
        let desk = Desk {
            wants: Wants::default(),
            in_hand: HashSet::new(),
            cache: FrameCache::new(budget),
            thumbnails: Thumbnails::default(),
            drawing: HashSet::new(),
            workers: workers.max(1),
            closing: false,
        };
        let shared = Arc::new(Shared {
            desk: Mutex::new(desk),
            changed: Condvar::new(),
            objects,
            wake,
            finished: AtomicU64::new(0),
        });
        for number in 0..workers.max(1) {
            let shared = Arc::clone(&shared);
            // A machine that cannot start a thread at all shows nothing; there is no one to tell yet.
            let _ = thread::Builder::new()
                .name(format!("frames-{number}"))
                .stack_size(PARSE_STACK)
                .spawn(move || shared.work());
        }
        Self { shared }
    }

    /// Replaces the want-list.
    pub fn want(&self, wants: Wants) {
        let mut desk = self.shared.desk();
        if desk.wants != wants {
            desk.wants = wants;
            drop(desk);
            self.shared.changed.notify_all();
        }
    }

    /// A frame from the cache.
    pub fn get(&self, key: FrameKey) -> Option<CachedFrame> {
        self.shared.desk().cache.get(key)
    }

    /// The small picture of a frame: `None` while it was not tried, `Some(None)` where there is none.
    pub fn thumbnail(&self, key: FrameKey) -> Option<Option<Arc<Thumbnail>>> {
        self.shared.desk().thumbnails.get(key)
    }

    /// Which of these frames are decoded, by their position.
    pub fn decoded(&self, keys: impl Iterator<Item = FrameKey>) -> Vec<usize> {
        let desk = self.shared.desk();
        keys.enumerate().filter(|(_, key)| desk.cache.is_decoded(*key)).map(|(at, _)| at).collect()
    }

    /// Tries what failed once more.
    pub fn forget_failures(&self) {
        let mut desk = self.shared.desk();
        desk.cache.forget_failures();
        desk.thumbnails.forget_failures();
        drop(desk);
        self.shared.changed.notify_all();
    }

    /// Forgets what is closed or was replaced; what is still wanted of it is decoded again.
    pub fn forget(&self, ids: &[InstanceId]) {
        let mut desk = self.shared.desk();
        desk.cache.forget(ids);
        desk.thumbnails.forget(ids);
        drop(desk);
        self.shared.changed.notify_all();
    }

    /// A look at the frames for another job.
    pub fn decoded_frames(&self) -> Decoded {
        Decoded { shared: Arc::clone(&self.shared) }
    }

    /// Whether everything wanted is there, small pictures included.
    pub fn is_idle(&self) -> bool {
        let desk = self.shared.desk();
        desk.in_hand.is_empty() && desk.drawing.is_empty() && desk.next().is_none()
    }

    /// Keeps so many bytes of decoded frames from now on.
    pub fn set_budget(&self, bytes: usize) {
        self.shared.desk().cache.set_budget(bytes);
    }

    /// Frames finished since the start.
    pub fn finished(&self) -> u64 {
        self.shared.finished.load(Ordering::Acquire)
    }
}

impl Decoded {
    /// A frame from the cache.
    pub fn peek(&self, key: FrameKey) -> Option<CachedFrame> {
        self.shared.desk().cache.peek(key).cloned()
    }

    /// Whether the frame on screen, or the one after it, is still to be decoded.
    pub fn is_urgent(&self) -> bool {
        let desk = self.shared.desk();
        desk.wants.frames.iter().take(2).any(|key| !desk.cache.is_complete(*key))
    }

    /// Whether no worker has anything to do.
    pub fn is_idle(&self) -> bool {
        let desk = self.shared.desk();
        desk.in_hand.is_empty() && desk.drawing.is_empty() && desk.next().is_none()
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.shared.desk().closing = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut desk = self.desk();
        loop {
            if desk.closing {
                return;
            }
            desk = match desk.next() {
                None => self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner),
                Some(Task::Frame(key)) => self.work_on_frame(desk, key),
                Some(Task::Thumbnail(key)) => self.work_on_thumbnail(desk, key),
            };
        }
    }

    fn work_on_frame<'a>(&'a self, mut desk: MutexGuard<'a, Desk>, key: FrameKey) -> MutexGuard<'a, Desk> {
        desk.in_hand.insert(key);
        let begun = desk.cache.get(key);
        drop(desk);
        // A fault in our own counting costs the frame like one in a codec: the worker goes on.
        let broken = ReadError::Damaged { what: "the frame breaks its reader".to_owned(), at: 0 };
        if let Err(error) = contain(
            || {
                self.serve(key, begun);
                Ok(())
            },
            broken,
        ) {
            self.put(key, CachedFrame::Failed { about: None, error });
        }
        let mut desk = self.desk();
        desk.in_hand.remove(&key);
        // The frame on screen is shown at once; of those ahead only the last one is worth a repaint.
        let urgent = desk.wants.frames.iter().take(2).any(|wanted| *wanted == key);
        let idle = desk.wants.frames.iter().all(|wanted| desk.cache.is_complete(*wanted));
        if urgent || idle {
            self.finished.fetch_add(1, Ordering::Release);
            (self.wake)(if urgent { Duration::ZERO } else { LEISURE });
        }
        desk
    }

    fn work_on_thumbnail<'a>(&'a self, mut desk: MutexGuard<'a, Desk>, key: FrameKey) -> MutexGuard<'a, Desk> {
        desk.drawing.insert(key);
        let begun = desk.cache.get(key);
        drop(desk);
        let broken = ReadError::Damaged { what: "the frame breaks its reader".to_owned(), at: 0 };
        let drawn = contain(
            || match begun {
                Some(CachedFrame::Decoded { picture, .. }) => Ok(Thumbnail::of(&picture)),
                Some(CachedFrame::Failed { error, .. }) => Err(error),
                None => {
                    let loaded = self.objects.open(key.id)?.load(key.frame)?;
                    Ok(Thumbnail::of(&Picture::new(loaded.frame, loaded.model)))
                }
            },
            broken,
        );
        let mut desk = self.desk();
        desk.drawing.remove(&key);
        desk.thumbnails.put(key, drawn.ok().map(Arc::new));
        self.finished.fetch_add(1, Ordering::Release);
        (self.wake)(Duration::ZERO);
        desk
    }

    /// Decodes a frame, puts it on the desk, counts it.
    fn serve(&self, key: FrameKey, begun: Option<CachedFrame>) {
        let (picture, about, findings, place) = match begun {
            Some(CachedFrame::Decoded { picture, about, findings, place, .. }) => (picture, about, findings, place),
            _ => {
                let object = match self.objects.open(key.id) {
                    Err(error) => return self.put(key, CachedFrame::Failed { about: None, error }),
                    Ok(object) => object,
                };
                match object.load(key.frame) {
                    Err(error) => {
                        return self.put(key, CachedFrame::Failed { about: Some(object.about()), error });
                    }
                    Ok(loaded) => {
                        let mut findings = object.findings_for(key.frame);
                        findings.extend(loaded.findings);
                        let picture = Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes);
                        picture.prepare_planes();
                        (Arc::new(picture), object.about(), findings, FramePlace::of(&object, key.frame))
                    }
                }
            }
        };
        let decoded = |counts| CachedFrame::Decoded {
            picture: Arc::clone(&picture),
            about: Arc::clone(&about),
            findings: findings.clone(),
            place: place.clone(),
            counts,
        };
        self.put(key, decoded(None));
        self.finished.fetch_add(1, Ordering::Release);
        if self.desk().wants.frames.iter().take(2).any(|wanted| *wanted == key) {
            (self.wake)(Duration::ZERO);
        }
        let counts = Arc::clone(picture.counts());
        self.put(key, decoded(Some(counts)));
    }

    fn put(&self, key: FrameKey, frame: CachedFrame) {
        self.desk().cache.put(key, frame);
    }
}

impl Desk {
    /// The most urgent task that nobody has in hand. One worker is always left for frames.
    fn next(&self) -> Option<Task> {
        let open = |key: &FrameKey| !self.in_hand.contains(key) && !self.cache.is_complete(*key);
        let frames = &self.wants.frames;
        if let Some(key) = frames.iter().take(1).copied().find(open) {
            return Some(Task::Frame(key));
        }
        if let Some(key) = self.wants.peek.filter(|key| !self.drawing.contains(key) && !self.thumbnails.is_known(*key))
        {
            return Some(Task::Thumbnail(key));
        }
        if let Some(key) = frames.iter().copied().find(open) {
            return Some(Task::Frame(key));
        }
        if self.drawing.len() >= self.workers.saturating_sub(1).max(1) {
            return None;
        }
        let thumbnails = &mut self.wants.thumbnails.iter().copied();
        let key = thumbnails.find(|key| !self.drawing.contains(key) && !self.thumbnails.is_known(*key))?;
        Some(Task::Thumbnail(key))
    }
}
