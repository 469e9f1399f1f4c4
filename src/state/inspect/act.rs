//! What a person can do in the inspector.

use std::sync::Arc;

use crate::dicom::{TagPageWant, TagPath};

use super::{
    super::{EditAction, SurveyAction, Workspace},
    Chosen, Folds, Inspect, TagColumn, TagFilter, TagSort, TagValueWant, WholeValue, candidates,
};

/// One wish about the tags.
#[derive(Clone, Debug, PartialEq)]
pub enum InspectAction {
    /// Search for this.
    Search(String),
    /// Show these alone.
    Filter(TagFilter),
    /// Sort by a column; again: the other way round; a third time: as the file has it.
    Sort(TagColumn),
    /// Show the functional groups of the shown frame, or the file.
    ByFrame(bool),
    /// The one while it is the other.
    SwitchFrame,
    /// Leave out what names the patient.
    HideIdentity(bool),
    /// Put the cursor on a row of the list's tree.
    Choose(u32),
    /// Open or close a row.
    Toggle(u32),
    /// Open everything, or close everything.
    OpenAll(bool),
    /// Open one level more, or one less.
    OpenLevel(bool),
    /// Go to a tag by what is typed; `None` ends that.
    TypeJump(Option<String>),
    /// Put the cursor on a row, open what it lies in and bring it into view.
    Jump(u32),
    /// Show the element of a row over all images of the series.
    OverSeries(u32),
    /// Edit the chosen row.
    Edit(EditAction),
    /// Show the value of a row whole.
    ShowValue(u32),
    /// Show its bytes from here on.
    ValueFrom(u64),
    /// Show its bytes, or its text.
    ValueAsBytes(bool),
    /// Put it away.
    CloseValue,
}

impl Workspace {
    pub(in crate::state) fn inspect(&mut self, action: InspectAction) {
        match action {
            InspectAction::ShowValue(row) => {
                // While the rows of a large file are listed, those of the file before are still shown.
                let tree = self.inspected_object().and_then(|(_, tree)| tree);
                let is_listed = tree.is_some_and(|tree| Arc::ptr_eq(tree, &self.inspect.list.tree));
                if let Some(id) = self.inspected_id().filter(|_| is_listed) {
                    self.inspect.show_value(id, row);
                }
            }
            InspectAction::Edit(action) => self.edit_tags(action),
            InspectAction::OverSeries(row) => {
                let path = self.inspect.list.tree.path(row as usize).filter(|path| path.tag().is_some());
                if let Some(path) = path {
                    self.inspect.choose(row);
                    self.survey_action(SurveyAction::Show(path));
                }
            }
            other => self.inspect.act(other),
        }
    }
}

impl Inspect {
    fn act(&mut self, action: InspectAction) {
        match action {
            InspectAction::Search(typed) => {
                if typed != self.query {
                    self.query = typed;
                    self.found_anew();
                }
            }
            InspectAction::Filter(filter) => {
                self.filter = filter;
                self.found_anew();
            }
            InspectAction::Sort(by) => {
                self.sort = match self.sort {
                    Some(TagSort { by: now, descending: false }) if now == by => Some(TagSort { by, descending: true }),
                    Some(TagSort { by: now, descending: true }) if now == by => None,
                    _ => Some(TagSort { by, descending: false }),
                };
            }
            InspectAction::SwitchFrame => self.act(InspectAction::ByFrame(!self.by_frame)),
            InspectAction::ByFrame(by_frame) => {
                self.by_frame = by_frame;
            }
            InspectAction::HideIdentity(hide) => self.hide_identity = hide,
            InspectAction::Choose(row) => self.choose(row),
            InspectAction::Toggle(row) => {
                if let Some(way) = self.fold_way(row) {
                    Arc::make_mut(self.folds_mut()).toggle(way);
                }
            }
            InspectAction::OpenAll(open) => *self.folds_mut() = Arc::new(Folds::all(open)),
            InspectAction::OpenLevel(deeper) => {
                let folds = self.folds_mut();
                *folds = Arc::new(folds.level(deeper));
            }
            InspectAction::TypeJump(typed) => {
                let typed_text = typed.as_deref().unwrap_or_default();
                let found = self.prepared.as_ref().map(|prepared| candidates(prepared, typed_text));
                self.jumps = found.unwrap_or_default().into();
                self.jump = typed;
            }
            InspectAction::Jump(row) => self.jump_to(row),
            InspectAction::ValueFrom(offset) => self.page(|page| page.offset = offset),
            InspectAction::ValueAsBytes(as_bytes) => {
                self.page(|page| (page.as_bytes, page.offset) = (as_bytes, 0));
            }
            InspectAction::CloseValue => self.value = None,
            InspectAction::ShowValue(_) | InspectAction::OverSeries(_) | InspectAction::Edit(_) => {}
        }
    }

    fn found_anew(&mut self) {
        self.folds.search = Arc::new(Folds::of_search());
    }

    fn choose(&mut self, row: u32) {
        let tree = &self.list.tree;
        if tree.rows.get(row as usize).is_some() {
            self.chosen = Some(Chosen { row, path: tree.path(row as usize) });
        }
    }

    /// The way by which a branch is known to be open: within the view of a frame it begins at the functional group.
    fn fold_way(&self, row: u32) -> Option<TagPath> {
        let path = self.list.tree.path(row as usize)?;
        let is_of_frame = self.listed.as_ref().is_some_and(|want| want.choices.frame.is_some());
        if !is_of_frame {
            return Some(path);
        }
        Some(TagPath { steps: path.steps.get(2..)?.to_vec() })
    }

    fn jump_to(&mut self, row: u32) {
        self.choose(row);
        self.revealed += 1;
        (self.jump, self.jumps) = (None, Arc::default());
        let Some(path) = self.chosen.as_ref().and_then(|chosen| chosen.path.clone()) else { return };
        // Where it is not among what is shown, it is the file that has it.
        if self.is_searching() {
            (self.query, self.filter) = (String::new(), TagFilter::All);
        }
        self.by_frame = false;
        Arc::make_mut(self.folds_mut()).reveal(&path);
    }

    fn show_value(&mut self, id: crate::study::InstanceId, row: u32) {
        let Some(shown) = self.list.tree.rows.get(row as usize).filter(|shown| !self.hides(shown)) else { return };
        let want = TagValueWant { id, page: TagPageWant { row, ..TagPageWant::default() }, vr: shown.vr };
        let name = format!("{} {}", shown.tag_text(), shown.name()).trim_end().to_owned();
        self.choose(row);
        self.value = Some(WholeValue { want, name, page: None });
    }

    fn page(&mut self, change: impl FnOnce(&mut TagPageWant)) {
        if let Some(value) = &mut self.value {
            let before = value.want.page;
            change(&mut value.want.page);
            if value.want.page != before {
                value.page = None;
            }
        }
    }
}
