//! Where elements lie, as pydicom writes it.

use std::{collections::HashMap, fmt::Write, path::Path};

use crate::dicom::{TagRow, TagTree, charset::acts_on_screen, tag_named};

const ITEM: (u16, u16) = (0xFFFE, 0xE000);

/// A script that reads the file and names each chosen element by its path, the value as a comment.
pub fn script(file: &Path, tree: &TagTree, chosen: &[bool]) -> String {
    let mut text = format!("import pydicom\n\nds = pydicom.dcmread({})\n", path_literal(file));
    // For each row its expression, and how many items below it have been seen.
    let mut paths: Vec<(String, usize)> = Vec::with_capacity(tree.rows.len());
    let mut blocks: HashMap<(Option<u32>, u16), Blocks<'_>> = HashMap::new();
    for (row, chosen) in tree.rows.iter().zip(chosen) {
        let of_group = (row.parent, row.tag.0);
        if let Some(block) = block(row) {
            blocks.entry(of_group).or_default().push(block);
        }
        let known = blocks.get(&of_group).map(Vec::as_slice).unwrap_or_default();
        let access = || through_creator(known, row).unwrap_or_else(|| access(row));
        let holder = row.parent.and_then(|index| paths.get_mut(usize::try_from(index).ok()?));
        let path = match holder {
            Some((path, items)) if row.tag == ITEM => {
                *items += 1;
                format!("{path}[{}]", *items - 1)
            }
            Some((path, _)) => format!("{path}{}", access()),
            None if row.tag.0 == 0x0002 => format!("ds.file_meta{}", access()),
            None => format!("ds{}", access()),
        };
        if *chosen && row.tag != ITEM {
            let value = if row.vr == "SQ" { String::new() } else { format!(" {}", literal(&row.value)) };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{path}  # {}{value}{}", row.vr, private_name(row));
        }
        paths.push((path, 0));
    }
    text
}

/// The way to a row as one expression on a data set `ds`: an element's value, or an item. Private elements are reached
/// through their creator where it reserves one block only, so that the expression fits files that gave it another block.
/// `None` for fragments, and for what is no row.
pub fn expression(tree: &TagTree, row: usize) -> Option<String> {
    tree.path(row)?;
    let mut way = Vec::new();
    let mut at = Some(row);
    while let Some(index) = at {
        let row = tree.rows.get(index)?;
        way.push(match row.keyword.strip_prefix("Item ").filter(|_| row.is_item()) {
            Some(number) => format!("[{}]", number.parse::<u32>().ok()?.checked_sub(1)?),
            None if row.creator.is_some() => {
                through_creator(&creators_before(tree, index, row), row).unwrap_or_else(|| access(row))
            }
            None => access(row),
        });
        at = row.parent.and_then(|parent| usize::try_from(parent).ok()).filter(|parent| *parent < index);
    }
    way.push(if is_meta(tree, row) { "ds.file_meta".to_owned() } else { "ds".to_owned() });
    way.reverse();
    Some(way.concat())
}

/// Whether a row lies in the meta group.
fn is_meta(tree: &TagTree, row: usize) -> bool {
    tree.rows.get(row).is_some_and(|row| row.parent.is_none() && row.tag.0 == 0x0002)
}

/// The creators that stand before a row in its data set or item, for its group.
fn creators_before<'a>(tree: &'a TagTree, at: usize, row: &TagRow) -> Blocks<'a> {
    let first = row.parent.and_then(|parent| usize::try_from(parent).ok()).map_or(0, |parent| parent + 1);
    let before = tree.rows.get(first..at).unwrap_or_default().iter();
    before.filter(|other| other.parent == row.parent && other.tag.0 == row.tag.0).filter_map(block).collect()
}

/// Blocks of a group with whose they are.
type Blocks<'a> = Vec<(u16, &'a str)>;

/// The block that a creator reserves.
fn block(row: &TagRow) -> Option<(u16, &str)> {
    let is_creator = row.tag.0 % 2 == 1 && (0x10..=0xFF).contains(&row.tag.1);
    is_creator.then_some((row.tag.1, row.value.trim()))
}

/// Access to a private element by its creator, where that is not ambiguous and needs no escapes.
fn through_creator(blocks: &[(u16, &str)], row: &TagRow) -> Option<String> {
    let creator = row.creator.as_deref()?;
    let plain = |byte: u8| (0x20..0x7F).contains(&byte) && !b"\"\\<".contains(&byte);
    if !creator.bytes().all(plain) {
        return None;
    }
    let (group, element) = row.tag;
    let mut of_creator = blocks.iter().filter(|(_, name)| *name == creator);
    let is_alone = of_creator.next().is_some_and(|(block, _)| *block == element >> 8) && of_creator.next().is_none();
    is_alone.then(|| format!(".private_block(0x{group:04X}, \"{creator}\")[0x{:02X}].value", element & 0xFF))
}

