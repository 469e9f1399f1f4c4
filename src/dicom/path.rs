//! Where an element lies in a data set: through sequences and items down to its tag.

use std::{borrow::Borrow, fmt, str::FromStr};

use dicom_core::dictionary::DataDictionary;
use dicom_dictionary_std::StandardDataDictionary;

use super::tags::TagTree;

/// One step into a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathStep {
    /// To an element of the data set, or of the item.
    Element((u16, u16)),
    /// Into an item of the sequence, from 1.
    Item(u32),
}

/// The way to an element or to an item: elements and items by turns, an element first. Written as
/// `(0040,0275)[1].(0008,0100)`; read with keywords and without brackets too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagPath {
    /// From the top level.
    pub steps: Vec<PathStep>,
}

impl TagPath {
    /// An element of the top level.
    pub fn top(tag: (u16, u16)) -> Self {
        Self { steps: vec![PathStep::Element(tag)] }
    }

    /// One step further.
    #[must_use]
    pub fn then(&self, step: PathStep) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { steps }
    }

    /// The way to what holds it; `None` at top level.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.steps.split_last()?;
        (!rest.is_empty()).then(|| Self { steps: rest.to_vec() })
    }

    /// The tag that it ends at; `None` where it ends at an item.
    pub fn tag(&self) -> Option<(u16, u16)> {
        match self.steps.last() {
            Some(PathStep::Element(tag)) => Some(*tag),
            _ => None,
        }
    }
}

impl TagTree {
    /// The way to a row; `None` for fragments, and for what is no row.
    pub fn path(&self, row: usize) -> Option<TagPath> {
        let mut steps = Vec::new();
        let mut at = Some(row);
        while let Some(index) = at {
            let row = self.rows.get(index)?;
            let is_item = row.tag == (0xFFFE, 0xE000);
            steps.push(match row.keyword.strip_prefix("Item ") {
                Some(number) if is_item => PathStep::Item(number.parse().ok()?),
                _ if is_item => return None,
                _ => PathStep::Element(row.tag),
            });
            at = row.parent.and_then(|parent| usize::try_from(parent).ok());
        }
        steps.reverse();
        Some(TagPath { steps })
    }
}

impl TagTree {
    /// The row that a way leads to; of elements that stand twice the first. `ends` are those of [`TagTree::ends`].
    pub fn row_at(&self, path: &TagPath, ends: &[u32]) -> Option<usize> {
        self.row_below(None, &path.steps, ends)
    }

    /// The row that these steps lead to from a row, or from the top level.
    pub fn row_below(&self, holder: Option<usize>, steps: &[PathStep], ends: &[u32]) -> Option<usize> {
        let mut found = None;
        let (mut at, mut end) = match holder {
            None => (0, self.rows.len()),
            Some(holder) => (holder + 1, *ends.get(holder)? as usize),
        };
        for step in steps {
            let mut item = 0;
            let here = loop {
                let row = self.rows.get(at).filter(|_| at < end)?;
                item += 1;
                let is_it = match step {
                    PathStep::Element(tag) => row.tag == *tag,
                    PathStep::Item(number) => row.is_item() && item == *number,
                };
                if is_it {
                    break at;
                }
                at = (*ends.get(at)? as usize).max(at + 1);
            };
            found = Some(here);
            (at, end) = (here + 1, *ends.get(here)? as usize);
        }
        found
    }
}

/// Ways can be looked up by their steps.
impl Borrow<[PathStep]> for TagPath {
    fn borrow(&self) -> &[PathStep] {
        &self.steps
    }
}

impl fmt::Display for TagPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                PathStep::Element((group, element)) => {
                    let dot = if at > 0 { "." } else { "" };
                    write!(f, "{dot}({group:04X},{element:04X})")?;
                }
                PathStep::Item(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}

/// Steps of a path that is read; data sets nest no deeper.
const MOST_STEPS: usize = 128;

impl FromStr for TagPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        for part in text.trim().split('.') {
            let (name, item) = match part.split_once('[') {
                Some((name, rest)) => (name, Some(rest.strip_suffix(']').unwrap_or(""))),
                None => (part, None),
            };
            let tag = tag_named(name).ok_or_else(|| {
                format!("\"{name}\" is no tag; write a keyword such as PatientName, or a number such as (0010,0010)")
            })?;
            steps.push(PathStep::Element(tag));
            if let Some(item) = item {
                let number = item.parse().ok().filter(|number| *number > 0);
                steps
                    .push(PathStep::Item(number.ok_or_else(|| format!("\"{item}\" is no number of an item, from 1"))?));
            }
        }
        // What follows lies in an item.
        let is_open = |pair: &[PathStep]| matches!(pair, [PathStep::Element(_), PathStep::Element(_)]);
        if steps.len() > MOST_STEPS || steps.windows(2).any(is_open) {
            return Err(format!("\"{text}\" names no item; write Sequence[1].Keyword"));
        }
        Ok(Self { steps })
    }
}

/// The tag of a keyword, or of a number: `(0010,0010)`, `0010,0010`, `00100010`, `0x00100010`.
pub fn tag_named(text: &str) -> Option<(u16, u16)> {
    let text = text.trim();
    let plain = text.trim_start_matches('(').trim_end_matches(')').trim_start_matches("0x");
    let digits: String = plain.chars().filter(|letter| !matches!(letter, ',' | ' ')).collect();
    if digits.len() == 8
        && let Ok(number) = u32::from_str_radix(&digits, 16)
    {
        let [high, low, last, lowest] = number.to_be_bytes();
        return Some((u16::from_be_bytes([high, low]), u16::from_be_bytes([last, lowest])));
    }
    let tag = StandardDataDictionary.by_name(text)?.tag.inner();
    Some((tag.0, tag.1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for text in ["(0010,0010)", "(0040,0275)[2].(0008,0100)", "(0040,0275)[1]"] {
            assert_eq!(text.parse::<TagPath>().unwrap().to_string(), text);
        }
        let path: TagPath = "RequestAttributesSequence[2].00080100".parse().unwrap();
        assert_eq!(path.to_string(), "(0040,0275)[2].(0008,0100)");
        assert_eq!(path.tag(), Some((0x0008, 0x0100)));
        assert_eq!(path.parent().unwrap().to_string(), "(0040,0275)[2]");
        assert_eq!(tag_named("PatientName"), Some((0x0010, 0x0010)));
        assert_eq!(tag_named("0x00280010"), Some((0x0028, 0x0010)));
        for wrong in ["", "NoSuchKeyword", "(0040,0275).(0008,0100)", "(0040,0275)[0]", "(0040,0275)[x]"] {
            assert!(wrong.parse::<TagPath>().is_err(), "{wrong}");
        }
    }
}
