//! Finding the way back where a header or a length is wrong.
//!
//! Nothing here runs on a good file: only what cannot be as it is written leads here. A place where elements go on is
//! taken only if it is certain (a chain of headers in order, [`chain`]) and if what lies before it fits the value that it
//! ends; otherwise the walk stops with a finding rather than invent elements.

use dicom_core::{Tag, VR};

use crate::dicom::{ReadError, syntax::Encoding};

use super::{
    Element, ITEM, Kind, SEQUENCE_DELIMITATION,
    chain::{self, chain, is_known, link},
    containers::Container,
    head::{Doubt, Head},
    walk::{Extent, Walker},
};

/// How often the way back is looked for in one file.
const MOST_RECOVERIES: usize = 64;
/// How far the end of a text is looked for.
const TEXT_REACH: u64 = 64 << 10;
/// How far the next fragment is looked for.
const FRAGMENT_REACH: u64 = 4 << 20;
/// How many places are tried as the next fragment.
const MOST_PLACES: usize = 4096;
/// How many values a number of wrong length may have.
const MOST_NUMBERS: u64 = 32;

/// A value that may have been given a wrong length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Culprit {
    pub tag: Tag,
    pub vr: VR,
    pub kind: Kind,
    /// Where it starts.
    pub offset: u64,
    /// Its place in the index.
    pub at: u32,
    /// How many containers hold it.
    pub depth: usize,
}

impl Walker<'_, '_> {
    /// The header that was meant, where it can be read in two ways.
    pub fn settle(&mut self, head: Head, doubt: Doubt, limit: u64) -> Result<Head, ReadError> {
        let Doubt::Either { other, first } = doubt else { return Ok(head) };
        let (first, second) = if first { (other, head) } else { (head, other) };
        let chosen = if self.leads_on(&first, limit)? {
            first
        } else if self.leads_on(&second, limit)? {
            second
        } else {
            return Ok(head);
        };
        if chosen.size != head.size || chosen.encoding != head.encoding {
            let text = "An element is written by other rules than the data set; it was read as it is written.";
            self.structure(head.tag, text);
        }
        Ok(chosen)
    }

    /// Notes what is odd about a header that was taken as it is.
    pub fn note_doubt(&mut self, tag: Tag, doubt: Doubt) {
        match doubt {
            Doubt::None | Doubt::Either { .. } => {}
            Doubt::UnknownVr => self.structure(tag, "An element has an unknown value representation."),
            Doubt::NoVr => {
                let text = "An element is written without its value representation in an explicit data set.";
                self.structure(tag, text);
            }
        }
    }

    /// Whether something believable follows the element.
    pub fn leads_on(&mut self, head: &Head, limit: u64) -> Result<bool, ReadError> {
        let value = self.at + head.size;
        if head.length == Element::UNDEFINED {
            let next = chain::tag(self.window.get(value, 4)?, head.encoding);
            return Ok(matches!(next, ITEM | SEQUENCE_DELIMITATION));
        }
        if self.extent == Extent::Meta && is_text(head.vr) {
            // It may have swallowed whole elements.
            let text = self.window.get(value, head.length.min(4 << 10) as usize)?;
            let padding = text.iter().rev().take_while(|byte| **byte == 0).count();
            if !text.iter().rev().skip(padding).all(|byte| may_be_text(*byte)) {
                return Ok(false);
            }
        }
        self.is_believable(value + u64::from(head.length), limit)
    }

    /// Whether an element, an end mark or the end stands at `at`.
    fn is_believable(&mut self, at: u64, limit: u64) -> Result<bool, ReadError> {
        if at >= limit {
            return Ok(at == limit);
        }
        let encoding = self.open.last().map_or(self.encoding, |container| container.encoding);
        let bytes = self.window.get(at, 12)?;
        let left = limit - at;
        if self.extent == Extent::Meta {
            // What follows the meta group may be written in any way.
            let ways = [encoding, Encoding::EXPLICIT, Encoding::IMPLICIT, Encoding::EXPLICIT_BIG];
            return Ok(ways.into_iter().any(|way| link(bytes, way, left).is_some_and(|link| link.tag.0 < 0x0100)));
        }
        let other = Encoding { implicit: !encoding.implicit, ..encoding };
        let is_mark = chain::tag(bytes, encoding).0 == 0xFFFE && self.open.depth() > 0;
        let is_padding = bytes.iter().all(|byte| *byte == 0);
        let is_link = [encoding, other].into_iter().any(|way| link(bytes, way, left).is_some());
        // Odd elements come in company.
        let is_odd = || {
            let capitals = bytes.get(4..6).is_some_and(|letters| letters.iter().all(u8::is_ascii_uppercase));
            capitals && is_known(chain::tag(bytes, encoding))
        };
        Ok(is_mark || is_padding || is_link || is_odd())
    }

