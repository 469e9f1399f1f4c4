//! The sheet that compares the tags of the shown object with those of another one.

use egui::{Context, DragValue, Key, Label, RichText, ScrollArea, TextEdit, Ui, Window, vec2};

use crate::{
    dicom::{
        TagPath,
        compare::{CompareLine, Comparison, Difference, PixelComparison},
    },
    state::{Action, ListedComparison, OtherObject, TagCompareAction, Workspace},
};

use super::{numbers::named_text, theme};

/// The sheet, with what is typed into it.
#[derive(Default)]
pub struct CompareSheet {
    path: String,
    ignored: String,
    fault: Option<String>,
    /// Image of the series, from 1.
    image: usize,
}

/// What is asked for there.
#[derive(Default)]
pub struct Asked {
    /// Of the model.
    pub actions: Vec<Action>,
    /// A dialog for the other file.
    pub choose: bool,
}

impl CompareSheet {
    /// Draws it while it is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, hide_identity: bool) -> Asked {
        let mut asked = Asked::default();
        if !workspace.tag_compare.shown {
            return asked;
        }
        let mut open = true;
        let sheet = Window::new("Compare tags").collapsible(false).default_width(640.0);
        sheet.default_pos(ctx.content_rect().center_top() + vec2(-320.0, 88.0)).open(&mut open).show(ctx, |ui| {
            self.other_ui(ui, workspace, &mut asked);
            self.options_ui(ui, workspace, &mut asked.actions);
            if let Some(fault) = &self.fault {
                ui.colored_label(theme::palette(ui.visuals()).warning, fault);
            }
            ui.separator();
            let nothing = workspace.compared_object().is_none();
            match (&workspace.tag_compare.other, workspace.tags_differ()) {
                _ if nothing => drop(ui.weak("No file is open")),
                (None, _) => drop(ui.weak("Choose what the shown image is compared with")),
                (Some(_), None) => drop(ui.weak("Comparing…")),
                (Some(_), Some(found)) => match &found.result {
                    Ok(found) => found_ui(ui, found, hide_identity),
                    Err(fault) => drop(ui.colored_label(theme::palette(ui.visuals()).warning, fault)),
                },
            }
        });
        if !open {
            asked.actions.push(Action::TagCompare(TagCompareAction::Close));
        }
        asked
    }

    /// What it is compared with.
    fn other_ui(&mut self, ui: &mut Ui, workspace: &Workspace, asked: &mut Asked) {
        let mut with = |other| asked.actions.push(Action::TagCompare(TagCompareAction::With(other)));
        ui.horizontal(|ui| {
            ui.label("Another file");
            let edit = TextEdit::singleline(&mut self.path).hint_text("Path").desired_width(330.0);
            let response = ui.add(edit);
            response.widget_info(|| named_text("File to compare with", &self.path));
            let is_done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let button = ui.button("Compare with file").on_hover_text("Compare with the file at this path (Enter)");
            if (button.clicked() || is_done) && !self.path.trim().is_empty() {
                with(OtherObject::File(self.path.trim().into()));
            }
            asked.choose = ui.button("Choose…").on_hover_text("Choose the file in a dialog").clicked();
        });
        let image = workspace.image();
        let count = image.stack.phase(image.phase).len();
        if count < 2 {
            return;
        }
        ui.horizontal(|ui| {
            self.image = if self.image == 0 { (image.frame + 2).min(count) } else { self.image.min(count) };
            ui.label("Another instance, that of image");
            let number = ui.add(DragValue::new(&mut self.image).range(1..=count));
            number.widget_info(|| named_text("Image to compare with", &self.image.to_string()));
            let button = ui.button("Compare with instance").on_hover_text("Compare with the instance of this image");
            if button.clicked()
                && let Some(frame) = image.stack.at(image.phase, self.image - 1)
            {
                with(OtherObject::Instance(frame.key.id));
            }
        });
    }

    /// What makes no difference.
    fn options_ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        let mut options = workspace.tag_compare.options.clone();
        ui.horizontal(|ui| {
            ui.label("Leave out");
            ui.checkbox(&mut options.private, "Private").on_hover_text("Elements of odd groups");
            ui.checkbox(&mut options.meta, "Head").on_hover_text("Group 0002 of the file");
            ui.checkbox(&mut options.uids, "UIDs").on_hover_text("But for those of classes and syntaxes");
            ui.checkbox(&mut options.dates, "Dates and times");
            ui.separator();
            ui.label("Pixels");
            let choices = [
                (PixelComparison::Bytes, "Bytes", "Compare the bytes as they are stored"),
                (PixelComparison::Decoded, "Decoded", "Compare the values that they decode to"),
                (PixelComparison::Ignored, "Not", "Leave pixel data out"),
            ];
            for (choice, name, tooltip) in choices {
                ui.radio_value(&mut options.pixels, choice, name).on_hover_text(tooltip);
            }
        });
        ui.horizontal(|ui| {
            ui.label("Leave out tags");
            let edit = TextEdit::singleline(&mut self.ignored).hint_text("Keywords or numbers").desired_width(330.0);
            let response = ui.add(edit).on_hover_text("PatientName 00200013 Sequence[1].Keyword");
            response.widget_info(|| named_text("Tags to leave out", &self.ignored));
            if response.lost_focus() {
                let paths: Result<Vec<TagPath>, String> = self.ignored.split_whitespace().map(str::parse).collect();
                match paths {
                    Ok(paths) => (options.ignore, self.fault) = (paths, None),
                    Err(fault) => self.fault = Some(fault),
                }
            }
        });
        if options != workspace.tag_compare.options {
            actions.push(Action::TagCompare(TagCompareAction::SetOptions(options)));
        }
    }
}

fn found_ui(ui: &mut Ui, found: &ListedComparison, hide_identity: bool) {
    let ListedComparison { comparison, lines, sentence } = found;
    ui.horizontal(|ui| {
        ui.strong(sentence);
        let button = ui.add_enabled(!lines.is_empty(), egui::Button::new("Copy"));
        if button.on_hover_text("Copy the list as text").clicked() {
            ui.copy_text(lines.iter().map(|line| text(line, comparison, hide_identity)).collect::<Vec<_>>().join("\n"));
        }
    });
    let scroll = ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]);
    scroll.show_rows(ui, theme::ROW, lines.len(), |ui, range| {
        for line in lines.get(range).unwrap_or_default() {
            let text = text(line, comparison, hide_identity);
            let shown = RichText::new(&text);
            let shown = if matches!(line, CompareLine::Holder(..)) { shown.weak() } else { shown };
            ui.add(Label::new(shown).truncate()).on_hover_text(text);
        }
    });
}

fn text(line: &CompareLine, found: &Comparison, hide_identity: bool) -> String {
    match line {
        CompareLine::Holder(depth, path) => format!("{:1$}{path}", "", depth * 4 + 2),
        CompareLine::Difference(depth, at) => {
            let Some(one) = found.differences.get(*at) else { return String::new() };
            let values = if hide_identity && one.identifying { "hidden".to_owned() } else { values(one) };
            let note = if one.note.is_empty() { String::new() } else { format!(" ({})", one.note) };
            let Difference { change, path, vr, name, .. } = one;
            format!("{:1$}{2} {path} {vr} {name}  {values}{note}", "", depth * 4, change.mark())
        }
    }
}

fn values(one: &Difference) -> String {
    match (&one.before, &one.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (before, after) => before.as_ref().or(after.as_ref()).cloned().unwrap_or_default(),
    }
}
