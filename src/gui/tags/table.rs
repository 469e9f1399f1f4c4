//! The virtual table: only the rows in sight are drawn.

use egui::{Align, Button, Label, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::{
    dicom::{Finding, TagPath, TagQuery, TagRow, read_out},
    state::{InspectAction, ListedRow, TagColumn, TagFilter, TagSort, Workspace},
};

use super::{
    super::{
        icons::{self, Icon},
        theme,
    },
    RowMenu, TagsPanel, columns,
    keys::table_id,
    row_menu,
};

/// What the file's preamble holds, where it belongs among the rows that are shown.
pub(super) fn preamble_text(workspace: &Workspace) -> Option<String> {
    let inspect = &workspace.inspect;
    let by_frame = inspect.by_frame && inspect.has_groups();
    let text = workspace.inspected_object()?.0.preamble.text()?;
    let is_shown = inspect.filter == TagFilter::All && !by_frame;
    let matches = || TagQuery::new(&inspect.query).matches(&format!("preamble {text}"));
    (is_shown && matches()).then_some(text)
}

impl TagsPanel {
    pub(super) fn table_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        preamble: Option<&str>,
        wishes: &mut Vec<InspectAction>,
    ) {
        let inspect = &workspace.inspect;
        let width = ui.available_width();
        let shown = self.shown_columns(width);
        let by_frame = inspect.by_frame && inspect.has_groups();
        let height = ui.available_height();
        let mut table = TableBuilder::new(ui);
        if let Some(position) = self.scroll_to.take() {
            table = table.scroll_to_row(position, None);
        }
        table = table
            // Other columns have other widths.
            .id_salt(("tags", &shown, by_frame))
            .striped(true)
            .resizable(true)
            .sense(Sense::CLICK)
            .cell_layout(Layout::left_to_right(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .max_scroll_height(height);
        for column in &shown {
            if by_frame && *column == TagColumn::Value {
                table = table.column(Column::initial(62.0).at_least(40.0).clip(true));
            }
            table = table.column(columns::column(*column, width));
        }
        let lead = usize::from(preamble.is_some());
        let table = table.header(theme::ROW, |mut header| {
            for column in &shown {
                if by_frame && *column == TagColumn::Value {
                    header.col(|ui| {
                        ui.weak("From").on_hover_text("In the frame's own item, or shared by all frames");
                    });
                }
                header.col(|ui| heading_ui(ui, *column, inspect.sort, wishes));
            }
        });
        let findings = findings_of(workspace);
        table.body(|body| {
            body.rows(theme::ROW, inspect.list.rows.len() + lead, |mut table_row| {
                let at = table_row.index();
                if at < lead {
                    preamble_ui(&mut table_row, &shown, preamble.unwrap_or_default());
                    return;
                }
                let Some((listed, row)) = inspect.list.get(at - lead) else { return };
                table_row.set_selected(inspect.chosen.as_ref().is_some_and(|chosen| chosen.row == listed.row));
                let drawn = Drawn { workspace, listed, row, is_found: findings.contains(&row.tag) };
                for column in &shown {
                    if by_frame && *column == TagColumn::Value {
                        table_row.col(|ui| {
                            text(ui, RichText::new(listed.origin.map_or("", |origin| origin.name())).weak());
                        });
                    }
                    table_row.col(|ui| drawn.cell_ui(ui, *column));
                }
                let response = table_row.response();
                if response.clicked() {
                    wishes.push(InspectAction::Choose(listed.row));
                    response.ctx.memory_mut(|memory| memory.request_focus(table_id()));
                    if listed.is_branch {
                        wishes.push(InspectAction::Toggle(listed.row));
                    }
                }
                if response.double_clicked() && !listed.is_branch {
                    wishes.push(InspectAction::ShowValue(listed.row));
                }
                response.context_menu(|ui| row_menu(ui, &RowMenu { workspace, row: listed.row }, wishes));
            });
        });
    }
}

/// Tags that something was noticed about.
fn findings_of(workspace: &Workspace) -> Vec<(u16, u16)> {
    findings(workspace).filter_map(|finding| finding.tag).collect()
}

/// What was noticed about the inspected object, and about the shown frame if it is its.
pub(super) fn findings(workspace: &Workspace) -> impl Iterator<Item = &Finding> {
    let of_file = workspace.inspected_object().map(|(about, _)| about.findings.as_slice()).unwrap_or_default();
    let of_frame = if workspace.inspected.is_some() { &[][..] } else { &workspace.image().loaded.findings };
    of_file.iter().chain(of_frame.iter().filter(move |finding| !of_file.contains(finding)))
}

/// A heading that sorts.
fn heading_ui(ui: &mut Ui, column: TagColumn, sort: Option<TagSort>, wishes: &mut Vec<InspectAction>) {
    if column == TagColumn::Differs {
        let label = ui.add(Label::new(RichText::new(column.name()).weak()).selectable(false).truncate());
        label.on_hover_text("Whether the value is the same in all instances of the series");
        return;
    }
    let sort = sort.filter(|sort| sort.by == column);
    let text = RichText::new(column.name()).weak();
    let response = ui.add(Button::new(text).frame(false).truncate());
    if let Some(sort) = sort {
        let at = egui::pos2(ui.max_rect().right() - 6.0, response.rect.center().y);
        let rect = egui::Rect::from_center_size(at, egui::vec2(8.0, 8.0));
        icons::paint(
            ui.painter(),
            rect,
            if sort.descending { Icon::Open } else { Icon::Up },
            ui.visuals().text_color(),
        );
    }
    let order = match sort {
        None => "not sorted",
        Some(TagSort { descending: false, .. }) => "ascending",
        Some(TagSort { descending: true, .. }) => "descending",
    };
    let response = response.on_hover_text("Sort by this; again: the other way round; a third time: as in the file");
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Sort by {}, {order}", column.name()))
    });
    if response.clicked() {
        wishes.push(InspectAction::Sort(column));
    }
}

