//! One run of pictures and the decoder that stands somewhere in it.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use super::{
    Engine,
    colour::Picture,
    damaged,
    h264::H264,
    hevc::Hevc,
    units::{Coding, pictures},
};
use crate::dicom::{ReadError, codec::FrameShape};

/// Bytes of pictures that are kept behind the decoder, so that stepping back is cheap.
const KEPT_BYTES: usize = 32 << 20;
/// How long one answer may take: less than a decoder process has for it.
const PATIENCE: Duration = Duration::from_millis(3500);

/// A decoder that has been fed some bytes.
pub(super) struct Run {
    coding: Coding,
    /// What its pictures are held against.
    wanted: FrameShape,
    engine: Box<dyn Engine>,
    /// The bytes that it was fed.
    fed: Vec<u8>,
    /// The last pictures that came out, and how many bytes had been fed by then; `None` for those that came out because
    /// nothing followed.
    out: VecDeque<(Picture, Option<usize>)>,
    /// The number of the first of them.
    first: u32,
    /// Nothing can be fed any more: the run was at its end.
    ended: bool,
    /// Why the pictures after those in `out` cannot be had.
    failed: Option<ReadError>,
}

impl Run {
    /// A decoder that was fed nothing.
    pub fn new(coding: Coding, wanted: &FrameShape) -> Self {
        let engine: Box<dyn Engine> = match coding {
            Coding::H264 => Box::new(H264::default()),
            Coding::Hevc => Box::new(Hevc::default()),
        };
        Self {
            coding,
            wanted: *wanted,
            engine,
            fed: Vec::new(),
            out: VecDeque::new(),
            first: 0,
            ended: false,
            failed: None,
        }
    }

    /// Whether `picture` of `run` can be had by going on from here.
    pub fn leads_to(&self, coding: Coding, run: &[u8], picture: u32, wanted: &FrameShape) -> bool {
        if (self.coding, self.wanted) != (coding, *wanted) || picture < self.first {
            return false;
        }
        let goes_on = run.starts_with(&self.fed) && (!self.ended || run.len() == self.fed.len());
        match self.at(picture) {
            // Out already: the run must hold all that it took, but need not hold what was fed since.
            Some((_, Some(fed))) => run.get(..*fed).is_some_and(|run| self.fed.starts_with(run)) && self.agrees(run),
            _ => goes_on,
        }
    }

    /// How far it has come, in bytes.
    pub fn progress(&self) -> usize {
        self.fed.len()
    }

    /// Bytes that it takes, but for the decoder itself.
    pub fn size(&self) -> usize {
        self.fed.len() + self.kept()
    }

    /// Picture number `picture` of `run`, in the order of display.
    pub fn picture(&mut self, run: &[u8], whole: bool, picture: u32) -> Result<&Picture, ReadError> {
        if !self.has(picture) {
            self.advance(run, whole, picture, Instant::now() + PATIENCE)?;
        }
        let at = picture.checked_sub(self.first).ok_or_else(|| damaged("this picture is gone"))?;
        let found = self.out.get(at as usize).map(|(picture, _)| picture);
        found.ok_or_else(|| damaged("the video ends before this picture"))
    }

    fn at(&self, picture: u32) -> Option<&(Picture, Option<usize>)> {
        self.out.get(picture.checked_sub(self.first)? as usize)
    }

    fn has(&self, picture: u32) -> bool {
        self.at(picture).is_some()
    }

    /// Whether one of the two begins with the other.
    fn agrees(&self, run: &[u8]) -> bool {
        run.starts_with(&self.fed) || self.fed.starts_with(run)
    }

    /// Decodes until the picture is out, and no longer than `until`.
    fn advance(&mut self, run: &[u8], whole: bool, picture: u32, until: Instant) -> Result<(), ReadError> {
        let behind = run.get(self.fed.len()..).unwrap_or_default();
        let mut left = pictures(self.coding, behind).into_iter();
        let mut came = Vec::new();
        while !self.has(picture) && !self.ended {
            if let Some(error) = &self.failed {
                return Err(error.clone());
            }
            if Instant::now() > until {
                let what = "The time to decode all that this picture of the video needs".into();
                return Err(ReadError::OverLimit { what });
            }
            let fed = match left.next().and_then(|(start, end)| behind.get(start..end)) {
                Some(access_unit) => {
                    self.fed.extend_from_slice(access_unit);
                    self.engine.push(access_unit, &self.wanted, &mut came)
                }
                None if whole => {
                    self.ended = true;
                    self.engine.finish(&self.wanted, &mut came)
                }
                // Which of those that are still inside comes next depends on what is missing. Another run may begin with
                // the same bytes and go on.
                None => return Err(damaged("bytes of the video are missing before this picture")),
            };
            let by = (!self.ended).then_some(self.fed.len());
            self.out.extend(came.drain(..).map(|picture| (picture, by)));
            self.failed = fed.err();
            // The wanted one is behind all these, or the last of them.
            while self.kept() > KEPT_BYTES && self.first < picture && self.out.len() > 1 {
                self.out.pop_front();
                self.first += 1;
            }
        }
        match &self.failed {
            Some(error) if !self.has(picture) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    fn kept(&self) -> usize {
        self.out.iter().map(|(picture, _)| picture.size()).sum()
    }
}
