//! What is counted for the histogram, and how often.

use super::*;
use crate::image::{Counts, ValueRange};

fn scope(scope: Scope) -> Action {
    Action::Histogram(HistogramAction::SetScope(scope))
}

/// Plays the machine's part: answers what is wanted of the series.
fn count_series(stage: &mut Stage, counted: usize) {
    let want = stage.wants().series_counts.expect("wanted");
    let picture = Arc::clone(stage.image().picture().unwrap());
    let counts = match want.without_air {
        true => Arc::new(Counts::without_air(&picture).unwrap()),
        false => Arc::clone(&stage.image().loaded.counts.as_ref().unwrap().clone()),
    };
    stage.absorb(Event::SeriesCounted(Arc::new(SeriesCounts { want, counts, counted, failed: 0 })));
}

#[test]
fn a_frame_is_counted_once_whatever_is_looked_at() {
    let mut stage = showing("ct-12");
    serve(&mut stage);
    let picture = Arc::clone(stage.image().picture().unwrap());
    script(&mut stage, "window 40 400; level 60; invert; undo; bounds 0 100");
    for axis in [HistogramAxis::Stored, HistogramAxis::Both, HistogramAxis::Values] {
        stage.apply(Action::Histogram(HistogramAction::SetAxis(axis)));
        assert!(stage.plotted().is_some());
    }
    stage.apply(scope(Scope::Series));
    stage.apply(Action::Histogram(HistogramAction::Glow(Some(ValueRange::new(0.0, 10.0)))));
    stage.apply(scope(Scope::Frame));
    assert_eq!((picture.times_counted(), stage.plotted().unwrap().of.as_str()), (1, "Frame 1"));
}

#[test]
fn a_series_is_wanted_until_it_is_counted_and_kept() {
    let mut stage = showing("ct-12");
    serve(&mut stage);
    assert!(stage.wants().series_counts.is_none(), "nobody asked");
    stage.apply(scope(Scope::Series));
    let total = stage.wants().series_counts.unwrap().total();
    assert!(!stage.plotted().unwrap().is_complete, "the frame stands in");
    count_series(&mut stage, total);
    let plotted = stage.plotted().unwrap();
    assert!(plotted.is_complete && plotted.of.starts_with("Series, "), "{}", plotted.of);
    assert!(stage.wants().series_counts.is_none());
    stage.apply(scope(Scope::Frame));
    stage.apply(scope(Scope::Series));
    assert!(stage.wants().series_counts.is_none(), "it is kept");
    // Without air is another count, and both are kept.
    stage.apply(Action::Histogram(HistogramAction::LeaveOutAir(true)));
    assert!(stage.wants().series_counts.unwrap().without_air);
    count_series(&mut stage, total);
    assert!(stage.plotted().unwrap().left_out.unwrap().contains("air outside the body"));
    stage.apply(Action::Histogram(HistogramAction::LeaveOutAir(false)));
    assert!(stage.wants().series_counts.is_none() && stage.plotted().unwrap().left_out.is_none());
}

#[test]
fn air_is_left_out_of_the_frame_that_is_shown() {
    let mut stage = showing("ct-12");
    serve(&mut stage);
    assert!(stage.wants().airless.is_none());
    stage.apply(Action::Histogram(HistogramAction::LeaveOutAir(true)));
    let want = stage.wants().airless.unwrap();
    assert!(!stage.plotted().unwrap().is_complete);
    let counts = Arc::new(Counts::without_air(&want.picture).unwrap());
    stage.absorb(Event::BodyCounted { key: want.key, counts: Arc::clone(&counts) });
    let plotted = stage.plotted().unwrap();
    assert!(plotted.is_complete && Arc::ptr_eq(plotted.counts, &counts));
    assert!(stage.wants().airless.is_none());
}

#[test]
fn a_pixel_is_explained_while_it_is_pinned() {
    let mut stage = showing("ct-12");
    serve(&mut stage);
    stage.apply(Action::Why(WhyAction::Pin([3, 4])));
    assert_eq!(stage.why, WhyAsked { shown: true, pinned: Some([3, 4]) });
    let image = stage.image();
    let explained = why(image, image.presentation().unwrap(), [3, 4]).unwrap();
    assert_eq!(explained.displayed, image.picture().unwrap().displayed(image.presentation().unwrap(), 3, 4));
    stage.apply(Action::Why(WhyAction::Pin([3, 4])));
    assert_eq!(stage.why.pinned, None);
    stage.apply(Action::Why(WhyAction::Toggle));
    assert!(!stage.why.shown);
}

