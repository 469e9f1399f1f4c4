//! The wall around foreign code: a panic inside costs an error and prints nothing, since its text could hold values.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use super::ReadError;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic becomes `on_panic`. Panics outside of the wall are reported as ever.
pub fn contain<T>(work: impl FnOnce() -> Result<T, ReadError>, on_panic: ReadError) -> Result<T, ReadError> {
    static QUIET_HOOK: Once = Once::new();
    QUIET_HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                usual(panic);
            }
        }));
    });
    let outer = INSIDE.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    result.unwrap_or(Err(on_panic))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "the panic is the subject")]

    use super::*;

    #[test]
    fn a_panic_becomes_the_given_error() {
        let result: Result<(), _> = contain(|| panic!("not to be seen"), ReadError::NotDicom);
        assert_eq!(result, Err(ReadError::NotDicom));
        assert!(!INSIDE.get());
    }

    #[test]
    fn results_pass_through() {
        assert_eq!(contain(|| Ok(7), ReadError::NotDicom), Ok(7));
        assert_eq!(contain::<()>(|| Err(ReadError::Empty), ReadError::NotDicom), Err(ReadError::Empty));
    }
}
