//! Entropy-coded data (T.81 B.1.1.5): what lies between markers, a zero byte stuffed in behind each 0xFF.

use crate::dicom::{ReadError, codec::damaged};

/// The restart intervals of one scan, in order. Without restart markers the scan is one interval.
pub(super) struct Intervals<'a> {
    codestream: &'a [u8],
    /// Where the next interval starts; behind the last one, the marker that ended the scan.
    pub at: usize,
    /// Restart markers met.
    restarts: usize,
}

/// The data up to a marker.
pub(super) struct Interval<'a> {
    /// As they stand in the codestream.
    pub stuffed: &'a [u8],
    pub end: End,
}

/// What ends an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A restart marker: another interval follows.
    Restart,
    /// Any other marker.
    Marker,
    /// The codestream itself ends.
    Bytes,
}

impl<'a> Intervals<'a> {
    /// The scan whose data start at `at`.
    pub fn new(codestream: &'a [u8], at: usize) -> Self {
        Self { codestream, at, restarts: 0 }
    }

    /// The next interval. An error when a restart marker is out of its turn: then intervals were lost.
    pub fn next(&mut self) -> Result<Interval<'a>, ReadError> {
        let (stop, marker) = data_end(self.codestream, self.at);
        let stuffed = self.codestream.get(self.at..stop).unwrap_or_default();
        let end = match marker {
            None => End::Bytes,
            Some((at, number @ 0xD0..=0xD7)) => {
                if usize::from(number & 7) != self.restarts % 8 {
                    return Err(damaged(at, "a JPEG restart marker is out of its turn"));
                }
                self.restarts += 1;
                self.at = at + 2;
                return Ok(Interval { stuffed, end: End::Restart });
            }
            Some(_) => End::Marker,
        };
        self.at = stop;
        Ok(Interval { stuffed, end })
    }

    /// Passes over the intervals that are left, and says what ended the scan.
    pub fn skip(&mut self) -> Result<End, ReadError> {
        loop {
            let end = self.next()?.end;
            if end != End::Restart {
                return Ok(end);
            }
        }
    }
}

/// Where the data from `at` stop, and the marker there: its place and its second byte.
fn data_end(codestream: &[u8], mut at: usize) -> (usize, Option<(usize, u8)>) {
    loop {
        let stop = find_ff(codestream, at);
        // A marker may be led by more bytes 0xFF than one.
        let mut next = stop + 1;
        while codestream.get(next) == Some(&0xFF) {
            next += 1;
        }
        match codestream.get(next) {
            None => return (stop.min(codestream.len()), None),
            Some(0) => at = next + 1,
            Some(marker) => return (stop, Some((next - 1, *marker))),
        }
    }
}

/// The place of the next byte 0xFF, or the length. Whole blocks first, which the compiler compares at once.
fn find_ff(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let holds_ff = |block: &[u8; 64]| block.iter().fold(false, |found, byte| found | (*byte == 0xFF));
    let plain = rest.as_chunks::<64>().0.iter().take_while(|block| !holds_ff(block)).count() * 64;
    let tail = rest.get(plain..).unwrap_or_default();
    bytes.len() - tail.len() + tail.iter().position(|byte| *byte == 0xFF).unwrap_or(tail.len())
}

/// Appends data without the stuffed bytes.
pub(super) fn unstuff(stuffed: &[u8], into: &mut Vec<u8>) {
    let mut at = 0;
    while at < stuffed.len() {
        let stop = find_ff(stuffed, at);
        into.extend_from_slice(stuffed.get(at..stop).unwrap_or_default());
        at = stop;
        while stuffed.get(at) == Some(&0xFF) {
            at += 1;
        }
        if stuffed.get(at) == Some(&0) {
            into.push(0xFF);
            at += 1;
        }
    }
}

/// Appends data with the stuffed bytes.
pub(super) fn stuff(plain: &[u8], into: &mut Vec<u8>) {
    for byte in plain {
        into.push(*byte);
        if *byte == 0xFF {
            into.push(0);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn all(codestream: &[u8]) -> (Vec<Vec<u8>>, usize, Option<End>) {
        let mut intervals = Intervals::new(codestream, 0);
        let mut found = Vec::new();
        loop {
            let Ok(interval) = intervals.next() else { return (found, intervals.at, None) };
            let mut plain = Vec::new();
            unstuff(interval.stuffed, &mut plain);
            found.push(plain);
            if interval.end != End::Restart {
                return (found, intervals.at, Some(interval.end));
            }
        }
    }

    #[test]
    fn intervals_end_at_markers_and_lose_their_stuffing() {
        let stream = [1, 0xFF, 0, 2, 0xFF, 0xD0, 3, 0xFF, 0xFF, 0xD1, 0xFF, 0xFF, 0xD9, 4];
        assert_eq!(all(&stream), (vec![vec![1, 0xFF, 2], vec![3], vec![]], 10, Some(End::Marker)));
        assert_eq!(all(&stream[..4]), (vec![vec![1, 0xFF, 2]], 4, Some(End::Bytes)));
        assert_eq!(all(&[1, 0xFF]), (vec![vec![1]], 1, Some(End::Bytes)));
        assert_eq!(all(&[]), (vec![vec![]], 0, Some(End::Bytes)));
        assert_eq!(all(&[1, 0xFF, 0xFF, 0, 2]), (vec![vec![1, 0xFF, 2]], 5, Some(End::Bytes)));
        // The second restart marker comes first: an interval is lost.
        assert_eq!(all(&[1, 0xFF, 0xD1, 2, 0xFF, 0xD9]).2, None);
    }

    #[test]
    fn every_place_of_the_mark_is_found() {
        for length in [0, 1, 63, 64, 65, 200] {
            let mut bytes = vec![7; length];
            assert_eq!(find_ff(&bytes, 0), length);
            for at in 0..length {
                bytes[at] = 0xFF;
                assert_eq!((find_ff(&bytes, 0), find_ff(&bytes, at), find_ff(&bytes, at + 1)), (at, at, length));
                bytes[at] = 7;
            }
        }
    }

    #[test]
    fn stuffing_comes_out_again() {
        let plain = [0xFF, 0xFF, 0, 5, 0xFF];
        let (mut stuffed, mut back) = (Vec::new(), Vec::new());
        stuff(&plain, &mut stuffed);
        unstuff(&stuffed, &mut back);
        assert_eq!(stuffed, [0xFF, 0, 0xFF, 0, 0, 5, 0xFF, 0]);
        assert_eq!(back, plain);
    }
}
