//! Documents in another format inside of DICOM (PS3.3 C.24): what they are, and how large. They are never opened, run
//! or written from here.

use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet};

use super::{
    cda::{self, Piece},
    page::Page,
    references,
    value::count,
};

/// Bytes of a CDA document that are read for its text.
const LONGEST_CDA: u64 = 4 << 20;
/// Bytes of the payload that tell its format.
const START: u64 = 512;

/// Reads what is said about the payload; returns its title.
pub(super) fn read(page: &mut Page, top: &DataSet, class: &str) -> String {
    let concept = page.read(top, tags::CONCEPT_NAME_CODE_SEQUENCE);
    page.field(0, "Kind", &concept);
    let stated = top.code(tags::MIME_TYPE_OF_ENCAPSULATED_DOCUMENT).unwrap_or_default();
    page.field(0, "Format as stated", &stated);
    payload(page, top, &stated, class);
    page.attributes(
        0,
        top,
        &[
            ("Date", tags::CONTENT_DATE),
            ("Time", tags::CONTENT_TIME),
            ("Verification", tags::VERIFICATION_FLAG),
            ("HL7 identifier", tags::HL7_INSTANCE_IDENTIFIER),
        ],
    );
    page.field(0, "Made from", &references::in_sequence(top, tags::SOURCE_INSTANCE_SEQUENCE));
    if top.is(tags::BURNED_IN_ANNOTATION, "YES") {
        page.note(0, "The document itself names the patient.");
    }
    if top.has(tags::RETRIEVE_URL) || top.has(tags::RETRIEVE_URI) {
        page.note(0, "The file names an address on a network, which is never fetched.");
    }
    narrative(page, top);
    let title = page.read(top, tags::DOCUMENT_TITLE);
    if title.is_empty() { concept } else { title }
}

/// The text of a CDA document; of other formats nothing is shown. It may name the patient anywhere.
fn narrative(page: &mut Page, top: &DataSet) {
    let element = top.element(tags::ENCAPSULATED_DOCUMENT).filter(|element| element.present <= LONGEST_CDA);
    let bytes = element.map(|element| top.header().value_bytes(element, LONGEST_CDA)).unwrap_or_default();
    let is_xml = Format::of(bytes.get(..START as usize).unwrap_or(&bytes), bytes.len() as u64) == Some(Format::Xml);
    let pieces = if is_xml { cda::pieces(&bytes).unwrap_or_default() } else { Vec::new() };
    if pieces.is_empty() {
        return page.note(0, "The document inside is not opened here.");
    }
    for piece in pieces {
        match piece {
            Piece::Title(depth, title) => page.persons_heading(depth, &title),
            Piece::Text(depth, text) => page.person(depth + 1, "Text", &text),
        }
    }
    page.note(0, "Only the written text of the document inside is shown.");
}

/// What the bytes are, by themselves, and whether that is what the file says.
fn payload(page: &mut Page, top: &DataSet, stated: &str, class: &str) {
    let Some(element) = top.element(tags::ENCAPSULATED_DOCUMENT) else {
        let text = "EncapsulatedDocument (0042,0011) is absent, so there is no document inside.";
        return page.found(FindingCode::Content, tags::ENCAPSULATED_DOCUMENT, text);
    };
    let present = element.present;
    let length = top.integer(tags::ENCAPSULATED_DOCUMENT_LENGTH).and_then(|length| u64::try_from(length).ok());
    if element.declared().is_some_and(|declared| u64::from(declared) > present)
        || length.is_some_and(|length| length > present)
    {
        let text = "The document inside is shorter than the file says; it is not whole.";
        page.found(FindingCode::Truncated, tags::ENCAPSULATED_DOCUMENT, text);
    }
    // One byte of padding makes the length even (PS3.3 C.24.2).
    let size = length.filter(|length| *length <= present).unwrap_or(present);
    let start = top.header().value_bytes(element, START);
    let found = Format::of(&start, size);
    let text = match found {
        Some(format) => format!("{} of {}", format.name(), count(size, "byte")),
        None => format!("unknown format of {}", count(size, "byte")),
    };
    page.field(0, "Inside", &text);
    if let Some(Format::BinaryStl { triangles }) = found {
        page.field(0, "Triangles", &triangles.to_string());
    }
    let expected = Format::of_class(class).or_else(|| Format::of_mime(stated));
    let agrees = |expected: &str| found.is_some_and(|found| found.family() == expected);
    let contradicts = expected.is_some_and(|expected| !agrees(expected));
    let mime_contradicts = Format::of_mime(stated)
        .is_some_and(|of_mime| expected.is_some_and(|other| other != of_mime))
        || (!stated.is_empty() && expected.is_some() && Format::of_mime(stated).is_none());
    if contradicts || mime_contradicts {
        let text =
            "The document inside is not of the format that its class or its MIME type says; do not trust its name.";
        page.found(FindingCode::Content, tags::MIME_TYPE_OF_ENCAPSULATED_DOCUMENT, text);
    }
}

/// Formats that can be told by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Pdf,
    Xml,
    BinaryStl {
        triangles: u32,
    },
    TextStl,
    /// OBJ and MTL have no mark: text with statements.
    Text,
}

impl Format {
    fn of(start: &[u8], size: u64) -> Option<Self> {
        let text = start.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(start).trim_ascii_start();
        if start.windows(5).any(|bytes| bytes == b"%PDF-") {
            return Some(Self::Pdf);
        }
        if text.starts_with(b"<?xml") || text.starts_with(b"<ClinicalDocument") {
            return Some(Self::Xml);
        }
        // 80 bytes of anything, the number of triangles, 50 bytes a triangle.
        if let Some(number) = start.get(80..84).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) {
            let triangles = u32::from_le_bytes(number);
            let whole = 84 + 50 * u64::from(triangles);
            if whole == size || whole + 1 == size {
                return Some(Self::BinaryStl { triangles });
            }
        }
        if text.starts_with(b"solid") {
            return Some(Self::TextStl);
        }
        let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E);
        (!text.is_empty() && text.iter().all(|byte| is_text(byte) || *byte == 0)).then_some(Self::Text)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Xml => "XML",
            Self::BinaryStl { .. } | Self::TextStl => "STL model",
            Self::Text => "plain text",
        }
    }

    fn family(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xml => "xml",
            Self::BinaryStl { .. } | Self::TextStl => "stl",
            Self::Text => "text",
        }
    }

    /// What the classes of PS3.4 B.5 hold.
    fn of_class(class: &str) -> Option<&'static str> {
        Some(match class.strip_prefix("1.2.840.10008.5.1.4.1.1.104.")? {
            "1" => "pdf",
            "2" => "xml",
            "3" => "stl",
            "4" | "5" => "text",
            _ => return None,
        })
    }

    fn of_mime(mime: &str) -> Option<&'static str> {
        Some(match mime.to_lowercase().as_str() {
            "application/pdf" => "pdf",
            "text/xml" | "application/xml" => "xml",
            "model/stl" | "application/sla" | "application/vnd.ms-pki.stl" => "stl",
            "model/obj" | "model/mtl" => "text",
            _ => return None,
        })
    }
}
