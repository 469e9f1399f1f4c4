//! Finding rows by what stands in any of their columns.
//!
//! The text of all rows is laid out once in lower case, in blocks that are searched by all cores; what is hidden is left out
//! of it, so that it cannot be found out by searching either.

use memchr::memmem::Finder;
use rayon::prelude::*;

use super::tags::{TagRow, TagTree};

/// What is searched for: words that all have to occur in a row, each in any column.
///
/// A word in quotes may hold spaces. `vr:ds`, `vm:3`, `length:8`, `tag:0028`, `keyword:date` and `value:ct` look into one
/// column. A bare number finds lengths and multiplicities as a whole only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagQuery {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// In lower case.
    text: String,
    column: Option<usize>,
}

/// The searchable text of all rows of a tree.
#[derive(Debug)]
pub struct SearchText {
    blocks: Vec<Block>,
}

/// The text of some rows, one line a row.
#[derive(Debug)]
struct Block {
    text: String,
    /// Where each row's text ends.
    ends: Vec<u32>,
}

/// Rows that are laid out and searched together.
const BLOCK: usize = 4096;
/// Between columns.
const GAP: char = '\n';
/// Columns by the names that a query gives them, in the order in which they are laid out.
const COLUMNS: [&str; 7] = ["tag", "number", "keyword", "vr", "value", "vm", "length"];
const VM: usize = 5;
const LENGTH: usize = 6;

impl TagQuery {
    /// Reads what a person typed.
    pub fn new(typed: &str) -> Self {
        let mut words = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (word, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
            };
            let column = |word: &str| {
                let (name, text) = word.split_once(':').filter(|(_, text)| !text.is_empty())?;
                Some((COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name))?, text.to_owned()))
            };
            let named = if rest.starts_with('"') { None } else { column(word) };
            let (column, text) = named.map_or((None, word.to_owned()), |(column, text)| (Some(column), text));
            if !text.is_empty() {
                words.push(Word { text: text.to_lowercase(), column });
            }
            rest = after.trim_start();
        }
        Self { words }
    }

    /// Whether every row matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text that stands in no row, as that about the preamble, holds all words.
    pub fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| word.column.is_none() && text.contains(&word.text))
    }
}

impl SearchText {
    /// Lays out all rows; of those that name the patient no value while identity is hidden.
    pub fn new(tree: &TagTree, hide_identity: bool) -> Self {
        Self { blocks: tree.rows.par_chunks(BLOCK).map(|rows| Block::new(rows, hide_identity)).collect() }
    }

    /// For each row whether every word of the query occurs in it.
    pub fn find(&self, query: &TagQuery) -> Vec<bool> {
        let words: Vec<Needle<'_>> = query.words.iter().map(Needle::new).collect();
        let found: Vec<Vec<bool>> = self.blocks.par_iter().map(|block| block.find(&words)).collect();
        found.concat()
    }
}

impl Block {
    fn new(rows: &[TagRow], hide_identity: bool) -> Self {
        let mut text = String::with_capacity(rows.len() * 96);
        let mut ends = Vec::with_capacity(rows.len());
        for row in rows {
            push_row(&mut text, row, hide_identity);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { text, ends }
    }

    fn find(&self, words: &[Needle<'_>]) -> Vec<bool> {
        let mut found = vec![words.is_empty(); self.ends.len()];
        let Some((first, others)) = words.split_first() else { return found };
        for finder in &first.finders {
            let mut row = 0;
            let mut start = 0;
            for at in finder.find_iter(self.text.as_bytes()) {
                let end = |row: usize| self.ends.get(row).map_or(usize::MAX, |end| *end as usize);
                while end(row) <= at {
                    start = end(row);
                    row += 1;
                }
                let Some(mark) = found.get_mut(row).filter(|mark| !**mark) else { continue };
                let text = self.text.as_bytes().get(start..end(row)).unwrap_or_default();
                *mark = first.column.is_none_or(|_| first.is_in(text)) && others.iter().all(|word| word.is_in(text));
            }
        }
        found
    }
}

/// A word made ready to be looked for.
struct Needle<'a> {
    /// One of these is to be found.
    finders: Vec<Finder<'a>>,
    column: Option<usize>,
}

impl<'a> Needle<'a> {
    fn new(word: &'a Word) -> Self {
        let text = word.text.as_str();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let counted = |text: &str| {
            let mut coded = String::from(GAP);
            push_number(&mut coded, text);
            coded.push(GAP);
            Finder::new(&coded).into_owned()
        };
        let finders = match word.column {
            Some(VM | LENGTH) => vec![counted(text)],
            None if is_number => vec![Finder::new(text), counted(text)],
            _ => vec![Finder::new(text)],
        };
        Self { finders, column: word.column }
    }

