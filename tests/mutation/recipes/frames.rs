//! Recipes 6, 12 to 14 and 20 to 22: frames, fragments, offset tables and codestreams.

use hounsfield::dicom::write::OffsetTable;

use super::{
    Expected::{Anything, NoPicture, Picture},
    Made, each,
};
use crate::{
    suite::{codestream::segments, draft::Draft},
    support::{DicomBuilder, JPEG_BASELINE, RLE, rle_frame, seeds::named},
};

/// 6: numbers of frames.
pub fn counts(variant: usize) -> Option<Made> {
    let counts = ["2147483647", "-1", "0", "1A", "1\\2", "1000000000000000000000000000000", "9", "2", "", "1e1"];
    let make = |count: &str| DicomBuilder::grey(4, 4).pixels_u8(&[5; 48]).with((0x0028, 0x0008), "IS", count);
    match variant.checked_sub(counts.len()) {
        None => each(variant, &counts, make, Picture),
        // No count over several fragments.
        Some(0) => {
            let frames = vec![vec![rle_frame(&[5; 16], 1, 1)]; 3];
            Some((DicomBuilder::grey(4, 4).encapsulated(RLE, &frames, OffsetTable::None).build(), Anything))
        }
        Some(_) => None,
    }
}

/// The seed of a clip with its encapsulated data changed.
fn changed(name: &str, change: impl FnOnce(&mut crate::suite::encapsulated::Encapsulated)) -> Vec<u8> {
    let mut draft = Draft::new(named(name).bytes.clone());
    let mut data = draft.encapsulated().unwrap();
    change(&mut data);
    draft.put(&data, String::new());
    draft.bytes
}

/// 12: fragments that are empty, tiny, odd, countless or longer than the file.
pub fn odd_fragments(variant: usize) -> Option<Made> {
    let name = ["rle clip", "rle clip with a table", "jpeg baseline"][variant % 3];
    let change = variant / 3;
    let bytes = changed(name, |data| match change {
        0 => data.fragments[0].clear(),
        1 => drop(data.fragments.last_mut().map(Vec::clear)),
        2 => data.fragments.iter_mut().for_each(Vec::clear),
        3 => data.fragments[0].truncate(1),
        4 => data.fragments[0].truncate(65),
        5 => drop(data.fragments.splice(0..0, vec![Vec::new(); 20_000])),
        6 => drop(data.fragments.drain(..)),
        7 => data.closed = false,
        8 => data.table = vec![0; 3],
        _ => {}
    });
    (change < 9).then_some((bytes, Anything))
}

/// 13: offset tables that point anywhere; three frames of one fragment each are there all the same.
pub fn false_tables(variant: usize) -> Option<Made> {
    let longs = |offsets: &[u32]| offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect::<Vec<u8>>();
    let tables: [Vec<u8>; 10] = [
        longs(&[0, 1000, 2000]),
        longs(&[200, 100, 0]),
        longs(&[0, 0, 0]),
        longs(&[0, 5, 9]),
        longs(&[0]),
        longs(&[0, 10, 20, 30]),
        longs(&[u32::MAX, u32::MAX, u32::MAX]),
        longs(&[8, 16, 24]),
        vec![0; 7],
        vec![0xFF; 80_000],
    ];
    if let Some(table) = tables.get(variant) {
        let bytes = changed("rle clip", |data| data.table.clone_from(table));
        // One entry says one frame, and then nothing says that it is wrong but the number of frames.
        return Some((bytes, Picture));
    }
    let frames: Vec<Vec<Vec<u8>>> = (0..3).map(|value| vec![rle_frame(&[value; 16], 1, 1)]).collect();
    let clip = DicomBuilder::grey(4, 4).frames(3).encapsulated(RLE, &frames, OffsetTable::Extended);
    let quads = |offsets: &[u64]| offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect::<Vec<u8>>();
    let extended = [
        quads(&[0, u64::MAX, u64::MAX - 7]),
        quads(&[u64::MAX - 7, 0, 8]),
        quads(&[1 << 63, 1 << 62, 1 << 61]),
        quads(&[0]),
        vec![1; 23],
    ];
    extended
        .get(variant - tables.len())
        .map(|table| (clip.with((0x7FE0, 0x0001), "OV", table.clone()).build(), Picture))
}

