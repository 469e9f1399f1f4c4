//! The data set as rows for the inspector, `tags` and search.

use std::{borrow::Cow, sync::Arc};

use dicom_core::Tag;

use super::{header::Header, private::is_private, tag_reader::Reader};

/// Rows of one file; what lies beyond is named by a last row.
const ROW_LIMIT: usize = 1_000_000;

/// One element, item or fragment line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagRow {
    /// 0 at top level.
    pub depth: u16,
    /// Index of the row that holds this one.
    pub parent: Option<u32>,
    /// (group, element); an item is (FFFE,E000).
    pub tag: (u16, u16),
    /// Standard keyword (`PatientName`), `Item 1`, the name that a private creator gives, or empty.
    pub keyword: Cow<'static, str>,
    /// The private creator that owns the element, neutralised; `None` for standard elements and those without owner.
    pub creator: Option<Arc<str>>,
    /// Two letters, or empty for items. Where the file has none or UN, that of the dictionary which fits the value.
    pub vr: &'static str,
    /// Declared length in bytes; `None` when undefined.
    pub length: Option<u64>,
    /// Decoded for the screen: values joined by `\`, control characters and bidi overrides neutralised, large values
    /// shortened with `…`.
    pub value: String,
    /// Number of values, 0 for sequences and binary.
    pub vm: u32,
    /// Whether rows below belong to it.
    pub has_children: bool,
    /// Whether it names who the patient is (removed by `--hide-identity`).
    pub identifying: bool,
}

/// All rows of a file in file order, meta group first; children follow their parent.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TagTree {
    /// The rows.
    pub rows: Vec<TagRow>,
}

impl TagTree {
    /// Reads the rows of a file in one pass. At most 4 KiB of a value are read, of pixel data nothing.
    pub(super) fn read(header: &Header) -> Self {
        let elements = &header.index.elements;
        let mut reader = Reader::new(header);
        let mut rows: Vec<TagRow> = Vec::with_capacity(elements.len().min(ROW_LIMIT + 1));
        for (at, element) in elements.iter().take(ROW_LIMIT).enumerate() {
            let row = reader.row(at, element, &rows);
            rows.push(row);
        }
        if elements.len() > ROW_LIMIT {
            let value = format!("{} more elements are left out", elements.len() - ROW_LIMIT);
            rows.push(TagRow { tag: (0xFFFF, 0xFFFF), value, ..TagRow::default() });
        }
        Self { rows }
    }
}

impl TagRow {
    /// What to call it: the keyword; of a private element `Name [CREATOR]`, `[CREATOR]` where the creator's dictionary
    /// is not known, and `[no private creator]` where it has none.
    pub fn name(&self) -> Cow<'_, str> {
        match &self.creator {
            Some(creator) if self.keyword.is_empty() => format!("[{creator}]").into(),
            Some(creator) => format!("{} [{creator}]", self.keyword).into(),
            None if self.is_orphan() => "[no private creator]".into(),
            None => self.keyword.as_ref().into(),
        }
    }

    /// Whether it is a private element of which nobody says whose it is (PS3.5 7.8.1 forbids them).
    pub fn is_orphan(&self) -> bool {
        self.creator.is_none() && !self.vr.is_empty() && is_private(Tag(self.tag.0, self.tag.1))
    }
}
