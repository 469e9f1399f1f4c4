//! Names of members: texts to be shown and compared, never paths.

use std::{collections::HashMap, sync::Arc};

use crate::dicom::charset::shown;

/// Gives each member a name of its own.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// How many were asked for by each name.
    taken: HashMap<Arc<str>, u32>,
}

impl Names {
    /// `name` as it can be shown, or numbered where another member has it.
    pub fn unique(&mut self, name: &str) -> Arc<str> {
        let name: Arc<str> = shown(name).into();
        let Some(taken) = self.taken.get(&name).copied() else {
            self.taken.insert(name.clone(), 1);
            return name;
        };
        let mut number = taken;
        loop {
            number = number.saturating_add(1);
            let numbered: Arc<str> = format!("{name} ({number})").into();
            if !self.taken.contains_key(&numbered) {
                self.taken.insert(name, number);
                self.taken.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// The text that the bytes of a name stand for: UTF-8, else what DOS wrote (APPNOTE D.1).
pub(super) fn decoded(name: &[u8], is_utf8: bool) -> String {
    if is_utf8 {
        return String::from_utf8_lossy(name).into_owned();
    }
    std::str::from_utf8(name).map_or_else(|_| name.iter().map(|byte| of_code_page_437(*byte)).collect(), str::to_owned)
}

fn of_code_page_437(byte: u8) -> char {
    let high = byte.checked_sub(128).and_then(|at| CODE_PAGE_437.chars().nth(usize::from(at)));
    high.unwrap_or(char::from(byte))
}

/// Its characters from 128 on.
const CODE_PAGE_437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// Whether a name is one that a Mac gives to what it keeps beside a file.
pub(super) fn is_side_file(name: &str) -> bool {
    let parts = || name.split(['/', '\\']);
    parts().next() == Some("__MACOSX") || parts().next_back().is_some_and(|last| last.starts_with("._"))
}
