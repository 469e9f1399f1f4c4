//! Regions as tables, with the figures of the frames they were drawn on.

use std::time::Duration;

use hounsfield::{
    annotation::{Extent, Shape},
    export::regions::{csv, json, rows, text},
    session::Session,
    state::{Action, RegionAction},
};

/// The phantom with a region of 4 x 2 pixels, named like a formula, and one on another frame.
fn session() -> Session {
    let mut session = Session::unattended();
    let wait = |session: &mut Session| assert!(session.wait(Duration::from_secs(60)));
    session.act(Action::OpenPhantom);
    wait(&mut session);
    let add = |left: f64| {
        let extent = Extent::new([left, 250.0], [left + 4.0, 252.0]).unwrap();
        Action::Region(RegionAction::Add(Shape::Box(extent)))
    };
    session.act(add(200.0));
    session.act(Action::Region(RegionAction::Rename(1, "=cmd, \"x\"".to_owned())));
    wait(&mut session);
    session.act(Action::ShowFrame(4));
    wait(&mut session);
    session.act(add(100.0));
    wait(&mut session);
    session
}

#[test]
fn rows_hold_all_regions_with_their_own_frame_s_figures() {
    let session = session();
    let image = session.workspace().image();
    let csv = csv(&rows(image, None));
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!((lines.len(), lines[3]), (4, ""));
    let first = image.regions.all()[0].on;
    let figures = image.regions.figures(1, first).unwrap();
    let [mean, sd, min, median, max] = {
        let values = figures.measured.first().unwrap();
        [values.mean, values.sd, values.min, values.median, values.max].map(Option::unwrap)
    };
    let area = 8.0 * 0.703_125 * 0.703_125;
    let file = &figures.file;
    assert_eq!(
        lines[1],
        format!(
            "\"'=cmd, \"\"x\"\"\",box,{file},1,false,values,HU,8,0,{mean},{sd},{min},{median},{max},8,{area},mm²,\
             patient-plane,200 250 204 252"
        )
    );
    assert!(!csv.contains("Phantom^") && !csv.contains("2.25."), "no patient, no UIDs");
    let text = text(&rows(image, Some(2)));
    assert_eq!(text.lines().count(), 2);
    assert!(text.lines().nth(1).unwrap().starts_with("Region 2\tbox\t"), "{text}");
}

#[test]
fn json_says_the_same() {
    let session = session();
    let image = session.workspace().image();
    let read: serde_json::Value = serde_json::from_str(&json(&rows(image, None))).unwrap();
    let region = &read["regions"][1];
    let values = image.measured(2).unwrap().first().unwrap();
    assert_eq!((region["name"].as_str(), region["shape"].as_str()), (Some("Region 2"), Some("box")));
    assert_eq!(region["measured"]["figures"][0]["mean"].as_f64(), values.mean);
    assert_eq!(region["measured"]["area"]["unit"].as_str(), Some("mm²"));
    assert_eq!(region["points_in_pixels"], serde_json::json!([[100.0, 250.0], [104.0, 252.0]]));
}
