//! The application: drains input and jobs into actions, draws the panels, the viewport last.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use egui::{Context, Ui};

use crate::{
    desktop::{self, journal::CrashJournal, launch::WindowOptions, paths, timings::Timings},
    dicom::{
        Means,
        codec::{Codecs, InProcess},
    },
    jobs::{Journal, Wake, decoder},
    session::{Session, Setup},
    state::{Action, BandAction, InspectAction, Notice, Severity, TourAction},
};

mod asides;
mod commands;
mod editing;
mod panels;
mod side;

use super::{
    bands::BandsSheet,
    dialogs::Dialogs,
    drop_overlay,
    edits::EditSheet,
    export_sheet::{ExportSheet, Job},
    files_panel::FilesPanel,
    histogram::HistogramPanel,
    memory_sheet::MemorySheet,
    regions_panel::RegionsPanel,
    report::{Local, Report},
    scrubber::Scrubber,
    series_panel::SeriesPanel,
    settings::{self, Settings},
    sheets::Sheets,
    skipped_sheet::SkippedSheet,
    strip::StripPanel,
    tag_compare::CompareSheet,
    tag_survey::SurveySheet,
    tags::{TagsPanel, ValueSheet},
    theme,
    tour_card::TourCard,
    tours_sheet::ToursSheet,
    viewport::ViewportPanel,
};

/// The window's state besides the shared model.
pub struct App {
    session: Session,
    journal: Arc<CrashJournal>,
    settings: Settings,
    files: FilesPanel,
    series: SeriesPanel,
    skipped: SkippedSheet,
    bands: BandsSheet,
    tours: ToursSheet,
    tour: TourCard,
    viewport: ViewportPanel,
    histogram: HistogramPanel,
    regions: RegionsPanel,
    tags: TagsPanel,
    tag_value: ValueSheet,
    /// The tags have a window of their own over the picture.
    tags_apart: bool,
    scrubber: Scrubber,
    strip: StripPanel,
    sheets: Sheets,
    memory: MemorySheet,
    dialogs: Dialogs,
    exports: ExportSheet,
    edits: EditSheet,
    survey: SurveySheet,
    compare: CompareSheet,
    /// The file that is chosen next is compared with the shown one.
    chooses_compared: bool,
    /// What is written once its place is known.
    pending: Option<Job>,
    /// The place of the picture that was pointed at last, and where that is across the viewport.
    pointed: Option<([f64; 2], f64)>,
    /// The body was looked for in the last pass.
    searched_body: bool,
    alone: bool,
    /// A text field had the focus when the last pass ended: Esc has taken that away before anyone is asked.
    typing: bool,
    /// The shared state changed in this pass.
    changed: bool,
    hide_identity: bool,
    report: Option<Report>,
    timings: Timings,
    title: String,
    /// The last problem that was written to standard error.
    told: Option<Notice>,
}

/// What the window finds when it opens.
pub struct Surroundings {
    /// Its own choices of earlier runs.
    pub settings: Settings,
    /// Where it notes what it reads.
    pub journal: CrashJournal,
    /// Files that took the program down before.
    pub avoid: Vec<PathBuf>,
    /// Who decodes.
    pub codecs: Arc<dyn Codecs>,
    /// Whether the system can show a file dialog.
    pub has_dialogs: fn() -> bool,
}

impl Default for Surroundings {
    /// A first start that leaves no trace, decodes in this process and shows no dialog of the system's.
    fn default() -> Self {
        let (journal, avoid) = CrashJournal::begin(None);
        Self { settings: Settings::default(), journal, avoid, codecs: Arc::new(InProcess), has_dialogs: || false }
    }
}

impl App {
    /// Opens what `options` name and installs the theme.
    pub fn new(creation: &eframe::CreationContext<'_>, options: WindowOptions) -> Self {
        let stored = creation.storage.and_then(|storage| eframe::get_value(storage, settings::KEY));
        let (journal, avoid) = CrashJournal::begin(paths::state_dir().as_deref());
        let has_dialogs = desktop::dialogs::available;
        let settings = stored.unwrap_or_default();
        let surroundings = Surroundings { settings, journal, avoid, codecs: decoder::codecs(), has_dialogs };
        Self::within(&creation.egui_ctx, options, surroundings)
    }

