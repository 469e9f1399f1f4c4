//! _Specific Character Set_ (0008,0005): bytes to text (PS3.3 C.12.1.1.2, PS3.5 6.1), and text made safe for a screen.

use dicom_core::VR;
use encoding_rs::Encoding;

/// Decodes a value of `vr` under the values of _Specific Character Set_, escape sequences of ISO 2022 included.
///
/// The text is whole: values stay joined by `\`, padding stays. Bytes that mean nothing under these sets come out as
/// `<E9>`: never guessed, never dropped.
pub fn decode(bytes: &[u8], sets: &[String], vr: VR) -> String {
    let single_text = matches!(vr, VR::LT | VR::ST | VR::UT);
    if !single_text && !matches!(vr, VR::LO | VR::PN | VR::SH | VR::UC) {
        return run(bytes, None);
    }
    let declared: Vec<Set> = sets.iter().filter_map(|term| Set::of_term(term)).collect();
    if let Some(Set::Whole(encoding)) = declared.first() {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let start = State::initial(&declared);
    let mut state = start;
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&byte) = rest.first() {
        if let Some((set, length)) = Set::of_escape(rest) {
            state.invoke(set);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let right = byte >= 0x80;
        let wide = !right && matches!(state.left, Some(Set::Kanji { .. }));
        let resets = match byte {
            b'\t' | b'\n' | 0x0C | b'\r' => true,
            b'\\' => !single_text && !wide,
            b'^' | b'=' => vr == VR::PN && !wide,
            _ => false,
        };
        if resets {
            state = start;
            text.push(char::from(byte));
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        // A run of one half that holds nothing to act upon.
        let ends = |next: &u8| {
            *next == 0x1B
                || (*next >= 0x80) != right
                || matches!(next, b'\t' | b'\n' | 0x0C | b'\r')
                || (!wide && matches!(next, b'\\' | b'^' | b'='))
        };
        let length = rest.iter().skip(1).position(ends).map_or(rest.len(), |at| at + 1);
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        text.push_str(&run(piece, if right { state.right } else { state.left }));
        rest = after;
    }
    text
}

/// Whether a value of _Specific Character Set_ names a set that [`decode`] knows.
pub fn is_known(term: &str) -> bool {
    Set::of_term(term).is_some()
}

/// Makes text safe to lay out on one line: line breaks become spaces; other control characters, marks that turn the
/// direction of writing and invisible characters become visible, as `<U+202E>`.
pub fn neutralise(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\t' | '\n' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => safe.push(' '),
            '\u{61C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' => safe.push_str(&format!("<U+{:04X}>", u32::from(character))),
            _ if character.is_control() => safe.push_str(&format!("<U+{:04X}>", u32::from(character))),
            _ => safe.push(character),
        }
    }
    safe
}

/// A coded character set, as far as decoding goes.
#[derive(Clone, Copy)]
enum Set {
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

impl Set {
    /// By defined term; the usual misspellings of the separators are understood.
    fn of_term(term: &str) -> Option<Self> {
        let term = term.trim_matches([' ', '\0']).to_ascii_uppercase().replace(['_', '-'], " ");
        Some(match term.strip_prefix("ISO 2022 IR ").or(term.strip_prefix("ISO IR ")).unwrap_or(&term) {
            "" | "6" => Self::Ascii,
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
            "192" | "UTF 8" => Self::Whole(encoding_rs::UTF_8),
            "203" => Self::EightBit(encoding_rs::ISO_8859_15),
            "GB18030" => Self::Whole(encoding_rs::GB18030),
            "GBK" => Self::Whole(encoding_rs::GBK),
            _ => return None,
        })
    }

    /// By the escape sequence that `bytes` start with (PS3.3 tables C.12-3 and C.12-4), and its length.
    fn of_escape(bytes: &[u8]) -> Option<(Self, usize)> {
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
                (Self::of_term(&format!("ISO 2022 IR {number}"))?, 3)
            }
            _ => return None,
        })
    }
}

/// What bytes below and from 0x80 mean at the moment (G0 and G1).
#[derive(Clone, Copy)]
struct State {
    left: Option<Set>,
    right: Option<Set>,
}

impl State {
    /// At the start of a value, and after each delimiter. The right half is that of the first declared set which has
    /// one: writers who leave out the escape sequence after a delimiter mean that one.
    fn initial(declared: &[Set]) -> Self {
        let has_right = |set: &&Set| !matches!(set, Set::Ascii | Set::Kanji { .. } | Set::Whole(_));
        Self { left: Some(Set::Ascii), right: declared.iter().find(has_right).copied() }
    }

    fn invoke(&mut self, set: Set) {
        match set {
            Set::Ascii | Set::Kanji { .. } => self.left = Some(set),
            _ => self.right = Some(set),
        }
    }
}

/// Decodes bytes that all belong to one half.
fn run(bytes: &[u8], set: Option<Set>) -> String {
    match set {
        Some(Set::Kanji { supplement }) => {
            let decode = |pair: &[u8]| match *pair {
                [b' ', ..] => None,
                [first, second] if supplement => one(encoding_rs::EUC_JP, &[0x8F, first | 0x80, second | 0x80]),
                [first, second] => one(encoding_rs::EUC_JP, &[first | 0x80, second | 0x80]),
                _ => None,
            };
            pieces(bytes, 2, decode)
        }
        Some(Set::TwoByte(encoding)) => pieces(bytes, 2, |pair| one(encoding, pair)),
        Some(Set::Katakana) => pieces(bytes, 1, |byte| one(encoding_rs::SHIFT_JIS, byte)),
        Some(Set::EightBit(encoding)) => {
            // The Windows code pages stand in for ISO 8859 and put printable characters where it has none.
            pieces(bytes, 1, |byte| one(encoding, byte).filter(|_| !matches!(byte, [0x80..=0x9F])))
        }
        Some(Set::Latin1) => pieces(bytes, 1, |byte| byte.first().map(|byte| char::from(*byte))),
        Some(Set::Ascii | Set::Whole(_)) | None => {
            pieces(bytes, 1, |byte| byte.first().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)))
        }
    }
}

