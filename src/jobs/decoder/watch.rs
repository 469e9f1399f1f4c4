//! Deadlines: one thread that acts when a piece of work is not done in time. It sleeps while there is none.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How late a deadline may be noticed: so a short piece of work never has to wake the thread.
const GRAIN: Duration = Duration::from_millis(200);

/// What is done when time is up; it may grant more time instead. Called from the watching thread.
type Act = Box<dyn FnMut() -> Option<Duration> + Send>;

/// Watches over work with a deadline.
#[derive(Default)]
pub(super) struct Watch {
    shared: Arc<Shared>,
    started: OnceLock<()>,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

#[derive(Default)]
struct Desk {
    work: Vec<(u64, Instant, Act)>,
    next: u64,
    /// The thread waits for work, not for a deadline.
    idle: bool,
    closing: bool,
}

/// Work that is watched until this is dropped.
pub(super) struct Watched<'a> {
    watch: &'a Watch,
    number: u64,
}

impl Watch {
    /// Calls `act` unless the guard is dropped within `time`, and again after each time that it grants.
    pub fn over(&self, time: Duration, act: impl FnMut() -> Option<Duration> + Send + 'static) -> Watched<'_> {
        self.started.get_or_init(|| {
            let shared = Arc::clone(&self.shared);
            // Without the thread there are no deadlines, but the work itself is not at fault.
            let _ = thread::Builder::new().name("deadlines".into()).spawn(move || shared.work());
        });
        let mut desk = self.shared.desk();
        let number = desk.next;
        desk.next += 1;
        desk.work.push((number, Instant::now() + time, Box::new(act)));
        if std::mem::take(&mut desk.idle) {
            self.shared.changed.notify_one();
        }
        Watched { watch: self, number }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.watch.shared.desk().work.retain(|(number, ..)| *number != self.number);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.desk().closing = true;
        self.shared.changed.notify_one();
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut desk = self.desk();
        while !desk.closing {
            if desk.work.is_empty() {
                desk.idle = true;
                desk = self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            desk = self.changed.wait_timeout(desk, GRAIN).unwrap_or_else(PoisonError::into_inner).0;
            let now = Instant::now();
            // Under the lock, so that work which ends meanwhile is not put back.
            desk.work.retain_mut(|(_, until, act)| {
                if *until > now {
                    return true;
                }
                let more = act();
                *until = now + more.unwrap_or_default();
                more.is_some()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn late_work_is_acted_on_and_finished_work_is_not() {
        let watch = Watch::default();
        let (sender, late) = channel();
        let other = sender.clone();
        drop(watch.over(Duration::ZERO, move || other.send("finished").map(|()| None).unwrap()));
        let mut grants = 2;
        let _guard = watch.over(Duration::from_millis(1), move || {
            grants -= 1;
            sender.send("late").unwrap();
            (grants > 0).then_some(Duration::from_millis(1))
        });
        for _ in 0..2 {
            assert_eq!(late.recv_timeout(Duration::from_secs(60)).unwrap(), "late");
        }
        assert!(late.try_recv().is_err());
    }
}
