//! Decoded frames against a byte budget.

use std::{collections::HashMap, sync::Arc};

use crate::{
    dicom::{About, Finding, ReadError},
    image::{Counts, Picture},
    state::{FrameKey, FramePlace},
    study::InstanceId,
};

/// What is kept of a frame. Failures are kept too: asking again would only fail again.
#[derive(Clone, Debug)]
pub enum CachedFrame {
    /// Decoded, not counted yet.
    Decoded {
        /// The picture.
        picture: Arc<Picture>,
        /// What its file says about itself.
        about: Arc<About>,
        /// Findings of its file and of this frame.
        findings: Vec<Finding>,
        /// Where it lies in the patient.
        place: FramePlace,
        /// Once counted.
        counts: Option<Arc<Counts>>,
    },
    /// It cannot be shown.
    Failed {
        /// What its file says about itself, if it could be opened.
        about: Option<Arc<About>>,
        /// Why.
        error: ReadError,
    },
}

/// A frame, when it was last used, and what it was charged with.
#[derive(Debug)]
struct Entry {
    used: u64,
    bytes: usize,
    frame: CachedFrame,
}

/// Least recently used frames go first.
#[derive(Debug)]
pub struct FrameCache {
    entries: HashMap<FrameKey, Entry>,
    bytes: usize,
    budget: usize,
    clock: u64,
}

impl FrameCache {
    /// An empty cache of at most `budget` bytes of samples. The newest frame is kept even when it alone is larger.
    pub fn new(budget: usize) -> Self {
        Self { entries: HashMap::new(), bytes: 0, budget, clock: 0 }
    }

    /// A frame, marked as used now.
    pub fn get(&mut self, key: FrameKey) -> Option<CachedFrame> {
        self.clock += 1;
        let clock = self.clock;
        self.entries.get_mut(&key).map(|entry| {
            entry.used = clock;
            entry.frame.clone()
        })
    }

    /// A frame, not marked as used.
    pub fn peek(&self, key: FrameKey) -> Option<&CachedFrame> {
        self.entries.get(&key).map(|entry| &entry.frame)
    }

    /// Whether the frame needs no more work.
    pub fn is_complete(&self, key: FrameKey) -> bool {
        match self.entries.get(&key).map(|entry| &entry.frame) {
            Some(CachedFrame::Decoded { counts, .. }) => counts.is_some(),
            Some(CachedFrame::Failed { .. }) => true,
            None => false,
        }
    }

    /// Puts a frame in and drops the longest unused ones over the budget.
    pub fn put(&mut self, key: FrameKey, frame: CachedFrame) {
        self.clock += 1;
        let bytes = byte_len(&frame);
        self.bytes = self.bytes.saturating_add(bytes);
        if let Some(old) = self.entries.insert(key, Entry { used: self.clock, bytes, frame }) {
            self.bytes = self.bytes.saturating_sub(old.bytes);
        }
        self.shrink(Some(key));
    }

    /// Changes the budget; what no longer fits goes.
    pub fn set_budget(&mut self, bytes: usize) {
        self.budget = bytes;
        self.shrink(None);
    }

    /// Drops the longest unused frames over the budget, but never the last one and never `but`.
    fn shrink(&mut self, but: Option<FrameKey>) {
        while self.bytes > self.budget && self.entries.len() > 1 {
            let oldest = self.entries.iter().filter(|(k, _)| Some(**k) != but).min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(k, _)| *k) else { break };
            self.remove(oldest);
        }
    }

    /// Whether the frame can be shown at once.
    pub fn is_decoded(&self, key: FrameKey) -> bool {
        self.entries.get(&key).is_some_and(|entry| matches!(entry.frame, CachedFrame::Decoded { .. }))
    }

    /// Drops what is known to fail: it is tried again.
    pub fn forget_failures(&mut self) {
        self.entries.retain(|_, entry| !matches!(entry.frame, CachedFrame::Failed { .. }));
        self.bytes = self.entries.values().map(|entry| entry.bytes).sum();
    }

    /// Drops every frame of these objects.
    pub fn forget(&mut self, ids: &[InstanceId]) {
        let gone: Vec<FrameKey> = self.entries.keys().filter(|key| ids.contains(&key.id)).copied().collect();
        for key in gone {
            self.remove(key);
        }
    }

    fn remove(&mut self, key: FrameKey) {
        if let Some(entry) = self.entries.remove(&key) {
            self.bytes = self.bytes.saturating_sub(entry.bytes);
        }
    }
}

/// What a frame is charged with: what it takes once it is shown.
fn byte_len(frame: &CachedFrame) -> usize {
    const FAILURE: usize = 128;
    match frame {
        CachedFrame::Failed { .. } => FAILURE,
        CachedFrame::Decoded { picture, counts, .. } => {
            let counts = counts.as_ref().map_or(0, |counts| counts.byte_len());
            picture.byte_len_shown().saturating_add(counts)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;
    use crate::image::{PhotometricInterpretation, Samples, test_pictures::colour_picture};

    fn colour() -> CachedFrame {
        let ybr = |model: &mut crate::image::PixelModel| model.photometric = PhotometricInterpretation::YbrFull;
        let picture = Arc::new(colour_picture(10, Samples::U8(vec![90; 300]), ybr));
        let about = Arc::new(About {
            path: "made.dcm".into(),
            size: 0,
            preamble: Default::default(),
            summary: Default::default(),
            image: Err(ReadError::NotDicom),
            findings: Vec::new(),
        });
        CachedFrame::Decoded { picture, about, findings: Vec::new(), place: FramePlace::default(), counts: None }
    }

    #[test]
    fn a_picture_that_grew_after_it_came_in_leaves_no_debt() {
        let mut cache = FrameCache::new(2000);
        for number in 0..8 {
            let key = FrameKey { id: 1, frame: number };
            cache.put(key, colour());
            let Some(CachedFrame::Decoded { picture, .. }) = cache.get(key) else { panic!("it was just put in") };
            assert_eq!(picture.rgb().len(), 300);
            assert!(cache.bytes <= 2000);
        }
        let decoded = (0..8).filter(|&frame| cache.is_decoded(FrameKey { id: 1, frame })).count();
        assert_eq!(decoded, 3, "600 bytes each");
        cache.forget(&[1]);
        assert_eq!((cache.bytes, cache.entries.len()), (0, 0));
    }
}
