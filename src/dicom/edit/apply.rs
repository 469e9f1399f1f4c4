//! One edit carried out on the tree.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    PathStep, TagPath,
    charset::{self, CharacterSets, is_plain},
    identifying::is_identifying,
    index::{Element, ITEM, has_long_length},
    private::{is_creator, is_private},
    syntax::Encoding,
};

use super::{
    Change, Difference, Edit, EditError, NewValue,
    difference::shown_value,
    tree::{Content, Node, Tree, find, is_bare, known_vr, private_name, vr_of},
    value::{MOST_SHORT, bytes, check, is_text, padding, parse_vr},
};

impl Tree<'_> {
    /// Carries out a wish of the person.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        let path = &edit.path;
        let refused = |why: &str| EditError::Refused { path: path.clone(), why: why.to_owned() };
        for step in &path.steps {
            match step {
                PathStep::Element((2, 0x0010)) => {
                    return Err(refused("it says how the data are written, which editing leaves as it is"));
                }
                PathStep::Element((_, 0)) => {
                    return Err(refused("lengths of groups follow what is edited by themselves"));
                }
                PathStep::Element((0..=1 | 0xFFFE | 0xFFFF, _)) => return Err(refused("no element has such a tag")),
                _ => {}
            }
        }
        if path.steps.first().is_some_and(|step| matches!(step, PathStep::Element((2, _)))) && self.meta.is_empty() {
            return Err(refused("the file has no meta group"));
        }
        self.refuse_cut()?;
        self.keep_texts(edit)?;
        match &edit.change {
            Change::Set { vr, value } => self.set(path, *vr, value, ""),
            Change::Add { vr, value } => self.add(path, *vr, value, ""),
            Change::Remove => self.remove(path),
            Change::AddItem => self.add_item(path),
        }
    }

    /// Another value; `why` is empty where the person asked for it.
    pub(super) fn set(
        &mut self,
        path: &TagPath,
        vr: Option<&str>,
        value: &NewValue,
        why: &'static str,
    ) -> Result<(), EditError> {
        let original = self.original;
        let refused = |why: &str| EditError::Refused { path: path.clone(), why: why.to_owned() };
        let (last, holders) = split(path)?;
        if matches!(last, PathStep::Item(_)) {
            return Err(refused("an item has no value; name an element in it"));
        }
        let place = self.place(holders, path)?;
        let missing = || EditError::NotThere { path: path.clone() };
        let at = find(place.list, last, original).ok_or_else(missing)?;
        let asked = vr.and_then(parse_vr);
        let node = place.list.get(at).ok_or_else(missing)?.clone();
        let old_vr = vr_of(&node, place.list, original, &place.sets);
        let Some(old_length) = node.length(original) else {
            return Err(refused("it holds items or fragments; edit what is in them, or remove it"));
        };
        let vr = asked.unwrap_or(old_vr);
        let element = node.element(original);
        let written = element.map(|element| element.vr);
        // Another VR may have come with an edit before; it stays unless another one is asked for.
        let pending = if let Node::Changed { vr, .. } = &node { *vr } else { None };
        // A VR is written anew only where it is another one and VRs are written at all.
        let new_vr = match asked {
            Some(vr) => Some(vr).filter(|vr| !place.encoding.implicit && written != Some(*vr)),
            None => pending,
        };
        // What is written as UN is implicit little endian in every syntax (PS3.5 6.2.2).
        let own = |element: &Element| match element.vr {
            VR::UN if !element.encoding.implicit => Encoding::IMPLICIT,
            _ => element.encoding,
        };
        let old_encoding = element.filter(|_| pending.is_none()).map_or(place.encoding, own);
        let encoding = element.filter(|_| new_vr.is_none()).map_or(place.encoding, own);
        let tag = node.tag(original);
        let new = value_bytes(path, vr, value, encoding, &place.sets)?;
        if tag == tags::PIXEL_DATA && new.len() as u64 != old_length {
            return Err(refused("the length of pixel data follows from rows, columns and bits"));
        }
        let is_short =
            new_vr.is_none() && element.is_some_and(|element| element.head == 8 && !element.encoding.implicit);
        check_length(path, vr, new.len(), place.encoding, is_short)?;
        let before = node.shown(original, old_vr, old_encoding, &place.sets);
        let after = shown_value(&new, vr, encoding, &place.sets);
        let identifying = place.identifying || is_identifying(tag, vr, private_name(place.list, tag, original));
        let is_same = || old_length == new.len() as u64 && node.value(original).as_ref() == Some(&new);
        if let Some(slot) = place.list.get_mut(at) {
            match slot {
                Node::New { content, vr: slot_vr, .. } => {
                    (*slot_vr, *content) = (asked.unwrap_or(*slot_vr), Content::Value(new));
                }
                _ if new_vr == pending && is_same() => return Ok(()),
                _ => {
                    if let Some(place) = node.at() {
                        // Back to what it was is no edit.
                        let is_original =
                            |element: &Element| element.present == new.len() as u64 && original.value(element) == new;
                        let is_back = new_vr.is_none() && element.is_some_and(is_original);
                        *slot = if is_back {
                            Node::Kept(place)
                        } else {
                            Node::Changed { at: place, vr: new_vr, value: new }
                        };
                    }
                }
            }
        }
        self.differences.push(Difference::new(path, (vr, identifying), Some(before), Some(after), why));
        Ok(())
    }

    /// A new element in its place by tag.
    pub(super) fn add(
        &mut self,
        path: &TagPath,
        vr: Option<&str>,
        value: &NewValue,
        why: &'static str,
    ) -> Result<(), EditError> {
        let original = self.original;
        let refused = |why: &str| EditError::Refused { path: path.clone(), why: why.to_owned() };
        let (last, holders) = split(path)?;
        let PathStep::Element((group, number)) = last else {
            return Err(refused("an item is added by itself; name an element"));
        };
        let tag = Tag(group, number);
        let place = self.place(holders, path)?;
        if find(place.list, last, original).is_some() {
            return Err(EditError::AlreadyThere { path: path.clone() });
        }
        if !place.encoding.implicit && is_bare(place.list, original) {
            return Err(refused("the elements around it are written without their VRs, against the transfer syntax"));
        }
        let creator = PathStep::Element((group, number >> 8));
        if is_private(tag) && find(place.list, creator, original).is_none() {
            let creator = number >> 8;
            return Err(refused(&format!(
                "a private element needs its creator; add ({group:04X},{creator:04X}) first, or choose another block"
            )));
        }
        let vr = vr.and_then(parse_vr).or_else(|| known_vr(tag, original));
        let vr = vr.ok_or_else(|| refused("the dictionary does not know it; say its VR"))?;
        let is_empty = matches!(value, NewValue::Text(text) if text.is_empty());
        let content = match vr {
            VR::SQ if is_empty => Content::Children(Vec::new()),
            _ => Content::Value(value_bytes(path, vr, value, place.encoding, &place.sets)?),
        };
        let after = match &content {
            Content::Value(bytes) => {
                check_length(path, vr, bytes.len(), place.encoding, false)?;
                shown_value(bytes, vr, place.encoding, &place.sets)
            }
            Content::Children(_) => String::new(),
        };
        let identifying = place.identifying || is_identifying(tag, vr, private_name(place.list, tag, original));
        let before = place.list.iter().position(|node| node.tag(original) > tag).unwrap_or(place.list.len());
        place.list.insert(before, Node::New { tag, vr, content });
        self.differences.push(Difference::new(path, (vr, identifying), None, Some(after), why));
        Ok(())
    }

    fn remove(&mut self, path: &TagPath) -> Result<(), EditError> {
        let original = self.original;
        let (last, holders) = split(path)?;
        let place = self.place(holders, path)?;
        let missing = || EditError::NotThere { path: path.clone() };
        let at = find(place.list, last, original).ok_or_else(missing)?;
        let node = place.list.get(at).ok_or_else(missing)?.clone();
        let tag = node.tag(original);
        let owns = |other: &Node| {
            let other = other.tag(original);
            is_private(other) && other.0 == tag.0 && other.1 >> 8 == tag.1
        };
        if is_creator(tag) && place.list.iter().any(owns) {
            let why = "elements of its block are there; remove these first".to_owned();
            return Err(EditError::Refused { path: path.clone(), why });
        }
        let vr = vr_of(&node, place.list, original, &place.sets);
        let encoding = node.element(original).map_or(place.encoding, |element| element.encoding);
        let before = node.shown(original, vr, encoding, &place.sets);
        let identifying = place.identifying || is_identifying(tag, vr, private_name(place.list, tag, original));
        place.list.remove(at);
        self.differences.push(Difference::new(path, (vr, identifying), Some(before), None, ""));
        Ok(())
    }

    fn add_item(&mut self, path: &TagPath) -> Result<(), EditError> {
        let original = self.original;
        let (sequence, before) = match path.steps.split_last() {
            Some((PathStep::Item(number), _)) => (path.parent().unwrap_or_default(), Some(*number)),
            _ => (path.clone(), None),
        };
        let (last, holders) = split(&sequence)?;
        let is_there = find(self.place(holders, path)?.list, last, original).is_some();
        if !is_there {
            self.add(&sequence, Some("SQ"), &NewValue::Text(String::new()), "")?;
        }
        let items = self.place(&sequence.steps, path)?.list;
        let holds_items = items.iter().all(|node| node.is_item(original));
        if last == PathStep::Element((0x7FE0, 0x0010)) || !holds_items {
            return Err(EditError::Refused { path: path.clone(), why: "it is no sequence".to_owned() });
        }
        let at = before
            .and_then(|number| usize::try_from(number).ok())
            .map_or(items.len(), |number| number.saturating_sub(1));
        if at > items.len() {
            return Err(EditError::NotThere { path: path.clone() });
        }
        items.insert(at, Node::New { tag: ITEM, vr: VR::UN, content: Content::Children(Vec::new()) });
        let number = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
        let item = sequence.then(PathStep::Item(number));
        self.differences.push(Difference::new(&item, (VR::UN, false), None, Some(String::new()), ""));
        Ok(())
    }
}

