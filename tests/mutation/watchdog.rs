//! Ends the process when an input takes too long, and says which one.
//!
//! Processors may be shared with who knows whom, so it is the thread's own processor time that counts, where the system
//! tells it; by the clock there is more patience.

use std::{
    fs,
    io::Write,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What a stage of an input may take: opening, tags, JSON, a frame.
pub const LIMIT: Duration = Duration::from_secs(5);
/// What it may take by the clock, the wait for other threads and processes included.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a stage has taken by the clock when it is first looked at.
const FIRST_LOOK: Duration = Duration::from_millis(500);

/// One worker's clock: the input in hand plus one, and when its stage was begun, in milliseconds.
#[derive(Default)]
struct Clock {
    number: AtomicU64,
    begun: AtomicU64,
    /// Where the system tells about the worker's thread.
    thread: OnceLock<Option<String>>,
}

/// A stage that was looked at, and the processor time of its thread then.
#[derive(Clone, Copy, Default, PartialEq)]
struct Look {
    number: u64,
    begun: u64,
    used: Option<Duration>,
}

#[derive(Clone)]
pub struct Watchdog {
    start: Instant,
    clocks: Arc<Vec<Clock>>,
}

impl Watchdog {
    /// Watches `workers` workers for as long as one of them lives.
    pub fn new(workers: usize, describe: impl Fn(u64) -> String + Send + 'static) -> Self {
        let clocks: Vec<Clock> = (0..workers).map(|_| Clock::default()).collect();
        let watchdog = Self { start: Instant::now(), clocks: Arc::new(clocks) };
        let watching = watchdog.clone();
        thread::spawn(move || {
            let mut looks = vec![Look::default(); workers];
            // Ends with the last worker: only this thread is left to hold the clocks.
            while Arc::strong_count(&watching.clocks) > 1 {
                thread::sleep(Duration::from_millis(100));
                if let Some(number) = watching.overdue(&mut looks) {
                    let text = format!("input {number} takes longer than {LIMIT:?}: {}\n", describe(number));
                    drop(std::io::stderr().write_all(text.as_bytes()));
                    std::process::abort();
                }
            }
        });
        watchdog
    }

    /// Marks the beginning of a stage of an input. Called by the worker's own thread.
    pub fn begin(&self, worker: usize, number: u64) {
        let clock = &self.clocks[worker];
        clock.thread.get_or_init(|| Some(fs::read_link("/proc/thread-self").ok()?.to_string_lossy().into_owned()));
        clock.begun.store(self.start.elapsed().as_millis() as u64, Ordering::Release);
        clock.number.store(number + 1, Ordering::Release);
    }

    /// Marks its end.
    pub fn end(&self, worker: usize) {
        self.clocks[worker].number.store(0, Ordering::Release);
    }

    fn overdue(&self, looks: &mut [Look]) -> Option<u64> {
        let now = self.start.elapsed();
        self.clocks.iter().zip(looks).find_map(|(clock, look)| {
            let number = clock.number.load(Ordering::Acquire).checked_sub(1)?;
            let begun = clock.begun.load(Ordering::Acquire);
            let passed = now.saturating_sub(Duration::from_millis(begun));
            if passed < FIRST_LOOK {
                return None;
            }
            let used = clock.thread.get().and_then(Option::as_deref).and_then(processor_time);
            if (look.number, look.begun) != (number, begun) {
                *look = Look { number, begun, used };
            }
            let used = used.zip(look.used).map_or(passed, |(now, then)| now.saturating_sub(then) + FIRST_LOOK);
            (used > LIMIT || passed > PATIENCE).then_some(number)
        })
    }
}

/// Processor time of a thread so far, from its `stat`: two numbers of hundredths of a second.
fn processor_time(thread: &str) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{thread}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let numbers = after_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = numbers.map(|number| number.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(ticks * 10))
}
