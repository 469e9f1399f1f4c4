//! The file as it is to be: what is untouched by its place in the original, opened only along the ways of the edits.

use std::ops::Range;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    PathStep, TagPath,
    charset::CharacterSets,
    identifying::is_identifying,
    index::{Element, ITEM, Kind, dictionary_vr, has_long_length},
    private::{self, Creators, is_creator, is_private, resolved},
    syntax::Encoding,
};

use super::{
    Difference, EditError,
    difference::{LONGEST, readable},
    original::{Original, Part},
};

/// One element or item.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// As it is at this place of the index, with all that is in it.
    Kept(usize),
    /// With another value, padded, and another VR where one is given.
    Changed { at: usize, vr: Option<VR>, value: Vec<u8> },
    /// A sequence or item of which something inside is edited.
    Open { at: usize, children: Vec<Node> },
    /// One that was not there.
    New { tag: Tag, vr: VR, content: Content },
}

/// What a new element holds.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A value, padded.
    Value(Vec<u8>),
    /// Items of a sequence, elements of an item.
    Children(Vec<Node>),
}

/// The whole file.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub original: &'a Original,
    pub meta: Vec<Node>,
    pub data: Vec<Node>,
    /// What was edited, for the preview.
    pub differences: Vec<Difference>,
}

/// What an edit at some place has to know of its surroundings.
pub(super) struct Place<'t> {
    pub list: &'t mut Vec<Node>,
    /// How elements are written there.
    pub encoding: Encoding,
    pub sets: CharacterSets,
    /// It stands in something that names who the patient is.
    pub identifying: bool,
}

impl Node {
    /// Its place in the original.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::Kept(at) | Self::Changed { at, .. } | Self::Open { at, .. } => Some(*at),
            Self::New { .. } => None,
        }
    }

    pub fn tag(&self, original: &Original) -> Tag {
        match self {
            Self::New { tag, .. } => *tag,
            _ => self.element(original).map_or(Tag(0, 0), |element| element.tag),
        }
    }

    pub fn element<'a>(&self, original: &'a Original) -> Option<&'a Element> {
        original.element(self.at()?)
    }

    pub fn is_item(&self, original: &Original) -> bool {
        match self {
            Self::New { tag, .. } => *tag == ITEM,
            _ => self.element(original).is_some_and(|element| element.kind == Kind::Item),
        }
    }

    /// What is in it, opened for edits; `None` where it is neither sequence nor item.
    pub fn open(&mut self, original: &Original) -> Option<&mut Vec<Self>> {
        if let Self::Kept(at) = *self
            && original.element(at).is_some_and(|element| matches!(element.kind, Kind::Sequence | Kind::Item))
        {
            *self = Self::Open { at, children: original.children(at).into_iter().map(Self::Kept).collect() };
        }
        match self {
            Self::Open { children, .. } | Self::New { content: Content::Children(children), .. } => Some(children),
            _ => None,
        }
    }

    /// Its value, padded; `None` of what holds items.
    pub fn value(&self, original: &Original) -> Option<Vec<u8>> {
        match self {
            Self::Kept(at) => {
                let element = original.element(*at).filter(|element| element.kind == Kind::Value)?;
                Some(original.value(element))
            }
            Self::Changed { value, .. } | Self::New { content: Content::Value(value), .. } => Some(value.clone()),
            _ => None,
        }
    }

    /// Bytes of its value, with padding; `None` of what holds items.
    pub fn length(&self, original: &Original) -> Option<u64> {
        match self {
            Self::Kept(at) => {
                original.element(*at).filter(|element| element.kind == Kind::Value).map(|element| element.present)
            }
            Self::Changed { value, .. } | Self::New { content: Content::Value(value), .. } => Some(value.len() as u64),
            _ => None,
        }
    }

    /// Whether it is not as it was. What was opened and left alone is.
    fn is_touched(&self, original: &Original) -> bool {
        match self {
            Self::Kept(_) => false,
            Self::Changed { .. } | Self::New { .. } => true,
            Self::Open { at, children } => {
                children.len() != original.children(*at).len()
                    || children.iter().any(|child| child.is_touched(original))
            }
        }
    }

    /// Bytes that it takes in the file to be, its header and end mark included.
    pub fn size(&self, original: &Original, within: &Range<u64>, encoding: Encoding) -> u64 {
        match self {
            Self::Kept(at) => {
                let extent = original.extent(*at, within);
                extent.end - extent.start
            }
            Self::Changed { at, vr, value } => {
                let head = original.element(*at).map_or(8, |element| u64::from(element.head));
                let head = vr.map_or(head, |vr| head_size(vr, encoding));
                head + value.len() as u64 + tail(original, *at, within)
            }
            Self::Open { at, children } => {
                let (head, encoding) = original.element(*at).map_or((8, encoding), |it| (it.head, it.encoding));
                let contents = original.contents(*at);
                let gap = leading_gap(original, *at, &contents);
                let inside: u64 = children.iter().map(|child| child.size(original, &contents, encoding)).sum();
                u64::from(head) + gap + inside + tail(original, *at, within)
            }
            Self::New { vr, tag, content } => {
                let head = if *tag == ITEM { 8 } else { head_size(*vr, encoding) };
                head + match content {
                    Content::Value(value) => value.len() as u64,
                    Content::Children(children) => {
                        children.iter().map(|child| child.size(original, &(0..0), encoding)).sum()
                    }
                }
            }
        }
    }
}

