//! The series panel: patient, study, series with a small picture each.

mod keys;
mod row;
mod rows;
mod textures;

use std::sync::Arc;

use egui::{Button, Rect, ScrollArea, Sense, TextEdit, Ui, UiBuilder, vec2};

use crate::{
    jobs::Thumbnail,
    state::{Action, FrameKey, Workspace},
};

use super::{numbers::named_text, theme};
use rows::{Row, rows};
use textures::Textures;

/// Gives the small picture of a frame, once there is one.
pub type ThumbnailOf<'a> = &'a dyn Fn(FrameKey) -> Option<Option<Arc<Thumbnail>>>;

/// What the panel remembers.
#[derive(Default)]
pub struct SeriesPanel {
    filter: String,
    focus_filter: bool,
    focus_list: bool,
    /// The set that the arrows stand on, by what it opens: rows move while a scan goes on.
    cursor: Option<FrameKey>,
    follow: bool,
    textures: Textures,
    /// Small pictures of sets in sight that are not drawn yet.
    pub awaited: usize,
    /// The sheet of what was left out is asked for.
    pub show_skipped: bool,
    /// Where the list lies, for the report.
    pub rect: Option<Rect>,
    /// Sets in the list, for the report.
    pub shown: usize,
}

impl SeriesPanel {
    /// Puts the cursor into the filter.
    pub fn find(&mut self) {
        self.focus_filter = true;
    }

