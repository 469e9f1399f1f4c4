//! Rows of large files for the inspector, and whole values.

use std::{
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use crate::{
    dicom::{ReadError, contain},
    state::{Event, TagListWant, TagValueWant},
};

use super::{Latest, Objects, Wake};

/// A worker that lists the rows wanted last.
pub fn list_worker(sender: Sender<Event>, wake: Wake) -> Latest<TagListWant> {
    Latest::new("tag-list", move |mut want: TagListWant, _: &dyn Fn() -> bool| {
        let (prepared, list) = want.list();
        want.prepared = None;
        // A receiver that is gone wants nothing.
        if sender.send(Event::TagsListed { want, prepared, list }).is_ok() {
            wake(Duration::ZERO);
        }
    })
}

/// A worker that reads the page of a value wanted last.
pub fn value_worker(sender: Sender<Event>, objects: Objects, wake: Wake) -> Latest<TagValueWant> {
    Latest::new("tag-value", move |want: TagValueWant, _: &dyn Fn() -> bool| {
        let broken = || ReadError::Damaged { what: "the value breaks its reader".to_owned(), at: 0 };
        let page = objects.open(want.id).and_then(|object| {
            let page = contain(|| Ok(object.tag_page(want.page, want.vr)), broken())?;
            page.ok_or_else(|| ReadError::Missing { what: "The element has no value of its own".to_owned() })
        });
        let page = page.map(Arc::new).map_err(|error| error.to_string());
        if sender.send(Event::TagValue { want, page }).is_ok() {
            wake(Duration::ZERO);
        }
    })
}
