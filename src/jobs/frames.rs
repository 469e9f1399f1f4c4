//! Worker threads that decode what is wanted now.

use std::{
    collections::HashSet,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::AtomicU64, atomic::Ordering},
    thread,
};

use crate::{
    dicom::{ReadError, contain},
    image::{Histogram, Picture},
    state::{FrameKey, FramePlace, Wants},
};

use super::{CachedFrame, FrameCache, Objects, PARSE_STACK, Wake};

/// The want-list, its workers and the cache they fill.
pub struct Frames {
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
    closing: bool,
}

impl Frames {
    /// Starts `workers` threads over a cache of `budget` bytes.
    pub fn new(workers: usize, budget: usize, objects: Objects, wake: Wake) -> Self {
        let desk =
            Desk { wants: Wants::default(), in_hand: HashSet::new(), cache: FrameCache::new(budget), closing: false };
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

    /// Decoded frames of an opening.
    pub fn decoded(&self, id: u64) -> Vec<usize> {
        self.shared.desk().cache.decoded(id)
    }

    /// Forgets frames of openings other than `ids`.
    pub fn retain(&self, ids: &[u64]) {
        self.shared.desk().cache.retain(ids);
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
            let next = desk
                .wants
                .frames
                .iter()
                .copied()
                .find(|key| !desk.in_hand.contains(key) && !desk.cache.is_complete(*key));
            let Some(key) = next else {
                desk = self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
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
                self.put(key, CachedFrame::Failed(error));
            }
            desk = self.desk();
            desk.in_hand.remove(&key);
            // The frame on screen is shown at once; of those ahead only the last one is worth a repaint.
            let urgent = desk.wants.frames.iter().take(2).any(|wanted| *wanted == key);
            let idle = desk.wants.frames.iter().all(|wanted| desk.cache.is_complete(*wanted));
            if urgent || idle {
                self.finished.fetch_add(1, Ordering::Release);
                (self.wake)();
            }
        }
    }

    /// Decodes a frame, puts it on the desk, counts it.
    fn serve(&self, key: FrameKey, begun: Option<CachedFrame>) {
        let (picture, findings, place) = match begun {
            Some(CachedFrame::Decoded { picture, findings, place, .. }) => (picture, findings, place),
            _ => {
                let Some(object) = self.objects.get(key.id) else {
                    let gone = ReadError::Missing { what: "The file is no longer open".to_owned() };
                    return self.put(key, CachedFrame::Failed(gone));
                };
                match object.load(key.frame) {
                    Err(error) => return self.put(key, CachedFrame::Failed(error)),
                    Ok(loaded) => {
                        let plane = object.plane(key.frame);
                        let (directions, spacing) = (object.directions(key.frame), object.spacing(key.frame));
                        let (laterality, thickness_mm) =
                            (object.laterality(key.frame), object.slice_thickness_mm(key.frame));
                        let place = FramePlace { plane, directions, spacing, laterality, thickness_mm };
                        let picture = Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes);
                        picture.prepare_planes();
                        (Arc::new(picture), loaded.findings, place)
                    }
                }
            }
        };
        let decoded = |histogram| CachedFrame::Decoded {
            picture: Arc::clone(&picture),
            findings: findings.clone(),
            place: place.clone(),
            histogram,
        };
        self.put(key, decoded(None));
        self.finished.fetch_add(1, Ordering::Release);
        if self.desk().wants.frames.iter().take(2).any(|wanted| *wanted == key) {
            (self.wake)();
        }
        let histogram = Arc::new(Histogram::of(&picture));
        self.put(key, decoded(Some(histogram)));
    }

    fn put(&self, key: FrameKey, frame: CachedFrame) {
        self.desk().cache.put(key, frame);
    }
}
