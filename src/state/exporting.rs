//! What is being written, as the status line shows it.

use super::{Effect, Severity, Workspace};

/// One export under way, or waiting for the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Its number.
    pub id: u64,
    /// What it writes, such as `NIfTI volume`.
    pub what: String,
    /// How much is done, 0 to 1.
    pub share: f32,
}

impl Workspace {
    /// An export was begun.
    pub fn export_begun(&mut self, id: u64, what: String) {
        self.exports.push(Export { id, what, share: 0.0 });
    }

    pub(super) fn stop_export(&self) -> Vec<Effect> {
        self.exports.first().map(|export| Effect::StopExport(export.id)).into_iter().collect()
    }

    pub(super) fn exporting(&mut self, id: u64, share: f32) {
        if let Some(export) = self.exports.iter_mut().find(|export| export.id == id) {
            export.share = share;
        }
    }

    pub(super) fn exported(&mut self, id: u64, result: Result<String, String>) {
        self.exports.retain(|export| export.id != id);
        match result {
            Ok(text) => self.say(Severity::Info, text),
            Err(text) => self.say(Severity::Problem, text),
        }
    }
}
