//! The shown state as one JSON line in a file, for tests that drive the real window (`--report`).

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::state::{ImageState, PlacedRegion, Workspace};

/// Keeps the file equal to what is shown.
pub struct Report {
    path: PathBuf,
    last: Value,
}

/// What the panels know and the model does not.
pub struct Local<'a> {
    /// Text in the tag search.
    pub tag_filter: &'a str,
    /// Tag rows shown.
    pub tag_rows: usize,
    /// Sets listed in the series panel.
    pub sets: usize,
    /// A path is asked for.
    pub asks: bool,
    /// The sheet of exports is open.
    pub exporting: bool,
    /// Everything is found, decoded and drawn.
    pub complete: bool,
    /// Panels by name, in points.
    pub rects: Vec<(&'a str, Option<egui::Rect>)>,
    /// Physical pixels a point.
    pub scale: f32,
}

impl Report {
    /// Reports to `path`.
    pub fn new(path: PathBuf) -> Self {
        Self { path, last: Value::Null }
    }

    /// Writes the state if it changed. A file that cannot be written is the test's to notice.
    pub fn update(&mut self, workspace: &Workspace, local: &Local<'_>) {
        let now = state(workspace, local);
        if now == self.last {
            return;
        }
        let part = self.path.with_extension("part");
        if fs::write(&part, format!("{now}\n")).and_then(|()| fs::rename(&part, &self.path)).is_ok() {
            self.last = now;
        }
    }
}

fn state(workspace: &Workspace, local: &Local<'_>) -> Value {
    let image = workspace.image();
    let window = image.window().map(|(window, ..)| window);
    let scale = |rect: egui::Rect| {
        [rect.left(), rect.top(), rect.width(), rect.height()].map(|points| (points * local.scale).round())
    };
    let rects: serde_json::Map<String, Value> =
        local.rects.iter().filter_map(|(name, rect)| Some(((*name).to_owned(), json!(scale((*rect)?))))).collect();
    json!({
        "asks": local.asks,
        "exporting": local.exporting,
        "exports": workspace.exports.len(),
        "edits": workspace.edits.count(),
        "file": image.file_name(),
        "frame": image.loaded.picture.as_ref().map(|_| image.loaded.frame + 1),
        "frames": image.frames(),
        "center": window.map(|window| window.center),
        "width": window.map(|window| window.width),
        "bounds": image.bounds(),
        "glow": workspace.explore.glow.map(|range| [range.low, range.high]),
        "counted": workspace.plotted().map(|plotted| json!({"of": plotted.of, "complete": plotted.is_complete})),
        "wipe": image.wipe.as_ref().map(|wipe| wipe.at),
        "tool": format!("{:?}", workspace.tool),
        "regions": image.regions_here().map(|placed| region(image, placed)).collect::<Vec<_>>(),
        "phase": image.loaded.phase + 1,
        "phases": image.stack.phases(),
        "position_mm": image.position_mm(),
        "playing": image.playback.playing,
        "speed": image.playback.speed,
        "range": image.playback.range.map(|(first, last)| [first + 1, last + 1]),
        "sets": local.sets,
        "skipped": workspace.library.skipped.len(),
        "scanning": workspace.scan.running,
        "complete": local.complete,
        "view": image.view,
        "inverted": image.presentation().is_some_and(|presentation| presentation.invert),
        "tag_filter": local.tag_filter,
        "rows": local.tag_rows,
        "files": workspace.browser.visible().len(),
        "selected": workspace.browser.selected.and_then(|at| workspace.browser.entries.get(at)).map(|entry| &entry.name),
        "message": workspace.notice.as_ref().map(|notice| &notice.text),
        "quiet": workspace.is_quiet(),
        "rects": rects,
    })
}

/// A region with its figures, once they are there.
fn region(image: &ImageState, placed: &PlacedRegion) -> Value {
    let figures = image.measured(placed.region.id).and_then(|measured| measured.first());
    json!({
        "name": placed.region.name,
        "count": figures.map(|figures| figures.count),
        "mean": figures.and_then(|figures| figures.mean),
    })
}
