//! Letters, corner texts, scale bar, warnings and the sentence in place of a picture.

use egui::{Align2, Color32, Pos2, Rect, Stroke, Ui, pos2, vec2};

use crate::{
    geometry::{EdgeLetters, Placement, Spacing},
    state::{CornerLevel, ImageState, Workspace, corner_text},
};

use super::{super::format, super::theme, picture_text};

/// Space between the texts and the edge, points.
const MARGIN: f32 = 8.0;
/// Below this width corner texts thin out, points.
const NARROW: f32 = 420.0;

/// Draws everything over the picture; gives back where texts stand.
pub fn ui(ui: &Ui, rect: Rect, workspace: &Workspace, placement: &Placement, hide_identity: bool) -> Vec<Rect> {
    let image = workspace.image();
    let size = text_size(rect);
    let mut corner = corner_text(workspace, image.view.scale(placement));
    if hide_identity {
        corner.top_left.clear();
    }
    let painter = ui.painter_at(rect);
    let colour = theme::ON_PICTURE;
    let line = size * 1.3;
    let mut taken = Vec::new();
    let mut draw = |lines: &[String], align: Align2, from_top: bool| {
        let lines: Vec<&String> = lines.iter().take(if rect.width() < NARROW { 2 } else { 8 }).collect();
        for (index, text) in lines.iter().enumerate() {
            let x = if align.x() == egui::Align::Min { rect.left() + MARGIN } else { rect.right() - MARGIN };
            let y = if from_top {
                rect.top() + MARGIN + index as f32 * line
            } else {
                rect.bottom() - MARGIN - (lines.len() - 1 - index) as f32 * line
            };
            taken.push(picture_text(&painter, pos2(x, y), align, text, size, colour));
        }
    };
    draw(&corner.top_left, Align2::LEFT_TOP, true);
    draw(&corner.top_right, Align2::RIGHT_TOP, true);
    draw(&corner.bottom_left, Align2::LEFT_BOTTOM, false);
    draw(&corner.bottom_right, Align2::RIGHT_BOTTOM, false);
    letters_ui(&painter, rect, image, size * 1.2);
    if workspace.corner_text != CornerLevel::None
        && let Some(spacing) = image.loaded.place.spacing
    {
        scale_bar_ui(&painter, rect, image, placement, &spacing, size);
    }
    taken.extend(warnings_ui(&painter, rect, &corner.warnings, size));
    if image.loaded.frame != image.frame || workspace.is_opening() {
        let opening = workspace.is_opening();
        let reading = || format!("Reading frame {}…", image.frame + 1);
        let text = if opening { "Opening… (Esc stops it)".to_owned() } else { reading() };
        let at = pos2(rect.center().x, rect.bottom() - MARGIN - 2.0 * line);
        picture_text(&painter, at, Align2::CENTER_BOTTOM, &text, size, theme::WARNING);
    }
    taken
}

fn letters_ui(painter: &egui::Painter, rect: Rect, image: &ImageState, size: f32) {
    let Some(directions) = image.loaded.place.directions.as_ref() else {
        return;
    };
    let letters = EdgeLetters::new(directions, &image.view);
    let centre = rect.center();
    let draw = |at: Pos2, align, text: &str| {
        picture_text(painter, at, align, text, size, theme::ON_PICTURE);
    };
    draw(pos2(rect.left() + MARGIN, centre.y), Align2::LEFT_CENTER, &letters.left);
    draw(pos2(rect.right() - MARGIN, centre.y), Align2::RIGHT_CENTER, &letters.right);
    draw(pos2(centre.x, rect.top() + MARGIN), Align2::CENTER_TOP, &letters.top);
    draw(pos2(centre.x, rect.bottom() - MARGIN), Align2::CENTER_BOTTOM, &letters.bottom);
}

/// A round length, about a fifth of the viewport wide, with what it is measured on.
fn scale_bar_ui(
    painter: &egui::Painter,
    rect: Rect,
    image: &ImageState,
    placement: &Placement,
    spacing: &Spacing,
    size: f32,
) {
    // After an odd number of quarter turns the horizontal of the screen runs along the columns.
    let scale = image.view.scale(placement);
    let pixels_a_point = f64::from(painter.pixels_per_point());
    let points_per_mm = if image.view.quarter_turns.is_multiple_of(2) {
        scale / spacing.column_mm
    } else {
        scale * placement.pixel_aspect / spacing.row_mm
    } / pixels_a_point;
    if !(points_per_mm.is_finite() && points_per_mm > 0.0) {
        return;
    }
    let mm = format::round_length(f64::from(rect.width()) / 5.0 / points_per_mm);
    #[allow(clippy::cast_possible_truncation, reason = "a length on screen")]
    let length = (mm * points_per_mm) as f32;
    let y = rect.bottom() - MARGIN - size * 1.3 * 3.0;
    let centre = rect.left() + rect.width() * 0.5;
    let (from, to) = (pos2(centre - length / 2.0, y), pos2(centre + length / 2.0, y));
    let stroke = |width, colour| Stroke::new(width, colour);
    for (width, colour) in [(3.0, theme::ON_PICTURE_SHADOW), (1.0, theme::ON_PICTURE)] {
        painter.line_segment([from, to], stroke(width, colour));
        for end in [from, to] {
            painter.line_segment([end - vec2(0.0, 4.0), end + vec2(0.0, 4.0)], stroke(width, colour));
        }
    }
    let basis = spacing.basis.label();
    let text = if basis.is_empty() { format::length(mm) } else { format!("{}  {basis}", format::length(mm)) };
    picture_text(painter, pos2(centre, y - 5.0), Align2::CENTER_BOTTOM, &text, size * 0.92, theme::ON_PICTURE);
}

fn warnings_ui(painter: &egui::Painter, rect: Rect, warnings: &[String], size: f32) -> Vec<Rect> {
    let lines = warnings.iter().enumerate().map(|(index, warning)| {
        let at = pos2(rect.center().x, rect.top() + MARGIN + size * 1.8 + index as f32 * size * 1.4);
        picture_text(painter, at, Align2::CENTER_TOP, warning, size, theme::WARNING)
    });
    lines.collect()
}

/// A frame that cannot be shown: hatched, with the reason, so that it is never taken for a picture.
pub fn fault_ui(ui: &Ui, rect: Rect, workspace: &Workspace, fault: &str) {
    let image = workspace.image();
    let painter = ui.painter_at(rect);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        painter.line_segment(line, Stroke::new(1.0, Color32::from_gray(34)));
        x += 24.0;
    }
    let text = format!("Frame {} cannot be shown\n{fault}", image.frame + 1);
    let font = egui::FontId::proportional(14.0);
    let galley = painter.layout(text, font, theme::WARNING, (rect.width() - 64.0).max(80.0));
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    painter.rect_filled(at.expand(12.0), 4.0, Color32::from_black_alpha(220));
    painter.galley(at.min, galley, theme::WARNING);
    warnings_ui(&painter, rect, &corner_text(workspace, 1.0).warnings, text_size(rect));
}

pub(super) fn text_size(rect: Rect) -> f32 {
    (rect.width().min(rect.height()) / 45.0).clamp(11.0, 15.0)
}
