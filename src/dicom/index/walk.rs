//! The walk itself: from header to header, iteratively.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, ReadError, codestream::Mark, source::Window, syntax::Encoding};

use super::{
    Element, ITEM, ITEM_DELIMITATION, Index, Kind, SEQUENCE_DELIMITATION,
    chain::{self, item_list},
    containers::{Container, Containers},
    head::{Doubt, Head, head},
    notes::note,
    resync::Culprit,
};

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

/// Walks from `start` and appends what it finds to `index`, at most `most` elements. Returns where it ended.
pub(super) fn walk(
    window: &mut Window<'_>,
    start: u64,
    encoding: Encoding,
    extent: Extent,
    most: usize,
    index: &mut Index,
) -> Result<u64, ReadError> {
    let mut walker = Walker {
        position: start,
        at: start,
        end: window.size(),
        window,
        encoding,
        extent,
        most,
        full: false,
        index,
        open: Containers::default(),
        signed: false,
        pixels: false,
        last: None,
        recoveries: 0,
    };
    while walker.step()? {}
    while walker.open.depth() > 0 {
        walker.close(walker.position);
    }
    Ok(walker.position)
}

pub(super) struct Walker<'a, 's> {
    pub window: &'a mut Window<'s>,
    pub position: u64,
    /// Where the header being read starts.
    pub at: u64,
    pub end: u64,
    pub encoding: Encoding,
    pub extent: Extent,
    /// Elements beyond this many are walked over, not kept.
    most: usize,
    /// There were more.
    full: bool,
    pub index: &'a mut Index,
    pub open: Containers,
    /// Pixel Representation is 1: decides between US and SS where the VR is not written.
    signed: bool,
    /// The top-level pixel data were met.
    pub pixels: bool,
    /// The value before this place, to be blamed where nothing believable follows it.
    pub last: Option<Culprit>,
    /// How often the walk found its way back.
    pub recoveries: usize,
}

/// Top-level elements of group 7FE0 that are kept beyond the limit: pixel data of three kinds, offset tables.
const PIXEL_ELEMENTS: usize = 16;

impl Walker<'_, '_> {
    /// Reads one header and moves on. `false` at the end.
    fn step(&mut self) -> Result<bool, ReadError> {
        let inside = self.open.last();
        let (limit, encoding) =
            inside.map_or((self.end, self.encoding), |container| (container.limit, container.encoding));
        self.at = self.position;
        if self.position >= limit {
            return Ok(self.reach(inside));
        }
        let bytes = self.window.get(self.position, 8)?;
        if bytes.len() < 8 || limit - self.position < 8 {
            return Ok(self.trailing(limit));
        }
        let tag = chain::tag(bytes, encoding);
        let length = encoding.u32(&bytes[4..]);
        match (inside.map(|container| container.kind), tag) {
            (_, ITEM_DELIMITATION | SEQUENCE_DELIMITATION) => Ok(self.delimiter(tag)),
            (Some(Kind::Sequence), ITEM) => self.item(length, encoding, limit),
            (Some(Kind::Encapsulated), ITEM) => self.fragment(length, encoding, limit),
            (Some(Kind::Item), ITEM) if inside.is_some_and(|container| container.undefined) => {
                self.structure(tag, "An item has no end mark; it was ended where the next begins.");
                self.close(self.position);
                Ok(true)
            }
            (Some(Kind::Sequence | Kind::Encapsulated), _) => self.no_item(tag),
            (None | Some(_), ITEM) => {
                self.structure(tag, "An item stands outside of a sequence; its contents were read where they stand.");
                self.position += 8;
                Ok(true)
            }
            _ => self.element(encoding, limit),
        }
    }

    /// The end of what is open, or of everything.
    fn reach(&mut self, inside: Option<Container>) -> bool {
        let Some(container) = inside else { return false };
        if container.undefined {
            let text = "A sequence or item has no end mark; it was ended where its parent ends.";
            note(&mut self.index.findings, FindingCode::Structure, None, self.at, text);
        }
        self.close(self.position);
        true
    }

    /// Fewer than 8 bytes are left before `limit`.
    fn trailing(&mut self, limit: u64) -> bool {
        let text = "A few bytes that are no element were skipped.";
        note(&mut self.index.findings, FindingCode::Structure, None, self.at, text);
        self.position = limit;
        self.open.depth() > 0
    }

