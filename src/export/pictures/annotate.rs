//! What stands over a picture: the same texts as in the viewport, drawn without a screen.

use crate::{
    geometry::{EdgeLetters, Placement, View},
    image::Pixels8,
    state::{CornerLevel, CornerText, ImageState, format, image_text, neutral_text},
};

use super::{
    Annotations,
    canvas::{Area, Canvas, area_of},
    glyphs, ink, regions,
    text::Align,
};

/// Space between the texts and the edge, pixels.
const MARGIN: f64 = 8.0;
/// Below this width corner texts thin out, pixels.
const NARROW: f64 = 420.0;
/// Below this side there is no room for corner texts.
const TINY: f64 = 128.0;

/// Draws over a picture on which the image lies by `view` and `placement`.
pub fn annotate(
    image: &ImageState,
    view: &View,
    placement: &Placement,
    annotations: Annotations,
    pixels: Pixels8,
) -> Pixels8 {
    let rgb = match pixels.channels {
        1 => pixels.data.into_iter().flat_map(|grey| [grey; 3]).collect(),
        _ => pixels.data,
    };
    let mut canvas = Canvas::new([pixels.columns as usize, pixels.rows as usize], rgb);
    let size = text_size(&canvas);
    let mut taken = corners(&mut canvas, &texts(image, view.scale(placement), annotations), size);
    let above = letters(&mut canvas, image, view, size * 1.2, &taken);
    scale_bar(&mut canvas, image, view, placement, size, above);
    let map = view.pixel_from_screen(placement);
    regions::draw(&mut canvas, image, &map, size, annotations.identity, &mut taken);
    Pixels8 { channels: 3, data: canvas.into_rgb(), ..pixels }
}

fn text_size(canvas: &Canvas) -> f64 {
    let [width, height] = canvas.size();
    (width.min(height) / 45.0).clamp(11.0, 64.0)
}

/// What may be said: without identity neither who, nor where and when, nor anything that somebody typed.
fn texts(image: &ImageState, scale: f64, annotations: Annotations) -> CornerText {
    if annotations.identity { image_text(image, CornerLevel::All, scale) } else { neutral_text(image, scale) }
}

fn corners(canvas: &mut Canvas, texts: &CornerText, size: f64) -> Vec<Area> {
    let [width, height] = canvas.size();
    let line = size * 1.3;
    let mut taken = Vec::new();
    // Half the height for the top and half for the bottom, less the letters in the middle of the sides.
    let room = ((height / 2.0 - MARGIN - 2.0 * line) / line).max(0.0) as usize;
    let most = if width.min(height) < TINY { 0 } else { room.min(if width < NARROW { 2 } else { 8 }) };
    let (right, bottom) = (width - MARGIN, height - MARGIN);
    let blocks = [
        (&texts.top_left, MARGIN, Align::LEFT_TOP),
        (&texts.top_right, right, Align::RIGHT_TOP),
        (&texts.bottom_left, MARGIN, Align::LEFT_BOTTOM),
        (&texts.bottom_right, right, Align::RIGHT_BOTTOM),
    ];
    for (lines, x, align) in blocks {
        let count = lines.len().min(most);
        for (index, text) in lines.iter().take(count).enumerate() {
            let y = if align.down == 0.0 {
                MARGIN + index as f64 * line
            } else {
                bottom - (count - 1 - index) as f64 * line
            };
            taken.push(canvas.text([x, y], align, text, size, ink::TEXT));
        }
    }
    for (index, warning) in texts.warnings.iter().enumerate() {
        let at = [width / 2.0, MARGIN + size * 1.8 + index as f64 * size * 1.4];
        taken.push(canvas.text(at, Align::CENTRE_TOP, warning, size, ink::WARNING));
    }
    taken
}

/// The letters of the directions; gives the upper edge of the one at the bottom, which stands above what is there already.
fn letters(canvas: &mut Canvas, image: &ImageState, view: &View, size: f64, taken: &[Area]) -> f64 {
    let [width, height] = canvas.size();
    let Some(directions) = image.loaded.place.directions.as_ref() else { return height };
    let letters = EdgeLetters::new(directions, view);
    let margin = MARGIN.min(width.min(height) / 16.0);
    for (at, align, text) in [
        ([margin, height / 2.0], Align::LEFT_CENTRE, &letters.left),
        ([width - margin, height / 2.0], Align::RIGHT_CENTRE, &letters.right),
        ([width / 2.0, margin], Align::CENTRE_TOP, &letters.top),
    ] {
        canvas.text(at, align, text, size, ink::TEXT);
    }
    let line = glyphs::line(&letters.bottom, size);
    let mut at = [width / 2.0, height - margin];
    while let Some(under) =
        taken.iter().find(|other| area_of(&line, at, Align::CENTRE_BOTTOM).grown(2.0).overlap(other) > 0.0)
        && under.low[1] - 3.0 < at[1]
        && at[1] > height / 2.0
    {
        at[1] = under.low[1] - 3.0;
    }
    canvas.text(at, Align::CENTRE_BOTTOM, &letters.bottom, size, ink::TEXT).low[1]
}

/// A round length, about a fifth of the picture wide, with what it is measured on.
fn scale_bar(canvas: &mut Canvas, image: &ImageState, view: &View, placement: &Placement, size: f64, above: f64) {
    let Some(spacing) = image.loaded.place.spacing else { return };
    // After an odd number of quarter turns the horizontal of the picture runs along the columns.
    let scale = view.scale(placement);
    let per_mm =
        if view.is_sideways() { scale * placement.pixel_aspect / spacing.row_mm } else { scale / spacing.column_mm };
    if !(per_mm.is_finite() && per_mm > 0.0) {
        return;
    }
    let [width, height] = canvas.size();
    let mm = format::round_length(width / 5.0 / per_mm);
    let half = mm * per_mm / 2.0;
    let tick = size * 0.35;
    let (centre, y) = (width / 2.0, (height - MARGIN - size * 1.3 * 3.0).min(above - tick - 2.0));
    canvas.line(&[[centre - half, y], [centre + half, y]], false, 1.0, ink::TEXT);
    for end in [centre - half, centre + half] {
        canvas.line(&[[end, y - tick], [end, y + tick]], false, 1.0, ink::TEXT);
    }
    let basis = spacing.basis.label();
    let text = if basis.is_empty() { format::length(mm) } else { format!("{}  {basis}", format::length(mm)) };
    canvas.text([centre, y - tick - 1.0], Align::CENTRE_BOTTOM, &text, size * 0.92, ink::TEXT);
}