/// What stands between the contents of an element and the next one: end marks.
pub(super) fn tail(original: &Original, at: usize, within: &Range<u64>) -> u64 {
    original.extent(at, within).end.saturating_sub(original.contents(at).end)
}

/// What stands before the first child of a sequence or item: nothing, or bytes that are no element.
pub(super) fn leading_gap(original: &Original, at: usize, contents: &Range<u64>) -> u64 {
    let first = original.header.index.children(Some(at)).next().and_then(|child| original.element(child));
    first.map_or(contents.end, Element::start).saturating_sub(contents.start)
}

/// Bytes of a new header.
pub(super) fn head_size(vr: VR, encoding: Encoding) -> u64 {
    if !encoding.implicit && has_long_length(vr) { 12 } else { 8 }
}

impl<'a> Tree<'a> {
    pub fn new(original: &'a Original) -> Self {
        let nodes = |part| original.top(part).into_iter().map(Node::Kept).collect();
        Self { original, meta: nodes(Part::Meta), data: nodes(Part::Data), differences: Vec::new() }
    }

    /// Whether anything is not as it was.
    pub fn is_edited(&self) -> bool {
        let count = |part| self.original.top(part).len();
        let is_touched = |nodes: &[Node]| nodes.iter().any(|node| node.is_touched(self.original));
        is_touched(&self.meta)
            || is_touched(&self.data)
            || self.meta.len() != count(Part::Meta)
            || self.data.len() != count(Part::Data)
    }

    /// How the elements of a top level are written.
    pub fn encoding(&self, part: Part) -> Encoding {
        match part {
            Part::Data => self.original.encoding,
            Part::Meta => {
                self.meta.iter().find_map(|node| node.element(self.original)).map_or(Encoding::EXPLICIT, |first| {
                    Encoding { implicit: false, big_endian: first.encoding.big_endian }
                })
            }
        }
    }

