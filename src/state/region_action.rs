//! What a person does with regions.

use std::sync::Arc;

use crate::{
    annotation::{COLOURS, Extent, Path, Region, Shape},
    geometry::PixelFromScreen,
};

use super::{ImageState, PlacedRegion, Severity, Snapshot, Tool, Workspace};

/// What a person does with regions.
#[derive(Clone, Debug, PartialEq)]
pub enum RegionAction {
    /// Draws one on the frame on screen, and chooses it.
    Add(Shape),
    /// Draws one of the tool's kind in the middle of what is seen, and chooses it.
    AddInMiddle,
    /// Gives a region another shape.
    Edit(u32, Shape),
    /// Moves the chosen one by pixels to the right and down as seen on the screen.
    Nudge([f64; 2]),
    /// Makes the chosen one so many pixels wider and higher as seen on the screen, about its middle.
    Stretch([f64; 2]),
    /// Calls it something else.
    Rename(u32, String),
    /// Draws it in another colour.
    Recolour(u32, u8),
    /// Draws it, or only measures it.
    Show(u32, bool),
    /// Shows it on every frame, or on the frame that is on screen alone.
    OnAllFrames(u32, bool),
    /// Takes it away.
    Delete(u32),
    /// Takes the chosen one away.
    DeleteSelected,
    /// Takes all away, those on other frames as well.
    DeleteAll,
    /// Chooses one, or none.
    Select(Option<u32>),
    /// Chooses the next one on the frame on screen.
    SelectNext,
}

/// More regions than this are not drawn on one stack.
pub const MOST_REGIONS: usize = 200;
/// Letters of a name that are kept.
const LONGEST_NAME: usize = 60;
/// Corners of a freehand region that is made without a hand.
const MADE_CORNERS: usize = 24;

impl Workspace {
    /// Carries out what a person does with regions: one step of undo, unless a gesture is open.
    pub(super) fn edit_regions(&mut self, action: RegionAction) {
        let placement = self.placement();
        let tool = self.tool;
        let mut refused = None;
        let viewport = self.viewport_mut();
        let image = &mut viewport.image;
        let (before, selected) = (Snapshot::of(image), image.regions.selected);
        let of = |id: Option<u32>| id.map_or(0, u64::from);
        let (key, merge) = match &action {
            RegionAction::Nudge(_) => (("nudge", of(selected)), true),
            RegionAction::Stretch(_) => (("stretch", of(selected)), true),
            RegionAction::Rename(id, _) => (("rename", of(Some(*id))), true),
            _ => (("region", 0), false),
        };
        let map = placement.map(|placement| (image.view.pixel_from_screen(&placement), placement.viewport));
        match action {
            RegionAction::Add(shape) => refused = image.add_region(shape),
            RegionAction::AddInMiddle => {
                let shape = map.and_then(|(map, viewport)| in_middle(tool, &map, viewport));
                refused = shape.and_then(|shape| image.add_region(shape));
            }
            RegionAction::Edit(id, shape) => image.reshape(id, |_| shape),
            RegionAction::Nudge(by) => {
                if let Some((id, (map, _))) = image.selected_region().map(|placed| placed.region.id).zip(map) {
                    let by = in_pixels(&map, by);
                    image.reshape(id, |shape| shape.moved(by));
                }
            }
            RegionAction::Stretch(by) => {
                if let Some((id, (map, _))) = image.selected_region().map(|placed| placed.region.id).zip(map) {
                    // Wider is wider, however the picture is mirrored: only which axis runs across counts.
                    let across = in_pixels(&map, [1.0, 0.0])[0] != 0.0;
                    let by = if across { by } else { [by[1], by[0]] };
                    image.reshape(id, |shape| stretched(shape, by));
                }
            }
            RegionAction::Rename(id, name) => {
                let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
                image.regions.with(id, |placed| placed.region.name = name);
            }
            RegionAction::Recolour(id, colour) => {
                image.regions.with(id, |placed| placed.region.colour = colour % COLOURS);
            }
            RegionAction::Show(id, visible) => image.regions.with(id, |placed| placed.region.visible = visible),
            RegionAction::OnAllFrames(id, on_all_frames) => {
                let shown = image.loaded.key;
                image.regions.with(id, |placed| {
                    placed.on_all_frames = on_all_frames;
                    // It stays where it is seen.
                    placed.on = shown.unwrap_or(placed.on);
                });
            }
            RegionAction::Delete(id) => image.regions.retain(|placed| placed.region.id != id),
            RegionAction::DeleteSelected => {
                if let Some(id) = image.selected_region().map(|placed| placed.region.id) {
                    image.regions.retain(|placed| placed.region.id != id);
                }
            }
            RegionAction::DeleteAll => image.regions.retain(|_| false),
            RegionAction::Select(id) => image.regions.selected = id.filter(|id| image.regions.get(*id).is_some()),
            RegionAction::SelectNext => {
                let drawn = image.regions_here().filter(|placed| placed.region.visible);
                let ids: Vec<u32> = drawn.map(|placed| placed.region.id).collect();
                let at = selected.and_then(|id| ids.iter().position(|other| *other == id));
                let next = at.map_or(0, |at| (at + 1) % ids.len().max(1));
                image.regions.selected = ids.get(next).copied();
            }
        }
        image.regions.take_figures(Vec::new(), image.loaded.key);
        viewport.history.record_of(before, &viewport.image, key, merge);
        if let Some(sentence) = refused {
            self.say(Severity::Problem, sentence);
        }
    }
}

