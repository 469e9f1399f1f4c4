//! One line about the chosen row: where it stands, what its value means, what was noticed.

use egui::{Label, RichText, Ui};

use crate::{
    dicom::read_out,
    state::{InspectAction, Workspace},
};

use super::{super::theme, menu::path_text, table::findings};

/// Draws it. What edits the chosen row may stand at its right end, beside the button for the whole value.
pub(super) fn ui(ui: &mut Ui, workspace: &Workspace, wishes: &mut Vec<InspectAction>) {
    let inspect = &workspace.inspect;
    ui.horizontal(|ui| {
        ui.set_height(theme::ROW);
        let (Some(chosen), Some(row)) = (&inspect.chosen, inspect.chosen_row()) else {
            let count = inspect.list.tree.rows.len();
            ui.weak(format!("{count} rows; choose one to read about it"));
            return;
        };
        let is_hidden = inspect.hides(row);
        if row.is_shortened() && !is_hidden && ui.button("Show all").on_hover_text("The whole value (Enter)").clicked()
        {
            wishes.push(InspectAction::ShowValue(chosen.row));
        }
        let noticed: Vec<&str> =
            findings(workspace).filter(|finding| finding.tag == Some(row.tag)).map(|finding| &*finding.text).collect();
        let way = path_text(workspace, chosen.row);
        let read = read_out(row).filter(|_| !is_hidden);
        let (line, colour) = match (noticed.first(), read) {
            (Some(noticed), _) => ((*noticed).to_owned(), Some(theme::palette(ui.visuals()).warning)),
            (None, Some(read)) => (read, None),
            (None, None) => (way.clone(), None),
        };
        let text = RichText::new(&line);
        let text = colour.map_or(text.clone(), |colour| text.color(colour));
        let hover = std::iter::once(way.as_str()).chain(noticed).collect::<Vec<_>>().join("\n");
        ui.add(Label::new(text).truncate()).on_hover_text(hover);
    });
}
