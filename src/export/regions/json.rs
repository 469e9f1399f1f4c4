//! Regions as JSON.

use serde_json::{Value, json};

use crate::annotation::{Figures, Measured};

use super::{RegionRow, table::named};

/// A list of regions with shape, place and figures; figures that are not known are null.
pub fn json(rows: &[RegionRow<'_>]) -> String {
    let regions: Vec<Value> = rows.iter().map(region).collect();
    format!("{:#}\n", json!({ "regions": regions }))
}

fn region(row: &RegionRow<'_>) -> Value {
    let region = &row.placed.region;
    json!({
        "name": region.name,
        "shape": region.shape.kind(),
        "points_in_pixels": region.shape.points(),
        "file": row.file,
        "frame": row.frame,
        "on_all_frames": row.placed.on_all_frames,
        "measured": row.measured.map(measured),
    })
}

fn measured(measured: &Measured) -> Value {
    let area = &measured.area;
    json!({
        "pixels": measured.pixels,
        "area": { "value": area.value, "unit": area.unit(), "basis": area.basis.map(|basis| basis.name()) },
        "figures": measured.figures.iter().map(figures).collect::<Vec<_>>(),
    })
}

fn figures(figures: &Figures) -> Value {
    json!({
        "values": named(figures),
        "unit": figures.unit,
        "count": figures.count,
        "left_out": figures.excluded,
        "mean": figures.mean,
        "sd": figures.sd,
        "min": figures.min,
        "median": figures.median,
        "max": figures.max,
    })
}
