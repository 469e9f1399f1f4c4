//! Looks for the body in the background.

use std::{
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use crate::{
    image::body::Body,
    state::{BodyWant, Event, FoundBody},
};

use super::{Latest, Wake};

/// A worker that answers the newest question about the body.
pub fn worker(sender: Sender<Event>, wake: Wake) -> Latest<BodyWant> {
    Latest::new("body", move |want: BodyWant, is_outdated: &dyn Fn() -> bool| {
        let Some(body) = Body::find(&want.picture, &want.settings, is_outdated) else { return };
        // A receiver that is gone wants nothing.
        if sender.send(Event::BodyFound(Arc::new(FoundBody { want, body }))).is_ok() {
            wake(Duration::ZERO);
        }
    })
}
