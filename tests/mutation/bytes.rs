//! Changes that know nothing of structure.

use super::{draft::Draft, random::Random};
use crate::support::seeds::generated;

const TELLING: [&[u8]; 8] = [
    &[0xFF, 0xFF, 0xFF, 0xFF],
    &[0, 0, 0, 0],
    &[0xFF, 0xFF, 0xFF, 0x7F],
    &[0, 0, 0, 0x80],
    &[0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0],
    &[0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0],
    &[0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF],
    &[0xFF, 0xD9],
];

/// A position, most often in the header.
fn position(draft: &Draft, random: &mut Random) -> usize {
    let length = draft.bytes.len();
    if random.one_in(2) { random.below(length) } else { random.below(length.min(4096)) }
}

pub fn flip_bits(draft: &mut Draft, random: &mut Random) {
    let mut places = Vec::new();
    for _ in 0..=random.size(8) {
        let (at, bit) = (position(draft, random), random.below(8));
        if let Some(byte) = draft.bytes.get_mut(at) {
            *byte ^= 1 << bit;
        }
        places.push(format!("{at}.{bit}"));
    }
    draft.changed(format!("flip {}", places.join(" ")));
}

pub fn set_bytes(draft: &mut Draft, random: &mut Random) {
    let at = position(draft, random);
    let (count, value) = (1 + random.size(16), random.byte());
    let bytes = vec![if random.one_in(2) { value } else { 0xFF }; count];
    draft.overwrite(at, &bytes, format!("{count} bytes of {} at {at}", bytes[0]));
}

pub fn set_telling_bytes(draft: &mut Draft, random: &mut Random) {
    let (at, index) = (position(draft, random), random.below(TELLING.len()));
    draft.overwrite(at, TELLING[index], format!("telling bytes {index} at {at}"));
}

pub fn cut(draft: &mut Draft, random: &mut Random) {
    let at = position(draft, random);
    draft.bytes.truncate(at);
    draft.moved(format!("cut at {at}"));
}

pub fn insert(draft: &mut Draft, random: &mut Random) {
    let (at, count) = (position(draft, random), 1 + random.size(64));
    let bytes: Vec<u8> = (0..count).map(|_| random.byte()).collect();
    draft.replace(at..at, &bytes, format!("{count} bytes put in at {at}"));
}

pub fn delete(draft: &mut Draft, random: &mut Random) {
    let (at, count) = (position(draft, random), 1 + random.size(256));
    draft.replace(at..at + count, &[], format!("{count} bytes taken out at {at}"));
}

pub fn duplicate(draft: &mut Draft, random: &mut Random) {
    let (at, count) = (position(draft, random), 1 + random.size(512));
    let range = at.min(draft.bytes.len())..(at + count).min(draft.bytes.len());
    let bytes = draft.bytes[range].to_vec();
    let to = position(draft, random);
    draft.replace(to..to, &bytes, format!("{count} bytes at {at} again at {to}"));
}

/// The head of one file and the tail of another.
pub fn splice(draft: &mut Draft, random: &mut Random) {
    let other = random.pick(generated());
    let at = position(draft, random);
    let from = random.below(other.bytes.len());
    let end = draft.bytes.len();
    draft.replace(at..end, &other.bytes[from..], format!("from {at} on \"{}\" from {from} on", other.name));
}
