//! What a codestream is, told by its own marks and not by the transfer syntax.

use super::syntax;

/// What the first bytes of a codestream show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// JPEG or JPEG-LS, which begin alike.
    Jpeg,
    /// JPEG 2000, bare or in a JP2 file.
    Jpeg2000,
    /// High-Throughput JPEG 2000.
    HighThroughput,
    /// JPEG XL, bare or in its container.
    JpegXl,
    /// The header of RLE segments.
    Rle,
}

/// The kind of a codestream, as finely as transfer syntaxes tell kinds apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codestream {
    /// JPEG by the number of its start-of-frame marker: 0 baseline, 1 extended, 2 progressive, 3 lossless, ...
    Jpeg {
        /// 0..=15 without 4, 8 and 12.
        process: u8,
        /// The lossless process with predictor 1, as far as that is seen.
        first_order: bool,
    },
    /// JPEG-LS.
    JpegLs {
        /// Values may differ from the original ones.
        near: bool,
    },
    Jpeg2000,
    HighThroughput,
    JpegXl,
    Rle,
}

impl Mark {
    /// Bytes that tell a mark for certain.
    pub const BYTES: usize = 64;

    /// The mark at the start of `bytes`, of which [`Self::BYTES`] are enough.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match *bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0xFF, 0x4F, 0xFF, 0x51, l1, l0, rsiz, ..] if has_capabilities(bytes, [l1, l0], rsiz) => {
                Some(Self::HighThroughput)
            }
            [0xFF, 0x4F, 0xFF, 0x51, ..] | [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => Some(Self::Jpeg2000),
            [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some(Self::JpegXl),
            _ => is_rle_header(bytes).then_some(Self::Rle),
        }
    }
}

/// Whether a JPEG 2000 size segment announces extended capabilities and their segment follows it (T.814 A.2, A.3). Of those
/// only high throughput occurs in DICOM.
fn has_capabilities(bytes: &[u8], length: [u8; 2], rsiz: u8) -> bool {
    let next = 4 + usize::from(u16::from_be_bytes(length));
    rsiz & 0x40 != 0 && bytes.get(next..next + 2) == Some(&[0xFF, 0x50])
}

/// Whether `bytes` begin with a count of segments, offsets in order from 64 on, and zeros (PS3.5 G.5).
fn is_rle_header(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<64>() else { return false };
    let [count, offsets @ ..] = header.as_chunks::<4>().0 else { return false };
    let count = u32::from_le_bytes(*count) as usize;
    let Some((used, unused)) = offsets.split_at_checked(count).filter(|(used, _)| !used.is_empty()) else {
        return false;
    };
    let used = used.iter().map(|offset| u32::from_le_bytes(*offset));
    used.clone().next() == Some(64) && used.is_sorted_by(|a, b| a < b) && unused.iter().all(|offset| *offset == [0; 4])
}

impl Codestream {
    /// Bytes at the start of a codestream that nearly always tell its kind.
    pub const BYTES: u64 = 1024;

    /// The kind of the codestream that starts `bytes`, or `None` where its marks do not say or are not among them.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mark = Mark::of(bytes)?;
        Self::of_mark(mark).or_else(|| jpeg(bytes))
    }

    /// The kind that a mark stands for, where it stands for one.
    pub fn of_mark(mark: Mark) -> Option<Self> {
        match mark {
            Mark::Jpeg => None,
            Mark::Jpeg2000 => Some(Self::Jpeg2000),
            Mark::HighThroughput => Some(Self::HighThroughput),
            Mark::JpegXl => Some(Self::JpegXl),
            Mark::Rle => Some(Self::Rle),
        }
    }

    /// The transfer syntax for such codestreams; where several fit, the one that promises least.
    pub fn syntax(self) -> &'static str {
        match self {
            Self::Jpeg { process: 0, .. } => "1.2.840.10008.1.2.4.50",
            Self::Jpeg { process: 1, .. } => "1.2.840.10008.1.2.4.51",
            Self::Jpeg { process: 2, .. } => "1.2.840.10008.1.2.4.55",
            Self::Jpeg { process: 3, first_order: false } => "1.2.840.10008.1.2.4.57",
            Self::Jpeg { process: 3, first_order: true } => "1.2.840.10008.1.2.4.70",
            Self::Jpeg { process: 9, .. } => "1.2.840.10008.1.2.4.52",
            Self::Jpeg { process: 10, .. } => "1.2.840.10008.1.2.4.56",
            Self::Jpeg { process: 11, .. } => "1.2.840.10008.1.2.4.58",
            Self::Jpeg { process: 5..=7, .. } => "1.2.840.10008.1.2.4.59",
            Self::Jpeg { .. } => "1.2.840.10008.1.2.4.60",
            Self::JpegLs { near: false } => "1.2.840.10008.1.2.4.80",
            Self::JpegLs { near: true } => "1.2.840.10008.1.2.4.81",
            Self::Jpeg2000 => "1.2.840.10008.1.2.4.91",
            Self::HighThroughput => "1.2.840.10008.1.2.4.203",
            Self::JpegXl => "1.2.840.10008.1.2.4.112",
            Self::Rle => syntax::RLE_LOSSLESS,
        }
    }

    /// Whether codestreams of this kind may stand under transfer syntax `uid`.
    pub fn fits(self, uid: &str) -> bool {
        if self == Self::Rle {
            return uid == syntax::RLE_LOSSLESS;
        }
        let Some(number) = uid.strip_prefix("1.2.840.10008.1.2.4.") else { return false };
        match self {
            // Baseline is a part of the extended process, and so is extended within baseline's bounds.
            Self::Jpeg { process: 0 | 1, .. } => matches!(number, "50" | "51"),
            Self::Jpeg { process: 2, .. } => matches!(number, "53" | "55"),
            Self::Jpeg { process: 3, .. } => matches!(number, "57" | "70"),
            Self::Jpeg { .. } => uid == self.syntax(),
            Self::JpegLs { .. } => matches!(number, "80" | "81"),
            Self::Jpeg2000 => matches!(number, "90" | "91" | "92" | "93"),
            Self::HighThroughput => matches!(number, "201" | "202" | "203"),
            Self::JpegXl => matches!(number, "110" | "111" | "112"),
            Self::Rle => false,
        }
    }
}

