//! All texts of a file in UTF-8 (ISO_IR 192), those of items too.

use std::collections::{HashMap, HashSet};

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom::{
    PathStep, TagPath,
    charset::{self, CharacterSets, is_plain, shown},
    identifying::is_identifying,
    index::{Element, ITEM, Kind},
    private::{Creators, is_creator, resolved},
};

use super::{
    Difference, EditError,
    original::Original,
    tree::{Content, Node, Tree},
    value::{MOST_SHORT, is_text, padding},
};

/// _Specific Character Set_ of what is written.
const UTF_8: &[u8] = b"ISO_IR 192";

impl Tree<'_> {
    /// Writes every text anew whose bytes mean something else in UTF-8, and every _Specific Character Set_. To be done
    /// before any edit.
    pub fn recode(&mut self) -> Result<(), EditError> {
        self.refuse_cut()?;
        let original = self.original;
        let elements = &original.header.index.elements;
        let mut ways = Ways { numbers: vec![0; elements.len()], ..Ways::default() };
        let mut creators = Creators::default();
        let top = original.header.top().character_sets().clone();
        // Character sets with the end of the item that they hold for.
        let mut sets: Vec<(usize, CharacterSets)> = vec![(usize::MAX, top)];
        for (at, element) in elements.iter().enumerate() {
            while sets.len() > 1 && sets.last().is_some_and(|(end, _)| at >= *end) {
                sets.pop();
            }
            ways.pass(at, element, &creators);
            if element.kind != Kind::Value || element.depth == 0 && element.tag.0 == 2 {
                continue;
            }
            if element.tag == tags::SPECIFIC_CHARACTER_SET {
                let bytes = original.value(element);
                if element.depth > 0 {
                    let end = original.element(element.parent as usize).map_or(at, |item| item.end as usize);
                    sets.push((end, CharacterSets::parse(&bytes).0));
                }
                if bytes != UTF_8 {
                    let old = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                    self.rewrite((at, VR::CS), &ways, &shown(&old), "ISO_IR 192", UTF_8.to_vec());
                }
                continue;
            }
            let may_be_text = is_text(element.vr) || element.vr == VR::UN;
            if !may_be_text {
                continue;
            }
            let now = sets.last().map(|(_, sets)| sets.clone()).unwrap_or_default();
            // Of what turns out to be no text, a beginning is enough.
            let start = original.start(element, 4096);
            let vr = resolved(element, creators.of(element), &start).0.vr;
            let bytes = if is_text(vr) { original.value(element) } else { start };
            if is_creator(element.tag) {
                creators.note(element, &bytes, &now);
            }
            if !is_text(vr) || is_plain(&bytes) {
                continue;
            }
            self.recode_one((at, vr), &ways, element, &bytes, &now)?;
        }
        self.state_set();
        Ok(())
    }

    fn recode_one(
        &mut self,
        (at, vr): (usize, VR),
        ways: &Ways,
        element: &Element,
        bytes: &[u8],
        sets: &CharacterSets,
    ) -> Result<(), EditError> {
        let refused =
            |tree: &Self, why: &str| EditError::Refused { path: ways.path(at, tree.original), why: why.to_owned() };
        let (text, faults) = charset::decode_start(bytes, false, sets, vr);
        if faults.unknown_bytes {
            let why = "it holds bytes that are no character of the set it is said to be in, so it cannot be written in \
                       another; change or remove it first";
            return Err(refused(self, why));
        }
        let mut new = text.clone().into_bytes();
        if new == bytes {
            return Ok(());
        }
        if !new.len().is_multiple_of(2) {
            new.push(padding(vr));
        }
        if new.len() > MOST_SHORT && element.head == 8 && !element.encoding.implicit {
            return Err(refused(self, "in UTF-8 it is longer than its length field can say; shorten it first"));
        }
        let text = shown(text.trim_end_matches(['\0', ' ']));
        self.rewrite((at, vr), ways, &text, &text, new);
        Ok(())
    }

    /// Puts another value in the place of an element of the original.
    fn rewrite(&mut self, (at, vr): (usize, VR), ways: &Ways, old: &str, new: &str, value: Vec<u8>) {
        let original = self.original;
        let path = ways.path(at, original);
        let mut holders = Vec::new();
        let mut parent = original.element(at).map_or(u32::MAX, |element| element.parent);
        while let Some(holder) = original.element(parent as usize) {
            holders.push(parent as usize);
            parent = holder.parent;
        }
        let mut list = &mut self.data;
        for holder in holders.iter().rev() {
            let Some(inside) = position(list, *holder).and_then(|at| list.get_mut(at)).and_then(|it| it.open(original))
            else {
                return;
            };
            list = inside;
        }
        if let Some(slot) = position(list, at).and_then(|at| list.get_mut(at)) {
            *slot = Node::Changed { at, vr: None, value };
            let what = (vr, ways.identifying.contains(&at));
            let why = "the character set becomes UTF-8";
            self.differences.push(Difference::new(&path, what, Some(old.to_owned()), Some(new.to_owned()), why));
        }
    }

    /// States the set at top level where nothing did.
    fn state_set(&mut self) {
        let tag = tags::SPECIFIC_CHARACTER_SET;
        if self.data.iter().any(|node| node.tag(self.original) == tag) {
            return;
        }
        let before = self.data.iter().position(|node| node.tag(self.original) > tag).unwrap_or(self.data.len());
        self.data.insert(before, Node::New { tag, vr: VR::CS, content: Content::Value(UTF_8.to_vec()) });
        let path = TagPath::top((tag.0, tag.1));
        let new = "ISO_IR 192".to_owned();
        self.differences.push(Difference::new(
            &path,
            (VR::CS, false),
            None,
            Some(new),
            "the character set becomes UTF-8",
        ));
    }

    /// Refuses what cannot be written again whole.
    pub fn refuse_cut(&self) -> Result<(), EditError> {
        let why = "what is compressed in it breaks off, so that not all of it can be written again; copy it again from its \
                   source";
        if self.original.is_cut { Err(EditError::File { why: why.to_owned() }) } else { Ok(()) }
    }
}

