//! The steps of a grey picture: modality, VOI, presentation, colour map.

use crate::image::{ColourMap, ModalityLut, Picture, Presentation, Samples, TransferCurve, Voi};

use super::{PHOTOMETRIC, WhyStep, colour, given, number, step, term, tint, voi};

/// From a stored value on; gives what is displayed.
pub(super) fn explain(
    picture: &Picture,
    presentation: &Presentation,
    stored: f64,
    at: [u32; 2],
    steps: &mut Vec<WhyStep>,
) -> [u8; 3] {
    if let Some(displayed) = colour::supplemental(picture, presentation, stored, at, steps) {
        return displayed;
    }
    let padding = picture.model().padding;
    let is_padding = padding.is_some_and(|padding| padding.contains(stored));
    let tags = [(0x28, 0x120, "PixelPaddingValue"), (0x28, 0x121, "PixelPaddingRangeLimit")];
    if let Some(padding) = padding.filter(|_| is_padding) {
        let range = format!("{} ≤ {} ≤ {}", number(padding.low), number(stored), number(padding.high));
        let said = if presentation.show_padding {
            "padding, shown like any value"
        } else {
            "padding, no value of the picture"
        };
        steps.push(step("Padding", format!("{range}: {said}"), &tags));
    }
    if stored.is_nan() || (is_padding && !presentation.show_padding) {
        let background = if presentation.invert { 255 } else { 0 };
        let what = if stored.is_nan() { "Not a number: " } else { "" };
        let inverted = if presentation.invert { ", inverted" } else { "" };
        let said = format!("{what}shown as background, black after polarity{inverted}: {background}");
        steps.push(step("Background", said, &[]));
        return channels_of(picture, presentation).map_or_else(
            || mapped(picture, presentation, background, steps),
            |channels| std::array::from_fn(|channel| if channel < channels { background } else { 0 }),
        );
    }
    let value = modality(picture, stored, steps);
    let curve = TransferCurve::new(picture, presentation);
    match channels_of(picture, presentation) {
        None => {
            let brightness = voi::explain(picture, &presentation.voi, &curve, value, steps);
            let grey = presented(picture, presentation, brightness, steps);
            mapped(picture, presentation, grey, steps)
        }
        Some(_) => {
            let mut displayed = [0; 3];
            for (index, (channel, shown)) in curve.channels().iter().zip(&mut displayed).enumerate() {
                let brightness = voi::channel(&presentation.voi, index, channel, value, steps);
                *shown = presented(picture, presentation, brightness, steps);
            }
            let [red, green, blue] = displayed;
            steps.push(step("Channels", format!("red {red}, green {green}, blue {blue}"), &[]));
            displayed
        }
    }
}

/// How many channels there are, where windows are shown as channels.
fn channels_of(picture: &Picture, presentation: &Presentation) -> Option<usize> {
    let is_channels = matches!(presentation.voi, Voi::Channels(_));
    is_channels.then(|| TransferCurve::new(picture, presentation).channels().len())
}

fn modality(picture: &Picture, stored: f64, steps: &mut Vec<WhyStep>) -> f64 {
    let model = picture.model();
    let unit = model.unit.symbol();
    let exact = model.modality.apply(stored);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    match &model.modality {
        modality if modality.is_identity() => {
            steps.push(step("Modality", format!("No rescale: {}{unit}", number(exact)), &[SLOPE, INTERCEPT]));
        }
        ModalityLut::Rescale { slope, intercept } => {
            let (sign, intercept) = if *intercept < 0.0 { ('−', -intercept) } else { ('+', *intercept) };
            let (slope, stored, intercept) = (given(*slope), term(stored), given(intercept));
            let text = format!("{slope} × {stored} {sign} {intercept} = {}{unit}", number(exact));
            steps.push(step("Modality", text, &[SLOPE, INTERCEPT, (0x28, 0x1054, "RescaleType")]));
        }
        ModalityLut::Table(table) => {
            let text = format!(
                "Entry {} of {} (the first is for {}) = {}{unit}",
                entry(stored.round() as i64, table.first_mapped, table.entries.len()),
                table.entries.len(),
                table.first_mapped,
                number(exact)
            );
            steps.push(step("Modality", text, &[(0x28, 0x3000, "ModalityLUTSequence"), (0x28, 0x3006, "LUTData")]));
        }
    }
    if matches!(picture.frame().samples, Samples::U8(_) | Samples::I8(_) | Samples::U16(_) | Samples::I16(_)) {
        return exact;
    }
    let single = f64::from(exact as f32);
    if single != exact {
        steps.push(step("For the screen", format!("Rounded to 32 bits: {single}"), &[]));
    }
    single
}

