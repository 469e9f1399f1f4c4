//! One element's header.

use dicom_core::{
    Tag, VR,
    dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr},
};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use crate::dicom::syntax::Encoding;

use super::Element;

/// An element's header as read.
pub(super) struct Head {
    pub tag: Tag,
    pub vr: VR,
    /// Declared length of the value; [`Element::UNDEFINED`] when undefined.
    pub length: u32,
    /// Bytes of the header itself.
    pub size: u64,
    /// How the value is written.
    pub encoding: Encoding,
}

/// Takes an element's header apart (PS3.5 7.1). `bytes` holds at least 8 bytes; `left` bytes remain from its start.
pub(super) fn head(bytes: &[u8], encoding: Encoding, left: u64, signed: bool) -> (Head, Option<&'static str>) {
    let tag = Tag(encoding.u16(bytes), encoding.u16(bytes.get(2..).unwrap_or_default()));
    let long_length = encoding.u32(bytes.get(4..).unwrap_or_default());
    let implicit = |encoding| {
        let vr = dictionary_vr(tag, signed);
        Head {
            tag,
            vr: if vr == VR::UN && long_length == u32::MAX { VR::SQ } else { vr },
            length: long_length,
            size: 8,
            encoding,
        }
    };
    if encoding.implicit {
        return (implicit(encoding), None);
    }
    let letters = [bytes.get(4).copied().unwrap_or(0), bytes.get(5).copied().unwrap_or(0)];
    let short = encoding.u16(bytes.get(6..).unwrap_or_default());
    let long = bytes.get(8..12).map(|bytes| encoding.u32(bytes));
    match (VR::from_binary(letters), long) {
        (Some(VR::UN), Some(length)) => (unknown(tag, length, encoding, signed), None),
        (Some(vr), Some(length)) if has_long_length(vr) => (Head { tag, vr, length, size: 12, encoding }, None),
        (Some(vr), _) => (Head { tag, vr, length: u32::from(short), size: 8, encoding }, None),
        (None, long) if letters.iter().all(u8::is_ascii_uppercase) => {
            // PS3.5 6.2.2: VRs to come have the long form. Older writers that made one up used the short form.
            let long = long.filter(|length| short == 0 && u64::from(*length) <= left.saturating_sub(12));
            let (length, size) = long.map_or((u32::from(short), 8), |length| (length, 12));
            (Head { tag, vr: VR::UN, length, size, encoding }, Some("An element has an unknown value representation."))
        }
        _ => {
            let encoding = Encoding { implicit: true, ..encoding };
            (
                implicit(encoding),
                Some("An element is written without its value representation in an explicit data set."),
            )
        }
    }
}

/// An element written as UN: what is known of it by the dictionary, its contents implicit little endian (PS3.5 6.2.2).
fn unknown(tag: Tag, length: u32, encoding: Encoding, signed: bool) -> Head {
    let undefined = length == Element::UNDEFINED;
    let creator = !tag.0.is_multiple_of(2) && (0x0010..=0x00FF).contains(&tag.1);
    let public = tag.0.is_multiple_of(2) && tag != tags::PIXEL_DATA;
    let known = if public || creator { dictionary_vr(tag, signed) } else { VR::UN };
    let vr = if undefined && tag != tags::PIXEL_DATA { VR::SQ } else { known };
    let encoding = if vr == VR::UN { encoding } else { Encoding::IMPLICIT };
    Head { tag, vr, length, size: 12, encoding }
}

/// The VR that the dictionary gives, with the ambiguous ones settled as PS3.5 annex A does for implicit syntaxes.
pub(super) fn dictionary_vr(tag: Tag, signed: bool) -> VR {
    // The standard's ranges of groups (60xx, 7Fxx) are ranges of even ones.
    if tag.0 % 2 == 1 {
        return match tag.1 {
            0 => VR::UL,
            0x0010..=0x00FF => VR::LO,
            _ => VR::UN,
        };
    }
    match StandardDataDictionary.by_tag(tag).map(|entry| entry.vr()) {
        Some(VirtualVr::Xs) if signed => VR::SS,
        Some(vr) => vr.relaxed(),
        None => VR::UN,
    }
}

/// VRs whose length field has 32 bits (PS3.5 table 7.1-1).
fn has_long_length(vr: VR) -> bool {
    use VR::{OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV};
    matches!(vr, OB | OD | OF | OL | OV | OW | SQ | SV | UC | UN | UR | UT | UV)
}
