//! Whole values, a page at a time: text as text, all else in hexadecimal.

use std::fmt::Write as _;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::{
    Object,
    charset::{CharacterSets, neutralise},
    header::Header,
    index::{Element, Kind},
    syntax::Encoding,
    tag_values::shown_value,
    value_reader::is_pixel_data,
};

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagPageWant {
    /// Position of the row in the file's tree.
    pub row: u32,
    /// First byte of the value; of text, whole values begin at 0 only.
    pub offset: u64,
    /// The bytes, also where the value is text or numbers.
    pub as_bytes: bool,
}

/// A part of a value, or all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagPage {
    /// Lines of no more than about a hundred characters.
    pub lines: Vec<String>,
    /// Length of the value in bytes.
    pub total: u64,
    /// The bytes that are shown.
    pub bytes: std::ops::Range<u64>,
    /// Bytes with their offsets, and not text.
    pub is_hex: bool,
    /// Of text: what is shown, not broken into lines but where it has some.
    pub text: String,
}

impl TagPage {
    /// Bytes of a value that are read as text.
    pub const TEXT: u64 = 1 << 20;
    /// Bytes of a value that an export of tags writes.
    pub const WHOLE: u64 = 8 << 20;
    /// Bytes on a page of bytes.
    pub const HEX: u64 = 16 << 10;
    const HEX_LINE: usize = 16;
    const WIDTH: usize = 100;
}

/// What ends a line of a text.
const LINE_ENDS: [char; 4] = ['\n', '\u{B}', '\u{C}', '\r'];

impl Object {
    /// The value of a row of [`Object::tag_tree`] on one line, as far as [`TagPage::WHOLE`] bytes; `None` where the row
    /// itself says all that there is to say. `vr` is that of the row.
    pub fn long_value(&self, row: usize, vr: &str) -> Option<String> {
        let header = self.header();
        let element = resolved(*header.index.elements.get(row)?, vr);
        // Of a short text, too, the row may lack the end: numbers and escapes take more characters than bytes.
        let is_text = element.kind == Kind::Value && !is_binary(element.vr) && !is_pixel_data(&element);
        if !is_text {
            return None;
        }
        let bytes = header.value_bytes(&element, TagPage::WHOLE);
        let sets = sets_at(header, &element).unwrap_or_else(|| header.top().character_sets().clone());
        Some(neutralise(&shown_value(&element, &bytes, &sets).0))
    }

    /// A page of the value of a row of [`Object::tag_tree`]; `None` where there is no such value. `vr` is that of the row.
    /// Not for the window's thread.
    pub fn tag_page(&self, want: TagPageWant, vr: &str) -> Option<TagPage> {
        let header = self.header();
        let element = *header.index.elements.get(want.row as usize)?;
        if matches!(element.kind, Kind::Sequence | Kind::Item | Kind::Encapsulated) {
            return None;
        }
        let element = resolved(element, vr);
        let is_text = element.kind == Kind::Value && !is_binary(element.vr);
        if is_text && !want.as_bytes {
            return Some(text_page(header, &element));
        }
        let start = want.offset.min(element.present) / TagPage::HEX_LINE as u64 * TagPage::HEX_LINE as u64;
        let part =
            Element { offset: element.offset.saturating_add(start), present: element.present - start, ..element };
        let bytes = header.value_bytes(&part, TagPage::HEX);
        let lines = bytes.chunks(TagPage::HEX_LINE).zip((start..).step_by(TagPage::HEX_LINE));
        let lines = lines.map(|(line, at)| hex_line(at, line)).collect();
        let end = start.saturating_add(bytes.len() as u64);
        Some(TagPage { lines, total: element.present, bytes: start..end, is_hex: true, text: String::new() })
    }
}

/// The element with the VR that its private creator gives it.
fn resolved(element: Element, vr: &str) -> Element {
    match vr.parse::<VR>() {
        // PS3.5 6.2.2: what is written as UN is implicit little endian in every syntax.
        Ok(vr) if element.vr == VR::UN && vr != VR::UN => {
            let encoding = if element.encoding.implicit { element.encoding } else { Encoding::IMPLICIT };
            Element { vr, encoding, ..element }
        }
        _ => element,
    }
}

fn is_binary(vr: VR) -> bool {
    matches!(vr, VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN)
}

fn text_page(header: &Header, element: &Element) -> TagPage {
    let bytes = header.value_bytes(element, TagPage::TEXT);
    let sets = sets_at(header, element).unwrap_or_else(|| header.top().character_sets().clone());
    let (text, _) = shown_value(element, &bytes, &sets);
    let text: Vec<String> = text.replace("\r\n", "\n").split(LINE_ENDS).map(neutralise).collect();
    let mut lines = Vec::new();
    for line in text.iter().filter(|line| !line.is_empty()) {
        push_wrapped(&mut lines, line);
    }
    TagPage { lines, total: element.present, bytes: 0..bytes.len() as u64, is_hex: false, text: text.join("\n") }
}

/// Character sets that an item around the element has of its own.
fn sets_at(header: &Header, element: &Element) -> Option<CharacterSets> {
    let mut at = element.parent;
    while let Some(holder) = header.index.elements.get(at as usize) {
        if let Some(own) = header.index.find(Some(at as usize), tags::SPECIFIC_CHARACTER_SET) {
            let own = header.index.elements.get(own)?;
            return Some(CharacterSets::parse(&header.value_bytes(own, 1024)).0);
        }
        at = holder.parent;
    }
    None
}

/// Cuts a line where a value or a word ends, or where it has to.
fn push_wrapped(lines: &mut Vec<String>, text: &str) {
    let mut line = String::new();
    let mut count = 0;
    for piece in text.split_inclusive(['\\', ' ']) {
        let length = piece.chars().count();
        if count > 0 && count + length > TagPage::WIDTH {
            lines.push(std::mem::take(&mut line));
            count = 0;
        }
        for character in piece.chars() {
            if count == TagPage::WIDTH {
                lines.push(std::mem::take(&mut line));
                count = 0;
            }
            line.push(character);
            count += 1;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
}

/// `00000010  44 49 43 4D …  DICM…`.
fn hex_line(at: u64, bytes: &[u8]) -> String {
    let mut line = format!("{at:08X} ");
    for place in 0..TagPage::HEX_LINE {
        if place % 8 == 0 {
            line.push(' ');
        }
        // Writing to a String cannot fail.
        let _ = match bytes.get(place) {
            Some(byte) => write!(line, "{byte:02X} "),
            None => write!(line, "   "),
        };
    }
    line.push(' ');
    line.extend(bytes.iter().map(|byte| if (0x20..0x7F).contains(byte) { char::from(*byte) } else { '·' }));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_with_their_places() {
        assert_eq!(
            hex_line(16, b"DICM\x00\x02abcdefghij"),
            "00000010  44 49 43 4D 00 02 61 62  63 64 65 66 67 68 69 6A  DICM··abcdefghij"
        );
        let short = "00000000  44 ".to_owned() + &" ".repeat(46) + " D";
        assert_eq!(hex_line(0, b"D"), short);
    }

    #[test]
    fn long_lines_are_cut_between_values() {
        let text = "12345\\".repeat(40);
        let mut lines = Vec::new();
        push_wrapped(&mut lines, &text);
        assert!(lines.iter().all(|line| line.len() <= TagPage::WIDTH && line.ends_with('\\')));
        assert_eq!(lines.concat(), text);
        lines.clear();
        push_wrapped(&mut lines, &"x".repeat(250));
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [100, 100, 50]);
    }
}
