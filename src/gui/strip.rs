//! The filmstrip: the shown frame small under every preset. A click adopts one, a held button shows it until it is let
//! go, Shift with a click puts it beside the picture.

use egui::{
    Align2, ColorImage, FontId, Rect, Response, ScrollArea, Sense, Stroke, TextureHandle, TextureOptions, Ui, vec2,
};

use crate::{
    image::Voi,
    state::{Action, CompareAction, HistogramAction, ImageState, Workspace},
};

use super::{theme, window_panel::voi_name};

/// What the strip remembers between frames.
#[derive(Default)]
pub struct StripPanel {
    textures: Vec<TextureHandle>,
    /// Address of the strip that the textures were made of; it is kept, so that no other has it.
    made_of: Option<std::sync::Arc<crate::state::Strip>>,
    held: Option<Held>,
    /// Where it lies, for the report.
    pub rect: Option<Rect>,
}

/// A press on one of the pictures.
struct Held {
    index: usize,
    since: f64,
    is_shown: bool,
    by_key: bool,
}

/// Width and height of a picture, points.
const TILE: [f32; 2] = [84.0, 64.0];
/// Height of the strip, points.
pub const HEIGHT: f32 = TILE[1] + 34.0;
/// A press this long is no click: it shows the presentation until it ends. Seconds.
const HOLD: f64 = 0.25;

impl StripPanel {
    /// The strip; nothing where the picture takes no window.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
        let mut actions = Vec::new();
        let image = workspace.image();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size on screen")]
        let size = TILE.map(|points| (points * ui.pixels_per_point()).round().max(1.0) as usize);
        if workspace.explore.strip != Some(size) {
            actions.push(Action::Histogram(HistogramAction::WantStrip(Some(size))));
        }
        let entries = image.strip();
        self.upload(ui, workspace);
        if entries.is_empty() {
            ui.centered_and_justified(|ui| ui.weak("Presets are for grey images"));
            return actions;
        }
        let drawn = workspace.shown_strip().filter(|strip| strip.tiles.len() == entries.len());
        let shown = image.layers.first().map(|layer| &layer.presentation.voi);
        // There is but one direction to scroll in: the plain wheel does.
        ui.style_mut().always_scroll_the_only_direction = true;
        let area = ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                for (index, voi) in entries.iter().enumerate() {
                    let texture = drawn.and_then(|_| self.textures.get(index));
                    let name = voi_name(voi, image);
                    let response = tile_ui(ui, texture, &name, shown == Some(voi));
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                    self.press(ui, &response, index, voi, &mut actions);
                    menu(&response, voi, &mut actions);
                }
            });
        });
        self.rect = Some(area.inner_rect);
        super::anchors::note(ui, "presets", area.inner_rect);
        self.release(ui, &entries, image, &mut actions);
        actions
    }

    /// Brings the drawn pictures to the graphics card, once each.
    fn upload(&mut self, ui: &Ui, workspace: &Workspace) {
        let Some(strip) = workspace.shown_strip() else {
            // Pixels of what is closed are not kept.
            self.textures.clear();
            self.made_of = None;
            return;
        };
        if self.made_of.as_ref().is_some_and(|made_of| std::sync::Arc::ptr_eq(made_of, strip)) {
            return;
        }
        for (index, rgba) in strip.tiles.iter().enumerate() {
            let pixels = ColorImage::from_rgba_premultiplied(strip.want.size, rgba);
            match self.textures.get_mut(index) {
                Some(texture) => texture.set(pixels, TextureOptions::LINEAR),
                None => self.textures.push(ui.ctx().load_texture("preset", pixels, TextureOptions::LINEAR)),
            }
        }
        self.textures.truncate(strip.tiles.len());
        self.made_of = Some(std::sync::Arc::clone(strip));
    }

    fn press(&mut self, ui: &Ui, response: &Response, index: usize, voi: &Voi, actions: &mut Vec<Action>) {
        let (now, space, beside) = ui.input(|input| {
            let space = input.key_down(egui::Key::Space);
            (input.time, space, input.modifiers.shift)
        });
        let by_key = response.has_focus() && space;
        let pressed = response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_down());
        if self.held.is_none() && (pressed || by_key) {
            self.held = Some(Held { index, since: now, is_shown: false, by_key });
        }
        let was_held = self.held.as_ref().is_some_and(|held| held.index == index && held.is_shown);
        if response.clicked() && !was_held && !by_key {
            actions.push(if beside {
                Action::Compare(CompareAction::Beside(voi.clone()))
            } else {
                Action::SetVoi(voi.clone())
            });
        }
    }

    /// Shows what is held once that is no click any more, and ends with the hand.
    fn release(&mut self, ui: &Ui, entries: &[Voi], image: &ImageState, actions: &mut Vec<Action>) {
        let Some(held) = &mut self.held else { return };
        let (now, down) = ui.input(|input| {
            let down = if held.by_key { input.key_down(egui::Key::Space) } else { input.pointer.primary_down() };
            (input.time, down)
        });
        let voi = entries.get(held.index);
        if !down || voi.is_none() {
            if held.is_shown || image.trial.is_some() {
                actions.push(Action::Compare(CompareAction::EndTrial));
            }
            self.held = None;
        } else if let Some(voi) = voi.filter(|_| !held.is_shown && now - held.since >= HOLD) {
            held.is_shown = true;
            actions.push(Action::Compare(CompareAction::Try(voi.clone())));
        } else if !held.is_shown {
            // In every pass: another pass may come before the time is up, and the one that was asked for with it.
            let left = (HOLD - (now - held.since)).clamp(0.0, HOLD);
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
        }
    }
}

fn tile_ui(ui: &mut Ui, texture: Option<&TextureHandle>, name: &str, is_active: bool) -> Response {
    let [width, height] = TILE;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height + 18.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_active, format!("Preset {name}")));
    let picture = Rect::from_min_size(rect.min, vec2(width, height));
    let painter = ui.painter_at(rect);
    painter.rect_filled(picture, 0.0, theme::VIEWPORT);
    if let Some(texture) = texture {
        let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        painter.image(texture.id(), picture, whole, egui::Color32::WHITE);
    }
    let colour = if is_active { theme::ACCENT } else { ui.visuals().text_color() };
    let at = egui::pos2(rect.center().x, picture.bottom() + 2.0);
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), FontId::proportional(11.0), colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    let galley = painter.layout_job(job);
    let place = Align2::CENTER_TOP.anchor_size(at, galley.size());
    painter.galley(place.min, galley, colour);
    if is_active || response.has_focus() || response.hovered() {
        let width = if is_active || response.has_focus() { 2.0 } else { 1.0 };
        painter.rect_stroke(picture, 0.0, Stroke::new(width, theme::ACCENT), egui::StrokeKind::Inside);
    }
    response.on_hover_text(format!(
        "{name}\nClick takes it, hold shows it, Shift + click puts it beside the picture\n\
        By keys: Enter, Space held, Shift + Enter"
    ))
}

fn menu(response: &Response, voi: &Voi, actions: &mut Vec<Action>) {
    response.context_menu(|ui| {
        let choices = [
            ("Take it", Action::SetVoi(voi.clone())),
            ("Put it beside the picture", Action::Compare(CompareAction::Beside(voi.clone()))),
        ];
        for (text, action) in choices {
            if ui.button(text).clicked() {
                actions.push(action);
                ui.close();
            }
        }
    });
}