/// By keyword where the dictionary has one for this very tag, else by number.
fn access(row: &TagRow) -> String {
    let (group, element) = row.tag;
    // Of repeating groups, as overlays, a keyword says the first one only, and pydicom knows none.
    let repeats = matches!(group, 0x5000..=0x50FF | 0x6000..=0x60FF | 0x7F00..=0x7FDF);
    let standard = group % 2 == 0 && !repeats && tag_named(&row.keyword) == Some(row.tag);
    if standard { format!(".{}", row.keyword) } else { format!("[0x{group:04X}, 0x{element:04X}].value") }
}

/// What a private element is called, for the comment.
fn private_name(row: &TagRow) -> String {
    if row.creator.is_some() || row.is_orphan() { format!("  {}", row.name()) } else { String::new() }
}

/// A Python string.
fn literal(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A path as a Python string; bytes that are no UTF-8 as Python itself names them (PEP 383).
fn path_literal(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(&escaped(chunk.valid()));
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\udc{byte:02x}")));
    }
    format!("\"{text}\"")
}

/// Text within a Python string: JSON's escapes are Python's too, but for surrogate pairs. What a terminal or an editor
/// would act upon is written by its number.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let mut escaped = String::with_capacity(quoted.len());
    for character in quoted.get(1..quoted.len() - 1).unwrap_or_default().chars() {
        if acts_on_screen(character) {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\U{:08X}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_in_items_are_named_by_their_way() {
        let row = |parent, tag, keyword: &'static str, vr, value: &str| TagRow {
            parent,
            tag,
            keyword: keyword.into(),
            vr,
            value: value.into(),
            vm: 1,
            creator: (tag == (0x0009, 0x1001)).then(|| "ACME 1.0".into()),
            ..TagRow::default()
        };
        let tree = TagTree {
            rows: vec![
                row(None, (0x0002, 0x0010), "TransferSyntaxUID", "UI", "1.2"),
                row(None, (0x0008, 0x1140), "ReferencedImageSequence", "SQ", ""),
                row(Some(1), ITEM, "Item 1", "", ""),
                row(Some(1), ITEM, "Item 2", "", ""),
                row(Some(3), (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.3"),
                row(None, (0x0009, 0x1001), "Speed", "LO", "a \"b\""),
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
                "ds[0x0009, 0x1001].value  # LO \"a \\\"b\\\"\"  Speed [ACME 1.0]",
            ]
        );
    }

    #[test]
    fn an_expression_leads_to_each_element() {
        let row = |parent, tag, keyword: &'static str, vr, value: &str, creator: Option<&str>| TagRow {
            parent,
            tag,
            keyword: keyword.into(),
            vr,
            value: value.into(),
            creator: creator.map(Into::into),
            ..TagRow::default()
        };
        let tree = TagTree {
            rows: vec![
                row(None, (0x0002, 0x0010), "TransferSyntaxUID", "UI", "1.2", None),
                row(None, (0x0009, 0x0010), "PrivateCreator", "LO", "ACME 1.0", None),
                row(None, (0x0009, 0x1001), "Speed", "LO", "9", Some("ACME 1.0")),
                row(None, (0x0011, 0x0010), "PrivateCreator", "LO", "TWICE", None),
                row(None, (0x0011, 0x0011), "PrivateCreator", "LO", "TWICE", None),
                row(None, (0x0011, 0x1101), "", "LO", "9", Some("TWICE")),
                row(None, (0x0040, 0x0275), "RequestAttributesSequence", "SQ", "", None),
                row(Some(6), ITEM, "Item 1", "", "", None),
                row(Some(7), (0x0008, 0x0100), "CodeValue", "SH", "A", None),
                row(Some(7), (0x0029, 0x0010), "PrivateCreator", "LO", "ACME 1.0", None),
                row(Some(7), (0x0029, 0x10FE), "", "LO", "A", Some("ACME 1.0")),
                row(None, (0x6002, 0x3000), "OverlayData", "OW", "", None),
            ],
        };
        for (at, expected) in [
            (0, "ds.file_meta.TransferSyntaxUID"),
            (1, "ds[0x0009, 0x0010].value"),
            (2, "ds.private_block(0x0009, \"ACME 1.0\")[0x01].value"),
            (5, "ds[0x0011, 0x1101].value"),
            (7, "ds.RequestAttributesSequence[0]"),
            (8, "ds.RequestAttributesSequence[0].CodeValue"),
            (10, "ds.RequestAttributesSequence[0].private_block(0x0029, \"ACME 1.0\")[0xFE].value"),
            (11, "ds[0x6002, 0x3000].value"),
        ] {
            assert_eq!(expression(&tree, at).as_deref(), Some(expected));
        }
        assert_eq!(expression(&tree, 99), None);
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_python_strings() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let path = Path::new(OsStr::from_bytes(b"\"q\"/\xe9\x1b\xe2\x80\xae\n\""));
        assert_eq!(path_literal(path), r#""\"q\"/\udce9\u001b\U0000202E\n\"""#);
    }
}
