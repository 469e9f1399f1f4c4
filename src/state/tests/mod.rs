//! State by script: a line of words in, a state out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod bands;
mod compare;
mod counts;
mod display;
mod regions;
mod series;
mod tours;

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    path::PathBuf,
    sync::Arc,
};

use crate::{
    dicom::{self, Object, phantom},
    geometry::Zoom,
    image::{Counts, Picture, Voi, VoiSource, Window},
};

use super::*;

/// A workspace with the machine's part played here.
#[derive(Default)]
struct Stage {
    workspace: Workspace,
    objects: HashMap<u64, Arc<Object>>,
    last: u64,
}

impl Deref for Stage {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }
}

/// A stage that shows the phantom's file of this name.
fn showing(name_part: &str) -> Stage {
    let mut stage = Stage::default();
    open_phantom(&mut stage, name_part);
    stage
}

/// Opens the phantom's file of this name.
fn open_phantom(stage: &mut Stage, name_part: &str) {
    let file = phantom::study().into_iter().find(|file| file.name.contains(name_part)).expect("phantom file");
    let path = PathBuf::from(file.name);
    stage.open(&path, dicom::open_bytes(&path, file.bytes).unwrap());
}

impl Stage {
    /// Plays the opening of a file; what that asks of the machine comes back.
    fn open(&mut self, path: &std::path::Path, object: Object) -> Vec<Effect> {
        let effects = self.apply(Action::Open(vec![path.to_path_buf()]));
        let Some(Effect::Open(request)) = effects.first() else { panic!("nothing was asked") };
        let (object, id) = (Arc::new(object), request.id);
        self.last += 1;
        let number = self.last;
        self.objects.insert(number, Arc::clone(&object));
        let result = Ok(object.about());
        let effects = self.absorb(Event::Opened { id, path: path.to_path_buf(), object: number, result });
        self.apply(Action::ResizeViewport([800.0, 600.0]));
        serve(self);
        effects
    }
}

/// Decodes and counts what is missing.
fn serve(stage: &mut Stage) {
    for key in stage.missing() {
        let object = Arc::clone(&stage.objects[&key.id]);
        let loaded = match object.load(key.frame) {
            Ok(loaded) => loaded,
            Err(error) => {
                stage.absorb(Event::FrameFailed { key, about: Some(object.about()), error });
                continue;
            }
        };
        let picture = Arc::new(Picture::new(loaded.frame, loaded.model));
        let counts = Arc::new(Counts::of(&picture));
        let (about, findings, place) = (object.about(), loaded.findings, FramePlace::default());
        stage.absorb(Event::Frame { key, picture, about, findings, place });
        stage.absorb(Event::Counted { key, counts });
    }
}

/// `window -600 1500; invert; undo`, one word an action.
fn script(workspace: &mut Stage, script: &str) {
    for line in script.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok()).expect("a number");
        let action = match words[0] {
            "window" => Action::SetWindow(Window::new(number(1), number(2))),
            "level" => Action::SetLevel(number(1)),
            "width" => Action::SetWidth(number(1)),
            "bounds" => Action::SetBounds { lower: number(1), upper: number(2) },
            "drag" => Action::DragWindow { right: number(1), up: number(2) },
            "press" => Action::BeginGesture,
            "release" => Action::EndGesture,
            "escape" => Action::CancelGesture,
            "preset" => Action::ApplyPreset(number(1) as usize),
            "file" => Action::CycleFileWindows,
            "full" => Action::FullRange,
            "invert" => Action::ToggleInvert,
            "frame" => Action::ShowFrame(number(1) as usize - 1),
            "step" => Action::StepFrame(number(1) as i64),
            "play" => Action::TogglePlay,
            "sweep" => Action::SetLoopMode(LoopMode::Sweep),
            "once" => Action::SetLoopMode(LoopMode::Once),
            "turn" => Action::Turn { clockwise: true },
            "one" => Action::OneToOne,
            "fit" => Action::Fit,
            "undo" => Action::Undo,
            "redo" => Action::Redo,
            "clock" => {
                workspace.absorb(Event::Clock(number(1)));
                continue;
            }
            other => panic!("unknown word {other}"),
        };
        workspace.apply(action);
        serve(workspace);
    }
}

/// How long the first frame stays, and the last frame of the clip.
fn times(workspace: &Workspace) -> (f64, usize) {
    let timeline = workspace.image().timeline().unwrap();
    (timeline.duration_ms(0), timeline.last)
}

fn window(workspace: &Workspace) -> (f64, f64) {
    let (window, ..) = workspace.image().window().unwrap();
    (window.center, window.width)
}

#[test]
fn a_ct_opens_in_its_first_file_window() {
    let workspace = showing("ct");
    assert_eq!(window(&workspace), (40.0, 400.0));
    assert!(matches!(workspace.image().window().unwrap().2, VoiSource::File(0)));
    assert!(!workspace.is_opening() && workspace.image().is_settled());
}

