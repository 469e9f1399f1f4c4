//! Ranges of frames, and which frames of a file were asked for.

use anyhow::{Result, bail};

use super::{arguments::Frames, frames::ImageFile};

/// Frames from one to another, numbered from 1, both among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: u32,
    /// The last, not before the first.
    pub last: u32,
}

/// Reads `10-25`, `10-` (to the end) or `7`.
pub fn parse_span(text: &str) -> Result<Span, String> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let span = match text.split_once('-') {
        Some((first, last)) if last.trim().is_empty() => number(first).map(|first| Span { first, last: u32::MAX }),
        Some((first, last)) => number(first).zip(number(last)).map(|(first, last)| Span { first, last }),
        None => number(text).map(|only| Span { first: only, last: only }),
    };
    span.filter(|span| span.first <= span.last)
        .ok_or_else(|| "give two frame numbers, the smaller one first, e.g. 10-25, or 10- for all from there".into())
}

impl ImageFile {
    /// The 0-based indices of the frames that were asked for.
    pub fn indices(&self, frames: &Frames) -> Result<Vec<usize>> {
        let present = self.description.frames_present;
        if let Some(Span { first, last }) = frames.range {
            let start = self.index_of(first)?;
            let end = if last == u32::MAX { present } else { self.index_of(last)? + 1 };
            return Ok((start..end).collect());
        }
        if frames.all {
            if present == 0 {
                bail!("There are no frames in the file; choose another one.");
            }
            return Ok((0..present).collect());
        }
        Ok(vec![self.index_of(frames.frame)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_both_ends() {
        assert_eq!(parse_span("10-25"), Ok(Span { first: 10, last: 25 }));
        assert_eq!(parse_span("3-"), Ok(Span { first: 3, last: u32::MAX }));
        assert_eq!(parse_span("7"), Ok(Span { first: 7, last: 7 }));
        for wrong in ["", "-", "0-3", "5-2", "a-b", "1-2-3", "-4"] {
            assert!(parse_span(wrong).is_err(), "{wrong}");
        }
    }
}
