//! The walk and the reading, side by side, cut into batches.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use rayon::prelude::*;

use crate::dicom::{ReadError, contain};

use super::{
    Batch, Found, Order,
    reading::{Taken, read, read_member, skipped},
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
    /// The first root, to be named where all of the scan is meant.
    root: PathBuf,
}

/// The sentence for a scan that did not come to its end.
const BROKEN_OFF: &str = "The scan broke off through a fault of the program, so files are missing; scan again.";

impl Driver {
    pub fn new(roots: Vec<PathBuf>, order: Arc<Order>) -> Self {
        let root = roots.first().cloned().unwrap_or_default();
        Self { walk: Walk::new(roots, order.options.depth), order, files: 0, root }
    }

    /// Behind the wall: should it break off, that is said in a last batch.
    pub fn run(mut self, batches: &SyncSender<Batch>) {
        let root = self.root.clone();
        let broken = ReadError::Damaged { what: "the scan breaks its reader".into(), at: 0 };
        let run = contain(
            || {
                self.look(batches);
                Ok(())
            },
            broken,
        );
        if run.is_err() {
            let found = vec![skipped(&root, BROKEN_OFF.into(), false)];
            // Nobody may wait any more.
            let _ = batches.send(Batch { found, files: self.files, at: None });
        }
    }

    fn look(&mut self, batches: &SyncSender<Batch>) {
        let mut size = FIRST;
        let mut waiting: VecDeque<Step> = self.walk.by_ref().take(size).collect();
        while !waiting.is_empty() && !self.order.is_stopped() {
            let begun = Instant::now();
            let steps: Vec<Step> = waiting.drain(..size.min(waiting.len())).collect();
            self.files += steps.len();
            let order = &self.order;
            let at = steps.last().map(|step| step.path().to_owned());
            // The next folders are listed while the files of these are read.
            let read_now = || steps.into_par_iter().map(|step| taken(step, order)).collect::<Vec<_>>();
            let walk = &mut self.walk;
            let room = size.saturating_sub(waiting.len());
            let (all_taken, next) = rayon::join(read_now, || walk.take(room).collect::<Vec<_>>());
            waiting.extend(next);
            let found = self.sort_out(all_taken, &mut waiting);
            if self.order.is_stopped() || batches.send(Batch { found, files: self.files, at }).is_err() {
                return;
            }
            size = match begun.elapsed() {
                fast if fast < AIM / 2 => size.saturating_mul(2).min(MOST),
                slow if slow > AIM * 2 => (size / 2).max(1),
                _ => size,
            };
            if waiting.is_empty() {
                waiting.extend(self.walk.by_ref().take(size));
            }
        }
    }

    /// What was found; what it stands for comes next, before what else waits.
    fn sort_out(&mut self, all_taken: Vec<Taken>, waiting: &mut VecDeque<Step>) -> Vec<Found> {
        let mut found = Vec::with_capacity(all_taken.len());
        let mut more = Vec::new();
        for taken in all_taken {
            found.extend(taken.found);
            more.extend(taken.more);
            if let Some(folder) = taken.folder {
                self.walk.turn_to(folder);
            }
        }
        for step in more.into_iter().rev() {
            waiting.push_front(step);
        }
        found
    }
}

fn taken(step: Step, order: &Order) -> Taken {
    match step {
        Step::Skipped(skipped) => Found::Skipped(skipped).into(),
        Step::File(_) | Step::Member(..) if order.is_stopped() => Taken::default(),
        Step::File(file) => read(file, order),
        Step::Member(unpacking, number) => read_member(&unpacking, number, order),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, and here does so on purpose")]

    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::study::ScanOptions;

    #[test]
    fn a_scan_that_breaks_off_says_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "no image").unwrap();
        let options = ScanOptions { watch: Some(Arc::new(|_, _| panic!("a fault"))), ..ScanOptions::default() };
        let (sender, batches) = sync_channel(4);
        Driver::new(vec![folder.path().to_owned()], Arc::new(Order::new(options))).run(&sender);
        drop(sender);
        let all: Vec<Batch> = batches.iter().collect();
        let [Batch { found, .. }] = &all[..] else { panic!("{all:?}") };
        assert_eq!(found[..], [skipped(folder.path(), BROKEN_OFF.into(), false)]);
    }
}
