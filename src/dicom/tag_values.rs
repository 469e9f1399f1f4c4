//! Values of elements as text.

use dicom_core::VR;

use super::{charset, header::numbers, index::Element, names};

/// Bytes of a value that are shown at most.
pub(super) const SHOWN_BYTES: usize = 4 << 10;
/// Bytes of a binary value that are shown.
const SHOWN_HEX: usize = 32;

/// A value from its first bytes, its values joined by `\`, and their number (0 for binary).
pub(super) fn shown_value(element: &Element, bytes: &[u8], character_sets: &[String]) -> (String, u32) {
    let cut = element.present > bytes.len() as u64;
    let more = if cut { "…" } else { "" };
    if bytes.is_empty() {
        return (String::new(), 0);
    }
    if let Some(size) = integer_size(element.vr) {
        let values: Vec<String> = bytes.chunks_exact(size).map(|value| number_text(element, value)).collect();
        let count = u32::try_from(element.present / size as u64).unwrap_or(u32::MAX);
        return (values.join("\\") + more, count);
    }
    match element.vr {
        VR::UI => {
            let text = String::from_utf8_lossy(bytes);
            let uids: Vec<String> = text.split('\\').map(named_uid).collect();
            (uids.join("\\") + more, uids.len() as u32)
        }
        VR::LT | VR::ST | VR::UT | VR::UR => (text(bytes, character_sets, element.vr) + more, 1),
        VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN => (binary(bytes, element.present), 0),
        _ => {
            let text = text(bytes, character_sets, element.vr);
            let values: Vec<&str> = text.split('\\').map(|value| value.trim_matches(['\0', ' '])).collect();
            (values.join("\\") + more, values.len() as u32)
        }
    }
}

/// A whole text, decoded, without padding at its end.
pub(super) fn text(bytes: &[u8], character_sets: &[String], vr: VR) -> String {
    let text = charset::decode(bytes, character_sets, vr);
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
fn number_text(element: &Element, value: &[u8]) -> String {
    let encoding = element.encoding;
    match element.vr {
        VR::AT => format!("({:04X},{:04X})", encoding.u16(value), encoding.u16(value.get(2..).unwrap_or_default())),
        VR::FL => f32::from_bits(encoding.u32(value)).to_string(),
        VR::SV => (encoding.u64(value) as i64).to_string(),
        VR::UV => encoding.u64(value).to_string(),
        vr => numbers(value, vr, encoding).first().map(f64::to_string).unwrap_or_default(),
    }
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
