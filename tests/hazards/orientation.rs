//! Letters at the edges, positions in the patient (PS3.3 C.7.6.1.1.1, C.7.6.2.1.1, C.7.6.2).

use hounsfield::geometry::{EdgeLetters, Placement, View, Zoom};

use crate::{open, support::DicomBuilder};

fn oriented(orientation: [f64; 6]) -> DicomBuilder {
    let text = orientation.map(|cosine| cosine.to_string().chars().take(16).collect::<String>()).join("\\");
    DicomBuilder::ct(6, 4).with((0x0020, 0x0037), "DS", text)
}

/// L, P and H are the positive directions of the patient's axes; a direction along one of them has one letter.
fn letter(direction: [f64; 3]) -> String {
    let names = [["R", "L"], ["A", "P"], ["F", "H"]];
    let axis = (0..3).max_by(|&a, &b| direction[a].abs().total_cmp(&direction[b].abs())).unwrap();
    names[axis][usize::from(direction[axis] > 0.0)].to_owned()
}

fn views() -> impl Iterator<Item = View> {
    (0..4u8).flat_map(|quarter_turns| {
        [(false, false), (true, false), (false, true), (true, true)].map(|(flip_horizontal, flip_vertical)| View {
            zoom: Zoom::Scale(1.0),
            pan: [0.0; 2],
            quarter_turns,
            flip_horizontal,
            flip_vertical,
        })
    })
}

/// All orientations whose row and column run along axes of the patient.
fn along_axes() -> Vec<[f64; 6]> {
    let units: Vec<[f64; 3]> = (0..6)
        .map(|which| std::array::from_fn(|axis| if axis == which / 2 { 1.0 - 2.0 * (which % 2) as f64 } else { 0.0 }))
        .collect();
    let mut found = Vec::new();
    for (first, row) in units.iter().enumerate() {
        for (second, column) in units.iter().enumerate() {
            if first / 2 != second / 2 {
                found.push([row[0], row[1], row[2], column[0], column[1], column[2]]);
            }
        }
    }
    found
}

#[test]
fn all_24_orientations_in_all_16_views() {
    let all = along_axes();
    assert_eq!(all.len(), 24);
    let placement = Placement { image: [4, 6], pixel_aspect: 1.0, viewport: [100.0, 100.0] };
    for orientation in all {
        let directions = open(&oriented(orientation)).directions(0).unwrap();
        for view in views() {
            let letters = EdgeLetters::new(&directions, &view);
            // Where the picture's own transform says that a step on the screen goes in the patient.
            let map = view.pixel_from_screen(&placement);
            let towards = |[x, y]: [f64; 2]| {
                let (from, to) = (map.apply([50.0, 50.0]), map.apply([50.0 + x, 50.0 + y]));
                let (across, down) = (to[0] - from[0], to[1] - from[1]);
                letter(std::array::from_fn(|axis| orientation[axis] * across + orientation[axis + 3] * down))
            };
            let expected = EdgeLetters {
                left: towards([-10.0, 0.0]),
                right: towards([10.0, 0.0]),
                top: towards([0.0, -10.0]),
                bottom: towards([0.0, 10.0]),
            };
            assert_eq!(letters, expected, "{orientation:?} {view:?}");
        }
    }
}

#[test]
fn an_axial_slice_worked_by_hand() {
    let directions = open(&oriented([1.0, 0.0, 0.0, 0.0, 1.0, 0.0])).directions(0).unwrap();
    let edges = |view: View| {
        let EdgeLetters { left, right, top, bottom } = EdgeLetters::new(&directions, &view);
        [left, right, top, bottom].concat()
    };
    let view = View::default();
    assert_eq!(edges(view), "RLAP");
    // A quarter clockwise: what was on top is now on the right.
    assert_eq!(edges(view.turned(true)), "PARL");
    assert_eq!(edges(view.turned(false)), "APLR");
    assert_eq!(edges(view.mirrored(true)), "LRAP");
    assert_eq!(edges(view.mirrored(false)), "RLPA");
    assert_eq!(edges(view.turned(true).mirrored(true)), "APRL");
    assert_eq!(edges(view.mirrored(true).turned(true)), "PALR");
}

