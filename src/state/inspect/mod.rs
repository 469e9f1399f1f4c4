//! The tag inspector: what is searched, filtered, sorted, open and chosen, and which rows that makes.
//!
//! Rows are listed at once where that takes less than a frame of the screen; those of large files by a worker, the newest
//! question first. What is drawn is always the last list, whole.

mod act;
mod folds;
mod frame;
mod jump;
mod list;
mod sort;
#[cfg(test)]
mod tests;
mod want;

pub use act::InspectAction;
pub use folds::Folds;
pub use frame::Origin;
pub use jump::candidates;
pub use list::{Choices, ListedRow, Marks, Prepared, TagFilter, TagList, list};
pub use sort::{TagColumn, TagSort};
pub use want::{TagListWant, TagValueWant};

use std::sync::Arc;

use crate::{
    dicom::{TagPage, TagPath, TagRow, TagTree},
    study::{InstanceId, Location},
};

use super::Workspace;
use folds::FoldSets;

/// Rows of a file that are listed at once.
const AT_ONCE: usize = 20_000;

/// What is chosen in the inspector, and the rows that come of it.
#[derive(Clone, Debug, Default)]
pub struct Inspect {
    /// The search as typed.
    pub query: String,
    /// The filter.
    pub filter: TagFilter,
    /// Order of siblings; `None` for that of the file.
    pub sort: Option<TagSort>,
    /// The functional groups of the shown frame instead of the file.
    pub by_frame: bool,
    /// Nothing that names the patient is shown, searched or copied.
    pub hide_identity: bool,
    /// The row that the cursor is on.
    pub chosen: Option<Chosen>,
    /// Counts up when the chosen row is to be brought into view.
    pub revealed: u64,
    /// The rows that are shown.
    pub list: Arc<TagList>,
    /// What is typed to go to a tag; `None` while nobody wants to.
    pub jump: Option<String>,
    /// Where one can go with that, the best first: rows of the list's tree.
    pub jumps: Arc<[u32]>,
    /// The value that is shown whole.
    pub value: Option<WholeValue>,
    /// Open branches of the file, of what a search found, and of a frame's functional groups.
    folds: FoldSets,
    /// What the list was made for.
    listed: Option<TagListWant>,
    prepared: Option<Arc<Prepared>>,
    has_groups: bool,
}

/// The row that the cursor is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// In the list's tree.
    pub row: u32,
    /// The way to it, by which it is found again in the next slice.
    pub path: Option<TagPath>,
}

/// A value that is shown whole, a page at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeValue {
    /// Which.
    pub want: TagValueWant,
    /// What it is called.
    pub name: String,
    /// The page, once it is read, or why it cannot be.
    pub page: Option<Result<Arc<TagPage>, String>>,
}

impl Inspect {
    /// The row that the cursor is on.
    pub fn chosen_row(&self) -> Option<&TagRow> {
        self.list.tree.rows.get(self.chosen.as_ref()?.row as usize)
    }

    /// Whether a row says who the patient is, and that is not to be seen.
    pub fn hides(&self, row: &TagRow) -> bool {
        self.hide_identity && row.identifying
    }

    /// Whether the file describes its frames by functional groups.
    pub fn has_groups(&self) -> bool {
        self.has_groups
    }

    /// Whether a row has edits that are not saved yet.
    pub fn is_changed(&self, row: u32) -> bool {
        let changed = self.listed.as_ref().map(|want| &want.marks.changed).filter(|changed| !changed.is_empty());
        changed.is_some_and(|changed| {
            self.list.tree.path(row as usize).is_some_and(|path| changed.contains(path.steps.as_slice()))
        })
    }

    /// Whether rows are left out by a search or a filter.
    pub fn is_searching(&self) -> bool {
        !self.query.trim().is_empty() || self.filter != TagFilter::All
    }

    /// The open branches that count now.
    fn folds(&self) -> &Arc<Folds> {
        let FoldSets { file, search, frame } = &self.folds;
        if self.is_searching() {
            search
        } else if self.by_frame && self.has_groups {
            frame
        } else {
            file
        }
    }

    fn folds_mut(&mut self) -> &mut Arc<Folds> {
        let is_searching = self.is_searching();
        let FoldSets { file, search, frame } = &mut self.folds;
        if is_searching {
            search
        } else if self.by_frame && self.has_groups {
            frame
        } else {
            file
        }
    }
}

impl Workspace {
    /// Whether a filter is of use now: some need edits, or a series of several instances.
    pub fn offers_filter(&self, filter: TagFilter) -> bool {
        let listed = self.inspect.listed.as_ref();
        filter == self.inspect.filter
            || match filter {
                TagFilter::Changed => listed.is_some_and(|want| !want.marks.changed.is_empty()),
                // Whether anything differs is found out once it is asked.
                TagFilter::Differing => self.image().stack.has_several_instances(),
                TagFilter::All | TagFilter::Private | TagFilter::Empty | TagFilter::Findings => true,
            }
    }

    /// The object whose tags are inspected, by its number.
    pub fn inspected_id(&self) -> Option<InstanceId> {
        self.inspected.as_ref().map(|inspected| inspected.id).or_else(|| self.tags.as_ref().map(|tags| tags.id))
    }

