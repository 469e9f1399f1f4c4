//! Level and width with sliders and numbers, presets, function, colour map.

use egui::{ComboBox, Ui};

use crate::{
    image::{ColourMap, FrameSegments, Interpolation, Presentation, Voi, VoiFunction, VoiSource, preset, significant},
    state::{Action, ImageState, Workspace},
};

use super::{anchors, display_panel, numbers::NumberRow, segment_legend};

/// The window panel.
pub fn ui(ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
    let image = workspace.image();
    let mut actions = Vec::new();
    let Some(presentation) = image.presentation() else {
        ui.weak("No image");
        return actions;
    };
    let segments = image.picture().and_then(|picture| picture.model().segments.as_ref());
    if let Some(segments) = segments {
        segment_legend::ui(ui, segments);
    }
    if segments.is_some_and(FrameSegments::are_labels) {
        // What a pixel belongs to is no value that a window could bring out.
    } else if image.is_colour() {
        ui.weak("Colour image: windows do not apply");
    } else {
        if display_panel::ui(ui, image, &mut actions) {
            choice_ui(ui, image, &mut actions);
            sliders_ui(ui, image, &mut actions);
            inside_ui(ui, image);
        }
        // The filmstrip has them all.
        if workspace.explore.strip.is_none() {
            let presets = ui.scope(|ui| presets_ui(ui, image, &mut actions)).response;
            anchors::note(ui, "presets", presets.rect);
        }
    }
    ui.horizontal_wrapped(|ui| {
        if image.takes_window() && presentation.voi.is_plain() {
            function_ui(ui, image, &mut actions);
        }
        if !image.is_colour() {
            colour_map_ui(ui, &presentation.colour_map, &mut actions);
        }
        let mut invert = presentation.invert;
        if ui.checkbox(&mut invert, "Invert").on_hover_text("Swap black and white (Shift+I)").changed() {
            actions.push(Action::ToggleInvert);
        }
        let mut smooth = presentation.interpolation == Interpolation::Bilinear;
        let are_labels = segments.is_some_and(FrameSegments::are_labels);
        if !are_labels
            && ui.checkbox(&mut smooth, "Smooth").on_hover_text("Interpolate between pixels when enlarged").changed()
        {
            let interpolation = if smooth { Interpolation::Bilinear } else { Interpolation::Nearest };
            actions.push(Action::SetInterpolation(interpolation));
        }
        if image.picture().is_some_and(|picture| picture.model().padding.is_some() && !picture.is_colour()) {
            let mut show = presentation.show_padding;
            let tip = "Window the padding like any value instead of showing it as background";
            if ui.checkbox(&mut show, "Show padding").on_hover_text(tip).changed() {
                actions.push(Action::ShowPadding(show));
            }
        }
        planes_ui(ui, image, presentation, &mut actions);
    });
    actions
}

/// What the file lays over the picture, or puts its colours through; only what there is.
fn planes_ui(ui: &mut Ui, image: &ImageState, presentation: &Presentation, actions: &mut Vec<Action>) {
    let Some(picture) = image.picture() else { return };
    let switches = [
        (
            picture.has_overlays(),
            presentation.overlays,
            "Overlays",
            "Drawings and texts of the file (O)",
            Action::ToggleOverlays,
        ),
        (
            picture.has_shutter(),
            presentation.shutters,
            "Shutter",
            "Hide what the file's shutter hides (Shift+O)",
            Action::ToggleShutters,
        ),
        (
            picture.has_icc(),
            presentation.icc,
            "Colour profile",
            "Colours through the file's own profile",
            Action::ToggleColourProfile,
        ),
    ];
    for (_, is_on, name, tip, action) in switches.into_iter().filter(|(is_there, ..)| *is_there) {
        let mut on = is_on;
        if ui.checkbox(&mut on, name).on_hover_text(tip).changed() {
            actions.push(action);
        }
    }
}

