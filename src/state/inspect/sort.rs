//! The order of siblings.

use std::cmp::Ordering;

use crate::dicom::TagRow;

use super::list::{Choices, Prepared};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagColumn {
    /// Group and element.
    Tag,
    /// The standard's keyword, or what a private creator calls it.
    Keyword,
    /// Value representation.
    Vr,
    /// Number of values.
    Vm,
    /// Bytes.
    Length,
    /// Whether the value differs across the series. No order goes by it.
    Differs,
    /// The value.
    Value,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagSort {
    /// By what.
    pub by: TagColumn,
    /// The greatest first.
    pub descending: bool,
}

impl TagColumn {
    /// All, from left to right.
    pub const ALL: [Self; 7] = [Self::Tag, Self::Keyword, Self::Vr, Self::Vm, Self::Length, Self::Differs, Self::Value];

    /// Its heading.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "Tag",
            Self::Keyword => "Keyword",
            Self::Vr => "VR",
            Self::Vm => "VM",
            Self::Length => "Length",
            Self::Differs => "Differs",
            Self::Value => "Value",
        }
    }
}

/// Siblings in the order that was chosen. Items keep that of the file: they are numbered by it.
pub(super) fn sorted(prepared: &Prepared, mut rows: Vec<u32>, choices: &Choices) -> Vec<u32> {
    let Some(TagSort { by, descending }) = choices.sort else { return rows };
    let row = |at: &u32| prepared.tree.rows.get(*at as usize);
    if rows.first().and_then(row).is_some_and(TagRow::is_item) {
        return rows;
    }
    match by {
        TagColumn::Tag => rows.sort_by_key(|at| row(at).map(|row| row.tag)),
        TagColumn::Keyword => rows.sort_by_cached_key(|at| row(at).map(|row| row.name().to_lowercase())),
        TagColumn::Vr => rows.sort_by_key(|at| row(at).map(|row| row.vr)),
        TagColumn::Vm => rows.sort_by_key(|at| row(at).map(|row| row.vm)),
        // What has no declared length is longer than any that has one.
        TagColumn::Length => rows.sort_by_key(|at| row(at).map(|row| row.length.unwrap_or(u64::MAX))),
        TagColumn::Differs => return rows,
        TagColumn::Value => {
            rows.sort_by_cached_key(|at| row(at).map(|row| Value::of(row, choices.hide_identity)));
        }
    }
    if descending {
        rows.reverse();
    }
    rows
}

/// What a value is sorted by: numbers before texts, and what is hidden before all.
#[derive(PartialEq)]
enum Value {
    Hidden,
    Number(f64),
    Text(String),
}

impl Value {
    fn of(row: &TagRow, hide_identity: bool) -> Self {
        if hide_identity && row.identifying {
            return Self::Hidden;
        }
        let first = row.value.split('\\').next().unwrap_or_default();
        match first.parse::<f64>() {
            Ok(number) if number.is_finite() => Self::Number(number),
            _ => Self::Text(row.value.to_lowercase()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Hidden => 0,
            Self::Number(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}
