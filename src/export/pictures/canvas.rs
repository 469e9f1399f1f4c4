//! A picture that is drawn upon.

use super::{glyphs, outline::Cover, text::Align};

/// Red, green and blue of every pixel.
#[derive(Debug)]
pub struct Canvas {
    size: [usize; 2],
    rgb: Vec<u8>,
}

/// A rectangle on a canvas, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left and top.
    pub low: [f64; 2],
    /// Right and bottom.
    pub high: [f64; 2],
}

/// How dark the shadow under texts and lines is, so that they read on white film.
const SHADOW: f32 = 0.75;

impl Canvas {
    /// Over these pixels; `rgb` holds three bytes for each.
    pub fn new(size: [usize; 2], rgb: Vec<u8>) -> Self {
        Self { size, rgb }
    }

    /// The pixels.
    pub fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }

    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        self.size.map(|length| length as f64)
    }

    /// A line with a shadow around it.
    pub fn line(&mut self, points: &[[f64; 2]], is_closed: bool, width: f64, colour: [u8; 3]) {
        self.paint(Cover::line(points, is_closed, width + 2.0, self.size).as_ref(), [0; 3], SHADOW);
        self.paint(Cover::line(points, is_closed, width, self.size).as_ref(), colour, 1.0);
    }

    /// Darkens a rectangle.
    pub fn plate(&mut self, area: Area) {
        let Area { low: [left, top], high: [right, bottom] } = area;
        let corners = vec![[left, top], [right, top], [right, bottom], [left, bottom]];
        self.paint(Cover::fill(&[corners], self.size).as_ref(), [0; 3], 0.6);
    }

    /// One line of text with a soft shadow; gives where it stands.
    pub fn text(&mut self, at: [f64; 2], align: Align, text: &str, size: f64, colour: [u8; 3]) -> Area {
        let line = glyphs::line(text, size);
        let (width, height) = (line.width, line.ascent + line.descent);
        // Letters stand sharper on whole pixels.
        let low = [(at[0] - width * align.across).round(), (at[1] - height * align.down).round()];
        let baseline = low[1] + line.ascent.round();
        let letters = |offset: [f64; 2]| {
            let moved = move |[x, y]: [f64; 2]| [x + low[0] + offset[0], y + baseline + offset[1]];
            let moved = move |contour: &Vec<[f64; 2]>| contour.iter().copied().map(moved).collect::<Vec<_>>();
            line.letters.iter().map(move |letter| letter.iter().map(moved).collect::<Vec<_>>())
        };
        for (offset, colour, opacity) in [
            ([1.0, 1.0], [0; 3], SHADOW),
            ([-1.0, 0.0], [0; 3], SHADOW),
            ([0.0, -1.0], [0; 3], SHADOW),
            ([0.0; 2], colour, 1.0),
        ] {
            for letter in letters(offset) {
                self.paint(Cover::fill(&letter, self.size).as_ref(), colour, opacity);
            }
        }
        Area { low, high: [low[0] + width, low[1] + height] }
    }

    fn paint(&mut self, cover: Option<&Cover>, colour: [u8; 3], opacity: f32) {
        let Some(cover) = cover else { return };
        for (row, shares) in cover.shares.chunks_exact(cover.width).enumerate() {
            let start = ((cover.at[1] + row) * self.size[0] + cover.at[0]) * 3;
            let Some(pixels) = self.rgb.get_mut(start..start + shares.len() * 3) else { return };
            for (pixel, share) in pixels.chunks_exact_mut(3).zip(shares) {
                let share = share * opacity;
                for (level, ink) in pixel.iter_mut().zip(colour) {
                    let mixed = f32::from(*level) + (f32::from(ink) - f32::from(*level)) * share;
                    *level = (mixed + 0.5) as u8;
                }
            }
        }
    }
}

impl Area {
    /// How much of it lies in another one, square pixels.
    pub fn overlap(&self, other: &Self) -> f64 {
        let length =
            |axis: usize| (self.high[axis].min(other.high[axis]) - self.low[axis].max(other.low[axis])).max(0.0);
        length(0) * length(1)
    }

    /// Larger by so much on every side.
    pub fn grown(&self, by: f64) -> Self {
        Self { low: self.low.map(|at| at - by), high: self.high.map(|at| at + by) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::pictures::ink;

    #[test]
    fn text_is_bright_on_dark_and_stands_where_it_is_put() {
        let mut canvas = Canvas::new([60, 30], vec![90; 60 * 30 * 3]);
        let area = canvas.text([58.0, 2.0], Align::RIGHT_TOP, "L", 14.0, ink::TEXT);
        assert!(area.high[0] <= 58.5 && area.low[1] == 2.0);
        let rgb = canvas.into_rgb();
        assert!(rgb.chunks(3).any(|pixel| pixel == ink::TEXT) && rgb.iter().any(|level| *level < 40));
        // Nothing on the left half.
        assert!(rgb.chunks(180).all(|row| row[..90].iter().all(|level| *level == 90)));
    }
}
