//! Elements put into a file byte by byte, in the way that the file is written.

use super::draft::Draft;
use crate::support::walker::{Encoding, has_long_length};

/// A value as numbers or as text.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Text(&'static str),
    /// Of 16 bits.
    Words(&'static [u16]),
    /// Of 32 bits.
    Longs(&'static [u32]),
    Floats(&'static [f32]),
    Doubles(&'static [f64]),
}

impl Value {
    pub fn bytes(self, encoding: Encoding) -> Vec<u8> {
        let big = |mut bytes: Vec<u8>, size: usize| {
            if encoding.big {
                bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
            }
            bytes
        };
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Words(words) => words.iter().flat_map(|word| encoding.bytes16(*word)).collect(),
            Self::Longs(longs) => longs.iter().flat_map(|long| encoding.bytes32(*long)).collect(),
            Self::Floats(floats) => big(floats.iter().flat_map(|value| value.to_le_bytes()).collect(), 4),
            Self::Doubles(doubles) => big(doubles.iter().flat_map(|value| value.to_le_bytes()).collect(), 8),
        }
    }
}

/// An element as it stands in a file.
pub fn element(tag: (u16, u16), vr: [u8; 2], value: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut value = value.to_vec();
    if !value.len().is_multiple_of(2) {
        value.push(if matches!(&vr, b"UI" | b"OB" | b"UN") { 0 } else { b' ' });
    }
    let mut out = Vec::with_capacity(12 + value.len());
    out.extend(encoding.bytes16(tag.0));
    out.extend(encoding.bytes16(tag.1));
    if !encoding.explicit {
        out.extend(encoding.bytes32(value.len() as u32));
    } else if has_long_length(vr) {
        out.extend(vr);
        out.extend([0, 0]);
        out.extend(encoding.bytes32(value.len() as u32));
    } else {
        out.extend(vr);
        out.extend(encoding.bytes16(value.len() as u16));
    }
    out.extend(value);
    out
}

/// Puts an element in the place of the one with its tag (`at` of them all), or where it belongs at the top level.
pub fn put(draft: &mut Draft, tag: (u16, u16), vr: [u8; 2], value: Value, at: usize) {
    let Some(map) = draft.map() else { return };
    let encoding = if tag.0 == 2 { Encoding { explicit: true, big: false } } else { map.encoding };
    let same: Vec<_> = map.places.iter().filter(|place| place.tag == tag && place.end > place.start).collect();
    let range = match same.get(at % same.len().max(1)) {
        Some(place) if place.length.is_some() => place.start..place.end,
        _ => {
            let after = map.places.iter().find(|place| place.depth == 0 && place.tag > tag);
            let start = after.map_or(draft.bytes.len(), |place| place.start);
            start..start
        }
    };
    let bytes = element(tag, vr, &value.bytes(encoding), encoding);
    let step = format!("({:04X},{:04X}) {} := {}", tag.0, tag.1, String::from_utf8_lossy(&vr), short(value));
    draft.replace(range, &bytes, step);
}

/// The value as it is told: all of these are written here, none is a file's.
fn short(value: Value) -> String {
    let text = format!("{value:?}");
    text.chars().take(60).collect()
}
