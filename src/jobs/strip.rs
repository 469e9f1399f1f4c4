//! Draws the filmstrip, by the same pipeline as the large picture.

use std::{
    sync::{Arc, mpsc::Sender},
    time::Duration,
};

use crate::{
    geometry::Placement,
    image::{Interpolation, ValuePlane},
    state::{Event, Strip, StripWant},
};

use super::{Latest, Wake};

/// The window may take this long to show small pictures that are drawn: while frames are scrolled through they come with
/// the next frame, and cost no pass of their own.
const LEISURE: Duration = Duration::from_millis(60);

/// A worker that draws the newest strip that is wanted.
pub fn worker(sender: Sender<Event>, wake: Wake) -> Latest<StripWant> {
    // Resampling must not take the threads that the large picture is painted with.
    let own = rayon::ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "strip-tiles".to_owned()).build().ok();
    Latest::new("strip", move |want: StripWant, is_outdated: &dyn Fn() -> bool| {
        let Some(tiles) = draw(&want, own.as_ref(), is_outdated) else { return };
        // A receiver that is gone wants nothing.
        if sender.send(Event::Strip(Arc::new(Strip { want, tiles }))).is_ok() {
            wake(LEISURE);
        }
    })
}

/// Every presentation in turn; `None` once another strip is wanted.
fn draw(want: &StripWant, pool: Option<&rayon::ThreadPool>, is_outdated: &dyn Fn() -> bool) -> Option<Vec<Vec<u8>>> {
    if is_outdated() {
        return None;
    }
    let frame = want.picture.frame();
    let placement = Placement {
        image: [frame.columns, frame.rows],
        pixel_aspect: want.picture.model().pixel_aspect,
        viewport: want.size.map(|pixels| pixels as f64),
    };
    let pixel_from_screen = want.view.pixel_from_screen(&placement);
    let make = || ValuePlane::new(&want.picture, &pixel_from_screen, want.size, Interpolation::Bilinear);
    let plane = pool.map_or_else(make, |pool| pool.install(make));
    let mut tiles = Vec::new();
    for presentation in &want.presentations {
        if is_outdated() {
            return None;
        }
        let paint = || {
            let mut rgba = Vec::new();
            plane.paint(&want.picture, presentation, &mut rgba);
            rgba
        };
        tiles.push(pool.map_or_else(paint, |pool| pool.install(paint)));
    }
    Some(tiles)
}
