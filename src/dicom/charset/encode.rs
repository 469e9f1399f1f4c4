//! Text to bytes under _Specific Character Set_ (0008,0005): PS3.5 6.1.2. Never a substitute for what does not fit.

use dicom_core::VR;
use encoding_rs::{EncoderResult, Encoding};

use super::{CharacterSets, decode, sets::Set};

/// The bytes of `text` in a value of `vr`, unpadded; `None` where a character has no place in the declared sets. What comes
/// out reads back as `text`: that is tried before it is given.
pub fn encode(text: &str, sets: &CharacterSets, vr: VR) -> Option<Vec<u8>> {
    let bytes = if text.is_ascii() {
        text.as_bytes().to_vec()
    } else if let Some(encoding) = sets.whole() {
        whole(text, encoding)?
    } else {
        extended(text, sets, vr)?
    };
    // Escape sequences and the two halves have rules of their own; the reader knows them.
    (decode(&bytes, sets, vr) == text).then_some(bytes)
}

/// Whether it is the same in every set: ASCII without escape sequences.
pub fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii() && !bytes.contains(&0x1B)
}

fn whole(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut encoder = encoding.new_encoder();
    let most = encoder.max_buffer_length_from_utf8_without_replacement(text.len())?;
    let mut bytes = Vec::with_capacity(most);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
    matches!(result, EncoderResult::InputEmpty).then_some(bytes)
}

/// Code extension by escape sequences (ISO 2022), from the first set and back to it before every delimiter.
fn extended(text: &str, sets: &CharacterSets, vr: VR) -> Option<Vec<u8>> {
    let single_text = matches!(vr, VR::LT | VR::ST | VR::UT);
    let initial = sets.initial_right();
    // Only the first of several sets is there without an escape sequence (PS3.3 C.12.1.1.2).
    let begins = sets.first();
    let at_start = |set: &Set| begins == Some(*set) && !matches!(set, Set::TwoByte(_));
    let (mut left, mut right) = (Set::Ascii, initial.filter(at_start));
    let start = right;
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        let resets = match character {
            '\u{0}'..='\u{1f}' => true,
            '\\' => !single_text,
            '^' | '=' => vr == VR::PN,
            _ => false,
        };
        if character.is_ascii() {
            if left != Set::Ascii {
                bytes.extend(b"\x1b(B");
                left = Set::Ascii;
            }
            if resets {
                right = start;
            }
            bytes.push(character as u8);
            continue;
        }
        let fits = |set: Set| in_set(character, set).map(|code| (set, code));
        let now = right.and_then(fits).or_else(|| Some(left).filter(|set| *set != Set::Ascii).and_then(fits));
        let (set, code) = now.or_else(|| sets.all().find_map(fits))?;
        let is_left = matches!(set, Set::Kanji { .. });
        if is_left && left != set {
            bytes.extend(set.escape()?);
            left = set;
        } else if !is_left && right != Some(set) {
            bytes.extend(set.escape()?);
            right = Some(set);
        }
        bytes.extend(code);
    }
    if left != Set::Ascii {
        bytes.extend(b"\x1b(B");
    }
    Some(bytes)
}

/// The code of a character beyond ASCII in one set.
fn in_set(character: char, set: Set) -> Option<Vec<u8>> {
    let one = |encoding: &'static Encoding| whole(character.encode_utf8(&mut [0; 4]), encoding);
    match set {
        Set::Latin1 => u8::try_from(u32::from(character)).ok().filter(|code| *code >= 0xA0).map(|code| vec![code]),
        Set::EightBit(encoding) => one(encoding).filter(|code| matches!(code[..], [0xA0..=0xFF])),
        Set::Katakana => one(encoding_rs::SHIFT_JIS).filter(|code| matches!(code[..], [0xA1..=0xDF])),
        Set::TwoByte(encoding) => one(encoding).filter(|code| matches!(code[..], [0xA1..=0xFE, 0xA1..=0xFE])),
        Set::Kanji { supplement: false } => match one(encoding_rs::EUC_JP)?[..] {
            [first @ 0xA1..=0xFE, second @ 0xA1..=0xFE] => Some(vec![first & 0x7F, second & 0x7F]),
            _ => None,
        },
        // Of the supplement there is no encoder.
        Set::Kanji { supplement: true } | Set::Ascii | Set::Whole(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, terms: &str, vr: VR) -> Option<Vec<u8>> {
        encode(text, &CharacterSets::parse(terms.as_bytes()).0, vr)
    }

    #[test]
    fn one_set_without_escapes() {
        assert_eq!(encoded("Müller", "ISO_IR 100", VR::PN), Some(b"M\xfcller".to_vec()));
        assert_eq!(encoded("Ж", "ISO_IR 144", VR::LO), Some(vec![0xB6]));
        assert_eq!(encoded("Müller", "", VR::PN), None, "the default repertoire is ASCII");
        assert_eq!(encoded("Ж", "ISO_IR 100", VR::LO), None);
        assert_eq!(encoded("山", "ISO_IR 192", VR::LO), Some("山".as_bytes().to_vec()));
        assert_eq!(encoded("山", "GB18030", VR::LO), Some(vec![0xC9, 0xBD]));
    }

    #[test]
    fn the_examples_of_the_standard() {
        // PS3.5 H.3.1 and I.2: Yamada Tarou and Hong Gildong.
        let japanese = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B".to_vec();
        let text = "Yamada^Tarou=山田^太郎=やまだ^たろう";
        assert_eq!(encoded(text, "\\ISO 2022 IR 87", VR::PN), Some(japanese));
        let korean =
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf".to_vec();
        assert_eq!(encoded("Hong^Gildong=洪^吉洞=홍^길동", "\\ISO 2022 IR 149", VR::PN), Some(korean));
        let chinese = b"\x1b$)A\xb5\xda\xd2\xbb".to_vec();
        assert_eq!(encoded("第一", "\\ISO 2022 IR 58", VR::LO), Some(chinese));
    }

    #[test]
    fn sets_take_turns() {
        let terms = "ISO 2022 IR 100\\ISO 2022 IR 144";
        assert_eq!(encoded("é Ж", terms, VR::LO), Some(b"\xe9 \x1b-L\xb6".to_vec()));
        assert_eq!(encoded("Ж\\é", terms, VR::LO), Some(b"\x1b-L\xb6\\\xe9".to_vec()));
    }
}
