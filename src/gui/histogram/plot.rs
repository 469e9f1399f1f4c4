//! Draws one plot: bars, channels, curve, marks.

use egui::{Color32, Response, Sense, Stroke, Ui};
use egui_plot::{BarChart, Plot, VLine};

use crate::{
    image::{Bars, Channel, Channels, Histogram, TransferCurve, ValueRange},
    state::{ImageState, Plotted, Scope, Workspace},
};

use super::{
    super::theme,
    CountScale,
    axis::{Axis, AxisMap},
    bars::{Paint, drawn, outline},
    curve,
};

/// What is plotted, and how.
pub struct Shown<'a> {
    /// The counts.
    pub histogram: &'a Histogram,
    /// From the axis to values after modality.
    pub map: AxisMap,
    /// The axis shows stored values.
    pub is_stored: bool,
    /// Points.
    pub height: f32,
    /// From counts to heights.
    pub scale: CountScale,
    /// What the picture makes of the values is shown: by the curve, and by the bars' colours.
    pub has_curve: bool,
}

/// A plot that is drawn.
pub struct Drawn {
    /// The plot as a widget.
    pub response: Response,
    /// Its axis on screen.
    pub axis: Axis,
    /// Its bars.
    pub bars: Bars,
}

/// Draws it; `mark` is a value after modality.
pub fn ui(
    ui: &mut Ui,
    workspace: &Workspace,
    plotted: &Plotted<'_>,
    shown: &Shown<'_>,
    range: ValueRange,
    mark: Option<f64>,
    name: &str,
) -> Drawn {
    let image = workspace.image();
    let palette = theme::palette(ui.visuals());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width on screen")]
    let most = ui.available_width().max(64.0) as usize;
    let bars = shown.histogram.rebinned(range, most);
    let channel = workspace.explore.channel;
    let lines = channel_lines(plotted.counts.channels.as_ref(), channel, palette.bar, range, most);
    let regions = region_lines(workspace, shown, range, most);
    let heights = lines.iter().flat_map(|(_, bars, _)| &bars.counts).chain(&bars.counts);
    let tall = heights.map(|count| shown.scale.height(*count)).fold(shown.scale.height(1), f64::max);
    let curve = image.picture().zip(image.presentation()).filter(|_| shown.has_curve);
    let curve = curve.map(|(picture, presentation)| TransferCurve::new(picture, presentation));
    let reversed = image.shows_high_as_dark();
    let displayed = |curve: &TransferCurve, value: f64| {
        let brightness = curve.brightness(value);
        if reversed { 1.0 - brightness } else { brightness }
    };
    let brightness = |value: f64| curve.as_ref().map_or(0.5, |curve| displayed(curve, value));
    let plot = Plot::new(if shown.is_stored { "histogram-stored" } else { "histogram" })
        .height(shown.height)
        .sense(Sense::click_and_drag())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_axes([true, false])
        .show_grid([true, false])
        .show_x(false)
        .show_y(false)
        .set_margin_fraction(egui::Vec2::ZERO)
        .label_formatter(|_| None);
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(range.low..=range.high);
        plot.set_plot_bounds_y(0.0..=tall * 1.04);
        if lines.is_empty() {
            let bounds = bounds_in_colour(image, shown, curve.as_ref());
            let paint = Paint::new(image, bounds, &brightness, palette);
            let chart = BarChart::new("Counts", drawn(&bars, shown.map, &paint, shown.scale));
            plot.bar_chart(chart.allow_hover(false));
            plot.line(outline("Shape", &bars, palette.bar.gamma_multiply(0.8), shown.scale));
        }
        for (name, bars, colour) in &lines {
            plot.line(outline(name, bars, *colour, shown.scale));
        }
        for (bars, colour) in &regions {
            plot.line(outline("Region", bars, *colour, shown.scale));
        }
        if let Some(value) = mark {
            let line = VLine::new("Pointer", shown.map.number(value));
            plot.vline(line.stroke(Stroke::new(1.0, palette.warning)).allow_hover(false));
        }
    });
    let axis = Axis { rect: *response.transform.frame(), range, map: shown.map };
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    match &curve {
        Some(curve) if curve.channels().is_empty() => {
            curve::ui(ui, &axis, &|value| displayed(curve, value), curve.breakpoints(), palette.warning);
        }
        Some(curve) => {
            for (curve, colour) in curve.channels().iter().zip(CHANNELS) {
                curve::ui(ui, &axis, &|value| displayed(curve, value), &[], colour);
            }
        }
        None => {}
    }
    Drawn { response: response.response, axis, bars }
}

/// Red, green and blue as lines, that read on dark and on light.
const CHANNELS: [Color32; 3] =
    [Color32::from_rgb(226, 84, 84), Color32::from_rgb(70, 168, 84), Color32::from_rgb(86, 128, 235)];

/// The window's bounds, between which bars have the picture's colours; with equalised values and LUTs all of them.
fn bounds_in_colour(image: &ImageState, shown: &Shown<'_>, curve: Option<&TransferCurve>) -> Option<(f64, f64)> {
    let everything = curve.map(|_| (f64::NEG_INFINITY, f64::INFINITY));
    if shown.has_curve { image.bounds().or(everything) } else { None }
}

/// Of a colour picture with all channels together: one line each.
fn channel_lines(
    channels: Option<&Channels>,
    channel: Channel,
    luminance: Color32,
    range: ValueRange,
    most: usize,
) -> Vec<(&'static str, Bars, Color32)> {
    let Some(channels) = channels.filter(|_| channel == Channel::All) else { return Vec::new() };
    let [red, green, blue] = CHANNELS;
    [
        ("Luminance", &channels.luminance, luminance),
        ("Red", &channels.red, red),
        ("Green", &channels.green, green),
        ("Blue", &channels.blue, blue),
    ]
    .map(|(name, histogram, colour)| (name, histogram.rebinned(range, most), colour))
    .into()
}

/// The regions on the frame, each by a line of its colour over the counts of the whole.
fn region_lines(workspace: &Workspace, shown: &Shown<'_>, range: ValueRange, most: usize) -> Vec<(Bars, Color32)> {
    let (image, explore) = (workspace.image(), &workspace.explore);
    if matches!(explore.scope, Scope::Region(_)) {
        return Vec::new();
    }
    let visible = image.regions_here().filter(|placed| placed.region.visible);
    let lines = visible.filter_map(|placed| {
        let counts = &image.measured(placed.region.id)?.counts;
        let of_channel = counts.channels.as_ref().map(|channels| channels.of_channel(explore.channel));
        let histogram = if shown.is_stored { &counts.stored } else { of_channel.unwrap_or(&counts.values) };
        Some((histogram.rebinned(range, most), theme::region_colour(placed.region.colour)))
    });
    lines.collect()
}
