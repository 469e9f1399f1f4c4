//! The keyboard in the list.

use egui::{Event, EventFilter, Key, Response, Ui};

use crate::state::{Action, Workspace};

use super::{SeriesPanel, rows::Row};

impl SeriesPanel {
    /// Up, Down, Home, End, Enter, and Delete to close the study.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        list: &Response,
        workspace: &Workspace,
        rows: &[Row<'_>],
        actions: &mut Vec<Action>,
    ) {
        let filter = EventFilter { vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
        let sets: Vec<usize> =
            rows.iter().enumerate().filter(|(_, row)| row.key().is_some()).map(|(index, _)| index).collect();
        let shown = |index: &usize| match rows.get(*index) {
            Some(Row::Set { series, set, .. }) => workspace.is_shown(series, set),
            _ => false,
        };
        let key_of = |index: usize| rows.get(index).and_then(Row::key);
        let cursor = sets.iter().copied().find(|index| self.cursor.is_some() && key_of(*index) == self.cursor);
        let here = cursor.or_else(|| sets.iter().copied().find(|index| shown(index)));
        let mut at = here.and_then(|cursor| sets.iter().position(|index| *index == cursor));
        let last = sets.len().saturating_sub(1);
        let pressed: Vec<Key> = ui.input(|input| {
            let key = |event: &Event| match event {
                Event::Key { key, pressed: true, .. } => Some(*key),
                _ => None,
            };
            input.events.iter().filter_map(key).collect()
        });
        for key in pressed {
            let to = match key {
                Key::ArrowDown => at.map_or(0, |at| (at + 1).min(last)),
                Key::ArrowUp => at.map_or(0, |at| at.saturating_sub(1)),
                Key::PageDown => at.map_or(0, |at| (at + 5).min(last)),
                Key::PageUp => at.map_or(0, |at| at.saturating_sub(5)),
                Key::Home => 0,
                Key::End => last,
                Key::Enter => {
                    let row = at.and_then(|at| sets.get(at)).and_then(|index| rows.get(*index));
                    actions.extend(row.and_then(Row::key).map(Action::ShowSet));
                    continue;
                }
                Key::Delete => {
                    let row = at.and_then(|at| sets.get(at)).and_then(|index| rows.get(*index));
                    actions.extend(row.and_then(Row::key).map(|key| Action::CloseStudy(key.id)));
                    self.cursor = None;
                    continue;
                }
                _ => continue,
            };
            at = Some(to);
            self.cursor = sets.get(to).and_then(|index| key_of(*index));
            self.follow = true;
        }
    }
}
