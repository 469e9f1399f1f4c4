//! Which fragments make up which frame of encapsulated pixel data (PS3.5 A.4).

use std::ops::Range;

use super::{
    Finding, FindingCode, ReadError, codestream::Mark, header::Header, index::Element, offset_table,
    pixel_layout::PixelLayout,
};

const PIXEL_DATA: (u16, u16) = (0x7FE0, 0x0010);

/// The way from frames to fragments.
#[derive(Debug)]
pub(super) struct Fragments {
    /// Places of the fragments in the index.
    all: Range<usize>,
    frames: Frames,
    /// Frames that are there, wholly or in part.
    pub present: usize,
}

/// The bytes of one frame, joined from its fragments.
#[derive(Debug)]
pub(super) struct FrameBytes {
    pub bytes: Vec<u8>,
    /// They are all there.
    pub whole: bool,
    /// Where they end in the file.
    pub end: u64,
}

#[derive(Debug)]
enum Frames {
    /// Fragment n is frame n.
    OneEach,
    /// All fragments are the only frame.
    AllOne,
    /// For each frame the fragments from..to.
    Ranges(Vec<Range<u32>>),
}

impl Fragments {
    /// Finds the frames: by an offset table that agrees with the fragments, else by count, else by where codestreams
    /// begin (`marked` says that these bear marks).
    pub fn find(header: &Header, layout: &PixelLayout, marked: bool, findings: &mut Vec<Finding>) -> Self {
        let (start, end) = (layout.data_at + 1, layout.data.end as usize);
        let items = header.index.elements.get(start..end).unwrap_or_default();
        // The first item is the basic offset table, unless a writer forgot it.
        let table_is_missing = marked && items.first().is_some_and(|item| item.begins.is_some());
        if let (true, Some(item)) = (table_is_missing, items.first()) {
            let text = "The pixel data lack their offset table; their first item was taken as a fragment.";
            findings.push(Finding::new(FindingCode::OffsetTable, Some(PIXEL_DATA), text).at(item.offset));
        }
        let basic = items.first().filter(|_| !table_is_missing);
        let first = if table_is_missing { start } else { (start + 1).min(end) };
        let all = header.index.elements.get(first..end).unwrap_or_default();
        let frames = frames(header, layout, Survey::new(all, marked), basic, findings);
        let present = present(&frames, all);
        Self { all: first..end, frames, present }
    }

    /// All fragments, in order, where they are one stream.
    pub fn stream<'a>(&self, header: &'a Header) -> &'a [Element] {
        self.all(header)
    }

    /// The whole value as the only frame, where codestreams lie outside of fragments.
    pub fn bare(layout: &PixelLayout) -> Self {
        Self { all: layout.data_at..layout.data_at + 1, frames: Frames::AllOne, present: 1 }
    }

    /// Reads frame `index`, at most `limit` bytes.
    pub fn read(
        &self,
        header: &Header,
        layout: &PixelLayout,
        index: usize,
        limit: u64,
    ) -> Result<FrameBytes, ReadError> {
        let all = self.all(header);
        let of_frame = self.frames.fragments(all, index);
        let of_frame = of_frame.ok_or_else(|| ReadError::Damaged {
            what: "the pixel data end before this frame".into(),
            at: all.last().map_or(layout.data.offset, |last| last.offset + last.present),
        })?;
        let total: u64 = of_frame.iter().map(|fragment| fragment.present).sum();
        if total > limit {
            return Err(ReadError::OverLimit { what: format!("A compressed frame of {total} bytes") });
        }
        let source = header.source_of(&layout.data);
        let mut bytes = vec![0; usize::try_from(total).unwrap_or(0)];
        let mut rest = bytes.as_mut_slice();
        let (mut whole, mut read, mut end) = (true, 0, layout.data.offset);
        for fragment in of_frame {
            let (part, after) = std::mem::take(&mut rest).split_at_mut(fragment.present as usize);
            let got = source.read_into(fragment.offset, part)?;
            read += got;
            end = fragment.offset + got as u64;
            whole &= got as u64 == u64::from(fragment.length);
            // What follows a fragment that breaks off cannot be joined to it.
            if got < part.len() {
                break;
            }
            rest = after;
        }
        bytes.truncate(read);
        if bytes.is_empty() {
            let at = of_frame.first().map_or(layout.data.offset, |fragment| fragment.offset);
            return Err(ReadError::Damaged { what: "this frame holds no bytes".into(), at });
        }
        Ok(FrameBytes { bytes, whole, end })
    }

    /// Where byte `at` of frame `index` lies in the file.
    pub fn place(&self, header: &Header, index: usize, at: u64) -> u64 {
        let (mut left, mut place) = (at, 0);
        for fragment in self.frames.fragments(self.all(header), index).unwrap_or_default() {
            place = fragment.offset + left.min(fragment.present);
            if left < fragment.present {
                break;
            }
            left -= fragment.present;
        }
        place
    }

    /// Frames before `end` without a byte between others that have some.
    pub fn empty_before(&self, header: &Header, end: usize) -> usize {
        let all = self.all(header);
        (0..end.min(self.present)).filter(|index| !has_bytes(&self.frames, all, *index)).count()
    }

    fn all<'a>(&self, header: &'a Header) -> &'a [Element] {
        header.index.elements.get(self.all.clone()).unwrap_or_default()
    }

    /// The first fragment that is not empty.
    pub fn first<'a>(&self, header: &'a Header) -> Option<&'a Element> {
        self.all(header).iter().find(|fragment| fragment.present > 0)
    }

    /// Whether every frame has the `bytes` of an uncompressed one, but for a byte of padding.
    pub fn are_of_size(&self, header: &Header, bytes: u64) -> bool {
        let all = self.all(header);
        let fits = |index| {
            let of_frame = self.frames.fragments(all, index).unwrap_or_default();
            let size: u64 = of_frame.iter().map(|fragment| u64::from(fragment.length)).sum();
            size == bytes || size == bytes + bytes % 2
        };
        self.present > 0 && (0..self.present).all(fits)
    }
}

