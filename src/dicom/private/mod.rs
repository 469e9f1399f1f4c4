//! Private elements (PS3.5 7.8): who owns them, what the owner calls them and how their values are written.
//!
//! A creator reserves a block of a group for its own data set or item only. The dictionary's word on a VR counts where
//! the file has none, that is in implicit syntaxes and where UN is written, and only if the value's bytes allow it:
//! such an element is shown, and written as JSON, with the VR of the dictionary. A VR that is written is never doubted.

mod dictionary;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use dicom_core::{Tag, VR};

use super::{
    charset::{CharacterSets, decode, shown},
    index::{Element, Kind},
    syntax::Encoding,
};
use dictionary::{Elements, elements};

/// The private creators of a file as it is read from its first element to its last.
#[derive(Debug, Default)]
pub(super) struct Creators {
    /// By the element that holds them, group and block.
    blocks: HashMap<(u32, u16, u16), Creator>,
    /// Each name once, however many items repeat it.
    known: HashMap<Vec<u8>, Creator>,
}

/// The owner of a block.
#[derive(Clone, Debug)]
pub(super) struct Creator {
    /// Its name, safe for a screen.
    pub name: Arc<str>,
    elements: Option<Elements>,
}

impl Creators {
    /// Takes note of `element` if it reserves a block; `value` is its value.
    pub fn note(&mut self, element: &Element, value: &[u8], sets: &CharacterSets) {
        let Tag(group, number) = element.tag;
        if !is_creator(element.tag) || element.kind != Kind::Value {
            return;
        }
        let name = value.trim_ascii_end();
        let name = name.strip_suffix(&[0]).unwrap_or(name).trim_ascii_end();
        if name.is_empty() {
            return;
        }
        let creator = self.known.entry(name.to_vec()).or_insert_with(|| Creator {
            name: shown(&decode(name, sets, VR::LO)).into(),
            elements: std::str::from_utf8(name).ok().and_then(elements),
        });
        self.blocks.insert((element.parent, group, number), creator.clone());
    }

    /// The owner of a private element. A creator counts from where it stands: before its elements (PS3.5 7.1).
    pub fn of(&self, element: &Element) -> Option<&Creator> {
        let Tag(group, number) = element.tag;
        is_private(element.tag).then(|| self.blocks.get(&(element.parent, group, number >> 8)))?
    }
}

/// Whether this is an element (gggg,0010-00FF) of an odd group.
pub(super) fn is_creator(tag: Tag) -> bool {
    tag.0 % 2 == 1 && (0x0010..=0x00FF).contains(&tag.1)
}

/// Whether this is an element of an odd group that is neither its length nor a creator.
pub(super) fn is_private(tag: Tag) -> bool {
    tag.0 % 2 == 1 && tag.1 != 0 && !is_creator(tag)
}

/// `element` of `creator` with the creator's name for it, or an empty one, and with the VR that the creator gives, where
/// none is written and the value, which starts with `bytes`, allows it.
pub(super) fn resolved(element: &Element, creator: Option<&Creator>, bytes: &[u8]) -> (Element, &'static str) {
    let Some(elements) = creator.and_then(|creator| creator.elements) else { return (*element, "") };
    let mut entries = elements.entries(element.tag).peekable();
    let Some(first) = entries.peek().copied() else { return (*element, "") };
    if element.vr != VR::UN || element.kind != Kind::Value {
        return (*element, first.name);
    }
    match entries.find(|entry| fits(entry.vr, element.present, bytes)) {
        Some(entry) => {
            // PS3.5 6.2.2: what is written as UN is implicit little endian in every syntax.
            let encoding = if element.encoding.implicit { element.encoding } else { Encoding::IMPLICIT };
            (Element { vr: entry.vr, encoding, ..*element }, entry.name)
        }
        None => (*element, first.name),
    }
}

/// What the creator of this name, as written, calls an element, or nothing.
pub(super) fn name_of(creator: &[u8], tag: Tag) -> &'static str {
    let name = creator.trim_ascii_end();
    let name = name.strip_suffix(&[0]).unwrap_or(name).trim_ascii_end();
    let elements = std::str::from_utf8(name).ok().and_then(elements);
    elements.and_then(|elements| elements.entries(tag).next()).map_or("", |entry| entry.name)
}

/// Whether a value of `length` bytes that starts with `bytes` can be one of `vr`.
fn fits(vr: VR, length: u64, bytes: &[u8]) -> bool {
    let whole = |size: u64| length.is_multiple_of(size);
    let text = |allowed: fn(u8) -> bool| {
        let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        bytes.iter().take(end).all(|byte| allowed(*byte))
    };
    let printable = |byte: u8| (0x20..0x7F).contains(&byte);
    match vr {
        VR::US | VR::SS | VR::OW => whole(2),
        VR::UL | VR::SL | VR::FL | VR::AT | VR::OL | VR::OF => whole(4),
        VR::FD | VR::SV | VR::UV | VR::OD | VR::OV => whole(8),
        VR::SQ => length == 0,
        VR::DS | VR::IS => text(|byte| byte.is_ascii_digit() || b"+-.eE \\".contains(&byte)),
        VR::UI => text(|byte| byte.is_ascii_digit() || b".\\ ".contains(&byte)),
        VR::AE | VR::AS | VR::CS | VR::DA | VR::DT | VR::TM | VR::UR => text(printable),
        VR::LO | VR::LT | VR::PN | VR::SH | VR::ST | VR::UC | VR::UT => {
            text(|byte| byte >= 0x20 && byte != 0x7F || matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B))
        }
        VR::OB | VR::UN => true,
    }
}
