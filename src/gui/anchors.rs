//! Where controls lie, by name, for a tour to point at. Nothing is kept while no tour runs.

use std::collections::HashMap;

use egui::{Context, Id, Rect};

/// The controls of the pass before: what is drawn last may point at what is drawn first.
#[derive(Clone, Default)]
struct Anchors(HashMap<String, Rect>);

fn id() -> Id {
    Id::unique("anchors")
}

/// Begins a pass in which controls are noted, or forgets them.
pub fn begin(ctx: &Context, is_touring: bool) {
    ctx.data_mut(|data| {
        if is_touring {
            data.insert_temp(id(), Anchors::default());
        } else {
            data.remove::<Anchors>(id());
        }
    });
}

/// Notes where a control lies; several of one name are taken together.
pub fn note(ctx: &Context, name: &str, rect: Rect) {
    ctx.data_mut(|data| {
        let Some(mut anchors) = data.get_temp::<Anchors>(id()) else { return };
        anchors.0.entry(name.to_owned()).and_modify(|known| *known = known.union(rect)).or_insert(rect);
        data.insert_temp(id(), anchors);
    });
}

/// Where a control was noted in this pass.
pub fn find(ctx: &Context, name: &str) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<Anchors>(id())?.0.get(name).copied())
}
