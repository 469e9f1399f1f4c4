//! Help, about and the command palette: small windows over the picture, none of them modal.

use egui::{Align2, Context, Key, Label, RichText, ScrollArea, TextEdit, Window, vec2};

use crate::state::{COMMANDS, Command, Menu, Workspace};

use super::{menu, numbers::named_text, theme};

/// Which sheets are open.
#[derive(Default)]
pub struct Sheets {
    /// Mouse and keys.
    pub help: bool,
    /// Version and purpose.
    pub about: bool,
    palette: Option<String>,
    palette_at: usize,
}

/// What the mouse does; keys come from the command table.
const MOUSE: &[(&str, &str)] = &[
    ("Left drag", "Window: right widens, up brightens; Ctrl faster, Shift finer"),
    ("Middle drag, or Space + left drag", "Pan"),
    ("Right drag, Ctrl + wheel, pinch", "Zoom about the pointer"),
    ("Wheel", "Frames; Shift ten at a time"),
    ("Right click", "Menu"),
    ("Double-click", "The image alone, and back"),
    ("Drag of a region's line or handle", "Moves or resizes it, with the window tool too"),
    ("Alt + arrows, with a region chosen", "Move it by a pixel; Shift by ten; with Ctrl they make it wider or higher"),
    ("Alt + Shift + arrows, with a pixel pinned", "Explain the next pixel"),
    ("Histogram: drag a bound, or the space between", "One end of the window, or its level; with Shift both ends"),
    (
        "Histogram: wheel, double-click",
        "Width about the pointer, the file's window; Ctrl zooms the axis, Shift moves it",
    ),
    ("Histogram: right drag", "Picks out values, that glow in the picture; right click or Esc takes them away"),
    (
        "Histogram: keys with the focus on it",
        "Arrows set level and width; Alt + arrows pick out a bar, with Shift more; Delete none",
    ),
    ("Bands: click, Shift + click", "The window of a band, its colour in the picture; right click offers more"),
    (
        "Filmstrip: click, hold, Shift + click",
        "Takes a preset, shows it, puts it beside; by keys Enter, Space held, Shift + Enter",
    ),
    ("Divider: drag, double-click", "Moves it, swaps the sides; arrows move it, Shift further"),
    ("Esc", "Takes the drag back; leaves a text field; puts a region tool, what glows and the pin away"),
];

impl Sheets {
    /// Opens the palette.
    pub fn open_palette(&mut self) {
        self.palette = Some(String::new());
        self.palette_at = 0;
    }

    /// Closes the palette; true if it was open.
    pub fn close_palette(&mut self) -> bool {
        self.palette.take().is_some()
    }

    /// Closes what is open; true if there was anything.
    pub fn close(&mut self) -> bool {
        let any = self.help || self.about || self.palette.is_some();
        *self = Self::default();
        any
    }

    /// Draws the open sheets; a chosen command is handed to `choose`.
    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, choose: &mut dyn FnMut(&'static Command)) {
        self.help_ui(ctx);
        self.about_ui(ctx);
        self.palette_ui(ctx, workspace, choose);
    }

    fn help_ui(&mut self, ctx: &Context) {
        sheet("Mouse and keys").open(&mut self.help).default_width(620.0).show(ctx, |ui| {
            ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
                egui::Grid::new("help").num_columns(2).striped(true).spacing([24.0, 4.0]).show(ui, |ui| {
                    for (what, does) in MOUSE {
                        ui.label(*what);
                        ui.weak(*does);
                        ui.end_row();
                    }
                    for menu in Menu::ALL {
                        ui.strong(menu.label());
                        ui.end_row();
                        for command in COMMANDS.iter().filter(|c| c.menu == menu && !c.keys.is_empty()) {
                            ui.label(format!("{}  {}", command.keys.join(", "), command.name));
                            ui.weak(command.tooltip);
                            ui.end_row();
                        }
                    }
                });
            });
        });
    }

    fn about_ui(&mut self, ctx: &Context) {
        sheet("About Hounsfield").open(&mut self.about).default_width(380.0).show(ctx, |ui| {
            ui.label(RichText::new(format!("Hounsfield {}", env!("CARGO_PKG_VERSION"))).size(18.0));
            ui.add_space(4.0);
            ui.colored_label(theme::palette(ui.visuals()).warning, "Not for diagnostic use");
            ui.add_space(4.0);
            ui.label("A DICOM viewer for looking, learning and teaching. It is no medical device.");
            ui.label("Greys are P-values on a screen that is not calibrated.");
            ui.add_space(4.0);
            ui.weak("Nothing about patients is stored, and nothing is sent anywhere.");
            ui.weak("MIT or Apache-2.0");
        });
    }

    fn palette_ui(&mut self, ctx: &Context, workspace: &Workspace, choose: &mut dyn FnMut(&'static Command)) {
        let Some(search) = &mut self.palette else { return };
        let mut chosen = None;
        let mut open = true;
        let at = &mut self.palette_at;
        sheet("Commands").open(&mut open).default_width(420.0).show(ctx, |ui| {
            let edit = TextEdit::singleline(search).hint_text("Name of a command").desired_width(f32::INFINITY);
            let response = ui.add(edit);
            response.widget_info(|| named_text("Find command", search));
            response.request_focus();
            if response.changed() {
                *at = 0;
            }
            let found = found(search, workspace);
            let (down, up, enter) = ui.input(|input| {
                (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp), input.key_pressed(Key::Enter))
            });
            *at = (*at + usize::from(down)).saturating_sub(usize::from(up)).min(found.len().saturating_sub(1));
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (index, (command, name)) in found.iter().enumerate() {
                    let keys = command.keys.first().copied().unwrap_or_default();
                    let enabled = (command.enabled)(workspace);
                    let button = egui::Button::new(name.as_str())
                        .shortcut_text(keys)
                        .selected(index == *at)
                        .min_size(vec2(ui.available_width(), 0.0));
                    let response = ui.add_enabled(enabled, button).on_hover_text(command.tooltip);
                    if index == *at && (down || up) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() || enter && enabled && index == *at {
                        chosen = Some(*command);
                    }
                }
            });
            if found.is_empty() {
                ui.add(Label::new("No such command"));
            }
        });
        if let Some(command) = chosen {
            choose(command);
        }
        if chosen.is_some() || !open {
            self.palette = None;
        }
    }
}

fn sheet(title: &'static str) -> Window<'static> {
    Window::new(title).collapsible(false).resizable(false).anchor(Align2::CENTER_TOP, vec2(0.0, 88.0))
}

fn found(search: &str, workspace: &Workspace) -> Vec<(&'static Command, String)> {
    let search = search.to_lowercase();
    COMMANDS
        .iter()
        .filter_map(|command| Some((command, menu::name(command, workspace)?)))
        .filter(|(_, name)| search.split_whitespace().all(|word| name.to_lowercase().contains(word)))
        .collect()
}
