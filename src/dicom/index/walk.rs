//! The walk itself.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    Finding, FindingCode, ReadError,
    source::{Source, Window},
    syntax::Encoding,
};

use super::{
    DEPTH_LIMIT, Element, ITEM, Index, Kind,
    head::{Head, head},
};

const ITEM_DELIMITATION: Tag = Tag(0xFFFE, 0xE00D);
const SEQUENCE_DELIMITATION: Tag = Tag(0xFFFE, 0xE0DD);
/// Nested elements beyond this many are walked over, not kept: about 100 MB.
const ELEMENT_LIMIT: usize = 2_000_000;
/// Open sequences and items beyond this many end the walk.
const OPEN_LIMIT: usize = 1 << 16;
/// Findings of one walk; a file that is broken everywhere need not say it everywhere.
const FINDING_LIMIT: usize = 20;
const NONE: u32 = u32::MAX;

/// How far to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dicom) enum Extent {
    /// Group 0002 only.
    Meta,
    /// Up to the first top-level element of group 7FE0.
    BeforePixels,
    /// To the end.
    Whole,
}

/// Walks from `start` and appends what it finds to `index`. Returns where it ended.
pub(super) fn walk(
    source: &Source,
    start: u64,
    encoding: Encoding,
    extent: Extent,
    index: &mut Index,
) -> Result<u64, ReadError> {
    let mut walker = Walker {
        window: Window::new(source),
        position: start,
        end: source.size(),
        encoding,
        extent,
        index,
        open: Vec::new(),
        signed: false,
    };
    while walker.step()? {}
    while walker.open.pop().is_some_and(|container| walker.seal(&container)) {}
    Ok(walker.position)
}

struct Walker<'a> {
    window: Window<'a>,
    position: u64,
    end: u64,
    encoding: Encoding,
    extent: Extent,
    index: &'a mut Index,
    open: Vec<Container>,
    /// Pixel Representation is 1: decides between US and SS where the VR is not written.
    signed: bool,
}

/// A sequence, item or encapsulated value that is still open.
struct Container {
    /// Its place in the index, or [`NONE`] if it is not kept.
    at: u32,
    kind: Kind,
    encoding: Encoding,
    start: u64,
    /// Where its contents end at the latest.
    limit: u64,
    /// It ends at a delimiter.
    undefined: bool,
}

