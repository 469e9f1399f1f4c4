//! _Real World Value Mapping Sequence_ (0040,9096): what stored values mean besides (PS3.3 C.7.6.16.2.11).

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::image::{ScaleMap, ValueScale};

use super::{
    Finding, FindingCode,
    charset::neutral,
    functional_groups::FunctionalGroups,
    header::{DataSet, Header},
};

/// Mappings of one frame that are read.
const MOST_MAPPINGS: usize = 64;
/// Entries of all tables of one frame: as many as 16 bits can say. Models of many frames are kept side by side.
const MOST_ENTRIES: u64 = 1 << 16;
/// Characters of labels and units that are kept: SH has 16, long code values more.
const LONGEST: usize = 64;

/// The mappings of frame `index`, in the file's order; those that are unusable are noted and left out.
pub(super) fn real_world(
    header: &Header,
    groups: &FunctionalGroups,
    index: usize,
    findings: &mut Vec<Finding>,
) -> Vec<ValueScale> {
    let items = groups.items(header, index, tags::REAL_WORLD_VALUE_MAPPING_SEQUENCE);
    let (mut unusable, mut entries_left) = (false, MOST_ENTRIES);
    let scales = items.into_iter().take(MOST_MAPPINGS).filter_map(|item| {
        let scale = scale(&item, header.signed, &mut entries_left);
        unusable |= scale.is_none();
        scale
    });
    let scales = scales.collect();
    if unusable {
        let text = "A real world value mapping is unusable; it was ignored.";
        findings.push(Finding::new(FindingCode::Modality, Some((0x40, 0x9096)), text));
    }
    scales
}

fn scale(item: &DataSet, signed: bool, entries_left: &mut u64) -> Option<ValueScale> {
    let (first, last) = range(item, signed)?;
    let slope = item.number(tags::REAL_WORLD_VALUE_SLOPE);
    let intercept = item.number(tags::REAL_WORLD_VALUE_INTERCEPT);
    let (map, last) = match slope.zip(intercept) {
        Some((slope, intercept)) => (ScaleMap::Linear { slope, intercept }, last),
        None => {
            // Doubles, by the standard; in another form the same bytes could be many more numbers.
            let table = item.element(tags::REAL_WORLD_VALUE_LUT_DATA).filter(|table| table.vr == VR::FD)?;
            *entries_left = entries_left.checked_sub(table.present / 8)?;
            let values = item.numbers(tags::REAL_WORLD_VALUE_LUT_DATA);
            // A table without a beginning has no meaning, and none is said of what lies past its end.
            (!values.is_empty() && first.is_finite()).then_some(())?;
            let end = first + values.len() as f64 - 1.0;
            (ScaleMap::Table(values.into()), last.min(end))
        }
    };
    let (label, explanation) = (text(item, tags::LUT_LABEL), text(item, tags::LUT_EXPLANATION));
    // Some writers number their labels.
    let label = if label.parse::<f64>().is_ok() { String::new() } else { label };
    let names = [label, explanation.clone(), "Real world value".to_owned()];
    let label = names.into_iter().find(|name| !name.is_empty())?;
    Some(ValueScale { label, explanation, unit: unit(item), map, first, last })
}

/// The code of the unit; UCUM's `1` and `no units` are plain numbers.
fn unit(item: &DataSet) -> String {
    let Some(code) = item.item(tags::MEASUREMENT_UNITS_CODE_SEQUENCE) else { return String::new() };
    let values = [tags::CODE_VALUE, tags::LONG_CODE_VALUE, tags::CODE_MEANING];
    let unit = values.into_iter().map(|tag| text(&code, tag)).find(|unit| !unit.is_empty()).unwrap_or_default();
    if unit == "1" { String::new() } else { unit }
}

fn text(set: &DataSet, tag: Tag) -> String {
    // Four bytes are the most that a character takes.
    neutral(&set.text_start(tag, 4 * LONGEST as u64).0, LONGEST)
}

/// First and last stored value mapped; all values where neither is stated. `None` where they contradict each other.
fn range(item: &DataSet, signed: bool) -> Option<(f64, f64)> {
    let doubles =
        [tags::DOUBLE_FLOAT_REAL_WORLD_VALUE_FIRST_VALUE_MAPPED, tags::DOUBLE_FLOAT_REAL_WORLD_VALUE_LAST_VALUE_MAPPED];
    let [first, last] = doubles.map(|tag| item.number(tag));
    if let Some((first, last)) = first.zip(last) {
        return (first <= last).then_some((first, last));
    }
    let words = [tags::REAL_WORLD_VALUE_FIRST_VALUE_MAPPED, tags::REAL_WORLD_VALUE_LAST_VALUE_MAPPED];
    if words.iter().all(|&tag| !item.has(tag)) {
        return Some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let [first, last] = words.map(|tag| item.number(tag));
    let (first, last) = first.zip(last)?;
    let [below, above] = [(words[0], first), (words[1], last)].map(|(tag, value)| match signed {
        true => as_signed(item, tag, value),
        false => value,
    });
    // 0 to 65535 over signed values can only mean all of them from 0 on.
    let above = if above >= below { above } else { last };
    (below <= above).then_some((below, above))
}

/// The bounds are US or SS by Pixel Representation; where no VR is written, or the wrong one, US stands for both.
fn as_signed(item: &DataSet, tag: Tag, value: f64) -> f64 {
    let is_unsigned = item.element(tag).is_some_and(|element| element.vr != VR::SS);
    if is_unsigned && (32768.0..65536.0).contains(&value) { value - 65536.0 } else { value }
}
