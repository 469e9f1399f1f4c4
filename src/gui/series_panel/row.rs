//! Drawing one row.

use std::sync::Arc;

use egui::{Color32, Label, Rect, RichText, Sense, TextureHandle, Ui, UiBuilder, pos2, vec2};

use crate::{
    dicom::charset::shown_path,
    state::{Action, Workspace, listed_moments},
    study::{DisplaySet, Series, SetKind},
};

use super::{
    super::theme,
    rows::{Row, title},
    small_button,
};

impl Row<'_> {
    /// Draws the row; true if it was clicked.
    #[allow(clippy::too_many_arguments, reason = "what a row is drawn from")]
    pub fn ui(
        &self,
        ui: &mut Ui,
        rect: Rect,
        workspace: &Workspace,
        texture: Option<&TextureHandle>,
        at_cursor: bool,
        labels_only: bool,
        actions: &mut Vec<Action>,
    ) -> bool {
        match self {
            Row::Patient { patient, hidden } => {
                let facts = &patient.facts;
                let name = match (*hidden, facts.name.is_empty(), facts.id.is_empty()) {
                    (true, ..) => "Patient".to_owned(),
                    (_, false, _) => facts.name.to_string(),
                    (_, true, false) => facts.id.to_string(),
                    _ => "Patient without name".to_owned(),
                };
                let tip =
                    if *hidden { String::new() } else { format!("{}\n{}  {}", facts.name, facts.id, facts.birth_date) };
                ui.painter().hline(rect.x_range(), rect.top(), ui.visuals().widgets.noninteractive.bg_stroke);
                let label = Label::new(RichText::new(name).strong()).truncate().selectable(false);
                ui.scope_builder(UiBuilder::new().max_rect(rect.shrink2(vec2(4.0, 2.0))), |ui| {
                    let response = ui.add(label);
                    if !tip.is_empty() {
                        response.on_hover_text(tip);
                    }
                });
                false
            }
            Row::Study { study, pictures } => {
                let layout = egui::Layout::right_to_left(egui::Align::Center);
                ui.scope_builder(UiBuilder::new().max_rect(rect.shrink2(vec2(4.0, 1.0))).layout(layout), |ui| {
                    let first = study.series.iter().find_map(|series| series.instances.first());
                    let close = small_button(ui, "×", "Close study", "Close this study");
                    if close.clicked()
                        && let Some(instance) = first
                    {
                        actions.push(Action::CloseStudy(instance.id));
                    }
                    ui.weak(RichText::new(pictures.to_string()).small());
                    let facts = &study.facts;
                    let text = [&*facts.date, &*facts.description].join("  ");
                    let text = if text.trim().is_empty() { "Study".to_owned() } else { text.trim().to_owned() };
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(Label::new(RichText::new(&text).small()).truncate().selectable(false))
                            .on_hover_text(text);
                    });
                });
                false
            }
            Row::Set { series, set, hidden } => {
                let shown = workspace.is_shown(series, set);
                let response = ui.interact(rect, ui.scope_id().with("set"), Sense::click());
                let count = count(series, set);
                let name = describe(series, set, *hidden);
                let spoken = format!("{} {name}, {count}", series.facts.modality);
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, shown, &spoken));
                card_ui(ui, rect, series, set, &name, texture, (shown, response.hovered()), at_cursor, labels_only);
                if response.clicked()
                    && let Some(key) = self.key()
                {
                    actions.push(Action::ShowSet(key));
                    return true;
                }
                response.on_hover_ui(|ui| tip_ui(ui, series, set, &name, &count));
                false
            }
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "what a card is drawn from")]
fn card_ui(
    ui: &mut Ui,
    rect: Rect,
    series: &Series,
    set: &Arc<DisplaySet>,
    name: &str,
    texture: Option<&TextureHandle>,
    (shown, hovered): (bool, bool),
    at_cursor: bool,
    labels_only: bool,
) {
    let card = rect.shrink2(vec2(2.0, 1.0));
    if shown || hovered {
        let fill = if shown { ui.visuals().selection.bg_fill } else { ui.visuals().widgets.hovered.bg_fill };
        ui.painter().rect_filled(card, 3.0, fill);
    }
    if at_cursor {
        ui.painter().rect_stroke(card, 3.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
    }
    let mut left = card.left() + 4.0;
    if !labels_only && set.kind != SetKind::Document {
        let side = card.height() - 6.0;
        let picture = Rect::from_min_size(pos2(card.left() + 3.0, card.top() + 3.0), vec2(side, side));
        ui.painter().rect_filled(picture, 2.0, Color32::BLACK);
        if let Some(texture) = texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(texture.id(), picture, whole, Color32::WHITE);
        }
        left = picture.right() + 8.0;
    }
    let inner = Rect::from_min_max(pos2(left, card.top() + 3.0), pos2(card.right() - 4.0, card.bottom() - 2.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 1.0);
        let line = |ui: &mut Ui, text: RichText| ui.add(Label::new(text).truncate().selectable(false));
        ui.horizontal(|ui| {
            line(ui, RichText::new(&*series.facts.modality).strong());
            line(ui, RichText::new(count(series, set)));
            for finding in &set.findings {
                let text = RichText::new(finding.code.badge()).small().color(theme::palette(ui.visuals()).warning);
                line(ui, text);
            }
        });
        line(ui, RichText::new(name));
        if !labels_only && set.kind != SetKind::Document {
            let number = series.facts.number.map_or_else(String::new, |number| format!("{number}  "));
            line(ui, RichText::new(format!("{number}{}", series.facts.date_time)).small().weak());
        }
    });
}

