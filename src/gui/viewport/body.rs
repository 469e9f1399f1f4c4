//! The outline of the body and the box around it, over the picture.

use egui::{Painter, Pos2, Rect, Stroke, pos2};

use crate::{geometry::PixelFromScreen, image::body::Body};

use super::super::theme;

/// More corners than this are noise, and are not drawn.
const MOST_POINTS: usize = 200_000;

/// Draws over `rect`, where the picture lies by `pixel_from_screen` (physical pixels from the corner of `rect`).
pub fn ui(painter: &Painter, rect: Rect, pixel_from_screen: &PixelFromScreen, body: &Body) {
    let screen = pixel_from_screen.inverse();
    let scale = f64::from(painter.ctx().pixels_per_point());
    let at = |[column, row]: [f64; 2]| -> Pos2 {
        let [x, y] = screen.apply([column, row]);
        pos2(rect.left() + (x / scale) as f32, rect.top() + (y / scale) as f32)
    };
    let closed = |points: Vec<Pos2>, stroke: Stroke| {
        // A dark line under it keeps it in sight on bright pictures.
        painter
            .add(egui::Shape::closed_line(points.clone(), Stroke::new(stroke.width + 2.0, theme::ON_PICTURE_SHADOW)));
        painter.add(egui::Shape::closed_line(points, stroke));
    };
    if body.outlines.iter().map(Vec::len).sum::<usize>() <= MOST_POINTS {
        for line in &body.outlines {
            let points = line.iter().map(|corner| at(corner.map(f64::from))).collect();
            closed(points, Stroke::new(1.5, theme::BODY));
        }
    }
    if let Some(bounds) = &body.bounds {
        let [left, top] = [bounds.first_column, bounds.first_row].map(f64::from);
        let [right, bottom] = [left + f64::from(bounds.columns()), top + f64::from(bounds.rows())];
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        closed(corners.map(at).into(), Stroke::new(1.0, theme::ON_PICTURE));
    }
}
