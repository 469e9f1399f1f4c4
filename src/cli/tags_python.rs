//! `tags --python`: where each element lies, as pydicom writes it.

use std::{fmt::Write, path::Path};

use crate::dicom::{TagRow, TagTree};

const ITEM: (u16, u16) = (0xFFFE, 0xE000);

/// A script that reads the file and names each chosen element by its path, the value as a comment.
pub fn script(file: &Path, tree: &TagTree, chosen: &[bool]) -> String {
    let mut text = format!("import pydicom\n\nds = pydicom.dcmread({})\n", literal(&file.to_string_lossy()));
    // For each row its expression, and how many items below it have been seen.
    let mut paths: Vec<(String, usize)> = Vec::with_capacity(tree.rows.len());
    for (row, chosen) in tree.rows.iter().zip(chosen) {
        let holder = row.parent.and_then(|index| paths.get_mut(usize::try_from(index).ok()?));
        let path = match holder {
            Some((path, items)) if row.tag == ITEM => {
                *items += 1;
                format!("{path}[{}]", *items - 1)
            }
            Some((path, _)) => format!("{path}{}", access(row)),
            None if row.tag.0 == 0x0002 => format!("ds.file_meta{}", access(row)),
            None => format!("ds{}", access(row)),
        };
        if *chosen && row.tag != ITEM {
            let value = if row.vr == "SQ" { String::new() } else { format!(" {}", literal(&row.value)) };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{path}  # {}{value}", row.vr);
        }
        paths.push((path, 0));
    }
    text
}

/// By keyword where the dictionary has one, else by number.
fn access(row: &TagRow) -> String {
    let (group, element) = row.tag;
    let standard = group % 2 == 0 && !row.keyword.is_empty() && row.keyword.chars().all(|c| c.is_ascii_alphanumeric());
    if standard { format!(".{}", row.keyword) } else { format!("[0x{group:04X}, 0x{element:04X}].value") }
}

/// A Python string: JSON's quoting is Python's too, as long as nothing is written as a surrogate pair.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_in_items_are_named_by_their_way() {
        let row = |parent, tag, keyword: &str, vr: &str, value: &str| TagRow {
            depth: 0,
            parent,
            tag,
            keyword: keyword.into(),
            vr: vr.into(),
            length: None,
            value: value.into(),
            vm: 1,
            has_children: false,
            identifying: false,
        };
        let tree = TagTree {
            rows: vec![
                row(None, (0x0002, 0x0010), "TransferSyntaxUID", "UI", "1.2"),
                row(None, (0x0008, 0x1140), "ReferencedImageSequence", "SQ", ""),
                row(Some(1), ITEM, "Item 1", "", ""),
                row(Some(1), ITEM, "Item 2", "", ""),
                row(Some(3), (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.3"),
                row(None, (0x0009, 0x1001), "ACME 1.0", "LO", "a \"b\""),
            ],
        };
        let text = script(Path::new("a.dcm"), &tree, &[true; 6]);
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "ds = pydicom.dcmread(\"a.dcm\")",
                "ds.file_meta.TransferSyntaxUID  # UI \"1.2\"",
                "ds.ReferencedImageSequence  # SQ",
                "ds.ReferencedImageSequence[1].ReferencedSOPInstanceUID  # UI \"1.2.3\"",
                "ds[0x0009, 0x1001].value  # LO \"a \\\"b\\\"\"",
            ]
        );
    }
}
