//! Going to an element by its number or its name.

use std::collections::HashSet;

use crate::dicom::{TagRow, TagTree};

use super::list::Prepared;

/// Places that are offered at most.
const MOST: usize = 12;

/// The first row of each name, with the names in lower case laid out once: a large file is searched with every letter.
#[derive(Debug, Default)]
pub struct Names {
    /// Rows, each with the end of its name in `text`.
    rows: Vec<(u32, usize)>,
    text: String,
}

impl Names {
    /// Those of a file. Private elements of two creators are two.
    pub(super) fn of(tree: &TagTree) -> Self {
        let (mut seen, mut names) = (HashSet::new(), Self::default());
        for (at, row) in (0_u32..).zip(&tree.rows) {
            if !row.is_item() && seen.insert((row.tag, row.creator.as_deref())) {
                names.text.extend(row.keyword.chars().flat_map(char::to_lowercase));
                names.rows.push((at, names.text.len()));
            }
        }
        names
    }

    fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        let mut start = 0;
        self.rows.iter().map(move |(row, end)| {
            let name = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*row, name)
        })
    }
}

/// Rows whose tag or name is like what was typed, the best first; of rows that are called alike the first.
pub fn candidates(prepared: &Prepared, typed: &str) -> Vec<u32> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let number: String = typed.chars().filter(|letter| !matches!(letter, '(' | ')' | ',' | ' ')).collect();
    let number = number.strip_prefix("0x").unwrap_or(&number);
    let is_number = (2..=8).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u32::from_str_radix(number, 16).ok().filter(|_| is_number).map(|begin| (begin, number.len()));
    let row = |at: u32| prepared.tree.rows.get(at as usize);
    let ranked = prepared.names.iter().filter_map(|(at, name)| Some((rank(row(at)?, name, &typed, number)?, at)));
    let mut ranked: Vec<((u8, usize, usize), u32)> = ranked.collect();
    let wanted = MOST.min(ranked.len());
    if wanted < ranked.len() {
        ranked.select_nth_unstable(wanted);
        ranked.truncate(wanted);
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, at)| at).collect()
}

/// How far a row is from what was typed: kind of likeness, depth, length of what was not typed. `lower` is its name in
/// lower case, `number` what was typed as the first hexadecimal digits of a tag, and how many they are.
fn rank(row: &TagRow, lower: &str, typed: &str, number: Option<(u32, usize)>) -> Option<(u8, usize, usize)> {
    let depth = usize::from(row.depth);
    if let Some((begin, digits)) = number {
        let (tag, left) = (u32::from(row.tag.0) << 16 | u32::from(row.tag.1), 8_usize.saturating_sub(digits));
        if tag >> (4 * left).min(31) == begin {
            return Some((if left == 0 { 0 } else { 2 }, depth, left));
        }
    }
    let name = row.keyword.as_ref();
    let rest = name.len().saturating_sub(typed.len());
    let kind = if lower == typed {
        1
    } else if lower.starts_with(typed) {
        3
    } else if is_initials(name, typed) {
        4
    } else if lower.contains(typed) {
        5
    } else if is_within(lower, typed) {
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
