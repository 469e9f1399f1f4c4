//! Python's way of writing things.

use std::fmt::{Display, Write};

/// Lines of code, one after another.
#[derive(Default)]
pub(super) struct Script(String);

impl Script {
    pub(super) fn line(&mut self, line: impl Display) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    pub(super) fn comment(&mut self, text: &str) {
        self.line(format_args!("# {text}"));
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// A string literal: nothing in a name ends it, nor the line.
pub(super) fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(character);
            }
            ' '..='~' => literal.push(character),
            other => {
                let code = u32::from(other);
                let _ = if code < 0x100 {
                    write!(literal, "\\x{code:02x}")
                } else if code < 0x1_0000 {
                    write!(literal, "\\u{code:04x}")
                } else {
                    write!(literal, "\\U{code:08x}")
                };
            }
        }
    }
    literal.push('"');
    literal
}

/// A number that Python reads back to the bit, short where it is whole.
pub(super) fn number(value: f64) -> String {
    if value.is_nan() {
        "float(\"nan\")".to_owned()
    } else if value.is_infinite() {
        format!("float(\"{}inf\")", if value < 0.0 { "-" } else { "" })
    } else if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value}")
    } else {
        format!("{value:?}")
    }
}

/// A number as a factor or after an operator.
pub(super) fn operand(value: f64) -> String {
    if value < 0.0 { format!("({})", number(value)) } else { number(value) }
}
