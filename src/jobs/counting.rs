//! Counts beyond those of the shown frame: of its body without the air around it, and of the whole stack.

use std::{
    collections::HashSet,
    sync::{Arc, mpsc::Sender},
    thread,
    time::{Duration, Instant},
};

use rayon::prelude::*;

use crate::{
    dicom::ReadError,
    image::{Counts, Gathered, Picture},
    state::{AirlessWant, Event, FrameKey, SeriesCounts, SeriesCountsWant},
};

use super::{CachedFrame, Latest, Objects, Wake, frames::Decoded};

/// How often the state of a long count is told.
const REPORT_EVERY: Duration = Duration::from_millis(100);
/// How long a count waits before it looks again whether the frame on screen is there.
const PATIENCE: Duration = Duration::from_millis(2);
/// Frames counted between two looks at what else is wanted.
const BATCH: usize = 8;
/// Threads that count a stack while nothing else is to do.
const THREADS: usize = 2;

/// A worker that counts the shown frame without the air outside of the body.
pub fn airless_worker(sender: Sender<Event>, wake: Wake) -> Latest<AirlessWant> {
    Latest::new("airless-counts", move |want: AirlessWant, is_outdated: &dyn Fn() -> bool| {
        if is_outdated() {
            return;
        }
        let counts = Counts::without_air(&want.picture).unwrap_or_else(|| Counts::clone(want.picture.counts()));
        // A receiver that is gone wants nothing.
        if sender.send(Event::BodyCounted { key: want.key, counts: Arc::new(counts) }).is_ok() {
            wake(Duration::ZERO);
        }
    })
}

/// A worker that counts stacks: frames that are decoded as they are, others read, counted and dropped again. It leaves
/// the processor to the frame on screen, and takes a second thread only while no frame is being decoded.
pub fn series_worker(
    sender: Sender<Event>,
    objects: Objects,
    decoded: Decoded,
    wake: Wake,
) -> Latest<SeriesCountsWant> {
    // Threads of its own: those of the screen never wait for a count.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).thread_name(|_| "series-counts".to_owned()).build();
    let pool = pool.ok();
    let mut progress: Option<Progress> = None;
    Latest::new("series-counts", move |want: SeriesCountsWant, is_outdated: &dyn Fn() -> bool| {
        let mut counting = match progress.take() {
            Some(known) if known.fits(&want) => known,
            _ => Progress { without_air: want.without_air, ..Progress::default() },
        };
        let left: Vec<FrameKey> = want.keys().filter(|key| !counting.seen.contains(key)).collect();
        let count_one = |key: &FrameKey| (*key, count(*key, want.without_air, &objects, &decoded));
        let mut told: Option<Instant> = None;
        let mut rest = left.as_slice();
        while !rest.is_empty() && !is_outdated() {
            if decoded.is_urgent() {
                thread::sleep(PATIENCE);
                continue;
            }
            let is_alone = decoded.is_idle();
            let (batch, others) = rest.split_at(rest.len().min(if is_alone { BATCH } else { 1 }));
            rest = others;
            let counted: Vec<_> = match &pool {
                Some(pool) if is_alone => pool.install(|| batch.par_iter().map(count_one).collect()),
                Some(pool) => pool.install(|| batch.iter().map(count_one).collect()),
                None => batch.iter().map(count_one).collect(),
            };
            counted.into_iter().for_each(|(key, counts)| counting.add(key, counts));
            if told.is_none_or(|told| told.elapsed() >= REPORT_EVERY) && !rest.is_empty() {
                counting.tell(&want, &sender, &wake);
                told = Some(Instant::now());
            }
        }
        if rest.is_empty() {
            counting.tell(&want, &sender, &wake);
        }
        // A stack that has grown is asked for again.
        progress = Some(counting);
    })
}

/// How far the count of a stack is.
#[derive(Default)]
struct Progress {
    without_air: bool,
    seen: HashSet<FrameKey>,
    gathered: Gathered,
    counted: usize,
    failed: usize,
}

impl Progress {
    /// Whether what was counted is all part of what is wanted: a stack that has grown is not counted anew.
    fn fits(&self, want: &SeriesCountsWant) -> bool {
        let wanted: HashSet<FrameKey> = want.keys().collect();
        self.without_air == want.without_air && self.seen.is_subset(&wanted)
    }

    fn add(&mut self, key: FrameKey, counts: Result<Arc<Counts>, ReadError>) {
        self.seen.insert(key);
        match counts {
            Ok(counts) => {
                self.gathered.add(&counts);
                self.counted += 1;
            }
            Err(_) => self.failed += 1,
        }
    }

    fn tell(&self, want: &SeriesCountsWant, sender: &Sender<Event>, wake: &Wake) {
        let counts = Arc::new(self.gathered.counts());
        let Self { counted, failed, .. } = *self;
        let told = SeriesCounts { want: want.clone(), counts, counted, failed };
        // A receiver that is gone wants nothing.
        if sender.send(Event::SeriesCounted(Arc::new(told))).is_ok() {
            wake(Duration::ZERO);
        }
    }
}

fn count(key: FrameKey, without_air: bool, objects: &Objects, decoded: &Decoded) -> Result<Arc<Counts>, ReadError> {
    let of = |picture: &Picture| match without_air.then(|| Counts::without_air(picture)).flatten() {
        Some(counts) => Arc::new(counts),
        None => Arc::clone(picture.counts()),
    };
    let broken = ReadError::Damaged { what: "the frame breaks its reader".to_owned(), at: 0 };
    crate::dicom::contain(
        || match decoded.peek(key) {
            Some(CachedFrame::Decoded { picture, .. }) => Ok(of(&picture)),
            Some(CachedFrame::Failed { error, .. }) => Err(error),
            None => {
                let loaded = objects.open(key.id)?.load(key.frame)?;
                Ok(of(&Picture::new(loaded.frame, loaded.model)))
            }
        },
        broken,
    )
}
