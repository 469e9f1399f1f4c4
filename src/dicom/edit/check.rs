//! A written file held against its plan: read anew by the reader, not by what wrote it.

use std::ops::Range;

use dicom_core::VR;

use crate::dicom::{
    Limits, ReadError, contain,
    index::{Element, ITEM, Kind},
    source::Source,
};

use super::{
    EditError,
    original::{Original, Part},
    plan::Plan,
    tree::{Content, Node},
};

impl Plan<'_> {
    /// Reads a written file and compares: every untouched element byte for byte with the original, pixel data too, every
    /// edited one with what was wanted, and nothing else is there.
    ///
    /// # Errors
    /// [`EditError::File`] where anything differs; the file is not to be used then.
    pub fn check(&self, written: Source, limits: &Limits) -> Result<(), EditError> {
        if self.tree.original.header_changed() {
            return Err(EditError::File { why: "it was changed by another program meanwhile; open it again".into() });
        }
        if !self.is_edited() {
            let original = self.tree.original;
            let source = original.wrapped.as_ref().unwrap_or_else(|| original.source(Part::Meta));
            let is_same =
                source.size() == written.size() && same(source, &(0..source.size()), &written, &(0..written.size()))?;
            return if is_same { Ok(()) } else { Err(differs()) };
        }
        let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
        let written = contain(|| Original::open(written, limits), broken)?;
        let original = self.tree.original;
        for (part, list) in [(Part::Meta, &self.tree.meta), (Part::Data, &self.tree.data)] {
            let comparison = Comparison { old: original, new: &written, part };
            let (old, new) = (original.range(part), written.range(part));
            // What stands before the first element: the preamble.
            let first = |it: &Original, range: &Range<u64>| {
                it.top(part).first().and_then(|at| it.element(*at)).map_or(range.end, Element::start)
            };
            let before = old.start..first(original, &old);
            let after = new.start..first(&written, &new);
            if !comparison.same(&before, &after)? || !comparison.list(list, &old, &written.top(part), &new)? {
                return Err(differs());
            }
        }
        let is_alike = original.encoding == written.encoding
            && original.wrapping.is_some() == written.wrapping.is_some()
            && original.header.stated_syntax == written.header.stated_syntax;
        if is_alike { Ok(()) } else { Err(differs()) }
    }
}

fn differs() -> EditError {
    let why = "what was written reads differently from what was wanted, because the original is damaged where it is \
               edited; nothing was saved";
    EditError::File { why: why.to_owned() }
}

struct Comparison<'a> {
    old: &'a Original,
    new: &'a Original,
    part: Part,
}

