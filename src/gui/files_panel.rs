//! The files panel: where we are, what lies there, and a way to any path.

use std::path::PathBuf;

use egui::{
    Button, Event, EventFilter, Key, Label, RichText, ScrollArea, Sense, TextEdit, Ui,
    text::{CCursor, CCursorRange},
    vec2,
};

use crate::{
    dicom::charset::shown_path,
    state::{Action, Browser, Entry, EntryKind, Place, Workspace},
};

use super::{format, numbers::named_text, theme};

/// What the panel remembers.
#[derive(Default)]
pub struct FilesPanel {
    /// The path as it is typed; `None` while the breadcrumb is shown.
    typed: Option<String>,
    focus_path: bool,
    focus_list: bool,
    /// Scroll to the cursor.
    follow: Option<usize>,
    /// Where the list lies, for the report.
    pub rect: Option<egui::Rect>,
}

impl FilesPanel {
    /// Puts the cursor into the path.
    pub fn type_path(&mut self, workspace: &Workspace) {
        self.typed = Some(match &workspace.browser.place {
            Place::Folder(folder) => folder.to_string_lossy().into_owned(),
            _ => String::new(),
        });
        self.focus_path = true;
    }

    /// The panel.
    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace) -> Vec<Action> {
        let mut actions = Vec::new();
        let browser = &workspace.browser;
        self.bar_ui(ui, workspace, &mut actions);
        self.path_ui(ui, browser, &mut actions);
        if let Some(fault) = &browser.fault {
            ui.colored_label(theme::palette(ui.visuals()).warning, fault);
        }
        let footer = 26.0;
        let height = (ui.available_height() - footer).max(60.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| self.list_ui(ui, workspace, &mut actions));
        footer_ui(ui, browser, &mut actions);
        actions
    }

    fn bar_ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.strong("Files");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let button = |ui: &mut Ui, text: &str, name: &str, tip: &str| {
                    let response = ui.add(Button::new(text)).on_hover_text(tip);
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                    response.clicked()
                };
                if let Place::Folder(folder) = &workspace.browser.place
                    && button(ui, "Open", "Open this folder", "Open all studies in this folder and below it")
                {
                    actions.push(Action::Open(vec![folder.clone()]));
                }
                if button(ui, "Path", "Type a path", "Type a path (Ctrl+L)") {
                    self.type_path(workspace);
                }
                if button(ui, "Home", "Home folder", "Home folder") {
                    actions.push(Action::BrowseHome);
                }
                if button(ui, "Up", "Folder above", "Folder above (Backspace)") {
                    actions.push(Action::BrowseUp);
                }
            });
        });
    }

    /// The breadcrumb, or the path as it is typed.
    fn path_ui(&mut self, ui: &mut Ui, browser: &Browser, actions: &mut Vec<Action>) {
        if let Some(typed) = &mut self.typed {
            let edit = TextEdit::singleline(typed).hint_text("/path/to/folder or file").desired_width(f32::INFINITY);
            let mut output = edit.show(ui);
            let response = output.response.response.clone();
            response.widget_info(|| named_text("Path", typed));
            if std::mem::take(&mut self.focus_path) {
                response.request_focus();
                // All of it is selected, so that typing replaces it.
                let end = CCursor::new(typed.chars().count());
                output.state.cursor.set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
                output.state.store(ui.ctx(), response.id);
            }
            if response.lost_focus() {
                if ui.input(|input| input.key_pressed(Key::Enter)) && !typed.trim().is_empty() {
                    // A folder is gone to, a file is opened.
                    let path = full_path(typed.trim());
                    actions.push(if path.is_dir() { Action::Browse(path) } else { Action::Open(vec![path]) });
                }
                self.typed = None;
            }
            return;
        }
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = 3.0;
            ui.horizontal_wrapped(|ui| match &browser.place {
                Place::Folder(folder) => breadcrumb_ui(ui, folder, actions),
                Place::Opened => {
                    ui.weak("Opened together");
                }
                Place::Phantom => {
                    ui.weak("Built-in phantom");
                }
                Place::Nowhere => {
                    if ui.button("Browse home").clicked() {
                        actions.push(Action::BrowseHome);
                    }
                }
            });
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        let browser = &workspace.browser;
        let visible = browser.visible();
        let list = ui.interact(
            ui.available_rect_before_wrap(),
            egui::Id::unique("file-list"),
            Sense::focusable_noninteractive(),
        );
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, "File list"));
        self.rect = Some(list.rect);
        if std::mem::take(&mut self.focus_list) {
            list.request_focus();
        }
        if list.gained_focus() {
            // The arrows belong to a widget only from its second frame with the focus on.
            ui.ctx().request_repaint();
        }
        if list.has_focus() {
            self.keys(ui, &list, browser, &visible, actions);
            ui.painter().rect_stroke(list.rect, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
        }
        if browser.busy && visible.is_empty() {
            ui.weak("Reading the folder…");
        } else if visible.is_empty() && !matches!(browser.place, Place::Nowhere) {
            ui.weak(if browser.others() > 0 { "No DICOM files here" } else { "Nothing here" });
        }
        let mut scroll = ScrollArea::vertical().id_salt("files").auto_shrink(false);
        let row = theme::ROW + ui.spacing().item_spacing.y;
        if let Some(position) = self.follow.take().and_then(|index| visible.iter().position(|entry| *entry == index)) {
            let top = position as f32 * row;
            scroll = scroll.vertical_scroll_offset((top - list.rect.height() / 2.0).max(0.0));
        }
        scroll.show_rows(ui, theme::ROW, visible.len(), |ui, rows| {
            for index in visible.get(rows).unwrap_or_default() {
                let Some(entry) = browser.entries.get(*index) else { continue };
                let response = row_ui(ui, entry, browser.selected == Some(*index));
                if response.clicked() {
                    self.focus_list = true;
                    actions.push(Action::OpenEntry(*index));
                }
            }
        });
    }

    /// Up, Down, Home, End, Enter and Backspace while the list has the focus.
    fn keys(
        &mut self,
        ui: &Ui,
        list: &egui::Response,
        browser: &Browser,
        visible: &[usize],
        actions: &mut Vec<Action>,
    ) {
        let filter = EventFilter { vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
        let at = browser.selected.and_then(|selected| visible.iter().position(|index| *index == selected));
        let last = visible.len().saturating_sub(1);
        let keys: Vec<Key> = ui.input(|input| {
            let pressed = |event: &Event| match event {
                Event::Key { key, pressed: true, .. } => Some(*key),
                _ => None,
            };
            input.events.iter().filter_map(pressed).collect()
        });
        let mut at_now = at;
        for key in keys {
            let to = match key {
                Key::ArrowDown => at_now.map_or(0, |at| (at + 1).min(last)),
                Key::ArrowUp => at_now.map_or(0, |at| at.saturating_sub(1)),
                Key::PageDown => at_now.map_or(0, |at| (at + 10).min(last)),
                Key::PageUp => at_now.map_or(0, |at| at.saturating_sub(10)),
                Key::Home => 0,
                Key::End => last,
                Key::Enter => {
                    actions.extend(at_now.and_then(|at| visible.get(at)).map(|index| Action::OpenEntry(*index)));
                    continue;
                }
                Key::Backspace => {
                    actions.push(Action::BrowseUp);
                    continue;
                }
                _ => continue,
            };
            at_now = Some(to);
            if let Some(index) = visible.get(to) {
                actions.push(Action::SelectEntry(*index));
                self.follow = Some(*index);
            }
        }
    }
}