/// Decodes `width` bytes at a time; what `decode` refuses is shown byte by byte.
fn pieces(bytes: &[u8], width: usize, decode: impl Fn(&[u8]) -> Option<char>) -> String {
    let mut text = String::with_capacity(bytes.len());
    for piece in bytes.chunks(width) {
        match decode(piece) {
            Some(character) => text.push(character),
            None => piece.iter().for_each(|byte| match byte {
                0..0x80 => text.push(char::from(*byte)),
                _ => text.push_str(&format!("<{byte:02X}>")),
            }),
        }
    }
    text
}

/// The one character that `bytes` encode.
fn one(encoding: &'static Encoding, bytes: &[u8]) -> Option<char> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8], sets: &[&str]) -> String {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        decode(bytes, &sets, VR::PN)
    }

    #[test]
    fn names_of_the_standard_are_read() {
        // PS3.5 annexes H, I and K.
        let kanji = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
        assert_eq!(name(kanji, &["", "ISO 2022 IR 87"]), "Yamada^Tarou=山田^太郎=やまだ^たろう");
        let katakana = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J";
        assert_eq!(name(katakana, &["ISO 2022 IR 13", "ISO 2022 IR 87"]), "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎");
        let hangul = b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
        assert_eq!(name(hangul, &["", "ISO 2022 IR 149"]), "Hong^Gildong=洪^吉洞=홍^길동");
        let chinese = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=";
        assert_eq!(name(chinese, &["", "ISO 2022 IR 58"]), "Zhang^XiaoDong=张^小东=");
        assert_eq!(name("Wang^XiaoDong=王^小東".as_bytes(), &["ISO_IR 192"]), "Wang^XiaoDong=王^小東");
    }

    #[test]
    fn single_byte_sets_and_their_misspellings_are_read() {
        for (bytes, set, expected) in [
            (&b"\xc4neas^R\xfcdiger"[..], "ISO_IR 100", "Äneas^Rüdiger"),
            (b"\xc4neas", "ISO 2022 IR 100 ", "Äneas"),
            (b"\xc4neas", "iso-ir 100", "Äneas"),
            (b"\xbb\xee", "ISO_IR 144", "Лю"),
            (b"\xfeahin", "ISO_IR 148", "şahin"),
            (b"\xbb\xc3", "ISO_IR 166", "ปร"),
            (b"\xa4", "ISO_IR 203", "€"),
        ] {
            assert_eq!(name(bytes, &[set]), expected, "{set}");
        }
    }

    #[test]
    fn delimiters_bring_the_first_set_back() {
        let greek = b"\x1b-F\xc4\\\xc4";
        let sets = ["ISO 2022 IR 100".to_owned(), "ISO 2022 IR 126".to_owned()];
        assert_eq!(decode(greek, &sets, VR::LO), "Δ\\Ä");
        assert_eq!(decode(greek, &sets, VR::LT), "Δ\\Δ");
        assert_eq!(decode(b"\x1b-F\xc4^\xc4\r\n\xc4", &sets, VR::LO), "Δ^Δ\r\nÄ");
    }

    #[test]
    fn a_byte_of_a_character_is_no_delimiter() {
        // The second byte of these GBK characters is that of a backslash, and of these JIS ones of `^` and `=`.
        assert_eq!(name(b"\x81\x5c", &["GBK"]), "乗");
        assert_eq!(name(b"\x1b$B=^\x1b(B", &["", "ISO 2022 IR 87"]), "殉");
    }

    #[test]
    fn unknown_bytes_are_shown_not_guessed() {
        assert_eq!(name(b"J\xe9r\xf4me", &[]), "J<E9>r<F4>me");
        assert_eq!(name(b"J\xe9r", &["ISO_IR 999"]), "J<E9>r");
        assert_eq!(name(b"\x1b$B;", &["", "ISO 2022 IR 87"]), ";");
        assert_eq!(decode(b"\xe9", &["ISO_IR 100".to_owned()], VR::CS), "<E9>");
        assert!(is_known("") && is_known("ISO_IR 192") && !is_known("ISO_IR 999"));
    }

    #[test]
    fn no_bytes_panic() {
        let terms = ["", "ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 149", "ISO_IR 166", "GB18030"];
        let mut state = 1_u32;
        for round in 0..4000 {
            let mut byte = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let choice = (state >> 24) as u8;
                *b"\x1b$()BD-A^=\\".get(usize::from(choice % 23)).unwrap_or(&choice)
            };
            let bytes: Vec<u8> = (0..12).map(|_| byte()).collect();
            name(&bytes, &[terms[round % 6], terms[round / 6 % 6]]);
        }
    }

    #[test]
    fn text_for_the_screen_hides_nothing() {
        assert_eq!(neutralise("a\r\nb\tc\nd"), "a b c d");
        assert_eq!(neutralise("x\u{1B}[2J\0"), "x<U+001B>[2J<U+0000>");
        assert_eq!(neutralise("gpj\u{202E}.exe"), "gpj<U+202E>.exe");
        assert_eq!(neutralise("می\u{200C}خواهم 😀"), "می\u{200C}خواهم 😀");
    }
}
