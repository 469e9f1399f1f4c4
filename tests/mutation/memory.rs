//! How much memory each thread holds, by an allocator that counts.
//!
//! What other threads allocate on a thread's behalf (rayon's, in rendering) and what the JPEG 2000 decoder takes from
//! the C library is not in it; [`resident_peak`] sees those, of the whole process.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    /// Bytes held now and at most. Negative where a thread frees what others took.
    static HELD: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn count(change: isize) {
    // A thread that is ending has no counter any more.
    let _ = HELD.try_with(|held| {
        let (now, most) = held.get();
        let now = now + change;
        held.set((now, most.max(now)));
    });
}

#[allow(unsafe_code, reason = "an allocator is unsafe by its trait; every call goes to the system's as it comes")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both blocks may be held at once.
        count(size as isize);
        count(-(layout.size() as isize));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Runs `work` and returns the most bytes that this thread held during it beyond those before.
pub fn growth<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let before = HELD.get().0;
    HELD.set((before, before));
    let result = work();
    (result, u64::try_from(HELD.get().1 - before).unwrap_or(0))
}

/// The most memory that the process had resident, in bytes, where the system tells.
pub fn resident_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
