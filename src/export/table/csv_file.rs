//! The table as comma-separated values (RFC 4180), UTF-8, with a head line.
//!
//! Texts are written as they are, so that programs read back what the files hold: a spreadsheet may take one that starts
//! with `=`, `+`, `-` or `@` for a formula, and both faces say so.

use std::io::Write;

use crate::{
    dicom::{Cell, CellKind},
    export::{ExportError, Progress, csv},
};

use super::{columns::Columns, spool::Spool};

/// Rows between two looks at whether the person stopped it.
const ROWS: u64 = 1024;

/// Writes head and rows. What is absent is an empty field.
pub(super) fn write<W: Write>(
    columns: &Columns,
    spool: Spool,
    mut out: W,
    progress: &Progress,
) -> Result<W, ExportError> {
    let mut line = String::new();
    for column in columns.iter() {
        line.push_str(if line.is_empty() { "" } else { "," });
        line.push_str(&csv::field(&column.name));
    }
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    let mut rows = spool.into_rows()?;
    let mut fields: Vec<Option<Cell>> = Vec::new();
    let mut count = 0_u64;
    while let Some(cells) = rows.next()? {
        fields.clear();
        fields.resize(columns.len(), None);
        for (column, cell) in cells {
            if let Some(field) = fields.get_mut(column as usize) {
                *field = Some(cell);
            }
        }
        line.clear();
        for (number, (column, field)) in columns.iter().zip(&fields).enumerate() {
            line.push_str(if number == 0 { "" } else { "," });
            if let Some(cell) = field {
                line.push_str(&csv::field(&text(cell, column.kind)));
            }
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())?;
        count += 1;
        if count.is_multiple_of(ROWS) {
            progress.check()?;
        }
    }
    out.flush()?;
    Ok(out)
}

/// A cell in a column of `kind`: numbers with a decimal point where the column holds any with one.
pub(super) fn text(cell: &Cell, kind: CellKind) -> String {
    match cell {
        Cell::Empty(_) => String::new(),
        Cell::Integer(number) if kind == CellKind::Number => format!("{:?}", *number as f64),
        Cell::Integer(number) => number.to_string(),
        // In the fewest digits that mean the same number.
        Cell::Number(number) => format!("{number:?}"),
        Cell::Text(text) => text.clone(),
    }
}
