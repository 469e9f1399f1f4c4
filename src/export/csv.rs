//! Fields of comma-separated values (RFC 4180).

/// A field, in quotes where it needs them.
pub fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A field of a person's own words: where a spreadsheet would take it for a formula, an apostrophe stands before it.
pub fn words(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { field(&format!("'{text}")) } else { field(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_formulas_are_words() {
        assert_eq!(
            ["plain", "a,b", "say \"a\"", "two\r\nlines"].map(field),
            ["plain", "\"a,b\"", "\"say \"\"a\"\"\"", "\"two\r\nlines\""]
        );
        assert_eq!(
            ["=1+1", "+1", "-1", "@a", "\t1", "=A,B", "a=1"].map(words),
            ["'=1+1", "'+1", "'-1", "'@a", "'\t1", "\"'=A,B\"", "a=1"]
        );
    }
}
