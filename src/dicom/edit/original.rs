//! The file as it is: where its elements lie with everything around them.

use std::ops::Range;

use crate::dicom::{
    Limits, ReadError,
    header::Header,
    index::{self, Element, Extent, GZIP, Opened, Wrapping},
    source::Source,
    syntax::Encoding,
};

/// An indexed file.
#[derive(Debug)]
pub(super) struct Original {
    pub header: Header,
    /// The file's own bytes, where it is wrapped in gzip as a whole.
    pub wrapped: Option<Source>,
    /// Where the data set begins behind the meta group.
    pub data_at: u64,
    /// How the data set is compressed.
    pub wrapping: Option<Wrapping>,
    /// What is compressed breaks off.
    pub is_cut: bool,
    /// How the top level of the data set is written.
    pub encoding: Encoding,
}

/// Which of the two top levels: they may lie in different bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Preamble and group 0002.
    Meta,
    /// The data set.
    Data,
}

impl Original {
    pub fn open(source: Source, limits: &Limits) -> Result<Self, ReadError> {
        let wrapped = match source.read(0, GZIP.len() as u64)? == GZIP {
            true => Some(source.again()?),
            false => None,
        };
        let opened = index::from_source(source, Extent::Whole, limits)?;
        let Opened { data_at, wrapping, encoding, .. } = opened;
        let (header, findings) = Header::new(opened);
        let is_cut = (wrapped.is_some() || wrapping.is_some()) && findings.iter().any(index::is_of_cut);
        Ok(Self { header, wrapped, data_at, wrapping, is_cut, encoding })
    }

    pub fn element(&self, at: usize) -> Option<&Element> {
        self.header.index.elements.get(at)
    }

    /// Top-level elements of a part: group 0002 up to the first other one is the meta group.
    pub fn top(&self, part: Part) -> Vec<usize> {
        let of_meta = |at: &usize| self.element(*at).is_some_and(|element| self.part_of(element) == Part::Meta);
        let children = self.header.index.children(None);
        match part {
            Part::Meta => children.take_while(of_meta).collect(),
            Part::Data => children.skip_while(of_meta).collect(),
        }
    }

    /// The part that a top-level element belongs to.
    fn part_of(&self, element: &Element) -> Part {
        let lies_before = self.wrapping.is_some() || element.start() < self.data_at;
        if element.tag.0 == 2 && element.depth == 0 && lies_before { Part::Meta } else { Part::Data }
    }

    /// Bytes that a part takes in its source.
    pub fn range(&self, part: Part) -> Range<u64> {
        match part {
            Part::Meta => 0..self.data_at,
            Part::Data if self.wrapping.is_some() => 0..self.header.size(),
            Part::Data => self.data_at..self.header.size(),
        }
    }

    /// Where the bytes of a part lie.
    pub fn source(&self, part: Part) -> &Source {
        self.header.part_source(part == Part::Meta)
    }

    /// Whether the file was written to since it was opened.
    pub fn header_changed(&self) -> bool {
        self.wrapped.as_ref().unwrap_or_else(|| self.source(Part::Meta)).has_changed()
    }

    /// The contents of the element at `at`: its value, or what a sequence or item holds, without an end mark.
    pub fn contents(&self, at: usize) -> Range<u64> {
        self.element(at).map_or(0..0, |element| element.offset..element.offset.saturating_add(element.present))
    }

    /// Everything from the header of the element at `at` to where the next one of its level begins: its end mark and
    /// whatever else careless writers left there belong to it. `within` are the contents of what holds it.
    pub fn extent(&self, at: usize, within: &Range<u64>) -> Range<u64> {
        let Some(element) = self.element(at) else { return 0..0 };
        let is_sibling = |next: &&Element| {
            next.parent == element.parent && (next.depth > 0 || self.part_of(next) == self.part_of(element))
        };
        let next = self.element(element.end as usize).filter(is_sibling);
        let next = next.map(Element::start).filter(|start| within.contains(start) && *start >= element.offset);
        element.start()..next.unwrap_or(within.end)
    }

    /// The children of a sequence or item.
    pub fn children(&self, at: usize) -> Vec<usize> {
        self.header.index.children(Some(at)).collect()
    }

    /// The first bytes of the value of an element.
    pub fn start(&self, element: &Element, most: u64) -> Vec<u8> {
        self.header.value_bytes(element, most).into_owned()
    }

    /// The whole value of an element; at most 1 GiB, which text never has.
    pub fn value(&self, element: &Element) -> Vec<u8> {
        self.header.value_bytes(element, 1 << 30).into_owned()
    }
}
