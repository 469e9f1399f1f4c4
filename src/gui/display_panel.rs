//! How values become greys: a window, the picture equalised, or several windows as red, green and blue.

use egui::{ComboBox, DragValue, RichText, Ui};

use crate::{
    image::{
        ChannelSettings, ChannelWindow, EqualizePadding, EqualizeSettings, Picture, Presentation, TransferCurve, Voi,
        preset,
    },
    state::{Action, DisplayAction, ImageState, channel_text},
};

use super::{anchors, numbers::NumberRow};

const CHANNELS: [&str; 3] = ["Red", "Green", "Blue"];

/// The choice of the mode, and the parameters of the one in force; true where that is a window or LUT.
pub fn ui(ui: &mut Ui, image: &ImageState, actions: &mut Vec<Action>) -> bool {
    let (Some(presentation), Some(picture)) = (image.presentation(), image.picture()) else { return true };
    mode_ui(ui, image, presentation, actions);
    match &presentation.voi {
        Voi::Window { .. } | Voi::Lut(_) => return true,
        Voi::Equalized(settings) => {
            let mut changed = Vec::new();
            equalize_ui(ui, image, settings, &mut changed, &|settings| {
                Action::Display(DisplayAction::SetEqualize(settings))
            });
            actions.append(&mut changed);
            breakpoints_ui(ui, picture, presentation);
        }
        Voi::Channels(settings) => channels_ui(ui, image, settings, actions),
    }
    false
}

fn mode_ui(ui: &mut Ui, image: &ImageState, presentation: &Presentation, actions: &mut Vec<Action>) {
    let voi = &presentation.voi;
    let row = ui.horizontal(|ui| {
        let is_plain = voi.is_plain();
        let tip = "One window or LUT of the file";
        if ui.selectable_label(is_plain, "One window").on_hover_text(tip).clicked() && !is_plain {
            actions.push(Action::Display(DisplayAction::LeaveMode));
        }
        let is_equalised = matches!(voi, Voi::Equalized(_));
        let tip = "Equal shares of the pixels get equal shares of the greys (Q)";
        if ui.selectable_label(is_equalised, "Equalise").on_hover_text(tip).clicked()
            && !is_equalised
            && let Some(settings) = image.equalize_settings()
        {
            actions.push(Action::Display(DisplayAction::SetEqualize(settings)));
        }
        let is_channels = matches!(voi, Voi::Channels(_));
        let tip = "Several windows at once as red, green and blue (Shift+Q)";
        if ui.selectable_label(is_channels, "Channels").on_hover_text(tip).clicked()
            && !is_channels
            && let Some(settings) = image.channel_settings()
        {
            actions.push(Action::Display(DisplayAction::SetChannels(settings)));
        }
    });
    anchors::note(ui, "mode", row.response.rect);
}

