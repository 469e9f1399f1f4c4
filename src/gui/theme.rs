//! Every colour and size of the window.

use egui::{Color32, CornerRadius, FontFamily, FontId, Stroke, TextStyle, Theme, Visuals, style::WidgetVisuals, vec2};

use crate::export::pictures::ink;

/// Behind the picture.
pub const VIEWPORT: Color32 = Color32::BLACK;
/// Text and letters on the picture.
pub const ON_PICTURE: Color32 = Color32::from_rgb(ink::TEXT[0], ink::TEXT[1], ink::TEXT[2]);
/// Under text on the picture, so that it reads on white film.
pub const ON_PICTURE_SHADOW: Color32 = Color32::from_black_alpha(190);
/// Warnings on the picture.
pub const WARNING: Color32 = Color32::from_rgb(ink::WARNING[0], ink::WARNING[1], ink::WARNING[2]);
/// The accent: what is active or can be dragged.
pub const ACCENT: Color32 = Color32::from_rgb(86, 156, 240);
/// The outline of the body on the picture.
pub const BODY: Color32 = Color32::from_rgb(110, 220, 190);
/// Under the figures of a region.
pub const PLATE: Color32 = Color32::from_black_alpha(150);
/// Numbers of a dense table, points.
pub const SMALL_NUMBER: f32 = 11.0;
/// Height of one list or table row, points.
pub const ROW: f32 = 20.0;
/// Height of the menu bar and the toolbar, points.
pub const BAR: f32 = 32.0;
/// Height of the status line, points.
pub const STATUS: f32 = 24.0;
/// Default widths of the side panels, points.
pub const FILES_WIDTH: f32 = 232.0;
/// See [`FILES_WIDTH`].
pub const SIDE_WIDTH: f32 = 372.0;

/// Text on a filled block: dark on light colours, light on dark ones.
pub fn on(fill: Color32) -> Color32 {
    let light = 0.299 * f32::from(fill.r()) + 0.587 * f32::from(fill.g()) + 0.114 * f32::from(fill.b());
    if light > 128.0 { Color32::from_rgb(16, 18, 20) } else { Color32::from_rgb(244, 246, 248) }
}

/// The colour of a region by its number.
pub fn region_colour(number: u8) -> Color32 {
    let [red, green, blue] = ink::region(number);
    Color32::from_rgb(red, green, blue)
}

/// Colours that differ between the themes and that egui has no word for.
#[derive(Clone, Copy)]
pub struct Palette {
    /// Histogram bars inside the window.
    pub bar: Color32,
    /// Histogram bars outside.
    pub bar_dimmed: Color32,
    /// Warnings in panels.
    pub warning: Color32,
    /// What was asked for is done.
    pub done: Color32,
    /// Decoded part of the scrubber.
    pub decoded: Color32,
}

/// The palette of the theme in force.
pub fn palette(visuals: &Visuals) -> Palette {
    if visuals.dark_mode {
        Palette {
            bar: Color32::from_rgb(176, 186, 198),
            bar_dimmed: Color32::from_rgb(74, 80, 88),
            warning: WARNING,
            done: Color32::from_rgb(112, 196, 142),
            decoded: Color32::from_rgb(88, 104, 124),
        }
    } else {
        Palette {
            bar: Color32::from_rgb(74, 84, 96),
            bar_dimmed: Color32::from_rgb(178, 184, 192),
            warning: Color32::from_rgb(156, 92, 0),
            done: Color32::from_rgb(24, 112, 62),
            decoded: Color32::from_rgb(150, 170, 196),
        }
    }
}

