//! Two objects compared, off the person's thread.

use std::{
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use crate::{
    dicom::{self, ReadError, compare::compare},
    state::{Event, ListedComparison, OtherObject, TagCompareWant, TagCompared},
};

use super::{Latest, Objects, Wake};

/// A worker that compares the shown object with another one.
pub fn worker(sender: Sender<Event>, objects: Objects, wake: Wake) -> Latest<TagCompareWant> {
    Latest::new("tag-compare", move |want: TagCompareWant, is_outdated: &dyn Fn() -> bool| {
        let compared = || -> Result<_, ReadError> {
            let before = objects.open(want.before)?;
            let after = match &want.other {
                OtherObject::Instance(id) => objects.open(*id)?,
                // Not kept: a file that is only compared is none of those that are open.
                OtherObject::File(path) => Arc::new(dicom::open_with(path, &objects.means())?),
            };
            compare(&before, &after, &want.options, is_outdated)
        };
        let result = compared().map(ListedComparison::from).map_err(|error| error.to_string());
        // A receiver that is gone wants nothing.
        if !is_outdated() && sender.send(Event::TagsCompared(Arc::new(TagCompared { want, result }))).is_ok() {
            wake(Duration::ZERO);
        }
    })
}
