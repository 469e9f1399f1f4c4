//! Overlay planes, groups 6000 to 60FE (PS3.3 C.9.2, C.9.3; in unused bits of the pixels PS3.5 8.1.2).

use dicom_core::Tag;

use crate::image::{Overlay, OverlayKind, Samples};

use super::{
    Finding, FindingCode, ReadError,
    charset::shown,
    header::{DataSet, Header},
    index::{Element, Kind},
    pixel_layout::PixelLayout,
};

/// Bytes of one overlay on one frame; an overlay of the largest image has as many.
const LARGEST: u64 = 64 << 20;
/// Overlays of one file (C.9.2).
const MOST_PLANES: usize = 16;
/// Characters of a label or a description.
const LONGEST_TEXT: u64 = 256;

/// One overlay group as the header describes it.
#[derive(Clone, Debug)]
pub(super) struct OverlayPlane {
    pub group: u16,
    rows: u32,
    columns: u32,
    origin: [i32; 2],
    kind: OverlayKind,
    label: String,
    description: String,
    bits: Bits,
}

/// Where the bits of an overlay are.
#[derive(Clone, Copy, Debug)]
enum Bits {
    /// In an element of their own, `frames` of them, the first for image frame `first` (0-based). `None` is one for
    /// every frame.
    Own { data: Element, frames: Option<(usize, usize)> },
    /// At this bit of each stored cell.
    Embedded(u16),
}

/// The overlays that a header describes soundly, with findings about the others.
pub(super) fn overlay_planes(header: &Header, layout: &PixelLayout, findings: &mut Vec<Finding>) -> Vec<OverlayPlane> {
    let top = header.top();
    let groups =
        (0x6000..=0x60FE).step_by(2).filter(|group| top.has(Tag(*group, 0x0010)) || top.has(Tag(*group, 0x3000)));
    let mut planes: Vec<OverlayPlane> = Vec::new();
    let mut bytes_left = LARGEST;
    for group in groups {
        let Some(plane) = plane(&top, group, layout, findings) else { continue };
        let same_bit = |other: &OverlayPlane| match (other.bits, plane.bits) {
            (Bits::Embedded(one), Bits::Embedded(other)) => one == other,
            _ => false,
        };
        if planes.iter().any(same_bit) {
            let text = "Two overlays name the same bit of the pixels; the second was ignored.";
            findings.push(top.finding(FindingCode::Overlay, Tag(group, 0x0102), text));
            continue;
        }
        let bytes = (u64::from(plane.rows) * u64::from(plane.columns)).div_ceil(8);
        match bytes_left.checked_sub(bytes).filter(|_| planes.len() < MOST_PLANES) {
            Some(left) => bytes_left = left,
            None => {
                let text = "An overlay is over the limit; it was ignored.";
                findings.push(top.finding(FindingCode::Overlay, Tag(group, 0x0010), text));
                continue;
            }
        }
        planes.push(plane);
    }
    planes
}

fn plane(top: &DataSet, group: u16, layout: &PixelLayout, findings: &mut Vec<Finding>) -> Option<OverlayPlane> {
    let at = |element| Tag(group, element);
    let mut ignored = |element, text: &str| {
        findings.push(top.finding(FindingCode::Overlay, at(element), text));
        None
    };
    let size = |element| top.integer(at(element)).and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0);
    let Some((rows, columns)) = size(0x0010).zip(size(0x0011)) else {
        return ignored(0x0010, "An overlay has no usable size; it was ignored.");
    };
    let numbers = top.numbers(at(0x0050));
    let origin = match numbers[..] {
        [row, column, ..] if row.abs() < 1e6 && column.abs() < 1e6 => [row as i32, column as i32],
        [] => [1, 1],
        _ => return ignored(0x0050, "An overlay's origin is unusable; it was ignored."),
    };
    let own = top.element(at(0x3000)).filter(|element| element.kind == Kind::Value);
    let bits = match own {
        Some(data) => {
            let frames = top.integer(at(0x0015)).and_then(|frames| usize::try_from(frames).ok()).filter(|&n| n > 0);
            let first = top.integer(at(0x0051)).and_then(|first| usize::try_from(first).ok()).filter(|&n| n > 0);
            // A plane without either attribute is not of a multi-frame overlay: it lies on every frame.
            let frames = (frames.is_some() || first.is_some()).then(|| (frames.unwrap_or(1), first.unwrap_or(1) - 1));
            Bits::Own { data: *data, frames }
        }
        None => {
            let position = top.integer(at(0x0102)).and_then(|bit| u16::try_from(bit).ok());
            let stored = (layout.high_bit + 1).saturating_sub(layout.bits_stored)..=layout.high_bit;
            let unused = |bit: &u16| *bit < layout.bits_allocated && !stored.contains(bit);
            // Wider cells are not kept with all their bits.
            let fits = layout.bits_allocated <= 32
                && u64::from(rows) * u64::from(columns) == layout.pixels()
                && layout.samples == 1;
            match position.filter(unused).filter(|_| fits) {
                Some(bit) => Bits::Embedded(bit),
                None => {
                    return ignored(
                        0x0102,
                        "An overlay has no data, neither of its own nor in unused bits; it was ignored.",
                    );
                }
            }
        }
    };
    let text = |element| shown(&top.text_start(at(element), LONGEST_TEXT).0);
    Some(OverlayPlane {
        group,
        rows,
        columns,
        origin,
        kind: if top.is(at(0x0040), "R") { OverlayKind::Region } else { OverlayKind::Graphics },
        label: text(0x1500),
        description: text(0x0022),
        bits,
    })
}

