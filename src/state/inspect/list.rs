//! From all rows of a file and what the person chose to the rows that are shown, as a pure function.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::dicom::{PathStep, SearchText, TagPath, TagQuery, TagRow, TagTree};

use super::{
    folds::Folds,
    frame::{self, Origin},
    jump::Names,
    sort::{TagSort, sorted},
};

/// Which rows are wanted beside those that the search finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagFilter {
    /// All.
    #[default]
    All,
    /// Those with pending edits.
    Changed,
    /// Private elements and their creators.
    Private,
    /// Those without a value.
    Empty,
    /// Those that something was noticed about.
    Findings,
    /// Those that are not alike in all instances of the series.
    Differing,
}

/// What was chosen, as far as it decides which rows are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The search as typed.
    pub query: String,
    /// The filter.
    pub filter: TagFilter,
    /// Order of siblings; `None` for that of the file.
    pub sort: Option<TagSort>,
    /// Which branches are open.
    pub folds: Arc<Folds>,
    /// Only the functional groups of this frame, 0-based.
    pub frame: Option<usize>,
    /// Values that name the patient are not searched, and not sorted by.
    pub hide_identity: bool,
}

/// What others know about rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Rows with pending edits.
    pub changed: Arc<HashSet<TagPath>>,
    /// Rows that differ across the series.
    pub differing: Arc<HashSet<TagPath>>,
    /// Tags that something was noticed about, in order.
    pub found: Arc<[(u16, u16)]>,
}

/// What is worked out about a tree once.
#[derive(Debug)]
pub struct Prepared {
    /// The tree.
    pub tree: Arc<TagTree>,
    /// See [`TagTree::ends`].
    pub ends: Vec<u32>,
    /// The first row of each name.
    pub names: Names,
    hide_identity: bool,
    search: std::sync::OnceLock<SearchText>,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// Its row in the tree.
    pub row: u32,
    /// How far it is indented.
    pub depth: u16,
    /// Whether rows that lie in it follow.
    pub is_open: bool,
    /// Whether it can be opened.
    pub is_branch: bool,
    /// Whose functional group it is, in the view of one frame.
    pub origin: Option<Origin>,
}

/// The shown rows.
#[derive(Clone, Debug, Default)]
pub struct TagList {
    /// What they are rows of.
    pub tree: Arc<TagTree>,
    /// In the order in which they are shown.
    pub rows: Vec<ListedRow>,
    /// How many rows the search and the filter found, open or not; `None` where neither is in force.
    pub found: Option<usize>,
}

impl Prepared {
    /// Everything but the searchable text, which is laid out when it is first searched.
    pub fn new(tree: Arc<TagTree>, hide_identity: bool) -> Self {
        let (ends, names) = (tree.ends(), Names::of(&tree));
        Self { tree, ends, names, hide_identity, search: std::sync::OnceLock::new() }
    }

    /// Whether it is of this tree, with as much hidden.
    pub fn is_of(&self, tree: &Arc<TagTree>, hide_identity: bool) -> bool {
        Arc::ptr_eq(&self.tree, tree) && self.hide_identity == hide_identity
    }

    /// Rows right below one, or of the top level.
    pub fn children(&self, of: Option<u32>) -> Vec<u32> {
        let (mut at, end) = match of {
            None => (0, self.ends.len()),
            Some(row) => (row as usize + 1, self.end(row)),
        };
        let mut children = Vec::new();
        while at < end {
            let Ok(row) = u32::try_from(at) else { break };
            children.push(row);
            at = self.end(row).max(at + 1);
        }
        children
    }

    /// The row after the last that lies in this one.
    pub fn end(&self, row: u32) -> usize {
        self.ends.get(row as usize).map_or(0, |end| *end as usize)
    }

    /// The row of a way.
    pub fn row_at(&self, path: &TagPath) -> Option<u32> {
        self.tree.row_at(path, &self.ends).and_then(|row| u32::try_from(row).ok())
    }
}

impl TagList {
    /// Where a row is shown.
    pub fn position(&self, row: u32) -> Option<usize> {
        self.rows.iter().position(|listed| listed.row == row)
    }

    /// The row at a place, with what it says.
    pub fn get(&self, position: usize) -> Option<(&ListedRow, &TagRow)> {
        let listed = self.rows.get(position)?;
        Some((listed, self.tree.rows.get(listed.row as usize)?))
    }
}

/// What a row is to the search and the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kept {
    /// It was found itself.
    hit: bool,
    /// Something that lies in it was found.
    holds: bool,
}

/// The rows that are shown. What is found keeps the rows that it lies in; a found branch can be opened to see all of it.
pub fn list(prepared: &Prepared, choices: &Choices, marks: &Marks) -> TagList {
    let tree = &prepared.tree;
    let kept = kept(prepared, choices, marks);
    let mut rows = Vec::new();
    let roots = match choices.frame {
        Some(frame) => frame::groups(prepared, frame),
        None => prepared.children(None).into_iter().map(|row| frame::Root { row, origin: None }).collect(),
    };
    let found = kept.as_ref().map(|kept| {
        let within = |root: &frame::Root| kept.get(root.row as usize..prepared.end(root.row)).unwrap_or_default();
        roots.iter().flat_map(within).filter(|kept| kept.hit).count()
    });
    let mut walk = Walk { prepared, choices, kept: kept.as_deref(), path: Vec::new(), stack: Vec::new() };
    walk.push_roots(roots);
    while let Some(next) = walk.stack.pop() {
        if let Some(listed) = walk.visit(next) {
            rows.push(listed);
        }
    }
    TagList { tree: Arc::clone(tree), rows, found }
}

