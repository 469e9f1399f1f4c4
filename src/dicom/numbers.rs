//! Numbers as values of their VR hold them (PS3.5 6.2).

use dicom_core::VR;

use super::syntax::Encoding;

/// Numbers as their VR writes them. Binary data that are no number give none.
pub(super) fn numbers(bytes: &[u8], vr: VR, encoding: Encoding) -> Vec<f64> {
    match vr {
        VR::US | VR::OW => bytes.chunks_exact(2).map(|b| f64::from(encoding.u16(b))).collect(),
        VR::SS => bytes.chunks_exact(2).map(|b| f64::from(encoding.u16(b) as i16)).collect(),
        VR::UL | VR::OL => bytes.chunks_exact(4).map(|b| f64::from(encoding.u32(b))).collect(),
        VR::SL => bytes.chunks_exact(4).map(|b| f64::from(encoding.u32(b) as i32)).collect(),
        VR::FL | VR::OF => bytes.chunks_exact(4).map(|b| f64::from(f32::from_bits(encoding.u32(b)))).collect(),
        VR::FD | VR::OD => bytes.chunks_exact(8).map(|b| f64::from_bits(encoding.u64(b))).collect(),
        VR::UV | VR::OV => bytes.chunks_exact(8).map(|b| encoding.u64(b) as f64).collect(),
        VR::SV => bytes.chunks_exact(8).map(|b| encoding.u64(b) as i64 as f64).collect(),
        VR::OB | VR::SQ => Vec::new(),
        _ => String::from_utf8_lossy(bytes).split('\\').map(decimal).collect(),
    }
}

/// A decimal or integer string; NaN if it is none.
pub(super) fn decimal(text: &str) -> f64 {
    let text = text.trim_matches(|c: char| c == '\0' || c.is_ascii_whitespace());
    // Rust also reads "inf" and "nan", which DS does not know (PS3.5 6.2).
    if text.bytes().any(|b| b.is_ascii_alphabetic() && !matches!(b, b'e' | b'E')) {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}