    /// An item or sequence delimitation item: closes what it fits, whatever length it bears.
    fn delimiter(&mut self, tag: Tag) -> bool {
        self.position += 8;
        let closes = |container: Container| match tag {
            ITEM_DELIMITATION => container.undefined && container.kind == Kind::Item,
            _ => container.undefined && matches!(container.kind, Kind::Sequence | Kind::Encapsulated),
        };
        let last = self.open.last();
        if last.is_some_and(closes) {
            self.close(self.at);
        } else if tag == SEQUENCE_DELIMITATION
            && last.is_some_and(|container| container.undefined)
            && self.open.nth_last(1).is_some_and(closes)
        {
            // A sequence's end also ends an item of undefined length whose own end mark is missing.
            self.close(self.at);
            self.close(self.at);
            self.structure(tag, "An item has no end mark; it was ended with its sequence.");
        } else {
            self.structure(tag, "An end mark without a beginning was skipped.");
        }
        true
    }

    /// An item of a sequence.
    fn item(&mut self, length: u32, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        self.position += 8;
        self.push(&Head { tag: ITEM, vr: VR::UN, length, size: 8, encoding }, Kind::Item, limit)
    }

    /// A fragment, or the offset table before them.
    fn fragment(&mut self, length: u32, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        self.position += 8;
        if length == Element::UNDEFINED {
            self.structure(ITEM, "A fragment has no length; nothing after it was read.");
            self.position = limit;
            return Ok(true);
        }
        self.value(&Head { tag: ITEM, vr: VR::UN, length, size: 8, encoding }, Kind::Fragment, limit)?;
        Ok(true)
    }

