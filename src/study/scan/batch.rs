//! The walk and the reading, side by side, cut into batches.

use std::{
    path::PathBuf,
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use rayon::prelude::*;

use super::{
    Batch, Found, Order,
    reading::read,
    walk::{Step, Walk},
};

/// A batch takes about so long, so that what was found is seen soon, on slow disks too.
const AIM: Duration = Duration::from_millis(40);
/// Files of the first batch.
const FIRST: usize = 32;
/// Files of one batch at most.
const MOST: usize = 1024;

/// Runs on a thread that reads, until everything was looked at or nobody waits any more.
pub(super) struct Driver {
    walk: Walk,
    order: Arc<Order>,
    files: usize,
}

impl Driver {
    pub fn new(roots: Vec<PathBuf>, order: Arc<Order>) -> Self {
        Self { walk: Walk::new(roots, order.options.depth), order, files: 0 }
    }

    pub fn run(mut self, batches: &SyncSender<Batch>) {
        let mut size = FIRST;
        let mut steps: Vec<Step> = self.walk.by_ref().take(size).collect();
        while !steps.is_empty() && !self.order.is_stopped() {
            let begun = Instant::now();
            let files = steps.len();
            let order = &self.order;
            let at = steps.last().map(|step| match step {
                Step::File(file) => file.path.clone(),
                Step::Skipped(skipped) => skipped.path.clone(),
            });
            // The next folders are listed while the files of these are read.
            let read_now = || steps.into_par_iter().map(|step| found(step, order)).collect::<Vec<_>>();
            let walk = &mut self.walk;
            let (found, next) = rayon::join(read_now, || walk.take(size).collect::<Vec<_>>());
            self.files += files;
            let found = found.into_iter().flatten().collect();
            if self.order.is_stopped() || batches.send(Batch { found, files: self.files, at }).is_err() {
                return;
            }
            size = match begun.elapsed() {
                fast if fast < AIM / 2 => size.saturating_mul(2).min(MOST),
                slow if slow > AIM * 2 => (size / 2).max(1),
                _ => size,
            };
            steps = next;
        }
    }
}

fn found(step: Step, order: &Order) -> Vec<Found> {
    match step {
        Step::Skipped(skipped) => vec![Found::Skipped(skipped)],
        Step::File(_) if order.is_stopped() => Vec::new(),
        Step::File(file) => read(&file, order),
    }
}
