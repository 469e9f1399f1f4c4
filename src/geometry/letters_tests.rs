#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;

fn directions(orientation: [f64; 6]) -> PatientDirections {
    PatientDirections::from_plane(&ImagePlane::from_attributes(&[0.0; 3], &orientation).unwrap(), Anatomy::Biped)
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
    let read = |row: &str, column: &str| PatientDirections::from_orientation_values(row, column, None);
    assert_eq!(edges(&read("A", "F").unwrap(), View::default()), "P A H F");
    assert_eq!(edges(&read("L ", " FP").unwrap(), View::default()), "R L HA FP");
    for (row, column) in [("L", "R"), ("L", "L"), ("", "F"), ("L", ""), ("X", "F"), ("LR", "F"), ("l", "f")] {
        assert_eq!(read(row, column), None, "{row}\\{column}");
    }
}

#[test]
fn quadrupeds_have_their_own_letters() {
    let read = |row: &str, column: &str| PatientDirections::from_orientation_values(row, column, None);
    assert_eq!(edges(&read("CD", "V").unwrap(), View::default()), "CR CD D V");
    assert_eq!(edges(&read("LE", "DI").unwrap(), View::default()), "RT LE PR DI");
    assert_eq!(edges(&read("RTCR", "D").unwrap(), View::default()), "LECD RTCR V D");
    assert_eq!(read("CR", "CD"), None);
}

#[test]
fn a_stated_anatomy_decides_what_letters_mean() {
    let read =
        |row: &str, column: &str, anatomy| PatientDirections::from_orientation_values(row, column, Some(anatomy));
    // L is lateral of a limb, against medial; of a human it is left, against right.
    assert_eq!(edges(&read("L", "DI", Anatomy::Quadruped).unwrap(), View::default()), "M L PR DI");
    assert_eq!(edges(&read("L", "F", Anatomy::Biped).unwrap(), View::default()), "R L H F");
    assert_eq!(read("L", "F", Anatomy::Quadruped), None);
    assert_eq!(read("LE", "V", Anatomy::Biped), None);
    // PR is posterior-right of a human, proximal of a horse.
    assert_eq!(edges(&read("PR", "F", Anatomy::Biped).unwrap(), View::default()), "AL PR H F");
    assert_eq!(edges(&read("PR", "D", Anatomy::Quadruped).unwrap(), View::default()), "DI PR V D");
    let axial = ImagePlane::from_attributes(&[0.0; 3], &[1., 0., 0., 0., 1., 0.]).unwrap();
    let animal = PatientDirections::from_plane(&axial, Anatomy::Quadruped);
    assert_eq!(edges(&animal, View::default()), "RT LE V D");
    assert_eq!(edges(&animal, View { quarter_turns: 1, ..View::default() }), "D V RT LE");
}

/// Left, right, top and bottom of all 24 orientations along the axes, written out by hand from PS3.3 C.7.6.2.1.1: x
/// runs to the left of the patient, y to the back, z to the head.
const ALONG_THE_AXES: [([f64; 6], [char; 4]); 24] = [
    ([1., 0., 0., 0., 1., 0.], ['R', 'L', 'A', 'P']),
    ([1., 0., 0., 0., -1., 0.], ['R', 'L', 'P', 'A']),
    ([1., 0., 0., 0., 0., 1.], ['R', 'L', 'F', 'H']),
    ([1., 0., 0., 0., 0., -1.], ['R', 'L', 'H', 'F']),
    ([-1., 0., 0., 0., 1., 0.], ['L', 'R', 'A', 'P']),
    ([-1., 0., 0., 0., -1., 0.], ['L', 'R', 'P', 'A']),
    ([-1., 0., 0., 0., 0., 1.], ['L', 'R', 'F', 'H']),
    ([-1., 0., 0., 0., 0., -1.], ['L', 'R', 'H', 'F']),
    ([0., 1., 0., 1., 0., 0.], ['A', 'P', 'R', 'L']),
    ([0., 1., 0., -1., 0., 0.], ['A', 'P', 'L', 'R']),
    ([0., 1., 0., 0., 0., 1.], ['A', 'P', 'F', 'H']),
    ([0., 1., 0., 0., 0., -1.], ['A', 'P', 'H', 'F']),
    ([0., -1., 0., 1., 0., 0.], ['P', 'A', 'R', 'L']),
    ([0., -1., 0., -1., 0., 0.], ['P', 'A', 'L', 'R']),
    ([0., -1., 0., 0., 0., 1.], ['P', 'A', 'F', 'H']),
    ([0., -1., 0., 0., 0., -1.], ['P', 'A', 'H', 'F']),
    ([0., 0., 1., 1., 0., 0.], ['F', 'H', 'R', 'L']),
    ([0., 0., 1., -1., 0., 0.], ['F', 'H', 'L', 'R']),
    ([0., 0., 1., 0., 1., 0.], ['F', 'H', 'A', 'P']),
    ([0., 0., 1., 0., -1., 0.], ['F', 'H', 'P', 'A']),
    ([0., 0., -1., 1., 0., 0.], ['H', 'F', 'R', 'L']),
    ([0., 0., -1., -1., 0., 0.], ['H', 'F', 'L', 'R']),
    ([0., 0., -1., 0., 1., 0.], ['H', 'F', 'A', 'P']),
    ([0., 0., -1., 0., -1., 0.], ['H', 'F', 'P', 'A']),
];

