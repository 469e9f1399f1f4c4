//! The panels on the right: what sets and explains the picture above, in one scroll; tags below, always in sight.

use egui::{CollapsingHeader, Panel, ScrollArea, Ui};

use crate::state::{Action, InspectAction, probe};

use super::{
    super::{body_panel, regions_panel::RegionsPanel, theme, why_panel, window_panel},
    App, wake,
};

/// Share of the height that the tags take until the person says otherwise.
const TAGS: f32 = 0.22;
/// Height of the tags' heading, points.
const HEADING: f32 = 26.0;

impl App {
    pub(super) fn side_ui(&mut self, ui: &mut Ui) {
        Panel::right("side").default_size(theme::SIDE_WIDTH).size_range(300.0..=720.0).show(ui, |ui| {
            let height = ui.available_height();
            let tags = Panel::bottom(if self.settings.tags { "tags" } else { "tags-closed" });
            let tags = if self.settings.tags {
                tags.resizable(true).default_size(height * TAGS).size_range(110.0..=(height - 160.0).max(111.0))
            } else {
                tags.resizable(false).exact_size(HEADING)
            };
            tags.show(ui, |ui| {
                let heading = CollapsingHeader::new("Tags").open(Some(self.settings.tags));
                let shown = heading.show_unindented(ui, |ui| {
                    if self.tags_apart {
                        if ui
                            .button("Bring the tags back")
                            .on_hover_text("They have a window of their own (Ctrl+T)")
                            .clicked()
                        {
                            self.tags_apart = false;
                        }
                        return;
                    }
                    let actions = self.tags.ui(ui, self.session.workspace());
                    self.act_all(actions);
                });
                if shown.header_response.clicked() {
                    self.settings.tags = !self.settings.tags;
                }
            });
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| self.explore_ui(ui, height));
        });
    }

    /// The place of the picture that is read out, and where that is across the viewport: under the pointer, else pinned.
    pub(super) fn probed(&self) -> Option<([f64; 2], f64)> {
        let pinned = || {
            let workspace = self.session.workspace();
            let pixel = workspace.why.pinned?;
            Some((pixel.map(|at| f64::from(at) + 0.5), why_panel::across_of(workspace, pixel)?))
        };
        self.viewport.hover.map(|at| (at, self.viewport.across)).or_else(pinned)
    }

    /// Everything but the tags; `height` is that of the whole side.
    fn explore_ui(&mut self, ui: &mut Ui, height: f32) {
        section(ui, "Window", |ui| {
            let actions = window_panel::ui(ui, self.session.workspace());
            self.act_all(actions);
        });
        if self.session.workspace().why.shown {
            section(ui, "Why this grey?", |ui| {
                // While the pointer is on the panel itself, the pixel that it left stays explained.
                self.pointed = self.viewport.hover.map(|at| (at, self.viewport.across)).or(self.pointed);
                let (hover, across) = self.pointed.unzip();
                let across = across.unwrap_or_default();
                let asked = why_panel::ui(ui, self.session.workspace(), hover, across);
                if let Some(found) = asked.find {
                    self.settings.tags = true;
                    let tag = crate::dicom::TagPath::top(found.tag).to_string();
                    self.session.act(Action::Inspect(InspectAction::Search(tag)));
                }
                self.act_all(asked.actions);
            });
        }
        // Above the histogram, so that figures are in sight while a hand draws.
        if RegionsPanel::is_wanted(self.session.workspace()) {
            section(ui, "Regions", |ui| {
                let asked = self.regions.ui(ui, self.session.workspace(), self.hide_identity);
                if let Some(request) = asked.save {
                    self.dialogs.save(request, wake(ui.ctx()));
                }
                self.act_all(asked.actions);
            });
        }
        section(ui, "Histogram", |ui| {
            let image = self.session.workspace().image();
            let probe = self.probed().and_then(|(at, _)| probe(image, at));
            let channel = self.session.workspace().explore.channel;
            let mark = probe.and_then(|probe| probe.value.or_else(|| Some(probe.level(channel)?.into())));
            let counts = &mut self.settings.counts;
            let actions = self.histogram.ui(ui, self.session.workspace(), counts, mark, height);
            self.act_all(actions);
        });
        let on = self.session.workspace().body.on;
        // It unfolds when the search is begun by key or menu.
        let begun = (on && !std::mem::replace(&mut self.searched_body, on)).then_some(true);
        CollapsingHeader::new("Body").default_open(false).open(begun).show_unindented(ui, |ui| {
            let actions = body_panel::ui(ui, self.session.workspace());
            self.act_all(actions);
        });
    }
}

pub(super) fn section(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui)) {
    CollapsingHeader::new(title).default_open(true).show_unindented(ui, contents);
}
