//! Find the body, as the command line names it.

use anyhow::{Result, bail};
use clap::Args;

use crate::image::{
    Histogram, Picture,
    body::{self, Body, BodyBox, BodyMask, BodySettings},
    full_range,
};

use super::display::{Channel, parse_channel};

/// How the body is looked for.
#[derive(Clone, Debug, Default, Args)]
pub struct BodyArguments {
    /// Cut the body out and write it as SIZE x SIZE pixels
    #[arg(long, value_name = "SIZE", value_parser = clap::value_parser!(u32).range(1..=8192))]
    pub crop_body: Option<u32>,
    /// Window that the body is grey in; without it abdomen_soft for HU, and all values else
    #[arg(long, value_name = "NAME|C,W", value_parser = parse_channel, allow_hyphen_values = true)]
    pub body_window: Option<Channel>,
    /// Standard deviation of the blur as a share of the columns [default: 0.3]
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub body_sigma: Option<f64>,
    /// Blurred brightness above which a pixel is body [default: 0.05]
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub body_threshold: Option<f64>,
    /// Take what the window shows white for body too
    #[arg(long)]
    pub body_keep_max: bool,
}

impl BodyArguments {
    /// Whether there is anything about how to look, and nothing to look for; `what` is looked for besides a crop.
    pub fn are_stray(&self, what: bool) -> bool {
        let Self { crop_body, body_window, body_sigma, body_threshold, body_keep_max } = self;
        let asks = body_window.is_some() || body_sigma.is_some() || body_threshold.is_some() || *body_keep_max;
        asks && crop_body.is_none() && !what
    }

    /// Which pixels are body.
    pub fn mask(&self, picture: &Picture) -> Result<BodyMask> {
        if let Some(sentence) = body::refusal(picture) {
            bail!(sentence);
        }
        match body::mask_from_blur(picture, &self.settings(picture), &|| false) {
            Some(mask) => Ok(mask),
            None => bail!("The image is in colour, and the body is looked for in grey images."),
        }
    }

    /// The picture cut to the body, if that was asked for. The whole of it where there is no body, as fastai does.
    pub fn cropped(&self, picture: &Picture) -> Result<Option<Picture>> {
        let Some(size) = self.crop_body else { return Ok(None) };
        if picture.is_colour() {
            bail!("The image is in colour, and the body is looked for in grey images.");
        }
        if let Some(sentence) = body::refusal(picture) {
            bail!(sentence);
        }
        let found = Body::find(picture, &self.settings(picture), &|| false).and_then(|body| body.bounds);
        let bounds = found.unwrap_or(BodyBox::whole(picture.frame().columns, picture.frame().rows));
        Ok(Some(body::cropped(picture, bounds, size)))
    }

    fn settings(&self, picture: &Picture) -> BodySettings {
        let histogram = Histogram::of(picture);
        let usual = BodySettings::for_picture(picture, full_range(&histogram, histogram.whole));
        let window = self.body_window.as_ref().and_then(|window| window.window(picture));
        BodySettings {
            window: window.unwrap_or(usual.window),
            sigma: self.body_sigma.unwrap_or(usual.sigma),
            threshold: self.body_threshold.unwrap_or(usual.threshold),
            remove_max: !self.body_keep_max,
        }
        .checked()
    }
}

fn parse_share(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "give a share between 0 and 1".to_owned())
}
