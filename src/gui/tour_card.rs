//! The card of a guided tour, and the ring around the control that it is about. Nothing is blocked by either.

use egui::{Align2, Area, Context, Frame, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::state::{Action, Place, Seen, Tour, TourAction, Workspace};

use super::{anchors, theme};

/// What the card remembers between frames.
#[derive(Default)]
pub struct TourCard {
    told: Seen,
    /// The step that was shown last.
    shown: Option<(usize, usize)>,
    /// Where it lies.
    pub rect: Option<Rect>,
}

/// Width of the card, points.
const WIDTH: f32 = 330.0;
/// From the edges of the viewport, points.
const MARGIN: f32 = 12.0;
/// Height of the corner text that it leaves free below it, in lines of text.
const LINES_BELOW: f32 = 4.4;

impl TourCard {
    /// Begins a pass: controls are noted while a tour runs, and that of a new step comes into sight.
    pub fn begin(&mut self, ctx: &Context, workspace: &Workspace) {
        let Some((tour, (_, step))) = workspace.tour.as_ref().zip(workspace.tour_step()) else {
            if self.shown.take().is_some() {
                anchors::end(ctx);
                *self = Self::default();
            }
            return;
        };
        // Once the image is there: before that, the panels are empty.
        let at = workspace.tour_has_image().then_some((tour.lesson, tour.step));
        let is_new = at.is_some() && self.shown != at;
        self.shown = at.or(Some((usize::MAX, 0)));
        anchors::begin(ctx, step.anchor.clone().filter(|_| is_new));
    }

    /// Tells the model what only the window sees, once it changed. Nothing while no tour runs.
    pub fn look(&mut self, workspace: &Workspace, seen: Seen) -> Option<Action> {
        if workspace.tour.is_none() || seen == self.told {
            return None;
        }
        self.told.clone_from(&seen);
        Some(Action::Tour(TourAction::Seen(seen)))
    }

    /// Card and ring, over a viewport that lies here.
    pub fn ui(&mut self, ctx: &Context, viewport: Rect, workspace: &Workspace) -> Vec<Action> {
        let mut actions = Vec::new();
        let (Some(tour), Some((_, step))) = (&workspace.tour, workspace.tour_step()) else {
            return actions;
        };
        let target = step.anchor.as_deref().filter(|_| workspace.tour_has_image());
        let ring = target.and_then(|name| anchors::find(ctx, name));
        if let Some(rect) = ring {
            // Above the panels and below sheets and menus.
            let painter = ctx.layer_painter(LayerId::new(Order::Background, Id::unique("tour-ring")));
            let rect = rect.expand(3.0).intersect(ctx.content_rect().shrink(1.0));
            painter.rect_stroke(rect, 6.0, Stroke::new(4.0, theme::ON_PICTURE_SHADOW), StrokeKind::Middle);
            painter.rect_stroke(rect, 6.0, Stroke::new(2.0, theme::ACCENT), StrokeKind::Middle);
        }
        let free = viewport.height().min(viewport.width()) / 45.0;
        let below = MARGIN + free.clamp(11.0, 15.0) * 1.3 * LINES_BELOW;
        let at = viewport.left_bottom() + vec2(MARGIN, -below);
        let area = Area::new(Id::unique("tour-card")).order(Order::Middle).pivot(Align2::LEFT_BOTTOM).fixed_pos(at);
        let shown = area.constrain_to(viewport.shrink(4.0)).show(ctx, |ui| {
            let width = WIDTH.min(viewport.width() - 4.0 * MARGIN);
            Frame::window(ui.style()).show(ui, |ui| {
                ui.set_width(width);
                let is_hidden = target.is_some() && ring.is_none();
                card_ui(ui, workspace, tour, is_hidden, &mut actions);
            });
        });
        self.rect = Some(shown.response.rect);
        actions
    }
}

fn card_ui(ui: &mut Ui, workspace: &Workspace, tour: &Tour, is_hidden: bool, actions: &mut Vec<Action>) {
    let Some((lesson, step)) = workspace.tour_step() else { return };
    let act = |action: TourAction| Action::Tour(action);
    let count = lesson.steps.len();
    ui.horizontal(|ui| {
        ui.strong(&lesson.title);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.weak(format!("{} of {count}", tour.step + 1));
        });
    });
    if !workspace.tour_has_image() {
        ui.label("This lesson needs a CT with values in HU.");
        ui.horizontal(|ui| {
            if workspace.is_opening() {
                ui.weak("Opening…");
            } else if ui.button("Open the built-in phantom").clicked() {
                actions.push(act(TourAction::UsePhantom));
            }
            leave_ui(ui, actions);
        });
        return;
    }
    ui.label(step.text(workspace));
    let is_done = workspace.tour_is_done();
    if is_done == Some(true) {
        let done = step.done(workspace);
        ui.horizontal_wrapped(|ui| {
            ui.colored_label(theme::palette(ui.visuals()).done, if done.is_empty() { "Done" } else { "Done." });
            if !done.is_empty() {
                ui.label(done);
            }
        });
    }
    if is_hidden {
        ui.weak("The control is hidden now: open its section, or show the side panels (Ctrl+Shift+B).");
    }
    ui.add_space(4.0);
    // Buttons stay the same ones from step to step, so that the keyboard stays on them.
    ui.push_id("buttons", |ui| buttons_ui(ui, workspace, tour, count, is_done, actions));
}

fn buttons_ui(
    ui: &mut Ui,
    workspace: &Workspace,
    tour: &Tour,
    count: usize,
    is_done: Option<bool>,
    actions: &mut Vec<Action>,
) {
    let act = |action: TourAction| Action::Tour(action);
    ui.horizontal(|ui| {
        let is_last = tour.step + 1 >= count;
        let (name, tip) = match (is_done, is_last) {
            (Some(false), _) => ("Skip", "Go on without it"),
            (_, true) => ("Finish", "The lesson ends here"),
            _ => ("Next", "The next step"),
        };
        let next = ui.button(name).on_hover_text(tip);
        if next.clicked() {
            actions.push(act(TourAction::Next));
        }
        let back = ui.add_enabled(tour.step > 0, egui::Button::new("Back")).on_hover_text("The step before");
        if back.clicked() {
            actions.push(act(TourAction::Back));
        }
        leave_ui(ui, actions);
        if workspace.browser.place != Place::Phantom {
            let phantom = ui.small_button("Use the phantom").on_hover_text("Open the built-in CT and go on with it");
            if phantom.clicked() {
                actions.push(act(TourAction::UsePhantom));
            }
        }
    });
}

fn leave_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    if ui.button("Leave").on_hover_text("End the tour (Esc)").clicked() {
        actions.push(Action::Tour(TourAction::Leave));
    }
}
