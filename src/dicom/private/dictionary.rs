//! What vendors say about their private elements, looked up in an embedded text that is never parsed as a whole.

use std::sync::LazyLock;

use dicom_core::{Tag, VR};

/// Creators in order of their bytes, each a line `@creator` with the lines of its elements below, in order too:
/// `001902 SL Detector Channel`. Its head names source and licence.
static TEXT: &str = include_str!("../../../assets/private-dictionary.txt");

/// Where each creator stands in the text.
static CREATORS: LazyLock<Vec<(&str, Elements)>> = LazyLock::new(|| {
    let sections = TEXT.split('@').skip(1).filter_map(|section| section.split_once('\n'));
    sections.map(|(creator, lines)| (creator, Elements(lines))).collect()
});

/// The elements of one private creator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elements(&'static str);

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its VR; UN where only the name is known.
    pub vr: VR,
    /// Its name as the vendor gives it, or empty.
    pub name: &'static str,
}

/// The elements of `creator`, whose case counts.
pub(super) fn elements(creator: &str) -> Option<Elements> {
    let at = CREATORS.binary_search_by_key(&creator, |(name, _)| name).ok()?;
    CREATORS.get(at).map(|(_, elements)| *elements)
}

impl Elements {
    /// What is said about `tag`, whatever its block: mostly one entry, several where versions differ.
    pub(super) fn entries(self, tag: Tag) -> impl Iterator<Item = Entry> {
        let [[a, b], low, [e, f]] = [tag.0 >> 8, tag.0, tag.1].map(hexadecimal);
        [low, *b"xx"].into_iter().flat_map(move |[c, d]| self.lines([a, b, c, d, e, f]))
    }

    /// The lines that start with `key`.
    fn lines(self, key: [u8; 6]) -> impl Iterator<Item = Entry> {
        self.after(&key).lines().map_while(move |line| {
            let (tag, rest) = line.split_at_checked(key.len())?;
            let (vr, name) = rest.get(1..).filter(|_| tag.as_bytes() == key)?.split_at_checked(2)?;
            let vr = VR::from_binary(vr.as_bytes().try_into().ok()?).unwrap_or(VR::UN);
            Some(Entry { vr, name: name.trim_start() })
        })
    }

    /// The text from the first line on that is not below `key`.
    fn after(self, key: &[u8]) -> &'static str {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            // A line feed is ASCII, so that what is cut there is text.
            let middle = low + (high - low) / 2;
            let above = self.0.as_bytes().get(low..middle).unwrap_or_default();
            let start = above.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
            let line = self.0.as_bytes().get(start..high).unwrap_or_default();
            if line.get(..key.len()).is_some_and(|tag| tag < key) {
                low = start + line.iter().position(|byte| *byte == b'\n').map_or(line.len(), |at| at + 1);
            } else {
                high = start;
            }
        }
        self.0.get(low..).unwrap_or_default()
    }
}

/// The low byte of a number in two digits.
fn hexadecimal(number: u16) -> [u8; 2] {
    let digit = |number: u16| b"0123456789ABCDEF".get(usize::from(number & 0xF)).copied().unwrap_or(b'0');
    [digit(number >> 4), digit(number)]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn every_line_is_found_and_well_formed() {
        let mut count = 0;
        assert!(CREATORS.is_sorted_by(|(a, _), (b, _)| a < b));
        for (creator, all) in CREATORS.iter() {
            assert_eq!(elements(creator), Some(*all), "{creator}");
            assert!(all.0.lines().is_sorted_by_key(|line| &line[..6]), "{creator}");
            for line in all.0.lines() {
                let found = all.lines(line.as_bytes()[..6].try_into().unwrap());
                let written: Vec<String> =
                    found.map(|entry| format!("{} {} {}", &line[..6], entry.vr.to_string(), entry.name)).collect();
                assert!(written.iter().any(|written| written.trim_end() == line), "{creator}: {line} in {written:?}");
                count += 1;
            }
        }
        assert_eq!((CREATORS.len(), count), (438, 10_311));
    }

    #[test]
    fn blocks_and_groups_may_be_any() {
        // As pydicom 3.0.2 answers to get_private_entry.
        let entry = |creator, group, number| {
            let entry = elements(creator)?.entries(Tag(group, number)).next()?;
            Some((entry.vr, entry.name))
        };
        assert_eq!(entry("GEMS_ACQU_01", 0x0019, 0x1002), Some((VR::SL, "Detector Channel")));
        assert_eq!(entry("GEMS_ACQU_01", 0x0019, 0xE502), Some((VR::SL, "Detector Channel")));
        assert_eq!(entry("ELSCINT1", 0x01F1, 0x1026), Some((VR::FD, "Pitch")));
        assert_eq!(entry("PAPYRUS 3.0", 0x6003, 0x1010), Some((VR::US, "Overlay Rows")));
        assert_eq!(entry("FDMS 1.0", 0x0025, 0x1034), Some((VR::SS, "tan θ")));
        assert_eq!(entry("GEMS_ACQU_01", 0x0021, 0x1002), None);
        // The source gives this one for block 00, which no element has.
        assert_eq!(entry("SIEMENS MR FMRI", 0x0021, 0x1013), Some((VR::US, "")));
        // And this one twice: for block 10, and for any.
        let pitch = elements("ELSCINT1").unwrap().entries(Tag(0x01F1, 0x1026)).map(|entry| entry.vr);
        assert_eq!(pitch.collect::<Vec<_>>(), [VR::FD, VR::DS]);
    }

    #[test]
    fn unknown_creators_are_none() {
        for creator in ["", "@", "\n", "gems_acqu_01", "GEMS_ACQU_0", "GEMS_ACQU_011", "~", "\u{10FFFF}", "# Private"] {
            assert_eq!(elements(creator), None, "{creator:?}");
        }
    }
}
