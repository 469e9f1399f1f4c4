//! One item of a content tree: its name and its value, by its value type (PS3.3 table C.17.3-7).

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet, identifying::is_identifying};

use super::{
    super::{
        page::Page,
        references,
        value::{class_name, code_value, count, joined},
    },
    shape,
};

/// Measured values of one item that are read (the standard knows one).
const MOST_MEASURED: usize = 16;
/// Codes of DCM (PS3.16 annex D) for concepts whose value says who somebody is: names of persons and their logins,
/// numbers, birth and identity of the subject, numbers of the request.
const IDENTIFYING: [&str; 12] = [
    "121008", "121018", "121019", "121020", "121021", "121022", "121028", "121029", "121030", "121031", "121036",
    "128774",
];

/// Writes the item itself, not what it holds.
pub(super) fn write(page: &mut Page, set: &DataSet, indent: usize) {
    let kind = set.code(tags::VALUE_TYPE).unwrap_or_default();
    let name = label(page, set);
    let identifying = kind == "PNAME" || is_of_person(set, &name);
    let text = value(page, set, &kind);
    match kind.as_str() {
        "CONTAINER" if name.is_empty() => page.heading(indent, "Section"),
        "CONTAINER" => page.heading(indent, &name),
        _ => {
            let label = if name.is_empty() { relation(set) } else { name };
            let text = if text.is_empty() { "no value" } else { &text };
            if identifying { page.person(indent, &label, text) } else { page.field(indent, &label, text) }
        }
    }
    page.attribute(indent + 1, "Observed", set, tags::OBSERVATION_DATE_TIME);
}

/// What the item is called: the meaning of its concept name.
pub(super) fn label(page: &mut Page, set: &DataSet) -> String {
    page.read(set, tags::CONCEPT_NAME_CODE_SEQUENCE)
}

/// What an item without a name is to the one that holds it (PS3.3 table C.17.3-8).
pub(super) fn relation(set: &DataSet) -> String {
    let text = match set.code(tags::RELATIONSHIP_TYPE).unwrap_or_default().as_str() {
        "INFERRED FROM" => "Inferred from",
        "SELECTED FROM" => "Selected from",
        "HAS PROPERTIES" => "Property",
        "HAS CONCEPT MOD" => "Meaning",
        "HAS OBS CONTEXT" => "Observation context",
        "HAS ACQ CONTEXT" => "Acquisition context",
        _ => match set.code(tags::VALUE_TYPE).unwrap_or_default().as_str() {
            "IMAGE" => "Image",
            "WAVEFORM" => "Waveform",
            "COMPOSITE" => "Object",
            "SCOORD" | "SCOORD3D" => "Region",
            "TCOORD" => "Time range",
            "NUM" => "Measurement",
            _ => "Text",
        },
    };
    text.to_owned()
}

/// The class of the object that the item refers to, where it says nothing else.
pub(super) fn whole_object(set: &DataSet) -> Option<String> {
    let kind = set.code(tags::VALUE_TYPE)?;
    let reference = set.item(tags::REFERENCED_SOP_SEQUENCE)?;
    let says_more = set.has(tags::CONTENT_SEQUENCE)
        || reference.has(tags::REFERENCED_FRAME_NUMBER)
        || reference.has(tags::REFERENCED_SEGMENT_NUMBER);
    let class = reference.code(tags::REFERENCED_SOP_CLASS_UID)?;
    (matches!(kind.as_str(), "IMAGE" | "COMPOSITE") && !says_more).then(|| class_name(&class))
}

fn is_of_person(set: &DataSet, name: &str) -> bool {
    let concept = set.item(tags::CONCEPT_NAME_CODE_SEQUENCE);
    let code =
        concept.filter(|concept| concept.is(tags::CODING_SCHEME_DESIGNATOR, "DCM")).map(|item| code_value(&item));
    // Rather one too many.
    let plain = name.to_lowercase();
    let of_observer =
        plain.contains("name") && ["observer", "physician", "subject"].iter().any(|who| plain.contains(who));
    of_observer
        || code.is_some_and(|code| IDENTIFYING.contains(&code.as_str()))
        || is_identifying(tags::TEXT_VALUE, VR::UT, name)
}

