//! Edits of tags: a field to type a value, the list of what is not saved yet, and the question before it would be lost.

mod field;

use egui::{Align2, Context, ScrollArea, Ui, Window, vec2};

use crate::{
    dicom::edit::{Change, Edit, EditOptions, NewValue},
    state::{Action, EditAction, Edits, PlannedFile, Workspace},
};

use super::theme;

/// The sheets for edits.
#[derive(Default)]
pub struct EditSheet {
    field: field::Field,
    /// The window was to close, and there are edits, or something is being written.
    leaving: bool,
    /// That may be lost.
    pub may_leave: bool,
}

/// What the person asked for.
#[derive(Debug, PartialEq)]
pub enum EditWish {
    /// Through the model.
    Act(EditAction),
    /// Write the edited files.
    Save,
    /// Close the window, lose the edits and stop what is being written.
    Leave,
}

impl EditSheet {
    /// The window is to close: whether it has to stay open until the person has answered.
    pub fn asks_before_leaving(&mut self, workspace: &Workspace) -> bool {
        self.leaving = loses(workspace) && !self.may_leave;
        self.leaving
    }

    /// Takes the question back; true if it was asked.
    pub fn stay(&mut self) -> bool {
        std::mem::take(&mut self.leaving)
    }

    /// Draws what is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, hide_identity: bool) -> Vec<EditWish> {
        let mut wishes = Vec::new();
        self.field.ui(ctx, workspace, hide_identity, &mut wishes);
        if workspace.edits.preview {
            pending_ui(ctx, workspace, hide_identity, &mut wishes);
        }
        if self.leaving {
            // What was being written may be there by now.
            self.leaving = loses(workspace);
            self.leaving_ui(ctx, workspace, &mut wishes);
        }
        wishes
    }

    fn leaving_ui(&mut self, ctx: &Context, workspace: &Workspace, wishes: &mut Vec<EditWish>) {
        let (edited, writes) = (!workspace.edits.is_empty(), !workspace.exports.is_empty());
        let (title, quit) = match edited {
            true => ("Edits are not saved", "Quit without saving"),
            false => ("An export is under way", "Stop it and quit"),
        };
        let sheet = Window::new(title).collapsible(false).resizable(false);
        sheet.anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0)).show(ctx, |ui| {
            if edited {
                ui.label("Tags were edited and not written to a file.");
            }
            if writes {
                ui.label("Files are being written; quitting stops that and leaves nothing half-written.");
            }
            ui.horizontal(|ui| {
                if edited && ui.button("Save edited as…").clicked() {
                    self.leaving = false;
                    wishes.push(EditWish::Save);
                }
                if ui.button(quit).clicked() {
                    (self.leaving, self.may_leave) = (false, true);
                    wishes.push(EditWish::Leave);
                }
                if ui.button("Cancel").on_hover_text("Stay (Esc)").clicked() {
                    self.leaving = false;
                }
            });
        });
    }
}

/// Whether something is lost when the program ends now.
fn loses(workspace: &Workspace) -> bool {
    !workspace.edits.is_empty() || !workspace.exports.is_empty()
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

/// A file of the list: its name, its edits, then what they come to.
struct Block<'a> {
    /// Lines before it.
    from: usize,
    id: crate::study::InstanceId,
    edits: &'a [Edit],
    planned: Option<&'a PlannedFile>,
}

impl Block<'_> {
    fn lines(&self) -> usize {
        // What is not known yet, and a fault, take a line.
        let found = self.planned.map_or(1, |file| file.result.as_ref().map_or(1, Vec::len));
        1 + self.edits.len() + found
    }
}

fn files_ui(ui: &mut Ui, workspace: &Workspace, hide_identity: bool, wishes: &mut Vec<EditWish>) {
    let blocks = blocks(&workspace.edits);
    let count = blocks.last().map_or(0, |last| last.from + last.lines());
    let scroll = ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]);
    scroll.show_rows(ui, theme::ROW, count, |ui, shown| {
        // Of thousands of files those in sight alone are put into words.
        for line in shown {
            let at = blocks.partition_point(|block| block.from <= line);
            let Some(block) = at.checked_sub(1).and_then(|at| blocks.get(at)) else { continue };
            ui.horizontal(|ui| {
                line_ui(ui, block, line - block.from, workspace.edits.options, hide_identity, wishes);
            });
        }
    });
}

/// Files with what is known of them; both come in the order of their numbers.
fn blocks(edits: &Edits) -> Vec<Block<'_>> {
    let answer = edits.answer.as_ref().filter(|answer| answer.want.options == edits.options);
    let mut known = answer.into_iter().flat_map(|answer| answer.want.files.iter().zip(&answer.files)).peekable();
    let mut from = 0;
    let block = |(id, list)| {
        while known.next_if(|((other, _), _)| *other < id).is_some() {}
        let planned = known.next_if(|((other, _), _)| *other == id).filter(|((_, edits), _)| edits == list);
        let block = Block { from, id, edits: list, planned: planned.map(|(_, planned)| planned) };
        from += block.lines();
        block
    };
    edits.pending().map(block).collect()
}

fn line_ui(
    ui: &mut Ui,
    block: &Block<'_>,
    line: usize,
    options: EditOptions,
    hide_identity: bool,
    wishes: &mut Vec<EditWish>,
) {
    let weak = |ui: &mut Ui, text: &str| {
        ui.add_space(24.0);
        ui.add(egui::Label::new(egui::RichText::new(text).weak()).truncate());
    };
    let Some(line) = line.checked_sub(1) else {
        let name = block.planned.map(|file| file.name.as_str()).filter(|name| !name.is_empty() && !hide_identity);
        ui.strong(name.unwrap_or("File"));
        return;
    };
    if let Some(edit) = block.edits.get(line) {
        let text = edit_text(edit, hide_identity);
        let button = ui.small_button("×").on_hover_text("Take this edit back");
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Take back {text}")));
        if button.clicked() {
            wishes.push(EditWish::Act(EditAction::Withdraw { id: block.id, at: line }));
        }
        ui.label(text);
        return;
    }
    match block.planned.map(|file| (&file.result, file.needs_utf8)) {
        None => weak(ui, "Reading the file…"),
        Some((Ok(differences), _)) => {
            let difference = differences.get(line - block.edits.len());
            difference.iter().for_each(|difference| weak(ui, &difference.line(hide_identity)));
        }
        Some((Err(fault), needs_utf8)) => {
            if needs_utf8 && ui.button("Write all texts in UTF-8").clicked() {
                wishes.push(EditWish::Act(EditAction::Options(EditOptions { to_utf8: true, ..options })));
            }
            let colour = theme::palette(ui.visuals()).warning;
            ui.add(egui::Label::new(egui::RichText::new(fault).color(colour)).truncate()).on_hover_text(fault);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quitting_asks_while_something_is_written_and_once_told_to_quit_no_more() {
        let (mut sheet, mut workspace) = (EditSheet::default(), Workspace::default());
        assert!(!sheet.asks_before_leaving(&workspace));
        workspace.export_begun(1, "clip".to_owned());
        assert!(sheet.asks_before_leaving(&workspace) && sheet.stay());
        sheet.may_leave = true;
        assert!(!sheet.asks_before_leaving(&workspace));
    }
}
