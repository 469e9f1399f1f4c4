//! The visible regions of a frame, with their names and figures.

use crate::{
    geometry::PixelFromScreen,
    state::{ImageState, region_text::summary},
};

use super::{
    canvas::{Area, Canvas},
    glyphs, ink,
    text::Align,
};

/// Between a region and its figures, pixels.
const GAP: f64 = 6.0;

/// Draws them on a canvas on which the image lies by `map`; `taken` is where other texts stand. Their names are typed by a
/// person, who may have typed anything: unless `names` they are numbered.
pub fn draw(
    canvas: &mut Canvas,
    image: &ImageState,
    map: &PixelFromScreen,
    size: f64,
    names: bool,
    taken: &mut Vec<Area>,
) {
    let canvas_from_pixel = map.inverse();
    let [width, height] = canvas.size();
    let whole = Area { low: [0.0; 2], high: [width, height] };
    for placed in image.regions_here().filter(|placed| placed.region.visible) {
        let outline: Vec<[f64; 2]> =
            placed.region.shape.outline().into_iter().map(|at| canvas_from_pixel.apply(at)).collect();
        let Some(around) = around(&outline).filter(|around| around.grown(1.0).overlap(&whole) > 0.0) else { continue };
        let colour = ink::region(placed.region.colour);
        canvas.line(&outline, true, 1.25, colour);
        let region = &placed.region;
        let mut lines = vec![if names { region.name.clone() } else { format!("Region {}", region.id) }];
        lines.extend(image.measure(placed.region.id).iter().flat_map(summary));
        let size = size * 0.92;
        let line = size * 1.3;
        let extent =
            [lines.iter().map(|text| glyphs::line(text, size).width).fold(0.0, f64::max), lines.len() as f64 * line];
        let place = free_place([width, height], around, extent, taken);
        canvas.plate(place.grown(3.0));
        for (index, text) in lines.iter().enumerate() {
            let at = [place.low[0], place.low[1] + index as f64 * line];
            canvas.text(at, Align::LEFT_TOP, text, size, colour);
        }
        taken.push(place);
    }
}

fn around(points: &[[f64; 2]]) -> Option<Area> {
    let first = *points.first()?;
    let area = points.iter().fold(Area { low: first, high: first }, |area, at| Area {
        low: [area.low[0].min(at[0]), area.low[1].min(at[1])],
        high: [area.high[0].max(at[0]), area.high[1].max(at[1])],
    });
    area.low.iter().chain(&area.high).all(|at| at.is_finite()).then_some(area)
}

/// Beside a region inside of the picture: the first place that covers nothing taken, else the one that covers least.
fn free_place([width, height]: [f64; 2], around: Area, [across, down]: [f64; 2], taken: &[Area]) -> Area {
    let (left, right) = (around.low[0] - GAP - across, around.high[0] + GAP);
    let (above, below) = (around.low[1] - GAP - down, around.high[1] + GAP);
    let (top, low) = (around.low[1], around.high[1] - down);
    let beside = [(right, top), (right, low), (left, top), (left, low)];
    let over =
        [(around.low[0], below), (around.low[0], above), (right, below), (right, above), (left, below), (left, above)];
    let places = beside.into_iter().chain(over).map(|(x, y)| {
        let low = [x.clamp(4.0, (width - across - 4.0).max(4.0)), y.clamp(4.0, (height - down - 4.0).max(4.0))];
        Area { low, high: [low[0] + across, low[1] + down] }
    });
    let covered = |place: &Area| {
        let taken: f64 = taken.iter().map(|other| place.overlap(other)).sum();
        taken + place.overlap(&around)
    };
    let mut best: Option<(f64, Area)> = None;
    for place in places {
        let covers = covered(&place);
        if best.is_none_or(|(least, _)| covers < least) {
            best = Some((covers, place));
        }
    }
    best.map_or(around, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_beside_a_region_and_cover_no_other_text() {
        let around = Area { low: [300.0, 200.0], high: [400.0, 300.0] };
        let first = free_place([800.0, 600.0], around, [120.0, 48.0], &[]);
        assert_eq!(first.low, [406.0, 200.0]);
        let second = free_place([800.0, 600.0], around, [120.0, 48.0], &[first]);
        assert!(second.overlap(&first) == 0.0 && second.overlap(&around) == 0.0);
        // In the corner it stays inside.
        let corner = Area { low: [760.0, 560.0], high: [799.0, 599.0] };
        let place = free_place([800.0, 600.0], corner, [120.0, 48.0], &[]);
        assert!(place.high[0] <= 800.0 && place.high[1] <= 600.0 && place.overlap(&corner) == 0.0);
    }
}
