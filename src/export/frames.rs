//! Which frames of a stack are exported, and how they are read: from whatever place their objects lie in.

use std::sync::Arc;

use crate::{
    dicom::{Object, ReadError},
    image::Picture,
    state::{FrameKey, FramePlace, ImageState, LoopMode, ReadFrame},
    study::InstanceId,
};

use super::ExportError;

/// Opens an object that is known by its number: a file, a member of an archive, or generated.
pub type OpenObject = dyn Fn(InstanceId) -> Result<Arc<Object>, ReadError> + Send + Sync;

/// Which frames of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The one on screen.
    #[default]
    This,
    /// All that are scrolled through or played.
    All,
    /// From one number to another, from 1, both among them.
    Range(usize, usize),
}

/// Frames in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Which objects and frames.
    pub keys: Vec<FrameKey>,
    /// Their numbers as a person counts.
    pub numbers: Vec<usize>,
    /// How long each stays, ms; a tenth of a second where the file has no time for it.
    pub durations_ms: Vec<f64>,
}

/// How long a frame stays that has no time of its own, ms.
const USUAL_MS: f64 = 100.0;
/// Stored values and pictures that may be in memory at once.
const BUDGET: usize = 256 << 20;

impl Chosen {
    /// Frames of the stack of an image; `moments` for the moments of a 4-D series at the place that is shown.
    pub fn of(image: &ImageState, which: Which, moments: bool) -> Self {
        // The one on screen is the one that is loaded, which may lag behind what is asked for: in both its numbers.
        let (phase, slice) = match which {
            Which::This => (image.loaded.phase, image.loaded.frame),
            Which::All | Which::Range(..) => (image.phase, image.frame),
        };
        let at = |index: usize| {
            let frame = if moments { image.stack.at(index, slice) } else { image.stack.at(phase, index) };
            frame.map(|frame| (frame.key, index))
        };
        let count = if moments { image.stack.phases() } else { image.stack.len() };
        let shown = if moments { image.loaded.phase } else { image.loaded.frame };
        let indices = match which {
            Which::This => shown..shown.saturating_add(1),
            Which::All => 0..count,
            Which::Range(first, last) => first.saturating_sub(1)..last.min(count),
        };
        // A clip's times are those of what plays.
        let timeline = image.timeline().filter(|_| moments == (image.stack.phases() > 1));
        let duration = |index: usize| timeline.as_ref().and_then(|times| times.durations_ms.get(index)).copied();
        let mut chosen = Self::default();
        for (key, index) in indices.filter_map(at) {
            chosen.keys.push(key);
            chosen.numbers.push(index + 1);
            chosen.durations_ms.push(duration(index).unwrap_or(USUAL_MS));
        }
        chosen
    }

    /// The same there and back again, as a clip that sweeps plays: without the ends twice.
    #[must_use]
    pub fn played(mut self, mode: LoopMode) -> Self {
        if mode == LoopMode::Sweep && self.keys.len() > 2 {
            let back = (1..self.keys.len() - 1).rev();
            let again = |index: usize| {
                Some((*self.keys.get(index)?, *self.numbers.get(index)?, *self.durations_ms.get(index)?))
            };
            let back: Vec<_> = back.filter_map(again).collect();
            for (key, number, duration_ms) in back {
                self.keys.push(key);
                self.numbers.push(number);
                self.durations_ms.push(duration_ms);
            }
        }
        self
    }

    /// Frame and all that is said about it, at an index.
    ///
    /// # Errors
    /// One sentence.
    pub fn read(&self, index: usize, open: &OpenObject) -> Result<(FrameKey, ReadFrame), String> {
        let key = self.keys.get(index).copied().ok_or("There is no such frame.")?;
        let object = open(key.id).map_err(|error| error.to_string())?;
        let read = read_frame(&object, key.frame).map_err(|error| error.to_string())?;
        Ok((key, read))
    }
}

/// Decodes a frame, with all that is said about it.
///
/// # Errors
/// As [`Object::load`].
pub fn read_frame(object: &Object, frame: usize) -> Result<ReadFrame, ReadError> {
    let loaded = object.load(frame)?;
    let mut findings = object.findings_for(frame);
    findings.extend(loaded.findings);
    let picture = Picture::new(loaded.frame, loaded.model).with_planes(loaded.planes);
    Ok(ReadFrame { picture: Arc::new(picture), about: object.about(), findings, place: FramePlace::of(object, frame) })
}

/// Objects are opened there, and they may nest deeply: as much as any thread that opens some has.
const STACK: usize = 64 << 20;

/// How many frames are worked on side by side when each takes so many bytes.
pub fn batch(bytes: usize) -> usize {
    (BUDGET / bytes.max(1)).clamp(1, 2 * rayon::current_num_threads())
}

/// Runs long work on threads of its own: those that the window draws with stay free.
///
/// # Errors
/// Where the system gives no threads.
pub fn on_own_threads<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, ExportError> {
    Ok(own_threads()?.install(work))
}

/// One thread for each core, on which files are opened and decoded.
///
/// # Errors
/// Where the system gives no threads.
pub fn own_threads() -> Result<rayon::ThreadPool, ExportError> {
    let threads = rayon::ThreadPoolBuilder::new().thread_name(|_| "export-worker".to_owned()).stack_size(STACK).build();
    threads.map_err(|error| ExportError::Io(std::io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Stack;

    fn image(frames: usize) -> ImageState {
        let mut image = ImageState::default();
        image.stack = Arc::new(Stack::of_object(7, frames));
        image.loaded.frame = 2;
        image
    }

    #[test]
    fn frames_are_chosen_by_number() {
        let numbers = |which| Chosen::of(&image(5), which, false).numbers;
        assert_eq!(numbers(Which::This), [3]);
        assert_eq!(numbers(Which::All), [1, 2, 3, 4, 5]);
        assert_eq!(numbers(Which::Range(2, 4)), [2, 3, 4]);
        assert_eq!(numbers(Which::Range(4, 99)), [4, 5]);
        assert_eq!(numbers(Which::Range(5, 2)), [0; 0]);
        let mut lagging = image(5);
        (lagging.phase, lagging.frame) = (1, 4);
        assert_eq!(Chosen::of(&lagging, Which::This, false).keys, [FrameKey { id: 7, frame: 2 }]);
        let swept = Chosen::of(&image(4), Which::All, false).played(LoopMode::Sweep);
        assert_eq!(swept.numbers, [1, 2, 3, 4, 3, 2]);
        assert_eq!(swept.durations_ms, [100.0; 6]);
        assert_eq!(Chosen::of(&image(4), Which::All, false).played(LoopMode::Once).numbers.len(), 4);
    }
}
