//! Edits of tags: a field to type a value, the list of what is not saved yet, and the question before it would be lost.

mod field;

use egui::{Align2, Context, ScrollArea, Ui, Window, vec2};

use crate::{
    dicom::edit::{Change, Edit, NewValue},
    state::{Action, EditAction, Workspace},
};

use super::theme;

/// The sheets for edits.
#[derive(Default)]
pub struct EditSheet {
    field: field::Field,
    /// The window was to close and there are edits.
    leaving: bool,
    /// They may be lost.
    pub may_leave: bool,
}

/// What the person asked for.
#[derive(Debug, PartialEq)]
pub enum EditWish {
    /// Through the model.
    Act(EditAction),
    /// Write the edited files.
    Save,
    /// Close the window and lose the edits.
    Leave,
}

impl EditSheet {
    /// The window is to close: whether it has to stay open until the person has answered.
    pub fn asks_before_leaving(&mut self, workspace: &Workspace) -> bool {
        self.leaving = !workspace.edits.is_empty() && !self.may_leave;
        self.leaving
    }

    /// Draws what is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, hide_identity: bool) -> Vec<EditWish> {
        let mut wishes = Vec::new();
        self.field.ui(ctx, workspace, hide_identity, &mut wishes);
        if workspace.edits.preview {
            pending_ui(ctx, workspace, hide_identity, &mut wishes);
        }
        if self.leaving {
            self.leaving_ui(ctx, &mut wishes);
        }
        wishes
    }

    fn leaving_ui(&mut self, ctx: &Context, wishes: &mut Vec<EditWish>) {
        let sheet = Window::new("Edits are not saved").collapsible(false).resizable(false);
        sheet.anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0)).show(ctx, |ui| {
            ui.label("Tags were edited and not written to a file.");
            ui.horizontal(|ui| {
                if ui.button("Save edited as…").clicked() {
                    self.leaving = false;
                    wishes.push(EditWish::Save);
                }
                if ui.button("Quit without saving").clicked() {
                    (self.leaving, self.may_leave) = (false, true);
                    wishes.push(EditWish::Leave);
                }
                if ui.button("Cancel").clicked() {
                    self.leaving = false;
                }
            });
        });
    }
}

/// The list of edits with what they come to in each file.
fn pending_ui(ctx: &Context, workspace: &Workspace, hide_identity: bool, wishes: &mut Vec<EditWish>) {
    let edits = &workspace.edits;
    let mut open = true;
    let sheet = Window::new("Pending edits").collapsible(false).default_width(620.0);
    sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 72.0)).open(&mut open).show(ctx, |ui| {
        if edits.is_empty() {
            ui.label("No tag was edited. Choose one in the list and press F2.");
        } else {
            files_ui(ui, workspace, hide_identity, wishes);
            options_ui(ui, workspace, wishes);
        }
        ui.separator();
        ui.horizontal(|ui| {
            let mut button = |ui: &mut Ui, is_enabled: bool, name: &str, tooltip: &str, wish: EditWish| {
                if ui.add_enabled(is_enabled, egui::Button::new(name)).on_hover_text(tooltip).clicked() {
                    wishes.push(wish);
                }
            };
            let some = !edits.is_empty();
            let save = "Write the edited files; originals stay (Ctrl+Shift+S)";
            button(ui, some, "Save edited as…", save, EditWish::Save);
            button(ui, edits.can_undo(), "Undo", "Take back the last edit", EditWish::Act(EditAction::Undo));
            button(ui, edits.can_redo(), "Redo", "Bring it back", EditWish::Act(EditAction::Redo));
            let discard = EditWish::Act(EditAction::Discard);
            button(ui, some, "Take all back", "Forget all edits; Undo brings them back", discard);
            button(ui, true, "Close", "Edits stay pending (Esc)", EditWish::Act(EditAction::Preview(false)));
        });
    });
    if !open {
        wishes.push(EditWish::Act(EditAction::Preview(false)));
    }
}

/// Lines of the list.
enum Line {
    File(String),
    Edit { id: crate::study::InstanceId, at: usize, text: String },
    Change(String),
    Fault(String, bool),
}