impl Comparison<'_> {
    fn list(
        &self,
        nodes: &[Node],
        old_within: &Range<u64>,
        found: &[usize],
        new_within: &Range<u64>,
    ) -> Result<bool, EditError> {
        if nodes.len() != found.len() {
            return Ok(false);
        }
        // Untouched neighbours are compared in one go.
        let mut run: Option<(Range<u64>, Range<u64>)> = None;
        for (node, at) in nodes.iter().zip(found) {
            if let Node::Kept(before) = node {
                if !self.same_structure(*before, *at) {
                    return Ok(false);
                }
                let (old, new) = (self.old.extent(*before, old_within), self.new.extent(*at, new_within));
                run = match run {
                    Some((first, second)) if first.end == old.start && second.end == new.start => {
                        Some((first.start..old.end, second.start..new.end))
                    }
                    other => {
                        if !self.same_run(other)? {
                            return Ok(false);
                        }
                        Some((old, new))
                    }
                };
                continue;
            }
            if !self.same_run(run.take())? || !self.node(node, *at, old_within, new_within)? {
                return Ok(false);
            }
        }
        self.same_run(run)
    }

    fn node(
        &self,
        node: &Node,
        at: usize,
        old_within: &Range<u64>,
        new_within: &Range<u64>,
    ) -> Result<bool, EditError> {
        let Some(new) = self.new.element(at) else { return Ok(false) };
        let before = node.element(self.old);
        if node.tag(self.old) != new.tag {
            return Ok(false);
        }
        match node {
            Node::Kept(_) => Ok(false),
            Node::Changed { at: old_at, vr, value } => {
                let vr = vr.or(before.map(|before| before.vr));
                Ok(self.is_value(new, value)
                    && vr == Some(new.vr)
                    && self.same_tails(*old_at, at, old_within, new_within)?)
            }
            Node::Open { at: old_at, children } => {
                let (old, inside) = (self.old.contents(*old_at), self.new.contents(at));
                let is_alike = before.is_some_and(|before| {
                    before.kind == new.kind
                        && before.vr == new.vr
                        && before.encoding == new.encoding
                        && before.declared().is_some() == new.declared().is_some()
                });
                Ok(is_alike
                    && self.list(children, &old, &self.new.children(at), &inside)?
                    && self.same_tails(*old_at, at, old_within, new_within)?)
            }
            Node::New { vr, content: Content::Value(value), .. } => {
                // Without written VRs the dictionary has its own word, and UN is taken for what it knows better.
                let is_free = new.encoding.implicit || *vr == VR::UN;
                Ok(self.is_value(new, value) && (is_free || *vr == new.vr))
            }
            Node::New { tag, content: Content::Children(children), .. } => {
                let kind = if *tag == ITEM { Kind::Item } else { Kind::Sequence };
                let inside = self.new.contents(at);
                // An empty private sequence without a written VR is not seen to be one.
                let is_kind = new.kind == kind || children.is_empty() && new.encoding.implicit;
                Ok(is_kind && self.list(children, &(0..0), &self.new.children(at), &inside)?)
            }
        }
    }

    fn is_value(&self, new: &Element, value: &[u8]) -> bool {
        new.kind == Kind::Value && new.present == value.len() as u64 && self.new.value(new) == value
    }

    /// End marks and what else stands between an element and the next.
    fn same_tails(
        &self,
        old: usize,
        new: usize,
        old_within: &Range<u64>,
        new_within: &Range<u64>,
    ) -> Result<bool, EditError> {
        let old = self.old.contents(old).end..self.old.extent(old, old_within).end;
        let new = self.new.contents(new).end..self.new.extent(new, new_within).end;
        self.same(&old, &new)
    }

    /// Whether two elements are read alike, with all that is in them.
    fn same_structure(&self, old: usize, new: usize) -> bool {
        let count = |it: &Original, at| it.element(at).map(|element| element.end as usize - at);
        let (Some(before), Some(after)) = (count(self.old, old), count(self.new, new)) else { return false };
        let alike = |skip: usize| match (self.old.element(old + skip), self.new.element(new + skip)) {
            (Some(old), Some(new)) => {
                (old.tag, old.vr, old.kind, old.length, old.present, old.encoding, old.depth, old.head)
                    == (new.tag, new.vr, new.kind, new.length, new.present, new.encoding, new.depth, new.head)
            }
            _ => false,
        };
        before == after && (0..before).all(alike)
    }

    fn same_run(&self, run: Option<(Range<u64>, Range<u64>)>) -> Result<bool, EditError> {
        run.map_or(Ok(true), |(old, new)| self.same(&old, &new))
    }

    fn same(&self, old: &Range<u64>, new: &Range<u64>) -> Result<bool, EditError> {
        same(self.old.source(self.part), old, self.new.source(self.part), new)
    }
}

/// Whether two ranges hold the same bytes.
fn same(old: &Source, in_old: &Range<u64>, new: &Source, in_new: &Range<u64>) -> Result<bool, EditError> {
    /// Bytes that are held at once, of each.
    const PIECE: u64 = 1 << 20;
    let length = in_old.end.saturating_sub(in_old.start);
    if length != in_new.end.saturating_sub(in_new.start) {
        return Ok(false);
    }
    let mut at = 0;
    while at < length {
        let count = PIECE.min(length - at);
        let (before, after) = (old.read(in_old.start + at, count)?, new.read(in_new.start + at, count)?);
        if before.len() as u64 != count || before != after {
            return Ok(false);
        }
        at += count;
    }
    Ok(true)
}
