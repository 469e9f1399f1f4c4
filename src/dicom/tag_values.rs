//! Values of elements as text.

use std::fmt::Write as _;

use dicom_core::VR;

use super::{
    charset::{self, CharacterSets},
    index::Element,
    names,
};

/// Bytes of a value that are shown at most.
pub(super) const SHOWN_BYTES: usize = 4 << 10;
/// Bytes of a binary value that are shown.
const SHOWN_HEX: usize = 32;

/// A value from its first bytes, its values joined by `\`, and their number (0 for binary).
pub(super) fn shown_value(element: &Element, bytes: &[u8], character_sets: &CharacterSets) -> (String, u32) {
    let cut = element.present > bytes.len() as u64;
    let more = if cut { "…" } else { "" };
    if bytes.is_empty() {
        return (String::new(), 0);
    }
    if let Some(size) = integer_size(element.vr) {
        let mut text = String::with_capacity(4 * bytes.len());
        for (number, value) in bytes.chunks_exact(size).enumerate() {
            if number > 0 {
                text.push('\\');
            }
            push_number(&mut text, element, value);
        }
        let count = u32::try_from(element.present / size as u64).unwrap_or(u32::MAX);
        return (text + more, count);
    }
    match element.vr {
        VR::UI => {
            let text = text(bytes, cut, character_sets, element.vr);
            let uids: Vec<String> = text.split('\\').map(named_uid).collect();
            (uids.join("\\") + more, uids.len() as u32)
        }
        VR::LT | VR::ST | VR::UT | VR::UR => (text(bytes, cut, character_sets, element.vr) + more, 1),
        VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN => (binary(bytes, element.present), 0),
        _ => {
            let text = text(bytes, cut, character_sets, element.vr);
            let values: Vec<&str> = text.split('\\').map(|value| value.trim_matches(['\0', ' '])).collect();
            (values.join("\\") + more, values.len() as u32)
        }
    }
}

/// A text, decoded, without padding at its end. Of one that is `cut` the last character that is whole is the last.
pub(super) fn text(bytes: &[u8], cut: bool, character_sets: &CharacterSets, vr: VR) -> String {
    let (text, _) = charset::decode_start(bytes, cut, character_sets, vr);
    text.trim_end_matches(['\0', ' ']).to_owned()
}

/// Bytes of one value of a binary number or tag.
pub(super) fn integer_size(vr: VR) -> Option<usize> {
    match vr {
        VR::US | VR::SS => Some(2),
        VR::UL | VR::SL | VR::FL | VR::AT => Some(4),
        VR::FD | VR::SV | VR::UV => Some(8),
        _ => None,
    }
}

/// One binary number, in the fewest digits that mean the same number.
fn push_number(text: &mut String, element: &Element, value: &[u8]) {
    let encoding = element.encoding;
    // Writing to a String cannot fail.
    let _ = match element.vr {
        VR::AT => {
            write!(text, "({:04X},{:04X})", encoding.u16(value), encoding.u16(value.get(2..).unwrap_or_default()))
        }
        VR::US => write!(text, "{}", encoding.u16(value)),
        VR::SS => write!(text, "{}", encoding.u16(value) as i16),
        VR::UL => write!(text, "{}", encoding.u32(value)),
        VR::SL => write!(text, "{}", encoding.u32(value) as i32),
        VR::UV => write!(text, "{}", encoding.u64(value)),
        VR::SV => write!(text, "{}", encoding.u64(value) as i64),
        VR::FL => match f32::from_bits(encoding.u32(value)) {
            number if is_plain(number.into()) => write!(text, "{number}"),
            number => write!(text, "{number:e}"),
        },
        _ => match f64::from_bits(encoding.u64(value)) {
            number if is_plain(number) => write!(text, "{number}"),
            number => write!(text, "{number:e}"),
        },
    };
}

/// Whether a number needs no exponent to be short.
fn is_plain(number: f64) -> bool {
    number == 0.0 || !number.is_finite() || (1e-5..1e16).contains(&number.abs())
}

fn named_uid(uid: &str) -> String {
    let uid = uid.trim_matches(['\0', ' ']);
    match names::uid(uid) {
        Some(name) => format!("{uid} ({name})"),
        None => uid.to_owned(),
    }
}

/// Text where all bytes are printable, else the first bytes in hexadecimal.
fn binary(bytes: &[u8], length: u64) -> String {
    let plain = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    let shown = &bytes[..bytes.len().min(SHOWN_HEX)];
    let more = if length > shown.len() as u64 { " …" } else { "" };
    if !plain.is_empty() && plain.iter().all(|byte| (0x20..0x7F).contains(byte)) {
        let cut = &plain[..plain.len().min(4 * SHOWN_HEX)];
        return String::from_utf8_lossy(cut).into_owned() + if cut.len() < plain.len() { "…" } else { "" };
    }
    let hex: Vec<String> = shown.iter().map(|byte| format!("{byte:02X}")).collect();
    hex.join(" ") + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::{
        index::{Element, Kind},
        syntax::Encoding,
    };

    fn value(vr: VR, bytes: &[u8], length: u64) -> (String, u32) {
        let element = Element {
            head: 8,
            begins: None,
            tag: dicom_core::Tag(0x0018, 0x9999),
            vr,
            encoding: Encoding::EXPLICIT,
            kind: Kind::Value,
            depth: 0,
            parent: u32::MAX,
            end: 1,
            length: 0,
            offset: 0,
            present: length,
        };
        let sets = CharacterSets::parse(b"ISO_IR 192").0;
        shown_value(&element, bytes, &sets)
    }

    #[test]
    fn numbers_are_short() {
        let doubles = [0.1, -0.0, 1e-300, 1e300, 12_345.5, f64::NAN, f64::NEG_INFINITY, 1e15];
        let bytes: Vec<u8> = doubles.iter().flat_map(|value: &f64| value.to_le_bytes()).collect();
        let text = "0.1\\-0\\1e-300\\1e300\\12345.5\\NaN\\-inf\\1000000000000000";
        assert_eq!(value(VR::FD, &bytes, 64), (text.into(), 8));
        assert_eq!(value(VR::FL, &1e-45_f32.to_le_bytes(), 4), ("1e-45".into(), 1));
        assert_eq!(value(VR::SS, b"\xFF\xFF\x02\0", 4), ("-1\\2".into(), 2));
        assert_eq!(value(VR::SL, b"\xFE\xFF\xFF\xFF", 4), ("-2".into(), 1));
        assert_eq!(value(VR::SV, &[0xFF; 8], 8), ("-1".into(), 1));
        assert_eq!(value(VR::UV, &[0xFF; 8], 8), ("18446744073709551615".into(), 1));
        assert_eq!(value(VR::AT, b"\x10\0\x20\0", 4), ("(0010,0020)".into(), 1));
        assert_eq!(value(VR::US, b"\x01\0\x02\0", 9000), ("1\\2…".into(), 4500));
    }

    #[test]
    fn a_cut_text_ends_with_a_whole_character() {
        assert_eq!(value(VR::UT, b"a\xe5\xb1\xb1\xe5\xb1", 9000), ("a山…".into(), 1));
        assert_eq!(value(VR::LO, b"a \\ b\xff ", 7), ("a\\b<FF>".into(), 2));
        assert_eq!(value(VR::UI, b"1.2\xff\0", 5), ("1.2<FF>".into(), 1));
    }
}
