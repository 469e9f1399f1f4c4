//! Rows as lines of text and as comma-separated values.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use crate::{
    dicom::{Object, TagRow, TagTree},
    export::csv,
};

/// Characters of tag, VR and name on a line; longer ones push what follows to the right.
const NAME_WIDTH: usize = 60;
/// Characters of a value on a line that is to be short.
const VALUE_WIDTH: usize = 96;

/// A line for each row of `object` that is chosen; values are shortened to the line unless they are wanted whole, then they
/// are read one after the other, as far as [`TagPage::WHOLE`](crate::dicom::TagPage::WHOLE) bytes of each.
///
/// # Errors
/// Those of `out`.
pub fn write_text(out: &mut dyn Write, object: &Object, chosen: &[bool], whole_values: bool) -> io::Result<()> {
    let tree = object.tag_tree();
    for (at, row) in rows(&tree, chosen) {
        let value = if whole_values { whole(object, at, row) } else { shortened(&row.value) };
        writeln!(out, "{}", line(row, &value))?;
    }
    Ok(())
}

/// The chosen rows with their places.
fn rows<'a>(tree: &'a TagTree, chosen: &'a [bool]) -> impl Iterator<Item = (usize, &'a TagRow)> {
    tree.rows.iter().enumerate().zip(chosen).filter_map(|(row, chosen)| chosen.then_some(row))
}

/// The value of a row, read again where the row holds its beginning only.
fn whole<'a>(object: &Object, at: usize, row: &'a TagRow) -> Cow<'a, str> {
    let long = if row.value.ends_with('…') { object.long_value(at, row.vr) } else { None };
    long.map_or(Cow::Borrowed(&row.value), Cow::Owned)
}

/// `(0008,0060) CS Modality 2 CT`, indented by depth; private elements as `Name [CREATOR]`.
pub fn text_line(row: &TagRow, whole_value: bool) -> String {
    line(row, &if whole_value { row.value.as_str().into() } else { shortened(&row.value) })
}

fn line(row: &TagRow, value: &str) -> String {
    let mut line = "  ".repeat(usize::from(row.depth));
    // Writing to a String cannot fail.
    let _ = write!(line, "{} {:2} {}", row.tag_text(), row.vr, row.name());
    let width = line.chars().count();
    line.extend(std::iter::repeat_n(' ', NAME_WIDTH.saturating_sub(width)));
    let _ = match row.length {
        Some(length) => write!(line, " {length:>9}  "),
        None => write!(line, " undefined  "),
    };
    line.push_str(value);
    line.truncate(line.trim_end().len());
    line
}

/// A header line, then a line an element; fields quoted where they must be (RFC 4180). Values are read as for
/// [`write_text`]. Texts that a spreadsheet would take for a formula have an apostrophe before them; numbers have not.
///
/// # Errors
/// Those of `out`.
pub fn write_csv(out: &mut dyn Write, object: &Object, chosen: &[bool]) -> io::Result<()> {
    write!(out, "depth,tag,keyword,vr,length,vm,value,creator\r\n")?;
    let tree = object.tag_tree();
    for (at, row) in rows(&tree, chosen) {
        let value = whole(object, at, row);
        let keyword = csv::words(&row.keyword);
        let value = if are_numbers(&value) { csv::field(&value) } else { csv::words(&value) };
        let creator = csv::words(row.creator.as_deref().unwrap_or_default());
        let length = row.length.map_or(String::new(), |length| length.to_string());
        let (depth, tag, vr, vm) = (row.depth, row.tag_text(), row.vr, row.vm);
        write!(out, "{depth},\"{tag}\",{keyword},{vr},{length},{vm},{value},{creator}\r\n")?;
    }
    Ok(())
}

/// Whether all values are numbers, so that no sign before the first one begins a formula.
fn are_numbers(value: &str) -> bool {
    value.split('\\').all(|value| value.trim().parse::<f64>().is_ok())
}

fn shortened(value: &str) -> Cow<'_, str> {
    if value.len() <= VALUE_WIDTH {
        return value.into();
    }
    match value.char_indices().nth(VALUE_WIDTH) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()).into(),
        None => value.into(),
    }
}
