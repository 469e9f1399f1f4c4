//! Series, moments, what is remembered of each, and what a scan brings.

use crate::{
    dicom::{
        Source, read_facts_source,
        write::{DataSetWriter, EXPLICIT_LITTLE, OffsetTable},
    },
    study::{Library, LibraryBuilder, Location},
};

use super::*;

/// A file of a made-up study.
struct Made {
    name: String,
    bytes: Vec<u8>,
}

/// One picture of 2 x 2 pixels at `z` mm, at moment `time` of series `series`.
fn slice(series: u8, z: f64, time: Option<i32>) -> Made {
    let number = (z * 10.0) as i32 + time.unwrap_or(0) * 1000;
    let name = format!("s{series}-{number}.dcm");
    Made { name, bytes: written(series, z, time).file(EXPLICIT_LITTLE) }
}

fn written(series: u8, z: f64, time: Option<i32>) -> DataSetWriter {
    let mut set = DataSetWriter::new();
    let uid = |what: &str| format!("2.25.{series}{what}");
    let number = (z * 10.0) as i32 + time.unwrap_or(0) * 1000;
    set.text((0x8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.4");
    set.text((0x8, 0x18), "UI", &uid(&format!("9{number}")));
    set.text((0x8, 0x60), "CS", "MR");
    set.text((0x10, 0x20), "LO", "1");
    set.text((0x20, 0xD), "UI", "2.25.7");
    set.text((0x20, 0xE), "UI", &uid("8"));
    set.integers((0x20, 0x11), &[i32::from(series)]);
    set.integers((0x20, 0x13), &[number]);
    set.decimals((0x20, 0x32), &[0.0, 0.0, z]);
    set.decimals((0x20, 0x37), &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    if let Some(time) = time {
        set.integers((0x20, 0x100), &[time]);
    }
    set.decimals((0x28, 0x30), &[1.0, 1.0]);
    set.unsigned((0x28, 0x2), &[1]);
    set.text((0x28, 0x4), "CS", "MONOCHROME2");
    for (element, value) in [(0x10, 2), (0x11, 2), (0x100, 16), (0x101, 16), (0x102, 15), (0x103, 0)] {
        set.unsigned((0x28, element), &[value]);
    }
    set.decimals((0x28, 0x1050), &[40.0 * f64::from(series)]);
    set.decimals((0x28, 0x1051), &[400.0]);
    set.bytes((0x7FE0, 0x10), "OW", [series, 0, 2, 0, 3, 0, 4, 0]);
    set
}

impl Stage {
    /// Plays a scan that finds these files; `id` is the opening that it belongs to.
    fn scan(&mut self, id: u64, files: &[Made]) -> Vec<Effect> {
        let mut library = LibraryBuilder::default();
        let mut first = None;
        for file in files {
            let path = PathBuf::from(&file.name);
            let number = self.numbered(&path, &file.bytes);
            let facts = read_facts_source(Source::memory(file.bytes.clone()), &Default::default()).unwrap();
            first = first.or(facts.instance.image.is_some().then_some(number));
            library.insert(facts, Location::file(path), number);
        }
        self.found(id, library.snapshot(), first)
    }

    fn found(&mut self, id: u64, library: Library, first: Option<u64>) -> Vec<Effect> {
        let progress = ScanProgress::default();
        let effects = self.absorb(Event::Scanned { id, library, first, seen: Vec::new(), progress, ended: true });
        serve(self);
        effects
    }

    /// The number of a file; the same name has the same number.
    fn numbered(&mut self, path: &std::path::Path, bytes: &[u8]) -> u64 {
        let known = self.objects.iter().find(|(_, object)| object.path == path).map(|(number, _)| *number);
        known.unwrap_or_else(|| {
            self.last += 1;
            let object = dicom::open_bytes(path, bytes.to_vec()).unwrap();
            self.objects.insert(self.last, Arc::new(object));
            self.last
        })
    }

    fn open_made(&mut self, file: &Made) -> u64 {
        let path = PathBuf::from(&file.name);
        let effects = self.open(&path, dicom::open_bytes(&path, file.bytes.clone()).unwrap());
        let Some(Effect::Scan(request)) = effects.last() else {
            panic!("what lies with it is looked for: {effects:?}")
        };
        assert_eq!(request.roots, [path]);
        request.id
    }

    fn key(&self) -> FrameKey {
        self.image().key().unwrap()
    }
}

/// Two series of five slices, the second one upside down.
fn two_series() -> Vec<Made> {
    let mut files: Vec<Made> = (0..5).map(|z| slice(1, f64::from(z), None)).collect();
    files.extend((0..5).map(|z| slice(2, f64::from(-z), None)));
    files
}

#[test]
fn a_series_assembles_around_the_opened_slice() {
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[3]);
    let (key, picture) = (stage.key(), stage.image().picture().unwrap().clone());
    assert_eq!((stage.image().frames(), stage.image().frame), (1, 0));
    script(&mut stage, "window 70 300");
    stage.scan(id, &files);
    assert_eq!((stage.image().frames(), stage.image().frame), (5, 3), "the position stays on the opened slice");
    assert_eq!(stage.key(), key);
    assert!(Arc::ptr_eq(&picture, stage.image().picture().unwrap()), "nothing flickers");
    assert_eq!(window(&stage), (70.0, 300.0));
    script(&mut stage, "step 1; undo");
    assert_eq!(stage.key(), key, "undo knows the slice, wherever it stands by now");
    script(&mut stage, "undo");
    assert_eq!((window(&stage), stage.key()), ((40.0, 400.0), key));
}

#[test]
fn slices_follow_their_positions() {
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[0]);
    stage.scan(id, &files);
    let mut positions = Vec::new();
    for frame in 1..=5 {
        script(&mut stage, &format!("frame {frame}"));
        positions.push(stage.image().position_mm().unwrap());
        assert_eq!(stage.image().loaded.frame + 1, frame);
    }
    assert_eq!(positions, [0.0, 1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn each_series_keeps_its_window_view_and_history_while_it_is_open() {
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[1]);
    stage.scan(id, &files);
    script(&mut stage, "window 99 200; turn; frame 5");
    let (first, view) = (stage.key(), stage.image().view);
    stage.apply(Action::StepSeries(1));
    serve(&mut stage);
    assert_eq!(window(&stage), (80.0, 400.0), "its own window, not the other's");
    assert_ne!(stage.image().view, view);
    stage.apply(Action::StepSeries(-1));
    serve(&mut stage);
    assert_eq!((window(&stage), stage.image().view, stage.key()), ((99.0, 200.0), view, first));
    script(&mut stage, "undo; undo; undo");
    assert_eq!(window(&stage), (40.0, 400.0), "and can be taken back");
    stage.apply(Action::StepSeries(-1));
    assert!(stage.incoming().is_none(), "there is none before the first");
}

#[test]
fn a_linked_series_takes_over_zoom_and_window() {
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[1]);
    stage.scan(id, &files);
    script(&mut stage, "window 99 200; one");
    let view = stage.image().view;
    stage.apply(Action::ToggleLinked);
    stage.apply(Action::StepSeries(1));
    serve(&mut stage);
    assert_eq!((window(&stage), stage.image().view), ((99.0, 200.0), view));
}

#[test]
fn a_closed_study_leaves_nothing() {
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[1]);
    stage.scan(id, &files);
    let key = stage.key();
    stage.apply(Action::WantThumbnails(vec![key]));
    let effects = stage.apply(Action::CloseStudy(key.id));
    let [Effect::CloseStudy { objects, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(objects.len(), 10);
    assert!(stage.library.patients.is_empty() && stage.image().picture().is_none() && stage.image().frames() == 0);
    assert_eq!(stage.wants(), Wants::default());
    assert!(stage.is_quiet());
}

#[test]
fn an_archive_shows_the_first_picture_that_its_scan_finds() {
    let mut stage = Stage::default();
    let effects = stage.apply(Action::Open(vec!["disc.zip".into()]));
    let Some(Effect::Open(request)) = effects.first() else { panic!("nothing was asked") };
    let id = request.id;
    let effects = stage.absorb(Event::Collection { id });
    assert!(matches!(&effects[..], [Effect::Scan(request)] if request.roots == [PathBuf::from("disc.zip")]));
    assert!(stage.is_opening());
    stage.scan(id, &two_series());
    assert!(!stage.is_opening() && stage.image().is_settled());
    assert_eq!((stage.image().frames(), stage.sets().count()), (5, 2));
}

#[test]
fn a_scan_that_finds_nothing_says_so() {
    let mut stage = Stage::default();
    let effects = stage.apply(Action::Open(vec!["empty".into()]));
    let Some(Effect::Open(request)) = effects.first() else { panic!("nothing was asked") };
    let id = request.id;
    stage.absorb(Event::Collection { id });
    stage.found(id, Library::default(), None);
    assert!(!stage.is_opening());
    assert_eq!(
        stage.notice.as_ref().unwrap().text,
        "empty: No DICOM image was found in it; choose another file or folder."
    );
}

#[test]
fn moments_are_stepped_through_and_played_at_one_slice() {
    let mut stage = Stage::default();
    let files: Vec<Made> =
        (0..3).flat_map(|time| (0..4).map(move |z| slice(1, f64::from(z), Some(time + 1)))).collect();
    let id = stage.open_made(&files[0]);
    stage.scan(id, &files);
    assert_eq!((stage.image().stack.phases(), stage.image().frames(), stage.sets().count()), (3, 4, 1), "listed once");
    script(&mut stage, "frame 3");
    for (step, expected) in [(1, 1), (1, 2), (1, 0), (-1, 2)] {
        stage.apply(Action::StepPhase(step));
        serve(&mut stage);
        let image = stage.image();
        assert_eq!((image.phase, image.loaded.phase, image.frame), (expected, expected, 2), "step {step}");
        assert_eq!(image.position_mm(), Some(2.0), "the slice stays");
    }
    let duration = stage.image().timeline().unwrap().duration_ms(0);
    script(&mut stage, "play; clock 0");
    let begun = stage.image().phase;
    stage.absorb(Event::Clock(duration * 1.5));
    assert_eq!((stage.image().phase, stage.image().frame), ((begun + 1) % 3, 2), "time goes on, the slice stays");
    script(&mut stage, "step 1");
    assert!(stage.image().playback.playing, "scrolling through slices does not stop the time");
}

#[test]
fn a_slice_that_cannot_be_shown_does_not_hide_the_others() {
    let mut stage = Stage::default();
    let mut files: Vec<Made> = (0..3).map(|z| slice(1, f64::from(z), None)).collect();
    let id = stage.open_made(&files[2]);
    let mut spoilt = written(1, 0.0, None);
    spoilt.encapsulated(&[vec![vec![1, 2, 3, 4]]], OffsetTable::None);
    files[0].bytes = spoilt.file("1.2.840.10008.1.2.4.70");
    stage.scan(id, &files);
    script(&mut stage, "frame 1");
    assert!(stage.image().fault().is_some());
    script(&mut stage, "frame 2");
    assert!(stage.image().fault().is_none() && stage.image().is_settled());
}

#[test]
fn in_and_out_points_and_speed_bound_the_clip_and_can_be_taken_back() {
    let mut stage = showing("us");
    let (duration, last) = times(&stage);
    script(&mut stage, "frame 11");
    stage.apply(Action::SetIn);
    script(&mut stage, "frame 21");
    stage.apply(Action::SetOut);
    stage.apply(Action::SetSpeed(2.0));
    let timeline = stage.image().timeline().unwrap();
    assert_eq!((timeline.first, timeline.last, timeline.speed), (10, 20, 2.0));
    assert_eq!(timeline.duration_ms(0), duration / 2.0);
    script(&mut stage, "frame 1; play; clock 0");
    assert_eq!(stage.image().frame, 10, "it begins at the in point");
    stage.absorb(Event::Clock(duration / 2.0 * 11.5));
    assert_eq!(stage.image().frame, 10, "it loops from the out point");
    script(&mut stage, "play; undo; undo");
    assert_eq!(stage.image().timeline().unwrap().speed, 1.0);
    stage.apply(Action::SetSpeed(f64::NAN));
    stage.apply(Action::SetSpeed(100.0));
    assert_eq!(stage.image().timeline().unwrap().speed, 4.0);
    stage.apply(Action::SetRange(Some((5, 5))));
    assert_eq!(stage.image().timeline().unwrap().last, last, "a range of one frame is none");
}

#[test]
fn little_is_decoded_ahead_until_the_person_moves() {
    let mut stage = showing("us");
    let ahead = stage.wants().frames.len();
    let bytes = stage.image().picture().unwrap().byte_len_shown();
    assert!(ahead * bytes <= (64 << 20) + 2 * bytes);
    assert!(!stage.viewport().has_moved);
    script(&mut stage, "step 1");
    assert!(stage.viewport().has_moved);
    stage.kept_bytes = bytes as u64 * 8;
    assert!(stage.wants().frames.len() <= 6, "never more than is kept");
}

#[test]
fn a_second_copy_of_a_slice_is_shown_where_its_twin_stands() {
    let mut stage = Stage::default();
    let mut files: Vec<Made> = (0..3).map(|z| slice(1, f64::from(z), None)).collect();
    let copy = Made { name: "copy.dcm".into(), bytes: files[1].bytes.clone() };
    let id = stage.open_made(&copy);
    let key = stage.key();
    files.push(copy);
    stage.scan(id, &files);
    assert_eq!((stage.image().frames(), stage.image().frame, stage.key()), (3, 1, key));
    assert_eq!(stage.image().file_name().as_deref(), Some("copy.dcm"));
}

#[test]
fn regions_stay_with_their_series_and_go_with_their_study() {
    use crate::annotation::{Extent, Shape};
    let mut stage = Stage::default();
    let files = two_series();
    let id = stage.open_made(&files[1]);
    stage.scan(id, &files);
    let shape = Shape::Box(Extent::new([0.0, 0.0], [1.0, 2.0]).unwrap());
    stage.apply(Action::Region(RegionAction::Add(shape.clone())));
    stage.apply(Action::StepSeries(1));
    serve(&mut stage);
    assert_eq!(stage.image().regions.all(), []);
    stage.apply(Action::Region(RegionAction::Add(shape.clone())));
    stage.apply(Action::StepSeries(-1));
    serve(&mut stage);
    let drawn = stage.image().regions.all().to_vec();
    assert_eq!((drawn.len(), &drawn[0].region.shape, stage.image().regions_here().count()), (1, &shape, 1));
    script(&mut stage, "undo");
    assert_eq!(stage.image().regions.all(), []);
    stage.apply(Action::CloseShownStudy);
    assert_eq!((stage.image().regions.all(), stage.wants().measure), (&[][..], None));
}