/// The overlays that lie on frame `index`. `cells` reads the frame's cells with all their bits, for embedded ones.
pub(super) fn overlays(
    header: &Header,
    planes: &[OverlayPlane],
    index: usize,
    cells: impl FnOnce() -> Result<Option<Samples>, ReadError>,
    findings: &mut Vec<Finding>,
) -> Vec<Overlay> {
    let embedded = planes.iter().any(|plane| matches!(plane.bits, Bits::Embedded(_)));
    let cells = match embedded.then(cells) {
        None => None,
        Some(Ok(Some(cells))) => Some(cells),
        Some(Ok(None) | Err(_)) => {
            let text = "An overlay in unused bits of the pixels is not there any more once these are compressed.";
            findings.push(Finding::new(FindingCode::Overlay, Some((0x7FE0, 0x0010)), text));
            None
        }
    };
    let on_frame = planes.iter().filter_map(|plane| {
        let bits = match plane.bits {
            Bits::Own { data, frames } => own_bits(header, plane, &data, frames, index, findings)?,
            Bits::Embedded(bit) => packed(cells.as_ref()?, bit),
        };
        let OverlayPlane { group, rows, columns, origin, kind, ref label, ref description, .. } = *plane;
        let (label, description) = (label.clone(), description.clone());
        Some(Overlay { group, label, description, kind, origin, rows, columns, bits })
    });
    on_frame.collect()
}

/// The bits of an overlay with data of its own for image frame `index`, the first of them at bit 0.
fn own_bits(
    header: &Header,
    plane: &OverlayPlane,
    data: &Element,
    frames: Option<(usize, usize)>,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Option<Vec<u8>> {
    let of_overlay = match frames {
        None => 0,
        Some((frames, first)) => index.checked_sub(first).filter(|at| *at < frames)?,
    };
    let count = u64::from(plane.rows) * u64::from(plane.columns);
    // Frames follow each other without a gap, so that one may begin inside a byte.
    let first_bit = (of_overlay as u64).checked_mul(count)?;
    let (start, skip) = (first_bit / 8, (first_bit % 8) as u32);
    let length = (u64::from(skip) + count).div_ceil(8);
    // Big endian words have their bytes turned.
    let words = data.encoding.big_endian && data.vr != dicom_core::VR::OB;
    let (from, extra) = if words { (start & !1, start & 1) } else { (start, 0) };
    let there = data.present.saturating_sub(from);
    let wanted = if words { (length + extra).next_multiple_of(2) } else { length };
    let mut bytes = header.source_of(data).read(data.offset + from, wanted.min(there)).unwrap_or_default();
    if words {
        bytes.as_chunks_mut::<2>().0.iter_mut().for_each(|word| word.swap(0, 1));
        bytes.drain(..(extra as usize).min(bytes.len()));
    }
    bytes.truncate(length as usize);
    if (bytes.len() as u64) < length {
        let text = "An overlay's data end before it does; the rest of it is not drawn.";
        let finding = Finding::new(FindingCode::Overlay, Some((plane.group, 0x3000)), text);
        findings.push(finding.at(data.offset + data.present));
    }
    if skip > 0 {
        let next = bytes.iter().skip(1).copied().chain([0]).collect::<Vec<u8>>();
        bytes.iter_mut().zip(next).for_each(|(byte, next)| *byte = *byte >> skip | next << (8 - skip));
    }
    Some(bytes)
}

/// One bit of each cell.
fn packed(cells: &Samples, bit: u16) -> Vec<u8> {
    fn pack<T: Copy>(cells: &[T], is_set: impl Fn(T) -> bool) -> Vec<u8> {
        let byte = |cells: &[T]| cells.iter().rev().fold(0, |byte, &cell| byte << 1 | u8::from(is_set(cell)));
        cells.chunks(8).map(byte).collect()
    }
    match cells {
        Samples::U8(cells) => pack(cells, |cell| cell >> bit & 1 == 1),
        Samples::U16(cells) => pack(cells, |cell| cell >> bit & 1 == 1),
        Samples::U32(cells) => pack(cells, |cell| cell >> bit & 1 == 1),
        _ => Vec::new(),
    }
}
