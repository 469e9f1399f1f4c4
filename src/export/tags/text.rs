//! Rows as lines of text and as comma-separated values.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use crate::{dicom::TagRow, export::csv};

/// Characters of tag, VR and name on a line; longer ones push what follows to the right.
const NAME_WIDTH: usize = 60;
/// Characters of a value on a line that is to be short.
const VALUE_WIDTH: usize = 96;

/// A line for each row; values are shortened to the line unless they are wanted whole.
///
/// # Errors
/// Those of `out`.
pub fn write_text<'a>(
    out: &mut dyn Write,
    rows: impl Iterator<Item = &'a TagRow>,
    whole_values: bool,
) -> io::Result<()> {
    for row in rows {
        writeln!(out, "{}", text_line(row, whole_values))?;
    }
    Ok(())
}

/// `(0008,0060) CS Modality 2 CT`, indented by depth; private elements as `Name [CREATOR]`.
pub fn text_line(row: &TagRow, whole_value: bool) -> String {
    let mut line = "  ".repeat(usize::from(row.depth));
    // Writing to a String cannot fail.
    let _ = write!(line, "{} {:2} {}", row.tag_text(), row.vr, row.name());
    let width = line.chars().count();
    line.extend(std::iter::repeat_n(' ', NAME_WIDTH.saturating_sub(width)));
    let _ = match row.length {
        Some(length) => write!(line, " {length:>9}  "),
        None => write!(line, " undefined  "),
    };
    line.push_str(&if whole_value { row.value.as_str().into() } else { shortened(&row.value) });
    line.truncate(line.trim_end().len());
    line
}

/// A header line, then a line an element; fields quoted where they must be (RFC 4180).
///
/// # Errors
/// Those of `out`.
pub fn write_csv<'a>(out: &mut dyn Write, rows: impl Iterator<Item = &'a TagRow>) -> io::Result<()> {
    write!(out, "depth,tag,keyword,vr,length,vm,value,creator\r\n")?;
    for row in rows {
        let (keyword, value) = (csv::field(&row.keyword), csv::field(&row.value));
        let creator = csv::field(row.creator.as_deref().unwrap_or_default());
        let length = row.length.map_or(String::new(), |length| length.to_string());
        let (depth, tag, vr, vm) = (row.depth, row.tag_text(), row.vr, row.vm);
        write!(out, "{depth},\"{tag}\",{keyword},{vr},{length},{vm},{value},{creator}\r\n")?;
    }
    Ok(())
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