fn preamble_ui(table_row: &mut TableRow<'_, '_>, shown: &[TagColumn], preamble: &str) {
    for column in shown {
        table_row.col(|ui| match column {
            TagColumn::Tag => text(ui, RichText::new("Preamble").weak()),
            TagColumn::Length => text(ui, RichText::new("128").weak()),
            TagColumn::Value => text(ui, RichText::new(preamble)),
            _ => {}
        });
    }
}

fn text(ui: &mut Ui, text: RichText) {
    ui.add(Label::new(text).selectable(false).truncate());
}

/// One row as it is drawn.
struct Drawn<'a> {
    workspace: &'a Workspace,
    listed: &'a ListedRow,
    row: &'a TagRow,
    is_found: bool,
}

impl Drawn<'_> {
    fn cell_ui(&self, ui: &mut Ui, column: TagColumn) {
        let Self { listed, row, .. } = self;
        match column {
            TagColumn::Tag => {
                ui.add_space(f32::from(listed.depth.min(24)) * 8.0);
                if listed.is_branch {
                    let icon = if listed.is_open { Icon::Open } else { Icon::Closed };
                    let (rect, _) = ui.allocate_exact_size(egui::vec2(9.0, 9.0), Sense::hover());
                    icons::paint(ui.painter(), rect, icon, ui.visuals().text_color());
                }
                let tag = if row.is_item() { row.keyword.to_string() } else { row.tag_text() };
                let tag = RichText::new(tag).monospace().size(12.0);
                let warning = theme::palette(ui.visuals()).warning;
                let is_changed = self.workspace.inspect.is_changed(listed.row);
                let tag = if is_changed { tag.italics().strong() } else { tag };
                text(ui, if self.is_found { tag.color(warning) } else { tag });
            }
            TagColumn::Keyword if !row.is_item() => keyword_ui(ui, row),
            TagColumn::Keyword => {}
            TagColumn::Vr => text(ui, RichText::new(row.vr).weak()),
            TagColumn::Vm if row.vm > 0 => text(ui, RichText::new(row.vm.to_string()).weak()),
            TagColumn::Vm => {}
            TagColumn::Length => {
                text(ui, RichText::new(row.length.map_or_else(|| "–".to_owned(), |length| length.to_string())).weak());
            }
            TagColumn::Differs => {
                let path = self.workspace.inspect.list.tree.path(listed.row as usize);
                text(ui, RichText::new(path.map_or_else(String::new, |path| differs(self.workspace, &path))).weak());
            }
            TagColumn::Value if self.workspace.inspect.hides(row) => text(ui, RichText::new("hidden").weak()),
            TagColumn::Value => {
                let label = ui.add(Label::new(beginning(&row.value)).selectable(false).truncate());
                if let Some(read) = read_out(row) {
                    label.on_hover_text(read);
                }
            }
        }
    }
}

/// What the column says about an element: nothing of items, and nothing before the series is read.
fn differs(workspace: &Workspace, path: &TagPath) -> String {
    let survey = &workspace.survey;
    match (survey.differs(path), survey.spread(path)) {
        (Some(true), Some(spread)) if spread.distinct > 1 => format!("{} values", spread.count_text()),
        (Some(true), _) => "not in all".to_owned(),
        (Some(false), _) => "same".to_owned(),
        _ => String::new(),
    }
}

/// As much of a value as any width shows: laying out more would cost time in every pass.
fn beginning(value: &str) -> &str {
    const MOST: usize = 400;
    value.char_indices().nth(MOST).and_then(|(end, _)| value.get(..end)).unwrap_or(value)
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
