//! `tags`: the tag inspector as text.

use std::{collections::HashSet, fmt::Write};

use anyhow::Result;
use serde_json::Value;

use crate::{
    dicom::{self, Means, TagRow, TagTree, json::dicom_json},
    export::csv,
};

use super::{
    arguments::{Common, Tags},
    output,
    report::Report,
    tags_python,
};

/// Characters of tag, VR and name on a line; longer ones push what follows to the right.
const NAME_WIDTH: usize = 60;
/// Characters of a value on a line without `--all`.
const VALUE_WIDTH: usize = 96;

/// Prints the elements of a file.
pub fn run(options: &Tags, common: &Common, means: &Means, report: &mut Report) {
    if let Err(fault) = print(options, common, means, report) {
        report.failure(&options.file, fault);
    }
}

fn print(options: &Tags, common: &Common, means: &Means, report: &Report) -> Result<()> {
    let object = dicom::open_with(&options.file, means)?;
    report.milestone("opened");
    let tree = object.tag_tree();
    let chosen = choose(&tree, options.find.as_deref(), common.hide_identity);
    let rows = || tree.rows.iter().zip(&chosen).filter_map(|(row, chosen)| chosen.then_some(row));
    let text = if options.format.json {
        let mut value = dicom_json(&object);
        if common.hide_identity {
            let hidden: HashSet<_> =
                tree.rows.iter().filter(|row| row.identifying).map(|row| json_key(row.tag)).collect();
            remove_everywhere(&mut value, &hidden);
        }
        if let (Some(fields), true) = (value.as_object_mut(), options.find.is_some()) {
            let kept: HashSet<_> = rows().filter(|row| row.depth == 0).map(|row| json_key(row.tag)).collect();
            fields.retain(|key, _| kept.contains(key));
        }
        output::json_text(&value) + "\n"
    } else if options.format.csv {
        csv(rows())
    } else if options.format.python {
        tags_python::script(&options.file, &tree, &chosen)
    } else {
        lines(rows(), options.all)
    };
    Ok(output::print(&text)?)
}

/// Which rows are asked for: those in which `find` occurs in any column, whatever the case, with the rows that hold them
/// and those they hold; without what names the patient when that is to be hidden.
fn choose(tree: &TagTree, find: Option<&str>, hide_identity: bool) -> Vec<bool> {
    let rows = &tree.rows;
    let parent = |row: &TagRow| row.parent.and_then(|index| usize::try_from(index).ok());
    let mut hidden = vec![false; rows.len()];
    let mut found = vec![false; rows.len()];
    let wanted = find.map(str::to_lowercase);
    for (index, row) in rows.iter().enumerate() {
        let above = |flags: &[bool]| parent(row).and_then(|parent| flags.get(parent).copied()).unwrap_or(false);
        let is_hidden = hide_identity && (row.identifying || above(&hidden));
        let is_found = wanted.as_deref().is_none_or(|wanted| above(&found) || matches(row, wanted));
        if let (Some(hidden), Some(found)) = (hidden.get_mut(index), found.get_mut(index)) {
            *hidden = is_hidden;
            *found = is_found && !is_hidden;
        }
    }
    let mut chosen = found.clone();
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

fn matches(row: &TagRow, wanted: &str) -> bool {
    let columns = [&tag_text(row.tag), &*row.name(), row.vr, &row.value];
    columns.into_iter().any(|text| text.to_lowercase().contains(wanted))
}

/// `(0008,0060) CS Modality 2 CT`, indented by depth; private elements as `Name [CREATOR]`.
fn lines<'a>(rows: impl Iterator<Item = &'a TagRow>, whole_values: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let start = text.len();
        text.extend(std::iter::repeat_n("  ", usize::from(row.depth)));
        let (group, element) = row.tag;
        // Writing to a String cannot fail.
        let _ = write!(text, "({group:04X},{element:04X}) {:2} ", row.vr);
        text.push_str(&row.name());
        let width = text.get(start..).map_or(0, |line| line.chars().count());
        text.extend(std::iter::repeat_n(' ', NAME_WIDTH.saturating_sub(width)));
        let _ = match row.length {
            Some(length) => write!(text, " {length:>9}  "),
            None => write!(text, " undefined  "),
        };
        text.push_str(&if whole_values { row.value.as_str().into() } else { shortened(&row.value) });
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// A header line, then a line an element; fields quoted where they must be (RFC 4180).
fn csv<'a>(rows: impl Iterator<Item = &'a TagRow>) -> String {
    let mut text = String::from("depth,tag,keyword,vr,length,vm,value,creator\r\n");
    for row in rows {
        let (tag, keyword, value) = (tag_text(row.tag), csv::field(&row.keyword), csv::field(&row.value));
        let creator = csv::field(row.creator.as_deref().unwrap_or_default());
        let length = row.length.map_or(String::new(), |length| length.to_string());
        // Writing to a String cannot fail.
        let _ = write!(text, "{},\"{tag}\",{keyword},{},{length},{},{value},{creator}\r\n", row.depth, row.vr, row.vm);
    }
    text
}

fn shortened(value: &str) -> std::borrow::Cow<'_, str> {
    if value.len() <= VALUE_WIDTH {
        return value.into();
    }
    match value.char_indices().nth(VALUE_WIDTH) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()).into(),
        None => value.into(),
    }
}

fn tag_text((group, element): (u16, u16)) -> String {
    format!("({group:04X},{element:04X})")
}

fn json_key((group, element): (u16, u16)) -> String {
    format!("{group:04X}{element:04X}")
}

/// Removes the elements of these keys from a data set and from all items in it.
fn remove_everywhere(dataset: &mut Value, keys: &HashSet<String>) {
    let mut waiting = vec![dataset];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(fields) => {
                fields.retain(|key, _| !keys.contains(key));
                waiting.extend(fields.values_mut());
            }
            Value::Array(values) => waiting.extend(values),
            _ => {}
        }
    }
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
        assert_eq!(choose(&tree, None, true), [true, true, false, true, true]);
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(csv::field("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv::field("plain"), "plain");
    }
}
