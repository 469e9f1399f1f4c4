//! The way through folders: what bounds it, who is told, and what is gone by the time it is looked at.

use std::{
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use hounsfield::{
    dicom::write::EXPLICIT_LITTLE,
    study::{ScanOptions, Watch},
};

use crate::making::{Folder, Slice, instances, left_out};

#[test]
fn files_that_vanish_are_said_and_the_rest_is_found() {
    let folder = Folder::new();
    for number in 0..50 {
        folder.write(&format!("{number:02}"), Slice::at(number, f64::from(number)).file());
    }
    let gone = folder.path("31");
    let watched = Arc::new(Mutex::new(Vec::new()));
    let (seen, doomed) = (watched.clone(), gone.clone());
    let options = ScanOptions {
        watch: Some(Arc::new(move |_, path| {
            if let Some(path) = path {
                seen.lock().unwrap().push(path.to_owned());
                if path == doomed {
                    fs::remove_file(path).unwrap();
                }
            }
        })),
        ..ScanOptions::default()
    };
    let found = folder.found(options);
    let reason = "This was there when its folder was listed and is gone now; scan again.";
    assert_eq!(left_out(&found), [(gone.as_path(), reason, false)]);
    let names: Vec<_> = instances(&found).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names.len(), 49);
    assert!(names.is_sorted(), "in order of name, whichever thread read it");
    assert_eq!(watched.lock().unwrap().len(), 50, "every file is told before it is read");
}

#[test]
fn files_to_avoid_are_not_read() {
    let folder = Folder::new();
    folder.write("a", Slice::at(1, 0.0).file());
    folder.write("b", Slice::at(2, 0.0).file());
    let watched = Arc::new(AtomicUsize::new(0));
    let count = watched.clone();
    let options = ScanOptions {
        avoid: Arc::new([folder.path("a")].into()),
        watch: Some(Arc::new(move |_, path| {
            count.fetch_add(usize::from(path.is_some()), Ordering::Relaxed);
        })),
        ..ScanOptions::default()
    };
    let found = folder.found(options);
    assert_eq!((instances(&found), watched.load(Ordering::Relaxed)), (vec![folder.path("b").as_path()], 1));
    assert!(left_out(&found)[0].1.starts_with("The program ended while it was reading this file"));
}

#[test]
fn depth_study_and_stop_bound_a_scan() {
    let folder = Folder::new();
    folder.write("a", Slice::at(1, 0.0).file());
    let mut other = Slice::at(2, 0.0).set();
    folder.write("b", other.text((0x0020, 0x000D), "UI", "2.25.99").file(EXPLICIT_LITTLE));
    folder.write("sub/c", Slice::at(3, 0.0).file());
    folder.write("sub/notes.txt", "no image");
    let names = |options| {
        let found = folder.found(options);
        instances(&found)
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect::<String>()
    };
    assert_eq!(names(ScanOptions::default()), "abc");
    assert_eq!(names(ScanOptions { depth: 1, ..ScanOptions::default() }), "ab");
    assert_eq!(names(ScanOptions { study: Some("2.25.2".into()), ..ScanOptions::default() }), "ac");
    let options = ScanOptions::default();
    options.stop.store(true, Ordering::Relaxed);
    assert_eq!(names(options), "");
    // Stopped by what it finds first.
    for number in 0..3000 {
        folder.write(&format!("many/{number}"), "no image");
    }
    let (options, read) = (ScanOptions::default(), Arc::new(AtomicUsize::new(0)));
    let (stop, count) = (options.stop.clone(), read.clone());
    let watch: Watch = Arc::new(move |_, path| {
        count.fetch_add(usize::from(path.is_some()), Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
    });
    folder.found(ScanOptions { watch: Some(watch), ..options });
    assert!(read.load(Ordering::Relaxed) <= 8, "each thread ends with the file in hand");
}

#[test]
fn folders_too_deep_are_said() {
    let folder = Folder::new();
    let deep = vec!["d"; 80].join("/");
    folder.write(&format!("{deep}/a"), Slice::default().file());
    let found = folder.found(ScanOptions::default());
    assert_eq!(instances(&found), [] as [&Path; 0]);
    let [(path, reason, false)] = left_out(&found)[..] else { panic!("{found:?}") };
    assert_eq!(path.strip_prefix(folder.0.path()).unwrap().components().count(), 64);
    assert!(reason.contains("64 deep"));
}

/// A small file may declare many frames: of all that were found, only so many are listed.
#[test]
fn frames_of_all_files_are_bounded_together() {
    let folder = Folder::new();
    folder.write("0", Slice::at(9, 0.0).file());
    for number in 1..6 {
        let mut set = Slice::at(number, 0.0).set();
        set.integers((0x0028, 0x0008), &[1000]).bytes((0x7FE0, 0x0010), "OW", vec![0; 32_000]);
        folder.write(&number.to_string(), set.file(EXPLICIT_LITTLE));
    }
    let found = folder.found(ScanOptions { frames_bytes: 80_000, ..ScanOptions::default() });
    assert_eq!(instances(&found).len(), 4, "the single slice and three times 24,000 bytes");
    let [(_, first, false), (_, second, false)] = left_out(&found)[..] else { panic!("{found:?}") };
    assert!(first == second && first.contains("more than can be listed"), "{first}");
    assert_eq!(left_out(&folder.found(ScanOptions::default())), []);
}
