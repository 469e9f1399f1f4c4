//! The `hounsfield` program: reads its arguments and hands them to one of the two faces.

use std::{process::ExitCode, time::Instant};

use hounsfield::cli::{self, Request};

fn main() -> ExitCode {
    let process_start = Instant::now();
    match cli::parse(std::env::args_os(), process_start) {
        Ok(Request::Command(command)) => cli::execute(command),
        #[cfg(feature = "gui")]
        Ok(Request::Window(options)) => hounsfield::gui::run(options),
        #[cfg(not(feature = "gui"))]
        Ok(Request::Window(_)) => cli::refuse_window(),
        Err(status) => status,
    }
}