/// A row that waits for its turn.
#[derive(Clone, Copy)]
struct Waiting {
    row: u32,
    depth: u16,
    /// Steps of the way before it.
    steps: usize,
    origin: Option<Origin>,
    /// It lies in a row that was found and opened: it is shown, found or not.
    in_hit: bool,
}

/// The way through the tree; a stack instead of recursion.
struct Walk<'a> {
    prepared: &'a Prepared,
    choices: &'a Choices,
    kept: Option<&'a [Kept]>,
    path: Vec<PathStep>,
    stack: Vec<Waiting>,
}

impl Walk<'_> {
    fn push_roots(&mut self, roots: Vec<frame::Root>) {
        let order = sorted(self.prepared, roots.iter().map(|root| root.row).collect(), self.choices);
        let origins: HashMap<u32, Origin> = roots.iter().filter_map(|root| Some((root.row, root.origin?))).collect();
        for row in order.into_iter().rev() {
            let origin = origins.get(&row).copied();
            self.stack.push(Waiting { row, depth: 0, steps: 0, origin, in_hit: false });
        }
    }

    fn kept(&self, row: u32) -> Option<Kept> {
        Some(self.kept?.get(row as usize).copied().unwrap_or_default())
    }

    /// Lists a row, and has what lies in it wait if it is open.
    fn visit(&mut self, waiting: Waiting) -> Option<ListedRow> {
        let Waiting { row, depth, steps, origin, in_hit } = waiting;
        let kept = self.kept(row);
        if kept.is_some_and(|kept| !(kept.hit || kept.holds)) && !in_hit {
            return None;
        }
        let shown = self.prepared.tree.rows.get(row as usize)?;
        let mut is_open = false;
        if shown.has_children {
            self.path.truncate(steps);
            self.path.push(step(shown));
            let holds = kept.is_some_and(|kept| kept.holds);
            is_open = self.choices.folds.is_open(&self.path, depth, holds);
            if is_open {
                self.open(waiting, kept.unwrap_or_default());
            }
        }
        Some(ListedRow { row, depth, is_open, is_branch: shown.has_children, origin })
    }

    fn open(&mut self, of: Waiting, kept: Kept) {
        let mut children = self.prepared.children(Some(of.row));
        let mut in_hit = of.in_hit || kept.hit;
        if kept.holds {
            children.retain(|child| self.kept(*child).is_none_or(|kept| kept.hit || kept.holds));
            in_hit = false;
        }
        let mut steps = self.path.len();
        // The one item of a functional group says nothing by itself.
        let only = children.first().copied().filter(|_| of.origin.is_some() && of.depth == 0 && children.len() == 1);
        if let Some(item) = only {
            self.path.push(PathStep::Item(1));
            steps += 1;
            children = self.prepared.children(Some(item));
            if kept.holds && !self.kept(item).is_some_and(|kept| kept.hit && !kept.holds) {
                children.retain(|child| self.kept(*child).is_none_or(|kept| kept.hit || kept.holds));
            }
        }
        for row in sorted(self.prepared, children, self.choices).into_iter().rev() {
            self.stack.push(Waiting { row, depth: of.depth.saturating_add(1), steps, origin: None, in_hit });
        }
    }
}

/// The step that leads to a row.
fn step(row: &TagRow) -> PathStep {
    match row.keyword.strip_prefix("Item ").filter(|_| row.is_item()) {
        Some(number) => PathStep::Item(number.parse().unwrap_or_default()),
        None => PathStep::Element(row.tag),
    }
}

/// What each row is to the search and the filter; `None` where neither is in force.
fn kept(prepared: &Prepared, choices: &Choices, marks: &Marks) -> Option<Vec<Kept>> {
    let query = TagQuery::new(&choices.query);
    if query.is_empty() && choices.filter == TagFilter::All {
        return None;
    }
    let rows = &prepared.tree.rows;
    let mut found = if query.is_empty() {
        vec![true; rows.len()]
    } else {
        let text = prepared.search.get_or_init(|| SearchText::new(&prepared.tree, choices.hide_identity));
        text.find(&query)
    };
    let mut keep_if = |keeps: &dyn Fn(&TagRow) -> bool| {
        for (found, row) in found.iter_mut().zip(rows).filter(|(found, _)| **found) {
            *found = keeps(row);
        }
    };
    match choices.filter {
        TagFilter::All => {}
        TagFilter::Private => keep_if(&TagRow::is_private),
        TagFilter::Empty => keep_if(&TagRow::is_empty),
        TagFilter::Findings => keep_if(&|row| marks.found.binary_search(&row.tag).is_ok()),
        TagFilter::Changed => keep_ways(prepared, &marks.changed, &mut found),
        TagFilter::Differing => keep_ways(prepared, &marks.differing, &mut found),
    }
    let mut kept: Vec<Kept> = found.into_iter().map(|hit| Kept { hit, holds: false }).collect();
    // From the end, so that a row found deep inside marks all that hold it.
    for (at, row) in rows.iter().enumerate().rev() {
        let marks = kept.get(at).is_some_and(|kept| kept.hit || kept.holds);
        if marks && let Some(parent) = row.parent.and_then(|parent| kept.get_mut(parent as usize)) {
            parent.holds = true;
        }
    }
    Some(kept)
}

/// Keeps the rows at the ends of these ways, in one walk over all rows.
fn keep_ways(prepared: &Prepared, ways: &HashSet<TagPath>, found: &mut [bool]) {
    // Ways are compared only where their last step fits.
    let ends: HashSet<PathStep> = ways.iter().filter_map(|way| way.steps.last().copied()).collect();
    let mut way = Vec::new();
    for (row, found) in prepared.tree.rows.iter().zip(found) {
        let last = step(row);
        way.truncate(usize::from(row.depth));
        way.push(last);
        *found &= ends.contains(&last) && ways.contains(way.as_slice());
    }
}
