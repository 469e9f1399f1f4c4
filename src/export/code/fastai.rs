//! The view in fastai's words, where it has them.

use crate::image::{ChannelSettings, EqualizePadding, EqualizeSettings, ModalityLut, Voi, VoiFunction, Window};

use super::{
    CodeView,
    pydicom::MATPLOTLIB,
    python::{Script, number, string},
};

/// A script that draws the view by `fastai.medical.imaging`: `shown` is the picture, 0 to 1. What fastai cannot say is
/// said in comments.
pub fn fastai(view: &CodeView<'_>) -> String {
    let mut script = Script::default();
    script.line("from pathlib import Path");
    script.line("");
    script.line("import matplotlib.pyplot as plt");
    script.line("import torch");
    script.line("from fastai.medical.imaging import *");
    script.line("from fastai.torch_core import show_image");
    script.line("");
    script.line(format_args!("ds = Path({}).dcmread()", string(view.file_name)));
    if view.picture.is_colour() {
        script.comment("fastai.medical.imaging is made for grey images; this one has colours of its own.");
        let frame = if view.frames > 1 { format!("[{}]", view.frame) } else { String::new() };
        script.line(format_args!("shown = ds.pixel_array{frame}"));
        view.note_what_is_left_out(&mut script);
        script.line("show_image(shown)");
        script.line("plt.show()");
        return script.text();
    }
    values(&mut script, view);
    match &view.presentation.voi {
        Voi::Window { window, function, .. } => windowed(&mut script, *window, *function),
        Voi::Lut(_) => {
            script.comment("fastai knows no VOI LUT: this is the picture equalised.");
            script.line("shown = px.hist_scaled()");
        }
        Voi::Equalized(settings) => equalised(&mut script, view, settings, "shown"),
        Voi::Channels(settings) => channels(&mut script, view, settings),
    }
    view.note_what_is_left_out(&mut script);
    rest(&mut script, view);
    script.text()
}

fn values(script: &mut Script, view: &CodeView<'_>) {
    if let ModalityLut::Table(_) = view.picture.model().modality {
        script.comment("fastai's scaled_px knows Rescale Slope and Intercept, not this file's Modality LUT.");
    }
    let frame = if view.frames > 1 { format!("[{}]", view.frame) } else { String::new() };
    script.line(format_args!("px = ds.scaled_px{frame}"));
    if view.picture.model().padding.is_some() && !view.presentation.show_padding {
        script.comment("fastai shows padding like any value; the viewer shows it as background.");
    }
}

/// What `windowed` has to be asked for, where its bounds can be these.
fn asked(lower: f64, upper: f64) -> Option<(f64, f64)> {
    let half = (upper - lower) / 2.0;
    (half >= 1.0 && half.fract() == 0.0).then(|| (half * 2.0, (lower + upper) / 2.0))
}

fn windowed(script: &mut Script, window: Window, function: VoiFunction) {
    let (lower, upper) = match function {
        VoiFunction::Linear if window.width >= 1.0 => {
            let middle = window.center - 0.5;
            (middle - (window.width - 1.0) / 2.0, middle + (window.width - 1.0) / 2.0)
        }
        VoiFunction::Linear | VoiFunction::LinearExact | VoiFunction::Sigmoid => window.bounds(false),
        VoiFunction::Fastai => function.bounds(window, true),
    };
    let (width, level) = match asked(lower, upper).filter(|_| function != VoiFunction::Sigmoid) {
        Some(asked) => asked,
        None => {
            let what = match function {
                VoiFunction::Sigmoid => "fastai has no sigmoid: this is linear over the same width.".to_owned(),
                _ => format!(
                    "The window goes from {} to {}; fastai takes half the width by floor division and comes as near as this.",
                    number(lower),
                    number(upper)
                ),
            };
            script.comment(&what);
            (window.width, window.center)
        }
    };
    script.line(format_args!("shown = px.windowed({}, {})", number(width), number(level)));
}

