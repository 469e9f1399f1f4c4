//! Which rows of the tag tree are shown: open branches, or what a search found with its parents.

use std::{collections::HashSet, sync::Arc};

use crate::dicom::{TagRow, TagTree};

/// The shown rows, redone only when the tree, the search or an open branch changed.
#[derive(Default)]
pub struct TagRows {
    tree: Option<Arc<TagTree>>,
    search: String,
    /// Rows whose children are shown.
    open: HashSet<u32>,
    stale: bool,
    rows: Arc<[u32]>,
}

impl TagRows {
    /// Indices of the rows to show for `tree` under `search`, ascending. Values that are hidden are not searched.
    pub fn rows(&mut self, tree: &Arc<TagTree>, search: &str, hide_identity: bool) -> Arc<[u32]> {
        if self.tree.as_ref().is_none_or(|old| !Arc::ptr_eq(old, tree)) {
            self.tree = Some(Arc::clone(tree));
            self.open.clear();
            self.stale = true;
        }
        if self.search != search {
            search.clone_into(&mut self.search);
            self.stale = true;
        }
        if std::mem::take(&mut self.stale) {
            let rows = if search.trim().is_empty() {
                self.open_rows(tree)
            } else {
                found_rows(tree, search.trim(), hide_identity)
            };
            self.rows = rows.into();
        }
        Arc::clone(&self.rows)
    }

    /// Opens or closes a branch.
    pub fn toggle(&mut self, row: u32) {
        if !self.open.remove(&row) {
            self.open.insert(row);
        }
        self.stale = true;
    }

    /// Whether a branch is open; in a search every shown parent is.
    pub fn is_open(&self, row: u32) -> bool {
        !self.search.trim().is_empty() || self.open.contains(&row)
    }

    /// Opens every branch, or closes all.
    pub fn set_all(&mut self, tree: &TagTree, open: bool) {
        self.open.clear();
        if open {
            let branches = tree.rows.iter().enumerate().filter(|(_, row)| row.has_children);
            self.open.extend(branches.filter_map(|(index, _)| u32::try_from(index).ok()));
        }
        self.stale = true;
    }

    /// Rows all of whose parents are open. Parents stand before their children, so one pass is enough.
    fn open_rows(&self, tree: &TagTree) -> Vec<u32> {
        let mut shown = vec![false; tree.rows.len()];
        let mut rows = Vec::new();
        for (index, row) in tree.rows.iter().enumerate() {
            let is_shown = row.parent.is_none_or(|parent| {
                self.open.contains(&parent) && shown.get(parent as usize).copied().unwrap_or(false)
            });
            if let (true, Some(mark), Ok(number)) = (is_shown, shown.get_mut(index), u32::try_from(index)) {
                *mark = true;
                rows.push(number);
            }
        }
        rows
    }
}

/// Rows that hold every word of the search in any column, with their parents.
fn found_rows(tree: &TagTree, search: &str, hide_identity: bool) -> Vec<u32> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let mut keep = vec![false; tree.rows.len()];
    for (index, row) in tree.rows.iter().enumerate() {
        // What is hidden cannot be found out by searching either.
        let value = if hide_identity && row.identifying { "" } else { row.value.as_str() };
        if !words.iter().all(|word| row_holds(row, value, word)) {
            continue;
        }
        let mut at = u32::try_from(index).ok();
        while let Some(row) = at {
            let Some(mark) = keep.get_mut(row as usize).filter(|mark| !**mark) else { break };
            *mark = true;
            at = tree.rows.get(row as usize).and_then(|row| row.parent);
        }
    }
    keep.iter().enumerate().filter(|(_, keep)| **keep).filter_map(|(index, _)| u32::try_from(index).ok()).collect()
}

/// Whether a column holds `word`, which is in lower case. Looks at the cheap columns first: this runs over all rows at
/// each key typed.
fn row_holds(row: &TagRow, value: &str, word: &str) -> bool {
    let creator = row.creator.as_deref().unwrap_or_default();
    if [&*row.keyword, row.vr, creator, value].into_iter().any(|text| holds(text, word)) {
        return true;
    }
    // Tags also without punctuation, as people type them.
    let digits = word.bytes().all(|byte| byte.is_ascii_hexdigit() || b"(,)".contains(&byte));
    digits && (holds(&tag_text(row.tag), word) || format!("{:04x}{:04x}", row.tag.0, row.tag.1).contains(word))
}

/// Whether `text` holds `word`, whatever the case; `word` is in lower case.
fn holds(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    text.as_bytes().windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// `(0010,0020)`.
pub fn tag_text((group, element): (u16, u16)) -> String {
    format!("({group:04X},{element:04X})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Arc<TagTree> {
        let row = |parent, tag, keyword: &'static str, vr, value: &str| TagRow {
            parent,
            tag,
            keyword: keyword.into(),
            vr,
            value: value.into(),
            has_children: vr == "SQ",
            identifying: vr == "PN",
            ..TagRow::default()
        };
        let private =
            TagRow { creator: Some("GEMS_ACQU_01".into()), ..row(None, (0x0019, 0x1002), "Detector", "SL", "9") };
        let rows = vec![
            row(None, (0x0008, 0x1140), "ReferencedImageSequence", "SQ", ""),
            row(Some(0), (0xFFFE, 0xE000), "Item 1", "", ""),
            row(Some(1), (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.3"),
            row(None, (0x0010, 0x0010), "PatientName", "PN", "Ärger^Ölaf"),
            private,
        ];
        Arc::new(TagTree { rows })
    }

    #[test]
    fn every_column_is_searched_and_parents_are_kept() {
        let find = |search: &str| TagRows::default().rows(&tree(), search, false).to_vec();
        assert_eq!(find("1.2.3"), [0, 1, 2]);
        assert_eq!(find("00081155"), [0, 1, 2]);
        assert_eq!(find("(0008,1155"), [0, 1, 2]);
        assert_eq!(find("PATIENTN ärg"), [3]);
        assert_eq!(find("gems detector"), [4]);
        assert_eq!(find("sl"), [4]);
        assert!(find("gems 1.2.3").is_empty());
    }

    #[test]
    fn what_is_hidden_is_not_found() {
        assert!(TagRows::default().rows(&tree(), "ärger", true).is_empty());
        assert_eq!(TagRows::default().rows(&tree(), "patientname", true).to_vec(), [3]);
    }

    #[test]
    fn a_million_rows_are_searched() {
        let row = TagRow { keyword: "ReferencedSOPInstanceUID".into(), vr: "UI", ..TagRow::default() };
        let row = TagRow { value: "1.2.840.113619.2.55.3.604688119".into(), ..row };
        let tree = Arc::new(TagTree { rows: vec![row; 1_000_000] });
        assert!(TagRows::default().rows(&tree, "nowhere", false).is_empty());
    }
}
