#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::{ops::Range, sync::Arc};

use super::*;
use crate::{
    geometry::{Spacing, SpacingBasis},
    image::{Frame, Padding, Picture, PixelModel, Samples, ScaleMap, ValueScale, test_pictures::colour_picture},
};

fn extent(left: f64, top: f64, right: f64, bottom: f64) -> Extent {
    Extent::new([left, top], [right, bottom]).unwrap()
}

fn freehand(points: &[[f64; 2]]) -> Shape {
    Shape::Freehand(Path::new(points.iter().copied()).unwrap())
}

fn runs(shape: &Shape, columns: u32, rows: u32) -> Vec<(u32, Range<u32>)> {
    shape.runs(columns, rows).collect()
}

/// `#` for each pixel that belongs to the shape.
fn drawn(shape: &Shape, columns: u32, rows: u32) -> Vec<String> {
    let mut lines = vec![vec!['.'; columns as usize]; rows as usize];
    for (row, run) in shape.runs(columns, rows) {
        for column in run {
            let pixel = &mut lines[row as usize][column as usize];
            assert_eq!(*pixel, '.', "a pixel is given twice");
            *pixel = '#';
        }
    }
    lines.into_iter().map(|line| line.into_iter().collect()).collect()
}

/// The same by asking about every pixel's centre.
fn asked(shape: &Shape, columns: u32, rows: u32) -> Vec<String> {
    let pixel = |column: u32, row: u32| shape.contains([f64::from(column) + 0.5, f64::from(row) + 0.5]);
    let line = |row| (0..columns).map(|column| if pixel(column, row) { '#' } else { '.' }).collect();
    (0..rows).map(line).collect()
}

#[test]
fn a_box_holds_the_pixels_whose_centres_it_covers() {
    assert_eq!(drawn(&Shape::Box(extent(1.0, 1.0, 4.0, 3.0)), 6, 4), ["......", ".###..", ".###..", "......"]);
    // Half a pixel covered is enough on the left and top, and not on the right and bottom.
    assert_eq!(drawn(&Shape::Box(extent(0.5, 0.5, 2.5, 1.5)), 4, 3), ["##..", "....", "...."]);
    assert_eq!(drawn(&Shape::Box(extent(0.6, 0.6, 2.6, 1.6)), 4, 3), ["....", ".##.", "...."]);
    // Beyond the picture there is nothing; two that touch share nothing.
    assert_eq!(runs(&Shape::Box(extent(-9.0, -9.0, 99.0, 99.0)), 3, 2), [(0, 0..3), (1, 0..3)]);
    assert_eq!(runs(&Shape::Box(extent(5.0, 5.0, 9.0, 9.0)), 3, 2), []);
    let (left, right) = (Shape::Box(extent(0.2, 0.0, 3.5, 9.0)), Shape::Box(extent(3.5, 0.0, 8.1, 9.0)));
    assert_eq!(left.runs(9, 9).pixels() + right.runs(9, 9).pixels(), 9 * 8);
}

#[test]
fn an_ellipse_holds_the_centres_inside_its_line_and_on_it() {
    // Radius 2 about (2.5, 2.5): centres at distance 2 lie on the line, those at (1, 1) * 1.5 outside of radius 2 do not.
    assert_eq!(drawn(&Shape::Ellipse(extent(0.5, 0.5, 4.5, 4.5)), 5, 5), ["..#..", ".###.", "#####", ".###.", "..#.."]);
    // Half axes 4 and 1 about (4, 1): (dx/4)^2 + (dy/1)^2 with dy = 0.5 leaves dx <= 3.46.
    assert_eq!(drawn(&Shape::Ellipse(extent(0.0, 0.0, 8.0, 2.0)), 8, 2), [".######.", ".######."]);
    assert_eq!(runs(&Shape::Ellipse(extent(1.0, 1.0, 1.0, 7.0)), 9, 9), []);
    // Cut by the picture's corner.
    assert_eq!(runs(&Shape::Ellipse(extent(-2.0, -2.0, 2.0, 2.0)), 9, 9), [(0, 0..2), (1, 0..1)]);
}

