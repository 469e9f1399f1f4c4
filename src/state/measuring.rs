//! What the regions on screen still have to be measured for.

use std::sync::Arc;

use crate::{
    annotation::{Measured, Shape},
    dicom::{About, ImageDescription},
    geometry::Spacing,
    image::Picture,
};

use super::{FrameFigures, FrameKey, Workspace};

/// Regions whose figures are wanted, and all that is needed to work them out.
#[derive(Clone, Debug)]
pub struct MeasureWant {
    /// The frame.
    pub key: FrameKey,
    /// What is on it.
    pub picture: Arc<Picture>,
    /// The distance of its pixels, where it is one everywhere.
    pub spacing: Option<Spacing>,
    /// What its file says about it: ultrasound regions have distances of their own.
    pub about: Option<Arc<About>>,
    /// Numbers and shapes, the chosen one first.
    pub regions: Vec<(u32, Shape)>,
}

impl PartialEq for MeasureWant {
    /// Pictures are told apart by identity; place and file follow from the frame.
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && Arc::ptr_eq(&self.picture, &other.picture) && self.regions == other.regions
    }
}

impl MeasureWant {
    /// The figures, region by region.
    pub fn figures(&self) -> impl Iterator<Item = Measured> {
        self.regions.iter().map(|(id, shape)| Measured::of(*id, shape, &self.picture, self.spacing_of(shape)))
    }

    fn spacing_of(&self, shape: &Shape) -> Option<Spacing> {
        match self.about.as_ref().and_then(|about| about.image.as_ref().ok()) {
            Some(description) if !description.regions.is_empty() => spacing_inside(shape, description),
            _ => self.spacing,
        }
    }
}

/// The spacing that holds for every pixel of a shape; `None` where ultrasound regions leave some without millimetres, or
/// give them others.
fn spacing_inside(shape: &Shape, description: &ImageDescription) -> Option<Spacing> {
    let (columns, rows) = (description.columns, description.rows);
    let centre = |column: u32, row: u32| [f64::from(column) + 0.5, f64::from(row) + 0.5];
    // The rectangles that regions are hold a line of pixels if they hold both its ends.
    let ends = shape.runs(columns, rows).flat_map(|(row, run)| [centre(run.start, row), centre(run.end - 1, row)]);
    let mut points: Vec<[f64; 2]> = ends.collect();
    // One that lies wholly inside is met by no end.
    let corners = description.regions.iter().flat_map(|region| {
        let [left, top, right, bottom] = region.bounds;
        [[left, top], [right, top], [left, bottom], [right, bottom]].map(|[column, row]| centre(column, row))
    });
    points.extend(corners.filter(|corner| shape.contains(*corner)));
    description.spacing_at(&points)
}

impl Workspace {
    /// The regions on the frame on screen whose figures are not there.
    pub(super) fn measure_want(&self) -> Option<MeasureWant> {
        let image = self.image();
        let (key, picture) = image.loaded.key.zip(image.picture())?;
        let is_measured = |id: u32, shape: &Shape| image.measured(id).is_some_and(|measured| measured.shape == *shape);
        let mut regions: Vec<(u32, Shape)> = image
            .regions_here()
            .map(|placed| &placed.region)
            .filter(|region| !is_measured(region.id, &region.shape))
            .map(|region| (region.id, region.shape.clone()))
            .collect();
        if regions.is_empty() {
            return None;
        }
        regions.sort_by_key(|(id, _)| Some(*id) != image.regions.selected());
        let (spacing, about) = (image.loaded.place.spacing, image.loaded.about.clone());
        Some(MeasureWant { key, picture: Arc::clone(picture), spacing, about, regions })
    }

    /// Takes in figures of the frame on screen.
    pub(super) fn measured(&mut self, key: FrameKey, figures: Vec<Measured>) {
        let image = &mut self.viewport_mut().image;
        if image.loaded.key != Some(key) {
            return;
        }
        let file = image.file_name().unwrap_or_default();
        let here = |measured| FrameFigures { key, file: file.clone(), measured };
        image.regions.take_figures(figures.into_iter().map(here).collect(), Some(key));
    }
}