/// 14: fewer fragments than frames, and more, without a table.
pub fn fragments_and_frames(variant: usize) -> Option<Made> {
    match variant {
        0 => Some((changed("rle clip", |data| drop(data.fragments.pop())), Picture)),
        1 => Some((changed("rle clip", |data| data.fragments.truncate(1)), Picture)),
        2 => Some((named("jpeg baseline clip without a table").bytes.clone(), Picture)),
        3 => Some((changed("rle clip in split frames", |data| data.table.clear()), Anything)),
        4 => {
            // Half of the frames in two fragments, which nothing tells.
            let bytes = changed("jpeg baseline clip without a table", |data| data.fragments.truncate(5));
            Some((bytes, Anything))
        }
        _ => None,
    }
}

/// The one fragment of a seed changed.
fn stream(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    changed(name, |data| change(&mut data.fragments[0]))
}

/// Where the body of the first segment with this marker starts.
fn body(stream: &[u8], marker: u8) -> usize {
    segments(stream).iter().find(|range| stream[range.start + 1] == marker).map(|range| range.start + 4).unwrap()
}

/// 20: JPEG frames that are not what the header says, or not what a JPEG is.
pub fn false_jpegs(variant: usize) -> Option<Made> {
    const SOF: u8 = 0xC0;
    let size = |name: &str, sof: u8, rows: u16, columns: u16| {
        stream(name, |bytes| {
            let at = body(bytes, sof);
            bytes[at + 1..at + 3].copy_from_slice(&rows.to_be_bytes());
            bytes[at + 3..at + 5].copy_from_slice(&columns.to_be_bytes());
        })
    };
    let byte = |marker: u8, offset: usize, value: u8| {
        stream("jpeg baseline", |bytes| {
            let at = body(bytes, marker) + offset;
            bytes[at] = value;
        })
    };
    Some(match variant {
        0 => (size("jpeg baseline", SOF, 48, 40), NoPicture),
        1 => (size("jpeg baseline", SOF, 12, 10), NoPicture),
        2 => (size("jpeg baseline", SOF, 65_500, 65_500), NoPicture),
        3 => (size("jpeg baseline", SOF, 0, 20), Anything),
        4 => (size("jpeg lossless, predictor 1", 0xC3, 65_500, 65_500), NoPicture),
        5 => (size("jpeg lossless, predictor 1", 0xC3, 0, 11), Anything),
        6 => {
            let rgb = named("jpeg baseline colour").bytes.clone();
            let fragment = Draft::new(rgb).encapsulated().unwrap().fragments[0].clone();
            let grey = DicomBuilder::grey(16, 24);
            (grey.encapsulated(JPEG_BASELINE, &[vec![fragment]], OffsetTable::None).build(), NoPicture)
        }
        7..=21 => (byte(SOF, 0, variant as u8 - 5), Anything),
        22 => (stream("jpeg baseline", |bytes| drop(bytes.drain(..2))), Anything),
        23 => (stream("jpeg baseline", |bytes| bytes.truncate(bytes.len() - 2)), Anything),
        // A table 15 in the scan header.
        24 => (byte(0xDA, 2, 0xFF), Anything),
        25 => (byte(0xC4, 0, 0x0F), Anything),
        26 => (byte(0xC4, 1, 0xFF), Anything),
        27 => (byte(SOF, 5, 0), NoPicture),
        28 => (byte(SOF, 5, 255), NoPicture),
        29 => (byte(SOF, 7, 0), Anything),
        30 => (byte(0xDA, 0, 0), Anything),
        31 => {
            // The number of lines stated after the scan.
            let bytes = stream("jpeg baseline", |bytes| {
                let at = body(bytes, SOF);
                bytes[at + 1..at + 3].fill(0);
                let end = bytes.len() - 2;
                bytes.splice(end..end, [0xFF, 0xDC, 0, 4, 0, 24]);
            });
            (bytes, Anything)
        }
        _ => return None,
    })
}