    /// Makes up for a header that cannot be as it is: one that leads nowhere, or that is no proper one (not `sound`).
    /// `true` when the walk goes on elsewhere, `false` when the element is to be taken as it is.
    pub fn recover(&mut self, head: &Head, sound: bool, limit: u64) -> Result<bool, ReadError> {
        let leads_on = self.leads_on(head, limit)?;
        if leads_on && (sound || is_known(head.tag)) {
            return Ok(false);
        }
        let depth = self.open.depth();
        let before = self.last.filter(|last| last.depth == depth);
        let sound =
            sound && before.is_none_or(|last| last.tag < head.tag) && (!head.encoding.implicit || is_known(head.tag));
        // Either its own length is wrong, or that of the value before, so that it is no header at all.
        if sound && self.shorten(head, limit)? {
            return Ok(true);
        }
        if (!sound || head.encoding.implicit)
            && let Some(culprit) = before
            && let Some(next) = self.rejoin(&culprit, limit)?.filter(|next| *next != self.at)
        {
            self.structure(culprit.tag, "An element has a wrong length; it was ended where the next one begins.");
            if let Some(element) = self.index.elements.get_mut(culprit.at as usize) {
                element.present = next - culprit.offset;
            }
            self.position = next;
            return Ok(true);
        }
        let overruns =
            head.length != Element::UNDEFINED && u64::from(head.length) > limit.saturating_sub(self.at + head.size);
        if sound || leads_on || !overruns && is_known(head.tag) {
            return Ok(false);
        }
        self.structure(head.tag, "Bytes that are no element were skipped.");
        self.position = limit;
        Ok(true)
    }

    /// Ends an element before its stated length where another one certainly begins.
    fn shorten(&mut self, head: &Head, limit: u64) -> Result<bool, ReadError> {
        let own = Culprit {
            tag: head.tag,
            vr: head.vr,
            kind: Kind::Value,
            offset: self.at + head.size,
            at: u32::MAX,
            depth: self.open.depth(),
        };
        let end = own.offset + u64::from(head.length);
        let Some(next) = self.rejoin(&own, limit)?.filter(|next| *next != end) else { return Ok(false) };
        self.structure(head.tag, "An element has a wrong length; it was ended where the next one begins.");
        self.position = own.offset;
        let at = self.keep(head, Kind::Value, None, next - own.offset);
        self.last = Some(Culprit { at, ..own });
        self.position = next;
        Ok(true)
    }

