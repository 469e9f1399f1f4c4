//! What a drop will do, while files hover over the window.

use std::path::PathBuf;

use egui::Context;

use super::theme;

/// Says what a drop will do while files hover over the window.
pub fn ui(ctx: &Context) {
    let hovered: Vec<Option<PathBuf>> =
        ctx.input(|input| input.raw.hovered_files.iter().map(|file| file.path.clone()).collect());
    if hovered.is_empty() {
        return;
    }
    let folder = hovered.len() == 1 && hovered.first().cloned().flatten().is_some_and(|path| path.is_dir());
    let text = match hovered.len() {
        _ if folder => "Drop to open all studies in this folder".to_owned(),
        1 => "Drop to open this file with its series".to_owned(),
        count => format!("Drop to open these {count}"),
    };
    let rect = ctx.content_rect();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop-overlay"));
    let painter = ctx.layer_painter(layer);
    painter.rect_filled(rect, 0.0, egui::Color32::from_black_alpha(190));
    let stroke = egui::Stroke::new(2.0, theme::ACCENT);
    painter.rect_stroke(rect.shrink(12.0), 8.0, stroke, egui::StrokeKind::Inside);
    let font = egui::FontId::proportional(20.0);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, text, font, theme::ON_PICTURE);
}
