//! What can be done with a row, and rows as text.

use std::sync::Arc;

use egui::{Button, Ui};

use crate::{
    dicom::TagRow,
    export::tags::{expression, text_line},
    state::{EditAction, Inspect, InspectAction, TagList, Workspace},
};

/// The row that a menu is about.
pub struct RowMenu<'a> {
    /// What is open.
    pub workspace: &'a Workspace,
    /// Its place in the list's tree.
    pub row: u32,
}

/// Everything that can be done with a row. What edits it belongs here, too.
pub fn row_menu(ui: &mut Ui, menu: &RowMenu<'_>, wishes: &mut Vec<InspectAction>) {
    let inspect = &menu.workspace.inspect;
    let tree = &inspect.list.tree;
    let Some(row) = tree.rows.get(menu.row as usize) else { return };
    let offer = |ui: &mut Ui, name: &str, keys: &str, text: String| {
        if ui.add(Button::new(name).shortcut_text(keys)).clicked() {
            ui.copy_text(text);
            ui.close();
        }
    };
    let is_hidden = inspect.hides(row);
    if !is_hidden && !row.value.is_empty() {
        let name = if row.is_shortened() { "Copy value as shown" } else { "Copy value" };
        offer(ui, name, "", row.plain_value().into_owned());
    }
    if !is_hidden {
        offer(ui, "Copy row", "Ctrl+C", row_text(row, false));
    }
    if !row.is_item() {
        offer(ui, "Copy tag", "", row.tag_text());
    }
    if let Some(path) = tree.path(menu.row as usize) {
        offer(ui, "Copy path", "", path.to_string());
    }
    offer(ui, "Copy path in words", "", path_text(menu.workspace, menu.row));
    if let Some(expression) = expression(tree, menu.row as usize) {
        offer(ui, "Copy pydicom expression", "", expression);
    }
    ui.separator();
    let edits: [(&str, &str, EditAction); 4] = [
        ("Edit…", "F2", EditAction::Begin { adds: false }),
        ("Add element…", "Shift+F2", EditAction::Begin { adds: true }),
        ("Add item", "", EditAction::AddItem),
        ("Remove", "", EditAction::RemoveChosen),
    ];
    for (name, keys, action) in edits {
        let is_offered = match action {
            // An item and a sequence have no value of their own.
            EditAction::Begin { adds: false } => !row.has_children && !row.is_item() && row.vr != "SQ",
            EditAction::AddItem => row.vr == "SQ" || row.is_item(),
            _ => true,
        };
        if is_offered && ui.add(Button::new(name).shortcut_text(keys)).clicked() {
            wishes.extend([InspectAction::Choose(menu.row), InspectAction::Edit(action)]);
            ui.close();
        }
    }
    ui.separator();
    let mut wish = |ui: &mut Ui, name: &str, keys: &str, wish: InspectAction| {
        if ui.add(Button::new(name).shortcut_text(keys)).clicked() {
            wishes.push(wish);
            ui.close();
        }
    };
    if row.has_children {
        wish(ui, "Open or close", "Enter", InspectAction::Toggle(menu.row));
    } else if !is_hidden && row.length != Some(0) && !row.is_item() {
        wish(ui, "Show the whole value", "Enter", InspectAction::ShowValue(menu.row));
    }
    let is_element = tree.path(menu.row as usize).is_some_and(|path| path.tag().is_some());
    if is_element && !menu.workspace.image().stack.is_empty() {
        wish(ui, "This tag over the series…", "", InspectAction::OverSeries(menu.row));
    }
    if inspect.is_searching() || inspect.by_frame {
        wish(ui, "Show among all tags", "", InspectAction::Jump(menu.row));
    }
}

/// One row as text: tag, name, VR, value.
pub(super) fn row_text(row: &TagRow, is_hidden: bool) -> String {
    if is_hidden {
        return row.tag_text();
    }
    let tag = if row.is_item() { String::new() } else { format!("{} ", row.tag_text()) };
    format!("{tag}{} {} {}", row.name(), row.vr, row.value).trim_end().to_owned()
}

/// Rows to be copied: those of large files take longer than a pass of the window may.
pub struct CopiedRows {
    list: Arc<TagList>,
    /// The shown ones instead of all of the file.
    shown: bool,
    hide_identity: bool,
}

impl CopiedRows {
    /// Those of the inspector.
    pub(super) fn of(inspect: &Inspect, shown: bool) -> Self {
        Self { list: Arc::clone(&inspect.list), shown, hide_identity: inspect.hide_identity }
    }

    /// A line a row, without what names the patient while that is hidden, and how many there are.
    pub fn text(&self) -> (String, usize) {
        let rows = &self.list.tree.rows;
        let (mut text, mut count) = (String::new(), 0);
        let mut push = |row: &TagRow| {
            if !(self.hide_identity && row.identifying) {
                text.push_str(&text_line(row, true));
                text.push('\n');
                count += 1;
            }
        };
        if self.shown {
            self.list.rows.iter().filter_map(|listed| rows.get(listed.row as usize)).for_each(&mut push);
        } else {
            rows.iter().for_each(&mut push);
        }
        (text, count)
    }
}

/// The row's keywords from the top, joined by slashes.
pub(super) fn path_text(workspace: &Workspace, index: u32) -> String {
    let rows = &workspace.inspect.list.tree.rows;
    let mut parts = Vec::new();
    let mut at = Some(index);
    while let Some(row) = at.and_then(|index| rows.get(index as usize)) {
        parts.push(if row.keyword.is_empty() { row.tag_text() } else { row.keyword.to_string() });
        // A parent always stands before its child; anything else would never end.
        at = row.parent.filter(|parent| at.is_some_and(|at| *parent < at));
    }
    parts.reverse();
    parts.join(" / ")
}
