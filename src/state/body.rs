//! Find the body: what is looked for, and what was found on the frame on screen.

use std::sync::Arc;

use crate::image::{
    ModalityKind, Picture, Unit,
    body::{self, Body, BodyBox, BodySettings},
};

use super::{ImageState, Severity, Workspace};

/// The search for the body, and its answer. Shared by panel and viewport, not undone.
#[derive(Clone, Debug, Default)]
pub struct BodySearch {
    /// It is looked for, and shown.
    pub on: bool,
    /// How; `None` until the person changes it: as fits the picture.
    pub settings: Option<BodySettings>,
    /// For values of which kind the person changed it.
    changed_for: Option<(ModalityKind, Unit)>,
    /// The newest answer.
    pub found: Option<Arc<FoundBody>>,
}

/// A question about the body.
#[derive(Clone, Debug)]
pub struct BodyWant {
    /// The frame.
    pub picture: Arc<Picture>,
    /// How.
    pub settings: BodySettings,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct FoundBody {
    /// What was asked.
    pub want: BodyWant,
    /// What was found.
    pub body: Body,
}

/// What a person does with the search.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyAction {
    /// Look for the body, or no longer.
    Toggle,
    /// Look for it in this way.
    Set(BodySettings),
    /// As fits the picture.
    Reset,
    /// The view shows the box around it.
    Zoom,
}

impl PartialEq for BodyWant {
    /// Pictures are told apart by identity.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.picture, &other.picture) && self.settings == other.settings
    }
}

impl ImageState {
    /// How the body is looked for unless the person says otherwise; `None` where there is nothing to look in.
    fn body_settings(&self) -> Option<BodySettings> {
        let picture = self.picture().filter(|_| self.takes_window())?;
        Some(BodySettings::for_picture(picture, self.window_or_range()?))
    }
}

impl Workspace {
    /// How the body is looked for; `None` where there is nothing to look in.
    pub fn body_settings(&self) -> Option<BodySettings> {
        let usual = self.image().body_settings()?;
        Some(self.body.settings.clone().unwrap_or(usual))
    }

    /// What is asked about the body now.
    pub fn body_want(&self) -> Option<BodyWant> {
        if !self.body.on {
            return None;
        }
        let picture = self.image().picture().filter(|picture| body::refusal(picture).is_none())?;
        Some(BodyWant { picture: Arc::clone(picture), settings: self.body_settings()? })
    }

    /// Why the body is not looked for on the frame on screen, where there are values.
    pub fn body_refusal(&self) -> Option<&'static str> {
        self.image().picture().and_then(|picture| body::refusal(picture))
    }

    /// The body on the frame on screen, once it is found: that of another frame, or of other settings, is none.
    pub fn body(&self) -> Option<&Body> {
        let (found, want) = (self.body.found.as_ref()?, self.body_want()?);
        (found.want == want).then_some(&found.body)
    }

    /// The body of the frame on screen by whatever settings: what stays in sight while other settings are tried.
    pub fn shown_body(&self) -> Option<&Body> {
        let (found, picture) = (self.body.found.as_ref()?, self.image().picture()?);
        (self.body.on && Arc::ptr_eq(&found.want.picture, picture)).then_some(&found.body)
    }

    pub(super) fn edit_body(&mut self, action: BodyAction) {
        match action {
            BodyAction::Toggle => {
                self.body.on = !self.body.on;
                if self.body.on && self.image().picture().is_some() && self.image().body_settings().is_none() {
                    self.say(Severity::Info, "The body is looked for in values; this picture has none to window.");
                }
            }
            BodyAction::Set(settings) => {
                self.body.settings = Some(settings.checked());
                self.body.changed_for = self.kind_of_values();
            }
            BodyAction::Reset => self.body.settings = None,
            BodyAction::Zoom => match self.shown_body().map(|body| body.bounds) {
                Some(Some(bounds)) => self.show_box(bounds),
                Some(None) => self.say(Severity::Info, "No body was found; try another window or threshold."),
                None => self.say(Severity::Info, "The body is not found yet; find it first (J)."),
            },
        }
    }

    /// A window for values of one kind is none for those of another: then it is looked for as fits the picture.
    pub(super) fn fit_body_settings(&mut self) {
        let kind = self.kind_of_values();
        if kind.is_some() && kind != self.body.changed_for {
            self.body.settings = None;
        }
    }

    fn kind_of_values(&self) -> Option<(ModalityKind, Unit)> {
        self.image().picture().map(|picture| (picture.model().kind, picture.model().unit.clone()))
    }

    fn show_box(&mut self, bounds: BodyBox) {
        let Some(placement) = self.placement() else { return };
        let [left, top] = [bounds.first_column, bounds.first_row].map(f64::from);
        let corners = [left, top, left + f64::from(bounds.columns()), top + f64::from(bounds.rows())];
        let viewport = self.viewport_mut();
        let before = super::Snapshot::of(&viewport.image);
        viewport.image.view = viewport.image.view.showing(corners, &placement);
        viewport.history.record(before, &viewport.image, "edit", false);
    }
}
