//! The ruler: a coloured block for each band, on the axis of the plot above it.

use egui::{Event, EventFilter, FontId, Key, Rangef, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::{
    image::Band,
    state::{Action, BandAction, Workspace},
};

use super::{colour, lanes::lanes, percent_text, range_text};
use crate::gui::theme;

/// What the ruler remembers between frames.
#[derive(Default)]
pub struct Ruler {
    /// The band that the keys act on.
    cursor: usize,
    /// What glows was asked for here.
    is_ours: bool,
}

/// Height of a row of blocks, points.
const LANE: f32 = 15.0;
/// A block is at least so wide, however few values it takes in.
const LEAST: f32 = 3.0;
/// A narrow block is taken hold of within so much, points.
const GRIP: f32 = 7.0;

impl Ruler {
    /// Blocks and the line that names the band under pointer or cursor. Gives what was asked for, where the blocks lie,
    /// and whether the sheet was asked for.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        x: Rangef,
        x_of: &dyn Fn(f64) -> f32,
        workspace: &Workspace,
        plot_pointed: bool,
    ) -> (Vec<Action>, Rect, bool) {
        let bands = workspace.image_bands();
        let lanes = lanes(bands);
        let rows = lanes.iter().max().map_or(0, |most| most + 1);
        let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows as f32 * LANE), Sense::hover());
        let rect = Rect::from_x_y_ranges(x, area.y_range());
        let mut actions = Vec::new();
        let mut wants_sheet = false;
        self.cursor = self.cursor.min(bands.len().saturating_sub(1));
        let mut pointed = None;
        if !bands.is_empty() {
            let list = self.list_ui(ui, rect, bands, workspace, &mut actions);
            let at_cursor = list.has_focus().then_some(self.cursor);
            for (index, (band, lane)) in bands.iter().zip(&lanes).enumerate() {
                let Some(block) = block(rect, x_of, band, *lane) else { continue };
                let response = self.block_ui(ui, block, index, band, at_cursor == Some(index), workspace, &mut actions);
                if response.hovered() {
                    pointed = Some(index);
                }
                response.context_menu(|ui| wants_sheet |= menu_ui(ui, index, band, workspace, &mut actions));
            }
            pointed = pointed.or(at_cursor);
        }
        wants_sheet |= caption_ui(ui, pointed.and_then(|index| bands.get(index)), bands.is_empty(), workspace);
        let lit = pointed.filter(|_| !plot_pointed);
        let glow = lit.and_then(|index| bands.get(index)).map(Band::range);
        // Others make values glow too: what they lit stays, and only what was lit here is put out here.
        let now = workspace.explore.glow;
        let is_free = now.is_none() || self.is_ours;
        if glow != now && is_free && (glow.is_some() || self.is_ours) {
            actions.push(Action::Band(BandAction::Hover(lit)));
        }
        self.is_ours = glow.is_some() && is_free;
        (actions, rect, wants_sheet)
    }

    /// All bands as one stop of the keyboard.
    fn list_ui(
        &mut self,
        ui: &Ui,
        rect: Rect,
        bands: &[Band],
        workspace: &Workspace,
        actions: &mut Vec<Action>,
    ) -> Response {
        let list = ui.interact(rect, egui::Id::unique("bands"), Sense::focusable_noninteractive());
        let name = match bands.get(self.cursor).filter(|_| list.has_focus()) {
            Some(band) => format!("Bands of values, {}", spoken(band, workspace)),
            None => "Bands of values".to_owned(),
        };
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, &name));
        if list.gained_focus() {
            ui.ctx().request_repaint();
        }
        if !list.has_focus() {
            return list;
        }
        ui.painter().rect_stroke(rect.expand(2.0), 2.0, ui.visuals().selection.stroke, StrokeKind::Inside);
        let arrows = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, arrows));
        // Left and right go by value, whatever the order of the list.
        let mut order: Vec<usize> = (0..bands.len()).collect();
        order.sort_by(|a, b| {
            let low = |index: &usize| bands.get(*index).map_or(0.0, |band| band.range().low);
            low(a).total_cmp(&low(b))
        });
        let last = order.len().saturating_sub(1);
        for event in ui.input(|input| input.events.clone()) {
            let Event::Key { key, pressed: true, modifiers, .. } = event else { continue };
            let at = order.iter().position(|index| *index == self.cursor).unwrap_or(0);
            let to = match key {
                Key::ArrowRight | Key::ArrowDown => (at + 1).min(last),
                Key::ArrowLeft | Key::ArrowUp => at.saturating_sub(1),
                Key::Home => 0,
                Key::End => last,
                Key::Enter => {
                    actions.push(chosen(self.cursor, modifiers.shift));
                    at
                }
                _ => at,
            };
            self.cursor = order.get(to).copied().unwrap_or(self.cursor);
        }
        list
    }

    #[allow(clippy::too_many_arguments, reason = "one block's parts")]
    fn block_ui(
        &mut self,
        ui: &Ui,
        block: Rect,
        index: usize,
        band: &Band,
        at_cursor: bool,
        workspace: &Workspace,
        actions: &mut Vec<Action>,
    ) -> Response {
        let grip = Rect::from_center_size(block.center(), vec2(block.width().max(GRIP), block.height()));
        // The list is the stop of the keyboard; the pointer and screen readers get at each block.
        let response = ui.interact(grip, egui::Id::unique(("band", index)), Sense::CLICK);
        let is_painted = workspace.overlay_of(band).is_some();
        let name = spoken(band, workspace);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_painted, &name));
        if response.clicked() {
            let shift = ui.input(|input| input.modifiers.shift);
            actions.push(chosen(index, shift));
            self.cursor = index;
        }
        draw(ui, block, band, is_painted, at_cursor || response.hovered());
        response.on_hover_ui(|ui| tip_ui(ui, band, workspace))
    }
}

