//! Guided tours: each lesson from start to end, and every check both ways.

use crate::image::{EqualizeSettings, ValueRange};

use super::*;

fn tour(stage: &mut Stage, action: TourAction) {
    assert!(stage.apply(Action::Tour(action)).is_empty());
}

fn search(stage: &mut Stage, text: &str) {
    tour(stage, TourAction::Seen(Seen { value: None, search: text.to_owned() }));
}

fn point_at(stage: &mut Stage, value: f64) {
    tour(stage, TourAction::Seen(Seen { value: Some(value), search: String::new() }));
}

fn bounds(stage: &mut Stage, lower: f64, upper: f64) {
    stage.apply(Action::SetBounds { lower, upper });
}

fn band(stage: &mut Stage, name: &str, action: fn(usize) -> BandAction) {
    let index = stage.image_bands().iter().position(|band| band.name() == name).unwrap();
    stage.apply(Action::Band(action(index)));
}

/// Asserts that the step asks for something that is not done yet, does it, and goes on.
fn then(stage: &mut Stage, what: &str, act: impl FnOnce(&mut Stage)) {
    assert_eq!(stage.tour_is_done(), Some(false), "{what} is asked for");
    act(stage);
    serve(stage);
    assert_eq!(stage.tour_is_done(), Some(true), "{what} was done");
    tour(stage, TourAction::Next);
}

fn read(stage: &mut Stage) {
    assert_eq!(stage.tour_is_done(), None, "only to be read");
    tour(stage, TourAction::Next);
}

fn finished(stage: &Stage, id: &str) {
    assert!(stage.tour.is_none() && stage.finished_lessons.contains(id), "{id}");
}

#[test]
fn tags_are_learnt_by_searching_them() {
    let mut stage = showing("ct-12");
    tour(&mut stage, TourAction::Start(0));
    read(&mut stage);
    then(&mut stage, "rows", |stage| search(stage, "0028,0010"));
    // It would answer the next step as well, but stands there from before.
    search(&mut stage, "0028,0010");
    then(&mut stage, "the group", |stage| search(stage, "(0028"));
    assert_eq!(stage.tour_is_done(), Some(false));
    tour(&mut stage, TourAction::Next);
    then(&mut stage, "pixel data", |stage| search(stage, "7FE0"));
    finished(&stage, "tags");
}

#[test]
fn another_frame_is_another_than_at_the_beginning() {
    let mut stage = showing("us-clip");
    tour(&mut stage, TourAction::Start(0));
    for _ in 0..3 {
        tour(&mut stage, TourAction::Next);
    }
    assert_eq!(stage.tour_step().unwrap().1.check, Some(Check::FrameMoved));
    then(&mut stage, "another frame", |stage| script(stage, "step 1"));
    tour(&mut stage, TourAction::Back);
    assert_eq!(stage.tour_is_done(), Some(false), "frames count from when the step began");
    then(&mut stage, "another frame", |stage| script(stage, "step 1; step -1"));
}

#[test]
fn hounsfield_units_are_learnt_by_pointing() {
    let mut stage = showing("ct-12");
    tour(&mut stage, TourAction::Start(1));
    then(&mut stage, "a value", |stage| point_at(stage, 40.0));
    then(&mut stage, "the intercept", |stage| search(stage, "rescale"));
    // The phantom stores HU + 1024.
    let text = stage.tour_step().unwrap().1.text(&stage);
    assert!(text.contains("a stored 1024 is 0 HU, and a stored 24 is −1000 HU"), "{text}");
    assert!(lessons()[1].steps[1].done(&stage).contains("HU = stored value × 1 − 1024"));
    then(&mut stage, "air", |stage| {
        point_at(stage, -830.0);
        assert_eq!(stage.tour_is_done(), Some(false), "lung is not air");
        point_at(stage, -1007.0);
    });
    then(&mut stage, "bone", |stage| {
        point_at(stage, 45.0);
        assert_eq!(stage.tour_is_done(), Some(false), "muscle is not bone");
        point_at(stage, 980.0);
        point_at(stage, 45.0);
    });
    then(&mut stage, "stored values", |stage| {
        stage.apply(Action::Histogram(HistogramAction::SetAxis(HistogramAxis::Stored)));
    });
    finished(&stage, "hounsfield");
}

