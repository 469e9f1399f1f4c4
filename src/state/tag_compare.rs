//! The tags of the shown object beside those of another one.

use std::{path::PathBuf, sync::Arc};

use crate::{
    dicom::compare::{CompareLine, CompareOptions, Comparison},
    study::InstanceId,
};

use super::{Effect, Workspace};

/// What is compared, and what was found.
#[derive(Clone, Debug, Default)]
pub struct TagCompare {
    /// The sheet is open.
    pub shown: bool,
    /// The object on the other side.
    pub other: Option<OtherObject>,
    /// What makes no difference.
    pub options: CompareOptions,
    /// What was found last.
    pub found: Option<Arc<TagCompared>>,
}

/// The object on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherObject {
    /// Of a file that need not be open.
    File(PathBuf),
    /// Another object that is known.
    Instance(InstanceId),
}

/// What a person does with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagCompareAction {
    /// Shows the sheet.
    Open,
    /// Puts it away.
    Close,
    /// Compares with this one.
    With(OtherObject),
    /// Ignores other things.
    SetOptions(CompareOptions),
}

/// What the machine is to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCompareWant {
    /// The shown object.
    pub before: InstanceId,
    /// The other one.
    pub other: OtherObject,
    /// What makes no difference.
    pub options: CompareOptions,
}

/// What it found.
#[derive(Clone, Debug)]
pub struct TagCompared {
    /// In what.
    pub want: TagCompareWant,
    /// What differs, or why that cannot be told.
    pub result: Result<ListedComparison, String>,
}

/// What differs, laid out once to be drawn.
#[derive(Clone, Debug)]
pub struct ListedComparison {
    /// What was found.
    pub comparison: Comparison,
    /// See [`Comparison::lines`].
    pub lines: Vec<CompareLine>,
    /// See [`Comparison::sentence`].
    pub sentence: String,
}

impl From<Comparison> for ListedComparison {
    fn from(comparison: Comparison) -> Self {
        Self { lines: comparison.lines(), sentence: comparison.sentence(), comparison }
    }
}

impl Workspace {
    /// The object whose tags are compared: the one that the inspector shows.
    pub fn compared_object(&self) -> Option<InstanceId> {
        let shown = || self.image().key().map(|key| key.id);
        self.inspected.as_ref().map(|inspected| inspected.id).or_else(shown)
    }

    /// What was found about the two that are compared now, with what makes no difference now.
    pub fn tags_differ(&self) -> Option<&TagCompared> {
        let found = self.tag_compare.found.as_deref()?;
        (self.tag_compare.shown && self.tag_compare_want().is_none()).then_some(found)
    }

    pub(super) fn tag_compare_action(&mut self, action: TagCompareAction) -> Vec<Effect> {
        let compare = &mut self.tag_compare;
        match action {
            TagCompareAction::Open => compare.shown = true,
            TagCompareAction::Close => compare.shown = false,
            TagCompareAction::With(other) => {
                compare.shown = true;
                compare.other = Some(other);
                compare.found = None;
            }
            TagCompareAction::SetOptions(options) => compare.options = options,
        }
        Vec::new()
    }

    pub(super) fn tags_compared(&mut self, found: Arc<TagCompared>) {
        if self.tag_compare_want().is_some_and(|want| want == found.want) {
            self.tag_compare.found = Some(found);
        }
    }

    /// What was found of what is to be compared now; `None` while it is being compared.
    pub fn tag_comparison(&self) -> Option<&Arc<TagCompared>> {
        let compare = &self.tag_compare;
        let before = self.compared_object();
        compare.found.as_ref().filter(|found| {
            let want = &found.want;
            Some(want.before) == before
                && Some(&want.other) == compare.other.as_ref()
                && want.options == compare.options
        })
    }

    /// What is still to be compared.
    pub(super) fn tag_compare_want(&self) -> Option<TagCompareWant> {
        let compare = &self.tag_compare;
        let other = compare.other.clone().filter(|_| compare.shown)?;
        let want = TagCompareWant { before: self.compared_object()?, other, options: compare.options.clone() };
        (compare.found.as_ref().is_none_or(|found| found.want != want)).then_some(want)
    }
}