/// Six oblique planes, worked by hand: 0.8 and 0.6 are a right triangle, 0.36 + 0.48^2... make unit vectors.
const OBLIQUE: [([f64; 6], [&str; 4]); 6] = [
    // Turned about z by 36.87 degrees.
    ([0.8, 0.6, 0., -0.6, 0.8, 0.], ["RA", "LP", "AL", "PR"]),
    // A gantry tilted about x.
    ([1., 0., 0., 0., 0.8, -0.6], ["R", "L", "AH", "PF"]),
    // A coronal plane leaning back.
    ([1., 0., 0., 0., 0.6, -0.8], ["R", "L", "HA", "FP"]),
    // A sagittal plane turned about z.
    ([-0.6, 0.8, 0., 0., 0., -1.], ["AL", "PR", "H", "F"]),
    // Both turned: rows to the left and down, columns to the back.
    ([0.8, 0., -0.6, 0., 1., 0.], ["RH", "LF", "A", "P"]),
    // All three axes: 0.64 + 0.2304 + 0.1296 = 1, and the product with the columns is 0.
    ([0.8, 0.48, 0.36, -0.6, 0.64, 0.48], ["RAF", "LPH", "ALF", "PRH"]),
];

/// Where the four edges of the picture come to lie, by turning it with pen and paper: the index of the edge (left,
/// right, top, bottom) of the upright picture that is seen at left, right, top and bottom.
const TURNS: [[usize; 4]; 4] = [[0, 1, 2, 3], [3, 2, 0, 1], [1, 0, 3, 2], [2, 3, 1, 0]];

#[test]
fn all_24_orientations_keep_their_letters_through_turns_and_flips() {
    for (orientation, upright) in ALONG_THE_AXES {
        let upright = upright.map(|letter| letter.to_string());
        assert_in_every_view(orientation, &upright);
    }
}

#[test]
fn oblique_planes_keep_their_letters_through_turns_and_flips() {
    for (orientation, [left, right, top, bottom]) in OBLIQUE {
        assert_in_every_view(orientation, &[left, right, top, bottom].map(str::to_owned));
    }
}

fn assert_in_every_view(orientation: [f64; 6], upright: &[String; 4]) {
    let directions = directions(orientation);
    for (quarter_turns, turned) in TURNS.iter().enumerate() {
        for (flip_horizontal, flip_vertical) in [(false, false), (true, false), (false, true), (true, true)] {
            let view = View { quarter_turns: quarter_turns as u8, flip_horizontal, flip_vertical, ..View::default() };
            // Flips come first: left and right change places, top and bottom too.
            let flipped = |edge: usize| match edge {
                0 | 1 if flip_horizontal => 1 - edge,
                2 | 3 if flip_vertical => 5 - edge,
                _ => edge,
            };
            let expected = turned.map(|edge| upright[flipped(edge)].as_str());
            let found = EdgeLetters::new(&directions, &view);
            let found = [&found.left, &found.right, &found.top, &found.bottom].map(String::as_str);
            assert_eq!(found, expected, "{orientation:?} {view:?}");
        }
    }
}
