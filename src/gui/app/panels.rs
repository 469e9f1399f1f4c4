//! Where the panels lie, and in which order they are drawn.

use egui::{CentralPanel, Panel, Ui};

use crate::state::{Action, CompareAction, HistogramAction, probe_under};

use super::{
    super::{
        menu,
        scrubber::{Drawn, Scrubber},
        status, strip, theme, toolbar,
    },
    App,
};

impl App {
    pub(super) fn panels_ui(&mut self, ui: &mut Ui) {
        if self.alone {
            self.series.awaited = 0;
        } else {
            self.bars_ui(ui);
            self.status_ui(ui);
            if self.settings.files {
                let panel = Panel::left("files").default_size(theme::FILES_WIDTH).size_range(150.0..=520.0);
                panel.show(ui, |ui| self.left_ui(ui));
            } else {
                self.series.awaited = 0;
            }
            if self.settings.side {
                self.side_ui(ui);
            }
        }
        // The plot may have gone out of sight under the pointer.
        let settled = self.histogram.settle(self.session.workspace());
        self.act_all(settled);
        let image = self.session.workspace().image();
        let covered = self.session.workspace().inspected.is_some();
        if !covered && (image.frames() > 1 || image.stack.phases() > 1) {
            let decoded = self.session.decoded_frames();
            let thumbnail = |key| self.session.thumbnail(key);
            let drawn = Drawn { decoded: &decoded, thumbnail: &thumbnail };
            let actions = Panel::bottom("scrubber")
                .exact_size(Scrubber::height(image, ui.available_width() - 16.0))
                .show(ui, |ui| self.scrubber.ui(ui, self.session.workspace(), &drawn))
                .inner;
            self.act_all(actions);
        }
        self.strip_ui(ui, covered);
        let shown = CentralPanel::no_frame()
            .show(ui, |ui| self.viewport.ui(ui, self.session.workspace(), self.hide_identity, self.alone))
            .inner;
        if shown.has_picture {
            self.timings.mark("first-image");
            // What is drawn in this pass is on screen when it ends.
            if self.session.is_complete() && self.series.awaited == 0 {
                self.timings.mark("series-complete");
            }
        }
        self.tours.open |= shown.wants_tours;
        if let Some(id) = shown.rename {
            self.show_panels(true);
            self.regions.rename(self.session.workspace().image(), id);
        }
        if shown.maximise {
            self.alone = !self.alone;
        }
        self.act_all(shown.actions);
        let ctx = ui.ctx().clone();
        for command in shown.chosen {
            self.changed = true;
            self.choose(&ctx, command);
        }
        if std::mem::take(&mut self.changed) {
            // Panels above were drawn before panels below changed the state: one more pass brings all of them level,
            // so that no screen ever shows two truths.
            ui.ctx().request_discard("the shared state changed");
        }
    }

    fn bars_ui(&mut self, ui: &mut Ui) {
        let mut chosen = Vec::new();
        Panel::top("menu").show(ui, |ui| menu::ui(ui, self.session.workspace(), &mut |command| chosen.push(command)));
        Panel::top("toolbar").exact_size(theme::BAR).show(ui, |ui| {
            ui.horizontal_centered(|ui| toolbar::ui(ui, self.session.workspace(), &mut |command| chosen.push(command)));
        });
        if !self.settings.purpose_seen {
            Panel::top("purpose").show(ui, |ui| {
                ui.horizontal(|ui| {
                    let colour = theme::palette(ui.visuals()).warning;
                    ui.colored_label(colour, "Not for diagnostic use.");
                    ui.label("Hounsfield is for looking, learning and teaching; it is no medical device.");
                    if ui.button("Understood").clicked() {
                        self.settings.purpose_seen = true;
                    }
                });
            });
        }
        let ctx = ui.ctx().clone();
        for command in chosen {
            self.choose(&ctx, command);
        }
    }

    fn status_ui(&mut self, ui: &mut Ui) {
        let image = self.session.workspace().image();
        let probe = self.probed().and_then(|(at, across)| probe_under(image, image.presentation_at(across), at));
        let actions = Panel::bottom("status")
            .exact_size(theme::STATUS)
            .show(ui, |ui| status::ui(ui, self.session.workspace(), probe.as_ref()))
            .inner;
        self.act_all(actions);
    }

    /// Series above, once there are any; files below.
    fn left_ui(&mut self, ui: &mut Ui) {
        let library = &self.session.workspace().library;
        if !(library.patients.is_empty() && library.skipped.is_empty()) || self.session.workspace().scan.running {
            let height = ui.available_height();
            let panel = Panel::top("series").resizable(true).default_size(height * 0.62);
            let actions = panel
                .size_range(90.0..=(height - 110.0).max(91.0))
                .show(ui, |ui| {
                    let thumbnail = |key| self.session.thumbnail(key);
                    let labels_only = &mut self.settings.labels_only;
                    self.series.ui(ui, self.session.workspace(), &thumbnail, labels_only, self.hide_identity)
                })
                .inner;
            self.act_all(actions);
            self.skipped.open |= std::mem::take(&mut self.series.show_skipped);
        }
        let actions = self.files.ui(ui, self.session.workspace());
        self.act_all(actions);
    }

    fn strip_ui(&mut self, ui: &mut Ui, covered: bool) {
        let workspace = self.session.workspace();
        let is_open = self.settings.strip && !self.alone && !covered && workspace.image().picture().is_some();
        let actions = if is_open {
            let panel = Panel::bottom("strip").exact_size(strip::HEIGHT);
            panel.show(ui, |ui| self.strip.ui(ui, self.session.workspace())).inner
        } else {
            self.strip.rect = None;
            let none = Action::Histogram(HistogramAction::WantStrip(None));
            let ended = workspace.image().trial.is_some().then_some(Action::Compare(CompareAction::EndTrial));
            workspace.explore.strip.map(|_| none).into_iter().chain(ended).collect()
        };
        self.act_all(actions);
    }
}
