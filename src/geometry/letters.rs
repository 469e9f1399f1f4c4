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
    pub fn from_plane(plane: &ImagePlane) -> Self {
        Self { right: letters_of(plane.row_direction), bottom: letters_of(plane.column_direction) }
    }

    /// From the two values of _Patient Orientation_ (0020,0020): the directions of the rows and of the columns
    /// (PS3.3 C.7.6.1.1.1). `None` when a value is empty or holds an unknown letter, when one value names an axis
    /// twice, or when both begin on the same axis.
    pub fn from_orientation_values(row: &str, column: &str) -> Option<Self> {
        let (row, column) = (row.trim(), column.trim());
        let scheme = Scheme::of(row, column)?;
        let (across, down) = (scheme.parse(row)?, scheme.parse(column)?);
        let crossing = across.first()?.axis != down.first()?.axis;
        crossing.then(|| Self { right: row.to_owned(), bottom: column.to_owned() })
    }
}

impl EdgeLetters {
    /// The letters around the picture as `view` turns and mirrors it.
    pub fn new(directions: &PatientDirections, view: &View) -> Self {
        let (right, bottom) = (directions.right.clone(), directions.bottom.clone());
        let scheme = Scheme::of(&right, &bottom);
        let opposite = |letters: &str| scheme.and_then(|scheme| scheme.opposite(letters)).unwrap_or_default();
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

/// The letters of a direction in LPS coordinates, the largest component first.
fn letters_of(direction: [f64; 3]) -> String {
    let names = [['L', 'R'], ['P', 'A'], ['H', 'F']];
    let mut components: Vec<(f64, char)> = direction
        .iter()
        .zip(names)
        .map(|(&cosine, [to, from])| (cosine.abs(), if cosine > 0.0 { to } else { from }))
        .collect();
    components.sort_by(|a, b| b.0.total_cmp(&a.0));
    components.iter().filter(|(size, _)| *size >= SMALLEST_COSINE).map(|(_, letter)| letter).collect()
}

/// Which letters a file uses. `PR` is posterior-right of a human and proximal of a horse, so both values decide.
#[derive(Clone, Copy)]
enum Scheme {
    Biped,
    Quadruped,
}

/// One direction of a scheme.
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

impl Scheme {
    /// The scheme in which both values can be read.
    fn of(row: &str, column: &str) -> Option<Self> {
        [Self::Biped, Self::Quadruped]
            .into_iter()
            .find(|scheme| scheme.parse(row).is_some() && scheme.parse(column).is_some())
    }

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
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn directions(orientation: [f64; 6]) -> PatientDirections {
        PatientDirections::from_plane(&ImagePlane::from_attributes(&[0.0; 3], &orientation).unwrap())
    }

    /// Left, right, top, bottom.
    fn edges(directions: &PatientDirections, view: View) -> String {
        let EdgeLetters { left, right, top, bottom } = EdgeLetters::new(directions, &view);
        format!("{left} {right} {top} {bottom}")
    }

    #[test]
    fn letters_follow_turns_and_flips_of_every_standard_plane() {
        let turned = |quarter_turns| View { quarter_turns, ..View::default() };
        let across = View { flip_horizontal: true, ..View::default() };
        let over = View { flip_vertical: true, ..View::default() };
        for (orientation, upright, quarter, half, three, mirrored, upside_down, both) in [
            ([1., 0., 0., 0., 1., 0.], "R L A P", "P A R L", "L R P A", "A P L R", "L R A P", "R L P A", "A P R L"),
            ([1., 0., 0., 0., 0., -1.], "R L H F", "F H R L", "L R F H", "H F L R", "L R H F", "R L F H", "H F R L"),
            ([0., 1., 0., 0., 0., -1.], "A P H F", "F H A P", "P A F H", "H F P A", "P A H F", "A P F H", "H F A P"),
        ] {
            let directions = directions(orientation);
            assert_eq!(edges(&directions, View::default()), upright);
            assert_eq!(edges(&directions, turned(1)), quarter);
            assert_eq!(edges(&directions, turned(2)), half);
            assert_eq!(edges(&directions, turned(3)), three);
            assert_eq!(edges(&directions, across), mirrored);
            assert_eq!(edges(&directions, over), upside_down);
            // Turned, then mirrored on screen.
            assert_eq!(edges(&directions, turned(1).mirrored(true)), both);
        }
    }

    #[test]
    fn oblique_planes_name_the_larger_part_first() {
        let (cos, sin) = (30f64.to_radians().cos(), 30f64.to_radians().sin());
        let oblique = directions([cos, sin, 0.0, -sin, cos, 0.0]);
        assert_eq!((oblique.right.as_str(), oblique.bottom.as_str()), ("LP", "PR"));
        assert_eq!(EdgeLetters::new(&oblique, &View::default()).left, "RA");
        assert_eq!(EdgeLetters::new(&oblique, &View::default()).top, "AL");
        let tilted = 3f64.to_radians();
        assert_eq!(directions([tilted.cos(), tilted.sin(), 0.0, -tilted.sin(), tilted.cos(), 0.0]).right, "L");
    }

    #[test]
    fn patient_orientation_is_checked() {
        let read = PatientDirections::from_orientation_values;
        assert_eq!(edges(&read("A", "F").unwrap(), View::default()), "P A H F");
        assert_eq!(edges(&read("L ", " FP").unwrap(), View::default()), "R L HA FP");
        for (row, column) in [("L", "R"), ("L", "L"), ("", "F"), ("L", ""), ("X", "F"), ("LR", "F"), ("l", "f")] {
            assert_eq!(read(row, column), None, "{row}\\{column}");
        }
    }

    #[test]
    fn quadrupeds_have_their_own_letters() {
        let read = PatientDirections::from_orientation_values;
        assert_eq!(edges(&read("CD", "V").unwrap(), View::default()), "CR CD D V");
        assert_eq!(edges(&read("LE", "DI").unwrap(), View::default()), "RT LE PR DI");
        assert_eq!(edges(&read("RTCR", "D").unwrap(), View::default()), "LECD RTCR V D");
        assert_eq!(read("CR", "CD"), None);
    }
}
