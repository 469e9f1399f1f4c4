//! _Specific Character Set_ (0008,0005): bytes to text (PS3.3 C.12.1.1.2, PS3.5 6.1), and text made safe for a screen.

mod encode;
mod screen;
mod sets;
#[cfg(test)]
mod tests;

use dicom_core::VR;
use encoding_rs::{DecoderResult, Encoding};

pub(super) use encode::{encode, is_plain};
pub(super) use screen::neutral;
pub use screen::{acts_on_screen, neutralise, shown, shown_path};
pub use sets::CharacterSets;

use screen::push_bytes;
use sets::Set;

/// Decodes a value of `vr` under the values of _Specific Character Set_, escape sequences of ISO 2022 included.
///
/// The text is whole: values stay joined by `\`, padding stays. Bytes that mean nothing under these sets come out as
/// `<E9>`: never guessed, never dropped.
pub fn decode(bytes: &[u8], sets: &CharacterSets, vr: VR) -> String {
    decode_start(bytes, false, sets, vr).0
}

/// The same for the first bytes of a value: where it is `cut`, a character that is not whole at the end is left out.
/// With what was noticed.
pub(super) fn decode_start(bytes: &[u8], cut: bool, sets: &CharacterSets, vr: VR) -> (String, Faults) {
    if let Some(text) = plain_ascii(bytes) {
        return (text.to_owned(), Faults::default());
    }
    let text = String::with_capacity(bytes.len());
    let mut decoder = Decoder { text, cut, open_end: false, faults: Faults::default() };
    let single_text = matches!(vr, VR::LT | VR::ST | VR::UT);
    if !single_text && !matches!(vr, VR::LO | VR::PN | VR::SH | VR::UC) {
        decoder.run(bytes, None);
    } else if let Some(encoding) = sets.whole() {
        decoder.whole(bytes, encoding);
    } else {
        decoder.extended(bytes, sets, vr);
    }
    (decoder.text, decoder.faults)
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    /// It uses a set that (0008,0005) does not name.
    pub undeclared: bool,
    /// It holds bytes that mean nothing.
    pub unknown_bytes: bool,
}

struct Decoder {
    text: String,
    /// More bytes follow those that are there.
    cut: bool,
    /// More bytes follow those that are being decoded.
    open_end: bool,
    faults: Faults,
}

/// What bytes below and from 0x80 mean at the moment (G0 and G1).
#[derive(Clone, Copy)]
struct State {
    left: Set,
    right: Option<Set>,
}

impl Decoder {
    /// Text with code extension: runs of one half each, between escape sequences and delimiters.
    fn extended(&mut self, bytes: &[u8], sets: &CharacterSets, vr: VR) {
        let single_text = matches!(vr, VR::LT | VR::ST | VR::UT);
        let start = State { left: Set::Ascii, right: sets.initial_right() };
        let mut state = start;
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            if let Some((set, length)) = Set::of_escape(rest) {
                self.faults.undeclared |= !sets.declares(set);
                match set {
                    Set::Ascii | Set::Kanji { .. } => state.left = set,
                    _ => state.right = Some(set),
                }
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            let wide = matches!(state.left, Set::Kanji { .. });
            // PS3.5 6.1.2.5.3: the first set comes back before control characters and before delimiters.
            let resets = match byte {
                0..0x20 => byte != 0x1B,
                b'\\' => !single_text && !wide,
                b'^' | b'=' => vr == VR::PN && !wide,
                _ => false,
            };
            if byte == 0x1B && self.cut && rest.len() < 4 {
                break;
            }
            if resets || byte == 0x1B {
                // Of an escape sequence that is none, the first byte is shown, and the rest as what it would be alone.
                self.faults.unknown_bytes |= byte == 0x1B;
                state = if resets { start } else { state };
                self.text.push(char::from(byte));
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            if let (Some(Set::Katakana), Some(character)) = (state.right, shift_jis(rest)) {
                // No byte of JIS X 0201 is the first of these, so that nothing else can be meant.
                self.faults.undeclared = true;
                self.text.push(character);
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            let right = byte >= 0x80;
            let ends = |(at, next): (usize, &u8)| {
                (*next >= 0x80) != right
                    || *next < 0x20
                    || (!wide && matches!(next, b'\\' | b'^' | b'='))
                    || (state.right == Some(Set::Katakana) && shift_jis(rest.get(at..).unwrap_or_default()).is_some())
            };
            let length = rest.iter().enumerate().skip(1).find(|next| ends(*next)).map_or(rest.len(), |(at, _)| at);
            let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            self.open_end = self.cut && after.is_empty();
            self.run(piece, if right { state.right } else { Some(state.left) });
            rest = after;
        }
    }

    /// Bytes that all belong to one half.
    fn run(&mut self, bytes: &[u8], set: Option<Set>) {
        match set {
            Some(Set::Kanji { supplement }) => self.kanji(bytes, supplement),
            Some(Set::TwoByte(encoding)) => self.pieces(bytes, 2, |pair| one(encoding, pair)),
            Some(Set::Katakana) => {
                let kana = |byte: &[u8]| one(encoding_rs::SHIFT_JIS, byte).filter(|_| !matches!(byte, [0x80]));
                self.pieces(bytes, 1, kana);
            }
            Some(Set::EightBit(encoding)) => {
                // The Windows code pages stand in for ISO 8859 and put printable characters where it has none.
                self.pieces(bytes, 1, |byte| one(encoding, byte).filter(|_| !matches!(byte, [0x80..=0x9F])));
            }
            Some(Set::Latin1) => self.pieces(bytes, 1, |byte| byte.first().map(|byte| char::from(*byte))),
            Some(Set::Ascii | Set::Whole(_)) | None => {
                self.pieces(bytes, 1, |byte| byte.first().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)));
            }
        }
    }

