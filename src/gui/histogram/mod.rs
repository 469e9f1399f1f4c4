//! The histogram as the control of the window: handles, wheel and keys set it, the curve shows what it does, and what is
//! brushed here glows in the picture.

mod axis;
mod bars;
mod brush;
mod control;
mod curve;
mod header;
mod look;
mod plot;

use egui::{Event, Rect, Ui};

use crate::{
    image::{Channel, Histogram, ValueRange},
    state::{Action, HistogramAction, HistogramAxis, ImageState, Plotted, Workspace},
};

use self::{
    axis::AxisMap,
    brush::{Brush, Glow, On},
    control::Control,
    look::Look,
    plot::Shown,
};
use super::{anchors, bands::BandsPanel, format, wheel};

pub use bars::CountScale;

/// What the panel remembers between frames.
#[derive(Default)]
pub struct HistogramPanel {
    control: Control,
    brush: Brush,
    look: Look,
    /// The ruler of bands under the plot.
    pub bands: BandsPanel,
    /// The plot was drawn in this pass.
    is_drawn: bool,
    /// What can be seen of the plot; `None` while it is not drawn.
    pub rect: Option<Rect>,
}

/// Share of the side's height that the plot takes, and its least and most points.
const HEIGHT: (f32, f32, f32) = (0.17, 96.0, 200.0);
/// Height of the second plot against the first.
const SECOND: f32 = 0.55;

impl HistogramPanel {
    /// The panel; `mark` is the value under the pointer in the picture, `room` the height of the side, points.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        scale: &mut CountScale,
        mark: Option<f64>,
        room: f32,
    ) -> Vec<Action> {
        let image = workspace.image();
        let mut actions = header::ui(ui, workspace, scale);
        let Some(plotted) = workspace.plotted() else {
            ui.weak(if image.picture().is_some() { "Counting…" } else { "No picture" });
            return actions;
        };
        let explore = &workspace.explore;
        let axis = if image.is_colour() { HistogramAxis::Values } else { explore.axis };
        let histogram = plotted.histogram(axis, explore.channel);
        let unit = unit(image, axis, explore.channel);
        header::figures_ui(ui, workspace, &plotted, histogram, &unit, &mut actions);
        if histogram.statistics.count == 0 {
            ui.weak("Nothing to count: no value besides what is left out");
            return actions;
        }
        let (share, least, most) = HEIGHT;
        let mut height = (room * share).clamp(least, most);
        if axis == HistogramAxis::Both {
            height *= 0.8;
        }
        let bounds = if image.is_colour() { None } else { image.bounds() };
        // Where stored values become values by a table, no place on their axis is one value: the window is set elsewhere.
        let stored_map = image.picture().and_then(|picture| AxisMap::stored(&picture.model().modality));
        let is_stored = axis == HistogramAxis::Stored;
        let map = if is_stored { stored_map } else { Some(AxisMap::VALUES) };
        let bounds_here = bounds.filter(|_| map.is_some());
        let map = map.unwrap_or(AxisMap::VALUES);
        let has_curve = !image.is_colour() && image.takes_window() && (!is_stored || stored_map.is_some());
        let shown = Shown { histogram, map, is_stored, height, scale: *scale, has_curve };
        let whole = axis::whole(histogram, bounds_here.map(|(lower, upper)| (map.number(lower), map.number(upper))));
        let range = self.look.range(&unit, whole);
        // Where no number of the axis is one value, values are neither marked, nor lit, nor scaled about.
        let has_values = !is_stored || stored_map.is_some();
        let mark = mark.filter(|_| has_values);
        let name = match bounds_here {
            Some((lower, upper)) => {
                let of = image.picture().map_or("", |picture| picture.model().unit.symbol());
                format!("Histogram, window {} to {} {of}", format::value(lower), format::value(upper))
            }
            None => "Histogram".to_owned(),
        };
        let drawn = plot::ui(ui, workspace, &plotted, &shown, range, mark, &name);
        self.rect = Some(drawn.response.interact_rect);
        self.is_drawn = true;
        anchors::note(ui, "histogram", drawn.response.rect);
        if has_values {
            let place = |value: f64| drawn.axis.x(value);
            // One thing glows at a time: the pointer on the plot goes before the ruler's keyboard cursor.
            let is_pointed = drawn.response.hovered();
            actions.extend(self.bands.ui(ui, drawn.axis.rect.x_range(), &place, workspace, is_pointed));
        }
        self.look.ui(ui, &drawn.response, &drawn.axis, whole, &unit, image, has_values, &mut actions);
        if bounds_here.is_some() {
            actions.extend(self.control.ui(ui, &drawn.response, &drawn.axis, image));
        } else {
            actions.extend(self.control.end());
        }
        let is_held = self.control.is_held();
        let on = On { unit: &unit, is_stored, stack: &image.stack };
        let starts_at = bounds_here.map(|(lower, _)| map.number(lower));
        let seen = |range: ValueRange| has_values && is_in_frame(image, is_stored, explore.channel, range);
        let glow = Glow { now: explore.glow, seen: &seen };
        let (range, brushed) =
            self.brush.ui(ui, &drawn.response, &drawn.axis, &drawn.bars, is_held, starts_at, on, &glow);
        actions.extend(brushed);
        let scale_of_levels = if image.is_colour() { "of 255" } else { &unit };
        let text = hover_text(histogram, range, scale_of_levels, bounds_here.is_some());
        if !is_held {
            drawn.response.on_hover_text_at_pointer(text);
        }
        if axis == HistogramAxis::Both {
            self.stored_ui(ui, workspace, &plotted, height * SECOND, *scale, mark);
        }
        actions
    }

    /// What the pointer did to the window on the plot since the last pass.
    pub fn input(&mut self, ctx: &egui::Context, workspace: &Workspace) -> Vec<Action> {
        self.control.input(ctx, workspace.image())
    }

    /// Takes the wheel over the plot out of what comes in.
    pub fn take_wheel(&mut self, ctx: &egui::Context, events: &mut Vec<Event>) {
        let over = wheel::pointer(ctx, events).zip(self.rect).is_some_and(|(at, rect)| rect.contains(at));
        if over {
            self.look.take_wheel(events);
        }
    }

    /// Takes the brushed range away; true if one was to be seen.
    pub fn clear_brush(&mut self) -> bool {
        self.brush.clear() && self.rect.is_some()
    }

    /// After all panels: a plot that was not drawn in this pass takes no wheel, holds no gesture and lights nothing.
    pub fn settle(&mut self, workspace: &Workspace) -> Vec<Action> {
        if std::mem::take(&mut self.is_drawn) {
            return Vec::new();
        }
        self.rect = None;
        self.look.forget_wheel();
        self.brush.put_out();
        let dark = workspace.explore.glow.map(|_| Action::Histogram(HistogramAction::Glow(None)));
        self.control.end().into_iter().chain(dark).collect()
    }

    /// The stored values under the values, to be compared.
    fn stored_ui(
        &self,
        ui: &mut Ui,
        workspace: &Workspace,
        plotted: &Plotted<'_>,
        height: f32,
        scale: CountScale,
        mark: Option<f64>,
    ) {
        let image = workspace.image();
        let map = image.picture().and_then(|picture| AxisMap::stored(&picture.model().modality));
        let histogram = plotted.stored();
        ui.weak(format!("Stored values, {}", arithmetic(image)));
        let bounds = image.bounds().zip(map).map(|((lower, upper), map)| (map.number(lower), map.number(upper)));
        let shown = Shown {
            histogram,
            map: map.unwrap_or(AxisMap::VALUES),
            is_stored: true,
            height,
            scale,
            has_curve: map.is_some(),
        };
        let whole = axis::whole(histogram, bounds);
        let mark = mark.filter(|_| map.is_some());
        let drawn = plot::ui(ui, workspace, plotted, &shown, whole, mark, "Histogram of stored values");
        let pointed = drawn.response.hover_pos().map(|at| drawn.axis.number(at.x));
        let range = pointed.and_then(|number| brush::bar(&drawn.bars, number));
        drawn.response.on_hover_text_at_pointer(hover_text(histogram, range, "stored", false));
    }
}

