//! The table as Apache Parquet: whole numbers as INT64, others as DOUBLE, texts as UTF-8 strings, each column optional.

use std::{io::Write, sync::Arc};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};

use crate::{
    dicom::{Cell, CellKind},
    export::{ExportError, Progress},
};

use super::{
    columns::{Column, Columns},
    csv_file::text,
    spool::{Rows, Spool},
};

/// Rows of one group.
const MOST_ROWS: usize = 1 << 16;
/// Bytes of the cells of one group, about.
const MOST_BYTES: usize = 32 << 20;

/// Writes the rows group by group.
pub(super) fn write<W: Write + Send>(
    columns: &Columns,
    spool: Spool,
    out: W,
    progress: &Progress,
) -> Result<W, ExportError> {
    let fields: Result<Vec<_>, _> = columns.iter().map(|column| field(column).map(Arc::new)).collect();
    let schema = Type::group_type_builder("table").with_fields(fields.map_err(fault)?).build().map_err(fault)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("hounsfield {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(fault)?;
    let mut rows = spool.into_rows()?;
    while let Some(group) = Group::read(&mut rows, columns.len())? {
        let mut row_group = writer.next_row_group().map_err(fault)?;
        for (column, cells) in columns.iter().zip(&group.columns) {
            progress.check()?;
            let Some(mut column_writer) = row_group.next_column().map_err(fault)? else { break };
            write_column(&mut column_writer, column.kind, cells, group.rows).map_err(fault)?;
            column_writer.close().map_err(fault)?;
        }
        row_group.close().map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let physical = match column.kind {
        CellKind::Integer => Physical::INT64,
        CellKind::Number => Physical::DOUBLE,
        CellKind::Text => Physical::BYTE_ARRAY,
    };
    let logical = (column.kind == CellKind::Text).then_some(LogicalType::String);
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// Rows by column: each cell with its row.
struct Group {
    columns: Vec<Vec<(usize, Cell)>>,
    rows: usize,
}

impl Group {
    fn read(rows: &mut Rows, columns: usize) -> Result<Option<Self>, ExportError> {
        let mut group = Self { columns: vec![Vec::new(); columns], rows: 0 };
        let mut bytes = 0;
        while group.rows < MOST_ROWS && bytes < MOST_BYTES {
            let Some(cells) = rows.next()? else { break };
            for (column, cell) in cells {
                bytes += size_of::<(usize, Cell)>() + if let Cell::Text(text) = &cell { text.len() } else { 0 };
                let Some(cells) = group.columns.get_mut(column as usize) else { continue };
                if cells.last().is_some_and(|(row, _)| *row == group.rows) {
                    cells.pop();
                }
                // What is empty is as absent here.
                if !matches!(cell, Cell::Empty(_)) {
                    cells.push((group.rows, cell));
                }
            }
            group.rows += 1;
        }
        Ok((group.rows > 0).then_some(group))
    }
}

fn write_column(
    writer: &mut SerializedColumnWriter<'_>,
    kind: CellKind,
    cells: &[(usize, Cell)],
    rows: usize,
) -> Result<(), ParquetError> {
    let mut levels = vec![0_i16; rows];
    for (row, _) in cells {
        if let Some(level) = levels.get_mut(*row) {
            *level = 1;
        }
    }
    let cells = cells.iter().map(|(_, cell)| cell);
    match kind {
        CellKind::Integer => {
            let whole = |cell: &Cell| if let Cell::Integer(number) = cell { *number } else { 0 };
            let values: Vec<i64> = cells.map(whole).collect();
            writer.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
        }
        CellKind::Number => {
            let values: Vec<f64> = cells.map(number).collect();
            writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        }
        CellKind::Text => {
            let values: Vec<ByteArray> = cells.map(|cell| text(cell, kind).into_bytes().into()).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
        }
    }
    Ok(())
}

fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Number(number) => *number,
        Cell::Integer(number) => *number as f64,
        _ => f64::NAN,
    }
}

/// What the writer says by a remedy of ours: the disk's fault, or none that the person can mend.
fn fault(error: ParquetError) -> ExportError {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(io) => ExportError::Io(*io),
            Err(other) => {
                ExportError::DoesNotFit(format!("The table cannot be written as Parquet ({other}); use CSV."))
            }
        },
        other => ExportError::DoesNotFit(format!("The table cannot be written as Parquet ({other}); use CSV.")),
    }
}
