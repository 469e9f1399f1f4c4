//! Regions and their figures as tables. No patient's data: a file is named by its file name alone.

mod json;
mod table;

use crate::{
    annotation::Measured,
    state::{ImageState, PlacedRegion},
};

pub use json::json;
pub use table::{csv, text};

/// A region with the figures that stand beside it.
#[derive(Clone, Debug)]
pub struct RegionRow<'a> {
    /// The region.
    pub placed: &'a PlacedRegion,
    /// Frame of the file that the figures are of, from 1; that it was drawn on, or the one on screen where it is on all.
    pub frame: usize,
    /// Name of that file; empty where it was never measured.
    pub file: &'a str,
    /// The figures, where they are those of its present shape.
    pub measured: Option<&'a Measured>,
}

/// All regions of an image in the order they were drawn, those on other frames too. `only` one of them, or all.
pub fn rows(image: &ImageState, only: Option<u32>) -> Vec<RegionRow<'_>> {
    let wanted = |placed: &&PlacedRegion| only.is_none_or(|id| id == placed.region.id);
    image.regions.all().iter().filter(wanted).map(|placed| row(image, placed)).collect()
}

fn row<'a>(image: &'a ImageState, placed: &'a PlacedRegion) -> RegionRow<'a> {
    let key = image.loaded.key.filter(|_| placed.on_all_frames).unwrap_or(placed.on);
    let figures = image.regions.figures(placed.region.id, key);
    let measured = figures.map(|figures| &figures.measured).filter(|measured| measured.shape == placed.region.shape);
    RegionRow { placed, frame: key.frame + 1, file: figures.map_or("", |figures| &figures.file), measured }
}