#[test]
fn what_belongs_to_an_image_leaves_with_it() {
    let mut stage = showing("ct-12");
    let picture = Arc::clone(stage.image().picture().unwrap());
    let fill = |stage: &mut Stage| {
        let shape = crate::annotation::Extent::new([10.0, 10.0], [20.0, 20.0]).map(crate::annotation::Shape::Box);
        stage.apply(Action::Region(RegionAction::Add(shape.unwrap())));
        let id = stage.image().regions.selected().unwrap();
        stage.apply(scope(Scope::Region(id)));
        stage.apply(Action::Histogram(HistogramAction::Glow(Some(ValueRange::new(0.0, 10.0)))));
        stage.apply(Action::Histogram(HistogramAction::WantStrip(Some([8, 8]))));
        stage.apply(Action::Why(WhyAction::Pin([3, 4])));
        if !stage.body.on {
            stage.apply(Action::Body(BodyAction::Toggle));
        }
        let wants = stage.wants();
        let (want, tiles) = (wants.strip.unwrap(), Vec::new());
        let strip = Arc::new(Strip { want, tiles });
        stage.absorb(Event::Strip(Arc::clone(&strip)));
        assert!(stage.shown_strip().is_some());
        let want = wants.body.unwrap();
        let body = crate::image::body::Body::find(&want.picture, &want.settings, &|| false).unwrap();
        let found = Arc::new(FoundBody { want, body });
        stage.absorb(Event::BodyFound(Arc::clone(&found)));
        assert!(stage.body().is_some());
        (strip, found)
    };
    let (strip, found) = fill(&mut stage);
    let is_empty = |stage: &Stage| {
        stage.explore.scope == Scope::Frame
            && stage.explore.glow.is_none()
            && stage.why.pinned.is_none()
            && stage.strip.is_none()
            && stage.body.found.is_none()
    };
    open_phantom(&mut stage, "ct-11");
    assert!(is_empty(&stage));
    // Answers that were on their way are of another image.
    stage.absorb(Event::Strip(strip));
    stage.absorb(Event::BodyFound(found));
    assert!(is_empty(&stage) && stage.shown_strip().is_none());
    stage.viewport_mut().image = ImageState::default();
    // Nobody holds its pixels any more.
    stage.remembered.clear();
    assert_eq!(Arc::strong_count(&picture), 1);
}

#[test]
fn air_is_left_out_of_the_frame_that_stands_in_for_a_region() {
    let mut stage = showing("ct-12");
    stage.apply(Action::Histogram(HistogramAction::LeaveOutAir(true)));
    stage.apply(scope(Scope::Region(77)));
    let want = stage.wants().airless.expect("there is no such region here");
    let counts = Arc::new(Counts::without_air(&want.picture).unwrap());
    stage.absorb(Event::BodyCounted { key: want.key, counts: Arc::clone(&counts) });
    assert!(Arc::ptr_eq(stage.plotted().unwrap().counts, &counts));
}

#[test]
fn how_the_body_is_looked_for_is_not_kept_for_other_values() {
    let mut stage = showing("ct-12");
    let changed = crate::image::body::BodySettings { sigma: 0.1, ..stage.body_settings().unwrap() };
    stage.apply(Action::Body(BodyAction::Set(changed.clone())));
    open_phantom(&mut stage, "ct-11");
    assert_eq!(stage.body_settings(), Some(changed));
    open_phantom(&mut stage, "us-clip");
    assert_eq!(stage.body.settings, None);
}

#[test]
fn a_stack_that_has_grown_is_not_whole() {
    let [short, grown] = [3, 7].map(|frames| Arc::new(Stack::of_object(1, frames)));
    let want = SeriesCountsWant { stack: Arc::clone(&short), phase: 0, without_air: false };
    let found = SeriesCounts { want, counts: Arc::new(Counts::empty()), counted: 3, failed: 0 };
    assert_eq!(found.describe(&short), "Series, 3 frames");
    assert_eq!(found.describe(&grown), "Series, 3 of 7 frames counted");
}
