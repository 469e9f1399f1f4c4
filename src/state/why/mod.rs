//! Why a pixel looks as it does: every step from the stored bits to the colour on screen, as arithmetic that can be checked
//! by hand.

mod asked;
mod colour;
mod grey;
mod voi;

use crate::image::{FrameSegments, OverlayKind, Picture, Presentation, Samples};

use super::ImageState;

pub use asked::{WhyAction, WhyAsked};

/// One pixel, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// 0-based.
    pub column: u32,
    /// 0-based.
    pub row: u32,
    /// From the stored bits on.
    pub steps: Vec<WhyStep>,
    /// Where they lead: what is on screen at 1:1, red, green, blue.
    pub displayed: [u8; 3],
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyStep {
    /// What is done.
    pub title: &'static str,
    /// With which numbers.
    pub arithmetic: String,
    /// Where those numbers stand in the file.
    pub tags: Vec<WhyTag>,
}

/// An element of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhyTag {
    /// Group and element.
    pub tag: (u16, u16),
    /// Its keyword.
    pub keyword: &'static str,
}

/// How the bits of a sample lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    allocated: u16,
    high_bit: u16,
}

/// The steps to a pixel of the shown picture; `None` outside of it. `presentation` is the one in force there.
pub fn why(image: &ImageState, presentation: &Presentation, [column, row]: [u32; 2]) -> Option<Why> {
    let picture = image.picture()?;
    let described = image.loaded.about.as_ref().and_then(|about| about.image.as_ref().ok());
    let layout = described.map(|image| Layout { allocated: image.bits_allocated, high_bit: image.high_bit });
    explain(picture, presentation, layout, column, row)
}

fn explain(
    picture: &Picture,
    presentation: &Presentation,
    layout: Option<Layout>,
    column: u32,
    row: u32,
) -> Option<Why> {
    let frame = picture.frame();
    if column >= frame.columns || row >= frame.rows {
        return None;
    }
    let mut steps = Vec::new();
    let displayed = match picture.stored(column, row) {
        None => {
            let text = "The file ends before this row: there is no value, and a hatch is drawn in its place";
            steps.push(step("Missing", text.to_owned(), &[PIXEL_DATA]));
            let bare = Presentation { overlays: false, shutters: false, ..presentation.clone() };
            picture.displayed(&bare, column, row)
        }
        Some(_) if picture.is_colour() => colour::explain(picture, presentation, layout, column, row, &mut steps),
        Some(stored) => {
            stored_steps(picture, layout, &[stored], &mut steps);
            grey::explain(picture, presentation, stored, [column, row], &mut steps)
        }
    };
    let displayed = over(picture, presentation, [column, row], &mut steps).unwrap_or(displayed);
    Some(Why { column, row, steps, displayed })
}

/// The bits as they were read, and the numbers that they are.
fn stored_steps(picture: &Picture, layout: Option<Layout>, stored: &[f64], steps: &mut Vec<WhyStep>) {
    let model = picture.model();
    let bits = u32::from(model.bits_stored);
    if !picture.frame().samples.is_integer() {
        let bits = if matches!(picture.frame().samples, Samples::F32(_)) { 32 } else { 64 };
        let tag = if bits == 32 { FLOAT_PIXEL_DATA } else { DOUBLE_FLOAT_PIXEL_DATA };
        steps.push(step("Stored bits", format!("A floating point number of {bits} bits"), &[tag]));
    } else if bits <= 32 {
        let patterns: Vec<String> = stored.iter().map(|&value| binary(value as i64, bits)).collect();
        let sign = if model.signed { "signed, two's complement" } else { "unsigned" };
        let place = layout.map_or(String::new(), |layout| {
            format!(
                ", bits {} to {} of {}",
                (layout.high_bit + 1).saturating_sub(bits as u16),
                layout.high_bit,
                layout.allocated
            )
        });
        let text = format!("{}{place}, {sign}", patterns.join(" · "));
        steps.push(step("Stored bits", text, &[BITS_ALLOCATED, BITS_STORED, HIGH_BIT, PIXEL_REPRESENTATION]));
    }
    let values: Vec<String> = stored.iter().map(f64::to_string).collect();
    steps.push(step("Stored value", values.join(", "), &[PIXEL_DATA]));
    if let Some(name) = stored.first().and_then(|&stored| model.segments.as_ref()?.describe(stored)) {
        steps.push(step("Segment", name, &[(0x62, 0x2, "SegmentSequence")]));
    }
}

