//! Where edits end: they were written, or their study is closed. What is left keeps its steps of undo.

use std::collections::{HashMap, HashSet};

use crate::{dicom::edit::Edit, study::InstanceId};

use super::{Edits, Lists};

impl Edits {
    /// These were written. An edit that came or was changed meanwhile stays pending, and so do those of other objects; no
    /// step of undo makes one pending that the file has by now.
    pub(super) fn written(&mut self, saved: Vec<(InstanceId, Vec<Edit>)>) {
        let saved: HashMap<InstanceId, Vec<Edit>> = saved.into_iter().collect();
        let unwritten = |lists: &mut Lists| {
            for (id, list) in lists.iter_mut() {
                // Each once: a second item that came since is an edit of its own, however like the first.
                for written in saved.get(id).into_iter().flatten() {
                    if let Some(at) = list.iter().position(|edit| edit == written) {
                        list.remove(at);
                    }
                }
            }
        };
        unwritten(&mut self.lists);
        self.future.iter_mut().for_each(unwritten);
        for lists in &mut self.past {
            for (id, list) in lists.iter_mut().filter(|(id, _)| saved.contains_key(id)) {
                // What an edit took the place of before it was written does not come back, either.
                let left = self.lists.get(id).map_or(&[][..], Vec::as_slice);
                list.retain(|edit| left.contains(edit));
            }
        }
        self.tidy();
        // Both are of the files before.
        (self.answer, self.looked) = (None, None);
    }

    /// These objects are closed: nothing of them stays.
    pub(super) fn close(&mut self, ids: &HashSet<InstanceId>) {
        for lists in self.past.iter_mut().chain(&mut self.future).chain([&mut self.lists]) {
            lists.retain(|id, _| !ids.contains(id));
        }
        self.tidy();
        self.warned.retain(|id| !ids.contains(id));
        if self.begun.as_ref().is_some_and(|begun| ids.contains(&begun.id)) {
            (self.begun, self.looked) = (None, None);
        }
    }

    /// Objects without edits are left out, and so is a step that changes nothing.
    fn tidy(&mut self) {
        for lists in self.past.iter_mut().chain(&mut self.future).chain([&mut self.lists]) {
            lists.retain(|_, list| !list.is_empty());
        }
        for steps in [&mut self.past, &mut self.future] {
            steps.dedup();
            steps.pop_if(|next| *next == self.lists);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dicom::edit::{Change, NewValue},
        state::{Action, EditAction, Workspace},
    };

    fn edit(keyword: &str, text: &str) -> Edit {
        let change = Change::Set { vr: None, value: NewValue::Text(text.into()) };
        Edit { path: keyword.parse().unwrap_or_default(), change }
    }

    fn put(workspace: &mut Workspace, id: InstanceId, edit: Edit) {
        workspace.apply(Action::Edit(EditAction::Put { ids: vec![id], edit }));
    }

    fn edited() -> Workspace {
        let mut workspace = Workspace::default();
        put(&mut workspace, 1, edit("PatientID", "1"));
        put(&mut workspace, 2, edit("PatientID", "2"));
        put(&mut workspace, 1, edit("StudyID", "A"));
        workspace
    }

    #[test]
    fn what_came_after_the_copy_that_was_written_stays_pending() {
        let mut workspace = edited();
        let written = workspace.edits.of(1).to_vec();
        // Changed, and added, while the file was being written.
        put(&mut workspace, 1, edit("StudyID", "B"));
        put(&mut workspace, 1, edit("AccessionNumber", "C"));
        workspace.apply(Action::Edit(EditAction::Saved(vec![(1, written)])));
        assert_eq!(workspace.edits.of(1), [edit("StudyID", "B"), edit("AccessionNumber", "C")]);
        assert_eq!(workspace.edits.of(2), [edit("PatientID", "2")]);
        workspace.apply(Action::Edit(EditAction::Undo));
        assert_eq!(workspace.edits.of(1), [edit("StudyID", "B")]);
        while workspace.edits.can_undo() {
            workspace.apply(Action::Edit(EditAction::Undo));
            assert!(workspace.edits.of(1).iter().all(|left| *left == edit("StudyID", "B")), "{:?}", workspace.edits);
        }
        assert!(workspace.edits.is_empty());
    }

    #[test]
    fn a_second_item_like_the_one_that_was_written_stays_pending() {
        let mut workspace = Workspace::default();
        let item = Edit { change: Change::AddItem, ..edit("ReferencedImageSequence", "") };
        put(&mut workspace, 1, item.clone());
        put(&mut workspace, 1, item.clone());
        workspace.apply(Action::Edit(EditAction::Saved(vec![(1, vec![item.clone()])])));
        assert_eq!(workspace.edits.of(1), [item]);
    }

    #[test]
    fn undo_brings_back_nothing_of_a_closed_study() {
        let mut workspace = edited();
        workspace.apply(Action::Edit(EditAction::Undo));
        // Told once, closed the second time.
        assert!(workspace.warns_of_edits([1].into_iter()));
        assert!(!workspace.warns_of_edits([1].into_iter()));
        workspace.apply(Action::Edit(EditAction::Redo));
        assert_eq!(workspace.edits.pending().map(|(id, _)| id).collect::<Vec<_>>(), [2]);
        while workspace.edits.can_undo() {
            workspace.apply(Action::Edit(EditAction::Undo));
            assert!(workspace.edits.of(1).is_empty());
        }
        assert!(workspace.edits.is_empty());
    }
}
