//! Structured reports and key object selections: what stands above their content (PS3.3 C.17.2, C.17.6).

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::header::DataSet;

use super::{content, page::Page, references, value::joined};

/// Observers, authors and participants that are named.
const MOST_PERSONS: usize = 64;

/// Reads a report; returns its title.
pub(super) fn read(page: &mut Page, top: &DataSet) -> String {
    if let Some(flag) = top.code(tags::COMPLETION_FLAG) {
        let description = page.read(top, tags::COMPLETION_FLAG_DESCRIPTION);
        page.field(0, "Completion", &joined([worded(&flag), description].into_iter()));
    }
    state(page, top, "Stage", tags::PRELIMINARY_FLAG);
    state(page, top, "Verification", tags::VERIFICATION_FLAG);
    for observer in top.items(tags::VERIFYING_OBSERVER_SEQUENCE).take(MOST_PERSONS) {
        person(page, &observer, "Verified by", [tags::VERIFYING_OBSERVER_NAME, tags::VERIFYING_ORGANIZATION]);
        page.attribute(1, "Verified on", &observer, tags::VERIFICATION_DATE_TIME);
    }
    for author in top.items(tags::AUTHOR_OBSERVER_SEQUENCE).take(MOST_PERSONS) {
        person(page, &author, "Author", [tags::PERSON_NAME, tags::INSTITUTION_NAME]);
        page.attribute(0, "Author", &author, tags::STATION_NAME);
    }
    let moment = [page.read(top, tags::CONTENT_DATE), page.read(top, tags::CONTENT_TIME)];
    page.field(0, "Date", moment.join(" ").trim());
    for (label, sequence) in [
        ("Replaces", tags::PREDECESSOR_DOCUMENTS_SEQUENCE),
        ("Same as", tags::IDENTICAL_DOCUMENTS_SEQUENCE),
        ("Evidence", tags::CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE),
        ("Other evidence", tags::PERTINENT_OTHER_EVIDENCE_SEQUENCE),
    ] {
        page.field(0, label, &references::in_sequence(top, sequence));
    }
    content::read(page, top);
    page.read(top, tags::CONCEPT_NAME_CODE_SEQUENCE)
}

/// A flag in words: `PARTIAL` as `Partial`.
fn worded(flag: &str) -> String {
    let flag = flag.to_lowercase();
    let mut characters = flag.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn state(page: &mut Page, top: &DataSet, label: &str, tag: Tag) {
    page.field(0, label, &worded(&top.code(tag).unwrap_or_default()));
}

fn person(page: &mut Page, item: &DataSet, label: &str, tags: [Tag; 2]) {
    let [name, organisation] = tags.map(|tag| page.read(item, tag));
    page.person(0, label, &joined([name, organisation].into_iter()));
}
