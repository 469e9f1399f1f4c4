//! Bars: their height by the chosen scale of counts, their colour by what the picture makes of their values.

use egui::{Color32, Stroke};
use egui_plot::{Bar, Line, PlotPoints};
use serde::{Deserialize, Serialize};

use crate::{
    image::{Bars, ColourMap, Presentation},
    state::ImageState,
};

use super::{super::theme::Palette, axis::AxisMap};

/// How counts become heights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountScale {
    /// Rare values can be seen beside common ones.
    #[default]
    Log,
    /// Between the two.
    Sqrt,
    /// Heights are counts.
    Linear,
}

impl CountScale {
    /// In the order of a list.
    pub const ALL: [Self; 3] = [Self::Log, Self::Sqrt, Self::Linear];

    /// The name for the person.
    pub fn label(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::Sqrt => "Square root",
            Self::Linear => "Linear",
        }
    }

    /// The height of a count; 0 for none.
    pub fn height(self, count: u64) -> f64 {
        match self {
            Self::Log => (1.0 + count as f64).log10(),
            Self::Sqrt => (count as f64).sqrt(),
            Self::Linear => count as f64,
        }
    }
}

/// What colours a bar: the picture's own pipeline, for values inside the window.
pub struct Paint<'a> {
    bounds: Option<(f64, f64)>,
    curve: &'a dyn Fn(f64) -> f64,
    map: &'static ColourMap,
    palette: Palette,
}

impl<'a> Paint<'a> {
    /// `curve` gives the displayed brightness of a value, 0..=1.
    pub fn new(
        image: &ImageState,
        bounds: Option<(f64, f64)>,
        curve: &'a dyn Fn(f64) -> f64,
        palette: Palette,
    ) -> Self {
        let named = image.presentation().and_then(|Presentation { colour_map, .. }| ColourMap::by_name(colour_map));
        let map = named.or_else(|| ColourMap::all().first()).unwrap_or(&ColourMap::all()[0]);
        Self { bounds, curve, map, palette }
    }

    /// The colour of the bar whose middle is this value.
    fn colour(&self, value: f64) -> Color32 {
        match self.bounds {
            None => self.palette.bar,
            Some((lower, upper)) if value < lower || value > upper => self.palette.bar_dimmed,
            Some(_) => {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1 times 255")]
                let level = (255.0 * (self.curve)(value).clamp(0.0, 1.0) + 0.5) as usize;
                let [red, green, blue] = self.map.rgb.get(level).copied().unwrap_or_default();
                Color32::from_rgb(red, green, blue)
            }
        }
    }
}

/// The bars that hold anything.
pub fn drawn(bars: &Bars, map: AxisMap, paint: &Paint<'_>, scale: CountScale) -> Vec<Bar> {
    let width = bars.bin_width;
    let bar = |(index, count): (usize, &u64)| {
        let middle = bars.low + (index as f64 + 0.5) * width;
        Bar::new(middle, scale.height(*count)).width(width).fill(paint.colour(map.value(middle))).stroke(Stroke::NONE)
    };
    bars.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect()
}

/// The line over the bars: it shows the shape where bars are as dark as the panel.
pub fn outline(name: &'static str, bars: &Bars, colour: Color32, scale: CountScale) -> Line<'static> {
    let edge = |index: usize| bars.low + index as f64 * bars.bin_width;
    let mut points = vec![[edge(0), 0.0]];
    for (index, count) in bars.counts.iter().enumerate() {
        let height = scale.height(*count);
        if points.last().is_some_and(|last| last[1] != height) {
            points.push([edge(index), height]);
        }
        points.push([edge(index + 1), height]);
    }
    points.push([edge(bars.counts.len()), 0.0]);
    Line::new(name, PlotPoints::from(points)).stroke(Stroke::new(1.0, colour)).allow_hover(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_has_no_height_and_one_has_some() {
        for scale in CountScale::ALL {
            assert_eq!(scale.height(0), 0.0);
            assert!(scale.height(1) > 0.0 && scale.height(100) > scale.height(10));
        }
        assert_eq!((CountScale::Log.height(99), CountScale::Sqrt.height(100)), (2.0, 10.0));
    }
}
