//! Sequences in sequences in sequences.

use super::{draft::Draft, random::Random};
use crate::support::walker::Encoding;

/// Levels that lie about the limits of readers.
const DEPTHS: [usize; 14] = [10, 31, 32, 63, 64, 65, 250, 1_000, 1_800, 10_000, 32_768, 65_536, 100_000, 1_000_000];

/// How a nest is written.
#[derive(Clone, Copy, Debug)]
pub struct Nest {
    pub levels: usize,
    /// Lengths are stated; else everything ends at a delimiter.
    pub defined: bool,
    /// The delimiters are there.
    pub closed: bool,
    /// In a private element of VR UN.
    pub unknown: bool,
}

pub fn nest(draft: &mut Draft, random: &mut Random) {
    let depth = DEPTHS[random.below(DEPTHS.len())];
    // The deepest ones take 20 MB each.
    let levels = if depth > 100_000 && !random.one_in(8) { 10 } else { depth };
    let nest = Nest { levels, defined: random.one_in(2), closed: !random.one_in(3), unknown: random.one_in(3) };
    let Some(map) = draft.map() else { return };
    let encoding = map.encoding;
    let Some(place) = draft.place(random, |place| place.depth == 0 && place.tag.0 != 2 && place.tag.0 != 0xFFFE) else {
        return;
    };
    let at = place.start;
    draft.replace(at..at, &nested(nest, encoding), format!("{nest:?} at {at}"));
}

/// The bytes of a nest. Each level is a sequence with one item.
pub fn nested(nest: Nest, encoding: Encoding) -> Vec<u8> {
    let tag = if nest.unknown { (0x0029, 0x1010) } else { (0x0008, 0x1140) };
    let inner = if nest.unknown { Encoding { explicit: false, ..encoding } } else { encoding };
    let header = |level: usize| if level == 0 { encoding } else { inner };
    let size = |level: usize| if header(level).explicit { 20 } else { 16 };
    let mut out = Vec::with_capacity(nest.levels * 36);
    let mut left: usize = (0..nest.levels).map(size).sum();
    for level in 0..nest.levels {
        let encoding = header(level);
        let item_at = size(level) - 8;
        let (sequence_length, item_length) = (left - item_at, left - size(level));
        left = item_length;
        let length = |length: usize| if nest.defined { length as u32 } else { u32::MAX };
        out.extend(encoding.bytes16(tag.0));
        out.extend(encoding.bytes16(tag.1));
        if encoding.explicit {
            out.extend(if nest.unknown { b"UN\0\0" } else { b"SQ\0\0" });
        }
        out.extend(encoding.bytes32(length(sequence_length)));
        out.extend(encoding.bytes16(0xFFFE));
        out.extend(encoding.bytes16(0xE000));
        out.extend(encoding.bytes32(length(item_length)));
    }
    if !nest.defined && nest.closed {
        for _ in 0..nest.levels {
            for element in [0xE00D, 0xE0DD] {
                out.extend(encoding.bytes16(0xFFFE));
                out.extend(encoding.bytes16(element));
                out.extend(encoding.bytes32(0));
            }
        }
    }
    out
}
