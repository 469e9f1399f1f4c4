//! Coded character sets: their defined terms, the ways these are miswritten, and their escape sequences.

use std::sync::Arc;

use encoding_rs::Encoding;

use crate::dicom::{Finding, FindingCode};

/// Values of _Specific Character Set_ beyond this many bytes are left out: all defined terms together need fewer.
const LONGEST: usize = 1024;

/// A coded character set, as far as decoding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// ISO-IR 6, and the left half of ISO-IR 14, which differs in two characters that Japanese writers type as ASCII.
    Ascii,
    /// The right half of ISO 8859-1.
    Latin1,
    /// The right half of another 8-bit set.
    EightBit(&'static Encoding),
    /// Half-width Katakana of JIS X 0201 in the right half.
    Katakana,
    /// Two bytes of the left half a character: JIS X 0208, or its supplement JIS X 0212.
    Kanji { supplement: bool },
    /// Two bytes of the right half a character: KS X 1001 or GB 2312.
    TwoByte(&'static Encoding),
    /// An encoding of its own without code extension: UTF-8, GB18030, GBK.
    Whole(&'static Encoding),
}

/// The sets that _Specific Character Set_ (0008,0005) declares, in its order. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct CharacterSets {
    declared: Arc<[Set]>,
}

impl CharacterSets {
    /// Reads the values of (0008,0005) from its bytes; what is miswritten is understood where its meaning is plain.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<Finding>) {
        let mut declared = Vec::new();
        let mut faults = Faults::default();
        let text = String::from_utf8_lossy(bytes.get(..LONGEST).unwrap_or(bytes));
        for term in text.split('\\') {
            let (set, spelling) = Set::of_term(term.trim_matches([' ', '\0']));
            faults.misspelt |= set.is_some() && spelling == Spelling::Near;
            faults.foreign |= set.is_some() && spelling == Spelling::Foreign;
            faults.unknown |= set.is_none();
            declared.extend(set.filter(|set| !declared.contains(set)));
        }
        let sets = Self { declared: declared.into() };
        faults.combined = sets.declared.len() > 1 && sets.declared.iter().any(|set| matches!(set, Set::Whole(_)));
        (sets, faults.findings())
    }

    /// The encoding that all text is written in, where that is one without code extension.
    pub(super) fn whole(&self) -> Option<&'static Encoding> {
        match self.declared.first()? {
            Set::Whole(encoding) => Some(encoding),
            // `\ISO_IR 192` is against the rules, but nothing else can be meant by it: ASCII is UTF-8.
            _ => self.declared.iter().find(|set| **set != Set::Ascii).and_then(|set| match set {
                Set::Whole(encoding) => Some(*encoding),
                _ => None,
            }),
        }
    }

    /// What bytes from 0x80 mean at the start of a value and after each delimiter: the first declared set that has a
    /// right half. Strictly it is that of the first value; writers who leave out the escape sequence mean this one.
    pub(super) fn initial_right(&self) -> Option<Set> {
        let has_right = |set: &&Set| !matches!(set, Set::Ascii | Set::Kanji { .. } | Set::Whole(_));
        self.declared.iter().find(has_right).copied()
    }

    /// The first one, in force without an escape sequence.
    pub(super) fn first(&self) -> Option<Set> {
        self.declared.first().copied()
    }

    /// All of them, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = Set> + '_ {
        self.declared.iter().copied()
    }

    /// Whether text may switch to `set`.
    pub(super) fn declares(&self, set: Set) -> bool {
        set == Set::Ascii || self.declared.contains(&set)
    }
}

/// How a term is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As PS3.3 C.12.1.1.2 defines it.
    Defined,
    /// Nearly so.
    Near,
    /// The name that others than DICOM give to an encoding.
    Foreign,
}

impl Set {
    /// By term, without padding.
    pub(super) fn of_term(term: &str) -> (Option<Self>, Spelling) {
        let defined = match term {
            "" => Some(Self::Ascii),
            "ISO_IR 192" => Some(Self::Whole(encoding_rs::UTF_8)),
            "GB18030" => Some(Self::Whole(encoding_rs::GB18030)),
            "GBK" => Some(Self::Whole(encoding_rs::GBK)),
            _ => {
                let alone = term.strip_prefix("ISO_IR ").filter(|number| !is_multi_byte(number));
                term.strip_prefix("ISO 2022 IR ").or(alone).and_then(Self::registered)
            }
        };
        if defined.is_some() {
            return (defined, Spelling::Defined);
        }
        let plain: String = term.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let number = ["ISO2022IR", "ISO2022", "ISOIR", "IR"].iter().find_map(|prefix| plain.strip_prefix(prefix));
        let near = match number.unwrap_or(&plain) {
            "192" => Some(Self::Whole(encoding_rs::UTF_8)),
            "GB18030" => Some(Self::Whole(encoding_rs::GB18030)),
            "GBK" => Some(Self::Whole(encoding_rs::GBK)),
            number => Self::registered(number),
        };
        match near {
            Some(set) => (Some(set), Spelling::Near),
            None => (Self::of_label(term), Spelling::Foreign),
        }
    }