fn chosen(index: usize, shift: bool) -> Action {
    Action::Band(if shift { BandAction::ToggleOverlay(index) } else { BandAction::Window(index) })
}

/// Where a band's block lies; `None` outside of the axis. Rows are counted from the plot.
fn block(rect: Rect, x_of: &dyn Fn(f64) -> f32, band: &Band, lane: usize) -> Option<Rect> {
    let range = band.range();
    let (one, other) = (x_of(range.low), x_of(range.high));
    // On an axis of stored values with a negative slope the low end stands to the right.
    let (left, right) = (one.min(other), one.max(other));
    if right < rect.left() || left > rect.right() {
        return None;
    }
    let (left, right) = (left.max(rect.left()), right.min(rect.right()));
    let middle = f32::midpoint(left, right);
    let half = ((right - left) / 2.0).max(LEAST / 2.0);
    let top = rect.top() + lane as f32 * LANE;
    Some(Rect::from_min_max(pos2(middle - half, top + 1.0), pos2(middle + half, top + LANE - 1.0)))
}

fn draw(ui: &Ui, block: Rect, band: &Band, is_painted: bool, is_pointed: bool) {
    let fill = colour(band);
    let painter = ui.painter();
    // A hairline of the panel between neighbours.
    let inner = if block.width() > 2.0 * LEAST { block.shrink2(vec2(0.5, 0.0)) } else { block };
    painter.rect_filled(inner, 2.0, fill);
    // Pale colours end somewhere on a light panel, dark ones on a dark one.
    painter.rect_stroke(inner, 2.0, ui.visuals().widgets.noninteractive.bg_stroke, StrokeKind::Inside);
    if is_painted {
        painter.rect_stroke(inner, 2.0, Stroke::new(1.5, theme::on(fill)), StrokeKind::Inside);
    }
    if is_pointed {
        painter.rect_stroke(inner.expand(1.0), 2.0, Stroke::new(2.0, theme::ACCENT), StrokeKind::Outside);
    }
    let galley = painter.layout_no_wrap(band.name().to_owned(), FontId::proportional(10.5), theme::on(fill));
    if galley.size().x + 4.0 <= inner.width() {
        painter.galley(inner.center() - galley.size() / 2.0, galley, theme::on(fill));
    }
}

/// One line of steady height: the band under pointer or cursor, else what can be done.
fn caption_ui(ui: &mut Ui, band: Option<&Band>, is_empty: bool, workspace: &Workspace) -> bool {
    let mut wants_sheet = false;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.small_button("Edit…").on_hover_text("Names, ranges and colours of the bands");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Edit the bands"));
            wants_sheet = button.clicked();
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let text = match band {
                    Some(band) => spoken(band, workspace),
                    None if is_empty => "No bands for these values yet".to_owned(),
                    None => "Click a band for its window, Shift-click to colour it".to_owned(),
                };
                let text = egui::RichText::new(text);
                let text = if band.is_some() { text } else { text.weak() };
                ui.add(egui::Label::new(text).truncate().selectable(false));
            });
        });
    });
    wants_sheet
}

fn menu_ui(ui: &mut Ui, index: usize, band: &Band, workspace: &Workspace, actions: &mut Vec<Action>) -> bool {
    if ui.button(format!("Window of {}", band.name())).clicked() {
        actions.push(chosen(index, false));
        ui.close();
    }
    let is_painted = workspace.overlay_of(band).is_some();
    if ui.button(if is_painted { "Colour it no longer" } else { "Colour it in the picture" }).clicked() {
        actions.push(chosen(index, true));
        ui.close();
    }
    let edit = ui.button("Edit the bands…").clicked();
    if edit {
        ui.close();
    }
    edit
}

fn tip_ui(ui: &mut Ui, band: &Band, workspace: &Workspace) {
    ui.set_max_width(320.0);
    ui.strong(band.name());
    ui.label(range_text(band, workspace));
    if let Some(percent) = percent_text(workspace.percent_in(band.range())) {
        ui.label(percent);
    }
    if !band.remark().is_empty() {
        ui.label(band.remark());
    }
    if !band.source().is_empty() {
        ui.weak(egui::RichText::new(band.source()).small());
    }
    ui.weak("Click for its window, Shift-click to colour it in the picture");
}

/// `Fat, -190 to -30 HU, 12.3 % of the frame`.
fn spoken(band: &Band, workspace: &Workspace) -> String {
    let parts = [Some(band.name().to_owned()), Some(range_text(band, workspace))];
    let percent = percent_text(workspace.percent_in(band.range()));
    parts.into_iter().flatten().chain(percent).collect::<Vec<_>>().join(", ")
}
