//! Telling elements from other bytes: a believable header that leads to the next believable header.

use dicom_core::{Tag, VR};

use crate::dicom::{ReadError, source::Window, syntax::Encoding};

use super::{
    Element, ITEM, ITEM_DELIMITATION, SEQUENCE_DELIMITATION,
    head::{dictionary_vr, has_long_length},
};

/// Links after which a chain is believed without looking further.
pub(super) const LINKS: usize = 4;

/// Items after which a list of them is believed without looking further.
const MOST_HOPS: usize = 64;

/// The header of a believable element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub tag: Tag,
    /// Bytes to the next element; `None` when the length is undefined.
    pub size: Option<u64>,
}

/// Headers that follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    /// How many, at most [`LINKS`].
    pub links: usize,
    /// They end exactly where the space does, or at an end mark.
    pub complete: bool,
}

impl Chain {
    /// Whether this is no accident: several headers in order, or one that ends where the space does.
    pub fn is_certain(self) -> bool {
        self.links >= 3 || self.links >= 1 && self.complete
    }
}

/// The header at the start of `bytes`, if it can be one: an element number of a real group, a known VR, a length that
/// fits into the `left` bytes there are. `bytes` are 12, or what there is.
pub(super) fn link(bytes: &[u8], encoding: Encoding, left: u64) -> Option<Link> {
    let tag = Tag(encoding.u16(bytes.get(..8)?), encoding.u16(bytes.get(2..)?));
    if matches!(tag.0, 0 | 0xFFFE | 0xFFFF) {
        return None;
    }
    let long = |bytes: &[u8], size: u64| {
        let length = encoding.u32(bytes);
        (length == Element::UNDEFINED || u64::from(length) <= left.checked_sub(size)?).then_some((length, size))
    };
    let (length, size) = if encoding.implicit {
        long(bytes.get(4..)?, 8).filter(|(length, _)| *length == Element::UNDEFINED || length % 2 == 0)?
    } else {
        let vr = VR::from_binary([*bytes.get(4)?, *bytes.get(5)?])?;
        let short = encoding.u16(bytes.get(6..)?);
        match has_long_length(vr) {
            true if short != 0 => return None,
            true => long(bytes.get(8..12)?, 12)
                .filter(|(length, _)| *length != Element::UNDEFINED || may_be_undefined(vr))?,
            false if u64::from(short) + 8 > left || !fits(vr, short) => return None,
            false => (u32::from(short), 8),
        }
    };
    Some(Link { tag, size: (length != Element::UNDEFINED).then_some(u64::from(length) + size) })
}

fn may_be_undefined(vr: VR) -> bool {
    matches!(vr, VR::SQ | VR::UN | VR::OB | VR::OW)
}

/// Whether a value of this VR can have this length.
fn fits(vr: VR, length: u16) -> bool {
    let size = match vr {
        VR::US | VR::SS => 2,
        VR::UL | VR::SL | VR::FL | VR::AT => 4,
        VR::FD => 8,
        _ => 1,
    };
    length.is_multiple_of(size)
}

/// Whether the standard knows the tag, or its group is private.
pub(super) fn is_known(tag: Tag) -> bool {
    match tag.0 % 2 {
        1 => tag.0 > 8 && tag.1 >= 0x0010,
        _ => dictionary_vr(tag, false) != VR::UN,
    }
}

/// How far believable elements of known tags, in order and behind `after`, follow each other from `at`. Inside a
/// sequence or item (`inside`) an end mark may end them.
pub(super) fn chain(
    window: &mut Window<'_>,
    at: u64,
    encoding: Encoding,
    after: Tag,
    limit: u64,
    inside: bool,
) -> Result<Chain, ReadError> {
    let (mut at, mut after) = (at, after);
    for links in 0..LINKS {
        let left = limit.saturating_sub(at);
        if left == 0 {
            return Ok(Chain { links, complete: true });
        }
        let bytes = window.get(at, usize::try_from(left.min(12)).unwrap_or(12))?;
        if inside && is_end(bytes, encoding) {
            return Ok(Chain { links: links + 1, complete: true });
        }
        let found = link(bytes, encoding, left).filter(|link| link.tag > after && is_known(link.tag));
        let Some(found) = found else { return Ok(Chain { links, complete: false }) };
        let Some(size) = found.size else {
            // What is inside of a sequence or of encapsulated data must begin as such.
            let skip = if encoding.implicit { 8 } else { 12 };
            let next = window.get(at + skip, 8)?;
            let opens = matches!(tag(next, encoding), ITEM | SEQUENCE_DELIMITATION);
            return Ok(Chain { links: if opens { LINKS } else { links }, complete: opens });
        };
        (at, after) = (at + size, found.tag);
    }
    Ok(Chain { links: LINKS, complete: at == limit })
}