#[test]
fn every_way_to_the_window_is_one_window() {
    let mut workspace = showing("ct");
    for (words, expected) in [
        ("window -600 1500", (-600.0, 1500.0)),
        ("level 30; width 300", (30.0, 300.0)),
        // PS3.3 C.11.2.1.2 note 4: lower = c - w/2, upper = c + w/2 - 1.
        ("bounds -160 239", (40.0, 400.0)),
        ("window 40 400; press; drag 80 0; release", (40.0, 800.0)),
        ("window 40 400; press; drag -80 0; release", (40.0, 200.0)),
        ("window 40 400; press; drag 0 80; release", (-360.0, 400.0)),
        ("window 40 400; press; drag 3 0; drag 80 0; release", (40.0, 800.0)),
    ] {
        script(&mut workspace, words);
        assert_eq!(window(&workspace), expected, "{words}");
    }
}

#[test]
fn dragging_one_bound_leaves_the_other_alone() {
    let mut workspace = showing("ct");
    script(&mut workspace, "window 40 401");
    let (lower, _) = workspace.image().bounds().unwrap();
    assert_eq!(lower, -160.5);
    workspace.apply(Action::SetBounds { lower, upper: 300.3 });
    assert_eq!(workspace.image().bounds(), Some((-160.5, 300.0)));
}

#[test]
fn up_is_brighter_when_inverted_too() {
    let mut workspace = showing("ct");
    script(&mut workspace, "window 40 400; invert; press; drag 0 80; release");
    assert_eq!(window(&workspace), (440.0, 400.0));
}

#[test]
fn a_drag_is_one_undo_step_and_escape_takes_it_back() {
    let mut workspace = showing("ct");
    script(&mut workspace, "press; drag 10 0; drag 20 5; drag 40 9; release; undo");
    assert_eq!(window(&workspace), (40.0, 400.0));
    script(&mut workspace, "redo; press; drag 100 0; escape; undo");
    assert_eq!(window(&workspace), (40.0, 400.0));
    assert!(!workspace.viewport().history.can_undo());
}

#[test]
fn undo_brings_back_view_and_presentation() {
    let mut workspace = showing("ct");
    let before = Snapshot::of(workspace.image());
    script(&mut workspace, "turn; one; invert; preset 5; undo; undo; undo; undo");
    assert_eq!(Snapshot::of(workspace.image()), before);
    assert_eq!(before.view.zoom, Zoom::Fit);
}

#[test]
fn a_held_key_is_one_step_and_others_separate() {
    let mut workspace = showing("ct");
    let before = Snapshot::of(workspace.image());
    script(&mut workspace, "bounds 0 100; bounds 1 100; bounds 2 100; level 60; level 61; width 70; width 71");
    script(&mut workspace, "undo; undo");
    assert_eq!(workspace.image().bounds(), Some((2.0, 100.0)));
    script(&mut workspace, "undo");
    assert_eq!(Snapshot::of(workspace.image()), before);
    script(&mut workspace, "level 60; invert; level 70; undo");
    assert_eq!(window(&workspace).0, 60.0);
    // A window that is no number is none.
    workspace.apply(Action::SetBounds { lower: -1.7e308, upper: 1.7e308 });
    assert_eq!(window(&workspace).0, 60.0);
}

#[test]
fn the_file_key_steps_through_the_files_windows() {
    let mut workspace = showing("ct");
    script(&mut workspace, "full; file");
    assert_eq!(window(&workspace), (40.0, 400.0));
    script(&mut workspace, "file");
    assert_eq!(window(&workspace), (-600.0, 1500.0));
    script(&mut workspace, "file");
    assert_eq!(window(&workspace), (40.0, 400.0));
}

#[test]
fn windows_stay_possible() {
    let mut workspace = showing("ct");
    script(&mut workspace, "width -5");
    assert_eq!(window(&workspace).1, 1.0);
    script(&mut workspace, "bounds 100 -100");
    assert_eq!(window(&workspace), (100.5, 1.0));
    workspace.apply(Action::SetLevel(f64::NAN));
    workspace.apply(Action::SetWidth(f64::INFINITY));
    workspace.apply(Action::SetBounds { lower: f64::NEG_INFINITY, upper: f64::NAN });
    let (center, width) = window(&workspace);
    assert!(center.is_finite() && width >= 1.0);
    assert!(matches!(workspace.image().presentation().unwrap().voi, Voi::Window { .. }));
}

#[test]
fn frames_are_clamped_and_settle() {
    let mut workspace = showing("us");
    let frames = workspace.image().frames();
    script(&mut workspace, "frame 5; step -10");
    assert_eq!(workspace.image().frame, 0);
    workspace.apply(Action::ShowFrame(usize::MAX));
    serve(&mut workspace);
    assert_eq!((workspace.image().frame, workspace.image().loaded.frame), (frames - 1, frames - 1));
    script(&mut workspace, "undo");
    assert_eq!(workspace.image().frame, 0, "scrolling is one step of undo");
}

