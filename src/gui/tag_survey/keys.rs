//! The table of the survey as one stop of the keyboard: with the focus on it the arrows lead from image to image.

use egui::{Event, EventFilter, Key, Sense, Ui};

/// Rows that a page of the keyboard has.
const PAGE: usize = 10;

/// Whether the keys move in the table, and to which of `count` rows they moved. `at` is the row of the shown image, `said`
/// what a screen reader is told of it.
pub(super) fn keys_ui(ui: &Ui, at: Option<usize>, count: usize, said: &str) -> Option<usize> {
    let id = egui::Id::unique("survey-table");
    let table = ui.interact(ui.available_rect_before_wrap(), id, Sense::focusable_noninteractive());
    let name = format!("Values over the series {said}");
    table.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, name.trim()));
    if table.gained_focus() {
        ui.ctx().request_repaint();
    }
    if !table.has_focus() || count == 0 {
        return None;
    }
    ui.painter().rect_stroke(table.rect, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
    let arrows = EventFilter { vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, arrows));
    let pressed = ui.input(|input| {
        let keys = input.events.iter().filter_map(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } if !modifiers.any() => Some(*key),
            _ => None,
        });
        keys.collect::<Vec<_>>()
    });
    let to = pressed.into_iter().fold(at, |at, key| moved(key, at, count - 1));
    to.filter(|_| to != at)
}

/// Where a key leads from a row; `last` is the last one.
fn moved(key: Key, at: Option<usize>, last: usize) -> Option<usize> {
    let by =
        |forth: usize, back: usize| Some(at.map_or(0, |at| at.saturating_add(forth).saturating_sub(back).min(last)));
    match key {
        Key::ArrowDown => by(1, 0),
        Key::ArrowUp => by(0, 1),
        Key::PageDown => by(PAGE, 0),
        Key::PageUp => by(0, PAGE),
        Key::Home => Some(0),
        Key::End => Some(last),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_within_the_rows() {
        assert_eq!(moved(Key::ArrowDown, None, 5), Some(0));
        assert_eq!(moved(Key::ArrowDown, Some(5), 5), Some(5));
        assert_eq!(moved(Key::ArrowUp, Some(0), 5), Some(0));
        assert_eq!(moved(Key::PageDown, Some(1), 5), Some(5));
        assert_eq!(moved(Key::Home, Some(4), 5), Some(0));
        assert_eq!(moved(Key::End, None, 5), Some(5));
        assert_eq!(moved(Key::A, Some(3), 5), Some(3));
    }
}
