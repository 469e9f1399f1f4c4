//! Other statements of the character set than the one that texts are written in.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom::{
    PathStep,
    charset::{CharacterSets, decode_start, is_plain},
};

use super::{
    Change, Edit, EditError, NewValue,
    original::Original,
    tree::{Content, Node, Tree, sets_of},
    value::is_text,
};

impl Tree<'_> {
    /// Refuses another _Specific Character Set_ where texts read well in the one that holds and would read otherwise. Texts
    /// that do not read well show that the statement was wrong; who gives its bytes says so.
    pub fn keep_texts(&mut self, edit: &Edit) -> Result<(), EditError> {
        let tag = tags::SPECIFIC_CHARACTER_SET;
        let Some((PathStep::Element(last), holders)) = edit.path.steps.split_last() else { return Ok(()) };
        if *last != (tag.0, tag.1) {
            return Ok(());
        }
        let original = self.original;
        let new = match &edit.change {
            Change::Set { value: NewValue::Text(text), .. } | Change::Add { value: NewValue::Text(text), .. } => {
                CharacterSets::parse(text.as_bytes()).0
            }
            // An item without its own takes that of what it stands in.
            Change::Remove => match holders.len().checked_sub(2).and_then(|outer| holders.get(..outer)) {
                Some(outer) => self.place(outer, &edit.path)?.sets,
                None => CharacterSets::default(),
            },
            _ => return Ok(()),
        };
        let place = self.place(holders, &edit.path)?;
        if reads_otherwise(place.list, original, &place.sets, &new) {
            let why = "texts that are written in the set that holds there would read otherwise; have all texts written in \
                       UTF-8 (ISO_IR 192) instead";
            return Err(EditError::Refused { path: edit.path.clone(), why: why.to_owned() });
        }
        Ok(())
    }
}

/// Whether a text in `list`, or in items without a set of their own, reads well in one set and otherwise in the other.
fn reads_otherwise(list: &[Node], original: &Original, old: &CharacterSets, new: &CharacterSets) -> bool {
    let mut lists = vec![list.to_vec()];
    let mut is_outermost = true;
    while let Some(list) = lists.pop() {
        if !std::mem::take(&mut is_outermost) && sets_of(&list, original).is_some() {
            continue;
        }
        for node in &list {
            if let Some(children) = children(node, original) {
                lists.push(children);
                continue;
            }
            let vr = match node {
                Node::New { vr, .. } | Node::Changed { vr: Some(vr), .. } => *vr,
                _ => node.element(original).map_or(VR::UN, |element| element.vr),
            };
            let bytes = if is_text(vr) { node.value(original).unwrap_or_default() } else { Vec::new() };
            if is_plain(&bytes) {
                continue;
            }
            let (before, faults) = decode_start(&bytes, false, old, vr);
            let reads_well = !faults.undeclared && !faults.unknown_bytes;
            if reads_well && decode_start(&bytes, false, new, vr).0 != before {
                return true;
            }
        }
    }
    false
}

/// What is in a sequence or item.
fn children(node: &Node, original: &Original) -> Option<Vec<Node>> {
    match node {
        Node::Open { children, .. } | Node::New { content: Content::Children(children), .. } => Some(children.clone()),
        Node::Kept(at) => {
            let inside = original.children(*at);
            (!inside.is_empty()).then(|| inside.into_iter().map(Node::Kept).collect())
        }
        _ => None,
    }
}
