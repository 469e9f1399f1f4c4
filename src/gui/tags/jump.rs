//! Going to a tag by its number or a part of its name.

use egui::{Key, Modifiers, RichText, TextEdit, Ui};

use crate::state::{InspectAction, Workspace};

use super::{super::numbers::named_text, TagsPanel};

impl TagsPanel {
    /// The field and what it may mean, while somebody wants to go somewhere.
    pub(super) fn jump_ui(&mut self, ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<InspectAction>) {
        let inspect = &workspace.inspect;
        let Some(typed) = &inspect.jump else { return };
        let mut text = typed.clone();
        let edit = TextEdit::singleline(&mut text)
            .hint_text("Go to: number or keyword, as 0028,0010 or ipp")
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        field.widget_info(|| named_text("Go to tag", &text));
        if std::mem::take(&mut self.focus_jump) {
            field.request_focus();
        }
        let last = inspect.jumps.len().saturating_sub(1);
        if field.has_focus() || field.lost_focus() {
            let pressed = |key| ui.input(|input| input.key_pressed(key));
            if pressed(Key::ArrowDown) {
                self.jump_at = (self.jump_at + 1).min(last);
            } else if pressed(Key::ArrowUp) {
                self.jump_at = self.jump_at.saturating_sub(1);
            } else if pressed(Key::Enter) {
                // The table gets the focus in this pass, and Enter means something else there.
                ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
                match inspect.jumps.get(self.jump_at) {
                    Some(row) => {
                        wishes.push(InspectAction::Jump(*row));
                        ui.memory_mut(|memory| memory.request_focus(super::table_id()));
                    }
                    None => field.request_focus(),
                }
                return;
            } else if pressed(Key::Escape) {
                wishes.push(InspectAction::TypeJump(None));
                return;
            }
        }
        if text != *typed {
            self.jump_at = 0;
            wishes.push(InspectAction::TypeJump(Some(text)));
        }
        if inspect.jumps.is_empty() && !typed.trim().is_empty() {
            ui.weak("This file has no such tag");
        }
        for (at, row) in inspect.jumps.iter().enumerate() {
            let Some(shown) = inspect.list.tree.rows.get(*row as usize) else { continue };
            let name = format!("{} {}", shown.tag_text(), shown.name());
            let place = if shown.depth > 0 { "  in a sequence" } else { "" };
            let offered = ui.selectable_label(at == self.jump_at.min(last), RichText::new(format!("{name}{place}")));
            if offered.clicked() {
                wishes.push(InspectAction::Jump(*row));
            }
        }
    }
}
