//! Icons drawn as shapes: of one weight, and independent of the fonts a machine has.

use std::f32::consts::PI;

use egui::{Button, Color32, Painter, Pos2, Rect, Response, Shape, Stroke, Ui, pos2, vec2};

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// To the beginning.
    First,
    /// One back.
    Previous,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// One on.
    Next,
    /// To the end.
    Last,
    /// Quarter turn clockwise.
    Turn,
    /// Mirror left to right.
    FlipHorizontally,
    /// Mirror top to bottom.
    FlipVertically,
    /// A closed branch.
    Closed,
    /// An open branch.
    Open,
    /// The smallest first.
    Up,
}

/// A button with an icon and an accessible name.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, tooltip: &str, enabled: bool) -> Response {
    let response = ui.add_enabled(enabled, Button::new("").min_size(vec2(26.0, 22.0))).on_hover_text(tooltip);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, name));
    let colour = if enabled { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
    paint(ui.painter(), Rect::from_center_size(response.rect.center(), vec2(12.0, 12.0)), icon, colour);
    response
}

/// Draws an icon into a square.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, colour: Color32) {
    let at = |x: f32, y: f32| pos2(rect.left() + rect.width() * x, rect.top() + rect.height() * y);
    let triangle = |points: [Pos2; 3]| {
        painter.add(Shape::convex_polygon(points.to_vec(), colour, Stroke::NONE));
    };
    let bar = |x: f32, width: f32| {
        painter.rect_filled(Rect::from_min_max(at(x, 0.1), at(x + width, 0.9)), 0.0, colour);
    };
    let wedge = |from: f32, to: f32| triangle([at(from, 0.1), at(to, 0.5), at(from, 0.9)]);
    match icon {
        Icon::First => {
            bar(0.08, 0.14);
            wedge(0.92, 0.3);
        }
        Icon::Previous => wedge(0.8, 0.2),
        Icon::Play => wedge(0.15, 0.95),
        Icon::Pause => {
            bar(0.18, 0.22);
            bar(0.6, 0.22);
        }
        Icon::Next => wedge(0.2, 0.8),
        Icon::Last => {
            wedge(0.08, 0.7);
            bar(0.78, 0.14);
        }
        Icon::Closed => wedge(0.25, 0.75),
        Icon::Up => triangle([at(0.1, 0.7), at(0.9, 0.7), at(0.5, 0.2)]),
        Icon::Open => triangle([at(0.1, 0.3), at(0.9, 0.3), at(0.5, 0.8)]),
        Icon::FlipHorizontally => {
            triangle([at(0.42, 0.15), at(0.42, 0.85), at(0.0, 0.85)]);
            outline(painter, vec![at(0.58, 0.15), at(0.58, 0.85), at(1.0, 0.85)], colour);
        }
        Icon::FlipVertically => {
            triangle([at(0.15, 0.42), at(0.85, 0.42), at(0.15, 0.0)]);
            outline(painter, vec![at(0.15, 0.58), at(0.85, 0.58), at(0.15, 1.0)], colour);
        }
        Icon::Turn => {
            let radius = rect.width() * 0.4;
            let arc = (0..=18).map(|step| {
                let angle = -PI * 1.2 + PI * 1.45 * step as f32 / 18.0;
                rect.center() + vec2(angle.cos(), angle.sin()) * radius
            });
            painter.add(Shape::line(arc.collect(), Stroke::new(1.5, colour)));
            triangle([at(0.62, 0.56), at(1.08, 0.5), at(0.86, 0.92)]);
        }
    }
}

fn outline(painter: &Painter, points: Vec<Pos2>, colour: Color32) {
    painter.add(Shape::closed_line(points, Stroke::new(1.0, colour)));
}
