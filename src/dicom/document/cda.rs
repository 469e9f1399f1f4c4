//! The visible text of a CDA document: its titles and the narrative of its sections (HL7 CDA R2, 4.3.5).
//!
//! A scanner, not a parser: it knows tags, comments and the five entities, resolves nothing, and gives up on documents
//! that declare entities of their own.

/// Elements that are open at once; narratives nest some ten deep.
const DEEPEST: usize = 256;

/// Bytes between `&` and `;` that are looked at: `#x10FFFF` with zeros to spare.
const LONGEST_ENTITY: usize = 12;

/// A piece of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The title of the document or of a section so deep (from 0).
    Title(usize, String),
    /// The narrative of a section so deep, with line breaks.
    Text(usize, String),
}

/// The pieces in reading order; `None` where the text is not UTF-8, or not of the kind that can be read without a parser.
pub(super) fn pieces(bytes: &[u8]) -> Option<Vec<Piece>> {
    let text = std::str::from_utf8(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes)).ok()?;
    let mut scan = Scan { open: Vec::new(), reading: None, pieces: Vec::new() };
    let mut rest = text.trim_end_matches('\0');
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        scan.characters(before, true);
        rest = if let Some(comment) = tag.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if let Some(data) = tag.strip_prefix("<![CDATA[") {
            let (data, after) = data.split_once("]]>")?;
            scan.characters(data, false);
            after
        } else if let Some(instruction) = tag.strip_prefix("<?") {
            instruction.split_once("?>")?.1
        } else if tag.starts_with("<!") {
            return None;
        } else {
            let end = end_of_tag(tag)?;
            scan.tag(tag.get(1..end)?)?;
            tag.get(end + 1..)?
        };
    }
    scan.open.is_empty().then_some(scan.pieces)
}

/// Where the tag at the start of `text` ends: at the first `>` outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| match (quote, byte) {
        (Some(mark), _) if mark == byte => {
            quote = None;
            false
        }
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (None, b'>') => true,
        _ => false,
    })
}

struct Scan<'a> {
    /// Names of the elements that are open.
    open: Vec<&'a str>,
    /// The text that is being read, and how many elements were open where it began.
    reading: Option<(usize, String)>,
    pieces: Vec<Piece>,
}

impl<'a> Scan<'a> {
    /// A tag without its angles; `None` where it does not fit.
    fn tag(&mut self, tag: &'a str) -> Option<()> {
        if let Some(name) = tag.strip_prefix('/') {
            return (self.open.last().copied() == Some(local(name.trim()))).then(|| self.close());
        }
        let name = local(tag.split([' ', '\t', '\r', '\n', '/']).next()?);
        let parent = self.open.last().copied();
        self.open.push(name);
        if self.open.len() > DEEPEST {
            return None;
        }
        match (name, parent) {
            ("title", Some("section" | "ClinicalDocument")) | ("text", Some("section")) if self.reading.is_none() => {
                self.reading = Some((self.open.len(), String::new()));
            }
            _ => self.mark(name),
        }
        if tag.ends_with('/') {
            self.close();
        }
        Some(())
    }

    fn close(&mut self) {
        let depth = self.open.len();
        let Some(name) = self.open.pop() else { return };
        match self.reading.take() {
            Some((began, text)) if began == depth => {
                let sections = self.open.iter().filter(|name| **name == "section").count().saturating_sub(1);
                let lines: Vec<String> = text.lines().map(words).filter(|line| !line.is_empty()).collect();
                match (lines.is_empty(), name) {
                    (true, _) => {}
                    (false, "title") => self.pieces.push(Piece::Title(sections, lines.join(" "))),
                    (false, _) => self.pieces.push(Piece::Text(sections, lines.join("\n"))),
                }
            }
            reading => {
                self.reading = reading;
                self.mark(name);
            }
        }
    }

    /// What an element of the narrative begins and ends with: a line, or a gap between cells.
    fn mark(&mut self, name: &str) {
        let mark = match name {
            "paragraph" | "br" | "item" | "list" | "table" | "tr" | "caption" => "\n",
            "td" | "th" => "  ",
            _ => return,
        };
        if let Some((_, text)) = &mut self.reading {
            text.push_str(mark);
        }
    }

    fn characters(&mut self, characters: &str, escaped: bool) {
        if let Some((_, text)) = &mut self.reading {
            // Line breaks of the file are blanks; those of the narrative are elements.
            let plain = if escaped { unescaped(characters) } else { characters.to_owned() };
            text.push_str(&plain.replace(['\r', '\n', '\t'], " "));
        }
    }
}

/// A name without its namespace's prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The words of a line with one blank between them.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text with its entities resolved; one that XML does not know stays as it stands.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        // No further: a text may be all ampersands.
        let end = after.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(after.get(..end)?)?, after.get(end + 1..)?)));
        rest = match known {
            Some((character, after)) => {
                plain.push(character);
                after
            }
            None => {
                plain.push('&');
                after
            }
        };
    }
    plain + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece::*, *};

    #[test]
    fn narratives_are_read_and_nothing_else() {
        let document = "<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Discharge</title>\
            <recordTarget><name>Jane &gt; Doe</name></recordTarget><component><structuredBody><component><section>\
            <title>History</title><text>A &amp; B<br/>next <content ID='a>b'>line</content>\n<list><item>one</item>\
            <item>t&#119;o</item></list><!-- <p> --></text><entry><text>coded</text></entry><component><section>\
            <title>Labs</title><text><table><tr><th>Na</th><td>140</td></tr></table><![CDATA[x<y]]></text></section>\
            </component></section></component></structuredBody></component></ClinicalDocument>";
        let expected = [
            Title(0, "Discharge".into()),
            Title(0, "History".into()),
            Text(0, "A & B\nnext line\none\ntwo".into()),
            Title(1, "Labs".into()),
            Text(1, "Na 140\nx<y".into()),
        ];
        assert_eq!(pieces(document.as_bytes()), Some(expected.to_vec()));
    }

    #[test]
    fn what_needs_a_parser_is_left_alone() {
        for document in
            ["<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><b></a></b>", "<a>", "<a b='", "<!-- ", "<a><![CDATA["]
        {
            assert_eq!(pieces(document.as_bytes()), None, "{document}");
        }
        assert_eq!(pieces(b"<a>\xE9</a>"), None);
        assert_eq!(pieces("<a>".repeat(1 << 16).as_bytes()), None);
        assert_eq!(pieces(b"<a>&x; &#xD800; &#1114112;</a>"), Some(Vec::new()));
    }

    /// Looked for to the end of the text each time, the end of an entity would take hours.
    #[test]
    fn a_text_of_nothing_but_ampersands_is_read_in_one_go() {
        let many = "&".repeat(4 << 20);
        let document = format!("<ClinicalDocument><title>{many}</title></ClinicalDocument>");
        assert_eq!(pieces(document.as_bytes()), Some(vec![Title(0, many)]));
        let text = "&#x00010FFFF;&é;&ééééééé;&#x000000041;";
        assert_eq!(unescaped(text), "\u{10FFFF}&é;&ééééééé;A");
    }
}
