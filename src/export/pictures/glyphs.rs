//! The outlines of letters: Hack, a monospaced face that covers Latin, Greek and Cyrillic. Others show as an empty box.

use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};

/// A line of text, laid out from (0, 0) on its baseline; y grows downwards.
#[derive(Debug)]
pub struct Line {
    /// Closed contours of each letter that leaves a mark.
    pub letters: Vec<Vec<Vec<[f64; 2]>>>,
    /// How far it reaches to the right.
    pub width: f64,
    /// How far letters reach over the baseline.
    pub ascent: f64,
    /// How far they reach below it.
    pub descent: f64,
}

/// Pieces that a curve is cut into: letters are small.
const PIECES: u8 = 6;
/// Characters of a line that are drawn; nothing that is said about a picture is longer.
const LONGEST: usize = 400;

/// Lays out a line of letters `size` pixels high from line to line's 5/4.
pub fn line(text: &str, size: f64) -> Line {
    let mut line = Line { letters: Vec::new(), width: 0.0, ascent: size, descent: size / 4.0 };
    let Ok(font) = FontRef::new(epaint_default_fonts::HACK_REGULAR) else { return line };
    let (size, place) = (Size::new(size as f32), LocationRef::default());
    let metrics = font.metrics(size, place);
    (line.ascent, line.descent) = (f64::from(metrics.ascent), f64::from(-metrics.descent));
    let (charmap, outlines, widths) = (font.charmap(), font.outline_glyphs(), font.glyph_metrics(size, place));
    for character in text.chars().take(LONGEST) {
        let glyph = charmap.map(character).unwrap_or(GlyphId::NOTDEF);
        let mut pen = Pen { origin: line.width, contours: Vec::new() };
        if let Some(outline) = outlines.get(glyph)
            && outline.draw(DrawSettings::unhinted(size, place), &mut pen).is_ok()
            && !pen.contours.is_empty()
        {
            line.letters.push(pen.contours);
        }
        line.width += f64::from(widths.advance_width(glyph).unwrap_or_default());
    }
    line
}

struct Pen {
    origin: f64,
    contours: Vec<Vec<[f64; 2]>>,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> [f64; 2] {
        [self.origin + f64::from(x), -f64::from(y)]
    }

    fn add(&mut self, point: [f64; 2]) {
        if let Some(contour) = self.contours.last_mut() {
            contour.push(point);
        }
    }

    fn last(&self) -> Option<[f64; 2]> {
        self.contours.last()?.last().copied()
    }

    /// A curve by its control points, its beginning among them.
    fn curve(&mut self, controls: &[[f64; 2]]) {
        for piece in 1..=PIECES {
            let share = f64::from(piece) / f64::from(PIECES);
            // De Casteljau: between neighbours again and again, until one point is left.
            let mut points = controls.to_vec();
            while points.len() > 1 {
                points = points
                    .windows(2)
                    .filter_map(|pair| pair.first().zip(pair.last()))
                    .map(|(a, b)| [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share])
                    .collect();
            }
            points.into_iter().for_each(|point| self.add(point));
        }
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let start = self.at(x, y);
        self.contours.push(vec![start]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add(self.at(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        if let Some(last) = self.last() {
            self.curve(&[last, self.at(cx, cy), self.at(x, y)]);
        }
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        if let Some(last) = self.last() {
            self.curve(&[last, self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y)]);
        }
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_outlines_and_one_width() {
        let text = line("CT × 1", 12.0);
        assert_eq!(text.letters.len(), 4);
        assert!((text.width / 6.0 - line("W", 12.0).width).abs() < 1e-6);
        assert!(text.ascent > 8.0 && text.descent > 1.0 && text.ascent + text.descent < 18.0);
        // What the face does not have is a box, not nothing.
        assert_eq!(line("山", 12.0).letters.len(), 1);
        assert_eq!(line("", 12.0).width, 0.0);
        assert!(line(&"x".repeat(100_000), 12.0).letters.len() <= LONGEST);
    }
}
