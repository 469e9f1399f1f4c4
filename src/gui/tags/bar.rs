//! Search, filter, view, and what else can be done with all rows.

use egui::{Button, TextEdit, Ui};

use crate::state::{InspectAction, TagFilter, Workspace};

use super::{
    super::{anchors, numbers::named_text},
    TagsPanel,
    menu::CopiedRows,
};

/// What can be filtered for, with what it does.
const FILTERS: [(TagFilter, &str, &str); 6] = [
    (TagFilter::All, "All tags", "Every element"),
    (TagFilter::Changed, "Changed", "Elements with edits that are not saved yet"),
    (TagFilter::Differing, "Differing in the series", "Elements that are not alike in all instances"),
    (TagFilter::Private, "Private", "Elements of vendors, and whose they are"),
    (TagFilter::Empty, "Empty", "Elements without a value"),
    (TagFilter::Findings, "With findings", "Elements that something was noticed about"),
];

impl TagsPanel {
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<InspectAction>) {
        let inspect = &workspace.inspect;
        let width = ui.available_width();
        ui.horizontal(|ui| {
            let mut query = inspect.query.clone();
            let mut left = (ui.available_width() - if inspect.has_groups() { 206.0 } else { 118.0 }).max(80.0);
            let found = inspect.list.found.filter(|_| width > 330.0).map(|found| match found {
                1 => "1 found".to_owned(),
                found => format!("{found} found"),
            });
            if found.is_some() {
                left = (left - 64.0).max(80.0);
            }
            let edit = TextEdit::singleline(&mut query).hint_text("Find tag, keyword or value").desired_width(left);
            let response = ui.add(edit).on_hover_text(
                "Every word has to occur; \"words in quotes\" together; vr:ds, value:ct, length:8 look into one column (Ctrl+F)",
            );
            response.widget_info(|| named_text("Find tag", &query));
            anchors::note(ui, "tags-search", response.rect);
            self.rect = Some(response.rect);
            if std::mem::take(&mut self.focus_search) {
                response.request_focus();
            }
            if query != inspect.query {
                wishes.push(InspectAction::Search(query));
            }
            if let Some(found) = found {
                ui.weak(found);
            }
            filter_ui(ui, workspace, wishes);
            if inspect.has_groups() {
                let response = ui.selectable_label(inspect.by_frame, "This frame");
                let text = "The functional groups in force for the shown frame, and where they stand; again: the file";
                if response.on_hover_text(text).clicked() {
                    wishes.push(InspectAction::ByFrame(!inspect.by_frame));
                }
            }
            let more = ui.menu_button("…", |ui| self.more_menu(ui, workspace, width, wishes));
            let name = "More about tags";
            let response = more.response.on_hover_text("Fold, go to a tag, columns, copy");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        });
    }

    fn more_menu(&mut self, ui: &mut Ui, workspace: &Workspace, width: f32, wishes: &mut Vec<InspectAction>) {
        let mut wish = |ui: &mut Ui, name: &str, keys: &str, wish: InspectAction| {
            if ui.add(Button::new(name).shortcut_text(keys)).clicked() {
                wishes.push(wish);
                ui.close();
            }
        };
        wish(ui, "Open all sequences", "", InspectAction::OpenAll(true));
        wish(ui, "Close all sequences", "", InspectAction::OpenAll(false));
        wish(ui, "Open one level", "+", InspectAction::OpenLevel(true));
        wish(ui, "Close one level", "-", InspectAction::OpenLevel(false));
        ui.separator();
        if ui.add(Button::new("Go to tag…").shortcut_text("Ctrl+J")).clicked() {
            self.focus_jump = true;
            self.jump_at = 0;
            wishes.push(InspectAction::TypeJump(Some(String::new())));
            ui.close();
        }
        ui.menu_button("Columns", |ui| self.columns_menu(ui, width));
        ui.separator();
        if ui.button("Copy all rows as text").clicked() {
            self.copied = Some(CopiedRows::of(&workspace.inspect, false));
            ui.close();
        }
        if ui.button("Copy shown rows as text").clicked() {
            self.copied = Some(CopiedRows::of(&workspace.inspect, true));
            ui.close();
        }
    }
}

fn filter_ui(ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<InspectAction>) {
    let filter = workspace.inspect.filter;
    let name = FILTERS.iter().find(|(known, ..)| *known == filter).map_or("All tags", |(_, name, _)| *name);
    let menu = ui.menu_button(if filter == TagFilter::All { "Filter" } else { name }, |ui| {
        for (offered, name, tooltip) in FILTERS.into_iter().filter(|(filter, ..)| workspace.offers_filter(*filter)) {
            if ui.selectable_label(filter == offered, name).on_hover_text(tooltip).clicked() {
                wishes.push(InspectAction::Filter(offered));
                ui.close();
            }
        }
    });
    let response = menu
        .response
        .on_hover_text("Only some elements: private, empty, those with findings, those that differ in the series");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Filter tags {name}")));
}
