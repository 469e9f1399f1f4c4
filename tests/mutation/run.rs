//! Many inputs on all processors, and what came of them.

use std::{
    collections::BTreeMap,
    io::Write,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use hounsfield::dicom::Means;

use super::{
    corpus::Corpus,
    input,
    journal::Journal,
    memory,
    serve::{Allowance, Outcome, serve},
    watchdog::Watchdog,
};

/// What the program gives its parsing threads.
const STACK: usize = 64 << 20;
/// Faults that are told in full.
const FAULTS_TOLD: usize = 40;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Tally {
    pub inputs: u64,
    pub opened: u64,
    pub refused: u64,
    pub pictures: u64,
    pub deaths: u64,
    /// The largest growth of memory, and whose it was.
    pub largest_growth: (u64, u64),
    /// The longest time, and whose it was.
    pub longest: (Duration, u64),
    /// Each kind of fault with how often it came and the first that showed it.
    pub faults: BTreeMap<String, (u64, String)>,
}

impl Tally {
    fn add(&mut self, number: u64, outcome: Outcome, time: Duration, recipe: &str) {
        self.inputs += 1;
        self.opened += u64::from(outcome.opened);
        self.refused += u64::from(!outcome.opened);
        self.pictures += outcome.pictures as u64;
        self.deaths += outcome.deaths as u64;
        self.largest_growth = self.largest_growth.max((outcome.growth, number));
        self.longest = self.longest.max((time, number));
        for fault in outcome.faults {
            // Faults that differ in figures alone are one kind.
            let kind: String = fault.chars().filter(|c| !c.is_ascii_digit()).collect();
            let entry = self.faults.entry(kind).or_insert_with(|| (0, format!("input {number}, {recipe}: {fault}")));
            entry.0 += 1;
        }
    }

    /// One line a figure.
    pub fn report(&self, time: Duration) -> String {
        let Self { inputs, opened, refused, pictures, deaths, largest_growth, longest, .. } = self;
        let resident = memory::resident_peak().map_or_else(|| "unknown".into(), |bytes| format!("{} MiB", bytes >> 20));
        format!(
            "{inputs} inputs in {:.1} s: {opened} opened, {refused} refused, {pictures} pictures shown, {deaths} worker \
             deaths\nlargest growth {:.1} MiB (input {}), longest {:.0} ms (input {}), process at most {resident}",
            time.as_secs_f64(),
            largest_growth.0 as f64 / 1_048_576.0,
            largest_growth.1,
            longest.0.as_secs_f64() * 1000.0,
            longest.1,
        )
    }

    /// What must not be, each kind once.
    pub fn faults(&self) -> String {
        let told = self.faults.values().take(FAULTS_TOLD);
        told.map(|(count, first)| format!("{count} x {first}\n")).collect()
    }
}

/// Serves the inputs of `numbers`, on as many threads as there are processors.
pub fn run(numbers: Range<u64>, means: &Means) -> Tally {
    let corpus = Arc::new(Corpus::from_environment());
    match corpus.as_ref() {
        Some(corpus) => say(&format!("every second input comes from one of {} files of the corpus", corpus.len())),
        None => say("HOUNSFIELD_CORPUS names no corpus: all inputs come from generated files"),
    }
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicU64::new(numbers.start);
    let total = Mutex::new(Tally::default());
    let described = corpus.clone();
    let watchdog = Watchdog::new(workers, move |number| input(number, described.as_ref().as_ref()).recipe);
    let start = Instant::now();
    thread::scope(|scope| {
        for worker in 0..workers {
            let (corpus, next, total, numbers) = (corpus.as_ref().as_ref(), &next, &total, &numbers);
            let watchdog = watchdog.clone();
            let work = move || {
                let (mut journal, died_over) = Journal::open();
                if let Some(number) = died_over {
                    say(&format!("an earlier run died with input {number} in hand: {}", input(number, corpus).recipe));
                }
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= numbers.end {
                        return;
                    }
                    let made = input(number, corpus);
                    journal.begin(number);
                    let begun = Instant::now();
                    let outcome = serve(made.bytes, means, Allowance::Usual, &|| watchdog.begin(worker, number));
                    let time = begun.elapsed();
                    watchdog.end(worker);
                    let mut total = total.lock().unwrap();
                    total.add(number, outcome, time, &made.recipe);
                    if total.inputs.is_multiple_of(50_000) {
                        say(&total.report(start.elapsed()));
                    }
                }
            };
            thread::Builder::new()
                .name(format!("mutation-{worker}"))
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .unwrap();
        }
    });
    let total = total.into_inner().unwrap();
    say(&total.report(start.elapsed()));
    total
}

/// Writes past the harness, which keeps the output of passing tests to itself: the figures belong in every log.
pub fn say(line: &str) {
    drop(std::io::stderr().write_all(format!("{line}\n").as_bytes()));
}