#[test]
fn a_clip_keeps_wall_clock_time() {
    let mut workspace = showing("us");
    let (duration, last) = times(&workspace);
    script(&mut workspace, "frame 1; play; clock 1000");
    assert_eq!(workspace.image().frame, 0);
    // A late tick lands where the clock says: frames are skipped, not played late.
    workspace.absorb(Event::Clock(1000.0 + duration * 7.5));
    assert_eq!(workspace.image().frame, 7);
    assert!((workspace.next_tick_in_ms().unwrap() - duration * 0.5).abs() < 1e-6);
    workspace.absorb(Event::Clock(1000.0 + duration * (last as f64 + 1.5)));
    assert_eq!(workspace.image().frame, 0, "it loops");
    script(&mut workspace, "step 1");
    assert!(!workspace.image().playback.playing, "a frame chosen by hand stops the clip");
}

#[test]
fn sweep_turns_round_and_once_stops() {
    let mut workspace = showing("us");
    let (duration, last) = times(&workspace);
    script(&mut workspace, "sweep; frame 1; play; clock 0");
    workspace.absorb(Event::Clock(duration * (last as f64 + 2.5)));
    assert_eq!(workspace.image().frame, last - 2);
    script(&mut workspace, "play; once; frame 1; play; clock 0");
    workspace.absorb(Event::Clock(duration * (last as f64 + 1.5)));
    assert_eq!((workspace.image().frame, workspace.image().playback.playing), (last, false));
}

#[test]
fn a_failed_opening_leaves_the_picture() {
    let mut workspace = showing("ct");
    let (before, shown) = (Snapshot::of(workspace.image()), workspace.image().loaded.key);
    let effects = workspace.apply(Action::Open(vec![PathBuf::from("letter.dcm")]));
    let Some(Effect::Open(request)) = effects.first() else { panic!("nothing was asked") };
    let result = Err(dicom::ReadError::NotDicom);
    workspace.absorb(Event::Opened { id: request.id, path: "letter.dcm".into(), object: 9, result });
    assert_eq!((Snapshot::of(workspace.image()), workspace.image().loaded.key), (before, shown));
    let notice = workspace.notice.clone().unwrap();
    assert!(notice.text.starts_with("letter.dcm: "), "{}", notice.text);
    assert!(workspace.is_quiet() || workspace.tags.is_none());
}

#[test]
fn an_outdated_answer_is_ignored() {
    let mut workspace = showing("ct");
    let first = workspace.apply(Action::Open(vec!["a".into()]));
    workspace.apply(Action::Open(vec!["b".into()]));
    let Some(Effect::Open(request)) = first.first() else { panic!("nothing was asked") };
    workspace.absorb(Event::Opened {
        id: request.id,
        path: "a".into(),
        object: 9,
        result: Err(dicom::ReadError::Empty),
    });
    assert!(workspace.notice.is_none() && workspace.is_opening());
}

#[test]
fn the_shown_frame_is_wanted_first_and_the_rest_ahead() {
    let mut workspace = showing("us");
    script(&mut workspace, "frame 20");
    let wants: Vec<usize> = workspace.wants().frames.iter().map(|key| key.frame).collect();
    assert_eq!(wants[..3], [19, 20, 18]);
    script(&mut workspace, "step -1");
    let wants: Vec<usize> = workspace.wants().frames.iter().map(|key| key.frame).collect();
    assert_eq!(wants[..3], [18, 17, 19], "behind the direction of travel");
}

#[test]
fn names_sort_as_people_count() {
    let entry = |name: &str, kind| Entry { path: name.into(), name: name.into(), kind };
    let mut entries = vec![
        entry("IM10", EntryKind::Unknown),
        entry("im2", EntryKind::Unknown),
        entry("z", EntryKind::Folder),
        entry("IM002b", EntryKind::Unknown),
    ];
    sort_entries(&mut entries);
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["z", "im2", "IM002b", "IM10"]);
}

#[test]
fn windows_of_the_file_are_followed_over_a_frame_that_has_none() {
    let mut image = ImageState::default();
    let mut workspace = showing("ct");
    image.clone_from(workspace.image());
    let model = image.picture().unwrap().model().clone();
    let with = |windows: &[(f64, f64)]| {
        let file = |&(center, width): &(f64, f64)| crate::image::FileWindow {
            window: Window::new(center, width),
            explanation: None,
            function: crate::image::VoiFunction::Linear,
        };
        crate::image::PixelModel {
            windows: windows.iter().map(file).collect(),
            ..crate::image::PixelModel::clone(&model)
        }
    };
    let mut step = |windows: &[(f64, f64)]| {
        image.follow_frame(&with(windows));
        let (window, _, source) = image.window().unwrap();
        ((window.center, window.width), source.clone())
    };
    script(&mut workspace, "file");
    assert_eq!(step(&[(128.0, 256.0)]).0, (128.0, 256.0));
    assert_eq!(step(&[]), ((128.0, 256.0), VoiSource::FileBefore(0)));
    assert_eq!(step(&[(40.0, 101.0)]), ((40.0, 101.0), VoiSource::File(0)));
}