fn equalised(script: &mut Script, view: &CodeView<'_>, settings: &EqualizeSettings, name: &str) {
    let bound = |bound: Option<f64>| bound.map_or_else(|| "None".to_owned(), number);
    let is_clamped = settings.min_px.is_some() || settings.max_px.is_some();
    let clamped = if is_clamped {
        format!("px.clamp({}, {})", bound(settings.min_px), bound(settings.max_px))
    } else {
        "px".to_owned()
    };
    let padding = view.picture.model().padding.filter(|_| settings.padding == EqualizePadding::LeftOut);
    if let Some(padding) = padding {
        script.comment("Breakpoints without the padding");
        let frame = if view.frames > 1 { format!("[{}]", view.frame) } else { String::new() };
        script.line(format_args!("stored = ds.pixels{frame}"));
        script.line(format_args!(
            "brks = {clamped}[(stored < {}) | (stored > {})].freqhist_bins({})",
            number(padding.low),
            number(padding.high),
            settings.bins
        ));
        script.line(format_args!("{name} = {clamped}.hist_scaled(brks)"));
    } else if settings.bins == 100 {
        script.line(format_args!("{name} = {clamped}.hist_scaled()"));
    } else {
        script.line(format_args!("{name} = {clamped}.hist_scaled({clamped}.freqhist_bins({}))", settings.bins));
    }
}

fn channels(script: &mut Script, view: &CodeView<'_>, settings: &ChannelSettings) {
    if settings.windows.iter().any(|channel| channel.function != VoiFunction::Fastai) {
        script.comment("fastai's channels are by its own windowed; the viewer shows some by another function.");
    }
    let windows: Vec<_> = settings.windows.iter().take(ChannelSettings::SHOWN).collect();
    let windows = windows.iter().map(|channel| {
        let (width, center) = (number(channel.window.width), number(channel.window.center));
        format!("({width}, {center})")
    });
    let windows: Vec<String> = windows.collect();
    let list = windows.join(", ");
    let third = settings.equalised.as_ref().filter(|_| windows.len() < ChannelSettings::SHOWN);
    match third {
        // There is nothing to stack; `rest` adds the black channels.
        None if windows.is_empty() => script.line("shown = torch.zeros(0, *px.shape)"),
        None => script.line(format_args!("shown = px.to_nchan([{list}], bins=0)")),
        Some(usual) if *usual == EqualizeSettings::default() => match windows.as_slice() {
            [one, two] => script.line(format_args!("shown = px.to_3chan({one}, {two})")),
            _ => script.line(format_args!("shown = px.to_nchan([{list}])")),
        },
        Some(settings) => {
            equalised(script, view, settings, "last");
            let windows = windows.iter().map(|window| format!("px.windowed(*{window})"));
            let all: Vec<String> = windows.chain(["last".to_owned()]).collect();
            script.line(format_args!("shown = torch.stack([{}])", all.join(", ")));
        }
    }
}

/// Polarity, colour map, flips and turns.
fn rest(script: &mut Script, view: &CodeView<'_>) {
    if view.is_reversed() {
        script.line("shown = 1 - shown");
    }
    if let Voi::Channels(settings) = &view.presentation.voi
        && settings.count() < ChannelSettings::SHOWN
    {
        script.comment("Channels that are not there are black");
        let missing = ChannelSettings::SHOWN - settings.count();
        script.line(format_args!("shown = torch.cat([shown, torch.zeros({missing}, *shown.shape[1:])])"));
    }
    if let Some([left, top, right, bottom]) = view.visible {
        script.line(format_args!("shown = shown[..., {top}:{bottom}, {left}:{right}]"));
    }
    let flips = [(view.view.flip_horizontal, -1), (view.view.flip_vertical, -2)];
    for (_, axis) in flips.into_iter().filter(|(is_flipped, _)| *is_flipped) {
        script.line(format_args!("shown = shown.flip({axis})"));
    }
    if !view.view.quarter_turns.is_multiple_of(4) {
        script.line(format_args!("shown = shown.rot90(-{}, (-2, -1))", view.view.quarter_turns % 4));
    }
    let map = view.colour_map().filter(|_| !matches!(view.presentation.voi, Voi::Channels(_)));
    let cmap = match map {
        Some(map) if MATPLOTLIB.contains(&map) => map,
        Some(map) => {
            script.comment(&format!("matplotlib has no colour map {map}: grey."));
            "gray"
        }
        None => "gray",
    };
    script.line(format_args!("show_image(shown, cmap={}, vmin=0, vmax=1)", string(cmap)));
    script.line("plt.show()");
}
