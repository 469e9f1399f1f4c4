//! The desktop entry with the program's own path in it.

use std::path::Path;

/// The entry as it is shipped; its `Exec` line expects the program in the search path.
const TEMPLATE: &str = include_str!("../../../assets/hounsfield.desktop");

/// The desktop entry that starts `program`. `None` when the path is no UTF-8 or holds control characters, which an
/// entry cannot express.
pub fn desktop_entry(program: &Path) -> Option<String> {
    let program = program.to_str().filter(|path| !path.chars().any(char::is_control))?;
    Some(TEMPLATE.replace("Exec=hounsfield ", &format!("Exec={} ", quoted(program))))
}

/// An argument of `Exec`: percent signs doubled, quoted when it holds a reserved character, then escaped once more as
/// any string value of an entry. Plain paths stay bare: some readers take the first word for the program, quotes and all.
fn quoted(argument: &str) -> String {
    const RESERVED: &str = " \"'\\><~|&;$*?#()`";
    let argument = argument.replace('%', "%%");
    if !argument.contains(|c| RESERVED.contains(c)) {
        return argument;
    }
    let mut text = String::from("\"");
    for c in argument.chars() {
        match c {
            // The quoting rule's backslash is itself escaped by the string rule.
            '"' | '`' | '$' => text.extend(["\\\\", c.encode_utf8(&mut [0; 4])]),
            '\\' => text.push_str("\\\\\\\\"),
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_program_s_path_is_quoted_by_the_specification() {
        let exec = |path: &str| {
            let entry = desktop_entry(Path::new(path)).unwrap();
            entry.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap().to_owned()
        };
        assert_eq!(exec("/usr/bin/hounsfield"), "/usr/bin/hounsfield %F");
        assert_eq!(exec("/opt/my viewer/h"), "\"/opt/my viewer/h\" %F");
        assert_eq!(exec("/opt/50%/h"), "/opt/50%%/h %F");
        assert_eq!(exec("/a$b/h"), "\"/a\\\\$b/h\" %F");
        assert_eq!(exec("/a\\b/h"), "\"/a\\\\\\\\b/h\" %F");
        assert_eq!(desktop_entry(Path::new("/a\nb")), None);
    }
}
