//! Bands of values: which there are, what they do, how they are changed.

use crate::image::{Band, BandList, ValueRange, tissue};

use super::*;

fn act(stage: &mut Stage, action: BandAction) {
    assert!(stage.apply(Action::Band(action)).is_empty());
}

fn at(stage: &Stage, name: &str) -> usize {
    stage.image_bands().iter().position(|band| band.name() == name).expect("a band of this name")
}

fn painted(stage: &Stage) -> Vec<&str> {
    let name = |label: &crate::image::Label| {
        stage.image_bands().iter().find(|band| band.is_painted_by(label)).map_or("?", Band::name)
    };
    stage.labels().iter().map(name).collect()
}

#[test]
fn tissues_are_for_hu_alone() {
    let stage = showing("ct-12");
    assert_eq!((stage.band_unit(), stage.image_bands()), (Some("HU"), tissue::tissues()));
    let clip = showing("us-clip");
    assert_eq!(clip.band_unit(), Some(""), "values without a unit");
    assert!(clip.image_bands().is_empty());
    assert_eq!(Workspace::default().band_unit(), None);
}

#[test]
fn a_band_sets_the_window_by_the_one_rule() {
    let mut stage = showing("ct-12");
    let fat = at(&stage, "Fat");
    act(&mut stage, BandAction::Window(fat));
    // -190 to -30 HU: c = (lower + upper + 1) / 2, w = upper - lower + 1.
    let (window, ..) = stage.image().window().unwrap();
    assert_eq!((window.center, window.width), (-109.5, 161.0));
    assert_eq!(stage.image().bounds(), Some((-190.0, -30.0)));
    act(&mut stage, BandAction::Window(99));
    assert_eq!(stage.image().bounds(), Some((-190.0, -30.0)));
    stage.apply(Action::Undo);
    assert_ne!(stage.image().bounds(), Some((-190.0, -30.0)));
}

#[test]
fn a_hovered_band_glows_and_nothing_does_once_left() {
    let mut stage = showing("ct-12");
    let water = at(&stage, "Water");
    act(&mut stage, BandAction::Hover(Some(water)));
    assert_eq!(stage.explore.glow, Some(ValueRange::new(-9.0, 21.0)));
    act(&mut stage, BandAction::Hover(None));
    assert_eq!(stage.explore.glow, None);
}

#[test]
fn overlays_are_painted_in_the_order_of_the_list_and_undone() {
    let mut stage = showing("ct-12");
    for name in ["Water", "Lung", "Soft tissue"] {
        let index = at(&stage, name);
        act(&mut stage, BandAction::ToggleOverlay(index));
    }
    assert_eq!(painted(&stage), ["Lung", "Soft tissue", "Water"]);
    act(&mut stage, BandAction::SetOpacity(1, 7.0));
    assert_eq!(stage.labels()[1].opacity, 1.0);
    act(&mut stage, BandAction::SetOpacity(1, f32::NAN));
    act(&mut stage, BandAction::SetOpacity(9, 0.1));
    assert_eq!(stage.labels().iter().map(|label| label.opacity).collect::<Vec<_>>(), [0.5, 1.0, 0.5]);
    let lung = at(&stage, "Lung");
    act(&mut stage, BandAction::ToggleOverlay(lung));
    assert_eq!(painted(&stage), ["Soft tissue", "Water"]);
    stage.apply(Action::Undo);
    assert_eq!(painted(&stage), ["Lung", "Soft tissue", "Water"]);
    act(&mut stage, BandAction::ClearOverlays);
    assert!(stage.labels().is_empty());
    stage.apply(Action::Undo);
    assert_eq!(painted(&stage).len(), 3);
}

#[test]
fn a_changed_band_is_painted_as_changed() {
    let mut stage = showing("ct-12");
    let fat = at(&stage, "Fat");
    act(&mut stage, BandAction::ToggleOverlay(fat));
    act(&mut stage, BandAction::SetOpacity(0, 0.25));
    let narrower = stage.image_bands()[fat].over(ValueRange::new(-120.0, -89.0)).unwrap();
    act(&mut stage, BandAction::Edit(fat, narrower));
    assert_eq!(painted(&stage), ["Fat"]);
    assert_eq!((stage.labels()[0].range.high, stage.labels()[0].opacity), (-89.0, 0.25));
    act(&mut stage, BandAction::Remove(fat));
    assert!(painted(&stage).is_empty(), "its colour goes with it");
    act(&mut stage, BandAction::Reset);
    assert_eq!(stage.image_bands(), tissue::tissues());
    assert!(!stage.bands.is_changed("HU"));
}

