//! The `hounsfield` program: reads its arguments and hands them to one of the two faces.

use std::{process::ExitCode, time::Instant};

use hounsfield::{
    cli::{self, Request},
    jobs::decoder,
};

fn main() -> ExitCode {
    let process_start = Instant::now();
    // Asked for by this same program only, and before anything else is set up: a decoder has to start in no time.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == decoder::ARGUMENT) {
        return decoder::serve();
    }
    match cli::parse(std::env::args_os(), process_start) {
        Ok(Request::Command(command)) => cli::execute(command),
        #[cfg(feature = "gui")]
        Ok(Request::Window(options)) => hounsfield::gui::run(options),
        #[cfg(not(feature = "gui"))]
        Ok(Request::Window(_)) => cli::refuse_window(),
        Err(status) => status,
    }
}