/// Looks through the marker segments of a JPEG codestream for its frame header (T.81 B.2), and on to the first scan
/// header, where losslessness is told apart.
fn jpeg(bytes: &[u8]) -> Option<Codestream> {
    const SCAN: u8 = 0xDA;
    let mut rest = bytes.get(2..)?;
    let mut found = None;
    while let Some((&0xFF, after)) = rest.split_first() {
        let (&marker, after) = after.split_first()?;
        rest = match marker {
            // Fill bytes, and markers that stand alone.
            0xFF => rest.get(1..)?,
            0x01 | 0xD0..=0xD8 => after,
            _ => {
                let length = after.first_chunk::<2>().map(|length| usize::from(u16::from_be_bytes(*length)));
                match (marker, found) {
                    (0xC0..=0xCF, None) if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                        found = Some(Codestream::Jpeg { process: marker - 0xC0, first_order: false });
                    }
                    (0xF7, None) => found = Some(Codestream::JpegLs { near: true }),
                    (SCAN, Some(kind)) => return Some(refined(kind, after)),
                    (SCAN, None) => return None,
                    _ => {}
                }
                let Some(next) = length.and_then(|length| after.get(length..)) else { break };
                next
            }
        };
    }
    found
}

/// What the first scan header adds: its first parameter is the predictor of lossless JPEG and the error bound of
/// JPEG-LS (T.81 B.2.3, T.87 C.2.3).
fn refined(kind: Codestream, scan: &[u8]) -> Codestream {
    let parameter = scan.get(2).and_then(|components| scan.get(3 + 2 * usize::from(*components)));
    match (kind, parameter) {
        (Codestream::Jpeg { process: 3, .. }, Some(1)) => Codestream::Jpeg { process: 3, first_order: true },
        (Codestream::JpegLs { .. }, Some(0)) => Codestream::JpegLs { near: false },
        (kind, _) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN_1: [u8; 10] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0];

    fn jpeg_with(marker: u8, scan: &[u8]) -> Vec<u8> {
        let mut bytes =
            vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, marker, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0];
        bytes.extend(scan);
        bytes
    }

    #[test]
    fn jpeg_is_told_by_its_frame_header() {
        for (marker, uid) in [(0xC0, "50"), (0xC1, "51"), (0xC2, "55"), (0xC3, "70"), (0xCB, "58"), (0xF7, "81")] {
            let kind = Codestream::of(&jpeg_with(marker, &SCAN_1));
            assert_eq!(kind.map(Codestream::syntax), Some(&*format!("1.2.840.10008.1.2.4.{uid}")));
            assert!(kind.is_some_and(|kind| kind.fits(kind.syntax())));
        }
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 4, 0, 0];
        assert_eq!(Codestream::of(&jpeg_with(0xC3, &scan)), Some(Codestream::Jpeg { process: 3, first_order: false }));
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0];
        assert_eq!(Codestream::of(&jpeg_with(0xF7, &scan)), Some(Codestream::JpegLs { near: false }));
    }

    #[test]
    fn a_jpeg_without_a_frame_header_says_nothing() {
        assert_eq!(Codestream::of(&[0xFF, 0xD8, 0xFF, 0xDA, 0, 2]), None);
        assert_eq!(Codestream::of(&[0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF]), None);
        assert_eq!(Codestream::of(&[0xFF, 0xD8, 0xFF]), None);
    }

    #[test]
    fn others_are_told_by_their_first_bytes() {
        assert_eq!(Mark::of(b"\xFF\x4F\xFF\x51\0\x29\0\0"), Some(Mark::Jpeg2000));
        let mut high = [&b"\xFF\x4F\xFF\x51\0\x29\x40\0"[..], &[0; 37], &[0xFF, 0x50]].concat();
        assert_eq!(Mark::of(&high), Some(Mark::HighThroughput));
        high.truncate(46);
        assert_eq!(Mark::of(&high), Some(Mark::Jpeg2000), "without the capabilities it announces");
        assert_eq!(Mark::of(b"\0\0\0\x0CjP  \r\n"), Some(Mark::Jpeg2000));
        assert_eq!(Mark::of(b"\xFF\x0A\x01"), Some(Mark::JpegXl));
        assert_eq!(Mark::of(b""), None);
        assert_eq!(Mark::of(&[0; 64]), None);
    }

    #[test]
    fn an_rle_header_has_its_offsets_in_order() {
        let header = |words: &[u32]| {
            let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            bytes.resize(64, 0);
            Mark::of(&bytes)
        };
        assert_eq!(header(&[1, 64]), Some(Mark::Rle));
        assert_eq!(header(&[3, 64, 90, 91]), Some(Mark::Rle));
        for wrong in [&[0, 64][..], &[16, 64], &[2, 64], &[2, 64, 64], &[2, 66, 70], &[1, 64, 80], &[3, 64, 90, 80]] {
            assert_eq!(header(wrong), None, "{wrong:?}");
        }
    }
}
