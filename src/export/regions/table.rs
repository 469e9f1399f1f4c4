//! Regions as rows: comma-separated for a file, tab-separated for the clipboard.

use crate::annotation::Figures;

use super::{
    super::csv::{field, words},
    RegionRow,
};

const HEAD: [&str; 19] = [
    "name",
    "shape",
    "file",
    "frame",
    "on_all_frames",
    "values",
    "unit",
    "count",
    "left_out",
    "mean",
    "sd",
    "min",
    "median",
    "max",
    "pixels",
    "area",
    "area_unit",
    "area_basis",
    "points",
];

/// A head line, then one line a region; of colours one for luminance and each channel, and one for each further scale. Points are `column row` pairs in
/// pixels, one after the other: two corners of the rectangle around it, or the line's own.
pub fn csv(rows: &[RegionRow<'_>]) -> String {
    let mut csv = HEAD.join(",") + "\r\n";
    for line in rows.iter().flat_map(lines) {
        let [name, shape, file, frame, on_all, values, unit, rest @ ..] = &line;
        // What a person or a file has named could be taken for a formula.
        let [name, file, values, unit] = [name, file, values, unit].map(|text| words(text));
        let mut fields = vec![name, field(shape), file, field(frame), field(on_all), values, unit];
        fields.extend(rest.iter().map(|text| field(text)));
        csv += &(fields.join(",") + "\r\n");
    }
    csv
}

/// The same with tabs and without the points, for a spreadsheet or a note.
pub fn text(rows: &[RegionRow<'_>]) -> String {
    let line = |fields: &[&str]| fields.iter().map(|text| text.replace(['\t', '\r', '\n'], " ")).collect::<Vec<_>>();
    let mut text = line(HEAD.get(..HEAD.len() - 1).unwrap_or(&HEAD)).join("\t") + "\n";
    for fields in rows.iter().flat_map(lines) {
        let fields: Vec<&str> = fields.iter().take(HEAD.len() - 1).map(String::as_str).collect();
        text += &(line(&fields).join("\t") + "\n");
    }
    text
}

/// `values`, `luminance`; labels of a file's own scales as they are.
pub(super) fn named(figures: &Figures) -> String {
    let is_ours = ["Values", "Luminance", "Red", "Green", "Blue"].contains(&figures.name.as_str());
    if is_ours { figures.name.to_lowercase() } else { figures.name.clone() }
}

fn lines(row: &RegionRow<'_>) -> Vec<[String; 19]> {
    let region = &row.placed.region;
    let unknown = [Figures::default()];
    let channels = row.measured.map_or(unknown.as_slice(), |measured| &measured.figures);
    let number = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    let measured = row.measured;
    let points: Vec<String> = region.shape.points().iter().map(|[column, row]| format!("{column} {row}")).collect();
    let line = |figures: &Figures| {
        let count = |count: u64| measured.map_or_else(String::new, |_| count.to_string());
        [
            region.name.clone(),
            region.shape.kind().to_owned(),
            row.file.to_owned(),
            row.frame.to_string(),
            row.placed.on_all_frames.to_string(),
            named(figures),
            figures.unit.clone(),
            count(figures.count),
            count(figures.excluded),
            number(figures.mean),
            number(figures.sd),
            number(figures.min),
            number(figures.median),
            number(figures.max),
            count(measured.map_or(0, |measured| measured.pixels)),
            number(measured.map(|measured| measured.area.value)),
            measured.map_or("", |measured| measured.area.unit()).to_owned(),
            measured.and_then(|measured| measured.area.basis).map_or("", |basis| basis.name()).to_owned(),
            points.join(" "),
        ]
    };
    channels.iter().map(line).collect()
}