#[test]
fn lists_are_kept_by_unit_and_kept_small() {
    let mut stage = showing("us-clip");
    let bright = Band::new("Bright", ValueRange::new(200.0, 256.0), [255; 3]).unwrap();
    for _ in 0..70 {
        act(&mut stage, BandAction::Add(bright.clone()));
    }
    assert_eq!(stage.image_bands().len(), 64);
    assert!(stage.notice.as_ref().unwrap().text.contains("At most 64"));
    act(&mut stage, BandAction::Move { from: 63, to: 0 });
    act(&mut stage, BandAction::Move { from: 64, to: 0 });
    assert_eq!(stage.bands.0.keys().collect::<Vec<_>>(), [""]);
    assert_eq!(stage.bands.of("HU"), tissue::tissues());
    let list = BandList { unit: "HU".into(), bands: vec![bright] };
    act(&mut stage, BandAction::Replace(list));
    assert_eq!(stage.bands.of("HU").len(), 1);
    let kept = stage.bands.clone();
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Bands>(&text).unwrap(), kept);
    let mut next = showing("ct-12");
    act(&mut next, BandAction::Restore(kept));
    assert_eq!(next.image_bands().len(), 1);
}

#[test]
fn shares_are_counted_exactly() {
    let stage = showing("ct-12");
    let picture = stage.image().picture().unwrap();
    let range = ValueRange::new(-190.0, -29.0);
    let frame = picture.frame();
    let values = (0..frame.rows).flat_map(|row| (0..frame.columns).map(move |column| (column, row)));
    let inside = values.filter(|&(column, row)| picture.value(column, row).is_some_and(|value| range.contains(value)));
    let percent = 100.0 * inside.count() as f64 / f64::from(frame.rows * frame.columns);
    assert!(percent > 1.0);
    assert_eq!(stage.percent_in(range), Some(percent));
    assert_eq!(Workspace::default().percent_in(range), None);
}

#[test]
fn a_band_takes_its_colour_along_when_it_is_removed() {
    let mut stage = showing("ct-12");
    for name in ["Water", "Lung"] {
        let index = at(&stage, name);
        act(&mut stage, BandAction::ToggleOverlay(index));
    }
    let lung = at(&stage, "Lung");
    act(&mut stage, BandAction::Remove(lung));
    assert_eq!(painted(&stage), ["Water"]);
}

#[test]
fn opacity_is_a_step_for_each_colour_and_windows_of_bands_are_one_each() {
    let mut stage = showing("ct-12");
    for name in ["Water", "Lung"] {
        let index = at(&stage, name);
        act(&mut stage, BandAction::ToggleOverlay(index));
    }
    for (label, opacity) in [(0, 0.6), (0, 0.7), (1, 0.8), (1, 0.9)] {
        act(&mut stage, BandAction::SetOpacity(label, opacity));
    }
    let opacities = |stage: &Stage| stage.labels().iter().map(|label| label.opacity).collect::<Vec<_>>();
    stage.apply(Action::Undo);
    assert_eq!(opacities(&stage), [0.7, 0.5]);
    stage.apply(Action::Undo);
    assert_eq!(opacities(&stage), [0.5, 0.5]);
    let [fat, lung] = ["Fat", "Lung"].map(|name| at(&stage, name));
    act(&mut stage, BandAction::Window(fat));
    let bounds = stage.image().bounds();
    act(&mut stage, BandAction::Window(lung));
    stage.apply(Action::SetBounds { lower: 0.0, upper: 9.0 });
    stage.apply(Action::Undo);
    assert_ne!(stage.image().bounds(), bounds);
    stage.apply(Action::Undo);
    assert_eq!(stage.image().bounds(), bounds);
}
