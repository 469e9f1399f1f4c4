//! The pictures of a stream in the order of decoding, and which of them one of them needs.

use std::ops::Range;

use crate::dicom::codec::video::{
    sequence::{Sequence, is_field},
    units::{Access, Coding, Grouping, Unit},
};

/// Pictures that are indexed at most: nine hours at 30 pictures a second.
const MOST_PICTURES: usize = 1 << 20;
/// Parameter sets that are kept at most, and their bytes.
const MOST_PARAMETERS: usize = 64;
const MOST_PARAMETER_BYTES: usize = 64 << 10;
/// Pictures that may be decoded before one that is shown before them, and two to see that it is out.
const AHEAD: usize = 18;

/// One coded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coded {
    /// Where it begins, in a way that the container knows.
    pub at: u64,
    /// Its bytes in the container's terms.
    pub size: u64,
    /// What it needs.
    pub access: Access,
    /// Bytes of it are missing, or some just before it.
    pub damaged: bool,
}

/// The pictures of one stream.
#[derive(Debug)]
pub(super) struct Pictures {
    pub coding: Coding,
    pub all: Vec<Coded>,
    /// Parameter sets as units without start codes, and how many pictures begin before each.
    parameters: Vec<(usize, Vec<u8>)>,
    /// There are slices of a second view.
    pub other_view: bool,
    /// There are pictures of one field each.
    pub fields: bool,
    /// There are more than are indexed.
    pub too_many: bool,
    grouping: Grouping,
    sequence: Option<Sequence>,
    /// Where in the stream the last picture begins.
    begun: u64,
    /// Where in the stream bytes are missing, from that picture on.
    gaps: Vec<u64>,
}

/// What must be decoded for one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// Pictures in the order of decoding.
    pub pictures: Range<usize>,
    /// The number of the wanted one among those that come out, in the order of display.
    pub picture: u32,
}

impl Pictures {
    pub fn new(coding: Coding) -> Self {
        Self {
            coding,
            all: Vec::new(),
            parameters: Vec::new(),
            other_view: false,
            fields: false,
            too_many: false,
            grouping: Grouping::default(),
            sequence: None,
            begun: 0,
            gaps: Vec::new(),
        }
    }

    /// Takes the next unit, or its beginning: `at` says where it begins in the container's terms, `stream` in bytes of
    /// the stream. The container sets sizes.
    pub fn unit(&mut self, unit: &[u8], at: u64, stream: u64, places: &mut Places) {
        let kind = self.coding.unit(unit);
        match kind {
            Unit::OtherView => self.other_view = true,
            Unit::Parameters => self.keep(unit),
            Unit::First(_) if self.coding == Coding::H264 => {
                self.fields |= self.sequence.is_some_and(|sequence| is_field(unit, &sequence) == Some(true));
            }
            _ => {}
        }
        places.note(kind, stream, at);
        if let Some((start, access)) = self.grouping.next(kind, stream) {
            if self.all.len() >= MOST_PICTURES {
                self.too_many = true;
                return;
            }
            self.end(start);
            self.all.push(Coded { at: places.begin(start, at), size: 0, access, damaged: false });
            self.begun = start;
        }
    }

    /// Says that bytes are missing before byte `stream`.
    pub fn gap(&mut self, stream: u64) {
        self.gaps.push(stream);
    }

    /// The last picture ends here.
    pub fn end(&mut self, stream: u64) {
        if let Some(last) = self.all.last_mut() {
            last.size = stream.saturating_sub(self.begun);
            last.damaged = self.gaps.iter().any(|gap| (self.begun..=stream).contains(gap));
            self.gaps.retain(|gap| *gap >= stream);
        }
    }

    /// Keeps a parameter set unless it is known.
    pub fn keep(&mut self, unit: &[u8]) {
        if self.coding == Coding::H264 && unit.first().is_some_and(|byte| byte & 31 == 7) {
            self.sequence = Sequence::read(unit).or(self.sequence);
        }
        let held: usize = self.parameters.iter().map(|(_, unit)| unit.len()).sum();
        let known = self.parameters.iter().any(|(_, known)| known == unit);
        if !known && self.parameters.len() < MOST_PARAMETERS && held + unit.len() <= MOST_PARAMETER_BYTES {
            self.parameters.push((self.all.len(), unit.to_owned()));
        }
    }