fn files_ui(ui: &mut Ui, workspace: &Workspace, hide_identity: bool, wishes: &mut Vec<EditWish>) {
    let edits = &workspace.edits;
    let mut lines = Vec::new();
    for (id, list) in edits.pending() {
        let planned = edits.answer.as_ref().filter(|answer| answer.want.options == edits.options);
        let planned = planned.and_then(|answer| {
            let is_now = answer.want.files.iter().any(|(other, known)| *other == id && known == list);
            answer.files.iter().find(|file| file.id == id && is_now)
        });
        let name = planned.map(|file| file.name.clone()).filter(|name| !name.is_empty() && !hide_identity);
        lines.push(Line::File(name.unwrap_or_else(|| "File".to_owned())));
        lines.extend(list.iter().enumerate().map(|(at, edit)| Line::Edit {
            id,
            at,
            text: edit_text(edit, hide_identity),
        }));
        match planned.map(|file| (&file.result, file.needs_utf8)) {
            None => lines.push(Line::Change("Reading the file…".to_owned())),
            Some((Ok(differences), _)) => {
                lines.extend(differences.iter().map(|difference| Line::Change(difference.line(hide_identity))));
            }
            Some((Err(fault), needs_utf8)) => lines.push(Line::Fault(fault.clone(), needs_utf8)),
        }
    }
    let height = theme::ROW;
    ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show_rows(
        ui,
        height,
        lines.len(),
        |ui, shown| {
            for line in lines.get(shown).unwrap_or_default() {
                ui.horizontal(|ui| match line {
                    Line::File(name) => {
                        ui.strong(name);
                    }
                    Line::Edit { id, at, text } => {
                        let button = ui.small_button("×").on_hover_text("Take this edit back");
                        button.widget_info(|| {
                            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Take back {text}"))
                        });
                        if button.clicked() {
                            wishes.push(EditWish::Act(EditAction::Withdraw { id: *id, at: *at }));
                        }
                        ui.label(text);
                    }
                    Line::Change(text) => {
                        ui.add_space(24.0);
                        ui.add(egui::Label::new(egui::RichText::new(text).weak()).truncate());
                    }
                    Line::Fault(text, needs_utf8) => {
                        let colour = theme::palette(ui.visuals()).warning;
                        if *needs_utf8 && ui.button("Write all texts in UTF-8").clicked() {
                            let options = crate::dicom::edit::EditOptions { to_utf8: true, ..edits.options };
                            wishes.push(EditWish::Act(EditAction::Options(options)));
                        }
                        let label = egui::Label::new(egui::RichText::new(text).color(colour)).truncate();
                        ui.add(label).on_hover_text(text);
                    }
                });
            }
        },
    );
}

fn options_ui(ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<EditWish>) {
    let mut options = workspace.edits.options;
    ui.separator();
    let keep = ui.checkbox(&mut options.keep_uid, "Keep the SOP Instance UID");
    keep.on_hover_text(
        "Without it, an edit of pixels, identity or geometry makes another object of it, with a UID of its own",
    );
    let utf8 = ui.checkbox(&mut options.to_utf8, "Write all texts in UTF-8");
    utf8.on_hover_text("Specific Character Set becomes ISO_IR 192, and every text of the file is written in it");
    if options != workspace.edits.options {
        wishes.push(EditWish::Act(EditAction::Options(options)));
    }
}

/// An edit in a few words.
fn edit_text(edit: &Edit, hide_identity: bool) -> String {
    let value = |value: &NewValue| match value {
        _ if hide_identity => "another value".to_owned(),
        NewValue::Text(text) => format!("\"{}\"", crate::dicom::charset::shown(text)),
        NewValue::Bytes(bytes) => format!("{} bytes", bytes.len()),
    };
    match &edit.change {
        Change::Set { value: new, .. } => format!("{} becomes {}", edit.path, value(new)),
        Change::Add { value: new, .. } => format!("{} is added as {}", edit.path, value(new)),
        Change::Remove => format!("{} is removed", edit.path),
        Change::AddItem => format!("{} gets an item", edit.path),
    }
}

/// The mark of a file with edits that are not saved, in the inspector.
pub fn mark_ui(ui: &mut Ui, workspace: &Workspace) -> Option<Action> {
    let count = workspace.edited_object().map_or(0, |id| workspace.edits.of(id).len());
    if count == 0 {
        return None;
    }
    let text = if count == 1 { "1 edit is not saved".to_owned() } else { format!("{count} edits are not saved") };
    let colour = theme::palette(ui.visuals()).warning;
    let button = ui.button(egui::RichText::new(text).color(colour));
    let button = button.on_hover_text("Old and new values, and saving (Ctrl+Shift+E)");
    button.clicked().then_some(Action::Edit(EditAction::Preview(true)))
}