    /// An element of the data set or of an item.
    fn element(&mut self, encoding: Encoding, limit: u64) -> Result<bool, ReadError> {
        let bytes = self.window.get(self.position, 12)?;
        let left = limit - self.position;
        let bytes = &bytes[..bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
        let (mut head, doubt) = head(bytes, encoding, left, self.signed);
        let top = self.open.depth() == 0;
        match self.extent {
            Extent::Meta if top && head.tag.0 != 0x0002 => return Ok(false),
            Extent::BeforePixels if top && head.tag.0 >= 0x7FE0 => {
                self.index.pixels_at = (head.tag.0 == 0x7FE0).then_some(self.at);
                return Ok(false);
            }
            _ => {}
        }
        if top && head.tag == Tag(0, 0) && head.length == 0 {
            // Zeros to the end of the file: padding of the medium, or a copy that was never finished.
            if !self.pixels {
                self.structure(head.tag, "Zeros follow the last element; nothing after them was read.");
            }
            return Ok(false);
        }
        let overruns = head.length != Element::UNDEFINED && u64::from(head.length) > left.saturating_sub(head.size);
        let sound = matches!(doubt, Doubt::None | Doubt::Either { .. });
        if !matches!(doubt, Doubt::None) || overruns || self.extent == Extent::Meta {
            head = self.settle(head, doubt, limit)?;
            if self.recover(&head, sound, limit)? {
                return Ok(true);
            }
            self.note_doubt(head.tag, doubt);
        }
        self.position += head.size;
        match self.kind(&mut head, limit)? {
            Kind::Value => {
                if head.length == Element::UNDEFINED {
                    let text = "An element has no length and holds no items; nothing after it was read.";
                    self.structure(head.tag, text);
                }
                self.value(&head, Kind::Value, limit)?;
                Ok(true)
            }
            kind => self.push(&head, kind, limit),
        }
    }

    /// Whether the element just read is a plain value, a sequence or encapsulated.
    fn kind(&mut self, head: &mut Head, limit: u64) -> Result<Kind, ReadError> {
        let undefined = head.length == Element::UNDEFINED;
        if undefined && head.tag == tags::PIXEL_DATA {
            return Ok(Kind::Encapsulated);
        }
        if head.vr == VR::SQ {
            return Ok(Kind::Sequence);
        }
        if !undefined {
            // Private and unknown sequences come as UN, or without a VR.
            if head.vr == VR::UN && head.length >= 16 && head.tag != tags::PIXEL_DATA {
                let end = self.position.saturating_add(u64::from(head.length));
                if end <= limit
                    && let Some(encoding) = item_list(self.window, self.position, end)?
                {
                    (head.vr, head.encoding) = (VR::SQ, encoding);
                    return Ok(Kind::Sequence);
                }
            }
            return Ok(Kind::Value);
        }
        let encapsulated = matches!(head.vr, VR::OB | VR::OW);
        let next = chain::tag(self.window.get(self.position, 4)?, head.encoding);
        Ok(match next {
            ITEM | SEQUENCE_DELIMITATION if encapsulated => Kind::Encapsulated,
            ITEM | SEQUENCE_DELIMITATION => Kind::Sequence,
            _ => Kind::Value,
        })
    }

    /// Keeps a plain value or a fragment and steps over it.
    fn value(&mut self, head: &Head, kind: Kind, limit: u64) -> Result<(), ReadError> {
        let left = limit.saturating_sub(self.position);
        let present = u64::from(head.length).min(left);
        if present < u64::from(head.length) && head.length != Element::UNDEFINED {
            self.note_short(head, limit);
        }
        if head.tag == tags::PIXEL_REPRESENTATION && present >= 2 && self.open.depth() == 0 {
            self.signed = head.encoding.u16(self.window.get(self.position, 2)?) == 1;
        }
        let begins = match kind {
            Kind::Fragment => Mark::of(self.window.get(self.position, present.min(Mark::BYTES as u64) as usize)?),
            _ => None,
        };
        let at = self.keep(head, kind, begins, present);
        self.last =
            Some(Culprit { tag: head.tag, vr: head.vr, kind, offset: self.position, at, depth: self.open.depth() });
        self.position += present;
        if head.length % 2 == 1 && present < left {
            self.skip_padding(head, limit)?;
        }
        Ok(())
    }

    fn note_short(&mut self, head: &Head, limit: u64) {
        let (code, text) = match limit == self.end {
            true => (FindingCode::Truncated, "The file ends inside an element; what is there was read."),
            false => (FindingCode::Structure, "An element is longer than the item that holds it; it was cut there."),
        };
        note(&mut self.index.findings, code, Some(head.tag), self.at, text);
    }

    /// Opens a sequence, an item or encapsulated data.
    fn push(&mut self, head: &Head, kind: Kind, limit: u64) -> Result<bool, ReadError> {
        let undefined = head.length == Element::UNDEFINED;
        let left = limit.saturating_sub(self.position);
        if !undefined && u64::from(head.length) > left {
            self.note_short(head, limit);
        }
        let limit = if undefined { limit } else { self.position + u64::from(head.length).min(left) };
        let at = self.keep(head, kind, None, limit - self.position);
        if self.open.is_deep() && !undefined {
            // Nothing of it would be kept, and its end is known.
            self.position = limit;
            return Ok(true);
        }
        let encoding = head.encoding;
        self.open.push(Container { at, kind, encoding, start: self.position, limit, undefined });
        Ok(true)
    }

    /// Adds an element to the index, unless a limit says otherwise.
    pub fn keep(&mut self, head: &Head, kind: Kind, begins: Option<Mark>, present: u64) -> u32 {
        let findings = &mut self.index.findings;
        if self.open.is_deep() {
            let text = "Sequences are nested more than 64 deep; the rest of them is left out.";
            note(findings, FindingCode::Depth, Some(head.tag), self.at, text);
            return NONE;
        }
        let depth = self.open.depth();
        if depth == 0 && head.tag == tags::PIXEL_DATA {
            if self.pixels {
                let text = "The pixel data stand in the file twice; the first were taken.";
                note(findings, FindingCode::Structure, Some(head.tag), self.at, text);
            }
            self.pixels = true;
        }
        let parent = self.open.parent();
        // The pixel data come last and are found all the same.
        let most = match kind {
            _ if depth == 0 && head.tag.0 == 0x7FE0 => self.most.saturating_add(PIXEL_ELEMENTS),
            Kind::Fragment if depth == 1 && parent != NONE => self.most.saturating_mul(2),
            _ => self.most,
        };
        if self.index.elements.len() >= most {
            if !std::mem::replace(&mut self.full, true) {
                let most = self.most;
                let text =
                    format!("The file has more than {most} elements; what follows but the pixel data is left out.");
                note(findings, FindingCode::Structure, Some(head.tag), self.at, &text);
            }
            return NONE;
        }
        let Ok(at) = u32::try_from(self.index.elements.len()) else { return NONE };
        self.index.elements.push(Element {
            tag: head.tag,
            vr: head.vr,
            encoding: head.encoding,
            kind,
            head: head.size as u8,
            begins,
            depth: depth as u16,
            parent,
            end: at + 1,
            length: head.length,
            offset: self.position,
            present,
        });
        at
    }

    /// Closes the innermost container, whose contents end at `end`.
    pub fn close(&mut self, end: u64) {
        let Some(container) = self.open.pop() else { return };
        let after = u32::try_from(self.index.elements.len()).unwrap_or(NONE);
        if let Some(element) = self.index.elements.get_mut(container.at as usize) {
            element.end = after;
            element.present = container.limit.min(end).saturating_sub(container.start);
        }
    }

    /// Notes a repair of the structure at the header being read.
    pub fn structure(&mut self, tag: Tag, text: &str) {
        note(&mut self.index.findings, FindingCode::Structure, Some(tag), self.at, text);
    }
}