/// A path as people type it: `~` is the home folder, anything relative starts from where the program was started.
fn full_path(typed: &str) -> PathBuf {
    let home = typed.strip_prefix('~').and_then(|rest| Some((std::env::home_dir()?, rest)));
    let path = home.map_or_else(|| PathBuf::from(typed), |(home, rest)| home.join(rest.trim_start_matches('/')));
    std::path::absolute(&path).unwrap_or(path)
}

fn breadcrumb_ui(ui: &mut Ui, folder: &std::path::Path, actions: &mut Vec<Action>) {
    let parts: Vec<&std::path::Path> = folder.ancestors().collect();
    // The last four parts; the path above is one click further.
    let shown = parts.len().min(4);
    for part in parts.iter().take(shown).rev() {
        let name = shown_path(part.file_name().unwrap_or(part.as_os_str()));
        let name: String = if name.chars().count() > 24 {
            name.chars().take(23).chain(std::iter::once('…')).collect()
        } else {
            name
        };
        if ui.add(Button::new(name).frame(false)).on_hover_text(shown_path(part)).clicked() {
            actions.push(Action::Browse(part.to_path_buf()));
        }
        if *part != folder {
            ui.weak("›");
        }
    }
}

fn row_ui(ui: &mut Ui, entry: &Entry, selected: bool) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let (detail, tip, weak) = match &entry.kind {
        EntryKind::Folder => ("›".to_owned(), "Open this folder".to_owned(), false),
        EntryKind::Unknown => (String::new(), "Not looked into yet".to_owned(), true),
        EntryKind::Collection => ("archive".to_owned(), "Open all studies in it".to_owned(), false),
        EntryKind::Other => ("not DICOM".to_owned(), "This is not a DICOM file".to_owned(), true),
        EntryKind::Avoided => (
            "left alone".to_owned(),
            "Hounsfield ended while it was reading this file; click to open it".to_owned(),
            true,
        ),
        EntryKind::Faulty(fault) => ("unreadable".to_owned(), fault.clone(), true),
        EntryKind::Dicom { modality, description, frames } => {
            let frames = if *frames > 1 { format!(" {frames}") } else { String::new() };
            (format!("{modality}{frames}"), description.to_string(), false)
        }
    };
    let name = format!("{} {detail}", entry.name);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, selected, &name));
    if selected || response.hovered() {
        let fill = if selected { ui.visuals().selection.bg_fill } else { ui.visuals().widgets.hovered.bg_fill };
        ui.painter().rect_filled(rect, 3.0, fill);
    }
    let inner = rect.shrink2(vec2(4.0, 0.0));
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(inner).layout(egui::Layout::right_to_left(egui::Align::Center)),
        |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let colour = if matches!(entry.kind, EntryKind::Faulty(_) | EntryKind::Avoided) {
                theme::palette(ui.visuals()).warning
            } else {
                ui.visuals().weak_text_color()
            };
            ui.add(Label::new(RichText::new(&detail).small().color(colour)).selectable(false));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let mut name = RichText::new(&entry.name);
                if weak {
                    name = name.weak();
                }
                ui.add(Label::new(name).truncate().selectable(false));
                if let EntryKind::Dicom { description, .. } = &entry.kind {
                    ui.add(Label::new(RichText::new(&**description).small().weak()).truncate().selectable(false));
                }
            });
        },
    );
    response.on_hover_text(tip)
}

fn footer_ui(ui: &mut Ui, browser: &Browser, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let mut hidden = browser.show_hidden;
        if ui.checkbox(&mut hidden, "Hidden").on_hover_text("Show names that begin with a dot").changed() {
            actions.push(Action::ShowHidden(hidden));
        }
        let others = browser.others();
        if others > 0 {
            let mut show = browser.show_other;
            let text = format!("Other ({})", format::value(others as f64));
            if ui.checkbox(&mut show, text).on_hover_text("Show files that are not DICOM").changed() {
                actions.push(Action::ShowOther(show));
            }
        }
    });
}