    /// By number in the ISO register of sets for escape sequences.
    fn registered(number: &str) -> Option<Self> {
        Some(match number {
            "6" => Self::Ascii,
            "13" => Self::Katakana,
            "58" => Self::TwoByte(encoding_rs::GBK),
            "87" => Self::Kanji { supplement: false },
            "100" => Self::Latin1,
            "101" => Self::EightBit(encoding_rs::ISO_8859_2),
            "109" => Self::EightBit(encoding_rs::ISO_8859_3),
            "110" => Self::EightBit(encoding_rs::ISO_8859_4),
            "126" => Self::EightBit(encoding_rs::ISO_8859_7),
            "127" => Self::EightBit(encoding_rs::ISO_8859_6),
            "138" => Self::EightBit(encoding_rs::ISO_8859_8),
            "144" => Self::EightBit(encoding_rs::ISO_8859_5),
            "148" => Self::EightBit(encoding_rs::WINDOWS_1254),
            "149" => Self::TwoByte(encoding_rs::EUC_KR),
            "159" => Self::Kanji { supplement: true },
            "166" => Self::EightBit(encoding_rs::WINDOWS_874),
            "203" => Self::EightBit(encoding_rs::ISO_8859_15),
            _ => return None,
        })
    }

    /// By the name that the rest of the world gives it, of those in which ASCII is ASCII.
    fn of_label(term: &str) -> Option<Self> {
        let find = |label: &str| Encoding::for_label_no_replacement(label.as_bytes());
        let plain = || term.replace(|character: char| !character.is_ascii_alphanumeric(), "");
        let encoding = find(term).or_else(|| find(&term.replace('_', "-"))).or_else(|| find(&plain()))?;
        (encoding.is_ascii_compatible() && encoding != encoding_rs::X_USER_DEFINED).then_some(Self::Whole(encoding))
    }

    /// Its escape sequence; `None` for what needs none.
    pub(super) fn escape(self) -> Option<&'static [u8]> {
        let eight_bit = [
            b"\x1b-B", b"\x1b-C", b"\x1b-D", b"\x1b-F", b"\x1b-G", b"\x1b-H", b"\x1b-L", b"\x1b-M", b"\x1b-T",
            b"\x1b-b",
        ];
        Some(match self {
            Self::Latin1 => b"\x1b-A",
            Self::Katakana => b"\x1b)I",
            Self::Kanji { supplement: false } => b"\x1b$B",
            Self::Kanji { supplement: true } => b"\x1b$(D",
            Self::TwoByte(encoding) if encoding == encoding_rs::EUC_KR => b"\x1b$)C",
            Self::TwoByte(_) => b"\x1b$)A",
            Self::EightBit(_) => {
                *eight_bit.iter().find(|escape| Self::of_escape(&escape[..]).is_some_and(|(set, _)| set == self))?
            }
            Self::Ascii | Self::Whole(_) => return None,
        })
    }

    /// By the escape sequence that `bytes` start with (PS3.3 tables C.12-3 and C.12-4), and its length.
    pub(super) fn of_escape(bytes: &[u8]) -> Option<(Self, usize)> {
        Some(match bytes.strip_prefix(&[0x1B])? {
            [b'(', b'B' | b'J', ..] => (Self::Ascii, 3),
            [b')', b'I', ..] => (Self::Katakana, 3),
            [b'$', b'B' | b'@', ..] => (Self::Kanji { supplement: false }, 3),
            [b'$', b'(', b'D', ..] => (Self::Kanji { supplement: true }, 4),
            [b'$', b')', b'A', ..] => (Self::TwoByte(encoding_rs::GBK), 4),
            [b'$', b')', b'C', ..] => (Self::TwoByte(encoding_rs::EUC_KR), 4),
            [b'-', last, ..] => {
                let number = match last {
                    b'A' => "100",
                    b'B' => "101",
                    b'C' => "109",
                    b'D' => "110",
                    b'F' => "126",
                    b'G' => "127",
                    b'H' => "138",
                    b'L' => "144",
                    b'M' => "148",
                    b'T' => "166",
                    b'b' => "203",
                    _ => return None,
                };
                (Self::registered(number)?, 3)
            }
            _ => return None,
        })
    }
}

/// The sets that have no term without code extension.
fn is_multi_byte(number: &str) -> bool {
    matches!(number, "58" | "87" | "149" | "159")
}

/// What is wrong with the values of (0008,0005).
#[derive(Default)]
struct Faults {
    misspelt: bool,
    foreign: bool,
    unknown: bool,
    combined: bool,
}

impl Faults {
    fn findings(&self) -> Vec<Finding> {
        [
            (self.unknown, "names an unknown character set; text in it is shown byte by byte, as <E9>."),
            (self.misspelt, "is misspelt; the character set that was meant was taken."),
            (self.foreign, "names a character set as DICOM does not; it was read by its common name."),
            (self.combined, "combines character sets that stand alone; one of them was taken."),
        ]
        .into_iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, what)| {
            let text = format!("SpecificCharacterSet (0008,0005) {what}");
            Finding::new(FindingCode::Charset, Some((0x0008, 0x0005)), text)
        })
        .collect()
    }
}
