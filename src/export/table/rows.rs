//! Files and objects into rows: read side by side, kept in order.

use std::path::PathBuf;

use rayon::{ThreadPool, prelude::*};

use crate::{
    dicom::{
        Cell, Field, FieldName, Object, ReadError, Record, charset::shown_path, open_with, read_record, record_of,
    },
    export::{ExportError, Progress, frames::own_threads, is_draft},
    study::{self, Files, Found, InstanceId, Location, Scan, ScanOptions, Walked, is_collection},
};

use super::{
    BATCH, MOST_FAULTS, TableFault, TableReport, TableRequest, TableRows, columns::Columns, pixels::pixel_fields,
    spool::Spool,
};

/// Reads everything that was asked for.
pub(super) fn gather(
    request: &TableRequest,
    columns: &mut Columns,
    spool: &mut Spool,
    report: &mut TableReport,
    progress: &Progress,
) -> Result<(), ExportError> {
    let mut gathering = Gathering { request, columns, spool, report, progress, expected: 0, pool: own_threads().ok() };
    match &request.rows {
        TableRows::Paths(paths) => {
            // Names are cheap to list twice, and the list of a million files need not be held.
            let files = || Files::new(paths.clone());
            gathering.expect(files().take_while(|_| progress.check().is_ok()).count() as u64);
            // The table that is being written may lie in a folder that is looked through.
            let is_other = |walked: &Walked| match walked {
                Walked::File { path, .. } => !is_draft(path),
                Walked::Skipped(skipped) => !is_draft(&skipped.path),
            };
            let items = files().filter(is_other).map(|walked| match walked {
                Walked::File { path, named } => Item::File { path, named },
                Walked::Skipped(skipped) if skipped.is_foreign => Item::Foreign,
                Walked::Skipped(skipped) => Item::Fault(TableFault {
                    named: paths.contains(&skipped.path),
                    path: skipped.path,
                    text: skipped.reason,
                }),
            });
            gathering.all(items)
        }
        TableRows::Objects(ids, _) => {
            gathering.expect(ids.len() as u64);
            gathering.all(ids.iter().map(|id| Item::Object(*id)))
        }
    }
}

/// Something to be made into a row.
enum Item {
    File { path: PathBuf, named: bool },
    Located(Location),
    Object(InstanceId),
    Foreign,
    Fault(TableFault),
}

/// What became of it.
enum Made {
    /// A row, and why its pixel columns are empty.
    Row(Record, Option<TableFault>),
    Foreign,
    /// An archive or a directory of a file-set: what it lists is read next.
    Collection(PathBuf, bool),
    /// A directory of a file-set beside the files that it lists.
    Directory,
    Fault(TableFault),
}

struct Gathering<'a> {
    request: &'a TableRequest,
    columns: &'a mut Columns,
    spool: &'a mut Spool,
    report: &'a mut TableReport,
    progress: &'a Progress,
    expected: u64,
    /// Threads of its own: those of the screen never wait for a table.
    pool: Option<ThreadPool>,
}

impl Gathering<'_> {
    fn expect(&mut self, more: u64) {
        self.expected += more;
        self.progress.expect(self.expected);
    }

    fn all(&mut self, mut items: impl Iterator<Item = Item>) -> Result<(), ExportError> {
        loop {
            let batch: Vec<Item> = items.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let (request, progress) = (self.request, self.progress);
            let make = |item| if progress.is_stopped() { Made::Foreign } else { made(item, request, progress) };
            let made: Vec<Made> = match &self.pool {
                Some(pool) if batch.len() > 1 => pool.install(|| batch.into_par_iter().map(make).collect()),
                _ => batch.into_iter().map(make).collect(),
            };
            for made in made {
                self.progress.advance(1)?;
                self.take(made)?;
            }
        }
    }

    fn take(&mut self, made: Made) -> Result<(), ExportError> {
        match made {
            Made::Directory => {}
            Made::Foreign => self.report.foreign += 1,
            Made::Fault(fault) => self.fault(fault),
            Made::Collection(path, named) => return self.collection(path, named),
            Made::Row(record, fault) => {
                let mut cells = Vec::with_capacity(record.fields.len());
                self.report.cut += record.cut;
                for Field { name, cell } in record.fields {
                    match self.columns.number(&name, cell.kind()) {
                        Some(column) => cells.push((column, cell)),
                        None => self.report.cut += 1,
                    }
                }
                self.spool.push(&cells)?;
                self.report.rows += 1;
                if let Some(fault) = fault {
                    self.fault(fault);
                }
            }
        }
        Ok(())
    }

    /// What an archive holds, or a directory lists, in the order of a scan.
    fn collection(&mut self, path: PathBuf, named: bool) -> Result<(), ExportError> {
        let fault = |path: PathBuf, text: String| TableFault { path, text, named };
        let options = ScanOptions { limits: self.request.means.limits, ..ScanOptions::default() };
        let mut scan = match Scan::new(vec![path.clone()], options) {
            Ok(scan) => scan,
            Err(error) => {
                self.fault(fault(path, error.to_string()));
                return Ok(());
            }
        };
        while let Some(batch) = scan.next_batch() {
            self.expect(batch.found.len() as u64);
            let items: Vec<Item> = batch
                .found
                .into_iter()
                .map(|found| match found {
                    Found::Instance { location, .. } => Item::Located(location),
                    Found::Skipped(skipped) if skipped.is_foreign => Item::Foreign,
                    Found::Skipped(skipped) => {
                        let path = match &skipped.member {
                            Some(member) => skipped.path.join(member),
                            None => skipped.path,
                        };
                        Item::Fault(fault(path, skipped.reason))
                    }
                })
                .collect();
            self.all(items.into_iter())?;
        }
        Ok(())
    }

    fn fault(&mut self, fault: TableFault) {
        if self.report.faults.len() < MOST_FAULTS {
            self.report.faults.push(fault);
        } else {
            self.report.more_faults += 1;
        }
    }
}

