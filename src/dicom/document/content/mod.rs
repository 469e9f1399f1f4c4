//! The content tree of a report (PS3.3 C.17.3): items that hold items, walked without recursion.

mod item;

use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, charset::CharacterSets, header::DataSet};

use super::{page::Page, value::count};

pub(super) use item::unit;

/// Steps that looking up items which others refer to may take in one document.
const MOST_STEPS: usize = 1 << 20;
/// Steps that one level is counted as, however few items it has: what stands before its items is passed over too.
const A_LEVEL: usize = 1 << 10;
/// Levels of the tree: no index nests items deeper.
const DEEPEST: usize = 64;

/// One level of the tree that is being walked.
struct Level {
    places: std::vec::IntoIter<usize>,
    character_sets: CharacterSets,
    indent: usize,
    /// Number of the item that was read last, from 1 (PS3.3 C.17.3.2.5).
    number: u32,
    /// References to whole objects of one class in a row.
    run: Run,
}

/// References in a row that say nothing else.
#[derive(Default)]
struct Run {
    class: String,
    length: u64,
}

/// References of a run that are written; an image library may have thousands.
const MOST_OF_RUN: u64 = 8;

/// Writes what the tree holds below its root; the root's own value too where it is no container.
pub(super) fn read(page: &mut Page, top: &DataSet) {
    if !top.is(tags::VALUE_TYPE, "CONTAINER") && top.has(tags::VALUE_TYPE) {
        item::write(page, top, 0);
    }
    let mut steps = MOST_STEPS;
    let mut open = vec![Level::of(top, 0)];
    while let Some(level) = open.last_mut() {
        let Some(at) = level.places.next() else {
            level.end_run(page);
            open.pop();
            continue;
        };
        if page.is_full() {
            break;
        }
        level.number = level.number.saturating_add(1);
        let indent = level.indent;
        let set = DataSet::item_at(top.header(), at, &level.character_sets);
        if set.code(tags::RELATIONSHIP_TYPE).is_none() {
            let text =
                "A content item does not say how it relates to the one that holds it; it was read as a part of it.";
            page.found(FindingCode::Content, tags::RELATIONSHIP_TYPE, text);
        }
        if level.goes_on(page, item::whole_object(&set)) {
            continue;
        }
        if set.has(tags::REFERENCED_CONTENT_ITEM_IDENTIFIER) {
            refer(page, top, &set, &open, &mut steps);
            continue;
        }
        item::write(page, &set, indent);
        open.push(Level::of(&set, indent + 1));
    }
}

/// An item that stands elsewhere in the tree: it is named, never followed, so that loops end here.
fn refer(page: &mut Page, top: &DataSet, set: &DataSet, open: &[Level], steps: &mut usize) {
    let path = set.numbers(tags::REFERENCED_CONTENT_ITEM_IDENTIFIER);
    let path: Vec<u32> = path.iter().take(DEEPEST).map(|number| *number as u32).collect();
    // The root is item 1 of itself.
    let own: Vec<u32> = std::iter::once(1).chain(open.iter().map(|level| level.number)).collect();
    if own.starts_with(&path) {
        let text = "A content item refers to one that holds it; the reference was not followed.";
        page.found(FindingCode::Content, tags::REFERENCED_CONTENT_ITEM_IDENTIFIER, text);
    }
    let numbers: Vec<String> = path.iter().map(u32::to_string).collect();
    let indent = open.last().map_or(0, |level| level.indent);
    let name = find(top, &path, steps).map(|target| item::label(page, &target)).unwrap_or_default();
    let target = if name.is_empty() { String::new() } else { format!(" ({name})") };
    page.field(indent, &item::relation(set), &format!("see item {}{target}", numbers.join(".")));
}

/// The item with these numbers, as long as there are steps left to look for it.
fn find<'a>(top: &DataSet<'a>, path: &[u32], steps: &mut usize) -> Option<DataSet<'a>> {
    let mut set = top.clone();
    for number in path.get(1..)? {
        let places = set.item_positions(tags::CONTENT_SEQUENCE);
        *steps = steps.checked_sub(places.len() + A_LEVEL)?;
        let at = places.get(usize::try_from(*number).ok()?.checked_sub(1)?)?;
        set = DataSet::item_at(top.header(), *at, set.character_sets());
    }
    Some(set)
}

impl Level {
    fn of(set: &DataSet, indent: usize) -> Self {
        Self {
            places: set.item_positions(tags::CONTENT_SEQUENCE).into_iter(),
            character_sets: set.character_sets().clone(),
            indent,
            number: 0,
            run: Run::default(),
        }
    }

    /// Counts an item that only refers to an object of `class`; `true` where it need not be written.
    fn goes_on(&mut self, page: &mut Page, class: Option<String>) -> bool {
        if class.as_ref() != Some(&self.run.class) {
            self.end_run(page);
            self.run = Run { class: class.unwrap_or_default(), length: 0 };
        }
        self.run.length = self.run.length.saturating_add(1);
        !self.run.class.is_empty() && self.run.length > MOST_OF_RUN
    }

    /// Says how many were not written.
    fn end_run(&mut self, page: &mut Page) {
        let Run { class, length } = std::mem::take(&mut self.run);
        if let (false, more @ 1..) = (class.is_empty(), length.saturating_sub(MOST_OF_RUN)) {
            page.note(self.indent, &format!("and {more} more: {class}"));
        }
    }
}

/// So many points of a shape, as `circle, 2 points`.
fn shape(kind: &str, coordinates: u64, a_point: u64) -> String {
    format!("{}, {}", kind.to_lowercase(), count(coordinates / a_point, "point"))
}
