//! Mouse, wheel and pinch over the picture.

use egui::{Context, Event, PointerButton, Response, Ui};

use crate::state::{Action, Command, RegionAction, Run, Tool, Workspace};

use super::{
    super::{shortcuts, wheel},
    region_drag::{Ground, RegionDrag},
};

/// A drag under way and the wheel's remainder.
#[derive(Default)]
pub struct Gestures {
    drag: Option<Drag>,
    /// What a drag of [`Kind::Region`] does.
    region: Option<RegionDrag>,
    /// Notches turned that made no whole frame yet.
    wheel: f32,
    /// Notches that were taken before the toolkit saw them.
    taken: f32,
    space_drag: bool,
}

/// One drag of the person.
struct Drag {
    kind: Kind,
    /// Screen point of the press, physical pixels.
    anchor: [f64; 2],
    /// Points moved so far, each step weighed by the modifiers held then.
    right: f64,
    up: f64,
    last: egui::Pos2,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Window,
    Pan,
    Zoom,
    Region,
}

/// Zoom factor of 100 points of drag.
const ZOOM_A_HUNDRED_POINTS: f64 = 2.0;

impl Gestures {
    /// Turns input over the viewport into actions.
    pub fn input(
        &mut self,
        ctx: &Context,
        response: &Response,
        workspace: &Workspace,
        to_screen: &dyn Fn(egui::Pos2) -> [f64; 2],
        actions: &mut Vec<Action>,
    ) {
        self.begin(ctx, response, workspace, to_screen, actions);
        self.follow(ctx, response, workspace, to_screen, actions);
        if response.drag_stopped() && self.drag.take().is_some() {
            actions.push(Action::EndGesture);
        }
        if response.clicked() {
            select(ctx, response, workspace, to_screen, actions);
            // Arrow keys belong to the picture again.
            ctx.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            });
        }
        if response.hovered() {
            self.wheel(ctx, workspace, to_screen, actions);
        }
    }

    /// Takes the wheel's events before the toolkit sees them: it would draw several more passes to smooth what scrolls
    /// frame by frame.
    pub fn take_wheel(&mut self, events: &mut Vec<Event>) {
        events.retain(|event| {
            let turned = notches(event);
            self.taken += turned.unwrap_or(0.0);
            turned.is_none()
        });
    }

    /// Whether a drag with Space held took place since this was last asked.
    pub fn take_space_drag(&mut self) -> bool {
        std::mem::take(&mut self.space_drag)
    }

    fn begin(
        &mut self,
        ctx: &Context,
        response: &Response,
        workspace: &Workspace,
        to_screen: &dyn Fn(egui::Pos2) -> [f64; 2],
        actions: &mut Vec<Action>,
    ) {
        let space = ctx.input(|input| input.key_down(egui::Key::Space));
        let kind = if response.drag_started_by(PointerButton::Primary) {
            match workspace.tool {
                _ if space => Kind::Pan,
                Tool::Window => Kind::Window,
                Tool::Pan => Kind::Pan,
                Tool::Zoom => Kind::Zoom,
                Tool::Ellipse | Tool::Box | Tool::Freehand => Kind::Region,
            }
        } else if response.drag_started_by(PointerButton::Middle) {
            Kind::Pan
        } else if response.drag_started_by(PointerButton::Secondary) {
            Kind::Zoom
        } else {
            return;
        };
        self.space_drag |= space;
        let Some(press) = ctx.input(|input| input.pointer.press_origin()) else { return };
        let anchor = to_screen(press);
        let kind = if matches!(kind, Kind::Window | Kind::Region) {
            let ground = Ground::new(workspace, ctx.pixels_per_point());
            self.region = ground.and_then(|ground| RegionDrag::begin(&ground, workspace, anchor));
            if self.region.is_some() { Kind::Region } else { kind }
        } else {
            kind
        };
        self.drag = Some(Drag { kind, anchor, right: 0.0, up: 0.0, last: press });
        actions.push(Action::BeginGesture);
        let grasped = self.region.as_ref().filter(|_| kind == Kind::Region).and_then(RegionDrag::grasped);
        actions.extend(grasped.map(|id| Action::Region(RegionAction::Select(Some(id)))));
    }

    fn follow(
        &mut self,
        ctx: &Context,
        response: &Response,
        workspace: &Workspace,
        to_screen: &dyn Fn(egui::Pos2) -> [f64; 2],
        actions: &mut Vec<Action>,
    ) {
        let (Some(drag), Some(position)) = (&mut self.drag, response.interact_pointer_pos()) else { return };
        if shortcuts::escapes_drag(ctx) {
            self.drag = None;
            actions.push(Action::CancelGesture);
            return;
        }
        let moved = position - drag.last;
        if moved == egui::Vec2::ZERO {
            return;
        }
        let (from, to) = (to_screen(drag.last), to_screen(position));
        drag.last = position;
        let modifiers = ctx.input(|input| input.modifiers);
        if drag.kind == Kind::Region {
            let ground = Ground::new(workspace, ctx.pixels_per_point());
            if let (Some(region), Some(ground)) = (&mut self.region, ground) {
                region.follow(&ground, workspace, to, modifiers.shift, actions);
            }
            return;
        }
        let weight = if modifiers.ctrl {
            5.0
        } else if modifiers.shift {
            0.2
        } else {
            1.0
        };
        let (right, up) = (f64::from(moved.x) * weight, f64::from(-moved.y) * weight);
        drag.right += right;
        drag.up += up;
        actions.push(match drag.kind {
            Kind::Window | Kind::Region => Action::DragWindow { right: drag.right, up: drag.up },
            Kind::Pan => Action::Pan([to[0] - from[0], to[1] - from[1]]),
            Kind::Zoom => Action::ZoomAbout { factor: ZOOM_A_HUNDRED_POINTS.powf(up / 100.0), anchor: drag.anchor },
        });
    }

    fn wheel(
        &mut self,
        ctx: &Context,
        workspace: &Workspace,
        to_screen: &dyn Fn(egui::Pos2) -> [f64; 2],
        actions: &mut Vec<Action>,
    ) {
        let (zoom, pointer) = ctx.input(|input| (input.zoom_delta(), input.pointer.hover_pos()));
        if zoom != 1.0
            && let Some(pointer) = pointer
        {
            actions.push(Action::ZoomAbout { factor: f64::from(zoom), anchor: to_screen(pointer) });
            return;
        }
        if workspace.image().frames() < 2 {
            return;
        }
        // The raw wheel: egui's smoothed one would keep turning after the hand stopped.
        let (notches, tenfold) =
            ctx.input(|input| (input.events.iter().filter_map(notches).sum::<f32>(), input.modifiers.shift));
        self.wheel += notches + std::mem::take(&mut self.taken);
        let whole = self.wheel.trunc();
        self.wheel -= whole;
        if whole != 0.0 {
            #[allow(clippy::cast_possible_truncation, reason = "a few notches")]
            let frames = -whole as i64 * if tenfold { 10 } else { 1 };
            actions.push(Action::StepFrame(frames));
        }
    }
}