impl Walker<'_> {
    /// Reads one header and moves on. `false` at the end.
    fn step(&mut self) -> Result<bool, ReadError> {
        let limit = self.open.last().map_or(self.end, |container| container.limit);
        if self.position >= limit {
            let Some(container) = self.open.pop() else { return Ok(false) };
            if container.undefined {
                self.note(
                    FindingCode::Structure,
                    None,
                    "A sequence or item has no end mark; it was ended where its parent ends.",
                );
            }
            self.seal(&container);
            return Ok(true);
        }
        let encoding = self.open.last().map_or(self.encoding, |container| container.encoding);
        let kind = self.open.last().map(|container| container.kind);
        let bytes = self.window.get(self.position, 8)?;
        if bytes.len() < 8 || limit - self.position < 8 {
            return Ok(self.trailing(limit));
        }
        let tag = Tag(encoding.u16(bytes), encoding.u16(&bytes[2..]));
        let length = encoding.u32(&bytes[4..]);
        match (kind, tag) {
            (_, ITEM_DELIMITATION | SEQUENCE_DELIMITATION) => Ok(self.delimiter(tag)),
            (Some(Kind::Sequence | Kind::Encapsulated), ITEM) => self.item(length, encoding, limit),
            (Some(Kind::Item), ITEM) if self.open.last().is_some_and(|container| container.undefined) => {
                self.note(
                    FindingCode::Structure,
                    Some(tag),
                    "An item has no end mark; it was ended where the next begins.",
                );
                self.close();
                Ok(true)
            }
            (Some(Kind::Sequence | Kind::Encapsulated), _) => Ok(self.stray_element(tag)),
            (None | Some(_), ITEM) => {
                self.note(
                    FindingCode::Structure,
                    Some(tag),
                    "An item stands outside of a sequence; its contents were read where they stand.",
                );
                self.position += 8;
                Ok(true)
            }
            _ => self.element(encoding, limit),
        }
    }

    /// Fewer than 8 bytes are left before `limit`.
    fn trailing(&mut self, limit: u64) -> bool {
        self.note(FindingCode::Structure, None, "A few bytes that are no element were skipped.");
        self.position = limit;
        !self.open.is_empty()
    }

    /// An item or sequence delimitation item: closes what it fits.
    fn delimiter(&mut self, tag: Tag) -> bool {
        self.position += 8;
        let closes = |container: &Container| match tag {
            ITEM_DELIMITATION => container.undefined && container.kind == Kind::Item,
            _ => container.undefined && matches!(container.kind, Kind::Sequence | Kind::Encapsulated),
        };
        // A sequence's end also ends an item of undefined length whose own end mark is missing.
        let depth = self.open.iter().rev().take(2).position(closes);
        let between_is_undefined = self.open.last().is_some_and(|container| container.undefined);
        match depth {
            Some(0) => self.close_after_delimiter(),
            Some(1) if tag == SEQUENCE_DELIMITATION && between_is_undefined => {
                self.close_after_delimiter();
                self.close_after_delimiter();
                self.note(
                    FindingCode::Structure,
                    Some(tag),
                    "An item has no end mark; it was ended with its sequence.",
                );
            }
            _ => self.note(FindingCode::Structure, Some(tag), "An end mark without a beginning was skipped."),
        }
        true
    }

    /// Something that is no item, directly in a sequence.
    fn stray_element(&mut self, tag: Tag) -> bool {
        self.note(FindingCode::Structure, Some(tag), "A sequence holds something that is no item; it was ended there.");
        if let Some(container) = self.open.pop() {
            self.seal(&container);
            if !container.undefined {
                self.position = container.limit;
            }
        }
        true
    }

    /// An item of a sequence, or a fragment.
    fn item(&mut self, length: u32, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        self.position += 8;
        let fragment = self.open.last().is_some_and(|container| container.kind == Kind::Encapsulated);
        let head = Head { tag: ITEM, vr: VR::UN, length, size: 8, encoding };
        if fragment {
            if length == Element::UNDEFINED {
                self.note(FindingCode::Structure, Some(ITEM), "A fragment has no length; nothing after it was read.");
                self.position = limit;
                return Ok(true);
            }
            self.value(&head, Kind::Fragment, limit);
            return Ok(true);
        }
        self.push(&head, Kind::Item, limit)
    }

    /// An element of the data set or of an item.
    fn element(&mut self, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        let bytes = self.window.get(self.position, 12)?;
        let left = limit - self.position;
        let bytes = &bytes[..bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
        let (head, finding) = head(bytes, encoding, left, self.signed);
        let top = self.open.is_empty();
        if top && self.extent == Extent::Meta && head.tag.0 != 0x0002 {
            return Ok(false);
        }
        if top && self.extent == Extent::BeforePixels && head.tag.0 >= 0x7FE0 {
            return Ok(false);
        }
        if top && head.tag == Tag(0, 0) && head.length == 0 {
            // Zeros to the end of the file: padding of the medium.
            return Ok(false);
        }
        if let Some(finding) = finding {
            self.note(FindingCode::Structure, Some(head.tag), finding);
        }
        self.position += head.size;
        let kind = self.kind(&head)?;
        match kind {
            Kind::Value if head.length == Element::UNDEFINED => {
                self.note(
                    FindingCode::Structure,
                    Some(head.tag),
                    "An element has no length and holds no items; nothing after it was read.",
                );
                self.value(&head, Kind::Value, limit);
            }
            Kind::Value => self.value(&head, Kind::Value, limit),
            _ => return self.push(&head, kind, limit),
        }
        Ok(true)
    }

    /// Whether the element just read is a plain value, a sequence or encapsulated.
    fn kind(&mut self, head: &Head) -> Result<Kind, ReadError> {
        let undefined = head.length == Element::UNDEFINED;
        if undefined && head.tag == tags::PIXEL_DATA {
            return Ok(Kind::Encapsulated);
        }
        if head.vr == VR::SQ {
            return Ok(Kind::Sequence);
        }
        if !undefined {
            return Ok(Kind::Value);
        }
        let encapsulated = matches!(head.vr, VR::OB | VR::OW);
        let next = self.window.get(self.position, 4)?;
        let item = Tag(head.encoding.u16(next), head.encoding.u16(next.get(2..).unwrap_or_default()));
        Ok(match item {
            ITEM | SEQUENCE_DELIMITATION if encapsulated => Kind::Encapsulated,
            ITEM | SEQUENCE_DELIMITATION => Kind::Sequence,
            _ => Kind::Value,
        })
    }

    /// Keeps a plain value and steps over it.
    fn value(&mut self, head: &Head, kind: Kind, limit: u64) {
        let left = limit.saturating_sub(self.position);
        let present = u64::from(head.length).min(left);
        if present < u64::from(head.length) && head.length != Element::UNDEFINED {
            self.note_short(head, limit);
        }
        if head.tag == tags::PIXEL_REPRESENTATION && present >= 2 && self.open.is_empty() {
            let bytes = self.window.get(self.position, 2).unwrap_or_default();
            self.signed = head.encoding.u16(bytes) == 1;
        }
        self.keep(head, kind, present);
        self.position += present;
    }

    fn note_short(&mut self, head: &Head, limit: u64) {
        if limit == self.end {
            self.note(
                FindingCode::Truncated,
                Some(head.tag),
                "The file ends inside an element; what is there was read.",
            );
        } else {
            self.note(
                FindingCode::Structure,
                Some(head.tag),
                "An element is longer than the item that holds it; it was cut there.",
            );
        }
    }

    /// Opens a sequence, an item or encapsulated data.
    fn push(&mut self, head: &Head, kind: Kind, limit: u64) -> Result<bool, ReadError> {
        let undefined = head.length == Element::UNDEFINED;
        let left = limit.saturating_sub(self.position);
        if !undefined && u64::from(head.length) > left {
            self.note_short(head, limit);
        }
        if self.open.len() >= OPEN_LIMIT {
            self.note(
                FindingCode::Depth,
                Some(head.tag),
                "Sequences are nested too deeply; nothing after them was read.",
            );
            self.position = self.end;
            return Ok(false);
        }
        let limit = if undefined { limit } else { self.position + u64::from(head.length).min(left) };
        let at = self.keep(head, kind, limit - self.position);
        self.open.push(Container { at, kind, encoding: head.encoding, start: self.position, limit, undefined });
        Ok(true)
    }

    /// Adds an element to the index, unless a limit says otherwise.
    fn keep(&mut self, head: &Head, kind: Kind, present: u64) -> u32 {
        let depth = self.open.len();
        if depth > DEPTH_LIMIT {
            self.note(
                FindingCode::Depth,
                Some(head.tag),
                "Sequences are nested more than 64 deep; the rest of them is left out.",
            );
            return NONE;
        }
        // The pixel data come last and are found all the same.
        let is_pixels = depth == 0 && head.tag.0 == 0x7FE0;
        if self.index.elements.len() >= ELEMENT_LIMIT && !is_pixels {
            self.note(
                FindingCode::Structure,
                Some(head.tag),
                "The file has more than 2,000,000 elements; what follows but the pixel data is left out.",
            );
            return NONE;
        }
        let Ok(at) = u32::try_from(self.index.elements.len()) else { return NONE };
        let parent = self.open.last().map_or(NONE, |container| container.at);
        self.index.elements.push(Element {
            tag: head.tag,
            vr: head.vr,
            encoding: head.encoding,
            kind,
            depth: depth as u16,
            parent,
            end: at + 1,
            length: head.length,
            offset: self.position,
            present,
        });
        at
    }

    fn close(&mut self) {
        if let Some(container) = self.open.pop() {
            self.seal(&container);
        }
    }

    /// Closes the innermost container at a delimiter that has just been stepped over.
    fn close_after_delimiter(&mut self) {
        if let Some(mut container) = self.open.pop() {
            container.limit = self.position.saturating_sub(8);
            self.seal(&container);
        }
    }

    /// Writes down where a container ended. Always `true`, for use in loops.
    fn seal(&mut self, container: &Container) -> bool {
        let end = u32::try_from(self.index.elements.len()).unwrap_or(NONE);
        if let Some(element) = self.index.elements.get_mut(container.at as usize) {
            element.end = end;
            element.present = container.limit.min(self.position).saturating_sub(container.start);
        }
        true
    }

    fn note(&mut self, code: FindingCode, tag: Option<Tag>, text: &str) {
        let tag = tag.map(|tag| (tag.0, tag.1));
        let findings = &mut self.index.findings;
        if findings.len() < FINDING_LIMIT && !findings.iter().any(|known| known.text == text) {
            findings.push(Finding::new(code, tag, text).at(self.position));
        }
    }
}