/// 21: JPEG 2000 frames that promise more than they hold; and syntaxes that nothing decodes.
pub fn false_jpeg_2000s(variant: usize) -> Option<Made> {
    const SIZ: u8 = 0x51;
    let name = if variant.is_multiple_of(2) { "jpeg 2000 lossless" } else { "high-throughput 201" };
    let long = |offset: usize, value: u32| {
        stream(name, |bytes| {
            let at = body(bytes, SIZ) + offset;
            bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        })
    };
    let of = |marker: u8, offset: usize, values: &[u8]| {
        stream(name, |bytes| {
            let at = body(bytes, marker) + offset;
            bytes[at..at + values.len()].copy_from_slice(values);
        })
    };
    Some(match variant / 2 {
        // A tile a pixel; no tile; tiles that start far away.
        0 => (long(18, 1), NoPicture),
        1 => (long(18, 0), NoPicture),
        2 => (long(26, u32::MAX), NoPicture),
        3 => (long(2, u32::MAX), NoPicture),
        4 => (long(10, u32::MAX), NoPicture),
        // 16384 components; 38 bits; sampling of 0 and of 255.
        5 => (of(SIZ, 34, &[0x40, 0]), NoPicture),
        6 => (of(SIZ, 36, &[37]), NoPicture),
        7 => (of(SIZ, 37, &[0]), NoPicture),
        8 => (of(SIZ, 38, &[255]), NoPicture),
        // Layers, levels, blocks and progression beyond what there is.
        9 => (of(0x52, 2, &[0xFF, 0xFF]), Anything),
        10 => (of(0x52, 5, &[33]), Anything),
        11 => (of(0x52, 6, &[0xFF, 0xFF]), Anything),
        12 => (of(0x52, 1, &[9]), Anything),
        13 => (of(0x52, 8, &[0xFF]), Anything),
        14 => (of(0x5C, 0, &[0xFF]), Anything),
        15 => (stream(name, |bytes| bytes.truncate(bytes.len() / 2)), Anything),
        16..=18 => {
            // Boxes of JPEG XL that reach beyond the end, and a size of 2^30.
            let bytes = stream("jpeg xl in boxes", |bytes| match variant / 2 {
                16 => bytes[32..36].copy_from_slice(&[0xFF; 4]),
                17 => bytes[32..36].copy_from_slice(&[0, 0, 0, variant as u8 % 2 * 7]),
                _ => *bytes = [&[0xFF, 0x0A][..], &[0b1111_1110, 0xFF, 0xFF, 0xFF, 0x1F, 0xFF, 0xFF, 0xFF]].concat(),
            });
            (bytes, Anything)
        }
        19 => (stream("jpeg xl of 12 bits", |bytes| bytes.truncate(bytes.len() / 2)), NoPicture),
        20 => {
            let syntax = if variant.is_multiple_of(2) { "1.2.840.10008.1.2.4.80" } else { "1.2.840.10008.1.2.4.110" };
            (named(&format!("syntax {syntax}")).bytes.clone(), NoPicture)
        }
        _ => return None,
    })
}

/// 22: RLE frames with too few or too many segments, in the wrong places, and runs over the end.
pub fn false_rles(variant: usize) -> Option<Made> {
    let word = |index: usize, value: u32| {
        stream("rle of 16 bits", |bytes| bytes[index * 4..index * 4 + 4].copy_from_slice(&value.to_le_bytes()))
    };
    Some(match variant {
        0 => (word(0, 0), NoPicture),
        1 => (word(0, 16), NoPicture),
        2 => (word(0, u32::MAX), NoPicture),
        3 => (word(1, 0), NoPicture),
        4 => (word(1, u32::MAX), NoPicture),
        5 => (word(2, 63), NoPicture),
        6 => (word(2, 64), NoPicture),
        7 => (stream("rle clip", |bytes| bytes.extend([0x81; 64])), Anything),
        8 => {
            let frame = vec![vec![rle_frame(&[9; 70 * 3], 1, 3)]];
            let rgb = DicomBuilder::rgb(7, 10).with((0x0028, 0x0004), "CS", "YBR_FULL_422").unsigned((0x28, 6), &[1]);
            (rgb.encapsulated(RLE, &frame, OffsetTable::Basic).build(), Picture)
        }
        9 => (stream("rle of 16 bits", |bytes| bytes.truncate(64)), Anything),
        _ => return None,
    })
}
