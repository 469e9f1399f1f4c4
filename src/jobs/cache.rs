//! Decoded frames against a byte budget.

use std::{collections::HashMap, sync::Arc};

use crate::{
    dicom::{Finding, ReadError},
    image::{Histogram, Picture},
    state::FrameKey,
};

/// What is kept of a frame. Failures are kept too: asking again would only fail again.
#[derive(Clone, Debug)]
pub enum CachedFrame {
    /// Decoded, not counted yet.
    Decoded {
        /// The picture.
        picture: Arc<Picture>,
        /// Findings of this frame.
        findings: Vec<Finding>,
        /// Once counted.
        histogram: Option<Arc<Histogram>>,
    },
    /// It cannot be shown.
    Failed(ReadError),
}

/// Least recently used frames go first.
#[derive(Debug)]
pub struct FrameCache {
    entries: HashMap<FrameKey, (u64, CachedFrame)>,
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
        self.entries.get_mut(&key).map(|(used, frame)| {
            *used = clock;
            frame.clone()
        })
    }

    /// Whether the frame needs no more work.
    pub fn is_complete(&self, key: FrameKey) -> bool {
        match self.entries.get(&key) {
            Some((_, CachedFrame::Decoded { histogram, .. })) => histogram.is_some(),
            Some((_, CachedFrame::Failed(_))) => true,
            None => false,
        }
    }

    /// Puts a frame in and drops the longest unused ones over the budget.
    pub fn put(&mut self, key: FrameKey, frame: CachedFrame) {
        self.clock += 1;
        self.bytes += byte_len(&frame);
        if let Some((_, old)) = self.entries.insert(key, (self.clock, frame)) {
            self.bytes -= byte_len(&old);
        }
        while self.bytes > self.budget && self.entries.len() > 1 {
            let oldest = self.entries.iter().filter(|(k, _)| **k != key).min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(k, _)| *k) else { break };
            self.remove(oldest);
        }
    }

    /// Frames of an opening that are decoded.
    pub fn decoded(&self, id: u64) -> Vec<usize> {
        self.entries
            .iter()
            .filter(|(key, (_, frame))| key.id == id && matches!(frame, CachedFrame::Decoded { .. }))
            .map(|(key, _)| key.frame)
            .collect()
    }

    /// Drops every frame of openings other than `ids`.
    pub fn retain(&mut self, ids: &[u64]) {
        let gone: Vec<FrameKey> = self.entries.keys().filter(|key| !ids.contains(&key.id)).copied().collect();
        for key in gone {
            self.remove(key);
        }
    }

    fn remove(&mut self, key: FrameKey) {
        if let Some((_, frame)) = self.entries.remove(&key) {
            self.bytes -= byte_len(&frame);
        }
    }
}

fn byte_len(frame: &CachedFrame) -> usize {
    match frame {
        CachedFrame::Decoded { picture, .. } => picture.byte_len(),
        CachedFrame::Failed(_) => 0,
    }
}
