//! Measures regions.

use std::{sync::mpsc::Sender, time::Duration};

use crate::state::{Event, MeasureWant};

use super::{Latest, Wake};

/// A worker that measures the regions wanted last.
pub fn worker(sender: Sender<Event>, wake: Wake) -> Latest<MeasureWant> {
    Latest::new("measure", move |want: MeasureWant, is_outdated: &dyn Fn() -> bool| {
        let mut figures = Vec::new();
        // At least one: a hand that draws without a pause would else never see a figure.
        for measured in want.figures() {
            figures.push(measured);
            if is_outdated() {
                break;
            }
        }
        // A receiver that is gone wants nothing.
        if sender.send(Event::Measured { key: want.key, figures }).is_ok() {
            wake(Duration::ZERO);
        }
    })
}
