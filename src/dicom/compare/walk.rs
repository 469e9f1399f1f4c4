//! Both data sets side by side, in order of tag.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    Object, ReadError, TagPath, TagRow, TagTree,
    contain::contain,
    header::Header,
    index::{Element, Kind},
    path::PathStep,
    value_reader::is_pixel_data,
};

use super::{
    Change, CompareOptions, Comparison, Difference, MOST_DIFFERENCES, PixelComparison,
    pixels::decoded_difference,
    values::{shown, values_equal},
};

/// Compares two objects; gives up once `is_stopped` says so. Contained.
///
/// # Errors
/// [`ReadError::Damaged`] where one breaks its reader. What stops decoding, where pixels are compared decoded, is said of
/// their difference.
pub fn compare(
    before: &Object,
    after: &Object,
    options: &CompareOptions,
    is_stopped: &dyn Fn() -> bool,
) -> Result<Comparison, ReadError> {
    let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
    contain(
        || {
            let (before_rows, after_rows) = (before.tag_tree(), after.tag_tree());
            let before = Side { object: before, header: before.header(), rows: &before_rows };
            let after = Side { object: after, header: after.header(), rows: &after_rows };
            let mut comparer = Comparer { before, after, options, is_stopped, found: Comparison::default() };
            comparer.data_set(None, None, &TagPath::default());
            Ok(comparer.found)
        },
        broken,
    )
}

/// One of the two.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub object: &'a Object,
    pub header: &'a Header,
    pub rows: &'a TagTree,
}

impl<'a> Side<'a> {
    pub fn element(&self, at: usize) -> Option<&'a Element> {
        self.header.index.elements.get(at)
    }

    /// Rows stand at the places of their elements; those of the very largest files end before them.
    pub fn row(&self, at: usize) -> Option<&'a TagRow> {
        self.rows.rows.get(at).filter(|row| self.element(at).is_some_and(|it| (it.tag.0, it.tag.1) == row.tag))
    }

    /// Children by tag, then by how often the tag stood before.
    fn children(&self, at: Option<usize>) -> Vec<(Tag, u32, usize)> {
        let mut children: Vec<(Tag, u32, usize)> = self
            .header
            .index
            .children(at)
            .filter_map(|at| self.element(at).filter(|element| element.kind != Kind::Item).map(|it| (it.tag, 0, at)))
            .collect();
        children.sort_by_key(|(tag, _, at)| (*tag, *at));
        let mut before = None;
        for child in &mut children {
            child.1 = match before {
                Some((tag, count)) if tag == child.0 => count + 1,
                _ => 0,
            };
            before = Some((child.0, child.1));
        }
        children
    }

    fn items(&self, at: usize) -> Vec<usize> {
        let is_item = |at: &usize| self.element(*at).is_some_and(|element| element.kind == Kind::Item);
        self.header.index.children(Some(at)).filter(is_item).collect()
    }
}

struct Comparer<'a> {
    before: Side<'a>,
    after: Side<'a>,
    options: &'a CompareOptions,
    is_stopped: &'a dyn Fn() -> bool,
    found: Comparison,
}

