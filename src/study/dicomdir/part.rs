//! What a part of a _Referenced File ID_ (0004,1500) may be, and when two names are one.

/// Why a name leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nothing lies there.
    Missing,
    /// It could lead out of the folder, or to what is no file: the rest of a sentence that begins with the name.
    Unsafe(&'static str),
}

/// Parts of one name. PS3.10 8.2 allows eight.
const MOST_PARTS: usize = 16;
/// Bytes of one part that any file system allows.
const LONGEST_PART: usize = 255;

/// Checks a name by itself, on every system alike: an archive or a disc may come from any.
pub(super) fn check(parts: &[String]) -> Result<(), Refusal> {
    if parts.is_empty() || parts.iter().any(String::is_empty) {
        return Err(Refusal::Unsafe("which is absolute or has empty parts"));
    }
    if parts.len() > MOST_PARTS {
        return Err(Refusal::Unsafe("which has too many parts"));
    }
    for part in parts {
        if matches!(part.as_str(), "." | "..") {
            return Err(Refusal::Unsafe("which leads out of its folder"));
        }
        let is_odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
        if part.len() > LONGEST_PART || part.contains(is_odd) || part.ends_with(['.', ' ']) {
            return Err(Refusal::Unsafe("which is no name of a file"));
        }
        if is_device(part) {
            return Err(Refusal::Unsafe("which is the name of a device"));
        }
    }
    Ok(())
}

/// Whether Windows takes the name for a device, with or without an extension.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end_matches(' ').to_ascii_uppercase();
    let port = |prefix: &str| {
        let mut rest = stem.strip_prefix(prefix).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$")
        || port("COM")
        || port("LPT")
}

/// The name under which different spellings of one part meet: discs give upper or lower case, versions (`IM1.;1`) and
/// extensions that the index does not have.
pub(super) fn folded(part: &str) -> String {
    let name =
        part.rsplit_once(';').filter(|(_, version)| version.bytes().all(|b| b.is_ascii_digit())).map_or(part, |x| x.0);
    let name = name.trim_end_matches('.').to_lowercase();
    match name.strip_suffix(".dcm") {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    }
}
