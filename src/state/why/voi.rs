//! The step from a value to a brightness between 0 and 1.

use crate::image::{EqualizeSettings, Picture, TransferCurve, Voi, VoiFunction, VoiSource, Window};

use super::{WhyStep, given, grey::entry, number, step, term};

/// The VOI in force; gives the brightness.
pub(super) fn explain(
    picture: &Picture,
    voi: &Voi,
    curve: &TransferCurve,
    value: f64,
    steps: &mut Vec<WhyStep>,
) -> f64 {
    match voi {
        Voi::Window { window, function, source } => {
            let (text, y) = window_text(*window, *function, value);
            let tags: &[_] = match source {
                VoiSource::File(_) | VoiSource::FileBefore(_) => &[CENTER, WIDTH, FUNCTION],
                _ => &[],
            };
            steps.push(step("Window", format!("{}; {text}", source_text(source)), tags));
            y
        }
        Voi::Lut(index) => match picture.model().voi_luts.get(*index) {
            Some(lut) => {
                let (table, x) = (&lut.table, value.round() as i64);
                let (at, found, full) =
                    (entry(x, table.first_mapped, table.entries.len()), table.lookup(x), table.full_scale());
                let y = (f64::from(found) / f64::from(full)).min(1.0);
                let (all, first) = (table.entries.len(), table.first_mapped);
                let text = format!("Entry {at} of {all} (the first is for {first}): {found} / {full} = {}", number(y));
                steps.push(step("VOI LUT", text, &[(0x28, 0x3010, "VOILUTSequence"), (0x28, 0x3006, "LUTData")]));
                y
            }
            None => {
                let y = curve.brightness(value);
                let ends: Vec<String> = curve.breakpoints().iter().map(|&end| number(end)).collect();
                let text = format!("No such VOI LUT: all that the bits can say, {}: {}", ends.join(" to "), number(y));
                steps.push(step("VOI LUT", text, &[(0x28, 0x3010, "VOILUTSequence")]));
                y
            }
        },
        Voi::Equalized(settings) => equalized(settings, curve, value, steps),
        // Told channel by channel.
        Voi::Channels(_) => curve.brightness(value),
    }
}

/// One channel of several; gives its brightness.
pub(super) fn channel(voi: &Voi, index: usize, curve: &TransferCurve, value: f64, steps: &mut Vec<WhyStep>) -> f64 {
    let Voi::Channels(settings) = voi else { return curve.brightness(value) };
    match (settings.windows.get(index), &settings.equalised) {
        (Some(window), _) => {
            let (text, y) = window_text(window.window, window.function, value);
            let title = CHANNELS.get(index).copied().unwrap_or("Channel");
            steps.push(step(title, text, &[]));
            y
        }
        (None, Some(settings)) => equalized(settings, curve, value, steps),
        (None, None) => curve.brightness(value),
    }
}

/// Red, green and blue.
const CHANNELS: [&str; 3] = ["Red window", "Green window", "Blue window"];

fn equalized(settings: &EqualizeSettings, curve: &TransferCurve, value: f64, steps: &mut Vec<WhyStep>) -> f64 {
    let points = curve.breakpoints();
    let y = curve.brightness(value);
    let above = points.partition_point(|&point| point <= value);
    let last = points.len().saturating_sub(1);
    let between = above.checked_sub(1).and_then(|below| Some((below, *points.get(below)?, *points.get(above)?)));
    let text = match between {
        Some((below, lower, upper)) => format!(
            "between breakpoint {below} ({}) and {above} ({}) of 0 to {last}: ({below} + ({} − {}) / ({} − {})) / {last} = {}",
            number(lower),
            number(upper),
            number(value),
            term(lower),
            number(upper),
            term(lower),
            number(y)
        ),
        None if above == 0 => format!("below the first breakpoint: {}", number(y)),
        None => format!("at or above the last breakpoint: {}", number(y)),
    };
    steps.push(step("Equalised", format!("{} bins; {text}", settings.bins), &[]));
    y
}

