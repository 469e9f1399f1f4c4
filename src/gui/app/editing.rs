//! Edits of tags: their sheets, saving, and the question before they are lost.

use egui::Context;

use crate::{
    jobs::editing::Saving,
    state::{Action, EditAction},
};

use super::{
    super::{edits::EditWish, export_sheet::Job},
    App, wake,
};

impl App {
    /// The sheets, and what is asked for there.
    pub(super) fn edits_ui(&mut self, ctx: &Context) {
        let is_closing = ctx.input(|input| input.viewport().close_requested());
        if is_closing && self.edits.asks_before_leaving(self.session.workspace()) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        for wish in self.edits.ui(ctx, self.session.workspace(), self.hide_identity) {
            match wish {
                EditWish::Act(action) => self.act_all(vec![Action::Edit(action)]),
                EditWish::Save => self.save_edited(ctx),
                EditWish::Leave => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            }
        }
        if std::mem::take(&mut self.changed) {
            ctx.request_repaint();
        }
    }

    /// Asks where the edited files go, one by its name or several into a folder.
    pub(super) fn save_edited(&mut self, ctx: &Context) {
        let edits = &self.session.workspace().edits;
        let files: Vec<_> = edits.pending().map(|(id, list)| (id, list.to_vec())).collect();
        if files.is_empty() {
            return;
        }
        let is_folder = files.len() > 1;
        let saving = Saving { files, options: edits.options, hide_names: self.hide_identity };
        let name = if is_folder { "edited" } else { "edited.dcm" };
        let make = Box::new(self.session.saving(saving));
        if self.dialogs.ask_where(name, is_folder, wake(ctx)) {
            self.pending = Some(Job { name: name.to_owned(), is_folder, what: "edited files", make });
        }
    }

    /// Puts the sheets of edits away; true if one was open. The edits stay.
    pub(super) fn close_edits(&mut self) -> bool {
        let edits = &self.session.workspace().edits;
        let action = match (&edits.begun, edits.preview) {
            (Some(_), _) => EditAction::End,
            (None, true) => EditAction::Preview(false),
            (None, false) => return false,
        };
        self.session.act(Action::Edit(action));
        true
    }
}