/// Bins, bounds and padding.
fn equalize_ui(
    ui: &mut Ui,
    image: &ImageState,
    settings: &EqualizeSettings,
    actions: &mut Vec<Action>,
    set: &dyn Fn(EqualizeSettings) -> Action,
) {
    let with = |change: &dyn Fn(&mut EqualizeSettings)| {
        let mut changed = settings.clone();
        change(&mut changed);
        set(changed)
    };
    egui::Grid::new("equalise-rows").num_columns(2).spacing([8.0, 4.0]).show(ui, |ui| {
        let bins = NumberRow {
            name: "Bins",
            value: settings.bins as f64,
            range: EqualizeSettings::LEAST_BINS as f64..=EqualizeSettings::MOST_BINS as f64,
            least: EqualizeSettings::LEAST_BINS as f64,
            digits: 0,
            logarithmic: true,
            tooltip: "Equal shares that the pixels are divided into",
        };
        // The cast saturates, and the settings are brought into their range.
        bins.ui(ui, actions, |bins| with(&|settings| settings.bins = bins.round() as usize));
        let statistics = image.loaded.histogram.as_ref().map(|histogram| histogram.statistics);
        let (low, high) = statistics.and_then(|figures| Some((figures.min?, figures.max?))).unwrap_or((0.0, 1.0));
        let row = |name, tooltip| BoundRow { name, tooltip, low, high, digits: image.window_digits() };
        row("Smallest", "Smaller values count as this one (min_px)")
            .ui(ui, settings.min_px, low, actions, &|bound| with(&|settings| settings.min_px = bound));
        row("Largest", "Larger values count as this one (max_px)")
            .ui(ui, settings.max_px, high, actions, &|bound| with(&|settings| settings.max_px = bound));
    });
    if image.picture().is_some_and(|picture| picture.model().padding.is_some()) {
        let mut counted = settings.padding == EqualizePadding::Counted;
        let tip = "Pixels that are padding take part, as fastai has it; else they are left out";
        if ui.checkbox(&mut counted, "Count padding").on_hover_text(tip).changed() {
            let padding = if counted { EqualizePadding::Counted } else { EqualizePadding::LeftOut };
            actions.push(with(&|settings| settings.padding = padding));
        }
    }
}

/// A bound that may be none.
struct BoundRow<'a> {
    name: &'a str,
    tooltip: &'a str,
    low: f64,
    high: f64,
    digits: usize,
}

impl BoundRow<'_> {
    fn ui(
        &self,
        ui: &mut Ui,
        bound: Option<f64>,
        usual: f64,
        actions: &mut Vec<Action>,
        set: &dyn Fn(Option<f64>) -> Action,
    ) {
        let mut is_on = bound.is_some();
        let switch = ui.checkbox(&mut is_on, self.name).on_hover_text(self.tooltip);
        if switch.changed() {
            actions.push(set(is_on.then_some(usual)));
        }
        let Some(mut typed) = bound else {
            ui.weak("all values");
            return ui.end_row();
        };
        let speed = ((self.high - self.low) / 400.0).max(1e-6);
        let number = DragValue::new(&mut typed).speed(speed).max_decimals(self.digits).update_while_editing(false);
        let number = ui.add_sized([84.0, 20.0], number).labelled_by(switch.id).on_hover_text("Drag, or click and type");
        if number.drag_started() {
            actions.push(Action::BeginGesture);
        }
        if number.changed() {
            actions.push(set(Some(typed)));
        }
        if number.drag_stopped() {
            actions.push(Action::EndGesture);
        }
        ui.end_row();
    }
}

fn breakpoints_ui(ui: &mut Ui, picture: &Picture, presentation: &Presentation) {
    let curve = TransferCurve::new(picture, presentation);
    let text = match curve.breakpoints() {
        [] => "No values to equalise".to_owned(),
        [_] => "One value alone: nothing to equalise".to_owned(),
        [first, .., last] => format!("{} breakpoints from {first} to {last}", curve.breakpoints().len()),
    };
    ui.weak(text).on_hover_text("Values between which brightness rises evenly, each by the same step");
}

/// A window for each colour, and what the equalised channel takes.
fn channels_ui(ui: &mut Ui, image: &ImageState, settings: &ChannelSettings, actions: &mut Vec<Action>) {
    let set = |settings: ChannelSettings| Action::Display(DisplayAction::SetChannels(settings));
    egui::Grid::new("channel-rows").num_columns(2).spacing([8.0, 4.0]).show(ui, |ui| {
        for (index, colour) in CHANNELS.into_iter().enumerate() {
            let label = ui.label(colour);
            let is_equalised = settings.equalised.is_some() && index == settings.windows.len();
            let shown = match settings.windows.get(index) {
                Some(channel) => channel_text(channel),
                None if is_equalised => "Equalised".to_owned(),
                None => "Off".to_owned(),
            };
            ComboBox::from_id_salt(("channel", index))
                .selected_text(shown)
                .width(ui.available_width() - 4.0)
                .truncate()
                .show_ui(ui, |ui| {
                    for (name, choice) in choices(image) {
                        if ui.selectable_label(false, name).clicked() {
                            actions.push(set(chosen(settings, index, choice)));
                        }
                    }
                })
                .response
                .labelled_by(label.id)
                .on_hover_text(format!(
                    "What {} shows; the equalised channel comes after the windows",
                    colour.to_lowercase()
                ));
            ui.end_row();
        }
    });
    if let Some(equalised) = settings.equalised.as_ref().filter(|_| settings.windows.len() < ChannelSettings::SHOWN) {
        ui.label(RichText::new("Equalised channel").weak());
        equalize_ui(ui, image, equalised, actions, &|equalised| {
            set(ChannelSettings { equalised: Some(equalised), ..settings.clone() })
        });
    }
}