    /// Whether a row of this text holds it, in its column if it asks for one.
    fn is_in(&self, row: &[u8]) -> bool {
        let gap = GAP as u8;
        let part = match self.column {
            None => row,
            Some(column) => {
                let mut gaps = row.iter().enumerate().filter(|(_, byte)| **byte == gap).map(|(at, _)| at);
                // Every column stands between two gaps, which belong to it.
                let Some(start) = gaps.nth(column) else { return false };
                let end = gaps.next().unwrap_or(row.len());
                row.get(start..=end).unwrap_or_default()
            }
        };
        self.finders.iter().any(|finder| finder.find(part).is_some())
    }
}

fn push_row(text: &mut String, row: &TagRow, hide_identity: bool) {
    let tag = row.tag_text();
    let digits: String = tag.chars().filter(char::is_ascii_alphanumeric).collect();
    let value = if hide_identity && row.identifying { "" } else { row.value.as_str() };
    text.push(GAP);
    for part in [tag.as_str(), &digits, &row.name(), row.vr, value] {
        let start = text.len();
        if part.is_ascii() {
            text.push_str(part);
            if let Some(added) = text.get_mut(start..) {
                added.make_ascii_lowercase();
            }
        } else {
            text.push_str(&part.to_lowercase());
        }
        text.push(GAP);
    }
    push_number(text, &row.vm.to_string());
    text.push(GAP);
    push_number(text, &row.length.map_or_else(String::new, |length| length.to_string()));
    text.push(GAP);
}

/// Lengths and multiplicities in digits of their own, so that only a search for a whole one meets them.
fn push_number(text: &mut String, digits: &str) {
    text.extend(digits.bytes().map(|digit| char::from(0x0E_u8.saturating_add(digit.wrapping_sub(b'0') & 0x0F))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> TagTree {
        let row = |parent, tag, keyword: &'static str, vr, value: &str| TagRow {
            parent,
            tag,
            keyword: keyword.into(),
            vr,
            value: value.into(),
            length: Some(value.len() as u64),
            vm: 1,
            identifying: vr == "PN",
            ..TagRow::default()
        };
        let private =
            TagRow { creator: Some("GEMS_ACQU_01".into()), ..row(None, (0x0019, 0x1002), "Detector", "SL", "9") };
        let rows = vec![
            row(None, (0x0008, 0x1140), "ReferencedImageSequence", "SQ", ""),
            row(Some(0), (0xFFFE, 0xE000), "Item 1", "", ""),
            row(Some(1), (0x0008, 0x1155), "ReferencedSOPInstanceUID", "UI", "1.2.31"),
            row(None, (0x0010, 0x0010), "PatientName", "PN", "Ärger^Ölaf"),
            private,
        ];
        TagTree { rows }
    }

    fn found(typed: &str, hide_identity: bool) -> Vec<usize> {
        let found = SearchText::new(&tree(), hide_identity).find(&TagQuery::new(typed));
        (0..found.len()).filter(|at| found[*at]).collect()
    }

    #[test]
    fn every_column_is_searched() {
        for (typed, rows) in [
            ("1.2.3", vec![2]),
            ("00081155", vec![2]),
            ("81155", vec![2]),
            ("(0008,1155", vec![2]),
            ("PATIENTN ärg", vec![3]),
            ("gems detector", vec![4]),
            ("vr:sl", vec![4]),
            ("\"item 1\"", vec![1]),
            ("gems 1.2.3", vec![]),
            // Six bytes are as long as 1.2.31; no other six stands anywhere. 12 is that of the name.
            ("6", vec![2]),
            ("length:12", vec![3]),
            ("length:1", vec![4]),
            ("vm:1 vr:ui", vec![2]),
            ("keyword:name", vec![3]),
            ("value:name", vec![]),
            ("", vec![0, 1, 2, 3, 4]),
        ] {
            assert_eq!(found(typed, false), rows, "{typed}");
        }
    }

    #[test]
    fn what_is_hidden_is_not_found() {
        assert!(found("ärger", true).is_empty());
        assert_eq!(found("patientname", true), [3]);
    }

    #[test]
    fn blocks_end_where_rows_do() {
        let row = TagRow { keyword: "Rows".into(), vr: "US", value: "512".into(), ..TagRow::default() };
        let mut rows = vec![row; 3 * BLOCK];
        for at in [0, BLOCK - 1, BLOCK, 3 * BLOCK - 1] {
            rows[at].value = "Lost".into();
        }
        let found = SearchText::new(&TagTree { rows }, false).find(&TagQuery::new("lost rows"));
        let at: Vec<usize> = (0..found.len()).filter(|at| found[*at]).collect();
        assert_eq!(at, [0, BLOCK - 1, BLOCK, 3 * BLOCK - 1]);
    }
}
