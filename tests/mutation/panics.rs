//! Where panics happened that the crate contained: the crate itself keeps quiet about them.

use std::{cell::RefCell, panic, sync::Once};

use hounsfield::dicom::contain;

thread_local! {
    static PLACES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs `work` and returns the places of the panics in it, as crate, file and line.
pub fn watched<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // The crate sets its own hook at the first use; this one goes on top of it.
        drop(contain(|| Ok(()), hounsfield::dicom::ReadError::Empty));
        let below = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if let Some(place) = panic.location() {
                let parts: Vec<&str> = place.file().rsplit('/').take(3).collect();
                let parts: Vec<&str> = parts.into_iter().rev().collect();
                PLACES.with_borrow_mut(|places| places.push(format!("{}:{}", parts.join("/"), place.line())));
            }
            below(panic);
        }));
    });
    PLACES.with_borrow_mut(Vec::clear);
    let result = work();
    (result, PLACES.take())
}
