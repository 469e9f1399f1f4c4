//! Values of attributes as a reader would write them.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{
    charset::Faults,
    header::DataSet,
    index::Kind,
    names,
    numbers::{decimal, numbers},
    summary::{clock, date},
};

/// Bytes of one text that are read: a report of some 30 pages.
const LONGEST_TEXT: u64 = 64 << 10;
/// Bytes of a binary value that are read for showing it.
const LONGEST_BINARY: u64 = 256;
/// Codes of one sequence that are shown.
const MOST_CODES: usize = 16;
/// Last characters of a UID that are shown: enough to tell those of one study apart.
const UID_END: usize = 12;

/// A value and what is wrong with its text.
#[derive(Default)]
pub(super) struct Value {
    pub text: String,
    pub faults: Faults,
}

/// A value for reading: dates as 2026-01-31, several values joined by commas, of sequences the meanings of codes.
pub(super) fn read(set: &DataSet, tag: Tag) -> Value {
    let Some(element) = set.element(tag) else { return Value::default() };
    if element.kind == Kind::Sequence {
        return codes(set, tag);
    }
    if matches!(element.vr, VR::US | VR::SS | VR::UL | VR::SL | VR::FL | VR::FD | VR::SV | VR::UV) {
        let bytes = set.header().value_bytes(element, LONGEST_BINARY);
        let more = if element.present > LONGEST_BINARY { ", …" } else { "" };
        let values = numbers(&bytes, element.vr, element.encoding);
        return Value { text: joined(values.iter().map(f64::to_string)) + more, ..Value::default() };
    }
    let (text, faults) = set.text_start(tag, LONGEST_TEXT);
    let more = if element.present > LONGEST_TEXT { "…" } else { "" };
    let several =
        |each: fn(&str) -> String| joined(text.split('\\').map(|value| each(value.trim_matches(['\0', ' ']))));
    let text = match element.vr {
        VR::LT | VR::ST | VR::UT | VR::UR => text,
        VR::DA => several(|text| date(text.to_owned())),
        VR::TM => several(clock),
        VR::DT => several(date_time),
        VR::DS => several(decimal_string),
        VR::UI => several(short_uid),
        _ => several(str::to_owned),
    };
    Value { text: text + more, faults }
}

/// A number as written, unless it is written for machines: `5.0e-1`, `30.8262030000000`.
fn decimal_string(text: &str) -> String {
    match decimal(text) {
        number if text.contains(['e', 'E']) || text.ends_with("00000") && text.contains('.') => number.to_string(),
        _ => text.to_owned(),
    }
}

/// Texts that are not empty, with commas between them.
pub(super) fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A DT value as 2026-01-31 10:15:00 +0100; anything else as it stands.
pub(super) fn date_time(text: &str) -> String {
    let (moment, offset) = text.split_at(text.find(['+', '-']).unwrap_or(text.len()));
    match moment.split_at_checked(8) {
        Some((day, time)) => {
            let parts = [date(day.to_owned()), clock(time), offset.to_owned()];
            parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
        }
        None => text.to_owned(),
    }
}

/// What a UID names, else its end as …5.2.1.17, which tells it from its neighbours.
pub(super) fn short_uid(uid: &str) -> String {
    if let Some(name) = names::uid(uid) {
        return name.to_owned();
    }
    match uid.char_indices().nth_back(UID_END - 1) {
        Some((at, _)) if at > 1 => format!("…{}", &uid[at..]),
        _ => uid.to_owned(),
    }
}

/// The name of a class of objects without the word that they all bear.
pub(super) fn class_name(uid: &str) -> String {
    let name = names::sop_class(uid);
    name.strip_suffix(" Storage").map(str::to_owned).unwrap_or(name)
}

/// So many of a thing.
pub(super) fn count(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Meanings of the codes of a sequence (PS3.3 8.3): the meaning, else the code with its scheme.
fn codes(set: &DataSet, tag: Tag) -> Value {
    let mut faults = Faults::default();
    let meaning = |item: DataSet| {
        let (text, of_text) = item.text_start(tags::CODE_MEANING, LONGEST_TEXT);
        faults.undeclared |= of_text.undeclared;
        faults.unknown_bytes |= of_text.unknown_bytes;
        if text.is_empty() { code(&item) } else { text }
    };
    let text = joined(set.items(tag).take(MOST_CODES).map(meaning));
    Value { text, faults }
}

/// The code of an item with its scheme, such as `121058 DCM`; empty where there is none.
fn code(item: &DataSet) -> String {
    let value = code_value(item);
    let scheme = item.code(tags::CODING_SCHEME_DESIGNATOR).unwrap_or_default();
    if value.is_empty() { value } else { format!("{value} {scheme}").trim().to_owned() }
}

/// The code of an item, whichever of the three attributes it is in.
pub(super) fn code_value(item: &DataSet) -> String {
    let of = [tags::CODE_VALUE, tags::LONG_CODE_VALUE, tags::URN_CODE_VALUE];
    of.into_iter().find_map(|tag| item.code(tag)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_uids_are_short() {
        assert_eq!(date_time("20010213184746.123+0100"), "2001-02-13 18:47:46 +0100");
        assert_eq!(date_time("20010213"), "2001-02-13");
        assert_eq!(date_time("200102131847"), "2001-02-13 18:47");
        assert_eq!(date_time("2001"), "2001");
        assert_eq!(short_uid("1.2.840.10008.5.1.4.1.1.2"), "CT Image Storage");
        assert_eq!(short_uid("1.3.46.670589.33.1.1945709553237662531"), "…553237662531");
        assert_eq!(short_uid("1.2.3"), "1.2.3");
        assert_eq!(decimal_string("5.0e-1"), "0.5");
        assert_eq!(decimal_string("30.8262030000000"), "30.826203");
        assert_eq!(decimal_string("10.0"), "10.0");
        assert_eq!(decimal_string("1000000"), "1000000");
        assert_eq!(class_name("1.2.840.10008.5.1.4.1.1.2"), "CT Image");
    }
}
