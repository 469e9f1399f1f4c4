//! Showing values other than through one window: equalised, or several windows as channels.

use crate::image::{ChannelSettings, ChannelWindow, EqualizePadding, EqualizeSettings, Voi, preset};

use super::{ImageState, Severity, Workspace, corner::format_number};

/// What a person does with the way of showing.
#[derive(Clone, Debug, PartialEq)]
pub enum DisplayAction {
    /// Equalised in this way.
    SetEqualize(EqualizeSettings),
    /// These windows as channels.
    SetChannels(ChannelSettings),
    /// Back to the window or LUT that was in force.
    LeaveMode,
    /// Equalised as it was last, or back to the window.
    ToggleEqualize,
    /// Channels as they were last, or back to the window.
    ToggleChannels,
}

impl ImageState {
    pub(super) fn edit_display(&mut self, action: &DisplayAction) {
        let voi = self.presentation().map(|presentation| &presentation.voi);
        match (action, voi) {
            (DisplayAction::SetEqualize(settings), _) => self.set_voi(Voi::Equalized(settings.clone().checked())),
            (DisplayAction::SetChannels(settings), _) => {
                let equalised = settings.equalised.clone().map(EqualizeSettings::checked);
                self.set_voi(Voi::Channels(ChannelSettings { equalised, ..settings.clone() }));
            }
            (DisplayAction::ToggleEqualize, Some(Voi::Equalized(_)))
            | (DisplayAction::ToggleChannels, Some(Voi::Channels(_)))
            | (DisplayAction::LeaveMode, _) => self.leave_mode(),
            (DisplayAction::ToggleEqualize, _) => {
                if let Some(settings) = self.equalize_settings() {
                    self.set_voi(Voi::Equalized(settings));
                }
            }
            (DisplayAction::ToggleChannels, _) => {
                if let Some(settings) = self.channel_settings() {
                    self.set_voi(Voi::Channels(settings));
                }
            }
        }
    }

    /// How the picture is equalised, was last, or would be; `None` without a picture.
    pub fn equalize_settings(&self) -> Option<EqualizeSettings> {
        let (picture, presentation) = (self.picture()?, self.presentation()?);
        let last = presentation.modes.equalize.clone();
        Some(last.unwrap_or_else(|| EqualizeSettings::for_unit(&picture.model().unit)))
    }

    /// Which channels the picture is shown as, was last, or would be; `None` without a picture or its counts.
    pub fn channel_settings(&self) -> Option<ChannelSettings> {
        let (picture, presentation) = (self.picture()?, self.presentation()?);
        let last = presentation.modes.channels.clone();
        last.or_else(|| Some(ChannelSettings::for_picture(picture, self.window_or_range()?)))
    }

    fn leave_mode(&mut self) {
        let Some(presentation) = self.presentation().filter(|presentation| !presentation.voi.is_plain()) else {
            return;
        };
        match presentation.modes.window.clone() {
            Some(voi) => self.set_voi(voi),
            None => self.apply_default(),
        }
    }
}

impl Workspace {
    /// Says why the picture is not equalised, nor shown as channels.
    pub(super) fn refuse_mode(&mut self) {
        let what = if self.image().is_colour() { "Colours are shown as they are" } else { "Labels have no values" };
        self.say(Severity::Info, format!("{what}; equalising and channels are for grey images."));
    }
}

/// `Equalised, 100 bins, from -1100`.
pub(super) fn equalized_text(settings: &EqualizeSettings) -> String {
    let number = |value| format_number(value, 3);
    let bounds = match (settings.min_px, settings.max_px) {
        (Some(min), Some(max)) => format!(", {} to {}", number(min), number(max)),
        (Some(min), None) => format!(", from {}", number(min)),
        (None, Some(max)) => format!(", up to {}", number(max)),
        (None, None) => String::new(),
    };
    let padding = if settings.padding == EqualizePadding::LeftOut { ", without padding" } else { "" };
    let bins = if settings.bins == 1 { "bin" } else { "bins" };
    format!("Equalised, {} {bins}{bounds}{padding}", settings.bins)
}

/// `Red Lungs  Green Abdomen, soft  Blue equalised, 100 bins`.
pub(super) fn channels_text(settings: &ChannelSettings) -> String {
    let windows = settings.windows.iter().map(channel_text);
    let equalised = settings.equalised.iter().map(|settings| equalized_text(settings).replacen('E', "e", 1));
    let shown = ["Red", "Green", "Blue"].into_iter().zip(windows.chain(equalised));
    let shown: Vec<_> = shown.map(|(colour, what)| format!("{colour} {what}")).collect();
    if shown.is_empty() { "No channels".to_owned() } else { shown.join("  ") }
}

/// What a channel shows: the preset's name, or its numbers.
pub fn channel_text(channel: &ChannelWindow) -> String {
    let named = channel.preset.as_deref().and_then(preset::by_name);
    let (center, width) = (channel.window.center, channel.window.width);
    named.map_or_else(
        || format!("C {} W {}", format_number(center, 3), format_number(width, 3)),
        |preset| preset.label.clone(),
    )
}

#[cfg(test)]
#[path = "display_tests.rs"]
mod tests;
