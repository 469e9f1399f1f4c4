//! Rows that wait until all columns are known: in memory as far as that goes, then in a temporary file.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Cursor, Read, Seek, Write},
};

use crate::{
    dicom::{Cell, CellKind},
    study::Scratch,
};

/// Bytes of rows that wait in memory.
pub const SPOOL_MEMORY: usize = 64 << 20;

/// A cell with the number of its column.
pub(super) type Placed = (u32, Cell);

/// Rows in order.
#[derive(Default)]
pub(super) struct Spool {
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
    row: Vec<u8>,
    rows: u64,
}

/// The same, to be read once from the first row on.
pub(super) struct Rows {
    source: Box<dyn Read + Send>,
    left: u64,
}

impl Spool {
    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row. Where a column occurs twice, its last cell counts, also where that is empty.
    pub fn push(&mut self, cells: &[Placed]) -> io::Result<()> {
        let row = &mut self.row;
        row.clear();
        row.extend((cells.len() as u64).to_le_bytes());
        for (column, cell) in cells {
            row.extend(column.to_le_bytes());
            match cell {
                Cell::Empty(_) => row.push(0),
                Cell::Integer(number) => {
                    row.push(1);
                    row.extend(number.to_le_bytes());
                }
                Cell::Number(number) => {
                    row.push(2);
                    row.extend(number.to_le_bytes());
                }
                Cell::Text(text) => {
                    row.push(3);
                    row.extend((text.len() as u64).to_le_bytes());
                    row.extend(text.as_bytes());
                }
            }
        }
        self.rows += 1;
        if self.file.is_none() && self.memory.len() + row.len() <= SPOOL_MEMORY {
            self.memory.extend_from_slice(row);
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::with_capacity(1 << 16, Scratch::new()?.into_file())),
        };
        file.write_all(row)
    }

    /// To be read from the beginning.
    pub fn into_rows(self) -> io::Result<Rows> {
        let memory = Cursor::new(self.memory);
        let source: Box<dyn Read + Send> = match self.file {
            None => Box::new(memory),
            Some(file) => {
                let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                Box::new(memory.chain(BufReader::with_capacity(1 << 16, file)))
            }
        };
        Ok(Rows { source, left: self.rows })
    }
}

impl Rows {
    /// The next row; `None` after the last.
    pub fn next(&mut self) -> io::Result<Option<Vec<Placed>>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let count = self.number()?;
        let mut cells = Vec::new();
        for _ in 0..count {
            let column = u32::from_le_bytes(self.bytes()?);
            let [kind] = self.bytes()?;
            let cell = match kind {
                1 => Cell::Integer(i64::from_le_bytes(self.bytes()?)),
                2 => Cell::Number(f64::from_le_bytes(self.bytes()?)),
                3 => {
                    let mut text = String::new();
                    let length = self.number()?;
                    (&mut self.source).take(length).read_to_string(&mut text)?;
                    Cell::Text(text)
                }
                // Of what kind it is, its column says by now.
                _ => Cell::Empty(CellKind::Text),
            };
            cells.push((column, cell));
        }
        Ok(Some(cells))
    }

    fn number(&mut self) -> io::Result<u64> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