    /// Two bytes of the left half a character; a space is a space (ISO 2022).
    fn kanji(&mut self, bytes: &[u8], supplement: bool) {
        let mut rest = bytes;
        while let [first, after @ ..] = rest {
            if !(0x21..=0x7E).contains(first) {
                self.text.push(char::from(*first));
                rest = after;
                continue;
            }
            let (pair, after) = rest.split_at_checked(2).unwrap_or((rest, &[]));
            let decoded = match *pair {
                [first, second] if supplement => one(encoding_rs::EUC_JP, &[0x8F, first | 0x80, second | 0x80]),
                [first, second] => one(encoding_rs::EUC_JP, &[first | 0x80, second | 0x80]),
                _ => None,
            };
            self.piece(pair, 2, decoded);
            rest = after;
        }
    }

    /// Decodes `width` bytes at a time.
    fn pieces(&mut self, bytes: &[u8], width: usize, decode: impl Fn(&[u8]) -> Option<char>) {
        bytes.chunks(width).for_each(|piece| self.piece(piece, width, decode(piece)));
    }

    /// A character, or the bytes that are none.
    fn piece(&mut self, bytes: &[u8], width: usize, decoded: Option<char>) {
        match decoded {
            Some(character) => self.text.push(character),
            None if self.open_end && bytes.len() < width => {}
            None => {
                self.faults.unknown_bytes = true;
                bytes.iter().for_each(|byte| match byte {
                    0..0x80 => self.text.push(char::from(*byte)),
                    _ => push_bytes(&mut self.text, &[*byte]),
                });
            }
        }
    }

    /// Text in an encoding without code extension.
    fn whole(&mut self, bytes: &[u8], encoding: &'static Encoding) {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            self.text.reserve(decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len()));
            let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut self.text, !self.cut);
            at += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    self.faults.unknown_bytes = true;
                    let end = at.saturating_sub(usize::from(after));
                    let start = end.saturating_sub(usize::from(length));
                    push_bytes(&mut self.text, bytes.get(start..end).unwrap_or_default());
                }
            }
        }
    }
}

/// Text that says the same in every set: ASCII without escape sequences.
fn plain_ascii(bytes: &[u8]) -> Option<&str> {
    let is_plain = bytes.is_ascii() && !bytes.contains(&0x1B);
    std::str::from_utf8(bytes).ok().filter(|_| is_plain)
}

/// The two-byte character of Shift-JIS that `bytes` start with. Its second byte may be that of a backslash.
fn shift_jis(bytes: &[u8]) -> Option<char> {
    match bytes {
        [first @ (0x81..=0x9F | 0xE0..=0xFC), second @ (0x40..=0x7E | 0x80..=0xFC), ..] => {
            one(encoding_rs::SHIFT_JIS, &[*first, *second])
        }
        _ => None,
    }
}

/// The one character that `bytes` encode.
fn one(encoding: &'static Encoding, bytes: &[u8]) -> Option<char> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}
