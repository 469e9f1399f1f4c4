//! A whole value in a sheet: text, or bytes with their offsets, a page at a time.

use egui::{Align2, Context, Label, RichText, ScrollArea, Ui, Window, vec2};

use crate::{
    dicom::TagPage,
    state::{Action, InspectAction, WholeValue, Workspace},
};

use super::super::theme;

/// The sheet.
#[derive(Default)]
pub struct ValueSheet;

impl ValueSheet {
    /// Draws it while a value is shown whole.
    pub fn ui(&self, ctx: &Context, workspace: &Workspace) -> Vec<Action> {
        let mut wishes = Vec::new();
        if let Some(value) = &workspace.inspect.value {
            let mut open = true;
            let sheet = Window::new("Value").collapsible(false).resizable(true).default_size([700.0, 420.0]);
            sheet
                .pivot(Align2::CENTER_TOP)
                .default_pos(ctx.content_rect().center_top() + vec2(0.0, 72.0))
                .open(&mut open)
                .show(ctx, |ui| value_ui(ui, value, &mut wishes));
            if !open {
                wishes.push(InspectAction::CloseValue);
            }
        }
        wishes.into_iter().map(Action::Inspect).collect()
    }
}

fn value_ui(ui: &mut Ui, value: &WholeValue, wishes: &mut Vec<InspectAction>) {
    ui.label(RichText::new(&value.name).strong());
    match &value.page {
        None => {
            ui.weak("Reading the value…");
        }
        Some(Err(why)) => {
            ui.colored_label(theme::palette(ui.visuals()).warning, why);
        }
        Some(Ok(page)) => page_ui(ui, value, page, wishes),
    }
}

fn page_ui(ui: &mut Ui, value: &WholeValue, page: &TagPage, wishes: &mut Vec<InspectAction>) {
    let (start, end, total) = (page.bytes.start, page.bytes.end, page.total);
    ui.horizontal(|ui| {
        let part = if start == 0 && end == total {
            format!("{total} bytes")
        } else {
            format!("bytes {start} to {} of {total}", end.saturating_sub(1))
        };
        ui.weak(part);
        let mut as_bytes = value.want.page.as_bytes;
        if (!page.is_hex || as_bytes) && ui.checkbox(&mut as_bytes, "Bytes").on_hover_text("In hexadecimal").changed() {
            wishes.push(InspectAction::ValueAsBytes(as_bytes));
        }
        if page.is_hex && total > TagPage::HEX {
            let mut to = |ui: &mut Ui, name: &str, is_there: bool, offset: u64| {
                if ui.add_enabled(is_there, egui::Button::new(name)).clicked() {
                    wishes.push(InspectAction::ValueFrom(offset));
                }
            };
            to(ui, "First", start > 0, 0);
            to(ui, "Previous page", start > 0, start.saturating_sub(TagPage::HEX));
            to(ui, "Next page", end < total, end);
            to(ui, "Last", end < total, (total - 1) / TagPage::HEX * TagPage::HEX);
        } else if !page.is_hex && end < total {
            ui.weak("More is shown as bytes; Export writes up to 8 MiB of a text");
        }
        if ui
            .button("Copy")
            .on_hover_text(
                "What is shown here to the clipboard, a text without the breaks of lines that are only shown",
            )
            .clicked()
        {
            ui.copy_text(if page.is_hex { page.lines.join("\n") } else { page.text.clone() });
        }
    });
    ui.separator();
    let height = ui.text_style_height(&egui::TextStyle::Monospace);
    ScrollArea::both().auto_shrink(false).id_salt(("value", value.want.page.row, start)).show_rows(
        ui,
        height,
        page.lines.len(),
        |ui, rows| {
            for line in page.lines.get(rows).unwrap_or_default() {
                ui.add(Label::new(RichText::new(line).monospace()).extend());
            }
        },
    );
}
