//! Ends the process when an input takes too long, and says which one.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What a stage of an input may take: opening, tags, JSON, a frame.
pub const LIMIT: Duration = Duration::from_secs(5);
/// What the wall around the decoders may take to keep its own limit, which is the same.
const GRACE: Duration = Duration::from_secs(1);

/// One worker's clock: the input in hand plus one, and when its stage was begun, in milliseconds.
#[derive(Default)]
pub struct Clock {
    number: AtomicU64,
    begun: AtomicU64,
}

#[derive(Clone)]
pub struct Watchdog {
    start: Instant,
    clocks: Arc<Vec<Clock>>,
}

impl Watchdog {
    /// Watches `workers` workers for as long as the process lives.
    pub fn new(workers: usize, describe: impl Fn(u64) -> String + Send + 'static) -> Self {
        let clocks: Vec<Clock> = (0..workers).map(|_| Clock::default()).collect();
        let watchdog = Self { start: Instant::now(), clocks: Arc::new(clocks) };
        let watching = watchdog.clone();
        thread::spawn(move || {
            // Ends with the last worker: only this thread is left to hold the clocks.
            while Arc::strong_count(&watching.clocks) > 1 {
                thread::sleep(Duration::from_millis(100));
                if let Some(number) = watching.overdue() {
                    let text = format!("input {number} takes longer than {LIMIT:?}: {}\n", describe(number));
                    drop(std::io::stderr().write_all(text.as_bytes()));
                    std::process::abort();
                }
            }
        });
        watchdog
    }

    /// Marks the beginning of a stage of an input.
    pub fn begin(&self, worker: usize, number: u64) {
        let clock = &self.clocks[worker];
        clock.begun.store(self.start.elapsed().as_millis() as u64, Ordering::Release);
        clock.number.store(number + 1, Ordering::Release);
    }

    /// Marks its end.
    pub fn end(&self, worker: usize) {
        self.clocks[worker].number.store(0, Ordering::Release);
    }

    fn overdue(&self) -> Option<u64> {
        let now = self.start.elapsed().as_millis() as u64;
        self.clocks.iter().find_map(|clock| {
            let number = clock.number.load(Ordering::Acquire).checked_sub(1)?;
            let begun = clock.begun.load(Ordering::Acquire);
            (now.saturating_sub(begun) > (LIMIT + GRACE).as_millis() as u64).then_some(number)
        })
    }
}
