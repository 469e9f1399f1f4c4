//! Changing elements of a file and nothing else.
//!
//! [`Editor`] indexes the original; [`Editor::plan`] turns edits into a [`Plan`]: ranges of the original's bytes with new
//! ones between them. What was not edited keeps every byte: order, VRs, padding, the form of its lengths, private and
//! unknown elements, preamble. What has to follow an edit does: lengths of the items and sequences around it where they are
//! defined, lengths of its group, _SOP Instance UID_ where the meaning changes ([`changes_meaning`]) with the meta group's
//! copy of it, and who wrote the file (0002,0012), (0002,0013) where there is a meta group. Nothing edited is the very bytes.
//!
//! The transfer syntax stays; a deflated data set is inflated, edited and deflated again. Pixel data are copied from the
//! source in ranges and never held whole. A plan that was written is read again and compared: [`Plan::check`].

mod apply;
mod check;
mod difference;
mod follow;
mod moment;
mod original;
mod pieces;
mod plan;
mod recode;
mod sets;
#[cfg(test)]
mod tests;
mod tree;
mod uid;
mod value;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::{Limits, ReadError, Source, TagPath, contain, index::dictionary_vr};

pub use difference::Difference;
pub use plan::Plan;
pub use uid::changes_meaning;
pub use value::{Room, judge, vr_named};

use original::Original;
use tree::Tree;

/// One wish of a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// To the element or item.
    pub path: TagPath,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of an element or an item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Another value for an element that is there; with two letters also another VR.
    Set {
        /// VR; the element's own where there is none.
        vr: Option<&'static str>,
        /// The value.
        value: NewValue,
    },
    /// A new element, in its place by tag.
    Add {
        /// VR; that of the dictionary where there is none.
        vr: Option<&'static str>,
        /// The value; of a new sequence an empty text.
        value: NewValue,
    },
    /// It goes, with all that is in it.
    Remove,
    /// A new empty item at the end of the sequence that the path ends at, or before the item that it ends at. A sequence
    /// that is not there is added.
    AddItem,
}

/// A value as a person gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NewValue {
    /// Values joined by `\`; numbers in decimal, tags as (gggg,eeee), binary in hexadecimal.
    Text(String),
    /// The bytes themselves, as they are to stand in the file.
    Bytes(Vec<u8>),
}

/// How a file is edited, besides its elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EditOptions {
    /// The _SOP Instance UID_ stays, whatever was edited.
    pub keep_uid: bool,
    /// All texts are written in UTF-8 (ISO_IR 192), those of items too.
    pub to_utf8: bool,
}

/// Why a file is not edited. One sentence, without any value of the file or of the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Nothing lies there.
    #[error("{path} is not in the file; add it instead, or choose another.")]
    NotThere {
        /// Where.
        path: TagPath,
    },
    /// Something lies there.
    #[error("{path} is in the file already; change it instead.")]
    AlreadyThere {
        /// Where.
        path: TagPath,
    },
    /// The value breaks a rule of its VR.
    #[error("{path}: {why}.")]
    BadValue {
        /// Where.
        path: TagPath,
        /// The rule.
        why: String,
    },
    /// A character has no place in the set that holds there. Changing the set of the whole file to UTF-8
    /// ([`EditOptions::to_utf8`]) gives it one.
    #[error(
        "{path} has a character that the file's character set cannot hold; change the set of the whole file to UTF-8 \
         (ISO_IR 192), or write it otherwise."
    )]
    NeedsCharacterSet {
        /// Where.
        path: TagPath,
    },
    /// It is not to be edited, or not in this way.
    #[error("{path} cannot be edited so: {why}.")]
    Refused {
        /// Where.
        path: TagPath,
        /// Why not, and what else.
        why: String,
    },
    /// The file as a whole cannot be edited.
    #[error("The file cannot be edited: {why}.")]
    File {
        /// Why not.
        why: String,
    },
    /// It cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
}

/// A file that is to be edited.
#[derive(Debug)]
pub struct Editor {
    original: Original,
}

impl Editor {
    /// Indexes what `source` holds, the whole of it.
    ///
    /// # Errors
    /// As [`super::open`].
    pub fn open(source: Source, limits: &Limits) -> Result<Self, ReadError> {
        let broken = ReadError::Damaged { what: "the header breaks its reader".into(), at: 0 };
        contain(|| Ok(Self { original: Original::open(source, limits)? }), broken)
    }

    /// What is to be written, by edits that are carried out one after the other.
    ///
    /// # Errors
    /// [`EditError`] for the first edit that cannot be carried out; there is no plan then.
    pub fn plan(&self, edits: &[Edit], options: EditOptions) -> Result<Plan<'_>, EditError> {
        let mut tree = Tree::new(&self.original);
        if options.to_utf8 {
            tree.recode()?;
        }
        for edit in edits {
            tree.apply(edit)?;
        }
        if tree.is_edited() && tree.node(&TagPath::top(pair(tags::DIRECTORY_RECORD_SEQUENCE))).is_some() {
            let why = "the records of a DICOMDIR point to each other by their places in the file, which an edit moves; \
                       write the file-set anew instead";
            return Err(EditError::File { why: why.to_owned() });
        }
        let says_uid =
            |edit: &Edit| edit.path.tag() == Some(pair(tags::SOP_INSTANCE_UID)) && edit.path.steps.len() == 1;
        let means = edits.iter().any(|edit| changes_meaning(&edit.path));
        if tree.is_edited() && means && !options.keep_uid && !edits.iter().any(says_uid) {
            tree.renew_uid()?;
        }
        if tree.is_edited() {
            tree.follow_in_meta()?;
            tree.settle_group_lengths()?;
            tree.leave_new_uid_open();
        }
        Plan::new(tree)
    }

    /// The value at `path` as text that an edit can give back; `None` where it is binary, a sequence or longer than 1 MiB,
    /// or where its bytes are no text of its character set.
    pub fn value(&self, path: &TagPath) -> Option<String> {
        Tree::new(&self.original).text(path)
    }

    /// The VR in force at `path`.
    pub fn vr(&self, path: &TagPath) -> Option<&'static str> {
        Tree::new(&self.original).vr(path).map(VR::to_string)
    }
}

/// The VR that the dictionary gives a tag; `None` where it gives none.
pub fn usual_vr(tag: (u16, u16)) -> Option<&'static str> {
    let vr = dictionary_vr(Tag(tag.0, tag.1), false);
    (vr != VR::UN).then(|| vr.to_string())
}

fn pair(tag: Tag) -> (u16, u16) {
    (tag.0, tag.1)
}
