//! The walls around decoding: what becomes of a file when the decoder's process misbehaves, or when the file itself
//! changes under the open window.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path, sync::Arc, time::Duration};

use hounsfield::{
    dicom::{self, FindingCode, Means, Object, ReadError, write::OffsetTable},
    image::Samples,
    jobs::DecoderProcesses,
    session::{Session, Setup},
    state::Action,
};
use support::{DicomBuilder, JPEG_BASELINE, RLE, jpeg_frame, rle_frame};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hounsfield");
const LONG: Duration = Duration::from_secs(60);

/// Frames of 8 x 8 pixels, all of the frame's number.
fn clip(frames: u8) -> Vec<u8> {
    let of = |number: u8| vec![rle_frame(&[number; 64], 1, 1)];
    let frames: Vec<_> = (1..=frames).map(of).collect();
    DicomBuilder::grey(8, 8)
        .frames(frames.len())
        .with((0x0018, 0x1063), "DS", "20")
        .encapsulated(RLE, &frames, OffsetTable::Basic)
        .build()
}

fn open(bytes: Vec<u8>, decoders: DecoderProcesses) -> Object {
    let means = Means { codecs: Arc::new(decoders), ..Means::default() };
    dicom::open_bytes_with(Path::new("made-up.dcm"), bytes, &means).unwrap()
}

fn decoders(program: &str) -> DecoderProcesses {
    DecoderProcesses::new(program.into(), 2)
}

#[test]
fn another_process_decodes_what_this_one_would() {
    let values: Vec<u8> = (0..192).map(|value| (value * 7 % 251) as u8).collect();
    let wide: Vec<u8> = (0..64_u16).flat_map(|value| (value * 1000).to_le_bytes()).collect();
    for file in [
        clip(3),
        DicomBuilder::ct(8, 8).encapsulated(RLE, &[vec![rle_frame(&wide, 2, 1)]], OffsetTable::None).build(),
        DicomBuilder::rgb(8, 8)
            .with((0x0028, 0x0004), "CS", "YBR_FULL_422")
            .encapsulated(JPEG_BASELINE, &[vec![jpeg_frame(&values, 8, 8, 3)]], OffsetTable::None)
            .build(),
    ] {
        let here = dicom::open_bytes(Path::new("here.dcm"), file.clone()).unwrap();
        let there = open(file, decoders(PROGRAM));
        for index in 0..here.image.as_ref().unwrap().frames {
            let (here, there) = (here.load(index).unwrap(), there.load(index).unwrap());
            assert_eq!(here.frame, there.frame);
            assert_eq!((here.model, here.findings), (there.model, there.findings));
        }
    }
}

#[test]
fn a_warm_decoder_that_was_ended_is_replaced_unnoticed() {
    let decoders = Arc::new(decoders(PROGRAM));
    let means = Means { codecs: Arc::clone(&decoders) as _, ..Means::default() };
    let object = dicom::open_bytes_with(Path::new("made-up.dcm"), clip(3), &means).unwrap();
    object.load(0).unwrap();
    let [first] = decoders.warm()[..] else { panic!("one decoder is warm") };
    end(first);
    let loaded = object.load(1).unwrap();
    assert_eq!((loaded.frame.samples.clone(), loaded.findings), (Samples::U8(vec![2; 64]), Vec::new()));
    assert!(!decoders.warm().contains(&first));
}

/// Ends a process and waits until it is gone as far as its pipes go: its last thread, not only its first one.
fn end(process: u32) {
    assert!(std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
    let (stat, threads) = (format!("/proc/{process}/stat"), format!("/proc/{process}/task"));
    let is_dead = || fs::read_to_string(&stat).map_or(true, |text| text.contains(") Z "));
    let is_alone = || fs::read_dir(&threads).map_or(true, |threads| threads.count() <= 1);
    while !(is_dead() && is_alone()) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_decoder_that_crashes_costs_one_frame_and_two_such_the_file() {
    let object = open(clip(4), decoders("/bin/false"));
    let Err(ReadError::DecoderDied { how }) = object.load(0) else { panic!("nothing can be decoded") };
    assert_eq!(how, "crashed");
    assert!(matches!(object.load(1), Err(ReadError::DecoderDied { .. })));
    assert_eq!(object.load(2).unwrap_err(), ReadError::Abandoned { deaths: 2 });
    assert!(object.tag_tree().rows.iter().any(|row| row.value == "Test^Builder"), "the tags are there all the same");
}

#[test]
fn without_any_decoder_process_this_one_decodes() {
    let object = open(clip(2), decoders("/no/such/program"));
    assert_eq!(object.load(1).unwrap().frame.samples, Samples::U8(vec![2; 64]));
}

#[cfg(unix)]
mod scripts {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn script(folder: &Path, text: &str) -> String {
        let path = folder.join("decoder");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_decoder_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let hanging = decoders(&script(folder.path(), "exec sleep 1000")).with_deadline(Duration::from_millis(50));
        let object = open(clip(2), hanging);
        let Err(ReadError::DecoderDied { how }) = object.load(0) else { panic!("nothing can be decoded") };
        assert_eq!(how, "took longer than 0.05 s");
    }

    #[test]
    fn a_decoder_that_babbles_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let object = open(clip(2), decoders(&script(folder.path(), "exec yes")));
        assert!(matches!(object.load(0), Err(ReadError::DecoderDied { .. })));
    }

    #[test]
    fn a_decoder_ended_from_outside_is_no_fault_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        // The first one is killed when it has got its job, the second one is sound.
        let text = format!(
            "if mkdir '{0}/once' 2>/dev/null; then head -c 12 >/dev/null; kill -KILL $$; fi\nexec '{PROGRAM}' \"$@\"",
            folder.path().display()
        );
        let object = open(clip(3), decoders(&script(folder.path(), &text)));
        let loaded = object.load(0).unwrap();
        assert_eq!(loaded.frame.samples, Samples::U8(vec![1; 64]));
        assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [FindingCode::Decoder]);
        assert_eq!(object.load(1).unwrap().findings, []);
    }
}