/// Installs both themes.
pub fn install(ctx: &egui::Context) {
    // Floors, primes and arrows are not in the font of texts, but in that of numbers.
    let mut fonts = egui::FontDefinitions::default();
    let of_numbers = fonts.families.get(&FontFamily::Monospace).cloned().unwrap_or_default();
    let texts = fonts.families.entry(FontFamily::Proportional).or_default();
    let more: Vec<String> = of_numbers.into_iter().filter(|name| !texts.contains(name)).collect();
    texts.extend(more);
    ctx.set_fonts(fonts);
    ctx.set_visuals_of(Theme::Dark, dark());
    ctx.set_visuals_of(Theme::Light, light());
    ctx.all_styles_mut(|style| {
        style.spacing.item_spacing = vec2(8.0, 4.0);
        style.spacing.button_padding = vec2(8.0, 3.0);
        style.spacing.interact_size.y = 22.0;
        style.spacing.slider_width = 120.0;
        style.spacing.menu_margin = egui::Margin::same(8);
        let body = FontId::new(13.0, FontFamily::Proportional);
        style.text_styles.insert(TextStyle::Body, body.clone());
        style.text_styles.insert(TextStyle::Button, body);
        style.text_styles.insert(TextStyle::Small, FontId::new(11.0, FontFamily::Proportional));
        style.text_styles.insert(TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace));
        style.text_styles.insert(TextStyle::Heading, FontId::new(13.0, FontFamily::Proportional));
        // Nothing animates but the clip.
        style.animation_time = 0.0;
        style.interaction.tooltip_delay = 0.4;
    });
}

/// What the window is cleared to: the colour of the panels.
pub fn background(visuals: &Visuals) -> Color32 {
    if visuals.dark_mode { Color32::from_rgb(24, 26, 29) } else { Color32::from_rgb(243, 244, 246) }
}

fn dark() -> Visuals {
    let mut visuals = Visuals::dark();
    visuals.window_fill = Color32::from_rgb(31, 34, 38);
    visuals.extreme_bg_color = Color32::from_rgb(14, 15, 17);
    visuals.faint_bg_color = Color32::from_rgb(28, 30, 34);
    visuals.override_text_color = Some(Color32::from_rgb(206, 211, 217));
    let greys = [(31, 34, 38), (40, 44, 49), (52, 57, 64), (62, 68, 76)];
    finish(visuals, greys, Color32::from_rgb(46, 50, 56))
}

fn light() -> Visuals {
    let mut visuals = Visuals::light();
    visuals.window_fill = Color32::from_rgb(250, 250, 251);
    visuals.extreme_bg_color = Color32::WHITE;
    visuals.faint_bg_color = Color32::from_rgb(235, 237, 240);
    visuals.override_text_color = Some(Color32::from_rgb(32, 36, 41));
    let greys = [(236, 238, 241), (224, 227, 231), (210, 215, 221), (198, 204, 212)];
    finish(visuals, greys, Color32::from_rgb(206, 210, 215))
}

/// What both themes share: flat widgets, hairlines, one accent.
fn finish(mut visuals: Visuals, greys: [(u8, u8, u8); 4], hairline: Color32) -> Visuals {
    let flat = |widget: &mut WidgetVisuals, (r, g, b): (u8, u8, u8)| {
        let fill = Color32::from_rgb(r, g, b);
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::NONE;
        widget.corner_radius = CornerRadius::same(4);
        widget.expansion = 0.0;
    };
    let [rest, idle, hover, press] = greys;
    // The window is cleared to the panels' colour; painting it again under every panel costs software renderers dearly.
    visuals.panel_fill = Color32::TRANSPARENT;
    visuals.text_cursor.blink = false;
    flat(&mut visuals.widgets.noninteractive, rest);
    flat(&mut visuals.widgets.inactive, idle);
    flat(&mut visuals.widgets.hovered, hover);
    flat(&mut visuals.widgets.active, press);
    flat(&mut visuals.widgets.open, hover);
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, hairline);
    visuals.selection.bg_fill = ACCENT.gamma_multiply(if visuals.dark_mode { 0.42 } else { 0.32 });
    visuals.selection.stroke = Stroke::new(1.0, ACCENT);
    visuals.hyperlink_color = ACCENT;
    visuals.slider_trailing_fill = true;
    visuals.window_corner_radius = CornerRadius::same(6);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_stroke = Stroke::new(1.0, hairline);
    visuals
}
