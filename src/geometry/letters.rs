//! Orientation letters at the edges of the picture.

use super::{ImagePlane, View};

/// Where the patient lies along the picture's own axes, before any view rotation or flip.
///
/// `right` holds the letters of the direction in which columns increase (the right edge), `bottom` those in which rows
/// increase; e.g. `L` and `P` for a standard axial slice. From _Image Orientation (Patient)_ (0020,0037), else
/// _Patient Orientation_ (0020,0020).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientDirections {
    /// Letters at the right edge, most important first (`"L"`, `"LA"`, ...).
    pub right: String,
    /// Letters at the bottom edge.
    pub bottom: String,
    /// Whose letters they are.
    pub anatomy: Anatomy,
}

/// _Anatomical Orientation Type_ (0010,2210): which letters name the directions (PS3.3 C.7.6.1.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anatomy {
    /// L R P A H F. Holds where the attribute is absent.
    #[default]
    Biped,
    /// LE RT D V CR CD, and M L PR DI PA PL R for limbs and heads.
    Quadruped,
}

/// The letters as they stand around a viewport.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct EdgeLetters {
    /// Letters at the left edge.
    pub left: String,
    /// Letters at the right edge.
    pub right: String,
    /// Letters at the top edge.
    pub top: String,
    /// Letters at the bottom edge.
    pub bottom: String,
}

/// A direction cosine below this earns no letter of its own: less than five degrees off the main axes.
const SMALLEST_COSINE: f64 = 0.087;

impl PatientDirections {
    /// From the plane of the image.
    pub fn from_plane(plane: &ImagePlane, anatomy: Anatomy) -> Self {
        let [right, bottom] = [plane.row_direction, plane.column_direction].map(|axis| letters_of(axis, anatomy));
        Self { right, bottom, anatomy }
    }

    /// From the two values of _Patient Orientation_ (0020,0020): the directions of the rows and of the columns
    /// (PS3.3 C.7.6.1.1.1). `None` when a value is empty or holds an unknown letter, when one value names an axis
    /// twice, or when both begin on the same axis. Without a stated `anatomy`, letters that only animals have are
    /// taken for theirs.
    pub fn from_orientation_values(row: &str, column: &str, anatomy: Option<Anatomy>) -> Option<Self> {
        let (row, column) = (row.trim(), column.trim());
        let readable = |anatomy: &Anatomy| anatomy.parse(row).is_some() && anatomy.parse(column).is_some();
        let anatomy = match anatomy {
            Some(stated) => stated,
            None => [Anatomy::Biped, Anatomy::Quadruped].into_iter().find(readable)?,
        };
        let (across, down) = (anatomy.parse(row)?, anatomy.parse(column)?);
        let crossing = across.first()?.axis != down.first()?.axis;
        crossing.then(|| Self { right: row.to_owned(), bottom: column.to_owned(), anatomy })
    }
}

impl EdgeLetters {
    /// The letters around the picture as `view` turns and mirrors it.
    pub fn new(directions: &PatientDirections, view: &View) -> Self {
        let (right, bottom) = (directions.right.clone(), directions.bottom.clone());
        let opposite = |letters: &str| directions.anatomy.opposite(letters).unwrap_or_default();
        let mut edges = Self { left: opposite(&right), top: opposite(&bottom), right, bottom };
        if view.flip_horizontal {
            std::mem::swap(&mut edges.left, &mut edges.right);
        }
        if view.flip_vertical {
            std::mem::swap(&mut edges.top, &mut edges.bottom);
        }
        for _ in 0..view.quarter_turns % 4 {
            let Self { left, right, top, bottom } = edges;
            edges = Self { top: left, right: top, bottom: right, left: bottom };
        }
        edges
    }
}

/// The letters of a direction in patient coordinates, the largest component first. An animal's axes run to its left,
/// its back and its head (PS3.3 C.7.6.2.1.1).
fn letters_of(direction: [f64; 3], anatomy: Anatomy) -> String {
    let names = match anatomy {
        Anatomy::Biped => [["L", "R"], ["P", "A"], ["H", "F"]],
        Anatomy::Quadruped => [["LE", "RT"], ["D", "V"], ["CR", "CD"]],
    };
    let mut components: Vec<(f64, &str)> = direction
        .iter()
        .zip(names)
        .map(|(&cosine, [to, from])| (cosine.abs(), if cosine > 0.0 { to } else { from }))
        .collect();
    components.sort_by(|a, b| b.0.total_cmp(&a.0));
    components.iter().filter(|(size, _)| *size >= SMALLEST_COSINE).map(|(_, letters)| *letters).collect()
}

/// A name for one direction.
struct Direction {
    name: &'static str,
    opposite: &'static str,
    axis: u8,
}

const fn direction(name: &'static str, opposite: &'static str, axis: u8) -> Direction {
    Direction { name, opposite, axis }
}

const BIPED: [Direction; 6] = [
    direction("L", "R", 0),
    direction("R", "L", 0),
    direction("P", "A", 1),
    direction("A", "P", 1),
    direction("H", "F", 2),
    direction("F", "H", 2),
];

/// Two letters before one, so that the longer name is taken.
const QUADRUPED: [Direction; 13] = [
    direction("LE", "RT", 0),
    direction("RT", "LE", 0),
    direction("CR", "CD", 2),
    direction("CD", "CR", 2),
    direction("PR", "DI", 2),
    direction("DI", "PR", 2),
    direction("PA", "D", 1),
    direction("PL", "D", 1),
    direction("M", "L", 0),
    direction("L", "M", 0),
    direction("D", "V", 1),
    direction("V", "D", 1),
    direction("R", "CD", 2),
];

impl Anatomy {
    /// The directions of a value, at most one on each axis.
    fn parse(self, value: &str) -> Option<Vec<&'static Direction>> {
        let known: &'static [Direction] = match self {
            Self::Biped => &BIPED,
            Self::Quadruped => &QUADRUPED,
        };
        let mut found: Vec<&'static Direction> = Vec::new();
        let mut rest = value;
        while !rest.is_empty() {
            let next = known.iter().find(|direction| rest.starts_with(direction.name))?;
            if found.iter().any(|direction| direction.axis == next.axis) {
                return None;
            }
            found.push(next);
            rest = rest.get(next.name.len()..)?;
        }
        (!found.is_empty()).then_some(found)
    }

    fn opposite(self, value: &str) -> Option<String> {
        Some(self.parse(value)?.iter().map(|direction| direction.opposite).collect())
    }
}

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
