//! Lies about lengths: of elements, items, fragments and groups.

use super::{draft::Draft, random::Random};
use crate::support::walker::Place;

pub fn of_an_element(draft: &mut Draft, random: &mut Random) {
    lie(draft, random, "element", |place| place.tag.0 != 0xFFFE);
}

pub fn of_an_item(draft: &mut Draft, random: &mut Random) {
    lie(draft, random, "item or end mark", |place| place.tag.0 == 0xFFFE && !place.fragment);
}

pub fn of_a_fragment(draft: &mut Draft, random: &mut Random) {
    lie(draft, random, "fragment", |place| place.fragment);
}

/// The value of (gggg,0000), or its absence from the meta group.
pub fn of_a_group(draft: &mut Draft, random: &mut Random) {
    let Some(place) = draft.place(random, |place| place.tag.1 == 0 && place.tag.0 != 0xFFFE) else { return };
    let left = draft.bytes.len() - place.start;
    let value = false_length(random, place.length.unwrap_or(0), left);
    if random.one_in(4) {
        return draft.replace(place.start..place.end, &[], format!("no length of group {:04X}", place.tag.0));
    }
    let bytes = draft.encoding_of(&place).bytes32(value);
    draft.overwrite(place.value, &bytes, format!("group {:04X} says {value}", place.tag.0));
}

fn lie(draft: &mut Draft, random: &mut Random, what: &str, wanted: impl Fn(&Place) -> bool) {
    let Some(place) = draft.place(random, wanted) else { return };
    let left = draft.bytes.len() - place.value;
    let length = false_length(random, place.length.unwrap_or(0), left);
    let encoding = draft.encoding_of(&place);
    let (group, element) = place.tag;
    let step = format!("{what} ({group:04X},{element:04X}) at {} says {length}", place.start);
    if place.length_size == 2 {
        draft.overwrite(place.length_at, &encoding.bytes16(length as u16), step);
    } else {
        draft.overwrite(place.length_at, &encoding.bytes32(length), step);
    }
}

fn false_length(random: &mut Random, length: usize, left: usize) -> u32 {
    let near = [length.wrapping_add(1), length.wrapping_sub(1), length.wrapping_add(2), length / 2, length * 2];
    let far = [0_u32, 1, 3, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFE, 0xFFFF_FFFF];
    let ends = [left, left.wrapping_add(1), left.wrapping_sub(1), left.wrapping_add(8)];
    match random.below(4) {
        0 => *random.pick(&near) as u32,
        1 => *random.pick(&ends) as u32,
        2 => *random.pick(&far),
        _ => random.next() as u32 >> random.below(32),
    }
}
