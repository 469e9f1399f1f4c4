//! Waveforms (PS3.3 C.10.9): which channels, how fast, how long, and what is noted on them. Nothing is drawn.

use dicom_dictionary_std::tags;

use crate::dicom::{FindingCode, header::DataSet};

use super::{
    content::unit,
    page::Page,
    references,
    value::{count, joined},
};

/// Multiplex groups and annotations that are read; the standard's classes have few.
const MOST: usize = 10_000;

/// Reads waveforms; they have no title.
pub(super) fn read(page: &mut Page, top: &DataSet) -> String {
    page.attribute(0, "Acquired on", top, tags::ACQUISITION_DATE_TIME);
    for (number, group) in (1_usize..).zip(top.items(tags::WAVEFORM_SEQUENCE).take(MOST)) {
        if page.is_full() {
            break;
        }
        multiplex_group(page, &group, number);
    }
    for note in top.items(tags::WAVEFORM_ANNOTATION_SEQUENCE).take(MOST) {
        annotation(page, &note);
    }
    String::new()
}

fn multiplex_group(page: &mut Page, group: &DataSet, number: usize) {
    let label = page.read(group, tags::MULTIPLEX_GROUP_LABEL);
    page.heading(0, &joined([format!("Group {number}"), label].into_iter()));
    page.attribute(1, "Originality", group, tags::WAVEFORM_ORIGINALITY);
    let whole = |tag| group.integer(tag).and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
    let (channels, samples) = (whole(tags::NUMBER_OF_WAVEFORM_CHANNELS), whole(tags::NUMBER_OF_WAVEFORM_SAMPLES));
    if channels == 0 || samples == 0 {
        let text = "A waveform has no channels or no samples; there is nothing to show of it.";
        page.found(FindingCode::Content, tags::NUMBER_OF_WAVEFORM_CHANNELS, text);
    }
    let frequency = group.number(tags::SAMPLING_FREQUENCY).filter(|frequency| *frequency > 0.0);
    page.field(1, "Channels", &channels.to_string());
    match frequency {
        Some(frequency) => {
            page.field(1, "Sampling", &format!("{} at {frequency} Hz", count(samples, "sample")));
            page.field(1, "Duration", &format!("{} s", rounded(samples as f64 / frequency)));
        }
        None => {
            page.field(1, "Sampling", &count(samples, "sample"));
            let text = "A waveform has no usable sampling frequency, so its duration is unknown.";
            page.found(FindingCode::Content, tags::SAMPLING_FREQUENCY, text);
        }
    }
    let bits = whole(tags::WAVEFORM_BITS_ALLOCATED);
    let bytes = channels.saturating_mul(samples).saturating_mul(bits).div_ceil(8);
    let present = group.element(tags::WAVEFORM_DATA).map_or(0, |element| element.present);
    if present < bytes {
        let text = "A waveform is shorter than its channels and samples say; it is not whole.";
        page.found(FindingCode::Truncated, tags::WAVEFORM_DATA, text);
    }
    let definitions = group.item_positions(tags::CHANNEL_DEFINITION_SEQUENCE).len() as u64;
    if definitions != channels {
        let text = "The number of channels is not that of the channels described.";
        page.found(FindingCode::Content, tags::CHANNEL_DEFINITION_SEQUENCE, text);
    }
    for (number, channel) in (1_usize..).zip(group.items(tags::CHANNEL_DEFINITION_SEQUENCE).take(MOST)) {
        if page.is_full() {
            break;
        }
        describe(page, &channel, number);
    }
}

fn describe(page: &mut Page, channel: &DataSet, number: usize) {
    let [source, label] = [tags::CHANNEL_SOURCE_SEQUENCE, tags::CHANNEL_LABEL].map(|tag| page.read(channel, tag));
    let label = if label == source { String::new() } else { label };
    let sensitivity = page.read(channel, tags::CHANNEL_SENSITIVITY);
    if sensitivity.trim().parse::<f64>().is_ok_and(|number| number == 0.0 || !number.is_finite()) {
        let text = "A channel's sensitivity is zero; its values have no unit.";
        page.found(FindingCode::Content, tags::CHANNEL_SENSITIVITY, text);
    }
    let of_unit = unit(page, channel.item(tags::CHANNEL_SENSITIVITY_UNITS_SEQUENCE));
    let sensitivity = match (sensitivity.as_str(), of_unit.as_str()) {
        ("", _) => String::new(),
        (number, "") => format!("{number} a step"),
        (number, unit) => format!("{number} {unit} a step"),
    };
    let mut filter = |label: &str, tag| {
        let text = page.read(channel, tag);
        if text.is_empty() { text } else { format!("{label} {text} Hz") }
    };
    let filters = [
        filter("from", tags::FILTER_LOW_FREQUENCY),
        filter("to", tags::FILTER_HIGH_FREQUENCY),
        filter("notch", tags::NOTCH_FILTER_FREQUENCY),
    ];
    let text = joined([source, label, sensitivity].into_iter().chain(filters));
    page.field(2, &format!("Channel {number}"), if text.is_empty() { "not named" } else { &text });
}

/// A text, a code or a measurement at a place of the curve (PS3.3 C.10.10).
fn annotation(page: &mut Page, note: &DataSet) {
    let text = page.read(note, tags::UNFORMATTED_TEXT_VALUE);
    let name = page.read(note, tags::CONCEPT_NAME_CODE_SEQUENCE);
    let code = page.read(note, tags::CONCEPT_CODE_SEQUENCE);
    let number = page.read(note, tags::NUMERIC_VALUE);
    let unit = unit(page, note.item(tags::MEASUREMENT_UNITS_CODE_SEQUENCE));
    let number = if number.is_empty() { number } else { format!("{number} {unit}").trim().to_owned() };
    let label = if name.is_empty() { "Annotation" } else { &name };
    let place = references::channels(note);
    let place = if place.is_empty() { place } else { format!("({place})") };
    let value = joined([text, code, number].into_iter());
    page.field(0, label, format!("{value} {place}").trim());
}

/// A number with three decimals at most.
fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}
