//! Regions on the picture: their lines, handles, names and figures.

use egui::{Color32, CursorIcon, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::{
    annotation::{Handle, Part, Region},
    geometry::PixelFromScreen,
    state::{Action, ImageState, PlacedRegion, RegionAction, Workspace, region_text},
};

use super::{
    super::{regions_panel::values_text, theme},
    picture_text,
    region_drag::Ground,
};

/// Side of a handle, points.
const HANDLE: f32 = 7.0;
/// Between a region and its figures, points.
const GAP: f32 = 6.0;

/// Draws the regions of the frame on screen. `taken` is where other texts stand.
pub fn ui(ui: &Ui, rect: Rect, workspace: &Workspace, map: &PixelFromScreen, size: f32, mut taken: Vec<Rect>) {
    let image = workspace.image();
    let painter = ui.painter_at(rect);
    let scale = f64::from(ui.pixels_per_point());
    let screen_from_pixel = map.inverse();
    let point = |at: [f64; 2]| {
        let [x, y] = screen_from_pixel.apply(at);
        rect.min + vec2((x / scale) as f32, (y / scale) as f32)
    };
    let selected = image.selected_region().map(|placed| placed.region.id);
    for placed in image.regions_here().filter(|placed| placed.region.visible) {
        let region = &placed.region;
        let is_chosen = selected == Some(region.id);
        let outline: Vec<Pos2> = region.shape.outline().into_iter().map(point).collect();
        let around = Rect::from_points(&outline);
        if !around.expand(4.0).intersects(rect) {
            continue;
        }
        let colour = theme::region_colour(region.colour);
        let width = if is_chosen { 2.0 } else { 1.25 };
        painter.add(Shape::closed_line(outline.clone(), Stroke::new(width + 2.0, theme::ON_PICTURE_SHADOW)));
        painter.add(Shape::closed_line(outline, Stroke::new(width, colour)));
        if is_chosen {
            handles_ui(&painter, region, colour, &point);
        }
        label_ui(&painter, rect, image, placed, around, size, &mut taken);
    }
}

/// What the pointer would do here.
pub fn cursor(ground: &Ground, workspace: &Workspace, screen: [f64; 2]) -> Option<CursorIcon> {
    let draws = workspace.tool.draws();
    if !draws && workspace.tool != crate::state::Tool::Window {
        return None;
    }
    match ground.hit(workspace.image(), screen) {
        Some((_, Part::Handle(handle))) => {
            let [across, down] = handle.side.map(i32::from);
            let is_sideways = workspace.image().view.is_sideways();
            Some(match (across == 0, down == 0) {
                (true, _) if is_sideways => CursorIcon::ResizeHorizontal,
                (true, _) => CursorIcon::ResizeVertical,
                (_, true) if is_sideways => CursorIcon::ResizeVertical,
                (_, true) => CursorIcon::ResizeHorizontal,
                _ => CursorIcon::Move,
            })
        }
        Some((_, Part::Edge)) => Some(CursorIcon::Move),
        _ => draws.then_some(CursorIcon::Crosshair),
    }
}

/// What a right click on a region offers; gives its number when it is to be renamed.
pub fn menu(
    ui: &mut Ui,
    image: &ImageState,
    placed: &PlacedRegion,
    hide_identity: bool,
    actions: &mut Vec<Action>,
) -> Option<u32> {
    let id = placed.region.id;
    let mut rename = None;
    ui.weak(&placed.region.name);
    if ui.button("Rename region").on_hover_text("Write another name in the panel").clicked() {
        actions.push(Action::Region(RegionAction::Select(Some(id))));
        rename = Some(id);
        ui.close();
    }
    let mut on_all = placed.on_all_frames;
    let tip = "Show and measure it on every frame, at the same pixels";
    if ui.checkbox(&mut on_all, "On all frames").on_hover_text(tip).changed() {
        actions.push(Action::Region(RegionAction::OnAllFrames(id, on_all)));
        ui.close();
    }
    if ui.button("Copy values").on_hover_text("Put its figures on the clipboard").clicked() {
        ui.copy_text(values_text(image, Some(id), hide_identity));
        actions.push(Action::Notify("The values are on the clipboard".to_owned()));
        ui.close();
    }
    if ui.button("Delete region").on_hover_text("Take it away (Delete)").clicked() {
        actions.push(Action::Region(RegionAction::Delete(id)));
        ui.close();
    }
    ui.separator();
    rename
}

fn handles_ui(painter: &Painter, region: &Region, colour: Color32, point: &impl Fn([f64; 2]) -> Pos2) {
    let extent = region.shape.extent();
    for handle in Handle::ALL {
        let square = Rect::from_center_size(point(extent.handle(handle)), vec2(HANDLE, HANDLE));
        painter.rect_filled(square, 1.0, theme::ON_PICTURE);
        painter.rect_stroke(square, 1.0, Stroke::new(1.0, colour), StrokeKind::Outside);
    }
}

/// Name and figures beside a region, where they cover no other text.
fn label_ui(
    painter: &Painter,
    rect: Rect,
    image: &ImageState,
    placed: &PlacedRegion,
    around: Rect,
    size: f32,
    taken: &mut Vec<Rect>,
) {
    let mut lines = vec![placed.region.name.clone()];
    lines.extend(image.measured(placed.region.id).into_iter().flat_map(region_text::summary));
    let size = size * 0.92;
    let colour = theme::region_colour(placed.region.colour);
    let font = egui::FontId::proportional(size);
    let width = |line: &String| painter.layout_no_wrap(line.clone(), font.clone(), colour).size().x;
    let line = size * 1.3;
    let extent = vec2(lines.iter().map(width).fold(0.0, f32::max), lines.len() as f32 * line);
    let free = free_place(rect, around, extent, taken);
    painter.rect_filled(free.expand2(vec2(3.0, 1.0)), 3.0, theme::PLATE);
    for (index, text) in lines.iter().enumerate() {
        let at = pos2(free.left(), free.top() + index as f32 * line);
        picture_text(painter, at, egui::Align2::LEFT_TOP, text, size, colour);
    }
    taken.push(free);
}

/// Beside a region inside of the viewport: the first place that covers nothing taken, else the one that covers least.
fn free_place(rect: Rect, around: Rect, size: egui::Vec2, taken: &[Rect]) -> Rect {
    let bounds = rect.shrink(4.0);
    let around = around.intersect(bounds);
    let (left, right) = (around.left() - GAP - size.x, around.right() + GAP);
    let (above, below) = (around.top() - GAP - size.y, around.bottom() + GAP);
    let (low, middle, high) = (around.top(), around.center().y - size.y / 2.0, around.bottom() - size.y);
    let places = [
        (right, low),
        (right, high),
        (right, middle),
        (left, low),
        (left, high),
        (around.left(), below),
        (around.left(), above),
        (around.right() - size.x, below),
        (around.right() - size.x, above),
        (right, below),
        (right, above),
        (left, below),
        (left, above),
        (around.left() + GAP, around.top() + GAP),
    ];
    let covered = |place: &Rect| {
        let taken: f32 = taken.iter().map(|other| overlap(*place, *other)).sum();
        taken + overlap(*place, around)
    };
    let within = |(x, y): (f32, f32)| {
        let x = x.clamp(bounds.left(), (bounds.right() - size.x).max(bounds.left()));
        let y = y.clamp(bounds.top(), (bounds.bottom() - size.y).max(bounds.top()));
        Rect::from_min_size(pos2(x, y), size)
    };
    let mut best = within((right, low));
    for place in places.map(within) {
        if covered(&place) < covered(&best) {
            best = place;
        }
    }
    best
}

fn overlap(one: Rect, other: Rect) -> f32 {
    let both = one.intersect(other);
    if both.is_positive() { both.area() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_beside_a_region_and_cover_no_other_text() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0));
        let around = Rect::from_min_max(pos2(300.0, 200.0), pos2(400.0, 300.0));
        let size = vec2(120.0, 48.0);
        let place = free_place(rect, around, size, &[]);
        assert_eq!(place.min, pos2(406.0, 200.0));
        let other = free_place(rect, around, size, &[place]);
        assert!(overlap(place, other) == 0.0 && overlap(other, around) == 0.0, "{other:?}");
        // In the right corner, under a corner text: not on it, and inside.
        let corner = Rect::from_min_max(pos2(700.0, 0.0), pos2(800.0, 90.0));
        let around = Rect::from_min_max(pos2(740.0, 20.0), pos2(790.0, 100.0));
        let place = free_place(rect, around, size, &[corner]);
        assert!(rect.contains_rect(place) && overlap(place, corner) == 0.0 && overlap(place, around) == 0.0);
        // A region larger than the viewport leaves no room beside it.
        let everywhere = free_place(rect, rect.expand(50.0), size, &[corner]);
        assert!(rect.contains_rect(everywhere) && overlap(everywhere, corner) == 0.0);
    }
}
