//! JSON whose strings can be printed on any screen.

use std::io::{self, Write};

use crate::dicom::charset::acts_on_screen;

/// How JSON that is written piece by piece keeps its strings: as they are, but for what a terminal would act upon, which is
/// written as `\u009B`.
pub struct ScreenSafe;

impl serde_json::ser::Formatter for ScreenSafe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        // Plain text is all there is to most strings.
        if fragment.bytes().all(|byte| byte < 0x7F) {
            return out.write_all(fragment.as_bytes());
        }
        while let Some((at, character)) = rest.char_indices().find(|(_, character)| acts_on_screen(*character)) {
            let (before, after) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04X}")?;
            }
            rest = after.get(character.len_utf8()..).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }
}
