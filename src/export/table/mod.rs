//! Metadata of many objects as one table, a row an instance: CSV (RFC 4180) or Parquet.
//!
//! Columns are named and ordered as fastai's `from_dicoms` does (see [`crate::dicom::Record`]), in the order in which the
//! rows bring them. All rows have to be seen before the first is written, since any may bring a column or change what a
//! column holds; until then they wait in at most [`SPOOL_MEMORY`] bytes of memory, and beyond that in a temporary file
//! beside no one's eyes. What else is held is bounded: [`MOST_COLUMNS`] columns, [`BATCH`] rows of at most 4 MiB that are
//! being read, and a group of rows that is being written.

mod columns;
mod csv_file;
mod parquet_file;
mod pixels;
mod rows;
mod spool;
#[cfg(test)]
mod tests;

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    dicom::{Means, Object, ReadError, RecordOptions},
    study::InstanceId,
};

use super::{ExportError, NewFile, Progress, Work};

use columns::Columns;
use spool::Spool;

pub use spool::SPOOL_MEMORY;

/// Columns of a table; what would be further ones is left out, and said.
pub const MOST_COLUMNS: usize = 8192;
/// Files read side by side before their rows are put in order.
pub const BATCH: usize = 64;
/// Faults that are named; more are counted.
const MOST_FAULTS: usize = 1000;

/// Opens an object by its number, on a thread that may wait.
pub type Opener = Arc<dyn Fn(InstanceId) -> Result<Arc<Object>, ReadError> + Send + Sync>;

/// What a table is made of.
pub struct TableRequest {
    /// Its rows.
    pub rows: TableRows,
    /// Its columns.
    pub record: RecordOptions,
    /// Also `img_min`, `img_max`, `img_mean` and `img_std` of the stored values of all frames, and `img_pct_window`, the
    /// share of them inside of a brain window (centre 40, width 80) after rescaling.
    pub pixels: bool,
    /// What reading may take.
    pub means: Means,
}

/// Where the rows come from.
pub enum TableRows {
    /// Files, folders, archives and file-sets.
    Paths(Vec<PathBuf>),
    /// Objects that are known.
    Objects(Vec<InstanceId>, Opener),
}

/// The two forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    #[default]
    Csv,
    /// Apache Parquet, with typed columns.
    Parquet,
}

/// How it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableReport {
    /// Rows written.
    pub rows: u64,
    /// Columns written.
    pub columns: usize,
    /// Files that are simply no DICOM.
    pub foreign: u64,
    /// What could not be read.
    pub faults: Vec<TableFault>,
    /// Further faults that are not listed.
    pub more_faults: u64,
    /// Values that are shortened or left out because they are too many or too long.
    pub cut: u64,
}

/// Something that could not be read, or of which only the header could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// Where; of a member of an archive, with its name.
    pub path: PathBuf,
    /// One sentence.
    pub text: String,
    /// Given by the person, not met on the way.
    pub named: bool,
}

impl TableFormat {
    /// By the ending.
    ///
    /// # Errors
    /// One sentence, where the ending is another one.
    pub fn from_path(path: &Path) -> Result<Self, String> {
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            _ => Err("A table is written as .csv or .parquet; give one of these endings.".to_owned()),
        }
    }
}

/// Writes the table to `out` and gives that back.
///
/// # Errors
/// [`ExportError::Stopped`], [`ExportError::Io`]; [`ExportError::DoesNotFit`] where no row could be made.
pub fn write_table<W: Write + Send>(
    request: &TableRequest,
    format: TableFormat,
    out: W,
    progress: &Progress,
) -> Result<(W, TableReport), (ExportError, TableReport)> {
    let mut report = TableReport::default();
    match write(request, format, out, progress, &mut report) {
        Ok(out) => Ok((out, report)),
        Err(error) => Err((error, report)),
    }
}

fn write<W: Write + Send>(
    request: &TableRequest,
    format: TableFormat,
    out: W,
    progress: &Progress,
    report: &mut TableReport,
) -> Result<W, ExportError> {
    let mut columns = Columns::default();
    let mut spool = Spool::default();
    rows::gather(request, &mut columns, &mut spool, report, progress)?;
    if spool.rows() == 0 {
        return Err(ExportError::DoesNotFit(nothing(report)));
    }
    report.columns = columns.len();
    match format {
        TableFormat::Csv => csv_file::write(&columns, spool, out, progress),
        TableFormat::Parquet => parquet_file::write(&columns, spool, out, progress),
    }
}

/// The table as work for the background.
pub fn table_work(request: TableRequest, format: TableFormat, target: PathBuf) -> Work {
    Box::new(move |progress| {
        let file = NewFile::create(&target).map_err(|error| error.to_string())?;
        let written = write_table(&request, format, file, progress);
        let (file, report) = written.map_err(|(error, _)| error.to_string())?;
        file.finish().map_err(|error| error.to_string())?;
        Ok(report.sentence(&target))
    })
}

impl TableReport {
    /// What was written, and what was left out.
    pub fn sentence(&self, target: &Path) -> String {
        let name = crate::dicom::charset::shown_path(target.file_name().unwrap_or(target.as_os_str()));
        let mut text =
            format!("Saved {name} with {} and {}", counted(self.rows, "row"), counted(self.columns as u64, "column"));
        let mut left = Vec::new();
        if self.foreign > 0 {
            left.push(format!("{} no DICOM", counted_are(self.foreign, "file")));
        }
        let faults = self.faults.len() as u64 + self.more_faults;
        if let Some(first) = self.faults.first() {
            let name = crate::dicom::charset::shown_path(first.path.file_name().unwrap_or(first.path.as_os_str()));
            let others = if faults > 1 { format!(" and {} more", faults - 1) } else { String::new() };
            left.push(format!("{name}{others} could not be read wholly: {}", first.text.trim_end_matches('.')));
        }
        if self.cut > 0 {
            left.push(format!("{} shortened or left out", counted_are(self.cut, "value")));
        }
        for part in left {
            text.push_str("; ");
            text.push_str(&part);
        }
        text
    }
}

/// Why there is no row at all.
fn nothing(report: &TableReport) -> String {
    match report.faults.first() {
        Some(fault) => format!("No row could be made: {}", fault.text),
        None => "Nothing here is DICOM; choose files or folders that hold some.".to_owned(),
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn counted_are(count: u64, what: &str) -> String {
    format!("{} {}", counted(count, what), if count == 1 { "is" } else { "are" })
}