#[test]
fn six_oblique_planes_name_the_largest_part_first() {
    let turn = |degrees: f64| (degrees.to_radians().cos(), degrees.to_radians().sin());
    let ((c15, s15), (c20, s20), (c30, s30)) = (turn(15.0), turn(20.0), turn(30.0));
    let seventh = |numbers: [f64; 6]| numbers.map(|number| number / 7.0);
    for (orientation, right, bottom, left, top) in [
        // Axial turned about the head, axial of a tilted gantry, coronal and sagittal leaning.
        ([c30, s30, 0.0, -s30, c30, 0.0], "LP", "PR", "RA", "AL"),
        ([1.0, 0.0, 0.0, 0.0, c20, s20], "L", "PH", "R", "AF"),
        ([1.0, 0.0, 0.0, 0.0, s20, -c20], "L", "FP", "R", "HA"),
        ([s15, c15, 0.0, 0.0, 0.0, -1.0], "PL", "F", "AR", "H"),
        // Rows of orthogonal matrices of sevenths: oblique about every axis.
        (seventh([6.0, 2.0, -3.0, 2.0, 3.0, 6.0]), "LFP", "HPL", "RHA", "FAR"),
        (seventh([3.0, -6.0, 2.0, -2.0, -3.0, -6.0]), "ALH", "FAR", "PRF", "HPL"),
    ] {
        let directions = open(&oriented(orientation)).directions(0).unwrap();
        let letters = EdgeLetters::new(&directions, &View::default());
        let expected = [right, bottom, left, top].map(str::to_owned);
        assert_eq!([letters.right, letters.bottom, letters.left, letters.top], expected, "{orientation:?}");
    }
}

#[test]
fn patient_orientation_stands_in_and_nothing_is_guessed() {
    let without = DicomBuilder::ct(2, 2).without((0x0020, 0x0032)).without((0x0020, 0x0037));
    assert_eq!(open(&without).directions(0), None);
    // Value 1 is the right edge, value 2 the bottom.
    let chest = open(&without.clone().with((0x0020, 0x0020), "CS", "L\\F")).directions(0).unwrap();
    let letters = EdgeLetters::new(&chest, &View::default());
    assert_eq!([letters.left, letters.right, letters.top, letters.bottom].concat(), "RLHF");
    for senseless in ["L\\R", "L\\L", "L", "X\\F", "\\F", "L\\F\\P"] {
        assert_eq!(open(&without.clone().with((0x0020, 0x0020), "CS", senseless)).directions(0), None, "{senseless}");
    }
    let hand = open(&without.with((0x0020, 0x0020), "CS", "LE\\DI")).directions(0).unwrap();
    let letters = EdgeLetters::new(&hand, &View::default());
    assert_eq!([letters.left, letters.right, letters.top, letters.bottom].concat(), "RTLEPRDI");
}

#[test]
fn a_broken_orientation_names_no_edge() {
    for orientation in
        [[0.0; 6], [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.5, 0.866, 0.0], [2.0, 0.0, 0.0, 0.0, 2.0, 0.0]]
    {
        let object = open(&oriented(orientation));
        assert_eq!((object.directions(0), object.plane(0)), (None, None), "{orientation:?}");
        assert!(!object.findings.is_empty(), "{orientation:?}");
    }
}

#[test]
fn a_pixel_lies_where_the_equation_says() {
    // Rows 2 mm apart, columns 0.5 mm apart, a sagittal plane: columns run to P, rows to F.
    let file = oriented([0.0, 1.0, 0.0, 0.0, 0.0, -1.0]).with((0x0020, 0x0032), "DS", "12\\-30\\100").with(
        (0x0028, 0x0030),
        "DS",
        "2\\0.5",
    );
    let object = open(&file);
    let (plane, spacing) = (object.plane(0).unwrap(), object.spacing(0).unwrap());
    assert_eq!(plane.patient_from_pixel(&spacing, 0.0, 0.0), [12.0, -30.0, 100.0]);
    assert_eq!(plane.patient_from_pixel(&spacing, 3.0, 5.0), [12.0, -28.5, 90.0]);
    assert_eq!(plane.normal(), [-1.0, 0.0, 0.0]);
    // With a tilted gantry the place along the normal is not the table position.
    let tilted = oriented([1.0, 0.0, 0.0, 0.0, 0.8, 0.6]).with((0x0020, 0x0032), "DS", "0\\10\\50");
    let plane = open(&tilted).plane(0).unwrap();
    assert!((plane.location_mm() - (-0.6 * 10.0 + 0.8 * 50.0)).abs() < 1e-9);
}
