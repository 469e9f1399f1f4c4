//! How much memory the program may use.

use egui::{Align2, Context, DragValue, Window, vec2};

use crate::desktop::memory::{MemoryLimits, MemoryWish};

/// The sheet, and the limits in force.
pub struct MemorySheet {
    /// Whether it is shown.
    pub open: bool,
    limits: MemoryLimits,
}

impl MemorySheet {
    /// A closed sheet over these limits.
    pub fn new(limits: MemoryLimits) -> Self {
        Self { open: false, limits }
    }

    /// Draws it; gives the new limits when they were changed, and which ones.
    pub fn ui(&mut self, ctx: &Context) -> Option<(MemoryLimits, MemoryWish)> {
        let before = self.limits;
        let limits = &mut self.limits;
        let sheet = Window::new("Memory limits").collapsible(false).resizable(false);
        sheet.anchor(Align2::CENTER_TOP, vec2(0.0, 88.0)).default_width(420.0).open(&mut self.open).show(ctx, |ui| {
            ui.label("A file that asks for more is refused, so that a damaged or hostile one cannot fill the memory.");
            ui.add_space(6.0);
            egui::Grid::new("memory").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
                let rows: [(&str, &str, &mut u32); 3] = [
                    ("One frame", "The stored values of one frame, and its compressed bytes", &mut limits.frame_mib),
                    ("One file", "A file's structure, and what a compressed file inflates to", &mut limits.file_mib),
                    ("All frames", "Decoded frames that are kept for scrolling back", &mut limits.cache_mib),
                ];
                for (name, tooltip, value) in rows {
                    let label = ui.label(name).on_hover_text(tooltip);
                    let number = DragValue::new(value)
                        .range(1..=MemoryLimits::LARGEST_MIB)
                        .speed(8.0)
                        .suffix(" MiB")
                        .update_while_editing(false);
                    ui.add(number).labelled_by(label.id).on_hover_text(tooltip);
                    ui.end_row();
                }
            });
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                if ui
                    .button("Defaults")
                    .on_hover_text("1 GiB a frame, 1 GiB a file, a quarter of the memory in all")
                    .clicked()
                {
                    *limits = MemoryLimits::default();
                }
                ui.weak("Files that are open already keep theirs.");
            });
        });
        (self.limits != before).then(|| (self.limits, self.limits.changed_from(before)))
    }
}
