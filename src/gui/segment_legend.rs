//! The segments of a segmentation with their colours, in the window panel.

use egui::{Sense, Ui, vec2};

use crate::image::{FrameSegments, Segment};

/// Side of a colour sample, points.
const SAMPLE: f32 = 12.0;
/// Rows of the list that are always seen.
const ROWS: f32 = 8.0;

/// The list; the segment that the frame is about stands out.
pub fn ui(ui: &mut Ui, segments: &FrameSegments) {
    let all = &segments.all.segments;
    let heading = if all.len() == 1 { "1 segment".to_owned() } else { format!("{} segments", all.len()) };
    ui.weak(heading);
    let row = ui.spacing().interact_size.y;
    let area = egui::ScrollArea::vertical().id_salt("segments").max_height(ROWS * row).auto_shrink([false, true]);
    // Rows have one height, and only those in sight are laid out: a slide may have thousands.
    area.show_rows(ui, row, all.len(), |ui, range| {
        for segment in all.get(range).unwrap_or_default() {
            segment_ui(ui, segment, segments.of_frame == Some(segment.number), segments.all.colour(segment));
        }
    });
}

fn segment_ui(ui: &mut Ui, segment: &Segment, is_shown: bool, [red, green, blue]: [u8; 3]) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(SAMPLE, SAMPLE), Sense::empty());
        ui.painter().rect_filled(rect, 2.0, egui::Color32::from_rgb(red, green, blue));
        let stroke = ui.visuals().widgets.noninteractive.bg_stroke;
        ui.painter().rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Inside);
        let text = egui::RichText::new(format!("{}  {}", segment.number, segment.label));
        let text = if is_shown { text.strong() } else { text };
        ui.add(egui::Label::new(text).truncate());
    });
}
