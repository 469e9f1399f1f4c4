//! The guided tours to choose from.

use egui::{Align2, Context, Ui, Window, vec2};

use crate::state::{Action, Lesson, TourAction, Workspace, lessons};

/// The sheet.
#[derive(Default)]
pub struct ToursSheet {
    /// It is open.
    pub open: bool,
}

impl ToursSheet {
    /// Draws it, where it is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace) -> Vec<Action> {
        let mut actions = Vec::new();
        let mut open = self.open;
        let sheet = Window::new("Guided tours").collapsible(false).resizable(false).default_width(460.0);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 88.0)).open(&mut open).show(ctx, |ui| {
            ui.label(if workspace.tour_has_image() {
                "Short lessons with the CT that is open. You can leave them at any time."
            } else {
                "Short lessons with the built-in phantom, a generated CT. You can leave them at any time."
            });
            ui.add_space(4.0);
            for (index, lesson) in lessons().iter().enumerate() {
                lesson_ui(ui, index, lesson, workspace, &mut actions);
            }
        });
        self.open = open && actions.is_empty();
        actions
    }
}

fn lesson_ui(ui: &mut Ui, index: usize, lesson: &Lesson, workspace: &Workspace, actions: &mut Vec<Action>) {
    ui.separator();
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let start = ui.button("Start").on_hover_text(&lesson.about);
            start.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Start lesson {}", lesson.title))
            });
            if start.clicked() {
                // The card offers the phantom where nothing fitting is open; a first visitor gets it at once.
                if workspace.image().frames() == 0 && workspace.inspected.is_none() {
                    actions.push(Action::Tour(TourAction::UsePhantom));
                }
                actions.push(Action::Tour(TourAction::Start(index)));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.vertical(|ui| {
                    let is_finished = workspace.finished_lessons.contains(&lesson.id);
                    let mark = if is_finished { ", finished" } else { "" };
                    ui.strong(format!("{}  {}{mark}", index + 1, lesson.title));
                    ui.weak(&lesson.about);
                });
            });
        });
    });
}