impl ImageState {
    /// Draws a region on the frame on screen; says why not.
    fn add_region(&mut self, shape: Shape) -> Option<String> {
        let (Some(key), Some(picture)) = (self.loaded.key, self.picture()) else { return None };
        let shape = shape.kept_on(picture.frame().columns, picture.frame().rows);
        if !shape.is_meant() {
            return None;
        }
        if self.regions.list.len() >= MOST_REGIONS {
            return Some(format!("There are {MOST_REGIONS} regions, which is the most; delete one to draw another."));
        }
        let id = self.regions.next_id();
        let name = format!("Region {id}");
        // As few regions as possible share a colour.
        let uses = |colour: u8| self.regions.list.iter().filter(|placed| placed.region.colour == colour).count();
        let colour = (0..COLOURS).min_by_key(|colour| uses(*colour)).unwrap_or(0);
        let region = Region { id, name, shape, colour, visible: true };
        Arc::make_mut(&mut self.regions.list).push(PlacedRegion { region, on: key, on_all_frames: false });
        self.regions.last_id = id;
        self.regions.selected = Some(id);
        None
    }

    fn reshape(&mut self, id: u32, change: impl FnOnce(&Shape) -> Shape) {
        let Some([columns, rows]) = self.picture().map(|picture| [picture.frame().columns, picture.frame().rows])
        else {
            return;
        };
        self.regions.with(id, |placed| {
            let shape = change(&placed.region.shape).kept_on(columns, rows);
            if shape.is_meant() {
                placed.region.shape = shape;
            }
        });
    }
}

impl Tool {
    /// Whether a drag of it draws a region.
    pub fn draws(self) -> bool {
        matches!(self, Self::Ellipse | Self::Box | Self::Freehand)
    }

    /// The region that a drag from one point to another draws; freehand ones follow the hand instead.
    pub fn shape(self, from: [f64; 2], to: [f64; 2]) -> Option<Shape> {
        let extent = Extent::new(from, to)?;
        match self {
            Self::Ellipse => Some(Shape::Ellipse(extent)),
            Self::Box => Some(Shape::Box(extent)),
            _ => None,
        }
    }
}

/// A region a quarter of the screen wide, as high as wide, in the middle of what is seen.
fn in_middle(tool: Tool, map: &PixelFromScreen, viewport: [f64; 2]) -> Option<Shape> {
    let half = viewport[0].min(viewport[1]) / 8.0;
    let [x, y] = viewport.map(|side| side / 2.0);
    let corners = [map.apply([x - half, y - half]), map.apply([x + half, y + half])];
    let [from, to] = corners.map(|corner| corner.map(f64::round));
    if tool != Tool::Freehand {
        return tool.shape(from, to);
    }
    let outline = Shape::Ellipse(Extent::new(from, to)?).outline();
    let every = (outline.len() / MADE_CORNERS).max(1);
    Path::new(outline.into_iter().step_by(every)).map(Shape::Freehand)
}

/// Pixels along the image's axes of pixels to the right and down on the screen.
fn in_pixels(map: &PixelFromScreen, [right, down]: [f64; 2]) -> [f64; 2] {
    map.m.map(
        |[across, along, _]| {
            if across.abs() > along.abs() { across.signum() * right } else { along.signum() * down }
        },
    )
}

fn stretched(shape: &Shape, by: [f64; 2]) -> Shape {
    let Extent { low, high } = shape.extent();
    let least = |axis: usize| (by[axis] / 2.0).max((low[axis] - high[axis] + 1.0) / 2.0);
    let [x, y] = [least(0), least(1)];
    let extent = Extent::new([low[0] - x, low[1] - y], [high[0] + x, high[1] + y]);
    extent.map_or_else(|| shape.clone(), |extent| shape.fitted(extent))
}