    /// Where elements go on after a value of wrong length, if that is certain.
    fn rejoin(&mut self, culprit: &Culprit, limit: u64) -> Result<Option<u64>, ReadError> {
        self.recoveries += 1;
        if self.recoveries > MOST_RECOVERIES {
            return Ok(None);
        }
        let from = culprit.offset;
        let reach = limit.saturating_sub(from).min(TEXT_REACH);
        // The only binary value of the meta group that files commonly hold is its version, two bytes.
        let version = self.extent == Extent::Meta && culprit.vr == VR::OB;
        let number = if version { Some(2) } else { number_size(culprit.vr) };
        let candidates: Vec<u64> = match number {
            Some(size) => (0..=MOST_NUMBERS).map(|count| from + count * size).collect(),
            None if is_text(culprit.vr) => {
                // A text ends before the first byte that no text holds. The low byte of the next group may pass for
                // text; zeros may be its padding.
                let text = self.window.get(from, usize::try_from(reach).unwrap_or(0))?;
                let end = text.iter().position(|byte| !may_be_text(*byte)).unwrap_or(text.len()) as u64;
                (end.saturating_sub(4)..=end + 2).map(|skip| from + skip).collect()
            }
            None => return Ok(None),
        };
        for at in candidates.into_iter().filter(|at| *at - from <= reach) {
            if self.goes_on(at, culprit.tag, limit)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Whether elements behind `after` certainly start at `at`.
    fn goes_on(&mut self, at: u64, after: Tag, limit: u64) -> Result<bool, ReadError> {
        let container = self.open.last();
        let encoding = container.map_or(self.encoding, |container| container.encoding);
        let inside = container.is_some_and(|container| container.undefined);
        let first = |way| (way, if self.extent == Extent::Meta { Tag(0, 0) } else { after });
        let ways = [encoding, Encoding::EXPLICIT, Encoding::IMPLICIT, Encoding::EXPLICIT_BIG].map(first);
        let ways = ways.get(..if self.extent == Extent::Meta { 4 } else { 1 }).unwrap_or_default();
        for &(way, after) in ways {
            if chain(self.window, at, way, after, limit, inside)?.is_certain() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Some writers give the odd length of a text and still write the byte that makes it even.
    pub fn skip_padding(&mut self, head: &Head, limit: u64) -> Result<(), ReadError> {
        if self.is_believable(self.position, limit)? || !self.is_believable(self.position + 1, limit)? {
            return Ok(());
        }
        self.structure(head.tag, "An element of odd length is followed by a byte of padding; it was skipped.");
        self.position += 1;
        Ok(())
    }

    /// Something that is no item, directly in a sequence or between fragments.
    pub fn no_item(&mut self, tag: Tag) -> Result<bool, ReadError> {
        let Some(container) = self.open.last() else { return Ok(false) };
        let swapped = Encoding { big_endian: !container.encoding.big_endian, ..container.encoding };
        if matches!(Tag(tag.0.swap_bytes(), tag.1.swap_bytes()), ITEM | SEQUENCE_DELIMITATION) {
            self.structure(tag, "A sequence is written in another byte order; it was read as it is written.");
            self.open.pop();
            self.open.push(Container { encoding: swapped, ..container });
            return Ok(true);
        }
        if container.kind == Kind::Encapsulated
            && let Some(culprit) = self.last.filter(|last| last.kind == Kind::Fragment)
            && let Some(next) = self.next_fragment(culprit.offset, &container)?
        {
            self.structure(ITEM, "A fragment has a wrong length; it was ended where the next one begins.");
            if let Some(element) = self.index.elements.get_mut(culprit.at as usize) {
                element.present = next - culprit.offset;
                // Else it would count as cut.
                element.length = u32::try_from(element.present).unwrap_or(element.length);
            }
            self.position = next;
            return Ok(true);
        }
        self.structure(tag, "A sequence holds something that is no item; it was ended there.");
        let parent = self.open.nth_last(1);
        let (encoding, limit) = parent.map_or((self.encoding, self.end), |parent| (parent.encoding, parent.limit));
        // Its length may be wrong as well: the elements behind it may already have begun.
        let inside = parent.is_some_and(|parent| parent.undefined);
        let sequence = self.index.elements.get(container.at as usize).map_or(Tag(0, 0), |sequence| sequence.tag);
        let goes_on = chain(self.window, self.at, encoding, sequence, limit, inside)?.is_certain();
        self.close(self.at);
        if !container.undefined && !goes_on {
            self.position = container.limit;
        }
        Ok(true)
    }

    /// The next place from `from` on where a fragment begins that leads to another, or to the end of them.
    fn next_fragment(&mut self, from: u64, container: &Container) -> Result<Option<u64>, ReadError> {
        self.recoveries += 1;
        if self.recoveries > MOST_RECOVERIES {
            return Ok(None);
        }
        let (encoding, limit) = (container.encoding, container.limit);
        let end = limit.min(from.saturating_add(FRAGMENT_REACH));
        let mut piece_at = from;
        let mut tried = 0;
        while piece_at < end && tried < MOST_PLACES {
            let piece = self.window.get(piece_at, 64 << 10)?.to_vec();
            let places = piece
                .windows(4)
                .enumerate()
                .filter(|(_, four)| matches!(chain::tag(four, encoding), ITEM | SEQUENCE_DELIMITATION));
            for (skip, _) in places.take(MOST_PLACES) {
                tried += 1;
                let at = piece_at + skip as u64;
                if at != self.at && self.is_fragment(at, encoding, limit)? {
                    return Ok(Some(at));
                }
            }
            if piece.len() < 4 {
                break;
            }
            piece_at += piece.len() as u64 - 3;
        }
        Ok(None)
    }

    /// Whether a fragment that leads on, or the end of all fragments, stands at `at`.
    fn is_fragment(&mut self, at: u64, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        let bytes = self.window.get(at, 8)?;
        let length = bytes.get(4..).map(|length| encoding.u32(length));
        match (chain::tag(bytes, encoding), length) {
            (SEQUENCE_DELIMITATION, Some(0)) => Ok(true),
            (ITEM, Some(length)) if length != Element::UNDEFINED => {
                let next = at + 8 + u64::from(length);
                let next = self.window.get(next.min(limit), 8)?;
                Ok(next.len() == 8 && matches!(chain::tag(next, encoding), ITEM | SEQUENCE_DELIMITATION))
            }
            _ => Ok(false),
        }
    }
}

/// Bytes of a number of this VR.
fn number_size(vr: VR) -> Option<u64> {
    match vr {
        VR::US | VR::SS => Some(2),
        VR::UL | VR::SL | VR::FL | VR::AT => Some(4),
        VR::FD => Some(8),
        _ => None,
    }
}

/// VRs whose values are text and nothing else.
fn is_text(vr: VR) -> bool {
    use VR::{AE, AS, CS, DA, DS, DT, IS, LO, LT, PN, SH, ST, TM, UC, UI, UR, UT};
    matches!(vr, AE | AS | CS | DA | DS | DT | IS | LO | LT | PN | SH | ST | TM | UC | UI | UR | UT)
}

/// Whether a text may hold this byte: control characters of PS3.5 6.1.3, printable ones, and those of any character set.
fn may_be_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B | 0x20..=0x7E | 0x80..)
}
