//! The DICOM JSON Model (PS3.18 annex F), without bulk data.

use dicom_core::{Tag, VR};
use serde_json::{Map, Number, Value, json};

use super::{
    Object,
    charset::CharacterSets,
    index::{Element, Kind},
    numbers::{decimal, numbers},
    private::{Creators, is_creator, resolved},
    tag_values::{SHOWN_BYTES, integer_size, text},
    value_reader::ValueReader,
};

/// Texts longer than this are bulk data.
const LONGEST: usize = 1 << 20;

/// The data set as DICOM JSON: everything but group 0002, group lengths and the values of binary elements. Texts are as
/// the file has them, decoded but not neutralised.
pub fn dicom_json(object: &Object) -> Value {
    let header = object.header();
    let mut open = vec![Open { end: usize::MAX, key: String::new(), content: Content::DataSet(Map::new()) }];
    let mut character_sets = vec![(usize::MAX, header.top().character_sets().clone())];
    let mut creators = Creators::default();
    let mut values = ValueReader::new(header);
    for (at, element) in header.index.elements.iter().enumerate() {
        while open.len() > 1 && open.last().is_some_and(|open| at >= open.end) {
            close(&mut open);
        }
        while character_sets.len() > 1 && character_sets.last().is_some_and(|(end, _)| at >= *end) {
            character_sets.pop();
        }
        let Tag(group, number) = element.tag;
        let key = format!("{group:04X}{number:04X}");
        match element.kind {
            _ if group == 0x0002 && element.depth == 0 || number == 0 => {}
            Kind::Fragment => {}
            Kind::Sequence => {
                open.push(Open { end: element.end as usize, key, content: Content::Sequence(Vec::new()) })
            }
            Kind::Item => open.push(Open { end: element.end as usize, key, content: Content::DataSet(Map::new()) }),
            Kind::Value | Kind::Encapsulated => {
                let sets = character_sets.last().map(|(_, sets)| sets.clone()).unwrap_or_default();
                if is_creator(element.tag) {
                    creators.note(element, values.start(element, SHOWN_BYTES), &sets);
                }
                let creator = creators.of(element).filter(|_| element.vr == VR::UN);
                let element = match creator {
                    Some(_) => &resolved(element, creator, values.start(element, SHOWN_BYTES)).0,
                    None => element,
                };
                if key == "00080005" && element.depth > 0 {
                    let end = header.index.elements.get(element.parent as usize).map_or(at, |item| item.end as usize);
                    character_sets.push((end, CharacterSets::parse(values.start(element, SHOWN_BYTES)).0));
                }
                let value = plain(&mut values, element, &sets);
                insert(&mut open, key, value);
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    match open.pop().map(|open| open.content) {
        Some(Content::DataSet(map)) => Value::Object(map),
        _ => Value::Null,
    }
}

/// A data set or sequence that is being filled.
struct Open {
    end: usize,
    key: String,
    content: Content,
}

enum Content {
    DataSet(Map<String, Value>),
    Sequence(Vec<Value>),
}

fn close(open: &mut Vec<Open>) {
    match open.pop() {
        Some(Open { content: Content::DataSet(map), .. }) => {
            if let Some(Open { content: Content::Sequence(items), .. }) = open.last_mut() {
                items.push(Value::Object(map));
            }
        }
        Some(Open { key, content: Content::Sequence(items), .. }) => {
            let value = if items.is_empty() { json!({"vr": "SQ"}) } else { json!({"vr": "SQ", "Value": items}) };
            insert(open, key, value);
        }
        None => {}
    }
}

fn insert(open: &mut [Open], key: String, value: Value) {
    if let Some(Open { content: Content::DataSet(map), .. }) = open.last_mut() {
        map.entry(key).or_insert(value);
    }
}

/// An element that is no sequence.
fn plain(values: &mut ValueReader, element: &Element, character_sets: &CharacterSets) -> Value {
    let vr = element.vr.to_string();
    let bulk = matches!(element.vr, VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN);
    if bulk || element.kind == Kind::Encapsulated || element.present == 0 || element.present > LONGEST as u64 {
        return json!({"vr": vr});
    }
    let bytes = values.start(element, LONGEST);
    let values: Vec<Value> = match integer_size(element.vr) {
        Some(size) => bytes.chunks_exact(size).map(|value| binary_number(element, value)).collect(),
        None => texts(&text(bytes, false, character_sets, element.vr), element.vr),
    };
    match values.is_empty() || values.iter().all(Value::is_null) {
        true => json!({"vr": vr}),
        false => json!({"vr": vr, "Value": values}),
    }
}

fn binary_number(element: &Element, value: &[u8]) -> Value {
    let encoding = element.encoding;
    match element.vr {
        VR::AT => Value::String(format!(
            "{:04X}{:04X}",
            encoding.u16(value),
            encoding.u16(value.get(2..).unwrap_or_default())
        )),
        VR::SV => json!(encoding.u64(value) as i64),
        VR::UV => json!(encoding.u64(value)),
        vr => numbers(value, vr, encoding).first().map(|&value| number(value)).unwrap_or(Value::Null),
    }
}

/// A number; what JSON has no number for is a string (F.2.3).
fn number(value: f64) -> Value {
    match value {
        whole if whole.fract() == 0.0 && whole.abs() < 9e15 => json!(whole as i64),
        other => Number::from_f64(other).map_or_else(|| Value::String(special(other).into()), Value::Number),
    }
}

fn special(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "inf"
    } else {
        "-inf"
    }
}

fn texts(text: &str, vr: VR) -> Vec<Value> {
    if matches!(vr, VR::LT | VR::ST | VR::UT | VR::UR) {
        return vec![Value::String(text.to_owned())];
    }
    let value = |value: &str| {
        let trimmed = value.trim_matches(['\0', ' ']);
        match vr {
            _ if trimmed.is_empty() => Value::Null,
            VR::PN => person_name(trimmed),
            VR::DS | VR::IS if decimal(trimmed).is_finite() => number(decimal(trimmed)),
            _ => Value::String(trimmed.to_owned()),
        }
    };
    text.split('\\').map(value).collect()
}

fn person_name(name: &str) -> Value {
    let groups = name.split('=').zip(["Alphabetic", "Ideographic", "Phonetic"]);
    groups
        .filter(|(group, _)| !group.is_empty())
        .map(|(group, key)| (key.to_owned(), Value::String(group.to_owned())))
        .collect()
}
