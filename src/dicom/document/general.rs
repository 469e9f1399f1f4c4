//! Objects of all other kinds: their labels, names, descriptions, comments and codes, where they stand.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom::{
    header::{DataSet, Header},
    identifying::is_identifying,
    index::{Element, Kind},
    names,
    private::is_private,
};

use super::{page::Page, references, value::count};

/// Media Storage Directory Storage: its records are other files' business.
const DIRECTORY: &str = "1.2.840.10008.1.3.10";
/// Elements that looking for texts beside them may pass over, in sum.
const MOST_PASSED: usize = 100_000_000;
/// Elements that are looked at.
const MOST_ELEMENTS: usize = 1_000_000;

/// Reads the texts of any object; returns its title.
pub(super) fn read(page: &mut Page, header: &Header, class: &str) -> String {
    let top = header.top();
    if class == DIRECTORY {
        page.attribute(0, "File-set", &top, tags::FILE_SET_ID);
        let records = top.item_positions(tags::DIRECTORY_RECORD_SEQUENCE).len() as u64;
        page.field(0, "Index of", &count(records, "record"));
        return String::new();
    }
    page.field(0, "Refers to", &references::in_all(header));
    if top.has(tags::PIXEL_DATA_PROVIDER_URL) || top.has(tags::RETRIEVE_URL) {
        page.note(0, "The file names an address on a network, which is never fetched.");
    }
    Walk { header, open: Vec::new(), written: 0, left: MOST_PASSED }.run(page);
    [tags::CONTENT_LABEL, tags::HANGING_PROTOCOL_NAME]
        .map(|tag| page.read(&top, tag))
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// An item that is open.
struct Open<'a> {
    start: usize,
    end: usize,
    set: DataSet<'a>,
    heading: String,
}

/// The way through the whole index, in file order.
struct Walk<'a> {
    header: &'a Header,
    open: Vec<Open<'a>>,
    /// How many of the open items have their heading on the page.
    written: usize,
    /// How many elements may still be passed over.
    left: usize,
}

impl Walk<'_> {
    fn run(mut self, page: &mut Page) {
        let elements = &self.header.index.elements;
        let mut at = 0;
        // How many items each open sequence has shown.
        let mut numbers: Vec<(u32, usize)> = Vec::new();
        while let Some(element) = elements.get(at).filter(|_| at < MOST_ELEMENTS && !page.is_full()) {
            while self.open.last().is_some_and(|open| at >= open.end) {
                self.open.pop();
                self.written = self.written.min(self.open.len());
            }
            let passed = at - self.open.last().map_or(0, |open| open.start);
            let skip = (element.end as usize).max(at + 1);
            match element.kind {
                Kind::Item => {
                    while numbers.last().is_some_and(|(parent, _)| *parent > element.parent) {
                        numbers.pop();
                    }
                    if numbers.last().is_none_or(|(parent, _)| *parent < element.parent) {
                        numbers.push((element.parent, 0));
                    }
                    let number = numbers.last_mut().map_or(0, |(_, number)| {
                        *number += 1;
                        *number
                    });
                    let name = elements.get(element.parent as usize).map(words).unwrap_or_default();
                    let heading = format!("{} {number}", name.trim_end_matches(" Sequence"));
                    let sets = self.open.last().map_or_else(
                        || self.header.top().character_sets().clone(),
                        |open| open.set.character_sets().clone(),
                    );
                    let set = DataSet::item_at(self.header, at, &sets);
                    self.open.push(Open { start: at, end: element.end as usize, set, heading });
                    at += 1;
                }
                // How a specimen was prepared says nothing of this object.
                Kind::Sequence if !is_private(element.tag) && element.tag != tags::SPECIMEN_DESCRIPTION_SEQUENCE => {
                    at = if self.codes(page, element, passed) { skip } else { at + 1 };
                }
                Kind::Value if is_telling(element) => {
                    self.write(page, element, names::keyword(element.tag), passed);
                    at = skip;
                }
                _ => at = skip,
            }
        }
    }

    /// Writes a sequence of codes; `false` where it is none.
    fn codes(&mut self, page: &mut Page, element: &Element, passed: usize) -> bool {
        let keyword = names::keyword(element.tag);
        if !keyword.ends_with("CodeSequence") {
            return false;
        }
        self.write(page, element, keyword.trim_end_matches("CodeSequence"), passed);
        true
    }

    /// Writes a value under the headings of what holds it; `passed` elements stand before it.
    fn write(&mut self, page: &mut Page, element: &Element, keyword: &str, passed: usize) {
        let Some(left) = self.left.checked_sub(passed) else { return };
        self.left = left;
        let top = self.header.top();
        let set = self.open.last().map_or(&top, |open| &open.set);
        let text = page.read(set, element.tag);
        if text.is_empty() {
            return;
        }
        for (indent, open) in self.open.iter().enumerate().skip(self.written) {
            page.heading(indent, &open.heading);
        }
        self.written = self.open.len();
        let label = spaced(keyword);
        let indent = self.open.len();
        if is_identifying(element.tag, element.vr, "") {
            page.person(indent, &label, &text);
        } else {
            page.field(indent, &label, &text);
        }
    }
}

/// Whether an element says in words what something is: by the end of its keyword. What every object says about the
/// patient, the equipment and the study stands elsewhere.
fn is_telling(element: &Element) -> bool {
    const ENDS: [&str; 9] =
        ["Label", "Description", "Comment", "Comments", "Title", "Name", "Explanation", "Purpose", "Annotation"];
    let told_elsewhere = matches!(element.tag.0, 0x0002 | 0x0004 | 0x0010 | 0x0012)
        || element.tag.0 == 0x0008 && element.tag != tags::DERIVATION_DESCRIPTION;
    let is_text = matches!(element.vr, VR::LO | VR::SH | VR::ST | VR::LT | VR::UT | VR::UC | VR::PN);
    is_text && !told_elsewhere && !is_private(element.tag) && {
        let keyword = names::keyword(element.tag);
        ENDS.iter().any(|end| keyword.ends_with(end))
    }
}

fn words(element: &Element) -> String {
    let keyword = spaced(names::keyword(element.tag));
    if keyword.is_empty() { "Item".into() } else { keyword }
}

/// A keyword as words: `SegmentLabel` as `Segment Label`, `LUTExplanation` as `LUT Explanation`.
fn spaced(keyword: &str) -> String {
    let mut text = String::with_capacity(keyword.len() + 8);
    let characters: Vec<char> = keyword.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        let starts = character.is_uppercase()
            && before.is_some_and(|before| !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()));
        if starts {
            text.push(' ');
        }
        text.push(*character);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_become_words() {
        for (keyword, expected) in
            [("SegmentLabel", "Segment Label"), ("LUTExplanation", "LUT Explanation"), ("RTPlanLabel", "RT Plan Label")]
        {
            assert_eq!(super::spaced(keyword), expected);
        }
    }
}