/// The name of the window in force; opens the file's own windows and LUTs.
fn choice_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let Some(picture) = image.picture() else { return };
    let (model, voi) = (picture.model(), image.presentation().map(|presentation| &presentation.voi));
    ui.horizontal(|ui| {
        let label = ui.label("From");
        ComboBox::from_id_salt("voi-choice")
            .selected_text(voi.map_or_else(String::new, |voi| voi_name(voi, image)))
            .width(ui.available_width() - 4.0)
            .truncate()
            .show_ui(ui, |ui| {
                for index in 0..model.voi_luts.len() {
                    let name = voi_name(&Voi::Lut(index), image);
                    if ui.selectable_label(voi == Some(&Voi::Lut(index)), name).clicked() {
                        actions.push(Action::ApplyVoiLut(index));
                    }
                }
                for (index, file) in model.windows.iter().enumerate() {
                    let source = VoiSource::File(index);
                    let own = Voi::Window { window: file.window, function: file.function, source };
                    if ui.selectable_label(voi == Some(&own), voi_name(&own, image)).clicked() {
                        actions.push(Action::ApplyFileWindow(index));
                    }
                }
                if ui.selectable_label(false, "Full range").clicked() {
                    actions.push(Action::FullRange);
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("Windows and LUTs of the file (` steps through them)");
    });
}

/// What a VOI is called.
pub(super) fn voi_name(voi: &Voi, image: &ImageState) -> String {
    let model = image.picture().map(|picture| picture.model());
    match voi {
        Voi::Lut(index) => {
            let lut = model.and_then(|model| model.voi_luts.get(*index));
            lut.and_then(|lut| lut.explanation.clone()).unwrap_or_else(|| format!("File LUT {}", index + 1))
        }
        Voi::Equalized(_) | Voi::Channels(_) => image.window_text(),
        Voi::Window { source, .. } => match source {
            VoiSource::File(index) => {
                let window = model.and_then(|model| model.windows.get(*index));
                let name = window.and_then(|window| window.explanation.clone());
                name.map_or_else(|| format!("File window {}", index + 1), |name| format!("File: {name}"))
            }
            VoiSource::FileBefore(index) => format!("File window {} of an earlier frame", index + 1),
            VoiSource::Preset(name) => preset::by_name(name).map_or_else(|| name.clone(), |found| found.label.clone()),
            VoiSource::Default => "Default for this kind of image".to_owned(),
            VoiSource::FullRange => "Full range".to_owned(),
            VoiSource::User => "Set by hand".to_owned(),
        },
    }
}

fn sliders_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let (Some(window), Some(histogram)) = (image.window_or_range(), image.loaded.histogram.as_ref()) else { return };
    let (Some(min), Some(max)) = (histogram.statistics.min, histogram.statistics.max) else {
        ui.weak("No values to window");
        return;
    };
    let (lower, upper) = image.bounds().unwrap_or((min, max));
    let digits = image.window_digits();
    let least = image.least_width();
    let span = (max - min).max(least);
    let mut bounds = |name: &'static str, value, tooltip: &str, ui: &mut Ui, action: &dyn Fn(f64) -> Action| {
        let row = NumberRow {
            name,
            value,
            range: min.min(value)..=max.max(value),
            least: f64::MIN,
            digits,
            logarithmic: false,
            tooltip,
        };
        row.ui(ui, actions, action);
    };
    let mut rows = Vec::new();
    egui::Grid::new("window-rows").num_columns(2).spacing([8.0, 4.0]).show(ui, |ui| {
        let level = NumberRow {
            name: "Level",
            value: window.center,
            // Reaching beyond the data only as far as the value does: a wider range would run away under the drag.
            range: min.min(window.center)..=max.max(window.center),
            least: f64::MIN,
            digits,
            logarithmic: false,
            tooltip: "Value in the middle of the grey scale (left drag up and down)",
        };
        level.ui(ui, &mut rows, Action::SetLevel);
        let width = NumberRow {
            name: "Width",
            value: window.width,
            range: least..=(span * 2.0).max(window.width),
            least,
            digits,
            logarithmic: true,
            tooltip: "Values from black to white (left drag left and right)",
        };
        width.ui(ui, &mut rows, Action::SetWidth);
        bounds("Min", lower, "Value shown black", ui, &|lower| Action::SetBounds { lower, upper });
        bounds("Max", upper, "Value shown white", ui, &|upper| Action::SetBounds { lower, upper });
    });
    actions.append(&mut rows);
    scales_ui(ui, image, lower, upper);
}

