//! The scrubber under a stack or a clip.

mod clip;
mod hover;
mod slider;

use egui::{DragValue, Rect, Ui};

use crate::state::{Action, ImageState, Workspace};

use super::{
    icons::{Icon, icon_button},
    series_panel::ThumbnailOf,
    theme,
};
use clip::KeptRate;
use hover::HoverPicture;

/// What the scrubber remembers.
#[derive(Default)]
pub struct Scrubber {
    /// Where the slider lies, for the report.
    pub rect: Option<Rect>,
    kept: KeptRate,
    hover: HoverPicture,
}

/// What the slider is drawn from.
pub struct Drawn<'a> {
    /// Places whose frames are decoded.
    pub decoded: &'a [usize],
    /// Small pictures.
    pub thumbnail: ThumbnailOf<'a>,
}

impl Scrubber {
    /// How high it is: what can be played takes a second line where the first has no room for all of it.
    pub fn height(image: &ImageState, width: f32) -> f32 {
        if is_double(image, width) { theme::BAR * 2.0 - 8.0 } else { theme::BAR }
    }

    /// Step buttons, slider with the decoded frames, number, position, and how a clip plays.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, drawn: &Drawn<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        let image = workspace.image();
        ui.spacing_mut().item_spacing.x = 6.0;
        if is_double(image, ui.available_width()) {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.horizontal(|ui| {
                    let width = ui.available_width();
                    self.slider_ui(ui, workspace, width, drawn, &mut actions);
                });
                ui.horizontal(|ui| {
                    buttons_ui(ui, image, &mut actions);
                    self.numbers_ui(ui, image, &mut actions);
                });
            });
        } else {
            ui.horizontal_centered(|ui| {
                buttons_ui(ui, image, &mut actions);
                let width = (ui.available_width() - tail(image)).max(80.0);
                self.slider_ui(ui, workspace, width, drawn, &mut actions);
                self.numbers_ui(ui, image, &mut actions);
            });
        }
        actions
    }

    /// Number and position of the frame, and how a clip plays.
    fn numbers_ui(&mut self, ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
        let total = image.declared_frames();
        let mut number = image.frame + 1;
        let typed = DragValue::new(&mut number).range(1..=image.frames().max(1)).speed(0.2).update_while_editing(false);
        let typed = ui.add_sized([48.0, 22.0], typed).on_hover_text("Frame; click and type");
        typed.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::SpinButton, true, "Frame number");
            info.value = Some(number as f64);
            info
        });
        if typed.changed() {
            actions.push(Action::ShowFrame(number.saturating_sub(1)));
        }
        ui.add_sized([52.0, 20.0], egui::Label::new(format!("/ {total}")));
        if let Some(position) = position_text(image) {
            let label = egui::Label::new(egui::RichText::new(position).monospace().size(11.5));
            ui.add_sized([POSITION_WIDTH, 20.0], label).on_hover_text("Position along the normal of the slices");
        }
        clip::phases_ui(ui, image, actions);
        self.kept.clip_ui(ui, image, actions);
        if let Some(present) = missing(image) {
            let text = egui::RichText::new(format!("INCOMPLETE {present} of {total}"));
            let text = text.color(theme::palette(ui.visuals()).warning);
            ui.add(egui::Label::new(text).truncate())
                .on_hover_text(format!("The file holds {present} of the {total} frames that it declares"));
        }
    }
}

/// Points that [`Scrubber::numbers_ui`] takes.
fn tail(image: &ImageState) -> f32 {
    let wide = [
        (image.timeline().is_some(), clip::WIDTH),
        (image.stack.phases() > 1, clip::PHASES_WIDTH),
        (missing(image).is_some(), 150.0),
        (position_text(image).is_some(), POSITION_WIDTH + 6.0),
    ];
    118.0 + wide.iter().filter(|(there, _)| *there).map(|(_, width)| width).sum::<f32>()
}

/// Whether a slider beside all the rest would be too short to aim at.
fn is_double(image: &ImageState, width: f32) -> bool {
    image.timeline().is_some() && width - tail(image) < 460.0
}

/// Room for `-1234.5 mm`.
const POSITION_WIDTH: f32 = 78.0;

/// Where the slice lies: it stays the same width while slices are scrolled through.
fn position_text(image: &ImageState) -> Option<String> {
    image.position_mm().map(|mm| format!("{mm:.1} mm"))
}

fn buttons_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let mut button = |ui: &mut Ui, icon: Icon, name: &str, tip: &str, action: Action| {
        if icon_button(ui, icon, name, tip, true).clicked() {
            actions.push(action);
        }
    };
    ui.spacing_mut().item_spacing.x = 4.0;
    button(ui, Icon::First, "First frame", "First frame (Home)", Action::ShowFrame(0));
    button(ui, Icon::Previous, "Previous frame", "Previous frame (Up)", Action::StepFrame(-1));
    if image.timeline().is_some() {
        let (icon, name) = if image.playback.playing { (Icon::Pause, "Pause") } else { (Icon::Play, "Play") };
        button(ui, icon, name, "Play or pause (Space)", Action::TogglePlay);
    }
    button(ui, Icon::Next, "Next frame", "Next frame (Down)", Action::StepFrame(1));
    button(ui, Icon::Last, "Last frame", "Last frame (End)", Action::ShowFrame(usize::MAX));
}

/// How many frames the file holds where it holds fewer than it declares.
fn missing(image: &ImageState) -> Option<usize> {
    (image.frames() < image.declared_frames()).then_some(image.frames())
}
