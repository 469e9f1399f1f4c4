//! Offset tables: where frames begin, by the file's own word (PS3.5 A.4, PS3.3 C.7.6.3.1.8).

use dicom_dictionary_std::tags;

use super::{Finding, FindingCode, header::Header, index::Element, syntax::Encoding};

/// Tables beyond this size are not believed: 4 bytes for each of 4,000,000 frames.
const LARGEST_TABLE: u64 = 16 << 20;
/// Bytes of an item's header; offsets count from and to those.
const ITEM_HEADER: u64 = 8;

const BASIC: (u16, u16) = (0x7FE0, 0x0010);
const EXTENDED: (u16, u16) = (0x7FE0, 0x0001);
const LENGTHS: (u16, u16) = (0x7FE0, 0x0002);

/// For each frame the first of its fragments in `all`, by the extended table, else by the `basic` one. A table counts
/// only if each entry points at a fragment, in order, the first at the first, and if `agrees` thinks so of the number of
/// entries and of those fragments. Where the file is `cut` within the fragments, entries may point behind it.
pub(super) fn read(
    header: &Header,
    basic: Option<&Element>,
    all: &[Element],
    cut: bool,
    agrees: impl Fn(usize, &[u32]) -> bool,
    findings: &mut Vec<Finding>,
) -> Option<Vec<u32>> {
    let top = header.top();
    let extended = top.element(tags::EXTENDED_OFFSET_TABLE).map(|element| (element, 8, element.encoding, EXTENDED));
    let basic = basic.map(|element| (element, 4, Encoding::EXPLICIT, BASIC));
    for (element, size, encoding, tag) in [extended, basic].into_iter().flatten().filter(|table| table.0.length > 0) {
        let offsets = numbers(header, element, size, encoding).unwrap_or_default();
        let starts = starts(&offsets, all, cut).filter(|starts| agrees(offsets.len(), starts));
        let Some(starts) = starts else {
            let text = "The offset table contradicts the fragments; it was ignored.";
            findings.push(Finding::new(FindingCode::OffsetTable, Some(tag), text).at(element.offset));
            continue;
        };
        if tag == EXTENDED
            && !cut
            && let Some(lengths) = top.element(tags::EXTENDED_OFFSET_TABLE_LENGTHS)
            && !numbers(header, lengths, 8, encoding).is_some_and(|lengths| lengths_agree(&lengths, &starts, all))
        {
            let text = "The lengths of the extended offset table contradict the fragments; these were believed.";
            findings.push(Finding::new(FindingCode::OffsetTable, Some(LENGTHS), text).at(lengths.offset));
        }
        return Some(starts);
    }
    None
}

/// The entries of a table, `size` bytes each; `None` where it is cut, too large or no whole number of entries.
fn numbers(header: &Header, element: &Element, size: usize, encoding: Encoding) -> Option<Vec<u64>> {
    if element.present != u64::from(element.length) || element.present > LARGEST_TABLE {
        return None;
    }
    let bytes = header.value_bytes(element, LARGEST_TABLE);
    let number = |bytes| if size == 8 { encoding.u64(bytes) } else { u64::from(encoding.u32(bytes)) };
    let entries = bytes.chunks_exact(size);
    entries.remainder().is_empty().then(|| entries.map(number).collect())
}

/// The fragments that offsets point at.
fn starts(offsets: &[u64], all: &[Element], cut: bool) -> Option<Vec<u32>> {
    let first = all.first()?.offset;
    let mut places = (0_u32..).zip(all);
    let mut starts = Vec::with_capacity(offsets.len().min(all.len()));
    for offset in offsets {
        match places.by_ref().find(|(_, fragment)| fragment.offset - first >= *offset) {
            Some((at, fragment)) if fragment.offset - first == *offset => starts.push(at),
            None if cut => break,
            _ => return None,
        }
    }
    (offsets.first() == Some(&0)).then_some(starts)
}

/// Whether each frame is as long as stated, with or without the byte that makes it even.
fn lengths_agree(lengths: &[u64], starts: &[u32], all: &[Element]) -> bool {
    let end = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let ends = starts.iter().copied().skip(1).chain([end]);
    let sizes = starts.iter().zip(ends).map(|(&start, end)| {
        let of_frame = all.get(start as usize..end as usize).unwrap_or_default();
        let bytes: u64 = of_frame.iter().map(|fragment| u64::from(fragment.length)).sum();
        // A frame of several fragments is counted with the headers between them by some.
        (bytes, bytes + ITEM_HEADER * (of_frame.len() as u64).saturating_sub(1))
    });
    // Some leave out the byte that makes a frame's length even.
    let agrees = |stated: u64, size: u64| stated == size || size.checked_sub(1) == Some(stated);
    lengths.len() == starts.len()
        && lengths.iter().zip(sizes).all(|(&stated, (bytes, all))| agrees(stated, bytes) || agrees(stated, all))
}
