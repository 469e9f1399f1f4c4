//! One element's header.

use dicom_core::{
    Tag, VR,
    dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr},
};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use crate::dicom::syntax::Encoding;

use super::Element;

/// An element's header as read.
#[derive(Clone, Copy, Debug)]
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

/// What is odd about a header.
#[derive(Clone, Copy, Debug)]
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// Two capital letters that are no VR.
    UnknownVr,
    /// No VR where one belongs.
    NoVr,
    /// It could as well be this one, written by other rules than the data set's, and this one should be tried `first`.
    Either { other: Head, first: bool },
}

/// Takes an element's header apart (PS3.5 7.1). `bytes` holds at least 8 bytes; `left` bytes remain from its start.
pub(super) fn head(bytes: &[u8], encoding: Encoding, left: u64, signed: bool) -> (Head, Doubt) {
    let tag = Tag(encoding.u16(bytes), encoding.u16(bytes.get(2..).unwrap_or_default()));
    let long_length = encoding.u32(bytes.get(4..).unwrap_or_default());
    let letters = [bytes.get(4).copied().unwrap_or(0), bytes.get(5).copied().unwrap_or(0)];
    let capitals = letters.iter().all(u8::is_ascii_uppercase);
    let implicit = |encoding| {
        let vr = dictionary_vr(tag, signed);
        let vr = if vr == VR::UN && long_length == u32::MAX { VR::SQ } else { vr };
        Head { tag, vr, length: long_length, size: 8, encoding }
    };
    if encoding.implicit {
        let explicit = Encoding { implicit: false, ..encoding };
        // The low half of a length seldom is two capital letters.
        let other = capitals.then(|| VR::from_binary(letters)).flatten();
        let other = other.map(|_| head(bytes, explicit, left, signed).0);
        let doubt = other.map_or(Doubt::None, |other| Doubt::Either { other, first: false });
        return (implicit(encoding), doubt);
    }
    let short = encoding.u16(bytes.get(6..).unwrap_or_default());
    let long = bytes.get(8..12).map(|bytes| encoding.u32(bytes));
    let in_short_form = |vr| Head { tag, vr, length: u32::from(short), size: 8, encoding };
    match (vr_of(letters), long) {
        (Some(vr), Some(length)) if has_long_length(vr) => {
            let long = match vr {
                VR::UN => unknown(tag, length, encoding, signed),
                vr => Head { tag, vr, length, size: 12, encoding },
            };
            // Two bytes of zero stand before a long length; anything else there likely is a short one.
            let doubt = match short {
                0 => Doubt::None,
                _ => Doubt::Either { other: in_short_form(vr), first: true },
            };
            (long, doubt)
        }
        (Some(vr), _) => (in_short_form(vr), Doubt::None),
        (None, long) if capitals => {
            // PS3.5 6.2.2: VRs to come have the long form. Older writers that made one up used the short form.
            let long = long.filter(|length| short == 0 && u64::from(*length) <= left.saturating_sub(12));
            let (length, size) = long.map_or((u32::from(short), 8), |length| (length, 12));
            (Head { tag, vr: VR::UN, length, size, encoding }, Doubt::UnknownVr)
        }
        _ => (implicit(Encoding { implicit: true, ..encoding }), Doubt::NoVr),
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

/// The VR of two letters. Those that most elements have are told apart here, without a detour through text.
fn vr_of(letters: [u8; 2]) -> Option<VR> {
    Some(match &letters {
        b"CS" => VR::CS,
        b"DA" => VR::DA,
        b"DS" => VR::DS,
        b"IS" => VR::IS,
        b"LO" => VR::LO,
        b"PN" => VR::PN,
        b"SH" => VR::SH,
        b"SQ" => VR::SQ,
        b"TM" => VR::TM,
        b"UI" => VR::UI,
        b"UL" => VR::UL,
        b"US" => VR::US,
        _ => return VR::from_binary(letters),
    })
}

/// The VR that the dictionary gives, with the ambiguous ones settled as PS3.5 annex A does for implicit syntaxes.
pub(in crate::dicom) fn dictionary_vr(tag: Tag, signed: bool) -> VR {
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
pub(in crate::dicom) fn has_long_length(vr: VR) -> bool {
    use VR::{OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV};
    matches!(vr, OB | OD | OF | OL | OV | OW | SQ | SV | UC | UN | UR | UT | UV)
}