/// The number of the entry that a value takes, from 0.
pub(super) fn entry(value: i64, first: i32, entries: usize) -> usize {
    let last = entries.saturating_sub(1);
    usize::try_from(value.saturating_sub(i64::from(first)).max(0)).unwrap_or(last).min(last)
}

/// Presentation LUT, polarity, invert and rounding.
fn presented(picture: &Picture, presentation: &Presentation, brightness: f64, steps: &mut Vec<WhyStep>) -> u8 {
    let model = picture.model();
    let mut y = brightness;
    if let Some(lut) = &model.presentation_lut {
        let last = lut.entries.len().saturating_sub(1);
        let at = ((y * last as f64).round() as usize).min(last);
        let found = lut.entries.get(at).copied().unwrap_or(0);
        let full = lut.full_scale();
        let shown = (f64::from(found) / f64::from(full)).min(1.0);
        let text = format!("Entry round({} × {last}) = {at}: {found} / {full} = {}", number(y), number(shown));
        steps.push(step("Presentation LUT", text, &[(0x2050, 0x10, "PresentationLUTSequence")]));
        y = shown;
    }
    let turned = |y: f64| format!("1 − {} = {}", number(y), number(1.0 - y));
    let tags = [PHOTOMETRIC, (0x2050, 0x20, "PresentationLUTShape")];
    let reversed = model.inverse_polarity != presentation.invert;
    let text = match (model.inverse_polarity, presentation.invert) {
        (false, false) => "Low values are dark: as it is".to_owned(),
        (true, false) => format!("Low values are bright: {}", turned(y)),
        (false, true) => format!("Inverted by you: {}", turned(y)),
        (true, true) => "Low values are bright, and inverted by you: as it is".to_owned(),
    };
    if reversed {
        y = 1.0 - y;
    }
    steps.push(step("Polarity", text, &tags));
    let sum = 255.0 * y + 0.5;
    let grey = sum.floor() as u8;
    steps.push(step("Grey level", format!("floor(255 × {} + 0.5) = floor({}) = {grey}", number(y), number(sum)), &[]));
    grey
}

/// The colour of a grey level.
fn mapped(picture: &Picture, presentation: &Presentation, grey: u8, steps: &mut Vec<WhyStep>) -> [u8; 3] {
    if let Some(map) = ColourMap::by_name(&presentation.colour_map).filter(|map| !map.is_grey()) {
        let [red, green, blue] = map.rgb.get(usize::from(grey)).copied().unwrap_or_default();
        let text = format!("Entry {grey} of {}: red {red}, green {green}, blue {blue}", presentation.colour_map);
        steps.push(step("Colour map", text, &[]));
        return [red, green, blue];
    }
    let Some(full) = tint(picture) else {
        steps.push(step("Colour", format!("Grey: red, green and blue {grey}"), &[]));
        return [grey; 3];
    };
    let shown = full.map(|full| ((u32::from(full) * u32::from(grey) * 2 + 255) / 510) as u8);
    let text = |index: usize| format!("{} × {grey} / 255 = {}", full[index], shown[index]);
    let text = format!("Of the segment: red {}, green {}, blue {}", text(0), text(1), text(2));
    steps.push(step("Colour", text, &[(0x62, 0xd, "RecommendedDisplayCIELabValue")]));
    shown
}

const SLOPE: (u16, u16, &str) = (0x28, 0x1053, "RescaleSlope");
const INTERCEPT: (u16, u16, &str) = (0x28, 0x1052, "RescaleIntercept");
