//! How far long work is, where someone watches.

use std::io::{self, IsTerminal, Write};

use crate::export::Progress;

/// Tells standard error how much is done, where that is a terminal; else nobody.
pub fn watched() -> Progress {
    if !io::stderr().is_terminal() {
        return Progress::silent();
    }
    Progress::new(|share| {
        let end = if share >= 1.0 { "\r      \r" } else { "" };
        // A terminal that is gone wants to know nothing.
        let _ = write!(io::stderr(), "\r{:3.0} %{end}", share * 100.0);
    })
}
