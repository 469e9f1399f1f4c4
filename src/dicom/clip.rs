//! How a multi-frame object wants to be played (PS3.3 C.7.6.5).

/// Timing of a clip. Only objects whose _Frame Increment Pointer_ names a time (or that state a rate) have one;
/// slice stacks have none.
#[derive(Clone, Debug, PartialEq)]
pub struct ClipTiming {
    /// How long each frame stays, in milliseconds, one entry a frame; every entry is finite and >= 1.
    pub durations_ms: Vec<f64>,
    /// What the durations come from, in words for the tooltip: `Recommended Display Frame Rate`, `Cine Rate`,
    /// `Frame Time`, `Frame Time Vector`, or `default rate`.
    pub source: &'static str,
    /// _Preferred Playback Sequencing_ (0018,1244) is 1: back and forth.
    pub sweep: bool,
    /// _Start Trim_ (0008,2142), 0-based.
    pub first: usize,
    /// _Stop Trim_ (0008,2143), 0-based, inclusive.
    pub last: usize,
}