    /// The list that `steps` lead into, opened: the top level for no step, else the elements of an item.
    pub fn place(&mut self, steps: &[PathStep], path: &TagPath) -> Result<Place<'_>, EditError> {
        let original = self.original;
        let of_meta = matches!(path.steps.first(), Some(PathStep::Element((2, _))));
        let part = if of_meta { Part::Meta } else { Part::Data };
        let mut encoding = self.encoding(part);
        let mut list = if of_meta { &mut self.meta } else { &mut self.data };
        let mut sets = sets_of(list, original).unwrap_or_default();
        let mut identifying = false;
        let missing = || EditError::NotThere { path: path.clone() };
        let no_sequence = || EditError::Refused { path: path.clone(), why: "it is no sequence".to_owned() };
        for step in steps {
            let found = find(list, *step, original).ok_or_else(missing)?;
            if let PathStep::Element((group, element)) = *step {
                let tag = Tag(group, element);
                identifying |= is_identifying(tag, VR::SQ, private_name(list, tag, original));
            }
            let node = list.get_mut(found).ok_or_else(missing)?;
            encoding = node.element(original).map_or(encoding, |element| element.encoding);
            list = node.open(original).ok_or_else(no_sequence)?;
            if matches!(step, PathStep::Item(_)) {
                sets = sets_of(list, original).unwrap_or(sets);
            }
        }
        Ok(Place { list, encoding, sets, identifying })
    }

    /// The node at `path`, for looking at.
    pub fn node(&self, path: &TagPath) -> Option<(Node, CharacterSets, VR)> {
        let mut copy = Self { differences: Vec::new(), meta: self.meta.clone(), data: self.data.clone(), ..*self };
        let original = self.original;
        let (last, holders) = path.steps.split_last()?;
        let place = copy.place(holders, path).ok()?;
        let node = place.list.get(find(place.list, *last, original)?)?.clone();
        let vr = vr_of(&node, place.list, original, &place.sets);
        Some((node, place.sets, vr))
    }

    pub fn vr(&self, path: &TagPath) -> Option<VR> {
        self.node(path).filter(|(node, ..)| !node.is_item(self.original)).map(|(_, _, vr)| vr)
    }

    /// The value at `path` as text that can be given back.
    pub fn text(&self, path: &TagPath) -> Option<String> {
        let (node, sets, vr) = self.node(path)?;
        // Longer ones are nothing to type.
        node.length(self.original).filter(|length| *length <= LONGEST)?;
        let bytes = node.value(self.original)?;
        readable(&bytes, vr, node.element(self.original).map_or(Encoding::EXPLICIT, |it| it.encoding), &sets)
    }
}

/// Whether all that is there is written without VRs, whatever the syntax says: careless writers do that.
pub(super) fn is_bare(list: &[Node], original: &Original) -> bool {
    let mut known = list.iter().filter_map(|node| node.element(original)).peekable();
    known.peek().is_some() && known.all(|element| element.encoding.implicit && element.head == 8)
}

/// Where a step leads to in a list.
pub(super) fn find(list: &[Node], step: PathStep, original: &Original) -> Option<usize> {
    match step {
        PathStep::Element((group, element)) => list.iter().position(|node| node.tag(original) == Tag(group, element)),
        PathStep::Item(number) => {
            let items = list.iter().enumerate().filter(|(_, node)| node.is_item(original));
            let before = usize::try_from(number).ok()?.checked_sub(1)?;
            items.map(|(at, _)| at).nth(before)
        }
    }
}

/// The character sets that a list of elements states for itself.
pub(super) fn sets_of(list: &[Node], original: &Original) -> Option<CharacterSets> {
    let own = list.iter().find(|node| node.tag(original) == tags::SPECIFIC_CHARACTER_SET)?;
    Some(CharacterSets::parse(&own.value(original)?).0)
}

/// Bytes by which a value of unknown VR is recognised.
const BEGINNING: u64 = 4096;

/// What the private creator in `list` calls an element, or nothing.
pub(super) fn private_name(list: &[Node], tag: Tag, original: &Original) -> &'static str {
    if !is_private(tag) {
        return "";
    }
    let creator = find(list, PathStep::Element((tag.0, tag.1 >> 8)), original).and_then(|at| list.get(at));
    creator.and_then(|creator| creator.value(original)).map_or("", |name| private::name_of(&name, tag))
}

/// The VR in force: as written, or where that is nothing or UN as the private creator's dictionary has it.
pub(super) fn vr_of(node: &Node, list: &[Node], original: &Original, sets: &CharacterSets) -> VR {
    let (element, bytes) = match node {
        Node::New { vr, .. } | Node::Changed { vr: Some(vr), .. } => return *vr,
        _ => match node.element(original) {
            Some(element) => (element, || original.start(element, BEGINNING)),
            None => return VR::UN,
        },
    };
    if element.vr != VR::UN || element.kind != Kind::Value || !is_private(element.tag) {
        return element.vr;
    }
    let mut creators = Creators::default();
    for other in list.iter().filter(|other| is_creator(other.tag(original))) {
        if let (Some(it), Some(name)) = (other.element(original), other.value(original)) {
            creators.note(it, &name, sets);
        }
    }
    resolved(element, creators.of(element), &bytes()).0.vr
}

/// The VR of the dictionary for a tag that is new; `None` where it has none.
pub(super) fn known_vr(tag: Tag, original: &Original) -> Option<VR> {
    let vr = dictionary_vr(tag, original.header.signed);
    (vr != VR::UN).then_some(vr)
}
