//! How far long work is, and whether it may go on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::ExportError;

/// Long work that ends in files: done off the person's thread, or on the command line. `Ok` is one sentence that says what
/// was written and what was noticed, `Err` one that says why nothing was.
pub type Work = Box<dyn FnOnce(&Progress) -> Result<String, String> + Send>;

/// Shared by who works and who waits. Steps are whatever the work counts: frames, slices, files.
pub struct Progress {
    expected: AtomicU64,
    done: AtomicU64,
    /// Hundredths that were told last.
    told: AtomicU64,
    stopped: AtomicBool,
    tell: Box<dyn Fn(f32) + Send + Sync>,
}

impl Progress {
    /// `tell` gets the share done, 0 to 1, whenever it has grown by a hundredth; from any thread.
    pub fn new(tell: impl Fn(f32) + Send + Sync + 'static) -> Self {
        Self {
            expected: AtomicU64::new(0),
            done: AtomicU64::new(0),
            told: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            tell: Box::new(tell),
        }
    }

    /// For work that nobody waits for.
    pub fn silent() -> Self {
        Self::new(|_| {})
    }

    /// So many steps are to be done; called before the first of them.
    pub fn expect(&self, steps: u64) {
        self.expected.store(steps, Ordering::Relaxed);
    }

    /// The work begins anew: what was done counts no more.
    pub fn restart(&self) {
        self.done.store(0, Ordering::Relaxed);
    }

    /// So many more are done. Fails once the person stopped the work: it ends then, and leaves nothing half-written.
    pub fn advance(&self, steps: u64) -> Result<(), ExportError> {
        let done = self.done.fetch_add(steps, Ordering::Relaxed).saturating_add(steps);
        let expected = self.expected.load(Ordering::Relaxed).max(1);
        let hundredths = done.saturating_mul(100).checked_div(expected).unwrap_or_default().min(100);
        if self.told.fetch_max(hundredths, Ordering::Relaxed) < hundredths {
            (self.tell)(hundredths as f32 / 100.0);
        }
        self.check()
    }

    /// Fails once the person stopped the work.
    pub fn check(&self) -> Result<(), ExportError> {
        if self.is_stopped() { Err(ExportError::Stopped) } else { Ok(()) }
    }

    /// Whether the person stopped it.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// The work is not wanted any more.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn every_hundredth_is_told_once_and_stopping_ends_the_work() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let progress = {
            let told = Arc::clone(&told);
            Progress::new(move |share| told.lock().unwrap().push(share))
        };
        progress.expect(1000);
        for _ in 0..500 {
            progress.advance(1).unwrap();
        }
        assert_eq!(told.lock().unwrap().len(), 50);
        assert_eq!(told.lock().unwrap().last(), Some(&0.5));
        progress.stop();
        assert!(matches!(progress.advance(1), Err(ExportError::Stopped)));
        assert!(progress.check().is_err() && progress.is_stopped());
    }
}
