//! A file being spoilt, and what was done to it.

use crate::support::walker::{Encoding, Place, Walked, walk};

use super::{encapsulated::Encapsulated, random::Random};

pub struct Draft {
    pub bytes: Vec<u8>,
    /// What was done, in words and numbers that hold nothing of the file.
    pub steps: Vec<String>,
    map: Option<Walked>,
}

impl Draft {
    pub fn new(bytes: Vec<u8>) -> Self {
        let map = walk(&bytes);
        Self { bytes, steps: Vec::new(), map }
    }

    /// Where elements lie; `None` once that cannot be told any more.
    pub fn map(&self) -> Option<&Walked> {
        self.map.as_ref()
    }

    /// Writes down a step that left every byte in its place.
    pub fn changed(&mut self, step: String) {
        self.steps.push(step);
        if let Some(map) = walk(&self.bytes) {
            self.map = Some(map);
        }
    }

    /// Writes down a step that moved bytes.
    pub fn moved(&mut self, step: String) {
        self.steps.push(step);
        self.map = walk(&self.bytes);
    }

    /// One of the elements that `wanted` asks for.
    pub fn place(&self, random: &mut Random, wanted: impl Fn(&Place) -> bool) -> Option<Place> {
        let places: Vec<&Place> = self.map()?.places.iter().filter(|place| wanted(place)).collect();
        (!places.is_empty()).then(|| (*random.pick(&places)).clone())
    }

    /// How the element is written.
    pub fn encoding_of(&self, place: &Place) -> Encoding {
        match self.map() {
            Some(map) if place.tag.0 != 0x0002 => map.encoding,
            _ => Encoding { explicit: true, big: false },
        }
    }

    /// Puts new bytes where `range` was.
    pub fn replace(&mut self, range: std::ops::Range<usize>, bytes: &[u8], step: String) {
        let length = self.bytes.len();
        let range = range.start.min(length)..range.end.min(length);
        self.bytes.splice(range, bytes.iter().copied());
        self.moved(step);
    }

    /// Writes bytes over those at `at`, as far as there are some.
    pub fn overwrite(&mut self, at: usize, bytes: &[u8], step: String) {
        for (to, from) in self.bytes.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
        self.changed(step);
    }

    /// The encapsulated pixel data, taken apart.
    pub fn encapsulated(&self) -> Option<Encapsulated> {
        Encapsulated::read(&self.bytes, self.map()?)
    }

    /// Puts encapsulated pixel data back.
    pub fn put(&mut self, data: &Encapsulated, step: String) {
        let bytes = data.bytes();
        self.replace(data.range.clone(), &bytes, step);
    }
}
