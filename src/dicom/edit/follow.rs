//! What has to follow an edit: identifiers of the object, and what the meta group says about it and its writer.

use dicom_dictionary_std::tags;

use crate::dicom::TagPath;

use super::{
    Difference, EditError, NewValue,
    tree::{Node, Tree, is_bare},
    uid::{IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, new_uid},
};

/// Why an object gets another UID.
const NEW_MEANING: &str = "the meaning changes";
/// Why the meta group's copy does.
const FOLLOWS: &str = "it follows the data set";

impl Tree<'_> {
    /// A new _SOP Instance UID_, where there is one.
    pub fn renew_uid(&mut self) -> Result<(), EditError> {
        let path = TagPath::top((0x0008, 0x0018));
        if self.node(&path).is_none() {
            return Ok(());
        }
        self.set(&path, None, &NewValue::Text(new_uid()), NEW_MEANING)?;
        // Where careless writers state it twice, readers differ in which they take.
        let original = self.original;
        let of_uid = |node: &Node| node.tag(original) == tags::SOP_INSTANCE_UID;
        let Some(value) = self.data.iter().find(|node| of_uid(node)).and_then(|node| node.value(original)) else {
            return Ok(());
        };
        for node in self.data.iter_mut().filter(|node| of_uid(node)) {
            if let Node::Kept(at) = *node {
                *node = Node::Changed { at, vr: None, value: value.clone() };
            }
        }
        Ok(())
    }

    /// Another plan for the same edits has another new UID: a preview leaves it open.
    pub fn leave_new_uid_open(&mut self) {
        let is = |difference: &Difference, tag, why| difference.path == TagPath::top(tag) && difference.why == why;
        if self.differences.iter().any(|difference| is(difference, (0x0008, 0x0018), NEW_MEANING)) {
            let follow =
                |it: &&mut Difference| is(it, (0x0008, 0x0018), NEW_MEANING) || is(it, (0x0002, 0x0003), FOLLOWS);
            self.differences.iter_mut().filter(follow).for_each(|it| it.new = Some("(a new UID)".to_owned()));
        }
    }

    /// What the meta group says about the data set and its writer, where there is a meta group (PS3.10 7.1).
    pub fn follow_in_meta(&mut self) -> Result<(), EditError> {
        if self.meta.is_empty() {
            return Ok(());
        }
        for (from, to) in [((0x0008, 0x0016), (0x0002, 0x0002)), ((0x0008, 0x0018), (0x0002, 0x0003))] {
            let edited = self.node(&TagPath::top(from)).filter(|(node, ..)| !matches!(node, Node::Kept(_)));
            if let Some(bytes) = edited.and_then(|(node, ..)| node.value(self.original)) {
                let uid = String::from_utf8_lossy(&bytes).trim_end_matches(['\0', ' ']).to_owned();
                self.put_meta(to, &uid, FOLLOWS)?;
            }
        }
        let writer = "the file is written by this program";
        self.put_meta((0x0002, 0x0012), IMPLEMENTATION_CLASS_UID, writer)?;
        self.put_meta((0x0002, 0x0013), IMPLEMENTATION_VERSION_NAME, writer)
    }

    fn put_meta(&mut self, tag: (u16, u16), text: &str, why: &'static str) -> Result<(), EditError> {
        let path = TagPath::top(tag);
        let value = NewValue::Text(text.to_owned());
        match self.node(&path) {
            Some(_) => self.set(&path, None, &value, why),
            // A group that breaks its own rules is left as it is.
            None if is_bare(&self.meta, self.original) => Ok(()),
            None => self.add(&path, None, &value, why),
        }
    }
}
