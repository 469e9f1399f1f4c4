//! One value into cells, by its VR (PS3.5 6.2).

use dicom_core::VR;

use crate::dicom::{
    charset::{CharacterSets, acts_on_screen, decode_start, neutralise},
    index::{Element, Kind},
    numbers::decimal,
    tag_values::integer_size,
};

use super::{Cell, CellKind, LONGEST_TEXT, MOST_VALUES};

/// Bytes of a binary value that are written out.
const HEX_BYTES: usize = 64;

/// Bytes of the element's value that [`cells`] looks at.
pub(super) fn bytes_needed(element: &Element) -> usize {
    match (integer_size(element.vr), is_binary(element.vr)) {
        (Some(size), _) => size * MOST_VALUES,
        (None, true) => HEX_BYTES,
        (None, false) => LONGEST_TEXT,
    }
}

/// The cells of a value, of which `bytes` are the first; never none. With how many values are shortened or left out.
pub(super) fn cells(element: &Element, bytes: &[u8], sets: &CharacterSets) -> (Vec<Cell>, u64) {
    let is_cut = element.present > bytes.len() as u64;
    let is_known = matches!(element.kind, Kind::Value);
    if bytes.is_empty() || !is_known {
        return (vec![empty(element.vr)], u64::from(is_cut && is_known));
    }
    if let Some(size) = integer_size(element.vr) {
        let cells: Vec<Cell> = bytes.chunks_exact(size).map(|value| binary(element, value)).collect();
        let left = (element.present / size as u64).saturating_sub(cells.len() as u64);
        return if cells.is_empty() { (vec![empty(element.vr)], left) } else { (cells, left) };
    }
    if is_binary(element.vr) {
        return (vec![Cell::Text(hexadecimal(bytes, is_cut))], u64::from(is_cut));
    }
    let (text, _) = decode_start(bytes, is_cut, sets, element.vr);
    let text = text.trim_end_matches(['\0', ' ']);
    let mark = if is_cut { "…" } else { "" };
    if matches!(element.vr, VR::LT | VR::ST | VR::UT | VR::UR) {
        return (vec![Cell::Text(safe(text) + mark)], u64::from(is_cut));
    }
    let mut values = text.split('\\');
    let mut cells: Vec<Cell> = values.by_ref().take(MOST_VALUES).map(|value| textual(value, element.vr)).collect();
    if is_cut && let Some(Cell::Text(last)) = cells.last_mut() {
        last.push_str(mark);
    }
    (cells, values.count() as u64 + u64::from(is_cut))
}

fn empty(vr: VR) -> Cell {
    match vr {
        VR::US | VR::SS | VR::UL | VR::SL | VR::SV | VR::UV | VR::IS | VR::AT | VR::SQ => {
            Cell::Empty(CellKind::Integer)
        }
        VR::FL | VR::FD | VR::DS => Cell::Empty(CellKind::Number),
        _ => Cell::Text(String::new()),
    }
}

/// Binary values that are no numbers of a fixed size.
fn is_binary(vr: VR) -> bool {
    matches!(vr, VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN)
}

/// One binary number or tag.
fn binary(element: &Element, value: &[u8]) -> Cell {
    let encoding = element.encoding;
    match element.vr {
        VR::US => Cell::Integer(encoding.u16(value).into()),
        VR::SS => Cell::Integer((encoding.u16(value) as i16).into()),
        VR::UL => Cell::Integer(encoding.u32(value).into()),
        VR::SL => Cell::Integer((encoding.u32(value) as i32).into()),
        VR::SV => Cell::Integer(encoding.u64(value) as i64),
        VR::UV => match i64::try_from(encoding.u64(value)) {
            Ok(number) => Cell::Integer(number),
            Err(_) => Cell::Text(encoding.u64(value).to_string()),
        },
        VR::AT => {
            let element = encoding.u16(value.get(2..).unwrap_or_default());
            Cell::Integer(i64::from(encoding.u16(value)) << 16 | i64::from(element))
        }
        VR::FL => Cell::Number(f32::from_bits(encoding.u32(value)).into()),
        _ => Cell::Number(f64::from_bits(encoding.u64(value))),
    }
}

/// One value of a text. What is no number where one belongs stays a text: it is never guessed.
fn textual(value: &str, vr: VR) -> Cell {
    let trimmed = value.trim_matches(['\0', ' ']);
    match vr {
        VR::IS | VR::DS if trimmed.is_empty() => empty(vr),
        VR::IS => match trimmed.parse::<i64>() {
            Ok(number) => Cell::Integer(number),
            Err(_) => whole(trimmed).map_or_else(|| Cell::Text(safe(trimmed)), Cell::Integer),
        },
        VR::DS if decimal(trimmed).is_finite() => Cell::Number(decimal(trimmed)),
        // Empty groups of components at the end say nothing (PS3.5 6.2.1).
        VR::PN => Cell::Text(safe(trimmed.trim_end_matches('='))),
        VR::UC => Cell::Text(safe(value.trim_end_matches(['\0', ' ']))),
        _ => Cell::Text(safe(trimmed)),
    }
}

/// A whole number that is written as a decimal one: `12.0`.
fn whole(text: &str) -> Option<i64> {
    let number = decimal(text);
    (number.fract() == 0.0 && number.abs() <= 9e15).then_some(number as i64)
}

/// The text with its line breaks and tabs, and without anything else that acts on a screen.
fn safe(text: &str) -> String {
    if !text.contains(acts_on_screen) {
        return text.to_owned();
    }
    text.split_inclusive(['\r', '\n', '\t'])
        .map(|line| match line.char_indices().last() {
            Some((at, mark @ ('\r' | '\n' | '\t'))) => {
                format!("{}{mark}", neutralise(line.get(..at).unwrap_or_default()))
            }
            _ => neutralise(line),
        })
        .collect()
}

fn hexadecimal(bytes: &[u8], is_cut: bool) -> String {
    let digits = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase();
    let mut text: String = bytes.iter().flat_map(|byte| [digits(byte >> 4), digits(byte & 15)]).collect();
    if is_cut {
        text.push('…');
    }
    text
}
