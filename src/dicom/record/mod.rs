//! The elements of an object as the typed cells of one row of a table.
//!
//! Names and splitting follow fastai's `from_dicoms`: the standard's keyword; of an element with several values the first
//! under the keyword alone, the others as `Keyword1`, `Keyword2` and so on, with `MultiKeyword` set to 1. Elements of one
//! keyword (repeating groups) share a column, and the last one counts.

mod cells;
mod reading;
#[cfg(test)]
mod tests;

use std::fmt;

pub use reading::{read_record, record_of};

/// Bytes of one text that go into a cell.
pub const LONGEST_TEXT: usize = 64 << 10;
/// Values of one element that get a cell.
pub const MOST_VALUES: usize = 1024;
/// Bytes that one row takes in memory; what lies beyond is left out.
pub const LARGEST_RECORD: usize = 4 << 20;

/// Which elements go into a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordOptions {
    /// Also group 0002, elements in items, private elements by their creators, the number of items of each sequence, and
    /// what follows the pixel data. Else: elements of the top level up to the pixel data that have a keyword of the
    /// standard and are no sequences.
    pub all: bool,
    /// Nothing that names the patient.
    pub hide_identity: bool,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// In order of the file.
    pub fields: Vec<Field>,
    /// Values that are shortened or left out because they are too many or too long.
    pub cut: u64,
    /// It is no object but the directory of a file-set.
    pub is_directory: bool,
}

/// One cell and its column.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The column.
    pub name: FieldName,
    /// The value.
    pub cell: Cell,
}

/// A value as a table holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// The element is there without a value; its column is one of this kind.
    Empty(CellKind),
    /// IS, binary integers; AT as group and element in one number.
    Integer(i64),
    /// DS and binary floats.
    Number(f64),
    /// Texts, decoded, made safe for a screen but for their line breaks; binary values as hexadecimal digits.
    Text(String),
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellKind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Doubles.
    Number,
    /// Texts; numbers among them as digits.
    Text,
}

/// Name of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldName {
    /// The element.
    pub element: ElementName,
    /// Which of its values.
    pub part: Part,
}

/// Name of an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ElementName {
    /// The standard's keyword, or a name of the table's own.
    Keyword(&'static str),
    /// An element in an item, as `Sequence[1].` and its own name, and elements without keyword:
    /// `(0029,"CREATOR",10)`.
    Path(Box<str>, Box<str>),
}

/// Part of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// It has several values.
    Multi,
    /// One of them, from 0.
    Value(u32),
}

impl Cell {
    /// Its kind.
    pub fn kind(&self) -> CellKind {
        match self {
            Self::Empty(kind) => *kind,
            Self::Integer(_) => CellKind::Integer,
            Self::Number(_) => CellKind::Number,
            Self::Text(_) => CellKind::Text,
        }
    }
}

impl FieldName {
    /// The first value of an element that has this keyword.
    pub fn keyword(keyword: &'static str) -> Self {
        Self { element: ElementName::Keyword(keyword), part: Part::Value(0) }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (holder, name) = match &self.element {
            ElementName::Keyword(keyword) => ("", *keyword),
            ElementName::Path(holder, name) => (&**holder, &**name),
        };
        match self.part {
            Part::Multi => write!(f, "{holder}Multi{name}"),
            Part::Value(0) => write!(f, "{holder}{name}"),
            Part::Value(number) => write!(f, "{holder}{name}{number}"),
        }
    }
}
