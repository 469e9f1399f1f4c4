//! The page that a document is written on: the one place where its texts are made safe and its length is bounded.

use dicom_core::Tag;

use crate::dicom::{Finding, FindingCode, charset::shown, header::DataSet, identifying::is_identifying};

use super::{
    Document, DocumentLine, LineKind,
    value::{self, Value},
};

/// Lines of one document at most: some 200 printed pages.
const MOST_LINES: usize = 10_000;
/// Bytes of all its texts at most, as they are shown.
const MOST_BYTES: usize = 4 << 20;
/// Characters of a line before the rest goes to the next one.
const LONGEST_LINE: usize = 1000;

/// A document in the making.
#[derive(Default)]
pub(super) struct Page {
    lines: Vec<DocumentLine>,
    findings: Vec<Finding>,
    bytes: usize,
    full: bool,
}

impl Page {
    /// What follows, deeper, belongs to `label`.
    pub fn heading(&mut self, indent: usize, label: &str) {
        self.push(indent, label, "", LineKind::Heading, false);
    }

    /// The same, for what may name the patient.
    pub fn persons_heading(&mut self, indent: usize, label: &str) {
        self.push(indent, label, "", LineKind::Heading, true);
    }

    /// A text under its name; nothing where it is empty. Line breaks in it make further lines.
    pub fn field(&mut self, indent: usize, label: &str, text: &str) {
        self.text(indent, label, text, false);
    }

    /// The same, for what names a person or the patient.
    pub fn person(&mut self, indent: usize, label: &str, text: &str) {
        self.text(indent, label, text, true);
    }

    /// A remark of the program's own.
    pub fn note(&mut self, indent: usize, text: &str) {
        self.push(indent, "", text, LineKind::Note, false);
    }

    /// The value of an attribute, where there is one.
    pub fn attribute(&mut self, indent: usize, label: &str, set: &DataSet, tag: Tag) {
        let text = self.read(set, tag);
        let names_someone = set.element(tag).is_some_and(|element| is_identifying(tag, element.vr, ""));
        self.text(indent, label, &text, names_someone);
    }

    /// The values of several.
    pub fn attributes(&mut self, indent: usize, set: &DataSet, named: &[(&str, Tag)]) {
        named.iter().for_each(|(label, tag)| self.attribute(indent, label, set, *tag));
    }

    /// A value as text for the page; what is wrong with its characters is noted.
    pub fn read(&mut self, set: &DataSet, tag: Tag) -> String {
        let Value { text, faults } = value::read(set, tag);
        if faults.undeclared {
            self.found(
                FindingCode::Charset,
                tag,
                "A text uses a character set that SpecificCharacterSet (0008,0005) does not name; it was read in that set.",
            );
        }
        if faults.unknown_bytes {
            self.found(
                FindingCode::Charset,
                tag,
                "A text holds bytes that mean nothing in its character set; they are shown as numbers, such as <E9>.",
            );
        }
        text
    }

    /// Notes something, once.
    pub fn found(&mut self, code: FindingCode, tag: Tag, text: &str) {
        if !self.findings.iter().any(|finding| finding.text == text) {
            self.findings.push(Finding::new(code, Some((tag.0, tag.1)), text));
        }
    }

    /// Whether nothing more will be taken.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The document; `None` where nothing was written.
    pub fn finish(mut self, title: &str) -> Option<Document> {
        if self.full {
            let text = "The document is longer than what is shown; the rest of it is among the tags.";
            self.findings.push(Finding::new(FindingCode::Content, None, text));
            let line = DocumentLine {
                indent: 0,
                label: String::new(),
                text: text.into(),
                kind: LineKind::Note,
                identifying: false,
            };
            self.lines.push(line);
        }
        let title = shown(title.trim());
        (!self.lines.is_empty() || !self.findings.is_empty()).then_some(Document {
            title,
            title_is_identifying: false,
            lines: self.lines,
            findings: self.findings,
        })
    }

    fn text(&mut self, indent: usize, label: &str, text: &str, identifying: bool) {
        let mut label = label;
        for line in lines(text) {
            if self.full {
                break;
            }
            self.push(indent, label, line, LineKind::Field, identifying);
            label = "";
        }
    }

    fn push(&mut self, indent: usize, label: &str, text: &str, kind: LineKind, identifying: bool) {
        if self.lines.len() >= MOST_LINES || self.bytes >= MOST_BYTES {
            self.full = true;
            return;
        }
        let (label, text) = (shown(label.trim()), shown(text));
        self.bytes += label.len() + text.len();
        let indent = u8::try_from(indent).unwrap_or(u8::MAX);
        self.lines.push(DocumentLine { indent, label, text, kind, identifying });
    }
}

/// The lines of a text, without empty ones at its ends, long ones broken between words.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // A carriage return before a line feed is half of one break.
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let mut after_return = false;
    let mut rest = (!text.is_empty()).then_some(text);
    std::iter::from_fn(move || {
        loop {
            let all = rest?;
            if after_return && let Some(after) = all.strip_prefix('\n') {
                after_return = false;
                rest = Some(after);
                continue;
            }
            // One more than a line holds: a line without end is not looked through for each of its pieces.
            let near = all.char_indices().nth(LONGEST_LINE + 1).map_or(all, |(end, _)| &all[..end]);
            let line_end = near.find(breaks).unwrap_or(near.len());
            let line = &all[..line_end];
            let (end, next) = match line.char_indices().nth(LONGEST_LINE) {
                Some((most, _)) => {
                    let end = line[..most].rfind(' ').filter(|end| *end > 0).unwrap_or(most);
                    after_return = false;
                    (end, Some(all[end..].strip_prefix(' ').unwrap_or(&all[end..])))
                }
                None => {
                    let mut after = all[line_end..].chars();
                    after_return = after.next() == Some('\r');
                    (line_end, (line_end < all.len()).then_some(after.as_str()))
                }
            };
            rest = next;
            return Some(all[..end].trim_end());
        }
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn texts_are_broken_where_they_say_so_and_where_they_are_long() {
        let all = |text| lines(text).collect::<Vec<_>>();
        assert_eq!(all("A\r\nB\rC\n\nD\u{85}E \r\n"), ["A", "B", "C", "", "D", "E"]);
        assert_eq!(all(" \r\n \0"), Vec::<&str>::new());
        assert_eq!(all("\n\r\n x"), ["x"]);
        let long = format!("{} {}", "a".repeat(600), "b".repeat(600));
        assert_eq!(all(&long), ["a".repeat(600), "b".repeat(600)]);
        assert_eq!(
            all(&"ä".repeat(2500)).iter().map(|line| line.chars().count()).collect::<Vec<_>>(),
            [1000, 1000, 500]
        );
        let exactly = format!("{}\n{}\nx", "a".repeat(1000), "b".repeat(1001));
        let expected = ["a".repeat(1000), "b".repeat(1000), "b".into(), "x".into()];
        assert_eq!(lines(&exactly).collect::<Vec<_>>(), expected);
    }

    /// Looked for to the end of the text for each piece, the end of the line would take minutes.
    #[test]
    fn a_line_without_end_is_broken_in_one_go() {
        assert_eq!(lines(&"a".repeat(64 << 20)).count(), 67_109);
    }
}
