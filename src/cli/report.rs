//! Standard error and the exit status: failures, findings and milestones, each said in one place.

use std::{
    fmt::Display,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use crate::dicom::charset::{neutralise, shown_path};

use super::arguments::Common;

/// Collects how a command went.
#[derive(Debug)]
pub struct Report {
    timings: bool,
    process_start: Instant,
    failed: bool,
}

impl Report {
    /// A command that has not failed yet.
    pub fn new(common: &Common, process_start: Instant) -> Self {
        Self { timings: common.timings, process_start, failed: false }
    }

    /// One sentence on what could not be served for `path`; the exit status becomes 1.
    pub fn failure(&mut self, path: &Path, what: impl Display) {
        self.failed = true;
        say(format_args!("{}: {what}", shown_path(path)));
    }

    /// The same for a request that concerns no file.
    pub fn failure_without_file(&mut self, what: impl Display) {
        self.failed = true;
        say(what);
    }

    /// Something noticed and dealt with.
    pub fn note(&self, path: &Path, what: impl Display) {
        say(format_args!("{}: note: {what}", shown_path(path)));
    }

    /// With `--timings`, a JSON line with the milliseconds since the process started.
    pub fn milestone(&self, event: &str) {
        if self.timings {
            let ms = self.process_start.elapsed().as_secs_f64() * 1e3;
            drop(writeln!(io::stderr(), "{{\"event\":\"{event}\",\"ms\":{ms:.3}}}"));
        }
    }

    /// The exit status.
    pub fn finish(self) -> ExitCode {
        self.milestone("done");
        if self.failed { ExitCode::from(1) } else { ExitCode::SUCCESS }
    }
}

/// One line on standard error, without anything that a terminal acts upon. It may be closed; then there is nobody left
/// to tell.
pub fn say(line: impl Display) {
    drop(writeln!(io::stderr(), "hounsfield: {}", neutralise(&line.to_string())));
}