/// What is known of the elements that a walk has passed.
#[derive(Default)]
struct Ways {
    /// Of each item its number, from 1.
    numbers: Vec<u32>,
    /// Items of each sequence so far.
    counts: HashMap<u32, u32>,
    /// Elements that name who the patient is, or stand in such.
    identifying: HashSet<usize>,
}

impl Ways {
    fn pass(&mut self, at: usize, element: &Element, creators: &Creators) {
        if element.kind == Kind::Item {
            let count = self.counts.entry(element.parent).or_default();
            *count += 1;
            if let Some(number) = self.numbers.get_mut(at) {
                *number = *count;
            }
        }
        let holds = self.identifying.contains(&(element.parent as usize));
        if holds || is_identifying(element.tag, element.vr, resolved(element, creators.of(element), &[]).1) {
            self.identifying.insert(at);
        }
    }

    fn path(&self, at: usize, original: &Original) -> TagPath {
        let mut steps = Vec::new();
        let mut at = at;
        while let Some(element) = original.element(at) {
            steps.push(match element.tag {
                ITEM => PathStep::Item(self.numbers.get(at).copied().unwrap_or_default()),
                tag => PathStep::Element((tag.0, tag.1)),
            });
            at = element.parent as usize;
        }
        steps.reverse();
        TagPath { steps }
    }
}

/// Where the element of a place is in a list that holds only elements of the original, in their order.
fn position(list: &[Node], at: usize) -> Option<usize> {
    let found = list.partition_point(|node| node.at().is_some_and(|it| it < at));
    list.get(found).filter(|node| node.at() == Some(at)).map(|_| found)
}
