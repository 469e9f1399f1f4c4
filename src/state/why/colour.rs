//! The steps of colours: palettes, luminance and chrominance, profiles.

use crate::image::{LookupTable, Palette, PhotometricInterpretation as Photometric, Picture, Presentation};

use super::{Layout, PHOTOMETRIC, WhyStep, grey::entry, number, step, stored_steps};

/// Of a colour picture; gives what is displayed.
pub(super) fn explain(
    picture: &Picture,
    presentation: &Presentation,
    layout: Option<Layout>,
    column: u32,
    row: u32,
    steps: &mut Vec<WhyStep>,
) -> [u8; 3] {
    let (frame, model) = (picture.frame(), picture.model());
    let samples: Vec<f64> =
        (0..frame.samples_per_pixel).filter_map(|sample| frame.value(column, row, sample)).collect();
    stored_steps(picture, layout, &samples, steps);
    let at = (u64::from(row) * u64::from(frame.columns) + u64::from(column)).saturating_mul(3);
    let start = usize::try_from(at).unwrap_or(usize::MAX);
    let known = picture.rgb().get(start..).and_then(|rest| rest.first_chunk::<3>().copied()).unwrap_or_default();
    let rgb = match (&model.palette, samples.as_slice()) {
        (Some(palette), &[index]) => {
            let text = palette_text(palette, index as i64);
            steps.push(step("Palette", text.0, &PALETTE));
            text.1
        }
        (_, samples) => {
            converted(picture, samples, steps);
            known
        }
    };
    finished(picture, presentation, rgb, [column, row], steps)
}

/// A colour of the supplemental palette; `None` where the stored value is a grey.
pub(super) fn supplemental(
    picture: &Picture,
    presentation: &Presentation,
    stored: f64,
    at: [u32; 2],
    steps: &mut Vec<WhyStep>,
) -> Option<[u8; 3]> {
    let palette = picture.model().palette.as_deref().filter(|_| picture.has_supplemental_colours())?;
    if stored < f64::from(palette.red.first_mapped) {
        return None;
    }
    let (text, rgb) = palette_text(palette, stored as i64);
    let text = format!("{} ≥ {}, so no grey: {text}", number(stored), palette.red.first_mapped);
    steps.push(step("Supplemental palette", text, &PALETTE));
    Some(finished(picture, presentation, rgb, at, steps))
}

/// Profile and invert.
fn finished(
    picture: &Picture,
    presentation: &Presentation,
    rgb: [u8; 3],
    [column, row]: [u32; 2],
    steps: &mut Vec<WhyStep>,
) -> [u8; 3] {
    let mut shown = rgb;
    if presentation.icc && picture.model().profile.is_some() {
        let bare = Presentation { invert: false, overlays: false, shutters: false, ..presentation.clone() };
        shown = picture.displayed(&bare, column, row);
        let text = format!("The file's profile makes {} of {}", triple(shown), triple(rgb));
        steps.push(step("Colour profile", text, &[(0x28, 0x2000, "ICCProfile")]));
    }
    if presentation.invert {
        let turned = shown.map(|level| 255 - level);
        steps.push(step("Invert", format!("255 − {} = {}", triple(shown), triple(turned)), &[]));
        shown = turned;
    }
    steps.push(step("Colour", triple(shown), &[]));
    shown
}

fn palette_text(palette: &Palette, index: i64) -> (String, [u8; 3]) {
    let level = |table: &LookupTable| {
        let full = table.full_scale();
        let found = table.lookup(index).min(full);
        (found, full, ((u32::from(found) * 510 + u32::from(full)) / (2 * u32::from(full))) as u8)
    };
    let parts = [level(&palette.red), level(&palette.green), level(&palette.blue)];
    let texts = parts.map(|(found, full, shown)| match full {
        255 => found.to_string(),
        _ => format!("floor(255 × {found} / {full} + 0.5) = {shown}"),
    });
    let at = entry(index, palette.red.first_mapped, palette.red.entries.len());
    let [red, green, blue] = texts;
    (format!("entry {at}: red {red}, green {green}, blue {blue}"), parts.map(|(_, _, shown)| shown))
}

/// Samples as red, green and blue of 8 bits.
fn converted(picture: &Picture, samples: &[f64], steps: &mut Vec<WhyStep>) {
    let model = picture.model();
    let full = 2f64.powi(i32::from(model.bits_stored.clamp(1, 32))) - 1.0;
    let [a, b, c] = [0, 1, 2].map(|at| samples.get(at).copied().unwrap_or(0.0) * 255.0 / full);
    if full != 255.0 {
        let text = format!("× 255 / {full}: {}, {}, {}", number(a), number(b), number(c));
        steps.push(step("To 8 bits", text, &[super::BITS_STORED]));
    }
    let (cb, cr) = (number(b - 128.0), number(c - 128.0));
    let text = match model.photometric {
        Photometric::YbrFull | Photometric::YbrFull422 => {
            let y = number(a);
            format!(
                "red {y} + 1.402 × {cr}, green {y} − 0.344136 × {cb} − 0.714136 × {cr}, blue {y} + 1.772 × {cb}, where {cb} \
                 and {cr} are Cb and Cr − 128; rounded and kept within 0 to 255"
            )
        }
        Photometric::YbrPartial => {
            let y = number(1.164_384 * (a - 16.0));
            format!(
                "Y′ = 1.164384 × ({} − 16) = {y}; red Y′ + 1.596027 × {cr}, green Y′ − 0.391762 × {cb} − 0.812968 × {cr}, \
                 blue Y′ + 2.017232 × {cb}; rounded and kept within 0 to 255",
                number(a)
            )
        }
        _ => "Red, green and blue as they are stored".to_owned(),
    };
    steps.push(step("To red, green, blue", text, &[PHOTOMETRIC]));
}

fn triple([red, green, blue]: [u8; 3]) -> String {
    format!("red {red}, green {green}, blue {blue}")
}

const PALETTE: [(u16, u16, &str); 3] = [
    (0x28, 0x1201, "RedPaletteColorLookupTableData"),
    (0x28, 0x1202, "GreenPaletteColorLookupTableData"),
    (0x28, 0x1203, "BluePaletteColorLookupTableData"),
];