/// What a channel can show.
#[derive(Clone)]
enum Choice {
    Window(ChannelWindow),
    Equalised(EqualizeSettings),
    Off,
}

/// The window in force and the presets, with their names.
pub(super) fn windows(image: &ImageState) -> Vec<(String, ChannelWindow)> {
    let Some(picture) = image.picture() else { return Vec::new() };
    let own = image.window_or_range().map(|window| {
        let channel = ChannelWindow::by_hand(window, picture.has_whole_values());
        (format!("Present window ({})", channel_text(&channel)), channel)
    });
    let presets = preset::presets_for(picture.model().kind).iter();
    let presets = presets.filter_map(|preset| Some((preset.label.clone(), ChannelWindow::preset(&preset.name)?)));
    own.into_iter().chain(presets).collect()
}

fn choices(image: &ImageState) -> Vec<(String, Choice)> {
    let usual = image.picture().map(|picture| EqualizeSettings::for_unit(&picture.model().unit));
    let equalised = ("Equalised".to_owned(), Choice::Equalised(usual.unwrap_or_default()));
    let off = ("Off".to_owned(), Choice::Off);
    let windows = windows(image).into_iter().map(|(label, channel)| (label, Choice::Window(channel)));
    windows.chain([equalised, off]).collect()
}

/// The settings with a channel changed. The equalised one is always the last, and none is left out between two.
fn chosen(settings: &ChannelSettings, index: usize, choice: Choice) -> ChannelSettings {
    let mut settings = settings.clone();
    if settings.equalised.is_some() && index == settings.windows.len() {
        settings.equalised = None;
    }
    match choice {
        Choice::Window(channel) => match settings.windows.get_mut(index) {
            Some(window) => *window = channel,
            None => settings.windows.push(channel),
        },
        Choice::Equalised(equalised) => {
            settings.windows.truncate(index);
            settings.equalised = Some(equalised);
        }
        Choice::Off => {
            if index < settings.windows.len() {
                settings.windows.remove(index);
            }
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use crate::image::Window;

    use super::*;

    #[test]
    fn the_equalised_channel_stays_the_last() {
        let window = |center| ChannelWindow::by_hand(Window::new(center, 10.0), true);
        let two =
            ChannelSettings { windows: vec![window(1.0), window(2.0)], equalised: Some(EqualizeSettings::default()) };
        let third = chosen(&two, 2, Choice::Window(window(3.0)));
        assert_eq!((third.windows.len(), third.equalised), (3, None));
        let second = chosen(&two, 1, Choice::Equalised(EqualizeSettings::default()));
        assert_eq!((second.windows, second.equalised.is_some()), (vec![window(1.0)], true));
        let less = chosen(&two, 0, Choice::Off);
        assert_eq!((less.windows, less.equalised.is_some()), (vec![window(2.0)], true));
        assert_eq!(chosen(&two, 2, Choice::Off).equalised, None);
        assert_eq!(chosen(&two, 1, Choice::Window(window(9.0))).windows[1], window(9.0));
    }
}