    /// The parameter sets that came before picture `first`, each behind a start code.
    pub fn parameters_before(&self, first: usize) -> Vec<u8> {
        let before = self.parameters.iter().filter(|(pictures, _)| *pictures <= first);
        before.flat_map(|(_, unit)| [&[0, 0, 1][..], unit].concat()).collect()
    }

    /// What picture `index`, in the order of display, needs. `None` where there is no such picture, or none before it
    /// to begin with.
    ///
    /// Pictures behind one that needs nothing are shown after those before it, but for the leading ones of an open
    /// group: these are shown before the picture that they follow, and need those before that one. A run therefore
    /// goes on over the leading pictures behind it, and its own are not decoded where it begins with their picture.
    pub fn need(&self, index: usize) -> Option<Need> {
        if index >= self.all.len() {
            return None;
        }
        let begins =
            |at: &usize| self.all.get(*at).is_some_and(|one| matches!(one.access, Access::Alone | Access::Open));
        let skipped = |start: usize| match self.all.get(start).map(|one| one.access) {
            Some(Access::Open) => self.leading(start),
            _ => 0,
        };
        let start = (0..=index).rev().filter(begins).find(|&start| index >= start + skipped(start))?;
        let next = (start + 1..self.all.len()).find(begins).unwrap_or(self.all.len());
        let end = match self.leading(next) {
            0 => next,
            leading => next + 1 + leading,
        };
        let picture = index - start - skipped(start);
        // The skipped ones come and go without being decoded.
        let enough = start + skipped(start) + picture + AHEAD;
        Some(Need { pictures: start..end.min(enough), picture: u32::try_from(picture).ok()? })
    }

    /// How many pictures that need those before it follow the picture at `start`, before the next one that needs none.
    fn leading(&self, start: usize) -> usize {
        let behind = self.all.get(start + 1..).unwrap_or_default().iter();
        let group = behind.take_while(|one| !matches!(one.access, Access::Alone | Access::Open));
        // Leading pictures stand before the others.
        group.take_while(|one| one.access == Access::Skipped).count()
    }
}

/// Where the units lie that may begin a picture: two at most are of interest at a time.
#[derive(Debug, Default)]
pub(super) struct Places {
    ahead: Option<(u64, u64)>,
}

impl Places {
    fn note(&mut self, kind: Unit, stream: u64, at: u64) {
        if matches!(kind, Unit::Parameters | Unit::Ahead) {
            self.ahead.get_or_insert((stream, at));
        }
    }

    fn begin(&mut self, start: u64, at: u64) -> u64 {
        self.ahead.take().filter(|(stream, _)| *stream == start).map_or(at, |(_, at)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pictures by letters: a(lone), o(pen), s(kipped), others.
    fn pictures(letters: &str) -> Pictures {
        let mut pictures = Pictures::new(Coding::Hevc);
        pictures.all = letters
            .chars()
            .map(|letter| Coded {
                at: 0,
                size: 0,
                damaged: false,
                access: match letter {
                    'a' => Access::Alone,
                    'o' => Access::Open,
                    's' => Access::Skipped,
                    _ => Access::Others,
                },
            })
            .collect();
        pictures
    }

    fn need(letters: &str, index: usize) -> Option<(Range<usize>, u32)> {
        pictures(letters).need(index).map(|need| (need.pictures, need.picture))
    }

    #[test]
    fn runs_begin_with_a_picture_that_needs_none() {
        assert_eq!(need("abbabb", 0), Some((0..3, 0)));
        assert_eq!(need("abbabb", 2), Some((0..3, 2)));
        assert_eq!(need("abbabb", 3), Some((3..6, 0)));
        assert_eq!(need("abbabb", 6), None);
        assert_eq!(need("bbabb", 1), None, "nothing to begin with");
        assert_eq!(need(&format!("a{}", "b".repeat(99)), 50), Some((0..68, 50)), "no further than it takes");
    }

    /// The display order of o0 s s b is s s o b: the first two of the second group need the first one.
    #[test]
    fn leading_pictures_are_decoded_from_the_group_before() {
        assert_eq!(need("obbossb", 0), Some((0..6, 0)));
        assert_eq!(need("obbossb", 3), Some((0..6, 3)), "the first leading one");
        assert_eq!(need("obbossb", 4), Some((0..6, 4)));
        assert_eq!(need("obbossb", 5), Some((3..7, 0)), "the open picture itself");
        assert_eq!(need("obbossb", 6), Some((3..7, 1)));
        assert_eq!(need("ossb", 0), None, "what it needs is not there");
        assert_eq!(need("ossb", 2), Some((0..4, 0)));
    }
}