/// How much there is of what.
fn count(series: &Series, set: &Arc<DisplaySet>) -> String {
    let frames = set.frames.len();
    match (set.kind, listed_moments(series, set)) {
        (SetKind::Document, _) => String::new(),
        (_, moments @ 2..) => format!("{frames} × {moments}"),
        (SetKind::Clip, _) => format!("{frames} frames"),
        (SetKind::MultiFrame, _) if frames > 1 => format!("{frames} frames"),
        (SetKind::Localizer, _) => {
            if frames == 1 {
                "localizer".to_owned()
            } else {
                format!("{frames} localizer")
            }
        }
        _ if frames == 1 => "1 image".to_owned(),
        _ => format!("{frames} images"),
    }
}

/// The series in words, with what tells the set from its neighbours.
fn describe(series: &Series, set: &Arc<DisplaySet>, hide_identity: bool) -> String {
    let words = title(series, set, hide_identity).filter(|title| !title.is_empty());
    let description = words.unwrap_or_else(|| series.facts.description.to_string());
    let description = if description.is_empty() { series.facts.body_part.to_string() } else { description };
    let described = match (description.is_empty(), series.facts.number) {
        (false, _) => description,
        (true, Some(number)) => format!("Series {number}"),
        (true, None) => "Series".to_owned(),
    };
    // One of several moments stands for all of them.
    let repeats = set.label.is_empty() || described.contains(&*set.label);
    if repeats || listed_moments(series, set) > 1 { described } else { format!("{described} · {}", set.label) }
}

fn tip_ui(ui: &mut Ui, series: &Series, set: &DisplaySet, name: &str, count: &str) {
    let facts = &series.facts;
    ui.label(name);
    ui.weak([&*facts.modality, count, &*facts.date_time].join("  "));
    let mut files = set.frames.iter().map(|frame| frame.instance).chain(set.document);
    if let Some(first) = files.next().filter(|first| files.all(|other| other == *first))
        && let Some(instance) = series.instances.get(first as usize)
    {
        let location = &instance.location;
        let name = match &location.member {
            Some(member) => member.to_string(),
            None => location.path.file_name().map(shown_path).unwrap_or_default(),
        };
        ui.weak(name);
    }
    if let Some(mm) = set.slice_spacing_mm {
        ui.weak(format!("{} mm between slices", super::super::format::value((mm * 1000.0).round() / 1000.0)));
    }
    for finding in &set.findings {
        ui.colored_label(theme::palette(ui.visuals()).warning, format!("{}: {}", finding.code.badge(), finding.text));
    }
}
