//! The command line: the same pipeline as the window, without a display.
//!
//! Names no egui and not the window: `main` joins the two faces. Exit status: 0 done; 1 something asked for could not be
//! served, one sentence a file on standard error; 2 wrong usage.

use std::{ffi::OsString, process::ExitCode, time::Instant};

use clap::Parser;

use crate::{
    desktop::launch::WindowOptions,
    desktop::memory::MemoryLimits,
    dicom::{Means, ReadError, contain},
    jobs::decoder,
};

mod arguments;
mod body;
mod compare;
mod convert;
mod display;
mod edit;
mod frames;
mod histogram;
mod info;
mod info_json;
mod integrate;
mod output;
mod phantom;
mod pictures;
mod pixels;
mod progress;
mod render;
mod report;
mod scan;
mod scan_csv;
mod scan_json;
mod spans;
mod table;
mod tags;
mod walk;

use arguments::{Arguments, Command};
use report::Report;

/// What was asked for.
#[derive(Debug)]
pub enum Request {
    /// Open the window.
    Window(WindowOptions),
    /// Run a sub-command.
    Command(Box<CommandRequest>),
}

/// A sub-command with its options, ready for [`execute`].
#[derive(Debug)]
pub struct CommandRequest {
    command: Command,
    common: arguments::Common,
    process_start: Instant,
}

/// Reads the arguments, the program's name first. `Err` holds the exit status once help, version or a usage fault has
/// been printed.
pub fn parse(arguments: impl IntoIterator<Item = OsString>, process_start: Instant) -> Result<Request, ExitCode> {
    let parsed = Arguments::try_parse_from(arguments).and_then(Arguments::checked).map_err(|error| {
        // A closed pipe is no fault of the request.
        drop(error.print());
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })?;
    Ok(match parsed.command {
        Some(command) => Request::Command(Box::new(CommandRequest { command, common: parsed.common, process_start })),
        None => Request::Window(parsed.window.options(&parsed.common, process_start)),
    })
}

/// Runs a sub-command to its exit status.
pub fn execute(request: CommandRequest) -> ExitCode {
    let CommandRequest { command, common, process_start } = request;
    let mut report = Report::new(&common, process_start);
    report.milestone("start");
    let means =
        Means { limits: MemoryLimits::default().with(common.memory.wish()).reading(), codecs: decoder::codecs() };
    // Files are contained one by one where there are many; this is for what is left.
    let broken = ReadError::Damaged { what: "it breaks the program".into(), at: 0 };
    let done = contain(
        || {
            run(command, &common, &means, &mut report);
            Ok(())
        },
        broken,
    );
    if done.is_err() {
        report.failure_without_file("The request met a fault of the program itself; please report it.");
    }
    report.finish()
}

fn run(command: Command, common: &arguments::Common, means: &Means, report: &mut Report) {
    match command {
        Command::Render(options) => render::run(&options, means, report),
        Command::Pixels(options) => pixels::run(&options, means, report),
        Command::Info(options) => info::run(&options, common, means, report),
        Command::Tags(options) => tags::run(&options, common, means, report),
        Command::Edit(options) => edit::run(&options, common, means, report),
        Command::Histogram(options) => histogram::run(&options, means, report),
        Command::Scan(options) => scan::run(&options, common, means, report),
        Command::Compare(options) => compare::run(&options, common, means, report),
        Command::Table(options) => table::run(&options, common, means, report),
        Command::Convert(options) => convert::run(&options, means, report),
        Command::Phantom(options) => phantom::run(&options, report),
        Command::Integrate(options) => integrate::run(&options, report),
    }
}

/// The answer of a program built without its window.
pub fn refuse_window() -> ExitCode {
    report::say(
        "this program was built without its window; use a sub-command (see --help), or build it with the feature `gui`",
    );
    ExitCode::from(2)
}
