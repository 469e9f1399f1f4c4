//! Edits of tags that a person has made and not yet saved, object by object.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use crate::{
    dicom::{
        TagPath,
        edit::{Change, Edit, EditOptions},
    },
    study::InstanceId,
};

use super::{Severity, Workspace};

mod ends;
mod want;

pub use want::{EditAnswer, EditWant, LookedValue, PlannedFile};

/// What a person does with edits.
#[derive(Clone, Debug, PartialEq)]
pub enum EditAction {
    /// One more edit of these objects, as one step of undo.
    Put {
        /// Which.
        ids: Vec<InstanceId>,
        /// The edit.
        edit: Edit,
    },
    /// Takes an edit of an object back, by its place in the list.
    Withdraw {
        /// Which object.
        id: InstanceId,
        /// Which edit.
        at: usize,
    },
    /// Takes all edits of all objects back.
    Discard,
    /// How they are saved.
    Options(EditOptions),
    /// The step before.
    Undo,
    /// The step that was taken back.
    Redo,
    /// The chosen element is to be changed, or one added beside it: its value is looked up and asked for.
    Begin {
        /// A new one.
        adds: bool,
    },
    /// Nothing is to be changed after all, or it was.
    End,
    /// Takes the chosen element or item away.
    RemoveChosen,
    /// Adds an empty item at the end of the chosen sequence, or of the one that the chosen item lies in.
    AddItem,
    /// What the edits come to in the files is wanted, or no longer.
    Preview(bool),
    /// These objects were written with these edits: what came or was changed since stays.
    Saved(Vec<(InstanceId, Vec<Edit>)>),
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edits {
    lists: Lists,
    past: Vec<Lists>,
    future: Vec<Lists>,
    /// How they are saved.
    pub options: EditOptions,
    /// What is being changed or added just now.
    pub begun: Option<Begun>,
    /// A preview is wanted.
    pub preview: bool,
    /// What was found out last of the files.
    pub answer: Option<EditAnswer>,
    /// The value that was looked up last.
    pub looked: Option<LookedValue>,
    /// The person was told that closing this study loses edits.
    warned: BTreeSet<InstanceId>,
}

/// An edit that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    /// In which object.
    pub id: InstanceId,
    /// The element that is changed, or beside which one is added.
    pub path: TagPath,
    /// A new one.
    pub adds: bool,
}

type Lists = BTreeMap<InstanceId, Vec<Edit>>;

/// Steps of undo.
const DEPTH: usize = 200;

impl Edits {
    /// Objects with edits that are not saved, with them.
    pub fn pending(&self) -> impl Iterator<Item = (InstanceId, &[Edit])> {
        self.lists.iter().map(|(id, edits)| (*id, edits.as_slice()))
    }

