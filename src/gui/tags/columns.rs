//! Which columns there is room for.

use egui::Ui;
use egui_extras::Column;

use crate::state::TagColumn;

use super::TagsPanel;

/// Width of the panel from which a column is shown by itself, points.
fn least_width(column: TagColumn) -> f32 {
    match column {
        TagColumn::Tag | TagColumn::Keyword | TagColumn::Value => 0.0,
        TagColumn::Vr => 400.0,
        TagColumn::Vm => 520.0,
        TagColumn::Length => 460.0,
        // It has the whole series read: only for those who ask.
        TagColumn::Differs => f32::INFINITY,
    }
}

/// How wide a column begins in a panel of this width.
pub(super) fn column(of: TagColumn, width: f32) -> Column {
    let initial = |width: f32, least: f32| Column::initial(width).at_least(least).clip(true);
    match of {
        TagColumn::Tag => initial((width * 0.2).clamp(98.0, 170.0), 60.0),
        TagColumn::Keyword => initial((width * 0.28).clamp(116.0, 280.0), 40.0),
        TagColumn::Vr => initial(28.0, 24.0),
        TagColumn::Vm => initial(34.0, 28.0),
        TagColumn::Length => initial(56.0, 36.0),
        TagColumn::Differs => initial(72.0, 40.0),
        TagColumn::Value => Column::remainder().at_least(60.0).clip(true),
    }
}

impl TagsPanel {
    /// The columns of a panel of this width, from left to right. The value is always among them.
    pub(super) fn shown_columns(&self, width: f32) -> Vec<TagColumn> {
        let is_shown = |column: &TagColumn| {
            let by_width = width >= least_width(*column);
            *column == TagColumn::Value || self.columns.get(column).copied().unwrap_or(by_width)
        };
        TagColumn::ALL.into_iter().filter(is_shown).collect()
    }

    /// Boxes to choose columns by.
    pub(super) fn columns_menu(&mut self, ui: &mut Ui, width: f32) {
        let shown = self.shown_columns(width);
        for column in TagColumn::ALL.into_iter().filter(|column| *column != TagColumn::Value) {
            let mut is_shown = shown.contains(&column);
            if ui.checkbox(&mut is_shown, column.name()).changed() {
                self.columns.insert(column, is_shown);
            }
        }
        if ui.add_enabled(!self.columns.is_empty(), egui::Button::new("As there is room")).clicked() {
            self.columns.clear();
        }
    }
}
