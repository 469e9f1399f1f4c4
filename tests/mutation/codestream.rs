//! Changes inside of codestreams: markers, sizes, headers of segments, and the coded data.

use std::ops::Range;

use super::{draft::Draft, random::Random};

/// Numbers that sizes, counts and tables stumble over.
const WORDS: [u16; 12] = [0, 1, 2, 7, 8, 16, 255, 256, 16_384, 32_767, 32_768, 65_535];

pub fn change_codestream(draft: &mut Draft, random: &mut Random) {
    let Some(mut data) = draft.encapsulated() else { return };
    if data.fragments.is_empty() {
        return;
    }
    let index = random.below(data.fragments.len());
    let Some(stream) = data.fragments.get_mut(index).filter(|stream| stream.len() > 4) else { return };
    let step = match (stream[0], random.below(4)) {
        (0xFF, 0..=2) => change_segment(stream, random),
        (0xFF, _) => change_coded_data(stream, random),
        (_, 0..=2) if stream.len() >= 64 && stream[0] <= 16 => change_rle_header(stream, random),
        _ => change_coded_data(stream, random),
    };
    draft.put(&data, format!("codestream {index}: {step}"));
}

/// Marker segments of a JPEG or JPEG 2000 codestream up to its coded data; each with its marker.
pub fn segments(stream: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = stream.windows(2).position(|pair| matches!(pair, [0xFF, 0xD8 | 0x4F])).map_or(0, |at| at + 2);
    while let Some(&[0xFF, marker, high, low]) = stream.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        if end > stream.len() || end < at + 4 || marker == 0x93 {
            break;
        }
        found.push(at..end);
        at = end;
        if marker == 0xDA {
            break;
        }
    }
    found
}

fn change_segment(stream: &mut Vec<u8>, random: &mut Random) -> String {
    let all = segments(stream);
    if all.is_empty() {
        return change_coded_data(stream, random);
    }
    let range = random.pick(&all).clone();
    let marker = stream[range.start + 1];
    let body = range.start + 4;
    let step = match random.below(9) {
        0..=2 => {
            let at = body + random.below(range.end - body);
            let word = random.pick(&WORDS).to_be_bytes();
            stream.iter_mut().skip(at).zip(word).for_each(|(to, from)| *to = from);
            format!("{} in a word at {at}", u16::from_be_bytes(word))
        }
        3 | 4 => {
            let at = body + random.below(range.end - body);
            let value = random.byte() >> random.below(8);
            if let Some(byte) = stream.get_mut(at) {
                *byte = value;
            }
            format!("{value} in a byte at {at}")
        }
        5 => {
            let length = random.pick(&WORDS).to_be_bytes();
            stream[range.start + 2..range.start + 4].copy_from_slice(&length);
            format!("length {}", u16::from_be_bytes(length))
        }
        6 => {
            stream.drain(range);
            "left out".into()
        }
        7 => {
            let again = stream[range.clone()].to_vec();
            let to = random.pick(&all).start;
            stream.splice(to..to, again);
            format!("again at {to}")
        }
        _ => {
            let other = *random.pick(&[0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC9, 0xDC, 0xDD, 0x51, 0x53, 0x5F, 0x60, 0x90]);
            stream[range.start + 1] = other;
            format!("marker now {other:02X}")
        }
    };
    format!("segment {marker:02X} {step}")
}

/// The part after the headers.
fn change_coded_data(stream: &mut Vec<u8>, random: &mut Random) -> String {
    let start = segments(stream).last().map_or(0, |last| last.end).min(stream.len() - 1);
    let at = start + random.below(stream.len() - start);
    match random.below(6) {
        0 => {
            stream.truncate(at.max(1));
            format!("cut at {at}")
        }
        1 => {
            let marker = *random.pick(&[0xD0, 0xD7, 0xD8, 0xD9, 0x90, 0x91, 0x93, 0xFF, 0x00]);
            stream.splice(at..at, [0xFF, marker]);
            format!("marker {marker:02X} at {at}")
        }
        2 => {
            let end = (at + 1 + random.size(64)).min(stream.len());
            stream.drain(at..end);
            format!("{at}..{end} left out")
        }
        3 => {
            let end = (at + 1 + random.size(64)).min(stream.len());
            let value = *random.pick(&[0, 0xFF, 0x7F]);
            stream[at..end].fill(value);
            format!("{at}..{end} filled with {value}")
        }
        _ => {
            let count = 1 + random.size(8);
            for _ in 0..count {
                let at = start + random.below(stream.len() - start);
                stream[at] = random.byte();
            }
            format!("{count} bytes by chance")
        }
    }
}

/// The number of segments or one of their offsets (PS3.5 G.5).
fn change_rle_header(stream: &mut [u8], random: &mut Random) -> String {
    let word = if random.one_in(3) { 0 } else { 1 + random.below(usize::from(stream[0]).min(15)) };
    let end = stream.len() as u32;
    let value = *random.pick(&[0, 1, 3, 15, 16, 17, 63, 64, 65, end - 1, end, end + 1, 0xFFFF_FFFF, 0x8000_0000]);
    stream[word * 4..word * 4 + 4].copy_from_slice(&value.to_le_bytes());
    format!("rle word {word} is {value}")
}
