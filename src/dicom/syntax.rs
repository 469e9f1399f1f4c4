//! Transfer syntaxes: how a data set is written, and what the syntax is called (PS3.5 section 10, PS3.6 table A-1).

use dicom_encoding::TransferSyntaxIndex;
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

/// How elements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Encoding {
    /// Elements carry no value representation.
    pub implicit: bool,
    /// Numbers have their high byte first.
    pub big_endian: bool,
}

impl Encoding {
    pub const IMPLICIT: Self = Self { implicit: true, big_endian: false };
    pub const EXPLICIT: Self = Self { implicit: false, big_endian: false };
    pub const EXPLICIT_BIG: Self = Self { implicit: false, big_endian: true };

    /// Two bytes as a number; fewer than two are 0.
    pub fn u16(self, bytes: &[u8]) -> u16 {
        let array = bytes.first_chunk().copied().unwrap_or_default();
        if self.big_endian { u16::from_be_bytes(array) } else { u16::from_le_bytes(array) }
    }

    /// Four bytes as a number; fewer than four are 0.
    pub fn u32(self, bytes: &[u8]) -> u32 {
        let array = bytes.first_chunk().copied().unwrap_or_default();
        if self.big_endian { u32::from_be_bytes(array) } else { u32::from_le_bytes(array) }
    }

    /// Eight bytes as a number; fewer than eight are 0.
    pub fn u64(self, bytes: &[u8]) -> u64 {
        let array = bytes.first_chunk().copied().unwrap_or_default();
        if self.big_endian { u64::from_be_bytes(array) } else { u64::from_le_bytes(array) }
    }
}

/// Implicit VR Little Endian.
pub(super) const IMPLICIT_LITTLE: &str = "1.2.840.10008.1.2";
/// Explicit VR Little Endian.
pub(super) const EXPLICIT_LITTLE: &str = "1.2.840.10008.1.2.1";
/// Explicit VR Big Endian (retired).
pub(super) const EXPLICIT_BIG: &str = "1.2.840.10008.1.2.2";
/// Deflated Explicit VR Little Endian.
pub(super) const DEFLATED: &str = "1.2.840.10008.1.2.1.99";
/// Encapsulated Uncompressed Explicit VR Little Endian.
pub(super) const ENCAPSULATED_UNCOMPRESSED: &str = "1.2.840.10008.1.2.1.98";
/// Deflated Image Frame Compression.
pub(super) const DEFLATED_FRAME: &str = "1.2.840.10008.1.2.8.1";
/// RLE Lossless.
pub(super) const RLE_LOSSLESS: &str = "1.2.840.10008.1.2.5";
/// GE's private syntax: implicit little endian with big endian pixel data.
const GE_PRIVATE: &str = "1.2.840.113619.5.2";

/// How the data set of transfer syntax `uid` is written. Unknown syntaxes are explicit little endian (PS3.5 A.4).
pub(super) fn encoding(uid: &str) -> Encoding {
    match uid {
        IMPLICIT_LITTLE | GE_PRIVATE => Encoding::IMPLICIT,
        EXPLICIT_BIG => Encoding::EXPLICIT_BIG,
        _ => Encoding::EXPLICIT,
    }
}

/// The uncompressed syntax whose elements are written in this way; empty where there is none.
pub(super) fn of(encoding: Encoding) -> &'static str {
    match (encoding.implicit, encoding.big_endian) {
        (true, false) => IMPLICIT_LITTLE,
        (false, false) => EXPLICIT_LITTLE,
        (false, true) => EXPLICIT_BIG,
        (true, true) => "",
    }
}

/// Whether pixel data of this syntax are neither compressed nor in fragments. Nothing stated counts as such.
pub(super) fn is_native(uid: &str) -> bool {
    matches!(uid, "" | IMPLICIT_LITTLE | EXPLICIT_LITTLE | EXPLICIT_BIG | GE_PRIVATE) || is_deflated(uid)
}

/// Whether uncompressed pixel data have their high byte first.
pub(super) fn pixels_big_endian(uid: &str, encoding: Encoding) -> bool {
    encoding.big_endian || uid == GE_PRIVATE
}

/// Whether the whole data set is deflated (PS3.5 A.5; JPIP referenced deflate).
pub(super) fn is_deflated(uid: &str) -> bool {
    matches!(uid, DEFLATED | "1.2.840.10008.1.2.4.95" | "1.2.840.10008.1.2.4.205")
}

/// Whether the pixel data are one video: MPEG-2, H.264 or HEVC, in one fragment or (".1") in several.
pub(super) fn is_video(uid: &str) -> bool {
    let number = uid.strip_prefix("1.2.840.10008.1.2.4.").and_then(|last| last.split('.').next());
    number.and_then(|number| number.parse::<u16>().ok()).is_some_and(|number| (100..=108).contains(&number))
}

/// Whether the syntax itself loses information. Those that may do either are lossy only if the header says so.
pub(super) fn is_lossy(uid: &str) -> bool {
    let Some(last) = uid.strip_prefix("1.2.840.10008.1.2.4.") else { return false };
    is_video(uid)
        || matches!(
            last,
            "50" | "51" | "52" | "53" | "54" | "55" | "56" | "59" | "60" | "61" | "62" | "63" | "64" | "81"
        )
}

/// The syntax's name, or the UID where nobody named it, or "not stated".
pub(super) fn name(uid: &str) -> String {
    if uid.is_empty() {
        return "not stated".into();
    }
    let retired = RETIRED.iter().find(|(known, _)| *known == uid).map(|(_, name)| *name);
    let name = retired.or_else(|| TransferSyntaxRegistry.get(uid).map(|syntax| syntax.name()));
    name.unwrap_or(uid).to_owned()
}

/// Names that the registry does not know.
const RETIRED: [(&str, &str); 8] = [
    ("1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 & 5)"),
    ("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)"),
    ("1.2.840.10008.1.2.4.54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 & 9)"),
    ("1.2.840.10008.1.2.4.55", "JPEG Full Progression, Non-Hierarchical (Process 10 & 12)"),
    ("1.2.840.10008.1.2.4.56", "JPEG Full Progression, Non-Hierarchical (Process 11 & 13)"),
    ("1.2.840.10008.1.2.4.58", "JPEG Lossless, Non-Hierarchical (Process 15)"),
    (GE_PRIVATE, "Implicit VR Little Endian with big endian pixels (GE private)"),
    ("1.2.840.10008.1.2.4.205", "JPIP HTJ2K Referenced Deflate"),
];
