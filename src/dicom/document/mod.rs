//! What an object without a picture says, as lines for a reader: reports, key objects, presentation states, documents
//! in another format, waveforms, plans, contours, and of all else its labels and descriptions.
//!
//! Texts come from the file and are decoded, neutralised and bounded in one place ([`page`]); nothing that a file names
//! (an address, a file, a program) is ever followed, opened or written.

mod cda;
mod content;
mod encapsulated;
mod general;
mod page;
mod plan;
mod presentation;
mod references;
mod report;
mod structures;
mod treatment;
mod value;
mod waveform;

use dicom_dictionary_std::tags;

use super::{Finding, header::Header, names};

use page::Page;

/// The text that an object without a picture holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it calls itself, else the name of its class. Safe for a screen.
    pub title: String,
    /// Whether the title may name the patient: letters are often called after whom they are about.
    pub title_is_identifying: bool,
    /// At most some 10,000 lines, in reading order.
    pub lines: Vec<DocumentLine>,
    /// What was noticed while reading it.
    pub findings: Vec<Finding>,
}

/// One line. Texts are safe for a screen, of one line and at most 1024 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLine {
    /// How deep it is nested, from 0.
    pub indent: u8,
    /// What the text is; empty where it goes on from the line before.
    pub label: String,
    /// The text; empty for headings.
    pub text: String,
    /// What the line is.
    pub kind: LineKind,
    /// Whether it names a person or the patient (left out under `--hide-identity`).
    pub identifying: bool,
}

/// What a [`DocumentLine`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The label names what follows, deeper.
    Heading,
    /// Label and text.
    Field,
    /// A remark of the program's own about what is not shown.
    Note,
}

impl LineKind {
    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Field => "field",
            Self::Note => "note",
        }
    }
}

/// Reads what the object says; `None` where it says nothing, and for pictures, those too that cannot be shown.
pub(super) fn read(header: &Header) -> Option<Document> {
    let top = header.top();
    if [tags::PIXEL_DATA, tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA].into_iter().any(|tag| top.has(tag)) {
        return None;
    }
    let class = top.code(tags::SOP_CLASS_UID).or_else(|| top.code(tags::MEDIA_STORAGE_SOP_CLASS_UID));
    let class = class.unwrap_or_default();
    let mut page = Page::default();
    let subject = Subject::of(header, &class);
    let title = match subject {
        Subject::Report => report::read(&mut page, &top),
        Subject::PresentationState => presentation::read(&mut page, &top),
        Subject::Encapsulated => encapsulated::read(&mut page, &top, &class),
        Subject::Waveform => waveform::read(&mut page, &top),
        Subject::Plan => plan::read(&mut page, &top),
        Subject::Structures => structures::read(&mut page, &top),
        Subject::Treatment => treatment::record(&mut page, &top),
        Subject::Dose => treatment::dose(&mut page, &top),
        Subject::Other => general::read(&mut page, header, &class),
    };
    let name = names::sop_class(&class);
    let title = [title, name].into_iter().find(|title| !title.trim().is_empty()).unwrap_or_default();
    let title_is_identifying = subject == Subject::Encapsulated && top.has(tags::DOCUMENT_TITLE);
    page.finish(&title).map(|document| Document { title_is_identifying, ..document })
}

/// What a document is about, which decides how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Report,
    PresentationState,
    Encapsulated,
    Waveform,
    Plan,
    Structures,
    Treatment,
    Dose,
    Other,
}

impl Subject {
    /// By its class (PS3.4 B.5), else by the module that makes it what it is.
    fn of(header: &Header, class: &str) -> Self {
        let top = header.top();
        let kind = class.strip_prefix("1.2.840.10008.5.1.4.1.1.").unwrap_or_default();
        let is = |tag| top.has(tag);
        match kind {
            "481.2" => Self::Dose,
            "481.3" => Self::Structures,
            "481.5" | "481.8" => Self::Plan,
            "481.4" | "481.6" | "481.7" | "481.9" => Self::Treatment,
            _ if kind.starts_with("88.") => Self::Report,
            _ if kind.starts_with("11.") => Self::PresentationState,
            _ if kind.starts_with("104.") => Self::Encapsulated,
            _ if is(tags::WAVEFORM_SEQUENCE) => Self::Waveform,
            _ if is(tags::ENCAPSULATED_DOCUMENT) => Self::Encapsulated,
            _ if is(tags::CONTENT_SEQUENCE) && is(tags::VALUE_TYPE) => Self::Report,
            _ if is(tags::STRUCTURE_SET_ROI_SEQUENCE) => Self::Structures,
            _ if is(tags::BEAM_SEQUENCE) || is(tags::ION_BEAM_SEQUENCE) => Self::Plan,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests;
