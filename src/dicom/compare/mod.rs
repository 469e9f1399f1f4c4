//! What tells two objects apart, element by element, and what all elements of one object come to in short.
//!
//! Values are compared by what they mean: padding, the order of bytes, whether the VR is written, how lengths are written
//! and the length elements of groups make no difference, and neither does _Data Set Trailing Padding_. Texts are compared
//! decoded under their own character sets (as far as 4 KiB; beyond that by their bytes). Elements are matched by tag, items by
//! their number.

mod fingerprints;
mod pixels;
#[cfg(test)]
mod tests;
mod values;
mod walk;

pub use fingerprints::{ElementValue, ElementValues, fingerprints};
pub use walk::compare;

use super::{PathStep, TagPath};

/// Differences that are listed; more are counted.
pub const MOST_DIFFERENCES: usize = 100_000;

/// What makes no difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompareOptions {
    /// A tag alone means it at every depth, a path that element and all below it.
    pub ignore: Vec<TagPath>,
    /// Private elements and their creators.
    pub private: bool,
    /// Group 0002.
    pub meta: bool,
    /// UIDs that the standard does not register: those of instances, not those of classes and syntaxes.
    pub uids: bool,
    /// DA, TM and DT.
    pub dates: bool,
    /// How pixel data are compared.
    pub pixels: PixelComparison,
}

/// How pixel data are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PixelComparison {
    /// Byte by byte, as they are stored.
    #[default]
    Bytes,
    /// Decoded, value by value.
    Decoded,
    /// Not at all.
    Ignored,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// In order of tag.
    pub differences: Vec<Difference>,
    /// Differences beyond [`MOST_DIFFERENCES`].
    pub more: u64,
    /// Elements that were looked at on either side, ignored ones left out.
    pub compared: u64,
}

/// One element or item that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub path: TagPath,
    /// How.
    pub change: Change,
    /// What it is called: a keyword, a private name, `Item 3`.
    pub name: String,
    /// Two letters; empty for items.
    pub vr: &'static str,
    /// The value in the first object, safe for a screen, shortened; `None` where it has none such.
    pub before: Option<String>,
    /// That in the second.
    pub after: Option<String>,
    /// What else there is to say: how far pixels are apart, for one.
    pub note: String,
    /// The values name the patient.
    pub identifying: bool,
}

/// From the first object to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, with different values.
    Changed,
}

/// A line of the tree of differences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareLine {
    /// A sequence or item in which something differs; how deep it lies, and its path.
    Holder(usize, TagPath),
    /// How deep a difference lies, and its place among [`Comparison::differences`].
    Difference(usize, usize),
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty() && self.more == 0
    }

    /// How much differs, as `3 differences: 1 added, 0 removed, 2 changed`.
    pub fn sentence(&self) -> String {
        if self.is_equal() {
            return format!("No difference in {} elements", self.compared);
        }
        let count = |change| self.differences.iter().filter(|difference| difference.change == change).count();
        let all = self.differences.len() as u64 + self.more;
        let plural = if all == 1 { "" } else { "s" };
        let listed =
            if self.more > 0 { format!(" (the first {} are listed)", self.differences.len()) } else { String::new() };
        format!(
            "{all} difference{plural}: {} added, {} removed, {} changed{listed}",
            count(Change::Added),
            count(Change::Removed),
            count(Change::Changed)
        )
    }

    /// The differences with the sequences and items that hold them, as a tree is drawn.
    pub fn lines(&self) -> Vec<CompareLine> {
        let mut lines = Vec::new();
        let mut held: Vec<PathStep> = Vec::new();
        for (at, difference) in self.differences.iter().enumerate() {
            let steps = &difference.path.steps;
            let holders = steps.get(..steps.len().saturating_sub(1)).unwrap_or_default();
            let common = held.iter().zip(holders).take_while(|(a, b)| a == b).count();
            for depth in common..holders.len() {
                let steps = holders.get(..=depth).unwrap_or_default().to_vec();
                lines.push(CompareLine::Holder(depth, TagPath { steps }));
            }
            held = holders.to_vec();
            lines.push(CompareLine::Difference(holders.len(), at));
            // What differs itself stands for what lies in it.
            held.extend(steps.last().copied());
        }
        lines
    }
}

impl Change {
    /// The mark of a line: `+`, `-`, `~`.
    pub fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Changed => '~',
        }
    }

    /// The word in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}
