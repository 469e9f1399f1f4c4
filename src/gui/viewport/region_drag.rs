//! Drawing, moving and resizing regions by hand.

use crate::{
    annotation::{Extent, Handle, Part, Path, Shape},
    geometry::{PixelFromScreen, Placement},
    state::{Action, ImageState, RegionAction, Tool, Workspace},
};

/// A line or a handle is grasped within this distance, points.
const REACH: f64 = 6.0;
/// A hand that draws leaves a corner every so many screen pixels.
const STEP: f64 = 2.0;

/// A drag under way that draws a region or changes one.
pub struct RegionDrag {
    kind: Kind,
    /// Pixel coordinates of the press.
    from: [f64; 2],
}

enum Kind {
    /// Draws one; `id` once it is large enough to be there.
    Draw { tool: Tool, id: Option<u32>, line: Vec<[f64; 2]> },
    /// Moves one from where it was.
    Move { id: u32, shape: Shape },
    /// Takes a handle of one elsewhere.
    Resize { id: u32, shape: Shape, handle: Handle },
}

/// The picture under the pointer.
pub struct Ground {
    /// From screen to pixels.
    pub map: PixelFromScreen,
    placement: Placement,
    pixels_per_point: f64,
}

impl Ground {
    /// `None` without a picture.
    pub fn new(workspace: &Workspace, pixels_per_point: f32) -> Option<Self> {
        let image = workspace.image();
        let placement = workspace.placement().filter(|_| image.fault().is_none() && image.presentation().is_some())?;
        let map = image.view.pixel_from_screen(&placement);
        Some(Self { map, placement, pixels_per_point: f64::from(pixels_per_point) })
    }

    /// The drawn region at a screen point, and what of it: lines and handles before insides, the chosen region before
    /// others, the last drawn before the first.
    pub fn hit(&self, image: &ImageState, screen: [f64; 2]) -> Option<(u32, Part)> {
        let at = self.map.apply(screen);
        let reach = self.map.m.map(|[x, y, _]| REACH * self.pixels_per_point * x.abs().max(y.abs()));
        let selected = image.selected_region().map(|placed| placed.region.id);
        let hits = image.regions_here().rev().map(|placed| &placed.region).filter(|region| region.visible);
        let hits = hits.filter_map(|region| {
            let is_chosen = selected == Some(region.id);
            region.shape.hit(at, reach, is_chosen).map(|part| (region.id, part, is_chosen))
        });
        let found = hits.min_by_key(|(_, part, is_chosen)| (*part == Part::Inside, !is_chosen));
        found.map(|(id, part, _)| (id, part))
    }

    /// A point kept on the picture.
    fn within(&self, at: [f64; 2]) -> [f64; 2] {
        let [columns, rows] = self.placement.image.map(f64::from);
        [at[0].clamp(0.0, columns), at[1].clamp(0.0, rows)]
    }

    /// The corner of a square on the screen whose other corner is `from`.
    fn square(&self, from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
        let aspect = self.placement.pixel_aspect;
        let (width, height) = (to[0] - from[0], (to[1] - from[1]) * aspect);
        let side = width.abs().max(height.abs());
        [from[0] + side.copysign(width), from[1] + side.copysign(height) / aspect]
    }
}

impl RegionDrag {
    /// What a press at a screen point begins: a line or handle is grasped with any tool that does not move or zoom the
    /// picture, and a region tool draws everywhere else.
    pub fn begin(ground: &Ground, workspace: &Workspace, screen: [f64; 2]) -> Option<Self> {
        let tool = workspace.tool;
        if !tool.draws() && tool != Tool::Window {
            return None;
        }
        let image = workspace.image();
        let from = ground.map.apply(screen);
        let grasped = ground.hit(image, screen).and_then(|(id, part)| {
            let shape = image.regions.get(id)?.region.shape.clone();
            match part {
                Part::Handle(handle) => Some(Kind::Resize { id, shape, handle }),
                Part::Edge => Some(Kind::Move { id, shape }),
                Part::Inside => None,
            }
        });
        if let Some(kind) = grasped {
            return Some(Self { kind, from });
        }
        let from = ground.within(from);
        tool.draws().then(|| Self { kind: Kind::Draw { tool, id: None, line: vec![from] }, from })
    }

    /// The pointer has come to a screen point; `square` while Shift is held.
    pub fn follow(
        &mut self,
        ground: &Ground,
        workspace: &Workspace,
        screen: [f64; 2],
        square: bool,
        actions: &mut Vec<Action>,
    ) {
        let image = workspace.image();
        let to = ground.map.apply(screen);
        let by = [to[0] - self.from[0], to[1] - self.from[1]];
        let action = match &mut self.kind {
            Kind::Draw { tool, id, line } => {
                let to = ground.within(to);
                let shape = if *tool == Tool::Freehand {
                    let far = line.last().is_none_or(|last| {
                        let step = |axis: usize, [x, y, _]: [f64; 3]| (to[axis] - last[axis]) / x.abs().max(y.abs());
                        step(0, ground.map.m[0]).hypot(step(1, ground.map.m[1])) >= STEP
                    });
                    if far {
                        line.push(to);
                    }
                    Path::new(line.iter().copied()).map(Shape::Freehand)
                } else {
                    tool.shape(self.from, if square { ground.square(self.from, to) } else { to })
                };
                match (shape, *id) {
                    (Some(shape), Some(id)) => image.regions.get(id).map(|_| RegionAction::Edit(id, shape)),
                    (Some(shape), None) if shape.is_meant() => {
                        *id = Some(image.regions.next_id());
                        Some(RegionAction::Add(shape))
                    }
                    _ => None,
                }
            }
            Kind::Move { id, shape } => Some(RegionAction::Edit(*id, shape.moved(by))),
            Kind::Resize { id, shape, handle } => {
                let extent = shape.extent();
                let at = extent.handle(*handle);
                let to = [at[0] + by[0], at[1] + by[1]];
                let across = extent.handle(Handle { side: handle.side.map(|side| -side) });
                let squared = (square && !handle.side.contains(&0)).then(|| ground.square(across, to));
                let resized = match squared.and_then(|to| Extent::new(across, to)) {
                    Some(extent) => shape.fitted(extent),
                    None => shape.with_handle_at(*handle, to),
                };
                Some(RegionAction::Edit(*id, resized))
            }
        };
        actions.extend(action.map(Action::Region));
    }

    /// The region that is changed: it is the chosen one from the press on.
    pub fn grasped(&self) -> Option<u32> {
        match self.kind {
            Kind::Draw { .. } => None,
            Kind::Move { id, .. } | Kind::Resize { id, .. } => Some(id),
        }
    }
}
