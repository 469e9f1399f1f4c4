//! Why a pixel looks as it does, step by step, with its tags as links.

use egui::{Label, RichText, Ui, vec2};

use crate::state::{Action, Why, WhyAction, WhyTag, Workspace, why};

/// What a person asked for.
#[derive(Default)]
pub struct Asked {
    /// Wishes.
    pub actions: Vec<Action>,
    /// This tag is to be found in the inspector.
    pub find: Option<WhyTag>,
}

/// The steps to the pixel that is pinned, or that lies under the pointer; `across` is where the pointer is over the
/// viewport.
pub fn ui(ui: &mut Ui, workspace: &Workspace, hover: Option<[f64; 2]>, across: f64) -> Asked {
    let mut asked = Asked::default();
    let image = workspace.image();
    let under = hover.and_then(|at| pixel(workspace, at));
    let pinned = workspace.why.pinned;
    let across = pinned.and_then(|pixel| across_of(workspace, pixel)).unwrap_or(across);
    let explained = image
        .presentation_at(across)
        .zip(pinned.or(under))
        .and_then(|(presentation, pixel)| why(image, presentation, pixel));
    ui.horizontal(|ui| {
        let place = explained.as_ref().map_or_else(
            || "Point at a pixel of the picture".to_owned(),
            |why| {
                let [red, green, blue] = why.displayed;
                format!("Column {}, row {}: {red}, {green}, {blue}", why.column, why.row)
            },
        );
        ui.label(place);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let mut is_pinned = pinned.is_some();
            let tooltip = "Stay with this pixel while the pointer moves on (Shift+Y; Esc lets go; Alt+Shift + arrows go to the next one)";
            let toggle = ui.add_enabled(is_pinned || under.is_some(), egui::Button::selectable(is_pinned, "Pinned"));
            if toggle.on_hover_text(tooltip).clicked() {
                is_pinned = !is_pinned;
                let pin = under.filter(|_| is_pinned).map_or(WhyAction::Unpin, WhyAction::Pin);
                asked.actions.push(Action::Why(pin));
            }
            if is_pinned {
                ui.spacing_mut().item_spacing.x = 2.0;
                neighbours_ui(ui, &mut asked);
            }
        });
    });
    if let Some(why) = &explained {
        steps_ui(ui, why, &mut asked);
    }
    asked
}

/// Four small buttons: the pin goes to the next pixel.
fn neighbours_ui(ui: &mut Ui, asked: &mut Asked) {
    let ways = [("→", "right", [1, 0]), ("←", "left", [-1, 0]), ("↓", "down", [0, 1]), ("↑", "up", [0, -1])];
    for (text, way, by) in ways {
        let button = ui.small_button(text).on_hover_text(format!("The next pixel {way} (Alt+Shift + arrow)"));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Pin one pixel {way}")));
        if button.clicked() {
            asked.actions.push(Action::Why(WhyAction::MovePin(by)));
        }
    }
}

/// Where the middle of a pixel is across the viewport: 0 at its left edge, 1 at the right one.
pub fn across_of(workspace: &Workspace, [column, row]: [u32; 2]) -> Option<f64> {
    let placement = workspace.placement()?;
    let screen = workspace.image().view.pixel_from_screen(&placement).inverse();
    let [x, _] = screen.apply([f64::from(column) + 0.5, f64::from(row) + 0.5]);
    Some(x / placement.viewport[0])
}

/// The pixel in the middle of the viewport.
pub fn middle(workspace: &Workspace) -> Option<[u32; 2]> {
    let placement = workspace.placement()?;
    let centre = placement.viewport.map(|length| length / 2.0);
    pixel(workspace, workspace.image().view.pixel_from_screen(&placement).apply(centre))
}

/// The pixel of the shown picture that covers a place.
pub fn pixel(workspace: &Workspace, [x, y]: [f64; 2]) -> Option<[u32; 2]> {
    let frame = workspace.image().picture()?.frame();
    let inside = x >= 0.0 && y >= 0.0 && x < f64::from(frame.columns) && y < f64::from(frame.rows);
    // Inside of the picture, so both fit.
    inside.then_some([x as u32, y as u32])
}

fn steps_ui(ui: &mut Ui, why: &Why, asked: &mut Asked) {
    let line = ui.text_style_height(&egui::TextStyle::Body) + 2.0;
    for (number, step) in why.steps.iter().enumerate() {
        ui.push_id(number, |ui| {
            // Wrapped: a long row of links would widen the whole side.
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(format!("{} {}", number + 1, step.title)).strong());
                for tag in &step.tags {
                    let link = ui.link(crate::dicom::TagPath::top(tag.tag).to_string());
                    if link.on_hover_text(format!("{}: find it in the tags", tag.keyword)).clicked() {
                        asked.find = Some(*tag);
                    }
                }
            });
            // As high for every pixel, so that nothing below moves with the pointer.
            let size = vec2(ui.available_width(), line * lines(step.title));
            ui.allocate_ui(size, |ui| {
                ui.set_min_size(size);
                ui.add(Label::new(&step.arithmetic).wrap().selectable(true)).on_hover_text(&step.arithmetic);
            });
        });
    }
}

/// Lines that a step is given.
fn lines(title: &str) -> f32 {
    match title {
        "Window" | "Red window" | "Green window" | "Blue window" | "Equalised" | "To red, green, blue" => 4.0,
        "Modality" | "Stored bits" | "Padding" | "Palette" | "Supplemental palette" | "VOI LUT" => 2.0,
        _ => 1.0,
    }
}
