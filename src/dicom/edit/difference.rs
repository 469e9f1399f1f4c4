//! What an edit changes, for the person who asked for it.

use dicom_core::{Tag, VR};

use crate::dicom::{
    TagPath,
    charset::{self, CharacterSets, shown},
    names,
    syntax::Encoding,
};

use super::{
    original::Original,
    tree::{Content, Node},
    value::{is_text, shown_numbers},
};

/// One element before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// To the element or item.
    pub path: TagPath,
    /// Keyword of the last element, or empty.
    pub keyword: String,
    /// VR afterwards; empty for items.
    pub vr: &'static str,
    /// The value before, safe for a screen; `None` where it was not there.
    pub old: Option<String>,
    /// The value afterwards; `None` where it is gone.
    pub new: Option<String>,
    /// Why it changes where the person did not ask for it; else empty.
    pub why: &'static str,
    /// Whether it, or what it stands in, names who the patient is.
    pub identifying: bool,
}

/// Longer values are shown by their beginning.
pub(super) const LONGEST: u64 = 1 << 20;

/// Bytes of binary values that are shown.
const BEGINNING: usize = 8;

impl Difference {
    /// Of values as [`shown_value`] gives them.
    pub(super) fn new(
        path: &TagPath,
        (vr, identifying): (VR, bool),
        old: Option<String>,
        new: Option<String>,
        why: &'static str,
    ) -> Self {
        let tag = path.tag().map(|tag| Tag(tag.0, tag.1));
        Self {
            path: path.clone(),
            keyword: tag.map(|tag| names::keyword(tag).to_owned()).unwrap_or_default(),
            vr: if tag.is_some() { vr.to_string() } else { "" },
            old,
            new,
            why,
            identifying,
        }
    }

    /// One line: where, what it was, what it is to be.
    pub fn line(&self, hide_identity: bool) -> String {
        let value = |value: &Option<String>| match value {
            None => "(not there)".to_owned(),
            Some(_) if hide_identity && self.identifying => "(hidden)".to_owned(),
            Some(text) if text.is_empty() => "(empty)".to_owned(),
            Some(text) => text.clone(),
        };
        let name = if self.keyword.is_empty() { String::new() } else { format!(" {}", self.keyword) };
        let vr = if self.vr.is_empty() { String::new() } else { format!(" {}", self.vr) };
        let new = if self.new.is_none() { "(removed)".to_owned() } else { value(&self.new) };
        let why = if self.why.is_empty() { String::new() } else { format!(" ({})", self.why) };
        format!("{}{vr}{name}: {} → {new}{why}", self.path, value(&self.old))
    }
}

/// A value for a screen: text and numbers as they are; of binary and of long ones the length and the first bytes.
pub(super) fn shown_value(bytes: &[u8], vr: VR, encoding: Encoding, sets: &CharacterSets) -> String {
    shown_start(bytes, bytes.len() as u64, vr, encoding, sets)
}

/// The same for a value of `length` bytes, of which only the first may be at hand.
fn shown_start(bytes: &[u8], length: u64, vr: VR, encoding: Encoding, sets: &CharacterSets) -> String {
    if length == 0 {
        return String::new();
    }
    let is_whole = length <= LONGEST && bytes.len() as u64 == length;
    if let Some(text) = is_whole.then(|| readable(bytes, vr, encoding, sets)).flatten() {
        return shown(&text);
    }
    let first: String = bytes.iter().take(BEGINNING).map(|byte| format!(" {byte:02X}")).collect();
    let more = if length > BEGINNING as u64 { " …" } else { "" };
    format!("{length} bytes{first}{more}")
}

impl Node {
    /// Its value for a screen; empty for what holds items.
    pub(super) fn shown(&self, original: &Original, vr: VR, encoding: Encoding, sets: &CharacterSets) -> String {
        match self {
            Self::Kept(at) => original.element(*at).map_or_else(String::new, |element| {
                let most = if element.present > LONGEST { BEGINNING as u64 } else { LONGEST };
                match self.length(original) {
                    Some(length) => shown_start(&original.start(element, most), length, vr, encoding, sets),
                    None => String::new(),
                }
            }),
            Self::Changed { value, .. } | Self::New { content: Content::Value(value), .. } => {
                shown_value(value, vr, encoding, sets)
            }
            _ => String::new(),
        }
    }
}

/// A value as text that reads back as the same; `None` for binary and for bytes that are no text.
pub(super) fn readable(bytes: &[u8], vr: VR, encoding: Encoding, sets: &CharacterSets) -> Option<String> {
    if matches!(vr, VR::OB | VR::OD | VR::OF | VR::OL | VR::OV | VR::OW | VR::UN | VR::SQ) {
        return None;
    }
    if let Some(numbers) = shown_numbers(bytes, vr, encoding) {
        return Some(numbers);
    }
    let (text, faults) = charset::decode_start(bytes, false, sets, vr);
    let trimmed = text.trim_end_matches(['\0', ' ']);
    (!faults.unknown_bytes && (is_text(vr) || text.is_ascii())).then(|| trimmed.to_owned())
}