/// A session that shows `path`, its clip playing.
fn playing(path: &Path) -> Session {
    let means = Means { codecs: Arc::new(decoders(PROGRAM)), ..Means::default() };
    let mut session = Session::new(Arc::new(|_| {}), Setup { means, ..Setup::default() });
    session.act(Action::Open(vec![path.to_owned()]));
    assert!(session.wait(LONG));
    assert!(session.workspace().image().picture().is_some());
    session.act(Action::TogglePlay);
    session
}

fn watch(session: &mut Session, time: Duration) {
    let until = std::time::Instant::now() + time;
    while std::time::Instant::now() < until {
        session.poll();
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What may happen to a file while it is in use.
const FATES: [fn(&Path); 4] = [
    |path| fs::OpenOptions::new().write(true).open(path).unwrap().set_len(0).unwrap(),
    |path| {
        let half = fs::metadata(path).unwrap().len() / 2;
        fs::OpenOptions::new().write(true).open(path).unwrap().set_len(half).unwrap();
    },
    |path| fs::remove_file(path).unwrap(),
    |path| fs::write(path, vec![0xFF; 100_000]).unwrap(),
];

#[test]
fn a_file_may_change_while_its_clip_plays() {
    let frames: Vec<u8> = (0..60).flat_map(|number| [number; 4096]).collect();
    let native = DicomBuilder::grey(64, 64).frames(60).with((0x0018, 0x1063), "DS", "20").pixels_u8(&frames).build();
    for file in [native, clip(60)] {
        for fate in FATES {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("clip.dcm");
            fs::write(&path, &file).unwrap();
            let mut session = playing(&path);
            watch(&mut session, Duration::from_millis(30));
            fate(&path);
            watch(&mut session, Duration::from_millis(200));
            // Frames from before are kept, the others say what is wrong; the program goes on, and so does other work.
            fs::write(folder.path().join("other.dcm"), clip(2)).unwrap();
            session.act(Action::Open(vec![folder.path().join("other.dcm")]));
            assert!(session.wait(LONG));
            assert_eq!(session.workspace().image().file_name().as_deref(), Some("other.dcm"));
        }
    }
}

#[test]
fn a_frame_that_the_file_no_longer_holds_is_not_shown_as_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.dcm");
    let pixels = vec![7; 3 * 4096];
    let file = DicomBuilder::grey(64, 64).frames(3).pixels_u8(&pixels).build();
    fs::write(&path, &file).unwrap();
    let object = dicom::open(&path).unwrap();
    assert_eq!(object.load(1).unwrap().frame.rows_present, 64);
    // Ten rows of the second frame stay.
    let kept = file.len() - 2 * 4096 + 10 * 64;
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(kept as u64).unwrap();
    let cut = object.load(1).unwrap();
    assert_eq!(cut.frame.rows_present, 10);
    assert!(cut.findings.iter().any(|finding| finding.code == FindingCode::Truncated));
    assert!(object.load(2).is_err());
}

#[test]
fn files_may_change_while_their_folder_is_looked_through() {
    let folder = tempfile::tempdir().unwrap();
    let file = clip(4);
    for number in 0..200 {
        fs::write(folder.path().join(format!("{number:03}.dcm")), &file).unwrap();
    }
    let mut session = Session::unattended();
    session.act(Action::Open(vec![folder.path().to_owned()]));
    while session.workspace().browser.entries.len() < 200 {
        session.poll();
    }
    for number in (0..200).rev() {
        FATES[number % FATES.len()](&folder.path().join(format!("{number:03}.dcm")));
        session.poll();
    }
    assert!(session.wait(LONG));
    watch(&mut session, Duration::from_millis(200));
    assert_eq!(session.workspace().browser.entries.len(), 200);
}

#[test]
fn no_more_is_looked_ahead_than_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.dcm");
    let frames: Vec<u8> = vec![3; 20 * 256 * 256];
    fs::write(&path, DicomBuilder::grey(256, 256).frames(20).pixels_u8(&frames).build()).unwrap();
    let mut session = Session::new(Arc::new(|_| {}), Setup { cache_bytes: 300 << 10, ..Setup::default() });
    session.act(Action::Open(vec![path]));
    assert!(session.wait(LONG));
    // Of frames of 64 KiB four are kept: two ahead, and room for those seen before.
    assert_eq!(session.workspace().wants().frames.len(), 3);
    session.limit(Means::default().limits, 8 << 20);
    assert_eq!(session.workspace().wants().frames.len(), 20);
}