    /// The same within given surroundings, for tests.
    pub fn within(ctx: &Context, options: WindowOptions, surroundings: Surroundings) -> Self {
        let Surroundings { settings, journal, avoid, codecs, has_dialogs } = surroundings;
        let mut timings = Timings::new(options.timings, options.process_start);
        timings.mark("window");
        theme::install(ctx);
        ctx.set_theme(if settings.light { egui::Theme::Light } else { egui::Theme::Dark });
        let memory = settings.memory.with(options.memory);
        let journal = Arc::new(journal);
        let setup = Setup {
            means: Means { limits: memory.reading(), codecs },
            cache_bytes: memory.cache_bytes(),
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
            avoid,
        };
        let mut session = Session::new(wake(ctx), setup);
        session.act(Action::Band(BandAction::Restore(settings.bands.clone())));
        session.act(Action::Inspect(InspectAction::HideIdentity(options.hide_identity)));
        session.act(Action::Tour(TourAction::Restore(settings.finished_lessons.clone())));
        if options.phantom && options.paths.is_empty() {
            session.act(Action::OpenPhantom);
        } else {
            // The panel lists the folder that a path lies in, so the path has to say where that is.
            let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
            session.start(options.paths.into_iter().map(absolute).collect());
        }
        Self {
            session,
            journal,
            memory: MemorySheet::new(memory),
            settings,
            files: FilesPanel::default(),
            series: SeriesPanel::default(),
            skipped: SkippedSheet::default(),
            bands: BandsSheet::default(),
            tours: ToursSheet::default(),
            tour: TourCard::default(),
            viewport: ViewportPanel::default(),
            histogram: HistogramPanel::default(),
            regions: RegionsPanel::default(),
            tags: TagsPanel::default(),
            tag_value: ValueSheet,
            tags_apart: false,
            scrubber: Scrubber::default(),
            strip: StripPanel::default(),
            sheets: Sheets::default(),
            dialogs: Dialogs::new(has_dialogs),
            exports: ExportSheet::default(),
            edits: EditSheet::default(),
            survey: SurveySheet::default(),
            compare: CompareSheet::default(),
            chooses_compared: false,
            pending: None,
            pointed: None,
            searched_body: false,
            alone: false,
            typing: false,
            changed: false,
            hide_identity: options.hide_identity,
            report: options.report.map(Report::new),
            timings,
            title: String::new(),
            told: None,
        }
    }

    /// The session under the window.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Lets a test act as if a command had been given.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The picture as it stands on screen, in physical pixels.
    pub fn shown_image(&self) -> Option<egui::ColorImage> {
        self.viewport.image()
    }

    fn act_all(&mut self, actions: Vec<Action>) {
        self.changed |= !actions.is_empty();
        for action in actions {
            self.session.act(action);
        }
    }

    /// Comes back when the clip needs its next frame; otherwise the window sleeps until something happens.
    fn schedule(&self, ctx: &Context) {
        if let Some(due) = self.session.workspace().next_tick_in_ms() {
            ctx.request_repaint_after(Duration::from_secs_f64(due / 1000.0));
        }
    }

    /// A problem is said on standard error too, once: whoever started the window from a terminal reads it there.
    fn tell(&mut self) {
        let notice = &self.session.workspace().notice;
        if *notice == self.told {
            return;
        }
        self.told.clone_from(notice);
        if let Some(problem) = notice.as_ref().filter(|notice| notice.severity == Severity::Problem) {
            // Standard error may be closed; the status line says it all the same.
            drop(writeln!(io::stderr(), "hounsfield: {}", problem.text));
        }
    }

    fn title(&mut self, ctx: &Context) {
        let title = match self.session.workspace().image().file_name() {
            Some(name) if !self.hide_identity => format!("{name} – Hounsfield"),
            _ => "Hounsfield".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        // This pass comes after one that drew all there was: what was opened did no harm.
        self.session.survived();
        self.session.poll();
        self.schedule(ctx);
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        self.viewport.take_wheel(ctx, self.session.workspace(), &mut input.events);
        self.histogram.take_wheel(ctx, &mut input.events);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.input(&ctx);
        self.tour.begin(&ctx, self.session.workspace());
        self.panels_ui(ui);
        let mut chosen = Vec::new();
        self.sheets.ui(&ctx, self.session.workspace(), &mut |command| chosen.push(command));
        for command in chosen {
            self.choose(&ctx, command);
        }
        if let Some((limits, changed)) = self.memory.ui(&ctx) {
            // What was granted for this run alone is not kept.
            self.settings.memory = self.settings.memory.with(changed);
            self.session.limit(limits.reading(), limits.cache_bytes());
        }
        self.skipped.ui(&ctx, self.session.workspace());
        self.bands_ui(&ctx);
        let chosen = self.tours.ui(&ctx, self.session.workspace());
        self.act_all(chosen);
        self.tags_apart_ui(&ctx);
        self.tour_ui(&ctx);
        self.export_ui(&ctx);
        self.edits_ui(&ctx);
        self.tag_sheets_ui(&ctx);
        self.dialogs.ui(&ctx, &wake(&ctx));
        drop_overlay::ui(&ctx);
        self.typing = ctx.text_edit_focused();
        self.schedule(&ctx);
        self.title(&ctx);
        self.tell();
        if let Some(report) = &mut self.report {
            let local = Local {
                tag_filter: &self.session.workspace().inspect.query,
                tag_rows: self.tags.shown,
                sets: self.series.shown,
                asks: self.dialogs.asks(),
                exporting: self.exports.is_open(),
                complete: self.session.is_complete() && self.series.awaited == 0,
                rects: vec![
                    ("viewport", self.viewport.rect),
                    ("histogram", self.histogram.rect),
                    ("scrubber", self.scrubber.rect),
                    ("strip", self.strip.rect),
                    ("series", self.series.rect),
                    ("files", self.files.rect),
                    ("tag-search", self.tags.rect),
                ],
                scale: ctx.pixels_per_point(),
            };
            report.update(self.session.workspace(), &local);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::background(visuals).to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.journal.close();
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.settings.finished_lessons = self.session.workspace().finished_lessons.clone();
        self.settings.bands = self.session.workspace().bands.clone();
        eframe::set_value(storage, settings::KEY, &self.settings);
    }
}

/// Wakes the window from any thread.
fn wake(ctx: &Context) -> Wake {
    let ctx = ctx.clone();
    Arc::new(move |delay| if delay.is_zero() { ctx.request_repaint() } else { ctx.request_repaint_after(delay) })
}
