//! How far long work is, on standard error where that is a terminal.

use std::io::{self, IsTerminal, Write};

use crate::export::Progress;

/// Tells the share done in one line that is written over; says nothing where standard error is no terminal.
pub fn on_terminal() -> Progress {
    if !io::stderr().is_terminal() {
        return Progress::silent();
    }
    Progress::new(|share| {
        let end = if share >= 1.0 { "\r    \r" } else { "" };
        // Nobody is left to tell where it is closed.
        drop(write!(io::stderr(), "\r{:3.0} %{end}", share * 100.0));
    })
}

/// Takes the line away where the work may have ended before all of it was done.
pub fn clear() {
    if io::stderr().is_terminal() {
        drop(write!(io::stderr(), "\r     \r"));
    }
}
