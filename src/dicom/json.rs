//! The DICOM JSON Model (PS3.18 annex F), without bulk data.

use std::{collections::HashMap, io};

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
/// the file has them, decoded but not neutralised. Of elements that stand twice the first counts.
pub fn dicom_json(object: &Object) -> Value {
    let mut open = vec![Open { key: String::new(), content: Content::DataSet(Map::new()) }];
    let built = walk(object, &|_, _| true, &mut |part| {
        match part {
            JsonPart::Value(key, value) => insert(&mut open, key.to_owned(), value.clone()),
            JsonPart::BeginSequence(key, _) => {
                open.push(Open { key: key.to_owned(), content: Content::Sequence(Vec::new()) })
            }
            JsonPart::BeginItem => open.push(Open { key: String::new(), content: Content::DataSet(Map::new()) }),
            JsonPart::EndSequence(_) | JsonPart::EndItem => close(&mut open),
        }
        Ok(())
    });
    match open.pop().map(|open| open.content).filter(|_| built.is_ok()) {
        Some(Content::DataSet(map)) => Value::Object(map),
        _ => Value::Null,
    }
}

/// A piece of DICOM JSON, in the order in which it is written.
#[derive(Debug)]
pub enum JsonPart<'a> {
    /// An element that is no sequence, as `00080060` and its object.
    Value(&'a str, &'a Value),
    /// A sequence begins; true if it has no items.
    BeginSequence(&'a str, bool),
    /// An item begins.
    BeginItem,
    /// The item ends.
    EndItem,
    /// The sequence ends; true if it has no items.
    EndSequence(bool),
}

/// Gives the data set to `take` piece by piece, so that nothing of it need be held. `is_wanted` is asked for every element
/// with the number of sequences around it.
///
/// # Errors
/// Those of `take`, and the first ends it.
pub fn walk_json(
    object: &Object,
    is_wanted: &dyn Fn((u16, u16), usize) -> bool,
    take: &mut dyn FnMut(JsonPart<'_>) -> io::Result<()>,
) -> io::Result<()> {
    if has_doubles(object) {
        // Rare, and known only at the end of each data set.
        let Value::Object(fields) = dicom_json(object) else { return Ok(()) };
        return walk_fields(&fields, 0, is_wanted, take);
    }
    walk(object, is_wanted, take)
}

/// Whether an element stands twice in a data set, or might: those that follow one with a greater tag are not looked up.
fn has_doubles(object: &Object) -> bool {
    let index = &object.header().index;
    let mut last: HashMap<u32, Tag> = HashMap::new();
    let mut elements = index.elements.iter().filter(|element| !matches!(element.kind, Kind::Item | Kind::Fragment));
    elements.any(|element| last.insert(element.parent, element.tag).is_some_and(|before| before >= element.tag))
}

fn walk_fields(
    fields: &Map<String, Value>,
    depth: usize,
    is_wanted: &dyn Fn((u16, u16), usize) -> bool,
    take: &mut dyn FnMut(JsonPart<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for (key, field) in fields {
        let number = u32::from_str_radix(key, 16).unwrap_or_default();
        if !is_wanted(((number >> 16) as u16, number as u16), depth) {
            continue;
        }
        if field.get("vr").and_then(Value::as_str) != Some("SQ") {
            take(JsonPart::Value(key, field))?;
            continue;
        }
        let items = field.get("Value").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        take(JsonPart::BeginSequence(key, items.is_empty()))?;
        // No deeper than the index lets sequences nest.
        for item in items.iter().filter_map(Value::as_object) {
            take(JsonPart::BeginItem)?;
            walk_fields(item, depth + 1, is_wanted, take)?;
            take(JsonPart::EndItem)?;
        }
        take(JsonPart::EndSequence(items.is_empty()))?;
    }
    Ok(())
}

/// What ends where.
struct Around {
    end: usize,
    ends: JsonPart<'static>,
}

fn walk(
    object: &Object,
    is_wanted: &dyn Fn((u16, u16), usize) -> bool,
    take: &mut dyn FnMut(JsonPart<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let header = object.header();
    let mut open: Vec<Around> = Vec::new();
    let mut character_sets = vec![(usize::MAX, header.top().character_sets().clone())];
    let mut creators = Creators::default();
    let mut values = ValueReader::new(header);
    // What lies before this is not wanted.
    let mut left_out = 0;
    for (at, element) in header.index.elements.iter().enumerate() {
        while open.last().is_some_and(|around| at >= around.end) {
            open.pop().map_or(Ok(()), |around| take(around.ends))?;
        }
        while character_sets.len() > 1 && character_sets.last().is_some_and(|(end, _)| at >= *end) {
            character_sets.pop();
        }
        let Tag(group, number) = element.tag;
        let sequences = open.iter().filter(|around| matches!(around.ends, JsonPart::EndSequence(_))).count();
        if at < left_out || group == 0x0002 && element.depth == 0 || number == 0 || element.kind == Kind::Fragment {
            continue;
        }
        if element.kind != Kind::Item && !is_wanted((group, number), sequences) {
            if element.kind == Kind::Sequence {
                left_out = element.end as usize;
                continue;
            }
            // A creator and a character set count for what follows, wanted or not.
            if !is_creator(element.tag) && element.tag != CHARACTER_SET {
                continue;
            }
        }
        let key = format!("{group:04X}{number:04X}");
        match element.kind {
            Kind::Fragment => {}
            Kind::Sequence => {
                let end = element.end as usize;
                let is_empty = end <= at + 1;
                take(JsonPart::BeginSequence(&key, is_empty))?;
                open.push(Around { end, ends: JsonPart::EndSequence(is_empty) });
            }
            Kind::Item => {
                take(JsonPart::BeginItem)?;
                open.push(Around { end: element.end as usize, ends: JsonPart::EndItem });
            }
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
                if element.tag == CHARACTER_SET && element.depth > 0 {
                    let end = header.index.elements.get(element.parent as usize).map_or(at, |item| item.end as usize);
                    character_sets.push((end, CharacterSets::parse(values.start(element, SHOWN_BYTES)).0));
                }
                if is_wanted((group, number), sequences) {
                    take(JsonPart::Value(&key, &plain(&mut values, element, &sets)))?;
                }
            }
        }
    }
    while let Some(around) = open.pop() {
        take(around.ends)?;
    }
    Ok(())
}

/// _Specific Character Set_.
const CHARACTER_SET: Tag = Tag(0x0008, 0x0005);

/// A data set or sequence that is being filled.
struct Open {
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
