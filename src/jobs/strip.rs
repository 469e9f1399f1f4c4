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
        let draw = || draw(&want);
        let tiles = match &own {
            Some(pool) if !is_outdated() => pool.install(draw),
            Some(_) => return,
            None => draw(),
        };
        // A receiver that is gone wants nothing.
        if sender.send(Event::Strip(Arc::new(Strip { want, tiles }))).is_ok() {
            wake(LEISURE);
        }
    })
}

fn draw(want: &StripWant) -> Vec<Vec<u8>> {
    let frame = want.picture.frame();
    let placement = Placement {
        image: [frame.columns, frame.rows],
        pixel_aspect: want.picture.model().pixel_aspect,
        viewport: want.size.map(|pixels| pixels as f64),
    };
    let pixel_from_screen = want.view.pixel_from_screen(&placement);
    let plane = ValuePlane::new(&want.picture, &pixel_from_screen, want.size, Interpolation::Bilinear);
    let mut tiles = Vec::new();
    for presentation in &want.presentations {
        let mut rgba = Vec::new();
        plane.paint(&want.picture, presentation, &mut rgba);
        tiles.push(rgba);
    }
    tiles
}