#[test]
fn a_freehand_line_holds_what_it_runs_round_an_odd_number_of_times() {
    let triangle = freehand(&[[0.0, 0.0], [6.0, 0.0], [0.0, 6.0]]);
    assert_eq!(drawn(&triangle, 6, 6), ["#####.", "####..", "###...", "##....", "#.....", "......"]);
    // A square within a square, drawn in one line: a frame.
    let frame = freehand(&[
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 5.0],
        [0.0, 5.0],
        [0.0, 0.0],
        [1.0, 1.0],
        [4.0, 1.0],
        [4.0, 4.0],
        [1.0, 4.0],
        [1.0, 1.0],
    ]);
    assert_eq!(drawn(&frame, 6, 6), ["#####.", "#...#.", "#...#.", "#...#.", "#####.", "......"]);
    // Like a box, on the line itself: a rectangle through pixel centres.
    let square = freehand(&[[0.5, 0.5], [2.5, 0.5], [2.5, 1.5], [0.5, 1.5]]);
    assert_eq!(drawn(&square, 4, 3), drawn(&Shape::Box(extent(0.5, 0.5, 2.5, 1.5)), 4, 3));
    // A bow tie has two halves.
    let bow = freehand(&[[0.0, 0.0], [6.0, 4.0], [6.0, 0.0], [0.0, 4.0]]);
    assert_eq!(drawn(&bow, 6, 4), ["#....#", "##..##", "##..##", "#....#"]);
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (self.0 >> 33) as f64 / 2f64.powi(31) * (high - low)
    }

    /// Often on a half pixel, where ties are.
    fn point(&mut self) -> [f64; 2] {
        let at = [self.between(-6.0, 46.0), self.between(-6.0, 36.0)];
        if self.between(0.0, 1.0) < 0.4 { at.map(|at| (at * 2.0).round() / 2.0) } else { at }
    }
}

#[test]
fn lines_of_pixels_are_those_that_the_shape_itself_names() {
    let mut random = Random(7);
    for round in 0..400 {
        let (one, other) = (random.point(), random.point());
        let extent = Extent::new(one, other).unwrap();
        let corners = 3 + round % 40;
        let points: Vec<_> = (0..corners).map(|_| random.point()).collect();
        let path = Path::new(points).map(Shape::Freehand);
        for shape in [Some(Shape::Ellipse(extent)), Some(Shape::Box(extent)), path].into_iter().flatten() {
            assert_eq!(drawn(&shape, 40, 30), asked(&shape, 40, 30), "{shape:?}");
        }
    }
}

