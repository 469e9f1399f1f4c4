//! The histogram and the window's bounds on it.

use egui::{Sense, Stroke, Ui};
use egui_plot::{Bar, BarChart, Plot, PlotPoint, VLine};

use crate::{
    image::Histogram,
    state::{Action, ImageState},
};

use super::{format, theme};

/// What the panel remembers between frames.
#[derive(Default)]
pub struct HistogramPanel {
    held: Option<Handle>,
    /// Where the plot lies, for the report.
    pub rect: Option<egui::Rect>,
}

/// The part of the window that is dragged.
#[derive(Clone, Copy, PartialEq)]
enum Handle {
    Lower,
    Upper,
    /// Both, from this press position with these bounds.
    Body {
        from: f64,
        lower: f64,
        upper: f64,
    },
}

/// Points within which a bound is grabbed.
const GRAB: f32 = 8.0;

impl HistogramPanel {
    /// The panel; `mark` is the value under the pointer in the picture.
    pub fn ui(&mut self, ui: &mut Ui, image: &ImageState, log: &mut bool, mark: Option<f64>) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(histogram) = image.loaded.histogram.clone().filter(|_| image.fault().is_none()) else {
            ui.weak("No picture");
            return actions;
        };
        header_ui(ui, image, &histogram, log);
        if histogram.statistics.count == 0 {
            ui.weak("The frame holds no values besides padding");
            return actions;
        }
        let bounds = if image.is_colour() { None } else { image.bounds() };
        let palette = theme::palette(ui.visuals());
        let (low, high) = axis(&histogram, bounds);
        let height = (ui.available_height() * 0.38).clamp(96.0, 190.0);
        let log_scale = *log;
        let tall = histogram.counts.iter().map(|count| scale(*count, log_scale)).fold(1.0, f64::max);
        let plot = Plot::new("histogram")
            .height(height)
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
            plot.set_plot_bounds_x(low..=high);
            plot.set_plot_bounds_y(0.0..=tall * 1.04);
            let bars = bars(&histogram, bounds, palette, log_scale);
            plot.bar_chart(BarChart::new("Counts", bars).allow_hover(false));
            if let Some((lower, upper)) = bounds {
                let line =
                    |name: &str, x| VLine::new(name, x).stroke(Stroke::new(2.0, theme::ACCENT)).allow_hover(false);
                plot.vline(line("Min", lower));
                plot.vline(line("Max", upper));
            }
            if let Some(value) = mark {
                plot.vline(VLine::new("Pointer", value).stroke(Stroke::new(1.0, palette.warning)).allow_hover(false));
            }
        });
        self.rect = Some(response.response.rect);
        let unit = image.picture().map(|picture| picture.model().unit.symbol().to_owned()).unwrap_or_default();
        let name = match bounds {
            Some((lower, upper)) => {
                format!("Histogram, window {} to {} {unit}", format::value(lower), format::value(upper))
            }
            None => "Histogram".to_owned(),
        };
        response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        if let Some((lower, upper)) = bounds {
            let transform = response.transform;
            let x_of = |value: f64| transform.position_from_point(&PlotPoint::new(value, 0.0)).x;
            let value_of = |position: egui::Pos2| transform.value_from_position(position).x;
            self.interact(ui, &response.response, (lower, upper), &x_of, &value_of, &mut actions);
        }
        response.response.on_hover_text_at_pointer(hover_text(ui, &histogram, &response.transform, image));
        actions
    }

    fn interact(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        (lower, upper): (f64, f64),
        x_of: &dyn Fn(f64) -> f32,
        value_of: &dyn Fn(egui::Pos2) -> f64,
        actions: &mut Vec<Action>,
    ) {
        let grab = |position: egui::Pos2| {
            let (to_lower, to_upper) = ((position.x - x_of(lower)).abs(), (position.x - x_of(upper)).abs());
            // Bounds on top of each other part in the direction of the press.
            if to_lower.min(to_upper) <= GRAB {
                let take_upper = to_upper < to_lower || (to_upper == to_lower && position.x > x_of(upper));
                return if take_upper { Handle::Upper } else { Handle::Lower };
            }
            Handle::Body { from: value_of(position), lower, upper }
        };
        if let Some(position) = response.hover_pos().filter(|_| self.held.is_none()) {
            let icon = match grab(position) {
                Handle::Body { .. } => egui::CursorIcon::Grab,
                _ => egui::CursorIcon::ResizeHorizontal,
            };
            ui.set_cursor_icon(icon);
        }
        if response.drag_started_by(egui::PointerButton::Primary) {
            self.held = ui.input(|input| input.pointer.press_origin()).map(grab);
            actions.push(Action::BeginGesture);
        }
        if self.held.is_some() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.held = None;
            actions.push(Action::CancelGesture);
        }
        if let (Some(held), Some(position)) = (self.held, response.interact_pointer_pos()) {
            let x = value_of(position);
            actions.push(match held {
                Handle::Lower => Action::SetBounds { lower: x.min(upper), upper },
                Handle::Upper => Action::SetBounds { lower, upper: x.max(lower) },
                Handle::Body { from, lower, upper } => {
                    Action::SetBounds { lower: lower + x - from, upper: upper + x - from }
                }
            });
        }
        if response.drag_stopped() && self.held.take().is_some() {
            actions.push(Action::EndGesture);
        }
        if response.double_clicked() {
            actions.push(Action::CycleFileWindows);
        }
    }
}

