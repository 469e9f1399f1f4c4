//! The histogram as the control of the window: handles, wheel and keys set it, the curve shows what it does, and what is
//! brushed here glows in the picture.

mod axis;
mod bars;
mod brush;
mod control;
mod curve;
mod header;

use egui::{Event, PointerButton, Rect, Response, Sense, Stroke, Ui};
use egui_plot::{BarChart, Plot, VLine};

use crate::{
    image::{Histogram, ValueRange},
    state::{Action, HistogramAxis, ImageState, Workspace},
};

use self::{
    axis::{Axis, AxisMap},
    bars::{Paint, bars, outline},
    brush::Brush,
    control::Control,
};
use super::{bands::BandsPanel, format, theme, wheel};

pub use bars::CountScale;

/// What the panel remembers between frames.
#[derive(Default)]
pub struct HistogramPanel {
    control: Control,
    brush: Brush,
    zoom: Option<Zoom>,
    /// Wheel events that were taken before the toolkit saw them: notches, and whether Ctrl or Shift was held.
    taken: Vec<(f32, egui::Modifiers)>,
    /// The ruler of bands under the plot.
    pub bands: BandsPanel,
    /// Where the plot lies, for the report.
    pub rect: Option<Rect>,
}

/// A part of an axis that is looked at. Another kind of values ends it.
#[derive(Clone, PartialEq)]
struct Zoom {
    range: ValueRange,
    kind: (String, bool),
}

/// One plot: of what, on which axis.
struct Shown<'a> {
    histogram: &'a Histogram,
    map: AxisMap,
    is_stored: bool,
    height: f32,
    scale: CountScale,
    range: ValueRange,
    name: String,
}

impl HistogramPanel {
    /// The panel; `mark` is the value under the pointer in the picture.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, scale: &mut CountScale, mark: Option<f64>) -> Vec<Action> {
        let image = workspace.image();
        let Some(histogram) = image.loaded.histogram.clone().filter(|_| image.fault().is_none()) else {
            ui.weak("No picture");
            return Vec::new();
        };
        let chosen = if image.is_colour() { HistogramAxis::Values } else { workspace.explore.axis };
        let mut actions = header::ui(ui, chosen, scale, image);
        let unit = unit(image);
        ui.horizontal(|ui| {
            header::figures_ui(ui, &histogram, if unit.is_empty() { "values" } else { &unit });
        });
        if histogram.statistics.excluded > 0 {
            ui.weak(format!("{} pixels of padding left out", histogram.statistics.excluded));
        }
        if histogram.statistics.count == 0 {
            ui.weak("The frame holds no values besides padding");
            return actions;
        }
        let bounds = if image.is_colour() { None } else { image.bounds() };
        let height = (ui.available_height() * 0.38).clamp(96.0, 190.0);
        let kind = (unit.clone(), false);
        let whole = axis::whole(&histogram, bounds);
        let range = self.range(&kind, whole);
        let name = match bounds {
            Some((lower, upper)) => {
                format!("Histogram, window {} to {} {unit}", format::value(lower), format::value(upper))
            }
            None => "Histogram".to_owned(),
        };
        let map = AxisMap::VALUES;
        let shown = Shown { histogram: &histogram, map, is_stored: false, height, scale: *scale, range, name };
        let (body, axis) = plot_ui(ui, image, &shown, bounds, mark);
        self.rect = Some(body.rect);
        let place = |value: f64| axis.x(value);
        actions.extend(self.bands.ui(ui, axis.rect.x_range(), &place, workspace));
        self.look(ui, &body, &axis, whole, &kind, image, &mut actions);
        actions.extend(self.control.ui(ui, &body, &axis, image, &unit));
        let (range, brushed) =
            self.brush.ui(ui, &body, &axis, &histogram, self.control.is_held(), workspace.explore.glow);
        actions.extend(brushed);
        body.on_hover_text_at_pointer(hover_text(&histogram, range, &unit));
        actions
    }

    /// Takes the wheel over the plot out of what comes in.
    pub fn take_wheel(&mut self, ctx: &egui::Context, events: &mut Vec<Event>) {
        let over = wheel::pointer(ctx, events).zip(self.rect).is_some_and(|(at, rect)| rect.contains(at));
        if over {
            events.retain(|event| {
                let turned = wheel::notches(event);
                self.taken.extend(turned);
                turned.is_none()
            });
        }
    }

    /// Takes the brushed range away; true if there was one.
    pub fn clear_brush(&mut self) -> bool {
        self.brush.clear()
    }

    fn range(&mut self, kind: &(String, bool), whole: ValueRange) -> ValueRange {
        let zoom =
            self.zoom.take_if(|zoom| zoom.kind != *kind || zoom.range.high < whole.low || zoom.range.low > whole.high);
        drop(zoom);
        self.zoom.as_ref().map_or(whole, |zoom| zoom.range)
    }

    /// Wheel, middle drag and buttons: width of the window about the pointer, zoom and pan of the axis.
    #[allow(clippy::too_many_arguments, reason = "one plot's parts")]
    fn look(
        &mut self,
        ui: &mut Ui,
        body: &Response,
        axis: &Axis,
        whole: ValueRange,
        kind: &(String, bool),
        image: &ImageState,
        actions: &mut Vec<Action>,
    ) {
        let mut range = axis.range;
        let span = range.high - range.low;
        let pointer = ui.input(|input| input.pointer.latest_pos());
        for (notches, modifiers) in self.taken.drain(..) {
            let Some(at) = pointer else { continue };
            if modifiers.command {
                range = axis::zoomed(range, 1.2f64.powf(f64::from(-notches)), axis.number(at.x), whole);
            } else if modifiers.shift {
                range = axis::panned(range, -f64::from(notches) * span / 10.0, whole);
            } else {
                let factor = 1.1f64.powf(f64::from(-notches));
                actions.push(Action::ScaleWindow { factor, about: axis.value(at.x) });
            }
        }
        if body.dragged_by(PointerButton::Middle) {
            let moved = f64::from(-body.drag_delta().x / axis.rect.width()) * span;
            range = axis::panned(range, moved, whole);
        }
        if let Some(chosen) = view_buttons(ui, range, whole, image) {
            range = chosen;
        }
        if range == whole {
            self.zoom = None;
        } else if range != axis.range || self.zoom.is_some() {
            self.zoom = Some(Zoom { range, kind: kind.clone() });
        }
    }
}

