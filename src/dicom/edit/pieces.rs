//! From the tree to bytes: ranges of the original and what is new between them.

use std::{collections::BTreeMap, ops::Range};

use dicom_core::{Tag, VR};

use crate::dicom::{
    index::{Element, ITEM, has_long_length},
    syntax::Encoding,
};

use super::{
    EditError,
    original::{Original, Part},
    tree::{Content, Node, Tree, leading_gap, tail},
};

/// Bytes that follow each other in the file to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Of the original.
    Copy(Range<u64>),
    /// New ones.
    Bytes(Vec<u8>),
}

impl Tree<'_> {
    /// Lengths of groups (gggg,0000) whose elements take more or fewer bytes now say so.
    pub fn settle_group_lengths(&mut self) -> Result<(), EditError> {
        for part in [Part::Meta, Part::Data] {
            let (range, encoding) = (self.original.range(part), self.encoding(part));
            let before = self.original.top(part);
            let list = if part == Part::Meta { &mut self.meta } else { &mut self.data };
            settle(list, &before, &range, encoding, self.original)?;
        }
        Ok(())
    }

    /// The pieces of a part, in order.
    pub fn pieces(&self, part: Part) -> Result<Vec<Piece>, EditError> {
        let range = self.original.range(part);
        let list = if part == Part::Meta { &self.meta } else { &self.data };
        let mut out = Vec::new();
        let first =
            self.original.top(part).first().and_then(|at| self.original.element(*at)).map_or(range.end, Element::start);
        push(&mut out, range.start..first);
        let mut writer = Writer { original: self.original, part, out };
        writer.list(list, &range, self.encoding(part))?;
        Ok(writer.out)
    }
}

/// Group lengths of one level and of all opened levels in it.
fn settle(
    list: &mut [Node],
    before: &[usize],
    within: &Range<u64>,
    encoding: Encoding,
    original: &Original,
) -> Result<(), EditError> {
    for node in list.iter_mut() {
        if let Node::Open { at, children } = node {
            let inside = original.element(*at).map_or(encoding, |element| element.encoding);
            settle(children, &original.children(*at), &original.contents(*at), inside, original)?;
        }
    }
    let is_length = |element: &Element| element.tag.1 == 0 && element.tag != ITEM && element.present == 4;
    if !before.iter().any(|at| original.element(*at).is_some_and(is_length)) {
        return Ok(());
    }
    let mut old: BTreeMap<u16, u64> = BTreeMap::new();
    for at in before {
        if let Some(element) = original.element(*at).filter(|element| !is_length(element)) {
            let extent = original.extent(*at, within);
            *old.entry(element.tag.0).or_default() += extent.end - extent.start;
        }
    }
    let mut new: BTreeMap<u16, u64> = BTreeMap::new();
    for node in list.iter().filter(|node| node.tag(original).1 != 0) {
        *new.entry(node.tag(original).0).or_default() += node.size(original, within, encoding);
    }
    for node in list {
        let Tag(group, number) = node.tag(original);
        let Some(element) = node.element(original).copied().filter(is_length).filter(|_| number == 0) else { continue };
        let (before, after) = (old.get(&group).copied().unwrap_or(0), new.get(&group).copied().unwrap_or(0));
        if let (Some(at), true) = (node.at(), before != after) {
            let length = u32::try_from(after).map_err(|_| too_long())?;
            let bytes = if element.encoding.big_endian { length.to_be_bytes() } else { length.to_le_bytes() };
            *node = Node::Changed { at, vr: None, value: bytes.to_vec() };
        }
    }
    Ok(())
}

struct Writer<'a> {
    original: &'a Original,
    part: Part,
    out: Vec<Piece>,
}