/// The function of PS3.3 C.11.2.1.2 with its numbers, and what comes of it.
fn window_text(window: Window, function: VoiFunction, x: f64) -> (String, f64) {
    let Window { center: c, width: w } = window;
    let head = format!("c = {}, w = {}, x = {}", given(c), given(w), number(x));
    let ramp = |lower: f64, upper: f64, inside: f64, formula: String, bounds: [&str; 2]| {
        let (low, high) = (number(lower), number(upper));
        if x <= lower {
            (format!("{head}: x ≤ {} = {low}, so y = 0", bounds[0]), 0.0)
        } else if x > upper {
            (format!("{head}: x > {} = {high}, so y = 1", bounds[1]), 1.0)
        } else {
            (format!("{head}: {low} < x ≤ {high}, so y = {formula} = {}", number(inside)), inside)
        }
    };
    let (text, y) = match function {
        VoiFunction::Linear if w >= 1.0 => {
            let (middle, half) = (c - 0.5, (w - 1.0) / 2.0);
            let formula = format!(
                "(x − (c − 0.5)) / (w − 1) + 0.5 = ({} − {}) / {} + 0.5",
                number(x),
                term(middle),
                number(w - 1.0)
            );
            let inside = (x - middle) / (w - 1.0) + 0.5;
            ramp(middle - half, middle + half, inside, formula, ["c − 0.5 − (w − 1)/2", "c − 0.5 + (w − 1)/2"])
        }
        VoiFunction::Linear | VoiFunction::LinearExact => {
            let formula = format!(
                "(x − c) / w + 0.5 = ({} − {}) / {} + 0.5",
                number(x),
                if c < 0.0 { format!("({})", given(c)) } else { given(c) },
                given(w)
            );
            ramp(c - w / 2.0, c + w / 2.0, (x - c) / w + 0.5, formula, ["c − w/2", "c + w/2"])
        }
        VoiFunction::Sigmoid => {
            let power = -4.0 * (x - c) / w;
            let y = 1.0 / (1.0 + power.exp());
            (format!("{head}: y = 1 / (1 + exp(−4 (x − c) / w)) = 1 / (1 + exp({})) = {}", number(power), number(y)), y)
        }
        VoiFunction::Fastai => {
            let half = (w / 2.0).floor();
            let (lower, upper) = (c - half, c + half);
            if x <= lower {
                (format!("{head}: x ≤ c − floor(w/2) = {}, so y = 0", number(lower)), 0.0)
            } else if x >= upper {
                (format!("{head}: x ≥ c + floor(w/2) = {}, so y = 1", number(upper)), 1.0)
            } else {
                let y = (x - lower) / (upper - lower);
                let (low, span) = (term(lower), number(upper - lower));
                (
                    format!(
                        "{head}: y = (x − (c − floor(w/2))) / (2 floor(w/2)) = ({} − {low}) / {span} = {}",
                        number(x),
                        number(y)
                    ),
                    y,
                )
            }
        }
    };
    (text, if y.is_nan() { 0.0 } else { y })
}

fn source_text(source: &VoiSource) -> String {
    match source {
        VoiSource::File(index) => format!("window {} of the file", index + 1),
        VoiSource::FileBefore(index) => format!("window {} of an earlier frame", index + 1),
        VoiSource::Preset(name) => format!("preset {name}"),
        VoiSource::Default => "default for files without a window".to_owned(),
        VoiSource::FullRange => "full range of the frame".to_owned(),
        VoiSource::User => "set by hand".to_owned(),
    }
}

const CENTER: (u16, u16, &str) = (0x28, 0x1050, "WindowCenter");
const WIDTH: (u16, u16, &str) = (0x28, 0x1051, "WindowWidth");
const FUNCTION: (u16, u16, &str) = (0x28, 0x1056, "VOILUTFunction");
