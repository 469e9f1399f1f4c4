//! The part of the sheet for table.

use egui::Ui;

use super::{Job, Surface};

/// What is chosen.
#[derive(Default)]
pub struct Table {}

impl Table {
    /// Draws the choices; what they come to, `None` where nothing can be written.
    pub fn ui(&mut self, _ui: &mut Ui, _surface: &Surface<'_>) -> Option<Job> {
        None
    }
}
