//! Unique identifiers: when an edited object needs a new one, and how it is made.

use std::hash::{BuildHasher, RandomState};

use crate::dicom::{PathStep, TagPath};

/// Who wrote the file (PS3.7 annex D.3.3.2): this program, in versions that edit.
pub(super) use crate::dicom::write::{IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME};

/// Elements without which an object would be another one: who it shows, what it belongs to, its geometry and what its
/// values mean. Groups 0028 but for the ones of [`DISPLAY`], 5400 and 7FE0 count as a whole.
const MEANING: [(u16, u16); 55] = [
    // Class and kind.
    (0x0008, 0x0008),
    (0x0008, 0x0016),
    (0x0008, 0x0060),
    // Whose it is.
    (0x0010, 0x0010),
    (0x0010, 0x0020),
    (0x0010, 0x0021),
    (0x0010, 0x0024),
    (0x0010, 0x0030),
    (0x0010, 0x0032),
    (0x0010, 0x0040),
    (0x0010, 0x1002),
    (0x0010, 0x2210),
    (0x0020, 0x000D),
    (0x0020, 0x000E),
    // When it was taken.
    (0x0008, 0x0022),
    (0x0008, 0x002A),
    (0x0008, 0x0032),
    (0x0018, 0x9074),
    (0x0018, 0x9151),
    (0x0020, 0x0100),
    (0x0020, 0x9056),
    (0x0020, 0x9057),
    (0x0020, 0x9157),
    // Where it is.
    (0x0018, 0x0050),
    (0x0018, 0x0088),
    (0x0018, 0x1114),
    (0x0018, 0x1120),
    (0x0018, 0x1164),
    (0x0018, 0x2010),
    (0x0018, 0x5100),
    (0x0018, 0x6011),
    (0x0018, 0x6024),
    (0x0018, 0x6026),
    (0x0018, 0x602C),
    (0x0018, 0x602E),
    (0x0020, 0x0020),
    (0x0020, 0x0032),
    (0x0020, 0x0037),
    (0x0020, 0x0052),
    (0x0020, 0x0060),
    (0x0020, 0x0062),
    (0x0020, 0x1041),
    (0x0020, 0x9072),
    (0x0020, 0x9116),
    (0x0020, 0x9113),
    (0x3006, 0x0050),
    // What its values mean.
    (0x0018, 0x1063),
    (0x0040, 0x9096),
    (0x0040, 0x08EA),
    (0x0054, 0x1001),
    (0x0054, 0x1102),
    (0x0054, 0x1321),
    (0x2050, 0x0020),
    (0x3004, 0x000E),
    (0x3004, 0x0002),
];

/// Of group 0028 what only says how pixels are best shown: windows, their names, recommended viewing and frame of interest.
const DISPLAY: [(u16, u16); 9] = [
    (0x0028, 0x1050),
    (0x0028, 0x1051),
    (0x0028, 0x1055),
    (0x0028, 0x1056),
    (0x0028, 0x1090),
    (0x0028, 0x6020),
    (0x0028, 0x6022),
    (0x0028, 0x6023),
    (0x0028, 0x9132),
];

/// Whether an edit there makes another object of it, which then needs a SOP Instance UID of its own. It does where any
/// step of the way is of this kind: the items of a sequence mean what they stand in.
///
/// Descriptions, comments, names of staff and institutions, numbers for sorting, windows and the character set do not.
pub fn changes_meaning(path: &TagPath) -> bool {
    let means = |tag: (u16, u16)| match tag.0 {
        0x0028 => !DISPLAY.contains(&tag),
        0x5400 | 0x7FE0 => true,
        group if group & 0xFFE1 == 0x6000 => true,
        _ => MEANING.contains(&tag),
    };
    path.steps.iter().any(|step| matches!(step, PathStep::Element(tag) if means(*tag)))
}

/// A UID of 128 random bits under 2.25 (PS3.5 B.2), marked as a random UUID (RFC 9562 5.4).
pub(super) fn new_uid() -> String {
    // Keyed by the system's randomness; two keys for two halves.
    let half = |salt: u64| RandomState::new().hash_one((salt, std::process::id()));
    let random = u128::from(half(1)) << 64 | u128::from(half(2));
    let version = random & !(0xF << 76) | 4 << 76;
    format!("2.25.{}", version & !(3 << 62) | 2 << 62)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn new_uids_are_random_uuids() {
        let uids: HashSet<String> = (0..1000).map(|_| new_uid()).collect();
        assert_eq!(uids.len(), 1000);
        for uid in uids {
            let number: u128 = uid.strip_prefix("2.25.").unwrap().parse().unwrap();
            assert!(uid.len() <= 64 && number >> 76 & 0xF == 4 && number >> 62 & 3 == 2);
        }
    }

    #[test]
    fn identity_geometry_and_pixels_mean_something_and_comments_do_not() {
        let path = |text: &str| text.parse::<TagPath>().unwrap();
        for text in ["PatientID", "Rows", "PixelData", "ImagePositionPatient", "RescaleSlope", "60003000"] {
            assert!(changes_meaning(&path(text)), "{text}");
        }
        assert!(changes_meaning(&path("PerFrameFunctionalGroupsSequence[1].PixelMeasuresSequence[1].PixelSpacing")));
        for text in ["StudyDescription", "WindowCenter", "ImageComments", "OperatorsName", "SpecificCharacterSet"] {
            assert!(!changes_meaning(&path(text)), "{text}");
        }
    }
}
