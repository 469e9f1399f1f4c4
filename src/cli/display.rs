//! Equalised pictures and windows as channels, as the command line names them.

use anyhow::{Result, bail};
use clap::Args;

use crate::image::{
    ChannelSettings, ChannelWindow, EqualizePadding, EqualizeSettings, Picture, Presentation, Voi, Window,
};

use super::arguments::{parse_preset, parse_window};

/// How a picture is equalised, whole or as the last channel.
#[derive(Clone, Debug, Default, Args)]
pub struct EqualizeArguments {
    /// Smaller values count as X when equalising; without it -1100 for HU with --equalize, and all values else; "none" for all
    #[arg(long, value_name = "X", allow_hyphen_values = true, value_parser = parse_bound)]
    pub min_px: Option<Bound>,
    /// Larger values count as X when equalising
    #[arg(long, value_name = "X", allow_hyphen_values = true, value_parser = parse_bound)]
    pub max_px: Option<Bound>,
    /// Leave padding out when equalising
    #[arg(long)]
    pub without_padding: bool,
    /// Bins of the equalised channel behind the windows of --channels; 0 leaves it out [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100_000), requires = "channels")]
    pub channel_bins: Option<u32>,
}

/// A bound, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound(pub Option<f64>);

/// A window of `--channels`.
#[derive(Clone, Debug, PartialEq)]
pub enum Channel {
    /// By the name of a preset.
    Preset(String),
    /// By its numbers.
    Window(Window),
}

/// The windows of `--channels`, one after another.
#[derive(Clone, Debug, PartialEq)]
pub struct Channels(pub Vec<Channel>);

impl EqualizeArguments {
    /// Whether any of them was given.
    pub fn are_given(&self) -> bool {
        let Self { min_px, max_px, without_padding, channel_bins } = self;
        min_px.is_some() || max_px.is_some() || *without_padding || channel_bins.is_some()
    }

    /// What `--equalize` or `--channels` asks for, if either is given.
    pub fn presentation(
        &self,
        bins: Option<u32>,
        channels: Option<&Channels>,
        picture: &Picture,
    ) -> Result<Option<Presentation>> {
        let voi = match (bins, channels) {
            (Some(bins), _) => Voi::Equalized(self.settings(bins, EqualizeSettings::for_unit(&picture.model().unit))?),
            (None, Some(Channels(channels))) => {
                let windows = channels.iter().filter_map(|channel| channel.window(picture)).collect();
                let bins = self.channel_bins.unwrap_or(100);
                let equalised = if bins == 0 { None } else { Some(self.settings(bins, EqualizeSettings::default())?) };
                Voi::Channels(ChannelSettings { windows, equalised })
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Presentation::with_voi(voi)))
    }

    fn settings(&self, bins: u32, usual: EqualizeSettings) -> Result<EqualizeSettings> {
        let min_px = self.min_px.map_or(usual.min_px, |Bound(bound)| bound);
        let max_px = self.max_px.map_or(usual.max_px, |Bound(bound)| bound);
        if let (Some(min), Some(max)) = (min_px, max_px)
            && min > max
        {
            bail!("The smallest value {min} lies above the largest {max}; give --min-px and --max-px in order.");
        }
        let padding = if self.without_padding { EqualizePadding::LeftOut } else { EqualizePadding::Counted };
        Ok(EqualizeSettings { bins: usize::try_from(bins)?, min_px, max_px, padding })
    }
}

impl Channel {
    /// The window that it is for the values of `picture`.
    pub fn window(&self, picture: &Picture) -> Option<ChannelWindow> {
        match self {
            Self::Preset(name) => ChannelWindow::preset(name),
            Self::Window(window) => Some(ChannelWindow::by_hand(*window, picture.has_whole_values())),
        }
    }
}

fn parse_bound(text: &str) -> Result<Bound, String> {
    if text == "none" {
        return Ok(Bound(None));
    }
    let bound: Option<f64> = text.parse().ok().filter(|bound: &f64| bound.is_finite());
    bound.map(|bound| Bound(Some(bound))).ok_or_else(|| "give a number in the image's unit, or none".to_owned())
}

/// Reads `lungs:40,400`.
pub fn parse_channels(text: &str) -> Result<Channels, String> {
    text.split(':').map(parse_channel).collect::<Result<_, _>>().map(Channels)
}

/// Reads `lungs` or `40,400`.
pub fn parse_channel(text: &str) -> Result<Channel, String> {
    if text.contains(',') { parse_window(text).map(Channel::Window) } else { parse_preset(text).map(Channel::Preset) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_presets_or_numbers() {
        let read = parse_channels("lungs:-40,400:brain");
        let window = Channel::Window(Window::new(-40.0, 400.0));
        assert_eq!(read, Ok(Channels(vec![Channel::Preset("lungs".into()), window, Channel::Preset("brain".into())])));
        for wrong in ["", "lungs:", "40", "40,0", "nothing"] {
            assert!(parse_channels(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_bound("-3.5"), Ok(Bound(Some(-3.5))));
        assert_eq!(parse_bound("none"), Ok(Bound(None)));
        assert!(parse_bound("inf").is_err());
    }
}
