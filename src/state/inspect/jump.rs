//! Going to an element by its number or its name.

use crate::dicom::TagRow;

use super::list::Prepared;

/// Places that are offered at most.
const MOST: usize = 12;

/// Rows whose tag or name is like what was typed, the best first; of rows that are called alike the first.
pub fn candidates(prepared: &Prepared, typed: &str) -> Vec<u32> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let number: String = typed.chars().filter(|letter| !matches!(letter, '(' | ')' | ',' | ' ')).collect();
    let number = number.strip_prefix("0x").unwrap_or(&number);
    let is_number = (2..=8).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = if is_number { number } else { "" };
    let row = |at: &u32| prepared.tree.rows.get(*at as usize);
    let ranked = prepared.names.iter().filter_map(|at| Some((rank(row(at)?, &typed, number)?, *at)));
    let mut ranked: Vec<((u8, usize, usize), u32)> = ranked.collect();
    let wanted = MOST.min(ranked.len());
    if wanted < ranked.len() {
        ranked.select_nth_unstable(wanted);
        ranked.truncate(wanted);
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, at)| at).collect()
}

/// How far a row is from what was typed: kind of likeness, depth, length of what was not typed.
fn rank(row: &TagRow, typed: &str, number: &str) -> Option<(u8, usize, usize)> {
    let depth = usize::from(row.depth);
    if !number.is_empty() {
        let digits = format!("{:04x}{:04x}", row.tag.0, row.tag.1);
        if let Some(rest) = digits.strip_prefix(number) {
            return Some((if rest.is_empty() { 0 } else { 2 }, depth, rest.len()));
        }
    }
    let name = row.keyword.as_ref();
    let rest = name.len().saturating_sub(typed.len());
    let lower = name.to_lowercase();
    let kind = if lower == typed {
        1
    } else if lower.starts_with(typed) {
        3
    } else if is_initials(name, typed) {
        4
    } else if lower.contains(typed) {
        5
    } else if is_within(&lower, typed) {
        6
    } else {
        return None;
    };
    Some((kind, depth, rest))
}

/// Whether what was typed are the capitals of a keyword, as `ipp` of ImagePositionPatient.
fn is_initials(name: &str, typed: &str) -> bool {
    let mut capitals = name.chars().filter(char::is_ascii_uppercase).map(|letter| letter.to_ascii_lowercase());
    typed.chars().all(|letter| capitals.next() == Some(letter))
}

/// Whether all letters occur in this order.
fn is_within(name: &str, typed: &str) -> bool {
    let mut letters = name.chars();
    typed.chars().all(|wanted| letters.any(|letter| letter == wanted))
}
