//! A value as it is typed, held to its VR with every letter.

use egui::{Align2, Context, Key, TextEdit, Ui, Window, vec2};

use crate::{
    dicom::{
        PathStep, TagPath,
        edit::{Change, Edit, NewValue, judge, usual_vr, vr_named},
    },
    state::{Begun, EditAction, Workspace},
};

use super::{super::numbers::named_text, super::theme, EditWish};

/// What is typed.
#[derive(Default)]
pub struct Field {
    begun: Option<Begun>,
    path: String,
    vr: String,
    /// That of the file; empty while it is not known.
    original_vr: String,
    value: String,
    /// The value of the file came in.
    is_filled: bool,
    /// The value of the file is not in the field: why not. Left as it is, the empty field would take the value away.
    unseen: Option<&'static str>,
    /// Something was typed for it.
    is_touched: bool,
    whole_series: bool,
    focus: bool,
}

impl Field {
    /// Draws it while something is begun.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, hide_identity: bool, wishes: &mut Vec<EditWish>) {
        let Some(begun) = &workspace.edits.begun else {
            self.begun = None;
            return;
        };
        if self.begun.as_ref() != Some(begun) {
            self.begin(begun, workspace);
        }
        self.fill(begun, workspace, hide_identity);
        let title = if begun.adds { "Add element" } else { "Edit tag" };
        let mut open = true;
        let sheet = Window::new(title).collapsible(false).resizable(false).default_width(460.0);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 120.0)).open(&mut open).show(ctx, |ui| {
            self.fields_ui(ui, begun, workspace, wishes);
        });
        if !open {
            wishes.push(EditWish::Act(EditAction::End));
        }
    }

    fn begin(&mut self, begun: &Begun, workspace: &Workspace) {
        let path = match begun.adds {
            // Beside it: in the same item.
            true => begun.path.parent().map(|parent| format!("{parent}.")).unwrap_or_default(),
            false => begun.path.to_string(),
        };
        let chosen = workspace.inspect.chosen.as_ref().filter(|it| it.path.as_ref() == Some(&begun.path));
        let row = chosen.and_then(|it| workspace.inspect.list.tree.rows.get(it.row as usize));
        let vr = row.filter(|_| !begun.adds).map(|row| row.vr.to_owned()).unwrap_or_default();
        // What one value is to be in all files says nothing of the next: the whole series is asked for each time.
        *self = Self { begun: Some(begun.clone()), path, vr, focus: true, ..Self::default() };
        self.is_filled = begun.adds;
    }

    /// Takes over the value: the one that is pending, or the file's.
    fn fill(&mut self, begun: &Begun, workspace: &Workspace, hide_identity: bool) {
        let looked = workspace.edits.looked.as_ref().filter(|it| it.id == begun.id && it.path == begun.path);
        if let Some((_, vr)) = looked.and_then(|looked| looked.value.as_ref()) {
            // That of the file, whatever is pending for it.
            self.original_vr = (*vr).to_owned();
        }
        if self.is_filled {
            return;
        }
        let pending = workspace.edits.of(begun.id).iter().rev().find(|edit| edit.path == begun.path);
        if let Some(Change::Set { value: NewValue::Text(text), vr } | Change::Add { value: NewValue::Text(text), vr }) =
            pending.map(|edit| &edit.change)
        {
            self.value.clone_from(text);
            if let Some(vr) = vr {
                self.vr = (*vr).to_owned();
            }
            self.is_filled = true;
            return;
        }
        if let Some(looked) = looked {
            match &looked.value {
                // What is hidden is not shown here either; it can be written anew.
                Some((_, vr)) if hide_identity => {
                    self.vr = (*vr).to_owned();
                    self.unseen = Some("The present value is hidden; type another one.");
                }
                Some((text, vr)) => {
                    self.value.clone_from(text);
                    self.vr = (*vr).to_owned();
                }
                None => self.unseen = Some("The present value is no text; bytes are typed in hexadecimal."),
            }
            self.is_filled = true;
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, begun: &Begun, workspace: &Workspace, wishes: &mut Vec<EditWish>) {
        let focus = std::mem::take(&mut self.focus);
        // Enter accepts from a field of this sheet alone: on a button or a box it does what that does.
        let is_entered = |field: &egui::Response| {
            field.lost_focus() && field.ctx.input(|input| input.key_pressed(Key::Enter) && !input.modifiers.shift)
        };
        let mut entered = false;
        egui::Grid::new("edit-field").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
            ui.label("Tag");
            if begun.adds {
                let hint = "Keyword or number, in items Sequence[1].Keyword";
                let edit = ui.add(TextEdit::singleline(&mut self.path).hint_text(hint).desired_width(340.0));
                edit.widget_info(|| named_text("Tag", &self.path));
                entered |= is_entered(&edit);
                if edit.changed()
                    && let Some(vr) = self.path.parse::<TagPath>().ok().and_then(|path| usual_vr(path.tag()?))
                {
                    self.vr = vr.to_owned();
                }
                if focus {
                    edit.request_focus();
                }
            } else {
                ui.monospace(&self.path);
            }
            ui.end_row();
            ui.label("VR");
            let edit = ui.add(TextEdit::singleline(&mut self.vr).char_limit(2).desired_width(40.0));
            edit.widget_info(|| named_text("VR", &self.vr));
            entered |= is_entered(&edit);
            ui.end_row();
            ui.label("Value");
            if self.is_filled {
                let is_long = matches!(self.vr.as_str(), "LT" | "ST" | "UT");
                let edit =
                    if is_long { TextEdit::multiline(&mut self.value) } else { TextEdit::singleline(&mut self.value) };
                let edit = ui.add(edit.desired_width(340.0));
                edit.widget_info(|| named_text("Value", &self.value));
                // In a long text Enter begins a line.
                entered |= !is_long && is_entered(&edit);
                self.is_touched |= edit.changed();
                if focus && !begun.adds {
                    edit.request_focus();
                }
            } else {
                self.focus = focus;
                ui.weak("Reading the value…");
            }
            ui.end_row();
        });
        if let Some(why) = self.unseen {
            ui.weak(why);
        }
        let edit = self.edit(begun);
        match &edit {
            Ok((_, said)) => ui.weak(said),
            Err(fault) => ui.colored_label(theme::palette(ui.visuals()).warning, fault),
        };
        let series = workspace.series_of(begun.id);
        if series.len() > 1 {
            let name = format!("In all {} files of the series", series.len());
            ui.checkbox(&mut self.whole_series, name)
                .on_hover_text("The list of edits shows each before anything is written");
        }
        ui.horizontal(|ui| {
            let is_ready = self.is_filled && edit.is_ok() && (self.unseen.is_none() || self.is_touched);
            let accept = ui.add_enabled(is_ready, egui::Button::new("Accept"));
            let accepted = accept.on_hover_text("Keep it as an edit; nothing is written yet (Enter)").clicked();
            if ui.button("Cancel").on_hover_text("Leave it as it is (Esc)").clicked() {
                wishes.push(EditWish::Act(EditAction::End));
            } else if let (Ok((edit, _)), true) = (edit, is_ready && (accepted || entered)) {
                let ids = if self.whole_series { series } else { vec![begun.id] };
                wishes.push(EditWish::Act(EditAction::Put { ids, edit }));
                wishes.push(EditWish::Act(EditAction::End));
                wishes.push(EditWish::Act(EditAction::Preview(true)));
            }
        });
    }

    /// The edit as it is typed, with how much room is left, or what is wrong with it.
    fn edit(&self, begun: &Begun) -> Result<(Edit, String), String> {
        let path: TagPath = if begun.adds { self.path.parse()? } else { begun.path.clone() };
        if !matches!(path.steps.last(), Some(PathStep::Element(_))) {
            return Err("An item has no value; name an element in it".to_owned());
        }
        let vr = vr_named(&self.vr).ok_or("This is no VR; write two letters such as LO")?;
        let value = NewValue::Text(self.value.clone());
        let is_new_sequence = begun.adds && vr == "SQ" && self.value.is_empty();
        let said = if is_new_sequence { "An empty sequence".to_owned() } else { room(judge(vr, &self.value)?) };
        // One that is not known yet is said, whatever it is in the file.
        let asked = (begun.adds || self.original_vr != vr).then_some(vr);
        let change = if begun.adds { Change::Add { vr: asked, value } } else { Change::Set { vr: asked, value } };
        Ok((Edit { path, change }, said))
    }
}

/// How much is used, in words.
fn room(room: crate::dicom::edit::Room) -> String {
    let values = match room.values {
        0 => "empty".to_owned(),
        1 => "1 value".to_owned(),
        count => format!("{count} values"),
    };
    match room.most {
        Some(most) => format!("{values}, {} of {most} used", room.used),
        None => format!("{values}, {} used", room.used),
    }
}
