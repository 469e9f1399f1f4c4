//! A byte stream of NAL units (annex B of H.264 and HEVC) that comes in pieces, and the pictures in it.

use super::pictures::{Pictures, Places};

/// Bytes of a parameter set that are kept, and of other units: enough to tell them apart.
const LONGEST_PARAMETERS: usize = 8 << 10;
const HEAD: usize = 32;

/// Finds units in pieces of a stream, whatever the pieces are cut at.
pub(super) struct Scanner {
    pictures: Pictures,
    places: Places,
    /// Bytes of the stream so far.
    stream: u64,
    /// Zeros at the end of what came so far, up to 2.
    zeros: u8,
    /// A start code has just ended: the next byte begins a unit.
    begins: bool,
    /// The unit that is being read: its place, its start in the stream, its first bytes.
    unit: Option<(u64, u64)>,
    head: Vec<u8>,
    /// How many bytes of it are wanted.
    wanted: usize,
}

impl Scanner {
    pub fn new(pictures: Pictures) -> Self {
        Self {
            pictures,
            places: Places::default(),
            stream: 0,
            zeros: 0,
            begins: false,
            unit: None,
            head: Vec::new(),
            wanted: 0,
        }
    }

    /// Takes the next bytes of the stream, of which the first lies at `at` and the others behind it.
    pub fn piece(&mut self, bytes: &[u8], at: u64) {
        for (place, &byte) in (at..).zip(bytes) {
            if self.begins {
                self.begins = false;
                self.unit = Some((place, self.stream));
                let coding = self.pictures.coding;
                let kept = coding.unit(&[byte, 1]) == crate::dicom::codec::video::units::Unit::Parameters;
                self.wanted = if kept { LONGEST_PARAMETERS } else { HEAD };
            }
            self.stream += 1;
            if self.unit.is_some() && self.head.len() < self.wanted {
                self.head.push(byte);
            }
            match byte {
                0 => self.zeros = (self.zeros + 1).min(2),
                1 if self.zeros == 2 => {
                    self.unit_ends(3);
                    self.zeros = 0;
                    self.begins = true;
                }
                _ => self.zeros = 0,
            }
        }
    }

    /// Bytes are missing here.
    pub fn gap(&mut self) {
        self.pictures.gap(self.stream);
    }

    /// Whether no more pictures can be indexed.
    pub fn is_full(&self) -> bool {
        self.pictures.too_many
    }

    /// The pictures. The last one is left out where the stream is cut in it.
    pub fn finish(mut self, whole: bool) -> Pictures {
        self.unit_ends(0);
        self.pictures.end(self.stream + 3);
        if !whole {
            self.pictures.all.pop();
        }
        self.pictures
    }

    /// The unit that is being read ended `behind` bytes ago.
    fn unit_ends(&mut self, behind: usize) {
        let Some((at, start)) = self.unit.take() else { return };
        let length = usize::try_from(self.stream - start).unwrap_or(usize::MAX).saturating_sub(behind);
        self.head.truncate(length);
        while self.head.len() > 3 && self.head.len() == length && self.head.last() == Some(&0) {
            self.head.pop();
        }
        if !self.head.is_empty() {
            self.pictures.unit(&self.head, at, start, &mut self.places);
        }
        self.head.clear();
    }
}
