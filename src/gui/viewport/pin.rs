//! The cross on the pixel that is explained.

use egui::{Painter, Rect, Stroke, pos2};

use crate::geometry::PixelFromScreen;

use super::super::theme;

/// Length of each arm from the pixel on, points.
const ARM: f32 = 9.0;

/// Draws it over `rect`, where the picture lies by `pixel_from_screen` (physical pixels from the corner of `rect`).
pub fn ui(painter: &Painter, rect: Rect, pixel_from_screen: &PixelFromScreen, [column, row]: [u32; 2]) {
    let scale = f64::from(painter.ctx().pixels_per_point());
    let [x, y] = pixel_from_screen.inverse().apply([f64::from(column) + 0.5, f64::from(row) + 0.5]);
    let middle = pos2(rect.left() + (x / scale) as f32, rect.top() + (y / scale) as f32);
    for stroke in [Stroke::new(3.0, theme::ON_PICTURE_SHADOW), Stroke::new(1.0, theme::ACCENT)] {
        for way in [egui::vec2(1.0, 0.0), egui::vec2(-1.0, 0.0), egui::vec2(0.0, 1.0), egui::vec2(0.0, -1.0)] {
            painter.line_segment([middle + way * 3.0, middle + way * (3.0 + ARM)], stroke);
        }
    }
}
