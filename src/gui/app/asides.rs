//! What floats over the panels and acts on the shared state: the tour and the sheet of bands.

use egui::{Context, Id, Window};

use crate::state::{Action, Seen, TagCompareAction, probe};

use super::{
    super::{bands::SheetAnswer, export_sheet::Surface},
    App, wake,
};

impl App {
    /// The card of a guided tour, after all that it may point at.
    pub(super) fn tour_ui(&mut self, ctx: &Context) {
        if self.session.workspace().tour.is_none() {
            return;
        }
        let probe = self.viewport.hover.and_then(|at| probe(self.session.workspace().image(), at));
        let value = probe.filter(|probe| !probe.padding).and_then(|probe| probe.value);
        let seen = Seen { value, search: self.session.workspace().inspect.query.clone() };
        if let Some(action) = self.tour.look(self.session.workspace(), seen) {
            self.session.act(action);
        }
        if let Some(viewport) = self.viewport.rect {
            let actions = self.tour.ui(ctx, viewport, self.session.workspace());
            self.act_all(actions);
        }
        if std::mem::take(&mut self.changed) {
            ctx.request_repaint();
        }
    }

    /// The tags in a window of their own, and a value that is shown whole.
    pub(super) fn tags_apart_ui(&mut self, ctx: &Context) {
        if let Some(rows) = self.tags.copied.take() {
            let target = ctx.clone();
            let copy = move || {
                let (text, count) = rows.text();
                target.copy_text(text);
                Ok(format!("{count} rows are on the clipboard"))
            };
            self.dialogs.make(copy, wake(ctx));
        }
        if self.tags_apart {
            let mut open = true;
            let mut actions = Vec::new();
            let place = self.viewport.rect.unwrap_or_else(|| ctx.content_rect()).shrink(12.0);
            let window = Window::new("Tags").id(Id::unique("tags-apart")).collapsible(false).resizable(true);
            window.default_rect(place).open(&mut open).show(ctx, |ui| {
                actions = self.tags.ui(ui, self.session.workspace());
            });
            self.tags_apart = open;
            self.act_all(actions);
        }
        let actions = self.tag_value.ui(ctx, self.session.workspace());
        self.act_all(actions);
        if std::mem::take(&mut self.changed) {
            ctx.request_repaint();
        }
    }

    /// The sheet of exports, and what is asked for there.
    pub(super) fn export_ui(&mut self, ctx: &Context) {
        let surface = Surface {
            workspace: self.session.workspace(),
            objects: self.session.objects(),
            hide_identity: self.hide_identity,
            opener: self.session.opener(),
            means: self.session.means(),
        };
        let Some(job) = self.exports.ui(ctx, &surface) else { return };
        if self.dialogs.ask_where(&job.name, job.is_folder, wake(ctx)) {
            self.pending = Some(job);
        }
    }

    /// The sheets of one tag over the series, and of two objects' tags.
    pub(super) fn tag_sheets_ui(&mut self, ctx: &Context) {
        let actions = self.survey.ui(ctx, self.session.workspace(), self.hide_identity);
        self.act_all(actions);
        let asked = self.compare.ui(ctx, self.session.workspace(), self.hide_identity);
        self.act_all(asked.actions);
        if asked.choose {
            self.choose_compared(ctx);
        }
        if std::mem::take(&mut self.changed) {
            ctx.request_repaint();
        }
    }

    /// Asks for the file to compare with; where no dialog can be shown, the sheet has a field for its path.
    pub(super) fn choose_compared(&mut self, ctx: &Context) {
        self.session.act(Action::TagCompare(TagCompareAction::Open));
        // While another dialog is open its answer is not for this.
        self.chooses_compared |= self.dialogs.ask(false, None, wake(ctx));
    }

    /// The sheet of bands, and what is asked for there.
    pub(super) fn bands_ui(&mut self, ctx: &Context) {
        self.bands.open |= std::mem::take(&mut self.histogram.bands.wants_sheet);
        for answer in self.bands.ui(ctx, self.session.workspace()) {
            match answer {
                SheetAnswer::Act(action) => self.act_all(vec![action]),
                SheetAnswer::Export(request) => self.dialogs.save(request, wake(ctx)),
                SheetAnswer::Import => self.dialogs.ask_text(wake(ctx)),
                SheetAnswer::ImportPath(path) => self.dialogs.read_text(path, wake(ctx)),
            }
        }
        if std::mem::take(&mut self.changed) {
            ctx.request_repaint();
        }
    }
}