    /// Where the inspected object lies, and the others of its series after it.
    pub fn inspected_series(&self) -> Vec<Location> {
        let Some((about, _)) = self.inspected_object() else { return Vec::new() };
        let found = self.inspected_id().and_then(|id| {
            let (_, series, at) = super::stack::find_instance(&self.library, id)?;
            let (before, rest) = series.instances.split_at_checked(at as usize)?;
            let (first, after) = rest.split_first()?;
            let all = std::iter::once(first).chain(before).chain(after);
            Some(all.map(|instance| instance.location.clone()).collect())
        });
        found.unwrap_or_else(|| vec![Location::file(about.path.clone())])
    }

    /// What is known about rows besides what they say: pending edits, what differs across the series, what was noticed.
    fn row_marks(&self) -> Marks {
        let about = self.inspected_object().map(|(about, _)| about);
        let of_file = about.map(|about| about.findings.as_slice()).unwrap_or_default();
        let of_frame = if self.inspected.is_some() { &[][..] } else { &self.image().loaded.findings };
        let mut found: Vec<_> = of_file.iter().chain(of_frame).filter_map(|finding| finding.tag).collect();
        found.sort_unstable();
        found.dedup();
        let differing = match self.inspect.filter {
            TagFilter::Differing => self.survey.differing(&self.image().stack),
            _ => Arc::default(),
        };
        Marks { found: found.into(), differing, changed: self.edited_ways() }
    }

    /// The rows that should be shown now.
    fn list_wanted(&self) -> Option<TagListWant> {
        let tree = self.inspected_object()?.1?;
        let inspect = &self.inspect;
        let shown = self.image().loaded.key.filter(|key| self.inspected_id() == Some(key.id));
        let frame = shown.filter(|_| inspect.by_frame && inspect.has_groups).map(|key| key.frame);
        let choices = Choices {
            query: inspect.query.clone(),
            filter: inspect.filter,
            sort: inspect.sort,
            folds: Arc::clone(inspect.folds()),
            frame,
            hide_identity: inspect.hide_identity,
        };
        Some(TagListWant {
            tree: Arc::clone(tree),
            prepared: inspect.prepared.clone(),
            choices,
            marks: self.row_marks(),
        })
    }

    /// Lists the rows anew if anything that they depend on changed, unless that is a worker's task. Called after every
    /// action and every report.
    pub(super) fn relist(&mut self) {
        self.forget_other_survey();
        let Some(tree) = self.inspected_object().and_then(|(_, tree)| tree) else {
            if self.inspect.listed.take().is_some() {
                // Rows of what is closed take no memory.
                (self.inspect.list, self.inspect.prepared, self.inspect.value) = (Arc::default(), None, None);
            }
            return;
        };
        if tree.rows.len() > AT_ONCE {
            return;
        }
        // Whether there are functional groups is known once it was listed; then it is listed once more.
        for _ in 0..2 {
            let Some(want) = self.list_wanted().filter(|want| self.inspect.listed.as_ref() != Some(want)) else {
                return;
            };
            let (prepared, list) = want.list();
            self.take_list(want, prepared, list);
        }
    }

    /// The list that a worker is to make.
    pub(super) fn tag_list_want(&self) -> Option<TagListWant> {
        let (_, tree) = self.inspected_object()?;
        if tree?.rows.len() <= AT_ONCE {
            return None;
        }
        self.list_wanted().filter(|want| self.inspect.listed.as_ref() != Some(want))
    }

    /// The page of a value that is to be read.
    pub(super) fn tag_value_want(&self) -> Option<TagValueWant> {
        let value = self.inspect.value.as_ref()?;
        value.page.is_none().then(|| value.want.clone())
    }

    /// Takes in a list that was made, unless it is of another file by now.
    pub(super) fn tags_listed(&mut self, want: TagListWant, prepared: Arc<Prepared>, list: TagList) {
        let is_of_it = |tree: &Arc<TagTree>| Arc::ptr_eq(tree, &want.tree);
        if self.inspected_object().and_then(|(_, tree)| tree).is_some_and(is_of_it) {
            self.take_list(want, prepared, list);
        }
    }

    /// Takes in a page that was read.
    pub(super) fn tag_value_read(&mut self, want: &TagValueWant, page: Result<Arc<TagPage>, String>) {
        if let Some(value) = self.inspect.value.as_mut().filter(|value| value.want == *want) {
            value.page = Some(page);
        }
    }

    fn take_list(&mut self, want: TagListWant, prepared: Arc<Prepared>, list: TagList) {
        let inspect = &mut self.inspect;
        let is_other = !Arc::ptr_eq(&inspect.list.tree, &list.tree);
        inspect.list = Arc::new(list);
        inspect.has_groups = frame::has_groups(&prepared);
        if is_other {
            // The cursor stays on the same element from slice to slice.
            inspect.chosen = inspect.chosen.take().and_then(|chosen| {
                let row = prepared.row_at(chosen.path.as_ref()?)?;
                Some(Chosen { row, path: chosen.path })
            });
            if let Some(typed) = &inspect.jump {
                inspect.jumps = candidates(&prepared, typed).into();
            }
            inspect.value = None;
        }
        inspect.prepared = Some(prepared);
        inspect.listed = Some(want);
    }
}
