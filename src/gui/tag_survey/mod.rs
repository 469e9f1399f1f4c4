//! The sheet of one tag over all images of the series: a table, and a plot where its values are numbers.

mod keys;

use egui::{Button, Context, Key, Label, TextEdit, Ui, Window, vec2};
use egui_extras::{Column, TableBuilder};
use egui_plot::{Line, Plot, PlotPoint, PlotPoints, Points};

use crate::{
    dicom::TagPath,
    state::{Action, SurveyAction, SurveyRow, Surveyed, Workspace},
};

use super::{numbers::named_text, theme};

/// The sheet, with what is typed into it.
#[derive(Default)]
pub struct SurveySheet {
    typed: String,
    fault: Option<String>,
    was_shown: bool,
    /// The tag that the field was filled with.
    named: Option<TagPath>,
}

/// Height of the plot, points.
const PLOT: f32 = 150.0;

impl SurveySheet {
    /// Draws it while it is open.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, hide_identity: bool) -> Vec<Action> {
        let mut actions = Vec::new();
        let survey = &workspace.survey;
        let begun = survey.shown && !std::mem::replace(&mut self.was_shown, survey.shown);
        if !survey.shown {
            return actions;
        }
        // The tag that the inspector's cursor is on is the one that is meant.
        let chosen = workspace.inspect.chosen.as_ref().and_then(|chosen| chosen.path.clone());
        let chosen = chosen.filter(|path| path.tag().is_some());
        if begun {
            self.fault = None;
            if let Some(path) = chosen.clone().or_else(|| survey.path.clone()) {
                self.named = Some(path.clone());
                self.typed = path.to_string();
                actions.push(Action::Survey(SurveyAction::Show(path)));
            }
        } else if survey.path != self.named {
            // Another tag was asked for elsewhere.
            self.named.clone_from(&survey.path);
            self.typed = survey.path.as_ref().map(TagPath::to_string).unwrap_or_default();
            self.fault = None;
        }
        let mut open = true;
        let sheet = Window::new("This tag over the series").collapsible(false).default_width(520.0);
        sheet.default_pos(ctx.content_rect().center_top() + vec2(-260.0, 88.0)).open(&mut open).show(ctx, |ui| {
            self.bar_ui(ui, chosen, &mut actions);
            if let Some(fault) = &self.fault {
                ui.colored_label(theme::palette(ui.visuals()).warning, fault);
            }
            match (&survey.path, &survey.found) {
                _ if workspace.image().stack.is_empty() => drop(ui.weak("No series is open")),
                (Some(path), Some(found)) if found.want.path.as_ref() == Some(path) => {
                    found_ui(ui, workspace, found, hide_identity, &mut actions);
                }
                (Some(_), _) => drop(ui.weak("Reading the series…")),
                (None, _) => drop(ui.weak("Type a tag, or choose one in the list of tags")),
            }
        });
        if !open {
            actions.push(Action::Survey(SurveyAction::Close));
        }
        actions
    }

    fn bar_ui(&mut self, ui: &mut Ui, chosen: Option<TagPath>, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.typed).hint_text("Keyword or number").desired_width(280.0);
            let response =
                ui.add(edit).on_hover_text("SliceLocation, (0020,1041) or Sequence[1].Keyword; Enter shows it");
            response.widget_info(|| named_text("Tag over the series", &self.typed));
            let is_done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.button("Show").on_hover_text("Show this tag over the series (Enter)").clicked() || is_done {
                match self.typed.parse::<TagPath>() {
                    Ok(path) if path.tag().is_some() => {
                        self.fault = None;
                        actions.push(Action::Survey(SurveyAction::Show(path)));
                    }
                    Ok(_) => self.fault = Some("This is an item; name an element in it".to_owned()),
                    Err(fault) => self.fault = Some(fault),
                }
            }
            let button = ui.add_enabled(chosen.is_some(), Button::new("Chosen tag"));
            let button = button.on_hover_text("The tag that is chosen in the list of tags");
            if let (true, Some(path)) = (button.clicked(), chosen) {
                self.fault = None;
                self.typed = path.to_string();
                actions.push(Action::Survey(SurveyAction::Show(path)));
            }
        });
    }
}