#[test]
fn windows_are_learnt_by_setting_them() {
    let mut stage = showing("ct-12");
    tour(&mut stage, TourAction::Start(2));
    read(&mut stage);
    then(&mut stage, "a narrow window", |stage| script(stage, "width 120"));
    then(&mut stage, "a wide window", |stage| script(stage, "width 2000"));
    then(&mut stage, "lung black, fat darker than water", |stage| {
        // Lung is black, but fat and water are too.
        bounds(stage, 50.0, 200.0);
        assert_eq!(stage.tour_is_done(), Some(false));
        // Fat is darker than water, but lung is not black.
        bounds(stage, -900.0, 200.0);
        assert_eq!(stage.tour_is_done(), Some(false));
        // As it should be, but turned round.
        script(stage, "invert; bounds -200 200");
        assert_eq!(stage.tour_is_done(), Some(false));
        script(stage, "invert");
    });
    then(&mut stage, "a window for the lungs", |stage| script(stage, "preset 5"));
    then(&mut stage, "the file's window", |stage| script(stage, "file"));
    finished(&stage, "window");
}

#[test]
fn tissues_are_learnt_on_the_ruler() {
    let mut stage = showing("ct-12");
    tour(&mut stage, TourAction::Start(3));
    then(&mut stage, "a glow", |stage| band(stage, "Fat", |index| BandAction::Hover(Some(index))));
    then(&mut stage, "the window of fat", |stage| {
        band(stage, "Lung", BandAction::Window);
        assert_eq!(stage.tour_is_done(), Some(false));
        band(stage, "Fat", BandAction::Window);
    });
    then(&mut stage, "two colours", |stage| {
        for name in ["Fat", "Lung"] {
            band(stage, name, BandAction::ToggleOverlay);
        }
        assert_eq!(stage.tour_is_done(), Some(false), "fat is not soft tissue");
        band(stage, "Lung", BandAction::ToggleOverlay);
        band(stage, "Lung", BandAction::ToggleOverlay);
        band(stage, "Soft tissue", BandAction::ToggleOverlay);
    });
    then(&mut stage, "a third one", |stage| band(stage, "Water", BandAction::ToggleOverlay));
    then(&mut stage, "no colours", |stage| drop(stage.apply(Action::Band(BandAction::ClearOverlays))));
    finished(&stage, "tissues");
}

#[test]
fn equalising_is_learnt_by_doing() {
    let mut stage = showing("ct-12");
    tour(&mut stage, TourAction::Start(4));
    let toggle = Action::Display(DisplayAction::ToggleEqualize);
    then(&mut stage, "equalising", |stage| drop(stage.apply(toggle.clone())));
    read(&mut stage);
    then(&mut stage, "few bins", |stage| {
        let settings = EqualizeSettings { bins: 10, ..stage.image().equalize_settings().unwrap() };
        stage.apply(Action::Display(DisplayAction::SetEqualize(settings)));
    });
    then(&mut stage, "the window", |stage| drop(stage.apply(toggle)));
    finished(&stage, "equalise");
}

#[test]
fn a_tour_is_left_skipped_and_taken_up_again() {
    let mut stage = Stage::default();
    tour(&mut stage, TourAction::Start(99));
    tour(&mut stage, TourAction::Next);
    assert!(stage.tour.is_none());
    tour(&mut stage, TourAction::Start(2));
    assert!(!stage.tour_has_image());
    let effects = stage.apply(Action::Tour(TourAction::UsePhantom));
    assert!(matches!(effects.as_slice(), [Effect::MakePhantom { .. }]), "the tour waits for it");
    assert!(stage.tour.is_some());
    for _ in 0..lessons()[2].steps.len() {
        assert!(stage.tour.is_some());
        tour(&mut stage, TourAction::Next);
    }
    finished(&stage, "window");
    tour(&mut stage, TourAction::Start(0));
    tour(&mut stage, TourAction::Back);
    assert_eq!(stage.tour_step().unwrap().0.id, "tags");
    tour(&mut stage, TourAction::Leave);
    assert!(stage.tour.is_none() && stage.finished_lessons.len() == 1);
    let kept = ["tissues".to_owned(), "no such lesson".to_owned()].into();
    tour(&mut stage, TourAction::Restore(kept));
    assert_eq!(stage.finished_lessons.iter().collect::<Vec<_>>(), ["tissues"]);
}

#[test]
fn checks_hold_nothing_against_an_empty_viewport() {
    let stage = Stage::default();
    let seen = Seen::default();
    for lesson in lessons() {
        for check in lesson.steps.iter().filter_map(|step| step.check.as_ref()) {
            let is_nothing = *check == Check::PaintedNone;
            assert_eq!(check.holds(&stage, &seen, None), is_nothing, "{check:?}");
        }
    }
    let probed = Check::Probed(ValueRange::new(0.0, 1.0));
    assert!(!probed.holds(&stage, &Seen { value: Some(f64::NAN), ..Seen::default() }, None));
}
