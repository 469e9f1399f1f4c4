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

/// The line of a row of `object`, with its value as for [`write_text`]. `at` is the row's place in the object's tree.
pub fn whole_line(object: &Object, at: usize, row: &TagRow) -> String {
    line(row, &whole(object, at, row))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::path::Path;

    use super::*;
    use crate::dicom::{
        open_bytes,
        write::{DataSetWriter, EXPLICIT_LITTLE},
    };

    fn csv_of(set: &DataSetWriter) -> String {
        let object = open_bytes(Path::new("a"), set.file(EXPLICIT_LITTLE)).unwrap();
        let mut out = Vec::new();
        write_csv(&mut out, &object, &vec![true; object.tag_tree().rows.len()]).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_long_text_is_written_whole() {
        let mut set = DataSetWriter::new();
        let words = "word ".repeat(2_999) + "end!!";
        set.text((0x8, 0x18), "UI", "1.2.3").text((0x8, 0x4000), "UT", &words);
        let csv = csv_of(&set);
        assert!(csv.contains(&format!(",{words},")), "{} characters", csv.len());
        let object = open_bytes(Path::new("a"), set.file(EXPLICIT_LITTLE)).unwrap();
        let chosen = vec![true; object.tag_tree().rows.len()];
        let text = |whole: bool| {
            let mut out = Vec::new();
            write_text(&mut out, &object, &chosen, whole).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(text(true).contains(&words) && !text(false).contains(&words) && text(false).contains('…'));
    }

    #[test]
    fn formulas_are_words_and_signs_of_numbers_stay() {
        let mut set = DataSetWriter::new();
        set.text((0x8, 0x18), "UI", "1.2.3").text((0x8, 0x1030), "LO", "=cmd");
        set.text((0x20, 0x32), "DS", "-1.5\\2\\3").text((0x20, 0x4000), "LT", "-1+2");
        let csv = csv_of(&set);
        assert!(csv.contains(",'=cmd,") && csv.contains(",-1.5\\2\\3,") && csv.contains(",'-1+2,"), "{csv}");
    }
}
