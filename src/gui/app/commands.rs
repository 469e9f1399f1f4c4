//! What comes in: commands, keys, drops, dialog answers.

use std::path::PathBuf;

use egui::{ColorImage, Context, Key};

use crate::{
    export::{
        code::{self, CodeView},
        pictures::{self, Drawn, Look},
        swept,
    },
    state::{
        Action, Command, FaceCommand, HistogramAction, InspectAction, OtherObject, Place, RegionAction, Run,
        SurveyAction, TagCompareAction, Tool, TourAction, WhyAction,
    },
};

use super::{
    super::{
        dialogs::Answer,
        region_keys, regions_panel,
        save_picture::{self, Wanted},
        shortcuts, why_panel,
    },
    App, wake,
};

/// What stands in scripts for a file whose name may say whose it is.
const NEUTRAL_NAME: &str = regions_panel::NEUTRAL_FILE;

impl App {
    pub(super) fn choose(&mut self, ctx: &Context, command: &Command) {
        match command.run {
            Run::Action(action) => {
                let was_explained = self.session.workspace().why.shown;
                self.session.act(action());
                if self.session.workspace().why.shown && !was_explained {
                    self.show_panels(true);
                }
            }
            Run::Face(face) => self.face(ctx, face),
        }
    }

    fn face(&mut self, ctx: &Context, command: FaceCommand) {
        match command {
            FaceCommand::OpenDialog | FaceCommand::OpenFolderDialog => {
                let start = match &self.session.workspace().browser.place {
                    Place::Folder(folder) => Some(folder.clone()),
                    _ => None,
                };
                self.dialogs.ask(command == FaceCommand::OpenFolderDialog, start, wake(ctx));
            }
            FaceCommand::SaveEdited => self.save_edited(ctx),
            FaceCommand::CopyImage => {
                if let Some(image) = self.viewport.image() {
                    ctx.copy_image(image);
                    self.session.act(Action::Notify("The picture is on the clipboard".to_owned()));
                }
            }
            FaceCommand::CopyFrame => self.copy_frame(ctx),
            FaceCommand::CopyPydicom => self.copy_code(ctx, code::pydicom, "pydicom"),
            FaceCommand::CopyFastai => self.copy_code(ctx, code::fastai, "fastai"),
            FaceCommand::Export(part) => self.exports.show(part),
            FaceCommand::SavePicture => self.save_picture(ctx, Wanted::Frame),
            FaceCommand::SaveBodyMask => self.save_picture(ctx, Wanted::BodyMask),
            FaceCommand::SaveBodyCrop => self.save_picture(ctx, Wanted::BodyCrop),
            FaceCommand::PinPixel => {
                let workspace = self.session.workspace();
                let under = self.viewport.hover.and_then(|at| why_panel::pixel(workspace, at));
                let pinned = workspace.why.pinned.map(|_| WhyAction::Unpin);
                // Without a pointer, as when keys alone are used, the middle of the view is as good a place as any.
                let pixel = under.or_else(|| why_panel::middle(workspace));
                if let Some(action) = pinned.or(pixel.map(WhyAction::Pin)) {
                    self.show_panels(true);
                    self.session.act(Action::Why(action));
                }
            }
            FaceCommand::CompareFile => self.choose_compared(ctx),
            FaceCommand::FindTag => {
                self.show_panels(true);
                self.settings.tags = true;
                self.tags.find();
            }
            FaceCommand::JumpToTag => {
                self.show_panels(true);
                self.settings.tags = true;
                let action = self.tags.jump();
                self.session.act(action);
            }
            FaceCommand::TagsApart => {
                self.tags_apart = !self.tags_apart;
                self.show_panels(true);
                self.settings.tags = true;
            }
            FaceCommand::TypePath => {
                self.alone = false;
                self.settings.files = true;
                self.files.type_path(self.session.workspace());
            }
            FaceCommand::FindSeries => {
                self.alone = false;
                self.settings.files = true;
                self.series.find();
            }
            FaceCommand::ShowSkipped => self.skipped.open = !self.skipped.open,
            FaceCommand::ToggleLabels => self.settings.labels_only = !self.settings.labels_only,
            FaceCommand::Bands => self.bands.open = !self.bands.open,
            FaceCommand::Tours => self.tours.open = !self.tours.open,
            FaceCommand::Help => self.sheets.help = !self.sheets.help,
            FaceCommand::MemoryLimits => self.memory.open = !self.memory.open,
            FaceCommand::About => self.sheets.about = !self.sheets.about,
            FaceCommand::Palette => self.sheets.open_palette(),
            FaceCommand::ToggleStrip => self.settings.strip = !self.settings.strip,
            FaceCommand::FullScreen => {
                let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                self.alone = !full;
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
            }
            FaceCommand::ToggleFiles => self.settings.files = !self.settings.files,
            FaceCommand::ToggleSide => self.settings.side = !self.settings.side,
            FaceCommand::CycleTheme => {
                self.settings.light = !self.settings.light;
                ctx.set_theme(if self.settings.light { egui::Theme::Light } else { egui::Theme::Dark });
            }
            FaceCommand::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn save_picture(&mut self, ctx: &Context, wanted: Wanted) {
        if let Some(made) = save_picture::made(self.session.workspace(), wanted) {
            self.dialogs.save_made(made, wake(ctx));
        }
    }

    /// Large frames take a while: not on this thread.
    fn copy_frame(&mut self, ctx: &Context) {
        let (image, target) = (self.session.workspace().image().clone(), ctx.clone());
        let copy = move || {
            let shown = pictures::draw(&image, &Look::PLAIN).map_err(|error| error.to_string())?;
            let Drawn::Eight(pixels) = shown.drawn else { return Err("The frame has too many levels.".to_owned()) };
            let size = [pixels.columns as usize, pixels.rows as usize];
            let image = match pixels.channels {
                1 => ColorImage::from_gray(size, &pixels.data),
                _ => ColorImage::from_rgb(size, &pixels.data),
            };
            target.copy_image(image);
            Ok(format!("The frame is on the clipboard at its own size, {} × {}", size[0], size[1]))
        };
        self.dialogs.make(copy, wake(ctx));
    }

    fn copy_code(&mut self, ctx: &Context, write: fn(&CodeView<'_>) -> String, what: &str) {
        let workspace = self.session.workspace();
        let name = workspace.image().file_name().filter(|_| !self.hide_identity);
        let name = name.unwrap_or_else(|| NEUTRAL_NAME.to_owned());
        let Some(view) = CodeView::of(workspace.image(), workspace.placement().as_ref(), &name) else { return };
        ctx.copy_text(write(&view));
        self.session.act(Action::Notify(format!("The view is on the clipboard as {what} code")));
    }

    pub(super) fn show_panels(&mut self, side: bool) {
        self.alone = false;
        self.settings.side |= side;
    }

    /// Keys, drops and dialog answers.
    pub(super) fn input(&mut self, ctx: &Context) {
        for action in region_keys::pressed(ctx, self.session.workspace()) {
            self.session.act(action);
        }
        for command in shortcuts::pressed(ctx, self.session.workspace()) {
            self.choose(ctx, command);
        }
        if shortcuts::space_released(ctx) && !self.viewport.take_space_drag() {
            self.session.act(Action::TogglePlay);
        }
        let mut gestures = self.viewport.input(ctx, self.session.workspace());
        gestures.extend(self.histogram.input(ctx, self.session.workspace()));
        let cancelled = gestures.contains(&Action::CancelGesture);
        for action in gestures {
            self.session.act(action);
        }
        // A drag takes itself back, and nothing else with it.
        if ctx.input(|input| input.key_pressed(Key::Escape)) && !cancelled {
            self.escape(ctx);
        }
        let dropped: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if let Some(list) =
            dropped.iter().find(|path| self.bands.open && path.extension().is_some_and(|end| end == "json"))
        {
            self.dialogs.read_text(list.clone(), wake(ctx));
        } else if !dropped.is_empty() {
            self.session.act(Action::Open(dropped));
        }
        let answer = self.dialogs.answer();
        let is_compared = answer.is_some() && std::mem::take(&mut self.chooses_compared);
        match answer {
            Some(Answer::Chosen(paths)) if is_compared => {
                if let Some(path) = paths.into_iter().next() {
                    self.session.act(Action::TagCompare(TagCompareAction::With(OtherObject::File(path))));
                }
            }
            // The sheet has a field for a path.
            Some(Answer::Unavailable(_)) if is_compared => {}
            Some(Answer::Chosen(paths)) => self.session.act(Action::Open(paths)),
            Some(Answer::Unavailable(text)) => self.session.act(Action::Notify(text.to_owned())),
            Some(Answer::Text(text)) => {
                if let Some(action) = self.bands.take(text) {
                    self.session.act(action);
                }
            }
            Some(Answer::NoTextDialog) => self.bands.type_path(),
            Some(Answer::Where(path)) => {
                if let Some(job) = self.pending.take() {
                    self.session.export(job.what, swept(path.clone(), (job.make)(path)));
                }
            }
            Some(Answer::Saved(text)) => self.session.act(Action::Notify(text)),
            Some(Answer::NotSaved(text)) => self.session.act(Action::Complain(text)),
            Some(Answer::Cancelled) | None => {}
        }
        if !self.dialogs.is_open() {
            // What waited for a place holds a whole stack, and goes with the dialog that asked for it.
            self.pending = None;
        }
    }

    /// Puts the sheets about tags away; true if there was one.
    fn close_tag_sheets(&mut self) -> bool {
        let (survey, compare) = (self.session.workspace().survey.shown, self.session.workspace().tag_compare.shown);
        if survey {
            self.session.act(Action::Survey(SurveyAction::Close));
        }
        if compare {
            self.session.act(Action::TagCompare(TagCompareAction::Close));
        }
        survey || compare
    }

    /// Puts one sheet away, of those that are open the one drawn last, which lies on top; true if there was one.
    fn close_topmost(&mut self) -> bool {
        if self.edits.stay()
            || self.dialogs.close()
            || self.close_tag_sheets()
            || self.close_edits()
            || self.exports.close()
        {
            return true;
        }
        if self.session.workspace().inspect.value.is_some() {
            self.session.act(Action::Inspect(InspectAction::CloseValue));
            return true;
        }
        std::mem::take(&mut self.tours.open)
            || std::mem::take(&mut self.bands.open)
            || std::mem::take(&mut self.skipped.open)
            || std::mem::take(&mut self.memory.open)
            || self.sheets.close()
    }

    /// Esc outside a drag: closes a sheet, stops an opening, leaves full screen, puts the tool back; the first that applies.
    fn escape(&mut self, ctx: &Context) {
        // Esc in a text field leaves the field; that of the palette goes with it.
        if self.sheets.close_palette() || self.typing || self.close_topmost() {
            return;
        }
        if self.session.workspace().tool.draws() {
            self.session.act(Action::SetTool(Tool::Window));
        } else if self.histogram.clear_brush() {
            self.session.act(Action::Histogram(HistogramAction::Glow(None)));
        } else if self.session.workspace().why.pinned.is_some() {
            self.session.act(Action::Why(WhyAction::Unpin));
        } else if self.session.workspace().tour.is_some() {
            self.session.act(Action::Tour(TourAction::Leave));
        } else if self.session.workspace().is_opening() {
            self.session.act(Action::CancelOpening);
        } else if self.session.workspace().scan.running {
            self.session.act(Action::StopScan);
        } else if self.alone {
            self.alone = false;
            ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(false));
        } else if self.session.workspace().tool == Tool::Window {
            self.session.act(Action::Region(RegionAction::Select(None)));
        } else {
            self.session.act(Action::SetTool(Tool::Window));
        }
    }
}