impl Frames {
    fn fragments<'a>(&self, all: &'a [Element], index: usize) -> Option<&'a [Element]> {
        match self {
            Self::OneEach => all.get(index..index.checked_add(1)?),
            Self::AllOne => (index == 0 && !all.is_empty()).then_some(all),
            Self::Ranges(ranges) => ranges.get(index).and_then(|at| all.get(at.start as usize..at.end as usize)),
        }
    }

    fn count(&self, fragments: usize) -> usize {
        match self {
            Self::OneEach => fragments,
            Self::AllOne => fragments.min(1),
            Self::Ranges(ranges) => ranges.len(),
        }
    }
}

/// Frames up to the last one of which there is a byte.
fn present(frames: &Frames, all: &[Element]) -> usize {
    (0..frames.count(all.len())).rev().find(|index| has_bytes(frames, all, *index)).map_or(0, |last| last + 1)
}

fn has_bytes(frames: &Frames, all: &[Element], index: usize) -> bool {
    let of_frame = frames.fragments(all, index).unwrap_or_default();
    of_frame.iter().any(|fragment| fragment.present > 0)
}

/// What the fragments themselves say.
struct Survey<'a> {
    all: &'a [Element],
    /// Fragments that begin a codestream of the kind that the first one begins.
    starts: Vec<u32>,
    /// How many fragments hold bytes.
    filled: usize,
}

impl<'a> Survey<'a> {
    fn new(all: &'a [Element], marked: bool) -> Self {
        let mut survey = Self { all, starts: Vec::new(), filled: 0 };
        let mut mark = None;
        for (at, fragment) in (0_u32..).zip(all).filter(|(_, fragment)| fragment.length > 0) {
            if survey.filled == 0 && marked {
                mark = fragment.begins;
            }
            survey.filled += 1;
            if mark.is_some() && fragment.begins == mark {
                survey.starts.push(at);
            }
        }
        if let Some(last) = cut_start(all, &survey.starts) {
            survey.starts.push(last);
        }
        survey
    }
}

/// The last fragment, if the file ends before its mark could be seen and the frames before it say that it begins one:
/// those have as many fragments as there are since the last mark.
fn cut_start(all: &[Element], starts: &[u32]) -> Option<u32> {
    let cut = all.last().filter(|last| last.present < u64::from(last.length) && last.present < Mark::BYTES as u64)?;
    let (last, at) = (u32::try_from(all.len() - 1).ok()?, *starts.last()?);
    let of_frame = match starts {
        [.., before, _] => at - before,
        _ => 1,
    };
    (cut.begins.is_none() && last - at == of_frame).then_some(last)
}

fn frames(
    header: &Header,
    layout: &PixelLayout,
    survey: Survey<'_>,
    basic: Option<&Element>,
    findings: &mut Vec<Finding>,
) -> Frames {
    let Survey { all, starts, filled } = &survey;
    let declared = layout.frames;
    if all.len() <= 1 || declared == Some(1) && starts.len() <= 1 {
        return Frames::AllOne;
    }
    // Without an end mark behind the last fragment some may be missing.
    let cut = layout.data.offset + layout.data.present >= header.source_of(&layout.data).size();
    let agrees = |entries: usize, table: &[u32]| {
        // Every frame begins with a mark where frames have marks, unless it is empty or cut before it.
        let is_start = |at: &u32| {
            let bare = |fragment: &Element| fragment.length == 0 || fragment.present < u64::from(fragment.length);
            starts.binary_search(at).is_ok() || all.get(*at as usize).is_some_and(bare)
        };
        declared.is_none_or(|frames| frames == entries)
            && (starts.is_empty() || starts.len() == all.len() || table.iter().all(is_start))
    };
    if let Some(table) = offset_table::read(header, basic, all, cut, agrees, findings) {
        return Frames::Ranges(ranges(&table, all.len()));
    }
    let mut note = |text: String| {
        let at = all.first().map_or(layout.data.offset, |fragment| fragment.offset);
        findings.push(Finding::new(FindingCode::OffsetTable, Some(PIXEL_DATA), text).at(at));
    };
    // One fragment a frame is what most writers do; a frame without its mark fails by itself. In a file that is cut the
    // numbers may agree by accident, so that most fragments must bear a mark.
    if declared == Some(all.len()) && (starts.is_empty() || !cut || 2 * starts.len() > filled + 1) {
        return Frames::OneEach;
    }
    if starts.is_empty() {
        if declared == Some(*filled) {
            let filled = (0_u32..).zip(*all).filter(|(_, fragment)| fragment.length > 0);
            return Frames::Ranges(ranges(&filled.map(|(at, _)| at).collect::<Vec<_>>(), all.len()));
        }
        if declared.is_some_and(|frames| frames < *filled) {
            note("Nothing tells which fragments make up a frame; each was taken as one.".into());
        }
        return Frames::OneEach;
    }
    if let Some(declared) = declared.filter(|declared| starts.len() < *declared && *declared < *filled) {
        let text = format!(
            "Only {} of {declared} frames begin with a mark; the numbers of the frames after one without may be too low.",
            starts.len()
        );
        note(text);
    }
    Frames::Ranges(ranges(starts, all.len()))
}

fn ranges(starts: &[u32], fragments: usize) -> Vec<Range<u32>> {
    let end = u32::try_from(fragments).unwrap_or(u32::MAX);
    let ends = starts.iter().copied().skip(1).chain([end]);
    starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
}