impl Comparer<'_> {
    /// The top level, or an item of each; nesting is bounded by the index.
    fn data_set(&mut self, before: Option<usize>, after: Option<usize>, path: &TagPath) {
        let (left, right) = (self.before.children(before), self.after.children(after));
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        loop {
            if (self.is_stopped)() {
                return;
            }
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => (a.0, a.1).cmp(&(b.0, b.1)),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => return,
            };
            let a = if order.is_le() { left.next() } else { None };
            let b = if order.is_ge() { right.next() } else { None };
            let Some((tag, ..)) = a.or(b) else { return };
            let (a, b) = (a.map(|child| child.2), b.map(|child| child.2));
            let path = path.then(PathStep::Element((tag.0, tag.1)));
            if self.is_ignored(tag, a, b, &path) {
                continue;
            }
            self.found.compared += 1;
            match (a, b) {
                (Some(a), Some(b)) => self.element(a, b, path),
                _ => self.note(a, b, path, String::new()),
            }
        }
    }

    /// An element that both have.
    fn element(&mut self, a: usize, b: usize, path: TagPath) {
        let (Some(left), Some(right)) = (self.before.element(a), self.after.element(b)) else { return };
        if left.kind == Kind::Sequence && right.kind == Kind::Sequence {
            return self.sequence(a, b, &path);
        }
        let is_samples = left.depth == 0 && is_pixel_data(left);
        if is_samples && self.options.pixels == PixelComparison::Decoded && matches!(left.tag.1, 0x0008..=0x0010) {
            match decoded_difference(self.before.object, self.after.object, self.is_stopped) {
                Ok(None) => {}
                Ok(Some(note)) => self.note(Some(a), Some(b), path, note),
                // The same bytes decode to the same, or to nothing in both.
                Err(_) if values_equal(&self.before, a, &self.after, b) => {}
                Err(fault) => self.note(Some(a), Some(b), path, format!("the bytes differ; {fault}")),
            }
            return;
        }
        if left.kind == Kind::Sequence || right.kind == Kind::Sequence {
            self.note(Some(a), Some(b), path, "one is a sequence, the other a plain value".to_owned());
        } else if (left.kind == Kind::Encapsulated) != (right.kind == Kind::Encapsulated) {
            let note = "one is compressed, the other is not; compare decoded pixels to see what that means";
            self.note(Some(a), Some(b), path, note.to_owned());
        } else if !values_equal(&self.before, a, &self.after, b) {
            let note = if is_samples { format!("{} and {} bytes", left.present, right.present) } else { String::new() };
            self.note(Some(a), Some(b), path, if left.kind == Kind::Encapsulated { String::new() } else { note });
        }
    }

    /// Item by item; those that only one has are added or removed, and stand for the other length of their sequence.
    fn sequence(&mut self, a: usize, b: usize, path: &TagPath) {
        let (left, right) = (self.before.items(a), self.after.items(b));
        for number in 0..left.len().max(right.len()) {
            let step = PathStep::Item(u32::try_from(number + 1).unwrap_or(u32::MAX));
            let path = path.then(step);
            match (left.get(number), right.get(number)) {
                (Some(a), Some(b)) => self.data_set(Some(*a), Some(*b), &path),
                (a, b) => self.note(a.copied(), b.copied(), path, String::new()),
            }
        }
    }

    fn is_ignored(&self, tag: Tag, a: Option<usize>, b: Option<usize>, path: &TagPath) -> bool {
        let options = self.options;
        let rows = [a.and_then(|at| self.before.row(at)), b.and_then(|at| self.after.row(at))];
        let rows = || rows.iter().flatten();
        let is = |vrs: &[&str]| rows().any(|row| vrs.contains(&row.vr));
        let is_registered = |row: &&TagRow| row.value.split('\\').all(|uid| uid.starts_with("1.2.840.10008."));
        let named = |ignored: &TagPath| match ignored.steps[..] {
            [PathStep::Element(element)] => element == (tag.0, tag.1),
            _ => path.steps.starts_with(&ignored.steps),
        };
        tag.1 == 0
            || tag == tags::DATA_SET_TRAILING_PADDING
            || options.meta && tag.0 == 0x0002 && path.steps.len() == 1
            || options.private && !tag.0.is_multiple_of(2)
            || options.uids && is(&["UI"]) && !rows().copied().collect::<Vec<_>>().iter().all(is_registered)
            || options.dates && is(&["DA", "TM", "DT"])
            || options.pixels == PixelComparison::Ignored && tag.0 == 0x7FE0
            || options.ignore.iter().any(named)
    }

    fn note(&mut self, a: Option<usize>, b: Option<usize>, path: TagPath, note: String) {
        if self.found.differences.len() >= MOST_DIFFERENCES {
            self.found.more += 1;
            return;
        }
        let rows = [a.and_then(|at| self.before.row(at)), b.and_then(|at| self.after.row(at))];
        let row = rows.iter().flatten().next();
        let change = match (a, b) {
            (Some(_), Some(_)) => Change::Changed,
            (Some(_), None) => Change::Removed,
            _ => Change::Added,
        };
        let vr = row.map_or("", |row| if row.vr.is_empty() { "" } else { row.vr });
        let difference = Difference {
            change,
            name: row.map_or_else(String::new, |row| row.name().into_owned()),
            vr: if vr == VR::UN.to_string() { rows.iter().flatten().last().map_or(vr, |row| row.vr) } else { vr },
            before: a.map(|at| shown(&self.before, at)),
            after: b.map(|at| shown(&self.after, at)),
            note,
            identifying: rows.iter().flatten().any(|row| row.identifying),
            path,
        };
        self.found.differences.push(difference);
    }
}
