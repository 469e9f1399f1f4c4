//! The columns that the rows have brought so far.

use std::collections::{HashMap, hash_map::Entry};

use crate::dicom::{CellKind, FieldName};

use super::MOST_COLUMNS;

/// In the order of their first cell.
#[derive(Debug, Default)]
pub(super) struct Columns {
    all: Vec<Column>,
    by_name: HashMap<FieldName, u32>,
    /// Different elements may have one name; they share a column.
    by_text: HashMap<String, u32>,
}

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    /// What all its cells can be written as.
    pub kind: CellKind,
}

impl Columns {
    /// The number of the column of this name, which takes a cell of `kind`; `None` where there are too many columns.
    pub fn number(&mut self, name: &FieldName, kind: CellKind) -> Option<u32> {
        let number = match self.by_name.get(name) {
            Some(number) => *number,
            None => self.add(name, kind)?,
        };
        let column = self.all.get_mut(number as usize)?;
        column.kind = column.kind.max(kind);
        Some(number)
    }

    fn add(&mut self, name: &FieldName, kind: CellKind) -> Option<u32> {
        let text = name.to_string();
        let next = u32::try_from(self.all.len()).ok().filter(|_| self.all.len() < MOST_COLUMNS);
        let number = match self.by_text.entry(text) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let next = next?;
                self.all.push(Column { name: free.key().clone(), kind });
                *free.insert(next)
            }
        };
        // Names that share a column are few, but nothing says so.
        if self.by_name.len() < 2 * MOST_COLUMNS {
            self.by_name.insert(name.clone(), number);
        }
        Some(number)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.all.iter()
    }
}