/// The lowest `bits` of a number in groups of four.
fn binary(value: i64, bits: u32) -> String {
    let mut text = String::new();
    for bit in (0..bits.clamp(1, 32)).rev() {
        text.push(if value >> bit & 1 == 1 { '1' } else { '0' });
        if bit > 0 && bit % 4 == 0 {
            text.push(' ');
        }
    }
    text
}

/// What the file lays over the pixel.
fn over(
    picture: &Picture,
    presentation: &Presentation,
    [column, row]: [u32; 2],
    steps: &mut Vec<WhyStep>,
) -> Option<[u8; 3]> {
    let colour = picture.covered(presentation, column, row)?;
    let at = |from: i32, at: u32| u32::try_from(i64::from(at) + 1 - i64::from(from)).ok();
    let is_set = |overlay: &&crate::image::Overlay| {
        at(overlay.origin[0], row)
            .zip(at(overlay.origin[1], column))
            .is_some_and(|(row, column)| overlay.is_set(row, column))
    };
    let mut overlays: Vec<_> =
        picture.planes().overlays.iter().filter(|_| presentation.overlays).filter(is_set).collect();
    overlays.sort_by_key(|overlay| overlay.kind != OverlayKind::Graphics);
    let [red, green, blue] = colour;
    match overlays.first() {
        Some(overlay) => {
            let kind = if overlay.kind == OverlayKind::Graphics { "graphics" } else { "a region" };
            let text = format!("Overlay of {kind} lies over it: {red}, {green}, {blue}, whatever is below");
            let tags = [(overlay.group, 0x3000, "OverlayData"), (overlay.group, 0x50, "OverlayOrigin")];
            steps.push(step("Overlay", text, &tags));
        }
        None => {
            let text = format!("Outside of the shutter: {red}, {green}, {blue}, whatever is below");
            steps.push(step("Shutter", text, &[(0x18, 0x1600, "ShutterShape")]));
        }
    }
    Some(colour)
}

fn step(title: &'static str, arithmetic: String, tags: &[(u16, u16, &'static str)]) -> WhyStep {
    let tags = tags.iter().map(|&(group, element, keyword)| WhyTag { tag: (group, element), keyword }).collect();
    WhyStep { title, arithmetic, tags }
}

/// A number as it is, where that is short, else to six decimals.
fn number(value: f64) -> String {
    let whole = value.to_string();
    let text = if whole.len() <= 12 { whole } else { format!("{value:.6}") };
    if text.len() <= 24 { text } else { format!("{value:e}") }
}

/// A number that the file or the person gives, by as many digits as tell it from every other.
fn given(value: f64) -> String {
    let text = value.to_string();
    if text.len() <= 24 { text } else { format!("{value:e}") }
}

/// A number to be taken from another one: in brackets where it is negative.
fn term(value: f64) -> String {
    if value < 0.0 { format!("({})", number(value)) } else { number(value) }
}

/// The colour that the file recommends for the segment of the whole frame.
fn tint(picture: &Picture) -> Option<[u8; 3]> {
    picture.model().segments.as_ref().and_then(FrameSegments::tint)
}

const BITS_ALLOCATED: (u16, u16, &str) = (0x28, 0x100, "BitsAllocated");
const BITS_STORED: (u16, u16, &str) = (0x28, 0x101, "BitsStored");
const HIGH_BIT: (u16, u16, &str) = (0x28, 0x102, "HighBit");
const PIXEL_REPRESENTATION: (u16, u16, &str) = (0x28, 0x103, "PixelRepresentation");
const PHOTOMETRIC: (u16, u16, &str) = (0x28, 0x4, "PhotometricInterpretation");
const PIXEL_DATA: (u16, u16, &str) = (0x7fe0, 0x10, "PixelData");
const FLOAT_PIXEL_DATA: (u16, u16, &str) = (0x7fe0, 0x8, "FloatPixelData");
const DOUBLE_FLOAT_PIXEL_DATA: (u16, u16, &str) = (0x7fe0, 0x9, "DoubleFloatPixelData");

#[cfg(test)]
mod tests;