/// Buttons for what wheel and drag do to the axis.
fn view_buttons(ui: &mut Ui, range: ValueRange, whole: ValueRange, image: &ImageState) -> Option<ValueRange> {
    let middle = f64::midpoint(range.low, range.high);
    let window = image.bounds().map(|(lower, upper)| {
        let margin = ((upper - lower) * 0.1).max(image.least_width());
        axis::zoomed(ValueRange::new(lower - margin, upper + margin), 1.0, lower, whole)
    });
    let step = (range.high - range.low) / 4.0;
    let choices = [
        ("–", "Show more of the axis", "Zoom axis out (Ctrl + wheel)", Some(axis::zoomed(range, 1.5, middle, whole))),
        (
            "+",
            "Show less of the axis",
            "Zoom axis in (Ctrl + wheel)",
            Some(axis::zoomed(range, 1.0 / 1.5, middle, whole)),
        ),
        (
            "‹",
            "Move the axis left",
            "Lower values (Shift + wheel, middle drag)",
            Some(axis::panned(range, -step, whole)),
        ),
        (
            "›",
            "Move the axis right",
            "Higher values (Shift + wheel, middle drag)",
            Some(axis::panned(range, step, whole)),
        ),
        ("Window", "Axis to the window", "Show the window's values alone", window),
        ("All", "Whole axis", "Show all values", Some(whole)),
    ];
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (text, name, tip, range) in choices {
            let Some(range) = range else { continue };
            let button = ui.small_button(text).on_hover_text(tip);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if button.clicked() {
                chosen = Some(range);
            }
        }
    });
    chosen
}

/// Draws bars, curve, marks; what it is and where it lies.
fn plot_ui(
    ui: &mut Ui,
    image: &ImageState,
    shown: &Shown<'_>,
    bounds: Option<(f64, f64)>,
    mark: Option<f64>,
) -> (Response, Axis) {
    let palette = theme::palette(ui.visuals());
    let histogram = shown.histogram;
    let tall = histogram.counts.iter().map(|count| shown.scale.height(*count)).fold(1.0, f64::max);
    let brightness = |value: f64| displayed(image, value);
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
        plot.set_plot_bounds_x(shown.range.low..=shown.range.high);
        plot.set_plot_bounds_y(0.0..=tall * 1.04);
        let paint = Paint::new(image, bounds, &brightness, palette);
        let bars = bars(histogram, shown.map, &paint, shown.scale);
        plot.bar_chart(BarChart::new("Counts", bars).allow_hover(false));
        plot.line(outline("Shape", histogram, palette.bar.gamma_multiply(0.8), shown.scale));
        if let Some(value) = mark {
            let line = VLine::new("Pointer", shown.map.number(value));
            plot.vline(line.stroke(Stroke::new(1.0, palette.warning)).allow_hover(false));
        }
    });
    let axis = Axis { rect: *response.transform.frame(), range: shown.range, map: shown.map };
    let name = shown.name.clone();
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    if bounds.is_some() {
        curve::ui(ui, &axis, &brightness, &[]);
    }
    (response.response, axis)
}

/// The brightness, 0..=1, that a value is shown with.
fn displayed(image: &ImageState, value: f64) -> f64 {
    let Some((window, function, _)) = image.window() else { return 0.0 };
    let brightness = function.apply(window, value);
    if image.shows_high_as_dark() { 1.0 - brightness } else { brightness }
}

/// The unit of what is counted, in words.
fn unit(image: &ImageState) -> String {
    let Some(picture) = image.picture() else { return String::new() };
    match (image.is_colour(), picture.model().palette.is_some()) {
        (true, true) => "palette index".to_owned(),
        (true, false) => "samples of all channels".to_owned(),
        (false, _) => picture.model().unit.symbol().to_owned(),
    }
}

fn hover_text(histogram: &Histogram, range: Option<ValueRange>, unit: &str) -> String {
    let Some(range) = range else {
        return "Drag a bound or the space between; wheel sets the width; double-click for the file window".to_owned();
    };
    let inside = |index: usize| range.contains(histogram.low + (index as f64 + 0.5) * histogram.bin_width);
    let counts = histogram.counts.iter().enumerate().filter(|(index, _)| inside(*index));
    let count: u64 = counts.map(|(_, count)| count).sum();
    let share = 100.0 * count as f64 / histogram.statistics.count.max(1) as f64;
    let high = if histogram.whole && histogram.bin_width.fract() == 0.0 { range.high.ceil() - 1.0 } else { range.high };
    let values = if high <= range.low {
        format::value(range.low)
    } else {
        format!("{} to {}", format::value(range.low), format::value(high))
    };
    format!("{values} {unit}\n{count} pixels, {share:.2} %")
}
