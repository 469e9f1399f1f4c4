//! An object without a picture, where the picture would be: what it says, as text.

use egui::{Label, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use crate::{
    dicom::{DocumentLine, LineKind},
    state::{Action, Inspected, Workspace},
};

use super::super::theme;

/// Widest lines, points: longer ones are hard to read.
const MEASURE: f32 = 760.0;

/// Draws it over the viewport.
pub fn ui(
    ui: &mut Ui,
    rect: Rect,
    workspace: &Workspace,
    inspected: &Inspected,
    hide_identity: bool,
    actions: &mut Vec<Action>,
) {
    let width = (rect.width() - 48.0).clamp(80.0, MEASURE);
    let page = Rect::from_min_size(rect.min + vec2(24.0, 16.0), vec2(width, (rect.height() - 32.0).max(40.0)));
    ui.scope_builder(UiBuilder::new().max_rect(page), |ui| {
        ui.visuals_mut().override_text_color = Some(theme::ON_PICTURE);
        let document = inspected.document.as_deref();
        let title = document.filter(|document| !(hide_identity && document.title_is_identifying));
        let title = title.map_or(&inspected.about.summary.sop_class_name, |document| &document.title);
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(title).size(18.0));
            if let Some(document) = document
                && ui.button("Copy text").on_hover_text("Copy all of it as text").clicked()
            {
                let lines = document.lines.iter().filter(|line| !(hide_identity && line.identifying));
                ui.copy_text(lines.map(line_text).collect::<Vec<_>>().join("\n"));
            }
            if workspace.image().picture().is_some() && ui.button("Back to the picture").clicked() {
                actions.push(Action::InspectPicture);
            }
        });
        ui.add_space(8.0);
        let Some(document) = document else {
            ui.weak(if inspected.tags.is_none() {
                "Reading…"
            } else {
                "It holds no text; its tags are on the right."
            });
            return;
        };
        for finding in &document.findings {
            ui.colored_label(theme::WARNING, finding.to_string());
        }
        let lines: Vec<&DocumentLine> =
            document.lines.iter().filter(|line| !(hide_identity && line.identifying)).collect();
        ScrollArea::vertical().id_salt("document").auto_shrink(false).show(ui, |ui| {
            for line in lines {
                line_ui(ui, line);
            }
        });
    });
}

fn line_ui(ui: &mut Ui, line: &DocumentLine) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add_space(f32::from(line.indent.min(24)) * 16.0);
        match line.kind {
            LineKind::Heading => {
                ui.label(RichText::new(&line.label).strong());
                ui.label(&line.text);
            }
            LineKind::Field => {
                if !line.label.is_empty() {
                    ui.weak(&line.label);
                }
                ui.add(Label::new(&line.text).selectable(true));
            }
            LineKind::Note => {
                let text = [&*line.label, &*line.text].join(" ");
                ui.label(RichText::new(text.trim()).italics().weak());
            }
        }
    });
}

fn line_text(line: &DocumentLine) -> String {
    let indent = "  ".repeat(usize::from(line.indent));
    let label =
        if line.label.is_empty() || line.text.is_empty() { line.label.clone() } else { format!("{}: ", line.label) };
    format!("{indent}{label}{}", line.text)
}