    /// The edits of one object.
    pub fn of(&self, id: InstanceId) -> &[Edit] {
        self.lists.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How many elements have edits, over all files.
    pub fn count(&self) -> usize {
        self.lists.values().map(Vec::len).sum()
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forth.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    fn step(&mut self) {
        if self.past.len() >= DEPTH {
            self.past.remove(0);
        }
        self.past.push(self.lists.clone());
        self.future.clear();
        self.warned.clear();
    }

    fn put(&mut self, id: InstanceId, edit: Edit) {
        let list = self.lists.entry(id).or_default();
        // A second value for the same element takes the place of the first.
        if let (Change::Set { .. }, Some(last)) = (&edit.change, list.last_mut().filter(|last| last.path == edit.path))
        {
            match (&mut last.change, &edit.change) {
                (Change::Set { .. }, _) => {
                    *last = edit;
                    return;
                }
                (Change::Add { vr, value }, Change::Set { vr: new_vr, value: new }) => {
                    (*vr, *value) = (new_vr.or(*vr), new.clone());
                    return;
                }
                _ => {}
            }
        }
        list.push(edit);
    }
}

impl Workspace {
    /// Carries out what a person does with edits.
    pub(super) fn edit_tags(&mut self, action: EditAction) {
        let edits = &mut self.edits;
        match action {
            EditAction::Put { ids, edit } => {
                edits.step();
                ids.into_iter().for_each(|id| edits.put(id, edit.clone()));
            }
            EditAction::Withdraw { id, at } => {
                if at < edits.of(id).len() {
                    edits.step();
                    if let Some(list) = edits.lists.get_mut(&id) {
                        list.remove(at);
                    }
                    edits.lists.retain(|_, list| !list.is_empty());
                }
            }
            EditAction::Discard => {
                edits.step();
                edits.lists.clear();
            }
            EditAction::Options(options) => edits.options = options,
            EditAction::Undo => {
                if let Some(before) = edits.past.pop() {
                    edits.future.push(std::mem::replace(&mut edits.lists, before));
                }
            }
            EditAction::Redo => {
                if let Some(after) = edits.future.pop() {
                    edits.past.push(std::mem::replace(&mut edits.lists, after));
                }
            }
            EditAction::Begin { .. } | EditAction::RemoveChosen | EditAction::AddItem => self.edit_chosen(&action),
            EditAction::End => (edits.begun, edits.looked) = (None, None),
            EditAction::Preview(wanted) => edits.preview = wanted,
            EditAction::Saved(saved) => edits.written(saved),
        }
    }

    fn edit_chosen(&mut self, action: &EditAction) {
        let inspect = &self.inspect;
        let chosen = inspect.chosen.as_ref();
        let path = chosen.and_then(|chosen| chosen.path.clone());
        let Some(id) = self.edited_object() else { return };
        if chosen.is_some_and(|chosen| inspect.list.position(chosen.row).is_none()) {
            // Folded away, or not found: nobody sees what would be edited.
            return self.say(Severity::Info, "The chosen tag is not in the list as it is shown; choose one that is");
        }
        let row = chosen.and_then(|chosen| inspect.list.tree.rows.get(chosen.row as usize));
        let sequence = match row {
            Some(row) if row.is_item() => path.as_ref().and_then(TagPath::parent),
            Some(row) if row.vr == "SQ" => path.clone(),
            _ => None,
        };
        match (action, path) {
            (EditAction::Begin { adds }, path) if *adds || path.is_some() => {
                self.edits.begun = Some(Begun { id, path: path.unwrap_or_default(), adds: *adds });
            }
            (EditAction::RemoveChosen, Some(path)) => {
                self.edits.step();
                self.edits.put(id, Edit { path, change: Change::Remove });
                self.edits.preview = true;
            }
            (EditAction::AddItem, _) => match sequence {
                Some(path) => {
                    self.edits.step();
                    self.edits.put(id, Edit { path, change: Change::AddItem });
                    self.edits.preview = true;
                }
                None => self.say(Severity::Info, "Choose a sequence in the list first"),
            },
            _ => self.say(Severity::Info, "Choose a tag in the list first"),
        }
    }

    /// Places of the shown object that edits touch, for the inspector's filter.
    pub(super) fn edited_ways(&self) -> Arc<HashSet<TagPath>> {
        let edits = self.edited_object().map(|id| self.edits.of(id)).unwrap_or_default();
        Arc::new(edits.iter().map(|edit| edit.path.clone()).collect())
    }

    /// Whether closing these objects would lose edits of which the person was not told: it is said now, and once.
    pub(super) fn warns_of_edits(&mut self, ids: impl Iterator<Item = InstanceId>) -> bool {
        let ids: HashSet<InstanceId> = ids.collect();
        let lost = |id: &&InstanceId| self.edits.lists.contains_key(*id);
        let lost: Vec<InstanceId> = ids.iter().filter(lost).copied().collect();
        if lost.iter().all(|id| self.edits.warned.contains(id)) {
            self.edits.close(&ids);
            return false;
        }
        self.edits.warned.extend(lost);
        let text = "This study has edits that are not saved; save them (Ctrl+Shift+S), or close it again to drop them";
        self.say(Severity::Problem, text);
        true
    }

    /// The object whose tags are shown, to be edited.
    pub fn edited_object(&self) -> Option<InstanceId> {
        match (&self.inspected, &self.tags) {
            (Some(inspected), _) => Some(inspected.id),
            (None, Some(tags)) => Some(tags.id),
            (None, None) => None,
        }
    }

    /// The objects of the series that holds `id`, itself among them.
    pub fn series_of(&self, id: InstanceId) -> Vec<InstanceId> {
        let found = self.library.series().map(|series| instances(series)).find(|ids| ids.contains(&id));
        found.unwrap_or_else(|| vec![id])
    }
}

fn instances(series: &crate::study::Series) -> Vec<InstanceId> {
    series.instances.iter().map(|instance| instance.id).collect()
}
