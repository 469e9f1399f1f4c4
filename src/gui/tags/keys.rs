//! The table as one stop of the keyboard.

use egui::{Event, EventFilter, Key, Sense, Ui};

use crate::state::{InspectAction, Workspace};

use super::{TagsPanel, menu};

/// Rows that a page of the keyboard has.
const PAGE: usize = 10;

/// The table as a widget: with the focus on it, copying copies the row.
pub fn table_id() -> egui::Id {
    egui::Id::unique("tag-table")
}

impl TagsPanel {
    /// Arrows move, open and close, Home and End jump, plus and minus open and close a level, Enter shows a value whole, Ctrl+C copies the row.
    pub(super) fn keys_ui(
        &mut self,
        ui: &Ui,
        workspace: &Workspace,
        has_preamble: bool,
        wishes: &mut Vec<InspectAction>,
    ) {
        let inspect = &workspace.inspect;
        let table = ui.interact(ui.available_rect_before_wrap(), table_id(), Sense::focusable_noninteractive());
        let chosen = inspect.chosen_row();
        let name = chosen.map_or_else(String::new, |row| menu::row_text(row, inspect.hides(row)));
        table.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, format!("Tag table {name}").trim()));
        if table.gained_focus() {
            ui.ctx().request_repaint();
        }
        if !table.has_focus() {
            return;
        }
        ui.painter().rect_stroke(table.rect, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
        let arrows = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, arrows));
        let events = ui.input(|input| input.events.clone());
        let is_ours = |event: &Event| matches!(event, Event::Copy | Event::Key { pressed: true, .. });
        if !events.iter().any(is_ours) {
            return;
        }
        let list = &inspect.list;
        let mut at = inspect.chosen.as_ref().and_then(|chosen| list.position(chosen.row));
        let before = at;
        let last = list.rows.len().saturating_sub(1);
        for event in events {
            match event {
                Event::Copy => {
                    if let Some(row) = chosen.filter(|row| !inspect.hides(row)) {
                        ui.copy_text(menu::row_text(row, false));
                    }
                }
                // Many keyboards have the plus above another key; with Ctrl they mean the size of the window's text.
                Event::Key { key: key @ (Key::Plus | Key::Minus), pressed: true, modifiers, .. } => {
                    if !(modifiers.command || modifiers.ctrl || modifiers.alt) {
                        wishes.push(InspectAction::OpenLevel(key == Key::Plus));
                    }
                }
                Event::Key { key, pressed: true, modifiers, .. } if !modifiers.any() => {
                    let to = |forth: usize, back: usize| {
                        Some(at.map_or(0, |at| at.saturating_add(forth).saturating_sub(back).min(last)))
                    };
                    let listed = at.and_then(|at| list.get(at));
                    match key {
                        Key::ArrowDown => at = to(1, 0),
                        Key::ArrowUp => at = to(0, 1),
                        Key::PageDown => at = to(PAGE, 0),
                        Key::PageUp => at = to(0, PAGE),
                        Key::Home => at = Some(0),
                        Key::End => at = Some(last),
                        Key::ArrowRight => match listed {
                            Some((listed, _)) if listed.is_branch && listed.is_open => at = to(1, 0),
                            Some((listed, _)) if listed.is_branch => wishes.push(InspectAction::Toggle(listed.row)),
                            _ => {}
                        },
                        Key::ArrowLeft => match listed {
                            Some((listed, _)) if listed.is_open => wishes.push(InspectAction::Toggle(listed.row)),
                            Some((listed, _)) => at = holder(workspace, at, listed.depth).or(at),
                            None => {}
                        },
                        Key::Enter => match listed {
                            Some((listed, _)) if listed.is_branch => wishes.push(InspectAction::Toggle(listed.row)),
                            Some((listed, _)) => wishes.push(InspectAction::ShowValue(listed.row)),
                            None => {}
                        },
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        if at != before
            && let Some(listed) = at.and_then(|at| list.rows.get(at))
        {
            wishes.push(InspectAction::Choose(listed.row));
            self.scroll_to = at.map(|at| at + usize::from(has_preamble));
        }
    }
}

/// Where the row stands that a row of this depth lies in.
fn holder(workspace: &Workspace, at: Option<usize>, depth: u16) -> Option<usize> {
    let before = workspace.inspect.list.rows.get(..at?)?;
    before.iter().rposition(|listed| listed.depth < depth)
}
