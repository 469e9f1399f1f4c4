//! The data set as rows for the inspector, `tags` and search.

/// One element, item or fragment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// 0 at top level.
    pub depth: u16,
    /// Index of the row that holds this one.
    pub parent: Option<u32>,
    /// (group, element); an item is (FFFE,E000).
    pub tag: (u16, u16),
    /// Standard keyword (`PatientName`), `Item 1`, a private creator's name, or empty.
    pub keyword: String,
    /// Two letters, or empty for items.
    pub vr: String,
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