fn header_ui(ui: &mut Ui, image: &ImageState, histogram: &Histogram, log: &mut bool) {
    ui.horizontal(|ui| {
        let unit = image.picture().map(|picture| picture.model().unit.symbol().to_owned()).unwrap_or_default();
        let palette = image.picture().is_some_and(|picture| picture.model().palette.is_some());
        let unit = match (image.is_colour(), palette) {
            (true, true) => "palette index".to_owned(),
            (true, false) => "samples of all channels".to_owned(),
            (false, _) => unit,
        };
        let unit = if unit.is_empty() { "values".to_owned() } else { unit };
        let statistics = &histogram.statistics;
        ui.label(unit);
        if let (Some(mean), Some(sd)) = (statistics.mean, statistics.sd) {
            ui.weak(format!("mean {}  sd {}", format::value(round(mean)), format::value(round(sd))));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.toggle_value(log, "Log").on_hover_text("Counts on a logarithmic axis");
        });
    });
    if histogram.statistics.excluded > 0 {
        ui.weak(format!("{} pixels of padding left out", histogram.statistics.excluded));
    }
}

/// Two decimals are enough for a mean.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// What the axis covers: the data, and the window where it reaches a little beyond.
fn axis(histogram: &Histogram, bounds: Option<(f64, f64)>) -> (f64, f64) {
    let edges = histogram.edges();
    let (first, last) = (edges.first().copied().unwrap_or(0.0), edges.last().copied().unwrap_or(1.0));
    let span = (last - first).max(f64::MIN_POSITIVE);
    let (lower, upper) = bounds.unwrap_or((first, last));
    let (low, high) = (first.min(lower.max(first - span * 0.5)), last.max(upper.min(last + span * 0.5)));
    let margin = (high - low) * 0.02;
    (low - margin, high + margin)
}

fn bars(histogram: &Histogram, bounds: Option<(f64, f64)>, palette: theme::Palette, log: bool) -> Vec<Bar> {
    let (lower, upper) = bounds.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let width = histogram.bin_width;
    let bar = |(index, count): (usize, &u64)| {
        let middle = histogram.low + (index as f64 + 0.5) * width;
        let inside = middle >= lower && middle <= upper;
        let fill = if inside { palette.bar } else { palette.bar_dimmed };
        Bar::new(middle, scale(*count, log)).width(width).fill(fill).stroke(Stroke::NONE)
    };
    histogram.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect()
}

fn scale(count: u64, log: bool) -> f64 {
    if log { (1.0 + count as f64).log10() } else { count as f64 }
}

fn hover_text(ui: &Ui, histogram: &Histogram, transform: &egui_plot::PlotTransform, image: &ImageState) -> String {
    let Some(position) = ui.input(|input| input.pointer.hover_pos()) else { return String::new() };
    let at = (transform.value_from_position(position).x - histogram.low) / histogram.bin_width;
    let unit = image.picture().map(|picture| picture.model().unit.symbol().to_owned()).unwrap_or_default();
    if !(at >= 0.0 && at < histogram.counts.len() as f64) {
        return "Drag a bound or the space between; double-click for the file window".to_owned();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the length above")]
    let index = at as usize;
    let (low, high) = (histogram.low + index as f64 * histogram.bin_width, histogram.bin_width);
    let count = histogram.counts.get(index).copied().unwrap_or(0);
    format!("{} to {} {unit}: {count} pixels", format::value(low), format::value(low + high))
}