fn found_ui(ui: &mut Ui, workspace: &Workspace, found: &Surveyed, hide_identity: bool, actions: &mut Vec<Action>) {
    let rows = &found.rows;
    ui.label(summary(workspace, found));
    let is_hidden = |row: &SurveyRow| hide_identity && row.value.as_ref().is_some_and(|value| value.identifying);
    let numbers: Vec<[f64; 2]> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !is_hidden(row))
        .filter_map(|(at, row)| Some([at as f64 + 1.0, row.value.as_ref()?.number?]))
        .collect();
    let mut clicked = if numbers.len() > 1 { plot_ui(ui, workspace, found, numbers) } else { None };
    let shown = workspace.image().key();
    let at = rows.iter().position(|row| shown == Some(row.key));
    let value_of = |row: &SurveyRow| match &row.value {
        _ if is_hidden(row) => "hidden".to_owned(),
        Some(value) => value.text.clone(),
        None => "absent".to_owned(),
    };
    let here = at.and_then(|at| rows.get(at).map(|row| format!("Image {}, {}", at + 1, value_of(row))));
    let moved = keys::keys_ui(ui, at, rows.len(), here.as_deref().unwrap_or_default());
    clicked = clicked.or(moved);
    let mut table = TableBuilder::new(ui);
    if let Some(moved) = moved {
        table = table.scroll_to_row(moved, None);
    }
    let table = table
        .id_salt("survey")
        .striped(true)
        .sense(egui::Sense::CLICK)
        .max_scroll_height(280.0)
        .column(Column::exact(48.0))
        .column(Column::exact(80.0))
        .column(Column::exact(90.0))
        .column(Column::remainder().clip(true))
        .header(theme::ROW, |mut header| {
            for name in ["Image", "Instance", "Position"] {
                header.col(|ui| drop(ui.strong(name)));
            }
            header.col(|ui| drop(ui.strong("Value")));
        });
    table.body(|body| {
        body.rows(theme::ROW, rows.len(), |mut drawn| {
            let at = drawn.index();
            let Some(row) = rows.get(at) else { return };
            drawn.set_selected(shown == Some(row.key));
            let value = value_of(row);
            let position = row.position_mm.map_or_else(String::new, |at| format!("{at:.2} mm"));
            let cells = [(at + 1).to_string(), row.number.clone().unwrap_or_default(), position, value.clone()];
            for text in cells {
                drawn.col(|ui| drop(ui.add(Label::new(text).selectable(false).truncate())));
            }
            let response = drawn.response();
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Image {}, {value}", at + 1))
            });
            if response.on_hover_text("Show this image").clicked() {
                clicked = Some(at);
            }
        });
    });
    if let Some(key) = clicked.and_then(|at| rows.get(at)).map(|row| row.key)
        && let Some((phase, frame)) = workspace.image().stack.find(key)
    {
        // One click is one step to be undone.
        if phase != workspace.image().phase {
            actions.push(Action::ShowPhase(phase));
        }
        actions.push(Action::ShowFrame(frame));
    }
}

fn summary(workspace: &Workspace, found: &Surveyed) -> String {
    let Some(path) = &found.want.path else { return String::new() };
    let read = format!("{} instances", found.instances);
    let failed = if found.failed > 0 { format!(", {} cannot be read", found.failed) } else { String::new() };
    let spread = match (workspace.survey.differs(path), workspace.survey.spread(path)) {
        (Some(false), _) => "the same in all of them".to_owned(),
        (Some(true), Some(spread)) => {
            let absent = if found.is_complete { found.instances.saturating_sub(spread.present) } else { 0 };
            let absent = if absent > 0 { format!(", absent in {absent}") } else { String::new() };
            format!("{} different values{absent}", spread.count_text())
        }
        _ if found.is_complete => "in none of them".to_owned(),
        _ => "reading…".to_owned(),
    };
    format!("{read}{failed}; {spread}")
}

/// The plot; gives the row that was clicked.
fn plot_ui(ui: &mut Ui, workspace: &Workspace, found: &Surveyed, numbers: Vec<[f64; 2]>) -> Option<usize> {
    let colour = ui.visuals().hyperlink_color;
    let shown = workspace.image().key();
    let at = found.rows.iter().position(|row| shown == Some(row.key));
    let here: Vec<[f64; 2]> =
        at.and_then(|at| numbers.iter().find(|point| point[0] == at as f64 + 1.0)).copied().into_iter().collect();
    let plot = Plot::new("survey-plot").height(PLOT).allow_scroll(false).allow_drag(false).allow_zoom(false);
    let drawn = plot.allow_boxed_zoom(false).show(ui, |plot| {
        plot.line(Line::new("Value", PlotPoints::from(numbers.clone())).color(colour));
        plot.points(Points::new("Images", PlotPoints::from(numbers)).radius(2.5).color(colour));
        plot.points(Points::new("Shown image", PlotPoints::from(here)).radius(5.0).color(colour));
        plot.pointer_coordinate()
    });
    let response = drawn.response.on_hover_text("Click shows the image");
    let place: Option<PlotPoint> = drawn.inner.filter(|_| response.clicked());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the rows")]
    place.map(|place| (place.x.round().clamp(1.0, found.rows.len().max(1) as f64) - 1.0) as usize)
}