/// How many of the values the window brings out.
fn inside_ui(ui: &mut Ui, image: &ImageState) {
    let (Some((window, ..)), Some(counts)) = (image.window(), image.loaded.counts.as_ref()) else { return };
    let Some(share) = counts.with_padding.share_in_window(window) else { return };
    let tip = "Pixels of the frame, padding among them, strictly between center − w and center + w, where w is half the \
               width rounded down (fastai's pct_in_window)";
    ui.weak(format!("{:.1} % of the frame inside", share * 100.0)).on_hover_text(tip);
}

/// What the bounds are on the further scales of the file.
fn scales_ui(ui: &mut Ui, image: &ImageState, lower: f64, upper: f64) {
    let Some(model) = image.picture().map(|picture| picture.model()) else { return };
    for scale in &model.scales {
        let (Some(lower), Some(upper)) = (scale.of_modality(model, lower), scale.of_modality(model, upper)) else {
            continue;
        };
        let text = format!("{} {} to {} {}", scale.label, significant(lower), significant(upper), scale.unit);
        let label = ui.weak(text.trim_end());
        if !scale.explanation.is_empty() {
            label.on_hover_text(&scale.explanation);
        }
    }
}

fn presets_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let Some(picture) = image.picture() else { return };
    let presets = preset::presets_for(picture.model().kind);
    let active = match image.window() {
        Some((_, _, VoiSource::Preset(name))) => Some(name.as_str()),
        _ => None,
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding.x = 6.0;
        ui.horizontal_wrapped(|ui| {
            for (index, preset) in presets.iter().enumerate() {
                let key = if index < 9 { format!("  (key {})", index + 1) } else { String::new() };
                let tip = format!("Level {}  width {}{key}", preset.window.center, preset.window.width);
                if ui.selectable_label(active == Some(&preset.name), &preset.label).on_hover_text(tip).clicked() {
                    actions.push(Action::ApplyPreset(index));
                }
            }
            let full = matches!(image.window(), Some((_, _, VoiSource::FullRange)));
            if ui.selectable_label(full, "Full range").on_hover_text("Minimum to maximum (key 0)").clicked() {
                actions.push(Action::FullRange);
            }
        });
    });
}

fn function_ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) {
    let now = image.window().map(|(_, function, _)| function);
    ComboBox::from_id_salt("voi-function")
        .selected_text(now.map_or("LUT", VoiFunction::label))
        .width(96.0)
        .show_ui(ui, |ui| {
            for function in VoiFunction::ALL {
                if ui.selectable_label(now == Some(function), function.label()).clicked() {
                    actions.push(Action::SetFunction(function));
                }
            }
        })
        .response
        .on_hover_text("VOI LUT function (PS3.3 C.11.2.1)")
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "VOI function"));
}

fn colour_map_ui(ui: &mut Ui, now: &str, actions: &mut Vec<Action>) {
    ComboBox::from_id_salt("colour-map")
        .selected_text(ColourMap::by_name(now).map_or(now, |map| map.label))
        .width(96.0)
        .show_ui(ui, |ui| {
            for map in ColourMap::all() {
                if ui.selectable_label(map.name == now, map.label).clicked() {
                    actions.push(Action::SetColourMap(map.name.to_owned()));
                }
            }
        })
        .response
        .on_hover_text("Colour map")
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Colour map"));
}
