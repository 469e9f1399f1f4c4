//! The picture with its letters, texts, scale bar and gestures.

mod body;
mod canvas;
mod document;
mod empty;
mod gestures;
mod overlay;
mod pin;
mod region_drag;
mod regions;
mod wipe;

use egui::{Color32, Sense, Ui};

use crate::state::{Action, Command, Workspace, probe};

use self::region_drag::Ground;
use super::{anchors, theme, wheel};

pub use canvas::Canvas;
pub use gestures::Gestures;

/// What the viewport remembers between frames.
#[derive(Default)]
pub struct ViewportPanel {
    canvas: Canvas,
    gestures: Gestures,
    /// Pixel coordinates under the pointer.
    pub hover: Option<[f64; 2]>,
    /// Where that is across the viewport, 0 (left edge) to 1.
    pub across: f64,
    /// The region that the open menu is about.
    clicked_region: Option<u32>,
    /// Where it lies, for the report.
    pub rect: Option<egui::Rect>,
}

/// What came out of drawing the viewport.
pub struct Shown {
    /// Wishes of the person.
    pub actions: Vec<Action>,
    /// Commands chosen from the menu over the picture.
    pub chosen: Vec<&'static Command>,
    /// Double-clicked: the image alone.
    pub maximise: bool,
    /// The guided tours were asked for.
    pub wants_tours: bool,
    /// A picture is on screen.
    pub has_picture: bool,
    /// This region is to be given another name.
    pub rename: Option<u32>,
}

impl ViewportPanel {
    /// Draws the viewport over all the space left. `hide_identity` overrules the corner text.
    /// `alone`: there is no status line, so messages stand on the picture.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, hide_identity: bool, alone: bool) -> Shown {
        let rect = snap(ui.available_rect_before_wrap(), ui.pixels_per_point());
        let response = ui.interact(rect, viewport_id(), Sense::click_and_drag());
        self.rect = Some(rect);
        anchors::note(ui, "viewport", rect);
        let painter = ui.painter_at(rect);
        let mut shown = Shown {
            actions: Vec::new(),
            chosen: Vec::new(),
            maximise: false,
            wants_tours: false,
            has_picture: false,
            rename: None,
        };

