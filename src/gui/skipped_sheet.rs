//! What a scan left out, and why: to be read and copied.

use egui::{Context, Label, RichText, ScrollArea, Window, vec2};

use crate::{dicom::charset::shown_path, state::Workspace, study::Skipped};

use super::theme;

/// The sheet.
#[derive(Default)]
pub struct SkippedSheet {
    /// It is open.
    pub open: bool,
    faulty_only: bool,
}

impl SkippedSheet {
    /// Draws it.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace) {
        let skipped = &workspace.library.skipped;
        let sheet = Window::new("Left out").collapsible(false).default_width(620.0);
        let faulty_only = &mut self.faulty_only;
        sheet.anchor(egui::Align2::CENTER_TOP, vec2(0.0, 88.0)).open(&mut self.open).show(ctx, |ui| {
            ui.horizontal(|ui| {
                ui.checkbox(faulty_only, "Only faulty ones").on_hover_text("Without files that are simply no DICOM");
                let listed = || skipped.iter().filter(|one| !(*faulty_only && one.is_foreign));
                ui.weak(format!("{} of {}", listed().count(), skipped.len()));
                if ui.button("Copy").on_hover_text("Copy the list as text").clicked() {
                    ui.copy_text(listed().map(|one| line(one)).collect::<Vec<_>>().join("\n"));
                }
            });
            let listed: Vec<&Skipped> =
                skipped.iter().map(|one| &**one).filter(|one| !(*faulty_only && one.is_foreign)).collect();
            if listed.is_empty() {
                ui.weak("Nothing was left out");
            }
            let scroll = ScrollArea::vertical().max_height(420.0).auto_shrink([false, true]);
            scroll.show_rows(ui, theme::ROW, listed.len(), |ui, range| {
                for one in listed.get(range).unwrap_or_default() {
                    let text = line(one);
                    let shown = RichText::new(&text);
                    let shown = if one.is_foreign { shown.weak() } else { shown };
                    ui.add(Label::new(shown).truncate()).on_hover_text(text);
                }
            });
        });
    }
}

fn line(skipped: &Skipped) -> String {
    let path = shown_path(skipped.path.as_os_str());
    match &skipped.member {
        Some(member) => format!("{path}, {member}: {}", skipped.reason),
        None => format!("{path}: {}", skipped.reason),
    }
}