#[test]
fn what_is_no_number_or_too_much_makes_no_shape() {
    assert_eq!(Extent::new([f64::NAN, 0.0], [1.0, 1.0]), None);
    assert_eq!(Extent::new([f64::INFINITY, 0.0], [1.0, 1.0]), None);
    assert_eq!(Path::new([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), None);
    assert_eq!(Path::new([[0.0, 0.0], [f64::NAN, 1.0], [2.0, 2.0]]), None);
    let circle = |count: u32| (0..count).map(move |at| (f64::from(at) / f64::from(count) * 6.3).sin_cos());
    let path = Path::new(circle(100_000).map(|(x, y)| [x * 1e3, y * 1e3])).unwrap();
    assert_eq!(path.points().len(), MOST_POINTS);
    let huge = Shape::Box(extent(-1e300, -1e300, 1e300, 1e300));
    assert_eq!(huge.runs(65_535, 2).pixels(), 2 * 65_535);
    assert_eq!(Shape::Ellipse(huge.extent()).runs(4, 4).pixels(), 16);
}

#[test]
fn shapes_are_moved_and_resized_by_hand() {
    let ellipse = Shape::Ellipse(extent(10.0, 10.0, 20.0, 14.0));
    assert_eq!(ellipse.moved([5.0, -2.0]), Shape::Ellipse(extent(15.0, 8.0, 25.0, 12.0)));
    let handle = |x, y| Handle { side: [x, y] };
    assert_eq!(ellipse.with_handle_at(handle(1, 1), [30.0, 11.0]), Shape::Ellipse(extent(10.0, 10.0, 30.0, 11.0)));
    assert_eq!(ellipse.with_handle_at(handle(0, -1), [99.0, 4.0]), Shape::Ellipse(extent(10.0, 4.0, 20.0, 14.0)));
    // Past the side across, and too small to be grasped again.
    assert_eq!(ellipse.with_handle_at(handle(-1, 0), [26.0, 0.0]), Shape::Ellipse(extent(20.0, 10.0, 26.0, 14.0)));
    assert_eq!(ellipse.with_handle_at(handle(-1, 0), [20.0, 0.0]), ellipse);
    let triangle = freehand(&[[0.0, 0.0], [4.0, 0.0], [0.0, 2.0]]);
    assert_eq!(triangle.with_handle_at(handle(1, 1), [8.0, 8.0]), freehand(&[[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]]));
    assert_eq!(ellipse.moved([1e9, 0.0]).kept_on(100, 100).extent().centre(), [100.0, 12.0]);
    assert_eq!(ellipse.kept_on(100, 100), ellipse);
    assert!(ellipse.is_meant() && !Shape::Box(extent(1.0, 1.0, 1.2, 9.0)).is_meant());
}

#[test]
fn handles_the_line_and_the_inside_are_hit() {
    let reach = [2.0, 1.0];
    for shape in [
        Shape::Box(extent(10.0, 10.0, 30.0, 30.0)),
        freehand(&[[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]),
    ] {
        assert_eq!(shape.hit([30.0, 30.0], reach, true), Some(Part::Handle(Handle { side: [1, 1] })));
        assert_eq!(shape.hit([30.0, 30.0], reach, false), Some(Part::Edge));
        // Two columns away is within reach, two rows are not.
        assert_eq!(shape.hit([8.0, 15.0], reach, true), Some(Part::Edge));
        assert_eq!(shape.hit([15.0, 8.0], reach, true), None);
        assert_eq!(shape.hit([15.0, 9.0], reach, true), Some(Part::Edge));
        assert_eq!(shape.hit([20.0, 20.0], reach, true), Some(Part::Inside));
        assert_eq!(shape.hit([40.0, 20.0], reach, true), None);
        assert_eq!(shape.hit([20.0, 20.0], [0.0, f64::NAN], true), None);
    }
    let ellipse = Shape::Ellipse(extent(10.0, 10.0, 30.0, 30.0));
    assert_eq!(ellipse.hit([20.0, 10.4], reach, false), Some(Part::Edge));
    assert_eq!(ellipse.hit([20.0 + 50f64.sqrt(), 20.0 + 50f64.sqrt()], reach, false), Some(Part::Edge));
    assert_eq!(ellipse.hit([11.0, 11.0], reach, false), None);
    assert_eq!(ellipse.hit([11.0, 10.5], reach, true), Some(Part::Handle(Handle { side: [-1, -1] })));
}

/// Columns and rows of -4..20, by rescale -8..40, with 0 stored as padding.
fn grey() -> Picture {
    let samples = Samples::I16((0..24).map(|at| at - 4).collect());
    let mut model = PixelModel::clone(colour_picture(1, Samples::I16(vec![0; 3]), |_| ()).model());
    model.photometric = crate::image::PhotometricInterpretation::Monochrome2;
    model.modality = crate::image::ModalityLut::Rescale { slope: 2.0, intercept: 100.0 };
    model.unit = crate::image::Unit::Hounsfield;
    model.padding = Some(Padding::new(0.0, 0.0));
    // Two further scales of the stored values, and one that does not reach 13.
    let scale = |label: &str, slope, last| ValueScale {
        label: label.into(),
        explanation: String::new(),
        unit: "g/ml".into(),
        map: ScaleMap::Linear { slope, intercept: 1.0 },
        first: -100.0,
        last,
    };
    model.scales = vec![scale("Half", 0.5, 100.0), scale("Short", 1.0, 12.0), scale("Down", -1.0, 100.0)];
    let frame = Frame { rows: 4, columns: 6, samples_per_pixel: 1, samples, rows_present: 3 };
    Picture::new(Arc::new(frame), Arc::new(model))
}

#[test]
fn figures_are_those_worked_by_hand() {
    // Rows 0..4, columns 0..6: stored -4 -3 -2 -1 (0) 1 | 2 .. 7 | 8 .. 13 | missing.
    let picture = grey();
    let spacing = Spacing { row_mm: 0.5, column_mm: 0.25, basis: SpacingBasis::Detector };
    let shape = Shape::Box(extent(3.0, 0.0, 6.0, 4.0));
    let measured = Measured::of(7, &shape, &picture, Some(spacing));
    // Stored -1 (0) 1 5 6 7 11 12 13: eight values, 98 102 110 112 114 122 124 126; the padding and three missing are out.
    let [values, half, _] = measured.figures.as_slice() else { panic!("values and two scales") };
    assert_eq!((measured.id, measured.pixels, values.unit.as_str()), (7, 12, "HU"));
    assert_eq!((values.name.as_str(), values.count, values.excluded), ("Values", 8, 4));
    assert_eq!((values.min, values.median, values.max), (Some(98.0), Some(113.0), Some(126.0)));
    assert_eq!(values.mean, Some(113.5));
    // Squares of -15.5 -11.5 -3.5 -1.5 .5 8.5 10.5 12.5 sum up to 726; numpy's std gives 9.526279441628825.
    assert!((values.sd.unwrap() - 9.526_279_441_628_825).abs() < 1e-12);
    // Half of 5 + 1, of 6 + 1 and so on: stored mean 6.75, between -1 and 13, standard deviation 9.526 / 2.
    assert_eq!((half.name.as_str(), half.unit.as_str(), half.count), ("Half", "g/ml", 8));
    assert_eq!((half.mean, half.min, half.median, half.max), (Some(4.375), Some(0.5), Some(4.25), Some(7.5)));
    assert!((half.sd.unwrap() - 9.526_279_441_628_825 / 4.0).abs() < 1e-12);
    let down = &measured.figures[2];
    assert_eq!((down.name.as_str(), down.min, down.max), ("Down", Some(-12.0), Some(2.0)));
    assert_eq!((measured.area.value, measured.area.unit()), (1.5, "mm²"));
    assert_eq!(measured.area.basis_label(), "uncalibrated (detector)");
    let nowhere = Measured::of(1, &Shape::Box(extent(9.0, 9.0, 12.0, 12.0)), &picture, None);
    assert_eq!((nowhere.pixels, nowhere.area.value, nowhere.area.unit()), (0, 0.0, "px"));
    assert_eq!(nowhere.figures, [Figures { name: "Values".into(), unit: "HU".into(), ..Figures::default() }]);
}

#[test]
fn colours_are_measured_by_channel_and_luminance() {
    let picture = colour_picture(2, Samples::U8(vec![255, 0, 0, 0, 255, 0, 10, 20, 31, 200, 200, 200]), |_| ());
    let measured = Measured::of(1, &Shape::Box(extent(0.0, 0.0, 2.0, 2.0)), &picture, None);
    let channel = |at: usize| &measured.figures[at];
    let names: Vec<_> = measured.figures.iter().map(|figures| figures.name.as_str()).collect();
    assert_eq!(names, ["Luminance", "Red", "Green", "Blue"]);
    assert_eq!((channel(1).mean, channel(2).mean, channel(3).mean), (Some(116.25), Some(118.75), Some(57.75)));
    // 76.245, 149.685, 18.264 and 200, each rounded.
    assert_eq!(
        (channel(0).min, channel(0).median, channel(0).max),
        (Some(18.0), Some((76.0 + 150.0) / 2.0), Some(200.0))
    );
    assert_eq!(channel(0).unit, "");
}
