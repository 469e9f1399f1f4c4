//! `table`: the metadata of files and folders, one row an instance.

use std::path::PathBuf;

use clap::Args;

use crate::{
    dicom::{Means, RecordOptions},
    export::table::{TableFormat, TableReport, TableRequest, TableRows, write_table},
};

use super::{
    arguments::Common,
    output::{Output, is_stdout},
    progress,
    report::Report,
};

/// `table`.
#[derive(Debug, Args)]
pub struct Table {
    /// Files, folders, zip archives and DICOMDIR files; folders are walked
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Table to write: .csv or .parquet, - for CSV to standard output; texts as they are, also those that a spreadsheet
    /// takes for formulas
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Also smallest, largest and mean value, standard deviation and the share in a brain window
    #[arg(long)]
    pub pixels: bool,
    /// Also elements in items, private ones and those of the file's head
    #[arg(long)]
    pub all_keywords: bool,
}

/// Writes the table.
pub fn run(options: &Table, common: &Common, means: &Means, report: &mut Report) {
    let format = match is_stdout(&options.output) {
        true => Ok(TableFormat::Csv),
        false => TableFormat::from_path(&options.output),
    };
    let format = match format {
        Ok(format) => format,
        Err(fault) => return report.failure(&options.output, fault),
    };
    let request = TableRequest {
        rows: TableRows::Paths(options.paths.clone()),
        record: RecordOptions { all: options.all_keywords, hide_identity: common.hide_identity },
        pixels: options.pixels,
        means: means.clone(),
    };
    let out = match Output::create(&options.output) {
        Ok(out) => out,
        Err(fault) => return report.failure(&options.output, fault),
    };
    let written = write_table(&request, format, out, &progress::on_terminal());
    progress::clear();
    match written {
        Ok((out, table)) => {
            tell(&table, report);
            if let Err(fault) = out.finish() {
                report.failure(&options.output, fault);
            }
        }
        Err((fault, table)) => {
            tell(&table, report);
            report.failure(&options.output, fault);
        }
    }
    report.milestone("written");
}

/// What was left out: what the person named is a failure, what was met on the way a note.
fn tell(table: &TableReport, report: &mut Report) {
    for fault in &table.faults {
        if fault.named {
            report.failure(&fault.path, &fault.text);
        } else {
            report.note(&fault.path, &fault.text);
        }
    }
    let say = |count: u64, what: &str| {
        if count > 0 {
            super::report::say(format_args!("note: {count} {what}"));
        }
    };
    say(table.more_faults, "more could not be read");
    say(table.foreign, "of the files are no DICOM and were left out");
    say(table.cut, "of the values are too long or too many and were shortened or left out");
}
