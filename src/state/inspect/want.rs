//! What the machine is asked for: the list of a large file, and whole values.

use std::sync::Arc;

use crate::{
    dicom::{TagPageWant, TagTree},
    study::InstanceId,
};

use super::list::{Choices, Marks, Prepared, TagList, list};

/// The rows to be shown.
#[derive(Clone, Debug)]
pub struct TagListWant {
    /// Of what.
    pub tree: Arc<TagTree>,
    /// Worked out before, if it was.
    pub prepared: Option<Arc<Prepared>>,
    /// What was chosen.
    pub choices: Choices,
    /// What others know.
    pub marks: Marks,
}

/// A page of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagValueWant {
    /// Of which object.
    pub id: InstanceId,
    /// Which part.
    pub page: TagPageWant,
    /// VR of the row.
    pub vr: &'static str,
}

impl PartialEq for TagListWant {
    fn eq(&self, other: &Self) -> bool {
        let Self { tree, prepared: _, choices, marks } = self;
        Arc::ptr_eq(tree, &other.tree) && *choices == other.choices && *marks == other.marks
    }
}

impl TagListWant {
    /// Works it out; gives what need not be worked out again, too.
    pub fn list(&self) -> (Arc<Prepared>, TagList) {
        let hide = self.choices.hide_identity;
        let known = self.prepared.clone().filter(|prepared| prepared.is_of(&self.tree, hide));
        let prepared = known.unwrap_or_else(|| Arc::new(Prepared::new(Arc::clone(&self.tree), hide)));
        let list = list(&prepared, &self.choices, &self.marks);
        (prepared, list)
    }
}
