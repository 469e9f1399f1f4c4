//! The tag inspector: a virtual table over the rows of the shown file.

use egui::{Button, Event, EventFilter, Key, Label, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::{
    dicom::{TagRow, TagTree, charset::shown_path},
    state::{Action, Workspace},
};

use super::{
    anchors,
    icons::{self, Icon},
    numbers::named_text,
    tag_rows::{TagRows, tag_text},
    theme,
};

/// What the inspector remembers.
#[derive(Default)]
pub struct TagsPanel {
    /// The search as typed.
    pub search: String,
    rows: TagRows,
    selected: Option<u32>,
    focus_search: bool,
    /// Rows shown last, for the report.
    pub shown: usize,
    /// Where the search field lies, for the report.
    pub rect: Option<egui::Rect>,
}

impl TagsPanel {
    /// Puts the cursor into the search.
    pub fn find(&mut self) {
        self.focus_search = true;
    }

    /// The panel; `hide_identity` leaves out what names the patient.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, hide_identity: bool) -> Vec<Action> {
        anchors::note(ui, "tags", ui.available_rect_before_wrap());
        let mut actions = Vec::new();
        let Some((object, tree)) = workspace.inspected_object() else {
            ui.weak("No file");
            self.shown = 0;
            return actions;
        };
        if workspace.inspected.is_some() {
            let name = object.path.file_name().map(shown_path).unwrap_or_default();
            ui.horizontal(|ui| {
                ui.colored_label(theme::palette(ui.visuals()).warning, format!("Tags of {name}, not of the picture"));
                if workspace.image().picture().is_some() && ui.button("Picture's tags").clicked() {
                    actions.push(Action::InspectPicture);
                }
            });
        }
        let Some(tree) = tree.cloned() else {
            ui.weak("Reading tags…");
            return actions;
        };
        self.bar_ui(ui, &tree, hide_identity);
        let rows = self.rows.rows(&tree, &self.search, hide_identity);
        self.shown = rows.len();
        if rows.is_empty() {
            ui.weak("No tag matches");
            return actions;
        }
        let jump = self.list_ui(ui, &tree, &rows, hide_identity);
        self.table_ui(ui, &tree, &rows, hide_identity, jump);
        actions
    }

    /// The table as one stop of the keyboard: arrows move and open, Home and End jump, Ctrl+C copies the row. Gives the
    /// position to scroll to when the cursor moved.
    fn list_ui(&mut self, ui: &Ui, tree: &TagTree, rows: &[u32], hide_identity: bool) -> Option<usize> {
        let list = ui.interact(ui.available_rect_before_wrap(), table_id(), Sense::focusable_noninteractive());
        let row = self.selected.and_then(|index| tree.rows.get(index as usize));
        let hidden = |row: &TagRow| hide_identity && row.identifying;
        let name = row.map_or_else(String::new, |row| if hidden(row) { tag_text(row.tag) } else { row_text(row) });
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, format!("Tag table {name}").trim()));
        if list.gained_focus() {
            ui.ctx().request_repaint();
        }
        if !list.has_focus() {
            return None;
        }
        ui.painter().rect_stroke(list.rect, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
        let arrows = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, arrows));
        let at = self.selected.and_then(|index| rows.binary_search(&index).ok());
        let last = rows.len().saturating_sub(1);
        let mut to = None;
        for event in ui.input(|input| input.events.clone()) {
            match event {
                Event::Copy => {
                    if let Some(row) = row.filter(|row| !hidden(row)) {
                        ui.copy_text(row_text(row));
                    }
                }
                Event::Key { key, pressed: true, .. } => match key {
                    Key::ArrowDown => to = Some(at.map_or(0, |at| (at + 1).min(last))),
                    Key::ArrowUp => to = Some(at.map_or(0, |at| at.saturating_sub(1))),
                    Key::PageDown => to = Some(at.map_or(0, |at| (at + 10).min(last))),
                    Key::PageUp => to = Some(at.map_or(0, |at| at.saturating_sub(10))),
                    Key::Home => to = Some(0),
                    Key::End => to = Some(last),
                    Key::ArrowLeft | Key::ArrowRight | Key::Enter => {
                        let branch = self.selected.filter(|_| row.is_some_and(|row| row.has_children));
                        let wrong_way =
                            |index| key != Key::Enter && self.rows.is_open(index) == (key == Key::ArrowRight);
                        if let Some(index) = branch.filter(|index| !wrong_way(*index)) {
                            self.rows.toggle(index);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        self.selected = to.and_then(|to| rows.get(to)).copied().or(self.selected);
        to
    }

    fn bar_ui(&mut self, ui: &mut Ui, tree: &TagTree, hide_identity: bool) {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 132.0).max(80.0);
            let edit =
                TextEdit::singleline(&mut self.search).hint_text("Find tag, keyword or value").desired_width(width);
            let response = ui.add(edit);
            response.widget_info(|| named_text("Find tag", &self.search));
            anchors::note(ui, "tags-search", response.rect);
            self.rect = Some(response.rect);
            if std::mem::take(&mut self.focus_search) {
                response.request_focus();
            }
            let button = |ui: &mut Ui, text: &str, name: &str| {
                let response = ui.add(Button::new(text)).on_hover_text(name);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                response.clicked()
            };
            if button(ui, "+", "Open all sequences") {
                self.rows.set_all(tree, true);
            }
            if button(ui, "–", "Close all sequences") {
                self.rows.set_all(tree, false);
            }
            if button(ui, "Copy", "Copy all rows as text") {
                let visible = tree.rows.iter().filter(|row| !(hide_identity && row.identifying));
                ui.copy_text(visible.map(row_text).collect::<Vec<_>>().join("\n"));
            }
        });
    }

    fn table_ui(&mut self, ui: &mut Ui, tree: &TagTree, rows: &[u32], hide_identity: bool, jump: Option<usize>) {
        let height = ui.available_height();
        let mut table = TableBuilder::new(ui);
        if let Some(position) = jump {
            table = table.scroll_to_row(position, None);
        }
        table
            .id_salt("tags")
            .striped(true)
            .resizable(true)
            .sense(Sense::CLICK)
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .max_scroll_height(height)
            .column(Column::initial(90.0).at_least(60.0).clip(true))
            .column(Column::initial(108.0).at_least(40.0).clip(true))
            .column(Column::initial(20.0).at_least(18.0).clip(true))
            .column(Column::initial(36.0).at_least(24.0).clip(true))
            .column(Column::remainder().at_least(60.0).clip(true))
            .header(theme::ROW, |mut header| {
                for title in ["Tag", "Keyword", "VR", "Length", "Value"] {
                    header.col(|ui| {
                        ui.weak(title);
                    });
                }
            })
            .body(|body| {
                body.rows(theme::ROW, rows.len(), |mut table_row| {
                    let Some(index) = rows.get(table_row.index()).copied() else { return };
                    let Some(row) = tree.rows.get(index as usize) else { return };
                    table_row.set_selected(self.selected == Some(index));
                    self.row_ui(&mut table_row, index, row, hide_identity);
                    let response = table_row.response();
                    if response.clicked() {
                        self.selected = Some(index);
                        response.ctx.memory_mut(|memory| memory.request_focus(table_id()));
                        if row.has_children {
                            self.rows.toggle(index);
                        }
                    }
                    response.context_menu(|ui| copy_menu(ui, tree, index, row, hide_identity && row.identifying));
                });
            });
    }

    fn row_ui(&self, table_row: &mut TableRow<'_, '_>, index: u32, row: &TagRow, hide_identity: bool) {
        let text = |ui: &mut Ui, text: RichText| {
            ui.add(Label::new(text).selectable(false).truncate());
        };
        table_row.col(|ui| {
            ui.add_space(f32::from(row.depth.min(24)) * 8.0);
            if row.has_children {
                let icon = if self.rows.is_open(index) { Icon::Open } else { Icon::Closed };
                let (rect, _) = ui.allocate_exact_size(egui::vec2(9.0, 9.0), Sense::hover());
                icons::paint(ui.painter(), rect, icon, ui.visuals().text_color());
            }
            let tag = if row.tag == (0xFFFE, 0xE000) { row.keyword.to_string() } else { tag_text(row.tag) };
            text(ui, RichText::new(tag).monospace().size(12.0));
        });
        table_row.col(|ui| {
            if row.tag != (0xFFFE, 0xE000) {
                keyword_ui(ui, row);
            }
        });
        table_row.col(|ui| text(ui, RichText::new(row.vr).weak()));
        table_row.col(|ui| {
            text(ui, RichText::new(row.length.map_or_else(|| "–".to_owned(), |length| length.to_string())).weak());
        });
        table_row.col(|ui| {
            if hide_identity && row.identifying {
                text(ui, RichText::new("hidden").weak());
            } else {
                let label = Label::new(&row.value).selectable(false).truncate();
                ui.add(label);
            }
        });
    }
}

