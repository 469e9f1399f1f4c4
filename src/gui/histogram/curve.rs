//! The transfer curve over the bars: from value to displayed brightness, on a scale of its own.

use egui::{Align2, Color32, FontId, Painter, Pos2, Stroke, Ui, pos2};

use super::{super::theme, axis::Axis};

/// Points between two places on screen at which the curve is taken.
const EVERY: f32 = 1.0;

/// Draws brightness 0..=1 from the foot to the top of the plot, with marks at `breakpoints`.
pub fn ui(ui: &Ui, axis: &Axis, brightness: &dyn Fn(f64) -> f64, breakpoints: &[f64], colour: Color32) {
    let rect = axis.rect;
    let painter = ui.painter_at(rect);
    // Breakpoints first: the curve lies over them.
    let sparse = breakpoints.len() as f32 * 3.0 < rect.width();
    let mut column = None;
    for &value in breakpoints {
        let x = axis.x(value);
        // Values ascend, so those of one column of the screen follow each other.
        let here = Some(x.floor());
        if rect.x_range().contains(x) && column != here {
            column = here;
            let length = if sparse { 6.0 } else { 3.0 };
            painter.vline(x, rect.bottom() - length..=rect.bottom(), Stroke::new(1.0, colour));
        }
    }
    let y = |value: f64| {
        #[allow(clippy::cast_possible_truncation, reason = "0..=1")]
        let level = brightness(value).clamp(0.0, 1.0) as f32;
        rect.bottom() - 1.0 - level * (rect.height() - 2.0)
    };
    let mut points: Vec<Pos2> = Vec::new();
    let mut x = rect.left();
    while x <= rect.right() {
        points.push(pos2(x, y(axis.value(x))));
        x += EVERY;
    }
    painter
        .add(egui::Shape::line(points.clone(), Stroke::new(3.0, theme::background(ui.visuals()).gamma_multiply(0.7))));
    painter.add(egui::Shape::line(points, Stroke::new(1.5, colour)));
    scale_ui(&painter, axis, colour);
}

/// The curve's own scale: grey levels at the right edge.
fn scale_ui(painter: &Painter, axis: &Axis, colour: Color32) {
    let rect = axis.rect;
    for (at, align, text) in [(rect.top(), Align2::RIGHT_TOP, "255"), (rect.bottom(), Align2::RIGHT_BOTTOM, "0")] {
        painter.text(pos2(rect.right() - 3.0, at), align, text, FontId::proportional(10.0), colour);
    }
}
