//! Exports, one after the other: what is written takes the disk and all cores by itself.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc::Sender},
    thread,
    time::Duration,
};

use crate::{
    dicom::{ReadError, contain},
    export::{Progress, Work},
    state::Event,
};

use super::{PARSE_STACK, Wake};

/// What is being written and what waits.
pub struct Exports {
    shared: Arc<Shared>,
    events: Sender<Event>,
    wake: Wake,
    next: u64,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    /// The worker has gone.
    ended: Condvar,
}

#[derive(Default)]
struct Desk {
    waiting: VecDeque<(u64, Work)>,
    running: Option<(u64, Arc<Progress>)>,
    /// One thread works what waits off; it goes when nothing does.
    has_worker: bool,
    closing: bool,
}

/// How long the program waits at its end for what is being written to take its drafts away.
const PATIENCE: Duration = Duration::from_secs(3);

impl Exports {
    /// Reports to `events`.
    pub fn new(events: Sender<Event>, wake: Wake) -> Self {
        Self { shared: Arc::default(), events, wake, next: 0 }
    }

    /// Has `work` done after what waits already; gives the number by which it is reported.
    pub fn begin(&mut self, work: Work) -> u64 {
        self.next += 1;
        let mut desk = self.shared.desk();
        desk.waiting.push_back((self.next, work));
        // Told under the lock: a worker that is about to go is none.
        if !std::mem::replace(&mut desk.has_worker, true) {
            drop(desk);
            let (shared, events, wake) = (Arc::clone(&self.shared), self.events.clone(), Arc::clone(&self.wake));
            let run = move || shared.work_off(&events, &wake);
            if thread::Builder::new().name("export".to_owned()).stack_size(PARSE_STACK).spawn(run).is_err() {
                let mut desk = self.shared.desk();
                desk.has_worker = false;
                desk.waiting.clear();
                drop(desk);
                self.report(Event::Exported { id: self.next, result: Err("The system gives no thread.".to_owned()) });
            }
        }
        self.next
    }

    /// Ends one: it leaves nothing half-written.
    pub fn stop(&self, id: u64) {
        let mut desk = self.shared.desk();
        match &desk.running {
            Some((running, progress)) if *running == id => progress.stop(),
            _ => {
                let before = desk.waiting.len();
                desk.waiting.retain(|(waiting, _)| *waiting != id);
                let is_gone = desk.waiting.len() < before;
                drop(desk);
                if is_gone {
                    self.report(Event::Exported { id, result: Ok(STOPPED.to_owned()) });
                }
            }
        }
    }

    fn report(&self, event: Event) {
        // The session may be gone by now.
        let _ = self.events.send(event);
        (self.wake)(Duration::ZERO);
    }
}

impl Drop for Exports {
    /// Drafts are taken away by who writes them: the program does not end before, unless that takes too long.
    fn drop(&mut self) {
        let mut desk = self.shared.desk();
        desk.closing = true;
        desk.waiting.clear();
        if let Some((_, progress)) = &desk.running {
            progress.stop();
        }
        drop(self.shared.ended.wait_timeout_while(desk, PATIENCE, |desk| desk.has_worker));
    }
}

/// What is said of work that the person stopped.
const STOPPED: &str = "Stopped; nothing was left half-written";

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work_off(&self, events: &Sender<Event>, wake: &Wake) {
        let report = |event| {
            // The session may be gone by now.
            let _ = events.send(event);
            wake(Duration::ZERO);
        };
        loop {
            let mut at_desk = self.desk();
            at_desk.running = None;
            let Some((id, work)) = at_desk.waiting.pop_front().filter(|_| !at_desk.closing) else {
                at_desk.has_worker = false;
                drop(at_desk);
                return self.ended.notify_all();
            };
            let progress = {
                let (events, wake) = (events.clone(), Arc::clone(wake));
                Arc::new(Progress::new(move |share| {
                    let _ = events.send(Event::Exporting { id, share });
                    wake(Duration::ZERO);
                }))
            };
            at_desk.running = Some((id, Arc::clone(&progress)));
            drop(at_desk);
            let broken = ReadError::Damaged { what: "it breaks what writes it".to_owned(), at: 0 };
            let result = contain(|| Ok(work(&progress)), broken).unwrap_or_else(|error| Err(error.to_string()));
            // A fault on the way out of stopped work is no news.
            let result = if progress.is_stopped() && result.is_err() { Ok(STOPPED.to_owned()) } else { result };
            report(Event::Exported { id, result });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    fn ended(events: &Receiver<Event>) -> (u64, Result<String, String>) {
        loop {
            if let Event::Exported { id, result } = events.recv().unwrap() {
                return (id, result);
            }
        }
    }

    #[test]
    fn work_is_done_in_order_and_a_fault_costs_itself_alone() {
        let (sender, events) = channel();
        let mut exports = Exports::new(sender, Arc::new(|_| {}));
        let first = exports.begin(Box::new(|progress| {
            progress.expect(1);
            progress.advance(1).map_err(|error| error.to_string())?;
            Ok("Saved one".to_owned())
        }));
        let second = exports.begin(Box::new(|_| panic!("breaks")));
        let third = exports.begin(Box::new(|_| Err("The disk is full".to_owned())));
        assert_eq!(ended(&events), (first, Ok("Saved one".to_owned())));
        let (id, result) = ended(&events);
        assert!(id == second && result.is_err());
        assert_eq!(ended(&events), (third, Err("The disk is full".to_owned())));
    }

    #[test]
    fn what_runs_and_what_waits_can_be_stopped() {
        let (sender, events) = channel();
        let mut exports = Exports::new(sender, Arc::new(|_| {}));
        let (begun, has_begun) = channel();
        let long = exports.begin(Box::new(move |progress| {
            begun.send(()).unwrap();
            while progress.check().is_ok() {
                thread::yield_now();
            }
            Err("stopped".to_owned())
        }));
        let waiting = exports.begin(Box::new(|_| Ok("never".to_owned())));
        has_begun.recv().unwrap();
        exports.stop(waiting);
        assert_eq!(ended(&events), (waiting, Ok(STOPPED.to_owned())));
        exports.stop(long);
        assert_eq!(ended(&events), (long, Ok(STOPPED.to_owned())));
    }

    #[test]
    fn the_end_waits_until_drafts_are_taken_away() {
        let (sender, _events) = channel();
        let mut exports = Exports::new(sender, Arc::new(|_| {}));
        let (begun, has_begun) = channel();
        let (cleared, is_cleared) = channel();
        exports.begin(Box::new(move |progress| {
            begun.send(()).unwrap();
            while progress.check().is_ok() {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            cleared.send(()).unwrap();
            Err("stopped".to_owned())
        }));
        has_begun.recv().unwrap();
        drop(exports);
        assert!(is_cleared.try_recv().is_ok());
    }
}