/// Notches that a wheel event turns; `None` for any other event, and for those that zoom.
fn notches(event: &Event) -> Option<f32> {
    wheel::notches(event).and_then(|(notches, modifiers)| (!modifiers.command).then_some(notches))
}

/// A click on the line of a region chooses it, one beside all of them none.
fn select(
    ctx: &Context,
    response: &Response,
    workspace: &Workspace,
    to_screen: &dyn Fn(egui::Pos2) -> [f64; 2],
    actions: &mut Vec<Action>,
) {
    let ground = Ground::new(workspace, ctx.pixels_per_point());
    let (Some(ground), Some(position)) = (ground, response.interact_pointer_pos()) else { return };
    let image = workspace.image();
    let hit = ground.hit(image, to_screen(position)).map(|(id, _)| id);
    if hit != image.regions.selected() {
        actions.push(Action::Region(RegionAction::Select(hit)));
    }
}

/// What a right click offers: the commands of the View and Image menus that act on the picture.
pub(super) fn context_menu(ui: &mut Ui, workspace: &Workspace, chosen: &mut Vec<&'static Command>) {
    use crate::state::{COMMANDS, Menu};
    for command in COMMANDS.iter().filter(|command| matches!(command.run, Run::Action(_))) {
        let offered = command.menu == Menu::View || command.menu == Menu::Image && !command.name.starts_with("Preset");
        if !offered {
            continue;
        }
        let keys = command.keys.first().copied().unwrap_or_default();
        let button = egui::Button::new(command.name).shortcut_text(keys);
        if ui.add_enabled((command.enabled)(workspace), button).on_hover_text(command.tooltip).clicked() {
            chosen.push(command);
            ui.close();
        }
    }
}