/// How the contents of items are written where the value from `at` to `end` is a list of items and nothing else; `None`
/// where it is not. An item of undefined length is believed by what it begins with.
pub(super) fn item_list(window: &mut Window<'_>, at: u64, end: u64) -> Result<Option<Encoding>, ReadError> {
    let bytes = window.get(at, 20)?;
    let big_endian = match bytes.get(..4) {
        Some([0xFE, 0xFF, 0x00, 0xE0]) => false,
        Some([0xFF, 0xFE, 0xE0, 0x00]) => true,
        _ => return Ok(None),
    };
    let (implicit, explicit) = (Encoding { implicit: true, big_endian }, Encoding { implicit: false, big_endian });
    let contents = bytes.get(8..).unwrap_or_default();
    let left = end.saturating_sub(at + 8);
    let is_empty = matches!(tag(contents, implicit), ITEM | ITEM_DELIMITATION | SEQUENCE_DELIMITATION);
    let ways = [explicit, implicit].into_iter().find(|way| link(contents, *way, left).is_some());
    let Some(encoding) = ways.or(is_empty.then_some(implicit)) else { return Ok(None) };
    let mut at = at;
    for _ in 0..MOST_HOPS {
        let bytes = window.get(at, 8)?;
        match (tag(bytes, implicit), bytes.get(4..).map(|length| implicit.u32(length))) {
            (ITEM, Some(Element::UNDEFINED)) => return Ok(Some(encoding)),
            (ITEM, Some(length)) => at += 8 + u64::from(length),
            (SEQUENCE_DELIMITATION, Some(_)) => at += 8,
            _ => return Ok(None),
        }
        if at >= end {
            return Ok((at == end).then_some(encoding));
        }
    }
    Ok(Some(encoding))
}

/// Whether an end mark of length 0 stands here.
fn is_end(bytes: &[u8], encoding: Encoding) -> bool {
    matches!(tag(bytes, encoding), ITEM_DELIMITATION | SEQUENCE_DELIMITATION) && bytes.get(4..8) == Some(&[0; 4])
}

/// The tag that `bytes` start with; (0000,0000) where they are too few.
pub(super) fn tag(bytes: &[u8], encoding: Encoding) -> Tag {
    Tag(encoding.u16(bytes), encoding.u16(bytes.get(2..).unwrap_or_default()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::dicom::source::Source;

    fn chain_of(bytes: &[u8], encoding: Encoding, inside: bool) -> Chain {
        let source = Source::memory(bytes.to_vec());
        chain(&mut Window::new(&source), 0, encoding, Tag(0, 0), source.size(), inside).unwrap()
    }

    #[test]
    fn elements_in_order_are_a_chain() {
        let explicit = b"\x08\0\x60\0CS\x02\0CT\x28\0\x10\0US\x02\0\x02\x01";
        assert_eq!(chain_of(explicit, Encoding::EXPLICIT, false), Chain { links: 2, complete: true });
        assert_eq!(chain_of(&explicit[..18], Encoding::EXPLICIT, false), Chain { links: 1, complete: false });
        assert_eq!(chain_of(explicit, Encoding::IMPLICIT, false), Chain { links: 0, complete: false });
        let backwards = b"\x28\0\x10\0US\x02\0\x02\x01\x08\0\x60\0CS\x02\0CT";
        assert_eq!(chain_of(backwards, Encoding::EXPLICIT, false), Chain { links: 1, complete: false });
    }

    #[test]
    fn an_end_mark_counts_inside_only() {
        let bytes = b"\x08\0\x60\0CS\x02\0CT\xfe\xff\x0d\xe0\0\0\0\0\0\0\0\0";
        assert!(chain_of(bytes, Encoding::EXPLICIT, true).complete);
        assert!(!chain_of(bytes, Encoding::EXPLICIT, false).complete);
    }

    #[test]
    fn what_cannot_be_is_no_link() {
        let link = |bytes: &[u8]| link(bytes, Encoding::EXPLICIT, 100);
        assert!(link(b"\x28\0\x10\0US\x02\0\0\0\0\0").is_some());
        assert!(link(b"\x28\0\x10\0US\x03\0\0\0\0\0").is_none(), "half a number");
        assert!(link(b"\x28\0\x10\0??\x02\0\0\0\0\0").is_none(), "no VR");
        assert!(link(b"\x28\0\x10\0LO\x80\0\0\0\0\0").is_none(), "too long");
        assert!(link(b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff").is_some());
        assert!(link(b"\x08\0\x40\x11UT\0\0\xff\xff\xff\xff").is_none(), "text of undefined length");
        assert!(link(b"\x08\0\x40\x11SQ").is_none());
    }
}
