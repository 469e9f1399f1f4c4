//! What is to be found out about edits from the files themselves, and what was.

use crate::{
    dicom::{
        TagPath,
        edit::{Difference, Edit, EditOptions},
    },
    study::InstanceId,
};

use super::{super::Workspace, Begun, Edits};

/// What is to be found out from the files themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct EditWant {
    /// Objects with their edits.
    pub files: Vec<(InstanceId, Vec<Edit>)>,
    /// How they are saved.
    pub options: EditOptions,
    /// The value that is to be looked up, before anything else.
    pub looked: Option<(InstanceId, TagPath)>,
}

/// The answer to the files of an [`EditWant`].
#[derive(Clone, Debug, PartialEq)]
pub struct EditAnswer {
    /// The question.
    pub want: EditWant,
    /// What each file comes to, in the order of the question.
    pub files: Vec<PlannedFile>,
}

/// A value as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedValue {
    /// In which object.
    pub id: InstanceId,
    /// The element.
    pub path: TagPath,
    /// As it is typed, with its VR; `None` where it cannot be typed.
    pub value: Option<(String, &'static str)>,
}

/// What the edits of one object come to.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedFile {
    /// Which.
    pub id: InstanceId,
    /// The file's name, to be shown.
    pub name: String,
    /// Old and new values, or why it cannot be edited.
    pub result: Result<Vec<Difference>, String>,
    /// Writing all texts in UTF-8 would help.
    pub needs_utf8: bool,
}

impl Edits {
    /// Whether it is known what they come to in the files.
    fn are_planned(&self) -> bool {
        self.lists.is_empty() || self.answer.as_ref().is_some_and(|answer| self.are_of(&answer.want))
    }

    /// Whether a question is about these edits as they are now.
    fn are_of(&self, want: &EditWant) -> bool {
        let asked = want.files.iter().map(|(id, edits)| (id, edits));
        want.options == self.options && asked.eq(self.lists.iter())
    }
}

impl Workspace {
    /// What is to be found out about edits, and was not.
    pub(in crate::state) fn edit_want(&self) -> Option<EditWant> {
        let edits = &self.edits;
        let begun = edits.begun.as_ref().filter(|begun| !begun.adds);
        let is_looked_up = |begun: &&Begun| {
            edits.looked.as_ref().is_some_and(|looked| looked.id == begun.id && looked.path == begun.path)
        };
        let looked = begun.filter(|begun| !is_looked_up(begun)).map(|begun| (begun.id, begun.path.clone()));
        let is_planned = !edits.preview || edits.are_planned();
        let files: Vec<_> = if is_planned { Vec::new() } else { edits.lists.clone().into_iter().collect() };
        (looked.is_some() || !files.is_empty()).then_some(EditWant { files, options: edits.options, looked })
    }

    pub(in crate::state) fn edits_planned(&mut self, answer: EditAnswer) {
        let edits = &mut self.edits;
        // What was asked meanwhile is answered by itself.
        if edits.preview && edits.are_of(&answer.want) {
            edits.answer = Some(answer);
        }
    }

    pub(in crate::state) fn value_looked_up(&mut self, value: LookedValue) {
        let edits = &mut self.edits;
        // One that comes late says nothing of the file as it is then.
        if edits.begun.as_ref().is_some_and(|begun| begun.id == value.id && begun.path == value.path) {
            edits.looked = Some(value);
        }
    }
}
