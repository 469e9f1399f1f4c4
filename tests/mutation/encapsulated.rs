//! Encapsulated pixel data in parts that can be changed (PS3.5 A.4).

use std::ops::Range;

use crate::support::walker::{Encoding, Walked};

#[derive(Clone)]
pub struct Encapsulated {
    /// From the offset table's item to the end mark and with it.
    pub range: Range<usize>,
    pub table: Vec<u8>,
    pub fragments: Vec<Vec<u8>>,
    /// Whether the sequence delimiter follows.
    pub closed: bool,
    encoding: Encoding,
}

impl Encapsulated {
    pub fn read(file: &[u8], map: &Walked) -> Option<Self> {
        let places: Vec<_> = map.places.iter().filter(|place| place.fragment).collect();
        let (first, last) = (places.first()?, places.last()?);
        let value = |place: &crate::support::walker::Place| file.get(place.value..place.end).map(<[u8]>::to_vec);
        let end = if file.len() >= last.end + 8 { last.end + 8 } else { last.end };
        Some(Self {
            range: first.start..end,
            table: value(first)?,
            fragments: places.iter().skip(1).map(|place| value(place)).collect::<Option<_>>()?,
            closed: true,
            encoding: map.encoding,
        })
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut item = |element: u16, bytes: &[u8]| {
            out.extend(self.encoding.bytes16(0xFFFE));
            out.extend(self.encoding.bytes16(element));
            out.extend(self.encoding.bytes32(bytes.len() as u32));
            out.extend_from_slice(bytes);
        };
        item(0xE000, &self.table);
        self.fragments.iter().for_each(|fragment| item(0xE000, fragment));
        if self.closed {
            item(0xE0DD, &[]);
        }
        out
    }
}
