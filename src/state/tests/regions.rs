//! Regions: drawn, changed, taken back, measured, and where they are seen.

use crate::annotation::{COLOURS, Extent, Shape};

use super::*;

fn extent(left: f64, top: f64, right: f64, bottom: f64) -> Extent {
    Extent::new([left, top], [right, bottom]).unwrap()
}

fn square(left: f64, top: f64, side: f64) -> Shape {
    Shape::Box(extent(left, top, left + side, top + side))
}

fn act(stage: &mut Stage, action: RegionAction) {
    stage.apply(Action::Region(action));
    measure(stage);
}

/// Works off what is to be measured.
fn measure(stage: &mut Stage) {
    if let Some(want) = stage.wants().measure {
        let figures = want.figures().collect();
        stage.absorb(Event::Measured { key: want.key, figures });
    }
}

fn here(stage: &Stage) -> Vec<u32> {
    stage.image().regions_here().map(|placed| placed.region.id).collect()
}

fn shape(stage: &Stage, id: u32) -> Shape {
    stage.image().regions.get(id).unwrap().region.shape.clone()
}

#[test]
fn a_drag_draws_one_region_that_is_one_step_of_undo() {
    let mut stage = showing("ct");
    script(&mut stage, "press");
    act(&mut stage, RegionAction::Add(square(10.0, 10.0, 2.0)));
    for side in [3.0, 40.0, 8.0] {
        act(&mut stage, RegionAction::Edit(1, square(10.0, 10.0, side)));
    }
    script(&mut stage, "release");
    assert_eq!((here(&stage), shape(&stage, 1)), (vec![1], square(10.0, 10.0, 8.0)));
    assert_eq!(stage.image().selected_region().unwrap().region.name, "Region 1");
    let measured = stage.image().measured(1).unwrap();
    let unit = measured.first().unwrap().unit.as_str();
    assert_eq!((measured.pixels, unit, measured.shape.clone()), (64, "HU", shape(&stage, 1)));
    script(&mut stage, "undo");
    assert_eq!((here(&stage), stage.image().selected_region()), (vec![], None));
    script(&mut stage, "redo");
    assert_eq!(here(&stage), [1]);
    // One that is given up leaves nothing, and its number is not given again.
    script(&mut stage, "press");
    act(&mut stage, RegionAction::Add(square(50.0, 50.0, 9.0)));
    script(&mut stage, "escape");
    assert_eq!(here(&stage), [1]);
    act(&mut stage, RegionAction::Add(square(50.0, 50.0, 9.0)));
    assert_eq!(here(&stage), [1, 3]);
    // The trace of a click is no region.
    act(&mut stage, RegionAction::Add(square(50.0, 50.0, 0.1)));
    assert_eq!(here(&stage), [1, 3]);
}

#[test]
fn a_region_belongs_to_its_frame_unless_it_is_on_all() {
    let mut stage = showing("us");
    act(&mut stage, RegionAction::Add(square(150.0, 110.0, 24.0)));
    let mean = |stage: &Stage| stage.image().measured(1).and_then(|measured| measured.first()?.mean);
    let first = mean(&stage).unwrap();
    script(&mut stage, "frame 12");
    assert_eq!((here(&stage), stage.wants().measure.is_none()), (vec![], true));
    script(&mut stage, "frame 1");
    assert_eq!((here(&stage), mean(&stage)), (vec![1], Some(first)));
    act(&mut stage, RegionAction::OnAllFrames(1, true));
    script(&mut stage, "frame 12");
    assert_eq!((here(&stage), mean(&stage)), (vec![1], None), "figures of another frame are none of this one");
    measure(&mut stage);
    assert_ne!(mean(&stage), Some(first), "the chamber is smaller by now");
    // On its own again, it stays where it is seen.
    act(&mut stage, RegionAction::OnAllFrames(1, false));
    assert_eq!(here(&stage), [1]);
    script(&mut stage, "frame 1");
    assert!(here(&stage).is_empty());
}

#[test]
fn ultrasound_has_millimetres_where_one_region_holds_every_pixel() {
    let mut stage = showing("us");
    let area = |stage: &Stage, id: u32| stage.image().measured(id).unwrap().area;
    act(&mut stage, RegionAction::Add(square(100.0, 50.0, 10.0)));
    let inside = area(&stage, 1);
    assert!((inside.value - 100.0 * 0.6 * 0.6).abs() < 1e-9, "{inside:?}");
    assert_eq!((inside.unit(), inside.basis_label()), ("mm²", "ultrasound region"));
    // The sector's region begins at row 8.
    act(&mut stage, RegionAction::Add(Shape::Box(extent(100.0, 8.0, 110.0, 18.0))));
    assert_eq!(area(&stage, 2).unit(), "mm²");
    act(&mut stage, RegionAction::Add(Shape::Box(extent(100.0, 7.0, 110.0, 17.0))));
    assert_eq!((area(&stage, 3).value, area(&stage, 3).unit()), (100.0, "px"));
}

