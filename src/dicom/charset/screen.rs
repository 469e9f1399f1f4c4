//! Text from files and file names made safe for a screen, a terminal or a window's title.

use std::{ffi::OsStr, fmt::Write as _};

/// Characters of one text that a screen is given at most.
const LONGEST: usize = 1024;

/// Makes text safe to lay out on one line: line breaks become `¶`; other control characters, marks that turn the
/// direction of writing and characters that hide become visible, as `<U+202E>`.
pub fn neutralise(text: &str) -> String {
    neutral(text, usize::MAX)
}

/// The same, cut with `…` at a length that any layout stands.
pub fn shown(text: &str) -> String {
    neutral(text, LONGEST)
}

/// A path, or a part of one, to be read by people; bytes that are no UTF-8 are shown as `<E9>`.
pub fn shown_path(path: impl AsRef<OsStr>) -> String {
    let mut shown = String::new();
    for chunk in path.as_ref().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&neutralise(chunk.valid()));
        push_bytes(&mut shown, chunk.invalid());
    }
    shown
}

/// Whether a character by itself would not be seen on a screen, or would do something to it.
pub fn acts_on_screen(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}') || is_hidden(character, None, None)
}

/// Text safe to show, at most about `limit` characters of it.
pub(in crate::dicom) fn neutral(text: &str, limit: usize) -> String {
    if text.len() <= limit && text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut count = 0;
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if count >= limit {
            safe.push('…');
            break;
        }
        let length = safe.len();
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => safe.push_str(" ¶ "),
            '\t' => safe.push(' '),
            _ if is_hidden(character, before, characters.peek().copied()) => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "<U+{:04X}>", u32::from(character));
            }
            _ => safe.push(character),
        }
        before = Some(character);
        // An escape counts as what it takes on the screen; it is all ASCII.
        count += if safe.len() - length > 4 { safe.len() - length } else { 1 };
    }
    safe
}

/// Bytes that no character set explains.
pub(super) fn push_bytes(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "<{byte:02X}>");
    }
}

/// Whether a character would not be seen, or would change how others are seen.
fn is_hidden(character: char, before: Option<char>, after: Option<char>) -> bool {
    match character {
        // Joiners belong into the words of some scripts and into emoji; between others they hide.
        '\u{200C}' | '\u{200D}' => !(before.is_some_and(is_joined) && after.is_some_and(is_joined)),
        // So do the selectors of variants of ideographs.
        '\u{E0100}'..='\u{E01EF}' => !before.is_some_and(|before| matches!(before, '\u{2E80}'..='\u{3FFFF}')),
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => true,
        _ => character.is_control(),
    }
}

/// Whether joiners stand beside this character by right: Arabic, Indic and other joining scripts, emoji.
fn is_joined(character: char) -> bool {
    character >= '\u{590}' && !matches!(character, '\u{2000}'..='\u{206F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_for_the_screen_hides_nothing() {
        assert_eq!(neutralise("a\r\nb\tc\nd"), "a ¶ b c ¶ d");
        assert_eq!(neutralise("x\u{1B}[2J\0\u{7F}\u{9B}"), "x<U+001B>[2J<U+0000><U+007F><U+009B>");
        assert_eq!(neutralise("gpj\u{202E}.exe"), "gpj<U+202E>.exe");
        for mark in "\u{61C}\u{200B}\u{200E}\u{200F}\u{202A}\u{2066}\u{2069}\u{FEFF}\u{AD}\u{3164}\u{E0041}".chars() {
            assert_eq!(neutralise(&format!("a{mark}b")), format!("a<U+{:04X}>b", u32::from(mark)));
        }
        for line in ["\u{2028}", "\u{2029}", "\u{85}", "\u{C}", "\r"] {
            assert_eq!(neutralise(&format!("a{line}b")), "a ¶ b");
        }
    }

    #[test]
    fn joiners_stay_where_they_belong() {
        for text in ["می\u{200C}خواهم", "👩\u{200D}⚕\u{FE0F}", "葛\u{E0100}飾", "क्\u{200D}ष", "Jérôme 山田 😀"]
        {
            assert_eq!(neutralise(text), text);
        }
        assert_eq!(neutralise("a\u{200D}b"), "a<U+200D>b");
        assert_eq!(neutralise("山\u{200D}\u{200D}田"), "山<U+200D><U+200D>田");
        assert_eq!(neutralise("a\u{E0100}"), "a<U+E0100>");
    }

    #[test]
    fn long_text_is_cut() {
        let name = shown(&"^".repeat(1_000_000));
        assert_eq!((name.chars().count(), name.chars().last()), (LONGEST + 1, Some('…')));
        let zeros = shown(&"\0".repeat(10_000_000));
        assert!(zeros.len() < LONGEST + 16 && zeros.starts_with("<U+0000><U+0000>"));
        assert_eq!(shown("é"), "é");
        let exact = "山".repeat(LONGEST);
        assert_eq!(shown(&exact), exact);
    }

    #[cfg(unix)]
    #[test]
    fn file_names_are_shown_as_they_are_and_harmless() {
        use std::os::unix::ffi::OsStrExt as _;

        let name = OsStr::from_bytes(b"a\x1b]0;x\x07\xe9\xe2\x80\xaegpj\n.dcm");
        assert_eq!(shown_path(name), "a<U+001B>]0;x<U+0007><E9><U+202E>gpj ¶ .dcm");
        assert_eq!(shown_path("/scans/Jérôme/1.dcm"), "/scans/Jérôme/1.dcm");
    }
}
