//! Decoders that stand where they were left, for the next picture of the same run.

use std::sync::{Mutex, PoisonError};

use super::{run::Run, units::Coding};
use crate::dicom::codec::FrameShape;

/// How many are kept, and how many bytes of pictures and runs they may hold together.
const MOST: usize = 2;
const MOST_BYTES: usize = 64 << 20;

/// The last used one at the end.
static KEPT: Mutex<Vec<Run>> = Mutex::new(Vec::new());

/// The decoder that is nearest before `picture` of `run`, or a fresh one. It is the caller's alone.
pub(super) fn take(coding: Coding, run: &[u8], picture: u32, wanted: &FrameShape) -> Run {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    // The one that was fed most has the shortest way.
    let leading =
        (0..kept.len()).filter(|&at| kept.get(at).is_some_and(|one| one.leads_to(coding, run, picture, wanted)));
    let best = leading.max_by_key(|&at| kept.get(at).map(Run::progress));
    best.map_or_else(|| Run::new(coding, wanted), |at| kept.remove(at))
}

/// Frees them all.
pub(in crate::dicom::codec) fn forget() {
    let gone = std::mem::take(&mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner));
    drop(gone);
}

/// Keeps a decoder; the longest unused ones go.
pub(super) fn give_back(run: Run) {
    let mut gone = Vec::new();
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push(run);
    while kept.len() > 1 && (kept.len() > MOST || kept.iter().map(Run::size).sum::<usize>() > MOST_BYTES) {
        gone.push(kept.remove(0));
    }
    // Freeing takes time, which others need not wait for.
    drop(kept);
}
