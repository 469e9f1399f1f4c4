//! Where controls lie, by name, for a tour to point at. Nothing is kept while no tour runs.

use std::collections::HashMap;

use egui::{Context, Id, Rect, Ui};

/// What was noted in this pass.
#[derive(Clone, Default)]
struct Anchors {
    places: HashMap<&'static str, Rect>,
    /// The control that is brought into sight, where it lies in something that scrolls.
    wanted: Option<String>,
}

fn id() -> Id {
    Id::unique("anchors")
}

/// Begins a pass in which controls are noted; the one called `wanted` comes into sight.
pub fn begin(ctx: &Context, wanted: Option<String>) {
    ctx.data_mut(|data| data.insert_temp(id(), Anchors { places: HashMap::new(), wanted }));
}

/// Forgets what was noted: no tour runs.
pub fn end(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Anchors>(id()));
}

/// Notes where a control lies, as far as it is in sight; several of one name are taken together.
pub fn note(ui: &Ui, name: &'static str, rect: Rect) {
    let seen = rect.intersect(ui.clip_rect());
    let wanted = ui.data_mut(|data| {
        let mut anchors = data.get_temp::<Anchors>(id())?;
        let wanted = anchors.wanted.take_if(|wanted| wanted == name);
        if seen.is_positive() {
            anchors.places.entry(name).and_modify(|known| *known = known.union(seen)).or_insert(seen);
        }
        data.insert_temp(id(), anchors);
        wanted
    });
    if wanted.is_some() && !ui.clip_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect, None);
    }
}

/// Where a control was noted in this pass.
pub fn find(ctx: &Context, name: &str) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<Anchors>(id())?.places.get(name).copied())
}