fn made(item: Item, request: &TableRequest, progress: &Progress) -> Made {
    match item {
        Item::Foreign => Made::Foreign,
        Item::Fault(fault) => Made::Fault(fault),
        Item::File { path, named } => {
            let row = match request.pixels {
                false => read_record(&path, request.record, &request.means.limits).map(|record| (record, None)),
                true => open_with(&path, &request.means).and_then(|object| row(&object, request, progress)),
            };
            match row {
                Ok((record, _)) if record.is_directory && named => Made::Collection(path, named),
                Ok((record, _)) if record.is_directory => Made::Directory,
                Ok((record, fault)) => finished(record, fault, path, named),
                Err(ReadError::NotDicom) if is_collection(&path) => Made::Collection(path, named),
                Err(ReadError::NotDicom | ReadError::Empty) if !named => Made::Foreign,
                Err(error) => Made::Fault(TableFault { path, text: error.to_string(), named }),
            }
        }
        Item::Located(location) => {
            let path = match &location.member {
                Some(member) => location.path.join(&**member),
                None => location.path.to_path_buf(),
            };
            match study::open(&location, &request.means).and_then(|object| row(&object, request, progress)) {
                Ok((record, fault)) => finished(record, fault, path, false),
                Err(error) => Made::Fault(TableFault { path, text: error.to_string(), named: false }),
            }
        }
        Item::Object(id) => {
            let TableRows::Objects(_, open) = &request.rows else { return Made::Foreign };
            let opened = open(id).and_then(|object| Ok((object.path.clone(), row(&object, request, progress)?)));
            match opened {
                Ok((path, (record, fault))) => finished(record, fault, path, true),
                Err(error) => Made::Fault(TableFault {
                    path: PathBuf::from("An open file"),
                    text: error.to_string(),
                    named: true,
                }),
            }
        }
    }
}

/// The row of an object, and why its pixel columns are empty.
fn row(object: &Object, request: &TableRequest, progress: &Progress) -> Result<(Record, Option<ReadError>), ReadError> {
    let mut record = record_of(object, request.record)?;
    if !request.pixels {
        return Ok((record, None));
    }
    // Their place is after the file's name.
    record.fields.push(file_name(&object.path));
    match pixel_fields(object, &record, progress) {
        Ok(fields) => record.fields.extend(fields),
        // What has no picture by its kind lacks nothing.
        Err(ReadError::NoImage { .. }) => {}
        Err(error) => return Ok((record, Some(error))),
    }
    Ok((record, None))
}

fn finished(mut record: Record, fault: Option<ReadError>, path: PathBuf, named: bool) -> Made {
    let name = FieldName::keyword("fname");
    if !record.fields.iter().rev().take(6).any(|field| field.name == name) {
        record.fields.push(file_name(&path));
    }
    let fault = fault.map(|error| TableFault { path, text: error.to_string(), named });
    Made::Row(record, fault)
}

fn file_name(path: &std::path::Path) -> Field {
    Field { name: FieldName::keyword("fname"), cell: Cell::Text(shown_path(path)) }
}
