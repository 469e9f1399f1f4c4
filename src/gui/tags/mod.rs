//! The tag inspector: search, filter and view above, the virtual table, and what can be said of the chosen row below.

mod bar;
mod columns;
mod detail;
mod jump;
mod keys;
mod menu;
mod table;
mod value_sheet;

pub use keys::table_id;
pub use menu::{CopiedRows, RowMenu, row_menu};
pub use value_sheet::ValueSheet;

use std::collections::BTreeMap;

use egui::Ui;

use crate::{
    dicom::charset::shown_path,
    state::{Action, InspectAction, SurveyAction, TagColumn, TagFilter, Workspace},
};

use super::{anchors, edits, theme};

/// What the inspector remembers besides the shared state.
#[derive(Default)]
pub struct TagsPanel {
    /// Rows shown last, for the report.
    pub shown: usize,
    /// Where the search field lies, for the report.
    pub rect: Option<egui::Rect>,
    /// Rows that are to be copied.
    pub copied: Option<CopiedRows>,
    focus_search: bool,
    focus_jump: bool,
    /// Columns that the person wants or does not want, whatever the width.
    columns: BTreeMap<TagColumn, bool>,
    /// The last wish to bring the chosen row into view that was served.
    revealed: u64,
    /// The row to bring into view.
    scroll_to: Option<usize>,
    /// Which of the places to go to the arrows are on.
    jump_at: usize,
}

/// Height from which there is room for a line about the chosen row.
const DETAIL_FROM: f32 = 150.0;

impl TagsPanel {
    /// Puts the cursor into the search.
    pub fn find(&mut self) {
        self.focus_search = true;
    }

    /// Asks where to go.
    pub fn jump(&mut self) -> Action {
        self.focus_jump = true;
        self.jump_at = 0;
        Action::Inspect(InspectAction::TypeJump(Some(String::new())))
    }

    /// The panel.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
        anchors::note(ui, "tags", ui.available_rect_before_wrap());
        let mut actions = Vec::new();
        let Some((object, tree)) = workspace.inspected_object() else {
            ui.weak("No file");
            self.shown = 0;
            return actions;
        };
        if workspace.inspected.is_some() {
            let name = object.path.file_name().map(shown_path).unwrap_or_default();
            let name = if workspace.inspect.hide_identity { "another file".to_owned() } else { name };
            ui.horizontal(|ui| {
                ui.colored_label(theme::palette(ui.visuals()).warning, format!("Tags of {name}, not of the picture"));
                if workspace.image().picture().is_some() && ui.button("Picture's tags").clicked() {
                    actions.push(Action::InspectPicture);
                }
            });
        }
        if tree.is_none() {
            ui.weak("Reading tags…");
            return actions;
        }
        actions.extend(edits::mark_ui(ui, workspace));
        let mut wishes = Vec::new();
        self.bar_ui(ui, workspace, &mut wishes);
        self.jump_ui(ui, workspace, &mut wishes);
        self.body_ui(ui, workspace, &mut wishes);
        actions.extend(wishes.into_iter().map(Action::Inspect));
        let is_wanted = self.columns.get(&TagColumn::Differs) == Some(&true);
        if is_wanted != workspace.survey.spread_wanted {
            actions.push(Action::Survey(SurveyAction::WantSpread(is_wanted)));
        }
        actions
    }

    /// The table with its line below.
    fn body_ui(&mut self, ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<InspectAction>) {
        let inspect = &workspace.inspect;
        let preamble = table::preamble_text(workspace);
        self.shown = inspect.list.rows.len();
        if self.shown == 0 && preamble.is_none() {
            let stack = &workspace.image().stack;
            let is_read = workspace.survey.is_known(stack);
            ui.weak(match inspect.filter {
                TagFilter::Differing if stack.is_empty() => "No series is open",
                TagFilter::Differing if !is_read => "Reading the series…",
                TagFilter::Differing => "No tag differs",
                _ if inspect.is_searching() => "No tag matches",
                _ => "No tags",
            });
            return;
        }
        if inspect.revealed != self.revealed {
            let row = inspect.chosen.as_ref().and_then(|chosen| inspect.list.position(chosen.row));
            self.scroll_to = row.map(|row| row + usize::from(preamble.is_some()));
            // The rows of a large file may not be listed yet.
            if row.is_some() || workspace.wants().tag_list.is_none() {
                self.revealed = inspect.revealed;
            }
        }
        let height = ui.available_height();
        let has_detail = height > DETAIL_FROM;
        // Less than there is: a window of its own would grow with every pass.
        let gaps = 3.0 * ui.spacing().item_spacing.y;
        let detail = if has_detail { theme::ROW + gaps } else { 0.0 };
        let size = egui::vec2(ui.available_width(), (height - detail).max(0.0));
        ui.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            self.keys_ui(ui, workspace, preamble.is_some(), wishes);
            self.table_ui(ui, workspace, preamble.as_deref(), wishes);
        });
        if has_detail {
            detail::ui(ui, workspace, wishes);
        }
    }
}
