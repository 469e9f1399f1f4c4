//! Milestones of a run, for measuring from outside (`--timings`).

use std::{
    collections::HashSet,
    io::{self, Write},
    time::Instant,
};

/// Prints each milestone once, counted from the start of the process.
#[derive(Debug)]
pub struct Timings {
    asked: bool,
    start: Instant,
    marked: HashSet<&'static str>,
}

impl Timings {
    /// Milestones are printed only when `asked` for.
    pub fn new(asked: bool, start: Instant) -> Self {
        Self { asked, start, marked: HashSet::new() }
    }

    /// One JSON line to standard error, the first time this milestone is reached.
    pub fn mark(&mut self, event: &'static str) {
        if self.asked && self.marked.insert(event) {
            let ms = self.start.elapsed().as_secs_f64() * 1e3;
            // Standard error may be closed; there is nobody left to tell.
            drop(writeln!(io::stderr(), "{{\"event\":\"{event}\",\"ms\":{ms:.3}}}"));
        }
    }
}