/// Whether the frame on screen has any of these values, whatever the plot counts; `range` is in numbers of the axis.
fn is_in_frame(image: &ImageState, is_stored: bool, channel: Channel, range: ValueRange) -> bool {
    let Some(counts) = &image.loaded.counts else { return false };
    let of_channel = counts.channels.as_ref().map(|channels| channels.of_channel(channel));
    let histogram = if is_stored { &counts.stored } else { of_channel.unwrap_or(&counts.values) };
    histogram.count_in(range) > 0
}

/// How stored values become values, in a few words.
fn arithmetic(image: &ImageState) -> String {
    use crate::image::ModalityLut;
    let Some(picture) = image.picture() else { return String::new() };
    match &picture.model().modality {
        lut if lut.is_identity() => "which are the values".to_owned(),
        ModalityLut::Rescale { slope, intercept } => {
            let sign = if *intercept < 0.0 { '−' } else { '+' };
            let (slope, intercept) = (format::value(*slope), format::value(intercept.abs()));
            format!("value = {slope} × stored {sign} {intercept}")
        }
        ModalityLut::Table(_) => "which a table makes values of".to_owned(),
    }
}

/// The unit of what is counted, in words.
fn unit(image: &ImageState, axis: HistogramAxis, channel: Channel) -> String {
    let Some(picture) = image.picture() else { return String::new() };
    if image.is_colour() {
        return format!("{}, 0 to 255", channel.label());
    }
    match (axis, picture.model().unit.symbol()) {
        (HistogramAxis::Stored, _) => "stored values".to_owned(),
        (_, "") => "values".to_owned(),
        (_, symbol) => symbol.to_owned(),
    }
}

fn hover_text(histogram: &Histogram, range: Option<ValueRange>, unit: &str, is_control: bool) -> String {
    let Some(range) = range else {
        let window = "Drag a bound or the space between; wheel sets the width; double-click for the file window";
        return if is_control { window } else { "Right drag picks out values" }.to_owned();
    };
    let high = if histogram.whole { range.high.ceil() - 1.0 } else { range.high };
    let values = if high <= range.low {
        format::value(range.low)
    } else {
        format!("{} to {}", format::value(range.low), format::value(high))
    };
    let share = histogram.share_in(range).unwrap_or(0.0) * 100.0;
    format!("{values} {unit}\n{} pixels, {share:.2} %", histogram.count_in(range))
}