#[test]
fn arrow_keys_move_and_stretch_as_seen_on_the_screen() {
    let mut stage = showing("ct");
    act(&mut stage, RegionAction::Add(square(100.0, 100.0, 20.0)));
    act(&mut stage, RegionAction::Nudge([3.0, 0.0]));
    assert_eq!(shape(&stage, 1), square(103.0, 100.0, 20.0));
    // A quarter turn clockwise: the right of the screen is the top of the picture, its lower edge the right.
    script(&mut stage, "turn");
    act(&mut stage, RegionAction::Nudge([1.0, 0.0]));
    assert_eq!(shape(&stage, 1), square(103.0, 99.0, 20.0));
    act(&mut stage, RegionAction::Nudge([0.0, 1.0]));
    assert_eq!(shape(&stage, 1), square(104.0, 99.0, 20.0));
    act(&mut stage, RegionAction::Stretch([2.0, 0.0]));
    assert_eq!(shape(&stage, 1), Shape::Box(extent(104.0, 98.0, 124.0, 120.0)));
    act(&mut stage, RegionAction::Stretch([0.0, -500.0]));
    let thin = shape(&stage, 1).extent().size();
    assert_eq!((thin[0], thin[1]), (1.0, 22.0), "it never vanishes");
    // However far it is sent, its middle stays on the picture.
    act(&mut stage, RegionAction::Nudge([1e5, 0.0]));
    assert_eq!(shape(&stage, 1).extent().centre()[1], 0.0);
    script(&mut stage, "undo");
    assert_eq!(shape(&stage, 1).extent().size(), [1.0, 22.0]);
}

#[test]
fn a_region_is_made_in_the_middle_without_a_hand() {
    let mut stage = showing("ct");
    act(&mut stage, RegionAction::AddInMiddle);
    assert!(here(&stage).is_empty(), "the window tool draws nothing");
    for (tool, kind) in [(Tool::Ellipse, "ellipse"), (Tool::Box, "box"), (Tool::Freehand, "freehand")] {
        stage.apply(Action::SetTool(tool));
        act(&mut stage, RegionAction::AddInMiddle);
        let made = &stage.image().selected_region().unwrap().region;
        let [x, y] = made.shape.extent().centre();
        assert_eq!(made.shape.kind(), kind);
        assert!((x - 256.0).abs() <= 1.0 && (y - 256.0).abs() <= 1.0, "{x} {y}");
        assert!(stage.image().measured(made.id).unwrap().pixels > 5000);
    }
    act(&mut stage, RegionAction::SelectNext);
    assert_eq!(stage.image().regions.selected(), Some(1));
    act(&mut stage, RegionAction::DeleteSelected);
    assert_eq!((here(&stage), stage.image().regions.selected()), (vec![2, 3], None));
}

#[test]
fn names_colours_and_numbers_stay_within_bounds() {
    let mut stage = showing("ct");
    for at in 0..MOST_REGIONS + 3 {
        stage.apply(Action::Region(RegionAction::Add(square(at as f64, 9.0, 4.0))));
    }
    assert_eq!(stage.image().regions.all().len(), MOST_REGIONS);
    assert!(stage.notice.as_ref().unwrap().text.contains("200 regions"), "{:?}", stage.notice);
    let colours: Vec<u8> = stage.image().regions.all().iter().take(8).map(|placed| placed.region.colour).collect();
    assert_eq!(colours, [0, 1, 2, 3, 4, 5, 0, 1]);
    act(&mut stage, RegionAction::Rename(2, format!("liver\n\u{1b}[2J{}", "x".repeat(500))));
    let name = &stage.image().regions.get(2).unwrap().region.name;
    assert!(name.starts_with("liver[2Jx") && name.chars().count() == 60, "{name}");
    act(&mut stage, RegionAction::Recolour(2, 255));
    assert_eq!(stage.image().regions.get(2).unwrap().region.colour, 255 % COLOURS);
    act(&mut stage, RegionAction::Edit(999, square(0.0, 0.0, 5.0)));
    act(&mut stage, RegionAction::Select(Some(999)));
    assert_eq!(stage.image().regions.selected(), None);
    act(&mut stage, RegionAction::DeleteAll);
    assert_eq!((here(&stage), stage.wants().measure), (vec![], None));
    script(&mut stage, "undo");
    assert_eq!(here(&stage).len(), MOST_REGIONS);
}

#[test]
fn the_histogram_counts_a_region_while_it_is_on_the_frame() {
    let mut stage = showing("us");
    act(&mut stage, RegionAction::Add(square(150.0, 110.0, 24.0)));
    stage.apply(Action::Histogram(HistogramAction::SetScope(Scope::Region(1))));
    let plotted = stage.plotted().unwrap();
    assert_eq!((plotted.of.as_str(), plotted.counts.values.statistics.count), ("Region 1", 24 * 24));
    script(&mut stage, "frame 2");
    assert_eq!(stage.plotted().unwrap().of, "Frame 2");
    script(&mut stage, "frame 1");
    act(&mut stage, RegionAction::Delete(1));
    assert_eq!(stage.plotted().unwrap().of, "Frame 1");
}

#[test]
fn moving_one_region_after_another_is_a_step_each() {
    let mut stage = showing("ct");
    act(&mut stage, RegionAction::Add(square(10.0, 10.0, 20.0)));
    act(&mut stage, RegionAction::Add(square(60.0, 60.0, 20.0)));
    let before = shape(&stage, 2);
    for id in [2, 1] {
        act(&mut stage, RegionAction::Select(Some(id)));
        act(&mut stage, RegionAction::Nudge([1.0, 0.0]));
        act(&mut stage, RegionAction::Nudge([1.0, 0.0]));
    }
    let moved = shape(&stage, 2);
    script(&mut stage, "undo");
    assert_eq!((shape(&stage, 1), shape(&stage, 2)), (square(10.0, 10.0, 20.0), moved));
    script(&mut stage, "undo");
    assert_eq!(shape(&stage, 2), before);
}
