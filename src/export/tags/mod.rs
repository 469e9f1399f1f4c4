//! The elements of a file as text, as a table, as DICOM JSON and as pydicom expressions. The command line, the window's
//! sheet of exports and its clipboard write by these.

mod file;
mod json;
mod python;
mod text;

pub use file::{TagFormat, TagsExport};
pub use json::{JsonChoice, write_json};
pub use python::{expression, script};
pub use text::{text_line, whole_line, write_csv, write_text};

use crate::dicom::{SearchText, TagQuery, TagRow, TagTree};

/// Which rows are asked for: those that `find` finds, with the rows that hold them and those they hold; without what names
/// the patient when that is to be hidden.
pub fn choose(tree: &TagTree, find: Option<&str>, hide_identity: bool) -> Vec<bool> {
    let rows = &tree.rows;
    let parent = |row: &TagRow| row.parent.and_then(|index| usize::try_from(index).ok());
    let query = find.map(TagQuery::new).filter(|query| !query.is_empty());
    let mut found = match &query {
        Some(query) => SearchText::new(tree, hide_identity).find(query),
        None => vec![true; rows.len()],
    };
    let mut hidden = vec![false; rows.len()];
    for (index, row) in rows.iter().enumerate() {
        let above = |flags: &[bool]| parent(row).and_then(|parent| flags.get(parent).copied()).unwrap_or(false);
        let is_hidden = hide_identity && (row.identifying || above(&hidden));
        let is_held = above(&found);
        if let (Some(hidden), Some(found)) = (hidden.get_mut(index), found.get_mut(index)) {
            *hidden = is_hidden;
            *found = (*found || is_held) && !is_hidden;
        }
    }
    let mut chosen = found;
    // From the end, so that a row found deep inside marks all that hold it.
    for (index, row) in rows.iter().enumerate().rev() {
        if chosen.get(index) == Some(&true)
            && let Some(above) = parent(row).and_then(|parent| chosen.get_mut(parent))
        {
            *above = true;
        }
    }
    chosen
}

/// The rows that were chosen.
pub fn chosen_rows<'a>(tree: &'a TagTree, chosen: &'a [bool]) -> impl Iterator<Item = &'a TagRow> + use<'a> {
    tree.rows.iter().zip(chosen).filter_map(|(row, chosen)| chosen.then_some(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(parent: Option<u32>, keyword: &str, value: &str) -> TagRow {
        TagRow {
            depth: u16::from(parent.is_some()),
            parent,
            tag: (0x0010, 0x0010),
            keyword: keyword.to_owned().into(),
            vr: "LO",
            length: Some(4),
            value: value.into(),
            vm: 1,
            identifying: keyword == "PatientName",
            ..TagRow::default()
        }
    }

    #[test]
    fn a_found_element_keeps_the_sequence_that_holds_it() {
        let tree = TagTree {
            rows: vec![
                row(None, "ReferencedStudySequence", ""),
                row(Some(0), "Item 1", ""),
                row(Some(1), "PatientName", "DOE^JANE"),
                row(Some(1), "Modality", "CT"),
                row(None, "StudyDate", "20260131"),
            ],
        };
        assert_eq!(choose(&tree, Some("modal"), false), [true, true, false, true, false]);
        assert_eq!(choose(&tree, Some("doe^"), false), [true, true, true, false, false]);
        assert_eq!(choose(&tree, Some("doe^"), true), [false; 5]);
        assert_eq!(choose(&tree, Some("referencedstudy"), true), [true, true, false, true, false]);
        assert_eq!(choose(&tree, None, true), [true, true, false, true, true]);
    }
}
