//! Which fragments make up which frame of encapsulated pixel data (PS3.5 A.4).

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::{
    Finding, FindingCode,
    header::Header,
    index::Element,
    pixel_layout::PixelLayout,
    syntax::{self, Encoding},
};

/// Offset tables beyond this size are not believed: 4 bytes for each of 4,000,000 frames.
const LARGEST_TABLE: u64 = 16 << 20;

/// The way from frames to fragments.
#[derive(Debug)]
pub(super) enum FrameFragments {
    /// Fragment n is frame n.
    OneEach,
    /// All fragments are the only frame.
    AllOne,
    /// For each frame the fragments from..to.
    Ranges(Vec<Range<u32>>),
}

/// All fragments but the basic offset table.
pub(super) fn fragments<'a>(header: &'a Header, layout: &PixelLayout) -> &'a [Element] {
    let range = layout.data_at + 2..layout.data.end as usize;
    header.index.elements.get(range).unwrap_or_default()
}

/// Finds the frames: by an offset table that agrees with the fragments, else by count, else by where codestreams
/// begin. Also returns how many frames there are.
pub(super) fn locate(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> (FrameFragments, usize) {
    let all = fragments(header, layout);
    let declared = layout.frames;
    if declared == Some(1) || all.len() <= 1 {
        return (FrameFragments::AllOne, all.len().min(1));
    }
    if let Some(starts) = table(header, layout, all, findings) {
        let count = starts.len();
        return (FrameFragments::Ranges(ranges(&starts, all.len())), count);
    }
    if declared.is_none_or(|frames| frames >= all.len()) || header.syntax == syntax::RLE_LOSSLESS {
        return (FrameFragments::OneEach, all.len());
    }
    let starts: Vec<u32> =
        (0u32..).zip(all).filter(|(_, fragment)| begins_codestream(header, fragment)).map(|(at, _)| at).collect();
    if starts.is_empty() {
        return (FrameFragments::OneEach, all.len());
    }
    let count = starts.len();
    (FrameFragments::Ranges(ranges(&starts, all.len())), count)
}

fn ranges(starts: &[u32], fragments: usize) -> Vec<Range<u32>> {
    let end = u32::try_from(fragments).unwrap_or(u32::MAX);
    let ends = starts.iter().copied().skip(1).chain([end]);
    starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
}

/// First fragments by the Basic or the Extended Offset Table, if every entry points at a fragment and in order.
fn table(header: &Header, layout: &PixelLayout, all: &[Element], findings: &mut Vec<Finding>) -> Option<Vec<u32>> {
    let first = all.first()?.offset;
    let (offsets, tag) = offsets(header, layout)?;
    let mut starts = Vec::with_capacity(offsets.len().min(all.len()));
    let mut places = (0u32..).zip(all);
    for offset in &offsets {
        match places.by_ref().find(|(_, fragment)| fragment.offset - first >= *offset) {
            Some((at, fragment)) if fragment.offset - first == *offset => starts.push(at),
            _ => break,
        }
    }
    let complete = starts.len() == offsets.len() && offsets.first() == Some(&0);
    if complete && layout.frames.is_none_or(|frames| frames == offsets.len()) {
        return Some(starts);
    }
    findings.push(Finding::new(
        FindingCode::OffsetTable,
        Some(tag),
        "The offset table contradicts the fragments; it was ignored.",
    ));
    None
}

/// The entries of the table that is there, the extended one first.
fn offsets(header: &Header, layout: &PixelLayout) -> Option<(Vec<u64>, (u16, u16))> {
    let top = header.top();
    if let Some(element) = top.element(tags::EXTENDED_OFFSET_TABLE).filter(|element| element.present >= 8) {
        let bytes = header.value_bytes(element, LARGEST_TABLE);
        return Some((bytes.chunks_exact(8).map(|b| element.encoding.u64(b)).collect(), (0x7FE0, 0x0001)));
    }
    let basic = header.index.elements.get(layout.data_at + 1).filter(|element| element.present >= 4)?;
    let bytes = header.value_bytes(basic, LARGEST_TABLE);
    Some((bytes.chunks_exact(4).map(|b| u64::from(Encoding::EXPLICIT.u32(b))).collect(), (0x7FE0, 0x0010)))
}

/// Whether a fragment begins with the mark of a JPEG, JPEG-LS, JPEG 2000 or JPEG XL codestream.
fn begins_codestream(header: &Header, fragment: &Element) -> bool {
    const MARKS: [&[u8]; 5] = [
        &[0xFF, 0xD8, 0xFF],
        &[0xFF, 0x4F, 0xFF, 0x51],
        &[0, 0, 0, 12, b'j', b'P'],
        &[0xFF, 0x0A],
        &[0, 0, 0, 12, b'J', b'X'],
    ];
    let start = header.value_bytes(fragment, 8);
    MARKS.iter().any(|mark| start.starts_with(mark))
}
