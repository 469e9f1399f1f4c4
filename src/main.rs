//! The `hounsfield` program: reads its arguments and hands them to one of the two faces.

use std::{
    io::{self, Write},
    panic::PanicHookInfo,
    process::ExitCode,
    thread,
    time::Instant,
};

use hounsfield::{
    cli::{self, Request},
    jobs::decoder,
};

fn main() -> ExitCode {
    let process_start = Instant::now();
    std::panic::set_hook(Box::new(confess));
    // Asked for by this same program only, and before anything else is set up: a decoder has to start in no time.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == decoder::ARGUMENT) {
        return decoder::serve();
    }
    match cli::parse(std::env::args_os(), process_start) {
        Ok(Request::Command(command)) => cli::execute(*command),
        #[cfg(feature = "gui")]
        Ok(Request::Window(options)) => hounsfield::gui::run(options),
        #[cfg(not(feature = "gui"))]
        Ok(Request::Window(_)) => cli::refuse_window(),
        Err(status) => status,
    }
}

/// One sentence on a fault of the program itself. Never the panic's own text, which can hold values of a file; and only
/// from the main thread: whatever happens on another one is said by whoever waits for it.
fn confess(panic: &PanicHookInfo<'_>) {
    if thread::current().name() == Some("main") {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // Standard error may be closed; there is nobody left to tell.
        drop(writeln!(io::stderr(), "hounsfield: The program met a fault of its own at {place}; please report it."));
    }
}
