//! From indexed elements to [`TagRow`]s, with what has to be remembered from row to row.

use std::{borrow::Cow, collections::HashMap};

use dicom_dictionary_std::tags;

use super::{
    charset::{CharacterSets, neutral},
    header::Header,
    identifying::is_identifying,
    index::{Element, Kind},
    names,
    private::{Creators, is_creator, is_private, resolved},
    tag_values::{SHOWN_BYTES, shown_value},
    tags::TagRow,
    value_reader::{ValueReader, is_pixel_data},
};

/// Characters of a value that are kept for the screen; numbers and escapes take more of them than bytes.
const SHOWN_CHARACTERS: usize = 4096;

/// Makes one row after the other.
pub(super) struct Reader<'a> {
    header: &'a Header,
    values: ValueReader<'a>,
    /// Character sets with the end of the item that they hold for.
    character_sets: Vec<(usize, CharacterSets)>,
    creators: Creators,
    /// How many items each open sequence has shown.
    items: HashMap<u32, u32>,
}

impl<'a> Reader<'a> {
    /// At the first element.
    pub fn new(header: &'a Header) -> Self {
        let all = header.top().character_sets().clone();
        Self {
            header,
            values: ValueReader::new(header),
            character_sets: vec![(usize::MAX, all)],
            creators: Creators::default(),
            items: HashMap::new(),
        }
    }

    /// The row of the element at `at`; `rows` are those of the elements before it.
    pub fn row(&mut self, at: usize, element: &Element, rows: &[TagRow]) -> TagRow {
        while self.character_sets.len() > 1 && self.character_sets.last().is_some_and(|(end, _)| at >= *end) {
            self.character_sets.pop();
        }
        let tag = element.tag;
        let keyword = self.keyword(element);
        let bytes = self.values.start(element, SHOWN_BYTES);
        let creator = self.creators.of(element);
        let (element, name) = &resolved(element, creator, bytes);
        let creator = creator.map(|creator| creator.name.clone());
        let sets = self.character_sets.last().map(|(_, sets)| sets);
        let (value, vm) = value_text(element, bytes, sets.unwrap_or(&CharacterSets::default()));
        if is_creator(tag) {
            self.creators.note(element, bytes, sets.unwrap_or(&CharacterSets::default()));
        }
        if tag == tags::SPECIFIC_CHARACTER_SET && element.depth > 0 {
            let end = self.header.index.elements.get(element.parent as usize).map_or(at, |item| item.end as usize);
            self.character_sets.push((end, CharacterSets::parse(bytes).0));
        }
        let holder = rows.get(element.parent as usize);
        let nameless = matches!(element.kind, Kind::Item | Kind::Fragment);
        TagRow {
            depth: element.depth,
            parent: (element.parent != u32::MAX).then_some(element.parent),
            tag: (tag.0, tag.1),
            keyword: if is_private(tag) { Cow::Borrowed(name) } else { keyword },
            creator,
            vr: if nameless { "" } else { element.vr.to_string() },
            length: element.declared().map(u64::from),
            value,
            vm,
            has_children: element.end as usize > at + 1,
            identifying: holder.is_some_and(|holder| holder.identifying) || is_identifying(tag, element.vr, name),
        }
    }

    /// What items and fragments are counted as, and what the standard calls an element.
    fn keyword(&mut self, element: &Element) -> Cow<'static, str> {
        match element.kind {
            Kind::Item | Kind::Fragment => {
                let count = self.items.entry(element.parent).or_default();
                *count += 1;
                match (element.kind, *count) {
                    (Kind::Item, count) => format!("Item {count}").into(),
                    (_, 1) => "Offset table".into(),
                    (_, count) => format!("Fragment {}", count - 1).into(),
                }
            }
            _ => names::keyword(element.tag).into(),
        }
    }
}

/// What is shown of a value that starts with `bytes`, and the number of values.
fn value_text(element: &Element, bytes: &[u8], sets: &CharacterSets) -> (String, u32) {
    match element.kind {
        Kind::Sequence | Kind::Encapsulated | Kind::Item | Kind::Fragment => (String::new(), 0),
        Kind::Value if is_pixel_data(element) => (format!("{} bytes", element.present), 0),
        Kind::Value => {
            let (text, vm) = shown_value(element, bytes, sets);
            (neutral(&text, SHOWN_CHARACTERS), vm)
        }
    }
}