impl Writer<'_> {
    fn list(&mut self, list: &[Node], within: &Range<u64>, encoding: Encoding) -> Result<(), EditError> {
        list.iter().try_for_each(|node| self.node(node, within, encoding))
    }

    fn node(&mut self, node: &Node, within: &Range<u64>, encoding: Encoding) -> Result<(), EditError> {
        match node {
            Node::Kept(at) => push(&mut self.out, self.original.extent(*at, within)),
            Node::Changed { at, vr, value } => {
                let length = value.len() as u64;
                let head = match (vr, self.original.element(*at)) {
                    (Some(vr), Some(element)) => head(element.tag, *vr, length, encoding)?,
                    _ => self.old_head(*at, length, encoding)?,
                };
                push_bytes(&mut self.out, head);
                push_bytes(&mut self.out, value.clone());
                self.tail(*at, within);
            }
            Node::Open { at, children } => {
                let Some(element) = self.original.element(*at) else { return Ok(()) };
                let contents = self.original.contents(*at);
                let size = node.size(self.original, within, encoding)
                    - u64::from(element.head)
                    - tail(self.original, *at, within);
                let was = contents.end - contents.start;
                let declared = u64::from(element.length);
                let length = match element.declared() {
                    // Where fewer bytes are there than it says, that stays so.
                    Some(_) => (declared + size).checked_sub(was).ok_or_else(too_long)?,
                    None => declared,
                };
                let head = self.old_head(*at, length, encoding)?;
                push_bytes(&mut self.out, head);
                let gap = leading_gap(self.original, *at, &contents);
                push(&mut self.out, contents.start..contents.start + gap);
                self.list(children, &contents, element.encoding)?;
                self.tail(*at, within);
            }
            Node::New { tag, vr, content } => {
                let size = node.size(self.original, within, encoding);
                let size_of_head = if *tag == ITEM { 8 } else { super::tree::head_size(*vr, encoding) };
                push_bytes(&mut self.out, head(*tag, *vr, size - size_of_head, encoding)?);
                match content {
                    Content::Value(value) => push_bytes(&mut self.out, value.clone()),
                    Content::Children(children) => self.list(children, &(0..0), encoding)?,
                }
            }
        }
        Ok(())
    }

    fn tail(&mut self, at: usize, within: &Range<u64>) {
        push(&mut self.out, self.original.contents(at).end..self.original.extent(at, within).end);
    }

    /// The header as it is written, with another length.
    fn old_head(&self, at: usize, length: u64, encoding: Encoding) -> Result<Vec<u8>, EditError> {
        let unreadable = || EditError::File { why: "one of its headers cannot be understood well enough".to_owned() };
        let element = self.original.element(at).ok_or_else(unreadable)?;
        let mut head = self.original.source(self.part).read(element.start(), u64::from(element.head))?;
        let form = LengthForm::of(&head, element.length, encoding.big_endian).ok_or_else(unreadable)?;
        form.write(&mut head, length).ok_or_else(too_long)?;
        Ok(head)
    }
}

/// How a header writes its length: its last two or four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LengthForm {
    long: bool,
    big_endian: bool,
}

impl LengthForm {
    /// Found by what stands there; where it reads alike both ways, in the byte order that is usual there.
    fn of(head: &[u8], length: u32, big_endian: bool) -> Option<Self> {
        let four = head.last_chunk::<4>()?;
        let two = head.last_chunk::<2>()?;
        let reads = |form: &Self| match (form.long, form.big_endian) {
            (true, false) => u32::from_le_bytes(*four) == length,
            (true, true) => u32::from_be_bytes(*four) == length,
            (false, false) => head.len() == 8 && u32::from(u16::from_le_bytes(*two)) == length,
            (false, true) => head.len() == 8 && u32::from(u16::from_be_bytes(*two)) == length,
        };
        let forms = [(true, big_endian), (false, big_endian), (true, !big_endian), (false, !big_endian)];
        forms.into_iter().map(|(long, big_endian)| Self { long, big_endian }).find(reads)
    }

    fn write(self, head: &mut [u8], length: u64) -> Option<()> {
        let count = head.len();
        match (self.long, self.big_endian) {
            (true, big) => {
                let length = u32::try_from(length).ok()?;
                let bytes = if big { length.to_be_bytes() } else { length.to_le_bytes() };
                head.get_mut(count.checked_sub(4)?..)?.copy_from_slice(&bytes);
            }
            (false, big) => {
                let length = u16::try_from(length).ok()?;
                let bytes = if big { length.to_be_bytes() } else { length.to_le_bytes() };
                head.get_mut(count.checked_sub(2)?..)?.copy_from_slice(&bytes);
            }
        }
        Some(())
    }
}

/// A new header.
fn head(tag: Tag, vr: VR, length: u64, encoding: Encoding) -> Result<Vec<u8>, EditError> {
    let two = |value: u16| if encoding.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
    let length = u32::try_from(length).ok().filter(|length| *length != Element::UNDEFINED).ok_or_else(too_long)?;
    let four = if encoding.big_endian { length.to_be_bytes() } else { length.to_le_bytes() };
    let mut head = Vec::with_capacity(12);
    head.extend(two(tag.0));
    head.extend(two(tag.1));
    if encoding.implicit || tag == ITEM {
        head.extend(four);
        return Ok(head);
    }
    head.extend(vr.to_bytes());
    if has_long_length(vr) {
        head.extend([0, 0]);
        head.extend(four);
    } else {
        head.extend(two(u16::try_from(length).map_err(|_| too_long())?));
    }
    Ok(head)
}

fn too_long() -> EditError {
    EditError::File { why: "what is edited becomes longer than its length field can say".to_owned() }
}

/// Adds a range, joined to the one before where it follows on.
fn push(out: &mut Vec<Piece>, range: Range<u64>) {
    if range.start >= range.end {
        return;
    }
    match out.last_mut() {
        Some(Piece::Copy(last)) if last.end == range.start => last.end = range.end,
        _ => out.push(Piece::Copy(range)),
    }
}

fn push_bytes(out: &mut Vec<Piece>, bytes: Vec<u8>) {
    match out.last_mut() {
        _ if bytes.is_empty() => {}
        Some(Piece::Bytes(last)) => last.extend(bytes),
        _ => out.push(Piece::Bytes(bytes)),
    }
}