    /// The panel. `labels_only`: no small pictures. `hide_identity` leaves out what names the patient.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        thumbnail: ThumbnailOf<'_>,
        labels_only: &mut bool,
        hide_identity: bool,
    ) -> Vec<Action> {
        let mut actions = Vec::new();
        self.bar_ui(ui, workspace, labels_only, &mut actions);
        self.scan_ui(ui, workspace, &mut actions);
        let rows = rows(workspace, &self.filter, hide_identity);
        self.shown = rows.iter().filter(|row| matches!(row, Row::Set { .. })).count();
        if rows.is_empty() {
            ui.weak(if self.filter.trim().is_empty() { "Nothing is open" } else { "No series matches" });
        }
        self.list_ui(ui, workspace, &rows, thumbnail, *labels_only, &mut actions);
        actions
    }

    fn bar_ui(&mut self, ui: &mut Ui, workspace: &Workspace, labels_only: &mut bool, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.strong("Series");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let toggle = |ui: &mut Ui, text: &str, name: &str, tip: &str, on: bool| {
                    let response = ui.add(Button::new(text).selected(on)).on_hover_text(tip);
                    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, name));
                    response.clicked()
                };
                let tip = "The next series takes over zoom and window (Shift+L)";
                if toggle(ui, "Linked", "Linked series", tip, workspace.linked) {
                    actions.push(Action::ToggleLinked);
                }
                if toggle(ui, "Labels", "Labels only", "Names without small pictures", *labels_only) {
                    *labels_only = !*labels_only;
                }
            });
        });
        let edit = TextEdit::singleline(&mut self.filter).hint_text("Filter by name, date, modality");
        let response = ui.add(edit.desired_width(f32::INFINITY));
        response.widget_info(|| named_text("Filter series", &self.filter));
        if std::mem::take(&mut self.focus_filter) {
            response.request_focus();
        }
        if response.changed() {
            self.cursor = None;
        }
        let down = ui.input(|input| input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::ArrowDown));
        if response.lost_focus() && down {
            self.focus_list = true;
            self.cursor = None;
        }
    }

    /// How far the scan is, and what it left out.
    fn scan_ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        let scan = workspace.scan;
        let faulty = workspace.library.skipped.iter().filter(|skipped| !skipped.is_foreign).count();
        if scan.stopped && !scan.running {
            let warning = theme::palette(ui.visuals()).warning;
            ui.colored_label(warning, "Search stopped: series may be incomplete")
                .on_hover_text("Open the file or folder again to find the rest");
        }
        if !scan.running && workspace.library.skipped.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            if scan.running {
                let stop = ui.small_button("Stop").on_hover_text("End the search; what was found stays (Esc)");
                stop.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Stop scanning"));
                if stop.clicked() {
                    actions.push(Action::StopScan);
                }
                ui.weak(format!("{} files, {} objects…", scan.files, scan.found));
            } else {
                let count = workspace.library.skipped.len();
                let text =
                    if faulty > 0 { format!("{count} left out, {faulty} faulty") } else { format!("{count} left out") };
                let text = egui::RichText::new(text);
                let text = if faulty > 0 { text.color(theme::palette(ui.visuals()).warning) } else { text };
                let link = ui.add(Button::new(text).frame(false)).on_hover_text("What was left out, and why");
                if link.clicked() {
                    self.show_skipped = true;
                }
            }
        });
    }

    fn list_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        rows: &[Row<'_>],
        thumbnail: ThumbnailOf<'_>,
        labels_only: bool,
        actions: &mut Vec<Action>,
    ) {
        let area = ui.available_rect_before_wrap();
        let list = ui.interact(area, list_id(), Sense::focusable_noninteractive());
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, "Series list"));
        self.rect = Some(area);
        if std::mem::take(&mut self.focus_list) {
            list.request_focus();
        }
        if list.gained_focus() {
            // The arrows belong to a widget only from its second frame with the focus on.
            ui.ctx().request_repaint();
        }
        if list.has_focus() {
            self.keys(ui, &list, workspace, rows, actions);
            ui.painter().rect_stroke(area, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
        }
        let mut tops = Vec::with_capacity(rows.len() + 1);
        let mut height = 0.0;
        for row in rows {
            tops.push(height);
            height += row.height(labels_only);
        }
        tops.push(height);
        let mut scroll = ScrollArea::vertical().id_salt("series").auto_shrink(false);
        if std::mem::take(&mut self.follow)
            && let Some(top) =
                rows.iter().position(|row| row.key().is_some() && row.key() == self.cursor).and_then(|at| tops.get(at))
        {
            scroll = scroll.vertical_scroll_offset((top - area.height() / 2.0).max(0.0));
        }
        let mut wanted = Vec::new();
        scroll.show_viewport(ui, |ui, viewport| {
            ui.set_height(height);
            let origin = ui.min_rect().min;
            let width = ui.available_width();
            let first = tops.partition_point(|top| *top < viewport.top()).saturating_sub(1);
            // One screen more than is seen, so that scrolling finds the pictures there.
            let bottom = viewport.bottom() + viewport.height();
            for (index, row) in rows.iter().enumerate().skip(first) {
                let (Some(top), Some(end)) = (tops.get(index), tops.get(index + 1)) else { break };
                if *top > bottom {
                    break;
                }
                wanted.extend(row.middle().filter(|_| !labels_only));
                if *top > viewport.bottom() {
                    continue;
                }
                let rect = Rect::from_min_size(origin + vec2(0.0, *top), vec2(width, end - top));
                let mut row_ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(row.id()));
                let texture =
                    row.middle().filter(|_| !labels_only).and_then(|key| self.textures.get(ui.ctx(), key, thumbnail));
                let at_cursor = row.key().is_some() && row.key() == self.cursor && list.has_focus();
                if row.ui(&mut row_ui, rect, workspace, texture, at_cursor, labels_only, actions) {
                    self.cursor = row.key();
                    self.focus_list = true;
                }
            }
        });
        self.awaited = wanted.iter().filter(|key| thumbnail(**key).is_none()).count();
        self.textures.keep(&wanted);
        if wanted != workspace.thumbnails {
            actions.push(Action::WantThumbnails(wanted));
        }
    }
}

/// The list as a widget.
fn list_id() -> egui::Id {
    egui::Id::unique("series-list")
}

/// A button without words.
pub(super) fn small_button(ui: &mut Ui, text: &str, name: &str, tip: &str) -> egui::Response {
    let response = ui.add(Button::new(text).small().frame(false)).on_hover_text(tip);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response
}