        let scale = f64::from(ui.pixels_per_point());
        let size = [f64::from(rect.width()) * scale, f64::from(rect.height()) * scale];
        if workspace.viewport().size != size {
            shown.actions.push(Action::ResizeViewport(size));
        }
        if let Some(inspected) = &workspace.inspected {
            self.hover = None;
            painter.rect_filled(rect, 0.0, theme::VIEWPORT);
            document::ui(ui, rect, workspace, inspected, hide_identity, &mut shown.actions);
            return shown;
        }
        if let Some(fault) = workspace.image().fault().filter(|_| workspace.image().picture().is_none()) {
            self.hover = None;
            painter.rect_filled(rect, 0.0, theme::VIEWPORT);
            overlay::fault_ui(ui, rect, workspace, fault);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, fault));
            return shown;
        }
        let Some(placement) = workspace.placement().filter(|_| workspace.image().presentation().is_some()) else {
            self.hover = None;
            painter.rect_filled(rect, 0.0, theme::VIEWPORT);
            shown.wants_tours = empty::ui(ui, rect, workspace, &mut shown.actions);
            return shown;
        };
        let image = workspace.image();
        let placement = crate::geometry::Placement { viewport: size, ..placement };
        let pixel_from_screen = image.view.pixel_from_screen(&placement);
        if let Some(fault) = image.fault() {
            painter.rect_filled(rect, 0.0, theme::VIEWPORT);
            overlay::fault_ui(ui, rect, workspace, fault);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, fault));
            return shown;
        }
        // The picture covers the whole viewport: nothing needs to be painted under it.
        let glow = workspace.explore.glow.map(|range| (range, workspace.explore.channel));
        self.canvas.paint(ui, rect, image, &pixel_from_screen, glow);
        shown.has_picture = true;
        if let Some(found) = workspace.shown_body() {
            body::ui(&painter, rect, &pixel_from_screen, found);
        }
        let size = placement.image;
        if let Some(pixel) = workspace.why.pinned.filter(|[column, row]| *column < size[0] && *row < size[1]) {
            pin::ui(&painter, rect, &pixel_from_screen, pixel);
        }
        let taken = overlay::ui(ui, rect, workspace, &placement, hide_identity);
        regions::ui(ui, rect, workspace, &pixel_from_screen, overlay::text_size(rect), taken);
        wipe::ui(ui, rect, workspace, overlay::text_size(rect), &mut shown.actions);
        if let Some(notice) = workspace.notice.as_ref().filter(|_| alone) {
            let at = egui::pos2(rect.center().x, rect.bottom() - 72.0);
            picture_text(&painter, at, egui::Align2::CENTER_BOTTOM, &notice.text, 14.0, theme::WARNING);
        }
        let name = match image.file_name() {
            Some(name) if !hide_identity => {
                format!("Image viewport: {name}, frame {}, {}", image.loaded.frame + 1, image.window_text())
            }
            _ => format!("Image viewport, frame {}, {}", image.loaded.frame + 1, image.window_text()),
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        if response.has_focus() {
            let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            painter.rect_stroke(rect, 0.0, egui::Stroke::new(1.0, theme::ACCENT), egui::StrokeKind::Inside);
        }
        self.regions_ui(ui, &response, workspace);
        response.context_menu(|ui| {
            let placed = self.clicked_region.and_then(|id| image.regions.get(id));
            shown.rename =
                placed.and_then(|placed| regions::menu(ui, image, placed, hide_identity, &mut shown.actions));
            gestures::context_menu(ui, workspace, &mut shown.chosen);
        });
        shown.maximise = response.double_clicked_by(egui::PointerButton::Primary);
        shown
    }

    /// What the pointer would do to a region, and which one was clicked with the right button.
    fn regions_ui(&mut self, ui: &Ui, response: &egui::Response, workspace: &Workspace) {
        let (Some(ground), Some(position)) =
            (Ground::new(workspace, ui.pixels_per_point()), response.hover_pos().or(response.interact_pointer_pos()))
        else {
            return;
        };
        let (scale, at) = (f64::from(ui.pixels_per_point()), position - response.rect.min);
        let screen = [f64::from(at.x) * scale, f64::from(at.y) * scale];
        if response.secondary_clicked() {
            self.clicked_region = ground.hit(workspace.image(), screen).map(|(id, _)| id);
        }
        if response.hovered()
            && let Some(cursor) = regions::cursor(&ground, workspace, screen)
        {
            ui.set_cursor_icon(cursor);
        }
    }

    /// Mouse, wheel and pinch since the last pass, before any panel is drawn: what the picture's own gestures change is
    /// seen by all panels in the same pass.
    pub fn input(&mut self, ctx: &egui::Context, workspace: &Workspace) -> Vec<Action> {
        let mut actions = Vec::new();
        let (Some(rect), Some(response)) = (self.rect, ctx.read_response(viewport_id())) else { return actions };
        if workspace.inspected.is_some() {
            // The picture lies under a text: nothing that is done there is meant for it.
            self.hover = None;
            return actions;
        }
        let scale = f64::from(ctx.pixels_per_point());
        let to_screen = |position: egui::Pos2| {
            let at = position - rect.min;
            [f64::from(at.x) * scale, f64::from(at.y) * scale]
        };
        self.gestures.input(ctx, &response, workspace, &to_screen, &mut actions);
        let position = response.hover_pos().or(response.interact_pointer_pos());
        let placement = workspace.placement().filter(|_| workspace.image().fault().is_none());
        if let Some(position) = position {
            self.across = f64::from((position.x - rect.left()) / rect.width());
        }
        self.hover = position.zip(placement).and_then(|(position, placement)| {
            let at = workspace.image().view.pixel_from_screen(&placement).apply(to_screen(position));
            probe(workspace.image(), at).map(|_| at)
        });
        actions
    }

    /// Takes the wheel over the picture out of what comes in, unless something lies over it there.
    pub fn take_wheel(&mut self, ctx: &egui::Context, workspace: &Workspace, events: &mut Vec<egui::Event>) {
        let (Some(rect), Some(at)) = (self.rect, wheel::pointer(ctx, events)) else { return };
        if rect.contains(at) && workspace.inspected.is_none() && workspace.image().frames() > 1 {
            self.gestures.take_wheel(events);
        }
    }

    /// The picture as shown, for the clipboard.
    pub fn image(&self) -> Option<egui::ColorImage> {
        self.canvas.image()
    }

    /// Whether a drag with Space held took place, so that releasing Space does not play the clip.
    pub fn take_space_drag(&mut self) -> bool {
        self.gestures.take_space_drag()
    }
}

/// The picture as a widget: with the focus on it, keys belong to the picture.
pub fn viewport_id() -> egui::Id {
    egui::Id::unique("viewport")
}

/// Whole physical pixels: the picture is never resampled a second time.
fn snap(rect: egui::Rect, pixels_per_point: f32) -> egui::Rect {
    let snap = |value: f32| (value * pixels_per_point).round() / pixels_per_point;
    egui::Rect::from_min_max(
        egui::pos2(snap(rect.min.x), snap(rect.min.y)),
        egui::pos2(snap(rect.max.x), snap(rect.max.y)),
    )
}

/// Text on the picture with a soft shadow, so that it reads on white film and on black air.
fn picture_text(
    painter: &egui::Painter,
    position: egui::Pos2,
    align: egui::Align2,
    text: &str,
    size: f32,
    colour: Color32,
) -> egui::Rect {
    let font = egui::FontId::proportional(size);
    let galley = painter.layout_no_wrap(text.to_owned(), font, colour);
    let rect = align.anchor_size(position, galley.size());
    for offset in [egui::vec2(1.0, 1.0), egui::vec2(-1.0, 0.0), egui::vec2(0.0, -1.0)] {
        painter.galley_with_override_text_color(rect.min + offset, galley.clone(), theme::ON_PICTURE_SHADOW);
    }
    painter.galley(rect.min, galley, colour);
    rect
}