fn value(page: &mut Page, set: &DataSet, kind: &str) -> String {
    match kind {
        "CONTAINER" => String::new(),
        "TEXT" => page.read(set, tags::TEXT_VALUE),
        "CODE" => page.read(set, tags::CONCEPT_CODE_SEQUENCE),
        "NUM" => measured(page, set),
        "PNAME" => page.read(set, tags::PERSON_NAME),
        "DATE" => page.read(set, tags::DATE),
        "TIME" => page.read(set, tags::TIME),
        "DATETIME" => page.read(set, tags::DATE_TIME),
        "UIDREF" => page.read(set, tags::UID),
        "IMAGE" | "COMPOSITE" | "WAVEFORM" => references::one(set),
        "SCOORD" => region(page, set, 2),
        "SCOORD3D" => region(page, set, 3),
        "TCOORD" => times(set),
        "TABLE" => {
            let [rows, columns] = [tags::NUMBER_OF_TABLE_ROWS, tags::NUMBER_OF_TABLE_COLUMNS]
                .map(|tag| set.integer(tag).and_then(|number| u64::try_from(number).ok()).unwrap_or_default());
            format!("table of {} and {}", count(rows, "row"), count(columns, "column"))
        }
        _ => {
            let text = "A content item is of a kind that PS3.3 C.17.3 does not know; its value is among the tags.";
            page.found(FindingCode::Content, tags::VALUE_TYPE, text);
            "value of an unknown kind".to_owned()
        }
    }
}

/// Numbers with their units; where there is none, why (PS3.3 C.18.1).
fn measured(page: &mut Page, set: &DataSet) -> String {
    let number = |page: &mut Page, item: &DataSet| {
        let number = page.read(item, tags::NUMERIC_VALUE);
        let number = if number.is_empty() { page.read(item, tags::FLOATING_POINT_VALUE) } else { number };
        let unit = unit(page, item.item(tags::MEASUREMENT_UNITS_CODE_SEQUENCE));
        if number.is_empty() || unit.is_empty() { number } else { format!("{number} {unit}") }
    };
    let items = set.items(tags::MEASURED_VALUE_SEQUENCE).take(MOST_MEASURED);
    let numbers: Vec<String> = items.map(|item| number(page, &item)).collect();
    let text = joined(numbers.into_iter());
    if text.is_empty() { page.read(set, tags::NUMERIC_VALUE_QUALIFIER_CODE_SEQUENCE) } else { text }
}

/// A unit: of UCUM its code where that is what people write, else its meaning (PS3.3 10.2 and PS3.16 CID 82).
pub(in crate::dicom::document) fn unit(page: &mut Page, code: Option<DataSet>) -> String {
    let Some(code) = code else { return String::new() };
    let (value, meaning) = (code_value(&code), page.read(&code, tags::CODE_MEANING));
    let plain = meaning.to_lowercase();
    match code.code(tags::CODING_SCHEME_DESIGNATOR).as_deref() {
        Some("UCUM") if value == "1" && matches!(plain.as_str(), "" | "1" | "no units" | "unity") => String::new(),
        Some("UCUM") if meaning.is_empty() => value,
        Some("UCUM") if value == "1" || value.contains(['[', '{']) => meaning,
        Some("UCUM") => value,
        _ if meaning.is_empty() || meaning == value => value,
        _ => format!("{meaning} ({value})"),
    }
}

/// The shape of a region and how many points it has, each of `a_point` coordinates (PS3.3 C.18.6, C.18.9).
fn region(page: &mut Page, set: &DataSet, a_point: u64) -> String {
    let coordinates = set.element(tags::GRAPHIC_DATA).map_or(0, |element| element.present / 4);
    if coordinates == 0 || !coordinates.is_multiple_of(a_point) {
        let text = "The coordinates of a region are not whole points; the region is not to be relied on.";
        page.found(FindingCode::Content, tags::GRAPHIC_DATA, text);
    }
    shape(&set.code(tags::GRAPHIC_TYPE).unwrap_or_default(), coordinates, a_point)
}

/// A range of time and by how many marks it is given (PS3.3 C.18.7).
fn times(set: &DataSet) -> String {
    let marks = [
        (tags::REFERENCED_SAMPLE_POSITIONS, "sample position"),
        (tags::REFERENCED_TIME_OFFSETS, "time offset"),
        (tags::REFERENCED_DATE_TIME, "time"),
    ];
    let marks = marks.into_iter().find_map(|(tag, thing)| match set.numbers(tag).len() {
        0 => None,
        number => Some(count(number as u64, thing)),
    });
    joined(
        [set.code(tags::TEMPORAL_RANGE_TYPE).unwrap_or_default().to_lowercase(), marks.unwrap_or_default()].into_iter(),
    )
}
