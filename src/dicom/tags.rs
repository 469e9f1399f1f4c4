//! The data set as rows for the inspector, `tags` and search.

use std::{borrow::Cow, sync::Arc};

use dicom_core::Tag;

use super::{header::Header, private::is_private, tag_reader::Reader};

/// Rows of one file at most; what lies beyond is named by a last row.
const ROW_LIMIT: usize = 1_000_000;
/// Rows that every file may have.
const LEAST_ROW_LIMIT: usize = 100_000;
/// A file that is nothing but tiny elements may take this much and four times its size for its index and its rows.
const ROW_BYTES: u64 = 64 << 20;

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
    /// For each row the one after its last descendant.
    pub fn ends(&self) -> Vec<u32> {
        let mut ends: Vec<u32> = (1..=u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect();
        // From the end, so that a row is done before the one that holds it.
        for (at, row) in self.rows.iter().enumerate().rev() {
            let end = ends.get(at).copied().unwrap_or_default();
            if let Some(parent) = row.parent.and_then(|parent| ends.get_mut(parent as usize)) {
                *parent = end.max(*parent);
            }
        }
        ends
    }

    /// Reads the rows of a file in one pass. At most 4 KiB of a value are read, of pixel data nothing.
    pub(super) fn read(header: &Header) -> Self {
        let elements = &header.index.elements;
        let mut reader = Reader::new(header);
        let limit = row_limit(elements.len(), header.size());
        let mut rows: Vec<TagRow> = Vec::with_capacity(elements.len().min(limit + 1));
        for (at, element) in elements.iter().take(limit).enumerate() {
            let row = reader.row(at, element, &rows);
            rows.push(row);
        }
        if elements.len() > limit {
            let value = format!("{} more elements are left out", elements.len() - limit);
            rows.push(TagRow { tag: (0xFFFF, 0xFFFF), value, ..TagRow::default() });
        }
        Self { rows }
    }
}

/// How many rows a file of `size` bytes with so many elements may have.
fn row_limit(elements: usize, size: u64) -> usize {
    /// A row and the short texts that it points to.
    const ROW: u64 = size_of::<TagRow>() as u64 + 48;
    let index = (elements as u64).saturating_mul(size_of::<super::index::Element>() as u64);
    let left = ROW_BYTES.saturating_add(size.saturating_mul(4)).saturating_sub(index);
    usize::try_from(left / ROW).unwrap_or(ROW_LIMIT).clamp(LEAST_ROW_LIMIT, ROW_LIMIT)
}

impl TagRow {
    /// `(0010,0020)`.
    pub fn tag_text(&self) -> String {
        format!("({:04X},{:04X})", self.tag.0, self.tag.1)
    }

    /// The value as the file has it, without what was added for reading: the names of UIDs.
    pub fn plain_value(&self) -> Cow<'_, str> {
        if self.vr != "UI" || !self.value.contains(" (") {
            return self.value.as_str().into();
        }
        let uids: Vec<&str> = self.value.split('\\').map(|uid| uid.split(" (").next().unwrap_or(uid)).collect();
        uids.join("\\").into()
    }

    /// Whether the value is shown in part only.
    pub fn is_shortened(&self) -> bool {
        self.value.ends_with('…') || self.vm == 0 && self.value.ends_with(" bytes")
    }

    /// Whether it is an item of a sequence, or a fragment.
    pub fn is_item(&self) -> bool {
        self.tag == (0xFFFE, 0xE000)
    }

    /// Whether it is of an odd group: an element of a vendor, or whose it is.
    pub fn is_private(&self) -> bool {
        self.tag.0 % 2 == 1 && self.tag != (0xFFFF, 0xFFFF)
    }

    /// Whether it is there without a value, or as a sequence without items.
    pub fn is_empty(&self) -> bool {
        !self.has_children && !self.is_item() && (self.length == Some(0) || self.value.is_empty() && self.vr != "UN")
    }

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