/// The keyword; of private elements the vendor's name, or weakly whose it is. The creator is said on hovering.
fn keyword_ui(ui: &mut Ui, row: &TagRow) {
    let text = match &row.creator {
        Some(creator) if row.keyword.is_empty() => RichText::new(format!("[{creator}]")).weak(),
        None if row.is_orphan() => RichText::new(row.name()).weak(),
        _ => RichText::new(&*row.keyword),
    };
    let label = ui.add(Label::new(text).selectable(false).truncate());
    if let Some(creator) = &row.creator {
        label.on_hover_text(format!("Private element of {creator}"));
    }
}

/// The table as a widget: with the focus on it, copying copies the row.
pub fn table_id() -> egui::Id {
    egui::Id::unique("tag-table")
}

/// What can be copied of a row.
fn copy_menu(ui: &mut Ui, tree: &TagTree, index: u32, row: &TagRow, hidden: bool) {
    let mut offer = |name: &str, text: String| {
        if ui.button(name).clicked() {
            ui.copy_text(text);
            ui.close();
        }
    };
    if !hidden {
        offer("Copy value", row.value.clone());
        offer("Copy row", row_text(row));
    }
    offer("Copy tag", tag_text(row.tag));
    offer("Copy path", path_text(tree, index));
}

/// One row as text, indented by depth.
fn row_text(row: &TagRow) -> String {
    let indent = "  ".repeat(usize::from(row.depth));
    let tag = if row.tag == (0xFFFE, 0xE000) { String::new() } else { format!("{} ", tag_text(row.tag)) };
    format!("{indent}{tag}{} {} {}", row.name(), row.vr, row.value).trim_end().to_owned()
}

/// The row's keywords from the top, joined by slashes.
fn path_text(tree: &TagTree, index: u32) -> String {
    let mut parts = Vec::new();
    let mut at = Some(index);
    while let Some(row) = at.and_then(|index| tree.rows.get(index as usize)) {
        parts.push(if row.keyword.is_empty() { tag_text(row.tag) } else { row.keyword.to_string() });
        // A parent always stands before its child; anything else would never end.
        at = row.parent.filter(|parent| at.is_some_and(|at| *parent < at));
    }
    parts.reverse();
    parts.join(" / ")
}