fn split(path: &TagPath) -> Result<(PathStep, &[PathStep]), EditError> {
    let missing = || EditError::NotThere { path: path.clone() };
    path.steps.split_last().map(|(last, holders)| (*last, holders)).ok_or_else(missing)
}

/// The bytes of a value, checked and padded.
fn value_bytes(
    path: &TagPath,
    vr: VR,
    value: &NewValue,
    encoding: Encoding,
    sets: &CharacterSets,
) -> Result<Vec<u8>, EditError> {
    let bad = |why: String| EditError::BadValue { path: path.clone(), why };
    let mut new = match value {
        NewValue::Bytes(_) if vr == VR::SQ => {
            return Err(bad("A sequence holds items; add an item instead".to_owned()));
        }
        NewValue::Bytes(bytes) => bytes.clone(),
        NewValue::Text(text) => {
            check(vr, text).map_err(bad)?;
            match is_text(vr) {
                true => charset::encode(text, sets, vr)
                    .ok_or_else(|| EditError::NeedsCharacterSet { path: path.clone() })?,
                false => bytes(vr, text, encoding).map_err(bad)?,
            }
        }
    };
    if !is_text(vr) && !matches!(value, NewValue::Bytes(_)) && known_as_text(vr) && !is_plain(&new) {
        return Err(bad(format!("{} takes ASCII only", vr.to_string())));
    }
    if !new.len().is_multiple_of(2) {
        new.push(padding(vr));
    }
    Ok(new)
}

fn known_as_text(vr: VR) -> bool {
    matches!(vr, VR::AE | VR::AS | VR::CS | VR::DA | VR::DS | VR::DT | VR::IS | VR::TM | VR::UI | VR::UR)
}

fn check_length(path: &TagPath, vr: VR, length: usize, encoding: Encoding, is_short: bool) -> Result<(), EditError> {
    let is_short = is_short || !encoding.implicit && !has_long_length(vr);
    if length > MOST_SHORT && is_short {
        let why =
            format!("a value of {} has at most {MOST_SHORT} bytes in this file; this has {length}", vr.to_string());
        return Err(EditError::BadValue { path: path.clone(), why });
    }
    if u32::try_from(length).is_err() || length as u64 >= u64::from(u32::MAX) {
        return Err(EditError::BadValue { path: path.clone(), why: "a value has less than 4 GiB".to_owned() });
    }
    Ok(())
}
