//! Which rows of the tag tree are shown: open branches, or what a search found with its parents.

use std::{collections::HashSet, sync::Arc};

use crate::dicom::TagTree;

/// The shown rows, redone only when the tree, the search or an open branch changed.
#[derive(Default)]
pub struct TagRows {
    tree: Option<Arc<TagTree>>,
    search: String,
    /// Rows whose children are shown.
    open: HashSet<u32>,
    stale: bool,
    rows: Vec<u32>,
}

impl TagRows {
    /// Indices of the rows to show for `tree` under `search`. Values that are hidden are not searched.
    pub fn rows(&mut self, tree: &Arc<TagTree>, search: &str, hide_identity: bool) -> &[u32] {
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
            self.rows = if search.trim().is_empty() {
                self.open_rows(tree)
            } else {
                found_rows(tree, search.trim(), hide_identity)
            };
        }
        &self.rows
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
        let text = format!("{} {} {} {value}", tag_text(row.tag), row.keyword, row.vr).to_lowercase();
        // Also by number without punctuation, as people type it.
        let number = format!("{:04x}{:04x}", row.tag.0, row.tag.1);
        if !words.iter().all(|word| text.contains(word) || number.contains(word)) {
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

/// `(0010,0020)`.
pub fn tag_text((group, element): (u16, u16)) -> String {
    format!("({group:04X},{element:04X})")
}
